"""The long table of words has the words of the wide ones, with what the ranks are made of."""

from __future__ import annotations

import numpy as np
import pytest

import analysis as fz
from analysis.columns import COLUMNS
from analysis.topics.model import RANKINGS


def test_each_ranking_is_that_of_top_words(topics: fz.TopicModel) -> None:
    table = fz.topic_terms(topics, n=6)
    assert table.columns.tolist() == list(COLUMNS["topic terms"])
    for ranking in RANKINGS:
        own = table[table["ranking"] == ranking].pivot(index="topic", columns="rank", values="word")
        assert (own.to_numpy() == topics.top_words(6, ranking).to_numpy()).all()


def test_probability_and_exclusivity_are_those_of_the_topic(topics: fz.TopicModel) -> None:
    row = fz.topic_terms(topics).iloc[20]
    place, words = topics.words_.index(row["word"]), topics.topic_words_
    assert row["probability"] == words[row["topic"] - 1, place]
    np.testing.assert_allclose(row["exclusivity"], row["probability"] / words[:, place].sum())
    assert row["count"] == topics.word_totals_[place]


def test_no_words_are_refused(topics: fz.TopicModel) -> None:
    with pytest.raises(fz.InputError, match="n is 0; use a whole number of at least 1"):
        fz.topic_terms(topics, n=0)
