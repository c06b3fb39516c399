"""Agreement of coders as people read it: a small table for each pair, in Chinese or English."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from analysis.coding.agreement import ADJUDICATED, ALL, choose_coders, differing_units
from analysis.coding.values import choices
from analysis.crosswalk import scheme_of_codes
from analysis.language import words_of
from analysis.scheme import Scheme
from analysis.tables import CODED_ROLES

_STATISTICS = ("percent", "kappa", "alpha")


def describe_agreement(table: pd.DataFrame, codes: pd.DataFrame, lang: str) -> str:
    """The table that :func:`coder_agreement` made of these codes, in words and two decimals.

    Rows about areas, second areas and measures that none of the coders gave are left out.
    """
    words = words_of("commands.agree", lang)
    coders, scheme = choose_coders(codes, None), scheme_of_codes(codes)
    parts = []
    for pair, own in table.groupby(["coder_1", "coder_2"], sort=False):
        group = coders if pair == (ALL, ALL) else pair
        given = codes[codes["coder"].isin(group) & codes["role"].isin(CODED_ROLES)]
        shown = own[[_occurs(name, given) for name in own["variable"]]]
        whole = own.iloc[0]
        title = words["all" if pair == (ALL, ALL) else "pair"].format(
            first=pair[0], second=pair[1], coders=len(coders), n=whole["n_units"], reports=whole["n_reports"]
        )
        statistics = _STATISTICS[:1] + _STATISTICS[2:] if pair == (ALL, ALL) else _STATISTICS
        head = ("", words["units"], *(words[name] for name in statistics))
        rows = [head, *(_row(row, words, lang, statistics, scheme) for row in shown.to_dict("records"))]
        parts.append(f"{title}\n{_aligned(rows)}")
    has_gap = any(line.endswith("–") or "  –  " in line for part in parts for line in part.splitlines())
    return "\n\n".join([*parts, "\n".join(_remarks(table, codes, coders, words, has_gap))])


def _occurs(variable: str, given: pd.DataFrame) -> bool:
    """Whether any coder gave what a row is about."""
    if variable.startswith("area = "):
        return bool((given["area"] == int(variable.removeprefix("area = "))).any())
    return variable in ("role", "area") or bool(given[variable].notna().any())


def _row(
    row: dict[str, Any], words: Mapping[str, str], lang: str, statistics: Sequence[str], scheme: Scheme
) -> tuple[str, ...]:
    name = row["variable"]
    if name.startswith("area = "):
        label = words["one_area"].format(
            area=choices("area", lang, scheme)[name.removeprefix("area = ")].replace("｜", " ")
        )
    else:
        label = words[name]
    cells = []
    for key in statistics:
        value, low, high = row[key], row[f"{key}_low"], row[f"{key}_high"]
        interval = "" if pd.isna(low) else f" [{_decimals(low)}, {_decimals(high)}]"
        cells.append("–" if pd.isna(value) else f"{_decimals(value)}{interval}")
    return (label, str(row["n_units"]), *cells)


def _decimals(value: float) -> str:
    """Two decimals, and no sign before zero.

    >>> _decimals(-0.001), _decimals(-0.25)
    ('0.00', '-0.25')
    """
    return f"{round(value, 2) + 0.0:.2f}"


def _remarks(
    table: pd.DataFrame, codes: pd.DataFrame, coders: Sequence[str], words: Mapping[str, str], has_gap: bool
) -> list[str]:
    level = f"{table['level'].iloc[0]:.0%}"
    has_intervals = table["percent_low"].notna().any()
    lines = [words["level"].format(level=level) if has_intervals else words["thin"]]
    if has_gap:
        lines.append(words["same"])
    own = codes[codes["coder"].isin(coders)]
    differ = differing_units(own)
    settled = set(codes.loc[codes["coder"] == ADJUDICATED, "unit_id"])
    lines.append(words["differ"].format(n=len(differ), settled=len(settled.intersection(differ))))
    single = int((own.groupby("unit_id").size() == 1).sum())
    return [*lines, words["single"].format(n=single)] if single else lines


def _aligned(rows: Sequence[tuple[str, ...]]) -> str:
    """Columns as wide as their widest cell on a terminal, the first two after their kind, the others to the left."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = [
            " " * (width - _width(cell)) + cell if number == 1 else cell + " " * (width - _width(cell))
            for number, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  " + "  ".join(cells).rstrip())
    return "\n".join(lines)


def _width(text: str) -> int:
    """Columns of a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
