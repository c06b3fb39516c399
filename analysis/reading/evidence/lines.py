"""What a line is, wherever it stands: row of the site, date, addressee, occasion, number, heading, text.

The one place that judges lines: metadata look for titles and bodies in what it tells apart, roles leave out its rows.
A row of the site, an occasion, an addressee or a date never opens a section.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from analysis.reading.evidence.around import stands_round
from analysis.reading.evidence.bodies import is_body
from analysis.reading.evidence.dates import arabic, date_opens
from analysis.reading.evidence.rows import opens_with_key
from analysis.reading.evidence.script import legible
from analysis.reading.numbering import Heading, find_heading, may_be_numbered

KINDS = (
    "blank", "site", "breadcrumb", "keys", "date", "number", "occasion", "addressee", "menu", "speaker", "wrapper",
    "issuer", "heading", "short", "text",
)  # fmt: skip
ROWS = frozenset(KINDS[:7])  # kinds of lines that are no part of a text, wherever they stand
NEVER_OPEN = frozenset(KINDS[:11])  # kinds of lines that never open a section
_LONGEST = 160  # characters of a row, or of a line without a sentence that may be a title

_CRUMB = re.compile(
    r"(?:您?(?:现在|当前)?(?:所在|的)?(?:所在)?的?位置|当前位置)(?::|是|[>»›]|首页)|首页(?:[>»›→/]|->|—>|\|政|$)|^[>»›→]|^[^\d>»›。]{2,30}[>»›][^\d>»›=]"
)
_CLOCK = re.compile(r"今天是(?::|20|$)|20\d\d年\d{1,2}月\d{1,2}日星期")
_SITE = re.compile(
    r"(?:【?(?:收藏|登录|注册|关闭|打印|分享|返回|检索|搜索|微信|微博|首页|默认|超大|邮箱|手机版?)(?:$|[|/\]】:]|本[页站]|窗|此[页文]|到:?$|至|打印|关闭|收藏|解放军报)|无障碍|简体|繁体|设为首页|加入收藏|没有账号|网站地图|联系我们|手机端|移动端|"
    r"中国政府网|欢迎(?:光临|访问|来到)|跳转到内容|扫一扫|扫码|微信扫|微信公众号|上一[篇条页]|下一[篇条页]|版权所有|(?:主办|承办)单位(?:(?=:)|$)|"
    r"网站标识码|[\u4e00-\u9fff]ICP备|Menu|©|高级检索|EN$|https?:|www\.|[\[【(]?字[体号]:|【(?:打印|字[体号]|关闭|大|收藏|内容纠错)|[\[(](?:打印|字[体号]|关闭|大|收藏|内容纠错|纠错)|相关(?:阅读|链接|附件|文章|新闻)|"
    r"附件(?:下载)?:?[0-9一二三]?(?:\.|:|$)|您?是第\d+位|适老化|长者(?:助手|版|模式)|关怀版|蒙古文版|藏文版|维文版|返回顶部|\(?此件(?:公开|主动|依申请)|"
    r"主办:|\d*条评论|(?:暂无)?网友评论|此处隐藏\d*个?字|咨询热线:?|站内搜索|政务(?:微信|微博|邮箱)(?:$|\|)|[-=*_|.·•]+$)"
)
# words of menus, which may be headings of a text
_MENU = re.compile(
    r"(?:(?:政府|政务)?信息)?公开(?:指南|目录|年报|制度|规定|申请)|(?:政府|政务)信息公开|法定主动公开内容|依申请公开|(?:政府)?网站年度报表|通知公告|公告公示|政策(?:文件|解读|法规)|规范性文件|国家政策|部委文件|新闻(?:中心|动态)|工作动态|政务(?:公开|动态)"
)
# work that begins like a row of the site: 微信公众号推送信息300条
_COUNTED = re.compile(r"\d(?:余|多)?(?:条(?!评论)|次(?!浏览)|件|个|人|项|万|期|场|家|份)|。.")
_LONG_KEYS = (
    "内容概述",
    "内容概要",
    "导读",
    "索引号",
    "信息索引号",
    "信息名称",
    "主题词",
)  # of rows as long as text
_CAPTION = re.compile(r"[^:]{4,}[。,,(]{1,2}[\u4e00-\u9fff]{2,4}摄[)]?")
_CREDIT = re.compile(r"(?:记者|通讯员|(?:责任)?编辑)(?!:)[^。]*$")
_WRAPPER = re.compile(
    r"由会员分享|可在线阅读|珍藏版|下面是小编|小编(?:为大家)?(?:整理|收集)|范文(?:[一二三]|\d|网|大全)?$|公文范文|欢迎(?:下载|阅读|参考)|免费阅读|文档(?:下载|分享)|"
    r"^(?:您好|你好|[\u4e00-\u9fff]{1,8}(?:先生|女士|老师|同志|主任|局长|处长)[,:]?您?好)[^。]{0,30}$|^.{0,40}写道:$"
)
# every wrapper holds one; each begins with a character of its own, which re looks for first
_MAY_WRAP = re.compile("由会员|可在线|珍藏版|小编|范文|欢迎|免费阅|文档|您好|你好|写道")
_NUMBER = re.compile(  # the second bracket may be lost
    r"[\u4e00-\u9fff]{2,14}[〔\[(【]20\d\d[〕\])】]?\d{1,5}号?(?:签发人:.{0,12})?(?:《.{4,100}》)?"
)
_OCCASION = re.compile(
    r"[(—\-–―]{0,6}20\d\d年?\d{1,2}月?\d{1,2}日.{0,4}?在.{2,60}|[(].{0,20}?在.{2,60}会议?上?[)]|[—\-–―]{1,6}在.{2,60}会议?上?的?(?:报告|讲话|发言)?[)]?|"
    r"[\u4e00-\u9fff]{0,20}(?:委员会|代表大会|常委会|会议)(?:常务委员会)?第[一二三四五六七八九十]{1,4}次(?:全体|常务|主任)?会议上?[)]?"
)
_NO_OCCASION = re.compile(r"召开|主持|举行|[。;]|[,].{20}")
_OCCASION_END = ("上", ")", "会议", "大会", "报告", "讲话", "发言")
_GOES_ON = re.compile(
    r"[,。;、!?:]|(?:报告|总结|方案|会议?|通知|情况)$|^[全我在至到前]|召开|印发"
)  # behind a date: a sentence or a title
_SOURCE = re.compile(
    r"[|\-—\[【(]*(?:信息来源|文章来源|来源|作者|编辑|责任编辑|责编|审核|浏览|点击|阅读|字号|字体|访问|分享|打印|发布|关闭|大中小|星期)"
)
_DAMAGED_DATE = re.compile(r"[(]?20\d\d年?\d{0,2}[年月]?\d{0,2}日?[)]?")
_DATED = re.compile(r"(?:政府|委员会|管委会|办公室|局|厅|部|委|处|院|网|中心|来源|[|\-:])$")
_NO_NAME = re.compile(r"[,。;、!?]|[至到于前为自截]$|关于|报告")
_ADDRESSEE = re.compile(
    r"[省市县区州盟旗镇乡]{1,2}(?:委|政府|人大|政协):|"
    r"[\u4e00-\u9fff、,()（）“”\-·]{2,120}(?:政府|委员会|人大|常委会|办公室|厅|局|部|委|办|机构|单位|处室|部门|同志们?|代表们?|委员们?|朋友们?|"
    r"国务院|领导|组|公司|企业|学校|院|中心|街道|乡|镇|区|县|市|旗|校|会|秘书长|主任|省长|市长|县长|区长|支队|大队|站|所|银行|各位):"
)
_NO_ADDRESSEE = re.compile(
    r"如下:|以下:|包括|要求|强调|指出|主要(?:是|有|做法|措施)|情况:$|方面:$|职责:$|^(?:\d|[一二三四五六七八九十]{1,3}[、是])|单位:.|责任单位|牵头单位|配合单位|联系"
)
_BRACKETED = re.compile(r"【[^】]{1,16}】[^。]{6,90}(?:报告|总结|情况|通知|解读|意见|方案|要点|公告|通报)$")
_LABELLED = re.compile(r".{8,80}(?:发布时间|发布日期|发表时间|信息来源|文章来源|来源|作者):")
_SPEAKER = re.compile(
    r"[(]?[\u4e00-\u9fff、·()]{2,40}(?:局长|厅长|部长|主任|市长|县长|区长|州长|旗长|盟长|省长|主席|委员长|书记|检察长|院长|秘书长|乡长|镇长|会长|司长)"
    r"(?:[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]{1,4}·[\u4e00-\u9fff]{1,8})[)]?"
)


class Judged(NamedTuple):
    """What a line is.

    Attributes
    ----------
    kind : str
        One of `KINDS`.
    heading : Heading or None
        The numbered heading that it opens with, of a line of that kind.
    """

    kind: str
    heading: Heading | None = None


_JUDGED = {kind: Judged(kind) for kind in KINDS}  # nearly every line is one of few


def line_kind(text: str) -> str:
    """Kind of a line, as far as the line alone shows it.

    Parameters
    ----------
    text : str
        The line as printed.

    Returns
    -------
    str
        One of `KINDS`. Rows (`ROWS`) are no part of a text: ``blank``; ``site`` (navigation, print, share, visit clock),
        ``breadcrumb``, ``keys`` (row of keys and values), ``date`` (alone, damaged, or with source or author), ``number``
        (document number), ``occasion`` (of a report given to a meeting). ``addressee``, ``menu`` (a word of menus that
        may be a heading too), ``speaker`` and ``wrapper`` (of a site for sharing files) open no section either
        (`NEVER_OPEN`). The others are ``issuer`` (a body's name alone), ``heading`` (numbered), ``short`` (may be a
        title or a heading) and ``text``.

    Examples
    --------
    >>> [line_kind(line) for line in ("首页 > 政务公开", "2021-03-31 15:31 来源：青岚日报", "市人大常委会：")]
    ['breadcrumb', 'date', 'addressee']
    >>> [line_kind(line) for line in ("（2021年4月28日在市七届人大常委会第九次会议上）", "一、主要工作", "主要工作")]
    ['occasion', 'heading', 'short']
    """
    return judge(text, legible(text)).kind


def judge(text: str, body: str) -> Judged:
    """What a line as printed is, given as `legible` reads it too."""
    if not body:
        return _JUDGED["blank"]
    kind = _row(text, body)
    if kind is None and may_be_numbered(body) and (heading := find_heading(text)):
        return Judged("heading", heading)
    return _JUDGED[kind or _other(body)]


def _row(text: str, body: str) -> str | None:
    """Kind of a line that stands round a text; None of its own lines."""
    size = len(body)
    if stands_round(body):
        return "site"
    if size > _LONGEST:
        return "keys" if body.startswith(_LONG_KEYS) and opens_with_key(text) else None
    bare = body.strip("|*")
    if not bare:
        return "site"
    whole = "。" not in bare
    if whole and _CRUMB.search(bare):
        return "breadcrumb"
    if bare.endswith(("摄", "摄)")) and _CAPTION.fullmatch(bare):
        return "site"
    if size <= 60:
        if _MENU.fullmatch(bare):
            return "menu"
        if (
            (_SITE.match(bare) and not _COUNTED.search(bare))
            or _CLOCK.search(bare)
            or (size <= 20 and whole and _CREDIT.match(bare))
        ):
            return "site"
    if opens_with_key(text) or opens_with_key(body):  # whose script may be another
        return "keys"
    if _MAY_WRAP.search(body) and _WRAPPER.search(body):
        return "wrapper"
    if not whole:
        return None
    if _NUMBER.fullmatch(bare):
        return "number"
    if _is_occasion(bare):
        return "occasion"
    if size <= 70 and _is_dated(bare):
        return "date"
    if bare.endswith(":") and _ADDRESSEE.fullmatch(bare) and not _NO_ADDRESSEE.search(bare):
        return "addressee"
    return "short" if bare.startswith("【") and _BRACKETED.match(bare) else None


def _other(body: str) -> str:
    """Kind of a line that is neither a row nor numbered."""
    bare = body.strip("|*")
    size = len(bare)
    if "。" in bare or size > _LONGEST:
        return "text"
    if size <= 50 and _SPEAKER.fullmatch(bare) and not bare.endswith(("讲话", "强调", "指出")):
        return "speaker"
    if size <= 70 and _ends_in_date(bare):
        return "date"
    if size <= 30 and is_body(bare):
        return "issuer"
    if _LABELLED.match(bare):
        return "short"
    return "text" if bare.endswith((",", ";", ":", "、")) else "short"


def _is_occasion(body: str) -> bool:
    if len(body) > 90 or "会" not in body or _NO_OCCASION.search(body):
        return False
    ends = body.endswith(_OCCASION_END) or body[0] in "(—-–―2"
    return ends and bool(_OCCASION.fullmatch(body))


def _is_dated(body: str) -> bool:
    """A day alone, damaged too, or with what sites put behind it: a clock, a source, a body."""
    if _DAMAGED_DATE.fullmatch(arabic(body)):
        return True
    opens = date_opens(arabic(body))
    if not opens:
        return False
    rest = arabic(body)[opens:].strip("|")
    if not rest or _SOURCE.match(rest):
        return True
    return not _GOES_ON.search(rest) and (len(rest) <= 12 or is_body(rest))


def _ends_in_date(body: str) -> bool:
    """A short row of a body or a site that ends in a date: 市司法局2023年02月17日."""
    place = body.find("20")
    while 0 < place <= 40:
        if date_opens(body[place:]) >= len(body) - place - 1:
            name = body[:place]
            return bool(_DATED.search(name) or len(name) <= 8) and not _NO_NAME.search(name)
        place = body.find("20", place + 1)
    return False
