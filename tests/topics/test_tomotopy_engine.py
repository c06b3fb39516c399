"""The optional engine passes the tests of the other one."""

from __future__ import annotations

import importlib.util
import sys

import numpy as np
import pandas as pd
import pytest

import analysis as fz

from .planted import APPROVALS, DISPUTES, Planted, make_paragraphs, pair_with_planted

installed = pytest.mark.skipif(importlib.util.find_spec("tomotopy") is None, reason="tomotopy is optional")


@installed
def test_planted_topics_are_found_twice_the_same(simulated: Planted) -> None:
    one, two = (
        fz.TopicModel(10, random_state=0, engine="tomotopy").fit(simulated.paragraphs) for _ in range(2)
    )
    np.testing.assert_array_equal(one.parameters_, two.parameters_)
    _, overlap = pair_with_planted(one.top_words(10), simulated)
    assert overlap.mean() >= 0.8


@installed
def test_weights_shares_and_order_are_as_with_gensim(planted: pd.DataFrame, two: fz.TopicModel) -> None:
    gibbs = fz.TopicModel(2, random_state=1, engine="tomotopy").fit(planted)
    pairs = fz.align_topics(two, gibbs).query("matched")
    assert (pairs["overlap"] == 1).all()
    order = pairs.set_index("topic_a")["topic_b"].loc[[1, 2]].to_numpy()
    weights = gibbs.transform(planted)[order].to_numpy()
    np.testing.assert_allclose(weights, two.transform(planted), atol=0.02)
    shares = fz.topic_shares(gibbs, planted)
    assert shares["low"].notna().all()


@installed
def test_anchors_hold(paragraphs: pd.DataFrame) -> None:
    topics = fz.anchored_topics(paragraphs, n_free=2, engine="tomotopy")
    assert "行政复议" in topics.top_words(10).loc[6].tolist()


@installed
def test_a_word_of_no_paragraph_keeps_its_prior() -> None:
    rows = [("a", 2019, DISPUTES), ("b", 2019, APPROVALS)]
    topics = fz.TopicModel(2, engine="tomotopy", passes=20, min_reports=1).fit(make_paragraphs(rows))
    np.testing.assert_allclose(topics.parameters_.sum(), 10 + 0.5 * 2 * 10, rtol=1e-5)


def test_an_engine_that_is_not_installed_is_named(
    planted: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "tomotopy", None)
    with pytest.raises(
        fz.InputError, match="engine is 'tomotopy', which is not installed; install it with pip"
    ):
        fz.TopicModel(2, engine="tomotopy").fit(planted)
