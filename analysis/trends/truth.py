"""What the hand codes say about the paragraphs that were drawn: checked, and turned into mixes over the areas."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.reading.numbering import split_enumeration
from analysis.tables import MIX, check_table
from analysis.taxonomy import Taxonomy, load_taxonomy
from analysis.text import count_characters

_BASE = "outline-2015"  # the scheme that classifier and coders answer in
_CODES = ("unit_id", "coder", "role", "area", "measure", "inclusion_probability")


@dataclass(frozen=True, eq=False)
class CodedMix:
    """Hand-coded truth of the paragraphs that were drawn.

    Attributes
    ----------
    mix : ndarray, shape (n_units, n_areas)
        Share of each area in a coded paragraph's characters; rows of zeros where the coder found no area or another
        role, and where the paragraph was not drawn.
    probability : ndarray, shape (n_units,)
        Inclusion probability; NaN where the paragraph was not drawn.
    """

    mix: np.ndarray
    probability: np.ndarray

    def at(self, row: np.ndarray) -> CodedMix:
        """The truth of other rows, given the place of each among these; -1 for one that was not drawn."""
        mix, probability = np.zeros((len(row), self.mix.shape[1])), np.full(len(row), np.nan)
        known = row >= 0
        mix[known], probability[known] = self.mix[row[known]], self.probability[row[known]]
        return CodedMix(mix, probability)


def lacks_measure(units: pd.DataFrame, taxonomy: Taxonomy) -> np.ndarray:
    """Whether the scheme cannot tell where a unit belongs, shape (n_units,)."""
    if taxonomy.scheme == _BASE:
        return np.zeros(len(units), dtype=bool)
    known = units["area"].to_numpy(dtype=int) > 0
    return np.asarray(known & pd.isna(units["measure"].to_numpy(dtype=object)))


def check_measures(lacking: int, taxonomy: Taxonomy) -> None:
    """Refuse units, so many in all, that the scheme cannot place."""
    if lacking:
        problem = f"has {lacking} paragraphs without a measure"
        remedy = f"classify with a model that knows measures to use scheme {taxonomy.scheme!r}"
        raise InputError("coded", problem, remedy)


def predicted_mix(units: pd.DataFrame, taxonomy: Taxonomy) -> np.ndarray:
    """Predicted mix of each unit over a scheme's areas, shape (n_units, n_areas); zeros where it has no area.

    Under another scheme than the base, the leading area goes where the paragraph's measure belongs, and the other
    areas of the mix where most of their measures belong.
    """
    mix: np.ndarray = np.nan_to_num(units[list(MIX)].to_numpy(dtype=float, na_value=np.nan))
    if taxonomy.scheme == _BASE:
        return mix
    lead = units["area"].to_numpy(dtype=int)
    known = np.flatnonzero(lead > 0)
    check_measures(int(lacks_measure(units, taxonomy).sum()), taxonomy)
    measures = units["measure"].to_numpy(dtype=object)[known]
    place = {area: column for column, area in enumerate(taxonomy.areas.index)}
    by_measure = {measure: place[taxonomy.area_of(measure)] for measure in set(measures)}
    goal = np.array([by_measure[measure] for measure in measures], dtype=int)
    weight = mix[known, lead[known] - 1]
    rest = mix.copy()
    rest[known, lead[known] - 1] = 0.0
    moved = np.zeros((len(units), len(place)))
    for area, target in _main_targets(taxonomy).items():
        moved[:, place[target]] += rest[:, area - 1]
    moved[known, goal] += weight
    return moved


def _main_targets(taxonomy: Taxonomy) -> dict[int, int]:
    """For each area of the base, the area of the scheme that takes most of its measures."""
    pairs = pd.DataFrame({"old": load_taxonomy(_BASE).measures["area"], "new": taxonomy.measures["area"]})
    most = pairs.groupby("old")["new"].agg(lambda own: own.value_counts(sort=True).index[0])
    return {int(old): int(new) for old, new in most.items()}


def coded_paragraphs(codes: pd.DataFrame) -> pd.Series:
    """Id of the paragraph of each coded item.

    Raises
    ------
    InputError
        When the codes cannot be taken for a probability sample of any paragraphs.
    """
    return _paragraph_of(_checked_codes(codes)["unit_id"].astype(str))


def _paragraph_of(names: pd.Series) -> pd.Series:
    return names.str.replace(r"-i\d+$", "", regex=True)


def coded_mix(
    coded: pd.DataFrame,
    codes: pd.DataFrame,
    taxonomy: Taxonomy,
    role: str,
    *,
    report_ids: Collection[str] | None = None,
) -> CodedMix:
    """Coded truth of the drawn paragraphs of a table, from the codes of their items.

    Where `coded` holds only the drawn paragraphs of a larger table, `report_ids` are those of all its reports.

    Raises
    ------
    InputError
        When the codes cannot be taken for a probability sample of these paragraphs.
    """
    known = _checked_codes(codes)
    names = known["unit_id"].astype(str)
    index = pd.Index(coded["paragraph_id"])
    if not index.is_unique:
        raise InputError("coded", "holds a paragraph_id twice", "give each paragraph once")
    row = index.get_indexer(_paragraph_of(names).to_numpy(dtype=object))
    _check_strangers(set(coded["report_id"] if report_ids is None else report_ids), names, row)
    known, row = known[row >= 0], row[row >= 0]
    drawn = np.unique(row)
    _check_training(coded, drawn)
    items = _items_of(coded, drawn)
    at = pd.Index(items["item_id"]).get_indexer(known["unit_id"].astype(str))
    if (at < 0).any():
        raise _unknown(known["unit_id"].to_numpy(dtype=object)[at < 0][0])
    is_coded = np.zeros(len(items), dtype=bool)
    is_coded[at] = True
    open_items = items[~is_coded & (items["n_chars"] > 0)]
    if len(open_items):
        name = coded["paragraph_id"].iloc[open_items["row"].iloc[0]]
        raise InputError(
            "codes", f"cover only a part of paragraph {name!r}", "code each drawn paragraph whole"
        )
    mix = np.zeros((len(coded), len(taxonomy.areas)))
    probability = np.full(len(coded), np.nan)
    probability[row] = known["inclusion_probability"].to_numpy(dtype=float)
    counts = ((known["role"] == role) & (known["area"] > 0)).fillna(False).to_numpy(dtype=bool)
    place = {area: column for column, area in enumerate(taxonomy.areas.index)}
    columns = [place[area] for area in _scheme_areas(known[counts], taxonomy)]
    chars = items["n_chars"].to_numpy(dtype=float)[at]
    np.add.at(mix, (row[counts], columns), chars[counts])
    mix[drawn] /= np.maximum(np.bincount(row, weights=chars, minlength=len(coded))[drawn], 1.0)[:, None]
    return CodedMix(mix, probability)


def _items_of(coded: pd.DataFrame, rows: np.ndarray) -> pd.DataFrame:
    """Ids and characters of the items of some paragraphs."""
    names, texts = coded["paragraph_id"].to_numpy(dtype=object), coded["text"].to_numpy(dtype=object)
    parts = [
        (row, f"{names[row]}-i{position:02d}", count_characters(part))
        for row in rows
        for position, part in enumerate(split_enumeration(texts[row]), start=1)
    ]
    return pd.DataFrame(parts, columns=["row", "item_id", "n_chars"])


def _check_strangers(report_ids: set[str], names: pd.Series, row: np.ndarray) -> None:
    """Codes of reports that are not in the table are left out; a code of an unknown paragraph is a mistake."""
    if (row >= 0).all():
        return
    strangers = names[row < 0]
    reports = strangers.str.replace(r"-p\d+-i\d+$", "", regex=True)
    wrong = strangers[reports.isin(report_ids).to_numpy(dtype=bool)]
    if len(wrong) or len(strangers) == len(names):
        raise _unknown((wrong if len(wrong) else strangers).iloc[0])


def _unknown(name: str) -> InputError:
    return InputError(
        "codes", f"holds the unit {name!r}, which is not in the table", "code items of these paragraphs"
    )


def _check_training(coded: pd.DataFrame, drawn: np.ndarray) -> None:
    """A prediction for a text that the model was trained on is no prediction: its errors are hidden."""
    seen = set(coded.attrs.get("seen_in_training", ()))
    names = coded["paragraph_id"].to_numpy(dtype=object)[drawn]
    used = [name for name in names if name in seen] if seen else []
    if used:
        problem = f"hold {len(used)} paragraphs that the model was trained on, such as {used[0]!r}"
        remedy = "classify with a model trained without them, or give codes that were not used in training"
        raise InputError("codes", problem, remedy)


def _checked_codes(codes: pd.DataFrame) -> pd.DataFrame:
    check_table(codes, _CODES, argument="codes", maker="read_codes")
    if codes.empty:
        raise InputError("codes", "has no row", "give the codes of a random sample, or leave them out")
    coders = sorted(set(codes["coder"].dropna()))
    if len(coders) > 1:
        raise InputError(
            "codes",
            f"holds the coders {', '.join(coders)}",
            "give one, such as codes[codes.coder == 'final']",
        )
    probability = codes["inclusion_probability"].astype(float)
    if probability.isna().any():
        problem = f"has {int(probability.isna().sum())} units without inclusion_probability"
        raise InputError("codes", problem, "draw the units with sample_for_coding, which stores it")
    outside = probability[(probability <= 0) | (probability > 1)]
    if len(outside):
        raise InputError(
            "codes",
            f"has an inclusion_probability of {outside.iloc[0]}",
            "use probabilities above 0 up to 1",
        )
    if codes["unit_id"].duplicated().any():
        raise InputError("codes", "codes a unit twice", "give each unit once")
    return codes[[column for column in _CODES if column != "coder"]]


def _scheme_areas(drawn: pd.DataFrame, taxonomy: Taxonomy) -> list[int]:
    """Area of each coded item under the scheme: as coded, or through its measure."""
    if taxonomy.scheme == _BASE:
        return [int(area) for area in drawn["area"]]
    if drawn["measure"].isna().any():
        problem = f"has {int(drawn['measure'].isna().sum())} items without a measure"
        raise InputError("codes", problem, f"code the measures to use scheme {taxonomy.scheme!r}")
    return [taxonomy.area_of(measure) for measure in drawn["measure"]]
