"""The tables at which the steps meet: columns and types, declared once and checked on entry.

Missing is missing (``<NA>``, ``NaT``, ``NaN``), never a sentinel. Counts of characters leave white space out, so
that a moved line break changes no number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from analysis.errors import InputError

AREAS = tuple(range(1, 9))
ROLES = ("work", "problem", "plan", "preamble", "question", "heading", "boilerplate")
CODED_ROLES = ("work", "problem", "plan", "question")
DOC_TYPES = ("annual_report", "work_summary", "press_conference", "plan", "other")
LEVELS = ("country", "province", "prefecture", "county", "township", "zone", "department")
LEDGER_STATUS = ("read", "duplicate", "empty", "unreadable", "unsupported")
SIMULATED = r"[（(]模拟[）)]|^simulated_"  # in names of simulated reports, their places and issuers
NAMING = ("report_id", "title", "issuer", "region", "province")
MIX = tuple(f"share_{area}" for area in AREAS)

# milliseconds, because Parquet knows no coarser unit and is to give back what was written
TEXT, COUNT, NUMBER, DATE, FLAG = "string", "Int64", "float64", "datetime64[ms]", "boolean"

COLUMNS: Mapping[str, Mapping[str, str]] = {
    "reports": {
        "report_id": TEXT,
        "path": TEXT,
        "title": TEXT,
        "doc_type": TEXT,
        "issuer": TEXT,
        "region": TEXT,
        "province": TEXT,
        "region_code": TEXT,
        "level": TEXT,
        "year": COUNT,
        "published": DATE,
        "doc_number": TEXT,
        "n_chars": COUNT,
        "text": TEXT,
    },
    "ledger": {
        "path": TEXT,
        "status": TEXT,
        "report_id": TEXT,
        "encoding": TEXT,
        "n_chars_raw": COUNT,
        "n_chars_kept": COUNT,
        "warnings": TEXT,
    },
    "paragraphs": {
        "paragraph_id": TEXT,
        "report_id": TEXT,
        "year": COUNT,
        "position": COUNT,
        "heading_1": TEXT,
        "heading_2": TEXT,
        "role": TEXT,
        "text": TEXT,
        "n_chars": COUNT,
    },
    "items": {"item_id": TEXT, "paragraph_id": TEXT, "position": COUNT, "text": TEXT, "n_chars": COUNT},
    "classification": {
        "area": COUNT,
        "area_2": COUNT,
        "probability": NUMBER,
        "measure": TEXT,
        "abstained": FLAG,
        **dict.fromkeys(MIX, NUMBER),
    },
    "codes": {
        "unit_id": TEXT,
        "coder": TEXT,
        "paragraph_id": TEXT,
        "report_id": TEXT,
        "n_chars": COUNT,
        "text_hash": TEXT,
        "paragraph_hash": TEXT,
        "paragraph_chars": COUNT,
        "coded_by": TEXT,
        "frame_id": TEXT,
        "stratum": TEXT,
        "stratum_size": COUNT,
        "draw_order": COUNT,
        "role": TEXT,
        "area": COUNT,
        "area_2": COUNT,
        "measure": TEXT,
        "sure": COUNT,
        "inclusion_probability": NUMBER,
        "codebook_version": TEXT,
        "coded_on": DATE,
    },
    "shares": {
        "year": COUNT,
        "area": COUNT,
        "share": NUMBER,
        "low": NUMBER,
        "high": NUMBER,
        "level": NUMBER,
        "estimator": TEXT,
        "weight": TEXT,
        "n_reports": COUNT,
        "n_units": COUNT,
        "n_coded": COUNT,
    },
    "trends": {
        "area": COUNT,
        "slope": NUMBER,
        "low": NUMBER,
        "high": NUMBER,
        "level": NUMBER,
        "p": NUMBER,
        "p_holm": NUMBER,
        "estimator": TEXT,
        "weight": TEXT,
        "panel": TEXT,
    },
    "trend checks": {
        "area": COUNT,
        "check": TEXT,
        "estimate": NUMBER,
        "low": NUMBER,
        "high": NUMBER,
        "level": NUMBER,
        "p": NUMBER,
        "p_holm": NUMBER,
    },
    "change": {
        "area": COUNT,
        "part": TEXT,
        "change": NUMBER,
        "low": NUMBER,
        "high": NUMBER,
        "level": NUMBER,
    },
    "movers": {
        "area": COUNT,
        "paragraph_id": TEXT,
        "report_id": TEXT,
        "year": COUNT,
        "contribution": NUMBER,
        "text": TEXT,
    },
    "coverage": {
        "year": COUNT,
        "level": TEXT,
        "province": TEXT,
        "n_reports": COUNT,
        "n_regions": COUNT,
        "n_chars": COUNT,
        "thin": FLAG,
    },
    "keyness": {
        "group": TEXT,
        "term": TEXT,
        "log_odds": NUMBER,
        "z": NUMBER,
        "p": NUMBER,
        "p_bh": NUMBER,
        "count": COUNT,
        "count_rest": COUNT,
        "n_reports": COUNT,
    },
    "robustness": {
        "weight": TEXT,
        "estimator": TEXT,
        "panel": TEXT,
        "headings": TEXT,
        "scheme": TEXT,
        "carried_forward": TEXT,
        "area": COUNT,
        "slope": NUMBER,
        "low": NUMBER,
        "high": NUMBER,
        "level": NUMBER,
        "p": NUMBER,
    },
    "promises": {
        "region": TEXT,
        "area": COUNT,
        "year": COUNT,
        "promised": NUMBER,
        "done": NUMBER,
        "done_next": NUMBER,
    },
    "promise association": {
        "area": COUNT,
        "estimate": NUMBER,
        "low": NUMBER,
        "high": NUMBER,
        "level": NUMBER,
        "p": NUMBER,
        "n": COUNT,
    },
    "topic shares": {
        "year": COUNT,
        "topic": COUNT,
        "share": NUMBER,
        "low": NUMBER,
        "high": NUMBER,
        "level": NUMBER,
        "n_reports": COUNT,
    },
}


def make_table(
    name: str, rows: Iterable[Mapping[str, Any]] | pd.DataFrame, *, of: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Build the table `name` from rows: declared columns in declared order and type.

    What is made `of` simulated reports is marked as simulated, so that figures can say so.
    """
    columns = COLUMNS[name]
    table = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(list(rows))
    table = table.reindex(columns=list(columns)).astype(dict(columns)).reset_index(drop=True)
    return table if of is None else mark_simulated(table, of)


def is_simulated(table: pd.DataFrame) -> bool:
    """Whether a table holds, or is made of, simulated reports: it says so, or their names do.

    >>> is_simulated(pd.DataFrame({"report_id": ["simulated_1"]})), is_simulated(pd.DataFrame({"year": [2020]}))
    (True, False)
    """
    if table.attrs.get("simulated"):
        return True
    names = (pd.Series(table[name].unique()).astype("string") for name in NAMING if name in table.columns)
    return any(bool(own.str.contains(SIMULATED).fillna(False).any()) for own in names)


def mark_simulated(table: pd.DataFrame, source: pd.DataFrame) -> pd.DataFrame:
    """The table, marked where its source is simulated."""
    if is_simulated(source):
        table.attrs["simulated"] = True
    return table


def check_table(
    table: Any, columns: Iterable[str], *, argument: str, maker: str | None = None
) -> pd.DataFrame:
    """Return `table` if it is a DataFrame with these columns.

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
        When it is no DataFrame or a column is missing.
    """
    remedy = f"give the table that {maker} returns" if maker else "give a table with these columns"
    if not isinstance(table, pd.DataFrame):
        raise InputError(argument, f"is a {type(table).__name__}, not a DataFrame", remedy)
    missing = [column for column in columns if column not in table.columns]
    if missing:
        raise InputError(argument, f"lacks the column(s) {', '.join(missing)}", remedy)
    return table
