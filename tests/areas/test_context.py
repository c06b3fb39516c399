"""Evidence around a text: what is read from a table, and the smoothing of runs."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.areas.context import check_stays, heading_texts, in_order, smooth_runs, whole_paragraphs
from analysis.errors import InputError

STAYS = (0.2, 0.5, 0.8)


def table(n: int, **columns: object) -> pd.DataFrame:
    return pd.DataFrame({"report_id": "r", "position": range(n), "text": "字", **columns})


def brute_force(seen: np.ndarray, stays: list[float]) -> np.ndarray:
    """Posterior by summing over every sequence of areas."""
    n, k = seen.shape
    posterior = np.zeros((n, k))
    for path in product(range(k), repeat=n):
        weight = np.prod([seen[row, area] for row, area in enumerate(path)])
        for stay, before, after in zip(stays, path, path[1:], strict=False):
            weight *= stay if before == after else (1 - stay) / (k - 1)
        posterior[np.arange(n), path] += weight
    return posterior / posterior.sum(axis=1, keepdims=True)


@given(st.integers(0, 10_000))
def test_smoothing_is_the_sum_over_all_sequences(seed: int) -> None:
    seen = np.random.default_rng(seed).dirichlet(np.ones(3), size=5)
    rows = table(5, heading_1=["一", "一", "一", "二", "二"], heading_2=["a", "a", "b", pd.NA, pd.NA])
    smoothed = np.exp(smooth_runs(np.log(seen), rows, STAYS))
    np.testing.assert_allclose(smoothed, brute_force(seen, [0.8, 0.5, 0.2, 0.5]), atol=1e-12)


def test_reports_do_not_touch_and_order_is_by_position() -> None:
    seen = np.log(np.random.default_rng(0).dirichlet(np.ones(3), size=6))
    rows = table(6, report_id=list("abaabb"), position=[3, 1, 1, 2, 3, 2])
    mixed = smooth_runs(seen, rows, STAYS)
    for report, order in (("a", [2, 3, 0]), ("b", [1, 5, 4])):
        alone = smooth_runs(seen[order], rows.iloc[order].reset_index(drop=True), STAYS)
        np.testing.assert_allclose(mixed[order], alone, err_msg=report)


def test_a_row_without_probabilities_stays_so_and_breaks_nothing() -> None:
    seen = np.log([[0.9, 0.1], [np.nan, np.nan], [0.4, 0.6]])
    smoothed = smooth_runs(seen, table(3), STAYS)
    assert np.isnan(smoothed[1]).all()
    np.testing.assert_allclose(smoothed[[0, 2]], smooth_runs(seen[[0, 2]], table(2), STAYS))


def test_whole_paragraphs_stand_around_items_only() -> None:
    rows = pd.DataFrame({"text": ["甲", "乙", "丙"], "paragraph_id": ["p", "p", "q"]})
    assert whole_paragraphs(rows) == ["甲乙", "甲乙", ""]
    assert whole_paragraphs(rows[["text"]]) == ["", "", ""]


def test_headings_lose_their_numbers_and_missing_ones_are_empty() -> None:
    rows = pd.DataFrame({"heading_1": ["一、总体情况", pd.NA], "heading_2": ["（二）行政复议", None]})
    assert heading_texts(rows) == [["总体情况", ""], ["行政复议", ""]]
    assert heading_texts(rows[[]]) == []


@pytest.mark.parametrize("stays", [(0.1, 0.2), (0.1, 0.2, 1.0), (0.0, 0.2, 0.3)])
def test_stays_are_three_probabilities(stays: tuple[float, ...]) -> None:
    with pytest.raises(InputError, match=r"stays is .*; give three probabilities between 0 and 1"):
        check_stays(stays)


def test_order_is_known_from_report_and_position_alone() -> None:
    assert in_order(table(2))
    assert in_order(table(2).drop(columns="text"))
    for needed in ("report_id", "position"):
        assert not in_order(table(2).drop(columns=needed))


def test_stays_that_are_probabilities_are_returned() -> None:
    assert check_stays([0.2, 0.5, 0.999]) == (0.2, 0.5, 0.999)
    assert check_stays(np.array([0.001, 0.5, 0.9])) == (0.001, 0.5, 0.9)


@pytest.mark.parametrize("least", [0.0, -900.0])
def test_rows_of_any_scale_are_smoothed_alike(least: float) -> None:
    seen = np.log(np.random.default_rng(2).dirichlet(np.ones(3), size=5))
    rows = table(5, heading_1="一")
    np.testing.assert_allclose(smooth_runs(seen + least, rows, STAYS), smooth_runs(seen, rows, STAYS))


@pytest.mark.parametrize(
    ("columns", "stay"),
    [
        ({}, 0.2),
        ({"heading_1": ["一", "二"]}, 0.2),
        ({"heading_1": ["一", "一"]}, 0.5),
        ({"heading_1": [pd.NA, pd.NA]}, 0.2),  # no heading is no section that both stand in
        ({"heading_1": ["一", "一"], "heading_2": ["a", "b"]}, 0.5),
        ({"heading_1": ["一", "一"], "heading_2": ["a", "a"]}, 0.8),
        ({"paragraph_id": ["p", "p"]}, 0.8),
        ({"paragraph_id": ["p", "q"]}, 0.2),
        ({"heading_1": ["一", "一"], "paragraph_id": ["p", "p"]}, 0.8),
    ],
)
def test_nearer_rows_stay_more_probably_in_the_same_area(columns: dict[str, object], stay: float) -> None:
    """Two rows, two areas: the first says .9 of one, the second says nothing; it gets .9 · stay + .1 · (1 − stay)."""
    rows = np.log([[0.9, 0.1], [0.5, 0.5]])
    found = np.exp(smooth_runs(rows, table(2, **columns), STAYS))
    assert found[1, 0] == pytest.approx(0.9 * stay + 0.1 * (1 - stay))
    np.testing.assert_allclose(found.sum(axis=1), 1.0)
