"""Candidates for a fact: a value, where it stands, and how much that place is worth.

The best candidate is taken; one with another value that is nearly as good is a rival, and the two are remarked.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, NamedTuple, TypeVar

Value = TypeVar("Value")
# where each fact may stand, in the words of the columns …_from
PLACES = {
    "title": ("title", "key row", "page title", "annexe", "breadcrumb", "text", "file name", "table"),
    "year": ("title", "opening", "heading", "text", "file name", "press date", "table", "day"),
    "region": (
        "title", "opening", "signature", "covering letter", "speaker", "key row", "site row", "quoted title", "document number",
        "text", "file name", "quoted law", "table",
    ),
    "issuer": (
        "title", "opening", "signature", "covering letter", "speaker", "key row", "site row", "document number", "text", "table",
    ),
    "doc_type": ("title", "opening", "heading", "covering letter", "questions", "text", "table"),
}  # fmt: skip
MARGIN = 0.15  # two candidates with other values whose scores differ by less disagree


class Candidate(NamedTuple, Generic[Value]):
    """A value that may be the right one.

    Attributes
    ----------
    value : object
        What it says.
    place : str
        Where it stands, in the words of the columns ``…_from``.
    score : float
        How far the place is to be believed, from 0 to 1.
    """

    value: Value
    place: str
    score: float


def best(candidates: Iterable[Candidate[Value]]) -> Candidate[Value] | None:
    """The candidate with the highest score, the first of equals; None where there is none.

    >>> best([Candidate(2019, "title", 0.9), Candidate(2020, "opening", 0.7)])
    Candidate(value=2019, place='title', score=0.9)
    """
    return max(candidates, key=lambda candidate: candidate.score, default=None)


def rival(
    candidates: Iterable[Candidate[Value]], taken: Candidate[Value], margin: float = MARGIN
) -> Candidate[Value] | None:
    """The best candidate with another value whose score comes within a margin of the one taken.

    >>> rival([Candidate(2019, "title", 0.9), Candidate(2020, "opening", 0.8)], Candidate(2019, "title", 0.9))
    Candidate(value=2020, place='opening', score=0.8)
    """
    return best(one for one in candidates if one.value != taken.value and one.score > taken.score - margin)
