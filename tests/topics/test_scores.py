"""Scores of topics, on counts small enough to reckon by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp

import analysis as fz
from analysis.topics.scores import coherence, completion, exclusivity
from analysis.topics.words import Bags


@pytest.fixture
def model() -> fz.TopicModel:
    topics = fz.TopicModel(n_topics=2)
    topics.words_ = ["a", "b", "c", "d"]
    topics.parameters_ = np.array([[80.0, 60.0, 40.0, 20.0], [20.0, 20.0, 80.0, 80.0]])
    topics.alpha_ = np.full(2, 0.5)
    return topics


def bags(rows: list[list[int]]) -> Bags:
    units = pd.DataFrame({"paragraph_id": [f"p{number}" for number in range(len(rows))]})
    return Bags(
        ["a", "b", "c", "d"], sp.csr_matrix(np.array(rows, dtype=np.int32)), units, np.zeros(len(rows))
    )


def test_coherence_by_hand(model: fz.TopicModel) -> None:
    own = bags([[1, 1, 0, 0], [2, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 3]])
    # a and b always together in half of the paragraphs: 1; c and d never: -1
    assert coherence(model, own, n=2) == pytest.approx(0.0)
    mixed = bags([[1, 1, 0, 0], [1, 0, 0, 0], [0, 1, 1, 1], [0, 0, 1, 1]])
    pair = np.log(0.25 / (0.5 * 0.5)) / -np.log(0.25)
    assert coherence(model, mixed, n=2) == pytest.approx((pair + 1) / 2)


def test_exclusivity_by_hand(model: fz.TopicModel) -> None:
    # first topic: a .4 of .5, b .3 of .4; second: c .4 of .6, d .4 of .5
    assert exclusivity(model, n=2) == pytest.approx(np.mean([0.8, 0.75, 2 / 3, 0.8]))


def test_completion_is_the_likelihood_of_the_words_left_out(model: fz.TopicModel) -> None:
    own = bags([[400, 0, 0, 0], [0, 0, 0, 400], [0, 0, 0, 0]])
    logs, words = completion(model, own, np.random.default_rng(0))
    assert words[:2] == pytest.approx([200, 200], abs=40)
    assert words[2] == logs[2] == 0
    # 200 times "a" leave no doubt about the topic, in which "a" has .4
    np.testing.assert_allclose(logs[:2] / words[:2], np.log(0.4), atol=0.01)
