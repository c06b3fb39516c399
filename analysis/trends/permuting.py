"""Chance by itself: labels of groups given out anew among texts that could have had them.

A word that a report repeats is one observation, and so is what the reports of one region have in common. So what is
permuted are not tokens or paragraphs but the labels of whole reports or regions, or, where one report has several
groups (areas), the labels within each report.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import comb

import numpy as np

_ENOUGH = 1e9  # permutations beyond which their number does not matter
_ROUNDING = 1e-9  # of equal numbers that were reached by other sums


@dataclass(frozen=True, eq=False)
class Labels:
    """Units that have one label each, in strata within which labels could have fallen otherwise.

    Attributes
    ----------
    unit : ndarray of int, shape (n_rows,)
        The unit of each row of a table.
    label : ndarray of int, shape (n_units,)
    stratum : ndarray of int, shape (n_units,)
    """

    unit: np.ndarray
    label: np.ndarray
    stratum: np.ndarray

    @classmethod
    def of(cls, label: np.ndarray, report: np.ndarray, region: np.ndarray) -> Labels:
        """The largest units that have one label.

        Labels that differ within a report are permuted among its parts; those that differ within a region among its
        reports; those that do not differ within a region, among regions.

        Parameters
        ----------
        label, report, region : ndarray of int, shape (n_rows,)
            Numbers from 0; each report lies in one region.

        Examples
        --------
        >>> found = Labels.of(np.array([0, 0, 1, 1]), np.array([0, 1, 2, 3]), np.array([0, 0, 1, 1]))
        >>> found.unit.tolist(), found.label.tolist(), found.stratum.tolist()
        ([0, 0, 1, 1], [0, 1], [0, 0])
        """
        in_report, in_region = _differs(label, report), _differs(label, region)
        # 0: a region as a whole; 1: a report of a region; 2: the part of a report under one label
        depth = np.where(in_report, 2, np.where(in_region, 1, 0))
        within = np.choose(depth, [np.zeros_like(region), region + 1, report + 1])
        block = np.choose(depth, [region, report, report])
        keys = np.column_stack([depth, within, block, label])
        found, unit = np.unique(keys, axis=0, return_inverse=True)
        _, stratum = np.unique(found[:, :2], axis=0, return_inverse=True)
        return cls(unit.ravel(), found[:, 3], stratum.ravel())

    def count(self, label: int) -> float:
        """In how many ways one label can lie on the units, up to a thousand million."""
        own = self.label == label
        ways = 1.0
        for stratum in np.unique(self.stratum[own]):
            inside = self.stratum == stratum
            ways *= float(min(comb(int(inside.sum()), int((inside & own).sum())), int(_ENOUGH)))
            if ways >= _ENOUGH:
                return _ENOUGH
        return ways

    def permuted(self, n: int, generator: np.random.Generator) -> np.ndarray:
        """Labels given out anew within each stratum, shape (n, n_units)."""
        order = np.argsort(self.stratum, kind="stable")
        given = self.label[order]
        keys = self.stratum[order] + generator.random((n, len(given)))
        result = np.empty((n, len(given)), dtype=self.label.dtype)
        # within a stratum the keys' whole part is the same, so sorting them shuffles the stratum alone
        result[:, order] = given[np.argsort(keys, axis=1)]
        return result

    def blocks(self, n: int, width: int, seed: int) -> Iterator[np.ndarray]:
        """Permuted labels, a few at a time, so that a table of them by `width` columns fits into memory."""
        generator = np.random.default_rng(seed)
        most = max(1, int(4e6) // max(width, len(self.label)))
        for start in range(0, n, most):
            yield self.permuted(min(most, n - start), generator)


def _differs(label: np.ndarray, group: np.ndarray) -> np.ndarray:
    """Whether the group of each row has several labels, shape (n_rows,)."""
    n = int(group.max()) + 1
    low, high = np.full(n, np.iinfo(np.int64).max), np.full(n, -1)
    np.minimum.at(low, group, label)
    np.maximum.at(high, group, label)
    return np.asarray((low < high)[group])


class NullTail:
    """How large |z| gets by chance, over permutations and words, in bins.

    Memory does not depend on the number of words.

    Parameters
    ----------
    n : int
        Arrangements of the labels: the one seen, which comes first, and its permutations.
    n_words : int
    """

    WIDTH, TOP = 0.005, 40.0

    def __init__(self, n: int, n_words: int) -> None:
        self._counts = np.zeros((n, int(self.TOP / self.WIDTH) + 1), dtype=np.int32)
        self.n_words = n_words

    def add(self, rows: slice, z: np.ndarray) -> None:
        """Count |z| of some arrangements, shape (n_rows, n_words)."""
        width = self._counts.shape[1]
        flat = self.bin(z) + width * np.arange(len(z))[:, None]
        self._counts[rows] = np.bincount(flat.ravel(), minlength=width * len(z)).reshape(-1, width)

    def bin(self, z: np.ndarray) -> np.ndarray:
        """Number of the bin of each |z|."""
        return np.minimum(np.abs(z) / self.WIDTH, self._counts.shape[1] - 1).astype(np.int64)

    def false_discovery(self, z: np.ndarray) -> np.ndarray:
        """Benjamini–Hochberg p by the pooled null, not below that of any difference at all, shape (n_words,).

        Benjamini and Hochberg's bound holds for words that vary together only in part. So no word gets a smaller p than
        the part of arrangements in which some word would have got one as small as the smallest seen.
        """
        above = np.cumsum(self._counts[:, ::-1], axis=1)[:, ::-1]  # words at or beyond each bin
        pooled = above.sum(axis=0) / (len(above) * self.n_words)
        adjusted = np.where(above > 0, self.n_words * pooled / np.maximum(above, 1), np.inf)
        smallest = adjusted.min(axis=1)
        any_at_all = float((smallest <= smallest[0] * (1 + _ROUNDING)).mean())
        stepped = np.minimum.accumulate(adjusted[0])[self.bin(z)]
        return np.clip(stepped, any_at_all, 1.0)


def family_p(largest: np.ndarray, z: np.ndarray) -> np.ndarray:
    """Westfall and Young's p of each |z| against the largest by chance, over all groups of a table.

    Groups of few reports have larger |z| by chance than others. So each group's largest is turned into its p first, and
    what is compared is the smallest of these (single-step min p).

    Parameters
    ----------
    largest : ndarray, shape (n_arrangements, n_groups)
        Largest |z| of each group under the labels seen, which come first, and under permuted ones.
    z : ndarray, shape (n_groups, n_words)

    Returns
    -------
    ndarray, shape (n_groups, n_words)

    Examples
    --------
    >>> family_p(np.array([[4.0], [1.0], [2.0], [3.0]]), np.array([[2.5, 0.5, 4.0]])).tolist()
    [[0.5, 1.0, 0.25]]
    """
    n = len(largest)
    ordered = np.sort(largest, axis=0)

    def own_p(values: np.ndarray, group: int) -> np.ndarray:
        return np.asarray(n - np.searchsorted(ordered[:, group], values * (1 - _ROUNDING), side="left"))

    by_chance = np.min([own_p(column, group) for group, column in enumerate(largest.T)], axis=0)
    found = np.stack([own_p(np.abs(row), group) for group, row in enumerate(z)])
    return np.asarray(np.searchsorted(np.sort(by_chance), found, side="right") / n)
