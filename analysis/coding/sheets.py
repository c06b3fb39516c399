"""Coding sheets for Excel and WPS, as CSV, or as a page for a browser: written from a sample, and read back with every
mistake named.

A coder sees the text and its neighbours, not the report, the year, the region or the model's answer. Each column is known
by the key before "｜" in its header, so columns may be moved; each row by its id and a fingerprint of its
text, so rows may be sorted, and rows that were changed or lost are noticed.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal, overload

import pandas as pd

from analysis.codebook import CODEBOOK_VERSION
from analysis.coding.carried import pack_codes
from analysis.coding.codes import Row, collect_codes
from analysis.coding.exchange_rows import read_lines, read_tasks
from analysis.coding.facts import FACTS
from analysis.coding.key import is_key, key_path
from analysis.coding.page import write_page
from analysis.coding.problems import Problem
from analysis.coding.sheet_rows import read_csv, read_xlsx
from analysis.coding.units import CODINGS, Unit, check_new, prepare_units, write_marks, write_new
from analysis.coding.values import FIELDS
from analysis.coding.workbook import write_workbook
from analysis.columns import COLUMNS
from analysis.crosswalk import scheme_of_codes
from analysis.errors import InputError
from analysis.language import words_of
from analysis.output import guard_formula
from analysis.scheme import Scheme
from analysis.tables import SCHEME, check_table
from analysis.taxonomy import as_taxonomy, codebook_version
from analysis.text import for_xml

Paths = str | Path | Sequence[str | Path]
SHEETS = (".xlsx", ".csv")
PAGE = ".html"
EXPORTS = (".json", ".jsonl")  # of Label Studio and doccano
_REFUSED = (".xlsm", ".xlsb", ".xls", ".ods", ".et")


def write_coding_sheet(
    sample: pd.DataFrame,
    path: str | Path,
    *,
    coder: str = "",
    lang: str = "zh",
    blind: bool = True,
    codes: pd.DataFrame | None = None,
    scheme: Scheme | str | None = None,
) -> Path:
    """Write a sheet for one coder to fill in.

    XLSX opens in Excel and WPS with lists to choose from, the codebook on a sheet of its own, and a hidden
    sheet by which :func:`read_codes` knows the rows again; CSV carries the same in its last column. HTML is a page that
    any browser opens from the disk, with keys, codebook and a memory of its own; it exports the CSV sheet, and what the units
    are is in a file ``*.key.csv`` beside it, which is not for coders and is needed to read the sheet. Text that
    a spreadsheet would take for a formula stays text; characters that no XLSX file can hold are replaced by
    visible ones.

    Parameters
    ----------
    sample : DataFrame, one row per unit
        As :func:`sample_for_coding` returns it: ``unit_id``, ``text``, ``inclusion_probability``, and, where
        present, ``before``, ``after``, and the columns of the table ``codes`` that say what the unit is and how it
        was drawn (``paragraph_id`` to ``draw_order``): they travel unseen and come back with the codes. Rows keep
        their order, so that who stops half way has coded a random part. A column ``codings`` is shown beside the text.
    path : path
        ``*.xlsx``, ``*.csv`` or ``*.html``; a file that exists is never overwritten.
    coder : str, default ""
        Name of the coder. Where it is left out, the XLSX sheet ``meta`` is visible and the coder enters it
        there; otherwise ``coder`` is missing in the codes.
    lang : {"zh", "en"}, default "zh"
        Language of captions, lists and codebook.
    blind : bool, default True
        Leave report, year, region, headings and the model's answer out, and show another id for each unit,
        such as ``u-0123456789``; :func:`read_codes` gives the unit's own back. A year or place inside the
        text stays.
    codes : DataFrame, optional
        Codes that the file carries along unseen, such as those of the coders whose disputes `sample` holds;
        :func:`read_codes` gives them back, so that the file alone has all that :func:`final_codes` needs. `sample`
        may be empty then.
    scheme : Scheme or str, optional
        Scheme of the lists and of the codebook on the second sheet; default that of `codes` or `sample` (their columns
        ``scheme`` or ``codebook_version``), else the eight areas. The file remembers it.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    InputError
        When the file exists, its ending or folder will not do, or `sample` lacks a column, has a unit twice,
        a text too long for a cell, or a ``text_hash`` that is not of its text.

    See Also
    --------
    sample_for_coding : draws the units of the sheet.
    read_codes : reads the sheet once it is filled in.
    write_label_studio : writes the same units for Label Studio.

    Examples
    --------
    >>> import tempfile
    >>> sample = pd.DataFrame({"unit_id": ["r-p001-i01"], "text": ["依法行政。"], "inclusion_probability": [0.5]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = write_coding_sheet(sample, f"{folder}/coding.xlsx", coder="a")
    ...     codes = read_codes(path)
    >>> path.name, len(codes)
    ('coding.xlsx', 0)
    """
    path = check_new(path, (*SHEETS, PAGE))
    coder = for_xml(coder).strip()
    asked = None if scheme is None else as_taxonomy(scheme)
    own = asked or scheme_of_codes(sample if codes is None else codes)
    version = codebook_version(own) if own.scheme != SCHEME else CODEBOOK_VERSION
    carried: list[str] = []
    if codes is not None:
        check_table(codes, ("unit_id", "coder"), argument="codes", maker="read_codes")
        settled_anew = codes["unit_id"].isin(set(sample["unit_id"])) & codes["coder"].eq(coder).fillna(False)
        carried = pack_codes(codes[~settled_anew])
    units = prepare_units(sample, blind=blind) if len(sample) or not carried else []
    shown = [*(units[0].shown if units else ()), "before", "text", "after"]
    shown += [CODINGS] * (CODINGS in sample.columns)
    keys = ["unit_id", *shown, *FIELDS, "note"]
    captions = words_of("coding.captions", lang)
    header = {key: f"{key}｜{captions[key]}" for key in [*keys, "meta"]}
    if path.suffix == PAGE:
        given = codes[codes["coder"] != coder] if codes is not None else None
        key_file = check_new(key_path(path), SHEETS)
        page, key = write_page(
            units, header, coder=coder, lang=lang, carried=carried, scheme=own, version=version, codes=given
        )
        write_new(key_file, key, SHEETS)
        return write_new(path, page, (PAGE,))
    rows = [_cells(unit) for unit in units]
    if path.suffix == ".csv":
        marks = [
            write_marks(unit, k, len(units), coder, len(carried), version)
            for k, unit in enumerate(units, start=1)
        ]
        return write_new(path, _as_csv(rows, header, marks, carried), SHEETS)
    header.pop("meta")
    data = write_workbook(
        units, header, coder=coder, lang=lang, rows=rows, carried=carried, scheme=own, version=version
    )
    return write_new(path, data, SHEETS)


def _cells(unit: Unit) -> dict[str, str]:
    """What a coder sees of a unit, by the keys of the columns."""
    texts = {"before": unit.before, "text": unit.text, "after": unit.after, CODINGS: unit.codings}
    return {"unit_id": unit.seen_id, **unit.shown, **texts}


def _as_csv(
    rows: Sequence[Mapping[str, str]],
    header: Mapping[str, str],
    marks: Sequence[str],
    carried: Sequence[str],
) -> bytes:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(header.values())
    for cells, mark in zip(rows, marks, strict=True):
        writer.writerow([mark if key == "meta" else guard_formula(cells.get(key, "")) for key in header])
    writer.writerows([*[""] * (len(header) - 1), cell] for cell in carried)
    return buffer.getvalue().encode("utf-8-sig")  # the mark tells Excel that it is UTF-8


@overload
def read_codes(
    path: Paths, *, return_problems: Literal[False] = False, scheme: Scheme | str | None = None
) -> pd.DataFrame: ...


@overload
def read_codes(
    path: Paths, *, return_problems: Literal[True], scheme: Scheme | str | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]: ...


def read_codes(
    path: Paths, *, return_problems: bool = False, scheme: Scheme | str | None = None
) -> pd.DataFrame | tuple[pd.DataFrame, pd.DataFrame]:
    """Read the codes of sheets, of folders of sheets, or of a CSV in the columns of the table ``codes``.

    Good rows are kept, rows with a mistake are left out and reported, rows not yet coded are skipped
    (:func:`read_units` tells which). A measure gives the area where the area was left empty, and a role without area
    gives area 0; nothing else is filled in. Remarks are for people and are not read. The sheet that settles disputes
    carries the codes of all coders along, and they are read too: :func:`final_codes` makes one code a unit of them.

    Parameters
    ----------
    path : path or list of paths
        ``*.xlsx``, ``*.csv`` (UTF-8, or GB18030 as Excel saves it in China), or a folder of them, read in the
        order of their names; the key of a coding page (``*.key.csv``) is found in the folder of its sheets, or given with
        them; or, by name, an export of Label Studio (``*.json``) or of doccano (``*.jsonl``, which doccano names by the
        coder).
    return_problems : bool, default False
        Also return what is wrong with the rows left out; otherwise a warning counts them and gives the first.
    scheme : Scheme or str, optional
        Scheme of the codes, for tables that do not name one; a sheet names its own (:func:`load_scheme` must have made it
        known). Own categories may be given by code, number or name, and without a role, which is then work.

    Returns
    -------
    codes : DataFrame, one row per unit and coder
        ``unit_id``, ``coder``; what the unit is and how it was drawn, ``paragraph_id`` to ``draw_order``, missing in
        files without it; ``coded_by`` ("person" for a sheet, else what the CSV says, "person" where it says
        nothing); ``role``, ``area``, ``area_2``, ``measure``, ``sure``, ``inclusion_probability``,
        ``codebook_version``, ``coded_on`` (the day given in a column of that name, else the day, in UTC, on which
        the workbook was last saved; missing for a CSV sheet).
    problems : DataFrame, one row per mistake
        ``file``, ``row`` (as a spreadsheet counts them), ``unit_id``, ``problem``, ``remedy``; only with
        ``return_problems=True``.

    Raises
    ------
    InputError
        When a file is not a coding sheet, too large, encrypted, has macros, cannot be read, or lost codes that it
        carried.

    Warns
    -----
    CodingProblems
        When rows were left out and `return_problems` is False.

    See Also
    --------
    write_coding_sheet : writes the sheet that is read here.
    final_codes : reduces the codes of several coders to one for each unit.
    area_shares : corrects shares with the codes.

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
    return collect_codes(_read_rows(path), return_problems, None if scheme is None else as_taxonomy(scheme))


def read_units(path: Paths) -> pd.DataFrame:
    """The units of coding sheets, coded or not, with their texts.

    Parameters
    ----------
    path : path or list of paths
        As for :func:`read_codes`; also an export of Label Studio (``*.json``) or doccano (``*.jsonl``).

    Returns
    -------
    DataFrame, one row per unit and file
        ``unit_id``, ``coder``; ``paragraph_id`` to ``draw_order`` and ``inclusion_probability`` as in the table
        ``codes``; ``before``, ``text`` and ``after``, missing where the file does not show them; ``coded``, whether the
        coder has given anything. Rows at fault and codes that a file carries along are left out.

    Raises
    ------
    InputError
        When a file is not a coding sheet or cannot be read.

    See Also
    --------
    read_codes : reads the codes of the same sheets.
    write_label_requests : writes requests to a language model for these units.

    Examples
    --------
    >>> import tempfile
    >>> sample = pd.DataFrame({"unit_id": ["r-p001-i01"], "text": ["依法行政。"], "inclusion_probability": [0.5]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     units = read_units(write_coding_sheet(sample, f"{folder}/coding.csv", coder="a"))
    >>> units[["unit_id", "coder", "text", "coded"]].values.tolist()
    [['r-p001-i01', 'a', '依法行政。', False]]
    """
    rows = [
        {
            "unit_id": row.unit_id,
            "coder": row.coder or None,
            **row.facts,
            "inclusion_probability": row.inclusion_probability,
            **{name: text.replace("_x000D_", "\r") for name, text in row.texts.items()},
            "coded": row.is_coded,
        }
        for row in _read_rows(path)
        if isinstance(row, Row) and not row.is_carried
    ]
    types = {name: COLUMNS["codes"][name] for name in ("unit_id", "coder", *FACTS, "inclusion_probability")}
    types |= {"before": "string", "text": "string", "after": "string", "coded": "boolean"}
    return pd.DataFrame(rows, columns=list(types)).astype(types)


def _read_rows(path: Paths) -> Iterator[Row | Problem]:
    paths = [path] if isinstance(path, (str, Path)) else list(path)
    if not paths:
        raise InputError("path", "is an empty list", "give a coding sheet or a folder of them")
    given = [Path(one) for one in paths]
    keys = [one for one in given if is_key(one)]
    read: dict[str, Callable[[Path], Iterator[Row | Problem]]] = {
        ".xlsx": read_xlsx,
        ".csv": lambda file: read_csv(file, keys),
        ".json": lambda file: read_tasks(file, None),
        ".jsonl": lambda file: read_lines(file, file.stem),
    }
    for file in dict.fromkeys(file for one in given if one not in keys for file in _files(one)):
        yield from read[file.suffix.lower()](file)


def _files(path: Path) -> list[Path]:
    """The sheets to read; the lock files of open workbooks and other kinds of files are none."""
    if not path.exists():
        raise InputError("path", f"'{path}' does not exist", "give a coding sheet or a folder of them")
    inside = sorted(path.iterdir()) if path.is_dir() else [path]
    files = [
        file
        for file in inside
        if not file.name.startswith(("~$", ".")) and file.is_file() and not is_key(file)
    ]
    for file in files:
        own = (*SHEETS, *EXPORTS) if file == path else SHEETS
        if file.suffix.lower() in _REFUSED or (file == path and file.suffix.lower() not in own):
            raise InputError("path", f"'{file}' has the ending {file.suffix!r}", "save it as .xlsx or .csv")
    sheets = [file for file in files if file == path or file.suffix.lower() in SHEETS]
    if not sheets:
        raise InputError("path", f"'{path}' holds no coding sheet", "give .xlsx or .csv files")
    return sheets
