"""A new year moves no old topic, and what is new in it is measured and found."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import analysis as fz

from .planted import APPROVALS, DISPUTES, NEW, Planted, make_paragraphs, pair_with_planted


@pytest.fixture(scope="module")
def old(simulated: Planted) -> pd.DataFrame:
    return simulated.paragraphs[simulated.paragraphs["year"] < 2020]


@pytest.fixture(scope="module")
def new(simulated: Planted) -> pd.DataFrame:
    return simulated.paragraphs[simulated.paragraphs["year"] >= 2020]


@pytest.fixture(scope="module")
def nine(old: pd.DataFrame) -> fz.TopicModel:
    return fz.TopicModel(n_topics=9, random_state=0).fit(old)


@pytest.fixture(scope="module")
def updated(nine: fz.TopicModel, new: pd.DataFrame) -> fz.TopicModel:
    return fz.update_topics(nine, new, n_new=1)


def test_old_topics_keep_their_numbers_and_words(nine: fz.TopicModel, updated: fz.TopicModel) -> None:
    pairs = fz.align_topics(nine, updated).query("matched")
    assert (pairs["topic_a"] == pairs["topic_b"]).all()
    assert len(pairs) == 9
    assert pairs["overlap"].mean() >= 0.8
    assert updated.anchors_ == {topic: f"topic {topic}" for topic in range(1, 10)}


def test_the_topic_of_2020_is_the_new_one(
    simulated: Planted, updated: fz.TopicModel, old: pd.DataFrame
) -> None:
    order, overlap = pair_with_planted(updated.top_words(10, "probability"), simulated)
    assert order[NEW] == 9
    assert overlap[NEW] >= 0.8
    early = fz.topic_shares(updated, old, refits=0)
    assert early.loc[early["topic"] == 10, "share"].max() < 0.01
    late = fz.topic_shares(updated, simulated.paragraphs, refits=0).query("topic == 10 and year >= 2020")
    assert (late["share"] > 0.05).all()


def test_the_model_given_is_not_changed(nine: fz.TopicModel, new: pd.DataFrame) -> None:
    before = nine.parameters_.copy(), list(nine.words_)
    fz.update_topics(nine, new, n_new=0)
    np.testing.assert_array_equal(nine.parameters_, before[0])
    assert nine.words_ == before[1]


def test_years_with_the_new_topic_are_explained_worse(
    nine: fz.TopicModel, simulated: Planted, old: pd.DataFrame, updated: fz.TopicModel
) -> None:
    table = fz.topic_fit(nine, simulated.paragraphs, old).set_index("year")
    assert table.index.tolist() == list(range(2017, 2023))
    known, strange = table.loc[:2019], table.loc[2020:]
    assert known["unknown"].max() < 0.01
    assert strange["unknown"].min() > 0.05
    np.testing.assert_allclose(known["poor"].mean(), 0.05, atol=0.01)
    assert strange["log_likelihood"].mean() < known["log_likelihood"].mean()
    assert (table["n_words"] == table["n_paragraphs"] * 30).all()
    again = fz.topic_fit(updated, simulated.paragraphs, simulated.paragraphs).set_index("year")
    assert again["unknown"].max() < 0.01
    assert again.loc[2020:, "poor"].max() < strange["poor"].max() + 0.05


def test_paragraphs_unlike_the_reference_are_poor() -> None:
    rows = [("a", 2019, DISPUTES * 4), ("b", 2019, APPROVALS * 4)] * 10
    reference = make_paragraphs(rows)
    topics = fz.TopicModel(2, min_reports=1).fit(reference)
    both = make_paragraphs([("c", 2020, (DISPUTES + APPROVALS) * 2)] * 5)
    table = fz.topic_fit(topics, both, reference)
    assert table.loc[0, "poor"] == 1.0
    assert table.loc[0, "unknown"] == 0.0


def test_what_will_not_do_is_refused(nine: fz.TopicModel, new: pd.DataFrame) -> None:
    with pytest.raises(fz.InputError, match="n_new is -1; use a whole number from 0"):
        fz.update_topics(nine, new, n_new=-1)
    with pytest.raises(fz.InputError, match="weight is 0; use a number above 0"):
        fz.update_topics(nine, new, weight=0)
    with pytest.raises(fz.InputError, match="reference has no paragraph of 10 known words"):
        fz.topic_fit(nine, new, make_paragraphs([("x", 2019, "天气晴朗。")]))
    with pytest.raises(fz.InputError, match="was not fitted"):
        fz.update_topics(fz.TopicModel(), new)
