"""The printed lines of a PDF in reading order: from characters to runs, columns and lines.

The standard library alone: PDFium says where each character stands, and how reports are set is told here.
"""

from __future__ import annotations

import bisect
import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from analysis.reading.formats.text import WIDE
from analysis.text import squeeze

GAP = "\x1f"  # a gap that PDFium takes for a space

_EDGE = 0.14  # share of the page's height, at top and bottom, where headers and footers stand
_LONGEST_HEADER = 40  # characters of a header or footer
_MOST_INDENT = 40.0  # points of an indent
_MOST = 0.6  # share of the pages on which it stands
_FALSE_GAP = re.compile(f"(?<=[{WIDE}]){GAP}+|(?<!{GAP}){GAP}+(?=[{WIDE}])")
_DASHES = "[-‐‑—–－─·•~]+"
_PAGE_NUMBER = re.compile(
    rf"\d{{1,3}}|{_DASHES}+\d{{1,4}}{_DASHES}|\d{{1,3}}/\d{{1,3}}|第\d{{1,4}}页(?:[,，/／、(（]?共\d{{1,4}}页[)）]?)?"
)


class Glyph(NamedTuple):
    """A printed character: where it stands (points, upright, from the lower left corner) and what it is."""

    left: float
    right: float
    base: float
    size: float
    text: str


class Line(NamedTuple):
    """A printed line.

    `column` is 0 across the page, 1 and 2 for the halves of a page set in two columns; `is_row` tells that
    wide gaps part the line like the row of a table.
    """

    page: int
    column: int
    left: float
    right: float
    base: float
    size: float
    text: str
    is_row: bool


class Sheet(NamedTuple):
    """A page as drawn: its size and what stands on it, in the order of drawing."""

    width: float
    height: float
    runs: list[Glyph]


class Page(NamedTuple):
    """A page as read: its size and its lines in reading order."""

    width: float
    height: float
    lines: list[Line]


def find_runs(glyphs: Iterable[Glyph]) -> list[Glyph]:
    """Join characters drawn one after the other on one base line without a wide gap."""
    runs: list[list[Glyph]] = []
    for glyph in glyphs:
        if glyph.text == GAP:
            if runs:
                runs[-1].append(glyph)
            continue
        last = next((other for other in reversed(runs[-1]) if other.text != GAP), None) if runs else None
        near = (
            last is not None
            and abs(glyph.base - last.base) < 0.5 * max(glyph.size, last.size)
            and -0.5 * last.size < glyph.left - last.right < 1.5 * last.size
        )
        if near:
            runs[-1].append(glyph)
        else:
            runs.append([glyph])
    return [run for run in map(_join_run, runs) if run.text]


def _join_run(run: list[Glyph]) -> Glyph:
    """Make one of a run; white space at its ends takes no room."""
    text = "".join(glyph.text for glyph in run)
    printed = [glyph for glyph in run if glyph.text.strip(f" {GAP}\t\u3000\xa0")] or run[:1]
    text = _FALSE_GAP.sub("", text).replace(GAP, " ").strip()
    size = statistics.median(glyph.size for glyph in printed)
    return Glyph(printed[0].left, max(glyph.right for glyph in printed), printed[0].base, size, text)


def order_pages(sheets: list[Sheet]) -> list[Page]:
    """Put the lines of all pages in reading order."""
    gutters = [_find_gutter(sheet.runs, sheet.width) for sheet in sheets]
    found = [gutter for gutter in gutters if gutter is not None]
    # The last page of a document in two columns may fill only one.
    usual = statistics.median(found) if 2 * len(found) >= len(sheets) else None
    pages = []
    for number, (sheet, gutter) in enumerate(zip(sheets, gutters, strict=True)):
        lines = _order_lines(sheet.runs, number, usual if gutter is None else gutter)
        pages.append(Page(sheet.width, sheet.height, list(lines)))
    return pages


def _order_lines(runs: list[Glyph], page: int, gutter: float | None) -> Iterator[Line]:
    """Put the runs of a page in reading order and join those of one line."""
    columns = [(_column(run, gutter), run) for run in runs]
    # What crosses the gutter, such as a title, cuts the page into bands; in each the left column comes first.
    across = sorted(-run.base for column, run in columns if column == 0) if gutter else []
    bands: dict[tuple[int, int], list[Glyph]] = defaultdict(list)
    for column, run in columns:
        bands[bisect.bisect_right(across, -run.base), column].append(run)
    for (_, column), band in sorted(bands.items()):
        for line in _join_lines(band):
            yield _make_line(page, column, line)


def _column(run: Glyph, gutter: float | None) -> int:
    if gutter is None or run.left < gutter - 1 < run.right - 1:
        return 0
    return 1 if run.right <= gutter else 2


def _find_gutter(runs: list[Glyph], width: float) -> float | None:
    """Find where the right column begins on a page set in two columns; None for a page set in one.

    Columns of a table also leave a gutter; in columns of text most lines fill their column.
    """
    starts = Counter(round(run.left) for run in runs if 0.4 * width < run.left < 0.65 * width)
    if not starts or len(runs) < 10:
        return None
    usual = starts.most_common(1)[0]
    # where paragraphs are indented, more lines may begin at the indent than at the margin
    often = [start for start, n in starts.items() if 2 * n >= usual[1] and usual[0] - start < _MOST_INDENT]
    for start in sorted({min(often, default=usual[0]), usual[0]}):
        if _parts_columns(runs, start - 1.0, width):
            return start - 1.0
    return None


def _parts_columns(runs: list[Glyph], gutter: float, width: float) -> bool:
    """Whether a place parts two columns of text."""
    left = [run for run in runs if run.right <= gutter]
    right = [run for run in runs if run.left >= gutter]
    crossing = len(runs) - len(left) - len(right)
    if min(len(left), len(right)) < 5 or crossing > 0.25 * len(runs):
        return False
    for side in (left, right):
        start, stop = min(run.left for run in side), max(run.right for run in side)
        usual = statistics.median(run.right - run.left for run in side)
        if usual < 0.6 * (stop - start) or stop - start < 0.2 * width:
            return False
    return True


def _join_lines(runs: list[Glyph]) -> Iterator[list[Glyph]]:
    """Group the runs on one base line, from left to right, lines from top to bottom."""
    lines: list[list[Glyph]] = []
    for run in sorted(runs, key=lambda run: -run.base):
        if lines and abs(lines[-1][0].base - run.base) < 0.4 * max(run.size, lines[-1][0].size):
            lines[-1].append(run)
        else:
            lines.append([run])
    for line in lines:
        yield sorted(line, key=lambda run: run.left)


def _make_line(page: int, column: int, runs: list[Glyph]) -> Line:
    """Make a line of the runs on one base line."""
    gaps = [(run.left - last.right) / run.size for last, run in pairwise(runs)]
    text = runs[0].text + "".join(
        (" " if gap > 0.3 else "") + run.text for gap, run in zip(gaps, runs[1:], strict=True)
    )
    size = max(runs, key=lambda run: len(run.text)).size
    right = max(run.right for run in runs)
    return Line(page, column, runs[0].left, right, runs[0].base, size, text, max(gaps, default=0) > 1.5)


def drop_running_lines(pages: list[Page]) -> tuple[list[Line], int]:
    """Lines of all pages without headers, footers and page numbers, and how many headers and footers there were.

    A header is short and stands at one place of most pages, or of most pages of one side; a page number is outermost.
    """

    def is_at_edge(line: Line, page: Page) -> bool:
        return not _EDGE * page.height < line.base < (1 - _EDGE) * page.height

    def identity(line: Line) -> tuple[str, int]:
        return re.sub(r"\d+", "#", squeeze(line.text)), round(line.base / 6)

    repeated: dict[tuple[str, int], set[int]] = defaultdict(set)
    for number, page in enumerate(pages):
        for line in page.lines:
            if is_at_edge(line, page):
                repeated[identity(line)].add(number)
    running = {
        key
        for key, numbers in repeated.items()
        if len(key[0]) <= _LONGEST_HEADER
        and re.search(r"[^\W\d]", key[0])
        and _is_on_most(numbers, len(pages))
    }
    kept: list[Line] = []
    n_running = 0
    for page in pages:
        bases = [line.base for line in page.lines]
        edges = (min(bases, default=0.0), max(bases, default=0.0))
        for line in page.lines:
            if is_at_edge(line, page):
                if line.base in edges and _PAGE_NUMBER.fullmatch(squeeze(line.text)):
                    continue
                if identity(line) in running:
                    n_running += 1
                    continue
            kept.append(line)
    return kept, n_running


def _is_on_most(numbers: set[int], n_pages: int) -> bool:
    """Whether a line returns on most pages, or on most pages of one side of the sheets and nowhere else.

    >>> _is_on_most({0, 1}, 2), _is_on_most({0, 2, 4}, 6), _is_on_most({1, 4}, 6), _is_on_most({0}, 1)
    (True, True, False, False)
    """
    if len(numbers) < 2:
        return False
    if len(numbers) >= _MOST * n_pages:
        return True
    sides = {number % 2 for number in numbers}
    return len(sides) == 1 and len(numbers) >= _MOST * (n_pages // 2)
