"""The compiled loop: runs of characters found in a trie, counted and weighed.

numba, because it compiles plain Python at first use on every platform, needs no compiler at installation, and is an
optional extra (``fast``): whoever lacks it gets the same numbers from :mod:`analysis.words.vectors`. What it compiled it
keeps in ``__pycache__`` beside this file, read by whom Python's own bytecode there is read. All loops stand in one file,
because numba would go on with what it kept when a loop that is called changes in another.

The loops check no bounds. What they follow is checked once, where it is built: each node of a trie, and each column
that it leads to. A text can lead nowhere else.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np
from numba import njit

from analysis.errors import InputError
from analysis.words.codes import code_points

_NONE = -1
_BITS = 21  # of a code point, and of a node: three of them fill an integer
_LAST = (1 << _BITS) - 1
_PLANE = 1 << 16  # code points of the basic plane
_DE_BRUIJN = np.uint64(0x03F79D71B4CB0A89)
# which bit a power of two sets, by the upper six bits of its product with the number above
_BIT = np.zeros(64, dtype=np.int64)
for _place in range(64):
    _BIT[((1 << _place) * int(_DE_BRUIJN) & (1 << 64) - 1) >> 58] = _place
_SPREAD = np.uint64(0x9E3779B97F4A7C15)  # 2^64 / golden ratio: consecutive keys end far apart


class Trie(NamedTuple):
    """Strings by their code points; each way from the root ends at a node, numbered from 1.

    Attributes
    ----------
    slots : ndarray of int64, shape (n_slots,)
        Hash table, a power of two long: node, code point and the node that follows, 21 bits each; -1 where free.
    first : ndarray of int32, shape (65536,)
        The node after the root by each code point of the basic plane, -1 where none: most steps begin there.
    """

    slots: np.ndarray
    first: np.ndarray


class Counter(NamedTuple):
    """A fitted TF-IDF vectoriser of runs of characters, and what a selection keeps of it.

    Attributes
    ----------
    trie : Trie
        The runs that are counted.
    idf : ndarray of float32, shape (n_nodes,)
        Weight of the run that ends at each node, 0 where none does.
    columns : ndarray of int32, shape (n_nodes,)
        Its column among the selected ones, -1 for one left out.
    factor : float32
        Factor of all values.
    """

    trie: Trie
    idf: np.ndarray
    columns: np.ndarray
    factor: np.float32


def build_trie(strings: Iterable[str]) -> tuple[Trie, np.ndarray]:
    """A trie, and the node at which each string ends, shape (n_strings,).

    >>> build_trie(["行政", "行政复议"])[1].tolist()
    [2, 4]

    Raises
    ------
    InputError
        When a string is empty, or the strings need more nodes than 21 bits can number.
    """
    codes, ends = code_points(list(strings))
    if (np.diff(ends) == 0).any():
        raise InputError("model", "has an empty run of characters", "train it again")
    nodes = np.empty(len(ends) - 1, dtype=np.int64)
    n_nodes = _grow(codes, ends, _empty(len(codes)), nodes)
    if n_nodes > _LAST:
        raise InputError("model", f"has runs of more than {_LAST:,} nodes", "train it on fewer texts")
    trie = _empty(n_nodes)  # as small as may be: the processor's cache is soon full
    _grow(codes, ends, trie, nodes)
    return trie, nodes


def _empty(n_nodes: int) -> Trie:
    n_slots = 1 << (n_nodes + n_nodes // 3).bit_length()
    return Trie(np.full(n_slots, _NONE, dtype=np.int64), np.full(_PLANE, _NONE, dtype=np.int32))


def build_counter(
    runs: Mapping[str, int], idf: np.ndarray, columns: np.ndarray, factor: np.float32
) -> Counter:
    """A counter whose every run leads to a weight and, where it is kept, to a column.

    Parameters
    ----------
    runs : mapping of str to int
        Place of each run in the two that follow.
    idf : ndarray of float32, shape (n_runs,)
    columns : ndarray of int32, shape (n_runs,)
        Column of each run among the selected ones, -1 for one left out.
    factor : float32

    Raises
    ------
    InputError
        When there are not as many weights and columns as runs, or a place or column points beside them.

    Examples
    --------
    >>> build_counter({"行政": 2}, np.ones(1, np.float32), np.zeros(1, np.int32), np.float32(1))
    Traceback (most recent call last):
    analysis.errors.InputError: model has not 1 places for as many runs; train it again.
    """
    if not (
        idf.shape == columns.shape == (len(runs),) and idf.dtype == np.float32 and columns.dtype == np.int32
    ):
        problem = f"has not one weight and one column for each of its {len(runs)} runs"
        raise InputError("model", problem, "train it again")
    if sorted(runs.values()) != list(range(len(runs))):
        raise InputError("model", f"has not {len(runs)} places for as many runs", "train it again")
    kept = columns[columns != _NONE]
    if len(kept) and not 0 <= kept.min() <= kept.max() < len(kept):
        problem = f"keeps columns {kept.min()} to {kept.max()} of {len(kept)}"
        raise InputError("model", problem, "train it again")
    trie, nodes = build_trie(
        sorted(runs, key=runs.__getitem__)
    )  # so that nodes stand in the order of columns
    n_nodes = 1 + int((trie.slots != _NONE).sum())
    by_node = np.zeros(n_nodes, dtype=np.float32), np.full(n_nodes, _NONE, dtype=np.int32)
    by_node[0][nodes], by_node[1][nodes] = idf, columns
    return Counter(trie, *by_node, factor)


@njit(cache=True)
def _slot(slots: np.ndarray, key: np.int64) -> np.int64:
    """Where a key (node and code point) stands, or would stand."""
    last = len(slots) - 1
    place = np.int64((np.uint64(key) * _SPREAD) >> np.uint64(24)) & last
    while slots[place] != _NONE and slots[place] >> _BITS != key:
        place = (place + 1) & last
    return place


@njit(cache=True)
def _step(trie: Trie, node: int, code: int) -> int:
    """The node after `node` by a code point, or -1."""
    if node == 0 and code < _PLANE:
        return trie.first[code]
    slots = trie.slots
    slot = slots[_slot(slots, (np.int64(node) << _BITS) | np.int64(code))]
    return slot & _LAST if slot != _NONE else _NONE


@njit(cache=True)
def _grow(codes: np.ndarray, ends: np.ndarray, trie: Trie, nodes: np.ndarray) -> int:
    """Fill an empty trie and note where each string ends; gives the number of nodes, the root included."""
    slots, first = trie
    n_nodes = 1
    for string in range(len(ends) - 1):
        node = 0
        for i in range(ends[string], ends[string + 1]):
            key = (np.int64(node) << _BITS) | np.int64(codes[i])
            place = _slot(slots, key)
            if slots[place] == _NONE:
                if n_nodes > _LAST:
                    return n_nodes
                slots[place] = (key << _BITS) | n_nodes
                if node == 0 and codes[i] < _PLANE:
                    first[codes[i]] = n_nodes
                n_nodes += 1
            node = slots[place] & _LAST
        nodes[string] = node
    return n_nodes


@njit(cache=True)
def count_runs(
    codes: np.ndarray, ends: np.ndarray, counter: Counter, log_counts: np.ndarray, longest: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Parts of a CSR matrix: data, columns and row ends of the TF-IDF weights of runs, of unit length over all runs.

    Parameters
    ----------
    codes, ends
        As :func:`analysis.words.codes.code_points` gives them.
    counter : Counter
    log_counts : ndarray of float32
        1 + log(n) at each n that may occur.
    longest : int
        Characters of a run at most.

    Returns
    -------
    data, columns, rows : ndarray
    """
    most, size = longest * len(codes), 0
    data, columns = np.empty(most, dtype=np.float32), np.empty(most, dtype=np.int32)
    rows = np.zeros(len(ends), dtype=np.int32)
    n_nodes = len(counter.idf)
    counts, bits = np.zeros(n_nodes, dtype=np.int32), np.zeros((n_nodes >> 6) + 1, dtype=np.uint64)
    seen, weights = np.empty(n_nodes, dtype=np.int32), np.empty(n_nodes, dtype=np.float32)
    for text in range(len(ends) - 1):
        stop = ends[text + 1]
        for start in range(ends[text], stop):
            node = 0
            for i in range(start, min(start + longest, stop)):
                node = _step(counter.trie, node, codes[i])
                if node == _NONE:
                    break
                counts[node] += 1
                bits[node >> 6] |= np.uint64(1) << np.uint64(node & 63)
        total, n_seen = 0.0, 0
        for word in range(len(bits)):  # nodes in the order of their columns, without sorting
            left = bits[word]
            bits[word] = 0
            while left:
                lowest = left & (~left + np.uint64(1))
                node = (word << 6) + _BIT[(lowest * _DE_BRUIJN) >> np.uint64(58)]
                weight = log_counts[counts[node]] * counter.idf[node]
                total += np.float64(weight * weight)  # rounded as scikit-learn rounds
                counts[node] = 0
                seen[n_seen], weights[n_seen] = node, weight
                n_seen += 1
                left ^= lowest
        length = math.sqrt(total)
        for run in range(n_seen):
            column = counter.columns[seen[run]]
            if column != _NONE:
                columns[size] = column
                data[size] = np.float32(weights[run] / length) * counter.factor
                size += 1
        rows[text + 1] = size
    return data[:size].copy(), columns[:size].copy(), rows
