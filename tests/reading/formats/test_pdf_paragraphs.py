"""The paragraphs of a PDF."""

from __future__ import annotations

import pytest

from analysis.reading.formats import extract

from .builders import BODY, lay_out, make_pdf, printed, squeeze


@pytest.mark.parametrize(
    "style",
    [
        {"fontSize": 16, "leading": 28, "firstLineIndent": 32},
        {"fontSize": 12, "leading": 18, "spaceAfter": 6},
    ],
    ids=["indented", "spaced"],
)
def test_typeset_pdf_gives_the_lines(lines: list[str], style: dict[str, float]) -> None:
    found = extract(lay_out(lines, **style)).text.split("\n")
    assert [squeeze(text) for text in found] == [printed(line) for line in lines]


def test_a_list_of_short_lines_stays_a_list() -> None:
    names = [f"{numeral}某某" for numeral in "赵钱孙李周吴郑王"]
    assert extract(make_pdf(names)).text.split("\n") == names


def test_a_full_line_before_a_heading_or_indent_ends_a_paragraph() -> None:
    full = ("依法行政" * 10)[:36] + "。"  # 37 characters fill the line
    texts = [full, "一、主要做法", BODY, f"（一）{full[3:]}", "（二）深化改革"] * 3
    assert extract(make_pdf(texts)).text.split("\n") == texts


def test_latin_words_and_numbers_across_lines() -> None:
    text = "rule of law " * 30 + "2020年度报告" * 20
    assert squeeze(extract(make_pdf([text])).text) == squeeze(text)
