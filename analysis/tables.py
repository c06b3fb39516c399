"""The tables at which the steps meet: columns and types, declared once and checked on entry.

Missing is missing (``<NA>``, ``NaT``, ``NaN``), never a sentinel. Counts of characters leave white space out, so
that a moved line break changes no number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import repeat
from typing import Any

import numpy as np
import pandas as pd

from analysis.columns import COLUMNS
from analysis.columns.types import AREAS, COUNT, FLAG, MIX, NUMBER, TEXT
from analysis.errors import InputError
from analysis.text import hash_text

ROLES = ("work", "problem", "plan", "preamble", "question", "heading", "boilerplate")
CODED_ROLES = ("work", "problem", "plan", "question")
DOC_TYPES = ("annual_report", "work_summary", "press_conference", "plan", "other")
LEVELS = ("country", "province", "prefecture", "county", "township", "zone", "department")
LEDGER_STATUS = ("read", "duplicate", "empty", "unreadable", "unsupported")
SIMULATED = r"[（(]模拟[）)]|^simulated_"  # in names of simulated reports, their places and issuers
NAMING = ("report_id", "title", "issuer", "region", "province")
SCHEME = "outline-2015"  # whose eight areas the classifier and the coders answer in
_OF_MIX = re.compile(r"share_([1-9][0-9]{0,2})")  # the part of a paragraph in a category, whatever the scheme


def make_table(
    name: str, rows: Iterable[Mapping[str, Any]] | pd.DataFrame, *, of: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Build the table `name` from rows: declared columns in declared order and type.

    What is made `of` simulated reports says so in one more column, ``simulated``.
    """
    columns = COLUMNS[name]
    table = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(list(rows))
    table = table.reindex(columns=list(columns)).astype(dict(columns)).reset_index(drop=True)
    return table if of is None else mark_simulated(table, of)


def table_of_rows(name: str, rows: Sequence[Sequence[Any]]) -> pd.DataFrame:
    """The table `name` from rows that hold its columns in their order, as :func:`make_table` makes it, but in half the time.

    >>> table_of_rows("items", []).columns.tolist() == list(COLUMNS["items"])
    True
    """
    columns = zip(*rows, strict=True) if rows else repeat(())
    types = COLUMNS[name].items()
    return pd.DataFrame(
        {column: pd.array(list(own), dtype=kind) for (column, kind), own in zip(types, columns, strict=False)}
    )


def mix_names(codes: Iterable[int]) -> list[str]:
    """Columns that hold the part of a paragraph in each category, given the codes of a scheme.

    >>> mix_names([1, 2, 30])
    ['share_1', 'share_2', 'share_30']
    """
    return [f"share_{code}" for code in codes]


def mix_of(columns: Iterable[object]) -> list[str]:
    """Those of the columns that hold the part of a paragraph in a category, in their order.

    >>> mix_of(["area", "share_1", "share", "share_12", "share_work"])
    ['share_1', 'share_12']
    """
    return [name for name in columns if isinstance(name, str) and _OF_MIX.fullmatch(name)]


def classification_types(codes: Iterable[int] = AREAS) -> dict[str, str]:
    """Columns of a classification and their types, given the codes of its scheme.

    >>> list(classification_types([1, 2]))[-3:]
    ['other_role_chars', 'share_1', 'share_2']
    """
    kept = {name: kind for name, kind in COLUMNS["classification"].items() if name not in MIX}
    return {**kept, **dict.fromkeys(mix_names(codes), NUMBER)}


def column_type(name: str) -> str | None:
    """Declared type of a column of reports and classified paragraphs, whatever the scheme; None for another column."""
    for table in ("classification", "paragraphs", "reports"):
        if name in COLUMNS[table]:
            return COLUMNS[table][name]
    return NUMBER if _OF_MIX.fullmatch(name) else None


def without_classification(table: pd.DataFrame) -> pd.DataFrame:
    """The table without what an earlier classification, under whatever scheme, has added."""
    earlier = {*COLUMNS["classification"], *mix_of(table.columns)}
    return table.drop(columns=[name for name in table.columns if name in earlier])


def classified_table(table: pd.DataFrame, codes: Iterable[int] = AREAS) -> pd.DataFrame:
    """The columns of classified paragraphs in their order and types, then whatever else the table has.

    `codes` are those of the scheme, one column ``share_<code>`` for each.
    """
    types = {**COLUMNS["paragraphs"], **classification_types(codes)}
    others = [name for name in table.columns if name not in types]
    return table.reindex(columns=[*types, *others]).astype(types)


def with_hashes(paragraphs: pd.DataFrame) -> pd.DataFrame:
    """Paragraphs with ``text_hash``, which tables made elsewhere may lack."""
    known = paragraphs.get("text_hash", pd.Series(pd.NA, index=paragraphs.index)).astype(TEXT)
    lacking = (known.isna() & paragraphs["text"].notna()).to_numpy()
    if lacking.any():
        known = known.mask(lacking)
        known.iloc[np.flatnonzero(lacking)] = [hash_text(text) for text in paragraphs["text"][lacking]]
    return paragraphs.assign(text_hash=known)


def as_flags(values: pd.Series) -> np.ndarray:
    """Where a column of flags says yes, whatever type a file or a join has left it in, shape (n_rows,).

    >>> as_flags(pd.Series([True, None, "False", "true", 1.0])).tolist()
    [True, False, False, True, True]
    """
    return values.astype(TEXT).str.lower().isin(["true", "1", "1.0"]).to_numpy(dtype=bool)


def simulated_rows(table: pd.DataFrame) -> np.ndarray:
    """Which rows are, or are made of, simulated reports: a column says so, or a name does, shape (n_rows,).

    >>> simulated_rows(pd.DataFrame({"report_id": ["simulated_1", "r"]})).tolist()
    [True, False]
    """
    found = np.zeros(len(table), dtype=bool)
    if "simulated" in table.columns:
        found |= as_flags(table["simulated"])
    for name in NAMING:
        if name in table.columns:
            place, names = pd.factorize(table[name])
            says = pd.Series(names).astype(TEXT).str.contains(SIMULATED).fillna(False).to_numpy(dtype=bool)
            found |= np.append(says, False)[place]  # a missing name has the place -1
    return found


def is_simulated(table: pd.DataFrame) -> bool:
    """Whether a table holds, or is made of, simulated reports.

    >>> is_simulated(pd.DataFrame({"report_id": ["simulated_1"]})), is_simulated(pd.DataFrame({"year": [2020]}))
    (True, False)
    """
    return bool(simulated_rows(table).any())


def mark_simulated(table: pd.DataFrame, source: pd.DataFrame) -> pd.DataFrame:
    """The table, with a column that says so where its source is simulated; no attribute, which joining tables loses."""
    return (
        table.assign(simulated=pd.array([True] * len(table), dtype=FLAG)) if is_simulated(source) else table
    )


def check_rows(
    table: pd.DataFrame, key: str, *, argument: str, texts: bool = True, column: str = "text"
) -> None:
    """Check that each row has an id of its own and, where asked for, a text; the error names the row.

    Parameters
    ----------
    table : DataFrame
        What the caller gave.
    key : str
        Column of the ids.
    argument : str
        Name of the argument, for the message.
    texts : bool, default True
        Whether each row needs a text.
    column : str, default "text"
        Column of the texts.

    Raises
    ------
    InputError
        When an id is missing or stands twice, or a text is missing or no text.

    Examples
    --------
    >>> check_rows(pd.DataFrame({"report_id": ["a", "a"], "text": ["", ""]}), "report_id", argument="reports")
    Traceback (most recent call last):
    analysis.errors.InputError: reports holds a report_id twice ('a' in rows 1 and 2); give each row an id of its own.
    """
    ids = table[key]
    if ids.isna().any():
        place = int(np.flatnonzero(ids.isna().to_numpy())[0]) + 1
        raise InputError(argument, f"has no {key} in row {place}", "give each row an id of its own")
    again = ids.duplicated().to_numpy()
    if again.any():
        second = int(np.flatnonzero(again)[0])
        first = int(np.flatnonzero((ids == ids.iloc[second]).to_numpy())[0])
        said = f"holds a {key} twice ('{ids.iloc[second]}' in rows {first + 1} and {second + 1})"
        raise InputError(argument, said, "give each row an id of its own")
    if not texts or (isinstance(table[column].dtype, pd.StringDtype) and table[column].notna().all()):
        return
    for place, text in enumerate(table[column].tolist(), start=1):
        if not isinstance(text, str):
            is_missing = text is None or text is pd.NA or text != text
            said = f"has no {column}" if is_missing else f"has {column} {text!r}"
            raise InputError(
                argument,
                f"{said} in row {place} ({key} '{ids.iloc[place - 1]}')",
                "drop the row or give its text",
            )


def check_table(
    table: Any, columns: Iterable[str], *, argument: str, maker: str | None = None
) -> pd.DataFrame:
    """Return `table` if it is a DataFrame with these columns, and those that are declared as numbers hold numbers or what reads as such.

    Parameters
    ----------
    table : object
        What the caller gave.
    columns : iterable of str
        Columns that the next step reads.
    argument : str
        Name of the argument, for the message.
    maker : str, optional
        The verb that makes such a table, for the message.

    Raises
    ------
    InputError
        When it is no DataFrame, a column is missing, or a column of numbers holds text.

    Examples
    --------
    >>> check_table(pd.DataFrame({"year": ["2020年"]}), ["year"], argument="reports")
    Traceback (most recent call last):
        ...
    analysis.errors.InputError: reports has the text '2020年' in the column year, row 1; give numbers there.
    """
    remedy = f"give the table that {maker} returns" if maker else "give a table with these columns"
    if not isinstance(table, pd.DataFrame):
        raise InputError(argument, f"is a {type(table).__name__}, not a DataFrame", remedy)
    missing = [column for column in columns if column not in table.columns]
    if missing:
        raise InputError(argument, f"lacks the column(s) {', '.join(missing)}", remedy)
    for column in _NUMBERS.intersection(columns):
        _check_numbers(table, column, argument)
    return table


# names that every table which has them declares as numbers
_NUMBERS = {
    name
    for name in {name for columns in COLUMNS.values() for name in columns}
    if all(columns[name] in (COUNT, NUMBER) for columns in COLUMNS.values() if name in columns)
}


def _check_numbers(table: pd.DataFrame, column: str, argument: str) -> None:
    values = table[column]
    if isinstance(values, pd.DataFrame):
        raise InputError(argument, f"has the column {column} twice", "keep one of them")
    if pd.api.types.is_numeric_dtype(values.dtype):
        return
    no_number = values.notna() & pd.to_numeric(values, errors="coerce").isna()
    texts = no_number.to_numpy(dtype=bool) & np.array(
        [isinstance(value, str) for value in values], dtype=bool
    )
    if texts.any():
        row = int(texts.argmax())
        problem = f"has the text {values.iloc[row]!r} in the column {column}, row {row + 1}"
        raise InputError(argument, problem, "give numbers there")
