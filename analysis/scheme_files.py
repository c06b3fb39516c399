"""Own categories from a table: CSV, XLSX or TOML, heads in Chinese or English, checked before anything is made of them.

openpyxl reads XLSX because pandas does so with it; tomllib reads TOML.
"""

from __future__ import annotations

import io
import re
import tomllib
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import InputError
from analysis.text import one_line, plain_cell

FEWEST, MOST = 2, 30  # categories
ENDINGS = (".csv", ".xlsx", ".toml")
MAX_BYTES, MAX_UNPACKED, MAX_ROWS, MAX_COLUMNS, MAX_CELL = 1 << 20, 16 << 20, 2_000, 64, 2_000
CODES = 999  # the largest number that a category may have
_HEADS = {  # column -> heads under which it stands, without case and full width
    "code": "code area number no no. id 代码 编码 编号 类别代码 类别编号 序号",
    "name_zh": "name_zh name_cn 名称 中文名 中文名称 类别 类别名称 类目",
    "name_en": "name_en english 英文名 英文名称 英文",
    "name": "name category label",
    "short_zh": "short_zh 简称 中文简称",
    "short_en": "short_en short 英文简称",
    "colour": "colour color 颜色",
    "note_zh": "note_zh 说明 定义 界定 备注",
    "note_en": "note_en note notes definition description",
    "example": "example examples 示例 例子 例句 举例",
    "parent": "parent 上级 所属 所属类别 上级代码",
    "scheme": "scheme 方案 方案名称",
    "base": "base 措施体系",
}
_TO = re.compile(r"(?:to|对应) *: *(.+)")  # a crosswalk: the head names the other scheme
_TEXTS = ("name_zh", "name_en", "short_zh", "short_en", "note_zh", "note_en", "example")
_WHOLE = re.compile(r"[0-9]{1,6}")
_NAME = re.compile(r"[^\s/\\;=,]{1,60}")  # of a scheme: a word, since tables and strata hold it
_COLOUR = re.compile(r"#[0-9a-f]{6}|#[0-9a-f]{3}")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
# ten hues that colour-blind readers tell apart (after Tol), then darker and lighter; sign and line tell them apart too
_HUES = ["0077BB", "EE7733", "009988", "CC3311", "33BBEE", "EE3377", "AA8800", "882255", "117733", "555555"]
_MARKERS = ["o", "D", "^", "v", "s", "P", "<", ">", "X", "*"]
_LINES = ("solid", "dashed", "dashdot", "dotted")


@dataclass(frozen=True, eq=False)
class Definition:
    """A scheme as its file has it, checked.

    Attributes
    ----------
    name : str
    areas : DataFrame
        Index ``area``; columns ``code`` (as the file has it), names, ``colour``, ``marker``, ``line``, ``provenance``,
        notes, ``example``.
    measures : DataFrame
        Index ``measure``; ``area``, ``code``, ``parent``, ``item``, names, ``provenance``.
    base : str
        Scheme whose measures these are; the scheme's own name where they are its own.
    none : dict of str
        What "none of these" is called in ``zh`` and ``en``, where the file says so.
    crosswalks : dict
        Other scheme -> category -> its code there, as text.
    remarks : tuple of str
        What was supplied in place of what the file lacks.
    """

    name: str
    areas: pd.DataFrame
    measures: pd.DataFrame
    base: str
    none: dict[str, str]
    crosswalks: dict[str, dict[int, str]]
    remarks: tuple[str, ...]


def read_definition(path: str | Path, name: str | None = None) -> Definition:
    """Read and check a scheme.

    Parameters
    ----------
    path : path
        ``*.csv`` (UTF-8 or GB18030), ``*.xlsx`` (the first sheet) or ``*.toml`` (tables ``[[category]]``).
    name : str, optional
        Name of the scheme; default what the file gives, else the name of the file.

    Raises
    ------
    InputError
        Naming the row and the column at fault.
    """
    file = Path(path)
    rows, given = _read(file)
    names = sorted({row["scheme"] for row in rows if row.get("scheme")} | ({given} if given else set()))
    if len(names) > 1:
        raise InputError("scheme", f"'{file}' names {', '.join(names)}", "give it one name")
    return define(rows, name or (names[0] if names else one_line(file.stem).replace(" ", "-")), str(file))


def define(rows: Sequence[Mapping[str, str]], name: str, source: str = "rows") -> Definition:
    """A scheme from its rows, checked; `source` is named where something is wrong."""
    if not _NAME.fullmatch(name):
        remedy = "use up to 60 letters, digits, - and _ without white space, / ; = or ,"
        raise InputError("scheme", f"has the name {name!r}", remedy)
    places = {id(row): number for number, row in enumerate(rows, start=2)}

    def refuse(row: Mapping[str, str], problem: str, remedy: str) -> InputError:
        return InputError("scheme", f"'{source}' row {places[id(row)]} {problem}", remedy)

    rows = [row for row in rows if any(row.get(key) for key in ("code", "name", *_TEXTS))]
    filled = [{key: row.get(key, "") for key in (*_HEADS, *row)} for row in rows]
    for own, row in zip(filled, rows, strict=True):
        places[id(own)] = places[id(row)]
        if own["name"]:  # in whichever language it is
            lang = "zh" if _CHINESE.search(own["name"]) else "en"
            own[f"name_{lang}"] = own[f"name_{lang}"] or own["name"]
        if not (own["name_zh"] or own["name_en"]):
            raise refuse(own, "has no name", "name each category in Chinese or English")
        if own["colour"] and not _COLOUR.fullmatch(own["colour"].lower()):
            raise refuse(
                own, f"has the colour {own['colour']!r}", "write colours as #0077BB, or leave them out"
            )
    none = [row for row in filled if plain_cell(row["code"]) == "0"]
    if len(none) > 1:
        raise refuse(none[1], "has the code 0 again", "0 is none of the categories, and there is one of it")
    upper = [row for row in filled if row not in none and not row["parent"]]
    lower = [row for row in filled if row not in none and row["parent"]]
    if not FEWEST <= len(upper) <= MOST:
        raise InputError("scheme", f"'{source}' has {len(upper)} categories", f"give {FEWEST} to {MOST}")
    remarks: list[str] = []
    _fall_back(filled, remarks)
    numbers = _numbers(upper, CODES, refuse)
    if numbers is None:
        numbers = list(range(1, len(upper) + 1))
        remarks.append("the categories are numbered in their order")
    _check_spellings(upper, numbers, refuse)
    areas = _areas(upper, numbers, source)
    measures = _measures(lower, upper, numbers, source, refuse)
    bases = sorted({row["base"] for row in filled if row["base"]}) or [name]
    if len(bases) > 1:
        raise InputError("scheme", f"'{source}' has the bases {', '.join(bases)}", "name one")
    crosswalks = {
        other: {number: row[f"to:{other}"] or "0" for row, number in zip(upper, numbers, strict=True)}
        for other in dict.fromkeys(key[3:] for row in upper for key in row if key.startswith("to:"))
    }
    called = {lang: none[0][f"short_{lang}"] for lang in ("zh", "en")} if none else {}
    return Definition(name, areas, measures, bases[0], called, crosswalks, tuple(remarks))


def definition_rows(own: Definition) -> pd.DataFrame:
    """The table that :func:`read_definition` makes the same scheme of."""
    texts = [*_TEXTS]
    areas = own.areas.reindex(columns=["code", *texts, "colour"]).astype(object).fillna("").assign(parent="")
    for other, ways in own.crosswalks.items():
        areas[f"to:{other}"] = [ways.get(int(area), "0") for area in areas.index]
    called = {f"{kind}_{lang}": said for kind in ("name", "short") for lang, said in own.none.items()}
    none = pd.DataFrame([{"code": "0", **called}] if called else [])
    measures = own.measures.reindex(columns=["code", "name_zh", "name_en"]).astype(object).fillna("")
    codes = own.areas["code"] if "code" in own.areas.columns else own.areas.index.to_series().astype(str)
    if len(measures):
        measures["code"] = measures["code"].mask(measures["code"] == "", measures.index.to_series())
        measures["parent"] = own.measures["area"].map(codes)
    areas["code"] = codes
    table = pd.concat([none, areas, measures], ignore_index=True).fillna("")
    return table.assign(scheme=own.name, base="" if own.base == own.name else own.base)


# Reading


def _read(file: Path) -> tuple[list[dict[str, str]], str]:
    """The rows by their columns, and the name that a TOML gives the scheme."""
    if file.suffix.lower() not in ENDINGS:
        raise InputError("scheme", f"'{file}' has the ending {file.suffix!r}", f"give {' or '.join(ENDINGS)}")
    if not file.is_file():
        raise InputError("scheme", f"'{file}' does not exist", "give a table of categories")
    data = file.read_bytes() if file.stat().st_size <= MAX_BYTES else None
    if data is None:
        raise InputError(
            "scheme", f"'{file}' is over {MAX_BYTES:,} bytes", "give a table of 2 to 30 categories"
        )
    if file.suffix.lower() == ".toml":
        return _read_toml(file, data)
    cells = _read_xlsx(file, data) if file.suffix.lower() == ".xlsx" else _read_csv(file, data)
    return _by_heads([[one_line(str(cell)) for cell in row] for row in cells], file), ""


def _read_csv(file: Path, data: bytes) -> list[list[str]]:
    import csv

    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise InputError("scheme", f"'{file}' is neither UTF-8 nor GB18030", "save it as CSV in UTF-8")
    separator = max(",;\t", key=text.split("\n", 1)[0].count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise InputError("scheme", f"'{file}' cannot be read as CSV ({error})", "save it again") from None


def _read_xlsx(file: Path, data: bytes) -> list[list[str]]:
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
                raise ValueError(f"unpacks to more than {MAX_UNPACKED:,} bytes")
            for part in archive.namelist():  # entities could unpack without end
                if part.endswith((".xml", ".rels")) and re.search(
                    rb"<!(?:DOCTYPE|ENTITY)", archive.read(part)
                ):
                    raise ValueError(f"declares a document type in {part}")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        try:
            sheet: Any = book.worksheets[0]
            sheet.reset_dimensions()
            rows = sheet.iter_rows(max_row=MAX_ROWS, max_col=MAX_COLUMNS, values_only=True)
            return [["" if value is None else _as_text(value) for value in row] for row in rows]
        finally:
            book.close()
    except Exception as error:  # hostile XML makes openpyxl raise anything
        said = one_line(str(error))[:100] or type(error).__name__
        raise InputError("scheme", f"'{file}' cannot be read as XLSX ({said})", "save it again") from None


def _as_text(value: Any) -> str:
    """What a cell shows: a whole number without its decimal zero."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _read_toml(file: Path, data: bytes) -> tuple[list[dict[str, str]], str]:
    try:
        given = tomllib.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise InputError("scheme", f"'{file}' is no TOML ({one_line(str(error))})", "correct it") from None
    blocks = given.get("category")
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        raise InputError("scheme", f"'{file}' has no table [[category]]", "give one for each category")
    heads = list(dict.fromkeys(key for block in blocks for key in block))
    cells = [[one_line(_joined(block.get(key, ""))) for key in heads] for block in blocks]
    return _by_heads([heads, *cells], file), one_line(str(given.get("name", "")))


def _joined(value: Any) -> str:
    """A value as text, a list as its parts."""
    return "；".join(map(str, value)) if isinstance(value, list) else str(value)


def _by_heads(cells: list[list[str]], file: Path) -> list[dict[str, str]]:
    """The rows under the columns that their heads mean; other columns are left alone."""
    known = {plain_cell(head): column for column, heads in _HEADS.items() for head in heads.split(" ")}
    heads = []
    for head in cells[0] if cells else []:
        folded, way = plain_cell(head), _TO.fullmatch(plain_cell(head))
        heads.append(f"to:{way[1].strip()}" if way else known.get(folded, ""))
    twice = sorted({head for head in heads if head and heads.count(head) > 1})
    if twice:
        raise InputError("scheme", f"'{file}' has two columns for {', '.join(twice)}", "keep one of them")
    if not {"name", "name_zh", "name_en"} & set(heads):
        shown = ", ".join(cells[0][:8]) if cells else "nothing"
        remedy = "name the columns code, name_zh and name_en (代码, 中文名, 英文名)"
        raise InputError("scheme", f"'{file}' has no column of names (it has {shown})", remedy)
    rows = []
    for number, row in enumerate(cells[1:], start=2):
        if any(len(cell) > MAX_CELL for cell in row):
            raise InputError(
                "scheme", f"'{file}' row {number} has a cell of over {MAX_CELL} characters", "cut it"
            )
        # a spreadsheet's guard of formulas is no part of a name
        own = {
            head: re.sub(r"^'(?=[=+\-@])", "", cell) for head, cell in zip(heads, row, strict=False) if head
        }
        rows.append(own)
    return rows


# Checks


def _fall_back(rows: Iterable[dict[str, str]], remarks: list[str]) -> None:
    """Names that one language lacks are those of the other, and short names the names."""
    for lang, other, said in (("zh", "en", "Chinese"), ("en", "zh", "English")):
        lacking = [row for row in rows if not row[f"name_{lang}"]]
        for row in lacking:
            row[f"name_{lang}"] = row[f"name_{other}"]
            row[f"short_{lang}"] = row[f"short_{lang}"] or row[f"short_{other}"]
        if lacking:
            remarks.append(f"{len(lacking)} categories have no {said} name and keep the other one")
    for row in rows:
        for lang in ("zh", "en"):
            row[f"short_{lang}"] = row[f"short_{lang}"] or row[f"name_{lang}"]


def _numbers(rows: Sequence[Mapping[str, str]], most: int, refuse: Any) -> list[int] | None:
    """The codes as numbers, where all are; None where they are texts, or left out, and are to be numbered."""
    codes = [plain_cell(row["code"]) for row in rows]
    if not any(codes):
        return None
    for place, (row, code) in enumerate(zip(rows, codes, strict=True)):
        if not code:
            raise refuse(row, "has no code where others have one", "give all categories a code, or none")
        if code in codes[:place]:
            raise refuse(row, f"has the code {row['code']!r}, which another row has too", "give each its own")
    whole = [bool(_WHOLE.fullmatch(code)) for code in codes]
    if not any(whole):
        return None
    if not all(whole):
        row = rows[whole.index(True)]
        remedy = "use numbers for all or texts for all, so that 2 cannot mean two things"
        raise refuse(row, f"has the code {row['code']!r} where others have texts", remedy)
    for row, code in zip(rows, codes, strict=True):
        if not 1 <= int(code) <= most:
            raise refuse(row, f"has the code {code}", f"use 1 to {most}; 0 is none of the categories")
    return [int(code) for code in codes]


def _check_spellings(rows: Sequence[Mapping[str, str]], numbers: Sequence[int], refuse: Any) -> None:
    """Refuse a name or code that two categories share: typed by a coder, it would mean either."""
    meant: dict[str, int] = {}
    for row, number in zip(rows, numbers, strict=True):
        for said in (str(number), row["code"], *(row[key] for key in _TEXTS[:4])):
            if said and meant.setdefault(plain_cell(said), number) != number:
                raise refuse(row, f"is called {said!r}, as another category is", "give each names of its own")


def _areas(rows: Sequence[Mapping[str, str]], numbers: Sequence[int], source: str) -> pd.DataFrame:
    looks = [look(place) for place in range(len(rows))]
    table = pd.DataFrame(
        [
            {
                "code": row["code"] or str(number),
                **{key: row[key] for key in _TEXTS},
                "colour": (row["colour"] or own["colour"]).upper(),
                "marker": own["marker"],
                "line": own["line"],
                "provenance": f"own scheme, {Path(source).name}",
            }
            for row, number, own in zip(rows, numbers, looks, strict=True)
        ],
        index=pd.Index(numbers, name="area", dtype=int),
    )
    return table.astype("object")


def _measures(
    lower: Sequence[Mapping[str, str]],
    upper: Sequence[Mapping[str, str]],
    numbers: Sequence[int],
    source: str,
    refuse: Any,
) -> pd.DataFrame:
    """The finer categories below: each under the one that its column ``parent`` names by code, number or name."""
    home: dict[str, int] = {}
    for row, number in zip(upper, numbers, strict=True):
        home |= {
            plain_cell(said): number
            for said in (str(number), row["code"], row["name_zh"], row["name_en"])
            if said
        }
    codes = [plain_cell(row["code"]) for row in lower]
    given = all(re.fullmatch(r"[0-9]{1,4}[a-z]{0,2}", code) for code in codes) and len(set(codes)) == len(
        codes
    )
    made = []
    for place, row in enumerate(lower, start=1):
        area = home.get(plain_cell(row["parent"]))
        if area is None:
            raise refuse(row, f"has the parent {row['parent']!r}", "name a category by its code or name")
        made.append(
            {"measure": codes[place - 1] if given else str(place), "area": area, "code": row["code"], "parent": "", "item": "",
             "name_zh": row["name_zh"], "name_en": row["name_en"], "provenance": f"own scheme, {Path(source).name}"}
        )  # fmt: skip
    columns = ["measure", "area", "code", "parent", "item", "name_zh", "name_en", "provenance"]
    return pd.DataFrame(made, columns=columns).astype({"area": int}).set_index("measure")


def look(place: int) -> dict[str, str]:
    """Colour, sign and line of the category at a place from 0; no two of thirty have the same colour.

    >>> look(0), look(10)["marker"] != look(0)["marker"]
    ({'colour': '#0077BB', 'marker': 'o', 'line': 'solid'}, True)
    """
    hue, tier = _HUES[place % len(_HUES)], place // len(_HUES)
    parts = [int(hue[at : at + 2], 16) for at in (0, 2, 4)]
    if tier == 1:
        parts = [round(part * 0.55) for part in parts]
    elif tier == 2:
        parts = [round(part + (255 - part) * 0.5) for part in parts]
    return {
        "colour": "#" + "".join(f"{part:02X}" for part in parts),
        "marker": _MARKERS[(place + tier) % len(_MARKERS)],
        "line": _LINES[(place + tier) % len(_LINES)],
    }
