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
    _native_cutter,
    cut_plainly,
    cutter,
    log_weights,
    native,
    plain_cutter,
    quickest,
)
from analysis.words.dictionary import tokenizer
from analysis.words.resources import packaged
from analysis.words.segment import segmenter


def as_jieba(text: str) -> list[str]:
    return list(tokenizer().cut(text, HMM=False))


CUTTERS = [
    cut_plainly,
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
    yield
    native.cache_clear()


@pytest.mark.usefixtures("anew")
def test_a_quick_way_that_differs_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cutting, "find_spec", lambda name: name)
    monkeypatch.setattr(cutting, "_native_cutter", lambda _: list)
    assert not native()
    assert quickest() is plain_cutter()


@pytest.mark.usefixtures("anew")
def test_quick_ways_can_be_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SWITCH, "0")
    assert not native()
    assert quickest() is plain_cutter()


def test_the_first_texts_are_cut_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cutting, "PAYS", 12)
    monkeypatch.setattr(cutting, "quickest", lambda _: list)
    monkeypatch.setattr(cutting, "plain_cutter", lambda _: lambda body: [body])
    cutter.cache_clear()
    cut = cutter()
    found = ["|".join(cut(text)) for text in ("行政复议", "行政复核", "行政诉讼", "行政复议", "行政处罚")]
    cutter.cache_clear()
    assert found == ["行政复议", "行政复核", "行|政|诉|讼", "行政复议", "行|政|处|罚"]


def test_a_text_is_cut_once_and_no_caller_changes_another_s_words(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    monkeypatch.setattr(cutting, "plain_cutter", lambda _: lambda body: read.append(body) or [body])
    cutter.cache_clear()
    cut = cutter()
    cut("行政复议").append("。")
    assert cut("行政复议") == read == ["行政复议"]
    cutter.cache_clear()


def test_the_last_texts_are_remembered_but_no_long_one(monkeypatch: pytest.MonkeyPatch) -> None:
    cut_anew: list[str] = []
    monkeypatch.setattr(cutting, "plain_cutter", lambda _: lambda body: cut_anew.append(body) or [body])
    cutter.cache_clear()
    cut = cutter()
    short, long = "行政复议", "行" * (cutting.LONGEST + 1)
    assert [cut(body) for body in (short, long, short, long)] == [[short], [long], [short], [long]]
    cutter.cache_clear()
    assert cut_anew == [short, long, long]


@pytest.mark.parametrize("damage", [None, "flipped", "cut", "folder"])
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
    elif damage == "folder":
        file.unlink()
        file.mkdir()
    assert (kept.kept_weights(packaged()) is None) == bool(damage)
    log_weights.cache_clear()
    assert log_weights() == built
    assert list(tmp_path.iterdir()) == [file]
    assert damage == "folder" or file.read_bytes() == whole
    log_weights.cache_clear()


def test_other_lists_than_the_package_s_are_not_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(kept, "_FOLDER", tmp_path)
    kept.keep_weights(replace(packaged(), stop_words="的"), {"": 0.0})
    assert list(tmp_path.iterdir()) == []
