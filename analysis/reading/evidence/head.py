"""The head of a document taken apart: its lines with their kinds, a covering letter, the opening, the first headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from analysis.reading.evidence.lines import judge
from analysis.reading.evidence.rows import read_pairs
from analysis.reading.evidence.script import legible, legible_all
from analysis.reading.numbering import find_heading, strip_number

MAX_LINES = 60  # in which the head ends
_AT_ONCE = 12
_OPENING = 4  # paragraphs at the start of the text that may say what it is
_OPENING_CHARS = 900  # of each
_HEADINGS = 12
_HEADING_CHARS = 60
_COVER_LINES = 12  # of a covering letter, from its addressee to its date
# an addressee that runs into the text
_ADDRESSED = re.compile(
    r"^[^:。;\d]{2,60}(?:政府|委员会|人大|常委会|委|局|厅|办公室|单位|部门|代表|委员|组):(?=20\d\d年|[今近]年|一年|根据|按照|为[了贯深]|现[将就])"
)
_COVERING = ("印发", "报送", "呈报", "转发", "提请", "下发", "公布", "请批示", "请审阅", "报上", "报来")


class Line(NamedTuple):
    """A line of the head.

    Attributes
    ----------
    text : str
        As printed, runs of blanks as one.
    body : str
        As :func:`~analysis.reading.evidence.script.legible` reads it.
    kind : str
        One of :data:`~analysis.reading.evidence.lines.KINDS`.
    """

    text: str
    body: str
    kind: str


class Head(NamedTuple):
    """What stands before and at the start of a document's text.

    Attributes
    ----------
    lines : tuple of Line
        Lines up to the start of the text, blank ones left out.
    begins : int
        Place in `lines` of the first paragraph of the text (their number where there is none).
    cover : tuple of int
        First and last place of a covering letter (addressee, sentence, signature, date) before the document proper;
        (-1, -1) where there is none.
    opening : tuple of str
        The first paragraphs of the text, legible.
    intro : int
        How many of them stand before the first heading: those introduce the document.
    headings : tuple of str
        The first headings without their numbers and the text that they run into, legible.
    pairs : tuple of (str, str)
        Keys and values of the site's rows in simplified script, blanks kept.
    """

    lines: tuple[Line, ...]
    begins: int
    cover: tuple[int, int]
    opening: tuple[str, ...]
    intro: int
    headings: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]


def read_head(lines: list[str]) -> Head:
    """Take the head of a document apart.

    Parameters
    ----------
    lines : list of str
        Lines of the document, blank ones left out.

    Returns
    -------
    Head

    Examples
    --------
    >>> head = read_head(["首页 > 公开", "某县2020年法治政府建设情况报告", "发布日期：2021-01-05",
    ...                   "2020年，全县推进依法行政。现将情况报告如下：", "一、主要工作"])
    >>> [line.kind for line in head.lines]
    ['breadcrumb', 'short', 'keys', 'text', 'heading']
    >>> head.opening, head.headings, head.pairs
    (('2020年,全县推进依法行政。现将情况报告如下:',), ('主要工作',), (('发布日期', '2021-01-05'),))
    """
    found: list[Line] = []
    paragraphs = 0
    for shown, body in _read(lines[:MAX_LINES]):
        found.append(Line(shown, body, judge(shown, body).kind))
        paragraphs += _is_paragraph(found[-1])
        if paragraphs > _OPENING + 2:
            break
    cover = _find_cover(found)
    begins = next(
        (place for place in range(cover[1] + 1, len(found)) if found[place].kind in ("text", "heading")),
        len(found),
    )
    opening = [
        _ADDRESSED.sub("", line.body[:_OPENING_CHARS]) for line in found[begins:] if _is_paragraph(line)
    ][:_OPENING]
    outline = next(
        (place for place in range(begins, len(found)) if found[place].kind == "heading"), len(found)
    )
    intro = min(sum(map(_is_paragraph, found[begins:outline])), len(opening))
    headings = [_heading_of(line) for line in found if line.kind == "heading"][:_HEADINGS]
    return Head(
        lines=tuple(found),
        begins=begins,
        cover=cover,
        opening=tuple(opening),
        intro=intro,
        headings=tuple(headings),
        pairs=tuple(_find_pairs(found)),
    )


def _read(lines: list[str]) -> Iterator[tuple[str, str]]:
    """Lines as printed, runs of blanks as one, and as they are read; some at a time, for most heads are short."""
    for start in range(0, len(lines), _AT_ONCE):
        shown = [" ".join(text[: 2 * _OPENING_CHARS].split()) for text in lines[start : start + _AT_ONCE]]
        yield from zip(shown, legible_all(shown), strict=True)


def _is_paragraph(line: Line) -> bool:
    """Text, or a heading that runs into it."""
    return line.kind == "text" or (line.kind == "heading" and len(line.body) > _HEADING_CHARS)


def _heading_of(line: Line) -> str:
    """A heading without its number and the text that it runs into."""
    heading = find_heading(line.text)
    return legible(strip_number(heading.text if heading else line.text)[:_HEADING_CHARS])


def _find_cover(lines: list[Line]) -> tuple[int, int]:
    """A covering letter: an addressee or a sentence that hands over, then signature and date, and more behind them."""
    for first, line in enumerate(lines[: MAX_LINES // 2]):
        if line.kind not in ("addressee", "text"):
            continue
        if line.kind == "text" and not _hands_over(line):
            return -1, -1
        for last in range(first + 1, min(first + _COVER_LINES, len(lines) - 1)):
            signed = lines[last - 1].kind == "issuer" or _hands_over(lines[last - 1])
            if lines[last].kind == "date" and signed:
                return first, last
            if lines[last].kind == "heading" and lines[last].body[:1] in "一1(":
                break
        if line.kind == "text":
            return -1, -1
    return -1, -1


def _hands_over(line: Line) -> bool:
    """Whether a paragraph says that a document is handed on: 现印发给你们, 现予公布."""
    return line.kind == "text" and any(word in line.body[:200] for word in _COVERING)


def _find_pairs(lines: list[Line]) -> list[tuple[str, str]]:
    """Keys and values of all rows; of a row that is a key alone the value is the next row."""
    pairs: list[tuple[str, str]] = []
    for place, line in enumerate(lines):
        if line.kind not in ("keys", "date", "breadcrumb", "site", "short"):
            continue
        row = read_pairs(line.text if line.body in line.text else _spaced(line))
        if len(row) == 1 and not next(iter(row.values())) and place + 1 < len(lines):
            after = lines[place + 1]
            if after.kind != "keys" and len(after.body) <= 60 and line.kind == "keys":
                row = dict.fromkeys(row, after.text)
        pairs += ((key, value) for key, value in row.items() if value)
    return pairs


def _spaced(line: Line) -> str:
    """The line in simplified script, its blanks kept."""
    return " ".join(legible(part) for part in line.text.split(" "))
