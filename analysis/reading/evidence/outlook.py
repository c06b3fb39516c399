"""Words by which a report turns from what was done to what is lacking or planned: in headings, paragraphs and lead-ins.

The one place that knows them. Texts are given as :func:`~analysis.reading.evidence.script.legible` reads them.
"""

from __future__ import annotations

import re

_NEXT = r"下一?步|下一?阶段|下一年度?|接下来|今后|明年|来年|新的?一年"
_GAPS = r"(?:问题|不足|困难|差距|短板|薄弱环节)"

_PROBLEM_HEADING = re.compile(
    r"存在的?(?:主要|突出|一些)?的?(?:问题|不足|困难|差距|短板)|主要(?:问题|不足|差距)|问题(?:和|与|及|、)(?:不足|困难|差距|原因)|"
    r"(?:困难|不足|差距|短板|薄弱环节)(?:和|与|及|、)问题|^不足之?处?$|不足和原因|不足之处"
)
_PLAN_HEADING = re.compile(
    rf"{_NEXT}|努力方向|工作展望|未来展望|下半年[^。]{{0,8}}(?:打算|安排|计划|思路|重点)"
)
# words that also stand in headings of work (统筹安排, 落实工作计划), where something is done with them
_PLAN_WORDS = re.compile(
    r"工作(?:打算|思路|计划|设想)|打算$|改进措施|(?:^|年度?|期|、|和|及|与|暨)(?:主要|重点|有关)?工作安排$|(?:^|打算|思路|计划)(?:和|及|与|、)?安排$"
)
_LATER_WORK = re.compile(
    r"20\d\d年(?!\d)[^。]{0,24}(?:重点|任务|目标|要点|打算|安排|计划|工作$|举措|措施|展望|规划)"
)
_TOLD = re.compile(r"情况|成效|做法|成绩|开展|完成|总结|回顾|报告|存在")
_DONE_START = re.compile(
    r"加强|强化|统筹|做好|抓好|深化|健全|完善|落实|认真|精心|科学|周密|细化|坚持|突出|压实|推进|严格|切实|注重|明确|及时|全面|扎实|"
    r"积极|进一步|理清|创新|制定|谋划|围绕|聚焦|按照|根据"
)
_PLAN_START = re.compile(
    rf"(?:{_NEXT})|下半年[^。]{{0,20}}(?:将(?:继续|进一步|重点|着力|全面|认真|深入|坚持|紧紧|围绕|从)|继续|力争|打算|要(?!求))"
)
_FUTURE_YEAR = re.compile(r"(20\d\d)年(?!以来|底前|\d)")
_WILL = re.compile(r"将|要(?!求)|继续|力争|打算|计划|争取|目标")
_FIRST_WORDS = 12  # characters of a heading without an end
_ANNOUNCING = 200  # characters in which a paragraph that names a later year says what will be done
_LACKING = ("差距", "不足", "短板", "薄弱", "问题", "弱项", "有待")  # every shortcoming holds one
_MAY_LACK = re.compile("|".join(_LACKING))
_SHORTCOMING = re.compile(
    r"(?:还|仍|尚|也|依然)(?:然)?(?:存在|有)[^。]{0,40}(?:差距|不足|短板|薄弱|问题|弱项)|差距和不足|(?:问题|短板)和不足|不足和问题|"
    r"但[^。]{0,60}(?:差距|不足|短板|薄弱|问题|弱项)|还有一些方面有待|"
    r"(?:对照|相比)[^。]{0,50}(?:存在|还有|仍有|也有|有(?:一定|较大|不小|明显))[^。]{0,30}(?:差距|不足|短板|薄弱|问题|弱项)"
)
_MEMBER = re.compile(r"[一二三四五六七八九十]{1,2}是")

_LEADS_ON = re.compile(r"(?::|(?:以下|如下|下列|下述|几个方面|几项|几点)[^。;:]{0,16}[。;:])$")
_PLAN_LEAD = re.compile(rf"(?:^|[,、])(?:{_NEXT})")
_PROBLEM_LEAD = re.compile(
    r"(?:存在|还有|仍有|面临|有待)[^。]{0,40}(?:问题|不足|短板|差距|困难|薄弱环节|方面)[^。]{0,12}$|"
    rf"^(?:但|但是|同时)?[,]?(?:主要|突出|存在)?的?{_GAPS}(?:和{_GAPS})?"
    r"(?:是|有|在于|表现在|表现为|体现在|为)?(?:以下|如下)?[^。,]{0,8}$"
)
_TACKLED = re.compile(r"针对|解决|整改|发现|化解|梳理|查找|查摆|排查|反映|围绕|破解|聚焦")
# a document of several years says of itself what it holds: 方案共由9个部分组成; not what a report did about it
_CONTENTS = re.compile(
    r"(?:答:)?(?:[\u4e00-\u9fff]{0,10}?|《[^》]{2,40})(?P<kind>方案|规划|纲要|行动计划)(?:\([^)]{2,12}\))?》?"
    r"(?:一?共|总共|主要|重点|分为?|由|从|包括|包含|涵盖|明确|提出|确定|部署)[^。]{0,50}"
    r"(?:任务|内容|部分|方面|目标|举措|措施|重点)[^。]{0,10}$"
)
_DONE_WITH = re.compile(
    r"制定|印发|出台|按照|根据|落实|完成|对照|贯彻|发布|编制|推进|依据|以|结合"
)  # before the document's name
_OWN_START = re.compile(
    rf"(?:[一二三四五六七八九十]{{1,3}}是|第[一二三四五六七八九十]{{1,3}}[,:])(?:{_NEXT})[,要将]?"
)
# what can open a section of plans or problems: words at the head of a line, or in a line that may be a heading
_OPENER = re.compile(
    r"^[^\S\n]*(?:[(（]?[一二三四五六七八九十\d]{1,3}[)）、.．]{1,2}\s?)?(?:下一|明年|来年|今后|接下来|新的?一年|下半年|(20\d\d)年)|"
    r"^[^\n。,，]{0,30}(?:问题|不足|困难|差距|短板|打算|安排|计划|设想|思路|努力方向|改进措施|展望)[^\n。,，]{0,10}$",
    re.MULTILINE,
)


def role_of_heading(heading: str, year: int | None) -> str | None:
    """Role that a heading, its number apart, announces for its section: ``problem``, ``plan``, or None.

    >>> [role_of_heading(text, 2020) for text in ("存在的问题", "下一步打算", "2021年重点工作", "统筹工作安排")]
    ['problem', 'plan', 'plan', None]
    """
    if _PROBLEM_HEADING.search(heading):
        return "problem"
    if _PLAN_HEADING.search(heading):
        return "plan"
    if _DONE_START.match(heading):
        return None
    later = [int(value) for value in re.findall(r"20\d\d", heading)]
    is_later = bool(year and later and min(later) > year)
    if _PLAN_WORDS.search(heading) or (
        is_later and _LATER_WORK.search(heading) and not _TOLD.search(heading)
    ):
        return "plan"
    return None


def role_of_open_heading(clause: str, year: int | None) -> str | None:
    """As :func:`role_of_heading`, of a heading that runs into its text: only its first words tell.

    >>> [role_of_open_heading(text, 2020) for text in ("存在的不足一年来有所改进", "针对存在的问题逐项整改")]
    ['problem', None]
    """
    return None if _TACKLED.match(clause) else role_of_heading(clause[:_FIRST_WORDS], year)


def names_plans_too(heading: str) -> bool:
    """Whether a heading of problems names plans as well: 存在的问题和下一步打算."""
    return bool(_PLAN_HEADING.search(heading) or _PLAN_WORDS.search(heading))


def starts_plan(text: str, year: int | None) -> bool:
    """Whether a paragraph, its number apart, begins to tell what comes next.

    >>> starts_plan("下一步,加强培训。", 2020), starts_plan("2021年,我县将加强培训。", 2020), starts_plan("2021年初已办结。", 2020)
    (True, True, False)
    """
    if _PLAN_START.match(text):
        return True
    years = _FUTURE_YEAR.findall(text[:12]) if year else []
    return bool(years) and int(years[0]) > (year or 0) and bool(_WILL.search(text[:_ANNOUNCING]))


def admits_shortcomings(text: str) -> bool:
    """Whether a paragraph admits shortcomings: 虽然取得…,但…还存在差距.

    >>> admits_shortcomings("虽取得成绩,但还存在不足。"), admits_shortcomings("查找问题12个。")
    (True, False)
    """
    opening = text[:160]
    if not _MAY_LACK.search(opening):
        return False
    return bool(_SHORTCOMING.search(opening)) and not _MEMBER.match(text)


def role_ahead(end: str) -> str | None:
    """Role that the last sentence of an item announces for what follows it.

    >>> role_ahead("年内制定规章2件。下一步将抓好以下工作:"), role_ahead("主要做法:")
    ('plan', None)
    """
    if not _LEADS_ON.search(end):
        return None
    sentence = re.split("[。!?;]", end[:-1])[-1]
    if _PLAN_LEAD.search(sentence):
        return "plan"
    if _PROBLEM_LEAD.search(sentence) and not _TACKLED.search(sentence):
        return "problem"
    contents = _CONTENTS.match(sentence)
    if contents and not _DONE_WITH.search(sentence[: contents.start("kind")]):
        return "plan"
    return None


def is_member(text: str) -> bool:
    """Whether a paragraph is a member of a series: 一是…."""
    return bool(_MEMBER.match(text))


def is_planned_member(item: str) -> bool:
    """Whether a member of a series says itself that it comes next: 三是下一步要…."""
    return bool(_OWN_START.match(item))


def may_turn(text: str, year: int | None) -> bool:
    """Whether something in a text may open a section of plans or problems.

    >>> may_turn("一、主要工作\\n二、存在的问题\\n", 2020), may_turn("一、主要工作\\n2020年，", 2020)
    (True, False)
    """
    return any(found[1] is None or year is None or int(found[1]) > year for found in _OPENER.finditer(text))
