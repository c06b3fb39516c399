"""The trie and what is found in it, and what is never built because a loop would follow it out of an array.

The counts are compared with scikit-learn's in another file.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import analysis as fz
from analysis.words.codes import code_points

kernels = pytest.importorskip("numba") and pytest.importorskip("analysis.words.kernels")

STRINGS = st.sets(st.text("行政复议\U00020000a", min_size=1, max_size=5), max_size=30)


def node_of(trie: object, text: str) -> int:
    node = 0
    for code in code_points([text])[0]:
        node = kernels._step(trie, node, code)
        if node < 0:
            break
    return node


@settings(deadline=None)
@given(STRINGS, st.lists(st.text("行政复议\U00020000a", min_size=1, max_size=6), max_size=20))
def test_a_trie_leads_along_what_it_was_built_from_and_nowhere_else(
    strings: set[str], asked: list[str]
) -> None:
    trie, nodes = kernels.build_trie(strings)
    assert [node_of(trie, text) for text in strings] == nodes.tolist()
    for text in asked:
        assert (node_of(trie, text) > 0) == any(string.startswith(text) for string in strings)


def test_a_large_trie_keeps_room_in_its_table() -> None:
    words = [f"{chr(0x4E00 + i % 5000)}{chr(0x4E00 + i // 50)}" for i in range(50_000)]
    trie, nodes = kernels.build_trie(words)
    assert (trie.slots >= 0).sum() < 0.76 * len(trie.slots)
    assert [node_of(trie, word) for word in words[::997]] == nodes[::997].tolist()


# --- what would lead a loop out of its arrays ---

RUNS = {"行政": 0, "复议": 1, "行政复议": 2}
ONE = np.float32(1)


def counter(**given: object) -> object:
    parts = {"runs": RUNS, "idf": np.ones(3, np.float32), "columns": np.array([1, -1, 0], np.int32)}
    return kernels.build_counter(**{**parts, **given}, factor=ONE)


@pytest.mark.parametrize(
    "given",
    [
        {"runs": {**RUNS, "复议": 3}},
        {"runs": {**RUNS, "复议": 2}},
        {"runs": {**RUNS, "复议": -1}},
        {"runs": {**RUNS, "复议": 2**40}},
        {"runs": {"行政": 0, "复议": 1, "": 2}},
        {"runs": {**RUNS, "法": 1}},
        {"idf": np.ones(2, np.float32)},
        {"idf": np.ones(4, np.float32)},
        {"idf": np.ones((3, 1), np.float32)},
        {"idf": np.ones(3, np.float64)},
        {"columns": np.array([1, 0], np.int32)},
        {"columns": np.array([1, -1, 2], np.int32)},
        {"columns": np.array([1, -2, 0], np.int32)},
        {"columns": np.array([1, -1, 0], np.int64)},
    ],
    ids=lambda given: f"{next(iter(given))}",
)
def test_a_counter_that_points_beside_its_arrays_is_not_built(given: dict[str, object]) -> None:
    assert counter() is not None
    with pytest.raises(fz.InputError):
        counter(**given)


COLUMNS = st.lists(st.integers(-3, 6), min_size=1, max_size=5)


@given(st.permutations(range(4)) | COLUMNS, COLUMNS, st.integers(1, 6))
def test_whatever_is_built_leads_into_its_arrays(places: list[int], columns: list[int], n_idf: int) -> None:
    runs = {"行政复议"[: start + 1]: place for start, place in enumerate(places[:4])}
    try:
        made = kernels.build_counter(runs, np.ones(n_idf, np.float32), np.array(columns, np.int32), ONE)
    except fz.InputError:
        return
    trie, own = made.trie, made.columns
    assert len(own) == len(made.idf)
    assert set(own[own >= 0]) <= set(range((own >= 0).sum()))
    assert own.min() >= -1
    assert (trie.slots[trie.slots >= 0] & kernels._LAST).max() < len(own)
    assert trie.first.max() < len(own)


def test_a_trie_with_more_nodes_than_its_integers_can_number_is_not_built() -> None:
    words = [f"{chr(0x4E00 + i)}{chr(0x4E00 + j)}行政复议" for i in range(750) for j in range(750)]
    with pytest.raises(fz.InputError, match="has runs of more than 2,097,151 nodes"):
        kernels.build_trie(words)
