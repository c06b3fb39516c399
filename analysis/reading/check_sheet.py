"""The list of doubts as a table to fill in, for Excel and WPS, which the next reading takes as metadata.

openpyxl writes it, as it does coding sheets.
"""

from __future__ import annotations

from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import InputError, check_choice
from analysis.language import LANGUAGES, words_of
from analysis.output import check_output, guard_formula, written_whole
from analysis.reading.check import FACTS
from analysis.reading.tabular.cells import cell_text
from analysis.reading.tabular.facts import ALLOWED
from analysis.tables import check_table
from analysis.text import for_xml

_MARKS = ("confirmed", "exclude")
_WIDTHS = {
    "path": 38,
    "doubts": 60,
    "candidates": 46,
    "title": 44,
    "issuer": 24,
    "region": 14,
    "province": 14,
}
_WIDTH = 13
_ROWS = 500  # below the last one that the lists of choices reach
_LISTS = "lists"


def write_metadata_sheet(
    doubts: pd.DataFrame,
    path: str | PathLike[str],
    *,
    known: Mapping[str, Mapping[str, Any]] | None = None,
    lang: str = "zh",
) -> Path:
    """Write the list of doubts as a table of metadata to fill in.

    What is filled in overrides what the text says; an empty cell overrides nothing. A code of a region fills region and
    province; a mark under *confirmed* settles a file as it was read, one under *exclude* leaves it out. Saved as
    ``reports.xlsx`` or ``reports.csv`` in the folder, or named as the metadata, it is read back, whatever encoding Excel or
    WPS has saved it in.

    Parameters
    ----------
    doubts : DataFrame
        As :func:`check_reports` returns it.
    path : path
        ``*.xlsx`` or ``*.csv``; a new file.
    known : mapping, optional
        What earlier metadata give, by path: filled in.
    lang : {"zh", "en"}, default "zh"
        Language of heads and choices.

    Returns
    -------
    Path
        The file that was written.

    Raises
    ------
    InputError
        When the file exists, has another ending, or `doubts` lacks a column.

    See Also
    --------
    check_reports : makes the list.
    read_reports : reads the table back, as ``metadata``.

    Examples
    --------
    >>> import tempfile
    >>> import analysis as fz
    >>> table = pd.DataFrame({"正文": ["鼓楼区2020年法治政府建设年度报告\\n一、主要工作\\n办结行政复议案件35件。"]})
    >>> doubts = fz.check_reports(*fz.read_reports(table, return_ledger=True))
    >>> file = write_metadata_sheet(doubts, Path(tempfile.mkdtemp()) / "check.csv", lang="en")
    >>> sheet = pd.read_csv(file).assign(region_code=350102)
    >>> fz.read_reports(table, metadata=sheet)[["region", "province"]].values.tolist()
    [['鼓楼区', '福建省']]
    """
    check_choice("lang", lang, LANGUAGES)
    check_table(doubts, ("path", "doubts", "candidates", *FACTS), argument="doubts", maker="check_reports")
    path = check_output(Path(path), (".xlsx", ".csv"))
    if path.exists():
        raise InputError("path", f"'{path}' exists", "give another name: what was filled in is not replaced")
    rows = _rows(doubts, known or {}, lang)
    heads = _heads(lang)
    if path.suffix == ".csv":
        table = pd.DataFrame([list(row.values()) for row in rows], columns=list(heads.values()))
        table = table.map(lambda cell: guard_formula(cell) if isinstance(cell, str) else cell)
        text = table.to_csv(index=False, lineterminator="\r\n")
        with written_whole(path) as work:
            work.write_text(text, encoding="utf-8-sig", newline="")
    else:
        _write_book(path, rows, heads, lang)
    return path


def _heads(lang: str) -> dict[str, str]:
    """Columns with their heads: what is doubtful, what can be filled in, what was read."""
    words = words_of("check", lang)
    names = ("path", "doubts", "candidates", *FACTS, *_MARKS)
    found = {f"found {name}": words["found"].format(name=words["heads"][name]) for name in FACTS}
    return {**{name: words["heads"][name] for name in names}, **found}


def _rows(doubts: pd.DataFrame, known: Mapping[str, Mapping[str, Any]], lang: str) -> list[dict[str, str]]:
    rows = []
    for row in doubts.to_dict("records"):
        given = known.get(row["path"], {})
        cells = {name: _said(row[name], name, lang) for name in ("path", "doubts", "candidates")}
        cells |= {name: _said(given.get(name), name, lang) for name in (*FACTS, *_MARKS)}
        cells |= {f"found {name}": _said(row[name], name, lang) for name in FACTS}
        rows.append(cells)
    return rows


def _said(value: Any, name: str, lang: str) -> str:
    """A value as a cell; types and levels in Chinese where the sheet is."""
    if value is None or value is True or pd.isna(value):
        return "x" if value is True else ""
    return choices(name, lang).get(str(value), cell_text(value)) if name in ALLOWED else cell_text(value)


def choices(name: str, lang: str) -> dict[str, str]:
    """What may be written as a type or a level, by the value it stands for."""
    if lang == "en":
        return {value: value for value in ALLOWED[name]}
    labels = words_of("check", lang)["choices"]
    return {value: labels[value] for value in ALLOWED[name]}


def _write_book(path: Path, rows: list[dict[str, str]], heads: dict[str, str], lang: str) -> None:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    sheet = book.active
    words = words_of("check", lang)
    sheet.title = words["sheet"]
    grey, yellow = PatternFill("solid", fgColor="E6E6E6"), PatternFill("solid", fgColor="FFF7D6")
    wrap = Alignment(wrap_text=True, vertical="top")
    fields = (*FACTS, *_MARKS)
    for column, (name, head) in enumerate(heads.items(), start=1):
        letter = get_column_letter(column)
        sheet.column_dimensions[letter].width = _WIDTHS.get(name.removeprefix("found "), _WIDTH)
        sheet.column_dimensions[letter].number_format = "@"  # so that a code keeps its digits
        cell = sheet.cell(1, column, head)
        cell.font, cell.alignment = Font(bold=True), wrap
        cell.fill = yellow if name in fields else grey
        for number, row in enumerate(rows, start=2):
            own = sheet.cell(number, column)
            own.value, own.data_type = for_xml(row[name]) or None, "s" if row[name] else "n"
            own.number_format, own.alignment = "@", wrap
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(heads))}{len(rows) + 1}"
    lists = book.create_sheet(_LISTS)
    for place, name in enumerate(ALLOWED, start=1):
        own = list(choices(name, lang).values())
        letter = get_column_letter(place)
        lists.cell(1, place, heads[name])
        for number, choice in enumerate(own, start=2):
            lists.cell(number, place, choice)
        rule = DataValidation(
            "list", formula1=f"{_LISTS}!${letter}$2:${letter}${len(own) + 1}", allow_blank=True
        )
        target = get_column_letter(list(heads).index(name) + 1)
        rule.add(f"{target}2:{target}{len(rows) + _ROWS}")
        sheet.add_data_validation(rule)
    lists.sheet_state = "hidden"
    guide = book.create_sheet(words["guide"])
    guide.column_dimensions["A"].width = 110
    for number, line in enumerate(words["lines"], start=1):
        guide.cell(number, 1, line).alignment = wrap
    with written_whole(path) as work:
        book.save(work)
