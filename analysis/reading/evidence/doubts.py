"""What is doubtful in the facts read off a document: two places disagree, a weak place decides, a fact is missing."""

from __future__ import annotations

import datetime as dt
import re

from analysis.reading.evidence.candidates import Candidate, rival
from analysis.reading.evidence.head import Head
from analysis.reading.evidence.issuers import Issuer
from analysis.reading.evidence.lines import line_kind
from analysis.reading.evidence.script import legible
from analysis.reading.evidence.title_forms import TOPIC, is_complete
from analysis.reading.evidence.title_kinds import Kind
from analysis.reading.evidence.years import find_span
from analysis.reading.numbering import find_heading
from analysis.reading.remarks import Remark

REPORTS = ("annual_report", "work_summary", "press_conference")
_SURE = 0.66  # score from which a type is told, not inferred
_BY_GOVERNMENTS = ("plan", "notice", "other report", "interpretation", "rules")
_WELL = 0.72  # score from which others' words tell of whose level they speak
_YEARS_APART = 0.25  # margin within which two years disagree
_SECOND_TITLE = re.compile(r"20\d\d年?度?[^。;]{0,30}(?:报告|总结)(?:[(][^()]{1,12}[)])?$")
_BEFORE, _AFTER = 300, 200  # characters of text that stand round a second title


def doubts_of_type(
    kind: Candidate[Kind],
    kinds: list[Candidate[Kind]],
    published: Candidate[dt.date] | None = None,
    year: Candidate[int] | None = None,
) -> list[Remark]:
    """A type by weak evidence, or another nearly as likely."""
    if kind.place == "table":
        return []
    ours = kind.value.doc_type in REPORTS
    other = rival(
        (
            Candidate(one.value.doc_type in REPORTS, f"{one.place}|{one.value.doc_type}", one.score)
            for one in kinds
            if one.place != "text"
        ),
        Candidate(ours, "", kind.score),
        0.13,
    )
    if other:
        place, doc_type = other.place.split("|")
        return [
            Remark(
                "types_differ",
                type=kind.value.doc_type,
                place=kind.place,
                other_type=doc_type,
                other_place=place,
            )
        ]
    early = published and year and published.value < dt.date(year.value, 10, 1)
    if (kind.score < _SURE or (early and kind.place != "title" and kind.value.doc_type in REPORTS[:2])) and (
        ours or kind.score > 0.3
    ):
        return [Remark("type_inferred", type=kind.value.doc_type, place=kind.place)]
    return [Remark("type_unknown")] if kind.score <= 0.3 else []


def doubts_of_year(kind: Kind, year: Candidate[int] | None, years: list[Candidate[int]]) -> list[Remark]:
    """No year, an inferred one, or two that disagree; and a report on more or less than a year."""
    if year is None:
        return [Remark("year_not_found")]
    if year.place == "table":
        return []
    if year.place == "press date":
        return [Remark("year_from_press_date")]
    other = rival(years, year, _YEARS_APART)
    if other:
        return [
            Remark(
                "years_differ", year=year.value, place=year.place, other=other.value, other_place=other.place
            )
        ]
    return [Remark("year_inferred", year=year.value, place=year.place)] if year.score < 0.6 else []


def doubts_of_title(title: Candidate[str] | None, titles: list[Candidate[str]]) -> list[Remark]:
    """No title, one by the file's name alone, or two that differ; and a span of other than a year."""
    if title is None:
        return [Remark("title_not_found")]
    remarks = []
    own = legible(title.value)
    if title.place == "file name":
        remarks.append(Remark("title_inferred", place=title.place))
    for other in () if "发布会" in own else titles:  # where what is said has a title of its own
        body = legible(other.value)
        if (
            other.place in ("title", "key row", "annexe")
            and other.score > title.score - 0.1
            and TOPIC.search(body)
            and is_complete(body)
            and body not in own
            and own not in body
        ):
            remarks.append(Remark("titles_differ", other=other.value))
            break
    remarks += find_span(own)
    return remarks


def doubts_of_date(
    published: Candidate[dt.date] | None, damaged: str | None, kind: Kind, year: Candidate[int] | None
) -> list[Remark]:
    """A damaged day, or one before the year reported on is over."""
    if published is None:
        return [Remark("damaged_date_left_out", value=damaged)] if damaged else []
    if (
        year
        and kind.doc_type in ("annual_report", "work_summary")
        and published.value < dt.date(year.value, 10, 1)
    ):
        return [Remark("published_before_year_ends", date=published.value.isoformat(), year=year.value)]
    return []


def doubts_of_level(kind: Kind, level: str | None, speaker: Candidate[Issuer] | None) -> list[Remark]:
    """No level, or one by weak evidence."""
    if level is None:
        return [Remark("level_not_found")]
    if speaker is None:
        return [Remark("level_inferred", level=level, place="region")]
    told = kind.doc_type in REPORTS[:2] or kind.what in _BY_GOVERNMENTS
    if speaker.score < (0.5 if told else _WELL):
        return [Remark("level_inferred", level=level, place=speaker.place)]
    return []


def second_title(lines: list[str], head: Head, title: str | None) -> list[Remark]:
    """A line inside the text that reads like another report's title, with text before and behind it.

    >>> from analysis.reading.evidence.head import read_head
    >>> text = ["某县2019年法治政府建设情况报告", "办案5件。" * 70, "某县2020年法治政府建设情况报告", "办案6件。" * 50]
    >>> [remark.parts for remark in second_title(text, read_head(text), text[0])]
    [{'title': '某县2020年法治政府建设情况报告'}]
    """
    sizes = [len(line) for line in lines]
    before = 0
    left = sum(sizes)
    for place, (line, size) in enumerate(zip(lines, sizes, strict=True)):
        left -= size
        if before >= _BEFORE and left >= _AFTER and size <= 160 and place > head.begins:
            body = (
                legible(line) if "20" in line and ("报告" in line or "報告" in line or "总结" in line) else ""
            )
            if (
                8 <= len(body) <= 60
                and body != title
                and TOPIC.search(body)
                and _SECOND_TITLE.search(body)
                and not find_heading(line)
                and line_kind(line) == "short"
                and "《" not in body
                and len(lines[place + 1]) > 20
            ):
                return [Remark("second_title", title=" ".join(line.split()))]
        before += size
    return []
