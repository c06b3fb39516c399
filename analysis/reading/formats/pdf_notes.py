"""What is written onto the pages of a PDF afterwards: the values of form fields and typewriter notes; comments are counted.

pypdfium2 gives the annotations; a value or a note stands at its place among the lines of the page.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from analysis.reading.formats.pdf_layout import Glyph

_MAX_NOTES = 500  # of a page
_MAX_UNITS = 100_000  # of UTF-16 in one note
_SIZE = 12.0  # points: of the print of a note that is not set in lines of its own
_COMMENTS = (
    pdfium.FPDF_ANNOT_TEXT,
    pdfium.FPDF_ANNOT_HIGHLIGHT,
    pdfium.FPDF_ANNOT_UNDERLINE,
    pdfium.FPDF_ANNOT_STRIKEOUT,
    pdfium.FPDF_ANNOT_SQUIGGLY,
    pdfium.FPDF_ANNOT_CARET,
)


class Notes(NamedTuple):
    """What is written onto a page: runs of text at their places, and how many comments stand beside it."""

    runs: list[Glyph]
    comments: int


def read_notes(page: Any, forms: Any, place: Callable[[float, float], tuple[float, float]]) -> Notes:
    """Values of fields and typewriter notes of a page.

    Parameters
    ----------
    page : pypdfium2's page
    forms : pypdfium2's form environment or None
        Needed for values only.
    place : callable
        From coordinates of the page to those of the page as it is shown.

    Returns
    -------
    Notes
    """
    runs: list[Glyph] = []
    comments = 0
    for number in range(min(_MAX_NOTES, pdfium.FPDFPage_GetAnnotCount(page))):
        note = pdfium.FPDFPage_GetAnnot(page, number)
        if not note:
            continue
        try:
            kind = pdfium.FPDFAnnot_GetSubtype(note)
            if kind == pdfium.FPDF_ANNOT_FREETEXT:
                runs += _set_lines(_contents(note), note, place)
            elif kind == pdfium.FPDF_ANNOT_WIDGET and forms is not None:
                runs += _set_lines(_value(note, forms), note, place)
            elif kind in _COMMENTS and _contents(note).strip():
                comments += 1
        finally:
            pdfium.FPDFPage_CloseAnnot(note)
    return Notes(runs, comments)


def _contents(note: Any) -> str:
    return _string(lambda buffer, size: pdfium.FPDFAnnot_GetStringValue(note, b"Contents", buffer, size))


def _value(note: Any, forms: Any) -> str:
    """What is filled into a field of text or chosen from a list; buttons have no text."""
    kind = pdfium.FPDFAnnot_GetFormFieldType(forms, note)
    if kind not in (
        pdfium.FPDF_FORMFIELD_TEXTFIELD,
        pdfium.FPDF_FORMFIELD_COMBOBOX,
        pdfium.FPDF_FORMFIELD_LISTBOX,
    ):
        return ""
    return _string(lambda buffer, size: pdfium.FPDFAnnot_GetFormFieldValue(forms, note, buffer, size))


def _string(get: Callable[[Any, int], int]) -> str:
    size = min(get(None, 0), 2 * _MAX_UNITS)
    if size <= 2:
        return ""
    buffer = (ctypes.c_ushort * (size // 2 + 1))()
    get(buffer, size)
    return bytes(buffer).decode("utf-16-le", "replace").split("\0", 1)[0]


def _set_lines(text: str, note: Any, place: Callable[[float, float], tuple[float, float]]) -> Iterator[Glyph]:
    """A note as runs, one a line, from the top of its box."""
    box = pdfium.FS_RECTF()
    if not text.strip() or not pdfium.FPDFAnnot_GetRect(note, box):
        return
    one, other = place(box.left, box.bottom), place(box.right, box.top)
    left, right = sorted((one[0], other[0]))
    bottom, top = sorted((one[1], other[1]))
    lines = [line.strip() for line in text.replace("\r", "\n").split("\n") if line.strip()]
    size = min(_SIZE, (top - bottom) / len(lines)) or _SIZE
    step = max(size, (top - bottom) / len(lines))
    for number, line in enumerate(lines):
        base = top - number * step - 0.8 * step
        yield Glyph(left, min(right, left + size * len(line)), base, size, line)
