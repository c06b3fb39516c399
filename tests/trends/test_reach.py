"""Coverage: how many reports of each year, level and province."""

from __future__ import annotations

import pandas as pd
import pytest

import analysis as fz
from analysis.tables import COLUMNS


def corpus(rows: list[tuple[str, int | None, str | None, str | None, str]]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["report_id", "year", "level", "province", "region"])
    return table.assign(n_chars=100).astype({"year": "Int64"})


ROWS: list[tuple[str, int | None, str | None, str | None, str]] = [
    ("a", 2019, "county", "甲省", "一县"),
    ("b", 2019, "county", "甲省", "二县"),
    ("c", 2019, "county", "甲省", "二县"),
    ("d", 2019, "prefecture", "乙省", "三市"),
    ("e", 2020, "county", None, "四县"),
    ("f", None, "county", "甲省", "一县"),
]


def test_reports_are_counted_by_year_level_and_province() -> None:
    table = fz.coverage(corpus(ROWS), thin_below=3)
    assert list(table.columns) == list(COLUMNS["coverage"])
    assert table.astype(object).where(table.notna(), None).values.tolist() == [
        [2019, "county", "甲省", 3, 2, 300, False],
        [2019, "prefecture", "乙省", 1, 1, 100, False],
        [2020, "county", None, 1, 1, 100, True],
        [None, "county", "甲省", 1, 1, 100, None],
    ]


def test_thin_is_said_of_the_whole_year() -> None:
    assert fz.coverage(corpus(ROWS), thin_below=5)["thin"].dropna().all()
    assert not fz.coverage(corpus(ROWS), thin_below=0)["thin"].dropna().any()


def test_every_report_is_counted_once(reports: pd.DataFrame) -> None:
    table = fz.coverage(reports)
    assert table["n_reports"].sum() == len(reports)
    assert table["n_chars"].sum() == reports["n_chars"].sum()


def test_bad_input_is_named() -> None:
    with pytest.raises(fz.InputError, match="reports has no row"):
        fz.coverage(corpus([]))
    with pytest.raises(fz.InputError, match="thin_below is -1"):
        fz.coverage(corpus(ROWS), thin_below=-1)
    with pytest.raises(fz.InputError, match=r"lacks the column\(s\) level"):
        fz.coverage(corpus(ROWS).drop(columns="level"))
