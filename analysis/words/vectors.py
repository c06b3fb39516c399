"""From texts to the matrix of a fitted model's features: scikit-learn's numbers, without its count of every term there is.

Only the terms of the vocabulary are looked up. The length of a row is that over all terms, selected or not, as with
scikit-learn.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from itertools import repeat
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import scipy.sparse as sp

from analysis.words.fitted import Part, read_features
from analysis.words.resources import Resources
from analysis.words.runs import RunCounter, Runs
from analysis.words.segment import Segmenter, segmenter
from analysis.words.weights import weigh


def feature_matrix(
    features: Any, texts: Sequence[str], *, mask: bool = True, resources: Resources | None = None
) -> sp.csr_matrix:
    """Matrix of texts × selected features.

    Parameters
    ----------
    features : Pipeline
        Fitted, as :func:`analysis.words.fitted.read_features` takes it.
    texts : sequence of str
        Unaltered texts, shape (n,).
    mask : bool, default True
        Mask numbers and place names.
    resources : Resources, optional
        Those that the pipeline was fitted with; default the package's.

    Returns
    -------
    csr_matrix, shape (n, n_features)
        Of float32, as scikit-learn gives it.

    Raises
    ------
    InputError
        When the parts of the pipeline do not fit together.
    """
    if features not in _built:
        _built[features] = Features(features)
    return _built[features].transform(texts, segmenter(mask, resources))


class Features:
    """The transformation of a fitted pipeline, as :func:`feature_matrix` takes it, by a way to count runs."""

    def __init__(self, features: Any, way: Callable[[Part], RunCounter] = Runs) -> None:
        self._parts = read_features(features)
        self._runs = way(self._parts["characters"]) if "characters" in self._parts else None

    def transform(self, texts: Sequence[str], reader: Segmenter) -> sp.csr_matrix:
        """Matrix of texts × selected features."""
        if "words" not in self._parts and self._runs is not None:
            return self._runs.matrix(reader.masked(texts))
        words = [reader.cut(text) for text in texts]
        counted = _count_words(words, self._parts["words"])
        if self._runs is None:
            return counted
        return sp.hstack([counted, self._runs.matrix(["".join(own) for own in words])], format="csr")


# built once for each fitted pipeline, and gone with it: never part of a saved model
_built: WeakKeyDictionary[Any, Features] = WeakKeyDictionary()


def _count_words(texts: Iterable[Sequence[str]], part: Part) -> sp.csr_matrix:
    found, edges = array("i"), [0]
    for words in texts:
        found.extend(map(part.vocabulary.get, words, repeat(-1)))
        edges.append(len(found))
    columns = np.array(found, dtype=np.int32)
    rows = np.repeat(np.arange(len(edges) - 1), np.diff(edges))
    return weigh(rows[columns >= 0], columns[columns >= 0], len(edges) - 1, part)
