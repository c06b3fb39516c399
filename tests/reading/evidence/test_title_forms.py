"""How titles end, and how they break over rows."""

from __future__ import annotations

import pytest

from analysis.reading.evidence.candidates import best
from analysis.reading.evidence.head import read_head
from analysis.reading.evidence.title_forms import is_complete, listed, reads_as_title
from analysis.reading.evidence.titles import find_titles

OPENING = "2022年，各部门推进依法行政，取得成效。现将情况报告如下："


@pytest.mark.parametrize(
    ("body", "complete"),
    [
        ("某县2020年法治政府建设情况报告(试行)", True),
        ("某办答记者问", True),
        ("关于2020年度法治政府建", False),
        ("", False),
    ],
)
def test_endings(body: str, complete: bool) -> None:
    assert is_complete(body) is complete


@pytest.mark.parametrize(
    ("body", "reads"),
    [
        ("某县2020年法治政府建设情况报告", True),
        ("某县法治政府建设新闻发布会", True),
        ("法治报告", False),
        ("推进法治政府建设。", False),
        ("某县2020年扶贫工作报告", False),
    ],
)
def test_titles_of_the_field(body: str, reads: bool) -> None:
    assert reads_as_title(body) is reads


def title_of(*rows: str) -> str | None:
    found = best(find_titles(read_head([*rows, OPENING, "一、主要工作"])))
    return found.value if found else None


@pytest.mark.parametrize("cut", range(4, 30))
def test_a_title_may_break_anywhere(cut: int) -> None:
    title = "鲤城区人民政府金龙街道办事处关于2022年度法治政府建设情况的报告"
    assert title_of(title[:cut], title[cut:]) == title


@pytest.mark.parametrize(
    "rows",
    [
        ("宁夏回族自治区人民政府办公厅关于印发自", "治区2021年法治政府建设工作要点的通知"),
        ("金昌市人民政府关于印发《金昌市创建全", "国法治政府建设示范市实施方案》的通知"),
        ("中共重庆市委全面依法治市委员会办公室关于第", "一批全市法治政府建设示范区县和项目命名的决定"),
    ],
)
def test_a_notice_may_break_inside_what_it_hands_over(rows: tuple[str, str]) -> None:
    assert title_of(*rows) == "".join(rows)


@pytest.mark.parametrize(
    "rows",
    [
        ("青岚市政务服务网", "龙沙区2020年法治政府建设情况报告"),
        ("依法行政专栏", "关于2020年法治政府建设情况的报告"),
        ("关于加强依法行政的专题", "龙沙区司法局2020年法治政府建设情况报告"),
        ("首页 政务公开 互动", "（模拟）铜陵市人民政府关于2020年法治政府建设情况的报告"),
    ],
)
def test_a_row_of_the_site_is_no_part_of_the_title_below(rows: tuple[str, str]) -> None:
    assert title_of(*rows) == rows[1]


def test_titles_on_other_years_above_a_title_are_listed() -> None:
    titles = [f"某县{year}年法治政府建设情况报告" for year in (2019, 2020, 2020)]
    assert listed(read_head([*titles, OPENING]).lines[:3]) == {0}
