"""Anybody's labels as predictions: the table of classified paragraphs that hand codes then correct.

A label by a language model, another package or a keyword list is a prediction like our own classifier's: cheap, made for
every paragraph, and wrong in ways that nobody knows. So it enters where predictions enter, never as a hand code, and
a random sample of hand codes corrects whatever it gets wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from analysis.areas.classify import summarise_items
from analysis.coding.values import FIELDS
from analysis.columns.types import FLAG, TEXT
from analysis.errors import InputError, check_choice
from analysis.labels.units import IDS, quote
from analysis.labels.values import SCHEME, as_probability, check_label
from analysis.reading.split import split_items
from analysis.scheme import Scheme
from analysis.tables import (
    CODED_ROLES,
    check_table,
    classified_table,
    simulated_rows,
    with_hashes,
    without_classification,
)
from analysis.taxonomy import as_taxonomy, load_taxonomy
from analysis.text import hash_text

_NEEDED = ("paragraph_id", "report_id", "year", "position", "role", "text", "n_chars")
_SECOND = 1 / 3  # what a second area is said to hold, as a rule of the codebook has it
_HASHES = ("text_hash", "paragraph_hash")


def take_predictions(
    paragraphs: pd.DataFrame,
    labels: pd.DataFrame | pd.Series | Mapping[str, Any],
    *,
    missing: str = "refuse",
    roles_from: str = "paragraphs",
    scheme: Scheme | str | None = None,
) -> pd.DataFrame:
    """Take labels from anywhere as predictions: classified paragraphs, as our own classifier returns them.

    A label may be an item's or a whole paragraph's. From the labels of items come a paragraph's area and mix, by
    characters; a paragraph's own label holds for all of it. What a label cannot know stays missing. The labels are
    predictions: :func:`area_shares` counts them, and corrects them where hand codes of a random sample are given.

    Parameters
    ----------
    paragraphs : DataFrame, one row per paragraph
        As :func:`split_paragraphs` or :func:`classify_paragraphs` returns it; earlier predictions are replaced.
    labels : DataFrame, one row per label, or Series or mapping of id to area
        With ``unit_id``, ``item_id`` or ``paragraph_id`` (ids of items and of paragraphs may be mixed, though not for the
        same paragraph) and ``area`` (0–8, or the name of an area in Chinese or English) or ``measure`` (which gives
        the area); optionally ``area_2``, ``role``, ``probability`` (of the area), ``text_hash`` or ``paragraph_hash`` (of the
        labelled text, to be compared with the text at hand), and ``seen`` (whether the labeller was shown this text with its
        answer, as in an example of the prompt). As :func:`read_labels` returns it.
    missing : {"refuse", "abstain"}, default "refuse"
        What becomes of text without a label, among the roles that get an area. "abstain" leaves it out of the mix; a
        paragraph of which half or more has no label is ``abstained``, and one without any has area 0.
    roles_from : {"paragraphs", "labels"}, default "paragraphs"
        Whose roles hold where labels name one. By default a sample that was drawn by the roles of the paragraphs stays a
        sample of the same frame, and a label of another role says that the text does not belong to the paragraph's:
        it has no part in the mix. With "labels" the paragraph gets the role of most of its characters.
    scheme : str or Scheme, optional
        Scheme that the labels are in; its codes and names are what ``area`` may hold. Default the eight areas.

    Returns
    -------
    DataFrame, one row per paragraph
        As :func:`classify_paragraphs` returns it. ``probability`` and ``measure`` are missing where no label gives them.

    Raises
    ------
    InputError
        When text lacks a label, or ids match nothing, occur twice with different labels, or belong to another text; when a
        label is not in the codebook. The message counts the cases and shows some.

    See Also
    --------
    read_labels : reads the labels of a language model.
    area_shares : corrects the predictions with hand codes.

    Examples
    --------
    A model labels every item, and takes half of all passages on oversight (area 5) for disputes (area 6). Counted, its
    errors go into the shares of both years, and the intervals miss the truth; corrected by the codes of 150 paragraphs a
    year (here: the simulation's truth) they hold it.

    >>> import analysis as fz
    >>> sim = fz.make_reports(n_regions=20, years=range(2020, 2022), random_state=0)
    >>> labels = fz.split_items(sim.paragraphs).merge(sim.items[["item_id", "area"]], on="item_id")
    >>> labels.loc[(labels["area"] == 5) & (labels.index % 2 == 0), "area"] = 6
    >>> coded = take_predictions(sim.paragraphs, labels)
    >>> codes = sim.code(fz.sample_for_coding(coded, per_year=150, random_state=1))
    >>> truth = sim.truth.query("area == 6").rename(columns={"share": "truth"})
    >>> for shares in (fz.area_shares(coded), fz.area_shares(coded, codes)):
    ...     both = shares.merge(truth, on=["year", "area"])
    ...     both["truth"].between(both["low"], both["high"]).tolist()
    [False, False]
    [True, True]
    """
    check_table(paragraphs, _NEEDED, argument="paragraphs", maker="split_paragraphs")
    own = load_taxonomy(SCHEME) if scheme is None else as_taxonomy(scheme)
    check_choice("missing", missing, ("refuse", "abstain"))
    check_choice("roles_from", roles_from, ("paragraphs", "labels"))
    if not paragraphs["paragraph_id"].is_unique:
        raise InputError("paragraphs", "holds a paragraph_id twice", "give each paragraph once")
    paragraphs = paragraphs.reset_index(drop=True)
    items = split_items(paragraphs)
    of_item = pd.Index(paragraphs["paragraph_id"]).get_indexer(items["paragraph_id"])
    chars = np.bincount(of_item, weights=items["n_chars"].to_numpy(dtype=float), minlength=len(paragraphs))
    labels = _without_read_roles(_as_table(labels), items)
    placed = _place(_checked(labels, own), paragraphs, items, of_item, chars, is_own=own.scheme != SCHEME)
    roles = (
        _roles(placed, paragraphs) if roles_from == "labels" else paragraphs["role"].to_numpy(dtype=object)
    )
    has_area = np.isin(roles.astype(str), CODED_ROLES)
    labelled = np.bincount(placed["row"], weights=placed["n_chars"], minlength=len(paragraphs))
    _check_missing(paragraphs["paragraph_id"], has_area & (labelled < chars), labelled, missing)
    summary = summarise_items(
        _parts_that_count(placed, paragraphs, items, of_item, roles, has_area), own.codes
    )
    own_words = ("abstained", "abstained_reason", "seen")
    summary = summary[[name for name in summary.columns if name not in own_words]]
    known = without_classification(with_hashes(paragraphs))
    result = known.assign(role=roles).merge(summary, on="paragraph_id", how="left", validate="one_to_one")
    unlabelled = has_area & (2 * labelled <= chars)
    shown = np.bincount(placed["row"], weights=placed["seen"], minlength=len(paragraphs)) > 0
    result = result.assign(
        area=result["area"].fillna(0),
        other_role_chars=result["other_role_chars"].fillna(0),
        abstained=unlabelled,
        abstained_reason=pd.Series("unlabelled", index=result.index).where(unlabelled),
        seen=shown,
        simulated=simulated_rows(paragraphs),
        scheme=own.scheme,
    )
    return classified_table(result, own.codes)


def _as_table(labels: Any) -> pd.DataFrame:
    """Labels with ``unit_id``, from a table, a series or a mapping."""
    if isinstance(labels, (pd.Series, Mapping)):
        series = pd.Series(labels, dtype=object)
        labels = pd.DataFrame({"unit_id": series.index.astype(str), "area": series.array})
    remedy = "give labels with an id and an area, or a mapping of id to area"
    if not isinstance(labels, pd.DataFrame):
        raise InputError("labels", f"is a {type(labels).__name__}, not a table", remedy)
    ids = [name for name in IDS if name in labels.columns]
    if not ids:
        raise InputError("labels", f"has none of {', '.join(IDS)}", remedy)
    if not {"area", "measure"} & set(labels.columns):
        raise InputError("labels", "has neither area nor measure", remedy)
    if labels.empty:
        raise InputError("labels", "has no row", remedy)
    finest = labels[ids[0]].astype(TEXT)
    for name in ids[1:]:
        finest = finest.fillna(labels[name].astype(TEXT))
    if finest.isna().any():
        raise InputError("labels", f"has {int(finest.isna().sum())} rows without id", "leave such rows out")
    return labels.reset_index(drop=True).assign(unit_id=finest.array)


def _without_read_roles(labels: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    """Labels in which a role that only repeats what was read, as in a table of items that was labelled, is left out."""
    if "role" not in labels.columns:
        return labels
    place = pd.Index(items["item_id"]).get_indexer(labels["unit_id"])
    read = np.where(place >= 0, items["role"].to_numpy(dtype=object)[place], None)
    said = labels["role"].astype(object).to_numpy()
    return labels.assign(
        role=[None if own == given else given for own, given in zip(read, said, strict=True)]
    )


def _checked(labels: pd.DataFrame, scheme: Scheme) -> pd.DataFrame:
    """Each unit once, with its codes in the form of the codebook; labels that say nothing are left out."""
    given = pd.DataFrame({field: labels.get(field) for field in FIELDS}, index=labels.index).astype(object)
    given = given.where(given.notna(), None)
    # few combinations recur over many rows; types are part of the key, for 1, 1.0 and True are one key to a mapping
    keys = [
        tuple(f"{type(value).__name__} {value}" for value in row) for row in given.itertuples(index=False)
    ]
    place, _ = pd.factorize(pd.Series(keys, dtype=object))
    first = pd.Series(place).drop_duplicates().index
    checked = [check_label(dict(zip(FIELDS, given.iloc[row], strict=True)), scheme) for row in first]
    silent = np.array([given.iloc[row][["role", "area", "measure"]].isna().all() for row in first])[place]
    faults = np.array([fault for _, fault in checked], dtype=object)[place]
    wrong = (faults != "") & ~silent
    if wrong.any():
        row = int(wrong.argmax())
        problem = f"has {int(wrong.sum())} labels that are not in the codebook, such as {labels['unit_id'].iloc[row]!r}"
        raise InputError(
            "labels", f"{problem}: {faults[row].partition('; ')[0]}", faults[row].partition("; ")[2]
        )
    table = (
        pd.DataFrame([codes for codes, _ in checked], columns=list(FIELDS)).iloc[place].reset_index(drop=True)
    )
    table.insert(0, "unit_id", labels["unit_id"].array)
    table["probability"] = _probabilities(labels)
    table["seen"] = _flags(labels)
    for name in _HASHES:
        table[name] = labels[name].astype("string").array if name in labels.columns else pd.NA
    table = table[~silent].drop_duplicates()
    differ = table["unit_id"][table["unit_id"].duplicated()].unique()
    if len(differ):
        problem = f"label {len(differ)} units twice and differently, such as {quote(differ)}"
        raise InputError("labels", problem, "give one label for each unit")
    return table.reset_index(drop=True)


def _probabilities(labels: pd.DataFrame) -> np.ndarray:
    if "probability" not in labels.columns:
        return np.full(len(labels), np.nan)
    known = [as_probability(value) for value in labels["probability"].astype(object)]
    wrong = [row for row, value in enumerate(known) if value is None]
    if wrong:
        value = labels["probability"].iloc[wrong[0]]
        raise InputError(
            "labels", f"has {len(wrong)} probabilities such as {value!r}", "give numbers from 0 to 1"
        )
    return np.array(known, dtype=float)


def _flags(labels: pd.DataFrame) -> np.ndarray:
    if "seen" not in labels.columns:
        return np.zeros(len(labels), dtype=bool)
    try:
        return labels["seen"].astype(FLAG).fillna(False).to_numpy(dtype=bool)
    except (TypeError, ValueError):
        value = labels["seen"].iloc[0]
        raise InputError(
            "labels", f"has a column seen with values such as {value!r}", "use True and False"
        ) from None


def _place(
    labels: pd.DataFrame,
    paragraphs: pd.DataFrame,
    items: pd.DataFrame,
    of_item: np.ndarray,
    chars: np.ndarray,
    *,
    is_own: bool,
) -> pd.DataFrame:
    """Labels beside the texts they are for.

    Parameters
    ----------
    labels : DataFrame, one row per label
        As :func:`_checked` returns it.
    paragraphs, items : DataFrame
        What may be labelled.
    of_item : ndarray of int, shape (n_items,)
        Place of each item's paragraph.
    chars : ndarray, shape (n_paragraphs,)
        Characters of each paragraph.

    Returns
    -------
    DataFrame, one row per label
        ``row`` (of its paragraph), ``item`` (its place; -1 for a paragraph's own label), ``paragraph_id``, ``n_chars`` (of
        what is labelled), ``role``, and what :func:`summarise_items` reads.
    """
    whole = pd.Index(paragraphs["paragraph_id"]).get_indexer(labels["unit_id"])
    item = pd.Index(items["item_id"]).get_indexer(labels["unit_id"])
    strange = labels["unit_id"][(whole < 0) & (item < 0)]
    if len(strange):
        problem = f"hold {len(strange)} ids that are neither of a paragraph nor of an item here, such as {quote(strange)}"
        raise InputError("labels", problem, "label these paragraphs, or leave such rows out")
    row = np.where(whole >= 0, whole, of_item[item])
    both = np.intersect1d(row[whole >= 0], row[whole < 0])
    if len(both):
        problem = f"label {len(both)} paragraphs both whole and by item, such as {quote(paragraphs['paragraph_id'].iloc[both])}"
        raise InputError("labels", problem, "give one or the other")
    _check_texts(labels, whole, item, row, items, paragraphs)
    own_chars = np.where(whole >= 0, chars[whole], items["n_chars"].to_numpy(dtype=float)[item])
    second = labels["area_2"].astype("float64").fillna(0)
    return pd.DataFrame(
        {
            "row": row,
            "item": np.where(whole >= 0, -1, item),
            "paragraph_id": paragraphs["paragraph_id"].to_numpy(dtype=object)[row],
            "n_chars": own_chars,
            "role": labels["role"],
            "area": labels["area"].astype("float64").fillna(0).astype(int),
            "probability": labels["probability"],
            "runner_up": second.astype(int),
            "runner_up_probability": np.where(second > 0, _SECOND, 0.0),
            "measure": labels["measure"],
            "none": labels["area"].astype("float64").eq(0) if is_own else False,
            "abstained": False,
            "seen": labels["seen"],
        }
    )


def _check_texts(
    labels: pd.DataFrame,
    whole: np.ndarray,
    item: np.ndarray,
    row: np.ndarray,
    items: pd.DataFrame,
    paragraphs: pd.DataFrame,
) -> None:
    """Refuse labels that were given for another text."""
    of_items, of_paragraphs = (table["text"].to_numpy(dtype=object) for table in (items, paragraphs))
    for name in _HASHES:
        known = np.flatnonzero(labels[name].notna().to_numpy(dtype=bool))
        in_whole = (whole >= 0) | (name == "paragraph_hash")
        texts = (of_paragraphs[row[at]] if in_whole[at] else of_items[item[at]] for at in known)
        then = labels[name].to_numpy(dtype=object)
        changed = [at for at, text in zip(known, texts, strict=True) if hash_text(text) != then[at]]
        if changed:
            problem = f"hold {len(changed)} labels of another text, such as {quote(labels['unit_id'].iloc[changed])}"
            raise InputError(
                "labels", problem, "label the texts as they are now, or give the paragraphs as they were"
            )


def _parts_that_count(
    placed: pd.DataFrame,
    paragraphs: pd.DataFrame,
    items: pd.DataFrame,
    of_item: np.ndarray,
    roles: np.ndarray,
    has_area: np.ndarray,
) -> pd.DataFrame:
    """The labels with ``counts``: whether their text has the role of its paragraph.

    A paragraph's own label is parted where some of its items have another role than the paragraph.
    """
    read = items["role"].to_numpy(dtype=object)
    own = paragraphs["role"].to_numpy(dtype=object)
    # where labels gave the paragraph a new role, what was read of its items says nothing about it
    differs = (read != own[of_item]) & (own == roles)[of_item]
    chars = items["n_chars"].to_numpy(dtype=float)
    elsewhere = np.bincount(of_item, weights=chars * differs, minlength=len(paragraphs))
    row, item = placed["row"].to_numpy(dtype=int), placed["item"].to_numpy(dtype=int)
    said = placed["role"].notna().to_numpy(dtype=bool)
    by_label = said & (placed["role"].to_numpy(dtype=object) != roles[row])
    by_item = ~said & (item >= 0) & differs[item]
    counted = placed.assign(area=placed["area"].where(has_area[row], 0), counts=~(by_label | by_item))
    parted = ~said & (item < 0) & (elsewhere[row] > 0)
    if not parted.any():
        return counted
    taken = np.where(parted, elsewhere[row], 0.0)
    rest = counted[parted].assign(n_chars=taken[parted], counts=False)
    return pd.concat([counted.assign(n_chars=counted["n_chars"] - taken), rest], ignore_index=True)


def _roles(placed: pd.DataFrame, paragraphs: pd.DataFrame) -> np.ndarray:
    """The role that most of a paragraph's labelled characters have; of equals the first; its own where no label says."""
    own = paragraphs["role"].to_numpy(dtype=object)
    said = placed["role"].to_numpy(dtype=object)
    roles = pd.Series(np.where(pd.isna(said), own[placed["row"]], said))
    sums = placed["n_chars"].groupby([placed["row"], roles], sort=False).sum()
    main = sums.groupby(level=0, sort=False).idxmax()
    found = own.copy()
    found[main.index.to_numpy(dtype=int)] = [role for _, role in main]
    return found


def _check_missing(ids: pd.Series, lacking: np.ndarray, labelled: np.ndarray, missing: str) -> None:
    """Refuse paragraphs that have no label, or not for all of their text."""
    if missing == "abstain" or not lacking.any():
        return
    in_part = int((lacking & (labelled > 0)).sum())
    part = f" ({in_part} of them in part)" if in_part else ""
    problem = f"leave {int(lacking.sum())} paragraphs without a label{part}, such as {quote(ids[lacking])}"
    raise InputError("labels", problem, "label them, or give missing='abstain'")
