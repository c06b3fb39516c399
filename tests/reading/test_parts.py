"""Several reports in one file, and texts that are pages of a longer one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.reading.parts import doubts_of_parts, goes_on, read_outline, split_bound

WORK = "全年办理案件5件，评查案卷9宗，培训人员30人次。" * 12


def report(name: str, year: int, *, title: str = "{}{}年法治政府建设情况报告", signed: bool = True) -> str:
    closing = f"{name}人民政府\n{year + 1}年3月1日\n" if signed else ""
    return (
        f"{title.format(name, year)}\n{year}年，各部门推进依法行政。现将情况报告如下：\n一、主要工作\n{WORK}\n（一）规范执法\n{WORK}\n"
        f"二、存在的问题\n执法人员不足。\n{closing}"
    )


TWO = report("龙沙区", 2019), report("龙沙区", 2020)
THREE = report("东坡区", 2020), report("彭山区", 2020, signed=False), report("仁寿县", 2020)
ROWS = (
    report("东坡区", 2020, title="{}\n{}年法治政府建设情况报告"),
    report("彭山区", 2020, title="{}\n{}年法治政府建设情况报告"),
)


@pytest.mark.parametrize("parts", [TWO, THREE, ROWS, (report("龙沙區", 2019), report("龙沙區", 2020))])
def test_reports_that_are_bound_are_split(parts: tuple[str, ...]) -> None:
    assert split_bound("".join(parts)) == list(parts)


ACT = "龙沙区人民政府关于命名示范单位的通知\n各镇人民政府：\n决定命名甲村等10个村。\n龙沙区人民政府\n2020年3月9日\n"


def test_an_act_that_a_gazette_prints_behind_a_report_is_none_of_it() -> None:
    assert split_bound(TWO[0] + ACT) == [TWO[0], ACT]
    assert split_bound(TWO[0] + ACT + ACT + TWO[1]) == [TWO[0], ACT + ACT, TWO[1]]


@pytest.mark.parametrize(
    "text",
    [
        TWO[0]
        + "龙沙区人民政府关于命名示范单位的通知\n2020-03-09\n关于调整机构的通知\n2020-03-02\n",  # links
        TWO[0].replace(
            "（一）", "印发《龙沙区人民政府\n2019年3月1日\n关于加强监督的通知》\n评查案卷。\n（一）"
        ),
        TWO[0],
        TWO[0] + TWO[0],  # the same title: printed twice, not bound
        "关于报送2019年法治政府建设情况报告的函\n市司法局：\n现报送有关报告。\n"
        + TWO[0],  # a letter is short
        TWO[0] + "相关阅读\n龙沙区2020年法治政府建设情况报告\n龙沙区2021年法治政府建设情况报告\n",  # links
        TWO[0] + "附件：龙沙区2020年法治政府建设情况报告\n" + WORK,
        TWO[0] + "《龙沙区2020年法治政府建设情况报告》\n一、解读\n" + WORK,
        report("龙沙区", 2019, signed=False).replace("二、存在", "（二）存在")
        + "龙沙区2020年法治政府建设情况报告\n"
        + WORK,  # no closing, no sections anew
        "",
    ],
)
def test_what_is_not_certainly_bound_stays_one(text: str) -> None:
    assert split_bound(text) == [text]


@given(st.lists(st.sampled_from([*TWO, *THREE, WORK + "\n", "二、其他\n", "2020年3月1日\n"]), max_size=6))
def test_the_parts_joined_are_the_text(pieces: list[str]) -> None:
    text = "".join(pieces)
    assert "".join(split_bound(text)) == text


@pytest.mark.parametrize(
    ("one", "two", "sure"),
    [
        ("一、制度\n二、执法\n", "三、监督\n", True),
        ("一、制度\n二、执法\n（一）检查\n", "（二）评查\n三、监督\n", True),
        ("一、制度\n二、执法\n（一）检查\n", "（二）评查\n", True),
        ("一、制度\n二、执法\n", "四、监督\n", False),
        ("一、制度\n二、执法\n", "一、制度\n", False),
        ("一、制度\n", "全年办件9件。\n", False),
        ("甲县2019年法治政府建设报告\n一、制度\n", "甲县2020年法治政府建设报告\n二、执法\n", False),
        ("甲县2019年法治政府建设报告\n一、制度\n", "甲县2019年法治政府建设报告\n二、执法\n", True),
        ("第1页/共3页\n", "第2页/共3页\n", True),
        ("第1页/共3页\n", "第3页/共3页\n", False),
    ],
)
def test_a_text_goes_on_where_its_sections_or_pages_count_on(one: str, two: str, sure: bool) -> None:
    assert goes_on(read_outline(one), read_outline(two)) is sure


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("三、监督\n四、保障\n", "begins_inside"),
        ("正文。\n第 2 页 共 3 页\n", "one_page_of_several"),
        ("正文。\n第1页/共2页\n正文。\n第2页/共2页\n", None),  # all pages are here
        ("一、制度\n二、执法\n", None),
        ("办件9件。\n", None),
        ("第1页/共1页\n", None),
    ],
)
def test_a_text_that_seems_to_be_a_page_is_doubted(text: str, code: str | None) -> None:
    remarks = doubts_of_parts(text)
    assert [remark.code for remark in remarks] == ([code] if code else [])
    assert all(remark.say("zh") for remark in remarks)


@pytest.mark.parametrize("text", ["⼀、制度\n办案9件。\n⼆、执法\n", "一\u00ad、制度\n办案9件。\n二、执法\n"])
def test_signs_that_only_fonts_use_hide_no_first_section(text: str) -> None:
    assert doubts_of_parts(text) == []
