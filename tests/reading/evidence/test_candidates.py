"""The best of candidates, and its rivals."""

from __future__ import annotations

from analysis.reading.evidence.candidates import Candidate, best, rival

TITLE, OPENING, TEXT = (
    Candidate(2019, "title", 0.9),
    Candidate(2020, "opening", 0.8),
    Candidate(2021, "text", 0.5),
)


def test_the_highest_score_is_taken_and_the_first_of_equals() -> None:
    assert best([OPENING, TITLE, TEXT]) is TITLE
    assert best([TITLE, TITLE._replace(value=2018)]) is TITLE
    assert best([]) is None


def test_a_rival_has_another_value_and_nearly_the_score() -> None:
    assert rival([TITLE, OPENING, TEXT], TITLE) is OPENING
    assert rival([TITLE, OPENING], TITLE, 0.05) is None
    assert rival([TITLE, OPENING._replace(value=2019)], TITLE) is None
