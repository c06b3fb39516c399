"""Segmented text, dictionary counts and the union of features."""

from __future__ import annotations

import math
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.base import clone

import analysis as fz
from analysis.text import is_western, plain, words_apart
from analysis.words.features import (
    LexiconCounts,
    find_terms,
    join_words,
    measure_order,
    segment_texts,
    split_words,
    term_lengths,
    text_features,
)

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


TERMS = {"行政": "26", "行政复议": "33", "复议": "34", "清单": "2"}


@pytest.mark.parametrize(
    ("text", "weights"),
    [
        (
            "行政复议",
            {"33": 4 / 4, "34": 2 / 4},
        ),  # the longest of those that begin together; one that begins later
        ("行政机关", {"26": 2 / 4}),
        ("行政、行政", {"26": 4 / 4}),
        ("清单和复议", {"2": 2 / 4, "34": 2 / 4}),
        ("政府", {}),
        ("行", {}),
        ("", {}),
    ],
)
def test_terms_weigh_by_length_and_the_longest_wins_its_place(text: str, weights: dict[str, float]) -> None:
    assert find_terms(text, TERMS, term_lengths(TERMS)) == weights


def test_dictionary_columns_are_the_measures_of_the_dictionary() -> None:
    counts = LexiconCounts()
    names = counts.get_feature_names_out().tolist()
    assert set(names) == set(fz.load_lexicon()["measure"].dropna())
    assert counts.fit([]).transform(segment_texts(["公开", "审计"])).shape == (2, len(names))


def test_a_term_counts_in_the_column_of_its_measure() -> None:
    lexicon = fz.load_lexicon().set_index("term")
    names = LexiconCounts().get_feature_names_out().tolist()
    row = LexiconCounts().transform(segment_texts(["信访"])).toarray()[0]
    assert lexicon.at["信访", "measure"] == "36"
    assert row[names.index("36")] == pytest.approx(math.log1p(2 / 4))
    assert np.count_nonzero(row) == 1


@pytest.mark.parametrize("text", ["", "天气晴朗", "12345", "no Chinese"])
def test_a_text_without_terms_has_zeros(text: str) -> None:
    assert LexiconCounts().transform(segment_texts([text])).nnz == 0


def test_no_texts_give_no_rows() -> None:
    assert LexiconCounts().transform([]).shape == (0, len(LexiconCounts().get_feature_names_out()))


def test_dictionary_counts_clone_and_pickle() -> None:
    texts = segment_texts(["办理行政复议案件。"])
    # safe to unpickle: what this very line wrote
    for copy in (clone(LexiconCounts()), pickle.loads(pickle.dumps(LexiconCounts()))):
        assert (copy.transform(texts) != LexiconCounts().transform(texts)).nnz == 0


def test_measures_are_in_the_order_of_the_outline() -> None:
    measures = fz.load_taxonomy().measures.index.tolist()
    by_name = sorted(measures)  # "10" before "2"
    assert by_name != measures
    by_name.sort(key=measure_order)
    assert by_name == measures


@pytest.mark.parametrize(("rare", "seen"), [(True, True), (False, False)])
def test_what_occurs_once_counts_only_in_small_corpora(rare: bool, seen: bool) -> None:
    texts = segment_texts(["公开政府信息"] * 3 + ["开展审计监督"])
    features = text_features({"lexicon": 1.0}, rare=rare).fit(texts)
    assert ("words__审计监督" in set(features.get_feature_names_out())) is seen


def test_the_weight_of_the_dictionary_scales_its_columns_alone() -> None:
    texts = segment_texts(["办理行政复议案件", "公开政府信息"])
    single = text_features({"lexicon": 1.0}, rare=True).fit(texts)
    double = text_features({"lexicon": 2.0}, rare=True).fit(texts)
    own = np.array([name.startswith("lexicon__") for name in single.get_feature_names_out()])
    one, two = single.transform(texts).toarray(), double.transform(texts).toarray()
    assert own.any()
    assert one[:, own].any()
    np.testing.assert_allclose(two[:, own], 2 * one[:, own])
    np.testing.assert_array_equal(two[:, ~own], one[:, ~own])
