"""Compiled loops over code points: a trie, the cut into words, and the counts of what a vocabulary holds.

numba, because it compiles plain Python at first use on every platform, needs no compiler at installation, and is an
optional extra (``fast``): whoever lacks it gets the same numbers from :mod:`analysis.words.segment` and scikit-learn.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit

_NONE = -1
_BITS = 21  # of a code point, and of a node: three of them fill an integer
_LAST = (1 << _BITS) - 1
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
    values : ndarray of float64, shape (n_nodes,)
        Value of the string that ends at each node; NaN where none does.
    """

    slots: np.ndarray
    values: np.ndarray


def code_points(texts: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Code points of all texts one after the other, and where each text ends (a 0 in front)."""
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    ends = np.zeros(len(texts) + 1, dtype=np.int64)
    np.cumsum(np.fromiter(map(len, texts), dtype=np.int64, count=len(texts)), out=ends[1:])
    return codes, ends


def build_trie(strings: dict[str, float]) -> Trie:
    """The trie that gives each string its value.

    >>> trie = build_trie({"行政": 1.0, "行政复议": 2.0})
    >>> len(trie.values), trie.values[-1].item()
    (5, 2.0)
    """
    codes, ends = code_points(list(strings))
    values = np.fromiter(strings.values(), dtype=np.float64, count=len(strings))
    n_nodes = _grow(codes, ends, values, _empty(len(codes)), np.empty(len(codes) + 1))
    slots, by_node = _empty(n_nodes), np.empty(n_nodes)
    _grow(codes, ends, values, slots, by_node)
    return Trie(slots, by_node)


def _empty(n: int) -> np.ndarray:
    return np.full(1 << (2 * n).bit_length(), _NONE, dtype=np.int64)


@njit(cache=True)  # type: ignore[misc]
def _slot(slots: np.ndarray, key: int) -> int:
    """Where a key (node and code point) stands, or would stand."""
    last = len(slots) - 1
    place = np.int64((np.uint64(key) * _SPREAD) >> np.uint64(24)) & last
    while slots[place] != _NONE and slots[place] >> _BITS != key:
        place = (place + 1) & last
    return place


@njit(cache=True)  # type: ignore[misc]
def _step(slots: np.ndarray, node: int, code: int) -> int:
    """The node after `node` by a code point, or -1."""
    slot = slots[_slot(slots, (np.int64(node) << _BITS) | np.int64(code))]
    return slot & _LAST if slot != _NONE else _NONE


@njit(cache=True)  # type: ignore[misc]
def _grow(
    codes: np.ndarray, ends: np.ndarray, values: np.ndarray, slots: np.ndarray, by_node: np.ndarray
) -> int:
    """Fill an empty trie; gives the number of its nodes, the root included."""
    n_nodes = 1
    by_node[:] = np.nan
    for word in range(len(ends) - 1):
        node = 0
        for i in range(ends[word], ends[word + 1]):
            key = (np.int64(node) << _BITS) | np.int64(codes[i])
            place = _slot(slots, key)
            if slots[place] == _NONE:
                slots[place] = (key << _BITS) | n_nodes
                n_nodes += 1
            node = slots[place] & _LAST
        by_node[node] = values[word]
    return n_nodes


@njit(cache=True)  # type: ignore[misc]
def _is_alphanumeric(code: int) -> bool:
    return 48 <= code <= 57 or 65 <= code <= 90 or 97 <= code <= 122


@njit(cache=True)  # type: ignore[misc]
def _in_block(code: int) -> bool:
    """Whether jieba looks for words at this sign; at any other it cuts."""
    # # % & + - . _
    other = code == 35 or code == 37 or code == 38 or code == 43 or code == 45 or code == 46 or code == 95
    return 0x4E00 <= code <= 0x9FD5 or _is_alphanumeric(code) or other


@njit(cache=True)  # type: ignore[misc]
def _find(trie: Trie, codes: np.ndarray) -> float:
    """The value of a string, NaN where the trie holds none."""
    node = 0
    for code in codes:
        node = _step(trie.slots, node, code)
        if node == _NONE:
            return np.nan
    return trie.values[node]


@njit(cache=True)  # type: ignore[misc]
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
                node = _step(dictionary.slots, node, codes[x])
                if node == _NONE:
                    break
                x += 1
                weight = dictionary.values[node]
                if not np.isnan(weight):
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
    kept : ndarray of int64, shape (n_terms,)
        Column of each term among the selected ones, -1 for one left out.
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


class Lexicon(NamedTuple):
    """Dictionary terms with the columns of their measures, and what a selection keeps of these.

    Attributes
    ----------
    terms : Trie
    kept : ndarray of int64, shape (n_measures,)
    weight : float
    """

    terms: Trie
    kept: np.ndarray
    weight: float


@njit(cache=True)  # type: ignore[misc]
def count_texts(
    codes: np.ndarray,
    ends: np.ndarray,
    dictionary: Trie,
    log_total: float,
    places: Trie,
    mask: np.ndarray,
    words: Counter,
    characters: Counter,
    lexicon: Lexicon,
    log_counts: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rows of a CSR matrix from texts: words, runs of one to four characters and dictionary measures.

    Parameters
    ----------
    codes, ends
        As :func:`code_points` gives them.
    dictionary, log_total
        As for :func:`cut_words`.
    places : Trie
        Names that are replaced where they are a word, by the code points `mask`.
    words, characters, lexicon
        What is counted.
    log_counts : ndarray of float32
        1 + log(n) at each n, up to the longest text's length.

    Returns
    -------
    edges, columns, data
        The parts of the matrix.
    """
    n_texts, longest = len(ends) - 1, 0
    for text in range(n_texts):
        longest = max(longest, ends[text + 1] - ends[text])
    room = longest * max(1, len(mask))
    cuts, edges = np.empty(longest, dtype=np.int32), np.empty(longest, dtype=np.int32)
    masked, found = np.empty(room, dtype=np.uint32), np.empty(4 * room, dtype=np.int64)
    n_terms = max(len(words.idf), len(characters.idf))
    scratch = Scratch(
        np.zeros(n_terms, dtype=np.int32),
        np.zeros((n_terms >> 6) + 1, dtype=np.uint64),
        np.empty(4 * room, dtype=np.float32),
    )
    most = 5 * len(codes) * max(1, len(mask)) + n_texts * len(lexicon.kept)
    columns, data = np.empty(most, dtype=np.int32), np.empty(most)
    rows, size = np.zeros(n_texts + 1, dtype=np.int32), 0
    for text in range(n_texts):
        own = codes[ends[text] : ends[text + 1]]
        n_words = cut_words(own, dictionary, log_total, cuts)
        length = _mask(own, cuts[:n_words], places, mask, masked, edges)
        n_found = _find_words(masked, edges[:n_words], words.vocabulary, found)
        size = _weigh(found[:n_found], words, log_counts, scratch, columns, data, size)
        n_found = _find_runs(masked[:length], characters.vocabulary, found)
        size = _weigh(found[:n_found], characters, log_counts, scratch, columns, data, size)
        size = _count_terms(masked[:length], lexicon, columns, data, size)
        rows[text + 1] = size
    return rows, columns[:size].copy(), data[:size].copy()


@njit(cache=True)  # type: ignore[misc]
def _mask(
    codes: np.ndarray,
    cuts: np.ndarray,
    places: Trie,
    mask: np.ndarray,
    masked: np.ndarray,
    edges: np.ndarray,
) -> int:
    """Copy a text with `mask` in the place of places; `edges` gets the words' ends. Gives the new length."""
    length, start = 0, 0
    for word in range(len(cuts)):
        part = codes[start : cuts[word]]
        if len(mask) and not np.isnan(_find(places, part)):
            part = mask
        for code in part:
            masked[length] = code
            length += 1
        edges[word], start = length, cuts[word]
    return length


@njit(cache=True)  # type: ignore[misc]
def _find_words(codes: np.ndarray, edges: np.ndarray, vocabulary: Trie, found: np.ndarray) -> int:
    n_found, start = 0, 0
    for edge in edges:
        value = _find(vocabulary, codes[start:edge])
        if not np.isnan(value):
            found[n_found] = np.int64(value)
            n_found += 1
        start = edge
    return n_found


@njit(cache=True)  # type: ignore[misc]
def _find_runs(codes: np.ndarray, vocabulary: Trie, found: np.ndarray) -> int:
    """Columns of the runs of characters that the vocabulary holds."""
    n_found = 0
    for start in range(len(codes)):
        node = 0
        for i in range(start, len(codes)):  # the trie ends after four
            node = _step(vocabulary.slots, node, codes[i])
            if node == _NONE:
                break
            value = vocabulary.values[node]
            if not np.isnan(value):
                found[n_found] = np.int64(value)
                n_found += 1
    return n_found


@njit(cache=True)  # type: ignore[misc]
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
    for word in range((len(counter.idf) + 63) >> 6):  # terms in their order, without sorting
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


@njit(cache=True)  # type: ignore[misc]
def _count_terms(codes: np.ndarray, lexicon: Lexicon, columns: np.ndarray, data: np.ndarray, size: int) -> int:
    """Append log(1 + weighted count) of each measure's terms; at each place the longest term counts."""
    counts = np.zeros(len(lexicon.kept))
    for start in range(len(codes)):
        node, measure, length = 0, _NONE, 0
        for i in range(start, len(codes)):
            node = _step(lexicon.terms.slots, node, codes[i])
            if node == _NONE:
                break
            value = lexicon.terms.values[node]
            if i > start and not np.isnan(value):
                measure, length = np.int64(value), i + 1 - start
        if measure != _NONE:
            counts[measure] += length / 4
    for measure in range(len(counts)):
        if counts[measure] > 0 and lexicon.kept[measure] != _NONE:
            columns[size] = lexicon.kept[measure]
            data[size] = math.log1p(counts[measure]) * lexicon.weight
            size += 1
    return size
