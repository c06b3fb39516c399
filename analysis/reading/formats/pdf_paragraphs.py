"""The paragraphs of a PDF: which printed lines go on with the one before, told by margins and indents.

The standard library alone: what ends a paragraph is a matter of how Chinese reports are set.
"""

from __future__ import annotations

import bisect
import re
import statistics
from collections import defaultdict
from itertools import pairwise
from typing import NamedTuple

from analysis.reading.formats.pdf_layout import Line, Page
from analysis.reading.formats.text import WIDE_CHAR

_SPACED = 1.2  # lines farther apart than this, in units of the usual distance, part paragraphs
_CLOSING = "，。、；：！？）》”’】〕」』…,.;:!?)%％"
_SENTENCE_END = "。！？；：!?;:"
_OPENING = "（(《〈“‘【「『"
# What the end of a line does not part: a Latin word or number, brackets and stops with what they belong to.
_TOKEN = re.compile(
    rf"[{re.escape(_OPENING)}]*(?:[A-Za-z0-9][\w.,%·/+—-]*|.)[{re.escape(_CLOSING)}]*", re.ASCII | re.DOTALL
)
# 一、 第一部分 （一）, and with Arabic numbers, which also open what is no heading: 1. (1) ①
_OPENS_HEADING = re.compile(
    r"第?[一二三四五六七八九十]{1,3}(?:、|[.．]|部分|章)|[(（]\s?[一二三四五六七八九十]{1,3}\s?[)）]"
)
_OPENS_ITEM = re.compile(r"\d{1,2}(?:、|[.．](?!\d))|[(（]\s?\d{1,2}\s?[)）]|[①-⑳⑴-⒇❶-❿⒈-⒛]")


class _Margins(NamedTuple):
    """Where the lines of a column begin and end, their distance, and what marks a new paragraph."""

    left: float
    right: float
    leading: float
    indented: bool
    spaced: bool


def join_paragraphs(lines: list[Line], pages: list[Page]) -> list[str]:
    """Join the lines of a document into its paragraphs."""
    paragraphs: list[str] = []
    for line, follows in zip(lines, goes_on(lines, pages), strict=True):
        if follows:
            paragraphs[-1] = join_texts(paragraphs[-1], line.text)
        else:
            paragraphs.append(line.text)
    return paragraphs


def goes_on(lines: list[Line], pages: list[Page]) -> list[bool]:
    """Whether each line goes on with the paragraph of the line before it."""

    def key(line: Line) -> tuple[int, int]:
        return line.column, round(pages[line.page].width)

    groups: dict[tuple[int, int], list[Line]] = defaultdict(list)
    for line in lines:
        groups[key(line)].append(line)
    margins = {
        (column, width): _find_margins(group, width if column == 0 else None)
        for (column, width), group in groups.items()
    }
    return [False] * bool(lines) + [
        _continues(last, line, margins[key(last)], margins[key(line)]) for last, line in pairwise(lines)
    ]


def _find_margins(lines: list[Line], width: float | None) -> _Margins:
    """Find the margins that a good few lines keep; a single line beyond them proves nothing."""
    size = statistics.median(line.size for line in lines)
    few = max(2, 0.05 * len(lines))
    # A stop may hang over the right margin, so lines that end in one tell less.
    firm = [line for line in lines if line.text[-1] not in _CLOSING] or lines
    lefts, rights = sorted(line.left for line in lines), sorted(-line.right for line in firm)
    left = _first_shared(lefts, 0.5 * size, few)
    right = _first_shared(rights, 0.3 * size, few)
    left = lefts[0] if left is None else left
    # Where few or only short lines tell of the right margin, it is taken to be as wide as the left one.
    if width is not None and (right is None or -right - left < 0.6 * (width - 2 * left)):
        right = min(rights[0], left - width)
    gaps = [
        round(one.base - other.base, 1)
        for one, other in pairwise(lines)
        if one.page == other.page and 0 < one.base - other.base < 4 * size
    ]
    leading = statistics.mode(gaps) if gaps else 2 * size
    indents = sum(1.2 * size < line.left - left < 2.8 * size for line in lines)
    spaces = sum(gap > _SPACED * leading for gap in gaps)
    right_edge = -(rights[0] if right is None else right)
    return _Margins(left, right_edge, leading, indented=indents >= few, spaced=spaces >= few)


def _first_shared(places: list[float], span: float, enough: float) -> float | None:
    """Find the first of the sorted places that has enough others close behind it.

    >>> _first_shared([1.0, 7.0, 7.1, 7.2], 0.5, 3)
    7.0
    """
    for index, place in enumerate(places):
        if bisect.bisect_left(places, place + span) - index >= enough:
            return place
    return None


def _continues(last: Line, line: Line, before: _Margins, after: _Margins) -> bool:
    """Whether a line goes on with the paragraph of the line before it."""
    size = last.size
    end = last.text[-1]
    ended = end in _SENTENCE_END
    if line.is_row or abs(line.size - size) > 0.15 * size:
        return False
    beside = (last.page, last.column) == (line.page, line.column)
    if beside and last.base - line.base > _SPACED * before.leading:
        return False
    if _OPENS_HEADING.match(line.text) and end not in "，,、" + _OPENING:
        return False
    if _OPENS_ITEM.match(line.text) and ended:
        return False
    if line.left - after.left > 0.8 * size:  # an indent opens a paragraph, unless it is that of a whole block
        block = abs(line.left - last.left) < 0.3 * size and not ended and not after.indented
        if not block:
            return False
    # The break was none of the author's if what follows would not have fitted into the line.
    following = _TOKEN.match(line.text)
    need = 1.0
    # Where neither indents nor spaces mark paragraphs, only a short line ends one.
    if following and (before.indented or before.spaced or not ended):
        need = min(20.0, sum(1.0 if WIDE_CHAR.match(char) else 0.6 for char in following[0]))
    # Where indents mark paragraphs, one that broke off in mid-sentence is unlikely: word processors vary.
    slack = 1.0 if before.indented and not ended else 0.2
    return before.right - last.right < (need + slack) * size


def join_texts(first: str, second: str) -> str:
    """Join two lines of a paragraph; between Latin words the break was a space.

    >>> join_texts("依法", "行政"), join_texts("2017", "年"), join_texts("rule of", "law")
    ('依法行政', '2017年', 'rule of law')
    """
    latin = re.search("[A-Za-z,.;:]$", first) and re.match("[A-Za-z]", second)
    return f"{first} {second}" if latin else first + second
