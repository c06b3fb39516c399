"""Topics are paired with their counterparts, and those that do not come back are called unstable."""

from __future__ import annotations

import copy

import numpy as np
import pandas as pd
import pytest

import analysis as fz

from .planted import Planted


def shuffled(topics: fz.TopicModel, order: list[int]) -> fz.TopicModel:
    other = copy.copy(topics)
    other.parameters_, other.prior_ = topics.parameters_[order], topics.prior_[order]
    return other


def test_a_model_is_aligned_with_itself_in_another_order(ten: fz.TopicModel) -> None:
    order = [3, 1, 4, 0, 5, 9, 2, 6, 8, 7]
    table = fz.align_topics(ten, shuffled(ten, order))
    assert len(table) == 100
    pairs = table[table["matched"]].set_index("topic_a")
    assert pairs["topic_b"].to_dict() == {topic + 1: place + 1 for place, topic in enumerate(order)}
    assert (pairs["overlap"] == 1).all()
    np.testing.assert_allclose(pairs["similarity"], 1)
    assert table["overlap"].between(0, 1).all()


def test_vocabularies_may_differ(ten: fz.TopicModel) -> None:
    other = copy.copy(ten)
    kept = np.arange(1, len(ten.words_))  # one word fewer, and in another order
    other.words_ = [ten.words_[place] for place in kept[::-1]]
    other.parameters_ = ten.parameters_[:, kept[::-1]]
    table = fz.align_topics(ten, other)
    pairs = table[table["matched"]]
    assert (pairs["topic_a"] == pairs["topic_b"]).all()
    assert pairs["overlap"].mean() > 0.95


def test_topics_without_a_counterpart_stand_alone(ten: fz.TopicModel) -> None:
    other = copy.copy(ten)
    other.parameters_ = ten.parameters_.copy()
    other.words_ = [f"{word}x" for word in ten.words_]
    assert not fz.align_topics(ten, other)["matched"].any()


def test_refits_have_the_numbers_of_the_model(simulated: Planted, ten: fz.TopicModel) -> None:
    (refit,) = fz.refit_topics(ten, simulated.paragraphs, n_seeds=1, random_state=3)
    pairs = fz.align_topics(ten, refit).query("matched")
    assert (pairs["topic_a"] == pairs["topic_b"]).all()
    (again,) = fz.refit_topics(ten, simulated.paragraphs, n_seeds=1, random_state=3)
    np.testing.assert_array_equal(again.parameters_, refit.parameters_)


def test_a_topic_that_does_not_come_back_is_unstable(simulated: Planted, ten: fz.TopicModel) -> None:
    table = fz.topic_stability(ten, simulated.paragraphs, n_seeds=2)
    assert table["topic"].tolist() == list(range(1, 11))
    assert table["stable"].sum() >= 8
    noise = copy.copy(ten)
    noise.parameters_ = ten.parameters_.copy()
    noise.parameters_[4] = np.random.default_rng(0).permutation(ten.parameters_.sum(axis=0))
    flagged = fz.topic_stability(noise, simulated.paragraphs, n_seeds=2).set_index("topic")
    assert not flagged.loc[5, "stable"]
    assert flagged.loc[5, "overlap"] < 0.5


@pytest.mark.slow
def test_ten_seeds_on_500_simulated_reports_agree() -> None:
    from .planted import plant_topics

    planted = plant_topics(n_reports=84)  # 504 reports
    topics = fz.TopicModel(n_topics=10, random_state=0).fit(planted.paragraphs)
    table = fz.topic_stability(topics, planted.paragraphs, n_seeds=10)
    assert table["overlap"].mean() >= 0.8


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"n_seeds": 0}, "n_seeds is 0; use a whole number of at least 1"),
        ({"subsample": 0.0}, "subsample is 0.0; give a share above 0 and up to 1"),
        ({"subsample": 1.5}, "subsample is 1.5; give a share above 0 and up to 1"),
    ],
)
def test_wrong_numbers_are_refused(
    planted: pd.DataFrame, two: fz.TopicModel, options: dict[str, float], message: str
) -> None:
    with pytest.raises(fz.InputError, match=message):
        fz.topic_stability(two, planted, **options)


def test_other_paragraphs_are_refused(planted: pd.DataFrame, two: fz.TopicModel) -> None:
    with pytest.raises(fz.InputError, match="are not those the topics were fitted on"):
        fz.topic_stability(two, planted.head(5))
