"""The metadata table: what a researcher knows of the files, by path, in the words and formats of a Chinese office.

A CSV in any encoding, an Excel workbook or a DataFrame; headers and choices in Chinese or English; paths with either
slash, in either composition of Unicode, with or without ending. A row that meets no file is told, and a table of texts
that this package wrote is none: it would keep what later texts correct.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import InputError
from analysis.reading.decode import Undecodable, decode
from analysis.reading.evidence.dates import parse_date
from analysis.reading.formats.limits import Refusal
from analysis.reading.remarks import Remark
from analysis.reading.sources import Source, read_source_bytes
from analysis.tables import DOC_TYPES, LEVELS, check_table
from analysis.text import fold, plain

# column -> names under which it stands in tables, the first that is there is taken
_HEADERS = {
    "path": "path 路径 文件路径 文件名 文件名称 文件",
    "title": "title 标题 报告标题 报告名称 题名 名称",
    "doc_type": "doc_type 报告类型 文件类型 文种 类型",
    "issuer": "issuer 发文机关 发布机构 发布机关 发文单位 制发机关 报告主体 单位",
    "region": "region 地区 行政区 区域 地方 地名",
    "province": "province 省份 省 所属省份 所属省",
    "region_code": "region_code 行政区划代码 区划代码 地区代码",
    "level": "level 级别 层级 行政级别 政府层级",
    "year": "year 年份 年度 报告年份 报告年度",
    "published": "published 发布日期 发布时间 公开日期 发文日期 成文日期",
    "doc_number": "doc_number 文号 发文字号",
}
_OVERRIDES = tuple(name for name in _HEADERS if name != "path")
_CHOICES = {
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
_ALLOWED = {"doc_type": DOC_TYPES, "level": LEVELS}
_WRITTEN = {"report_id", "n_chars", "text"}  # columns of the reports that this package writes
_YEAR = re.compile(r"((?:19|20)\d\d)(?:年度?|年?度|\.0)?")
_CHINESE_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_SERIAL = re.compile(r"[3-5]\d{4}(?:\.0)?")  # days since the end of 1899, as Excel counts: 1982 to 2064
_ENDING = re.compile(r"\.(?:txt|html?|mht|mhtml|pdf|docx?|docm|dotx|wps|zip|shtml)$")
_NAMED = 5  # rows without a file that are named


class Overrides(dict[str, dict[str, Any]]):
    """What is known of files, by path as the table gives it.

    Parameters
    ----------
    rows : mapping of str to dict
        Path -> what overrides the text.
    name : str or None
        Name of the table, for the ledger; None where it needs no row there.
    own : bool
        Whether this package wrote the table, which then overrides nothing.

    Examples
    --------
    >>> overrides = Overrides({"2019\\\\铜陵": {"year": 2018}})
    >>> overrides.given("2019/铜陵.txt"), overrides.given("2020/铜陵.txt")
    ({'year': 2018}, {})
    """

    def __init__(
        self, rows: Mapping[str, dict[str, Any]] = {}, name: str | None = None, *, own: bool = False
    ) -> None:
        super().__init__(rows)
        self.name, self.own = name, own
        self._by_path: dict[str, str] = {}
        loose: dict[str, list[str]] = {}
        for path in rows:
            key = _key(path)
            self._by_path[key] = path
            loose.setdefault(_ENDING.sub("", key), []).append(path)
        # without ending where that is no other file's
        self._by_stem = {stem: paths[0] for stem, paths in loose.items() if len(paths) == 1}

    def __reduce__(self) -> tuple[Any, ...]:
        return _overrides, (dict(self), self.name, self.own)

    def row_of(self, label: str) -> str | None:
        """The path of the table that means a file, or None: its path, then its name alone, then an absolute path."""
        key = _key(label)
        for part in (key, key.rpartition("/")[2]):
            for found in (self._by_path.get(part), self._by_stem.get(_ENDING.sub("", part))):
                if found is not None:
                    return found
        return self._absolute.get(key) or self._absolute.get(_ENDING.sub("", key))

    def given(self, label: str) -> dict[str, Any]:
        """What overrides the text of a file."""
        row = self.row_of(label)
        return {} if row is None else self[row]

    @property
    def _absolute(self) -> dict[str, str]:
        """The ends of absolute paths, each with its path, where no other ends so."""
        if not hasattr(self, "_ends"):
            ends: dict[str, set[str]] = {}
            for key, path in self._by_path.items():
                if re.match(r"(?:[a-z]:)?/", key):
                    parts = key.split("/")
                    for place in range(1, len(parts)):
                        for end in ("/".join(parts[place:]), _ENDING.sub("", "/".join(parts[place:]))):
                            ends.setdefault(end, set()).add(path)
            self._ends = {end: next(iter(paths)) for end, paths in ends.items() if len(paths) == 1}
        return self._ends

    def remark(self, labels: Iterable[str]) -> Remark | None:
        """What the ledger says of the table, given the files that were found."""
        if self.own:
            return Remark("own_metadata")
        met = {self.row_of(label) for label in labels}
        unmet = [path for path in self if path not in met]
        if not unmet:
            return None
        named = ", ".join(unmet[:_NAMED]) + (" …" if len(unmet) > _NAMED else "")
        return Remark("rows_without_file", n=len(unmet), paths=named)


def _overrides(rows: dict[str, dict[str, Any]], name: str | None, own: bool) -> Overrides:
    return Overrides(rows, name, own=own)


def _key(path: str) -> str:
    """A path as it is compared: one kind of slash, composed, small letters, no dot in front.

    >>> _key(" .\\\\2019\\\\Báo.TXT ") == _key("2019/Ba\\u0301o.txt")
    True
    """
    body = unicodedata.normalize("NFC", fold(path)).strip().replace("\\", "/").casefold()
    while body.startswith("./"):
        body = body[2:]
    return re.sub("/{2,}", "/", body)


def read_overrides(metadata: Any, *, beside: bool = False) -> Overrides:
    """Read the metadata table.

    Parameters
    ----------
    metadata : path, DataFrame or None
        The table.
    beside : bool, default False
        Whether it was found beside the reports rather than named: one that this package wrote is then passed over.

    Returns
    -------
    Overrides

    Raises
    ------
    InputError
        When it cannot be read, lacks the paths, has two rows for a file, or says what nothing can be made of.
    """
    if metadata is None:
        return Overrides()
    if isinstance(metadata, pd.DataFrame):
        table, name = metadata.astype("string"), "metadata"
    else:
        name = f"metadata '{metadata}'"
        table = _read_table(Path(metadata), name)
    label = Path(metadata).name if not isinstance(metadata, pd.DataFrame) else "metadata"
    table = table.rename(columns={column: _plain_header(column) for column in table.columns})
    if set(table.columns) >= _WRITTEN:
        if beside:
            return Overrides(name=label, own=True)
        raise InputError(
            name,
            "is a table of reports that fazhi wrote, which would override texts that change later",
            "keep its column path and the columns that you set",
        )
    table = table[[column for column in ("path", *_OVERRIDES) if column in table.columns]]
    check_table(table, ("path",), argument=name)
    table = table.assign(path=table["path"].str.strip())
    blank = table.isna() | table.map(lambda cell: not str(cell).strip()).astype(
        bool
    )  # also of an empty table
    rows = table.astype(object).mask(blank, None).to_dict("records")
    keys: set[str] = set()
    for row in rows:
        key = _key(row["path"] or "")
        if key and key in keys:
            raise InputError(name, f"has two rows for '{row['path']}'", "keep one row per file")
        keys.add(key)
    return Overrides({row["path"]: _override(row, name) for row in rows if row["path"]}, label)


def _read_table(path: Path, name: str) -> pd.DataFrame:
    """A table of texts from a file, its kind and encoding told by its content."""
    try:
        data = read_source_bytes(Source(str(path), path))
        if data.startswith(b"PK"):
            cells = pd.read_excel(io.BytesIO(data), dtype=object, engine="openpyxl")
            return cells.map(_cell_text).astype("string")
        text = decode(data).text
        first = text.lstrip().partition("\n")[0]
        return pd.read_csv(io.StringIO(text), dtype="string", sep=max(",\t;", key=first.count))
    except Exception as error:  # whatever a library raises on a file that is no table
        reason = error.reason if isinstance(error, Refusal) else str(error)
        if not isinstance(error, (Refusal, Undecodable, ValueError)):
            reason = f"is damaged: {type(error).__name__}"
        raise InputError(
            name, f"cannot be read ({reason})", "give a CSV or XLSX table with a column 'path'"
        ) from None


def _cell_text(cell: Any) -> Any:
    """A cell of a workbook as text; a day without its midnight."""
    if cell is None or cell is pd.NaT or (isinstance(cell, float) and cell != cell):
        return None
    if isinstance(cell, (dt.datetime, dt.date)):
        return cell.strftime("%Y-%m-%d")
    return str(cell)


def _plain_header(column: Any) -> str:
    """The column that a header names, or the header as it is."""
    header = plain(str(column)).casefold().strip("*:")
    return _COLUMN_OF.get(header, str(column))


_COLUMN_OF = {alias: column for column, aliases in _HEADERS.items() for alias in aliases.split()}


def _override(row: dict[str, Any], name: str) -> dict[str, Any]:
    """What a row says, in the words of the table of reports."""
    known = {column: value for column, value in row.items() if column != "path" and value is not None}
    for column, choices in _CHOICES.items():
        if column in known:
            said = str(known[column]).strip()
            known[column] = next(
                (own for own, names in choices.items() if said in (own, *names.split())), said
            )
            if known[column] not in _ALLOWED[column]:
                problem = f"has {column} {said!r} for '{row['path']}'"
                raise InputError(name, problem, f"use one of {', '.join(_ALLOWED[column])}")
    try:
        if "year" in known:
            known["year"] = _year(known["year"])
        if "published" in known:
            known["published"] = _day(known["published"])
    except ValueError:
        raise InputError(
            name, f"has an unreadable year or date for '{row['path']}'", "write 2019 and 2020-03-31"
        ) from None
    if "region_code" in known:
        known["region_code"] = re.sub(r"\.0$", "", str(known["region_code"]).strip())
    return known


def _year(cell: str) -> int:
    """A year as tables write it.

    >>> _year("2019"), _year(" 2019.0"), _year("２０１９年"), _year("二〇一九年度")
    (2019, 2019, 2019, 2019)
    """
    found = _YEAR.fullmatch(plain(cell).translate(_CHINESE_DIGITS))
    if found is None:
        raise ValueError(cell)
    return int(found[1])


def _day(cell: str) -> pd.Timestamp:
    """A day as tables write it.

    >>> [str(_day(cell).date()) for cell in ("2020年3月31日", "2020/3/31", "43921", "2020-03-31 00:00:00")]
    ['2020-03-31', '2020-03-31', '2020-03-31', '2020-03-31']
    """
    text = unicodedata.normalize("NFKC", cell).strip()
    if _SERIAL.fullmatch(text):
        return pd.Timestamp(1899, 12, 30) + pd.Timedelta(days=int(text[:5]))
    day = parse_date(text)
    return pd.Timestamp(text if day is None else day).normalize()
