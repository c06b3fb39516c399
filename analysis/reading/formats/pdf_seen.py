"""Which characters of a PDF page nobody sees: white on white, of the size of a dot, beside the paper, drawn twice.

They are left by scripts, search engines' fillers and programs that make bold type by drawing a character again. The page
objects are pypdfium2's, as in :mod:`analysis.reading.formats.pdf`.
"""

from __future__ import annotations

import ctypes
import statistics
from collections.abc import Iterator
from typing import Any

import pypdfium2.raw as pdfium

from analysis.reading.formats.pdf_layout import GAP, Glyph

_WHITE = 0xF6  # of 255, in each colour
_CLEAR = 8  # of 255, opacity
_FILLING = (
    pdfium.FPDF_TEXTRENDERMODE_FILL,
    pdfium.FPDF_TEXTRENDERMODE_FILL_CLIP,
)
_DOT = 2.5  # points
_PRINT = 5.0  # points from which the usual size is one to be read
_MAX_GROUNDS = 500  # painted areas of a page that are looked at
_MAX_INNER = 200  # objects of a form that are looked at
_CELL = 4.0  # points; characters stand farther apart
_BLANKS = f" {GAP}\u3000\xa0"
_TWICE = 0.15  # of its height, within which a character is drawn again


def is_white(drawn: Any) -> bool:
    """Whether a text object is painted white, or not at all."""
    if pdfium.FPDFTextObj_GetTextRenderMode(drawn) not in _FILLING:
        return False
    return _is_pale(drawn)


def _is_pale(drawn: Any) -> bool:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not pdfium.FPDFPageObj_GetFillColor(drawn, red, green, blue, alpha):
        return False
    return alpha.value <= _CLEAR or min(red.value, green.value, blue.value) >= _WHITE


def find_grounds(page: Any) -> list[tuple[float, float, float, float]]:
    """Areas of a page that are painted with a colour or a picture, on which white text can be read."""
    grounds: list[tuple[float, float, float, float]] = []
    for number in range(pdfium.FPDFPage_CountObjects(page)):
        drawn = pdfium.FPDFPage_GetObject(page, number)
        if len(grounds) < _MAX_GROUNDS and _paints(drawn) and (box := bounds(drawn)):
            grounds.append(box)
    return grounds


def _paints(drawn: Any) -> bool:
    kind = pdfium.FPDFPageObj_GetType(drawn)
    if kind == pdfium.FPDF_PAGEOBJ_FORM:
        inner = min(_MAX_INNER, pdfium.FPDFFormObj_CountObjects(drawn))
        return any(_is_coloured(pdfium.FPDFFormObj_GetObject(drawn, number)) for number in range(inner))
    return _is_coloured(drawn)


def _is_coloured(drawn: Any) -> bool:
    kind = pdfium.FPDFPageObj_GetType(drawn)
    if kind == pdfium.FPDF_PAGEOBJ_PATH:
        mode, stroke = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDFPath_GetDrawMode(drawn, mode, stroke)
        return mode.value != pdfium.FPDF_FILLMODE_NONE and not _is_pale(drawn)
    return kind in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING)


def bounds(drawn: Any) -> tuple[float, float, float, float] | None:
    """Left, bottom, right and top of an object; None where it has none."""
    sides = [ctypes.c_float() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetBounds(drawn, *sides):
        return None
    left, bottom, right, top = (side.value for side in sides)
    return left, bottom, right, top


def lies_on(box: tuple[float, float, float, float], grounds: list[tuple[float, float, float, float]]) -> bool:
    """Whether the middle of a box lies on one of the areas."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return any(left <= x <= right and bottom <= y <= top for left, bottom, right, top in grounds)


def keep_seen(glyphs: list[Glyph], width: float, height: float) -> tuple[list[Glyph], int, int]:
    """The characters that are on the paper, large enough to be read, and each once.

    Parameters
    ----------
    glyphs : list of Glyph
        In the order of drawing.
    width, height : float
        Of the page as it is shown, in points.

    Returns
    -------
    glyphs : list of Glyph
    n_unseen : int
        Characters beside the paper or of the size of a dot.
    n_twice : int
        Characters drawn again at their own place.

    Examples
    --------
    >>> glyphs = [Glyph(72, 84, 700, 12, "法"), Glyph(72.3, 84.3, 700, 12, "法"), Glyph(700, 712, 700, 12, "外")]
    >>> [glyph.text for glyph in keep_seen(glyphs, 595, 842)[0]], keep_seen(glyphs, 595, 842)[1:]
    (['法'], (1, 1))
    """
    printed = [glyph for glyph in glyphs if glyph.text.strip(_BLANKS)]
    usual = statistics.median(glyph.size for glyph in printed) if printed else 0.0
    least = _DOT if usual >= _PRINT else 0.0
    on_paper = [
        glyph
        for glyph in glyphs
        if not glyph.text.strip(_BLANKS)  # gaps have no place of their own
        or (
            glyph.size >= least
            and 0 <= glyph.left + glyph.right <= 2 * width
            and -glyph.size <= glyph.base <= height
        )
    ]
    once = list(_once(on_paper))
    return once, len(glyphs) - len(on_paper), len(on_paper) - len(once)


def _once(glyphs: list[Glyph]) -> Iterator[Glyph]:
    """The characters without those drawn again at their own place."""
    cells = {(glyph.text, glyph.left // _CELL, glyph.base // _CELL) for glyph in glyphs}
    if len(cells) == len(glyphs):  # the usual case; what is drawn twice shares most cells
        yield from glyphs
        return
    seen: dict[tuple[str, float, float], list[Glyph]] = {}
    for glyph in glyphs:
        column, row = glyph.left // _CELL, glyph.base // _CELL
        near = (
            other
            for across in (-1, 0, 1)
            for up in (-1, 0, 1)
            for other in seen.get((glyph.text, column + across, row + up), ())
        )
        reach = _TWICE * glyph.size
        if glyph.text.strip(_BLANKS) and any(
            abs(other.left - glyph.left) <= reach and abs(other.base - glyph.base) <= reach for other in near
        ):
            continue
        seen.setdefault((glyph.text, column, row), []).append(glyph)
        yield glyph
