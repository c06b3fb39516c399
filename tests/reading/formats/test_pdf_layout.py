"""The printed lines of a PDF: columns, rows, and what repeats on every page."""

from __future__ import annotations

from typing import Any

import pytest

from analysis.reading.formats import extract

from .builders import BODY, draw_pdf, lay_out, make_pdf, printed, squeeze, wrap


def test_pdf_in_two_columns_gives_the_text_in_order(lines: list[str]) -> None:
    found = extract(lay_out(lines, columns=2, fontSize=10, leading=16, firstLineIndent=20)).text.split("\n")
    assert [squeeze(text) for text in found] == [printed(line) for line in lines]


def test_two_columns_are_read_one_after_the_other() -> None:
    left, right = BODY * 4, BODY[::-1] * 4

    def draw(canvas: Any, number: int) -> None:
        canvas.drawCentredString(297, 780 - 20, "某市关于依法行政工作情况和法治政府建设的年度报告")
        for x, text in ((60, left), (310, right)):
            for row, line in enumerate(wrap(text, 220)):
                canvas.drawString(x, 700 - 20 * row, line)

    found = extract(draw_pdf(draw)).text
    assert squeeze(found).endswith(left + right)


def test_table_columns_are_rows() -> None:
    def draw(canvas: Any, number: int) -> None:
        for row in range(12):
            canvas.drawString(72, 700 - 30 * row, f"项目{row}")
            canvas.drawString(300, 700 - 30 * row, f"数量{row}")

    assert extract(draw_pdf(draw)).text.split("\n") == [f"项目{row} 数量{row}" for row in range(12)]


@pytest.mark.parametrize("footer", ["— {} —", "- {} -", "第{}页 共9页", "{}", "{} / 9", "－{}－"])
def test_page_numbers_are_dropped(footer: str) -> None:
    assert extract(make_pdf([f"{BODY}{BODY}"] * 30, footer=footer)).text.split("\n") == [f"{BODY}{BODY}"] * 30


def test_a_year_at_the_edge_is_no_page_number() -> None:
    def draw(canvas: Any, number: int) -> None:
        canvas.drawString(72, 700, BODY[:20])
        canvas.drawString(72, 60, "2021")

    assert extract(draw_pdf(draw)).text == f"{BODY[:20]}\n2021"


def test_columns_of_indented_paragraphs_are_columns() -> None:
    texts = [f"第{number}项工作完成，群众满意。" * 6 for number in range(14)]
    found = extract(lay_out(texts, columns=2, firstLineIndent=20, fontSize=10, leading=22))
    assert found.text.splitlines() == texts
