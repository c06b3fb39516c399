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


LEAST_EACH = 20  # texts of an area, for a threshold of its own


def conformal_thresholds(probabilities: np.ndarray, columns: np.ndarray, level: float) -> np.ndarray:
    """The threshold of each area, so that its own texts are covered in at least `level` of cases (Vovk 2013).

    An area with fewer than 20 texts has the threshold of all texts together.

    Parameters
    ----------
    probabilities : ndarray, shape (n, n_areas)
        Probabilities of the areas of texts that did not train.
    columns : ndarray of int, shape (n,)
        Column of the coded area of each.
    level : float
        Share of the texts of each area whose set is to hold it.

    Returns
    -------
    ndarray, shape (n_areas,)

    References
    ----------
    Vovk, V. (2013). Conditional validity of inductive conformal predictors. Machine Learning 92, 349–376.
    doi:10.1007/s10994-013-5355-6.
    """
    right = probabilities[np.arange(len(columns)), columns]
    own = [right[columns == column] for column in range(probabilities.shape[1])]
    return np.array([conformal_threshold(part if len(part) >= LEAST_EACH else right, level) for part in own])


def conformal_threshold(probabilities: np.ndarray, level: float) -> float:
    """The probability that the right area of a new text reaches in at least `level` of cases.

    With n probabilities of the right area it is the k-th smallest, k = floor((n + 1)(1 − level)); where k is 0 so few
    texts promise nothing, and every area is possible.

    >>> conformal_threshold(np.linspace(0.05, 0.95, 19), 0.85), conformal_threshold(np.array([0.9] * 5), 0.9)
    (0.15, 0.0)
    """
    k = int(np.floor((len(probabilities) + 1) * (1 - level)))  # rounding only ever makes the set larger
    return float(np.sort(probabilities)[k - 1]) if k else 0.0
