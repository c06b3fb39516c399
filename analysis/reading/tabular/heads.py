"""Which column of a table holds what: by its name in either language, by its content, or as the researcher says."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from analysis.errors import InputError
from analysis.reading.evidence.title_forms import reads_as_title
from analysis.reading.tabular.cells import Lost, as_cell, cell_text, read_year
from analysis.reading.tabular.labels import own_name
from analysis.text import plain

# column of the table of reports -> names under which it stands in tables, the likeliest first
HEADERS = {
    "path": "path 路径 文件路径 文件名 文件名称 文件 filepath filename",
    "title": "title 标题 报告标题 报告名称 政策标题 政策名称 题名 题目 名称 policytitle documenttitle doctitle headline",
    "doc_type": "doc_type 报告类型 文件类型 文种 类型 doctype documenttype",
    "issuer": "issuer 发文机关 发布机构 发布机关 发文单位 制发机关 发布单位 报告主体 单位 policyreleasedepartment releasedepartment "
    "department agency issuingagency issuingbody organization organisation",
    "region": "region 地区 行政区 区域 地方 地名 城市 地市 区县 县区 市县 city cityname county countyname prefecture district place",
    "province": "province 省份 省 所属省份 所属省 provincename prov",
    "region_code": "region_code 行政区划代码 区划代码 地区代码 城市代码 区县代码 regioncode adcode citycode countycode gbcode",
    "level": "level 级别 层级 行政级别 政府层级 governmentlevel",
    "year": "year 年份 年度 报告年份 报告年度 所属年份 年 reportyear fiscalyear",
    "published": "published 发布日期 发布时间 公开日期 发文日期 成文日期 印发日期 发表时间 发表日期 公布日期 公布时间 颁布日期 颁布时间 日期 时间 文章时间 releasetime releasedate publishdate publicationdate "
    "publishtime articletime posttime pubtime docpubtime pubdate publisheddate dateofpublication date",
    "doc_number": "doc_number 文号 发文字号 docnumber documentnumber",
    "exclude": "exclude 排除 剔除",
    "confirmed": "confirmed 已核对 核对无误",
}
_TEXT = (
    "text 正文 全文 报告正文 报告全文 正文内容 政策正文 政策内容 报告内容 文本 文本内容 内容 fulltext maintext bodytext body content "
    "policycontent articlecontent document rawtext"
)
_ID = "report_id reportid docid documentid id 编号 文档编号 报告编号 文件编号"
_NAMES = {
    column: tuple(names.split())
    for column, names in {
        "text": _TEXT,
        "report_id": _ID,
        **HEADERS,
        "title": f"{HEADERS['title']} 文件名称 文件标题",
    }.items()
    if column not in ("path", "exclude", "confirmed")
}
FACTS = tuple(name for name in _NAMES if name not in ("text", "report_id"))
TAKEN = (*_NAMES, "sheet")  # what `columns` may name
LONG = 120  # characters of a cell that is a text
_JOINED = "+"  # between columns whose cells together are the text
_HAN = re.compile("[\u4e00-\u9fff]")
_MOST_YEARS = 0.9  # share of a column's cells that are years, where nothing else says which column has them
_HEADS = 10  # rows at the top of a sheet among which the head is looked for
_TITLE = 40  # characters that no name of a column has
_DAY = 25  # characters that no day with its hour has
_SAYABLE = re.compile(r"[\w .()（）/-]+")  # names of columns that need no care on a command line


@dataclass
class Taken:
    """Which column holds what.

    Attributes
    ----------
    places : dict
        Column of the table of reports -> places of the table's columns (several only for the text).
    names : list of str
        Names of the table's columns.
    by_content : list of str
        What was told by content and not by name.
    days : int or None
        Where no column has the years: the place of one with days of which they could be taken.
    texts : list of str
        Names of further columns that hold texts as long as that which was taken.
    """

    places: dict[str, list[int]]
    names: list[str]
    by_content: list[str] = field(default_factory=list)
    days: int | None = None
    texts: list[str] = field(default_factory=list)

    @property
    def extra(self) -> dict[str, int]:
        """Names of the columns that hold nothing of the table of reports, with their places."""
        taken = {place for places in self.places.values() for place in places}
        return {name: place for place, name in enumerate(self.names) if name and place not in taken}

    @property
    def days_name(self) -> str | None:
        """How ``year=…`` names the column of days: by its name, or by its letter where the name has signs that shells or we read."""
        if self.days is None:
            return None
        name = self.names[self.days]
        letters = ("" if self.days < 26 else chr(64 + self.days // 26)) + chr(65 + self.days % 26)
        return name if _SAYABLE.fullmatch(name) else letters

    def said(self) -> str:
        """What was taken from where: ``text=正文, year=年份``."""
        return ", ".join(
            f"{column}={_JOINED.join(self.names[place] for place in places)}"
            for column, places in self.places.items()
        )


def plain_header(name: Any) -> str:
    """The name of a column as names are compared.

    >>> plain_header(" Release Time*"), plain_header("年份（必填）"), plain_header("doc_number")
    ('releasetime', '年份', 'docnumber')
    """
    header = re.sub(r"[\s_\-.*:]", "", plain(cell_text(name)).casefold()) if name is not None else ""
    return re.sub(r"[(\[【].*", "", header) or header


_COLUMN_OF = {plain_header(alias): column for column, names in HEADERS.items() for alias in names.split()}


def column_of(name: Any) -> str:
    """The column of the metadata that a name means, or the name as it is."""
    return _COLUMN_OF.get(plain_header(name), str(name))


def parse_columns(columns: Mapping[str, Any] | str | None) -> dict[str, list[str]]:
    """What a researcher says of the columns, as the command and Python give it.

    Parameters
    ----------
    columns : mapping or str, optional
        ``{"text": "正文", "year": "年份"}``, or ``text=正文,year=年份``; for a text in several columns a list, or ``text=上+下``.

    Returns
    -------
    dict of list of str

    Raises
    ------
    InputError
        For a name that is no column of the reports.

    Examples
    --------
    >>> parse_columns("text=正文+续,year=年份")
    {'text': ['正文', '续'], 'year': ['年份']}
    """
    if columns is None:
        return {}
    if isinstance(columns, str):
        pairs = [part.partition("=")[::2] for part in columns.replace("，", ",").split(",") if part.strip()]
        columns = {name.strip(): value.split(_JOINED) for name, value in pairs}
    if not isinstance(columns, Mapping):
        problem = f"is a {type(columns).__name__}"
        raise InputError("columns", problem, "give a mapping such as {'text': '正文', 'year': '年份'}")
    found = {}
    for name, value in columns.items():
        if name not in TAKEN:
            raise InputError("columns", f"names {name!r}", f"use {', '.join(TAKEN)}")
        values = [str(one).strip() for one in ([value] if isinstance(value, (str, int)) else value)]
        if not all(values) or not values or (len(values) > 1 and name not in ("text", "sheet")):
            raise InputError("columns", f"has {value!r} for {name}", "give the name of one column")
        found[name] = values
    return found


def find_head(rows: Sequence[Sequence[Any]]) -> int | None:
    """Which of the first rows names the columns; None where the first row is one of documents.

    A title over the whole table has one cell, and stands above the head.

    >>> find_head([["2019年报告汇总", None], ["年份", "正文"], [2019, "全年办结案件。"]]), find_head([[2019, "全" * 130]])
    (1, None)
    """
    for number, row in enumerate(rows[:_HEADS]):
        cells = [cell for cell in map(as_cell, row) if cell is not None]
        if (
            len(cells) < 2
            and len(rows) > 1
            and any(_is_wide(other) for other in rows[number + 1 : number + 3])
        ):
            continue
        if any(not isinstance(cell, str) or len(cell) > _TITLE for cell in cells):
            return None
        return number if cells else None
    return None


def _is_wide(row: Sequence[Any]) -> bool:
    return sum(as_cell(cell) is not None for cell in row) >= 2


def take_columns(
    names: Sequence[str],
    sample: Sequence[Sequence[Any]],
    columns: Mapping[str, Sequence[str]],
    *,
    lenient: bool = True,
) -> Taken | None:
    """Which columns of a table hold what.

    Parameters
    ----------
    names : sequence of str
        Names of the columns; empty where a column has none.
    sample : sequence of rows
        The first rows below the head.
    columns : mapping
        What the researcher says, as :func:`parse_columns` gives it.
    lenient : bool, default True
        Whether a column that bears the name of a text is one however short its cells are.

    Returns
    -------
    Taken or None
        None where no column holds texts.

    Raises
    ------
    InputError
        When `columns` names one that the table does not have.
    """
    places = {
        name: [_place_of(own, names) for own in values] for name, values in columns.items() if name != "sheet"
    }
    used = {place for own in places.values() for place in own}
    every = set(range(len(names)))  # a row that has more cells is refused
    plains = [plain_header(name) for name in names]
    by_content: list[str] = []
    for column, aliases in _NAMES.items():
        if column in places:
            continue
        fitting = [
            place
            for alias in dict.fromkeys(map(plain_header, aliases))
            for place, name in enumerate(plains)
            if name == alias and place not in used
        ]
        if column == "text":
            fitting = [place for place in fitting if _longest(sample, place) >= (1 if lenient else LONG)]
            fitting.sort(
                key=lambda place: _longest(sample, place) < LONG
            )  # 内容 may be a keyword beside the 正文
            if not fitting and (place := _text_by_content(sample, every - used)) is not None:
                fitting, by_content = [place], [*by_content, "text"]
        if fitting:
            places[column] = fitting[:1]
            used.add(fitting[0])
    if "text" not in places:
        return None
    if "year" not in places and "published" in places and _are_years(sample, places["published"][0]):
        places["year"] = places.pop("published")  # 日期 2019 is no day
    if "year" in places and "published" not in places and _holds_days(plains, sample, places["year"][0]):
        places["published"] = places["year"]
    if "year" not in places and (years := _years_by_content(sample, every - used)) is not None:
        places["year"], by_content = [years], [*by_content, "year"]
    used = {place for own in places.values() for place in own}
    if "title" not in places and (title := _title_by_content(sample, every - used)) is not None:
        places["title"], by_content = [title], [*by_content, "title"]
    order = [name for name in TAKEN if name in places]
    taken = Taken({name: places[name] for name in order}, list(names), by_content)
    if "text" not in columns:
        usual = _usual_length(sample, places["text"][0])
        others = taken.extra.items()
        taken.texts = [name for name, place in others if 2 * _usual_length(sample, place) >= usual]
    if "year" not in places:
        likely = [*places.get("published", ()), *taken.extra.values()]
        taken.days = next((place for place in likely if _name_years(sample, place)), None)
    return taken


def _place_of(wanted: str, names: Sequence[str]) -> int:
    """The place of the column that is named, by its name or, where no column bears it, by its letter."""
    for compare in (str, lambda name: plain(name).casefold(), plain_header):
        found = [place for place, name in enumerate(names) if name and compare(name) == compare(wanted)]
        if found:
            return found[0]
    if re.fullmatch("[A-Za-z]{1,2}", wanted):
        letters = [ord(letter) - 64 for letter in wanted.upper()]
        place = letters[0] - 1 if len(letters) == 1 else letters[0] * 26 + letters[1] - 1
        if place < len(names):
            return place
    there = ", ".join(name for name in names if name)
    raise InputError("columns", f"name {wanted!r}, which the table does not have", f"use one of: {there}")


def _longest(sample: Sequence[Sequence[Any]], place: int) -> int:
    """Length of the longest text in a column."""
    return max((len(cell) for cell in _cells(sample, place) if isinstance(cell, str)), default=0)


def _usual_length(sample: Sequence[Sequence[Any]], place: int) -> int:
    """Characters of the cell in the middle by length, of a column; 0 of one that holds no texts."""
    sizes = sorted(len(cell) for cell in _cells(sample, place) if isinstance(cell, str))
    return sizes[len(sizes) // 2] if sizes and sizes[-1] >= LONG else 0


def _title_by_content(sample: Sequence[Sequence[Any]], unused: set[int]) -> int | None:
    """The first column of which most cells read like titles of reports."""
    for place in sorted(unused):
        cells = _cells(sample, place)
        titles = sum(isinstance(cell, str) and reads_as_title(plain(cell)) for cell in cells)
        if titles > len(cells) / 2:
            return place
    return None


def _text_by_content(sample: Sequence[Sequence[Any]], unused: set[int]) -> int | None:
    """The column with the longest texts in Chinese, if it has any."""
    sizes = {}
    for place in unused:
        texts = [cell for cell in _cells(sample, place) if isinstance(cell, str)]
        if (
            texts
            and max(map(len, texts)) >= LONG
            and any(len(_HAN.findall(text[:400])) >= 20 for text in texts)
        ):
            sizes[place] = sum(map(len, texts))
    return max(sizes, key=lambda place: sizes[place]) if sizes else None


def _are_years(sample: Sequence[Sequence[Any]], place: int) -> bool:
    cells = [cell for cell in _cells(sample, place) if not isinstance(cell, Lost)]
    return bool(cells) and sum(map(_is_bare_year, cells)) >= _MOST_YEARS * len(cells)


def _holds_days(plains: Sequence[str], sample: Sequence[Sequence[Any]], place: int) -> bool:
    """Whether the column that the years are taken from is one of days of publication."""
    named = plains[place] in map(plain_header, _NAMES["published"])
    return named and not _are_years(sample, place)


def _years_by_content(sample: Sequence[Sequence[Any]], unused: set[int]) -> int | None:
    """The one column whose cells are years and nothing else."""
    found = [place for place in unused if _are_years(sample, place)]
    return found[0] if len(found) == 1 else None


def _name_years(sample: Sequence[Sequence[Any]], place: int) -> bool:
    """Whether the cells of a column are days, months or years."""
    cells = [cell for cell in _cells(sample, place) if not isinstance(cell, Lost)]
    return bool(cells) and sum(map(_names_year, cells)) >= _MOST_YEARS * len(cells)


def _names_year(cell: Any) -> bool:
    text = cell_text(cell)
    if len(text) > _DAY or (text.isdecimal() and len(text) not in (4, 8)):  # 43555 may be any number
        return False
    try:
        return 2000 <= read_year(cell) <= 2049
    except (ValueError, OverflowError):
        return False


def _is_bare_year(cell: Any) -> bool:
    text = plain(cell_text(cell))
    if not re.fullmatch(r"20\d\d(?:年度?|\.0)?", text):
        return False
    return 2000 <= read_year(cell) <= 2049


def _cells(sample: Sequence[Sequence[Any]], place: int) -> list[Any]:
    cells = (as_cell(row[place]) for row in sample if place < len(row))
    return [cell for cell in cells if cell is not None]


# Tables that this package writes

PARTS = frozenset(["paragraph_id", "item_id", "unit_id", "frame_id"])  # keys of what reports are cut into
_WHOLE = {
    "classified": {"paragraph_id", "report_id", "text", "area", "probability"},
    "paragraphs": {"paragraph_id", "report_id", "text", "role", "position"},
    "items": {"item_id", "paragraph_id", "text"},
    "codes": {"unit_id", "coder"},
    "reports": {"report_id", "path", "title", "year", "n_chars", "text"},
    "reports without texts": {"report_id", "path", "title", "year", "n_chars"},
    "ledger": {"path", "status", "warnings"},
    "shares": {"year", "area", "share", "estimator"},
    "trends": {"area", "slope", "p_holm"},
    "topic shares": {"year", "topic", "share"},
    "coverage": {"year", "n_reports", "n_regions"},
    "keyness": {"group", "term", "log_odds"},
    "compliance": {"report_id", "has_work", "has_plan"},
}


def own_kind(names: Sequence[str]) -> str | None:
    """Which table of this package has these columns, or None.

    >>> from analysis.tables import COLUMNS
    >>> own_kind(list(COLUMNS["reports"])), own_kind(list(COLUMNS["shares"])), own_kind(["year", "text"])
    ('reports', 'shares', None)
    """
    there = {own_name(name) for name in names}
    return next((kind for kind, whole in _WHOLE.items() if whole <= there), None)
