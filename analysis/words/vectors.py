"""From texts to the matrix of a fitted model's features, by the quickest way that gives the same numbers.

With numba installed (extra ``fast``) the texts go to the columns without a list of words or runs in between; without
it scikit-learn's own vectorisers are asked. Selected columns come out alike; the length of a row is that over all
terms, selected or not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import scipy.sparse as sp
from sklearn.pipeline import Pipeline

from analysis.words.features import MAX_RUN, lexicon_terms, segment_texts
from analysis.words.segment import PLACE, compiled, compiled_dictionary, place_names, segmenter

_BATCH = 200_000  # characters counted at a time: a few dozen megabytes of room


def feature_matrix(features: Pipeline, texts: Sequence[str], *, mask: bool = True) -> sp.csr_matrix:
    """Matrix of texts × selected features.

    Parameters
    ----------
    features : Pipeline
        Fitted: ``count`` as :func:`analysis.words.features.text_features` makes it, then ``select``.
    texts : sequence of str
        Unaltered texts, shape (n,).
    mask : bool, default True
        Mask numbers and place names.

    Returns
    -------
    csr_matrix of float64, shape (n, n_features)
    """
    if compiled():
        return _compiled_features(features).transform(texts, mask=mask)
    return features.transform(segment_texts(texts, mask=mask))


_built: WeakKeyDictionary[Pipeline, CompiledFeatures] = WeakKeyDictionary()


def _compiled_features(features: Pipeline) -> CompiledFeatures:
    """Built once for each fitted pipeline, and gone with it: never part of a saved model."""
    if features not in _built:
        _built[features] = CompiledFeatures(features)
    return _built[features]


class CompiledFeatures:
    """The transformation of a fitted pipeline, in compiled loops.

    Parameters
    ----------
    features : Pipeline
        As for :func:`feature_matrix`.
    """

    def __init__(self, features: Pipeline) -> None:
        from analysis.words.kernels import Lexicon, build_trie

        parts = dict(features.named_steps["count"].transformer_list)
        weights = features.named_steps["count"].transformer_weights
        chosen = features.named_steps["select"].get_support()
        terms, measures, _ = lexicon_terms()
        sizes = [len(parts["words"].vocabulary_), len(parts["characters"].vocabulary_), len(measures)]
        kept = [_places_among(part) for part in np.split(chosen, np.cumsum(sizes)[:-1])]
        self._widths = [int(part.max(initial=-1)) + 1 for part in kept]
        self._words = _counter(parts["words"], kept[0], weights["words"])
        self._characters = _counter(parts["characters"], kept[1], weights["characters"])
        columns = {term: measures[measure] for term, measure in terms.items()}
        self._lexicon = Lexicon(build_trie(columns), kept[2], float(weights["lexicon"]))

    def transform(self, texts: Sequence[str], *, mask: bool = True) -> sp.csr_matrix:
        """Matrix of texts × selected features."""
        prepared = [segmenter(mask).prepare(text) for text in texts]
        blocks = [self._count(batch, mask) for batch in _batches(prepared)]
        return sp.vstack(blocks, format="csr") if blocks else sp.csr_matrix((0, sum(self._widths)))

    def _count(self, prepared: list[str], mask: bool) -> sp.csr_matrix:
        from analysis.words import kernels

        codes, ends = kernels.code_points(prepared)
        dictionary, log_total = compiled_dictionary()
        sign, _ = kernels.code_points([PLACE if mask else ""])
        # one table after the other for all texts, because the tables compete for the processor's cache
        masked, text_ends, word_ends, words_of = kernels.cut_texts(
            codes, ends, dictionary, log_total, _place_trie(mask), sign
        )
        log_counts = _log_counts(int(np.diff(text_ends).max()))
        counts = (
            kernels.count_words(masked, word_ends, words_of, self._words, log_counts),
            kernels.count_runs(masked, text_ends, self._characters, log_counts, MAX_RUN),
            kernels.count_terms(masked, text_ends, self._lexicon),
        )
        blocks = [
            sp.csr_matrix(parts, shape=(len(prepared), width))
            for parts, width in zip(counts, self._widths, strict=True)
        ]
        return sp.hstack(blocks, format="csr", dtype=float)


def _places_among(chosen: np.ndarray) -> np.ndarray:
    """Place of each chosen column among the chosen; -1 for the others."""
    return np.where(chosen, np.cumsum(chosen) - 1, -1).astype(np.int32)


@cache
def _place_trie(mask: bool) -> Any:
    from analysis.words.kernels import build_trie

    return build_trie(dict.fromkeys(place_names() if mask else (), 1))


def _counter(vectoriser: Any, kept: np.ndarray, weight: float) -> Any:
    from analysis.words.kernels import Counter, build_trie

    return Counter(build_trie(vectoriser.vocabulary_), vectoriser.idf_.astype(np.float32), kept, np.float32(weight))


def _log_counts(longest: int) -> np.ndarray:
    """1 + log(n) for n from 0, in the precision and by the function that scikit-learn uses."""
    counts = np.arange(longest + 1, dtype=np.float32)
    counts[0] = 1.0
    return np.log(counts) + np.float32(1.0)


def _batches(texts: list[str]) -> Iterator[list[str]]:
    """Texts in lists of some hundred thousand characters."""
    batch: list[str] = []
    size = 0
    for text in texts:
        if batch and size + len(text) > _BATCH:
            yield batch
            batch, size = [], 0
        batch.append(text)
        size += len(text)
    if batch:
        yield batch
