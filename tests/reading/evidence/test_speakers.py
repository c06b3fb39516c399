"""Who speaks, who issues, and which level that is."""

from __future__ import annotations

import pytest

from analysis.reading.evidence.bodies import level_of
from analysis.reading.evidence.candidates import Candidate
from analysis.reading.evidence.head import read_head
from analysis.reading.evidence.issuers import Issuer
from analysis.reading.evidence.places import Place
from analysis.reading.evidence.speakers import issuer_of, level_of_document, speaker_of
from analysis.reading.evidence.title_kinds import NEWS, REPORT, UNKNOWN, Kind
from analysis.reading.regions import find_region


def body(name: str, score: float = 0.8, place: str = "opening") -> Candidate[Issuer]:
    return Candidate(Issuer(name, level_of(name) or ""), place, score)


@pytest.mark.parametrize(
    ("issuers", "speaker", "issuer"),
    [
        ([], None, None),
        ([body("宜章县水利局")], "宜章县水利局", "宜章县水利局"),
        ([body("我局", 0.9), body("宜章县水利局", 0.6)], "我局", "宜章县水利局"),
        ([body("区局", 0.9), body("荣昌区公安局", 0.5)], "区局", "荣昌区公安局"),
        ([body("县教育局", 0.9), body("宜章县水利局", 0.6)], "县教育局", "县教育局"),
        ([body("我区", 0.9), body("芦台经济开发区", 0.7)], "芦台经济开发区", "芦台经济开发区"),
        ([body("我区", 0.9), body("芦台经济开发区", 0.3)], "我区", None),
        ([body("县委、县政府")], "县委、县政府", None),
        ([body("宜章县")], "宜章县", None),
    ],
)
def test_who_speaks_and_who_issues(
    issuers: list[Candidate[Issuer]], speaker: str | None, issuer: str | None
) -> None:
    speaks = speaker_of(issuers)
    assert (speaks and speaks.value.name) == speaker
    issues = issuer_of(speaks, issuers)
    assert (issues and issues.value.name) == issuer


COUNTY, CITY = find_region("宜章县"), find_region("义乌市")
NOTHING = read_head([])


@pytest.mark.parametrize(
    ("kind", "speaker", "place", "level"),
    [
        (REPORT, body("宜章县水利局"), Place(COUNTY, score=0.9), "department"),
        (REPORT, body("我市"), Place(CITY, score=0.6), "county"),
        (REPORT, None, Place(COUNTY, score=0.9), "county"),
        (REPORT, None, Place(COUNTY, score=0.5), None),
        (REPORT, body("第六师五家渠市"), Place(find_region("五家渠市"), score=0.9), "prefecture"),
        (UNKNOWN, body("宜章县水利局", 0.4), Place(), None),
        (NEWS, None, Place(), None),
    ],
)
def test_the_level(kind: Kind, speaker: Candidate[Issuer] | None, place: Place, level: str | None) -> None:
    assert level_of_document(kind, speaker, place, NOTHING) == level


def test_news_are_of_the_government_whose_officers_they_name() -> None:
    head = read_head(["近日，区委书记主持召开会议，区长出席，听取有关情况。"])
    assert level_of_document(NEWS, None, Place(), head) == "county"
