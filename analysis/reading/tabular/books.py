"""The sheets of a workbook, row by row, bounded before they are parsed.

openpyxl (as for coding sheets) streams them; memory holds a row, and the texts that a workbook keeps apart.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO, Any

from analysis.reading.formats.limits import DEFAULT_LIMITS, Refusal, is_bomb
from analysis.reading.tabular.cells import Lost
from analysis.reading.tabular.row import Sheet

MAX_ROWS = 1_048_576  # of a sheet, as many as Excel has
MAX_COLUMNS = 1_000
MAX_UNPACKED = 2 << 30  # bytes of all parts of a workbook
_MAX_PARTS = 5_000
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")


@contextmanager
def refusing_damage() -> Iterator[None]:
    """Whatever a library raises on a damaged or hostile table is one refusal."""
    try:
        yield
    except Refusal:
        raise
    except Exception as error:
        raise Refusal("unreadable", "damaged_file", error=type(error).__name__) from error


def read_workbook(handle: IO[bytes]) -> Iterator[Sheet]:
    """The sheets of a workbook; cells with a formula give the value that was kept with them."""
    from openpyxl import load_workbook

    with refusing_damage():
        has_formulas = _check_parts(handle)
        values = load_workbook(handle, read_only=True, data_only=True, keep_links=False)
        formulas = load_workbook(handle, read_only=True, keep_links=False) if has_formulas else None
        for sheet in values.worksheets:
            sheet.reset_dimensions()  # which many programs write wrongly
            other = formulas[sheet.title] if formulas else None
            if other is not None:
                other.reset_dimensions()
            yield Sheet(sheet.title, _sheet_rows(sheet, other), hidden=sheet.sheet_state != "visible")


def unpacked_bytes(handle: IO[bytes]) -> int:
    """Bytes of all parts of a workbook by its own directory; 0 of a file that is none."""
    try:
        with zipfile.ZipFile(handle) as archive:
            return sum(part.file_size for part in archive.infolist())
    except zipfile.BadZipFile:
        return 0
    finally:
        handle.seek(0)


def _check_parts(handle: IO[bytes]) -> bool:
    """Refuse a workbook that is none, or unpacks to too much; whether it holds formulas."""
    limits = DEFAULT_LIMITS
    with zipfile.ZipFile(handle) as archive:
        parts = archive.infolist()
        if "xl/workbook.xml" not in {part.filename for part in parts}:
            raise Refusal("unsupported", "not_workbook")
        unpacked = sum(part.file_size for part in parts)
        if len(parts) > _MAX_PARTS or unpacked > MAX_UNPACKED or any(is_bomb(part, limits) for part in parts):
            raise Refusal("unreadable", "word_bomb")
        has_formulas = False
        for part in parts:
            if part.filename.endswith((".xml", ".rels")):
                with archive.open(part) as file:
                    if _DOCTYPE.search(file.read(4096)):
                        raise Refusal("unreadable", "xml_entities")
                    if part.filename.startswith("xl/worksheets/"):
                        file.seek(0)
                        has_formulas |= _holds(file, _FORMULA)
        return has_formulas


def _holds(file: IO[bytes], pattern: re.Pattern[bytes]) -> bool:
    tail = b""
    while block := file.read(1 << 20):
        if pattern.search(tail + block):
            return True
        tail = block[-32:]
    return False


def _sheet_rows(sheet: Any, formulas: Any) -> Iterator[tuple[int, Sequence[Any]]]:
    """Cells of a sheet row by row, numbered as Excel does; a formula without its value is lost."""
    from openpyxl.utils.escape import unescape

    limits = {"values_only": True, "max_col": MAX_COLUMNS, "max_row": MAX_ROWS}
    with refusing_damage():
        others = formulas.iter_rows(**limits) if formulas is not None else None
        for number, row in enumerate(sheet.iter_rows(**limits), start=1):
            cells = [unescape(cell) if isinstance(cell, str) and "_x" in cell else cell for cell in row]
            if others is not None:
                for place, formula in enumerate(next(others, ())):
                    if place < len(cells) and cells[place] is None and _is_formula(formula):
                        cells[place] = Lost("formula_without_value", str(getattr(formula, "text", formula)))
            if any(cell is not None for cell in cells):
                yield number, cells


def _is_formula(value: Any) -> bool:
    return (isinstance(value, str) and value.startswith("=")) or type(value).__name__ in (
        "ArrayFormula",
        "DataTableFormula",
    )
