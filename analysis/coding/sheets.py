"""Coding sheets for Excel and WPS, or as CSV: written from a sample, and read back with every mistake named.

A coder sees the text and its neighbours, not the report, the year, the region or the model's answer. Each column is known
by the key before "｜" in its header, so columns may be moved; each row by its id and a fingerprint of its
text, so rows may be sorted, and rows that were changed or lost are noticed.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal, overload

import pandas as pd

from analysis.coding.codes import FIELDS, Problem, Row, collect_codes
from analysis.coding.sheet_rows import guard, read_csv, read_xlsx
from analysis.coding.units import Unit, prepare_units, visible, write_marks, write_new
from analysis.coding.workbook import write_workbook
from analysis.errors import InputError, check_choice
from analysis.output import check_output

ENDINGS = (".xlsx", ".csv")
_REFUSED = (".xlsm", ".xlsb", ".xls", ".ods", ".et")
_CAPTIONS = {
    "unit_id": ("编号", "unit"),
    "report_id": ("报告", "report"),
    "year": ("年份", "year"),
    "region": ("地区", "region"),
    "heading_1": ("一级标题", "outer heading"),
    "heading_2": ("二级标题", "inner heading"),
    "model_area": ("模型所判领域", "the model's answer"),
    "before": ("上文", "text before"),
    "text": ("待编码文本", "text to code"),
    "after": ("下文", "text after"),
    "role": ("角色", "what it is for"),
    "area": ("领域", "task area"),
    "area_2": ("第二领域", "second area"),
    "measure": ("措施", "measure"),
    "sure": ("是否有把握", "how sure"),
    "note": ("备注", "remarks"),
    "meta": ("请勿改动", "leave as it is"),
}


def write_coding_sheet(
    sample: pd.DataFrame, path: str | Path, *, coder: str = "", lang: str = "zh", blind: bool = True
) -> Path:
    """Write a sheet for one coder to fill in.

    XLSX opens in Excel and WPS with lists to choose from, the codebook on a sheet of its own, and a hidden
    sheet by which :func:`read_codes` knows the rows again; CSV carries the same in its last column. Text that
    a spreadsheet would take for a formula stays text; characters that no XLSX file can hold are replaced by
    visible ones.

    Parameters
    ----------
    sample : DataFrame, one row per unit
        As :func:`sample_for_coding` returns it: ``unit_id``, ``text``, ``inclusion_probability``, and
        ``before`` and ``after`` where present.
    path : path
        ``*.xlsx`` or ``*.csv``; a file that exists is never overwritten.
    coder : str, default ""
        Name of the coder. Where it is left out, the XLSX sheet ``meta`` is visible and the coder enters it
        there; otherwise ``coder`` is missing in the codes.
    lang : {"zh", "en"}, default "zh"
        Language of captions, lists and codebook.
    blind : bool, default True
        Leave report, year, region, headings and the model's answer out, and show another id for each unit,
        such as ``u-0123456789``; :func:`read_codes` gives the unit's own back. A year or place inside the
        text stays.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    InputError
        When the file exists, its ending or folder will not do, or `sample` lacks a column, has a unit twice
        or a text too long for a cell.

    Examples
    --------
    >>> import tempfile
    >>> sample = pd.DataFrame({"unit_id": ["r-p001-i01"], "text": ["依法行政。"], "inclusion_probability": [0.5]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = write_coding_sheet(sample, f"{folder}/coding.xlsx", coder="a")
    ...     codes = read_codes(path)
    >>> path.name, len(codes), codes.attrs["n_uncoded"]
    ('coding.xlsx', 0, 1)
    """
    check_choice("lang", lang, ("zh", "en"))
    path = check_output(path, ENDINGS)
    coder = visible(coder).strip()
    units = prepare_units(sample, blind=blind)
    keys = ["unit_id", *units[0].shown, "before", "text", "after", *FIELDS, "note"]
    header = {key: f"{key}｜{_CAPTIONS[key][lang == 'en']}" for key in [*keys, "meta"]}
    if path.suffix == ".csv":
        return write_new(path, _as_csv(units, header, coder), ENDINGS)
    header.pop("meta")
    rows = [_cells(unit) for unit in units]
    return write_new(path, write_workbook(units, header, coder=coder, lang=lang, rows=rows), ENDINGS)


def _cells(unit: Unit) -> list[str]:
    return [unit.seen_id, *unit.shown.values(), unit.before, unit.text, unit.after]


def _as_csv(units: Sequence[Unit], header: Mapping[str, str], coder: str) -> bytes:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(header.values())
    blank = [""] * (len(FIELDS) + 1)
    for number, unit in enumerate(units, start=1):
        marks = write_marks(unit, number, len(units), coder)
        writer.writerow([*map(guard, _cells(unit)), *blank, marks])
    return buffer.getvalue().encode("utf-8-sig")  # the mark tells Excel that it is UTF-8


@overload
def read_codes(path: str | Path, *, return_problems: Literal[False] = False) -> pd.DataFrame: ...


@overload
def read_codes(path: str | Path, *, return_problems: Literal[True]) -> tuple[pd.DataFrame, pd.DataFrame]: ...


def read_codes(
    path: str | Path, *, return_problems: bool = False
) -> pd.DataFrame | tuple[pd.DataFrame, pd.DataFrame]:
    """Read the codes of a sheet, of a folder of sheets, or of a CSV in the columns of the table ``codes``.

    Good rows are kept, rows with a mistake are left out and reported, rows not yet coded are skipped and
    counted in ``codes.attrs["n_uncoded"]``. A measure gives the area where the area was left empty, and a
    role without area gives area 0; nothing else is filled in. Remarks are for people and are not read.

    Parameters
    ----------
    path : path
        ``*.xlsx``, ``*.csv`` (UTF-8, or GB18030 as Excel saves it in China), or a folder of them, read in the
        order of their names.
    return_problems : bool, default False
        Also return what is wrong with the rows left out; otherwise a warning counts them and gives the first.

    Returns
    -------
    codes : DataFrame, one row per unit and coder
        ``unit_id``, ``coder``, ``role``, ``area``, ``area_2``, ``measure``, ``sure``,
        ``inclusion_probability``, ``codebook_version``, ``coded_on`` (the day given in a column of that name,
        else the day, in UTC, on which the workbook was last saved; missing for a CSV sheet).
    problems : DataFrame, one row per mistake
        ``file``, ``row`` (as a spreadsheet counts them), ``unit_id``, ``problem``, ``remedy``; only with
        ``return_problems=True``.

    Raises
    ------
    InputError
        When a file is no coding sheet, too large, encrypted, has macros or cannot be read.

    Warns
    -----
    CodingProblems
        When rows were left out and `return_problems` is False.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "a.csv")
    ...     lines = ["unit_id,coder,role,area,area_2,measure,sure", "u1,a,work,,,33,1", "u2,a,work,9,,,1"]
    ...     _ = path.write_text("\\n".join(lines))
    ...     codes, problems = read_codes(path, return_problems=True)
    >>> codes[["unit_id", "area", "measure"]].values.tolist()
    [['u1', 6, '33']]
    >>> problems[["file", "row", "problem", "remedy"]].values.tolist()
    [['a.csv', 3, "area is '9'", 'use 1 to 8, or 0 where no area leads']]
    """
    return collect_codes(_read_rows(path), return_problems)


def read_units(path: str | Path) -> pd.DataFrame:
    """The units of a coding sheet, coded or not: ``unit_id`` and ``inclusion_probability``; rows at fault are left out."""
    rows = [(row.unit_id, row.inclusion_probability) for row in _read_rows(path) if isinstance(row, Row)]
    return pd.DataFrame(rows, columns=["unit_id", "inclusion_probability"])


def _read_rows(path: str | Path) -> Iterator[Row | Problem]:
    for file in _files(Path(path)):
        yield from read_xlsx(file) if file.suffix.lower() == ".xlsx" else read_csv(file)


def _files(path: Path) -> list[Path]:
    """The sheets to read; the lock files of open workbooks and other kinds of files are none."""
    if not path.exists():
        raise InputError("path", f"'{path}' does not exist", "give a coding sheet or a folder of them")
    inside = sorted(path.iterdir()) if path.is_dir() else [path]
    files = [file for file in inside if not file.name.startswith(("~$", ".")) and file.is_file()]
    for file in files:
        if file.suffix.lower() in _REFUSED or (file == path and file.suffix.lower() not in ENDINGS):
            raise InputError("path", f"'{file}' has the ending {file.suffix!r}", "save it as .xlsx or .csv")
    sheets = [file for file in files if file.suffix.lower() in ENDINGS]
    if not sheets:
        raise InputError("path", f"'{path}' holds no coding sheet", "give .xlsx or .csv files")
    return sheets
