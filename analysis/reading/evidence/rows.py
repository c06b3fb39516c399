"""Rows of keys and values that sites put round a document: 发布机构, 成文日期, 文号, 标题, with or without colons.

Keys stand with blanks inside (索 引 号), in brackets ([ 成文日期 ]), between bars, several in a row, or without any sign
before their value (发文机关中共…).
"""

from __future__ import annotations

import re

TITLE_KEYS = ("标题", "名称", "信息名称", "文件名称", "公文名称", "法规标题", "法规名称", "Title", "title")
ISSUER_KEYS = (
    "发布机构", "发文机关", "发文机构", "发文单位", "发布单位", "制发机构", "制定机关", "制定机构", "公开机构",
    "发布部门", "发布机关", "颁布单位", "颁布部门", "颁布机关", "公布机关",
)  # fmt: skip
SOURCE_KEYS = ("信息来源", "文章来源", "稿件来源", "来源", "Source", "source")
NUMBER_KEYS = (
    "发文字号", "发文文号", "发布文号", "颁布文号", "备注/文号", "发文号", "文件编号", "文件文号", "文号",
)  # fmt: skip
PUBLISHED_KEYS = (
    "发布日期", "发布时间", "发表时间", "发表日期", "发布于", "公开日期", "公开时间", "公开日", "上网日期", "上网时间", "信息提供日期", "信息复核时间",
    "更新日期", "更新时间", "公布日期", "公布时间", "颁布日期", "颁布时间", "时间", "日期", "Date", "date",
)  # fmt: skip
WRITTEN_KEYS = ("成文日期", "成文时间", "生成日期", "印发日期", "发文日期", "发文时间", "制发日期")
# days on which somebody took the text, or on which it ends: none of the document
TAKEN_KEYS = (
    "下载日期", "下载时间", "抓取日期", "抓取时间", "采集日期", "采集时间", "失效日期", "失效时间", "打印日期",
)  # fmt: skip
_OTHER_KEYS = (
    "信息索引号", "索引号", "主题词", "主题分类", "体裁分类", "组配分类", "信息分类", "公文种类", "信息类别", "分类", "公开方式",
    "公开时限", "公开范围", "公开形式", "公开责任部门", "服务对象", "内容概述", "时效性", "时效", "有效性", "效力状态", "效力级别", "效力层级",
    "文件类型", "施行日期", "施行时间", "实施日期", "实施时间", "生效日期", "生效时间", "著录日期", "作者", "供稿", "责任编辑", "编辑", "责编", "审核",
    "签发人", "签发", "浏览次数", "浏览量", "阅读次数", "阅读人次", "阅读数", "阅读量", "阅读", "点击数", "点击率", "点击量",
    "法宝引证码", "法信码", "执行日期", "原文链接", "全文", "效力位阶", "效力等级", "法规类别", "所属类别", "法规分类", "行业分类", "地域分类", "专题分类", "时效状态",
    "文件来源", "批准部门", "批准机关", "批准日期",
    "点击次数", "访问量", "访问次数", "人气", "字体", "字号", "打印", "分享到", "分享", "导读", "关键词", "体裁", "语种", "链接", "URL", "url",
)  # fmt: skip
_KEYS = sorted(
    {
        *TITLE_KEYS,
        *ISSUER_KEYS,
        *SOURCE_KEYS,
        *NUMBER_KEYS,
        *PUBLISHED_KEYS,
        *WRITTEN_KEYS,
        *TAKEN_KEYS,
        *_OTHER_KEYS,
    },
    key=lambda key: (-len(key), key),
)
# words that open sentences too: they are keys only with a colon
_WORDS = {
    "名称", "来源", "时间", "日期", "分类", "作者", "供稿", "编辑", "责任编辑", "责编", "审核", "签发", "阅读", "人气", "打印", "分享",
    "分享到", "体裁", "语种", "时效", "信息来源", "导读", "关键词", "浏览量", "全文", "链接", "Title", "title", "Source", "source", "Date", "date",
    "URL", "url",
}  # fmt: skip
_KEY = re.compile(
    "(?P<key>" + "|".join(" ?".join(key) for key in _KEYS) + r") ?(?P<close>[\]】])? ?(?P<sign>:|\|)? ?"
)
_STARTS = frozenset(key[0] for key in _KEYS)
_NUMBERED = re.compile(r"[\u4e00-\u9fff]{2,12}[〔\[【(（]20\d\d")
_GOES_ON = "的是为要,，、。"  # behind words that open a sentence
_SENTENCE = re.compile("[。，,；;]")
_BEFORE = " |•·[【;；)）-"
_AROUND = " |•·[]【】:;；,，-"
_LONGEST = 400  # characters of a row; longer lines are text
_CUES = (
    "期",
    "日",
    "间",
    "号",
    "构",
    "关",
    "题",
    "称",
    "源",
    "者",
    "类",
    "位",
    "词",
    "数",
    "量",
    "编",
    "率",
    "次",
    "体",
    "于",
    "码",
    "接",
    "文",
    "阶",
    "级",
    "别",
    "态",
    "门",
    "e",
    "L",
    "l",
)


def read_pairs(text: str) -> dict[str, str]:
    """Keys of a row with their values, empty where it is no such row; of a key that returns the first that says anything.

    Parameters
    ----------
    text : str
        A line, in any script that :func:`~analysis.reading.evidence.script.legible` gives, its blanks kept.

    Returns
    -------
    dict of str to str
        Keys without blanks, in their order.

    Examples
    --------
    >>> read_pairs("索 引 号 k1/2021-20 发布机构 市政府办 发文日期 2021-02-26")
    {'索引号': 'k1/2021-20', '发布机构': '市政府办', '发文日期': '2021-02-26'}
    >>> read_pairs("[ 成文日期 ] 2026-01-22 [ 发布日期 ] 2026-02-10")
    {'成文日期': '2026-01-22', '发布日期': '2026-02-10'}
    >>> read_pairs("时间紧、任务重,来源复杂。")
    {}
    """
    row = " ".join(text.split()).replace("：", ":").replace("｜", "|")
    if len(row) > _LONGEST or not any(cue in row for cue in _CUES):
        return {}
    found = [match for match in _KEY.finditer(row) if _is_key(row, match)]
    pairs: dict[str, str] = {}
    for match, after in zip(found, [*found[1:], None], strict=False):
        value = row[match.end() : after.start() if after else len(row)].strip(_AROUND)
        key = match["key"].replace(" ", "")
        pairs[key] = pairs.get(key) or value
    return pairs


def opens_with_key(text: str) -> bool:
    """Whether a line begins with a key.

    >>> opens_with_key("• 备注/文号:厦文旅〔2025〕38号"), opens_with_key("2021-03-31 来源:青岚日报")
    (True, False)
    """
    if len(text) > _LONGEST or text.lstrip(_AROUND + "(（ \n\t\u3000\xa0")[:1] not in _STARTS:
        return False
    row = " ".join(text.split()).replace("：", ":").replace("｜", "|").lstrip(_AROUND + "(（")
    match = _KEY.match(row)
    return bool(match and _is_key(row, match))


def _is_key(row: str, match: re.Match[str]) -> bool:
    key = match["key"].replace(" ", "")
    opens = match.start() == 0 or row[match.start() - 1] in _BEFORE
    if match["sign"] or match["close"]:
        return opens or match["sign"] == ":"
    if key in _WORDS or not opens:
        return False
    # without a sign: a blank or nothing follows, or at the start of the row the value itself
    if key in NUMBER_KEYS and _NUMBERED.match(row, match.end()):
        return True
    ends = match.end() == len(row) or row[match.end() - 1] == " "
    if ends or match.start() or len(key) < 4:
        return ends
    return row[match.end()] not in _GOES_ON and not _SENTENCE.search(row, match.end())
