"""The E step is gensim's, and each paragraph's answer is its own."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp

from analysis.topics.inference import expected_log, infer, word_statistics


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
