"""The start gathers paragraphs that share words, around known topics where there are any."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp

from analysis.topics.start import cluster_words


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
