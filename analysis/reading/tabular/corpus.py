"""A table of texts as documents: one source for each row, with what the row says of it, or why the row is refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, groupby, islice
from pathlib import Path, PurePosixPath
from typing import Any

import pandas as pd

from analysis.errors import InputError
from analysis.reading.allowance import allow
from analysis.reading.apart import Apart, Ended
from analysis.reading.formats.limits import Refusal
from analysis.reading.guarded import SECONDS, remark_ended
from analysis.reading.remarks import Remark
from analysis.reading.sources import Paths, Source, find_sources, open_source
from analysis.reading.tabular.cells import as_cell, read_header
from analysis.reading.tabular.heads import (
    PARTS,
    Taken,
    column_of,
    find_head,
    own_kind,
    parse_columns,
    take_columns,
)
from analysis.reading.tabular.own import read_own_row
from analysis.reading.tabular.row import Sheet
from analysis.reading.tabular.rows import read_row
from analysis.reading.tabular.sheets import MAX_BYTES, is_table_name, open_sheets
from analysis.text import Names

_SAMPLE = 50  # rows in which columns are told by content
_NAME = re.compile(r"[^\w\-.]+")
_SHOWN = 8  # columns that a remark names
_BATCH = 64  # rows that together have the time of a document
_READER = Apart()  # another than that of the documents, which are read while the rows come


def expand_tables(
    sources: Iterable[Source], columns: Mapping[str, Any] | str | None = None
) -> Iterator[Source]:
    """Sources with each table of texts replaced by its rows.

    Parameters
    ----------
    sources : iterable of Source
        Files.
    columns : mapping or str, optional
        Which column holds what, as :func:`~analysis.reading.tabular.heads.parse_columns` takes it.

    Yields
    ------
    Source
        Files that are no tables as they are; of a table each row, or the table itself with its refusal.

    Raises
    ------
    InputError
        When `columns` names one that no table has, or there is no table.
    """
    wanted = parse_columns(columns)
    met, problem = False, None
    for source in sources:
        if source.row is not None or source.refusal is not None or not is_table_name(source.label):
            met |= source.row is not None
            yield source
            continue
        try:
            for row in read_rows(source, wanted):
                met |= row.row is not None
                yield row
        except InputError as error:  # another table may have the columns
            problem = error
            yield _refused(source, Refusal("unsupported", "table_lacks_columns", columns=error.problem))
    if wanted and not met:
        raise problem or InputError(
            "columns", "are given without a table", "leave them out, or give a table of texts"
        )


def read_rows(
    source: Source,
    columns: Mapping[str, Sequence[str]],
    *,
    seconds: float = SECONDS,
    reader: Apart = _READER,
) -> Iterator[Source]:
    """The rows of one file that is a table of texts, read apart; the file with its refusal where it is none."""
    try:
        for row in reader.stream(_rows_apart, source, columns, seconds, seconds=seconds):
            if isinstance(row, tuple):
                raise InputError(*row)
            yield row
    except Refusal as refusal:
        yield _refused(source, refusal)
    except Ended as ended:
        remark = remark_ended(ended, seconds, reader.memory)
        yield _refused(source, Refusal("unreadable", remark.code, **remark.parts))
    except RuntimeError as error:
        yield _refused(source, Refusal("unreadable", "damaged_file", error=str(error).partition(":")[0]))


def _rows_apart(
    source: Source, columns: Mapping[str, Sequence[str]], seconds: float, _: None
) -> Iterator[Source | tuple[str, str, str]]:
    """The rows, or what is wrong with the columns asked for."""
    try:
        with open_source(source, max_bytes=MAX_BYTES) as handle:
            rows = _of_sheets(source, open_sheets(handle, source.label), columns)
            for number, row in enumerate(rows, start=1):
                yield row
                if number % _BATCH == 0:
                    allow(seconds)
    except InputError as error:
        yield error.argument, error.problem, error.remedy


def all_sources(
    paths: Paths, columns: Mapping[str, Any] | str | None = None
) -> tuple[Iterator[Source], Path | None, int | None]:
    """What there is to read of files, folders or a DataFrame: sources, metadata beside them, and their number where it is known."""
    if isinstance(paths, pd.DataFrame):
        rows = frame_sources(paths, columns)
        return iter(rows), None, len(rows)
    files, beside = find_sources(paths)
    tables = any(is_table_name(file.label) for file in files)
    return expand_tables(files, columns), beside, None if tables else len(files)


def frame_sources(table: pd.DataFrame, columns: Mapping[str, Any] | str | None = None) -> list[Source]:
    """The rows of a DataFrame as sources."""
    names = [str(name) for name in table.columns]
    cells = zip(*(table.iloc[:, place].tolist() for place in range(len(names))), strict=True)
    rows = chain([(0, names)], enumerate(cells, start=1))
    source = Source("table", None)
    try:
        return list(_of_sheets(source, iter([Sheet("", rows, named=True)]), parse_columns(columns)))
    except Refusal as refusal:
        remedy = "name the column with the texts: columns={'text': …}"
        raise InputError("reports", refusal.reason, remedy) from None


def _refused(source: Source, refusal: Refusal) -> Source:
    return Source(source.label, source.path, source.folder, refusal)


def _of_sheets(
    source: Source, sheets: Iterable[Sheet], columns: Mapping[str, Sequence[str]]
) -> Iterator[Source]:
    """The rows of all sheets that hold texts; the first row says what was taken and what was not."""
    wanted = columns.get("sheet")
    taken: list[tuple[Sheet, _Head, Iterator[tuple[int, Sequence[Any]]]]] = []
    left_out: list[str] = []
    titles = Names()
    problem: Exception | None = None
    for sheet in sheets:
        if (wanted is not None and sheet.name not in wanted) or (wanted is None and sheet.hidden):
            left_out.append(sheet.name)
            continue
        rows = iter(sheet.rows)
        top = list(islice(rows, _SAMPLE))
        try:
            head = _Head.of(sheet, top, columns, lenient=source.folder is None)
        except (Refusal, InputError) as error:
            empty = isinstance(error, Refusal) and error.status == "empty"
            problem = error if problem is None or isinstance(error, InputError) else problem
            left_out += [] if empty else [sheet.name]
            continue
        own = replace(sheet, name=titles.give(sheet.name))  # by which its rows are shown
        taken.append((own, head, chain(top, rows)))
    if absent := [name for name in wanted or () if name not in {*left_out, *(own[0].name for own in taken)}]:
        there = ", ".join([*(own[0].name for own in taken), *left_out])
        raise InputError("columns", f"name the sheet {absent[0]!r}", f"use one of: {there}")
    if not taken:
        raise problem or Refusal("empty", "no_text")
    remarks = [Remark("sheets_left_out", n=len(left_out), sheets=_some(left_out))] if left_out else []
    documents = (
        document
        for sheet, head, rows in taken
        for document in _documents(source, sheet, head, rows, several=len(taken) > 1)
    )
    for document in _with_ids(source, documents, join="report_id" in columns):
        yield _with_remarks(document, remarks)
        remarks = []


def _with_remarks(document: Source, remarks: Sequence[Remark]) -> Source:
    if not remarks:
        return document
    if document.row is None:
        return replace(document, remarks=(*document.remarks, *remarks))
    return replace(document, row=replace(document.row, remarks=(*remarks, *document.row.remarks)))


def _with_ids(source: Source, documents: Iterable[Source], *, join: bool) -> Iterator[Source]:
    """Documents with ids of their own: that of the table, or the table's name and the number of the row.

    Rows one after the other with one id are paragraphs of one document where the researcher names the column of ids.
    """
    seen: dict[str, str] = {}
    for _, group in groupby(documents, key=lambda one: (one.row.name if one.row else "") or one.label):
        parts = list(group)
        if join and len(parts) > 1:
            parts = [_joined(parts)]
        for part in parts:
            if part.row is None:
                yield part
                continue
            own, remarks = part.row.name, part.row.remarks
            place = part.label[len(source.label) + 1 :]
            if own in seen:
                remarks = (*remarks, Remark("id_repeated", value=own, row=seen[own]))
                own = ""
            elif own:
                seen[own] = place
            name = _NAME.sub("_", own or f"{PurePosixPath(source.label).stem}-{place.replace('/', '-')}")
            yield replace(part, row=replace(part.row, name=name, remarks=remarks))


def _joined(parts: Sequence[Source]) -> Source:
    """Paragraphs of one document as one."""
    rows = [part.row for part in parts if part.row]
    said: list[Remark] = []
    for remark in chain.from_iterable(row.remarks for row in rows):
        if remark not in said:
            said.append(remark)
    said.append(Remark("rows_joined", n=len(rows)))
    text = "\n".join(row.text for row in rows)
    return replace(parts[0], row=replace(rows[0], text=text, remarks=tuple(said)))


class _Head:
    """The head of a sheet: where its rows begin, and which column holds what."""

    def __init__(self, taken: Taken, begins: int, own: str | None) -> None:
        self.taken, self.begins, self.own = taken, begins, own

    @classmethod
    def of(
        cls,
        sheet: Sheet,
        top: list[tuple[int, Sequence[Any]]],
        columns: Mapping[str, Sequence[str]],
        *,
        lenient: bool,
    ) -> _Head:
        if not top:
            raise Refusal("empty", "empty_sheet")
        if sheet.named:
            place: int | None = 0
        else:
            place = find_head([cells for _, cells in top])
        if place is None:
            names = [f"column {number}" for number in range(1, max(len(cells) for _, cells in top) + 1)]
            begins, sample = top[0][0], top
        else:
            names = [read_header(cell) for cell in top[place][1]]
            begins, sample = top[place][0] + 1, top[place + 1 :]
        kind = own_kind([column.lower() for column in names])
        parts = not lenient and not PARTS.isdisjoint(names)  # of a table that somebody cut from one of ours
        if parts or (kind is not None and (kind != "reports" or not lenient or columns)):
            raise Refusal("unsupported", "own_table")
        taken = take_columns(names, [cells for _, cells in sample], columns, lenient=lenient)
        if taken is None:
            meta = "path" in {column_of(name) for name in names}
            raise Refusal("unsupported", "table_of_metadata" if meta else "table_without_text")
        return cls(taken, begins, kind)


def _some(names: Iterable[str]) -> str:
    names = list(names)
    return ", ".join(names[:_SHOWN]) + (" …" if len(names) > _SHOWN else "")


def _documents(
    source: Source, sheet: Sheet, head: _Head, rows: Iterable[tuple[int, Sequence[Any]]], *, several: bool
) -> Iterator[Source]:
    """The documents of one sheet; their names are the ids that the table gives, or empty."""
    taken = head.taken
    prefix = f"{source.label}/{sheet.name}" if several else source.label
    remarks = [Remark("table_of_reports")] if head.own else list(_about(sheet, taken))
    for number, cells in rows:
        if number < head.begins or all(as_cell(cell) is None for cell in cells):
            continue
        own = Source(f"{prefix}/{number}", source.path, source.folder)
        try:
            row = read_own_row(taken.names, cells) if head.own else read_row(taken, cells)
        except Refusal as refusal:
            yield replace(own, refusal=refusal, remarks=tuple(remarks))
        else:
            if several:
                row.extra.setdefault("sheet", sheet.name)
            said = (*remarks, *row.remarks)
            yield replace(own, row=replace(row, encoding=sheet.encoding or "table", remarks=said))
        remarks = []


def _about(sheet: Sheet, taken: Taken) -> Iterator[Remark]:
    """What is to be said of a whole sheet."""
    if sheet.name:
        yield Remark("sheet_columns", columns=taken.said(), sheet=sheet.name)
    else:
        yield Remark("table_columns", columns=taken.said())
    if taken.by_content:
        names = (f"{column}={taken.names[taken.places[column][0]]}" for column in taken.by_content)
        yield Remark("table_by_content", columns=_some(names))
    if taken.texts:
        yield Remark(
            "table_texts_left", columns=_some(taken.texts), text=taken.names[taken.places["text"][0]]
        )
    if taken.extra:
        yield Remark("table_covariates", columns=_some(taken.extra))
    if taken.days is not None:
        yield Remark("table_days", column=taken.names[taken.days], name=taken.days_name)
    yield from sheet.remarks
