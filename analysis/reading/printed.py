"""Lines of a text that are no paragraphs: printed lines and pages are joined, sections and reports on one line cut.

A line ends a paragraph where an author ended it. Text copied from a page or a PDF breaks where the paper ended instead,
at one width and in mid-sentence, and is joined by the rules that join the lines of a PDF; text that lost its breaks is
cut at its headings. Nothing is lost or changed: the pieces, joined, are the text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from functools import reduce
from itertools import pairwise
from typing import NamedTuple

from analysis.reading.formats.pdf_layout import Line, Page
from analysis.reading.formats.pdf_paragraphs import goes_on, join_texts
from analysis.reading.page_marks import find_page_marks
from analysis.reading.run_on import cut_run_on, cut_sections, split_lines

_LEAST = 4  # lines that break at one width in mid-sentence, from which a text is printed
_BROKEN = 0.2  # of all lines
_MOST = 0.35  # of the characters stand in lines that break so
_ENDED = 0.6  # of the shorter lines behind them end a sentence: a list of equally long rows ends none
_SPAN = 3.0  # characters by which printed lines differ in width
_CLOSE = 1.0  # characters by which most lines differ where their width is measured as it was set
_WIDER = 0.1  # of all lines may be wider than the printed ones
_NARROWEST, _WIDEST = 18.0, 100.0  # characters of a printed line
_EXACT = 0.6  # characters by which a row that is filled to the last one may be short
_FILLED = 0.9  # of the rows that break in mid-sentence
_PARTED = 0.9  # of the lines that do not fill their row: blank lines behind them part paragraphs
_TAB = "\u3000\u3000"
_INDENT = 1.2  # characters from which a line is indented
_PAPER = [Page(0.0, 0.0, [])]
_PAGE = 300  # characters from which a line may be a page
_PAGES = 3  # pages that a text has at least
_CUT_OFF = 0.6  # of the pages end in mid-sentence
_PART = 0.7  # of the text stands on pages
_HEADING = 30  # characters that a line without a stop may be a heading of
_ENDS = "。！？；：…!?;:”’）)】》」|"
_ORDER = "[一二三四五六七八九十]{1,3}"
_NUMBERED = re.compile(
    rf"(?:{_ORDER}(?:、|[.．])|[(（]?{_ORDER}[)）]|第{_ORDER}(?:部分|章)|\d{{1,2}}[、.．])"
)


class Layout(NamedTuple):
    """A text in the pieces that its paragraphs are.

    Attributes
    ----------
    pieces : list of str
        The pieces in order, line breaks included; blank lines are pieces of their own.
    printed : int
        Printed lines, or pages, that were joined to the line before.
    cut : int
        Lines that were cut into several pieces.
    marks : int
        Page numbers and running heads, which stay in the piece that they interrupt.
    """

    pieces: list[str]
    printed: int = 0
    cut: int = 0
    marks: int = 0


def read_layout(text: str) -> Layout:
    """Take a text apart into the lines that its author meant.

    Parameters
    ----------
    text : str
        The whole text.

    Returns
    -------
    Layout

    Examples
    --------
    >>> read_layout("标题\\n\\n正文。").pieces
    ['标题\\n', '\\n', '正文。']
    >>> page = "全县推进依法行政工作，各部门完善制度，规范执法，化解\\n矛盾纠纷，年内取得一定成效。\\n"
    >>> layout = read_layout(page * 6)
    >>> layout.pieces[0] == page, len(layout.pieces), layout.printed
    (True, 6, 6)
    """
    lines = text.splitlines(keepends=True)
    bodies = [line.strip() for line in lines]
    marks = find_page_marks(bodies)
    for mark in marks:
        bodies[mark] = ""
    breaks = {place for place, line in enumerate(lines) if "\f" in line and not bodies[place]}
    follows = _printed(lines, bodies, marks | breaks)
    pages = set() if follows else _pages(bodies, len(text))
    follows = follows or pages or _across_marks(bodies, marks)
    pieces = _join(lines, bodies, follows) if follows else split_lines(text)
    parts: list[str] = []
    for piece in pieces:
        parts += cut_run_on(piece) if pages and len(piece) > _PAGE else cut_sections(piece)
    return Layout(parts, len(follows), _count_cut(parts, lines, bool(follows)), len(marks))


def _count_cut(parts: list[str], lines: list[str], joined: bool) -> int:
    """How many lines, or joined pages, hold several pieces."""
    if not joined and len(parts) == len(lines):
        return 0
    ended = [len(f"{part[-1:]} ".splitlines()) > 1 for part in parts]
    return sum(not ends and (place == 0 or ended[place - 1]) for place, ends in enumerate(ended[:-1]))


def as_read(block: str) -> str:
    """A paragraph on one line, as its author wrote it: without the breaks of printed lines and what page ends left in it.

    >>> as_read("　　一、完善\\n依法行政制度\\n- 3 -\\n体系\\n"), as_read("　　正文。\\n")
    ('　　一、完善依法行政制度体系', '　　正文。\\n')
    """
    bodies = [line.strip() for line in block.splitlines()]
    if sum(map(bool, bodies)) < 2:
        return block
    marks = find_page_marks(bodies)
    own = [body for place, body in enumerate(bodies) if body and place not in marks]
    indent = block[: len(block) - len(block.lstrip())]
    return indent + reduce(join_texts, own or [""])


def _join(lines: list[str], bodies: list[str], follows: set[int]) -> list[str]:
    """Lines with those that follow on; blank lines and page numbers stay with the line before."""
    joined: list[str] = []
    for place, (line, body) in enumerate(zip(lines, bodies, strict=True)):
        if joined and (place in follows or not body):
            joined[-1] += line
        else:
            joined.append(line)
    return joined


def _width(text: str, *, half: float = 0.5) -> float:
    """Width of a text in Chinese characters, of which each letter or digit takes a part."""
    wide = (len(text.encode("utf-8", "surrogatepass")) - len(text)) / 2
    return wide + half * (len(text) - wide)


class _Setting(NamedTuple):
    """How a text is printed: the margin, what a letter takes of a character, widths by place, rows cut in mid-sentence."""

    right: float
    half: float
    width: dict[int, float]
    full: list[int]


def _printed(lines: list[str], bodies: list[str], marks: set[int]) -> set[int]:
    """Places of the lines that go on with the one before as those of a PDF do; none where the text is not printed."""
    known = [place for place, body in enumerate(bodies) if body]
    setting = _find_setting(bodies, known)
    if setting is None:
        return set()
    row, rows = 0, {}
    for place, body in enumerate(bodies):
        # the end of a page is no distance between its lines
        row += place not in marks and (bool(body) or place - 1 not in marks)
        rows[place] = row
    apart = {after: rows[after] - rows[place] for place, after in pairwise(known)}
    usual = min(Counter(apart[after] for place, after in pairwise(known) if place in set(setting.full)))
    if _blank_lines_part(apart, known, setting, usual):
        return {place for place, distance in apart.items() if distance == usual}
    printed = []
    for place in known:
        line, body = lines[place], bodies[place]
        indent = _width(line[: len(line) - len(line.lstrip())].replace("\t", _TAB), half=setting.half)
        printed.append(Line(0, 1, indent, indent + setting.width[place], -rows[place], 1.0, body, False))
    told = goes_on(printed, _PAPER)
    # a program that fills each row to the last character leaves no row short but the last of a paragraph
    filled = sum(setting.width[place] > setting.right - _EXACT for place in setting.full)
    least = setting.right - _EXACT if filled >= _FILLED * len(setting.full) else 0.0
    return {
        place
        for place, goes, (last, line) in zip(known[1:], told[1:], pairwise(printed), strict=True)
        if (goes or (apart[place] == usual and _fills(last, line, setting.right))) and last.right > least
    }


def _find_setting(bodies: list[str], known: list[int]) -> _Setting | None:
    """How the lines are printed; None where they are an author's own."""
    broken = [
        bodies[place]
        for place, after in pairwise(known)
        if _is_cut_off(bodies[place]) and not _NUMBERED.match(bodies[after])
    ]
    enough = max(_LEAST, int(_BROKEN * len(known)))
    if len(broken) < enough:
        return None
    # paper measures widths, a program that wraps lines counts characters
    edges = [(edge, half) for half in (0.5, 1.0) if (edge := _right_edge(broken, enough, half))]
    if not edges:
        return None
    (_, right), half = max(edges)
    width = {place: _width(bodies[place], half=half) for place in known}
    full = [place for place in known if right - _SPAN <= width[place] <= right and _is_cut_off(bodies[place])]
    behind = [after for place, after in pairwise(known) if place in set(full)]
    tails = [bodies[place] for place in behind if width[place] < right - _SPAN]
    if (
        sum(wide > right + _SPAN for wide in width.values()) > _WIDER * len(known)
        or sum(len(bodies[place]) for place in full) < _MOST * sum(len(bodies[place]) for place in known)
        or sum(not _is_cut_off(tail) for tail in tails) < _ENDED * len(tails)
        or all(_is_cut_off(bodies[place]) for place in known)
    ):
        return None
    return _Setting(right, half, width, full)


def _blank_lines_part(apart: dict[int, int], known: list[int], setting: _Setting, usual: int) -> bool:
    """Whether blank lines stand between all paragraphs and nowhere else."""
    full = set(setting.full)
    inside = [apart[after] == usual for place, after in pairwise(known) if place in full]
    behind = [
        apart[after] > usual
        for place, after in pairwise(known)
        if setting.width[place] < setting.right - _SPAN
    ]
    enough = len(behind) >= _LEAST and sum(inside) >= _PARTED * len(inside)
    return enough and sum(behind) >= _PARTED * len(behind)


def _right_edge(broken: list[str], enough: int, half: float) -> tuple[int, float] | None:
    """How many lines are nearly of one width, and the margin; None where too few are."""
    widths = sorted(_width(body, half=half) for body in broken)
    alike = max(bisect_right(widths, width + _CLOSE) - place for place, width in enumerate(widths))
    widths.reverse()
    for place in range(len(widths) - enough + 1):
        right = widths[place]
        if right - widths[place + enough - 1] <= _SPAN and _NARROWEST <= right <= _WIDEST:
            return alike, right
    return None


def _fills(last: Line, line: Line, right: float) -> bool:
    """Whether a line broke in mid-sentence near the margin, and what follows opens nothing."""
    if not _is_cut_off(last.text) or _NUMBERED.match(line.text):
        return False
    return last.right >= right - _SPAN and line.left <= last.left + _INDENT and line.left < _INDENT


def _pages(bodies: list[str], whole: int) -> set[int]:
    """Places of lines that are pages and go on where the page before ended in mid-sentence; none where they are none."""
    known = [place for place, body in enumerate(bodies) if body]
    pages = [place for place in known if len(bodies[place]) >= _PAGE]
    if len(pages) < _PAGES or sum(len(bodies[place]) for place in pages) < _PART * whole:
        return set()
    if sum(_is_cut_off(bodies[place]) for place in pages[:-1]) < _CUT_OFF * (len(pages) - 1):
        return set()
    return {
        after
        for place, after in pairwise(known)
        if len(bodies[place]) >= _PAGE and _is_cut_off(bodies[place]) and not _NUMBERED.match(bodies[after])
    }


def _across_marks(bodies: list[str], marks: set[int]) -> set[int]:
    """Places of lines that go on with a paragraph which a page number interrupts in mid-sentence."""
    known = [place for place, body in enumerate(bodies) if body]
    return {
        after
        for before, after in pairwise(known)
        if not marks.isdisjoint(range(before + 1, after))
        and len(bodies[before]) > _HEADING
        and _is_cut_off(bodies[before])
        and not _NUMBERED.match(bodies[after])
    }


def _is_cut_off(body: str) -> bool:
    return bool(body) and body[-1] not in _ENDS
