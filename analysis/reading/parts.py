"""Reports and files that are not one to one: several reports bound in one file, several files that are pages of one report.

A file is split, and files are joined, only where it is certain: by titles, closings and the numbers of headings. What
looks so without being certain is remarked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate
from typing import NamedTuple

from analysis.reading.evidence.lines import judge, line_kind
from analysis.reading.evidence.script import legible
from analysis.reading.evidence.title_forms import TOPIC, reads_as_title
from analysis.reading.numbering import find_heading, numeral_value
from analysis.reading.remarks import Remark
from analysis.text import fold

_BEFORE, _AFTER = 300, 200  # characters of text that stand round the title of a further report
_TITLE = re.compile(r"20\d\d[^。;]{0,40}(?:报告|总结|情况)(?:[(][^()]{1,12}[)])?$")
_LATER = re.compile(
    r"20\d\d[^\n。]{0,80}(?:\n[^\n。]{0,60})?(?:报告|報告|总结|總結|情况|情況)[^\n。]{0,20}\n"
)
# an act of its own, as gazettes print it behind a report
_ACT = re.compile(r"关于[^。;《》]{2,60}的?(?:通知|决定|批复|公告|通告|函)$")
_MAY_ACT = re.compile(r"关于[^\n。]{2,60}(?:通知|决定|批复|公告|通告|函)[ \t\u3000]*\n")
_LONGEST = 80  # characters of a title, in up to two rows
_CLOSING = 3  # lines before a further title in which the day of a signature stands
_OPENING = 12  # lines from a further title to its first section
_ORDER = "[一二三四五六七八九十]{1,3}"
_OUTER = re.compile(rf"[ \t\u3000\xa0]*(?P<number>{_ORDER})、")
_FIRST = re.compile(rf"(?:^|\n)[ \t\u3000\xa0]*(?P<number>{_ORDER})、")
_INNER = re.compile(rf"[ \t\u3000\xa0]*[(（](?P<number>{_ORDER})[)）]")
_NUMBERED = re.compile(r"[ \t\u3000\xa0]*[(（一二三四五六七八九十]")
_PAGE = re.compile(r"第\s{0,3}(\d{1,2})\s{0,3}页[,，/／\s]{0,4}共\s{0,3}(\d{1,2})\s{0,3}页")
_ROWS = 15  # lines before the first section in which a page names its article


class _Row(NamedTuple):
    """A line that is not blank: where it starts, what it says, and the number of the outer section that it opens."""

    start: int
    text: str
    outer: int


def split_bound(text: str) -> list[str]:
    """The reports that a text certainly holds, which joined are the text; one where it holds one.

    Parameters
    ----------
    text : str
        The whole text.

    Returns
    -------
    list of str
        Each further report begins with a title of its own, behind the closing of the one before or where the sections
        count anew from 一、. So does another act behind a day of signature, as in a gazette.

    Examples
    --------
    >>> first = "甲县2019年法治政府建设情况报告\\n一、制度\\n" + "制定规章2件。" * 50 + "\\n二、执法\\n办案9件。\\n"
    >>> [part[:6] for part in split_bound(first + first.replace("甲县2019", "甲县2020"))]
    ['甲县2019', '甲县2020']
    >>> len(split_bound(first))
    1
    """
    if len(text) < _BEFORE or not (_LATER.search(text, _BEFORE) or _MAY_ACT.search(text, _BEFORE)):
        return [text]
    rows = list(_rows(text))
    starts = [0]
    seen = set()
    act = -1  # where the last act begins
    for place, row in enumerate(rows):
        if len(row.text) > _LONGEST + 20:
            continue
        if row.start - starts[-1] >= _BEFORE and _is_act(rows, place):
            starts.append(row.start)
            act = row.start
            continue
        title = _title_at(rows, place)
        if title is None or title in seen:
            continue
        seen.add(title)
        long = (row.start - starts[-1] >= _BEFORE or starts[-1] == act) and len(text) - row.start >= _AFTER
        if place and long and _is_further(rows, place, starts[-1]):
            starts.append(row.start)
    return [text[start:stop] for start, stop in zip(starts, [*starts[1:], len(text)], strict=True)]


def _rows(text: str) -> Iterator[_Row]:
    lines = text.splitlines(keepends=True)
    for start, line in zip(accumulate(map(len, lines), initial=0), lines, strict=False):
        if line.strip():
            found = _OUTER.match(line)
            yield _Row(start, line, numeral_value(found["number"]) if found else 0)


def _title_at(rows: list[_Row], place: int) -> str | None:
    """The title of a report on a year that stands at a place, in one row or two; None where none does."""
    for number in (1, 2):
        printed = [row.text for row in rows[place : place + number]]
        if sum(map(len, printed)) > _LONGEST + 20 or not any("20" in line for line in printed):
            continue
        body = legible("".join(printed))
        if 8 <= len(body) <= _LONGEST and TOPIC.search(body) and _TITLE.search(body) and "《" not in body:
            kinds = {judge(line, legible(line)).kind for line in printed}
            if kinds <= {"short", "issuer"}:
                return body
    return None


def _is_act(rows: list[_Row], place: int) -> bool:
    """Whether another act begins at a place: its title behind a day of signature, and its number or text behind it."""
    if not 0 < place < len(rows) - 1 or not _ACT.search(legible(rows[place].text)):
        return False
    around = [line_kind(rows[near].text) for near in (place - 1, place, place + 1)]
    return around[0] == "date" and around[1] == "short" and around[2] in ("number", "addressee", "text")


def _is_further(rows: list[_Row], place: int, start: int) -> bool:
    """Whether a title opens a further report: sections count anew behind it, and the report before it is closed."""
    own = [row.outer for row in rows[:place] if row.start >= start and row.outer]
    ahead = next((row.outer for row in rows[place + 1 : place + 1 + _OPENING] if row.outer), 0)
    if ahead != 1:
        return False
    closed = any(line_kind(row.text) == "date" for row in rows[max(0, place - _CLOSING) : place])
    return closed or (1 in own and max(own) >= 2)


class Outline(NamedTuple):
    """What tells whether a text is a page of a longer one.

    Attributes
    ----------
    first : tuple of int
        Numbers of the first outer section (一、) and of the first inner one ((一)) before it; 0 where there is none.
    last : tuple of int
        Numbers of the last outer section and of the last inner one in it; 0 where there is none.
    titles : frozenset of str
        Lines before the first section that read as titles of reports.
    page : tuple of int, or None
        Number of the page and of all pages, where the text says so and speaks of no other page.
    """

    first: tuple[int, int]
    last: tuple[int, int]
    titles: frozenset[str]
    page: tuple[int, int] | None


def read_outline(text: str) -> Outline:
    """The outline of a text as far as it tells whether it is a page of a longer one.

    >>> read_outline("二、规范执法\\n办案9件。\\n（一）检查\\n三、化解纠纷\\n第2页/共3页")
    Outline(first=(2, 0), last=(3, 0), titles=frozenset(), page=(2, 3))
    """
    text = fold(text)
    outer, inner = [], [0]
    before = 0  # the first inner section, if no outer one stands before it
    titles = set()
    for row, line in enumerate(filter(str.strip, text.splitlines())):
        if row >= _ROWS and not _NUMBERED.match(line):
            continue
        if (found := _OUTER.match(line)) and find_heading(line):
            outer.append(numeral_value(found["number"]))
            inner = [0]
        elif (found := _INNER.match(line)) and find_heading(line):
            inner.append(numeral_value(found["number"]))
            before = before or (0 if outer else inner[-1])
        elif row < _ROWS and not outer and len(line) <= _LONGEST and reads_as_title(body := legible(line)):
            titles.add(body)
    pages = {(int(found[1]), int(found[2])) for found in _PAGE.finditer(text)}
    page = next(iter(pages)) if len(pages) == 1 else None
    return Outline(
        (outer[0] if outer else 0, before),
        (outer[-1] if outer else 0, inner[-1]),
        frozenset(titles),
        page if page and 1 <= page[0] <= page[1] and page[1] > 1 else None,
    )


def goes_on(one: Outline, two: Outline) -> bool:
    """Whether a text certainly goes on with the one before: its sections or pages count on, under no other title.

    >>> first, second = read_outline("一、制度\\n二、执法\\n"), read_outline("三、监督\\n四、保障\\n")
    >>> goes_on(first, second), goes_on(second, first)
    (True, False)
    """
    if two.titles - one.titles:
        return False
    if one.page and two.page:
        return one.page[1] == two.page[1] and one.page[0] + 1 == two.page[0]
    if two.first[0]:
        return two.first[0] >= 2 and two.first[0] == one.last[0] + 1
    return two.first[1] >= 2 and two.first[1] == one.last[1] + 1


def opens_inside(outline: Outline) -> bool:
    """Whether a text may be a later page of a longer one."""
    return (
        outline.page is not None or outline.first[0] >= 2 or (not outline.first[0] and outline.first[1] >= 2)
    )


def doubts_of_parts(text: str) -> list[Remark]:
    """Remarks on a text that seems to be a page of a longer one.

    >>> [remark.say() for remark in doubts_of_parts("三、监督\\n四、保障\\n")]
    ['begins with section 3: what comes before is not in this file']
    """
    text = fold(text)
    first = _FIRST.search(text)
    if "页" not in text and (first is None or first["number"] == "一"):
        return []
    outline = read_outline(text)
    if outline.page:
        return [Remark("one_page_of_several", page=outline.page[0], total=outline.page[1])]
    if outline.first[0] >= 2:
        return [Remark("begins_inside", number=outline.first[0])]
    return []
