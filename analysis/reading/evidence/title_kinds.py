"""What the title of a document says that it is."""

from __future__ import annotations

import re
from typing import NamedTuple

from analysis.reading.evidence.bodies import subject_of
from analysis.reading.evidence.title_forms import TOPIC


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

QUOTE = re.compile(r"《[^《》]{0,200}》|〈[^〈〉]{0,200}〉|<[^<>]{0,200}>")
REVIEW = re.compile(r"(?:审议|审查|反馈|评议)意见")
_WHOLE_QUOTE = re.compile(r"《(?P<inner>[^《》]{4,100})》$")
_LAST_BRACKET = re.compile(r"[(\[][^()\[\]]{1,24}[)\]]$")
PLAN_END = re.compile(r"(?:要点|计划|方案|规划|纲要|安排|打算|思路|意见|分解|举措|台账)$")
PLAN_WORD = re.compile(r"要点|计划|方案|规划|纲要|安排|实施意见|意见|责任分解|任务分工")
_REPORT_END = re.compile(r"(?:报告|情况|汇报|通报|公告|年报)$")
_SUMMARY_THEN_PLAN = re.compile(
    r"(?:总结|报告|情况|汇报)(?:及|和|暨|与|、).{0,12}(?:要点|计划|方案|安排|打算|思路)$"
)
_NOTICE_END = re.compile(r"(?:通知|函|决定|通告|公示|批复|请示|目录|清单)$")
# a report handed over, whatever the paper that does it; and how reports are to be written
_HANDED = re.compile(
    r"(?:印发|报送|公布).{0,80}报告(?!.{0,12}(?:格式|指引|模板|提纲|制度|办法|细则|规范|规定|标准))|情况的?(?:函|公示|公告)$"
)
# a notice goes downward: what hands in there is asked for
ASKED_FOR = re.compile(
    r"(?:报送|上报|提交|呈报|报备|编制|撰写).{0,60}通知$|报告(?:报送|报备|公开)(?:工作)?情况的(?:通报|报告)$"
)
INTERPRETING = re.compile(r"解读|答记者问|图解|一图|问答|访谈")
_WRITTEN_ON = re.compile(
    r"研究|分析|调查(?!组)|评析|综述|侧记|纪实|解析|思考|启示|浅[析谈议]|试[析论]|刍议|略论|初探|白皮书|蓝皮书|范文|^论|[浅试]论|探[析讨索]|路径|示范(?:地区|项目)|根基|现状"
)
_MEETING = re.compile(r"会议?(?:专题)?研究|研究部署|听取汇报")
_SURVEY = re.compile(r"(?:调研|调查|评估)报告$")  # of a government, where it names one
_WRITTEN_REPORT = re.compile(r"(?:研究|调查|调研|分析|发展|评估|蓝皮书|白皮书)报告$")
# verbs of news; before a report's name only those that have it for an object
_HAPPENING = re.compile(
    r"审议|听取|召开|主持|举行|调研(?!报告)|视察|座谈|推进会|述法(?!报告)|获评|荣获|出台|印发了|发布(?!会)|公布|传达|开展|部署|通过|[，。!]|启动|赴|来我|到我|出席"
)
_OF_A_REPORT = re.compile(r"审议|听取|召开|主持|举行|视察|调研|传达|印发了|发布(?!会)|公布|通过了")
OTHER_SUBJECT = re.compile(
    r"信息公开|政务公开|审计|执法检查|应急(?!管理|局|厅)|述[职法]|自查|自评|自检|评估|考核|考评|测评|督[察查](?!组)|整改|调研报告|预算|决算|绩效|普法|法治宣传|宣传教育|"
    r"信访|国有资产|扫黑|征求意见|问卷|政府工作报告|检察|法院工作"
)
_LONGER = re.compile(r"五年|20\d\d年?[-—–~至到]+20\d\d年|半年|季度|三年|十四五|十三五|届")
STRONG = re.compile(
    r"法治政府|依法行政|法治建设|法制建设|建设法治|依法治(?:[省市县区州旗镇乡企校税水教疆桂藏]|理)|法治[\u4e00-\u9fff]{2,4}建设|第一责任人职责"
)


def kind_of_title(title: str) -> Kind | None:
    """Type by the title alone, as far as it tells.

    >>> [kind_of_title(title).doc_type for title in (
    ...     "2019年法治政府建设工作总结", "2019年法治政府建设工作要点", "区人大常委会审议2019年法治政府建设情况报告",
    ...     "关于《2019年法治政府建设情况报告》的政策解读")]
    ['work_summary', 'plan', 'other', 'other']
    """
    whole = _WHOLE_QUOTE.match(title)
    title = whole["inner"] if whole else title
    outer = _LAST_BRACKET.sub("", QUOTE.sub("", title)).rstrip("!*")
    named = _LAST_BRACKET.sub("", title)
    if subject := subject_of(outer):  # the audit office reports on its rule of law too
        outer = outer.replace(subject, "", 1)
    if INTERPRETING.search(outer):
        return INTERPRETATION
    if REVIEW.search(outer):
        return OTHER_REPORT
    if "征求意见" in outer:
        return NOTICE
    if ASKED_FOR.search(outer):
        return NOTICE
    if _NOTICE_END.search(outer):
        inside = title.removesuffix("的通知")
        if _SUMMARY_THEN_PLAN.search(inside.replace("》", "")) or ("总结" in inside and "印发" in title):
            return OTHER_REPORT if not TOPIC.search(title) or OTHER_SUBJECT.search(title) else SUMMARY
        if PLAN_WORD.search(inside):
            return PLAN
        handed = _HANDED.search(title) and "做好" not in title and not OTHER_SUBJECT.search(outer)
        return REPORT if handed and STRONG.search(title) else NOTICE
    reports = bool(_REPORT_END.search(outer)) or outer.endswith("总结")
    if _MEETING.search(outer) and not outer.startswith("关于"):
        return NEWS
    if reports and subject and _SURVEY.search(outer):
        return OTHER_REPORT
    if (_WRITTEN_REPORT if reports else _WRITTEN_ON).search(outer):
        return ESSAY
    told = TOPIC.search(named) and not OTHER_SUBJECT.search(outer)
    if _SUMMARY_THEN_PLAN.search(named):
        return OTHER_REPORT if not told else SUMMARY if "总结" in named else REPORT
    if PLAN_END.search(outer):
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
