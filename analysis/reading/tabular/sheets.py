"""The rows of a table file, one after the other, whatever its format: workbook, CSV, JSON, Parquet, Stata.

openpyxl (as for coding sheets) and pyarrow stream; CSV is read by the standard library, which keeps to the quotes and
stops at no row. Memory holds a batch of rows, and of a workbook the texts that it keeps apart.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count, islice
from pathlib import PurePosixPath
from typing import IO, Any

from analysis.reading.decode import Undecodable, decode
from analysis.reading.formats.libreoffice import convert
from analysis.reading.formats.limits import DEFAULT_LIMITS, Clock, Refusal, too_large
from analysis.reading.remarks import Remark
from analysis.reading.tabular.books import MAX_COLUMNS, read_workbook, refusing_damage
from analysis.reading.tabular.cells import Lost
from analysis.reading.tabular.row import Sheet
from analysis.reading.tabular.stata import ENDING as STATA_ENDING
from analysis.reading.tabular.stata import read_stata
from analysis.text import whole

TEXT_ENDINGS = (".csv", ".tsv", ".tab")
JSON_ENDINGS = (".json", ".jsonl", ".ndjson")
BOOK_ENDINGS = (".xlsx", ".xlsm", ".xltx", ".xls", ".et")
ENDINGS = (*TEXT_ENDINGS, *JSON_ENDINGS, *BOOK_ENDINGS, ".parquet", STATA_ENDING)
MAX_BYTES = 1 << 30  # of a table that is read row by row
_SAMPLE = 1 << 20  # bytes that tell the encoding
_BATCH = 64
_OPEN = Lost("quote_not_closed", '"')
_DELIMITERS = ",\t;|"


def is_table_name(name: str) -> bool:
    """Whether a file may be a table, by the ending of its name.

    >>> is_table_name("语料.XLSX"), is_table_name("a.txt")
    (True, False)
    """
    return PurePosixPath(name).suffix.lower() in ENDINGS


def is_row_path(path: str) -> bool:
    """Whether a path of the ledger names a row of a table, of a sheet in a workbook or not.

    >>> is_row_path("a.csv/2"), is_row_path("a.xlsx/2020年/2"), is_row_path("2020/2.txt"), is_row_path("a.csv")
    (True, True, False, False)
    """
    table, _, row = path.rpartition("/")
    return row.isdecimal() and (is_table_name(table) or is_table_name(table.rpartition("/")[0]))


def open_sheets(handle: IO[bytes], name: str) -> Iterator[Sheet]:
    """The sheets of a table file, told by content; each must be read before the next one is asked for.

    Parameters
    ----------
    handle : binary file
        Open for reading, with random access.
    name : str
        Its name, whose ending tells JSON from CSV.

    Yields
    ------
    Sheet

    Raises
    ------
    Refusal
        When it is none of these formats, damaged or too large.
    """
    start = handle.read(8)
    handle.seek(0)
    ending = PurePosixPath(name).suffix.lower()
    if start[:4] == b"PAR1":
        yield from _parquet(handle)
    elif start[:2] == b"PK":
        yield from read_workbook(handle)
    elif start[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        yield from read_workbook(io.BytesIO(_saved_anew(handle)))
    elif ending == STATA_ENDING:
        yield from read_stata(handle)
    elif ending in JSON_ENDINGS:
        yield from _json(handle, ending)
    elif ending in TEXT_ENDINGS:
        yield from _delimited(handle)
    else:
        raise Refusal("unsupported", "not_document")


def _saved_anew(handle: IO[bytes]) -> bytes:
    """An old workbook as LibreOffice saves it anew."""
    data = handle.read(DEFAULT_LIMITS.max_bytes + 1)
    if len(data) > DEFAULT_LIMITS.max_bytes:
        raise too_large(DEFAULT_LIMITS)
    converted = convert(data, "xls", "xlsx", Clock(DEFAULT_LIMITS.archive_seconds))
    if converted is None:
        raise Refusal("unsupported", "old_workbook")
    return converted


# CSV


def _delimited(handle: IO[bytes]) -> Iterator[Sheet]:
    encoding, remarks = _encoding(handle)
    text = _Text(handle, encoding=encoding, errors="replace", newline="")
    head = text.read(_SAMPLE // 4)
    text.seek(0)
    yield Sheet("", _records(text, find_delimiter(head)), encoding=encoding, remarks=remarks)


class _Text(io.TextIOWrapper):
    """A file as text, which leaves the file open: who opened it closes it, when all rows are read."""

    def close(self) -> None:
        """Nothing to do."""


def _encoding(handle: IO[bytes]) -> tuple[str, tuple[Remark, ...]]:
    """The encoding of a text, by its first lines."""
    sample = handle.read(_SAMPLE)
    if len(sample) == _SAMPLE:  # to the end of a line, so that no character is cut
        sample = sample[: max(sample.rfind(b"\n"), 1) + 1]
    handle.seek(0)
    if sample[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return "utf-16", ()
    try:
        found = decode(sample)
    except Undecodable as error:
        raise Refusal("unreadable", "not_text") from error
    return found.encoding, found.remarks


def find_delimiter(head: str) -> str:
    """The sign between the cells of a CSV: the one that cuts the first records into most columns, alike in all.

    >>> find_delimiter("标题;年份\\n甲，乙,丙;2019\\n"), find_delimiter("标题\\t年份\\n甲,乙\\t2019\\n")
    (';', '\\t')
    """
    with _wide_cells():
        records = {sign: _some_records(head, sign) for sign in _DELIMITERS}
    return max(_DELIMITERS, key=lambda sign: _evenness(records[sign]))


def _some_records(head: str, delimiter: str) -> list[int]:
    """Number of cells of the first records."""
    try:
        return [len(row) for row in islice(csv.reader(io.StringIO(head), delimiter=delimiter), 20) if row][
            : -1 or None
        ]
    except csv.Error:
        return []


def _evenness(widths: list[int]) -> tuple[float, int]:
    """How many records are as wide as the first, and how wide it is; one column is no table."""
    if not widths or widths[0] < 2:
        return (0.0, 0)
    return (sum(width == widths[0] for width in widths) / len(widths), widths[0])


@contextmanager
def _wide_cells() -> Iterator[None]:
    """Cells as long as a report, where the standard library stops at 131,072 characters."""
    before = csv.field_size_limit(min(DEFAULT_LIMITS.max_chars, sys.maxsize))
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _records(text: IO[str], delimiter: str) -> Iterator[tuple[int, Sequence[Any]]]:
    lines = _Lines(text)
    reader = csv.reader(lines, delimiter=delimiter)
    for number in count(1):
        lines.quotes = 0
        with _wide_cells():
            try:
                row: list[Any] | None = next(reader, None)
            except csv.Error:
                row = [_OPEN]
        if row is None:
            return
        if lines.ended and lines.quotes % 2:  # a quotation mark that nothing closes takes in all that follows
            row = [_OPEN]
        if row:
            yield number, row
        if row == [_OPEN]:
            return


class _Lines:
    """Lines of a text without NUL; counts the quotation marks of a record."""

    def __init__(self, text: IO[str]) -> None:
        self.text, self.quotes, self.ended = text, 0, False

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self.text.readline()
        if not line:
            self.ended = True
            raise StopIteration
        self.quotes += line.count('"')
        return line.replace("\0", "")


# JSON


def _json(handle: IO[bytes], ending: str) -> Iterator[Sheet]:
    encoding, remarks = _encoding(handle)
    text = _Text(handle, encoding=encoding, errors="replace")
    first = text.read(1 << 16).lstrip("\ufeff \t\r\n")
    text.seek(0)
    objects: Iterable[Any]
    line, _, rest = first.partition("\n")
    if ending == ".json" and (first[:1] == "[" or not rest.strip() or not _is_json(line)):
        whole = text.read(DEFAULT_LIMITS.max_bytes + 1)
        if len(whole) > DEFAULT_LIMITS.max_bytes:
            raise Refusal("unsupported", "json_too_large")
        objects = _objects(whole)
    else:
        objects = (_line(line) for line in text if line.strip())
    yield Sheet("", _keyed(objects), named=True, encoding=encoding, remarks=remarks)


def _is_json(line: str) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def _line(line: str) -> Any:
    """What one line of JSON holds; its text, where it is damaged."""
    try:
        return json.loads(line.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return Lost("json_damaged", line[:30])


def _objects(text: str) -> Iterable[Any]:
    """The objects of a JSON list, or of the one list that an object holds."""
    try:
        found = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise Refusal("unreadable", "json_not_list") from error
    if isinstance(found, dict):
        lists = [
            value
            for value in _opened(found).values()
            if isinstance(value, list) and value and isinstance(value[0], dict)
        ]
        found = lists[0] if len(lists) == 1 else [found]
    if not isinstance(found, list):
        raise Refusal("unsupported", "json_not_list")
    return found


def _keyed(objects: Iterable[Any]) -> Iterator[tuple[int, Sequence[Any]]]:
    """Objects as rows; the first row has the names, of all keys that the first objects have."""
    rest = (_opened(one) if isinstance(one, dict) else one for one in objects)
    first = list(islice(rest, _BATCH))
    names = list(dict.fromkeys(key for one in first if isinstance(one, dict) for key in one))[:MAX_COLUMNS]
    yield 0, names
    number = 0
    for batch in (first, rest):
        for one in batch:
            number += 1
            if isinstance(one, dict):
                yield number, [_flat(one.get(name)) for name in names]
            else:
                yield number, [one if isinstance(one, Lost) else Lost("json_damaged", whole(str(one))[:30])]


def _opened(one: dict[str, Any]) -> dict[str, Any]:
    """An object with what objects inside it hold as its own, of one name the outermost: servers wrap what they send."""
    values: dict[str, Any] = {}
    held = [one]
    for outer in held:
        for name, value in outer.items():
            if isinstance(value, dict) and len(value) == 1 and next(iter(value))[:1] == "$":
                value = next(iter(value.values()))  # a day of MongoDB: {"$date": …}
            if isinstance(value, dict):
                held.append(value)
            else:
                values.setdefault(name, value)
    return values


def _flat(value: Any) -> Any:
    """A value as a cell: a list of paragraphs is a text."""
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return "\n".join(value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else value


# Parquet


def _parquet(handle: IO[bytes]) -> Iterator[Sheet]:
    import pyarrow.parquet as pq

    with refusing_damage():
        file = pq.ParquetFile(handle)
        names = list(file.schema_arrow.names)[:MAX_COLUMNS]

    def rows() -> Iterator[tuple[int, Sequence[Any]]]:
        yield 0, names
        number = 0
        with refusing_damage():
            for batch in file.iter_batches(_BATCH, columns=names):
                columns = [column.to_pylist() for column in batch.columns]
                for cells in zip(*columns, strict=True):
                    number += 1
                    yield number, [_flat(cell) for cell in cells]

    yield Sheet("", rows(), named=True)
