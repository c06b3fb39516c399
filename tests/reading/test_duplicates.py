"""Which documents are the same report."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.reading.duplicates import (
    Fingerprint,
    find_duplicates,
    hash_shingles,
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
    found = find_duplicates([fingerprint(texts[0]), fingerprint("另一网站转载\n" + texts[0])])
    assert list(found) == [1]


def test_different_reports_are_not_duplicates(texts: list[str]) -> None:
    assert find_duplicates([fingerprint(text) for text in texts]) == {}


def test_the_best_copy_is_kept(texts: list[str]) -> None:
    cut = texts[0][:-40]
    found = find_duplicates([fingerprint(cut, quality=1), fingerprint(texts[0], quality=2)])
    assert {own: kept for own, (kept, _) in found.items()} == {0: 1}


def test_of_equal_copies_the_first_is_kept(texts: list[str]) -> None:
    found = find_duplicates([fingerprint(texts[0])] * 3)
    assert found == {1: (0, 1.0), 2: (0, 1.0)}


@pytest.mark.parametrize("differs", [{"year": 2021}, {"place": "230700"}])
def test_another_year_or_place_is_another_report(texts: list[str], differs: dict) -> None:
    one = fingerprint(texts[0], place="420200")
    two = fingerprint(texts[0] + "。", **{"place": "420200", **differs})
    assert find_duplicates([one, two]) == {}


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
