"""Temperatures and conformal thresholds, measured on texts that did not train.

scipy finds the temperature, because a bounded search in one dimension needs nothing more.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax


def best_temperature(log_areas: np.ndarray, columns: np.ndarray) -> float:
    """The divisor of the log-probabilities (rows × areas) under which the coded `columns` have the least log loss."""
    rows = np.arange(len(columns))

    def loss(temperature: float) -> float:
        return -float(log_softmax(log_areas / temperature, axis=1)[rows, columns].mean())

    return float(minimize_scalar(loss, bounds=(0.2, 5.0), method="bounded").x)


def conformal_threshold(probabilities: np.ndarray, level: float) -> float:
    """The probability that the right area of a new text reaches in at least `level` of cases.

    With n probabilities of the right area it is the k-th smallest, k = floor((n + 1)(1 − level)); where k is 0 so few
    texts promise nothing, and every area is possible.

    >>> conformal_threshold(np.linspace(0.05, 0.95, 19), 0.85), conformal_threshold(np.array([0.9] * 5), 0.9)
    (0.15, 0.0)
    """
    k = int(np.floor((len(probabilities) + 1) * (1 - level)))  # rounding only ever makes the set larger
    return float(np.sort(probabilities)[k - 1]) if k else 0.0
