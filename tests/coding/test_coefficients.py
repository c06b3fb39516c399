"""Intervals of agreement: how often they hold the truth from few reports, and what they say of perfect agreement."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from analysis.coding.coefficients import (
    agreement_limits,
    alpha_parts,
    kappa_parts,
    percent_parts,
    share_parts,
)

CHANCES = np.array([0.3, 0.25, 0.2, 0.15, 0.06, 0.04])


def counts_of(
    generator: np.random.Generator, reports: int, units: int, error: float, alike: float
) -> np.ndarray:
    """Two coders, the second of whom errs more often in some reports than in others."""
    first = generator.choice(len(CHANCES), (reports, units), p=CHANCES)
    rate = generator.beta(alike * error, alike * (1 - error), reports)
    errs = generator.random((reports, units)) < rate[:, None]
    second = np.where(errs, generator.choice(len(CHANCES), (reports, units), p=CHANCES), first)
    counts = np.zeros((reports, len(CHANCES), len(CHANCES)))
    np.add.at(counts, (np.repeat(np.arange(reports), units), first.ravel(), second.ravel()), 1)
    return counts


def coverage(runs: int, reports: int, units: int, error: float, alike: float) -> dict[str, float]:
    whole = counts_of(np.random.default_rng(0), 4000, units, error, alike).sum(axis=0)
    found: dict[str, list[bool]] = {"percent": [], "kappa": [], "alpha": []}
    for seed in range(runs):
        counts = counts_of(np.random.default_rng([seed, reports]), reports, units, error, alike)
        for name, parts in (("percent", percent_parts), ("kappa", kappa_parts), ("alpha", alpha_parts)):
            own, all_ = (t + np.swapaxes(t, -1, -2) if name == "alpha" else t for t in (counts, whole))
            seen, expected = parts(all_)
            _, low, high, _ = agreement_limits(parts, own, reports * units, 0.95)
            found[name].append(bool(low <= 1 - seen / expected <= high))
    return {name: float(np.mean(held)) for name, held in found.items()}


@pytest.mark.parametrize(("error", "alike"), [(0.1, 15), (0.03, 30)])
def test_intervals_from_five_reports_hold_the_truth(error: float, alike: float) -> None:
    assert min(coverage(150, 5, 30, error, alike).values()) >= 0.93


@pytest.mark.slow
@pytest.mark.parametrize("reports", [3, 5, 10, 20])
@pytest.mark.parametrize(("error", "alike"), [(0.1, 15), (0.03, 30), (0.25, 6)])
def test_intervals_hold_the_truth_in_many_runs(reports: int, error: float, alike: float) -> None:
    assert min(coverage(800, reports, 30, error, alike).values()) >= 0.93


def test_perfect_agreement_is_not_certain() -> None:
    counts = np.tile(np.diag([4.0, 4.0]), (5, 1, 1))
    for parts, own in ((percent_parts, counts), (kappa_parts, counts), (alpha_parts, 2 * counts)):
        value, low, high, reason = agreement_limits(parts, own, 40, 0.95)
        assert (value, high, reason) == (1.0, 1.0, None)
        assert 0.6 < low < 0.92  # 0.912 were the units independent


def test_with_a_unit_a_report_the_lower_limit_of_perfect_agreement_is_exact() -> None:
    shares = np.ones((30, 2))
    _, low, high, _ = agreement_limits(share_parts, shares, 30, 0.95)
    exact = stats.binomtest(30, 30).proportion_ci(0.95, method="exact")
    assert (low, high) == (pytest.approx(exact.low), 1.0)


def test_with_a_unit_a_report_the_interval_is_nearly_that_of_clopper_and_pearson() -> None:
    shares = np.column_stack([np.r_[np.zeros(6), np.ones(54)], np.ones(60)])
    _, low, high, _ = agreement_limits(share_parts, shares, 60, 0.95)
    exact = stats.binomtest(54, 60).proportion_ci(0.95, method="exact")
    assert (low, high) == (pytest.approx(exact.low, abs=0.003), pytest.approx(exact.high, abs=0.003))


def test_what_cannot_be_told_is_missing_with_a_reason() -> None:
    one = np.diag([3.0, 5.0])[None]
    assert agreement_limits(kappa_parts, one, 8, 0.95)[1:] == (
        pytest.approx(np.nan, nan_ok=True),
        pytest.approx(np.nan, nan_ok=True),
        "one report",
    )
    # the second value is in one report alone: without it kappa is not defined
    counts = np.stack([np.diag([3.0, 2.0]), np.diag([5.0, 0.0]), np.diag([4.0, 0.0])])
    value, low, _, reason = agreement_limits(kappa_parts, counts, 14, 0.95)
    assert value == 1
    assert np.isnan(low)
    assert reason == "one value in all reports but one, or in all"
