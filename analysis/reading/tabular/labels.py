"""Readable heads and values of the package's tables, in Chinese and English, and the way back to its own names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

import pandas as pd

from analysis.columns.types import TEXT
from analysis.language import LANGUAGES, words_of
from analysis.reading.remarks import ledger_remarks
from analysis.tables import CODED_ROLES, DOC_TYPES, LEDGER_STATUS, LEVELS, SCHEME
from analysis.taxonomy import load_taxonomy, schemes

NAMED = ("area", "area_2")  # whose names stand beside the numbers
VALUES: Mapping[str, tuple[str, ...]] = {
    "doc_type": DOC_TYPES,
    "level": LEVELS,
    "government_level": LEVELS,
    "status": LEDGER_STATUS,
    "role": (*CODED_ROLES, "preamble"),
}
_SHARE = re.compile(r"share_(\d+)")


def label_table(table: pd.DataFrame, lang: str) -> pd.DataFrame:
    """A table of this package as people read it: names of areas beside their numbers, readable heads and values.

    Parameters
    ----------
    table : DataFrame
        Any table of this package.
    lang : {"zh", "en"}
        Language of heads, names and values; in Chinese the remarks of a ledger too.

    Returns
    -------
    DataFrame

    Examples
    --------
    >>> shares = pd.DataFrame({"year": [2020], "area": [6], "share": [0.2]})
    >>> label_table(shares, "en").columns.tolist(), label_table(shares, "zh").iloc[0, 2]
    (['year', 'area', 'name of area', 'share'], '纠纷化解')
    """
    names = area_names(table, lang)
    labels = words_of("labels", lang)
    found: dict[str, pd.Series] = {}
    for column in table.columns:
        values = table[column]
        if column in VALUES and not pd.api.types.is_numeric_dtype(values.dtype):
            values = values.astype(TEXT).replace(
                {own: labels[own] for own in VALUES[column] if own in labels}
            )
        if column == "warnings" and "remarks" in table.columns:
            values = pd.Series(ledger_remarks(table, lang), index=table.index, dtype=TEXT).replace("", pd.NA)
        found[str(column)] = values
        if column in NAMED:
            found[f"{column}_name"] = values.map(
                lambda area: names.get(area) if pd.notna(area) else None
            ).astype(TEXT)
    heads = {column: head_of_column(column, lang, found, names) for column in found}
    return pd.DataFrame(found).rename(columns=heads)


def area_names(table: pd.DataFrame, lang: str) -> dict[int, str]:
    """Names of the areas of the scheme that a table is in."""
    own = table["scheme"].dropna().unique() if "scheme" in table.columns else []
    name = str(own[0]) if len(own) == 1 and own[0] in schemes() else SCHEME
    scheme = load_taxonomy(name)
    none = scheme.none.get(lang) or str(words_of("page", lang)["no_area"])
    return {0: none, **{int(area): scheme.label(int(area), lang) for area in scheme.codes}}


def head_of_column(column: str, lang: str, columns: Iterable[str], names: Mapping[int, str]) -> str:
    """The readable head of a column; what is none of ours stays as it is."""
    words = words_of("columns", lang)
    if found := _SHARE.fullmatch(column):
        area = int(found[1])
        return str(words["share_of"].format(area=area, name=names.get(area, area)))
    if column == "level" and "low" in columns:  # of confidence, not of government
        return str(words["confidence"])
    return str(words.get(column, column))


@cache
def _own_names() -> dict[str, str]:
    """Readable head -> name of the column, in both languages."""
    found = {
        head: column
        for lang in LANGUAGES
        for column, head in words_of("columns", lang).items()
        if column not in ("share_of",)
    }
    return {**found, **{words_of("columns", lang)["confidence"]: "level" for lang in LANGUAGES}}


def own_name(head: str) -> str:
    """The name of a column by its readable head in either language; another head stays as it is.

    >>> own_name("任务领域"), own_name("share of area 6 (Disputes)"), own_name("gdp")
    ('area', 'share_6', 'gdp')
    """
    if head in _own_names():
        return _own_names()[head]
    found = re.fullmatch(r"(?:领域(\d+)占比（.*）|share of area (\d+) \(.*\))", head)
    return f"share_{found[1] or found[2]}" if found else head


@cache
def own_values(column: str) -> dict[str, str]:
    """Readable value -> value, of a column of choices."""
    return {
        words_of("labels", lang)[own]: own
        for lang in LANGUAGES
        for own in VALUES.get(column, ())
        if own in words_of("labels", lang)
    }
