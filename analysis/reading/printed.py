"""Lines of a text that are no paragraphs: printed lines and pages are joined, sections and reports on one line cut.

A line ends a paragraph where an author ended it. Text copied from a page or a PDF breaks where the paper ended instead,
at one width and in mid-sentence, and is joined by the rules that join the lines of a PDF; text that lost its breaks is
cut at its headings. Nothing is lost or changed: the pieces, joined, are the text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import pairwise
from typing import NamedTuple

from analysis.reading.formats.pdf_layout import Line, Page
from analysis.reading.formats.pdf_paragraphs import goes_on
from analysis.reading.numbering import RUN_ON, cut_run_on, numeral_value, split_lines

_LEAST = 4  # lines that break at one width in mid-sentence, from which a text is printed
_BROKEN = 0.25  # of all lines
_MOST = 0.4  # of the characters stand in lines that break so
_SPAN = 3.0  # characters by which printed lines differ in width
_CLOSE = 1.0  # characters by which most lines differ where their width is measured as it was set
_WIDER = 0.1  # of all lines may be wider than the printed ones
_NARROWEST, _WIDEST = 18.0, 100.0  # characters of a printed line
_INDENT = 1.2  # characters from which a line is indented
_PAPER = [Page(0.0, 0.0, [])]
_PAGE = 300  # characters from which a line may be a page
_PAGES = 3  # pages that a text has at least
_CUT_OFF = 0.6  # of the pages end in mid-sentence
_PART = 0.7  # of the text stands on pages
_LONG = 120  # characters of a line that may hold several sections
_ENDS = "。！？；：…!?;:”’）)】》」|"
_ORDER = "[一二三四五六七八九十]{1,3}"
_NUMBERED = re.compile(
    rf"(?:{_ORDER}(?:、|[.．])|[(（]?{_ORDER}[)）]|第{_ORDER}(?:部分|章)|\d{{1,2}}[、.．])"
)
_SECTION = re.compile(
    rf"(?:^|(?<=[。！？!?：:\s]))(?:(?P<outer>{_ORDER})、|[(（](?P<inner>{_ORDER})[)）])(?=[^，,。；;]{{2,40}})"
)
_LATER = re.compile(
    r"[。！？!?：:\s][(（]?[一二三四五六七八九十]?[二三四五六七八九十][、)）]"
)  # what a second section begins with
_RUNS_ON = re.compile(rf"\s*{_ORDER}、[^。，,；;：:（(\s]{{2,30}}(?=[(（]一[)）])")


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
    """

    pieces: list[str]
    printed: int = 0
    cut: int = 0


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
    pieces = _join_printed(lines) or _join_pages(lines, len(text))
    printed = len(lines) - len(pieces) if pieces else 0
    if not pieces:
        pieces = split_lines(text)
    cut = 0 if printed or len(pieces) == len(lines) else sum(len(line) > RUN_ON for line in lines)
    parts: list[str] = []
    for piece in pieces:
        own = cut_run_on(piece) if printed and len(piece) > RUN_ON else _cut_sections(piece)
        cut += len(own) > 1
        parts += own
    return Layout(parts, printed, cut)


def _width(text: str, *, half: float = 0.5) -> float:
    """Width of a text in Chinese characters, of which each letter or digit takes a part."""
    wide = (len(text.encode("utf-8", "surrogatepass")) - len(text)) / 2
    return wide + half * (len(text) - wide)


def _join_printed(lines: list[str]) -> list[str] | None:
    """Lines joined as those of a PDF are; None where the text is not printed."""
    bodies = [line.strip() for line in lines]
    known = [body for body in bodies if body]
    broken = [
        body
        for body, after in pairwise(known)
        if _is_cut_off(body) and not _NUMBERED.match(body) and not _NUMBERED.match(after)
    ]
    enough = max(_LEAST, int(_BROKEN * len(known)))
    if len(broken) < enough:
        return None
    # paper measures widths, a program that wraps lines counts characters
    edges = [(edge, half) for half in (0.5, 1.0) if (edge := _right_edge(broken, enough, half))]
    if not edges:
        return None
    (_, right), half = max(edges)
    if sum(_width(body, half=half) > right + _SPAN for body in known) > _WIDER * len(known):
        return None
    full = [body for body in broken if right - _SPAN <= _width(body, half=half) <= right]
    if sum(map(len, full)) < _MOST * sum(map(len, known)):
        return None
    printed = []
    for row, (line, body) in enumerate(zip(lines, bodies, strict=True)):
        if body:
            indent = _width(line[: len(line) - len(line.lstrip())])
            printed.append(Line(0, 1, indent, indent + _width(body, half=half), -row, 1.0, body, False))
    told = goes_on(printed, _PAPER)
    goes = [
        goes or _fills(last, line, right)
        for goes, (last, line) in zip(told[1:], pairwise(printed), strict=True)
    ]
    follows = iter([False, *goes])
    joined: list[str] = []
    for line, body in zip(lines, bodies, strict=True):
        if (body and next(follows)) or (joined and not body):
            joined[-1] += line
        else:
            joined.append(line)
    return joined


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
    beside = last.base - line.base == 1
    return beside and last.right >= right - _SPAN and line.left <= last.left + _INDENT and line.left < _INDENT


def _join_pages(lines: list[str], whole: int) -> list[str] | None:
    """Lines that are pages, joined where a page ended in mid-sentence; None where they are none."""
    pages = [line for line in lines if len(line) >= _PAGE]
    if len(pages) < _PAGES or sum(map(len, pages)) < _PART * whole:
        return None
    cut_off = sum(_is_cut_off(page.strip()) for page in pages[:-1])
    if cut_off < _CUT_OFF * (len(pages) - 1):
        return None
    joined: list[str] = []
    goes = False
    for line in lines:
        body = line.strip()
        if joined and (not body or (goes and not _NUMBERED.match(body))):
            joined[-1] += line
        else:
            joined.append(line)
        if body:
            goes = len(line) >= _PAGE and _is_cut_off(body)
    return joined


def _is_cut_off(body: str) -> bool:
    return bool(body) and body[-1] not in _ENDS


def _cut_sections(line: str) -> list[str]:
    """Parts of a line that holds several numbered sections: each counts on from the one before."""
    runs_on = _RUNS_ON.match(line) if len(line) >= _LONG else None
    if len(line) < _LONG or not (runs_on or _LATER.search(line)):
        return [line]
    cuts: set[int] = set()
    counted: dict[str, tuple[int, int]] = {}  # kind -> value and place of the last section
    for found in _SECTION.finditer(line):
        kind = str(found.lastgroup)
        value = numeral_value(found[kind])
        before = counted.get(kind)
        if before and value == before[0] + 1:
            cuts.update((before[1], found.start()))
        if value == 1 or before is None or value == before[0] + 1:
            counted[kind] = (value, found.start())
        if kind == "outer":  # what an outer section holds counts anew
            counted.pop("inner", None)
            if runs_on and found.end() <= runs_on.end():
                counted["inner"] = (1, runs_on.end())
    if runs_on:
        cuts.add(runs_on.end())
    edges = [0, *sorted(cut for cut in cuts if line[:cut].strip()), len(line)]
    return [line[start:stop] for start, stop in pairwise(edges)]
