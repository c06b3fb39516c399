"""What a document is: a report on a year, a summary, a press conference, a plan, or something else.

Each place says its part: the title (never what it quotes in 《》), the sentence that hands the report over (现将…如下), the
marks of news and essays at the start, the first headings. A document without a title is known by the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from analysis.reading.evidence.bodies import UNNAMED, subject_of
from analysis.reading.evidence.candidates import Candidate
from analysis.reading.evidence.head import Head
from analysis.reading.evidence.title_forms import TOPIC
from analysis.reading.evidence.title_kinds import (
    ASKED_FOR,
    ESSAY,
    INTERPRETATION,
    INTERPRETING,
    MODEL,
    NEWS,
    NOTICE,
    OTHER_REPORT,
    OTHER_SUBJECT,
    PLAN,
    PLAN_END,
    PLAN_WORD,
    PRESS,
    QUOTE,
    REPORT,
    REVIEW,
    RULES,
    SPEECH,
    STRONG,
    SUMMARY,
    UNKNOWN,
    Kind,
    kind_of_title,
)

_MASKS = 2  # names left open, from which a text is a model for others
_DONE = re.compile(r"总结|情况|报告|汇报|完成")  # what a clause hands over besides plans
_NO_SUBJECT = re.compile(
    r"(?:^|年|年度|局|委|厅|办|政府|[省市县区镇乡]|街道)(?:年度)?(?:工作)?(?:总结|报告|情况报告|情况的报告)(?:[及和暨与].{0,16})?$"
)
_CLAUSE_LONGER = re.compile(r"五年(?:来|以来|法治|工作)|20\d\d年?[-—–~至到]+20\d\d年|半年|季度")
_TELLS = re.compile(
    r"(?:报告|汇报|总结|通报|述职|公布|公告|公开|情况|介绍|编制|说明|小结)?如下|现予报告|请予审议"
)
_FULL_TEXT = re.compile(
    r"(?:主要内容|全文|内容|条文)如下|制定本(?:实施|工作)?(?:方案|意见|规划|计划|要点|办法|规定|细则)|制定如下|提出如下|特制定|现印发|印发给你们|予以?印发|予以?下发|通知如下"
)
_NEWS_START = re.compile(
    r"^(?:近日|日前|近期|昨日|今日|今天(?!是)|本[报网站]讯|\d{1,2}月\d{1,2}日|[\u4e00-\u9fff]{2,10}\d{1,2}月\d{1,2}日[讯电]|[\u4e00-\u9fff]{1,8}[社报网]讯|"
    r"记者|20\d\d年\d{1,2}月\d{1,2}日(?:上午|下午|晚|,)|据[\u4e00-\u9fff]{2,12}消息|\(?(?:记者|通讯员))"
)
_NEWS_SENTENCE = re.compile(
    r"[(](?:记者|通讯员|[\u4e00-\u9fff]{2,8}报?记者)|本报讯|记者从|会议(?:强调|指出|听取|要求)|主持召开"
)
_NEWS_YEAR = re.compile(r"^20\d\d年\d{1,2}月(?:\d{1,2}日)?[,]?[^。]{0,60}(?:召开|举行|发布|举办|印发|公布)")
_ESSAY_LINE = re.compile(r"[\[【(]?(?:摘要|关键词|内容提要|引言|作者简介|编者按|导语|导读语|本作品收录)")
_ESSAY_TEXT = re.compile(
    r"本文(?:将|以|从|通过|对|旨在|试图|考察|认为|拟|拟从)|笔者|(?<![示规模典])范文(?!本|件|化|明|字)"
)
# names that are left to be filled in: *区, XX县, 某某局
_MASKED = re.compile(
    r"(?<![A-Za-z])[xX*×]{1,4}(?:[省市县区旗州镇乡局委次项件个]|街道)|[xX*×]{2,4}年|20[xX*×]{2}"
)
_REPRINTED = re.compile(r"(?:具体内容|全文|内容)如下:")  # a report that news bring whole
_SHARED = re.compile(r"小编|范文(?!本|件|化|明|字)|优质\d{1,3}篇|供大家参考")
_STARTS_YEAR = re.compile(r"^(?:20\d\d|二[〇○零]..年|今年|一年来|本年度|五年来)")
_PRESS_TITLE = re.compile(
    r"(?:发布会|招待会)(?:实录|全文|文字实录)?(?:[(][^()]{1,12}[)])?$|在.{2,40}发布会上的"
)
_PRESS_SPEECH = re.compile(
    r"(?:记者|新闻界|媒体)的?(?:各位)?(?:朋友|同志)|各位记者|女士们|大家(?:上午|下午)?好|回答(?:大家|记者|各位)|欢迎(?:参加|出席).{0,30}(?:发布会|招待会)|发布会(?:全文|实录)"
)
_GREETS = re.compile(r"女士们|朋友|各位|(?:大家|上午|下午)好|发布会(?:全文|实录)")
_ASKS = re.compile(r"(?:问题?\s*\d*|记者(?:提?问)?|答|发言人|主持人)[:：]")
_QUESTIONS = 3  # from which journalists ask
_PUBLICITY_HEADING = re.compile(r"信息(?:主动)?公开|政务公开")
_CORE = re.compile(r"法治政府|法治建设|法制建设|建设法治|依法治|第一责任人职责")
_AHEAD = re.compile(
    r"20\d\d年是[^。]{2,60}之年.{0,140}(?:要以|要坚持|要紧紧|要按照|要围绕|要紧扣|总体(?:要求|思路|目标)是?:)"
)
_PERSONAL = re.compile(r"(?:^|[,。;])我(?:认真|始终|坚持|带头|作为|严格|自觉|切实|任|主要|积极)|本人")
_REPORTED = re.compile(
    r"法治政府建设.{0,20}(?:情况|举措|成效|措施|工作)|法治(?:政府)?建设(?:工作)?(?:情况|成效)|第一责任人职责|依法行政.{0,8}(?:情况|工作|成效)"
)
_VOCABULARY = re.compile(
    r"法治|依法|执法|放管服|营商环境|规范性文件|行政决策|行政复议|行政权力|政府职能|合法性审查|矛盾纠纷|制度体系|权责"
)


def find_kinds(title: str | None, head: Head, text: str) -> list[Candidate[Kind]]:
    """Candidates for the type of a document.

    Parameters
    ----------
    title : str or None
        The title, legible.
    head : Head
        The head of the document.
    text : str
        The whole text, in which journalists may ask.

    Returns
    -------
    list of Candidate
        Places: ``title``, ``opening``, ``heading``, ``covering letter``, ``questions``, ``text``.

    Examples
    --------
    >>> from analysis.reading.evidence.candidates import best
    >>> from analysis.reading.evidence.head import read_head
    >>> head = read_head(["2020年，我局推进依法行政。现将法治政府建设情况报告如下：", "一、主要工作"])
    >>> best(find_kinds(None, head, ""))
    Candidate(value=Kind(doc_type='annual_report', what='report'), place='opening', score=0.88)
    """
    start = " ".join(head.opening[:3])
    found = [*_press(title, head, start, text), *_by_cover(head), *_by_opening(head, start)]
    if _is_model(title, head, start):
        found.append(Candidate(MODEL, "text", 0.94))
    return [*(_by_title(title, start) if title else []), *found, Candidate(UNKNOWN, "text", 0.3)]


def _is_model(title: str | None, head: Head, start: str) -> bool:
    """A text to be filled in: names are left open, on a site of models or in a title that names no place."""
    masks = len(_MASKED.findall(" ".join([title or "", start, *head.headings])))
    if masks == 0 or masks >= _MASKS:
        return masks > 0
    nameless = title is not None and (subject_of(title) or "") in UNNAMED
    lines = "".join(line.body[:120] for line in head.lines[:8])
    return bool(_ESSAY_TEXT.search(start[:300]) or _SHARED.search(lines) or (nameless and subject_of(title)))


def _by_title(title: str, start: str) -> Iterator[Candidate[Kind]]:
    kind = kind_of_title(title)
    if kind is None:
        return
    if kind is not OTHER_REPORT or not _NO_SUBJECT.search(title):
        if kind is not NEWS or not _PRESS_TITLE.search(title):
            hands_in = ASKED_FOR.search(title) and _TELLS.search(start) and not _FULL_TEXT.search(start)
            yield Candidate(kind, "title", 0.85 if hands_in else 0.9)  # a letter that is called a notice
        return
    # 年度工作总结 says no subject: the text does, word for word where the title names a bureau
    clause = (_telling_clause(QUOTE.sub("", start)) or "")[-60:]
    own = _CORE.search(clause) or (subject_of(title) is None and STRONG.search(start))
    told = SUMMARY if "总结" in title else REPORT
    yield Candidate(told, "opening", 0.75) if own else Candidate(kind, "title", 0.9)


def _press(title: str | None, head: Head, start: str, text: str) -> Iterator[Candidate[Kind]]:
    lines = " ".join(line.body[:200] for line in head.lines[:12]) + start
    speaks = bool(_PRESS_SPEECH.search(lines))
    if title and INTERPRETING.search(title):
        return
    named = bool(title and _PRESS_TITLE.search(title)) or (
        speaks and ("发布会" in lines or "招待会" in lines)
    )
    told = _is_news(start) and not _GREETS.search(lines)  # news about a conference
    if named and not told and (speaks or not _is_news(start)):
        yield Candidate(PRESS, "title" if title and _PRESS_TITLE.search(title) else "opening", 0.95)
    elif _count_asked(text) >= _QUESTIONS:
        yield Candidate(PRESS, "questions", 0.92)


def _count_asked(text: str) -> int:
    """How many lines begin with who asks or answers."""
    if text.count("：") + text.count(":") < _QUESTIONS:
        return 0
    starts = (found.start() for found in _ASKS.finditer(text))
    return sum(not text[text.rfind("\n", 0, start) + 1 : start].strip() for start in starts)


def _is_news(start: str) -> bool:
    first = start[:150]
    if _NEWS_START.match(first) or _NEWS_YEAR.match(first):
        return True
    return bool(_NEWS_SENTENCE.search(first)) and not _STARTS_YEAR.match(first)


def _by_cover(head: Head) -> Iterator[Candidate[Kind]]:
    """What a covering letter hands over."""
    if head.cover[0] < 0:
        return
    letter = "".join(line.body for line in head.lines[head.cover[0] : head.cover[1]] if line.kind == "text")
    for quoted in QUOTE.findall(letter)[:3]:
        kind = kind_of_title(quoted)
        if kind:
            yield Candidate(kind, "covering letter", 0.8)


def _by_opening(head: Head, start: str) -> Iterator[Candidate[Kind]]:
    outer = QUOTE.sub("", start)
    headings = " ".join(head.headings[:8])
    yield from _by_intro(head, headings)
    if _REPORTED.search(headings):
        yield Candidate(REPORT, "heading", 0.68)
    elif STRONG.search(outer):
        if _STARTS_YEAR.match(start) or head.headings:
            score = 0.62 if _STARTS_YEAR.match(start) else 0.5
            yield Candidate(REPORT, "opening", score + 0.05 * bool(_VOCABULARY.search(headings)))
    elif "司法行政" in outer and _STARTS_YEAR.match(start):
        yield Candidate(SUMMARY, "opening", 0.5)
    elif len(set(_VOCABULARY.findall(headings))) >= 3:
        yield Candidate(REPORT, "heading", 0.45)


def _by_intro(head: Head, headings: str) -> Iterator[Candidate[Kind]]:
    """What the paragraphs before the first heading say of the document."""
    start = " ".join(head.opening[: min(head.intro, 3)])
    outer = QUOTE.sub("", start)
    if _FULL_TEXT.search(outer):
        planned = PLAN_WORD.search(start[:600])
        yield Candidate(PLAN if planned else NOTICE, "opening", 0.93 if "如下" in outer and planned else 0.82)
    elif _AHEAD.search(outer) and not _TELLS.search(outer):
        yield Candidate(PLAN, "opening", 0.72)
    elif clause := _telling_clause(outer):
        yield _by_clause(clause, outer, start, headings)
    if _is_news(start):
        yield Candidate(NEWS, "opening", 0.8)
        if _REPRINTED.search(outer):
            yield Candidate(REPORT, "opening", 0.78)
    if _ESSAY_TEXT.search(outer[:300]) or any(_ESSAY_LINE.match(line.body) for line in head.lines[:20]):
        yield Candidate(ESSAY, "opening", 0.78)
    if any(line.body in ("同志们:", "同志们") for line in head.lines[:12]):
        yield Candidate(SPEECH, "opening", 0.7)
    if any(heading.startswith(("总则", "一章")) for heading in head.headings[:1]) or "第一条" in outer[:40]:
        yield Candidate(RULES, "text", 0.7)
    first = " ".join(head.headings[:3])
    if (_PUBLICITY_HEADING.search(first) and not STRONG.search(outer)) or (
        _PUBLICITY_HEADING.search(start[:160]) and ("编制" in outer[:400] or "本报告" in outer[:400])
    ):
        yield Candidate(OTHER_REPORT, "opening", 0.79)


def _telling_clause(outer: str) -> str | None:
    """The clause that hands the report over, from the stop before it: 现将我局2020年法治政府建设情况报告如下."""
    found = _TELLS.search(outer)
    if not found:
        return None
    begins = max(outer.rfind(stop, 0, found.start()) for stop in "。;:")
    clause = outer[begins + 1 : found.end()]
    now = max(clause.rfind("现将"), clause.rfind("现就"), clause.rfind("现对"))
    return clause[now:] if now >= 0 else clause


def _by_clause(clause: str, outer: str, start: str, headings: str) -> Candidate[Kind]:
    if OTHER_SUBJECT.search(clause) and not STRONG.search(clause.replace("自查", "").replace("述法", "")):
        return Candidate(OTHER_REPORT, "opening", 0.88)
    if REVIEW.search(clause):
        return Candidate(OTHER_REPORT, "opening", 0.88)
    if "解读" in clause:
        return Candidate(INTERPRETATION, "opening", 0.88)
    if _PERSONAL.search(outer[:400]) or re.search(r"自查|自评|述[职法]", clause):
        return Candidate(OTHER_REPORT, "opening", 0.88)
    if PLAN_END.search(clause.removesuffix("如下")) and not _DONE.search(clause):
        return Candidate(PLAN, "opening", 0.84)
    told = 0.88 if STRONG.search(clause) else 0.84 if _CORE.search(outer + headings) else 0.0
    if not told and TOPIC.search(outer + headings):
        told = 0.65  # 坚持依法行政 is said of any work
    if not told:
        return Candidate(OTHER_REPORT, "opening", 0.7)
    ends = clause[-40:]
    summary = "总结" in ends or _CLAUSE_LONGER.search(ends)
    return Candidate(SUMMARY if summary else REPORT, "opening", told)
