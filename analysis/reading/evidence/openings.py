"""Whether a paragraph opens a report: guiding thought and overall result, or the sentence that hands the report over.

Where no numbered heading parts the opening from the work, only its own words can. Texts are given as
:func:`~analysis.reading.evidence.script.legible` reads them.
"""

from __future__ import annotations

import re

_HANDS_OVER = re.compile(
    r"(?:现|特|兹)(?:在|将|就|把)?[^。]{0,60}(?:如下|(?:报告|汇报|总结|通报|公布)[。:]?$)"
)
_GUIDED = re.compile(
    r"为(?:根本)?(?:指导|引领|指引|遵循|统领|总抓手)|(?:领导|指导|支持|关心|帮助|部署)[^。,]{0,6}下[,，]|(?:深入|全面|认真|学习)(?:学习)?(?:宣传)?贯彻"
)
_OVERALL = re.compile(
    r"(?:提供|筑牢|奠定|营造|创造)[^。,]{0,30}(?:保障|支撑|基础|环境)|取得[^。,]{0,16}(?:进展|成效|成绩|成果|进步)|成效(?:明显|显著)|(?:完成|实现)[^。,]{0,16}任务|"
    r"(?:提升|提高|推进|加强|改善)[。]?$"
)
_IN_GENERAL = re.compile(r"推进[^。,]{0,6}(?:依法行政|法治)|为指导|领导下")
_SINCE = re.compile(r"(?:20\d\d年|(?:一|两|三|五|近)?年(?:多|度)?(?:以?来|里)|今年(?:以来)?|近[年几]|过去)")
_YEARS = re.compile(
    r"《[^》]{0,80}》|[〔\[(][^〕\])]{0,14}[〕\])]\d*号?|20\d\d(?:[-—~至]20\d\d)?年?(?:\d{1,2}月)?(?:\d{1,2}日)?"
)
_DONE = re.compile(
    r"\d|[一二两三四五六七八九十百千万]{1,5}(?:件|次|场|期|份|余|起|家|名|部|批)|一(?:是|方面)|"
    r"成立|设立|召开|印发|举办|审议|修订|制定|中心组|第一议题|[纳列]入|会前"
)
_LONGEST = 600  # characters; what is longer tells more than an opening


def opens_report(text: str) -> bool:
    """Whether a paragraph opens a report by its own words.

    It hands the report over, or tells guiding thought or overall result of the year without counting anything done.

    Examples
    --------
    >>> opens_report("2021年,我镇在县委领导下扎实推进依法行政,为发展提供坚实法治保障。"), opens_report("现将有关情况报告如下:")
    (True, True)
    >>> opens_report("一年来,组织执法检查12次。"), opens_report("把学法写进年度计划,会前必学。")
    (False, False)
    """
    if len(text) > _LONGEST:
        return False
    if _HANDS_OVER.search(text):
        return True
    if _DONE.search(_YEARS.sub("", text)):
        return False
    overall, general = bool(_OVERALL.search(text)), bool(_IN_GENERAL.search(text))
    if _SINCE.match(text):
        return overall or general
    return overall and (general or bool(_GUIDED.search(text)))
