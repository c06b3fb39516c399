"""What the hand codes say about the paragraphs that were drawn: checked, and turned into mixes over the areas.

Codes are checked once, against a whole table: that they are the draw that they record, of these texts, by people, and
that the model has not seen them. What passed is used with parts of the table as it is.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pandas as pd

from analysis.coding.final import final_codes
from analysis.coding.joining import check_texts, complete_codes, with_ids
from analysis.columns.types import AREAS
from analysis.crosswalk import Way, as_way, check_codes_scheme
from analysis.design import check_design
from analysis.errors import InputError
from analysis.frames import FrameCount, check_frame
from analysis.scheme import Scheme
from analysis.tables import as_flags, check_table, mix_names

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
    stratum : ndarray of int, shape (n_units,)
        The same for paragraphs drawn from one stratum; -1 where the paragraph was not drawn.
    """

    mix: np.ndarray
    probability: np.ndarray
    stratum: np.ndarray

    def at(self, row: np.ndarray) -> CodedMix:
        """The truth of other rows, given the place of each among these; -1 for one that was not drawn."""
        mix, probability = np.zeros((len(row), self.mix.shape[1])), np.full(len(row), np.nan)
        stratum, known = np.full(len(row), -1), row >= 0
        mix[known], probability[known] = self.mix[row[known]], self.probability[row[known]]
        stratum[known] = self.stratum[row[known]]
        return CodedMix(mix, probability, stratum)


def predicted_parts(units: pd.DataFrame, scheme: Scheme | None = None) -> np.ndarray:
    """Part of each unit's characters that the classifier puts in each category of its scheme, by default the eight areas;
    zeros where it has none, shape (n_units, n_categories).

    The parts sum to 1, or to less where some items have another role than the paragraph, or no category
    (``other_role_chars``).
    """
    names = mix_names(AREAS if scheme is None else scheme.codes)
    mix: np.ndarray = np.nan_to_num(units[names].to_numpy(dtype=float, na_value=np.nan))
    if "other_role_chars" in units.columns:
        other = np.nan_to_num(pd.to_numeric(units["other_role_chars"]).to_numpy(dtype=float, na_value=np.nan))
        if other.any():
            mix *= 1 - (other / np.maximum(units["n_chars"].to_numpy(dtype=float), 1))[:, None]
    return mix


def predicted_mix(units: pd.DataFrame, way: Way | Scheme) -> np.ndarray:
    """Predicted parts of each unit in a scheme's areas, shape (n_units, n_areas); zeros where it has no area.

    `way` leads from the scheme of the units to it; a scheme alone is reached from the eight areas.
    """
    way = as_way(way)
    return way.mix(units, predicted_parts(units, way.native))


def coded_mix(coded: pd.DataFrame, codes: Codes, way: Way | Scheme, role: str) -> CodedMix:
    """Coded truth of the drawn paragraphs of a table, from the codes of their items.

    Parameters
    ----------
    coded : DataFrame, one row per paragraph
        With ``paragraph_id``; where `codes` are not settled yet, all the columns that :func:`settle_codes` reads.
    codes : DataFrame or SettledCodes
        Codes as they were given, or as they were settled with a table that holds these paragraphs.
    way : Way or Scheme
        From the scheme of the codes to that of the estimate; a scheme alone is reached from the eight areas.
    role : str
        Role that counts.
    """
    way = as_way(way)
    settled = codes if isinstance(codes, SettledCodes) else settle_codes(coded, codes)
    check_codes_scheme(settled.codes, way.native)
    known = settled.codes
    index = pd.Index(coded["paragraph_id"])
    row = index.get_indexer(known["paragraph_id"].to_numpy(dtype=object))
    known, row = known[row >= 0], row[row >= 0]
    mix, probability = np.zeros((len(coded), len(way.goal.codes))), np.full(len(coded), np.nan)
    stratum = np.full(len(coded), -1)
    probability[row] = known["inclusion_probability"].to_numpy(dtype=float)
    stratum[row] = known["stratum_number"].to_numpy(dtype=int)
    counts = ((known["role"] == role) & (known["area"] > 0)).fillna(False).to_numpy(dtype=bool)
    areas, place = way.areas_of(known[counts]), way.place
    counts[np.flatnonzero(counts)[areas == 0]] = False  # of none of the goal's areas
    columns = [place[int(area)] for area in areas[areas > 0]]
    chars = known["n_chars"].to_numpy(dtype=float)
    np.add.at(mix, (row[counts], columns), chars[counts])
    drawn = np.unique(row)
    mix[drawn] /= np.maximum(np.bincount(row, weights=chars, minlength=len(coded))[drawn], 1.0)[:, None]
    return CodedMix(mix, probability, stratum)


@dataclass(frozen=True, eq=False)
class SettledCodes:
    """Hand codes that fit their draw and the texts of a table's paragraphs, for use with parts of it too.

    Attributes
    ----------
    codes : DataFrame, one row per item of a paragraph in the table
        ``paragraph_id``, ``n_chars``, ``role``, ``area``, ``measure``, ``inclusion_probability``, and ``stratum_number``, the
        same for paragraphs that one simple random sample was drawn from.
    note : str
        How the probabilities came about, in words.
    """

    codes: pd.DataFrame
    note: str


Codes: TypeAlias = pd.DataFrame | SettledCodes


def settle_codes(coded: pd.DataFrame, codes: Codes, *, by_people: bool = True) -> SettledCodes:
    """Codes that fit a table of paragraphs: their draw, their texts, and what the model has not seen.

    Only an evaluation may take codes that a model gave (``by_people=False``); an estimate is corrected by people alone.

    Raises
    ------
    InputError
        When the codes are no probability sample of these paragraphs, or of other texts than these.
    """
    if isinstance(codes, SettledCodes):
        return codes
    check_table(coded, ("paragraph_id", "report_id", "year", "role", "n_chars"), argument="coded")
    if not coded["paragraph_id"].is_unique:
        raise InputError("coded", "holds a paragraph_id twice", "give each paragraph once")
    codes = check_codes(codes)
    count = FrameCount.of(codes).add(coded)
    found = coded[coded["paragraph_id"].isin(set(drawn_paragraphs(codes)))]
    return settle_drawn(found, codes, set(coded["report_id"]), count, by_people=by_people)


def settle_drawn(
    found: pd.DataFrame,
    codes: pd.DataFrame,
    report_ids: Collection[str],
    count: FrameCount,
    *,
    by_people: bool = True,
) -> SettledCodes:
    """As :func:`settle_codes`, given the drawn paragraphs of a table alone and what was counted of all.

    Parameters
    ----------
    found : DataFrame, one row per drawn paragraph that the table holds
        ``paragraph_id``, ``year``, ``role``, and ``text_hash`` or ``text``; ``seen`` where the table has it.
    codes : DataFrame
        As :func:`check_codes` returns it.
    report_ids : collection of str
        All reports of the table.
    count : FrameCount
    """
    codes = complete_codes(codes, found)
    check_texts(codes, found, report_ids)
    _check_seen(found)
    if by_people:
        _check_people(codes)
    _check_probabilities(codes)
    design = check_design(codes)
    about = found.set_index("paragraph_id")[["year", "role"]]
    known = design.codes[design.codes["paragraph_id"].isin(about.index)]
    drawn = known.drop_duplicates("paragraph_id")
    own = about.loc[drawn["paragraph_id"]].assign(
        stratum=drawn["stratum"].to_numpy() if "stratum" in drawn.columns else None,
        inclusion_probability=drawn["inclusion_probability"].to_numpy(dtype=float),
    )
    check_frame(design.strata, own, count)
    # where the draw was not recorded, what has one probability within a year is one stratum
    keys = zip(
        known["stratum_number"],
        known["paragraph_id"].map(about["year"]),
        known["inclusion_probability"],
        strict=True,
    )
    strata = [(year, chance) if pd.isna(number) else int(number) for number, year, chance in keys]
    known = known.assign(stratum_number=pd.factorize(pd.Series(strata, dtype=object))[0])
    return SettledCodes(known, design.note)


def check_codes(codes: pd.DataFrame) -> pd.DataFrame:
    """One code a unit of each draw, with the ids of paragraph and report."""
    check_table(codes, _CODES, argument="codes", maker="read_codes")
    if codes.empty:
        raise InputError("codes", "has no row", "give the codes of a random sample, or leave them out")
    codes = codes.reset_index(drop=True)
    draws = codes["frame_id"] if "frame_id" in codes.columns else pd.Series(pd.NA, index=codes.index)
    # draw by draw, because two draws may hold one unit with two probabilities
    codes = pd.concat([final_codes(own) for _, own in codes.groupby(draws, dropna=False)], ignore_index=True)
    return with_ids(codes)


def drawn_paragraphs(codes: pd.DataFrame) -> pd.Series:
    """Id of the paragraph of each coded item, whether or not the codes have it in a column."""
    return with_ids(codes)["paragraph_id"]


def _check_probabilities(codes: pd.DataFrame) -> None:
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


def coded_by_model(codes: pd.DataFrame) -> np.ndarray:
    """Which codes a model gave; those that do not say are by people, shape (n_codes,)."""
    if "coded_by" not in codes.columns:
        return np.zeros(len(codes), dtype=bool)
    return (codes["coded_by"] == "model").fillna(False).to_numpy(dtype=bool)


def random_codes(codes: pd.DataFrame, coded: pd.DataFrame) -> pd.DataFrame:
    """The codes of a random sample, if it has any of these paragraphs; codes chosen for training have no probability."""
    check_table(codes, ("unit_id", "inclusion_probability"), argument="codes", maker="read_codes")
    drawn = codes[codes["inclusion_probability"].notna()]
    return drawn if drawn_paragraphs(drawn).isin(set(coded["paragraph_id"])).any() else drawn.head(0)


def _check_seen(found: pd.DataFrame) -> None:
    """A prediction for a text that the model was trained on is no prediction: its errors are hidden."""
    if "seen" not in found.columns:
        return
    used = found.loc[as_flags(found["seen"]), "paragraph_id"].tolist()
    if used:
        problem = f"hold {len(used)} paragraphs that the model was trained on, such as {used[0]!r}"
        remedy = "classify with a model trained without them, or give codes that were not used in training"
        raise InputError("codes", problem, remedy)


def _check_people(codes: pd.DataFrame) -> None:
    """What a model says is a prediction, whose errors a correction is to take out, not to take for the truth."""
    by_model = int(coded_by_model(codes).sum())
    if by_model:
        problem = f"have {by_model} of {len(codes)} rows that a model coded, which are predictions, not truth"
        remedy = "make them the predictions with take_predictions, and give codes of people to correct them"
        raise InputError("codes", problem, remedy)
