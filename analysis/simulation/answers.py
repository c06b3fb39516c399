"""A simulated classifier: right as often as asked, wrong in a plausible direction, and misled where it drifts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.columns.types import AREAS, MIX
from analysis.errors import InputError
from analysis.simulation.design import draw_measures
from analysis.simulation.planted import BASE
from analysis.tables import CODED_ROLES, SCHEME, classified_table, with_hashes

# areas that border on each other are taken for each other three times as often
_BORDERS = ((1, 4), (1, 6), (2, 3), (4, 5), (5, 6), (7, 8))
_RIGHT_MEASURE = 0.8  # of the answers with the right area
_SECOND = 1 / 3
_ABSTAIN_BELOW = 0.35
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


def classify_by_chance(
    paragraphs: pd.DataFrame,
    items: pd.DataFrame,
    *,
    confusion: np.ndarray,
    misled: np.ndarray,
    misled_to: int,
    source: np.ndarray,
    generators: Sequence[np.random.Generator],
) -> pd.DataFrame:
    """The table of classified paragraphs that a classifier with this confusion matrix would give.

    Parameters
    ----------
    paragraphs, items : DataFrame
        Paragraphs, and the truth of their items in the same order.
    confusion : ndarray, shape (8, 8)
        As :func:`confusion_matrix` returns it.
    misled : ndarray of float, shape (n_items,)
        Chance that the classifier takes an item for `misled_to` whatever it says.
    source : ndarray of int, shape (n_items,)
        Item with the same text, which gets the same answer; itself where there is none.
    generators : sequence of Generator
        One for the answers, one for what is misled, so that drift changes nothing else.
    """
    area = items["area"].to_numpy(dtype=int)
    has_area = area > 0
    answers, sure = (one[source] for one in answer(np.maximum(area, 1), confusion, generators[0]))
    measures = items["measure"].to_numpy(dtype=object)
    guessed = draw_measures(answers, generators[0])
    right = (generators[0].random(len(area)) < _RIGHT_MEASURE)[source]
    lost = generators[1].random(len(area)) < misled
    strange = draw_measures(np.full(len(area), misled_to), generators[1])
    named = np.where(lost, strange, np.where((answers == area) & right, measures, guessed[source]))
    answers = np.where(has_area, np.where(lost, misled_to, answers), 0)
    return answers_table(
        paragraphs, items["n_chars"].to_numpy(dtype=float), _places(items), answers, sure, named
    )


def classify_by_truth(paragraphs: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    """The table of classified paragraphs that a classifier without error would give."""
    return answers_table(
        paragraphs,
        items["n_chars"].to_numpy(dtype=float),
        _places(items),
        items["area"].to_numpy(dtype=int),
        np.ones(len(items)),
        items["measure"].to_numpy(dtype=object),
    )


def _places(items: pd.DataFrame) -> np.ndarray:
    """Number of the paragraph of each item; items come in the order of the paragraphs."""
    return np.asarray(pd.factorize(items["paragraph_id"])[0])


def answers_table(
    paragraphs: pd.DataFrame,
    chars: np.ndarray,
    place: np.ndarray,
    answers: np.ndarray,
    sure: np.ndarray,
    measures: np.ndarray,
) -> pd.DataFrame:
    """Paragraphs with the mix of the answers to their items; area 0 where no item has an area."""
    n, width, rows = len(paragraphs), len(AREAS), np.arange(len(paragraphs))
    known = (answers > 0) & paragraphs["role"].isin(CODED_ROLES).to_numpy()[place]
    place, chars, answers = place[known], chars[known], answers[known]
    cells = place * width + answers - 1
    held = np.bincount(cells, weights=chars, minlength=n * width).reshape(n, width)
    total = held.sum(axis=1)
    mix = held / np.where(total > 0, total, np.nan)[:, None]
    best = np.nan_to_num(mix).argmax(axis=1)
    own = answers == best[place] + 1
    weighted = np.bincount(place[own], weights=chars[own] * sure[known][own], minlength=n)
    probability = weighted / np.where(total > 0, held[rows, best], np.nan)
    first, where = np.unique(place[own], return_index=True)
    named = np.full(n, None, dtype=object)
    named[first] = measures[known][own][where]
    rest = np.nan_to_num(mix)
    rest[rows, best] = 0
    second = np.where(rest.max(axis=1) >= _SECOND, rest.argmax(axis=1) + 1, 0)
    table = paragraphs.assign(
        area=np.where(total > 0, best + 1, 0),
        area_2=pd.arrays.IntegerArray(second, second == 0),
        probability=probability,
        measure=named,
        abstained=probability < _ABSTAIN_BELOW,
        abstained_reason=pd.Series("none", index=paragraphs.index).where(probability < _ABSTAIN_BELOW),
        seen=False,
        simulated=True,
        scheme=SCHEME,
        **{name: mix[:, column] for column, name in enumerate(MIX)},
    )
    return classified_table(with_hashes(table))
