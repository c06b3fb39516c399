"""The role of an item is its paragraph's until the sentence before it announces another."""

from __future__ import annotations

import pandas as pd
import pytest

import analysis as fz
from analysis.reading.item_roles import find_item_roles
from analysis.reading.numbering import split_enumeration

WORK, PROBLEM, PLAN = "work", "problem", "plan"

# (text, the paragraph's role, roles of its items)
CASES = [
    ("主要做法:一是建章立制。二是加强培训。", WORK, [WORK] * 3),
    ("答:方案由六个部分组成,主要有以下任务:一是完善制度。二是规范执法。", WORK, [WORK, PLAN, PLAN]),
    ("常务会审议通过了方案。方案共由6个部分18项任务:一是完善制度。二是规范执法。", WORK, [WORK, PLAN, PLAN]),
    ("《河湾县法治政府建设实施方案(2021-2025年)》明确了四方面目标:一是立法。二是执法。", WORK, [WORK, PLAN, PLAN]),
    # what a report did about a plan is work
    ("按照方案提出的任务,做了以下工作:一是完善制度。二是规范执法。", WORK, [WORK] * 3),
    ("印发年度方案,明确8项任务:一是完善制度。二是规范执法。", WORK, [WORK] * 3),
    ("制定了实施方案,明确以下任务:一是完善制度。二是规范执法。", WORK, [WORK] * 3),
    ("围绕方案,重点抓好以下几项:一是完善制度。二是规范执法。", WORK, [WORK] * 3),
    ("办案5件。下一步,将重点抓好以下工作:一是加强立法。二是加强培训。", WORK, [WORK, PLAN, PLAN]),
    ("办案5件。下一步我们将抓好以下几项工作。一是加强立法。二是加强培训。", WORK, [WORK, PLAN, PLAN]),
    ("成效明显。但仍存在一些不足:一是人少。二是意识不强。", WORK, [WORK, PROBLEM, PROBLEM]),
    ("一是人少。二是意识不强。下一步打算:一是增编。二是培训。", PROBLEM, [PROBLEM] * 2 + [PLAN] * 2),
    ("着力解决以下问题:一是清理文件。二是规范执法。", WORK, [WORK] * 3),
    ("针对督察反映的问题,采取以下措施:一是清理文件。二是规范执法。", WORK, [WORK] * 3),
    ("一是立法2件。二是下一步要加强培训。三是办案5件。", WORK, [WORK, PLAN, WORK]),
    ("下一步,抓好以下工作:一是加强立法。二是加强培训。", PLAN, [PLAN] * 3),
    ("问:下一步有以下打算:一是什么?二是什么?", "question", ["question"] * 3),
    ("现将下一步安排报告如下:一是立法。二是执法。", "preamble", ["preamble"] * 3),
]  # fmt: skip


@pytest.mark.parametrize(("text", "role", "expected"), CASES)
def test_roles_of_items(text: str, role: str, expected: list[str]) -> None:
    assert find_item_roles(split_enumeration(text), role) == expected


def test_a_paragraph_of_one_item_has_its_role() -> None:
    assert find_item_roles(["下一步,将抓好以下工作:"], WORK) == [WORK]


def test_items_carry_their_role_where_the_paragraphs_have_one() -> None:
    text = "办案5件。下一步,抓好以下工作:一是加强立法。二是加强培训。"
    known = pd.DataFrame({"paragraph_id": ["p", "q"], "text": [text, text], "role": ["work", None]})
    assert fz.split_items(known)["role"].fillna("").tolist() == ["work", "plan", "plan", "", "", ""]
    assert fz.split_items(known.drop(columns="role"))["role"].isna().all()


def test_the_press_conference_tells_what_a_plan_holds(paragraphs: pd.DataFrame) -> None:
    own = paragraphs[paragraphs["paragraph_id"] == "huangshi_2022-p021"]
    assert own["role"].tolist() == ["work"]
    assert fz.split_items(own)["role"].tolist() == ["work", *["plan"] * 9]
