"""What a document is: a report on a year, a summary, a press conference, a plan, or something else.

Each place says its part: the title (never what it quotes in 《》), the sentence that hands the report over (现将…如下), the
marks of news and essays at the start, the first headings. A document without a title is known by the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from analysis.reading.evidence.bodies import UNNAMED, subject_of
from analysis.reading.evidence.candidates import Candidate
from analysis.reading.evidence.head import Head
from analysis.reading.evidence.titles import TOPIC


class Kind(NamedTuple):
    """A type of document and, for those that are none of the study's, what they are.

    Attributes
    ----------
    doc_type : str
        In the words of ``tables.DOC_TYPES``.
    what : str
        ``report``, ``summary``, ``press``, ``plan``, or of other documents one of `_OTHERS`.
    """

    doc_type: str
    what: str


REPORT, SUMMARY = Kind("annual_report", "report"), Kind("work_summary", "summary")
PRESS, PLAN = Kind("press_conference", "press"), Kind("plan", "plan")
_OTHERS = ("news", "essay", "interpretation", "notice", "other report", "speech", "rules", "model", "unknown")
NEWS, ESSAY, INTERPRETATION, NOTICE, OTHER_REPORT, SPEECH, RULES, MODEL, UNKNOWN = (
    Kind("other", what) for what in _OTHERS
)

_MASKS = 2  # names left open, from which a text is a model for others
_QUOTE = re.compile(r"《[^《》]{0,200}》|〈[^〈〉]{0,200}〉|<[^<>]{0,200}>")
_REVIEW = re.compile(r"(?:审议|审查|反馈|评议)意见")
_WHOLE_QUOTE = re.compile(r"《(?P<inner>[^《》]{4,100})》$")
_LAST_BRACKET = re.compile(r"[(\[][^()\[\]]{1,24}[)\]]$")
_PLAN_END = re.compile(r"(?:要点|计划|方案|规划|纲要|安排|打算|思路|意见|分解|举措|台账)$")
_DONE = re.compile(r"总结|情况|报告|汇报|完成")  # what a clause hands over besides plans
_PLAN_WORD = re.compile(r"要点|计划|方案|规划|纲要|安排|实施意见|意见|责任分解|任务分工")
_REPORT_END = re.compile(r"(?:报告|情况|汇报|通报|公告|年报)$")
_NO_SUBJECT = re.compile(
    r"(?:^|年|年度|局|委|厅|办|政府|[省市县区镇乡]|街道)(?:年度)?(?:工作)?(?:总结|报告|情况报告|情况的报告)(?:[及和暨与].{0,16})?$"
)
_SUMMARY_THEN_PLAN = re.compile(
    r"(?:总结|报告|情况|汇报)(?:及|和|暨|与|、).{0,12}(?:要点|计划|方案|安排|打算|思路)$"
)
_NOTICE_END = re.compile(r"(?:通知|函|决定|通告|公示|批复|请示|目录|清单)$")
_INTERPRETING = re.compile(r"解读|答记者问|图解|一图|问答|访谈")
_WRITTEN_ON = re.compile(
    r"研究|分析|调查(?!组)|评析|综述|侧记|纪实|解析|思考|启示|浅[析谈议]|试[析论]|刍议|略论|初探|白皮书|蓝皮书|范文|^论|[浅试]论|探[析讨索]|路径|示范(?:地区|项目)|根基|现状"
)
_MEETING = re.compile(r"会议?(?:专题)?研究|研究部署|听取汇报")
_WRITTEN_REPORT = re.compile(r"(?:研究|调查|调研|分析|发展|评估|蓝皮书|白皮书)报告$")
# verbs of news; before a report's name only those that have it for an object
_HAPPENING = re.compile(
    r"审议|听取|召开|主持|举行|调研(?!报告)|视察|座谈|推进会|述法(?!报告)|获评|荣获|出台|印发了|发布(?!会)|公布|传达|开展|部署|通过|[，。!]|启动|赴|来我|到我|出席"
)
_OF_A_REPORT = re.compile(r"审议|听取|召开|主持|举行|视察|调研|传达|印发了|发布(?!会)|公布|通过了")
_OTHER_SUBJECT = re.compile(
    r"信息公开|政务公开|审计|执法检查|应急(?!管理|局|厅)|述[职法]|自查|自评|自检|评估|考核|考评|测评|督[察查](?!组)|整改|调研报告|预算|决算|绩效|普法|法治宣传|宣传教育|"
    r"信访|国有资产|扫黑|征求意见|问卷|政府工作报告|检察|法院工作"
)
_LONGER = re.compile(r"五年|20\d\d年?[-—–~至到]+20\d\d年|[上下]半年|半年|三年|十四五|十三五|届")
_CLAUSE_LONGER = re.compile(r"五年(?:来|以来|法治|工作)|20\d\d年?[-—–~至到]+20\d\d年|[上下]半年|半年")
_STRONG = re.compile(
    r"法治政府|依法行政|法治建设|法制建设|建设法治|依法治(?:[省市县区州旗镇乡企校税水教疆桂藏]|理)|法治[\u4e00-\u9fff]{2,4}建设|第一责任人职责"
)
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
    r"20\d\d年是[^。]{2,60}之年[^。]{0,20}。?.{0,120}(?:要以|要坚持|要紧紧|要按照|要围绕|要紧扣|总体(?:要求|思路|目标)是?:)"
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


def kind_of_title(title: str) -> Kind | None:
    """Type by the title alone, as far as it tells.

    >>> [kind_of_title(title).doc_type for title in (
    ...     "2019年法治政府建设工作总结", "2019年法治政府建设工作要点", "区人大常委会审议2019年法治政府建设情况报告",
    ...     "关于《2019年法治政府建设情况报告》的政策解读")]
    ['work_summary', 'plan', 'other', 'other']
    """
    whole = _WHOLE_QUOTE.match(title)
    title = whole["inner"] if whole else title
    outer = _LAST_BRACKET.sub("", _QUOTE.sub("", title)).rstrip("!*")
    named = _LAST_BRACKET.sub("", title)
    if subject := subject_of(outer):  # the audit office reports on its rule of law too
        outer = outer.replace(subject, "", 1)
    if _INTERPRETING.search(outer):
        return INTERPRETATION
    if _REVIEW.search(outer):
        return OTHER_REPORT
    if "征求意见" in outer:
        return NOTICE
    if _NOTICE_END.search(outer):
        inside = title.removesuffix("的通知")
        if _SUMMARY_THEN_PLAN.search(inside.replace("》", "")) or ("总结" in inside and "印发" in title):
            return OTHER_REPORT if not TOPIC.search(title) or _OTHER_SUBJECT.search(title) else SUMMARY
        if _PLAN_WORD.search(inside):
            return PLAN
        handed = "印发" in title or "报送" in title or "公布" in title
        return (
            REPORT if handed and _STRONG.search(title) and "报告" in title and "做好" not in title else NOTICE
        )
    reports = bool(_REPORT_END.search(outer)) or outer.endswith("总结")
    if _MEETING.search(outer) and not outer.startswith("关于"):
        return NEWS
    if (_WRITTEN_REPORT if reports else _WRITTEN_ON).search(outer):
        return ESSAY
    told = TOPIC.search(named) and not _OTHER_SUBJECT.search(outer)
    if _SUMMARY_THEN_PLAN.search(named):
        return OTHER_REPORT if not told else SUMMARY if "总结" in named else REPORT
    if _PLAN_END.search(outer):
        return PLAN
    ends = named if named.endswith("》") else outer
    if (_OF_A_REPORT if reports else _HAPPENING).search(outer) and not outer.startswith("关于"):
        return NEWS
    if ends.endswith("总结") or (ends.endswith("总结报告") or ends.endswith("总结的报告")):
        return SUMMARY if told else OTHER_REPORT
    if _REPORT_END.search(ends):
        if not told:
            return OTHER_REPORT
        return SUMMARY if _LONGER.search(outer) else REPORT
    return None


def _by_title(title: str, start: str) -> Iterator[Candidate[Kind]]:
    kind = kind_of_title(title)
    if kind is None:
        return
    if kind is not OTHER_REPORT or not _NO_SUBJECT.search(title):
        if kind is not NEWS or not _PRESS_TITLE.search(title):
            yield Candidate(kind, "title", 0.9)
        return
    # 年度工作总结 says no subject: the text does, word for word where the title names a bureau
    clause = (_telling_clause(_QUOTE.sub("", start)) or "")[-60:]
    own = _CORE.search(clause) or (subject_of(title) is None and _STRONG.search(start))
    told = SUMMARY if "总结" in title else REPORT
    yield Candidate(told, "opening", 0.75) if own else Candidate(kind, "title", 0.9)


def _press(title: str | None, head: Head, start: str, text: str) -> Iterator[Candidate[Kind]]:
    lines = " ".join(line.body[:200] for line in head.lines[:12]) + start
    speaks = bool(_PRESS_SPEECH.search(lines))
    if title and _INTERPRETING.search(title):
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
    for quoted in _QUOTE.findall(letter)[:3]:
        kind = kind_of_title(quoted)
        if kind:
            yield Candidate(kind, "covering letter", 0.8)


def _by_opening(head: Head, start: str) -> Iterator[Candidate[Kind]]:
    outer = _QUOTE.sub("", start)
    headings = " ".join(head.headings[:8])
    yield from _by_intro(head, headings)
    if _REPORTED.search(headings):
        yield Candidate(REPORT, "heading", 0.68)
    elif _STRONG.search(outer):
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
    outer = _QUOTE.sub("", start)
    if _FULL_TEXT.search(outer):
        planned = _PLAN_WORD.search(start[:600])
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
    if (_PUBLICITY_HEADING.search(first) and not _STRONG.search(outer)) or (
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
    if _OTHER_SUBJECT.search(clause) and not _STRONG.search(clause.replace("自查", "").replace("述法", "")):
        return Candidate(OTHER_REPORT, "opening", 0.88)
    if "解读" in clause:
        return Candidate(INTERPRETATION, "opening", 0.88)
    if _PERSONAL.search(outer[:400]) or re.search(r"自查|自评|述[职法]", clause):
        return Candidate(OTHER_REPORT, "opening", 0.88)
    if _PLAN_END.search(clause.removesuffix("如下")) and not _DONE.search(clause):
        return Candidate(PLAN, "opening", 0.84)
    told = 0.88 if _STRONG.search(clause) else 0.84 if _CORE.search(outer + headings) else 0.0
    if not told and TOPIC.search(outer + headings):
        told = 0.65  # 坚持依法行政 is said of any work
    if not told:
        return Candidate(OTHER_REPORT, "opening", 0.7)
    ends = clause[-40:]
    summary = "总结" in ends or _CLAUSE_LONGER.search(ends)
    return Candidate(SUMMARY if summary else REPORT, "opening", told)
