"""Names of places are masked where cutting the whole text would make words of them, and nowhere else."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.words import places
from analysis.words.dictionary import place_names
from analysis.words.segment import segmenter

NAMES = st.sampled_from(sorted(place_names(segmenter().resources))[::29])
WORDS = st.sampled_from(
    ["政府", "市", "和平", "长安", "行政复议", "12345热线", "、", "。", "A", "7", "\U00020000", ""]
)


@settings(deadline=None, max_examples=300)
@given(st.lists(st.lists(NAMES | WORDS, max_size=8).map("".join), max_size=4))
def test_texts_are_masked_as_if_all_were_cut(texts: list[str]) -> None:
    assert segmenter().masked(texts) == ["".join(segmenter().cut(text)) for text in texts]


def test_the_reports_are_masked_as_if_all_were_cut(reports: pd.DataFrame) -> None:
    lines = [line for text in reports["text"] for line in text.splitlines()]
    masked = segmenter().masked(lines)
    assert masked == ["".join(segmenter().cut(line)) for line in lines]
    assert sum("某地" in line for line in masked) > 20


def test_without_masks_a_text_is_what_is_prepared() -> None:
    assert segmenter(False).masked(["伊春市 2017 年"]) == ["伊春市2017年"]


def test_only_what_may_hold_a_name_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    cut: list[str] = []
    monkeypatch.setattr(places, "cutter", lambda _: lambda body: cut.append(body) or [body])
    segmenter().masked(["加强行政执法监督。", "加强监督，伊春市政府办理案件。"])
    assert cut == ["伊春市政府办理案件"]
