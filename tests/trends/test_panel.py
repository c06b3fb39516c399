"""Reports are placed by region and government, and counted before any trend."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import analysis as fz
from analysis.columns import COLUMNS
from analysis.trends.panel import place_reports


def placed(**columns: list[Any]) -> pd.DataFrame:
    reports = pd.DataFrame(
        {"report_id": [f"r{n}" for n in range(len(next(iter(columns.values()))))], **columns}
    )
    return place_reports(reports["report_id"], reports)


def same(table: pd.DataFrame, column: str) -> bool:
    return bool(table[column].iloc[0] == table[column].iloc[1])


@pytest.mark.parametrize(
    ("columns", "one_region", "one_government"),
    [
        ({"region": ["甲县", "甲县"]}, True, True),
        ({"region": ["甲县", "乙县"]}, False, False),
        ({"region": ["鼓楼区", "鼓楼区"], "province": ["江苏省", "福建省"]}, False, False),
        ({"region": ["鼓楼区", "鼓楼区"], "region_code": ["320106", "320302"]}, False, False),
        ({"region": ["甲县", "甲区"], "region_code": ["320106", "320106"]}, True, True),  # renamed
        ({"region": ["甲市", "甲市"], "level": ["prefecture", "county"]}, True, False),
        (
            {"region": ["甲市", "甲市"], "level": ["department"] * 2, "issuer": ["司法局", "税务局"]},
            True,
            False,
        ),
        (
            {"region": ["甲市", "甲市"], "level": ["prefecture"] * 2, "issuer": ["甲市人民政府", "市政府"]},
            True,
            True,
        ),
        ({"region": [None, None]}, False, False),
        ({"region": [pd.NA, "甲县"], "region_code": [pd.NA, pd.NA]}, False, False),
    ],
)
def test_regions_and_governments(columns: dict[str, Any], one_region: bool, one_government: bool) -> None:
    table = placed(**columns)
    assert (same(table, "region"), same(table, "government")) == (one_region, one_government)


def test_rows_come_in_the_order_asked_for() -> None:
    reports = pd.DataFrame({"report_id": ["a", "b", "c"], "region": ["甲", "乙", "丙"]})
    table = place_reports(pd.Series(["c", "a"]), reports)
    assert table[["report_id", "region"]].values.tolist() == [["c", "丙"], ["a", "甲"]]


def test_without_a_table_every_report_stands_for_itself() -> None:
    table = place_reports(pd.Series(["c", "a"]), None)
    assert table["region"].tolist() == table["government"].tolist() == ["c", "a"]


def test_the_sample_reports_are_five_governments(reports: pd.DataFrame) -> None:
    assert place_reports(reports["report_id"], reports)["government"].nunique() == 5


def test_what_cannot_be_placed_is_named() -> None:
    reports = pd.DataFrame({"report_id": ["a", "a"], "region": ["甲", "乙"]})
    with pytest.raises(fz.InputError, match="holds a report_id twice"):
        place_reports(reports["report_id"], reports)
    with pytest.raises(fz.InputError, match="lacks 1 reports of the paragraphs, such as 'b'"):
        place_reports(pd.Series(["b"]), reports.head(1))
    with pytest.raises(fz.InputError, match=r"lacks the column\(s\) region"):
        place_reports(pd.Series(["a"]), reports[["report_id"]])


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
