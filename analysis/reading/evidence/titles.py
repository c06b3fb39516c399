"""The title of a document: candidates from the lines of its head, rows of keys, the page, the file's name.

A title may stand on one line, over several, cut inside a word, run into the text or into a row of the site, twice, or
nowhere; the best candidate is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from analysis.reading.evidence.bodies import subject_of
from analysis.reading.evidence.candidates import Candidate
from analysis.reading.evidence.head import Head
from analysis.reading.evidence.rows import TITLE_KEYS
from analysis.reading.evidence.script import legible
from analysis.reading.evidence.title_forms import (
    FRAGMENT,
    REPORT_ENDS,
    TOPIC,
    YEAR,
    is_complete,
    joins,
    listed,
)

_LIST = 0.08  # what a title loses above one on another year
_HEADLINE = 0.52  # score of a line above the day, whatever it says
_LONG = 10  # characters of a headline
_LEAST = 0.5  # score from which a candidate is a title
_RUN_IN = re.compile(
    r"(?:\d{1,2}、)?(?P<title>[^,。;:!?、]{6,60}?(?:报告|总结|汇报)(?:范文)?(?:[及和暨与][^,。;:]{2,20}?(?:方案|计划|打算|安排|要点))?)"
    r"(?=20\d\d年|根据|依据|按照|为[了贯深切]|一、|[\u4e00-\u9fff、]{2,12}:|近年|法治|今年|一是)"
)
_SURE_SITES = ("网", "網", "网站", "網站", "门户", "频道")
_SHORT_TITLES = ("述法报告", "述职报告")
_NO_TITLE = ("现将", "现就", "现对", "根据", "按照", "为", "在", "我")
_STEP = re.compile("[>»›→/]")  # of a breadcrumb
_WRAPPED = re.compile(r"《(?P<title>[^《》]{6,80}?)(?:\.(?:docx?|pdf|wps|txt))?》")
_LABEL = re.compile(
    r" ?(?:[(（【\[] ?)?(?:发布时间|发布日期|发表时间|信息来源|文章来源|来源|时间|日期|作者|浏览|点击|字体|字号|文号|文 号|索引号)\s?[:：]"
)
_DAY = r" [(（]?20\d\d[-./年]\d{1,2}[-./月]\d{1,2}日?(?: ?\d{1,2}:\d\d(?::\d\d)?)?[)）]?$"
_DATED = re.compile(_DAY)
_NAMED_AND_DATED = re.compile(r" \S{2,30}" + _DAY)  # by its issuer or the site
_PREFIX = re.compile(
    r"^(?:【[^】]{1,16}】|\[[^\]]{1,12}\]|[(（〔](?:(?:主动|依申请)?公开|转[发载]|全文|摘要)[)）〕]|(?:标题|题目|名称)[:：])\s*"
)
_NUMBERED = re.compile(r"^[^:：]{2,30}[(（]20\d\d年第\d{1,4}号[)）][:：]\s*")
_SITE_CUT = re.compile(r" ?[-_|—–―·]{1,4} ?(?P<site>[^-_|—–―《》\d]{2,30})$")
_SITE_ENDS = (
    "网", "网站", "政府", "门户", "平台", "局", "厅", "委", "委员会", "管委会", "专栏", "频道", "站", "在线", "公开", "办公室", "报",
    "社", "库", "新闻", "中心", "文库", "范文", "公告", "报告", "年报", "信息", "区", "市", "县", "目录", "Government",
)  # fmt: skip
_WHOLE = re.compile(r"《(?P<title>[^《》]{6,100})》$")
_FILE_END = re.compile(r"(?i)\.(?:docx?|pdf|wps|txt|html?|mht(?:ml)?)$")
_QUOTED = re.compile(r"《[^《》]{0,200}》|〈[^〈〉]{0,200}〉|“[^“”]{0,100}”")


def find_titles(
    head: Head, *, page_title: str | None = None, file_name: str | None = None
) -> list[Candidate[str]]:
    """Candidates for the title, as printed.

    Parameters
    ----------
    head : Head
        The head of the document.
    page_title : str, optional
        Title that the page or the document's properties give.
    file_name : str, optional
        Name of the file without its folder.

    Returns
    -------
    list of Candidate
        Places: ``title`` (lines of the head), ``key row``, ``page title``, ``breadcrumb``, ``annexe`` (behind a covering
        letter), ``text`` (run into it), ``file name``.
    """
    found = [
        *_from_lines(head),
        *_from_pairs(head),
        *_from_wrappers(head),
        *_from_text(head),
    ]
    if page_title:
        found.append(_scored(clean_title(page_title), "page title", 0.58))
    if file_name:
        found.append(_scored(clean_title(_FILE_END.sub("", file_name)), "file name", 0.4))
    times: dict[str, int] = {}
    for one in found:
        times[legible(one.value)] = times.get(legible(one.value), 0) + 1
    return [
        one._replace(score=one.score + 0.06 * (times[legible(one.value)] > 1))
        for one in found
        if one.score >= _LEAST - 0.06 * (times[legible(one.value)] > 1)
    ]


def clean_title(text: str) -> str:
    """A title without what sites print before and behind it on its line.

    >>> clean_title("【2020年】青岚市水利局2020年度法治政府建设报告-青岚新闻网")
    '青岚市水利局2020年度法治政府建设报告'
    >>> clean_title("青岚市水利局2020年度法治政府建设情况报告 青岚市水利局 2021-02-08")
    '青岚市水利局2020年度法治政府建设情况报告'
    """
    title = _FILE_END.sub("", " ".join(text.split()).strip("|*#　 "))
    for pattern in (_LABEL, _NAMED_AND_DATED, _DATED):
        cut = pattern.search(title)
        # what stands before the day may be the end of the title
        if (
            cut
            and cut.start() >= 6
            and (pattern is not _NAMED_AND_DATED or is_complete(legible(title[: cut.start()])))
        ):
            title = title[: cut.start()].rstrip()
    title = _NUMBERED.sub("", title)
    for _ in range(4):
        cut = _SITE_CUT.search(title)
        if (
            not cut
            or not (cut["site"].endswith(_SURE_SITES) or is_complete(legible(title[: cut.start()])))
            or not legible(cut["site"]).endswith(_SITE_ENDS)
        ):
            break
        title = title[: cut.start()]
    lead = _PREFIX.match(title)
    if lead and is_complete(legible(title[lead.end() :])) and "解读" not in lead[0]:
        title = title[lead.end() :]
    title = title.strip("|*#　 ")
    return "".join(title.split()) if 4 * title.count(" ") >= len(title) else title  # as OCR parts characters


def _from_lines(head: Head) -> Iterator[Candidate[str]]:
    """Lines, and lines joined, before the text; behind a covering letter they are an annexe's."""
    zones = [(0, head.begins if head.cover[0] < 0 else head.cover[0], "title", 0.6)]
    if head.cover[0] >= 0:
        zones.append((head.cover[1] + 1, head.begins, "annexe", 0.45))
    for first, last, place, base in zones:
        above = {first + row for row in listed(head.lines[first:last])}
        for start in range(first, last):
            line = head.lines[start]
            worth = base - _LIST * (start in above)
            if line.kind == "breadcrumb":
                tail = _STEP.split(line.text)[-1].strip(" -")
                if TOPIC.search(legible(tail)) and YEAR.search(tail):
                    yield _scored(clean_title(tail), "breadcrumb", 0.25)
            if line.kind not in ("short", "issuer"):
                continue
            if line.kind == "short":
                # above the day, where titles of news stand, also one that does not end as those of documents do
                dated = start + 1 < len(head.lines) and head.lines[start + 1].kind in ("date", "keys")
                one = _scored(clean_title(line.text), place, worth)
                over = _HEADLINE - one.score if dated and one.score and len(line.body) >= _LONG else 0.0
                yield one._replace(score=one.score + max(0.0, over))
            for joined, more in joins(head.lines[start : min(start + 3, last)]):
                yield _scored(clean_title(joined), place, worth + 0.01 + more)


def _from_pairs(head: Head) -> Iterator[Candidate[str]]:
    for key, value in head.pairs:
        if key in TITLE_KEYS:
            yield _scored(clean_title(value), "key row", 0.59)


def _from_wrappers(head: Head) -> Iterator[Candidate[str]]:
    for line in head.lines[:8]:
        if line.kind == "wrapper" and (inner := _WRAPPED.search(line.text)):
            yield _scored(inner["title"], "title", 0.5)


def _from_text(head: Head) -> Iterator[Candidate[str]]:
    """A title that runs into the first paragraph."""
    if head.begins < len(head.lines):
        found = _RUN_IN.match(head.lines[head.begins].body)
        if found and TOPIC.search(found["title"]) and not found["title"].startswith(_NO_TITLE):
            yield _scored(found["title"], "text", 0.5)


def _scored(title: str, place: str, base: float) -> Candidate[str]:
    """A candidate with its score; hopeless ones get none."""
    whole = _WHOLE.match(title)
    title = whole["title"] if whole else title
    body = legible(title)
    outside = _QUOTED.sub("", body)
    if (
        not (len(body) >= 5 or body in _SHORT_TITLES)
        or len(body) > 110
        or any(sign in outside for sign in "。;")
        or not _HAN.search(body)
    ):
        return Candidate(title, place, 0.0)
    score = base + 0.1 * bool(REPORT_ENDS.search(body)) + 0.1 * bool(TOPIC.search(body))
    score += 0.04 * bool(YEAR.search(body)) + 0.04 * bool(subject_of(body))
    score -= 0.0 if is_complete(body) else 0.2
    score -= 0.3 * bool(FRAGMENT.match(body))
    score -= 0.25 * (outside.endswith((",", ":", "、")) or "," in outside)
    return Candidate(title, place, score)


_HAN = re.compile("[\u4e00-\u9fff]{4}")
