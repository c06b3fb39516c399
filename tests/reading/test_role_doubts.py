"""What is doubtful about lines and roles is remarked, and nothing else."""

from __future__ import annotations

import pytest

from analysis.reading.remarks import Remark
from analysis.reading.role_doubts import doubts_of_roles
from analysis.reading.roles import Context

CONTEXT = Context(title=None, issuer=None, year=2020)
WORK = "全年制定规章2件，办理案件310件。\n" * 20
PLAN = "加强培训，继续推进依法行政工作。\n" * 20
LONG = 6  # times, from which only what stands early is read


def report(*parts: str) -> str:
    return "现将情况报告如下：\n" + "".join(parts)


DONE, NEXT, LACK = "一、主要工作\n", "二、下一步工作打算\n", "二、存在的问题\n"


@pytest.mark.parametrize("times", [1, LONG])
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ((DONE, WORK), None),
        ((DONE, WORK, NEXT, PLAN), None),
        ((DONE, WORK, NEXT, PLAN, PLAN), "mostly_plan"),
        ((DONE, WORK, LACK, PLAN, PLAN), "mostly_plan"),
        ((NEXT, PLAN), "no_work"),
        (("下一步，抓好以下工作。\n", PLAN), "no_work"),
    ],
)
def test_a_report_that_is_mostly_plan_is_doubted(text: tuple[str, ...], code: str | None, times: int) -> None:
    whole = report(*(part * times if part in (WORK, PLAN) else part for part in text))
    found = doubts_of_roles(whole, CONTEXT, "annual_report")
    assert [remark.code for remark in found] == ([code] if code else [])
    assert doubts_of_roles(whole, CONTEXT, "plan") == []
    assert doubts_of_roles(whole, CONTEXT, None) == []


def test_the_share_is_said() -> None:
    (remark,) = doubts_of_roles(report(DONE, WORK, NEXT, PLAN, PLAN), CONTEXT, "work_summary")
    assert remark == Remark("mostly_plan", share=remark.parts["share"])
    assert 0.6 < remark.parts["share"] < 0.7
    assert (
        remark.say() == f"{remark.parts['share']:.0%} of the text that tells something is plans or problems"
    )


def test_a_year_reported_on_is_no_plan() -> None:
    text = report(DONE, *["2020年，" + WORK] * LONG)
    assert doubts_of_roles(text, CONTEXT, "annual_report") == []


def test_lines_cut_are_remarked() -> None:
    line = (
        "一、制度建设（一）完善制度。" + "制定规章2件。" * 12 + "（二）清理文件。" + "废止9件。" * 12 + "\n"
    )
    assert doubts_of_roles(line, CONTEXT, "annual_report") == [Remark("run_on_lines_cut", n=1)]
