"""Pages of a PDF without a text layer that can be used: drawn as pictures, and read by OCR where the extra is installed."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from functools import partial
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from analysis.reading.decode import bad_share
from analysis.reading.formats.limits import Clock, Limits, Refusal
from analysis.reading.formats.ocr.extra import is_installed
from analysis.reading.formats.pdf_layout import Sheet
from analysis.reading.formats.text import count_han
from analysis.reading.remarks import Remark
from analysis.text import fold, squeeze

MOST_BAD = 0.3  # share of impossible characters above which the fonts name no characters
_FEW = 20  # Chinese characters of a layer that is none: a page number, the name of a scanner's program
_MUCH = 50  # characters of a page that is in another script, or whose fonts name the wrong characters
_COVERED = 0.5  # share of the page that pictures take on a scan
_DEEP = 3  # levels of drawings in drawings that are looked into
_LARGEST_SCALE = 300 / 72  # dots to the point, on small pages


def read_scanned_pages(
    document: Any, sheets: list[Sheet], limits: Limits, clock: Clock
) -> tuple[list[Sheet], tuple[Remark, ...]]:
    """Pages of a PDF, those that are scans read by OCR.

    Parameters
    ----------
    document : pypdfium2.PdfDocument
    sheets : list of Sheet
        Pages as their text layer has them.
    limits : Limits
    clock : Clock

    Returns
    -------
    sheets : list of Sheet
    remarks : tuple of Remark
        Pages read, and with what confidence.
    """
    if not is_installed():
        return sheets, ()
    layers = [fold(squeeze("".join(run.text for run in sheet.runs))) for sheet in sheets]
    poor = [
        number
        for number, layer in enumerate(layers)
        if count_han(layer) < _FEW or bad_share(layer) > MOST_BAD
    ]
    wanted, foreign = [], []
    for number in poor:
        clock.check()
        if not layers[number] or bad_share(layers[number]) > MOST_BAD or _is_covered(document, number):
            wanted.append(number)
        elif len(layers[number]) >= _MUCH:
            foreign.append(number)
    if foreign and _has_chinese(document, foreign[0], limits, clock):
        wanted = sorted([*wanted, *foreign])
    if not wanted:
        return sheets, ()
    return _read(document, sheets, wanted, limits, clock)


def _read(
    document: Any, sheets: list[Sheet], wanted: list[int], limits: Limits, clock: Clock
) -> tuple[list[Sheet], tuple[Remark, ...]]:
    from analysis.reading.formats.ocr.layout import sheets_of
    from analysis.reading.formats.ocr.scans import read_scans

    found = read_scans(_pictures(document, wanted), limits, clock)
    numbers = sorted(found.pages)
    sizes: list[tuple[float, float] | None] = [_size(document, number) for number in numbers]
    read = dict(zip(numbers, sheets_of([found.pages[number] for number in numbers], sizes), strict=True))
    return [read.get(number, sheet) for number, sheet in enumerate(sheets)], found.remarks


def _has_chinese(document: Any, number: int, limits: Limits, clock: Clock) -> bool:
    """Whether Chinese is printed on a page whose text layer has none."""
    from analysis.reading.formats.ocr.scans import read_scans

    found = read_scans(_pictures(document, [number]), limits, clock).pages.values()
    return count_han(fold("".join(line.text for scan in found for line in scan.lines))) >= _FEW


def _pictures(document: Any, numbers: list[int]) -> dict[int, Callable[[], Any]]:
    return {number: partial(_draw, document, number) for number in numbers}


def _size(document: Any, number: int) -> tuple[float, float]:
    width, height = document.get_page_size(number)
    return max(width, 1.0), max(height, 1.0)


def _draw(document: Any, number: int) -> Any:
    """A picture of a page."""
    from analysis.reading.formats.ocr.engine import SIDE

    scale = min(SIDE / max(_size(document, number)), _LARGEST_SCALE)
    try:
        page = document[number]
        try:
            return page.render(scale=scale, rev_byteorder=True).to_pil()
        finally:
            page.close()
    except pypdfium2.PdfiumError as error:  # a damaged page does not spoil the others
        raise Refusal("unreadable", "damaged_pdf") from error


def _is_covered(document: Any, number: int) -> bool:
    """Whether pictures take most of a page."""
    try:
        page = document[number]
        try:
            width, height = page.get_size()
            images = page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=_DEEP)
            area = sum(map(_area, images))
        finally:
            page.close()
    except pypdfium2.PdfiumError:
        return False
    return area >= _COVERED * width * height


def _area(drawn: Any) -> float:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not pdfium.FPDFPageObj_GetBounds(drawn.raw, left, bottom, right, top):
        return 0.0
    return max(0.0, right.value - left.value) * max(0.0, top.value - bottom.value)
