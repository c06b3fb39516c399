"""One file, one outcome: its text with what it says of itself, or the reason why it cannot be read.

Everything read is hostile until parsed: whatever goes wrong becomes one line of the ledger.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analysis.reading.duplicates import Fingerprint, hash_shingles
from analysis.reading.formats import Extract, Limits, Refusal, extract, members, sniff
from analysis.reading.metadata import read_metadata
from analysis.reading.regions import find_region, is_national
from analysis.reading.remarks import Remark
from analysis.reading.role_doubts import doubts_of_roles
from analysis.reading.roles import Context
from analysis.reading.sources import Source, read_source_bytes
from analysis.text import count_characters, plain

Overrides = dict[str, dict[str, Any]]


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
    """

    label: str
    status: str = "read"
    encoding: str | None = None
    n_chars_raw: int | None = None
    remarks: tuple[Remark, ...] = ()
    row: dict[str, Any] = field(default_factory=dict)
    fingerprint: Fingerprint | None = None


def read_chunk(chunk: Sequence[Source], overrides: Overrides) -> list[list[Outcome]]:
    """Outcomes of each file."""
    return [read_source(source, overrides) for source in chunk]


def read_source(source: Source, overrides: Overrides) -> list[Outcome]:
    """Read one file: one outcome, or one per member where it is an archive."""
    limits = Limits()
    try:
        data = read_source_bytes(source, max_bytes=limits.max_bytes)
        documents: Iterable[tuple[str, Any]] = [(source.label, data)]
        if data.startswith(b"PK") and sniff(data) == "zip":
            documents = ((f"{source.label}/{name}", member) for name, member in members(data, limits=limits))
        outcomes = [_read_document(label, content, limits, overrides) for label, content in documents]
    except Refusal as refusal:
        return [Outcome(source.label, refusal.status, remarks=(refusal.remark,))]
    return outcomes or [Outcome(source.label, "empty", remarks=(Remark("empty_archive"),))]


def _read_document(label: str, data: bytes | Refusal, limits: Limits, overrides: Overrides) -> Outcome:
    """Read one document; a refusal is an outcome like any other."""
    try:
        if isinstance(data, Refusal):
            raise data
        found = extract(data, limits=limits)
    except Refusal as refusal:
        return Outcome(label, refusal.status, remarks=(refusal.remark,))
    if not found.text.strip():
        return Outcome(label, "empty", encoding=found.encoding, remarks=(Remark("no_text"),))
    given = overrides.get(label) or overrides.get(Path(label).name) or {}
    row, remarks = describe(label, found, given)
    remarks += doubts_of_roles(found.text, _context(row), row["doc_type"])
    body = plain(found.text)
    return Outcome(
        label,
        encoding=found.encoding or found.kind,
        n_chars_raw=len(found.text),
        remarks=(*found.remarks, *remarks),
        row=row,
        fingerprint=Fingerprint(
            digest=hashlib.sha256(body.encode()).hexdigest(),
            sketch=hash_shingles(body),
            year=row["year"],
            place=row.get("region_code"),
            quality=(row["n_chars"], -len(found.remarks)),
        ),
    )


def _context(row: dict[str, Any]) -> Context:
    """What is known of a document when roles are given to its parts."""
    return Context(row["title"], row["issuer"], None if row["year"] is None else int(row["year"]))


def describe(label: str, found: Extract, given: dict[str, Any]) -> tuple[dict[str, Any], list[Remark]]:
    """Row of the table of reports: what the text says, then the page's own metadata, the region, the overrides."""
    facts = read_metadata(found.text)
    row: dict[str, Any] = {
        "path": label,
        "title": facts.title or found.title,
        "doc_type": facts.doc_type,
        "issuer": facts.issuer,
        "level": facts.level,
        "year": facts.year,
        "published": facts.published or found.published,
        "doc_number": facts.doc_number,
        "n_chars": count_characters(found.text),
        "text": found.text,
    }
    row.update({key: value for key, value in given.items() if key in ("issuer", "title", "year")})
    place, doubt = find_place(row)
    row.update(place)
    row.update(given)
    return row, [*facts.remarks, *doubt]


def find_place(row: dict[str, Any]) -> tuple[dict[str, Any], list[Remark]]:
    """Region, its code and province, and the level where the region tells it better than the name."""
    issuer, title = row["issuer"] or "", row["title"] or ""
    if is_national(issuer):
        return {"level": "country" if issuer == "国务院" else "department"}, []
    for name in (issuer, title):
        region = find_region(name, text=row["text"], year=row["year"])
        if region is None:
            continue
        place = {"region": region.name, "province": region.province, "region_code": region.code}
        if row["level"] in (None, "county", "prefecture", "province"):
            place["level"] = region.level
        return place, [Remark("region_among_namesakes", region=region.code)] if region.settled else []
    return {}, [Remark("region_not_found")]
