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
