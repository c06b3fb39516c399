"""The head of a document: kinds, opening, headings, covering letter, pairs."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from analysis.reading.evidence.head import MAX_LINES, read_head

LONG = "全县推进依法行政，取得成效。"


def test_the_text_begins_with_its_first_sentence() -> None:
    head = read_head(
        ["首页 > 公开", "某县2020年报告", "2021-01-05", LONG, "一、主要工作", LONG, "（一）执法。评查案卷。"]
    )
    assert [line.kind for line in head.lines] == [
        "breadcrumb",
        "short",
        "date",
        "text",
        "heading",
        "text",
        "heading",
    ]
    assert (head.begins, head.cover) == (3, (-1, -1))
    assert head.opening == ("全县推进依法行政,取得成效。",) * 2
    assert head.headings == ("主要工作", "执法")


def test_a_covering_letter_is_told_from_the_document() -> None:
    head = read_head(
        [
            "中共龙沙区委：",
            "现报送有关报告，请批示。",
            "龙沙区司法局",
            "2021年1月4日",
            "龙沙区2020年报告",
            LONG,
        ]
    )
    assert head.cover == (0, 3)
    assert head.begins == 5


def test_a_report_with_signature_at_its_end_has_no_covering_letter() -> None:
    head = read_head(
        ["某县2020年报告", "市人民政府：", LONG, "一、主要工作", LONG, "某县人民政府", "2021年1月4日"]
    )
    assert head.cover == (-1, -1)


def test_a_key_alone_has_the_next_row_for_value() -> None:
    head = read_head(["发文单位", "应急管理部", "发布日期", "2021年03月30日 16:00:00", LONG])
    assert dict(head.pairs) == {"发文单位": "应急管理部", "发布日期": "2021年03月30日 16:00:00"}


def test_pairs_are_simplified_and_keep_their_blanks() -> None:
    head = read_head(["發佈時間：2025-04-11 16:33 信息來源：辰溪縣小龍門鄉", LONG])
    assert dict(head.pairs) == {"发布时间": "2025-04-11 16:33", "信息来源": "辰溪县小龙门乡"}


def test_nothing_is_a_head_of_nothing() -> None:
    head = read_head([])
    assert (head.lines, head.begins, head.opening, head.headings, head.pairs) == ((), 0, (), (), ())


@given(st.lists(st.text(min_size=1, max_size=40), max_size=80))
def test_any_lines_have_a_head(lines: list[str]) -> None:
    head = read_head(lines)
    assert len(head.lines) <= MAX_LINES
    assert 0 <= head.begins <= len(head.lines)
