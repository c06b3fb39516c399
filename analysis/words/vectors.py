"""From texts to the matrix of a fitted model's features, by the quickest way that gives the same numbers.

With numba installed (extra ``fast``) the texts go to the columns without a list of words or runs in between; without
it only the terms of the vocabulary are looked up, where scikit-learn's vectorisers count every term there is. The
length of a row is that over all terms, selected or not, as with them.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from itertools import repeat
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import scipy.sparse as sp
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import normalize

from analysis.words.codes import batches, code_points
from analysis.words.cutting import compiled, compiled_dictionary
from analysis.words.dictionary import place_names
from analysis.words.features import MAX_RUN, lexicon_terms
from analysis.words.segment import PLACE, segmenter


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
    csr_matrix, shape (n, n_features)
        Of float32, or float64 with the dictionary, as scikit-learn gives it.
    """
    if not texts:
        return sp.csr_matrix((0, int(features.named_steps["select"].get_support().sum())))
    way = CompiledFeatures if compiled() else PlainFeatures
    built = _built.setdefault(features, {})
    if way not in built:
        built[way] = way(features)
    return built[way].transform(texts, mask=mask)


# built once for each fitted pipeline, and gone with it: never part of a saved model
_built: WeakKeyDictionary[Pipeline, dict[type, Any]] = WeakKeyDictionary()


class PlainFeatures:
    """The transformation of a fitted pipeline without compiled parts; parameters as for :class:`CompiledFeatures`."""

    def __init__(self, features: Pipeline) -> None:
        union = features.named_steps["count"]
        self._parts, self._weights = dict(union.transformer_list), union.transformer_weights
        self._chosen = features.named_steps["select"].get_support()
        if "characters" in self._parts:
            self._runs = _RunTable(self._parts["characters"].vocabulary_)

    def transform(self, texts: Sequence[str], *, mask: bool = True) -> sp.csr_matrix:
        """Matrix of texts × selected features."""
        words = [segmenter(mask).cut(text) for text in texts]
        bodies = ["".join(own) for own in words]
        ways: dict[str, Callable[[], sp.csr_matrix]] = {
            "words": lambda: self._weigh(_count_words(words, self._parts["words"].vocabulary_), "words"),
            "characters": lambda: self._weigh(self._runs.count(bodies), "characters"),
            "lexicon": lambda: self._parts["lexicon"].transform(bodies) * self._weights["lexicon"],
        }
        blocks = [ways[part]() for part in self._parts]
        return sp.hstack(blocks, format="csr")[:, self._chosen]

    def _weigh(self, counts: sp.csr_matrix, part: str) -> sp.csr_matrix:
        """TF-IDF weights from counts, as scikit-learn gives them."""
        counts.sum_duplicates()
        idf = self._parts[part].idf_.astype(np.float32)
        counts.data = (np.log(counts.data) + np.float32(1)) * idf[counts.indices]
        return normalize(counts, copy=False) * np.float32(self._weights[part])


def _count_words(texts: Iterable[Sequence[str]], vocabulary: Mapping[str, int]) -> sp.csr_matrix:
    found, edges = array("i"), [0]
    for words in texts:
        found.extend(map(vocabulary.get, words, repeat(-1)))
        edges.append(len(found))
    columns = np.array(found, dtype=np.int32)
    rows = np.repeat(np.arange(len(edges) - 1), np.diff(edges))
    return _matrix(rows[columns >= 0], columns[columns >= 0], (len(edges) - 1, len(vocabulary)))


class _RunTable:
    """Runs of one to four characters as numbers in the base of the alphabet, sorted, with their columns."""

    def __init__(self, vocabulary: Mapping[str, int]) -> None:
        self._n_columns = len(vocabulary)
        self._alphabet = np.unique(code_points(list(vocabulary))[0])
        lengths = np.fromiter(map(len, vocabulary), dtype=np.int64, count=len(vocabulary))
        columns = np.fromiter(vocabulary.values(), dtype=np.int32, count=len(vocabulary))
        letters = self._letters(list(vocabulary))[0]
        starts = np.cumsum(lengths) - lengths
        self._tables = []
        for length in range(1, MAX_RUN + 1):
            own = lengths == length
            numbers = (
                self._numbers(letters, length)[starts[own]] if own.any() else np.empty(0, dtype=np.int64)
            )
            order = np.argsort(numbers)
            self._tables.append((numbers[order], columns[own][order]))

    def count(self, texts: list[str]) -> sp.csr_matrix:
        """Counts of texts × columns."""
        blocks = [self._count(batch) for batch in batches(texts)]
        return sp.vstack(blocks, format="csr")

    def _count(self, texts: list[str]) -> sp.csr_matrix:
        letters, ends = self._letters(texts)
        row = np.repeat(np.arange(len(texts)), np.diff(ends))
        rows, columns = [], []
        for length, (known, column) in enumerate(self._tables, start=1):
            last = len(letters) - length + 1
            if last < 1 or not len(known):
                continue
            numbers = self._numbers(letters, length)
            place = np.minimum(np.searchsorted(known, numbers), len(known) - 1)
            hit = (known[place] == numbers) & (row[:last] == row[length - 1 :])
            rows.append(row[:last][hit])
            columns.append(column[place[hit]])
        if not rows:
            return sp.csr_matrix((len(texts), self._n_columns), dtype=np.float32)
        return _matrix(np.concatenate(rows), np.concatenate(columns), (len(texts), self._n_columns))

    def _letters(self, texts: list[str]) -> tuple[np.ndarray, np.ndarray]:
        """Place of each character in the alphabet, from 1; 0 for one outside it."""
        codes, ends = code_points(texts)
        place = np.minimum(np.searchsorted(self._alphabet, codes), len(self._alphabet) - 1)
        return np.where(self._alphabet[place] == codes, place + 1, 0).astype(np.int64), ends

    def _numbers(self, letters: np.ndarray, length: int) -> np.ndarray:
        """The run that begins at each place, as a number."""
        last = len(letters) - length + 1
        numbers = np.zeros(last, dtype=np.int64)
        for shift in range(length):
            numbers = numbers * (len(self._alphabet) + 1) + letters[shift : shift + last]
        return numbers


def _matrix(rows: np.ndarray, columns: np.ndarray, shape: tuple[int, int]) -> sp.csr_matrix:
    return sp.csr_matrix((np.ones(len(rows), dtype=np.float32), (rows, columns)), shape=shape)


class CompiledFeatures:
    """The transformation of a fitted pipeline, in compiled loops.

    Parameters
    ----------
    features : Pipeline
        As for :func:`feature_matrix`.
    """

    def __init__(self, features: Pipeline) -> None:
        union = features.named_steps["count"]
        parts = dict(union.transformer_list)
        sizes = [
            len(lexicon_terms()[1] if name == "lexicon" else part.vocabulary_) for name, part in parts.items()
        ]
        chosen = np.split(features.named_steps["select"].get_support(), np.cumsum(sizes)[:-1])
        self._tables: dict[str, Any] = {}
        self._widths: dict[str, int] = {}
        for (name, part), own in zip(parts.items(), chosen, strict=True):
            kept, weight = _places_among(own), union.transformer_weights[name]
            self._widths[name] = int(own.sum())
            self._tables[name] = (_lexicon if name == "lexicon" else _counter)(part, kept, weight)

    def transform(self, texts: Sequence[str], *, mask: bool = True) -> sp.csr_matrix:
        """Matrix of texts × selected features."""
        prepared = [segmenter(mask).prepare(text) for text in texts]
        return sp.vstack([self._count(batch, mask) for batch in batches(prepared)], format="csr")

    def _count(self, prepared: list[str], mask: bool) -> sp.csr_matrix:
        from analysis.words import kernels

        codes, ends = code_points(prepared)
        dictionary, log_total = compiled_dictionary()
        sign, _ = code_points([PLACE if mask else ""])
        # one table after the other for all texts, because the tables compete for the processor's cache
        masked, text_ends, word_ends, words_of = kernels.cut_texts(
            codes, ends, dictionary, log_total, _place_trie(mask), sign
        )
        log_counts = _log_counts(int(np.diff(text_ends).max()))
        ways: dict[str, Callable[[Any], Any]] = {
            "words": lambda table: kernels.count_words(masked, word_ends, words_of, table, log_counts),
            "characters": lambda table: kernels.count_runs(masked, text_ends, table, log_counts, MAX_RUN),
            "lexicon": lambda table: kernels.count_terms(masked, text_ends, table),
        }
        blocks = [
            sp.csr_matrix(ways[name](table), shape=(len(prepared), self._widths[name]))
            for name, table in self._tables.items()
        ]
        return sp.hstack(blocks, format="csr")


def _places_among(chosen: np.ndarray) -> np.ndarray:
    """Place of each chosen column among the chosen; -1 for the others."""
    return np.where(chosen, np.cumsum(chosen) - 1, -1).astype(np.int32)


@cache
def _place_trie(mask: bool) -> Any:
    from analysis.words.kernels import build_trie

    return build_trie(dict.fromkeys(place_names() if mask else (), 1))


def _counter(vectoriser: Any, kept: np.ndarray, weight: float) -> Any:
    from analysis.words.kernels import Counter, build_trie

    return Counter(
        build_trie(vectoriser.vocabulary_), vectoriser.idf_.astype(np.float32), kept, np.float32(weight)
    )


def _lexicon(part: Any, kept: np.ndarray, weight: float) -> Any:
    from analysis.words.kernels import Lexicon, build_trie

    terms, measures, _ = lexicon_terms()
    columns = {term: measures[measure] for term, measure in terms.items()}
    return Lexicon(build_trie(columns), kept, float(weight))


def _log_counts(longest: int) -> np.ndarray:
    """1 + log(n) for n from 0, in the precision and by the function that scikit-learn uses."""
    counts = np.arange(longest + 1, dtype=np.float32)
    counts[0] = 1.0
    return np.log(counts) + np.float32(1.0)
