"""What cells of researchers' tables mean: years, days, region codes, and cells that hold nothing to be read.

A value is understood or it is an error; nothing is rounded, and no damaged date becomes another one.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.reading.evidence.dates import parse_date
from analysis.reading.regions import load_regions
from analysis.text import is_missing, one_line, plain, whole

EXCEL_LIMIT = 32_767  # characters of a cell of a workbook; Excel cuts what is longer
_CHINESE_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_ERRORS = re.compile(r"#(?:N/A(?: N/A)?|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!|CALC!|GETTING_DATA)")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_ZERO = re.compile(r"(?<=\d)\.0+$")
_MONTH = re.compile(r"(?:19|20)\d\d(?:[-/年](?:0?[1-9]|1[0-2])|\.(?:0[1-9]|1[0-2]))月?")
_COMPACT = re.compile(r"((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
_SERIALS = range(25_569, 73_051)  # days since the end of 1899, as Excel counts: 1970 to 2099
_EPOCH = dt.date(1899, 12, 30)
_YEARS = range(1900, 2100)
_FEW = 30  # characters of a value that a remark shows


@dataclass(frozen=True)
class Lost:
    """A cell whose value is not there, and why.

    Attributes
    ----------
    code : str
        Of the remark.
    value : str
        What the cell shows.
    """

    code: str
    value: str


def as_cell(value: Any) -> Any:
    """A cell as the other functions take it: None where it is empty, :class:`Lost` for the errors of a spreadsheet.

    >>> as_cell(" "), as_cell(float("nan")), as_cell("NA"), as_cell("#N/A"), as_cell(3.0)
    (None, None, None, Lost(code='cell_error', value='#N/A'), 3.0)
    """
    if value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and value != value):
        return None
    if isinstance(value, str):
        if is_missing(value):
            return None
        if value[:1] == "#" and _ERRORS.fullmatch(value.strip()):
            return Lost("cell_error", value.strip())
        return whole(value)
    return value


def read_header(value: Any) -> str:
    """A cell as the name of a column; empty where it is.

    >>> read_header(" 年份\\n（必填）"), read_header(None)
    ('年份 （必填）', '')
    """
    return "" if as_cell(value) is None else one_line(whole(cell_text(value)))


def cell_text(value: Any) -> str:
    """A cell as text: a day without its midnight, a whole number without a decimal point.

    >>> cell_text(dt.datetime(2019, 3, 31)), cell_text(420200.0), cell_text(" 甲 ")
    ('2019-03-31', '420200', ' 甲 ')
    """
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        value = value.date()
    if isinstance(value, (dt.datetime, dt.date)):
        return value.isoformat(" ") if isinstance(value, dt.datetime) else value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def shown(value: Any) -> str:
    """The beginning of a value, for a remark."""
    text = " ".join(cell_text(value).split())
    return text if len(text) <= _FEW else text[: _FEW - 1] + "…"


def read_year(value: Any) -> int:
    """A year as tables write it; of a day its year.

    Parameters
    ----------
    value : object
        A cell: number, text or day.

    Returns
    -------
    int

    Raises
    ------
    ValueError
        When it names no year, or more than one.

    Examples
    --------
    >>> [read_year(cell) for cell in ("2019", 2019.0, "２０１９年", "二〇一九年度", "2019-03-31", 43555, "20190331")]
    [2019, 2019, 2019, 2019, 2019, 2019, 2019]
    >>> read_year(dt.datetime(1905, 7, 11))  # the number 2019 in a cell that is formatted as a day
    2019
    """
    if isinstance(value, (dt.date, dt.datetime)):
        own = value.date() if isinstance(value, dt.datetime) else value
        days = (own - _EPOCH).days
        return days if days in _YEARS else own.year
    if isinstance(value, float) and not value.is_integer():
        raise ValueError(value)
    text = _digits(value)
    if text.isdecimal():
        if int(text) in _YEARS:
            return int(text)
        return _day_of_number(text).year
    if day := _parse(plain(cell_text(value))):
        return day.year
    years = _YEAR.findall(text)
    if len(years) == 1 and (_MONTH.fullmatch(text) or sum(map(str.isdigit, text)) == len(years[0])):
        return int(years[0])
    raise ValueError(value)


def holds_more(value: Any) -> bool:
    """Whether a cell whose year is read holds more than the year: a day, or a month.

    >>> [holds_more(cell) for cell in (2019, "2019年度", dt.datetime(1905, 7, 11), "2019-03-31", 43555, "2019年3月")]
    [False, False, False, True, True, True]
    """
    if isinstance(value, (dt.date, dt.datetime)):
        return read_year(value) == value.year
    return sum(map(str.isdigit, _digits(value))) > len("2019")


def read_day(value: Any) -> pd.Timestamp:
    """A day as tables write it.

    Raises
    ------
    ValueError
        When it is no whole day.

    Examples
    --------
    >>> [str(read_day(cell).date()) for cell in ("2020年3月31日", "2020/3/31", 43921, "43921.0", "20200331", "2020-03-31 00:00:00")]
    ['2020-03-31', '2020-03-31', '2020-03-31', '2020-03-31', '2020-03-31', '2020-03-31']
    """
    if isinstance(value, (dt.date, dt.datetime)):
        return pd.Timestamp(value).tz_localize(None).normalize()
    text = _digits(value)
    day = _day_of_number(text) if text.isdecimal() else _parse(plain(cell_text(value)))
    if day is None:
        raise ValueError(value)
    return pd.Timestamp(day)


def is_part_of_day(value: Any) -> bool:
    """Whether a cell gives a year, or a year and a month, but no day.

    >>> is_part_of_day("2020年3月"), is_part_of_day(2020), is_part_of_day("无")
    (True, True, False)
    """
    text = _digits(value)
    return bool(_MONTH.fullmatch(text) or re.fullmatch(r"(?:19|20)\d\d年?", text))


def read_code(value: Any) -> str:
    """A code of a region (GB/T 2260) in six digits: zeros at the end restored, a decimal point and a street's digits dropped.

    Raises
    ------
    ValueError
        When it is no such code.

    Examples
    --------
    >>> [read_code(cell) for cell in (420200.0, "4202", "４２０２００", "420200000000", 42)]
    ['420200', '420200', '420200', '420200', '420000']
    """
    text = _digits(value)
    if not text.isdecimal() or len(text) not in (2, 4, 6, 9, 12):
        raise ValueError(value)
    code = text[:6].ljust(6, "0")
    if len(text) != 6 and f"{code[:2]}0000" not in _codes():  # six digits may be a zone's own
        raise ValueError(value)
    return code


def _codes() -> frozenset[str]:
    return frozenset(load_regions()["code"])


def _digits(value: Any) -> str:
    text = plain(cell_text(value)).lstrip("'").translate(_CHINESE_DIGITS)
    return _ZERO.sub("", text)


def _day_of_number(text: str) -> dt.date:
    """The day of a number: as Excel counts days, or in eight digits."""
    if compact := _COMPACT.fullmatch(text):
        return dt.date(*map(int, compact.groups()))
    if len(text) == 5 and int(text) in _SERIALS:
        return _EPOCH + dt.timedelta(days=int(text))
    raise ValueError(text)


def _parse(text: str) -> dt.date | None:
    """The day that a text is; a clock behind it is left out."""
    body = unicodedata.normalize("NFKC", text)
    if day := parse_date(body):
        return day
    found = re.match(r"((?:19|20)\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})", body)
    return dt.date(*map(int, found.groups())) if found else None


def is_cut(text: str) -> bool:
    """Whether a text is as long as a workbook's cell can be, and so probably cut there."""
    return len(text) == EXCEL_LIMIT or (
        EXCEL_LIMIT // 2 <= len(text) < EXCEL_LIMIT and len(text.encode("utf-16-le")) // 2 == EXCEL_LIMIT
    )
