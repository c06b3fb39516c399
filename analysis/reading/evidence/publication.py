"""When a document was published, and its number.

The day of publication that a site's row gives comes before the day of writing and the signature's; an occasion, a visit
clock, a day in the text are none.
"""

from __future__ import annotations

import datetime as dt
import re

from analysis.reading.evidence.candidates import Candidate
from analysis.reading.evidence.dates import parse_date
from analysis.reading.evidence.head import Head
from analysis.reading.evidence.lines import line_kind
from analysis.reading.evidence.rows import NUMBER_KEYS, PUBLISHED_KEYS, TAKEN_KEYS, WRITTEN_KEYS, read_pairs
from analysis.reading.evidence.script import legible

_NUMBER = re.compile(
    r"(?:^|[^\u4e00-\u9fff])(?P<number>[\u4e00-\u9fff]{2,12}[〔\[【(（]20\d\d[〕\]】)）]\d{1,4}号)"
)
_COMPACT = re.compile(r"^(20\d\d)(\d\d)(\d\d)$")  # as a database writes a day
_DAMAGED = re.compile(r"20\d{4,6}日?")
# a row of the site that runs into the text
_KEYED = re.compile(r"(?:发布|发表|更新|公开)(?:时间|日期) ?[:：] ?20\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}(?!\d)")
_MAY_BE_DAY = re.compile("2 ?0|[二２]")
_TAIL = 8  # lines in which the day of a signature stands
_GENERAL = ("时间", "日期", "更新日期", "更新时间")


def find_dates(head: Head, lines: list[str], page_date: dt.date | None = None) -> list[Candidate[dt.date]]:
    """Candidates for the day of publication.

    Parameters
    ----------
    head : Head
        The head of the document.
    lines : list of str
        All lines, the signature's among the last.
    page_date : date, optional
        Day that the page's own metadata give.

    Returns
    -------
    list of Candidate
        Places: ``key row``, ``site row``, ``page``, ``signature``.

    Examples
    --------
    >>> from analysis.reading.evidence.head import read_head
    >>> lines = ["成文日期：2021-01-22", "发布日期：2021-05-10"]
    >>> [(one.value.isoformat(), one.score) for one in find_dates(read_head(lines), lines)]
    [('2021-01-22', 0.7), ('2021-05-10', 0.9)]
    """
    found: list[Candidate[dt.date]] = []
    for key, value in head.pairs:
        if day := parse_date(_COMPACT.sub(r"\1-\2-\3", value)):
            if key in PUBLISHED_KEYS:
                found.append(Candidate(day, "key row", 0.88 if key in _GENERAL else 0.9))
            elif key in WRITTEN_KEYS:
                found.append(Candidate(day, "key row", 0.7))
    if page_date:
        found.append(Candidate(page_date, "page", 0.84))
    for place, line in enumerate(head.lines[: max(head.begins, head.cover[1]) + 1]):
        if line.kind == "date" and (day := parse_date(line.text)):
            signed = place > 0 and head.lines[place - 1].kind in ("issuer", "speaker")
            found.append(Candidate(day, "signature" if signed else "site row", 0.72 if signed else 0.86))
        elif line.kind == "text" and (dated := _KEYED.match(line.text)):
            found += [Candidate(day, "key row", 0.85) for day in [parse_date(dated[0])] if day]
        elif (
            line.kind in ("keys", "short")
            and not found
            and (day := parse_date(line.text))
            and len(line.body) <= 120
            and read_pairs(line.text).keys().isdisjoint(TAKEN_KEYS)
        ):
            found.append(Candidate(day, "site row", 0.6))
    for text in reversed(tail_of(lines, head)):
        if not _MAY_BE_DAY.search(text):
            continue
        bare = " ".join(text[:80].split()).strip("()（）[]【】")
        if (
            len(bare) <= 40
            and line_kind(bare) in ("date", "text", "short")
            and (
                day := parse_date(bare) or parse_date(legible(bare))  # whose characters blanks may part
            )
        ):
            found.append(Candidate(day, "signature", 0.75))
            break
    return found


def tail_of(lines: list[str], head: Head) -> list[str]:
    """The last lines, in which a signature stands, as far as they are not the head's."""
    return lines[max(len(lines) - _TAIL, min(head.begins + 1, len(lines))) :]


def damaged_day(lines: list[str]) -> str | None:
    """A signature's day that lost its signs: 2019219.

    >>> damaged_day(["正文。", "2019219"])
    '2019219'
    """
    tail = (legible(text[:80]).strip("()[]【】") for text in reversed(lines[-_TAIL:]) if "20" in text)
    return next((bare for bare in tail if _DAMAGED.fullmatch(bare)), None)


def find_doc_number(head: Head) -> str | None:
    """Document number (发文字号) in the head of a report; numbers cited in the text are others'.

    >>> from analysis.reading.evidence.head import read_head
    >>> find_doc_number(read_head(["发布机构 青岚市人民政府 文  号 青政发〔2021〕3号", "正文。"]))
    '青政发〔2021〕3号'
    """
    for key, value in head.pairs:
        if key in NUMBER_KEYS and (found := _NUMBER.search(legible(value))):
            return found["number"]
    for line in head.lines[: head.begins]:
        if (
            line.kind in ("number", "short", "keys", "date")
            and len(line.body) <= 120
            and "《" not in line.body[:4]
        ):
            found = _NUMBER.match(line.body)
            if found:
                return found["number"]
    return None
