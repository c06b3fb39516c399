"""Segmented text, dictionary counts and the union of features."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import analysis as fz
from analysis.text import is_western, plain, words_apart
from analysis.words.features import text_features
from analysis.words.segmented import join_words, measure_order, segment_texts, split_words

OFFICIAL_TEXT = st.lists(
    st.sampled_from(
        ["行政复议", "伊春市", "12", "３.5%", "审批", "、", "。", " ", "\n", "双随机、一公开", "Abc", "法"]
    ),
    max_size=15,
).map("".join)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("办理案件12件。", "办理案件3,456件。"),
        ("办理案件12件。", "办理案件１２件。"),
        ("合格率98.5%。", "合格率7%。"),
        ("伊春市加强审计监督。", "连云港市加强审计监督。"),
        ("加强 审计\n监督。", "加强审计监督。"),
        ("加强审计监督(试行)", "加强审计监督（试行）"),
    ],
)
def test_figures_places_and_spacing_make_no_difference(one: str, other: str) -> None:
    assert segment_texts([one]) == segment_texts([other])


@pytest.mark.parametrize(
    ("one", "other"), [("加强审计监督。", "加强人大监督。"), ("制定规章。", "废止规章。")]
)
def test_other_words_make_a_difference(one: str, other: str) -> None:
    assert segment_texts([one]) != segment_texts([other])


@pytest.mark.parametrize("term", ["行政复议", "双随机、一公开", "权力清单", "行政应诉"])
def test_dictionary_terms_are_whole_words(term: str) -> None:
    (segmented,) = segment_texts([f"本年度{term}有进展。"])
    cut = term.replace("、", "")
    assert cut in segmented.split(" ")


@given(OFFICIAL_TEXT)
def test_segmenting_neither_adds_nor_drops_but_masks(text: str) -> None:
    (segmented,) = segment_texts([text])
    masked = join_words(segmented)
    assert " " not in masked
    assert not any(sign in masked for sign in "123456789")
    kept = [char for char in masked if char not in "0某地"]
    read = (
        words_apart(text) if is_western(text) else text
    )  # words of another script stay apart, in small letters
    source = iter(plain(read))
    assert all(char in source for char in kept)  # in the same order


@pytest.mark.parametrize(
    ("segmented", "words"),
    [
        ("加强 行政复议 工作 。", ["加强", "行政复议", "工作"]),
        ("0 件 ； ( 试行 )", ["0", "件", "试行"]),
        ("", []),
        ("。 、 “ ”", []),
    ],
)
def test_words_are_what_is_not_punctuation(segmented: str, words: list[str]) -> None:
    assert split_words(segmented) == words


def test_measures_are_in_the_order_of_the_outline() -> None:
    measures = fz.load_taxonomy().measures.index.tolist()
    by_name = sorted(measures)  # "10" before "2"
    assert by_name != measures
    by_name.sort(key=measure_order)
    assert by_name == measures


@pytest.mark.parametrize(("rare", "seen"), [(True, True), (False, False)])
def test_what_occurs_once_counts_only_in_small_corpora(rare: bool, seen: bool) -> None:
    texts = segment_texts(["公开政府信息"] * 3 + ["开展审计监督"])
    features = text_features({}, rare=rare).fit(texts)
    assert ("words__审计监督" in set(features.get_feature_names_out())) is seen


def test_the_weight_of_words_scales_their_columns_alone() -> None:
    texts = segment_texts(["办理行政复议案件", "公开政府信息"])
    single, double = (text_features({"words": weight}, rare=True).fit(texts) for weight in (1.0, 2.0))
    own = np.array([name.startswith("words__") for name in single.get_feature_names_out()])
    one, two = single.transform(texts).toarray(), double.transform(texts).toarray()
    assert own.any()
    assert not own.all()
    np.testing.assert_allclose(two[:, own], 2 * one[:, own])
    np.testing.assert_array_equal(two[:, ~own], one[:, ~own])
