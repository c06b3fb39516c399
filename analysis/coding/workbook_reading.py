"""A coding sheet as an XLSX workbook that came back, read as a file from a stranger.

Whatever comes back is bounded before openpyxl parses it: size, unpacked size, no document type declarations, no macros.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from analysis.coding.units import MAX_ROWS, Marks, are_whole, read_limited
from analysis.coding.workbook import CARRIED, CODING, META, META_HEADER
from analysis.errors import InputError

MAX_UNPACKED = 256 << 20  # bytes of all parts of a workbook
_MAX_COLUMNS = 64
_MAX_PARTS = 1_000
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_MACROS = re.compile(b"macroEnabled|vbaProject", re.IGNORECASE)
_ENCODING = re.compile(rb"""^<\?xml[^>]*encoding=["'](?!utf-8["']|us-ascii["'])""", re.IGNORECASE)
_MERGED = re.compile(
    rb"""<(?:\w+:)?mergeCell\s[^>]*?ref=["']\$?[A-Z]+\$?(\d{1,7}):\$?[A-Z]+\$?(\d{1,7})["']"""
)


@dataclass(frozen=True)
class Contents:
    """What a workbook that came back holds."""

    cells: list[list[str]]
    merged: list[tuple[int, int]]
    coder: str = ""
    marks: dict[str, Marks] = field(default_factory=dict)  # by the id that the coder saw
    spoiled: frozenset[str] = frozenset()  # such ids whose marks were changed
    saved: date | None = None
    carried: list[str] = field(default_factory=list)
    n_carried: int = 0  # cells that were written, however many are left


def read_workbook(path: Path) -> Contents:
    """Read a workbook that :func:`write_workbook` wrote and a coder filled in.

    Raises
    ------
    InputError
        When it is no such workbook, or not safe to read.
    """
    data = read_limited(path)
    _check_archive(path, data)
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and extensions that do not matter here
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            try:
                return _read_contents(path, book, data)
            finally:
                book.close()
    except (InputError, ImportError):
        raise
    except Exception as error:  # hostile XML makes openpyxl raise anything
        raise _refusal(path, f"cannot be read as XLSX ({type(error).__name__})") from None


def _refusal(path: Path, problem: str, remedy: str = "save it again as .xlsx without macros") -> InputError:
    return InputError("path", f"'{path}' {problem}", remedy)


def _check_archive(path: Path, data: bytes) -> None:
    """Refuse what is no XLSX file, has macros, unpacks to too much or declares entities."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise _refusal(path, "is encrypted or an old Excel file", "save it as .xlsx without a password")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > _MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                problem = f"unpacks to more than {MAX_UNPACKED >> 20} MiB or {_MAX_PARTS} parts"
                raise _refusal(path, problem, "give the sheet as it was written")
            if any(
                part.filename.lower().endswith(".bin") and "vba" in part.filename.lower() for part in parts
            ):
                raise _refusal(path, "has macros")
            for part in parts:
                _check_part(path, part.filename, archive.read(part))
    except InputError:
        raise
    except Exception as error:  # zipfile raises its own, zlib's, struct's and others
        raise _refusal(path, f"cannot be read as XLSX ({type(error).__name__})") from None


def _check_part(path: Path, name: str, content: bytes) -> None:
    if not name.lower().endswith((".xml", ".rels")):
        return
    # Other encodings could hide a declaration from the search; no spreadsheet program writes them.
    if (
        b"\0" in content
        or _ENCODING.search(content.removeprefix(b"\xef\xbb\xbf"))
        or _DOCTYPE.search(content)
    ):
        raise _refusal(path, f"declares a document type or an odd encoding in {name}")
    if name == "[Content_Types].xml" and _MACROS.search(content):
        raise _refusal(path, "has macros")


def _read_contents(path: Path, book: Any, data: bytes) -> Contents:
    if CODING not in book.sheetnames or META not in book.sheetnames:
        raise _refusal(path, f"lacks the sheet '{CODING}' or '{META}'", "give a sheet of write_coding_sheet")
    coding = book[CODING]
    cells = _read_cells(coding)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        # read-only mode, which bounds memory, does not tell merged cells
        found = _MERGED.findall(archive.read(coding._worksheet_path))
        dated = "docProps/core.xml" in archive.namelist()
    merged = sorted((int(low), int(high)) for low, high in found)
    saved = book.properties.modified if dated else None
    meta = _read_cells(book[META])
    head = {row[0]: "".join(row[1:2]) for row in meta[:2] if row}
    read = {row[0]: _read_mark(row, head, len(meta) - 3) for row in meta[3:] if row and row[0]}
    marks = {seen_id: mark for seen_id, mark in read.items() if mark}
    carried = ["".join(row[:1]) for row in _read_cells(book[CARRIED])] if CARRIED in book.sheetnames else []
    n_carried = _count_carried(meta[0]) if meta else 0
    if head.keys() != {"coder", "codebook_version"} or not (marks or n_carried):
        raise _refusal(path, f"has a sheet '{META}' that was changed", "give the sheet as it was written")
    return Contents(
        cells,
        merged,
        head["coder"],
        marks,
        frozenset(read.keys() - marks.keys()),
        saved.date() if saved else None,
        carried,
        n_carried,
    )


def _count_carried(row: list[str]) -> int:
    """How many cells a workbook was written with; what is no number is more than it can hold."""
    if row[2:3] != [CARRIED]:
        return 0
    return int(row[3]) if len(row) > 3 and re.fullmatch(r"\d{1,7}", row[3]) else MAX_ROWS


def _read_mark(row: list[str], head: Mapping[str, str], total: int) -> Marks | None:
    if len(row) < len(META_HEADER):
        return None
    try:
        number, probability = int(row[1]), float(row[2]) if row[2] else None
    except ValueError:
        return None
    coder, version = head.get("coder", ""), head.get("codebook_version", "")
    hidden, facts = "".join(row[4:5]), "".join(row[5:6])
    marks = Marks(number, total, coder, version, probability, row[3], hidden, facts)
    return marks if are_whole(marks) else None


def _read_cells(sheet: Any) -> list[list[str]]:
    """Rows of a sheet as text, without what is empty at the end of rows or sheet."""
    sheet.reset_dimensions()  # what the file says of its size need not be true
    rows = sheet.iter_rows(max_row=MAX_ROWS, max_col=_MAX_COLUMNS, values_only=True)
    return _trim(
        [_trim([_as_text(value) for value in row]) if row.count(None) < len(row) else [] for row in rows]
    )


def _trim(cells: list[Any]) -> list[Any]:
    """Leave out what is empty at the end.

    >>> _trim(["u1", "", "4", "", ""])
    ['u1', '', '4']
    """
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _as_text(value: Any) -> str:
    """What a cell shows, as text.

    >>> _as_text(4.0), _as_text(None), _as_text("u_x005F_x0041_")
    ('4', '', 'u_x0041_')
    """
    if value is None:
        return ""
    if isinstance(value, (datetime, date)):
        return value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("x005F_", "")
