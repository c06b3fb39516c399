"""What a row of a table says of a document, in the words of the table of reports: for metadata and for tables of texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from analysis.reading.regions import (
    Region,
    named_regions,
    province_in_english,
    province_of,
    region_of_code,
    settle_region,
)
from analysis.reading.remarks import Remark
from analysis.reading.tabular.cells import (
    Lost,
    cell_text,
    holds_more,
    is_part_of_day,
    read_code,
    read_day,
    read_year,
    shown,
)
from analysis.tables import DOC_TYPES, LEVELS
from analysis.text import fold, one_line, plain

CHOICES = {
    "doc_type": {
        "annual_report": "年度报告 年报 报告",
        "work_summary": "工作总结 总结",
        "press_conference": "新闻发布会 发布会",
        "plan": "计划 工作要点 要点 方案",
        "other": "其他 其它",
    },
    "level": {
        "country": "国家 国家级 中央",
        "province": "省级 省 直辖市 自治区",
        "prefecture": "地市级 市级 地级 地级市 市 自治州",
        "county": "县级 区县级 县区级 县区 区县 县级市 县 区",
        "township": "乡镇级 乡镇 镇街 乡 镇 街道",
        "zone": "开发区 功能区 园区",
        "department": "部门 部门级",
    },
}
ALLOWED = {"doc_type": DOC_TYPES, "level": LEVELS}
_COUNTRY = frozenset(["国家", "全国", "中央", "中国", "中央政府", "national", "china", "central"])
_TEXTS = ("title", "issuer", "region", "province", "doc_number")
_YES = frozenset(
    ["1", "1.0", "x", "√", "✓", "✔", "y", "yes", "true", "是", "排除", "已核对", "对", "剔除", "删除"]
)
_UNKNOWN = frozenset(
    ["-", "--", "—", "——", "/", "?", "？", "无", "暂无", "不详", "不明", "未知", "缺", "缺失", "unknown"]
)
_NO = frozenset(["0", "0.0", "n", "no", "false", "否", "保留"])


class Unreadable(NamedTuple):
    """A cell of which nothing can be made."""

    column: str
    value: str


class Facts(NamedTuple):
    """What a row says.

    Attributes
    ----------
    given : dict
        Column of the table of reports -> value; ``year_from`` only of a year that is part of a day.
    remarks : tuple of Remark
        What is missing, and why.
    unreadable : tuple of Unreadable
        Cells that mean something which cannot be read.
    """

    given: dict[str, Any]
    remarks: tuple[Remark, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()


NOTHING = Facts({})


def read_facts(cells: Mapping[str, Any]) -> Facts:
    """Read the facts of a row.

    Parameters
    ----------
    cells : mapping
        Column of the table of reports -> cell, as :func:`~analysis.reading.tabular.cells.as_cell` gives it.

    Returns
    -------
    Facts

    Examples
    --------
    >>> read_facts({"year": "2019年", "region_code": 420200.0}).given
    {'year': 2019, 'region_code': '420200', 'province': '湖北省', 'region': '黄石市'}
    >>> read_facts({"year": "2019/20"}).unreadable
    (Unreadable(column='year', value='2019/20'),)
    """
    given: dict[str, Any] = {}
    remarks: list[Remark] = []
    unreadable: list[Unreadable] = []
    for column, cell in cells.items():
        if cell is None or (isinstance(cell, str) and cell.strip().casefold() in _UNKNOWN):
            continue
        if isinstance(cell, Lost):
            remarks.append(Remark(cell.code, column=column, value=shown(cell.value)))
            continue
        try:
            value = _READERS[column](cell)
        except (ValueError, OverflowError):
            if column == "published" and is_part_of_day(cell):
                remarks.append(Remark("day_incomplete", value=shown(cell)))
            else:
                unreadable.append(Unreadable(column, shown(cell)))
            continue
        if value is not None:
            given[column] = value
            if column == "year" and holds_more(cell):
                given["year_from"] = "day"
            if column == "region_code" and region_of_code(value) is None:
                remarks.append(Remark("code_unknown", value=value))
    named = given.get("region") or cells.get("province")
    if "level" not in given and "region_code" not in given and plain(str(named)).casefold() in _COUNTRY:
        given["level"] = "country"
    if other := _other_place(given):
        remarks.append(
            Remark("code_elsewhere", value=given["region_code"], name=other, region=given["region"])
        )
    return Facts(complete_place(given), tuple(remarks), tuple(unreadable))


def _other_place(given: Mapping[str, Any]) -> str | None:
    """The place whose code is given, where the region given is certainly another one and neither lies in the other."""
    place = region_of_code(given["region_code"]) if "region_code" in given else None
    codes = {row["code"] for row in named_regions(given["region"])} if place and "region" in given else set()
    if place is None or not codes or any(_one_in_other(place.code, code) for code in codes):
        return None
    return place.name


def _one_in_other(one: str, other: str) -> bool:
    shorter, longer = sorted((one.rstrip("0"), other.rstrip("0")), key=len)
    return longer.startswith(shorter)


def override(given: Mapping[str, Any], by: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as others override them; what is said of a year goes with it.

    >>> override({"year": 2020, "year_from": "day", "region": "铜陵市"}, {"year": 2019})
    {'region': '铜陵市', 'year': 2019}
    """
    gone = ("year", "year_from") if "year" in by else ()
    return {**{name: value for name, value in given.items() if name not in gone}, **by}


def complete_place(given: dict[str, Any]) -> dict[str, Any]:
    """Region and province by the code, or code and province by the region's name, as far as they are not given.

    >>> complete_place({"region": "鼓楼区", "province": "福建"})
    {'region': '鼓楼区', 'province': '福建省', 'region_code': '350102'}
    >>> complete_place({"region": "Shandong"})
    {'region': '山东省', 'province': '山东省', 'region_code': '370000'}
    """
    given = dict(given)
    if given.get("level", "province") == "province":  # Jilin and Hainan are prefectures too
        given |= _in_chinese(given, "region")
    given |= _in_chinese(given, "province")
    code = given.get("region_code")
    if "province" in given:
        rows = named_regions(given["province"])
        if len(rows) == 1 and rows[0]["level"] == "province":
            given["province"] = rows[0]["name"]
    if code:
        place = region_of_code(code)
        if place and "region" in given and code in {row["code"] for row in named_regions(given["region"])}:
            given["region"] = place.name
        top = region_of_code(f"{code[:2]}0000")
        if top:
            given.setdefault("province", top.name)
    else:
        place = (
            _by_name(given["region"], given.get("province"), given.get("year")) if "region" in given else None
        )
        if place:
            given["region"] = place.name
    if place:
        for column, value in (
            ("region", place.name),
            ("province", place.province),
            ("region_code", place.code),
        ):
            given.setdefault(column, value)
    return given


def _in_chinese(given: Mapping[str, Any], column: str) -> dict[str, str]:
    """A place that is a province by its English name, under its official one."""
    official = province_in_english(given[column]) if column in given else None
    return {column: official} if official else {}


def _by_name(name: str, province: str | None, year: int | None) -> Region | None:
    """The one region of a name, in a province where one is given."""
    for when in dict.fromkeys((year, None)):
        rows = [row for row in named_regions(name, when) if province in (None, province_of(row))]
        if len(rows) == 1:
            return settle_region(rows)
    return None


def _choice(column: str) -> Callable[[Any], str]:
    def read(cell: Any) -> str:
        said = plain(cell_text(cell))
        found = next((own for own, names in CHOICES[column].items() if said in (own, *names.split())), said)
        if found not in ALLOWED[column]:
            raise ValueError(cell)
        return found

    return read


def _province(cell: Any) -> str | None:
    """A province; what is the whole country is none."""
    name = _text(cell)
    return None if name and name.casefold() in _COUNTRY else name


def _text(cell: Any) -> str | None:
    return one_line(fold(cell_text(cell))) or None


def read_flag(cell: Any) -> bool:
    """Whether a cell says yes.

    >>> [read_flag(cell) for cell in ("x", "是", 1, "否", 0)]
    [True, True, True, False, False]
    """
    said = plain(cell_text(cell)).casefold()
    if said in _YES:
        return True
    if said in _NO:
        return False
    raise ValueError(cell)


_READERS: dict[str, Callable[[Any], Any]] = {
    "year": read_year,
    "published": read_day,
    "region_code": read_code,
    "exclude": lambda cell: read_flag(cell) or None,
    "confirmed": lambda cell: read_flag(cell) or None,
    **{column: _choice(column) for column in CHOICES},
    **dict.fromkeys(_TEXTS, _text),
    "province": _province,
}
