"""A simulated classifier: right as often as asked, wrong in a plausible direction, and misled where it drifts."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.simulation.design import draw_measures
from analysis.simulation.planted import BASE
from analysis.tables import AREAS, COLUMNS, MIX

# areas that border on each other are taken for each other three times as often
_BORDERS = ((1, 4), (1, 6), (2, 3), (4, 5), (5, 6), (7, 8))
_RIGHT_MEASURE = 0.8  # of the answers with the right area
_SPREAD = 5.0  # the smaller, the more the classifier's probabilities differ from unit to unit


def confusion_matrix(accuracy: Any) -> np.ndarray:
    """Chance of each answer (columns) for each true area (rows); a number is the accuracy in every area.

    >>> matrix = confusion_matrix(0.85)
    >>> matrix.shape, matrix.diagonal().round(2).tolist()
    ((8, 8), [0.85, 0.85, 0.85, 0.85, 0.85, 0.85, 0.85, 0.85])
    """
    matrix = np.asarray(accuracy, dtype=float)
    if matrix.ndim == 0:
        weights = np.tile(BASE, (len(AREAS), 1))
        for one, other in _BORDERS:
            weights[one - 1, other - 1] *= 3
            weights[other - 1, one - 1] *= 3
        np.fill_diagonal(weights, 0)
        off = (1 - matrix) * weights / weights.sum(axis=1, keepdims=True)
        matrix = off + np.diag(np.full(len(AREAS), float(matrix)))
    fits = matrix.shape == (len(AREAS), len(AREAS)) and (matrix >= 0).all()
    if not fits or not np.allclose(matrix.sum(axis=1), 1):
        raise InputError(
            "accuracy", f"is {accuracy!r}", "give 0 to 1, or an 8 × 8 matrix whose rows sum to 1"
        )
    return matrix


def answer(
    area: np.ndarray, confusion: np.ndarray, generator: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Answer of the classifier to units of known areas, and its probability, which is calibrated.

    Parameters
    ----------
    area : ndarray of int, shape (n,)
        True areas, 1–8.
    confusion : ndarray, shape (8, 8)
        As :func:`confusion_matrix` returns it.
    """
    own = confusion[area - 1]
    right = own[np.arange(len(area)), area - 1]
    inner = np.clip(right, 1e-6, 1 - 1e-6)
    sure = np.where((right > 0) & (right < 1), generator.beta(_SPREAD * inner, _SPREAD * (1 - inner)), right)
    wrong = own.copy()
    wrong[np.arange(len(area)), area - 1] = 0
    edges = (wrong / np.maximum(wrong.sum(axis=1, keepdims=True), 1e-300)).cumsum(axis=1)[:, :-1]
    other = 1 + (generator.random(len(area))[:, None] > edges).sum(axis=1)
    return np.where(generator.random(len(area)) < sure, area, other), sure


def misread(
    answers: np.ndarray, caught: np.ndarray, drift: float, drift_to: int, generator: np.random.Generator
) -> np.ndarray:
    """Answers of a classifier that takes a share `drift` of the units `caught` for area `drift_to`, as sure as ever."""
    return np.where(caught & (generator.random(len(answers)) < drift), drift_to, answers)


def answer_measures(
    answers: np.ndarray, area: np.ndarray, measure: np.ndarray, generator: np.random.Generator
) -> np.ndarray:
    """Measure within each area answered: mostly the true one where the area is right."""
    guessed = draw_measures(answers, generator)
    right = (answers == area) & (generator.random(len(area)) < _RIGHT_MEASURE)
    return np.where(right, measure, guessed)


def classified_table(paragraphs: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    """Paragraphs with the mix of the answers to their items."""
    number, chars = items["paragraph"].to_numpy(), items["n_chars"].to_numpy(dtype=float)
    n, width = len(paragraphs), len(AREAS)
    cells = number * width + items["answer"].to_numpy() - 1
    mix = np.bincount(cells, weights=chars, minlength=n * width).reshape(n, width)
    mix = mix / mix.sum(axis=1, keepdims=True)
    best = mix.argmax(axis=1)
    rest = mix.copy()
    rest[np.arange(n), best] = 0
    second = rest.argmax(axis=1)
    probability = np.bincount(number, weights=items["sure"] * chars) / np.bincount(number, weights=chars)
    leads = items[items["answer"].to_numpy() == best[number] + 1].drop_duplicates("paragraph")
    both = {**COLUMNS["paragraphs"], **COLUMNS["classification"]}
    table = paragraphs.assign(
        area=best + 1,
        area_2=pd.array(np.where(rest[np.arange(n), second] >= 1 / 3, second + 1, -1), dtype="Int64"),
        probability=probability,
        measure=leads["answered_measure"].to_numpy(),
        abstained=probability < 0.35,
        **{name: mix[:, place] for place, name in enumerate(MIX)},
    )
    table["area_2"] = table["area_2"].mask(table["area_2"] < 0)
    return table.reindex(columns=list(both)).astype(both)
