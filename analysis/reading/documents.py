"""One file, one outcome: its text with what it says of itself, or the reason why it cannot be read.

Everything read is hostile until parsed: whatever goes wrong becomes one line of the ledger.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain, islice
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from analysis.columns import COLUMNS
from analysis.reading.beside import find_pages, join_pages, read_beside, source_beside
from analysis.reading.duplicates import Fingerprint, hash_shingles
from analysis.reading.formats import ARCHIVES, Extract, Limits, Refusal, extract, members, sniff
from analysis.reading.formats.foreign import refuse_archive, refuse_damaged, refuse_name, refuse_text
from analysis.reading.metadata import read_metadata
from analysis.reading.overrides import Overrides
from analysis.reading.parts import doubts_of_parts, split_bound
from analysis.reading.remarks import Remark
from analysis.reading.role_doubts import doubts_of_roles
from analysis.reading.roles import Context
from analysis.reading.sources import Source, read_source_bytes
from analysis.reading.tabular.facts import NOTHING, Facts, override
from analysis.reading.tabular.row import Row
from analysis.text import count_characters, fold, plain, squeeze

_TAGS = re.compile(r"</?(?:p|br|div|span|table|td|strong|font)\b[^<>]{0,500}>", re.IGNORECASE)
_MARKED = 3  # tags from which a cell is a page
_WORD, _WORDS = re.compile(r"[^\W\d_]{2,}"), 8  # words of a row that is a text in another language


@dataclass
class Outcome:
    """What became of one document.

    Attributes
    ----------
    label : str
        Path of the file, with the member's name where it lies in an archive.
    status : str
        As in the ledger.
    encoding : str or None
        Encoding of the text, or the format where that settles it.
    n_chars_raw : int or None
        Characters of the text as found.
    remarks : tuple of Remark
        What was doubtful, or why it was not read.
    row : dict
        The row of the table of reports, but for its id; empty where nothing was read.
    fingerprint : Fingerprint or None
        For finding duplicates.
    name : str or None
        The id that the document would like to have; None for the stem of its path.
    extra : dict
        Covariates that a table gives with it.
    """

    label: str
    status: str = "read"
    encoding: str | None = None
    n_chars_raw: int | None = None
    remarks: tuple[Remark, ...] = ()
    row: dict[str, Any] = field(default_factory=dict)
    fingerprint: Fingerprint | None = None
    name: str | None = None
    extra: dict[str, Any] = field(default_factory=dict)


class Opened(NamedTuple):
    """The bytes of a file, and their kind as :func:`~analysis.reading.formats.sniff` tells it."""

    data: bytes
    kind: str


def open_whole(source: Source, max_bytes: int) -> Opened:
    """Open a file; raises :class:`Refusal` as :func:`read_source_bytes` does."""
    data = read_source_bytes(source, max_bytes=max_bytes)
    return Opened(data, sniff(data))


def read_source(source: Source, overrides: Overrides, opened: Opened | None = None) -> list[Outcome]:
    """Read one file, which may be open: one outcome, or one per member of an archive and per report that is bound in it."""
    try:
        steps = [outcomes for _, outcomes in read_steps(source, overrides, 0, opened) if outcomes is not None]
    except Refusal as refusal:
        return [Outcome(source.label, refusal.status, remarks=(*source.remarks, refusal.remark))]
    return list(chain.from_iterable(steps)) or [
        Outcome(source.label, "empty", remarks=(Remark("empty_archive"),))
    ]


def read_steps(
    source: Source, overrides: Overrides, done: int = 0, opened: Opened | None = None
) -> Iterator[tuple[str, list[Outcome] | None]]:
    """The same document by document: before each its path with None, and then its path with its outcomes.

    The first `done` files of an archive are left out. Raises Refusal where nothing of the file can be read.
    """
    limits = Limits()
    if source.row is not None:
        yield source.label, [_read_row(source.label, source.row, limits, overrides)]
        return
    opened = opened or open_whole(source, limits.max_bytes)
    try:
        if opened.kind not in ARCHIVES:
            yield source.label, _read_file(source, opened, limits, overrides)
            return
        if refusal := refuse_archive(opened.data):
            raise refusal
        for name, member in islice(members(opened.data, limits=limits), done, None):
            label = _inside(source.label, name)
            yield label, None
            yield label, _read_member(label, member, limits, overrides)
            yield source.label, None  # which is unpacked further
    except Refusal as refusal:
        raise refuse_damaged(source.label, refusal) from refusal


def _read_row(label: str, row: Row, limits: Limits, overrides: Overrides) -> Outcome:
    """Read a document that is a row of a table; HTML in its cell is read as a page."""
    found = Extract(row.text, "table", row.encoding)
    try:
        if len(_TAGS.findall(row.text)) >= _MARKED:
            page = extract(f"<html><body>{row.text}</body></html>".encode("utf-8", "replace"), limits=limits)
            found = replace(page, encoding=row.encoding)
        if len(found.text) > limits.max_chars:
            raise Refusal("unreadable", "too_many_characters", n=limits.max_chars)
        if refusal := refuse_text(label, found.kind, found.text):
            if refusal.remark.code != "no_chinese" or len(_WORD.findall(found.text)) < _WORDS:
                raise refusal
            found = replace(
                found, remarks=(*found.remarks, refusal.remark)
            )  # a column of texts may be in any language
    except Refusal as refusal:
        return Outcome(label, refusal.status, remarks=(*row.remarks, refusal.remark))
    found = replace(found, remarks=(*row.remarks, *found.remarks))
    if row.places is not None:  # a table of reports of this package: nothing is inferred again
        facts: dict[str, Any] = {**dict.fromkeys(_FACTS), **row.places, **row.given}
        facts |= {
            "path": row.places.get("path", label),
            "n_chars": count_characters(found.text),
            "text": found.text,
        }
        return _outcome(label, found, facts, [], row)
    return _described(label, found, override(row.given, overrides.given(label)), row)


def _inside(archive: str, name: str) -> str:
    """The path of a member; what is the archive itself has its own."""
    return f"{archive}/{name}" if name else archive


def _refused(label: str, refusal: Refusal) -> Outcome:
    return Outcome(label, refusal.status, remarks=(refusal.remark,))


def _read_member(label: str, data: bytes | Refusal, limits: Limits, overrides: Overrides) -> list[Outcome]:
    """Outcomes of a member of an archive; a refusal is one like any other."""
    try:
        if isinstance(data, Refusal):
            raise data
        return _outcomes(label, _extract(label, data, limits), overrides)
    except Refusal as refusal:
        return [_refused(label, refuse_damaged(label, refusal))]


def _read_file(source: Source, opened: Opened, limits: Limits, overrides: Overrides) -> list[Outcome]:
    """Outcomes of a file, with the files beside it that are its pages or that it shows."""
    found = _extract(source.label, opened.data, limits, partial(read_beside, source), opened.kind)
    for name in found.shown:
        near = source_beside(source, name)
        found = replace(
            found, remarks=(*found.remarks, Remark("frame_shown", file=near.label if near else name))
        )
    if source.pages:
        pages = find_pages(
            source,
            found,
            lambda page: _extract(page.label, read_source_bytes(page, max_bytes=limits.max_bytes), limits),
        )
        first = pages[0][0].label
        if first != source.label:
            remarks = (*found.remarks, Remark("page_of", file=first))
            return [Outcome(source.label, "duplicate", found.encoding, len(found.text), remarks)]
        if len(pages) > 1:
            found = join_pages(pages)
    return _outcomes(source.label, found, overrides)


def _extract(
    label: str,
    data: bytes,
    limits: Limits,
    beside: Callable[[str], bytes | None] | None = None,
    kind: str | None = None,
) -> Extract:
    """Text of a document; raises Refusal where it has none of a report."""
    if refusal := refuse_name(label):
        raise refusal
    found = extract(data, limits=limits, beside=beside, kind=kind)
    if refusal := refuse_text(label, found.kind, found.text):
        raise refusal
    return found


def _outcomes(label: str, found: Extract, overrides: Overrides) -> list[Outcome]:
    """Outcomes of the reports in a document: one, or several where it is certain and no metadata speak of it as one."""
    given = overrides.given(label)
    parts = [found.text] if given else split_bound(found.text)
    if len(parts) == 1:
        return [_described(label, found, given, named=overrides.named(label))]
    outcomes = []
    for number, text in enumerate(parts, start=1):
        own = f"{label}/{PurePosixPath(label).stem}-{number}"
        said = Remark("bound_reports", part=number, total=len(parts))
        remarks = (*(found.remarks if number == 1 else ()), said)
        outcomes.append(
            _described(own, replace(found, text=text, title=None, remarks=remarks), overrides.given(own))
        )
    return outcomes


def _described(
    label: str, found: Extract, given: dict[str, Any], table: Row | None = None, named: Facts = NOTHING
) -> Outcome:
    """The outcome of a text, with what it says of itself."""
    if not squeeze(found.text):
        return Outcome(label, "empty", encoding=found.encoding, remarks=(Remark("no_text"),))
    if given.get("exclude"):
        return Outcome(label, "unsupported", found.encoding, len(found.text), (Remark("excluded"),))
    row, remarks = describe(label, found, given, named)
    remarks += doubts_of_roles(found.text, _context(row), row["doc_type"])
    if row["doc_type"] in _COUNTED or any(remark.code == "type_unknown" for remark in remarks):
        remarks += doubts_of_parts(found.text)
    return _outcome(label, found, row, remarks, table)


def _outcome(
    label: str, found: Extract, row: dict[str, Any], remarks: list[Remark], table: Row | None
) -> Outcome:
    body = plain(found.text)
    return Outcome(
        label,
        encoding=found.encoding or found.kind,
        n_chars_raw=len(found.text),
        remarks=(*found.remarks, *remarks),
        row=row,
        fingerprint=Fingerprint(
            digest=hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest(),
            sketch=hash_shingles(body),
            year=row["year"],
            place=row.get("region_code"),
            quality=(-_pages_by_ocr(found), row["n_chars"], -len(found.remarks)),
        ),
        name=table.name if table else None,
        extra=table.extra if table else {},
    )


def _pages_by_ocr(found: Extract) -> int:
    """Pages that OCR read, which a copy with a text of its own need not have."""
    return sum(remark.parts["n"] for remark in found.remarks if remark.code == "read_by_ocr")


_COUNTED = ("annual_report", "work_summary")  # whose sections are numbered from one
FROM = ("title", "year", "region", "issuer", "doc_type")  # whose place is told
# how codes of remarks on a fact begin: what the metadata give is not doubtful
_REMARKED = {
    "title": ("title_", "titles_", "second_title"),
    "year": ("year",),
    "region": ("region_",),
    "region_code": ("region_", "province_"),
    "province": ("province_",),
    "level": ("level_",),
    "doc_type": ("type",),
    "published": ("published_", "damaged_date"),
    "confirmed": (
        "title",
        "second_title",
        "year",
        "region_",
        "province_",
        "level_",
        "type",
        "published_",
        "covers_",
    ),
}
METADATA_DOUBTS = (
    *_REMARKED["confirmed"],
    "damaged_date",
    "alike_but_apart",
)  # how codes of remarks on metadata begin
_MARKS = ("exclude", "confirmed")  # of the metadata, which are no facts


def outcome_of_table(overrides: Overrides, outcomes: list[Outcome], *, in_folder: bool) -> list[Outcome]:
    """A row of the ledger for the metadata table of a folder, where its rows meet no file or it overrides nothing."""
    if overrides.name is None or not in_folder:
        return []
    remark = overrides.remark(outcome.label for outcome in outcomes)
    return [] if remark is None else [Outcome(overrides.name, "unsupported", remarks=(remark,))]


_FACTS = tuple(COLUMNS["reports"])


def _context(row: dict[str, Any]) -> Context:
    """What is known of a document when roles are given to its parts."""
    return Context(row["title"], row["issuer"], None if row["year"] is None else int(row["year"]))


def describe(
    label: str, found: Extract, given: dict[str, Any], named: Facts = NOTHING
) -> tuple[dict[str, Any], list[Remark]]:
    """Row of the table of reports: what the document says of itself, and what its name and the metadata override."""
    by_name = named.given if "region_code" not in given else _without_place(named.given)
    told = set(given)
    given = override(by_name, given)
    body, page_title = fold(found.text), fold(found.title or "") or None
    facts = read_metadata(body, page_title=page_title, page_date=found.published, path=label, given=given)
    facts_given = {name: value for name, value in given.items() if name not in _MARKS}
    row: dict[str, Any] = {
        "path": label,
        "n_chars": count_characters(body),
        "text": found.text,
        **{name: value for name, value in vars(facts).items() if name != "remarks"},
        **{f"{name}_from": "table" for name in FROM if name in facts_given},
        **{f"{name}_from": "file name" for name in FROM if name in by_name and name not in told},
        **facts_given,
    }
    known = tuple(code for name in given for code in _REMARKED.get(name, ()))
    kept = [remark for remark in facts.remarks if not (known and remark.code.startswith(known))]
    return row, [*named.remarks, *kept]


def _without_place(given: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if name not in ("region", "region_code", "province")}
