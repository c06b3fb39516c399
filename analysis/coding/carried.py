"""Codes that a sheet carries along unseen, so that it alone gives the whole of the final codes.

The sheet to settle disputes shows the disputed units only; what the coders gave for all of them travels beside it, as
compressed CSV in a few cells. Each cell says which of how many it is, and a lost or changed one is an error: codes that
vanish would bias every estimate without a sign.
"""

from __future__ import annotations

import base64
import csv
import io
import json
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.coding.units import MAX_BYTES, MAX_CELL
from analysis.columns import COLUMNS
from analysis.errors import InputError
from analysis.tables import check_table, make_table

_ROWS = 200  # of the table in one cell, or fewer where they fill it
_START = '{"carried": '  # how such a cell begins, whatever else a column holds


def pack_codes(codes: pd.DataFrame) -> list[str]:
    """The table ``codes`` as text for some cells.

    >>> cells = pack_codes(make_table("codes", [{"unit_id": "u1", "coder": "a", "role": "work", "area": 6}]))
    >>> unpack_codes(cells, 1, Path("final.xlsx"))[1][:2]
    ['u1', 'a']
    """
    check_table(codes, ("unit_id", "coder", "role"), argument="codes", maker="read_codes")
    table = make_table("codes", codes)
    table["coded_on"] = table["coded_on"].dt.strftime("%Y-%m-%d")
    known = table["inclusion_probability"]
    table["inclusion_probability"] = known.map(lambda value: repr(float(value)), na_action="ignore")
    rows = table.astype("string").fillna("").to_numpy().tolist()
    packed = [cell for start in range(0, len(rows), _ROWS) for cell in _pack(rows[start : start + _ROWS])]
    return [
        json.dumps({"carried": number, "of": len(packed), "codes": cell})
        for number, cell in enumerate(packed, start=1)
    ]


def _pack(rows: list[list[str]]) -> list[str]:
    """Rows as one cell, or as several where one would be too long."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows([list(COLUMNS["codes"]), *rows])
    text = buffer.getvalue().encode("utf-8", "surrogatepass")
    cell = base64.b64encode(zlib.compress(text, 9)).decode()
    if len(cell) <= MAX_CELL - 100:
        return [cell]
    if len(rows) == 1:
        raise InputError("codes", f"have a row of {len(text)} bytes", "shorten the names in it")
    middle = len(rows) // 2
    return _pack(rows[:middle]) + _pack(rows[middle:])


def is_carried(cell: str) -> bool:
    """Whether a cell is one that :func:`pack_codes` wrote."""
    return cell.startswith(_START)


def unpack_codes(cells: Sequence[str], expected: int, path: Path) -> list[list[str]]:
    """The rows of the table that was packed, its header first; empty where nothing was.

    Parameters
    ----------
    cells : sequence of str
        Cells of one file, in any order.
    expected : int
        How many the file says that it holds.
    path : Path
        The file, for the message.

    Raises
    ------
    InputError
        When a cell is missing or was changed, or they unpack to too much.
    """
    parts: dict[int, str] = {}
    totals = {expected} if expected else set()
    for cell in cells:
        number, total, packed = _read_cell(cell) or (0, 0, "")
        if not 0 < number <= total or parts.setdefault(number, packed) != packed:
            raise _lost(path, "changed")
        totals.add(total)
    if not totals:
        return []
    if len(totals) > 1 or len(parts) != max(totals):
        raise _lost(path, "lost")
    table: list[list[str]] = []
    left = MAX_BYTES
    for _, packed in sorted(parts.items()):
        text = _inflate(packed, left)
        if text is None:
            raise _lost(path, "changed")
        left -= len(text)
        rows = _rows_of(text)
        if not rows or (table and rows[0] != table[0]):
            raise _lost(path, "changed")
        table += rows[1:] if table else rows
    return table


def _read_cell(cell: str) -> tuple[int, int, str] | None:
    try:
        part: Any = json.loads(cell)
        number, total, packed = part["carried"], part["of"], part["codes"]
    except (TypeError, KeyError, ValueError, RecursionError):
        return None
    right = type(number) is int and type(total) is int and isinstance(packed, str)
    return (number, total, packed) if right else None


def _inflate(packed: str, limit: int) -> bytes | None:
    """What was compressed, if it is whole and no longer than the limit."""
    machine = zlib.decompressobj()
    try:
        text = machine.decompress(base64.b64decode(packed, validate=True), max(limit, 1))
    except (ValueError, zlib.error):
        return None
    return text if machine.eof and not machine.unused_data else None


def _rows_of(text: bytes) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text.decode("utf-8", "surrogatepass"), newline="")))
    except (UnicodeDecodeError, csv.Error):
        return []


def _lost(path: Path, what: str) -> InputError:
    problem = f"'{path}' carries the codes of the coders, and some of them were {what}"
    return InputError("path", problem, "write it anew with fazhi adjudicate, and fill it in again")
