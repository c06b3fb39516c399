"""What is written onto the pages of a PDF: values of fields and typewriter notes are read, comments are counted."""

from __future__ import annotations

import ctypes
import io
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from analysis.reading.formats import extract

from .builders import draw_pdf, make_pdf
from .pages import LINES, TITLE

WRITTEN = "青岚市人民政府\r2022年2月28日"


def annotated(kind: int, text: str, box: tuple[float, float, float, float]) -> bytes:
    """A report with one annotation."""
    with pypdfium2.PdfDocument(make_pdf(LINES[:4])) as document:
        page = document[0]
        note = pdfium.FPDFPage_CreateAnnot(page, kind)
        left, bottom, right, top = box
        pdfium.FPDFAnnot_SetRect(note, pdfium.FS_RECTF(left, top, right, bottom))
        units = f"{text}\0".encode("utf-16-le")
        value = (ctypes.c_ushort * (len(units) // 2)).from_buffer_copy(units)
        pdfium.FPDFAnnot_SetStringValue(note, b"Contents", value)
        pdfium.FPDFPage_CloseAnnot(note)
        buffer = io.BytesIO()
        document.save(buffer)
    return buffer.getvalue()


def test_a_typewriter_note_is_read_at_its_place() -> None:
    found = extract(annotated(pdfium.FPDF_ANNOT_FREETEXT, WRITTEN, (300, 100, 500, 140)))
    assert found.text.splitlines() == [*LINES[:4], *WRITTEN.split("\r")]
    assert [(remark.code, remark.parts) for remark in found.remarks] == [("notes_on_pages_read", {"n": 2})]


@pytest.mark.parametrize("kind", [pdfium.FPDF_ANNOT_TEXT, pdfium.FPDF_ANNOT_HIGHLIGHT])
def test_a_comment_is_counted(kind: int) -> None:
    found = extract(annotated(kind, "请核对数字", (300, 100, 500, 140)))
    assert found.text.splitlines() == LINES[:4]
    assert [(remark.code, remark.parts) for remark in found.remarks] == [("comments_left_out", {"n": 1})]


def test_values_of_fields_are_read() -> None:
    def page(canvas: Any, number: int) -> None:
        canvas.drawString(72, 700, TITLE)
        canvas.acroForm.textfield(name="a", value="No. 2022-14", x=72, y=640, width=200, height=20)
        canvas.acroForm.checkbox(name="b", checked=True, x=72, y=600)

    found = extract(draw_pdf(page))
    assert found.text.splitlines() == [TITLE, "No. 2022-14"]
    assert [(remark.code, remark.parts) for remark in found.remarks] == [("notes_on_pages_read", {"n": 1})]
