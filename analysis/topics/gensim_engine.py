"""Topics by online variational Bayes.

gensim's ``LdaModel``, because it streams its corpus, is deterministic with one worker, and is the implementation that
readers of this field know. Its schedule of updates is used as it is; only the E step reads a sparse matrix.
"""

from __future__ import annotations

import logging
from typing import Any

import numpy as np
import scipy.sparse as sp

from analysis.topics.inference import infer, word_statistics
from analysis.topics.start import cluster_words

CHUNK = 2_000  # paragraphs from one update of the topics to the next, at most


def fit(
    counts: sp.csr_matrix, prior: np.ndarray, alpha: np.ndarray, *, passes: int | None, random_state: int
) -> np.ndarray:
    """Fit topics: those of gensim's ``LdaModel`` from the same start, up to rounding.

    Parameters
    ----------
    counts : csr_matrix, shape (n_paragraphs, n_words)
    prior : ndarray, shape (n_topics, n_words)
        Dirichlet parameters of the topics before any text is seen.
    alpha : ndarray, shape (n_topics,)
        Prior of the topic weights.
    passes : int, optional
        Passes over the paragraphs; default 5, or as many as give 200 updates of a smaller corpus.
    random_state : int
        Seed.

    Returns
    -------
    ndarray, shape (n_topics, n_words)
        Dirichlet parameters of the topics.
    """
    logging.getLogger("gensim").setLevel(logging.ERROR)
    from gensim.models import LdaModel

    class SparseLda(LdaModel):
        """``LdaModel`` whose corpus is row numbers of a sparse matrix."""

        def inference(self, chunk: list[int], collect_sstats: bool = False) -> tuple[np.ndarray, Any]:
            rows = counts[chunk[0] : chunk[-1] + 1]
            start = self.random_state.gamma(100.0, 0.01, (len(chunk), self.num_topics))
            beta = np.ascontiguousarray(self.expElogbeta.T)
            gamma = infer(rows, beta, self.alpha, start)
            return gamma, word_statistics(rows, beta, gamma).T if collect_sstats else None

        def print_topics(self, num_topics: int = 20, **_: Any) -> None:
            """No log of the topics after each update; only the random numbers that gensim draws for it."""
            if num_topics < self.num_topics:
                self.random_state.rand(self.num_topics)

    n = counts.shape[0]
    chunk = int(np.clip(n // 10, min(n, 64), CHUNK))
    lda = SparseLda(
        id2word=dict(enumerate(range(counts.shape[1]))),
        num_topics=len(alpha),
        chunksize=chunk,
        passes=passes or max(5, int(np.ceil(200 * chunk / n))),
        alpha=alpha,
        eta=prior,
        eval_every=None,
        random_state=random_state,
        dtype=np.float64,
    )
    lda.state.sstats = cluster_words(counts, prior, np.random.default_rng(random_state))
    lda.sync_state()
    lda.update(range(n))
    return np.asarray(lda.state.get_lambda())
