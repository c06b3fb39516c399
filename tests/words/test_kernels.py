"""The trie and what is found in it, and what is never built because a loop would follow it out of an array.

The cut and the counts are compared with their references in the next files.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import analysis as fz
from analysis.words.codes import code_points

kernels = pytest.importorskip("numba") and pytest.importorskip("analysis.words.kernels")

STRINGS = st.dictionaries(
    st.text("行政复议\U00020000a", min_size=1, max_size=5), st.integers(0, 99), max_size=30
)


@settings(deadline=None)
@given(STRINGS, st.lists(st.text("行政复议\U00020000a", max_size=6), max_size=20))
def test_a_trie_finds_what_it_was_built_from_and_nothing_else(
    strings: dict[str, int], asked: list[str]
) -> None:
    trie = kernels.build_trie(strings)
    for text in [*strings, *asked]:
        codes, _ = code_points([text])
        expected = strings.get(text, -1)
        assert (kernels._find(trie, codes) if text else -1) == expected


def test_a_trie_holds_numbers_of_any_type() -> None:
    trie = kernels.build_trie({"行": 0.25, "行政": 1.5}, dtype=float)
    assert trie.values.dtype == np.float64
    assert sorted(trie.values.tolist()) == [-1.0, 0.25, 1.5]


def test_a_large_trie_keeps_room_in_its_table() -> None:
    words = {f"{chr(0x4E00 + i % 5000)}{chr(0x4E00 + i // 50)}": i for i in range(50_000)}
    trie = kernels.build_trie(words)
    assert (trie.slots >= 0).sum() == len(trie.values) - 1 < 0.76 * len(trie.slots)
    assert all(kernels._find(trie, code_points([word])[0]) == words[word] for word in list(words)[::997])


# --- what would lead a loop out of its arrays ---

TERMS = {"行政": 0, "复议": 1, "行政复议": 2}
ONE = np.float32(1)


def counter(**given: object) -> object:
    parts = {"vocabulary": TERMS, "idf": np.ones(3, np.float32), "kept": np.array([1, -1, 0], np.int32)}
    return kernels.build_counter(**{**parts, **given}, weight=ONE)


@pytest.mark.parametrize(
    "given",
    [
        {"vocabulary": {**TERMS, "复议": 3}},
        {"vocabulary": {**TERMS, "复议": -1}},
        {"vocabulary": {**TERMS, "复议": 2**40}},
        {"vocabulary": {**TERMS, "": 1}},
        {"vocabulary": {**TERMS, "法": 1}},
        {"idf": np.ones(2, np.float32)},
        {"idf": np.ones(4, np.float32)},
        {"idf": np.ones((3, 1), np.float32)},
        {"idf": np.ones(3, np.float64)},
        {"kept": np.array([1, 0], np.int32)},
        {"kept": np.array([1, -1, 2], np.int32)},
        {"kept": np.array([1, -2, 0], np.int32)},
        {"kept": np.array([1, -1, 0], np.int64)},
    ],
    ids=lambda given: f"{next(iter(given))}",
)
def test_a_counter_that_points_beside_its_arrays_is_not_built(given: dict[str, object]) -> None:
    assert counter() is not None
    with pytest.raises(fz.InputError):
        counter(**given)


COLUMNS = st.lists(st.integers(-3, 6), min_size=1, max_size=5)


@given(COLUMNS, COLUMNS, st.integers(1, 6))
def test_whatever_is_built_leads_into_its_arrays(places: list[int], kept: list[int], n_idf: int) -> None:
    terms = {"行政复议"[: start + 1]: place for start, place in enumerate(places[:4])}
    columns = np.array(kept, dtype=np.int32)
    try:
        made = kernels.build_counter(terms, np.ones(n_idf, np.float32), columns, ONE)
    except fz.InputError:
        return
    trie, own = made[0], made.kept
    assert trie.values.max() < len(own)
    assert set(own[own >= 0]) <= set(range((own >= 0).sum()))
    assert own.min() >= -1
    nodes = trie.slots[trie.slots >= 0] & kernels._LAST
    assert nodes.max() < len(trie.values)
    assert trie.first.max() < len(trie.values)


@pytest.mark.parametrize(
    ("words", "dtype"),
    [
        ({"行": -1}, np.int32),
        ({"行": 2**31}, np.int32),
        ({"行": 0.5}, np.int32),
        ({"行": float("nan")}, float),
        ({"行": float("inf")}, float),
        ({"行": "1"}, np.int32),
        ({"": 1}, np.int32),
    ],
)
def test_a_trie_of_values_that_are_none_is_not_built(words: dict[str, float], dtype: type) -> None:
    with pytest.raises(fz.InputError, match=r"^dictionary holds"):
        kernels.build_trie(words, dtype=dtype)


def test_a_trie_with_more_nodes_than_its_integers_can_number_is_not_built() -> None:
    words = {f"{chr(0x4E00 + i)}{chr(0x4E00 + j)}行政复议": 1 for i in range(750) for j in range(750)}
    with pytest.raises(fz.InputError, match="needs more than 2,097,151 nodes"):
        kernels.build_trie(words)
