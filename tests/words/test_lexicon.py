"""Terms of the dictionary are counted by measure."""

from __future__ import annotations

import pytest

import analysis as fz
from analysis.words.lexicon import count_measures, find_terms, term_lengths

TERMS = {"行政": "26", "行政复议": "33", "复议": "34", "清单": "2"}


@pytest.mark.parametrize(
    ("text", "weights"),
    [
        (
            "行政复议",
            {"33": 4 / 4, "34": 2 / 4},
        ),  # the longest of those that begin together; one that begins later
        ("行政机关", {"26": 2 / 4}),
        ("行政、行政", {"26": 4 / 4}),
        ("清单和复议", {"2": 2 / 4, "34": 2 / 4}),
        ("政府", {}),
        ("行", {}),
        ("", {}),
    ],
)
def test_terms_weigh_by_length_and_the_longest_wins_its_place(text: str, weights: dict[str, float]) -> None:
    assert find_terms(text, TERMS, term_lengths(TERMS)) == weights


def test_a_term_counts_in_the_column_of_its_measure() -> None:
    counts = count_measures(["信访", "天气晴朗", ""])
    assert set(counts.columns) == set(fz.load_lexicon()["measure"].dropna())
    assert counts.loc[0, "36"] == pytest.approx(2 / 4)
    assert counts.sum(axis=1).tolist() == [2 / 4, 0, 0]


def test_no_texts_give_no_rows() -> None:
    assert count_measures([]).shape == (0, fz.load_lexicon()["measure"].nunique())
