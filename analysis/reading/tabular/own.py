"""Tables that this package wrote, known by their columns, read as they stand: nothing is inferred again.

A spreadsheet may have saved them since: in another encoding, with 1.0 for 1 and TRUE for True, with readable heads.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from os import PathLike
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.columns import COLUMNS
from analysis.columns.types import COUNT, DATE, FLAG, NUMBER, TEXT
from analysis.errors import InputError
from analysis.output import unguard_formula
from analysis.reading.formats.limits import Refusal
from analysis.reading.sources import Source, open_source
from analysis.reading.tabular.cells import Lost, as_cell, cell_text, read_day, shown
from analysis.reading.tabular.covariates import covariate_types
from analysis.reading.tabular.facts import read_facts
from analysis.reading.tabular.heads import own_kind
from analysis.reading.tabular.labels import NAMED, VALUES, own_name, own_values
from analysis.reading.tabular.peek import head_of
from analysis.reading.tabular.row import Row
from analysis.reading.tabular.sheets import MAX_BYTES, is_table_name, open_sheets
from analysis.tables import column_type
from analysis.text import plain, squeeze

_HEAD_ROWS = 5
_BESIDE = tuple(f"{name}_name" for name in NAMED)
_TYPED = ("year", "published", "doc_type", "level")


def own_table_kind(path: str | PathLike[str]) -> str | None:
    """Which table of this package a file holds, by its columns; None for any other file.

    Parameters
    ----------
    path : path
        A file of any kind.

    Returns
    -------
    str or None
        ``reports``, ``paragraphs``, ``classified``, ``items``, ``codes``, ``shares`` …
    """
    path = Path(path)
    if not is_table_name(path.name) or not path.is_file():
        return None
    try:
        with open_source(Source(path.name, path), max_bytes=MAX_BYTES) as handle:
            sheets = open_sheets(handle, path.name)
            sheet = next(sheets, None)
            names, _ = head_of([cells for _, cells in islice(sheet.rows, _HEAD_ROWS)]) if sheet else ([], [])
    except Refusal:
        return None
    return own_kind(names)


def read_table(path: str | Path) -> pd.DataFrame:
    """Read a table that this package wrote, in its types, whatever a spreadsheet has made of the file since.

    Parameters
    ----------
    path : path
        CSV (in any encoding), XLSX or Parquet that a command or :func:`run_study` wrote.

    Returns
    -------
    DataFrame
        With the columns of the contract in their types; the guard against formulas is taken off.

    Raises
    ------
    InputError
        When the file is no table of this package, is damaged, or a cell is not of the type of its column.

    See Also
    --------
    read_reports : reads tables of texts.

    Examples
    --------
    >>> import tempfile
    >>> import analysis as fz
    >>> coded = fz.classify_paragraphs(fz.split_paragraphs(fz.read_reports(fz.sample_reports())))
    >>> file = Path(tempfile.mkdtemp()) / "coded.csv"
    >>> coded.to_csv(file, index=False, encoding="gb18030")
    >>> fz.area_shares(fz.read_table(file))["share"].sum().round(6) == coded["year"].nunique()
    np.True_
    """
    if not Path(path).is_file():
        raise InputError("path", f"'{path}' does not exist", "give a table that fazhi wrote")
    kind = own_table_kind(path)
    if kind is None:
        raise InputError("path", f"'{path}' is no table that fazhi wrote", "read texts with read_reports")
    return read_own_table(path, kind)


def read_own_table(path: str | PathLike[str], kind: str) -> pd.DataFrame:
    """A table of this package from CSV, XLSX or Parquet, in its types.

    Parameters
    ----------
    path : path
        The file.
    kind : str
        As :func:`own_table_kind` tells it.

    Returns
    -------
    DataFrame

    Raises
    ------
    InputError
        When the file is damaged, or a cell is not of the type of its column.
    """
    path = Path(path)
    types = types_of(kind)
    try:
        if path.suffix == ".parquet":
            table = pd.read_parquet(path).rename(columns=own_name).drop(columns=[*_BESIDE], errors="ignore")
            for name in VALUES.keys() & set(table.columns):
                table[name] = table[name].replace(own_values(name))
            return table.astype({name: own for name, own in types.items() if name in table.columns})
        with open_source(Source(path.name, path), max_bytes=MAX_BYTES) as handle:
            sheets = open_sheets(handle, path.name)
            sheet = next(sheets)
            rows = [[as_cell(cell) for cell in cells] for _, cells in sheet.rows]
    except Refusal as refusal:
        raise InputError("table", f"'{path}' {refusal.reason}", f"give the {kind} that fazhi wrote") from None
    names = [own_name(cell_text(cell)) for cell in rows[0] if cell is not None]
    columns = {
        name: [row[place] if place < len(row) else None for row in rows[1:]]
        for place, name in enumerate(names)
        if name not in _BESIDE
    }
    return pd.DataFrame(
        {
            name: _typed(name, cells, types.get(name) or _type_of(name, kind), path)
            for name, cells in columns.items()
        }
    )


def types_of(kind: str) -> dict[str, str]:
    """Types of the columns of a table."""
    if kind == "classified":
        return {**COLUMNS["paragraphs"], **COLUMNS["classification"]}
    return dict(COLUMNS.get(kind.removesuffix(" without texts"), {}))


def _type_of(name: str, kind: str) -> str | None:
    """The type of a column that a scheme of one's own adds."""
    return column_type(name) if kind == "classified" else None


def _typed(name: str, cells: Sequence[Any], kind: str | None, path: Path) -> pd.Series:
    """A column in its type; one that is not declared as covariates are."""
    choices = own_values(name)
    cells = [None if isinstance(cell, Lost) else cell for cell in cells]
    if choices:
        cells = [choices.get(cell, cell) if isinstance(cell, str) else cell for cell in cells]
    own = kind or covariate_types([{name: cell} for cell in cells])[name] if cells else kind or TEXT
    for row, cell in enumerate(cells, start=1):
        try:
            cells[row - 1] = None if cell is None else _READ[own](cell)
        except (ValueError, KeyError):
            problem = f"'{path}' has '{shown(cell)}' in the column {name}, row {row}"
            raise InputError("table", problem, "give the table as fazhi wrote it") from None
    return pd.Series(cells, dtype=own if own != NUMBER or None not in cells else "float64")


_READ = {
    TEXT: lambda cell: unguard_formula(cell_text(cell)),
    FLAG: lambda cell: {"true": True, "false": False, "1": True, "0": False}[cell_text(cell).lower()],
    COUNT: lambda cell: _whole(plain(cell_text(cell))),
    NUMBER: lambda cell: float(plain(cell_text(cell))),
    DATE: read_day,
}


def _whole(text: str) -> int:
    number = float(text)
    if not number.is_integer():
        raise ValueError(text)
    return int(number)


def read_own_row(names: Sequence[str], cells: Sequence[Any]) -> Row:
    """A row of such a table."""
    own = {
        own_name(name): cell
        for name, value in zip(names, cells, strict=False)
        if (cell := as_cell(value)) is not None and not isinstance(cell, Lost)
    }
    text = unguard_formula(cell_text(own.get("text", "")))
    if not squeeze(text):
        raise Refusal("empty", "row_without_text")
    facts = read_facts({name: own.get(name) for name in _TYPED})
    if facts.unreadable:
        column, value = facts.unreadable[0]
        raise Refusal("unreadable", "row_cell_unreadable", column=column, value=value)
    ours = COLUMNS["reports"]
    places = {
        name: unguard_formula(cell_text(cell))
        for name, cell in own.items()
        if name in ours and name not in (*_TYPED, "n_chars", "text", "report_id")
    }
    extra = {name: cell for name, cell in own.items() if name not in ours}
    name = cell_text(own["report_id"]) if "report_id" in own else ""
    return Row(text, facts.given, extra, name, remarks=facts.remarks, places=places)
