"""What a report says of itself: title, issuer, document number, dates, year reported on, type, level.

Pure functions from text to facts. Nothing is guessed: a damaged date ("2019219") stays missing and is reported as
damaged, and the year is the year reported on, never that of publication, save for press conferences, which report
no year and get that of the day they were held.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import NamedTuple

from analysis.reading.numbering import find_heading, numeral_value, split_lines
from analysis.reading.remarks import Remark
from analysis.text import one_line, plain

_HEAD_LINES = 30  # lines in which title and metadata stand
_TITLE_CORE = re.compile(r"法治(?:政府)?|依法行政|法制|依法治")
_TITLE_END = re.compile(
    r"(?:报告|总结|情况|通报|公告|要点|计划|方案|汇报|发布会|意见|安排|思路|打算)(?:[(][^)]{1,12}[)])?$"
)
_NOT_TITLE = re.compile(r"^(?:当前位置|您?现在的?位置|内容概述|索引号|来源|首页)")
_KEYED_TITLE = re.compile(r"^(?:标题|名称|信息名称|文件名称):?(.+?)(?:文号:?.*)?$")
_CHINESE_YEAR = re.compile(r"二[〇○0零O][一二〇○零][〇○零一二三四五六七八九]年")
_CHINESE_MONTH_DAY = re.compile(r"(?<=[年月])[一二三四五六七八九十]{1,3}(?=[月日])")
_CHINESE_DIGIT = dict(zip("〇○零O一二三四五六七八九", "0000123456789", strict=True))
_DOC_NUMBER = re.compile(
    r"(?P<issuer>[\u4e00-\u9fff]{2,12})[〔\[【(（](?P<year>20\d\d)[〕\]】)）](?P<serial>\d{1,4})号"
)
_DATE = re.compile(
    r"(?<!\d)(20\d\d) ?年 ?(\d{1,2}) ?月 ?(\d{1,2}) ?日|(?<!\d)(20\d\d)([-./])(\d{1,2})\5(\d{1,2})(?!\d)"
)
_DATE_KEYS = (
    "发文日期",
    "成文日期",
    "生成日期",
    "发布日期",
    "发布时间",
    "公开日期",
    "信息复核时间",
    "时间",
    "日期",
)
_ISSUER_END = (
    r"(?:人民政府(?:办公室|办公厅)?|政府(?:办公室|办公厅)?|管理委员会|管委会|委员会办公室|委员会|办公室|办公厅|街道办事处|办事处|"
    r"监督管理局|管理局|分局|局|厅|部|委|总署|署|总局|院|中心|支队|总队|公司)"
)
_ISSUER = re.compile(
    rf"^(?:中共)?([\u4e00-\u9fff·、()（）]{{2,30}}?{_ISSUER_END})(?=关于|20\d\d|二[〇○零]|[“\"《]|\d{{4}}|法治|依法|报送|$)"
)
_ISSUER_LINE = re.compile(rf"[\u4e00-\u9fff·()（）]{{2,24}}?{_ISSUER_END}")
_DATE_ROWS = tuple(re.compile(r"\s*".join(key) + r"\s*+:?\s*+(.{8,20})") for key in _DATE_KEYS)
_ASKS = re.compile(r"(?m)^[^\S\n]*(?:问题?\s*\d*|记者(?:提?问)?|答|发言人|主持人):")
_DAMAGED_NUMBER = re.compile(r"〔20\d{3,6}号|[\[(（]20\d{3,6}号")
# a year, month and day run together, a line of nothing else, or month and day (730日; 180日内 is a term, not a date)
_DAMAGED_DATE = re.compile(
    r"(?<!\d)20\d{4,7}日|(?<!\d)(?!20\d\d20\d\d年)20\d{4,6}(?!\d)(?=年|月|日|我|在|印)|(?<=于)20\d{3,5}日?|"
    r"(?m:^[^\S\n]*20\d{4,6}[^\S\n]*$)|"
    r"(?<!\d)(?<!\d[.,])(?:[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])日(?![内以之制])"
)
_LONG_NUMBER = re.compile(r"\d{3}(?:\d\d|日)")  # every damaged date holds one
_DAMAGED_SPAN = re.compile(r"20[12]\d20[12]\d年")


@dataclass(frozen=True)
class Facts:
    """Metadata read off one report.

    Attributes
    ----------
    title, issuer, doc_number, doc_type, level : str or None
        As far as the text says; `doc_type` and `level` in the words of ``tables.DOC_TYPES`` and ``tables.LEVELS``.
    year : int or None
        Year reported on.
    published : datetime.date or None
        Date of publication or signature.
    remarks : tuple of Remark
        What was doubtful, damaged or inferred.
    """

    title: str | None = None
    issuer: str | None = None
    doc_number: str | None = None
    doc_type: str = "other"
    level: str | None = None
    year: int | None = None
    published: dt.date | None = None
    remarks: tuple[Remark, ...] = ()


def read_metadata(text: str) -> Facts:
    """Read the metadata off a report's text.

    Parameters
    ----------
    text : str
        The whole report.

    Returns
    -------
    Facts

    Examples
    --------
    >>> facts = read_metadata("青岚市人民政府关于2019年度法治政府建设情况的报告\\n\\n青政发〔2020〕3号\\n")
    >>> facts.issuer, facts.year, facts.doc_type, facts.doc_number, facts.level
    ('青岚市人民政府', 2019, 'annual_report', '青政发〔2020〕3号', 'prefecture')
    """
    lines = [line for line in split_lines(text) if line.strip()]
    remarks = damage(text)
    title = find_title(lines)
    press = is_press_conference(title, text)
    published, doubt = find_published(lines)
    remarks += [doubt] if doubt else []
    year = None if press else find_year(title, lines)
    if year is None and press and published:
        year = published.year
        remarks.append(Remark("year_from_press_date"))
    elif year is None:
        remarks.append(Remark("year_not_found"))
    if title is None:
        remarks.append(Remark("title_not_found"))
    if span := find_span(title):
        remarks.append(span)
    issuer = find_issuer(title, lines)
    return Facts(
        title=title,
        issuer=issuer,
        doc_number=find_doc_number(plain(line) for line in lines[:_HEAD_LINES]),
        doc_type="press_conference" if press else find_doc_type(title),
        level=level_of(issuer or ""),
        year=year,
        published=published,
        remarks=tuple(remarks),
    )


def find_title(lines: list[str]) -> str | None:
    """Title line of a report: a line of its own, or the value of a metadata row that names it.

    >>> find_title(["索 引 号:1", "名 称:某县2018年度法治政府建设情况报告 文 号:", "正文。"])
    '某县2018年度法治政府建设情况报告'
    """
    keyed = None
    for line in lines[:_HEAD_LINES]:
        text = plain(line)
        row = _KEYED_TITLE.match(text)
        if row and _TITLE_CORE.search(row[1]):
            keyed = keyed or row[1]
        elif _is_title(text) and not find_heading(line):
            return line.strip()
    return keyed


def _is_title(text: str) -> bool:
    fits = 8 <= len(text) <= 60 and _TITLE_CORE.search(text) and _TITLE_END.search(text)
    return bool(fits) and not _NOT_TITLE.match(text) and "。" not in text


def is_press_conference(title: str | None, text: str) -> bool:
    """True when the title says so or journalists ask in the text."""
    return "发布会" in (title or "") or len(_ASKS.findall(text)) >= 3


def find_doc_type(title: str | None) -> str:
    """Type of document by its title.

    >>> [find_doc_type(t) for t in ("2019年法治政府建设工作总结", "2019年法治政府建设工作要点", "2019年法治政府建设情况")]
    ['work_summary', 'plan', 'annual_report']
    """
    text = plain(title or "")
    core = _without_last_bracket(text)
    if re.search(r"(?:要点|计划|方案|安排|打算|思路)$", core):
        return "plan"
    if core.endswith("总结"):
        return "work_summary"
    if re.search(r"(?:报告|情况|通报|公告|汇报)$", core) and _TITLE_CORE.search(core):
        return "annual_report"
    return "other"


def _without_last_bracket(text: str) -> str:
    """The text without the brackets that it ends with.

    >>> _without_last_bracket("2020年报告(试行)"), _without_last_bracket("(一)报告"), _without_last_bracket("报告)")
    ('2020年报告', '(一)报告', '报告)')
    """
    if not text.endswith(")"):
        return text
    opens = text.find(
        "(", text.rfind(")", 0, -1) + 1
    )  # a search backwards from each bracket would not be linear
    return text if opens < 0 else text[:opens]


def find_year(title: str | None, lines: list[str]) -> int | None:
    """Year reported on: in the title, else opening the first sentence of the text.

    >>> find_year("关于二〇一九年度法治政府建设情况的报告", []), find_year("法治政府建设实施纲要(2021-2025年)", [])
    (2019, None)
    """
    for source in chain([title or ""], _openings(lines)):
        text = re.sub(r"20\d\d年?[-—–~至到]+20\d\d年?", "", _arabic(plain(source)))
        found = re.search(r"(?<!\d)(20\d\d)(?:年度?|度)", text)
        if found:
            return int(found[1])
    return None


def _openings(lines: list[str]) -> Iterator[str]:
    """Beginnings of the first long paragraphs that open with a year."""
    body = (text for text in map(plain, lines[: _HEAD_LINES * 2]) if len(text) > 60)
    return (text[:12] for text in islice(body, 3) if re.match(r"(?:20\d\d|二[〇○零]..)年", text))


def _arabic(text: str) -> str:
    """Dates in Chinese digits as Arabic ones (二〇一九年十二月三日 → 2019年12月3日)."""
    years = _CHINESE_YEAR.sub(
        lambda found: "".join(_CHINESE_DIGIT.get(char, char) for char in found[0][:4]) + "年", text
    )
    return _CHINESE_MONTH_DAY.sub(lambda found: str(numeral_value(found[0])), years)


def find_doc_number(head: Iterable[str]) -> str | None:
    """Document number (发文字号) in the head of a report; numbers cited in the body are others'.

    >>> find_doc_number(["文号连政发〔2021〕14号主题词"])
    '连政发〔2021〕14号'
    """
    for line in head:
        if len(line) > 60:
            return None
        found = _DOC_NUMBER.search(re.sub(r"^(?:发文字号|文件?编?号):?", "", line))
        if found:
            return found[0]
    return None


class DocNumber(NamedTuple):
    """The parts of a document number.

    Attributes
    ----------
    issuer : str
        Abbreviation of the issuing body.
    year : int
        Year of issue.
    serial : int
        Number within the year.
    """

    issuer: str
    year: int
    serial: int


def parse_doc_number(text: str) -> DocNumber | None:
    """Parts of a document number (发文字号), or None where it is damaged or there is none.

    Parameters
    ----------
    text : str
        As in the column ``doc_number``.

    Returns
    -------
    DocNumber or None
        ``issuer``, ``year`` and ``serial``.

    See Also
    --------
    read_reports : reads reports with their document numbers.

    Examples
    --------
    >>> parse_doc_number("连政发〔2021〕14号")
    DocNumber(issuer='连政发', year=2021, serial=14)
    >>> print(parse_doc_number("潍高办字〔201865号"))
    None
    """
    found = _DOC_NUMBER.search(plain(text))
    return DocNumber(found["issuer"], int(found["year"]), int(found["serial"])) if found else None


def find_span(title: str | None) -> Remark | None:
    """Remark on a report that covers more or less than a year.

    >>> find_span("关于五年来法治政府建设情况的报告").say(), find_span("2021年报告")
    ('covers five years', None)
    """
    text = plain(title or "")
    if re.search(r"五年|20\d\d年?[-—–~至到]+20\d\d年", text):
        return Remark("covers_five_years") if "五年" in text else Remark("covers_several_years")
    if re.search(r"上半年|下半年|半年", text):
        return Remark("covers_half_year")
    return None


def find_published(lines: list[str]) -> tuple[dt.date | None, Remark | None]:
    """Date of publication, and a remark where a date is damaged.

    Metadata rows first, then a date on a line of its own at the end (the signature's) or at the top.

    >>> find_published(["发布机构 市政府办 发文日期 2021-02-26"])
    (datetime.date(2021, 2, 26), None)
    >>> find_published(["正文。", "2019219"])
    (None, Remark(code='damaged_date_left_out', parts={'value': '2019219'}))
    """
    head = [one_line(line).replace("：", ":") for line in lines[:_HEAD_LINES]]
    # every key ends in one of these two characters
    head = [line for line in head if len(line) <= 120 and ("期" in line or "间" in line)]
    for pattern in _DATE_ROWS:
        for line in head:
            row = pattern.search(line)
            if row and (date := parse_date(row[1])):
                return date, None
    tail = [plain(line) for line in lines[-8:]]
    for line in [*reversed(tail), *(plain(line) for line in lines[:12])]:
        bare = line.strip("()[]【】")
        if len(bare) > 40:
            continue
        if date := parse_date(bare):
            return date, None
        if re.fullmatch(r"20\d{4,6}日?", bare):
            return None, Remark("damaged_date_left_out", value=bare)
    return None, None


def parse_date(text: str) -> dt.date | None:
    """First whole date in a text, or None.

    >>> parse_date("(2022年6月28日)"), parse_date("2017101日"), parse_date("2021-13-45")
    (datetime.date(2022, 6, 28), None, None)
    """
    found = _DATE.search(_arabic(text))
    if not found:
        return None
    year, month, day = (int(part) for part in (found.group(1, 2, 3) if found[1] else found.group(4, 6, 7)))
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def find_issuer(title: str | None, lines: list[str]) -> str | None:
    """Issuing body: at the front of the title, else on a line of its own near the title or the signature.

    >>> find_issuer("潍坊高新区管委会关于2018年度法治政府建设情况的报告", [])
    '潍坊高新区管委会'
    """
    found = _ISSUER.match(plain(title or ""))
    if found:
        return found[1]
    ends = [plain(line) for line in [*lines[-6:][::-1], *lines[:12]]]
    for line in ends:
        if _ISSUER_LINE.fullmatch(line) and not _TITLE_CORE.search(line):
            return line
    return None


def level_of(issuer: str) -> str | None:
    """Level of government that an issuer's name shows; None where the name alone does not tell.

    >>> [level_of(name) for name in ("河湾县人民政府", "云岭高新区管委会", "青岚市水利局", "龙沙区", "")]
    ['county', 'zone', 'department', 'county', None]
    """
    name = re.sub(r"(?:(?:人民)?政府(?:办公室|办公厅)?|行政公署)$", "", issuer)
    if not name:
        return None
    rules = (
        (r"^国务院$", "country"),
        (r"^(?:北京|天津|上海|重庆)市$|自治区$|特别行政区$", "province"),
        (r"(?:高新|开发|新|园|保税|示范|试验|度假|风景名胜)区(?:管委会|管理委员会)|管委会$", "zone"),
        (r"(?:局|厅|部|委|委员会|署|院|中心|支队|总队|公司|办公室|办公厅)$", "department"),
        (r"(?:镇|乡|街道|街道办事处|办事处|苏木)$", "township"),
        (r"(?:县|旗|[^省市地]区|林区|特区)$", "county"),
        (r"(?:自治州|地区|盟|市)$", "prefecture"),
        (r"省$", "province"),
    )
    return next((level for pattern, level in rules if re.search(pattern, name)), None)


def damage(text: str) -> list[Remark]:
    """Traces of swallowed digits, brackets and dashes, each with its first occurrence.

    >>> [remark.say() for remark in damage("(潍高办字〔201865号),于2017101日实施")]
    ["damaged document number '〔201865号'", "damaged date '2017101日'"]
    """
    traces = {
        "damaged_number": _DAMAGED_NUMBER.search(text),
        "damaged_date": _LONG_NUMBER.search(text) and _DAMAGED_DATE.search(text),
        "damaged_span": _DAMAGED_SPAN.search(text),
    }
    return [Remark(code, value=found[0].strip()) for code, found in traces.items() if found]
