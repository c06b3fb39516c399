"""PDF files: what is drawn on each page, character by character, and from that the text.

pypdfium2 (Apache-2.0 or BSD-3-Clause) is the engine of Chrome, which knows the Chinese font encodings, in
wheels for every platform. It is not thread-safe: read files in several processes rather than threads.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from analysis.reading.decode import bad_share
from analysis.reading.formats.limits import Clock, Extract, Limits, Refusal
from analysis.reading.formats.pdf_layout import (
    GAP,
    Glyph,
    Page,
    Sheet,
    drop_running_lines,
    find_runs,
    order_pages,
)
from analysis.reading.formats.pdf_paragraphs import join_paragraphs
from analysis.reading.formats.text import clean_title
from analysis.reading.remarks import Remark
from analysis.text import fold

_PASSWORD_NEEDED = 4  # PDFium's FPDF_ERR_PASSWORD
_MAX_BAD = 0.3  # share of impossible characters above which the fonts name no characters

_Place = Callable[[float, float], tuple[float, float]]


def read_pdf(data: bytes, limits: Limits, clock: Clock) -> Extract:
    """Read the text layer of a PDF."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD_NEEDED:
            raise Refusal("unreadable", "encrypted_pdf") from error
        raise Refusal("unreadable", "damaged_pdf") from error
    with document:
        if len(document) > limits.max_pages:
            raise Refusal("unreadable", "too_many_pages", n=limits.max_pages)
        sheets: list[Sheet] = []
        characters = 0
        for number in range(len(document)):
            clock.check()
            try:
                sheets.append(_read_sheet(document, number, limits.max_chars - characters, clock))
            except pypdfium2.PdfiumError:  # a damaged page does not spoil the others
                sheets.append(Sheet(0.0, 0.0, []))
            characters += sum(len(run.text) for run in sheets[-1].runs)
        title = clean_title(document.get_metadata_dict().get("Title"))
    pages = order_pages(sheets)
    return Extract(_pdf_text(pages), "pdf", title=title, remarks=_blank_pages(pages))


def _pdf_text(pages: list[Page]) -> str:
    """Paragraphs of a document, one per line; refuses one without a readable text layer."""
    text = "\n".join(join_paragraphs(drop_running_lines(pages), pages))
    if not text.strip():
        raise Refusal("unsupported", "scanned")
    if bad_share(text) > _MAX_BAD:
        raise Refusal("unsupported", "nameless_characters")
    return text


def _blank_pages(pages: list[Page]) -> tuple[Remark, ...]:
    blank = sum(not page.lines for page in pages)
    return (Remark("blank_pages", n=blank, total=len(pages)),) if blank else ()


def _read_sheet(document: Any, number: int, max_chars: int, clock: Clock) -> Sheet:
    """Read what is drawn on one page."""
    page = document[number]
    try:
        textpage = page.get_textpage()
        try:
            if textpage.count_chars() > 2 * max_chars:
                raise Refusal("unreadable", "too_much_text")
            place = _upright(page.get_bbox(), page.get_rotation())
            runs = find_runs(_read_glyphs(textpage, place, clock))
        finally:
            textpage.close()
        width, height = page.get_size()
    finally:
        page.close()
    return Sheet(width, height, runs)


def _upright(box: tuple[float, float, float, float], rotation: int) -> _Place:
    """Map the coordinates of a page to those of the page as it is shown."""
    left, bottom, right, top = box
    return {
        90: lambda x, y: (y - bottom, right - x),
        180: lambda x, y: (right - x, top - y),
        270: lambda x, y: (top - y, x - left),
    }.get(rotation, lambda x, y: (x - left, y - bottom))


def _read_glyphs(textpage: Any, place: _Place, clock: Clock) -> Iterator[Glyph]:
    """Read the characters of a page in the order in which they were drawn."""
    x, y, box = ctypes.c_double(), ctypes.c_double(), pdfium.FS_RECTF()
    high = ""
    for index in range(textpage.count_chars()):
        clock.check()
        char = chr(min(pdfium.FPDFText_GetUnicode(textpage, index), 0x10FFFF))
        if "\ud800" <= char <= "\udbff":  # PDFium gives rare characters in two halves
            high = char
            continue
        char, high = ordinary(high + char), ""
        if char in "\r\n\0":
            continue
        if char == " " and pdfium.FPDFText_IsGenerated(textpage, index) == 1:
            char = GAP
        pdfium.FPDFText_GetCharOrigin(textpage, index, x, y)
        pdfium.FPDFText_GetLooseCharBox(textpage, index, box)
        one, other = place(box.left, box.bottom), place(box.right, box.top)
        size = abs(one[1] - other[1]) or 1.0
        left, right = sorted((one[0], other[0]))
        yield Glyph(left, right, place(x.value, y.value)[1], size, char)


def ordinary(char: str) -> str:
    """Map a character that only fonts use to the ordinary one.

    >>> "".join(map(ordinary, "⼀⾏政⻓\\uf9e8"))
    '一行政长裡'
    """
    if len(char) == 2:  # two halves of a rare character
        char = char.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    char = fold(char)
    return {"\x02": "-", "\ufffe": "-"}.get(char, "\ufffd" if "\ud800" <= char <= "\udfff" else char)
