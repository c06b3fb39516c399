"""Watermarks, stamps and second layers are not the text of a PDF; what is left out is counted."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest

from analysis.reading.formats import Extract, extract
from analysis.reading.formats.pdf_layers import Drawn, LeftOut, keep_text, usual_angle
from analysis.reading.formats.pdf_layout import Glyph

from .builders import draw_pdf, register_font, wrap
from .pages import LINES, PARTS, TITLE

TEXT = "".join(line for part in PARTS for line in part)
register_font()
ROWS = wrap(TEXT, 450)


def write(canvas: Any, rows: list[str], *, mode: int = 0, top: float = 700, left: float = 72) -> None:
    for number, row in enumerate(rows):
        text = canvas.beginText(left, top - 22 * number)
        text.setTextRenderMode(mode)
        text.textLine(row)
        canvas.drawText(text)


def draw(also: Callable[[Any, int], None], pages: int = 3, *, before: bool = False) -> Extract:
    """Pages with the same text, and something else drawn over or under it."""

    def page(canvas: Any, number: int) -> None:
        if before:
            also(canvas, number)
        canvas.setFont("Report", 12)
        write(canvas, [f"第{number + 1}部分" + ROWS[0][:20], *ROWS[1:]])
        if not before:
            also(canvas, number)

    return extract(draw_pdf(page, pages=pages))


def counted(found: Extract) -> dict[str, int]:
    return {remark.code: remark.parts["n"] for remark in found.remarks}


PLAIN = draw(lambda canvas, number: None).text


@pytest.mark.parametrize("angle", [20, 45, 90, -30, 180])
@pytest.mark.parametrize("before", [True, False])
def test_turned_watermarks_are_left_out(angle: int, before: bool) -> None:
    def mark(canvas: Any, number: int) -> None:
        canvas.saveState()
        canvas.setFont("Report", 40)
        canvas.translate(200, 500)
        canvas.rotate(angle)
        canvas.drawString(0, 0, "内部资料注意保存")
        canvas.restoreState()

    found = draw(mark, before=before)
    assert found.text == PLAIN
    assert counted(found) == {"turned_left_out": 24}


@pytest.mark.parametrize("pages", [1, 3])
def test_tiled_watermarks_are_left_out(pages: int) -> None:
    def mark(canvas: Any, number: int) -> None:
        canvas.setFont("Report", 12)
        for row in range(3):
            for column in range(2):
                canvas.drawString(120 + 200 * column, 692 - 63 * row, "青岚市政府网")

    found = draw(mark, pages=pages, before=True)
    assert found.text == draw(lambda canvas, number: None, pages=pages).text
    assert counted(found) == {"watermark_left_out": 36 * pages}


def test_a_large_word_at_one_place_of_every_page_is_left_out() -> None:
    def mark(canvas: Any, number: int) -> None:
        canvas.setFont("Report", 48)
        canvas.drawString(150, 350, "征求意见稿")

    assert draw(mark).text == PLAIN


def test_cells_that_repeat_are_text() -> None:
    def page(canvas: Any, number: int) -> None:
        for row in range(9):
            canvas.drawString(72, 650 - 22 * row, f"事项{row}")
            canvas.drawString(300, 650 - 22 * row, "市司法局")

    found = extract(draw_pdf(page, pages=3))
    assert found.text.count("市司法局") == 27
    assert counted(found) == {}


@pytest.mark.parametrize("shift", [0.0, 1.5])
def test_an_invisible_layer_over_the_text_is_left_out(shift: float) -> None:
    found = draw(lambda canvas, number: write(canvas, ROWS, mode=3, top=700 - shift, left=72 + shift))
    assert found.text == PLAIN
    assert set(counted(found)) == {"hidden_layer_left_out"}


def test_the_layer_of_a_scanned_page_is_read() -> None:
    def page(canvas: Any, number: int) -> None:
        write(canvas, ROWS, mode=3)
        canvas.drawString(290, 40, f"- {number + 1} -")

    found = extract(draw_pdf(page, pages=2))
    assert found.text.splitlines()[0].startswith(ROWS[0][:10])
    assert set(counted(found)) == {"ocr_layer_read"}


def test_a_page_on_its_side_is_read() -> None:
    def page(canvas: Any, number: int) -> None:
        canvas.translate(540, 60)
        canvas.rotate(90)
        write(canvas, ROWS, top=400, left=0)

    upright = extract(draw_pdf(lambda canvas, number: write(canvas, ROWS)))
    turned = extract(draw_pdf(page))
    assert "".join(turned.text.split()) == "".join(upright.text.split())
    assert counted(turned) == {}


def test_signs_that_the_font_does_not_name_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    from reportlab.pdfbase import ttfonts

    nameless = "政工人一"
    written = ttfonts.makeToUnicodeCMap
    monkeypatch.setattr(
        ttfonts,
        "makeToUnicodeCMap",
        lambda name, subset: written(name, [0 if chr(code) in nameless else code for code in subset]),
    )
    from reportlab.pdfgen.canvas import Canvas

    register_font()
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842))
    canvas.setFont("Report", 12)
    write(canvas, [TITLE, "", *ROWS])
    canvas.save()
    found = extract(buffer.getvalue())
    lost = sum((TITLE + TEXT).count(sign) for sign in nameless)
    assert counted(found) == {"nameless_signs": lost}
    assert found.text.startswith("".join("\ufffd" if sign in nameless else sign for sign in TITLE))


def glyph(left: float, base: float, text: str = "法", size: float = 12) -> Glyph:
    return Glyph(left, left + size, base, size, text)


def test_half_a_page_of_each_layer_is_text() -> None:
    drawn = [Drawn(glyph(12 * place, 700), 0.0, unseen="") for place in range(30)]
    drawn += [Drawn(glyph(12 * place, 300), 0.0, unseen="invisible") for place in range(30)]
    assert keep_text(drawn, 0.0) == ([one.glyph for one in drawn], LeftOut(layer=30))


def test_a_page_without_a_usual_angle_is_kept_whole() -> None:
    drawn = [Drawn(glyph(12 * place, 700), 45.0 * place, unseen="") for place in range(8)]
    assert usual_angle([one.angle for one in drawn]) is None
    assert keep_text(drawn, None) == ([one.glyph for one in drawn], LeftOut())


@pytest.mark.parametrize(
    ("line", "pages", "kept"),
    [
        ("青岚市法治政府建设年度报告", range(6), False),  # a header
        ("青岚市法治政府建设年度报告", (0, 2, 4), False),  # a header of odd pages
        ("青岚市法治政府建设年度报告", (1, 4), True),  # a line that returns by chance
        (LINES[3][:45], range(6), True),  # too long for a header
    ],
)
def test_headers_are_short_and_return_on_most_pages(line: str, pages: Any, kept: bool) -> None:
    def page(canvas: Any, number: int) -> None:
        if number in pages:
            canvas.drawString(40, 800, line)
        write(canvas, [f"第{number + 1}部分" + row for row in ROWS[:8]], top=690)

    found = extract(draw_pdf(page, pages=6))
    assert found.text.count(line) == (len(pages) if kept else 0)
    assert counted(found) == ({} if kept else {"running_lines_left_out": len(pages)})
