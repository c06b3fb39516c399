"""The role of each item of a paragraph, where a lead-in inside it announces another than the paragraph's own.

A paragraph of work may end with its shortcomings, go on with what comes next, or tell the contents of an adopted plan;
what announces them closes the item before and belongs to it, and the items that follow have the announced role.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from analysis.text import plain

_SWITCHED = ("work", "problem", "plan")  # roles of running text that an announcement can change
_LONGEST = 160  # characters of the announcing sentence that are read
_LEADS_ON = re.compile(r"(?::|(?:以下|如下|下列|下述|几个方面|几项|几点)[^。;:]{0,16}[。;:])$")
_NEXT = r"下一?步|下一?阶段|接下来|今后|明年|来年|新的一年|下一年度?"
_PLAN_LEAD = re.compile(rf"(?:^|[,、])(?:{_NEXT})")
_PROBLEM_LEAD = re.compile(
    r"(?:存在|还有|仍有|面临|有待)[^。]{0,40}(?:问题|不足|短板|差距|困难|薄弱环节|方面)[^。]{0,12}$|"
    r"^(?:但|但是|同时)?[,]?(?:主要|突出|存在)?的?(?:问题|不足|困难|短板|差距)(?:和(?:问题|不足|困难|短板|差距))?"
    r"(?:是|有|在于|表现在|表现为|体现在|为)?(?:以下|如下)?[^。,]{0,8}$"
)
_TACKLED = re.compile(r"针对|解决|整改|发现|化解|梳理|查找|查摆|排查|反映|围绕|破解|聚焦")
# a document of several years says of itself what it holds: 方案共由9个部分组成; not what a report did about it
_CONTENTS = re.compile(
    r"(?:答:)?(?:[\u4e00-\u9fff]{0,10}|《[^》]{2,40})(?:方案|规划|纲要|行动计划)(?:\([^)]{2,12}\))?》?"
    r"(?:一?共|总共|主要|重点|分为?|由|从|包括|包含|涵盖|明确|提出|确定|部署)[^。]{0,50}"
    r"(?:任务|内容|部分|方面|目标|举措|措施|重点)[^。]{0,10}$"
)
_DONE_WITH = re.compile(
    r"制定|印发|出台|按照|根据|落实|完成|对照|贯彻|发布|编制|推进|依据|以|结合"
)  # before the document's name
_OWN_START = re.compile(
    rf"(?:[一二三四五六七八九十]{{1,3}}是|第[一二三四五六七八九十]{{1,3}}[,:])(?:{_NEXT})[,要将]?"
)


def find_item_roles(items: Sequence[str], role: str) -> list[str]:
    """Give each item of a paragraph its role.

    Parameters
    ----------
    items : sequence of str
        The items in order, the lead-in before the first among them.
    role : str
        The paragraph's role.

    Returns
    -------
    list of str
        One per item: the paragraph's role until an item's last sentence announces another.

    Examples
    --------
    >>> find_item_roles(["年内制定规章2件。下一步将抓好以下工作:", "一是加强立法。", "二是加强培训。"], "work")
    ['work', 'plan', 'plan']
    >>> find_item_roles(["主要做法:", "一是建章立制。", "二是加强培训。"], "work")
    ['work', 'work', 'work']
    """
    if len(items) == 1 or role not in _SWITCHED:
        return [role] * len(items)
    found, running = [], role
    for item in items:
        own = "plan" if running != "plan" and _OWN_START.match(plain(item[:40])) else running
        found.append(own)
        running = _announced(item) or running
    return found


def _announced(item: str) -> str | None:
    """Role that the last sentence of an item announces for what follows."""
    end = plain(item[-_LONGEST:])
    if not _LEADS_ON.search(end):
        return None
    sentence = re.split("[。!?;]", end[:-1])[-1]
    if _PLAN_LEAD.search(sentence):
        return "plan"
    if _PROBLEM_LEAD.search(sentence) and not _TACKLED.search(sentence):
        return "problem"
    contents = _CONTENTS.match(sentence)
    if contents and not _DONE_WITH.search(sentence[: _name_end(sentence)]):
        return "plan"
    return None


def _name_end(sentence: str) -> int:
    """Where what stands before the document's kind ends."""
    return min(place for word in ("方案", "规划", "纲要", "行动计划") if (place := sentence.find(word)) >= 0)
