"""A report is named as a reader knows it, and no two have one name."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from analysis.figures.names import report_names


def named(*rows: dict[str, Any]) -> list[str]:
    reports = pd.DataFrame([{"report_id": f"file_{place}", **row} for place, row in enumerate(rows)])
    return report_names(reports["report_id"], reports)


@pytest.mark.parametrize(
    ("row", "name"),
    [
        ({"region": "龙沙区", "year": 2019, "level": "county"}, "龙沙区 2019"),
        ({"region": "龙沙区", "year": None}, "龙沙区"),
        ({"region": None, "issuer": "青岚市人民政府", "year": 2019}, "青岚市 2019"),
        (
            {"region": "青岚市", "issuer": "青岚市水利局", "level": "department", "year": 2019},
            "青岚市水利局 2019",
        ),
        ({"region": "青岚县", "issuer": "云岭乡人民政府", "level": "township", "year": 2019}, "云岭乡 2019"),
        ({"region": "青岚市", "issuer": None, "level": "department", "year": 2019}, "青岚市 2019"),
        ({"region": None, "issuer": None, "year": 2019}, "file_0"),
    ],
)
def test_a_report_is_named_by_place_and_year(row: dict[str, Any], name: str) -> None:
    assert named(row) == [name]


def test_namesakes_are_told_apart() -> None:
    drum = {"region": "鼓楼区", "year": 2020}
    assert named(
        {**drum, "province": "江苏省"}, {**drum, "province": "福建省"}, {"region": "鼓楼区", "year": 2021}
    ) == [
        "江苏省 鼓楼区 2020",
        "福建省 鼓楼区 2020",
        "鼓楼区 2021",
    ]
    assert named(*[{**drum, "province": "江苏省"}] * 2) == [
        "江苏省 鼓楼区 2020 (file_0)",
        "江苏省 鼓楼区 2020 (file_1)",
    ]


def test_without_a_table_of_reports_the_ids_are_the_names() -> None:
    assert report_names(["b", "a"], None) == ["b", "a"]
    assert report_names(["b"], pd.DataFrame({"report_id": ["a"], "region": ["龙沙区"], "year": [2019]})) == [
        "b"
    ]


def test_without_a_place_the_title_says_more_than_the_file() -> None:
    reports = pd.DataFrame(
        {
            "report_id": ["附件36 报告(终稿)(1)", "b"],
            "year": [2019, 2020],
            "title": ["法治政府建设工作情况", None],
        }
    )
    assert report_names(reports["report_id"], reports) == ["法治政府建设工作情况", "b"]
