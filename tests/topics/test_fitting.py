"""The start gathers like paragraphs, the E step and the topics are gensim's, and the optional engine passes the same tests."""

from __future__ import annotations

import importlib.util
import sys

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp

import analysis as fz
from analysis.topics.fitting import cluster_words, expected_log, fit_by_bayes, infer, word_statistics

from .planted import APPROVALS, DISPUTES, Planted, make_paragraphs, pair_with_planted


def blocks(n: int = 60) -> sp.csr_matrix:
    """Three kinds of paragraphs without a word in common."""
    table = np.zeros((n, 12), dtype=np.int32)
    for row in range(n):
        kind = row % 3
        table[row, 4 * kind : 4 * kind + 4] = np.random.default_rng(row).integers(1, 4, 4)
    return sp.csr_matrix(table)


def test_clusters_are_the_kinds_of_paragraphs() -> None:
    counts = blocks()
    start = cluster_words(counts, np.full((3, 12), 0.5), np.random.default_rng(0))
    kinds = {tuple(np.flatnonzero(row) // 4) for row in start}
    assert kinds == {(0,) * 4, (1,) * 4, (2,) * 4}
    np.testing.assert_allclose(start.sum(axis=0), counts.sum(axis=0).A1)


def test_a_known_topic_starts_from_its_own_paragraphs() -> None:
    prior = np.full((3, 12), 0.5)
    prior[0, 8:] += 10
    start = cluster_words(blocks(), prior, np.random.default_rng(0))
    assert np.flatnonzero(start[0]).tolist() == [8, 9, 10, 11]


def test_more_topics_than_kinds_of_paragraphs_still_start() -> None:
    same = sp.csr_matrix(np.ones((5, 3), dtype=np.int32))
    assert cluster_words(same, np.full((4, 3), 0.5), np.random.default_rng(0)).shape == (4, 3)


@pytest.fixture
def counts() -> sp.csr_matrix:
    table = np.random.default_rng(0).poisson(0.1, (300, 120)).astype(np.int32)
    table[7] = 0  # a paragraph of unknown words
    return sp.csr_matrix(table)


def test_parameters_and_statistics_are_those_of_gensim(counts: sp.csr_matrix) -> None:
    from gensim.models import LdaModel

    corpus = [list(zip(row.indices.tolist(), row.data.tolist(), strict=True)) for row in counts]
    words = dict(enumerate(map(str, range(120))))
    lda = LdaModel(corpus, 6, words, iterations=200, eval_every=None, random_state=0, dtype=np.float64)
    lda.random_state = np.random.RandomState(5)
    gamma, statistics = lda.inference(corpus, collect_sstats=True)
    start = np.random.RandomState(5).gamma(100.0, 0.01, (300, 6))
    beta = np.ascontiguousarray(lda.expElogbeta.T)
    own = infer(counts, beta, lda.alpha, start)
    np.testing.assert_allclose(own, gamma, rtol=1e-9)
    np.testing.assert_allclose(word_statistics(counts, beta, own).T, statistics, rtol=1e-7, atol=1e-12)


def test_a_paragraph_does_not_depend_on_the_others(counts: sp.csr_matrix) -> None:
    parameters = np.random.default_rng(1).gamma(0.5, 10.0, (4, 120)) + 0.1
    beta = np.ascontiguousarray(np.exp(expected_log(parameters)).T)
    whole = infer(counts, beta, np.full(4, 0.25))
    order = np.random.default_rng(2).permutation(300)
    np.testing.assert_allclose(infer(counts[order], beta, np.full(4, 0.25)), whole[order], rtol=1e-12)
    np.testing.assert_allclose(infer(counts[:9], beta, np.full(4, 0.25)), whole[:9], rtol=1e-12)
    np.testing.assert_allclose(whole[7], 0.25)
    np.testing.assert_allclose(whole.sum(axis=1), 1 + counts.sum(axis=1).A1, rtol=1e-6)


def test_topics_are_those_of_gensim() -> None:
    from gensim.models import LdaModel

    counts = sp.csr_matrix(np.random.default_rng(0).poisson(0.05, (300, 200)).astype(np.int32))
    prior, alpha = np.full((7, 200), 0.5), np.full(7, 1 / 7)
    own = fit_by_bayes(counts, prior, alpha, passes=2, random_state=3)
    words = dict(enumerate(map(str, range(200))))
    plain = LdaModel(
        None, 7, words, chunksize=64, passes=2, iterations=200, alpha=alpha, eta=prior, eval_every=None,
        random_state=3, dtype=np.float64,
    )  # fmt: skip
    plain.state.sstats = cluster_words(counts, prior, np.random.default_rng(3))
    plain.sync_state()
    plain.update([list(zip(row.indices.tolist(), row.data.tolist(), strict=True)) for row in counts])
    np.testing.assert_allclose(own, plain.state.get_lambda(), rtol=1e-6)


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
