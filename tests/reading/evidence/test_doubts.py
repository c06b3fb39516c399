"""What is remarked of facts, and what is not."""

from __future__ import annotations

import pytest

from analysis.reading.evidence.doubts import second_title
from analysis.reading.evidence.head import read_head
from analysis.reading.metadata import read_metadata
from tests.reading.evidence.documents import ASKED, WORK, report

TEXT = "全县推进依法行政，取得成效，办理案件12件。"
SURE = {"title_not_found", "region_not_found"}


def codes(text: str) -> set[str]:
    return {remark.code for remark in read_metadata(text).remarks} - SURE


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (report("龙沙区", 2020).replace("一、主要工作", "一、2019年主要工作"), "years_differ"),
        (report("龙沙区", 2020).replace("2020年，", "2021年，"), "years_differ"),
        (f"一、基本情况\n（一）学习习近平法治思想。2022年学法4次。\n（二）深化放管服改革，规范行政执法。\n{WORK}", "year_inferred"),
        (report("龙沙区", 2020, before="龙沙区2019年法治政府建设工作总结\n"), "titles_differ"),
        (report("龙沙区", 2020, before="2020-05-01\n"), "published_before_year_ends"),
        (f"龙沙区2020年法治政府建设情况报告\n近日，龙沙区召开会议，听取2020年法治政府建设情况的报告。\n{TEXT}", "types_differ"),
        (f"2020年，全区推进依法行政，法治政府建设取得成效。{TEXT}", "type_inferred"),
        ("河湾之水，清且涟漪。" + TEXT.replace("依法行政", "工作"), "type_unknown"),
        (report("五年来", 2020, "龙沙区法治政府建设情况报告").replace("2020年", "2020年"), "covers_five_years"),
        (f"2020年，推进法治政府建设。{ASKED}{WORK}", "level_not_found"),
    ],
)  # fmt: skip
def test_doubt(text: str, code: str) -> None:
    assert code in codes(text)


@pytest.mark.parametrize(
    "text",
    [
        report("龙沙区", 2020),
        report("龙沙区", 2020) + "二、2021年工作打算\n2021年，将推进依法行政。\n",
        report("龙沙区", 2020, before="2021-02-01\n"),
        f"2020年，我局推进依法行政。现将法治政府建设情况报告如下：\n{WORK}",
    ],
)
def test_no_doubt(text: str) -> None:
    assert codes(text) == set()


def lines(second: str, after: int = 20) -> list[str]:
    return ["某县2019年法治政府建设情况报告", *[TEXT] * 20, second, *[TEXT] * after]


def test_a_second_title_inside_the_text() -> None:
    text = lines("某县2020年法治政府建设情况报告")
    (remark,) = second_title(text, read_head(text), text[0])
    assert (remark.code, remark.parts) == ("second_title", {"title": "某县2020年法治政府建设情况报告"})


@pytest.mark.parametrize(
    ("second", "after"),
    [
        ("某县2019年法治政府建设情况报告", 20),  # its own
        ("某县2020年法治政府建设情况报告", 1),  # a link below the text
        ("《某县2020年法治政府建设情况报告》", 20),
        ("（一）2020年法治政府建设情况报告", 20),
        ("听取了2020年法治政府建设情况报告。", 20),
    ],
)
def test_no_second_title(second: str, after: int) -> None:
    text = lines(second, after)
    assert second_title(text, read_head(text), text[0]) == []
