"""Words that announce problems and plans."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.reading.evidence import outlook
from analysis.reading.evidence.outlook import (
    admits_shortcomings,
    is_planned_member,
    may_turn,
    names_plans_too,
    role_ahead,
    role_of_heading,
    starts_plan,
)

YEAR = 2020


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("存在的问题和下一步打算", "problem"),
        ("新一年工作", "plan"),
        ("2021年重点任务", "plan"),
        ("2021年以前的工作完成情况", None),
        ("2020年重点任务", None),
        ("统筹工作安排", None),
        ("化解突出问题", None),
    ],
)
def test_what_a_heading_announces(heading: str, role: str | None) -> None:
    assert role_of_heading(heading, YEAR) == role


def test_a_heading_of_problems_may_name_plans() -> None:
    assert names_plans_too("存在的问题和下一步打算")
    assert not names_plans_too("存在的问题")


@pytest.mark.parametrize(
    ("text", "plan"),
    [
        ("接下来,将加强培训。", True),
        ("2021年,将加强培训。", True),
        ("2021年,已提前完成。", False),
        ("2021年底前完成的任务", False),
        ("2020年,将文件纳入目录。", False),
    ],
)
def test_how_a_paragraph_of_plans_begins(text: str, plan: bool) -> None:
    assert starts_plan(text, YEAR) is plan
    assert starts_plan(text, None) is (plan and "2021" not in text)


@given(st.from_regex(outlook._SHORTCOMING))
def test_no_shortcoming_is_passed_over_unread(text: str) -> None:
    assert any(word in text for word in outlook._LACKING)
    if len(text) < 160 and not text.startswith(tuple("一二三四五六七八九十")):
        assert admits_shortcomings(text)


@pytest.mark.parametrize(
    ("end", "role"),
    [
        ("办件12件。下一步,重点抓好以下工作:", "plan"),
        ("但仍存在以下问题:", "problem"),
        ("针对存在的问题,采取以下措施:", None),
        ("规划共由9个部分组成,明确了以下任务:", "plan"),
        ("印发规划,明确了以下任务:", None),
        ("下一步加强培训。", None),
    ],
)
def test_what_a_lead_in_announces(end: str, role: str | None) -> None:
    assert role_ahead(end) == role


def test_a_member_of_a_series_may_come_next() -> None:
    assert is_planned_member("三是下一步要加强培训。")
    assert not is_planned_member("三是加强下一步工作谋划。")


def test_a_text_that_holds_no_opener_cannot_turn() -> None:
    assert may_turn("一、制度\n下一步，\n", YEAR)
    assert may_turn("2021年，\n", YEAR)
    assert not may_turn("2020年，\n一、制度\n全年办结问题线索5件。\n", YEAR)
