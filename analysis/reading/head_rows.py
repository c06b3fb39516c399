"""Rows round a report's text that open no section: of the site, an occasion, an addressee, a date, a speaker.

Each row is judged by itself, given as :func:`~analysis.text.plain` reads it (no blanks, half-width signs), so that a row
that names a date, a meeting or a body is never taken for a heading.
"""

from __future__ import annotations

import re

_DAY = r"20\d\d(?:年\d{1,2}月(?:\d{1,2}日)?|[-./]\d{1,2}[-./]\d{1,2})"
_CLOCK = r"(?:\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?"
_CHINESE_DAY = (
    r"二[〇○0零O][一二三四五六七八九〇○零]{1,2}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日"
)
# a day that opens a row is that of a site or a signature unless a sentence goes on
_DATE_ROW = re.compile(
    rf"[\[(（|]?(?:{_DAY}|{_CHINESE_DAY}){_CLOCK}(?:[)\]|星期日一二三四五六天]*)(?P<rest>.*)", re.DOTALL
)
_SOURCE = re.compile(
    r"[|\-—]*(?:来源|來源|信息来源|文章来源|作者|编辑|责任编辑|浏览|点击|阅读|字号|字體|字体|字號|访问)"
)
_ENDS_IN_DATE = re.compile(
    rf"[^。;,、]{{2,30}}?(?:政府|委员会|管委会|办公室|局|厅|部|委|处|院|网|中心|来源)[|\-]?{_DAY}{_CLOCK}(?:星期.)?"
)
_KEYED = re.compile(
    r"[•·|\[【*]*(?:发文号|發文號|发布单位|發布單位|发布机构|發布機構|发文单位|发文机关|发布时间|發布時間|发布日期|發布日期|發佈日期|更新时间|更新日期|"
    r"时间|時間|日期|信息来源|信息來源|文章来源|来源|來源|作者|点击数|点击率|點擊數|浏览次数|瀏覽次數|浏览量|阅读次数|阅读人次|访问量|"
    r"字号|字號|字体|字體|成文日期|备注/文号|索引号|索引號|文号|签发人|责任编辑|信息提供日期|公开日期)(?::|\||$)"
)
_SITE = re.compile(
    r"[(]?此件(?:公开|主动|依申请)|(?:今天是|无障碍|無障礙|联系我们|网站地图|手机端|中国政府网|設為首頁|设为首页|加入收藏|登录|注册|欢迎(?:访问|光临|来到)|https?:|www\.|EN$|"
    r"[|*·•\-=_—]+$|扫一扫|字号|默认|默認|超大|【(?:打印|字体|字號|字号|大|关闭))|.{0,20}20\d\d年\d{1,2}月\d{1,2}日星期.|.{0,12}(?:首页|首頁)(?:[>»›→/]|->|—>)"
)
_OCCASION = re.compile(
    rf"[(（—\-–―]{{1,6}}(?:(?:{_DAY}|{_CHINESE_DAY}|20\d\d年?\d{{0,4}}日?).{{0,4}})?在[^。;]{{2,60}}(?:会议?|大会|代表大会)上?的?(?:报告|讲话|发言)?[)）]?|"
    rf"(?:{_DAY}|{_CHINESE_DAY})在[^。;,]{{2,60}}(?:会议?上?|代表大会)(?:的报告)?|"
    r"[\u4e00-\u9fff]{0,20}(?:委员会|代表大会|常委会)(?:常务委员会)?第[一二三四五六七八九十]{1,4}次(?:全体|常务|主任)?会议上?[)）]?"
)
_ADDRESSEE = re.compile(
    r"(?=.{3,80}:$)(?:[\u4e00-\u9fff,、()“”\-·]{1,70}?)?"
    r"(?:政府|委员会|人大|常委会|办公室|办公厅|厅|局|部|委|办|单位|机构|部门|国务院|同志们?|代表们?|委员们?|朋友们?|女士们?|先生们?|各位代表|各位委员|"
    r"主任|秘书长|委员|街道|乡|镇|区|县|市|旗):$"
)
_SAYS = re.compile(
    r"如下|以下|包括|主要|情况|方面|[是为有]:$|职责|做法|措施|单位:.|[一二三四五六七八九十][、是]|要求|强调|指出"
)
_SPEAKER = re.compile(
    r"[(]?[\u4e00-\u9fff、·]{2,30}(?:局长|厅长|部长|主任|市长|县长|区长|州长|省长|主席|书记|检察长|院长|乡长|镇长|会长|司长)[\u4e00-\u9fff·]{2,4}[)]?"
)
_TITLE = re.compile(
    r"[^。]{4,60}(?:新闻发布会|記者招待會|记者招待会)$|(?=[^。]{8,70}$)(?:[^。]*?(?:法治|依法行政|法制|依法治))[^。]*?(?:报告|報告|总结|總結|情况通报|通报|情況|情况|汇报|发布会|記者招待會|记者招待会)\|?$"
)
_LONGEST = 160  # characters; longer lines are text


def is_site_row(text: str) -> bool:
    """Whether a row is the site's: navigation, keys and values, where and when it was published.

    >>> [is_site_row(row) for row in ("时间:2023-02-2815:36浏览量:1", "时间紧、任务重。", "首页>政务公开")]
    [True, False, True]
    """
    if len(text) > _LONGEST or "。" in text:
        return False
    return bool(_KEYED.match(text) or _SITE.match(text))


def is_date_row(text: str) -> bool:
    """Whether a row is a day, alone or with clock and source, or a body's name with a day.

    >>> [is_date_row(row) for row in ("2021-03-3115:31来源:青岚日报", "(2021年1月5日)", "2021年3月,县政府召开会议")]
    [True, True, False]
    """
    if len(text) > 70 or "。" in text:
        return False
    day = _DATE_ROW.fullmatch(text)
    if day:
        rest = day["rest"]
        return (
            not rest
            or bool(_SOURCE.match(rest))
            or (len(rest) <= 12 and not re.search("[,、:,在至到前]", rest))
        )
    return bool(_ENDS_IN_DATE.fullmatch(text))


def is_occasion(text: str) -> bool:
    """Whether a row names the meeting that a report was given to.

    >>> [is_occasion(row) for row in ("(2021年4月28日在市七届人大常委会第九次会议上)", "——财政运行总体平稳,收入增长。")]
    [True, False]
    """
    return len(text) <= 90 and "。" not in text and bool(_OCCASION.fullmatch(text))


def is_addressee(text: str) -> bool:
    """Whether a row addresses those whom a report is for.

    >>> [is_addressee(row) for row in ("市人大常委会:", "主任、各位副主任、各位委员:", "现将有关情况报告如下:")]
    [True, True, False]
    """
    return text.endswith(":") and len(text) <= 80 and bool(_ADDRESSEE.match(text)) and not _SAYS.search(text)


def is_speaker(text: str) -> bool:
    """Whether a row is an office with a name.

    >>> is_speaker("朝阳区人民政府副区长王志勉"), is_speaker("加强组织领导")
    (True, False)
    """
    return len(text) <= 40 and bool(_SPEAKER.fullmatch(text))


def is_title_row(text: str) -> bool:
    """Whether a row reads like the title of a report.

    >>> is_title_row("|东疆综合保税区2025年度法治政府建设情况报告|"), is_title_row("依法行政")
    (True, False)
    """
    return len(text) <= 72 and bool(_TITLE.match(text))


def opens_nothing(text: str) -> bool:
    """Whether a row, wherever it stands, opens no section.

    >>> opens_nothing("2021-03-3115:31来源:青岚日报"), opens_nothing("完善制度体系")
    (True, False)
    """
    if len(text) > _LONGEST or "。" in text:
        return False
    return is_site_row(text) or is_date_row(text) or is_occasion(text)
