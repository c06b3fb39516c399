"""Where the lines that were read stand on their page, as the layout code of PDFs has it: points, upright, straightened.

The standard library alone. A box around a line tells little of the size of its print and less of its base line; the
width that its characters take tells more. A scan lies askew by a degree or two, and all its lines alike.
"""

from __future__ import annotations

import math
import statistics
import unicodedata

from analysis.reading.formats.ocr.engine import Read, Scan
from analysis.reading.formats.pdf_layout import Glyph, Sheet

WIDTH = 595.0  # points of the shorter side of a page whose size nobody says
_CLOSING = "，。、；：！？）》”’】〕」』"  # their ink stands in the left half of their square
_OPENING = "（《“‘【〔「『"  # and theirs in the right half
_TOLD = 6.0  # characters of a line from which its width tells the size of its print
_ALIKE = 0.14  # sizes that differ by less are one


def sheets_of(scans: list[Scan], sizes: list[tuple[float, float] | None]) -> list[Sheet]:
    """The pages of a document as drawn.

    Parameters
    ----------
    scans : list of Scan
        What was read on each page.
    sizes : list of (float, float) or None
        Width and height of each page in points; None where nobody says.

    Returns
    -------
    list of Sheet
    """
    pages = []
    for scan, size in zip(scans, sizes, strict=True):
        width, height = size or (WIDTH, WIDTH * scan.height / scan.width)
        if (width > height) != (scan.width > scan.height):  # a page that was turned upright
            width, height = height, width
        angle = _skew(scan.lines)
        lines = [_straight(line, scan, angle) for line in scan.lines]
        pages.append((width, height, [_in_points(line, width / scan.width, height) for line in lines]))
    told = [pitch for *_, lines in pages for line in lines if (pitch := _pitch(line)) is not None]
    heights = [line.size for *_, lines in pages for line in lines]
    if not heights:
        return [Sheet(width, height, []) for width, height, _ in pages]
    box = statistics.median(heights)
    usual = statistics.median(told) if told else 0.7 * box
    return [
        Sheet(width, height, [_set(line, usual, box) for line in lines]) for width, height, lines in pages
    ]


def _skew(lines: tuple[Read, ...]) -> float:
    """By how much the lines of a page rise to the right, in radians of the picture; long lines tell."""
    long = [
        (math.dist(line.corners[0], line.corners[1]), _rise(line))
        for line in lines
        if len(line.text) >= _TOLD
    ]
    most = max((length for length, _ in long), default=0.0)
    return statistics.median([rise for length, rise in long if length > 0.5 * most] or [0.0])


def _rise(line: Read) -> float:
    (left, top), (right, other), *_ = line.corners
    return math.atan2(other - top, right - left)


def _straight(line: Read, scan: Scan, angle: float) -> Glyph:
    """A line in pixels on the page turned straight about its middle; `size` is the height of its box, `base` its middle."""
    x = statistics.fmean(x for x, _ in line.corners) - scan.width / 2
    y = statistics.fmean(y for _, y in line.corners) - scan.height / 2
    a, b, c, d = line.corners
    wide = (math.dist(a, b) + math.dist(d, c)) / 2
    high = (math.dist(a, d) + math.dist(b, c)) / 2
    across = x * math.cos(angle) + y * math.sin(angle) + scan.width / 2
    down = y * math.cos(angle) - x * math.sin(angle) + scan.height / 2
    return Glyph(across - wide / 2, across + wide / 2, down, high, line.text.strip())


def _in_points(line: Glyph, scale: float, height: float) -> Glyph:
    """A line in points from the lower left corner."""
    left, right, down, high, text = line
    return Glyph(left * scale, right * scale, height - down * scale, high * scale, text)


def _squares(text: str) -> float:
    """How many squares of a full character a text takes, but for white paper at its ends."""
    taken = sum(1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.53 for char in text)
    return taken - 0.5 * (text[:1] in _OPENING) - 0.5 * (text[-1:] in _CLOSING)


def _pitch(line: Glyph) -> float | None:
    """Size of the print of a line, by the width that its characters take."""
    squares = _squares(line.text)
    return (line.right - line.left) / squares if squares >= _TOLD else None


def _set(line: Glyph, usual: float, box: float) -> Glyph:
    """A line with the size of its print, its base line, and the white paper that belongs to its first and last sign."""
    pitch = _pitch(line)
    size = usual * line.size / box if pitch is None else pitch
    if abs(size - usual) <= _ALIKE * usual or (pitch is None and abs(line.size - box) <= 2 * _ALIKE * box):
        size = usual
    left = line.left - 0.5 * size * (line.text[:1] in _OPENING)
    right = line.right + 0.5 * size * (line.text[-1:] in _CLOSING)
    return Glyph(left, right, float(round(line.base - 0.38 * size)), size, line.text)
