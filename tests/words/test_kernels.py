"""The trie and what is found in it; the cut and the counts are compared with their references in the next files."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
