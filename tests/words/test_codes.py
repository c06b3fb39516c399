"""Code points of texts, and texts in batches."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from analysis.words.codes import batches, code_points

TEXTS = st.lists(st.text(max_size=8), max_size=8)


@given(TEXTS)
def test_texts_come_back_from_their_code_points(texts: list[str]) -> None:
    codes, ends = code_points(texts)
    back = ["".join(map(chr, codes[a:b])) for a, b in pairwise(ends)]
    assert back == texts


@given(TEXTS, st.integers(1, 20))
def test_batches_hold_every_text_once_in_order_and_keep_their_size(texts: list[str], size: int) -> None:
    parts = list(batches(texts, size))
    assert [text for part in parts for text in part] == texts
    assert all(len(part) == 1 or sum(map(len, part)) <= size for part in parts)
