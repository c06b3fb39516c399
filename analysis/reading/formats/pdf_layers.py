"""Which of the characters that a PDF draws are its text: not watermarks and stamps, not a second layer under the first.

The standard library alone. A watermark is turned against the text, or is set into it again and again at places that text
does not take; programs for OCR put an invisible layer over a page, sometimes over one that had its text already.
"""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from analysis.reading.formats.pdf_layout import GAP, Glyph, Sheet

_STRAIGHT = 12.0  # degrees; a scan may be a little askew
_LONGEST_MARK = 30  # characters of a watermark
_MOST_PAGES = 0.6  # share of pages on which it returns to its place
_TILES = 3  # times that one is set on a page
_LARGE = 1.5  # size of a watermark's characters against those of the text
_CLOSE = 0.85  # of their height: lines of text are farther apart


class Drawn(NamedTuple):
    """A character as drawn: where, turned by how many degrees, and why it is not seen ("invisible", "white", "")."""

    glyph: Glyph
    angle: float
    unseen: str


class LeftOut(NamedTuple):
    """How many characters of each kind are not text, how many are an invisible layer that is, and notes on the page."""

    turned: int = 0
    hidden: int = 0
    marks: int = 0
    layer: int = 0
    unseen: int = 0
    twice: int = 0
    notes: int = 0
    comments: int = 0

    def plus(self, other: LeftOut) -> LeftOut:
        return LeftOut(*(one + two for one, two in zip(self, other, strict=True)))


def usual_angle(angles: Iterable[float]) -> float | None:
    """The multiple of 90 degrees by which most characters of a page are turned; None where there is none.

    >>> usual_angle([0.1, 359.9, 45.0]), usual_angle([270.0] * 3), usual_angle([45.0]), usual_angle([])
    (0.0, 270.0, None, None)
    """
    counts = Counter(round(angle) % 360 for angle in angles)
    total = counts.total()
    for turn in (0, 90, 180, 270):
        near = sum(n for angle, n in counts.items() if _apart(angle, turn) <= _STRAIGHT)
        if 2 * near > total:
            return float(turn)
    return None


def _apart(one: float, other: float) -> float:
    """Degrees between two directions."""
    return abs((one - other + 180) % 360 - 180)


def keep_text(drawn: list[Drawn], usual: float | None) -> tuple[list[Glyph], LeftOut]:
    """The characters of a page that are text, in the order of drawing.

    Parameters
    ----------
    drawn : list of Drawn
        What the page draws.
    usual : float or None
        Angle of most characters; where it is None none counts as turned.

    Returns
    -------
    glyphs : list of Glyph
    left_out : LeftOut
    """
    straight = [one for one in drawn if usual is None or _apart(one.angle, usual) <= _STRAIGHT]
    n_turned = _count(one.glyph for one in drawn) - _count(one.glyph for one in straight)
    shown = [one for one in straight if one.unseen != "white"]
    n_white = _count(one.glyph for one in straight) - _count(one.glyph for one in shown)
    if not shown:  # a page of white text has a ground that is not known
        return [one.glyph for one in straight], LeftOut(turned=n_turned)
    visible = [one.glyph for one in shown if not one.unseen]
    invisible = [one.glyph for one in shown if one.unseen]
    said = LeftOut(turned=n_turned, unseen=n_white)
    if visible and invisible and 2 * _over(invisible, visible) >= len(invisible):
        return visible, said.plus(LeftOut(hidden=_count(invisible)))
    return [one.glyph for one in shown], said.plus(LeftOut(layer=_count(invisible)))


def _count(glyphs: Iterable[Glyph]) -> int:
    return sum(glyph.text != GAP and not glyph.text.isspace() for glyph in glyphs)


def _over(glyphs: list[Glyph], others: list[Glyph]) -> int:
    """How many characters lie over others, told by a grid as fine as the print."""
    cell = statistics.median(glyph.size for glyph in others)
    taken = {
        (column, row)
        for glyph in others
        if glyph.text.strip(f" {GAP}\u3000")
        for column in range(round(glyph.left / cell), round(glyph.right / cell) + 1)
        for row in (round(glyph.base / cell),)
    }
    near = [(0, 0), (0, 1), (0, -1)]
    return sum(
        any(
            (round((glyph.left + glyph.right) / 2 / cell) + right, round(glyph.base / cell) + up) in taken
            for right, up in near
        )
        for glyph in glyphs
    )


def drop_watermarks(sheets: list[Sheet]) -> tuple[list[Sheet], int]:
    """The pages without short runs of text that return again and again and lie across other text, or are far larger.

    Parameters
    ----------
    sheets : list of Sheet
        Pages as drawn.

    Returns
    -------
    sheets : list of Sheet
        The same without the watermarks.
    n_chars : int
        Characters left out.
    """
    found = [run for sheet in sheets for run in sheet.runs]
    for search in (
        _tiled,
        _returning,
    ):  # a mark lies across the text, and the text across it: the surer first
        marks = search(sheets)
        if marks:
            sheets = [
                sheet._replace(runs=[run for run in sheet.runs if run.text not in marks]) for sheet in sheets
            ]
    return sheets, sum(len(run.text) for run in found) - sum(
        len(run.text) for sheet in sheets for run in sheet.runs
    )


def _returning(sheets: list[Sheet]) -> set[str]:
    """Texts that stand at one place of most pages, across the lines or far larger than they."""
    pages = [sheet for sheet in sheets if sheet.runs]
    if len(pages) < 3:
        return set()
    places: Counter[tuple[str, int, int]] = Counter()
    for sheet in pages:
        places.update(
            {
                (run.text, round(run.left / 3), round(run.base / 3))
                for run in sheet.runs
                if len(run.text) <= _LONGEST_MARK and run.text not in ("", GAP)
            }
        )
    often = {text for (text, *_), n in places.items() if n >= _MOST_PAGES * len(pages)}
    return {text for text in often if _is_mark(text, pages)}


def _tiled(sheets: list[Sheet]) -> set[str]:
    """Texts that are set again and again on a page, across the lines or far larger than they."""
    found: set[str] = set()
    for sheet in sheets:
        counts = Counter(run.text for run in sheet.runs if 2 <= len(run.text) <= _LONGEST_MARK)
        often = {text for text, n in counts.items() if n >= _TILES} - found
        found |= {text for text in often if _is_mark(text, [sheet])}
    return found


def _is_mark(text: str, sheets: list[Sheet]) -> bool:
    """Whether most of the places of a text are such as no text of the report takes."""
    odd = total = 0
    for sheet in sheets:
        own = [run for run in sheet.runs if run.text == text]
        others = [run for run in sheet.runs if run.text != text]
        if not own or not others:
            continue
        usual = statistics.median(run.size for run in others)
        rows: dict[int, list[Glyph]] = defaultdict(list)
        for other in others:
            rows[round(other.base / usual)].append(other)
        for run in own:
            total += 1
            odd += run.size > _LARGE * usual or _lies_across(run, rows, usual)
    return total > 0 and 2 * odd > total


def _lies_across(run: Glyph, rows: dict[int, list[Glyph]], usual: float) -> bool:
    """Whether a run covers a part of a line that it is not part of."""
    middle = round(run.base / usual)
    for row in (middle - 1, middle, middle + 1):
        for other in rows.get(row, ()):
            across = min(run.right, other.right) - max(run.left, other.left)
            if across > 0.5 * usual and abs(run.base - other.base) < _CLOSE * other.size:
                return True
    return False
