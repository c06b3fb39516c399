"""Printed lines and pages are joined, sections on one line are cut, and everything else is left as it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.reading.printed import as_read, read_layout
from analysis.reading.read import read_reports
from analysis.reading.split import split_blocks, split_paragraphs
from analysis.text import plain

from .printing import REPORT, forms, report_table

PARAGRAPHS = [
    "河湾县2018年度法治政府建设情况报告",
    "2018年，全县各级各部门围绕年度任务推进依法行政，完善制度，规范执法，化解纠纷，各项工作取得新的进展。现将有关情况报告如下：",
    "一、完善依法行政制度体系",
    "（一）加强制度建设。全年制定规章2件、行政规范性文件17件，均经合法性审核和集体讨论，清理不合时宜的文件33件，报备率和及时率均达100%。",
    "（二）规范执法行为。推行行政执法公示、执法全过程记录、重大执法决定法制审核三项制度，办理处罚案件3166件，评查案卷210宗。",
    "二、有效化解社会矛盾纠纷",
    "受理行政复议申请76件，审结71件，人民调解组织调处纠纷8453件，调解成功率98.2%，行政机关负责人出庭应诉43人次，信访积案逐项化解。",
    "三、存在的问题",
    "个别执法人员程序意识不强，基层执法力量薄弱，一些制度的落实还不到位，与群众的期待还有一定差距，需要在今后的工作中加以解决。",
]  # fmt: skip


MORE = "各单位落实责任、加强督查，将完成情况纳入年度考核，对进度滞后的及时提醒，全年通报4次、约谈2人，各项指标好于上年，群众满意度达到95.6%"
LONG = [
    paragraph if len(paragraph) < 30 else f"{paragraph[:-1]}，{MORE}{paragraph[-1]}"
    for paragraph in PARAGRAPHS
]


def printed(paragraphs: list[str], width: int, indent: str = "", between: str = "\n") -> str:
    """The paragraphs as a page prints them, so many characters a line; stops hang over the margin."""
    rows = []
    for paragraph in paragraphs:
        lines, line = [], indent
        for char in paragraph:
            if len(line) >= width and char not in "，。、：":
                lines.append(line)
                line = ""
            line += char
        rows.append("\n".join([*lines, line]))
    return between.join(rows) + "\n"


@pytest.mark.parametrize("width", [26, 33, 40])
@pytest.mark.parametrize(
    ("indent", "between"), [("　　", "\n"), ("    ", "\n"), ("", "\n\n"), ("　　", "\n\n")]
)
def test_printed_lines_are_joined(width: int, indent: str, between: str) -> None:
    text = printed(LONG, width, indent, between)
    blocks = split_blocks(text)
    assert "".join(blocks) == text
    assert [plain(block) for block in blocks] == [plain(paragraph) for paragraph in LONG]
    assert read_layout(text).printed >= 15


@pytest.mark.parametrize("width", range(20, 61, 4))
def test_every_form_of_printing_gives_the_paragraphs(width: int) -> None:
    for name, text in forms(width):
        blocks = split_blocks(text)
        assert "".join(blocks) == text
        found = [plain(as_read(block)) for block in blocks]
        kept = sum(plain(paragraph) in found for paragraph in REPORT)
        least = len(REPORT) if width >= 24 and name != "characters counted" else 0.85 * len(REPORT)
        assert kept >= least, (name, kept, len(REPORT))
        headings = split_paragraphs(report_table(text))["heading_1"].dropna().map(plain)
        assert set(headings) == {plain(line) for line in REPORT if line[1] == "、"}, name


def test_a_paragraph_that_a_page_number_interrupts_is_one() -> None:
    text = "\n".join(["一、制度建设", LONG[3][:40], "- 3 -", LONG[3][40:], "二、规范执法", LONG[4]])
    layout = read_layout(text)
    assert [plain(as_read(piece)) for piece in layout.pieces] == [
        "一、制度建设", plain(LONG[3]), "二、规范执法", plain(LONG[4])
    ]  # fmt: skip
    assert (layout.printed, layout.marks) == (1, 1)


def test_without_indents_or_blank_lines_short_lines_end_paragraphs() -> None:
    blocks = split_blocks(printed(LONG, 31))
    assert [plain(block) for block in blocks] == [plain(paragraph) for paragraph in LONG]


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(PARAGRAPHS),
        "\n".join(f"{place}、推进第{place}项改革任务的落实和督促检查工作" for place in range(1, 20)),
        "\n".join(["河湾县司法局办理案件数量的统计"] * 30),
        "\n".join(f"全年完成第{place}项任务，推行依法行政。" for place in range(60)),
        "甲" * 50 + "\n" + "乙" * 50,
        "青岚市应急局关于加强执法工作的若干意见\n索引号\n737134716/2022-16246\n文件类型\n意见\n发文单位\n青岚市应急局\n发布日期\n"
        "2021年03月30日 16:00:00\n效力状态\n有效\n青岚市应急局关于加强执法工作的若干意见\n"
        + "各县应急局，各开发区管委会，" * 8
        + "：",
    ],
)
def test_lines_that_an_author_ended_are_left(text: str) -> None:
    layout = read_layout(text)
    assert layout.pieces == text.splitlines(keepends=True)
    assert (layout.printed, layout.cut) == (0, 0)


def test_pages_on_a_line_each_are_joined_and_cut_anew() -> None:
    sections = [f"{numeral}、{name}。" + "全年完成12件，群众办事更加方便。" * 40 for numeral, name in zip("一二三四", ["制度", "决策", "执法", "监督"], strict=True)]  # fmt: skip
    whole = "".join(sections)
    text = "\n".join(whole[start : start + 505] for start in range(0, len(whole), 505))
    layout = read_layout(text)
    assert "".join(layout.pieces) == text
    assert layout.printed == text.count("\n")
    begun = [plain(piece)[:4] for piece in layout.pieces]
    assert [head for head in begun if head[1] == "、"] == ["一、制度", "二、决策", "三、执法", "四、监督"]


def test_sections_on_one_line_are_cut_where_they_count_on() -> None:
    first = "一、制度建设（一）完善制度。" + "制定规章2件。" * 12
    line = first + "（二）清理文件。" + "废止9件。" * 12
    after = "二、规范执法。办案5件。\n"
    layout = read_layout(line + "\n" + after)
    assert layout.pieces == ["一、制度建设", first[6:], line[len(first) :] + "\n", after]
    assert layout.cut == 1


@pytest.mark.parametrize(
    "line",
    [
        "主要做了以下工作：一、组织学习；二、开展检查；三、评查案卷；" + "全年办案5件，" * 20,
        "办理第（一）、（三）项事项。" + "全年办案5件。" * 20,
        "（二）规范执法。" + "全年办案5件。" * 20,
        "一是建制。二、三产业发展。" + "全年办案5件。" * 20,
    ],
)
def test_clauses_and_single_numbers_are_not_cut(line: str) -> None:
    assert read_layout(line).pieces == [line]


@given(
    st.lists(
        st.sampled_from([*PARAGRAPHS, "\n", "\u3000\u3000", "甲" * 40, "乙" * 400, "一、", "（二）制"])
    ).map("\n".join)
)
def test_the_pieces_are_the_text(text: str) -> None:
    assert "".join(read_layout(text).pieces) == text


@pytest.mark.parametrize("ending", [".txt", ".html"])
def test_joined_lines_are_remarked(ending: str, tmp_path: Path) -> None:
    text = printed(LONG, 33)
    if ending == ".html":
        text = "<html><body>" + text.replace("\n", "<br>") + "</body></html>"
    (tmp_path / f"report{ending}").write_text(text, encoding="utf-8")
    reports, ledger = read_reports(tmp_path, return_ledger=True)
    assert "printed lines were joined to the line before" in ledger["warnings"].iloc[0]
    paragraphs = split_paragraphs(reports)
    assert paragraphs["role"].tolist() == [
        "boilerplate", "preamble", "heading", "work", "work", "heading", "work", "heading", "problem",
    ]  # fmt: skip
