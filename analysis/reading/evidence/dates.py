"""Dates as reports and sites write them, in Arabic and Chinese digits; a damaged date is no date."""

from __future__ import annotations

import datetime as dt
import re

from analysis.reading.numbering import numeral_value

_CHINESE_YEAR = re.compile(r"二[〇○零O][一二〇○零][〇○零一二三四五六七八九]年")
_CHINESE_MONTH_DAY = re.compile(r"(?<=[年月])[一二三四五六七八九十]{1,3}(?=[月日])")
_CHINESE_DIGIT = dict(zip("〇○零O一二三四五六七八九", "0000123456789", strict=True))
_DATE = re.compile(
    r"(?<!\d)(?P<y1>20\d\d) ?年 ?(?P<m1>\d{1,2}) ?月 ?(?P<d1>\d{1,2}) ?日|"
    r"(?<!\d)(?P<y2>20\d\d)(?P<sign>[-./])(?P<m2>\d{1,2})(?P=sign)(?P<d2>\d{1,2})(?!\d)|"
    r"(?<![\d.])(?P<d3>\d{1,2})\.(?P<m3>\d{1,2})\.(?P<y3>20\d\d)(?!\d)"
)
_CLOCK = r"(?:(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?)"
_DATE_ROW = re.compile(
    rf"[(\[【]?(?:20\d\d年\d{{1,2}}月\d{{1,2}}日?|20\d\d[-./]\d{{1,2}}[-./]\d{{1,2}}|\d{{1,2}}\.\d{{1,2}}\.20\d\d)"
    rf"{_CLOCK}?[)\]】]?"
)


def arabic(text: str) -> str:
    """Dates in Chinese digits as Arabic ones.

    >>> arabic("二〇一九年十二月三日")
    '2019年12月3日'
    """
    if "二" not in text:
        return text
    years = _CHINESE_YEAR.sub(
        lambda found: "".join(_CHINESE_DIGIT.get(char, char) for char in found[0][:4]) + "年", text
    )
    return _CHINESE_MONTH_DAY.sub(lambda found: str(numeral_value(found[0])), years)


def parse_date(text: str) -> dt.date | None:
    """First whole date in a text, or None.

    >>> parse_date("(2022年6月28日)"), parse_date("18.03.2015 13:07"), parse_date("2017101日"), parse_date("2021-13-45")
    (datetime.date(2022, 6, 28), datetime.date(2015, 3, 18), None, None)
    """
    found = _DATE.search(arabic(text))
    if not found:
        return None
    form = next(number for number in "123" if found[f"y{number}"])
    try:
        return dt.date(*(int(found[f"{part}{form}"]) for part in "ymd"))
    except ValueError:
        return None


def date_opens(text: str) -> int:
    """Characters of the date, with its clock and brackets, that a line without blanks opens with; 0 where none does.

    >>> date_opens("(2021-03-3115:31)来源:青岚日报"), date_opens("来源:青岚日报")
    (17, 0)
    """
    found = _DATE_ROW.match(text)
    return found.end() if found else 0
