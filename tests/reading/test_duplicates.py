"""Which documents are the same report."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.reading import duplicates
from analysis.reading.duplicates import (
    Fingerprint,
    find_duplicates,
    hash_shingles,
    near_copies,
    repeats,
    shingle_hashes,
    similarity,
)
from analysis.text import plain


def fingerprint(
    text: str, *, year: int | None = 2020, place: str | None = None, quality: int = 1
) -> Fingerprint:
    return Fingerprint(text, shingle_hashes(text), year, place, (quality,))


@pytest.fixture(scope="module")
def texts(reports: pd.DataFrame) -> list[str]:
    return reports["text"].tolist()


def test_a_changed_header_is_still_the_same_report(texts: list[str]) -> None:
    found = find_duplicates([fingerprint(texts[0]), fingerprint("另一网站转载\n" + texts[0])]).repeated
    assert list(found) == [1]


def test_different_reports_are_not_duplicates(texts: list[str]) -> None:
    assert find_duplicates([fingerprint(text) for text in texts]) == ({}, {})


def test_the_best_copy_is_kept(texts: list[str]) -> None:
    cut = texts[0][:-40]
    found = find_duplicates([fingerprint(cut, quality=1), fingerprint(texts[0], quality=2)]).repeated
    assert {own: kept for own, (kept, _) in found.items()} == {0: 1}


def test_of_equal_copies_the_first_is_kept(texts: list[str]) -> None:
    found = find_duplicates([fingerprint(texts[0])] * 3).repeated
    assert found == {1: (0, 1.0), 2: (0, 1.0)}


@pytest.mark.parametrize("differs", [{"year": 2021}, {"place": "230700"}])
def test_another_year_or_place_is_another_report(texts: list[str], differs: dict) -> None:
    one = fingerprint(texts[0], place="420200")
    two = fingerprint(texts[0] + "。", **{"place": "420200", **differs})
    repeated, apart = find_duplicates([one, two])
    assert repeated == {}
    assert {own: other for own, (other, _) in apart.items()} == {1: 0}


def test_a_copy_is_compared_with_no_other_once_it_is_known_to_be_one(
    texts: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[float] = []

    def count(one: np.ndarray, two: np.ndarray) -> float:
        compared.append(similarity(one, two))
        return compared[-1]

    monkeypatch.setattr(duplicates, "similarity", count)
    for places, repeated in ([None] * 40, 39), (range(40), 0):
        compared.clear()
        own = zip(range(40), places, strict=True)
        copies = [fingerprint(f"{texts[0]}第{number}处转载\n", place=place) for number, place in own]
        found = find_duplicates(copies)
        assert (len(found.repeated), len(found.apart)) == (repeated, 39 - repeated)
        assert len(compared) == 39


def test_similarity_follows_the_share_of_common_text(texts: list[str]) -> None:
    half = texts[0][: len(texts[0]) // 2]
    assert similarity(shingle_hashes(texts[0]), shingle_hashes(texts[0])) == 1
    assert 0.35 < similarity(shingle_hashes(texts[0]), shingle_hashes(half)) < 0.65
    assert similarity(shingle_hashes(texts[0]), shingle_hashes(texts[1])) < 0.05


@pytest.mark.parametrize("text", ["", "短", "　\n"])
def test_short_texts_have_a_sketch(text: str) -> None:
    assert len(shingle_hashes(text)) >= 1


def test_the_sketch_of_a_plain_text_is_that_of_the_text(texts: list[str]) -> None:
    assert hash_shingles(plain(texts[0])).tolist() == shingle_hashes(texts[0]).tolist()


# --- near copies ---

LONG = "全年共办理行政复议案件三十五件，其中维持二十件，撤销五件，经调解和解后终止十件，无一件被诉。"
EDITED = LONG.replace("无一件被诉", "没有一件被诉")


@pytest.mark.parametrize(
    ("text", "near"),
    [
        (LONG, True),
        (LONG.replace("，", ", "), True),
        (LONG + "成效明显。", True),
        (LONG[:20], False),
        ("开展执法检查。", False),
    ],
)
def test_near_copies(text: str, near: bool) -> None:
    assert near_copies([text, "另一句话。"], [LONG]).tolist() == [near, False]
    assert near_copies([text], []).tolist() == [False]
    assert near_copies([], [text]).tolist() == []


def test_the_similarity_asked_for_decides() -> None:
    one, two = shingle_hashes(LONG), shingle_hashes(EDITED)
    both = len(np.intersect1d(one, two))
    exact = both / (len(one) + len(two) - both)
    assert 0.5 < exact < 0.99
    for similar in (0.5, exact, 0.99):
        assert near_copies([EDITED], [LONG], similar=similar).tolist() == [similar <= exact]


@given(
    st.lists(st.sets(st.integers(0, 30), min_size=1), max_size=8),
    st.lists(st.sets(st.integers(0, 30), min_size=1), max_size=8),
    st.sampled_from([0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 1.0]),
)
def test_every_pair_is_found_as_by_comparing_all(
    texts: list[set[int]], known: list[set[int]], similar: float
) -> None:
    expected = [
        any(len(own & other) >= similar * len(own | other) for other in known if own & other) for own in texts
    ]
    sketches = [[np.array(sorted(own), dtype=np.uint32) for own in side] for side in (texts, known)]
    assert repeats(*sketches, similar).tolist() == expected
