"""From texts to the matrix of a fitted model's features, by the quickest way that gives the same numbers.

With numba installed (extra ``fast``) the texts go to the columns without a list of words or runs in between; without
it only the terms of the vocabulary are looked up, where scikit-learn's vectorisers count every term there is. The
length of a row is that over all terms, selected or not, as with them.

Files of 10 MB become a table in 5.6 s of processor time with numba, in 7.8 s with rjieba and NumPy, and in 10 s with neither
(two runs each, on two busy cores): numba saves some 11 s on 3,000 reports, of which compiling takes four the first time on a
machine, and in proportion on larger corpora. Nothing is saved on the first texts of a process, which are counted without it
(:func:`analysis.words.cutting.pays`).
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import repeat
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import scipy.sparse as sp

from analysis.words.codes import batches, code_points
from analysis.words.cutting import compiled, compiled_dictionary, pays
from analysis.words.dictionary import place_names
from analysis.words.fitted import Part, read_features
from analysis.words.resources import PerResources, Resources, packaged
from analysis.words.segment import segmenter
from analysis.words.segmented import MAX_RUN


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
    resources = packaged() if resources is None else resources
    if not texts:
        width = sum(int(part.chosen.sum()) for part in read_features(features).values())
        return sp.csr_matrix((0, width))
    quick = pays(sum(map(len, texts))) and compiled(resources)
    way = CompiledFeatures if quick else PlainFeatures
    built = _built.setdefault(features, {})
    if (way, resources) not in built:
        built[way, resources] = way(features, resources)
    return built[way, resources].transform(texts, mask=mask)


# built once for each fitted pipeline, and gone with it: never part of a saved model
_built: WeakKeyDictionary[Any, dict[tuple[type, Resources], Any]] = WeakKeyDictionary()


class PlainFeatures:
    """The transformation of a fitted pipeline without compiled parts; parameters as for :class:`CompiledFeatures`."""

    def __init__(self, features: Any, resources: Resources | None = None) -> None:
        self._parts = read_features(features)
        self._resources = packaged() if resources is None else resources
        self._chosen = np.concatenate([part.chosen for part in self._parts.values()])
        if "characters" in self._parts:
            self._runs = _RunTable(self._parts["characters"].vocabulary)

    def transform(self, texts: Sequence[str], *, mask: bool = True) -> sp.csr_matrix:
        """Matrix of texts × selected features."""
        words = [segmenter(mask, self._resources).cut(text) for text in texts]
        bodies = ["".join(own) for own in words]
        ways: dict[str, Callable[[], sp.csr_matrix]] = {
            "words": lambda: self._weigh(_count_words(words, self._parts["words"].vocabulary), "words"),
            "characters": lambda: self._weigh(self._runs.count(bodies), "characters"),
        }
        blocks = [ways[part]() for part in self._parts]
        return sp.hstack(blocks, format="csr")[:, self._chosen]

    def _weigh(self, counts: sp.csr_matrix, part: str) -> sp.csr_matrix:
        """TF-IDF weights from counts, as scikit-learn gives them."""
        counts.sum_duplicates()
        own = self._parts[part]
        data = (np.log(counts.data) + np.float32(1)) * own.idf[counts.indices]
        row = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
        # rounded as scikit-learn rounds: squares in single, their sum one after the other in double
        lengths = np.sqrt(np.bincount(row, np.square(data), counts.shape[0]))
        counts.data = (data / lengths[row]).astype(np.float32)
        return counts * own.weight


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
    resources
        As for :func:`feature_matrix`.
    """

    def __init__(self, features: Any, resources: Resources | None = None) -> None:
        parts = read_features(features)
        self._resources = packaged() if resources is None else resources
        self._tables = {name: _counter(part) for name, part in parts.items()}
        self._widths = {name: int(part.chosen.sum()) for name, part in parts.items()}

    def transform(self, texts: Sequence[str], *, mask: bool = True) -> sp.csr_matrix:
        """Matrix of texts × selected features."""
        prepared = [segmenter(mask, self._resources).prepare(text) for text in texts]
        return sp.vstack([self._count(batch, mask) for batch in batches(prepared)], format="csr")

    def _count(self, prepared: list[str], mask: bool) -> sp.csr_matrix:
        from analysis.words import kernels

        codes, ends = code_points(prepared)
        dictionary, log_total = compiled_dictionary(self._resources)
        sign, _ = code_points([self._resources.place if mask else ""])
        # one table after the other for all texts, because the tables compete for the processor's cache
        masked, text_ends, word_ends, words_of = kernels.cut_texts(
            codes, ends, dictionary, log_total, _place_trie(mask, self._resources), sign
        )
        log_counts = _log_counts(int(np.diff(text_ends).max()))
        ways: dict[str, Callable[[Any], Any]] = {
            "words": lambda table: kernels.count_words(masked, word_ends, words_of, table, log_counts),
            "characters": lambda table: kernels.count_runs(masked, text_ends, table, log_counts, MAX_RUN),
        }
        blocks = [
            sp.csr_matrix(ways[name](table), shape=(len(prepared), self._widths[name]))
            for name, table in self._tables.items()
        ]
        return sp.hstack(blocks, format="csr")


def _places_among(chosen: np.ndarray) -> np.ndarray:
    """Place of each chosen column among the chosen; -1 for the others."""
    return np.where(chosen, np.cumsum(chosen) - 1, -1).astype(np.int32)


def _place_trie(mask: bool, resources: Resources | None = None) -> Any:
    return _places(resources) if mask else _no_places(resources)


@PerResources
def _places(resources: Resources) -> Any:
    from analysis.words.kernels import build_trie

    return build_trie(dict.fromkeys(place_names(resources), 1))


@PerResources
def _no_places(_: Resources) -> Any:
    from analysis.words.kernels import build_trie

    return build_trie({})


def _counter(part: Part) -> Any:
    from analysis.words.kernels import build_counter

    return build_counter(part.vocabulary, part.idf, _places_among(part.chosen), part.weight)


def _log_counts(longest: int) -> np.ndarray:
    """1 + log(n) for n from 0, in the precision and by the function that scikit-learn uses."""
    counts = np.arange(longest + 1, dtype=np.float32)
    counts[0] = 1.0
    return np.log(counts) + np.float32(1.0)
