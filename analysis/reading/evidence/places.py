"""Where a document comes from: the region of its issuer, by the name that stands nearest to it.

The title and the issuer come first; a bureau that calls itself 县教育局 is looked for by name in the text, above all in
the titles that it quotes. A short or common name counts only with evidence of its parent; what stays open is missing,
and the candidates are named.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import PurePath
from typing import NamedTuple

from analysis.reading.evidence.bodies import subject_of
from analysis.reading.evidence.candidates import Candidate
from analysis.reading.evidence.head import Head
from analysis.reading.evidence.issuers import Issuer, is_named, tier_of
from analysis.reading.evidence.names import Names, Rows
from analysis.reading.evidence.rows import ISSUER_KEYS, SOURCE_KEYS
from analysis.reading.regions import (
    Region,
    find_mentions,
    full_name,
    is_national,
    match_region,
    named_regions,
    settle_region,
)
from analysis.reading.remarks import Remark

_UNSURE = 0.55  # score of a region that is one of several named alike
_INNER = re.compile(r"[(]([\u4e00-\u9fff]{2,8}[市县区旗])[)]")
_STEP = re.compile(r"[/\\_\s+,，、—-]+")  # between names in a path
_FILE, _BY_FILE = "file name", 0.45  # place and score of what names of files and folders say
_SURE = 0.6  # score from which a region is told, not inferred
_OF_BODY = 0.75  # score from which it is the issuer's own, whatever the file is called
_AUTHORITY = re.compile(r".{0,8}?(?:委|政府|部署|决策|要求|工作)")
_OFFICERS = re.compile(
    r"([省市县区旗])(?:委|政府|人大|(?:第[一二三四五六七八九十]{1,3}届)人大|长(?![沙春治期]))"
)
_CORPS = ("兵团", "新疆维吾尔自治区")  # which has cities of its own, and is no region
_LEVELS = {"province": ("province",), "county": ("county",), "zone": ("prefecture", "county")}
_ENDINGS = {"city": ("市",), "prefecture": ("州", "盟", "地区")}  # of names, whatever the level


class Found(NamedTuple):
    """A region, where its name stands, and how far that place is to be believed."""

    region: Region
    place: str
    score: float


class Place(NamedTuple):
    """The region found, or what stood in its way.

    Attributes
    ----------
    region : Region or None
        The region.
    province : str or None
        Its province, or the one named where no smaller place is.
    found_in : str or None
        Where its name stands.
    remarks : tuple of Remark
        What is doubtful.
    score : float
        How far the place of the name is to be believed.
    """

    region: Region | None = None
    province: str | None = None
    found_in: str | None = None
    remarks: tuple[Remark, ...] = ()
    score: float = 0.0


def find_place(
    title: str | None,
    issuer: Candidate[Issuer] | None,
    head: Head,
    text: str,
    *,
    body: Candidate[Issuer] | None = None,
    year: int | None = None,
    file_name: str | None = None,
) -> Place:
    """The region of a document.

    Parameters
    ----------
    title : str or None
        The title, legible.
    issuer : Candidate or None
        The best candidate for the issuer, self-references included.
    head : Head
        The head of the document.
    text : str
        The whole text, legible as far as its script goes.
    body : Candidate, optional
        The best candidate for the issuer that is a body's name.
    year : int, optional
        Year reported on.
    file_name : str, optional
        Name of the file and its folders.

    Returns
    -------
    Place
    """
    names = Names(text, year)
    name = issuer.value.name if issuer else ""
    if issuer and (issuer.value.level == "country" or is_national(name)):
        return Place()
    direct: list[Candidate[str]] = []
    if title and (subject := subject_of(title)):
        direct.append(Candidate(subject, "title", 0.95))
        if inner := _INNER.search(subject):  # 高新区(新市区): two bodies in one
            direct.append(Candidate(inner[1], "title", 0.94))
    if issuer:
        direct.append(Candidate(name, issuer.place, 0.9))
    if body and body.value.name != name:
        direct.append(Candidate(body.value.name, body.place, 0.9))
    if title:
        direct.append(Candidate(title, "title", 0.89))
        direct.append(
            Candidate(title.removeprefix("关于印发").removeprefix("关于").lstrip("《〈"), "title", 0.88)
        )
    open_names: list[Rows] = []
    for candidate in direct:
        rows = match_region(candidate.value, year)
        if not rows:
            continue
        region = settle_region(rows, _with(names.text, file_name))
        if region:
            return _placed(_refined(region, issuer, head, year), candidate)
        open_names.append(rows)
    tier = tier_of(name, head) if name else tier_of_news(head)
    possible = {row["code"] for rows in open_names for row in rows}

    def fits(region: Region) -> bool:
        return (not possible or region.code in possible) and (
            tier is None or _is_of_tier(region.name, region.level, tier)
        )

    told = next(
        (found for found in _elsewhere(issuer, head, names, tier, file_name) if fits(found.region)), None
    )
    called = next(filter(fits, _file_called(file_name, names)), None)
    if told:
        return _weighed(told, called)
    province = _CORPS[1] if _CORPS[0] in name + (title or "") else names.province
    inferred = (Remark("province_inferred", province=province),) if province else ()
    if not open_names:
        return Place(province=province, remarks=(Remark("region_not_found"), *inferred))
    candidates = "、".join(full_name(row) for row in open_names[0])
    ambiguous = Remark("region_ambiguous", name=open_names[0][0]["name"], candidates=candidates)
    return Place(province=province, remarks=(ambiguous, *inferred))


def tier_of_news(head: Head) -> str | None:
    """The government whose officers the opening names: 区委书记, 县长."""
    opening = head.opening[0] if head.opening else ""
    tiers = {"县": "county", "区": "county", "旗": "county", "市": "city", "省": "province"}
    found = Counter(tiers[officer[1]] for officer in _OFFICERS.finditer(opening))
    return found.most_common(1)[0][0] if found else None


def _placed(region: Region, candidate: Candidate[str]) -> Place:
    remarks = (Remark("region_among_namesakes", region=region.code),) if region.settled else ()
    return Place(region, region.province, candidate.place, remarks, candidate.score)


def _weighed(told: Found, called: Region | None) -> Place:
    """What the text tells, unless the file bears the name of another place and the text names only others' places."""
    region, place, score = told
    if called and called.code != region.code and score < _OF_BODY:
        differs = Remark(
            "region_differs", region=called.name, place=_FILE, other=region.name, other_place=place
        )
        return Place(called, called.province, _FILE, (differs,), _BY_FILE)
    sure = score >= _SURE or (called is not None and place != _FILE)  # both say the same
    remarks = () if sure else (Remark("region_inferred", region=region.name, place=place),)
    return Place(region, region.province, place, remarks, score)


def _file_called(file_name: str | None, names: Names) -> Iterator[Region]:
    """Regions whose whole name is a part of the file's own name, the last first: 湖北_武汉_2020."""
    for part in reversed(_STEP.split(PurePath(file_name).stem if file_name else "")):
        region = settle_region(named_regions(part, names.year), _with(names.text, file_name))
        if region:
            yield region


def _with(text: str, file_name: str | None) -> str:
    return f"{text}\n{file_name}" if file_name else text


def _refined(region: Region, issuer: Candidate[Issuer] | None, head: Head, year: int | None) -> Region:
    """A zone that names its city and then the authorities above it (天津市、滨海新区) lies in the nearest of them."""
    if issuer is None or issuer.value.level != "zone" or region.level == "county":
        return region
    for paragraph in head.opening[:1]:
        mentions = find_mentions(paragraph, year)
        for one, two in pairwise(mentions):
            joined = paragraph[one.end : two.start] in ("、", "")
            if joined and one.rows[0]["code"] == region.code and two.rows[0]["parent"] == region.code:
                return settle_region(two.rows) or region
    return region


def _elsewhere(
    issuer: Candidate[Issuer] | None, head: Head, names: Names, tier: str | None, file_name: str | None
) -> Iterator[Found]:
    """Regions by names that stand elsewhere, the nearest to the issuer first."""
    name = issuer.value.name if issuer else ""
    level = issuer.value.level if issuer else None
    vague = (
        issuer is not None and tier is None
    )  # a province that it quotes may be its own or the one above it

    def nearest(found: Iterable[Rows], place: str, score: float) -> Iterator[Found]:
        fitting = (_fits(rows, tier) for rows in found)
        return _most(
            (rows for rows in fitting if not (vague and _is_province(rows))), place, score, names.text
        )

    if name and not is_named(name) and name[0] not in "我本全":
        yield from _of_same_body(name, head, names)
    if level == "department":
        yield from nearest(names.quoted_departments, "quoted title", 0.7)
    yield from nearest(names.quoted, "quoted title", 0.65)
    yield from nearest(_in_rows(head, level, names), "site row", 0.62)
    yield from nearest(_authorities(head, names), "opening", 0.61)
    yield from nearest(names.phrases, "text", 0.6 if level is None else 0.55)
    yield from nearest(names.numbers, "document number", 0.55)
    if level is None or tier:
        yield from nearest(names.named_outright, "text", 0.5)
    if file_name:
        for part in reversed(_STEP.split(file_name)):
            region = settle_region(match_region(part, names.year), _with(names.text, file_name))
            if region:
                yield Found(region, _FILE, _BY_FILE)
    if all(map(_is_province, names.named_outright)):  # else it may well be of a place that the text names
        yield from nearest(names.laws, "quoted law", 0.4)


def _most(found: Iterable[Rows], place: str, score: float, text: str) -> Iterator[Found]:
    """Regions in the order of how often they are named; where several are, none is sure."""
    counts: Counter[str] = Counter()
    rows_of: dict[str, Rows] = {}
    for rows in found:
        if rows:
            codes = ",".join(row["code"] for row in rows)
            counts[codes] += 1
            rows_of.setdefault(codes, rows)
    for codes, _ in counts.most_common():
        region = settle_region(rows_of[codes], text)
        if region:
            yield Found(region, place, score if len(counts) == 1 else min(score, _UNSURE))


def _fits(rows: Rows, tier: str | None) -> Rows:
    return rows if tier is None else [row for row in rows if _is_of_tier(row["name"], row["level"], tier)]


def _is_of_tier(name: str, level: str, tier: str) -> bool:
    """Whether a region is of a tier; the municipalities and cities of counties' rank are cities too."""
    if tier in _ENDINGS:
        return name.endswith(_ENDINGS[tier])
    return level in _LEVELS[tier] or (tier == "zone" and name.endswith("市"))


def _is_province(rows: Rows) -> bool:
    return any(row["level"] == "province" and not row["name"].endswith("市") for row in rows)


def _of_same_body(name: str, head: Head, names: Names) -> Iterator[Found]:
    """市水务局 is the bureau that a row or the text calls 武汉市水务局."""
    bare = name.removesuffix("政府").removesuffix("人民")
    if len(bare) < 3:
        return
    rows = " ".join(line.body for line in head.lines[: head.begins])
    for source, place, score in ((rows, "site row", 0.85), (names.text, "text", 0.8)):
        counts: Counter[str] = Counter()
        at = source.find(bare)
        while at >= 0:
            around = source[max(0, at - 12) : at + 1]
            for mention in find_mentions(around, names.year)[-1:]:
                if mention.end == len(around):
                    counts[around[mention.start :]] += 1
            at = source.find(bare, at + 1)
        for full, _ in counts.most_common():
            region = settle_region(match_region(full, names.year), names.text)
            if region:
                yield Found(region, place, score)


def _in_rows(head: Head, level: str | None, names: Names) -> Iterator[Rows]:
    """Places in rows of the site, of a speaker, of an addressee."""
    for key, value in head.pairs:
        if key in ISSUER_KEYS or key in SOURCE_KEYS:
            yield match_region(value, names.year)
    for line in head.lines[: head.begins]:
        if line.kind in ("speaker", "site", "date", "issuer") or (line.kind == "addressee" and level):
            yield from (one.rows for one in find_mentions(line.body, names.year)[-1:])


def _authorities(head: Head, names: Names) -> Iterator[Rows]:
    """Of several authorities named in the opening (吉林省、长春市、公主岭市) the last is the nearest."""
    for paragraph in head.opening[:2]:
        for mention in find_mentions(paragraph, names.year)[-1:]:
            if _AUTHORITY.match(paragraph[mention.end : mention.end + 20]):
                yield mention.rows
