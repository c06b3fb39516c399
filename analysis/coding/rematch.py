"""Codes found again after their texts moved: by the hash of the paragraph and of the item, never by their numbers.

A line more in a report, another download or a newer reader changes the numbers of all paragraphs after it. Codes are
then refused, because they would be joined to their neighbours; what was coded is still there, and its hash says where.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.coding.joining import with_ids
from analysis.columns.types import TEXT
from analysis.errors import InputError
from analysis.reading.ids import report_of
from analysis.tables import check_table, make_table
from analysis.text import hash_text

FOUND, MOVED, AMBIGUOUS = "where it was", "moved", "in several places"
RECUT, LOST = "cut into other items", "not found"


def rematch_codes(codes: pd.DataFrame, items: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give codes the ids that their units have now.

    Claim: a code is about a text; the same text in the same report is the same unit. A unit whose paragraph is in the
    report once is placed there; where a report holds the same paragraph several times, the one with the old id is taken, and
    else none, because nothing tells which was coded. A unit whose report has another id now (a renamed file) is looked for
    in all reports. What cannot be placed is reported and left out.

    Parameters
    ----------
    codes : DataFrame, one row per unit and coder
        As :func:`read_codes` returns it, with ``paragraph_hash`` and ``text_hash``.
    items : DataFrame, one row per item
        As :func:`split_items` returns it for the texts as they are now.

    Returns
    -------
    codes : DataFrame, one row per unit and coder
        Those that were placed, under the ids of unit, paragraph and report that they have now.
    places : DataFrame, one row per unit
        ``unit_id`` (as it was), ``unit_id_now`` (missing where not placed), ``outcome`` ("where it was", "moved", "in several
        places", "cut into other items", "not found").

    Raises
    ------
    InputError
        When the codes have no hashes, as sheets of an earlier form have none.

    See Also
    --------
    read_codes : reads the codes with the ids they were given.
    split_items : makes the units with their present ids.

    Examples
    --------
    >>> import analysis as fz
    >>> def items_of(text):
    ...     reports = pd.DataFrame({"report_id": ["r"], "year": [2020], "text": [text]})
    ...     return fz.split_items(fz.split_paragraphs(reports))
    >>> before, now = items_of("制定规章2件。\\n办理复议12件。\\n"), items_of("新增一行。\\n制定规章2件。\\n办理复议12件。\\n")
    >>> codes = before.rename(columns={"item_id": "unit_id"}).assign(coder="a", report_id="r", paragraph_hash=before["text_hash"])
    >>> rematch_codes(codes, now)[1][["unit_id", "unit_id_now", "outcome"]].values.tolist()
    [['r-p001-i01', 'r-p002-i01', 'moved'], ['r-p002-i01', 'r-p003-i01', 'moved']]
    """
    check_table(codes, ("unit_id", "paragraph_hash", "text_hash"), argument="codes", maker="read_codes")
    check_table(
        items, ("item_id", "paragraph_id", "text_hash", "text"), argument="items", maker="split_items"
    )
    bare = codes["paragraph_hash"].isna() | codes["text_hash"].isna()
    if bare.any():
        problem = f"have {int(bare.sum())} of {len(codes)} units without the hash of their text"
        raise InputError(
            "codes", problem, "give codes of sheets that record it; others can only be joined by id"
        )
    units = with_ids(codes).drop_duplicates("unit_id")
    texts = _Texts(items)
    rows = [(row["unit_id"], *texts.place(row)) for row in units.to_dict("records")]
    places = pd.DataFrame(rows, columns=["unit_id", "unit_id_now", "outcome"]).astype(TEXT)
    kept = places.dropna(subset="unit_id_now").set_index("unit_id")["unit_id_now"]
    placed = codes[codes["unit_id"].isin(kept.index)]
    unit = placed["unit_id"].map(kept)
    paragraph = unit.map(texts.paragraph_of)
    placed = placed.assign(unit_id=unit, paragraph_id=paragraph, report_id=paragraph.map(texts.report_of))
    return make_table("codes", placed), places


class _Texts:
    """Where each paragraph and item is now, by what it says."""

    def __init__(self, items: pd.DataFrame) -> None:
        whole = items.groupby("paragraph_id", sort=False)["text"].agg("".join)
        self.paragraph_of = dict(zip(items["item_id"], items["paragraph_id"], strict=True))
        reports = items.drop_duplicates("paragraph_id").set_index("paragraph_id")
        named = reports["report_id"] if "report_id" in reports else report_of(reports.index.to_series())
        self.report_of = named.to_dict()
        self._items: dict[tuple[str, str], list[str]] = {}
        for row in zip(items["paragraph_id"], items["text_hash"], items["item_id"], strict=True):
            self._items.setdefault(row[:2], []).append(row[2])
        self._paragraphs: dict[str, list[str]] = {}
        for paragraph, text in whole.items():
            self._paragraphs.setdefault(hash_text(text), []).append(str(paragraph))

    def place(self, unit: dict[str, Any]) -> tuple[str | None, str]:
        """The unit's id now, and what became of it."""
        same = self._paragraphs.get(unit["paragraph_hash"], [])
        here = [paragraph for paragraph in same if self.report_of[paragraph] == unit["report_id"]] or same
        if unit["paragraph_id"] in here:
            here = [unit["paragraph_id"]]
        if len(here) != 1:
            return None, AMBIGUOUS if here else LOST
        found = self._items.get((here[0], unit["text_hash"]), [])
        number = unit["unit_id"].removeprefix(unit["paragraph_id"])
        own = [item for item in found if item == here[0] + number] or found
        if len(own) != 1:
            return None, AMBIGUOUS if own else RECUT
        return own[0], FOUND if own[0] == unit["unit_id"] else MOVED
