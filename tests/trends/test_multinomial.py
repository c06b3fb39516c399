"""The fractional logit: reference numbers, and shares beyond 0 and 1."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.trends.multinomial import fit_multinomial, marginal_effects, probabilities

REFERENCE = Path(__file__).parent / "reference"
EXPECTED = pd.read_csv(REFERENCE / "expected.csv").set_index("name")["value"]


def reference() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    table = pd.read_csv(REFERENCE / "reports.csv")
    year = table["year"].to_numpy(dtype=float)
    x = np.column_stack([np.ones(len(table)), year - year.mean()])
    share = np.column_stack([1 - table["share"], table["share"]])
    return x, share, table["weight"].to_numpy(dtype=float), table["government"].to_numpy()


def test_two_areas_are_the_logit_of_statsmodels() -> None:
    coefficients, covariance = fit_multinomial(*reference())
    assert coefficients[1, 0] == pytest.approx(EXPECTED["logit_slope"], abs=1e-8)
    assert np.sqrt(covariance[1, 1]) == pytest.approx(EXPECTED["logit_error"], abs=1e-8)


def test_fitted_shares_have_the_means_of_the_shares_even_beyond_0_and_1() -> None:
    generator = np.random.default_rng(0)
    share = generator.dirichlet([3, 2, 1], size=80) + np.array([0.4, -0.3, -0.1]) * generator.choice(
        [-1, 1], size=(80, 1)
    )
    assert share.min() < 0
    x, weight = np.column_stack([np.ones(80), np.linspace(-1, 1, 80)]), generator.uniform(1, 2, 80)
    coefficients, _ = fit_multinomial(x, share, weight, np.arange(80))
    fitted = probabilities(x, coefficients)
    np.testing.assert_allclose(x.T @ (weight[:, None] * (share - fitted)), 0, atol=1e-8)


def test_effects_sum_to_zero_and_are_the_change_of_the_fitted_shares() -> None:
    x, share, weight, cluster = reference()
    coefficients, covariance = fit_multinomial(x, share, weight, cluster)
    effect, error = marginal_effects(x, weight, coefficients, covariance, column=1)
    step = np.array([0, 1e-4])
    later = probabilities(x + step, coefficients) - probabilities(x - step, coefficients)
    np.testing.assert_allclose(effect, np.average(later / 2e-4, axis=0, weights=weight), atol=1e-7)
    assert effect.sum() == pytest.approx(0, abs=1e-12)
    assert error[0] == pytest.approx(error[1])


def test_the_order_of_areas_changes_no_effect() -> None:
    generator = np.random.default_rng(3)
    share = generator.dirichlet([3, 2, 1], size=40)
    x, weight, cluster = (
        np.column_stack([np.ones(40), np.arange(40) % 5]),
        np.ones(40),
        np.repeat(np.arange(10), 4),
    )
    one = marginal_effects(x, weight, *fit_multinomial(x, share, weight, cluster), column=1)
    other = marginal_effects(x, weight, *fit_multinomial(x, share[:, ::-1], weight, cluster), column=1)
    np.testing.assert_allclose(one[0], other[0][::-1], atol=1e-8)
    np.testing.assert_allclose(one[1], other[1][::-1], atol=1e-8)
