"""The rows of a coding sheet that came back: header, marks and places checked, each row known again.

What a coder or a spreadsheet program does to a sheet by mistake is named row by row; only what is no sheet at
all is an error.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

from analysis.coding.carried import is_carried, unpack_codes
from analysis.coding.codes import Row, mark_row
from analysis.coding.facts import CODED_BY, FACTS, typed_fact, what_would_do
from analysis.coding.key import find_key, sample_of, unit_seen
from analysis.coding.problems import Problem, fault
from analysis.coding.several import sheet_language
from analysis.coding.units import MAX_ROWS, Marks, fingerprint, is_probability, read_limited, read_marks
from analysis.coding.values import FIELDS
from analysis.coding.workbook_reading import read_workbook
from analysis.errors import InputError
from analysis.output import unguard_formula
from analysis.text import is_missing, plain_cell

_NEEDED = {"unit_id", "coder", "role", "area", "meta"}  # without one of these no row can be read
_TEXTS = ("before", "text", "after")
_DAY = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ].*)?")


class _Record(NamedTuple):
    """One row of a table, by the keys of its header."""

    row: int
    cells: dict[str, str]
    beyond: bool  # has cells where the header has none
    lang: str = "en"

    @property
    def unit_id(self) -> str:
        return self.cells["unit_id"].strip()

    @property
    def given(self) -> Mapping[str, str]:
        return {field: self.cells.get(field, "") for field in FIELDS}

    @property
    def texts(self) -> Mapping[str, str]:
        return {name: self.cells[name] for name in _TEXTS if name in self.cells}

    def problem(self, file: str, key: str, **parts: object) -> Problem:
        return Problem(file, self.row, self.unit_id, *fault(key, self.lang, **parts))


def read_xlsx(file: Path) -> Iterator[Row | Problem]:
    """Rows of a workbook, known by their id and the fingerprint of their text."""
    book = read_workbook(file)
    lang = sheet_language(book.cells[0] if book.cells else ())
    problems = [Problem(file.name, low, "", *fault("merged", lang)) for low, _ in book.merged]
    records = _read_table(file, book.cells, ("unit_id", *FIELDS), problems)
    yield from problems
    yield from _carried_rows(file, unpack_codes(book.carried, book.n_carried, file))
    if records is None:
        return
    spoiled = _covered(book.merged, len(book.cells))
    prints = {unit_id: marks.fingerprint.split("-")[1] for unit_id, marks in book.marks.items()}
    counts = Counter(prints.values())
    owners = {text: unit_id for unit_id, text in prints.items() if counts[text] == 1}
    seen = set()
    for record in records:
        text = record.cells.get("text")
        owner = owners.get(fingerprint("", text)[-8:], "") if text else ""
        marks = book.marks.get(record.unit_id)
        seen.add(record.unit_id if marks and owner in ("", record.unit_id) else owner)
        if record.row in spoiled:
            continue
        if marks:
            yield _place(file, record, marks, book.saved)
        elif record.unit_id in book.spoiled:
            yield record.problem(file.name, "other_meta_sheet")
        else:
            yield _unknown(file, record, owner, book.marks)
    for seen_id, marks in book.marks.items():
        if seen_id not in seen:
            unit_id = marks.unit_id(seen_id)
            yield Problem(file.name, marks.number, unit_id, *fault("deleted", lang))


def _carried_rows(file: Path, cells: list[list[str]]) -> Iterator[Row | Problem]:
    """The codes that a file carries along, as rows of a table ``codes``."""
    problems: list[Problem] = []
    for record in _read_table(file, cells, ("unit_id", "coder", *FIELDS), problems) or () if cells else ():
        one = _read_code(file, record)
        yield replace(one, is_carried=True) if isinstance(one, Row) else one
    yield from problems


def _covered(merged: Sequence[tuple[int, int]], last: int) -> set[int]:
    """The rows that merged ranges touch; the ranges are sorted, and a file may claim any number of them."""
    rows: set[int] = set()
    end = 0
    for low, high in merged:
        rows.update(range(max(low, end + 1), min(high, last) + 1))
        end = max(end, high)
    return rows


def _unknown(file: Path, record: _Record, owner: str, marks: Mapping[str, Marks]) -> Problem:
    if owner:
        unit_id = marks[owner].unit_id(record.unit_id)
        return Problem(file.name, record.row, unit_id, *fault("id_was", record.lang, owner=owner))
    return record.problem(file.name, "unknown_id" if record.unit_id else "empty_id")


def read_csv(file: Path, keys: Sequence[Path] = ()) -> Iterator[Row | Problem]:
    """Rows of a sheet saved as CSV, each with its marks in a cell or in a key, or of a table ``codes``."""
    cells = _parse_csv(file)
    is_table = "coder" in _keys(cells[0]) and "meta" not in _keys(cells[0])
    problems: list[Problem] = []
    records = _read_table(file, cells, ("unit_id", "coder" if is_table else "meta", *FIELDS), problems)
    yield from problems
    beyond = [record for record in records or () if record.beyond]
    for record in beyond:
        yield record.problem(file.name, "beyond")
    if is_table:
        yield from _read_code_table(file, records or [])
    else:
        yield from _read_csv_sheet(file, _with_key(file, records or [], keys))


def _with_key(file: Path, records: list[_Record], keys: Sequence[Path]) -> list[_Record]:
    """The rows of a sheet that a page exported, with the marks and the carried codes of its key."""
    samples = dict.fromkeys(filter(None, (sample_of(record.cells["meta"]) for record in records)))
    found = {sample: find_key(file, sample, keys) for sample in samples}
    joined = []
    for record in records:
        key = found.get(sample_of(record.cells["meta"]))
        if key:
            meta = key.marks.get(record.unit_id, "")
            own = {"unit_id": unit_seen(meta, record.unit_id), "meta": meta}
            record = record._replace(cells=record.cells | own)
        joined.append(record)
    empty = dict.fromkeys(records[0].cells, "") if records else {}
    more = [
        _Record(0, empty | {"meta": cell}, beyond=False) for key in found.values() for cell in key.carried
    ]
    return [*joined, *more]


def _read_code_table(file: Path, records: Sequence[_Record]) -> Iterator[Row | Problem]:
    for record in records:
        if not record.beyond:
            yield _read_code(file, record)


def _read_code(file: Path, record: _Record) -> Row | Problem:
    """A row of a table ``codes``, which says everything itself."""
    cells = {key: cell.strip() for key, cell in record.cells.items()}
    for key in ("unit_id", "coder"):
        if not cells[key]:
            return record.problem(file.name, "empty_cell", field=key)
    probability, typed = None, cells.get("inclusion_probability", "")
    if typed:
        try:
            probability = float(typed)
        except ValueError:
            probability = 0.0
        if not is_probability(probability):
            return record.problem(file.name, "bad_probability", value=typed)
    facts = {name: typed_fact(name, cells[name]) for name in FACTS if cells.get(name)}
    for name, value in facts.items():
        if remedy := what_would_do(name, value):
            return record.problem(file.name, "bad_fact", field=name, value=cells[name], remedy=remedy)
    coded_by = plain_cell(cells.get("coded_by", "")) or CODED_BY[0]
    if coded_by not in CODED_BY:
        return record.problem(file.name, "coded_by", value=cells["coded_by"])
    version = cells.get("codebook_version", "")
    version += ".0" if version.isdecimal() else ""  # which a program took for a number
    row = Row(
        file.name,
        record.row,
        record.unit_id,
        record.given,
        cells["coder"],
        probability,
        version,
        scheme=cells.get("scheme", ""),
        facts=facts,
        coded_by=coded_by,
        texts=record.texts,
    )
    return _add_day(row, record)


def _read_csv_sheet(file: Path, records: Sequence[_Record]) -> Iterator[Row | Problem]:
    numbers: dict[tuple[str, int], set[int]] = {}
    lang = records[0].lang if records else "en"
    unread = set()
    carried = [record.cells["meta"] for record in records if is_carried(record.cells["meta"])]
    n_carried = 0
    for record in records:
        if is_carried(record.cells["meta"]):
            continue
        marks = None if record.beyond else read_marks(record.cells["meta"])
        if marks:
            n_carried = max(n_carried, marks.n_carried)
            numbers.setdefault((marks.coder, marks.total), set()).add(marks.number)
            yield _place(file, record, marks)
            continue
        unread.add(record.row - 1)  # where nothing was deleted above, that is its number
        if not record.beyond:
            yield record.problem(file.name, "other_meta")
    if sum(total for _, total in numbers) > MAX_ROWS:
        raise InputError(
            "path", f"'{file}' counts more units than a sheet holds", "give it as it was written"
        )
    yield from _carried_rows(file, unpack_codes(carried, n_carried, file))
    for (_, total), present in numbers.items():
        for number in sorted({*range(1, total + 1)} - present - unread):
            yield Problem(file.name, number + 1, "", *fault("deleted", lang))


def _place(file: Path, record: _Record, marks: Marks, saved: date | None = None) -> Row | Problem:
    """A row of a sheet; a column may give the coder's name where the sheet has none, and the day."""
    marks = marks._replace(coder=marks.coder or record.cells.get("coder", "").strip())
    found = mark_row(file.name, record.row, record.unit_id, record.texts, record.given, marks, record.lang)
    return _add_day(found, record, saved) if isinstance(found, Row) else found


def _add_day(row: Row, record: _Record, saved: date | None = None) -> Row | Problem:
    typed = record.cells.get("coded_on", "").strip()
    if not typed:
        return replace(row, coded_on=saved)
    match = _DAY.fullmatch(typed)
    try:
        return replace(row, coded_on=date(*map(int, match.groups() if match else ())))
    except (TypeError, ValueError):
        return row.problem("coded_on", value=typed)


# Tables


def _keys(header: Sequence[str]) -> list[str]:
    """What stands before the separator in each caption."""
    return [plain_cell(caption).split("|")[0].strip() for caption in header]


def _read_table(
    file: Path, cells: Sequence[Sequence[str]], wanted: Sequence[str], problems: list[Problem]
) -> list[_Record] | None:
    """The rows under a header; None where it lacks what no row can do without."""
    header = _keys(cells[0]) if cells else []
    if not {"unit_id", *FIELDS} & {*header}:
        raise InputError("path", f"'{file}' is not a coding sheet", "give a sheet of write_coding_sheet")
    lacking = [key for key in wanted if key not in header]
    twice = [key for key in dict.fromkeys(header) if key in {*wanted, "text"} and header.count(key) > 1]
    lang = sheet_language(cells[0])
    for keys, key in ((lacking, "column_missing"), (twice, "column_twice")):
        if keys:
            problems.append(Problem(file.name, 1, "", *fault(key, lang, columns=", ".join(keys))))
    if twice or _NEEDED & {*lacking}:
        return None
    return [
        _Record(
            number,
            dict(zip_longest(header, row[: len(header)], fillvalue="")),
            any(row[len(header) :]),
            lang,
        )
        for number, row in enumerate(cells[1:], start=2)
        if any(row)
    ]


def _parse_csv(file: Path) -> list[list[str]]:
    """The cells of a CSV as Excel or WPS saves it, in UTF-8 or, in China, GB18030."""
    data = read_limited(file)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise InputError("path", f"'{file}' is neither UTF-8 nor GB18030", "save it as CSV in UTF-8")
    first = text.split("\n", 1)[0]
    separator = max(",;\t", key=first.count)
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        return [["" if is_missing(cell) else unguard_formula(cell) for cell in row] for row in rows] or [[]]
    except csv.Error as error:
        raise InputError(
            "path", f"'{file}' cannot be read as CSV ({error})", "save it as CSV again"
        ) from None
