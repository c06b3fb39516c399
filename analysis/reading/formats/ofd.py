"""OFD (GB/T 33190), the page format of Chinese offices: what each page prints, and where, through the layout of PDFs.

lxml. easyofd, the one library for it, draws pages by way of reportlab, OpenCV and others and gives no text by position.
Text that is drawn as pictures or outlines, seals and notes are not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from analysis.reading.decode import bad_share
from analysis.reading.formats.limits import Clock, Extract, Limits, Refusal
from analysis.reading.formats.pdf_layers import drop_watermarks
from analysis.reading.formats.pdf_layout import Glyph, Sheet, drop_running_lines, find_runs, order_pages
from analysis.reading.formats.pdf_paragraphs import join_paragraphs
from analysis.reading.formats.text import clean_title
from analysis.reading.formats.xml_parts import Parts, children, local, resolve
from analysis.reading.remarks import Remark

_POINTS = 72 / 25.4  # to the millimetre
_A4 = (210.0, 297.0)
_MOST_BAD = 0.3  # share of impossible characters above which the fonts name none
_ASCENT = 0.85  # of the size: where a base line is not given it lies so far below the top


def read_ofd(data: bytes, limits: Limits, clock: Clock) -> Extract:
    """Read the text of the pages of the first document of an OFD file."""
    parts = Parts(data, limits, clock)
    body = next(parts.parse("OFD.xml").iter("{*}DocBody"), None)
    root = None if body is None else body.findtext("{*}DocRoot")
    if not root:
        raise Refusal("unreadable", "damaged_document")
    place = resolve("", root)
    document = parts.parse(place)
    pages = [
        resolve(place, page.get("BaseLoc") or "")
        for listed in children(document, "Pages")
        for page in listed
        if local(page) == "Page"
    ]
    if len(pages) > limits.max_pages:
        raise Refusal("unreadable", "too_many_pages", n=limits.max_pages)
    usual = _box(next(document.iter("{*}PhysicalBox"), None)) or (0.0, 0.0, *_A4)
    sheets = [_sheet(parts.parse(page), usual, clock) for page in pages if page in parts.names]
    sheets, n_marks = drop_watermarks(sheets)
    ordered = order_pages(sheets)
    lines, n_running = drop_running_lines(ordered)
    text = "\n".join(join_paragraphs(lines, ordered))
    if not text.strip() or bad_share(text) > _MOST_BAD:
        raise Refusal("unsupported", "ofd_without_text")
    counts = {"watermark_left_out": n_marks, "running_lines_left_out": n_running}
    blank = sum(not page.lines for page in ordered)
    remarks = [Remark("blank_pages", n=blank, total=len(ordered))] if blank else []
    remarks += [Remark(code, n=n) for code, n in counts.items() if n]
    title = next((element.text for element in body.iter("{*}Title")), None) if body is not None else None
    return Extract(text, "ofd", title=clean_title(title), remarks=tuple(remarks))


def _numbers(text: str | None) -> list[float]:
    """The numbers of an attribute.

    >>> _numbers("0 0 210 297"), _numbers("1.5,x"), _numbers(None)
    ([0.0, 0.0, 210.0, 297.0], [1.5], [])
    """
    return [float(number) for number in re.findall(r"-?\d{1,9}(?:\.\d{1,9})?", text or "")]


def _box(element: Any) -> tuple[float, float, float, float] | None:
    found = [] if element is None else _numbers(element.text)
    return (found[0], found[1], found[2], found[3]) if len(found) == 4 and min(found[2:]) > 0 else None


def _sheet(page: Any, usual: tuple[float, float, float, float], clock: Clock) -> Sheet:
    """A page as drawn."""
    left, top, width, height = _box(next(page.iter("{*}PhysicalBox"), None)) or usual
    glyphs: list[Glyph] = []
    for drawn in page.iter("{*}TextObject"):
        clock.check()
        if (drawn.get("Visible") or "true").lower() != "false":
            glyphs += _glyphs(drawn, left, top, height)
    return Sheet(width * _POINTS, height * _POINTS, find_runs(glyphs))


def _glyphs(drawn: Any, left: float, top: float, height: float) -> Iterator[Glyph]:
    """The characters of a text, each where it stands."""
    box = [*_numbers(drawn.get("Boundary")), 0.0, 0.0, 0.0, 0.0][:4]
    matrix = _numbers(drawn.get("CTM"))
    a, b, c, d, e, f = matrix if len(matrix) == 6 else (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    size = next(iter(_numbers(drawn.get("Size"))), 0.0) or 3.7
    for code in children(drawn, "TextCode"):
        text = code.text or ""
        x = next(iter(_numbers(code.get("X"))), 0.0)
        y = next(iter(_numbers(code.get("Y"))), _ASCENT * size)
        steps = _steps(code.get("DeltaX"), len(text)) or [size * _width(char) for char in text]
        downs = _steps(code.get("DeltaY"), len(text)) or [0.0] * len(text)
        scale = abs(d) or abs(b) or 1.0
        for char, step, down in zip(text, steps, downs, strict=False):
            across = box[0] + a * x + c * y + e - left
            base = height - (box[1] + b * x + d * y + f - top)
            if char.strip():
                wide = size * _width(char) * (abs(a) or abs(c) or 1.0)
                yield Glyph(
                    across * _POINTS, (across + wide) * _POINTS, base * _POINTS, size * scale * _POINTS, char
                )
            x, y = x + step, y + down


def _width(char: str) -> float:
    return 1.0 if ord(char) > 0x2E80 or char in "“”‘’—…·" else 0.5


def _steps(text: str | None, length: int) -> list[float]:
    """How far each character is from the one before; ``g 3 4.5`` says so of three.

    >>> _steps("g 3 4.5 2", 5), _steps(None, 2)
    ([4.5, 4.5, 4.5, 2.0, 2.0], [])
    """
    words = (text or "").split()[: 4 * length + 4]
    found: list[float] = []
    while words and len(found) < length:
        if words[0] == "g" and len(words) >= 3:
            number, step = _numbers(words[1]), _numbers(words[2])
            found += step[:1] * min(int(number[0]) if number else 0, length)
            words = words[3:]
        else:
            found += _numbers(words[0])[:1]
            words = words[1:]
    return (found + found[-1:] * length)[:length] if found else []
