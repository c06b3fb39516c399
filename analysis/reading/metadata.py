"""What a report says of itself: title, issuer, document number, dates, year reported on, type, level, region.

For each fact the candidates of all places are weighed, the best is taken with the place where it stood, and what is
doubtful is remarked. Nothing is guessed: a damaged date ("2019219") stays missing and is reported as damaged, and the
year is the year reported on, never that of publication, save for press conferences, which report no year and get that
of the day they were held.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from analysis.reading.evidence.bodies import level_of
from analysis.reading.evidence.candidates import Candidate, best
from analysis.reading.evidence.damage import damage as damage
from analysis.reading.evidence.doc_types import find_kinds
from analysis.reading.evidence.doubts import (
    doubts_of_date,
    doubts_of_level,
    doubts_of_title,
    doubts_of_type,
    doubts_of_year,
    second_title,
)
from analysis.reading.evidence.head import read_head
from analysis.reading.evidence.issuers import Issuer, find_issuers
from analysis.reading.evidence.places import Place, find_place
from analysis.reading.evidence.publication import damaged_day, find_dates, find_doc_number
from analysis.reading.evidence.script import is_traditional, legible
from analysis.reading.evidence.speakers import issuer_of, level_of_document, speaker_of
from analysis.reading.evidence.title_kinds import Kind
from analysis.reading.evidence.titles import find_titles
from analysis.reading.evidence.years import find_years
from analysis.reading.regions import region_of_code
from analysis.reading.remarks import Remark
from analysis.reading.run_on import split_lines
from analysis.text import plain, simplify

_SILENT = ("news", "essay", "speech")  # of these nobody is the issuer
_YEARLESS = ("news", "essay", "speech", "interpretation", "notice", "rules", "model")
_HAN = re.compile("[\u4e00-\u9fff]")
_FIRM = 0.7  # score that the year of a document of unknown type needs
_DOC_NUMBER = re.compile(
    r"(?P<issuer>[\u4e00-\u9fff]{2,12})[〔\[【(（](?P<year>20\d\d)[〕\]】)）](?P<serial>\d{1,4})号"
)


@dataclass(frozen=True)
class Facts:
    """Metadata read off one report.

    Attributes
    ----------
    title, issuer, doc_number, doc_type, level : str or None
        As far as the text says; `doc_type` and `level` in the words of ``tables.DOC_TYPES`` and ``tables.LEVELS``.
    year : int or None
        Year reported on, or planned for; None for documents that are on none (most news and notices).
    published : datetime.date or None
        Date of publication or signature.
    region, province, region_code : str or None
        Official names and code; the province also where only it is named.
    title_from, issuer_from, doc_type_from, year_from, region_from : str or None
        Where the value stood: title, page title, key row, opening, signature, heading, quoted title, site row …
    remarks : tuple of Remark
        What was doubtful, damaged or inferred.
    """

    title: str | None = None
    issuer: str | None = None
    doc_number: str | None = None
    doc_type: str = "other"
    level: str | None = None
    year: int | None = None
    published: dt.date | None = None
    region: str | None = None
    province: str | None = None
    region_code: str | None = None
    title_from: str | None = None
    issuer_from: str | None = None
    doc_type_from: str | None = None
    year_from: str | None = None
    region_from: str | None = None
    remarks: tuple[Remark, ...] = ()


def read_metadata(
    text: str,
    *,
    page_title: str | None = None,
    page_date: dt.date | None = None,
    path: str | None = None,
    given: Mapping[str, Any] | None = None,
) -> Facts:
    """Read the metadata off a report.

    Parameters
    ----------
    text : str
        The whole report.
    page_title : str, optional
        Title that the page or the document's properties give.
    page_date : date, optional
        Day of publication that the page's metadata give.
    path : str, optional
        Path of the file inside the folder read; its names count where the text says nothing.
    given : mapping, optional
        Facts known beforehand (``title``, ``issuer``, ``year``, ``doc_type``, ``region_code``, ``level``), from which others follow.

    Returns
    -------
    Facts

    Examples
    --------
    >>> facts = read_metadata("青岚市人民政府关于2019年度法治政府建设情况的报告\\n\\n青政发〔2020〕3号\\n")
    >>> facts.issuer, facts.year, facts.doc_type, facts.doc_number, facts.level
    ('青岚市人民政府', 2019, 'annual_report', '青政发〔2020〕3号', 'prefecture')
    """
    given = given or {}
    lines = [line for line in split_lines(text) if line.strip()]
    head = read_head(lines)
    body = simplify(text) if is_traditional("".join(lines[:60])) else text

    titles = find_titles(head, page_title=page_title, file_name=path and path.rsplit("/", 1)[-1])
    title = _given(given, "title") or best(titles)
    named = legible(title.value) if title else None

    kinds = find_kinds(named, head, body)
    kind: Candidate[Kind] = _given_kind(given) or best(kinds)  # type: ignore[assignment]
    dates = find_dates(head, lines, page_date)
    published = _given_day(given) or best(dates)
    years = find_years(named, head, body, path)
    if kind.value.what in _YEARLESS:  # these report on no year, unless they name one as their subject
        years = [one for one in years if one.place == "title" and kind.value.what != "model"]
    year = _given(given, "year") or _year_of(kind.value, years, published)

    issuers = [] if kind.value.what in _SILENT else find_issuers(named, head, lines)
    if kind.value.what == "interpretation":  # its opening speaks of who made what it interprets
        issuers = [one for one in issuers if one.place != "opening"]
    speaker: Candidate[Issuer] | None = _given_issuer(given) or speaker_of(issuers)
    issuer = speaker if speaker and speaker.place == "table" else issuer_of(speaker, issuers)
    about = speaker
    if kind.value.what == "news":  # of the government that it tells of
        about = best(one for one in find_issuers(named, head, lines) if one.place in ("title", "opening"))
    place = _given_place(given) or find_place(
        named, about, head, body, body=issuer, year=year and year.value, file_name=path
    )
    level = level_of_document(kind.value, about, place, head)

    remarks = [
        *damage(text),
        *doubts_of_date(published, damaged_day(lines), kind.value, year),
        *doubts_of_type(kind, kinds, published, year),
        *doubts_of_year(kind.value, year, years),
        *doubts_of_title(title, titles),
        *doubts_of_level(kind.value, level, about),
        *place.remarks,
        *second_title(lines, head, named),
    ]
    region = place.region
    return Facts(
        title=title.value if title else None,
        issuer=issuer.value.name if issuer else None,
        doc_number=find_doc_number(head),
        doc_type=kind.value.doc_type,
        level=level,
        year=year.value if year else None,
        published=published.value if published else None,
        region=region.name if region else None,
        province=place.province,
        region_code=region.code if region else None,
        title_from=title.place if title else None,
        issuer_from=issuer.place if issuer else None,
        doc_type_from=kind.place,
        year_from=year.place if year else None,
        region_from=place.found_in if region else None,
        remarks=tuple(remarks),
    )


def _given(given: Mapping[str, Any], name: str) -> Candidate[Any] | None:
    return Candidate(given[name], "table", 1.0) if given.get(name) is not None else None


def _given_day(given: Mapping[str, Any]) -> Candidate[dt.date] | None:
    day = given.get("published")
    return None if day is None else Candidate(dt.date(day.year, day.month, day.day), "table", 1.0)


def _given_kind(given: Mapping[str, Any]) -> Candidate[Kind] | None:
    known = given.get("doc_type")
    return Candidate(Kind(known, known if known == "plan" else "given"), "table", 1.0) if known else None


def _given_issuer(given: Mapping[str, Any]) -> Candidate[Issuer] | None:
    known = given.get("issuer")
    return Candidate(Issuer(legible(known), level_of(legible(known)) or ""), "table", 1.0) if known else None


def _given_place(given: Mapping[str, Any]) -> Place | None:
    if given.get("level") == "country" and given.get("region_code") is None:
        return Place()
    if not given.get("region_code") and given.get("region") and not _HAN.search(given["region"]):
        return Place()  # no text can confirm a name in other letters: a place that it mentions may be another
    region = region_of_code(given["region_code"]) if given.get("region_code") else None
    return Place(region, region.province, "table", (), 1.0) if region else None


def _year_of(
    kind: Kind, years: list[Candidate[int]], published: Candidate[dt.date] | None
) -> Candidate[int] | None:
    """The year reported on; of a press conference that of the day it was held.

    None that lies ahead of publication (a plan's, the year after), save the title's: such a year is a target, 到2025年.
    """
    if kind.doc_type == "press_conference":
        return Candidate(published.value.year, "press date", 0.5) if published else None
    if kind.what == "unknown":
        years = [one for one in years if one.score >= _FIRM]
    if published:
        latest = published.value.year + (kind.doc_type == "plan")
        years = [one for one in years if one.place == "title" or one.value <= latest]
    return best(years)


class DocNumber(NamedTuple):
    """The parts of a document number.

    Attributes
    ----------
    issuer : str
        Abbreviation of the issuing body.
    year : int
        Year of issue.
    serial : int
        Number within the year.
    """

    issuer: str
    year: int
    serial: int


def parse_doc_number(text: str) -> DocNumber | None:
    """Parts of a document number (发文字号), or None where it is damaged or there is none.

    Parameters
    ----------
    text : str
        As in the column ``doc_number``.

    Returns
    -------
    DocNumber or None
        ``issuer``, ``year`` and ``serial``.

    See Also
    --------
    read_reports : reads reports with their document numbers.

    Examples
    --------
    >>> parse_doc_number("连政发〔2021〕14号")
    DocNumber(issuer='连政发', year=2021, serial=14)
    >>> print(parse_doc_number("潍高办字〔201865号"))
    None
    """
    found = _DOC_NUMBER.search(plain(text))
    return DocNumber(found["issuer"], int(found["year"]), int(found["serial"])) if found else None
