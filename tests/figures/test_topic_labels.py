"""Labels of topics: the number first, words that no other topic has, glosses in English."""

from __future__ import annotations

import pandas as pd
import pytest

import analysis as fz
from analysis.figures.topic_labels import topic_labels

WORDS = pd.DataFrame(
    [["行政复议", "应诉", "信访"], ["行政复议", "应诉", "调解"], ["执法", "监督", None]],
    index=pd.RangeIndex(1, 4, name="topic"),
    columns=[1, 2, 3],
)


def test_the_number_comes_first_and_no_two_topics_have_the_same_words() -> None:
    assert topic_labels([1, 2, 3], WORDS, 2, lang="zh") == [
        "1  行政复议、应诉", "2  行政复议、调解", "3  执法、监督",
    ]  # fmt: skip
    assert topic_labels([7], None, 2, lang="zh") == ["7"]


def test_english_figures_say_what_words_mean() -> None:
    own = pd.DataFrame({"term": ["应诉"], "gloss": ["responding to suits"]})
    two = topic_labels([1], WORDS, 2, lang="en", terms=own, width=60)
    assert two == ["1  行政复议, 应诉\nadministrative reconsideration; responding to suits"]
    flat = topic_labels([1], WORDS, 2, lang="en", terms=own, width=36, flat=True)
    assert flat == ["1  行政复议, 应诉 (administrative reconsideration; ...)"]
    assert topic_labels([1], WORDS, 2, lang="en", terms=own, width=0) == ["1  行政复议, 应诉"]
    assert topic_labels([1], WORDS, 2, lang="zh", terms=own) == ["1  行政复议、应诉"]


def test_own_labels_go_before_words_and_must_differ() -> None:
    labels = pd.DataFrame({"topic": [2, 3], "label": ["复议与调解", None]})
    assert topic_labels([2, 3], WORDS, 1, lang="zh", labels=labels) == ["2  复议与调解", "3  执法"]
    with pytest.raises(fz.InputError, match=r"labels have '同' twice; give each topic a label of its own"):
        topic_labels([1], WORDS, 1, lang="zh", labels=pd.DataFrame({"topic": [1, 2], "label": ["同", "同"]}))
