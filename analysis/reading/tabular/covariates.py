"""What a table of texts holds besides: columns that travel along with the reports, in types that files can keep."""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from analysis.columns.types import COUNT, DATE, FLAG, NUMBER, TEXT
from analysis.reading.tabular.cells import cell_text
from analysis.text import plain

_DAY = re.compile(r"(?:19|20)\d\d-\d\d-\d\d")
_COUNT = re.compile(r"0|-?[1-9][0-9]{0,14}")


def covariate_types(rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """The columns of all rows in their order, each with the type that all its cells have; text where they differ.

    >>> covariate_types([{"gdp": "1,200", "code": "007"}, {"gdp": None, "code": 3}])
    {'gdp': 'string', 'code': 'string'}
    >>> covariate_types([{"gdp": 1.5, "n": 3}, {"n": "4"}])
    {'gdp': 'float64', 'n': 'Int64'}
    """
    kinds: dict[str, set[str]] = {}
    for row in rows:
        for name, value in row.items():
            own = kinds.setdefault(name, set())
            if value is not None:
                own.add(_kind(value))
    return {name: _common(own) for name, own in kinds.items()}


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return FLAG
    if isinstance(value, (dt.date, dt.datetime)):
        return DATE
    if isinstance(value, (int, float)):
        if abs(value) < 2**53:
            return COUNT if value == int(value) else NUMBER
        return NUMBER if isinstance(value, float) or abs(value) <= sys.float_info.max else TEXT
    if _is_day(str(value)):
        return DATE
    text = plain(str(value))
    if _COUNT.fullmatch(text):
        return COUNT
    try:
        float(text)
    except ValueError:
        return TEXT
    return NUMBER if text[-1:].isdecimal() and not (text[:1] == "0" and text[1:2] != ".") else TEXT


def _is_day(text: str) -> bool:
    try:
        return bool(_DAY.fullmatch(text) and dt.date.fromisoformat(text))
    except ValueError:
        return False


def _common(kinds: set[str]) -> str:
    if len(kinds) == 1:
        return kinds.pop()
    return NUMBER if kinds == {COUNT, NUMBER} else TEXT


def with_covariates(
    reports: pd.DataFrame, rows: Sequence[Mapping[str, Any]], types: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """The reports with the covariates of each."""
    types = covariate_types(rows) if types is None else types
    columns = {
        name: pd.Series([_as(row.get(name), kind) for row in rows], dtype=kind)
        for name, kind in types.items()
    }
    return reports.assign(**columns) if columns else reports


def _as(value: Any, kind: str) -> Any:
    if value is None:
        return float("nan") if kind == NUMBER else None
    if kind == TEXT:
        return cell_text(value)
    if kind == DATE:
        return pd.Timestamp(value).tz_localize(None)
    if kind == NUMBER:
        return float(plain(value) if isinstance(value, str) else value)
    return int(plain(value)) if isinstance(value, str) else value
