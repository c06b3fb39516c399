"""Temperatures and thresholds find what was planted."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import softmax

from analysis.areas.calibration import best_temperature, conformal_threshold


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.0])
def test_the_planted_temperature_is_found(temperature: float) -> None:
    generator = np.random.default_rng(0)
    log_areas = generator.normal(scale=3.0, size=(4000, 8))
    chances = softmax(log_areas / temperature, axis=1)
    columns = (chances.cumsum(axis=1) > generator.random((4000, 1))).argmax(axis=1)
    assert best_temperature(log_areas, columns) == pytest.approx(temperature, rel=0.08)


@pytest.mark.parametrize("level", [0.5, 0.8, 0.9, 0.95])
@pytest.mark.parametrize("n", [20, 50, 191])
def test_new_texts_are_covered_at_the_level_on_average(n: int, level: float) -> None:
    generator = np.random.default_rng(1)
    covered = [
        float((generator.random(400) >= conformal_threshold(generator.random(n), level)).mean())
        for _ in range(600)
    ]
    assert level - 0.01 <= np.mean(covered) <= level + 1 / (n + 1) + 0.01


def test_few_texts_and_a_high_level_leave_every_area_possible() -> None:
    assert conformal_threshold(np.full(20, 0.99), 0.99) == 0.0


@pytest.mark.parametrize(
    ("n", "level", "k"),
    [(3, 0.75, 1), (2, 0.75, 0), (7, 0.75, 2), (39, 0.75, 10), (39, 0.5, 20), (1, 0.5, 1), (4, 0.5, 2)],
)
def test_the_threshold_is_the_kth_smallest_of_one_more(n: int, level: float, k: int) -> None:
    """k = floor((n + 1)(1 - level)), as in split conformal prediction (Vovk et al. 2005); 0 leaves every area possible."""
    probabilities = np.arange(1, n + 1) / 100
    mixed = np.random.default_rng(0).permutation(probabilities)
    assert conformal_threshold(mixed, level) == (k / 100)


def test_temperatures_stay_within_their_bounds() -> None:
    rows = np.log([[0.7, 0.3]] * 50)
    right, wrong = np.zeros(50, dtype=int), np.ones(50, dtype=int)
    assert best_temperature(rows, right) == pytest.approx(0.2, abs=1e-3)
    assert best_temperature(rows, wrong) == pytest.approx(5.0, abs=1e-3)


def test_a_temperature_by_hand() -> None:
    """Log-odds of log 3 and three texts of four right: 3 to 1 is what they say, so that the temperature is 1; with
    log-odds of 2 log 3 it is 2.
    """
    columns = np.array([0, 0, 0, 1])
    for temperature in (1.0, 2.0):
        rows = np.log([[3.0**temperature, 1.0]] * 4)
        assert best_temperature(rows, columns) == pytest.approx(temperature, abs=1e-4)
