"""What a fitted pipeline of features comes down to: the terms of each part with their weights, and the columns selected.

Read from scikit-learn's objects, or from a saved model's parts as plain data (:mod:`analysis.areas.parts`), by the same
names: to classify takes no scikit-learn.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from analysis.errors import InputError
from analysis.words.segmented import MAX_RUN

_MAX_IDF = 100.0  # 1 + log(n) of any number of texts
_AGAIN = "train it again"


@dataclass(frozen=True, eq=False)
class Part:
    """One part of the features, words or characters.

    Attributes
    ----------
    vocabulary : mapping of str to int
        The column of each term.
    idf : ndarray of float32, shape (n_terms,)
    weight : float32
        Factor of all values.
    chosen : ndarray of bool, shape (n_terms,)
        Columns that are selected.
    """

    vocabulary: Mapping[str, int]
    idf: np.ndarray
    weight: np.float32
    chosen: np.ndarray


def read_features(features: Any) -> dict[str, Part]:
    """The parts of a fitted pipeline by name, if every column that a term or measure points to is there.

    Parameters
    ----------
    features : Pipeline
        Fitted: ``count`` as :func:`analysis.words.features.text_features` makes it, then ``select``.

    Raises
    ------
    InputError
        When the terms, weights and selection do not fit together.
    """
    steps = dict(features.steps)
    union, select = steps["count"], steps["select"]
    parts = dict(union.transformer_list)
    for name, part in parts.items():
        _check_part(name, part)
    sizes = [len(part.vocabulary_) for part in parts.values()]
    scores = select.scores_
    if getattr(scores, "shape", None) != (sum(sizes),):
        raise InputError("model", f"selects from other columns than its {sum(sizes)}", _AGAIN)
    chosen = np.split(selected(scores, select.k), np.cumsum(sizes)[:-1])
    weights = union.transformer_weights
    return {
        name: Part(part.vocabulary_, part.idf_.astype(np.float32), np.float32(weights[name]), own)
        for (name, part), own in zip(parts.items(), chosen, strict=True)
    }


def _check_part(name: str, part: Any) -> None:
    terms, size = part.vocabulary_, len(part.vocabulary_)
    columns = np.array(list(terms.values()) if isinstance(terms, dict) else [])
    if columns.dtype.kind != "i" or not np.array_equal(np.sort(columns), np.arange(size)):
        raise InputError("model", f"has {name} without a column of their own each", _AGAIN)
    idf = part.idf_
    numbers = isinstance(idf, np.ndarray) and idf.shape == (size,) and idf.dtype.kind == "f"
    if not numbers or not ((idf >= 1) & (idf < _MAX_IDF)).all():
        raise InputError("model", f"has not one weight for each of its {size} {name}", _AGAIN)
    if not all(type(term) is str and term for term in terms):
        raise InputError("model", f"has {name} that are no text", _AGAIN)
    longest = max(map(len, terms), default=0)
    if name == "characters" and longest > MAX_RUN:
        raise InputError("model", f"has runs of {longest} characters", _AGAIN)
    n_characters = len(set().union(*terms))
    if name == "characters" and (n_characters + 1) ** MAX_RUN > np.iinfo(np.int64).max:
        raise InputError("model", f"has runs of {n_characters} characters", _AGAIN)


def selected(scores: np.ndarray, k: int) -> np.ndarray:
    """Which columns are among the `k` of highest score, of equals the last, as scikit-learn's ``SelectKBest`` chooses them.

    >>> selected(np.array([3.0, np.nan, 1.0, 3.0]), 2).tolist()
    [True, False, False, True]
    """
    known = np.where(np.isnan(scores), np.finfo(scores.dtype).min, scores)
    chosen = np.zeros(len(scores), dtype=bool)
    chosen[np.argsort(known, kind="stable")[len(scores) - min(k, len(scores)) :]] = True
    return chosen
