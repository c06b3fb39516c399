"""Tables for Excel, Stata and R: by ending, with readable heads, and names beside numbers where asked for.

openpyxl writes workbooks and pandas Stata files: both are libraries of this package already.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import output
from analysis.errors import InputError, check_choice
from analysis.language import LANGUAGES
from analysis.output import STANDARD_OUTPUT, as_csv, check_output
from analysis.reading.tabular.cells import EXCEL_LIMIT
from analysis.reading.tabular.labels import NAMED, area_names, head_of_column, label_table
from analysis.text import for_xml

ENDINGS = (".csv", ".parquet", ".xlsx", ".dta")
_ROWS = 1_048_575  # of a sheet below its head
_SHEET = 31  # characters of the name of a sheet
_STATA_NAME, _STATA_LABEL = 32, 80  # characters that Stata takes
_STATA_WORDS = frozenset(
    [
        "_all",
        "_b",
        "byte",
        "_coef",
        "_cons",
        "double",
        "end",
        "float",
        "if",
        "in",
        "int",
        "long",
        "_n",
        "_N",
        "_pi",
        "_pred",
        "_rc",
        "_skip",
        "strL",
        "using",
        "with",
    ]
)
_WIDE = 50  # characters of a column of a workbook


def export_table(
    table: pd.DataFrame, path: str | PathLike[str], *, lang: str | None = None, excel: bool = False
) -> None:
    """Write a table for the program that its ending names.

    Parameters
    ----------
    table : DataFrame
        Any table of this package.
    path : path
        ``*.csv``; ``*.parquet``; ``*.xlsx``; ``*.dta`` (Stata 14 and later: columns with labels, numbers of areas with their
        names as value labels, names of columns in ASCII); or ``-`` for CSV on standard output.
    lang : {"zh", "en"}, optional
        Language of heads and values, with the name of each area beside its number; default: the names of the contract.
        Stata keeps the names of the contract and has the heads as labels, in Chinese by default.
    excel : bool, default False
        Write CSV with a byte order mark, by which Excel knows UTF-8.

    Raises
    ------
    InputError
        For another ending, a folder that does not exist, or a text or table too long for a workbook.

    See Also
    --------
    read_table : reads a table back, whichever language its heads are in.

    Examples
    --------
    >>> import tempfile
    >>> shares = pd.DataFrame({"year": [2020, 2020], "area": [1, 6], "share": [0.3, 0.2]})
    >>> file = Path(tempfile.mkdtemp()) / "shares.dta"
    >>> export_table(shares, file)
    >>> pd.read_stata(file)["area"].tolist()
    ['政府职能', '纠纷化解']
    """
    if lang is not None:
        check_choice("lang", lang, LANGUAGES)
    ending = Path(path).suffix
    if ending == ".dta":
        with output.written_whole(check_output(Path(path), ENDINGS)) as work:
            _write_stata(table, work, lang or "zh")
        return
    shown = table if lang is None else label_table(table, lang)
    if str(path) == STANDARD_OUTPUT:
        sys.stdout.write(as_csv(shown))
    elif ending == ".xlsx":
        write_book({"table": shown}, check_output(Path(path), ENDINGS))
    elif ending == ".csv" and excel:
        with output.written_whole(check_output(Path(path), ENDINGS)) as work:
            work.write_text(as_csv(shown), encoding="utf-8-sig", newline="")
    else:
        check_output(Path(path), ENDINGS)
        output.write_table(shown, Path(path))


def write_book(tables: Mapping[str, pd.DataFrame], path: Path) -> None:
    """Tables as the sheets of a workbook; no cell is a formula, and none is cut."""
    from openpyxl import Workbook

    for name, table in tables.items():
        _check_cells(name, table)
    book = Workbook(write_only=True)
    for name, table in tables.items():
        _write_sheet(book.create_sheet(name[:_SHEET]), table)
    with output.written_whole(path) as work:
        book.save(work)


def _check_cells(name: str, table: pd.DataFrame) -> None:
    if len(table) > _ROWS:
        raise InputError(
            "table", f"{name} has {len(table)} rows, more than a sheet takes", "write CSV or Parquet"
        )
    for column in table.columns:
        if pd.api.types.is_string_dtype(table[column].dtype) or table[column].dtype == object:
            longest = max((len(cell) for cell in table[column] if isinstance(cell, str)), default=0)
            if longest > EXCEL_LIMIT:
                problem = (
                    f"{name} has a text of {longest:,} characters in {column}; a cell takes {EXCEL_LIMIT:,}"
                )
                raise InputError("table", problem, "write CSV or Parquet")


def _write_sheet(sheet: Any, table: pd.DataFrame) -> None:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter

    sheet.freeze_panes = "A2"
    for place, column in enumerate(table.columns, start=1):
        sample = [str(column), *map(str, table[column].head(100))]
        width = max(sum(1 + (ord(sign) > 0x2E7F) for sign in text[:_WIDE]) for text in sample)
        sheet.column_dimensions[get_column_letter(place)].width = min(width + 2, _WIDE)
    head = []
    for column in table.columns:
        cell = _cell(WriteOnlyCell(sheet), str(column))
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="E6E6E6")
        head.append(cell)
    sheet.append(head)
    columns = [
        table[column].astype(object).where(table[column].notna(), None).tolist() for column in table.columns
    ]
    for row in zip(*columns, strict=True):
        sheet.append(
            [_cell(WriteOnlyCell(sheet), cell) if isinstance(cell, str) else _plain(cell) for cell in row]
        )


def _cell(cell: Any, text: str) -> Any:
    """Text that no program takes for a formula."""
    cell.value = for_xml(text)
    cell.data_type = "s"
    return cell


def _plain(value: Any) -> Any:
    """A value that a workbook takes."""
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime() if value.time() != pd.Timestamp(0).time() else value.date()
    return value.item() if hasattr(value, "item") else value


# Stata


def _write_stata(table: pd.DataFrame, path: Path, lang: str) -> None:
    names = stata_names(list(map(str, table.columns)))
    areas = area_names(table, lang)
    found: dict[str, pd.Series] = {}
    labels, values, long, days = {}, {}, [], {}
    for column, name in zip(table.columns, names, strict=True):
        own = _for_stata(table[column])
        found[name] = own
        head = head_of_column(str(column), lang, list(map(str, table.columns)), areas)
        labels[name] = head[:_STATA_LABEL]
        if column in NAMED and pd.api.types.is_numeric_dtype(own.dtype):
            values[name] = {number: said[:_STATA_LABEL] for number, said in areas.items()}
        if pd.api.types.is_datetime64_any_dtype(own.dtype):
            days[name] = "td"
        elif own.dtype == object and max((len(cell.encode()) for cell in own), default=0) > 2_000:
            long.append(name)
    pd.DataFrame(found).to_stata(
        path,
        write_index=False,
        version=118,
        variable_labels=labels,
        value_labels=values or None,
        convert_strl=long or None,
        convert_dates=days or None,
    )


def _for_stata(values: pd.Series) -> pd.Series:
    """A column in a type that Stata has; missing stays missing."""
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        return values
    if pd.api.types.is_numeric_dtype(values.dtype):  # flags too
        return values.astype("float64") if values.isna().any() else _whole(values)
    return values.astype(object).where(values.notna(), "").map(str)


def _whole(values: pd.Series) -> pd.Series:
    if pd.api.types.is_bool_dtype(values.dtype):
        return values.astype("int8")
    if not pd.api.types.is_integer_dtype(values.dtype):
        return values.astype("float64")
    fits = values.empty or (values.min() > -(2**31) and values.max() < 2**31 - 100)
    return values.astype("int32" if fits else "float64")


def stata_names(columns: list[str]) -> list[str]:
    """Names that Stata takes: ASCII letters, digits and underscores, at most 32, each once.

    >>> stata_names(["year", "地区 gdp", "人口", "p (BH)", "2019", "x" * 40, "if"])
    ['year', 'gdp', 'v3', 'p_BH', 'v2019', 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', 'v_if']
    """
    found: list[str] = []
    for place, column in enumerate(columns, start=1):
        name = re.sub(r"[^A-Za-z0-9_]+", "_", column).strip("_") or f"v{place}"
        name = f"v_{name}" if name in _STATA_WORDS else f"v{name}" if name[0].isdecimal() else name
        name = name[:_STATA_NAME]
        number = 1
        while name in found:
            number += 1
            name = f"{name[: _STATA_NAME - 3]}_{number}"
        found.append(name)
    return found


def export_study(
    results: str | PathLike[str],
    out: str | PathLike[str],
    *,
    ending: str = "csv",
    lang: str = "zh",
    excel: bool = False,
) -> list[Path]:
    """Write the tables of a study, or one table, for people who work in Excel, Stata or R.

    The results stay as they are; what is written has readable heads, and the names of areas beside their numbers.

    Parameters
    ----------
    results : path
        Folder that :func:`run_study` wrote, or a table that a command wrote.
    out : path
        ``*.xlsx`` gets all tables of a study, a sheet each; another ending, one table; anything else is a folder, which is
        made where missing and gets a file for each table.
    ending : {"csv", "xlsx", "dta", "parquet"}, default "csv"
        Of the files in a folder.
    lang : {"zh", "en"}, default "zh"
        Language of heads, names, and remarks of the ledger.
    excel : bool, default False
        Write CSV with a byte order mark, by which Excel knows UTF-8.

    Returns
    -------
    list of Path
        Files written.

    Raises
    ------
    InputError
        When `results` holds no tables, or a table does not fit into the format.

    See Also
    --------
    run_study : writes the folder.
    export_table : writes one table held in memory.

    Examples
    --------
    >>> import tempfile
    >>> import analysis as fz
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "a.txt").write_text("某县2020年法治政府建设年度报告\\n一、主要工作\\n办结行政复议案件35件。", encoding="utf-8")
    >>> tables = fz.run_study(folder / "a.txt", folder / "results", quick=True, formats=["svg"])
    >>> [path.name for path in export_study(folder / "results", folder / "tables.xlsx", lang="en")]
    ['tables.xlsx']
    >>> pd.read_excel(folder / "tables.xlsx", sheet_name="shares").columns[:4].tolist()
    ['year', 'area', 'name of area', 'share']
    """
    from analysis.reading.tabular.own import read_table
    from analysis.study.drawing import read_study

    check_choice("lang", lang, LANGUAGES)
    check_choice("ending", ending, tuple(own[1:] for own in ENDINGS))
    target = Path(out)
    if not Path(results).is_dir():
        export_table(read_table(Path(results)), target, lang=lang, excel=excel)
        return [target]
    tables = read_study(Path(results))
    if target.suffix == ".xlsx":
        write_book(
            {name: label_table(table, lang) for name, table in tables.items()}, check_output(target, ENDINGS)
        )
        return [target]
    if target.suffix in ENDINGS:
        problem = f"is '{target}' for {len(tables)} tables"
        raise InputError("out", problem, "give a workbook (.xlsx) or a folder with an ending")
    target.mkdir(parents=True, exist_ok=True)
    files = [target / f"{name}.{ending}" for name in tables]
    for file, table in zip(files, tables.values(), strict=True):
        export_table(table, file, lang=lang, excel=excel)
    return files
