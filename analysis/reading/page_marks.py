"""Page numbers and running heads between the lines of a text: they belong to the paper, not to what is written on it.

The standard library alone. A text copied from pages keeps what stood at their edges, often in the middle of a sentence.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from analysis.text import squeeze

_DASHES = "[-‐‑—–－─·•~]+"
_MARKED = re.compile(
    rf"{_DASHES}(?P<dashed>\d{{1,3}}){_DASHES}|第(?P<named>\d{{1,3}})页(?:[,，/／、(（]?共\d{{1,4}}页[)）]?)?|"
    r"(?P<whole>\d{1,3})/\d{1,3}|(?P<bare>\d{1,3})"
)
_LONGEST = 24  # characters of a page number's line
_LONGEST_HEAD = 40  # characters of a running head
_LEAST = 3  # times that a running head stands in a text
_SURE = ("dashed", "named")  # forms that nothing but a page number has


def find_page_marks(bodies: Sequence[str]) -> set[int]:
    """Which lines are page numbers, or the running heads beside them.

    Numbers count up by one from page to page; a bare number alone proves nothing. A head returns, but for its
    digits, beside at least three page numbers or page breaks.

    Parameters
    ----------
    bodies : sequence of str
        The lines without white space around them; a page break is an empty line.

    Returns
    -------
    set of int
        Their places.

    Examples
    --------
    >>> sorted(find_page_marks(["全县推进", "- 1 -", "依法行政", "- 2 -", "3", "完成任务。"]))
    [1, 3]
    """
    found: dict[int, tuple[str, int]] = {}
    for place, body in enumerate(bodies):
        if (
            0 < len(body) <= _LONGEST
            and any(map(str.isdigit, body))
            and (mark := _MARKED.fullmatch(squeeze(body)))
        ):
            form = str(mark.lastgroup)
            found[place] = form, int(mark[form])
    if not found:
        return set()
    marks: set[int] = set()
    for form in {form for form, _ in found.values()}:
        series = [(place, number) for place, (own, number) in found.items() if own == form]
        counts_on = sum(after[1] == before[1] + 1 for before, after in pairwise(series))
        if form in _SURE or (counts_on >= 2 and counts_on >= 0.8 * (len(series) - 1)):
            marks.update(place for place, _ in series)
    return marks | _heads_beside(bodies, marks)


def _heads_beside(bodies: Sequence[str], marks: set[int]) -> set[int]:
    """Short lines that return beside page numbers."""
    beside: dict[int, str] = {}
    for mark in marks:
        for step in (-1, 1):
            place = mark + step
            while 0 <= place < len(bodies) and not bodies[place]:
                place += step
            if 0 <= place < len(bodies) and place not in marks and len(bodies[place]) <= _LONGEST_HEAD:
                beside[place] = re.sub(r"\d+", "#", squeeze(bodies[place]))
    often = Counter(beside.values())
    return {place for place, head in beside.items() if often[head] >= _LEAST}
