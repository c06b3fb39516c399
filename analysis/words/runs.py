"""Runs of one to four characters of texts, counted and weighed as a fitted model does.

Plainly, as numbers looked up in sorted tables; and with numba in one compiled loop, from the text on from which its start pays,
if it gives the plain numbers on a sample.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Protocol

import numpy as np
import scipy.sparse as sp

from analysis.words.codes import batches, code_points
from analysis.words.cutting import PAYS, is_there
from analysis.words.fitted import Part
from analysis.words.segmented import MAX_RUN
from analysis.words.weights import weigh

_SAMPLE = ["行政复议行政", "", "政\U00020000行", "x行"]


class RunCounter(Protocol):
    """A way to count."""

    def matrix(self, bodies: list[str]) -> sp.csr_matrix:
        """Matrix of texts × selected runs; texts as :meth:`analysis.words.segment.Segmenter.masked` gives them."""


_ahead = 0


@contextmanager
def reading_ahead(chars: int) -> Iterator[None]:
    """Inside the block counting begins in the way that is quickest for so many characters, before that many were read."""
    global _ahead
    before, _ahead = _ahead, chars
    try:
        yield
    finally:
        _ahead = before


class Runs:
    """The weights of a model's runs, by the quickest way that pays."""

    def __init__(self, part: Part) -> None:
        self._part = part
        self._ways: dict[type, RunCounter] = {}
        self._read = 0

    def matrix(self, bodies: list[str]) -> sp.csr_matrix:
        """Matrix of texts × selected runs."""
        self._read += sum(map(len, bodies))
        way = CompiledRuns if max(self._read, _ahead) >= PAYS and compiled() else PlainRuns
        if way not in self._ways:
            self._ways[way] = way(self._part)
        blocks = [self._ways[way].matrix(batch) for batch in batches(bodies)]
        return sp.vstack(blocks, format="csr") if blocks else self._ways[way].matrix([])


@cache
def compiled() -> bool:
    """Whether numba is installed, not switched off, and its loop counts the sample as the plain way does."""
    if not is_there("numba"):
        return False
    idf = np.arange(1, 5, dtype=np.float32)
    vocabulary = {"行": 0, "行政": 1, "政\U00020000": 3, "复议": 2}
    part = Part(vocabulary, idf, np.float32(0.5), np.array([True, True, False, True]))
    try:
        found = CompiledRuns(part).matrix(_SAMPLE)
    except (ImportError, RuntimeError):  # numba does not fit NumPy, or finds no folder for what it compiled
        return False
    return bool((found.toarray() == PlainRuns(part).matrix(_SAMPLE).toarray()).all())


class CompiledRuns:
    """Runs found in a trie, in a compiled loop."""

    def __init__(self, part: Part) -> None:
        from analysis.words.kernels import build_counter

        columns = np.where(part.chosen, np.cumsum(part.chosen) - 1, -1).astype(np.int32)
        self._counter = build_counter(part.vocabulary, part.idf, columns, part.weight)
        self._width = int(part.chosen.sum())

    def matrix(self, bodies: list[str]) -> sp.csr_matrix:
        """Matrix of texts × selected runs."""
        from analysis.words.kernels import count_runs

        codes, ends = code_points(bodies)
        counts = np.arange(np.diff(ends).max(initial=0) + 1, dtype=np.float32)
        counts[0] = 1.0
        log_counts = np.log(counts) + np.float32(
            1.0
        )  # by the function that scikit-learn uses, in its precision
        parts = count_runs(codes, ends, self._counter, log_counts, MAX_RUN)
        return sp.csr_matrix(parts, shape=(len(bodies), self._width))


class PlainRuns:
    """Runs as numbers in the base of the alphabet, sorted, with their columns."""

    def __init__(self, part: Part) -> None:
        self._part = part
        vocabulary = part.vocabulary
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

    def matrix(self, bodies: list[str]) -> sp.csr_matrix:
        """Matrix of texts × selected runs."""
        letters, ends = self._letters(bodies)
        row = np.repeat(np.arange(len(bodies)), np.diff(ends))
        rows, columns = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int32)]
        for length, (known, column) in enumerate(self._tables, start=1):
            last = len(letters) - length + 1
            if last < 1 or not len(known):
                continue
            numbers = self._numbers(letters, length)
            place = np.minimum(np.searchsorted(known, numbers), len(known) - 1)
            hit = (known[place] == numbers) & (row[:last] == row[length - 1 :])
            rows.append(row[:last][hit])
            columns.append(column[place[hit]])
        return weigh(np.concatenate(rows), np.concatenate(columns), len(bodies), self._part)

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
