"""Every way to cut gives jieba's words, or is not used."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.words import cutting, kept
from analysis.words.cutting import (
    SWITCH,
    _compiled_cutter,
    _native_cutter,
    compiled,
    compiled_dictionary,
    cut_plainly,
    cutter,
    log_weights,
    native,
    pays,
    plain_cutter,
    quickest,
)
from analysis.words.dictionary import tokenizer
from analysis.words.kept import keep_dictionary, kept_dictionary
from analysis.words.resources import packaged
from analysis.words.segment import segmenter

needs_numba = pytest.mark.skipif(not compiled(), reason="numba is not installed")


def as_jieba(text: str) -> list[str]:
    return list(tokenizer().cut(text, HMM=False))


CUTTERS = [
    cut_plainly,
    pytest.param(
        lambda text: _compiled_cutter()(text),
        marks=needs_numba,
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
    ways = (native, compiled, compiled_dictionary, kept_dictionary)
    for way in ways:
        way.cache_clear()
    yield
    for way in ways:
        way.cache_clear()


@pytest.mark.usefixtures("anew")
def test_a_quick_way_that_differs_is_left_out_and_not_kept(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(kept, "_FOLDER", tmp_path)
    monkeypatch.setattr(cutting, "find_spec", lambda name: name)
    monkeypatch.setattr(cutting, "_native_cutter", lambda _: list)
    monkeypatch.setattr(cutting, "_compiled_cutter", lambda _: list)
    assert (native(), compiled()) == (False, False)
    assert quickest() is plain_cutter()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("anew")
def test_quick_ways_can_be_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SWITCH, "0")
    assert (native(), compiled()) == (False, False)
    assert quickest() is plain_cutter()


def test_the_first_texts_are_cut_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cutting._Effort, "characters", 0)
    monkeypatch.setattr(cutting, "PAYS", 12)
    monkeypatch.setattr(cutting, "quickest", lambda _: list)
    monkeypatch.setattr(cutting, "plain_cutter", lambda _: lambda body: [body])
    cutter.cache_clear()
    cut = cutter()
    found = ["|".join(cut("行政复议")) for _ in range(4)]
    cutter.cache_clear()
    assert found == ["行政复议"] * 2 + ["行|政|复|议"] * 2


def test_what_others_have_read_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cutting._Effort, "characters", 0)
    monkeypatch.setattr(cutting, "PAYS", 10)
    assert [pays(6), pays(3), pays(1), pays(0)] == [False, False, True, True]


@pytest.mark.parametrize("damage", [None, "flipped", "cut"])
def test_kept_weights_are_those_of_the_dictionary(
    damage: str | None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(kept, "_FOLDER", tmp_path)
    log_weights.cache_clear()
    built = log_weights()
    (file,) = tmp_path.iterdir()
    whole = file.read_bytes()
    if damage == "flipped":
        file.write_bytes(whole[:500_000] + bytes([whole[500_000] ^ 1]) + whole[500_001:])
    elif damage == "cut":
        file.write_bytes(whole[:-100])
    assert (kept.kept_weights(packaged()) is None) == bool(damage)
    log_weights.cache_clear()
    assert log_weights() == built
    assert list(tmp_path.iterdir()) == [file]
    assert file.read_bytes() == whole
    log_weights.cache_clear()


@pytest.mark.usefixtures("anew")
def test_rjieba_comes_before_numba_for_lists_of_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cutting, "native", lambda _: True)
    monkeypatch.setattr(cutting, "_native_cutter", lambda _: list)
    assert quickest() is list


@needs_numba
@pytest.mark.usefixtures("anew")
@pytest.mark.parametrize("damage", [None, "flipped", "cut", "folder"])
def test_what_is_kept_is_the_dictionary_as_built_and_damage_builds_it_again(
    damage: str | None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(kept, "_FOLDER", tmp_path)
    built = compiled_dictionary()
    assert kept_dictionary() is None
    keep_dictionary(packaged(), *built)
    (file,) = tmp_path.iterdir()
    whole = file.read_bytes()
    if damage == "flipped":
        file.write_bytes(whole[:500_000] + bytes([whole[500_000] ^ 1]) + whole[500_001:])
    elif damage == "cut":
        file.write_bytes(whole[:-100])
    elif damage == "folder":
        file.unlink()
        file.mkdir()
    kept_dictionary.cache_clear()
    found = kept_dictionary()
    if damage:
        assert found is None
        return
    assert found is not None
    assert found[1] == built[1]
    assert all((own == then).all() for own, then in zip(found[0], built[0], strict=True))


@needs_numba
def test_other_lists_than_the_package_s_are_not_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(kept, "_FOLDER", tmp_path)
    keep_dictionary(replace(packaged(), stop_words="的"), *compiled_dictionary())
    assert list(tmp_path.iterdir()) == []
