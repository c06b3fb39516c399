"""PDF files: what is drawn on each page, character by character, and from that the text.

pypdfium2 (Apache-2.0 or BSD-3-Clause) is the engine of Chrome, which knows the Chinese font encodings, in
wheels for every platform. It is not thread-safe: read files in several processes rather than threads.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable, Iterator
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from analysis.reading.decode import bad_share
from analysis.reading.formats.limits import Clock, Extract, Limits, Refusal
from analysis.reading.formats.ocr.extra import refusal_without_ocr
from analysis.reading.formats.pdf_layers import Drawn, LeftOut, drop_watermarks, keep_text, usual_angle
from analysis.reading.formats.pdf_layout import (
    GAP,
    Glyph,
    Line,
    Page,
    Sheet,
    drop_running_lines,
    find_runs,
    order_pages,
)
from analysis.reading.formats.pdf_notes import read_notes
from analysis.reading.formats.pdf_paragraphs import join_paragraphs
from analysis.reading.formats.pdf_scans import MOST_BAD, read_scanned_pages
from analysis.reading.formats.pdf_seen import bounds, find_grounds, is_white, keep_seen, lies_on
from analysis.reading.formats.text import clean_title
from analysis.reading.remarks import Remark
from analysis.text import fold, whole

_PASSWORD_NEEDED = 4  # PDFium's FPDF_ERR_PASSWORD
_NO_WIDTH = 0.05  # of its height: a sign that takes no room prints nothing

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
        if document.get_formtype() == pdfium.FORMTYPE_ACRO_FORM:
            document.init_forms()  # before pages are loaded
        sheets: list[Sheet] = []
        found_out: list[LeftOut] = []
        characters = 0
        for number in range(len(document)):
            clock.check()
            try:
                sheet, more = _read_sheet(document, number, limits.max_chars - characters, clock)
            except pypdfium2.PdfiumError:  # a damaged page does not spoil the others
                sheet, more = Sheet(0.0, 0.0, []), LeftOut()
            sheets.append(sheet)
            found_out.append(more)
            characters += sum(len(run.text) for run in sheet.runs)
        title = clean_title(document.get_metadata_dict().get("Title"))
        layers, (sheets, scanned) = sheets, read_scanned_pages(document, sheets, limits, clock)
    left_out = LeftOut()
    for layer, sheet, more in zip(layers, sheets, found_out, strict=True):
        left_out = left_out.plus(more if sheet is layer else LeftOut())
    clock.check()
    sheets, n_marks = drop_watermarks(sheets)
    pages = order_pages(sheets)
    lines, n_running = drop_running_lines(pages)
    text = _pdf_text(lines, pages)
    counts = {
        "turned_left_out": left_out.turned,
        "hidden_layer_left_out": left_out.hidden,
        "ocr_layer_read": left_out.layer,
        "unseen_left_out": left_out.unseen,
        "drawn_twice_left_out": left_out.twice,
        "watermark_left_out": n_marks,
        "running_lines_left_out": n_running,
        "nameless_signs": text.count("\ufffd"),
        "notes_on_pages_read": left_out.notes,
        "comments_left_out": left_out.comments,
    }
    said = tuple(Remark(code, n=n) for code, n in counts.items() if n)
    return Extract(text, "pdf", title=title, remarks=(*_blank_pages(pages), *scanned, *said))


def _pdf_text(lines: list[Line], pages: list[Page]) -> str:
    """Paragraphs of a document, one per line; refuses one without a readable text layer."""
    text = "\n".join(join_paragraphs(lines, pages))
    if not text.strip():
        raise refusal_without_ocr("scanned")
    if bad_share(text) > MOST_BAD:
        raise refusal_without_ocr("nameless_characters")
    return text


def _blank_pages(pages: list[Page]) -> tuple[Remark, ...]:
    blank = sum(not page.lines for page in pages)
    return (Remark("blank_pages", n=blank, total=len(pages)),) if blank else ()


def _read_sheet(document: Any, number: int, max_chars: int, clock: Clock) -> tuple[Sheet, LeftOut]:
    """Read what is drawn on one page, and count what of it is no text."""
    page = document[number]
    try:
        textpage = page.get_textpage()
        try:
            n_chars = textpage.count_chars()
            if n_chars > 2 * max_chars:
                raise Refusal("unreadable", "too_much_text")
            rotation, box = page.get_rotation(), page.get_bbox()
            if _is_plain(page):
                read = _read_glyphs(textpage, n_chars, _upright(box, rotation), clock)
                glyphs, left_out = [glyph for _, glyph in read], LeftOut()
            else:
                glyphs, left_out, rotation = _read_layers(page, textpage, n_chars, clock)
        finally:
            textpage.close()
        width, height = page.get_size()
        if (rotation - page.get_rotation()) % 180:  # a landscape table on an upright page
            width, height = height, width
        notes = read_notes(page, document.formenv, _upright(box, rotation))
    finally:
        page.close()
    glyphs, n_unseen, n_twice = keep_seen(glyphs, width, height)
    left_out = left_out.plus(
        LeftOut(unseen=n_unseen, twice=n_twice, notes=len(notes.runs), comments=notes.comments)
    )
    return Sheet(width, height, [*find_runs(glyphs), *notes.runs]), left_out


def _upright(box: tuple[float, float, float, float], rotation: int) -> _Place:
    """Map the coordinates of a page to those of the page as it is shown."""
    left, bottom, right, top = box
    return {
        90: lambda x, y: (y - bottom, right - x),
        180: lambda x, y: (right - x, top - y),
        270: lambda x, y: (top - y, x - left),
    }.get(rotation, lambda x, y: (x - left, y - bottom))


def _is_plain(page: Any) -> bool:
    """Whether all text of a page is drawn upright and visibly, by the page itself: then no character needs a look."""
    matrix = pdfium.FS_MATRIX()
    for number in range(pdfium.FPDFPage_CountObjects(page)):
        drawn = pdfium.FPDFPage_GetObject(page, number)
        kind = pdfium.FPDFPageObj_GetType(drawn)
        if kind == pdfium.FPDF_PAGEOBJ_FORM:
            return False
        if kind != pdfium.FPDF_PAGEOBJ_TEXT:
            continue
        if pdfium.FPDFTextObj_GetTextRenderMode(drawn) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE or is_white(
            drawn
        ):
            return False
        if not pdfium.FPDFPageObj_GetMatrix(drawn, matrix) or matrix.a <= 0 or abs(matrix.b) > 0.1 * matrix.a:
            return False
    return page.get_rotation() == 0


def _read_layers(page: Any, textpage: Any, n_chars: int, clock: Clock) -> tuple[list[Glyph], LeftOut, int]:
    """The characters of a page that are its text, what is left out, and how the page is turned to read them."""
    angles: list[float] = []
    unseen: list[str] = []
    known: dict[int, tuple[float, str]] = {}
    grounds: list[tuple[float, float, float, float]] | None = None
    last = (0.0, "")
    for index in range(n_chars):
        clock.check()
        drawn = pdfium.FPDFText_GetTextObject(textpage, index)
        if drawn:  # blanks that PDFium makes up belong to none
            address = ctypes.addressof(drawn.contents)
            if address not in known:
                grounds = find_grounds(page) if grounds is None else grounds
                angle = math.degrees(pdfium.FPDFText_GetCharAngle(textpage, index))
                known[address] = (angle, _why_unseen(drawn, grounds))
            last = known[address]
        angles.append(last[0])
        unseen.append(last[1] if drawn else "")
    usual = usual_angle(angles)
    rotation = page.get_rotation() if usual is None else round(360 - usual) % 360
    place = _upright(page.get_bbox(), rotation)
    read = [
        Drawn(glyph, angles[index], unseen[index])
        for index, glyph in _read_glyphs(textpage, n_chars, place, clock)
    ]
    return (*keep_text(read, usual), rotation)


def _why_unseen(drawn: Any, grounds: list[tuple[float, float, float, float]]) -> str:
    """Why a text object is not seen: "invisible" (as layers of OCR are), "white" on the paper, or "" where it is seen."""
    if pdfium.FPDFTextObj_GetTextRenderMode(drawn) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE:
        return "invisible"
    if not is_white(drawn):
        return ""
    box = bounds(drawn)
    return "" if box is None or lies_on(box, grounds) else "white"


def _read_glyphs(textpage: Any, n_chars: int, place: _Place, clock: Clock) -> Iterator[tuple[int, Glyph]]:
    """Read the characters of a page in the order in which they were drawn, each with its number."""
    x, y, box = ctypes.c_double(), ctypes.c_double(), pdfium.FS_RECTF()
    high = ""
    for index in range(n_chars):
        clock.check()
        code = pdfium.FPDFText_GetUnicode(textpage, index)
        char = chr(min(code, 0x10FFFF))
        if "\ud800" <= char <= "\udbff":  # PDFium gives rare characters in two halves
            high = char
            continue
        char, high = ordinary(high + char), ""
        if not char or char in "\r\n":
            continue
        generated = char in " \ufffd" and pdfium.FPDFText_IsGenerated(textpage, index) == 1
        if generated and char == " ":
            char = GAP
        pdfium.FPDFText_GetCharOrigin(textpage, index, x, y)
        pdfium.FPDFText_GetLooseCharBox(textpage, index, box)
        one, other = place(box.left, box.bottom), place(box.right, box.top)
        size = abs(one[1] - other[1]) or 1.0
        left, right = sorted((one[0], other[0]))
        if code == 0 and (generated or right - left < _NO_WIDTH * size):
            continue
        yield index, Glyph(left, right, place(x.value, y.value)[1], size, char)


def ordinary(char: str) -> str:
    """Map a character that only fonts use to the ordinary one.

    >>> "".join(map(ordinary, "⼀⾏政⻓\\uf9e8"))
    '一行政长裡'
    """
    if "\u3000" <= char < "\ud800" or " " <= char < "\x7f":  # nearly all
        return char
    if len(char) == 2:  # two halves of a rare character
        char = whole(char)
    char = fold(char)
    return {"\0": "\ufffd", "\x02": "-", "\ufffe": "-"}.get(
        char, "\ufffd" if "\ud800" <= char <= "\udfff" else char
    )
