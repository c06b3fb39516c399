"""Traces of characters that a text lost on its way: digits, brackets and dashes that dates and numbers lack."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analysis.reading.remarks import Remark

_RUN_TOGETHER = re.compile(r"20\d{3}")  # every damaged number and span holds one
_DAMAGED_NUMBER = re.compile(r"〔20\d{3,6}号|[\[(（]20\d{3,6}号")
# a year, month and day run together, a line of nothing else, or month and day (730日; 180日内 is a term, not a date)
_DAMAGED_DATE = re.compile(
    r"(?<!\d)20\d{4,7}日|(?<!\d)(?!20\d\d20\d\d年)20\d{4,6}(?!\d)(?=年|月|日|我|在|印)|(?<=于)20\d{3,5}日?|"
    r"(?m:^[ \t\r\u3000\xa0]*20\d{4,6}[ \t\r\u3000\xa0]*$)|"
    r"(?<!\d)(?<!\d[.,])(?:[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])日(?![内以之制])",
    re.ASCII,
)
_DAMAGED_SPAN = re.compile(r"20[12]\d20[12]\d年")


def damage(text: str) -> list[Remark]:
    """Traces of swallowed digits, brackets and dashes, each with its first occurrence.

    >>> [remark.say() for remark in damage("(潍高办字〔201865号),于2017101日实施")]
    ["damaged document number '〔201865号'", "damaged date '2017101日'"]
    """
    years = _RUN_TOGETHER.search(text)
    traces = {
        "damaged_number": years and _DAMAGED_NUMBER.search(text),
        "damaged_date": _damaged_date(text),
        "damaged_span": years and _DAMAGED_SPAN.search(text),
    }
    return [Remark(code, value=found[0].strip()) for code, found in traces.items() if found]


def _damaged_date(text: str) -> re.Match[str] | None:
    """The first damaged date, looked for only in lines with a long number, each once."""
    ends = 0
    places = [found.start() for found in _RUN_TOGETHER.finditer(text)]
    for place in sorted([*places, *_long_days(text)]):
        if place < ends:
            continue
        begins = text.rfind("\n", ends, place) + 1 or ends
        ends = text.find("\n", place)
        ends = len(text) if ends < 0 else ends
        if found := _DAMAGED_DATE.search(text, begins, ends):
            return found
    return None


def _long_days(text: str) -> Iterator[int]:
    """Places of 日 behind three digits or more: a damaged date holds one, or a year run together."""
    place = text.find("日")
    while place >= 0:
        if text[max(0, place - 3) : place].isdigit() and place >= 3:
            yield place
        place = text.find("日", place + 1)
