"""The metadata table: what a researcher knows of the files, by path, in the words and formats of a Chinese office.

A CSV in any encoding, an Excel workbook or a DataFrame; headers and choices in Chinese or English; paths with either
slash, in either composition of Unicode, with or without ending. A row that meets no file is told, and a table of texts
that this package wrote is none: it would keep what later texts correct.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import InputError
from analysis.reading.evidence.file_names import NamePattern
from analysis.reading.formats.limits import Refusal
from analysis.reading.remarks import Remark
from analysis.reading.sources import Source, read_source_bytes
from analysis.reading.tabular.books import unpacked_bytes
from analysis.reading.tabular.cells import Lost, as_cell, cell_text, read_header
from analysis.reading.tabular.facts import ALLOWED, Facts, read_facts
from analysis.reading.tabular.heads import HEADERS, column_of
from analysis.reading.tabular.peek import MOST_UNPACKED
from analysis.reading.tabular.sheets import is_table_name, open_sheets
from analysis.tables import check_table
from analysis.text import fold

_OVERRIDES = tuple(name for name in HEADERS if name != "path")
_WRITTEN = {"report_id", "n_chars", "text"}  # columns of the reports that this package writes
_ENDING = re.compile(r"\.(?:txt|html?|mht|mhtml|pdf|docx?|docm|dotx|wps|zip|shtml)$")
_HEADS = 5  # rows of which one names the columns
_NAMED = 5  # rows without a file that are named


class Overrides(dict[str, dict[str, Any]]):
    """What is known of files, by path as the table gives it.

    Parameters
    ----------
    rows : mapping of str to dict
        Path -> what overrides the text.
    name : str or None
        Name of the table, for the ledger; None where it needs no row there.
    own : bool
        Whether this package wrote the table, which then overrides nothing.
    pattern : NamePattern, optional
        How names of files give facts.

    Examples
    --------
    >>> overrides = Overrides({"2019\\\\铜陵": {"year": 2018}})
    >>> overrides.given("2019/铜陵.txt"), overrides.given("2020/铜陵.txt")
    ({'year': 2018}, {})
    """

    def __init__(
        self,
        rows: Mapping[str, dict[str, Any]] = {},
        name: str | None = None,
        *,
        own: bool = False,
        pattern: NamePattern | None = None,
    ) -> None:
        super().__init__(rows)
        self.name, self.own, self.pattern = name, own, pattern
        self._by_path: dict[str, str] = {}
        loose: dict[str, list[str]] = {}
        for path in rows:
            key = _key(path)
            self._by_path[key] = path
            loose.setdefault(_ENDING.sub("", key), []).append(path)
        # without ending where that is no other file's
        self._by_stem = {stem: paths[0] for stem, paths in loose.items() if len(paths) == 1}

    def __reduce__(self) -> tuple[Any, ...]:
        return _overrides, (dict(self), self.name, self.own, self.pattern)

    def row_of(self, label: str) -> str | None:
        """The path of the table that means a file, or None: its path, then its name alone, then an absolute path."""
        key = _key(label)
        for part in (key, key.rpartition("/")[2]):
            for found in (self._by_path.get(part), self._by_stem.get(_ENDING.sub("", part))):
                if found is not None:
                    return found
        return self._absolute.get(key) or self._absolute.get(_ENDING.sub("", key))

    def given(self, label: str) -> dict[str, Any]:
        """What overrides the text of a file."""
        row = self.row_of(label)
        return {} if row is None else self[row]

    def named(self, label: str) -> Facts:
        """What the name of a file gives by the pattern."""
        return self.pattern.read(label) if self.pattern else Facts({})

    @property
    def _absolute(self) -> dict[str, str]:
        """The ends of absolute paths, each with its path, where no other ends so."""
        if not hasattr(self, "_ends"):
            ends: dict[str, set[str]] = {}
            for key, path in self._by_path.items():
                if re.match(r"(?:[a-z]:)?/", key):
                    parts = key.split("/")
                    for place in range(1, len(parts)):
                        for end in ("/".join(parts[place:]), _ENDING.sub("", "/".join(parts[place:]))):
                            ends.setdefault(end, set()).add(path)
            self._ends = {end: next(iter(paths)) for end, paths in ends.items() if len(paths) == 1}
        return self._ends

    def remark(self, labels: Iterable[str]) -> Remark | None:
        """What the ledger says of the table, given the files that were found."""
        if self.own:
            return Remark("own_metadata")
        met = {self.row_of(label) for label in labels}
        unmet = [path for path in self if path not in met]
        if not unmet:
            return None
        named = ", ".join(unmet[:_NAMED]) + (" …" if len(unmet) > _NAMED else "")
        return Remark("rows_without_file", n=len(unmet), paths=named)


def _overrides(
    rows: dict[str, dict[str, Any]], name: str | None, own: bool, pattern: NamePattern | None
) -> Overrides:
    return Overrides(rows, name, own=own, pattern=pattern)


def _key(path: str) -> str:
    """A path as it is compared: one kind of slash, composed, small letters, no dot in front.

    >>> _key(" .\\\\2019\\\\Báo.TXT ") == _key("2019/Ba\\u0301o.txt")
    True
    """
    body = unicodedata.normalize("NFC", fold(path)).strip().replace("\\", "/").casefold()
    while body.startswith("./"):
        body = body[2:]
    return re.sub("/{2,}", "/", body)


def find_overrides(metadata: Any, beside: Path | None, name: str | None) -> Overrides:
    """What is known of the files: a table that is given or in their folder, and what their names give."""
    overrides = read_overrides(beside if metadata is None else metadata, beside=metadata is None)
    overrides.pattern = None if name is None else NamePattern(name)
    return overrides


def read_overrides(metadata: Any, *, beside: bool = False) -> Overrides:
    """Read the metadata table.

    Parameters
    ----------
    metadata : path, DataFrame or None
        The table.
    beside : bool, default False
        Whether it was found beside the reports rather than named: one that this package wrote is then passed over.

    Returns
    -------
    Overrides

    Raises
    ------
    InputError
        When it cannot be read, lacks the paths, has two rows for a file, or says what nothing can be made of.
    """
    if metadata is None:
        return Overrides()
    if isinstance(metadata, pd.DataFrame):
        table, name = metadata.astype("string"), "metadata"
    else:
        name = f"metadata '{metadata}'"
        table = _read_table(Path(metadata), name)
    label = Path(metadata).name if not isinstance(metadata, pd.DataFrame) else "metadata"
    heads, table = list(table.columns), table.set_axis([column_of(head) for head in table.columns], axis=1)
    for own in table.columns[table.columns.duplicated()]:
        if own in ("path", *_OVERRIDES):
            several = ", ".join(head for head in heads if column_of(head) == own)
            raise InputError(name, f"has several columns for the {own}: {several}", "keep one of them")
    if set(table.columns) >= _WRITTEN:
        if beside:
            return Overrides(name=label, own=True)
        raise InputError(
            name,
            "is a table of reports that fazhi wrote, which would override texts that change later",
            "keep its column path and the columns that you set",
        )
    table = table[[column for column in ("path", *_OVERRIDES) if column in table.columns]]
    check_table(table, ("path",), argument=name)
    table = table.assign(path=table["path"].str.strip())
    blank = table.isna() | table.map(lambda cell: not str(cell).strip()).astype(
        bool
    )  # also of an empty table
    rows = table.astype(object).mask(blank, None).to_dict("records")
    keys: set[str] = set()
    for row in rows:
        key = _key(row["path"] or "")
        if key and key in keys:
            raise InputError(name, f"has two rows for '{row['path']}'", "keep one row per file")
        keys.add(key)
    return Overrides({row["path"]: _override(row, name) for row in rows if row["path"]}, label)


def _read_table(path: Path, name: str) -> pd.DataFrame:
    """A table from a file, its kind and encoding told by its content: the first sheet in which a row of heads names paths."""
    try:
        data = io.BytesIO(read_source_bytes(Source(str(path), path)))
        if unpacked_bytes(data) > MOST_UNPACKED:
            raise Refusal("unreadable", "word_bomb")
        first: list[list[str | None]] = []
        for sheet in open_sheets(data, path.name if is_table_name(path.name) else f"{path.name}.csv"):
            rows = [[_text(cell) for cell in cells] for _, cells in sheet.rows]
            first = first or rows
            place = next((place for place, row in enumerate(rows[:_HEADS]) if _names_paths(row)), None)
            if place is not None:
                return _table(rows[place:])
        if not first:
            raise Refusal("empty", "empty_sheet")
        return _table(first)
    except Refusal as refusal:
        remedy = "give a CSV or XLSX table with a column 'path'"
        raise InputError(name, f"cannot be read ({refusal.reason})", remedy) from None


def _names_paths(row: Sequence[str | None]) -> bool:
    return any(cell is not None and column_of(cell) == "path" for cell in row)


def _table(rows: Sequence[Sequence[str | None]]) -> pd.DataFrame:
    """Rows below their heads, each as wide as these."""
    heads = [read_header(cell) for cell in rows[0]]
    cells = [[*row, *[None] * len(heads)][: len(heads)] for row in rows[1:]]
    return pd.DataFrame(cells, columns=heads, dtype="string").loc[:, [head != "" for head in heads]]


def _text(cell: Any) -> str | None:
    """A cell as text."""
    own = as_cell(cell)
    return None if own is None or isinstance(own, Lost) else cell_text(own)


def _override(row: dict[str, Any], name: str) -> dict[str, Any]:
    """What a row says, in the words of the table of reports."""
    facts = read_facts({column: cell for column, cell in row.items() if column != "path"})
    for column, value in facts.unreadable:
        unreadable = "" if column in ALLOWED else "an unreadable "
        problem = f"has {unreadable}{column} {value!r} for '{row['path']}'"
        allowed = f"use one of {', '.join(ALLOWED[column])}" if column in ALLOWED else _REMEDIES[column]
        raise InputError(name, problem, allowed)
    return facts.given


_REMEDIES = {
    "year": "write a year such as 2019",
    "published": "write a day such as 2020-03-31",
    "region_code": "write six digits such as 420200",
    "exclude": "write x, or nothing",
    "confirmed": "write x, or nothing",
}
