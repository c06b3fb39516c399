"""Writing tables: CSV or Parquet by ending, ``-`` for standard output.

In CSV a text that a spreadsheet would take for a formula gets an apostrophe in front, also behind a semicolon, at which
Excel cuts lines in many countries; Parquet keeps every character. pyarrow writes Parquet because DuckDB, polars and R
read what it writes.
"""

from __future__ import annotations

import re
import secrets
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import InputError
from analysis.text import MISSING

FORMULA_SIGNS = tuple("=+-@＝＋－＠\t\r\n")  # a cell that begins so may be run
_STARTS = r"(?:\A(?='*[=+\-@＝＋－＠\t\r\n])|;(?='*[=+\-@＝＋－＠]))"
_FORMULA = re.compile(_STARTS)
_GUARDED = re.compile(_STARTS + "'")
STANDARD_OUTPUT = "-"


def write_table(table: pd.DataFrame, path: str | Path) -> None:
    """Write a table.

    Parameters
    ----------
    table : DataFrame
        What to write; the index is left out.
    path : path
        ``*.csv``, ``*.parquet``, or ``-`` for CSV on standard output.

    Raises
    ------
    InputError
        For another ending, or a folder that does not exist.
    """
    if str(path) == STANDARD_OUTPUT:
        sys.stdout.write(as_csv(table))
        return
    path = check_output(path)
    with written_whole(path) as work:
        if path.suffix == ".parquet":
            table.to_parquet(work, index=False)
        else:
            work.write_text(as_csv(table), encoding="utf-8", newline="")


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """A file beside another, to be written and then take its place: what is there stays until the new one is whole.

    Parameters
    ----------
    path : Path
        What is to be written. A link stays one, and what it leads to is replaced; what is no ordinary file (a pipe, a
        terminal) is written to as it is.

    Yields
    ------
    Path
        Where to write. It is gone if that fails: on a full disk, or when the work is interrupted.
    """
    target = path.resolve()
    if target.exists() and not target.is_file():
        yield path
        return
    work = target.with_name(f".{target.stem[:40]}-{secrets.token_hex(4)}{target.suffix}")
    try:
        yield work
        if target.exists():
            shutil.copymode(target, work)
        work.replace(target)
    finally:
        work.unlink(missing_ok=True)


def read_table(path: str | Path, types: Mapping[str, str] | None = None) -> pd.DataFrame:
    """A CSV that :func:`write_table` wrote; the guard against formulas is taken off.

    `types` are those of declared columns; any other column is numbers where every cell is one, else text. What other
    programs write for missing is missing where it can be no text.
    """
    table = pd.read_csv(path, dtype="string", keep_default_na=False, na_values=[""], encoding="utf-8-sig")
    for column in table.columns:
        present = table[column].mask(table[column].isin(MISSING))
        own = (types or {}).get(column) or _type_of(present)
        if own == "string":
            table[column] = table[column].map(unguard_formula, na_action="ignore").astype("string")
        elif own == "boolean":
            table[column] = present.str.lower().map({"true": True, "false": False}).astype("boolean")
        elif own.startswith("datetime"):
            table[column] = pd.to_datetime(present).astype(own)
        else:
            table[column] = pd.to_numeric(present).astype(own)
    return table


def _type_of(column: pd.Series) -> str:
    """Whole numbers, numbers or text."""
    numbers = pd.to_numeric(column, errors="coerce").astype("float64")
    if column.isna().all() or not numbers.notna().equals(column.notna()):
        return "string"
    return "Int64" if (numbers.dropna() % 1 == 0).all() else "float64"


def check_output(path: str | Path, endings: tuple[str, ...] = (".csv", ".parquet")) -> Path:
    """The path, if its ending is one of these and its folder exists."""
    path = Path(path)
    if path.suffix not in endings:
        raise InputError("output", f"'{path}' has the ending {path.suffix!r}", f"use {' or '.join(endings)}")
    if not path.parent.is_dir():
        raise InputError("output", f"folder '{path.parent}' does not exist", "create it first")
    return path


class ParquetStream:
    """A Parquet file written table by table; the first table sets the columns."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._writer: Any = None

    def __enter__(self) -> ParquetStream:
        return self

    def write(self, table: pd.DataFrame) -> None:
        """Append a table."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        if self._writer is None:
            # nullable columns keep their type even where the first table misses all values
            self._schema = pa.Schema.from_pandas(table, preserve_index=False)
            self._writer = pq.ParquetWriter(self.path, self._schema)
        self._writer.write_table(pa.Table.from_pandas(table, schema=self._schema, preserve_index=False))

    def __exit__(self, *_: object) -> None:
        if self._writer is not None:
            self._writer.close()


def as_csv(table: pd.DataFrame) -> str:
    """A table as CSV, guarded against formulas."""
    guarded = table.copy()
    line_end = "\n"
    for column in guarded.columns:
        if pd.api.types.is_string_dtype(guarded[column].dtype):
            guarded[column] = guarded[column].map(guard_formula, na_action="ignore")
            if any("\r" in cell for cell in guarded[column] if isinstance(cell, str)):
                line_end = "\r\n"  # only then is a cell with a carriage return quoted
    return str(
        guarded.to_csv(index=False, lineterminator=line_end, date_format="%Y-%m-%d", float_format="%.10g")
    )


def guard_formula(cell: str) -> str:
    """Text that a spreadsheet shows as text; :func:`unguard_formula` takes it back.

    >>> guard_formula("=1+1"), guard_formula("'=1"), guard_formula("甲;＝乙"), guard_formula("一、依法行政")
    ("'=1+1", "''=1", "甲;'＝乙", '一、依法行政')
    """
    return _FORMULA.sub(r"\g<0>'", cell) if isinstance(cell, str) else cell


def unguard_formula(cell: str) -> str:
    """What :func:`guard_formula` was given.

    >>> [unguard_formula(cell) for cell in ("'=1+1", "''=1", "甲;'＝乙", "'引文'")]
    ['=1+1', "'=1", '甲;＝乙', "'引文'"]
    """
    return _GUARDED.sub(lambda found: found[0][:-1], cell)
