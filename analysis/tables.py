"""The tables at which the steps meet: columns and types, declared once and checked on entry.

Missing is missing (``<NA>``, ``NaT``, ``NaN``), never a sentinel. Counts of characters leave white space out, so
that a moved line break changes no number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.text import hash_text

AREAS = tuple(range(1, 9))
ROLES = ("work", "problem", "plan", "preamble", "question", "heading", "boilerplate")
CODED_ROLES = ("work", "problem", "plan", "question")
DOC_TYPES = ("annual_report", "work_summary", "press_conference", "plan", "other")
LEVELS = ("country", "province", "prefecture", "county", "township", "zone", "department")
LEDGER_STATUS = ("read", "duplicate", "empty", "unreadable", "unsupported")
SIMULATED = r"[（(]模拟[）)]|^simulated_"  # in names of simulated reports, their places and issuers
NAMING = ("report_id", "title", "issuer", "region", "province")
SCHEME = "outline-2015"  # whose eight areas the classifier and the coders answer in
MIX = tuple(f"share_{area}" for area in AREAS)
_OF_MIX = re.compile(r"share_([1-9][0-9]{0,2})")  # the part of a paragraph in a category, whatever the scheme

# milliseconds, because Parquet knows no coarser unit and is to give back what was written
TEXT, COUNT, NUMBER, DATE, FLAG = "string", "Int64", "float64", "datetime64[ms]", "boolean"

_SHARES = {
    "year": COUNT,
    "area": COUNT,
    "share": NUMBER,
    "low": NUMBER,
    "high": NUMBER,
    "level": NUMBER,
    "estimator": TEXT,
    "weight": TEXT,
    "n_reports": COUNT,
    "n_clusters": COUNT,
    "df": NUMBER,
    "reason": TEXT,
    "n_units": COUNT,
    "n_coded": COUNT,
    "design": TEXT,
    "coder_error": TEXT,
    "n_left_out": COUNT,
    "scheme": TEXT,
}

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
        "title_from": TEXT,
        "year_from": TEXT,
        "region_from": TEXT,
        "issuer_from": TEXT,
        "doc_type_from": TEXT,
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
        "remarks": TEXT,
    },
    "doubts": {
        "path": TEXT,
        "status": TEXT,
        "doubts": TEXT,
        "candidates": TEXT,
        "year": COUNT,
        "region": TEXT,
        "province": TEXT,
        "region_code": TEXT,
        "level": TEXT,
        "doc_type": TEXT,
        "issuer": TEXT,
        "published": DATE,
        "title": TEXT,
    },
    "missing years": {
        "region_code": TEXT,
        "region": TEXT,
        "province": TEXT,
        "n_reports": COUNT,
        "missing": TEXT,
        "repeated": TEXT,
    },
    "paragraphs": {
        "paragraph_id": TEXT,
        "report_id": TEXT,
        "year": COUNT,
        "doc_type": TEXT,
        "text_hash": TEXT,
        "position": COUNT,
        "heading_1": TEXT,
        "heading_2": TEXT,
        "role": TEXT,
        "text": TEXT,
        "n_chars": COUNT,
    },
    "items": {
        "item_id": TEXT,
        "paragraph_id": TEXT,
        "position": COUNT,
        "role": TEXT,
        "text_hash": TEXT,
        "text": TEXT,
        "n_chars": COUNT,
    },
    "classification": {
        "area": COUNT,
        "area_2": COUNT,
        "probability": NUMBER,
        "measure": TEXT,
        "abstained": FLAG,
        "abstained_reason": TEXT,
        "seen": FLAG,
        "simulated": FLAG,
        "scheme": TEXT,
        "other_role_chars": COUNT,
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
    "shares": _SHARES,
    "place shares": {"kind": TEXT, "place": TEXT, **_SHARES},
    "trends": {
        "area": COUNT,
        "slope": NUMBER,
        "low": NUMBER,
        "high": NUMBER,
        "level": NUMBER,
        "df": NUMBER,
        "n_clusters": COUNT,
        "reason": TEXT,
        "p": NUMBER,
        "p_holm": NUMBER,
        "estimator": TEXT,
        "weight": TEXT,
        "panel": TEXT,
        "design": TEXT,
        "detectable": NUMBER,
    },
    "report shares": {
        "report_id": TEXT,
        "area": COUNT,
        "year": COUNT,
        "region": TEXT,
        "government": TEXT,
        "government_level": TEXT,
        "province": TEXT,
        "share": NUMBER,
        "weight": NUMBER,
        "weighted_by": TEXT,
        "n_units": COUNT,
        "n_coded": COUNT,
        "estimator": TEXT,
        "design": TEXT,
    },
    "regression": {
        "area": COUNT,
        "term": TEXT,
        "estimate": NUMBER,
        "std_error": NUMBER,
        "low": NUMBER,
        "high": NUMBER,
        "level": NUMBER,
        "df": NUMBER,
        "p": NUMBER,
        "p_holm": NUMBER,
        "p_joint": NUMBER,
        "estimator": TEXT,
        "weight": TEXT,
        "n_reports": COUNT,
        "n_clusters": COUNT,
        "n_left_out": COUNT,
        "n_codes": COUNT,
        "reason": TEXT,
        "formula": TEXT,
        "fixed_effects": TEXT,
        "cluster": TEXT,
        "variance": TEXT,
        "target": TEXT,
        "design": TEXT,
    },
    "marginal shares": {
        "variable": TEXT,
        "value": TEXT,
        "area": COUNT,
        **dict.fromkeys(("share", "low", "high", "level", "df"), NUMBER),
        "estimator": TEXT,
        "weight": TEXT,
        **dict.fromkeys(("n_reports", "n_clusters", "n_left_out", "n_codes"), COUNT),
        **dict.fromkeys(("reason", "formula", "fixed_effects", "cluster", "variance", "design"), TEXT),
    },
    "regression checks": {
        "area": COUNT,
        "term": TEXT,
        "check": TEXT,
        **dict.fromkeys(("estimate", "low", "high", "level", "p", "p_holm"), NUMBER),
        **dict.fromkeys(("reason", "formula", "fixed_effects", "cluster", "estimator", "weight"), TEXT),
    },
    "topic regression": {
        "topic": COUNT,
        "term": TEXT,
        **dict.fromkeys(
            ("estimate", "std_error", "low", "high", "level", "df", "p", "p_holm", "between"), NUMBER
        ),
        **dict.fromkeys(("n_reports", "n_clusters", "n_left_out", "n_refits"), COUNT),
        **dict.fromkeys(("reason", "formula", "fixed_effects", "cluster", "variance"), TEXT),
    },
    "unmatched covariates": {
        "side": TEXT,
        "report_id": TEXT,
        "region_code": TEXT,
        "province": TEXT,
        "year": COUNT,
        "reason": TEXT,
    },
    "area changes": {
        "year": COUNT,
        "area": COUNT,
        "since": COUNT,
        "change": NUMBER,
        "low": NUMBER,
        "high": NUMBER,
        "level": NUMBER,
        "df": NUMBER,
        "n_clusters": COUNT,
        "reason": TEXT,
        "p": NUMBER,
        "p_holm": NUMBER,
        "estimator": TEXT,
        "weight": TEXT,
        "n_reports": COUNT,
        "n_reports_since": COUNT,
        "design": TEXT,
        "scheme": TEXT,
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
        "family": TEXT,
        "reason": TEXT,
    },
    "change": {
        "area": COUNT,
        "part": TEXT,
        "start": COUNT,
        "end": COUNT,
        "change": NUMBER,
        "low": NUMBER,
        "high": NUMBER,
        "level": NUMBER,
        "p": NUMBER,
        "p_holm": NUMBER,
        "n_clusters": COUNT,
    },
    "contributions": {
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
        "p_adj": NUMBER,
        "count": COUNT,
        "count_rest": COUNT,
        "n_reports": COUNT,
        "reason": TEXT,
    },
    "phrases": {
        "term": TEXT,
        "keep": FLAG,
        "gloss": TEXT,
        "pieces": TEXT,
        "count": COUNT,
        "n_reports": COUNT,
        "npmi": NUMBER,
        "entropy": NUMBER,
    },
    "term shares": {
        "term": TEXT,
        "by": TEXT,
        "group": TEXT,
        "area": COUNT,
        "estimand": TEXT,
        "value": NUMBER,
        "low": NUMBER,
        "high": NUMBER,
        "level": NUMBER,
        "df": NUMBER,
        "n_clusters": COUNT,
        "reason": TEXT,
        "count": COUNT,
        "n_naming": COUNT,
        "n_reports": COUNT,
        "n_chars": COUNT,
    },
    "term shifts": {
        "area": COUNT,
        "term": TEXT,
        "kind": TEXT,
        "start": COUNT,
        "end": COUNT,
        **dict.fromkeys(("rate_start", "rate_end", "change", "low", "high", "level"), NUMBER),
        **dict.fromkeys(("z", "p", "p_bh", "p_adj"), NUMBER),
        **{
            f"{name}_{side}": COUNT
            for name in ("count", "n_naming", "n_reports")
            for side in ("start", "end")
        },
        "n_clusters": COUNT,
        "governments": TEXT,
        "n_governments": COUNT,
        "example": TEXT,
        "reason": TEXT,
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
        "n_left_out": COUNT,
    },
    "topic trends": {
        "topic": COUNT,
        "slope": NUMBER,
        "low": NUMBER,
        "high": NUMBER,
        "level": NUMBER,
        "df": NUMBER,
        "n_clusters": COUNT,
        "n_reports": COUNT,
        "reason": TEXT,
        "p": NUMBER,
        "p_permutation": NUMBER,
        "p_holm": NUMBER,
        "from_refits": NUMBER,
        "n_left_out": COUNT,
    },
    "topic correlations": {
        "topic_a": COUNT,
        "topic_b": COUNT,
        "correlation": NUMBER,
        "low": NUMBER,
        "high": NUMBER,
        "level": NUMBER,
        "expected": NUMBER,
        "n_reports": COUNT,
        "n_governments": COUNT,
        "reason": TEXT,
    },
    "topic differences": {
        "topic": COUNT,
        "start": COUNT,
        "end": COUNT,
        "difference": NUMBER,
        "low": NUMBER,
        "high": NUMBER,
        "level": NUMBER,
        "df": NUMBER,
        "n_clusters": COUNT,
        "n_reports": COUNT,
        "reason": TEXT,
        "p": NUMBER,
        "p_holm": NUMBER,
        "from_refits": NUMBER,
        "n_left_out": COUNT,
    },
    "compliance": {
        "report_id": TEXT,
        "year": COUNT,
        "doc_type": TEXT,
        "deadline": DATE,
        "published": DATE,
        "published_in_time": FLAG,
        "days_late": COUNT,
        "has_work": FLAG,
        "has_problems": FLAG,
        "has_first_responsible": FLAG,
        "has_plan": FLAG,
        "n_area_headings": COUNT,
        "areas_in_order": FLAG,
    },
    "topic areas": {
        "topic": COUNT,
        "area": COUNT,
        "share": NUMBER,
        "cross_cutting": FLAG,
        "probability": NUMBER,
        "doubtful": FLAG,
    },
    "topic choice": {
        "n_topics": COUNT,
        **dict.fromkeys(("npmi", "exclusivity", "heldout", "stability", "dropped"), NUMBER),
        "recommended": FLAG,
        "reason": TEXT,
    },
    "anchor uptake": {
        "topic": COUNT,
        "anchor": TEXT,
        "n_words": COUNT,
        "n_counts": COUNT,
        "caught": NUMBER,
        "leading": COUNT,
        "first_words": TEXT,
        "taken": FLAG,
        "reason": TEXT,
    },
    "topic alignment": {
        "topic_a": COUNT,
        "topic_b": COUNT,
        "overlap": NUMBER,
        "similarity": NUMBER,
        "matched": FLAG,
    },
    "dynamic topics": {
        "topic": COUNT,
        "year": COUNT,
        "rank": COUNT,
        "word": TEXT,
        "probability": NUMBER,
        "count": NUMBER,
    },
    "coding budget": {
        "n_codes": COUNT,
        "area": COUNT,
        **dict.fromkeys(("half_width", "half_width_floor", "half_width_slope", "level"), NUMBER),
        "source": TEXT,
        "n_clusters": NUMBER,
    },
    "trend power": {
        "n_codes": COUNT,
        "n_regions": COUNT,
        "n_years": COUNT,
        "area": COUNT,
        **dict.fromkeys(("std_error", "df", "detectable", "detectable_change", "slope", "power"), NUMBER),
        "target_power": NUMBER,
        "n_tests": COUNT,
        "level": NUMBER,
        "source": TEXT,
        "reason": TEXT,
    },
    "evaluated units": {
        "unit_id": TEXT,
        "report_id": TEXT,
        "area": COUNT,
        "predicted": COUNT,
        "probability": NUMBER,
        "coded_probability": NUMBER,
        "measure": TEXT,
        "predicted_measure": TEXT,
        "right": FLAG,
    },
    "calibration": {
        "bin_low": NUMBER,
        "bin_high": NUMBER,
        "n_units": COUNT,
        "probability": NUMBER,
        "accuracy": NUMBER,
        "low": NUMBER,
        "high": NUMBER,
        "level": NUMBER,
    },
    "learning curve": {
        "n_codes": COUNT,
        **{f"{name}{side}": NUMBER for name in ("accuracy", "macro_f1") for side in ("", "_low", "_high")},
        "level": NUMBER,
    },
    "drift": {
        "area": COUNT,
        "measure": TEXT,
        **dict.fromkeys(("value", "expected", "low", "high", "z", "p"), NUMBER),
        "flagged": FLAG,
        "n_reports": COUNT,
    },
}


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
    if not texts:
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
