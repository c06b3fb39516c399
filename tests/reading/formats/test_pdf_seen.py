"""What a PDF holds and nobody sees is no text: it is left out and counted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from analysis.reading.formats import Extract, extract
from analysis.reading.formats.pdf_layout import Glyph
from analysis.reading.formats.pdf_seen import keep_seen

from .builders import draw_pdf, register_font, wrap
from .pages import LINES

FILLER = "这些字是给搜索引擎准备的"
register_font()
ROWS = [row for line in LINES for row in wrap(line, 450)]


def read(also: Callable[[Any], None]) -> Extract:
    """The report on a page, and something else drawn before it."""

    def page(canvas: Any, number: int) -> None:
        also(canvas)
        canvas.setFont("Report", 12)
        canvas.setFillColorRGB(0, 0, 0)
        for place, row in enumerate(ROWS):
            canvas.drawString(72, 760 - 22 * place, row)

    return extract(draw_pdf(page))


def counted(found: Extract) -> dict[str, int]:
    return {remark.code: remark.parts["n"] for remark in found.remarks}


PLAIN = read(lambda canvas: None).text


def write(canvas: Any, x: float, y: float, *, size: float = 12, colour: float = 0.0) -> None:
    canvas.setFont("Report", size)
    canvas.setFillColorRGB(colour, colour, colour)
    canvas.drawString(x, y, FILLER)


@pytest.mark.parametrize(
    "filler",
    [
        lambda canvas: write(canvas, 72, 749, colour=1.0),  # white, between two lines
        lambda canvas: write(canvas, 72, 60, size=1),
        lambda canvas: write(canvas, 620, 400),
        lambda canvas: write(canvas, 72, -40),
        lambda canvas: write(canvas, 72, 900),
    ],
)
def test_what_nobody_sees_is_left_out_and_counted(filler: Callable[[Any], None]) -> None:
    found = read(filler)
    assert found.text == PLAIN
    assert counted(found) == {"unseen_left_out": len(FILLER)}


def test_white_type_on_a_dark_ground_is_read() -> None:
    def plate(canvas: Any) -> None:
        canvas.setFillColorRGB(0.6, 0.1, 0.1)
        canvas.rect(60, 50, 400, 30, stroke=0, fill=1)
        write(canvas, 72, 60, colour=1.0)

    found = read(plate)
    assert found.text == f"{PLAIN}\n{FILLER}"
    assert counted(found) == {}


def test_a_page_of_white_type_alone_is_read() -> None:
    found = extract(draw_pdf(lambda canvas, number: write(canvas, 72, 700, colour=1.0)))
    assert found.text == FILLER


def test_bold_type_by_drawing_twice_counts_once() -> None:
    def bold(canvas: Any) -> None:
        canvas.setFont("Report", 12)
        for place, row in enumerate(ROWS):
            canvas.drawString(72.4, 760 - 22 * place, row)

    found = read(bold)
    assert found.text == PLAIN
    assert counted(found) == {"drawn_twice_left_out": len("".join(ROWS))}


def test_a_character_that_follows_itself_is_no_second_drawing() -> None:
    glyphs = [Glyph(72 + 12 * place, 84 + 12 * place, 700, 12, "层") for place in range(9)]
    assert keep_seen(glyphs, 595, 842) == (glyphs, 0, 0)
