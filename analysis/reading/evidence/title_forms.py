"""How titles of documents end, begin, and break over rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from analysis.reading.evidence.bodies import subject_of
from analysis.reading.evidence.head import Line
from analysis.reading.evidence.script import legible
from analysis.reading.regions import match_region

TOPIC = re.compile(r"法治(?:政府)?|依法行政|法制|依法治")
_ENDS = re.compile(
    r"(?:报告|总结|情况|通报|公告|要点|计划|方案|汇报|发布会|招待会|意见|安排|思路|打算|通知|规划|纲要|决定|办法|规定|条例|解读|目录|清单|白皮书|函|请示|"
    r"批复|答记者问|细则|公示|指标体系|分解|座谈会|推进会|会议|分析|研究|综述|范文|讲话|规则|制度|精神|指南|一览表|名单|说明)(?:[(\[][^()\[\]]{1,20}[)\]])?[!*]{0,2}$"
)
REPORT_ENDS = re.compile(
    r"(?:报告|总结|情况|通报|汇报|要点|计划|方案|意见|安排|通知|发布会)(?:[(][^()]{1,20}[)])?$"
)
_STARTS = re.compile(r"关于|20\d\d年|20\d\d年?度|印发|转发|[xX]{2}年|二[〇○零]..年")
YEAR = re.compile(r"20\d\d年?|[xX*]{2}年|二[〇○零]..年")
_WHOLE_START = re.compile(r"关于|20\d\d年")
_ORGANS = ("局", "厅", "委", "委员会", "政府", "办", "办公室", "管委会", "办事处")
_SITE_ENDS_ROW = ("网", "网站", "平台", "频道", "专栏", "公开", "目录", "栏目", "页", "栏")
_LEADS_ON = ("关于", "之", "和", "及", "的", "暨", "、", "年", "度", "法治", "政府", "建设")
_YEAR_GOES_ON = re.compile(r"\d{0,3}年")
FRAGMENT = re.compile(
    r"\d{1,3}年(?!来)|于20\d\d|度(?=法治|依法|推进)|年(?=法治|依法|推进)|(?:委员会|办公室|管委会|道?办?事处)(?:关于)?20\d\d"
)
_SUBTITLE = re.compile(r"[—\-–―]{1,4}[^\d]|[(][^()]{2,24}[)]$")


def is_complete(body: str) -> bool:
    """Whether a line ends as titles of documents do.

    >>> is_complete("2020年法治政府建设情况报告"), is_complete("关于2020年度法治政府建")
    (True, False)
    """
    return bool(_ENDS.search(body))


def reads_as_title(body: str) -> bool:
    """Whether a line reads like the title of a report of this field.

    >>> reads_as_title("东疆综合保税区2025年度法治政府建设情况报告"), reads_as_title("依法行政")
    (True, False)
    """
    if not 8 <= len(body) <= 72 or "。" in body or not REPORT_ENDS.search(body):
        return False
    return bool(TOPIC.search(body)) or body.endswith("发布会")


def listed(lines: tuple[Line, ...]) -> set[int]:
    """Rows of titles of reports with one on another year below them: a list of the site, or several reports."""
    return {
        row
        for row, (one, two) in enumerate(pairwise(lines))
        if all(line.kind == "short" and reads_as_title(line.body) for line in (one, two))
        and set(YEAR.findall(one.body)).isdisjoint(YEAR.findall(two.body))
    }


_PARTY = re.compile("^中(?:共|国共产党).{2,30}(?:委员会|工委|党组|党委)$")


def joins(lines: tuple[Line, ...]) -> Iterator[tuple[str, float]]:
    """Two or three rows that are one title, and what they lack in score for an ending that is a subtitle's."""
    first = lines[0]
    for number in range(2, len(lines) + 1):
        rows = lines[:number]
        if any(line.kind not in ("short", "issuer") for line in rows):
            return
        last = rows[-1].body
        text = "".join(line.text.strip("| ") for line in rows)
        body = legible(text)
        if len(body) > 100:
            return
        if number == 2 and _SUBTITLE.match(last) and (is_complete(first.body) or len(first.body) >= 10):
            yield text, 0.2 if is_complete(first.body) and not is_complete(body) else 0.0
        elif (
            number == 2
            and is_complete(body)
            and (_is_broken(first.body, last) or _is_name_broken(first, last, body))
        ):
            yield text, 0.0
        elif _PARTY.search(first.body) and _is_of_two(rows):
            yield text, 0.03  # longer, and whole
        elif first.kind == "issuer" and number == 3:
            if rows[1].body.startswith("关于") and not is_complete(rows[1].body) and is_complete(body):
                yield text, 0.0
        elif first.kind == "issuer":
            if last.startswith("关于") or (
                YEAR.match(last) and subject_of(last) is None and is_complete(last)
            ):
                yield text, 0.0
        elif (
            not is_complete(first.body)
            and is_complete(body)
            and _STARTS.search(first.body)
            and not (TOPIC.search(last) and _is_whole(last))
        ):
            yield text, 0.0


def _is_of_two(rows: tuple[Line, ...]) -> bool:
    """Whether a Party body's row stands above that of its government, with the title or before its row."""
    last = rows[-1].body
    if not is_complete(last):
        return False
    if len(rows) == 2:
        body, about, _ = last.partition("关于")
        return bool(about) and bool(body) and subject_of(last) is not None
    return rows[1].kind == "issuer" and last.startswith("关于")


def _is_whole(row: str) -> bool:
    """Whether a row begins as titles do: with a year, a place, a body."""
    subject = subject_of(row) or ""
    return bool(_WHOLE_START.match(row) or match_region(row) or subject.endswith(_ORGANS))


def _is_broken(first: str, last: str) -> bool:
    """Whether a row ends, or the next begins, inside a word, a year or a phrase."""
    if first[-1:].isdigit():
        return bool(_YEAR_GOES_ON.match(last))
    if any(first.count(opens) > first.count(closes) for opens, closes in ("《》", "“”", "()")):
        return True
    return first.endswith(_LEADS_ON) or bool(FRAGMENT.match(last))


def _is_name_broken(first: Line, last: str, body: str) -> bool:
    """Whether a row ends inside the name of the body that both rows begin with; the next names no other place."""
    if first.kind != "short" or first.body.endswith(_SITE_ENDS_ROW) or match_region(last):
        return False
    subject = subject_of(body)
    start = body.find(subject) if subject else -1
    return 0 <= start < len(first.body) < start + len(subject or "")
