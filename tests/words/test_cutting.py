"""Every way to cut gives jieba's words, or is not used."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.words import cutting
from analysis.words.cutting import (
    SWITCH,
    _compiled_cutter,
    _native_cutter,
    compiled,
    cut_plainly,
    cutter,
    native,
    plain_cutter,
)
from analysis.words.dictionary import tokenizer
from analysis.words.segment import segmenter


def as_jieba(text: str) -> list[str]:
    return list(tokenizer().cut(text, HMM=False))


CUTTERS = [
    cut_plainly,
    pytest.param(
        lambda text: _compiled_cutter()(text),
        marks=pytest.mark.skipif(not compiled(), reason="numba is not installed"),
        id="numba",
    ),
    pytest.param(
        lambda text: _native_cutter()(text),
        marks=pytest.mark.skipif(not native(), reason="rjieba is not installed"),
        id="rjieba",
    ),
]


@pytest.mark.parametrize("cut", CUTTERS)
def test_the_reports_are_cut_as_by_jieba(cut: Callable[[str], list[str]], reports: pd.DataFrame) -> None:
    for text in reports["text"]:
        body = segmenter().prepare(text)
        assert cut(body) == as_jieba(body)


WORDS = st.sampled_from(sorted(word for word, count in tokenizer().FREQ.items() if count)[::37])
SIGNS = st.text("aZ09.%-+#&_、。“é鿕鿖㐀\U00020000行的", max_size=4)


@pytest.mark.parametrize("cut", CUTTERS)
@settings(deadline=None, max_examples=300)
@given(st.lists(st.tuples(WORDS, st.integers(1, 9), SIGNS), max_size=12))
def test_any_text_is_cut_as_by_jieba(
    cut: Callable[[str], list[str]], parts: list[tuple[str, int, str]]
) -> None:
    text = "".join(word[:length] + signs for word, length, signs in parts)
    assert cut(text) == as_jieba(text)


@pytest.fixture
def anew() -> Iterator[None]:
    """What is known of the ways to cut is forgotten before and after."""
    native.cache_clear()
    compiled.cache_clear()
    yield
    native.cache_clear()
    compiled.cache_clear()


@pytest.mark.usefixtures("anew")
def test_a_quick_way_that_differs_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cutting, "find_spec", lambda name: name)
    monkeypatch.setattr(cutting, "_native_cutter", lambda _: list)
    monkeypatch.setattr(cutting, "_compiled_cutter", lambda _: list)
    assert (native(), compiled()) == (False, False)
    assert cutter() is plain_cutter()


@pytest.mark.usefixtures("anew")
def test_quick_ways_can_be_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SWITCH, "0")
    assert (native(), compiled()) == (False, False)
    assert cutter() is plain_cutter()


@pytest.mark.usefixtures("anew")
def test_rjieba_comes_before_numba_for_lists_of_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cutting, "native", lambda _: True)
    monkeypatch.setattr(cutting, "_native_cutter", lambda _: list)
    assert cutter() is list
