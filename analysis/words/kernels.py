"""Compiled loops over code points: a trie, the cut into words, and the counts of what a vocabulary holds.

numba, because it compiles plain Python at first use on every platform, needs no compiler at installation, and is an
optional extra (``fast``): whoever lacks it gets the same numbers from :mod:`analysis.words.segment` and scikit-learn.
What it compiled it keeps in ``__pycache__`` beside this file, read by whom Python's own bytecode there is read. All
loops stand in one file, because numba would go on with what it kept when a loop that is called changes in another.

The loops check no bounds. What they follow is checked once, where it is built: each value of a trie, and each column
that it leads to. A text can lead nowhere else.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numba import njit

from analysis.errors import InputError
from analysis.words.codes import code_points

_NONE = -1
_BITS = 21  # of a code point, and of a node: three of them fill an integer
_LAST = (1 << _BITS) - 1
_PLANE = 1 << 16  # code points of the basic plane
_SPREAD = np.uint64(0x9E3779B97F4A7C15)  # 2^64 / golden ratio: consecutive keys end far apart
_DE_BRUIJN = np.uint64(0x03F79D71B4CB0A89)
# which bit a power of two sets, by the upper six bits of its product with the number above
_BIT = np.zeros(64, dtype=np.int64)
for _place in range(64):
    _BIT[((1 << _place) * int(_DE_BRUIJN) & (1 << 64) - 1) >> 58] = _place


class Trie(NamedTuple):
    """Strings by their code points.

    Attributes
    ----------
    slots : ndarray of int64, shape (n_slots,)
        Hash table, a power of two long: node, code point and the node that follows, 21 bits each; -1 where free.
    first : ndarray of int32, shape (65536,)
        The node after the root by each code point of the basic plane, -1 where none: most steps begin there.
    values : ndarray, shape (n_nodes,)
        Value (from 0) of the string that ends at each node; -1 where none does.
    """

    slots: np.ndarray
    first: np.ndarray
    values: np.ndarray


def build_trie(strings: Mapping[str, float], dtype: type = np.int32) -> Trie:
    """The trie that gives each string its value.

    >>> trie = build_trie({"行政": 1, "行政复议": 2})
    >>> trie.values.tolist()
    [-1, -1, 1, -1, 2]

    Raises
    ------
    InputError
        When a string is empty, a value is negative, not finite or too large for its type, or the strings need more nodes
        than 21 bits can number.
    """
    codes, ends = code_points(list(strings))
    if len(strings) and int(np.diff(ends).min()) == 0:
        raise InputError("dictionary", "holds an empty word", "leave it out")
    given = np.array(list(strings.values()))
    whole = np.issubdtype(dtype, np.integer)
    most = np.iinfo(dtype).max if whole else np.finfo(dtype).max
    fitting = given.dtype.kind in ("iu" if whole else "iuf") and bool(((given >= 0) & (given <= most)).all())
    if len(strings) and not fitting:
        raise InputError("dictionary", "holds a value that is no number from 0 on", "train the model again")
    values: np.ndarray = given.astype(dtype)
    room = Trie(_empty(len(codes)), _nowhere(), np.empty(len(codes) + 1, dtype=dtype))
    n_nodes = _grow(codes, ends, values, room)
    if n_nodes > _LAST:
        raise InputError("dictionary", f"needs more than {_LAST:,} nodes", "leave words out")
    trie = Trie(_empty(n_nodes), _nowhere(), np.empty(n_nodes, dtype=dtype))
    _grow(codes, ends, values, trie)
    return trie


def _empty(n: int) -> np.ndarray:
    return np.full(1 << (n + n // 3).bit_length(), _NONE, dtype=np.int64)


def _nowhere() -> np.ndarray:
    return np.full(_PLANE, _NONE, dtype=np.int32)


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
def _grow(codes: np.ndarray, ends: np.ndarray, values: np.ndarray, trie: Trie) -> int:
    """Fill an empty trie; gives the number of its nodes, the root included."""
    slots, first, by_node = trie
    n_nodes = 1
    by_node[:] = _NONE
    for word in range(len(ends) - 1):
        node = 0
        for i in range(ends[word], ends[word + 1]):
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
        by_node[node] = values[word]
    return n_nodes


@njit(cache=True)
def _is_alphanumeric(code: int) -> bool:
    return 48 <= code <= 57 or 65 <= code <= 90 or 97 <= code <= 122


@njit(cache=True)
def _in_block(code: int) -> bool:
    """Whether jieba looks for words at this sign; at any other it cuts."""
    # # % & + - . _
    other = code == 35 or code == 37 or code == 38 or code == 43 or code == 45 or code == 46 or code == 95
    return 0x4E00 <= code <= 0x9FD5 or _is_alphanumeric(code) or other


@njit(cache=True)
def _find(trie: Trie, codes: np.ndarray) -> int:
    """The value of a string, -1 where the trie holds none."""
    node = 0
    for code in codes:
        node = _step(trie, node, code)
        if node == _NONE:
            return _NONE
    return trie.values[node]


@njit(cache=True)
def cut_words(codes: np.ndarray, dictionary: Trie, log_total: float, cuts: np.ndarray) -> int:
    """Cut one text as jieba does without HMM: the most probable path through the words of the dictionary.

    Parameters
    ----------
    codes : ndarray of uint32, shape (n,)
        The text, free of white space.
    dictionary : Trie
        Logarithms of the words' frequencies.
    log_total : float
        Logarithm of the sum of all frequencies.
    cuts : ndarray of int32, shape (at least n,)
        Gets the end of each word.

    Returns
    -------
    int
        Number of words.
    """
    n, n_words, start = len(codes), 0, 0
    score = np.empty(n + 1)
    best = np.empty(n + 1, dtype=np.int64)
    while start < n:
        if not _in_block(codes[start]):
            start += 1
            cuts[n_words] = start
            n_words += 1
            continue
        stop = start
        while stop < n and _in_block(codes[stop]):
            stop += 1
        score[stop] = 0.0
        for k in range(stop - 1, start - 1, -1):
            score[k], best[k] = -np.inf, 0
            node, x = 0, k
            while x < stop:
                node = _step(dictionary, node, codes[x])
                if node == _NONE:
                    break
                x += 1
                weight = dictionary.values[node]
                if weight >= 0:
                    value = weight - log_total + score[x]
                    if value >= score[k]:  # of equals the longest, as jieba's max over (value, end)
                        score[k], best[k] = value, x
            if best[k] == 0:  # no word begins here: the sign by itself, with frequency 1
                score[k], best[k] = 0.0 - log_total + score[k + 1], k + 1
        joining = False  # single letters and digits in a row make one word
        while start < stop:
            single = best[start] == start + 1 and _is_alphanumeric(codes[start])
            if joining and single:
                cuts[n_words - 1] = start + 1
            else:
                cuts[n_words] = best[start]
                n_words += 1
            joining = single
            start = best[start]
    return n_words


class Counter(NamedTuple):
    """A fitted TF-IDF vectoriser and what a selection keeps of it.

    Attributes
    ----------
    vocabulary : Trie
        Terms, with their columns.
    idf : ndarray of float32, shape (n_terms,)
    kept : ndarray of int32, shape (n_terms,)
        Column of each term among its selected ones, -1 for one left out.
    weight : float32
        Factor of all values.
    """

    vocabulary: Trie
    idf: np.ndarray
    kept: np.ndarray
    weight: np.float32


class Scratch(NamedTuple):
    """Room for counting one text, all zeros between texts: counts and marks by term; and weights."""

    counts: np.ndarray
    bits: np.ndarray
    weights: np.ndarray


def build_counter(
    vocabulary: Mapping[str, int], idf: np.ndarray, kept: np.ndarray, weight: np.float32
) -> Counter:
    """A counter whose every term leads to a weight and, where it is kept, to a column.

    Raises
    ------
    InputError
        When there are not as many weights and columns as terms, or a term or column points beside them.

    Examples
    --------
    >>> build_counter({"行政": 2}, np.ones(1, np.float32), np.zeros(1, np.int32), np.float32(1))
    Traceback (most recent call last):
    analysis.errors.InputError: model has a term of column 2 beside its 1 columns; train it again.
    """
    if idf.shape != (len(vocabulary),) or idf.dtype != np.float32:
        raise InputError(
            "model", f"has not one weight for each of its {len(vocabulary)} terms", "train it again"
        )
    _check_columns(vocabulary, kept, len(vocabulary))
    return Counter(build_trie(vocabulary), idf, kept, weight)


def _check_columns(terms: Mapping[str, int], kept: np.ndarray, size: int) -> None:
    """Each term points to one of `size` places, and each place to a column or to none."""
    if kept.shape != (size,) or kept.dtype != np.int32:
        raise InputError("model", f"has not one column for each of its {size} places", "train it again")
    beside = next((place for place in terms.values() if not 0 <= place < size), None)
    if beside is not None:
        raise InputError(
            "model", f"has a term of column {beside} beside its {size} columns", "train it again"
        )
    columns = kept[kept != _NONE]
    if len(columns) and not 0 <= columns.min() <= columns.max() < len(columns):
        problem = f"keeps columns {columns.min()} to {columns.max()} of {len(columns)}"
        raise InputError("model", problem, "train it again")


@njit(cache=True)
def cut_texts(
    codes: np.ndarray, ends: np.ndarray, dictionary: Trie, log_total: float, places: Trie, mask: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Cut texts and put `mask` in the place of each word that `places` holds.

    Returns
    -------
    masked, text_ends, word_ends, words_of : ndarray
        Code points of the masked texts; where each text ends in them, and each word; and the number of words up to the
        end of each text. All but the first begin with 0.
    """
    n_texts, length, n_words = len(ends) - 1, 0, 0
    cuts = np.empty(len(codes), dtype=np.int32)
    masked = np.empty(len(codes) * max(1, len(mask)), dtype=np.uint32)
    word_ends = np.zeros(len(codes) + 1, dtype=np.int64)
    text_ends, words_of = np.zeros(n_texts + 1, dtype=np.int64), np.zeros(n_texts + 1, dtype=np.int64)
    for text in range(n_texts):
        own, start = codes[ends[text] : ends[text + 1]], 0
        for word in range(cut_words(own, dictionary, log_total, cuts)):
            part = own[start : cuts[word]]
            if len(mask) and _find(places, part) >= 0:
                part = mask
            for code in part:
                masked[length] = code
                length += 1
            n_words += 1
            word_ends[n_words], start = length, cuts[word]
        text_ends[text + 1], words_of[text + 1] = length, n_words
    return masked[:length], text_ends, word_ends[: n_words + 1], words_of


@njit(cache=True)
def count_words(
    masked: np.ndarray, word_ends: np.ndarray, words_of: np.ndarray, counter: Counter, log_counts: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Parts of a CSR matrix: columns, data and row ends of TF-IDF weights of the words of each text.

    Parameters
    ----------
    masked, word_ends, words_of
        As :func:`cut_texts` gives them.
    counter : Counter
    log_counts : ndarray of float32
        1 + log(n) at each n that may occur.
    """
    found = np.empty(len(word_ends), dtype=np.int32)
    columns, data = np.empty(len(found), dtype=np.int32), np.empty(len(found), dtype=np.float32)
    rows, scratch, size = np.zeros(len(words_of), dtype=np.int32), _scratch(counter, len(found)), 0
    for text in range(len(words_of) - 1):
        n_found = 0
        for word in range(words_of[text], words_of[text + 1]):
            column = _find(counter.vocabulary, masked[word_ends[word] : word_ends[word + 1]])
            if column >= 0:
                found[n_found] = column
                n_found += 1
        size = _weigh(found[:n_found], counter, log_counts, scratch, columns, data, size)
        rows[text + 1] = size
    return data[:size].copy(), columns[:size].copy(), rows


@njit(cache=True)
def count_runs(
    masked: np.ndarray, text_ends: np.ndarray, counter: Counter, log_counts: np.ndarray, longest: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """As :func:`count_words`, for the runs of one to `longest` characters."""
    most = longest * len(masked)
    found = np.empty(most, dtype=np.int32)
    columns, data = np.empty(most, dtype=np.int32), np.empty(most, dtype=np.float32)
    rows, scratch, size = np.zeros(len(text_ends), dtype=np.int32), _scratch(counter, most), 0
    vocabulary = counter.vocabulary
    for text in range(len(text_ends) - 1):
        n_found, stop = 0, text_ends[text + 1]
        for start in range(text_ends[text], stop):
            node = 0
            for i in range(start, min(start + longest, stop)):
                node = _step(vocabulary, node, masked[i])
                if node == _NONE:
                    break
                column = vocabulary.values[node]
                if column >= 0:
                    found[n_found] = column
                    n_found += 1
        size = _weigh(found[:n_found], counter, log_counts, scratch, columns, data, size)
        rows[text + 1] = size
    return data[:size].copy(), columns[:size].copy(), rows


@njit(cache=True)
def _scratch(counter: Counter, longest: int) -> Scratch:
    n_terms = len(counter.idf)
    return Scratch(
        np.zeros(n_terms, dtype=np.int32),
        np.zeros((n_terms >> 6) + 1, dtype=np.uint64),
        np.empty(longest, dtype=np.float32),
    )


@njit(cache=True)
def _weigh(
    found: np.ndarray,
    counter: Counter,
    log_counts: np.ndarray,
    scratch: Scratch,
    columns: np.ndarray,
    data: np.ndarray,
    size: int,
) -> int:
    """Append the TF-IDF weights of one text, of unit length over all terms, for the terms that are kept."""
    counts, bits, weights = scratch
    for term in found:
        counts[term] += 1
        bits[term >> 6] |= np.uint64(1) << np.uint64(term & 63)
    total, n_terms = 0.0, 0
    for word in range(len(bits)):  # terms in their order, without sorting
        left = bits[word]
        bits[word] = 0
        while left:
            lowest = left & (~left + np.uint64(1))
            term = (word << 6) + _BIT[(lowest * _DE_BRUIJN) >> np.uint64(58)]
            weight = log_counts[counts[term]] * counter.idf[term]
            total += np.float64(weight * weight)  # rounded as scikit-learn rounds
            counts[term] = 0
            found[n_terms], weights[n_terms] = term, weight
            n_terms += 1
            left ^= lowest
    length = math.sqrt(total)
    for term in range(n_terms):
        column = counter.kept[found[term]]
        if column != _NONE:
            columns[size] = column
            data[size] = np.float32(weights[term] / length) * counter.weight
            size += 1
    return size
