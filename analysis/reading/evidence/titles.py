"""The title of a document: candidates from the lines of its head, rows of keys, the page, the file's name.

A title may stand on one line, over several, cut inside a word, run into the text or into a row of the site, twice, or
nowhere; the best candidate is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from analysis.reading.evidence.bodies import subject_of
from analysis.reading.evidence.candidates import Candidate, best
from analysis.reading.evidence.head import Head, Line
from analysis.reading.evidence.rows import TITLE_KEYS
from analysis.reading.evidence.script import legible
from analysis.reading.regions import match_region

TOPIC = re.compile(r"法治(?:政府)?|依法行政|法制|依法治")
_LIST = 0.08  # what a title loses above one on another year
_HEADLINE = 0.52  # score of a line above the day, whatever it says
_LONG = 10  # characters of a headline
_LEAST = 0.5  # score from which a candidate is a title
_ENDS = re.compile(
    r"(?:报告|总结|情况|通报|公告|要点|计划|方案|汇报|发布会|招待会|意见|安排|思路|打算|通知|规划|纲要|决定|办法|规定|条例|解读|目录|清单|白皮书|函|请示|"
    r"批复|答记者问|细则|公示|指标体系|分解|座谈会|推进会|会议|分析|研究|综述|范文|讲话|规则|制度|精神|指南|一览表|名单|说明)(?:[(\[][^()\[\]]{1,20}[)\]])?[!*]{0,2}$"
)
_REPORT_ENDS = re.compile(
    r"(?:报告|总结|情况|通报|汇报|要点|计划|方案|意见|安排|通知|发布会)(?:[(][^()]{1,20}[)])?$"
)
_STARTS = re.compile(r"关于|20\d\d年|20\d\d年?度|印发|转发|[xX]{2}年|二[〇○零]..年")
_YEAR = re.compile(r"20\d\d年?|[xX*]{2}年|二[〇○零]..年")
_RUN_IN = re.compile(
    r"(?:\d{1,2}、)?(?P<title>[^,。;:!?、]{6,60}?(?:报告|总结|汇报)(?:范文)?(?:[及和暨与][^,。;:]{2,20}?(?:方案|计划|打算|安排|要点))?)"
    r"(?=20\d\d年|根据|依据|按照|为[了贯深切]|一、|[\u4e00-\u9fff、]{2,12}:|近年|法治|今年|一是)"
)
_SITE_ENDS_ROW = ("网", "网站", "平台", "频道", "专栏", "公开", "目录", "栏目", "页", "栏")
_LEADS_ON = ("关于", "之", "和", "及", "的", "暨", "、", "年", "度", "法治", "政府", "建设")
_YEAR_GOES_ON = re.compile(r"\d{0,3}年")
_FRAGMENT = re.compile(
    r"\d{1,3}年(?!来)|于20\d\d|度(?=法治|依法|推进)|年(?=法治|依法|推进)|(?:委员会|办公室|管委会|道?办?事处)(?:关于)?20\d\d"
)
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
_PREFIX = re.compile(r"^(?:【[^】]{1,16}】|\[[^\]]{1,12}\]|(?:标题|题目|名称)[:：])\s*")
_NUMBERED = re.compile(r"^[^:：]{2,30}[(（]20\d\d年第\d{1,4}号[)）][:：]\s*")
_SITE_CUT = re.compile(r" ?[-_|—–―·]{1,4} ?(?P<site>[^-_|—–―《》\d]{2,30})$")
_SITE_ENDS = (
    "网", "网站", "政府", "门户", "平台", "局", "厅", "委", "委员会", "管委会", "专栏", "频道", "站", "在线", "公开", "办公室", "报",
    "社", "库", "新闻", "中心", "文库", "范文", "公告", "报告", "年报", "信息", "区", "市", "县", "目录", "Government",
)  # fmt: skip
_WHOLE = re.compile(r"《(?P<title>[^《》]{6,100})》$")
_FILE_END = re.compile(r"(?i)\.(?:docx?|pdf|wps|txt|html?|mht(?:ml)?)$")
_QUOTED = re.compile(r"《[^《》]{0,200}》|〈[^〈〉]{0,200}〉|“[^“”]{0,100}”")
_SUBTITLE = re.compile(r"[—\-–―]{1,4}[^\d]|[(][^()]{2,24}[)]$")


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


def take_title(candidates: list[Candidate[str]]) -> Candidate[str] | None:
    """The best candidate for the title."""
    return best(candidates)


def title_rows(lines: list[str], title: str) -> list[int]:
    """Places of the lines that print a title: whole, over two or three lines, with what sites add, each time it stands.

    >>> title_rows(["首页 > 公开", "某县2020年法治政府", "建设情况报告", "2020年，全县推进依法行政。"], "某县2020年法治政府建设情况报告")
    [1, 2]
    """
    own = legible(title)
    rows: list[int] = []
    for place in range(len(lines)):
        for number in (1, 2, 3):
            printed = "".join(line.strip("| \t\r\n\u3000\xa0") for line in lines[place : place + number])
            if len(printed) > 2 * len(title) + 60:
                break
            if legible(printed) == own or legible(clean_title(printed)) == own:
                rows += range(place, min(place + number, len(lines)))
                break
    return sorted(set(rows))


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
    if not 8 <= len(body) <= 72 or "。" in body or not _REPORT_ENDS.search(body):
        return False
    return bool(TOPIC.search(body)) or body.endswith("发布会")


def clean_title(text: str) -> str:
    """A title without what sites print before and behind it on its line.

    >>> clean_title("【2020年】青岚市水利局2020年度法治政府建设报告-青岚新闻网")
    '青岚市水利局2020年度法治政府建设报告'
    >>> clean_title("青岚市水利局2020年度法治政府建设情况报告 青岚市水利局 2021-02-08")
    '青岚市水利局2020年度法治政府建设情况报告'
    """
    title = _FILE_END.sub("", " ".join(text.split()).strip("|*　 "))
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
            or not is_complete(legible(title[: cut.start()]))
            or not legible(cut["site"]).endswith(_SITE_ENDS)
        ):
            break
        title = title[: cut.start()]
    lead = _PREFIX.match(title)
    if lead and is_complete(legible(title[lead.end() :])) and "解读" not in lead[0]:
        title = title[lead.end() :]
    return title.strip("|*　 ")


def _from_lines(head: Head) -> Iterator[Candidate[str]]:
    """Lines, and lines joined, before the text; behind a covering letter they are an annexe's."""
    zones = [(0, head.begins if head.cover[0] < 0 else head.cover[0], "title", 0.6)]
    if head.cover[0] >= 0:
        zones.append((head.cover[1] + 1, head.begins, "annexe", 0.45))
    for first, last, place, base in zones:
        listed = {first + row for row in _listed(head.lines[first:last])}
        for start in range(first, last):
            line = head.lines[start]
            worth = base - _LIST * (start in listed)
            if line.kind == "breadcrumb":
                tail = _STEP.split(line.text)[-1].strip(" -")
                if TOPIC.search(legible(tail)) and _YEAR.search(tail):
                    yield _scored(clean_title(tail), "breadcrumb", 0.25)
            if line.kind not in ("short", "issuer"):
                continue
            if line.kind == "short":
                # above the day, where titles of news stand, also one that does not end as those of documents do
                dated = start + 1 < len(head.lines) and head.lines[start + 1].kind in ("date", "keys")
                one = _scored(clean_title(line.text), place, worth)
                over = _HEADLINE - one.score if dated and one.score and len(line.body) >= _LONG else 0.0
                yield one._replace(score=one.score + max(0.0, over))
            for joined, more in _joins(head.lines[start : min(start + 3, last)]):
                yield _scored(clean_title(joined), place, worth + 0.01 + more)


def _listed(lines: tuple[Line, ...]) -> set[int]:
    """Rows of titles of reports with one on another year below them: a list of the site, or several reports."""
    return {
        row
        for row, (one, two) in enumerate(pairwise(lines))
        if all(line.kind == "short" and reads_as_title(line.body) for line in (one, two))
        and set(_YEAR.findall(one.body)).isdisjoint(_YEAR.findall(two.body))
    }


def _joins(lines: tuple[Line, ...]) -> Iterator[tuple[str, float]]:
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
        elif first.kind == "issuer" and number == 3:
            if rows[1].body.startswith("关于") and not is_complete(rows[1].body) and is_complete(body):
                yield text, 0.0
        elif first.kind == "issuer":
            if last.startswith("关于") or (
                _YEAR.match(last) and subject_of(last) is None and is_complete(last)
            ):
                yield text, 0.0
        elif not is_complete(first.body) and is_complete(body) and _STARTS.search(first.body):
            whole = TOPIC.search(last) and (_YEAR.search(last) or subject_of(last))
            if not whole:
                yield text, 0.0


def _is_broken(first: str, last: str) -> bool:
    """Whether a row ends, or the next begins, inside a word, a year or a phrase."""
    if first[-1:].isdigit():
        return bool(_YEAR_GOES_ON.match(last))
    return first.endswith(_LEADS_ON) or bool(_FRAGMENT.match(last))


def _is_name_broken(first: Line, last: str, body: str) -> bool:
    """Whether a row ends inside the name of the body that both rows begin with; the next names no other place."""
    if first.kind != "short" or first.body.endswith(_SITE_ENDS_ROW) or match_region(last):
        return False
    subject = subject_of(body)
    start = body.find(subject) if subject else -1
    return 0 <= start < len(first.body) < start + len(subject or "")


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
    score = base + 0.1 * bool(_REPORT_ENDS.search(body)) + 0.1 * bool(TOPIC.search(body))
    score += 0.04 * bool(_YEAR.search(body)) + 0.04 * bool(subject_of(body))
    score -= 0.0 if is_complete(body) else 0.2
    score -= 0.3 * bool(_FRAGMENT.match(body))
    score -= 0.25 * (outside.endswith((",", ":", "、")) or "," in outside)
    return Candidate(title, place, score)


_HAN = re.compile("[\u4e00-\u9fff]{4}")
