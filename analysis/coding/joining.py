"""Codes joined to the texts they are about: by the hash of the paragraph, never by its number alone.

Codes of an earlier form, and tables made by hand, name a unit by its id alone. Its paragraph and report are then read
from the id, its length from the text; that the text is the one that was coded cannot be known, and the hash of the
paragraph stays missing.
"""

from __future__ import annotations

import warnings
from collections.abc import Collection

import pandas as pd

from analysis.columns import COLUMNS
from analysis.errors import InputError
from analysis.reading.ids import paragraph_of, report_of
from analysis.reading.split import split_items
from analysis.tables import check_table, with_hashes


class UnknownTexts(UserWarning):
    """Codes are joined to texts by number alone: a line more in a report would give each its neighbour's."""


_UNIT = ("paragraph_id", "report_id", "n_chars", "paragraph_hash", "paragraph_chars")


def with_ids(codes: pd.DataFrame) -> pd.DataFrame:
    """Codes with the ids of paragraph and report, as they have them or as the unit's id names them.

    >>> with_ids(pd.DataFrame({"unit_id": ["r-p001-i02"]}))[["paragraph_id", "report_id"]].values.tolist()
    [['r-p001', 'r']]
    """
    codes = codes.assign(
        **{
            name: pd.array([pd.NA] * len(codes), dtype=COLUMNS["codes"][name])
            for name in _UNIT
            if name not in codes.columns
        }
    )
    units = codes["unit_id"]
    return codes.assign(
        paragraph_id=codes["paragraph_id"].astype("string").fillna(paragraph_of(units)),
        report_id=codes["report_id"].astype("string").fillna(report_of(units)),
    )


def complete_codes(codes: pd.DataFrame, paragraphs: pd.DataFrame) -> pd.DataFrame:
    """Codes with the characters of item and paragraph, where they lack them, by the texts of `paragraphs`.

    Parameters
    ----------
    codes : DataFrame, one row per item
        As :func:`with_ids` returns it.
    paragraphs : DataFrame, one row per paragraph
        Those that were coded; ``text`` is needed only for codes that lack lengths.

    Raises
    ------
    InputError
        When a unit is not in the texts.

    Examples
    --------
    >>> paragraphs = pd.DataFrame({"paragraph_id": ["r-p001"], "text": ["主要做法:一是建章立制。二是加强培训。"]})
    >>> codes = complete_codes(with_ids(pd.DataFrame({"unit_id": ["r-p001-i02"]})), paragraphs)
    >>> codes[["n_chars", "paragraph_chars"]].values.tolist()
    [[7, 19]]
    """
    bare = codes["n_chars"].isna() | codes["paragraph_chars"].isna()
    bare &= codes["paragraph_id"].isin(set(paragraphs["paragraph_id"]))
    if not bare.any():
        return codes
    check_table(paragraphs, ("text",), argument="coded", maker="classify_paragraphs")
    own = paragraphs[paragraphs["paragraph_id"].isin(set(codes.loc[bare, "paragraph_id"]))]
    items = split_items(own).set_index("item_id")
    units = codes.loc[bare, "unit_id"].astype(str)
    unknown = units[~units.isin(items.index)]
    if len(unknown):
        raise _not_there(unknown.iloc[0])
    whole = items.groupby("paragraph_id")["n_chars"].sum()
    codes = codes.copy()
    codes.loc[bare, "n_chars"] = items["n_chars"].reindex(units).to_numpy()
    codes.loc[bare, "paragraph_chars"] = whole.reindex(codes.loc[bare, "paragraph_id"]).to_numpy()
    return codes


def check_texts(codes: pd.DataFrame, paragraphs: pd.DataFrame, report_ids: Collection[str]) -> None:
    """Refuse codes of paragraphs that a table should hold and does not, or holds with another text.

    Codes of reports that are not in the table are somebody else's business: a table may be a part of the corpus.

    Parameters
    ----------
    codes : DataFrame, one row per item
        As :func:`with_ids` returns it.
    paragraphs : DataFrame, one row per paragraph
        Those of the table that were coded, or all: ``paragraph_id``, and ``text_hash`` or ``text``.
    report_ids : collection of str
        All reports of the table.

    Raises
    ------
    InputError
        With the number of units or paragraphs, and one of them.
    """
    if codes.empty:
        return
    strange = ~codes["paragraph_id"].isin(set(paragraphs["paragraph_id"]))
    wrong = codes.loc[strange & codes["report_id"].isin(set(report_ids)), "unit_id"]
    if len(wrong) or strange.all():
        raise _not_there((wrong if len(wrong) else codes["unit_id"]).iloc[0])
    given = codes.drop_duplicates("paragraph_id").set_index("paragraph_id")["paragraph_hash"]
    bare = int(given.isna().sum())
    if bare:
        problem = f"codes of {bare} of {len(given)} paragraphs have no hash of their text"
        remedy = (
            "that these are the texts that were coded cannot be known; sheets and read_codes keep the hashes"
        )
        warnings.warn(f"{problem}; {remedy}.", UnknownTexts, stacklevel=3)
    given = given.dropna()
    if given.empty:
        return
    if "text" in paragraphs.columns:
        paragraphs = with_hashes(paragraphs[paragraphs["paragraph_id"].isin(given.index)])
    check_table(paragraphs, ("text_hash",), argument="coded", maker="classify_paragraphs")
    now = paragraphs.set_index("paragraph_id")["text_hash"].reindex(given.index).dropna()
    other = now.index[now != given.loc[now.index]]
    if len(other):
        problem = f"of {len(other)} of {len(now)} paragraphs are of another text, such as {other[0]!r}"
        remedy = "give the texts that were coded, or let rematch_codes find where they are now"
        raise InputError("codes", problem, remedy)


def _not_there(unit_id: str) -> InputError:
    problem = f"holds the unit {unit_id!r}, which is not in the table"
    return InputError("codes", problem, "code items of these paragraphs; rematch_codes finds moved ones")
