"""Topics by non-negative matrix factorisation: where the other engines may start, and the default engine.

scikit-learn's ``NMF`` on TF-IDF, started from the singular vectors (NNDSVD), so that nothing depends on a seed. Its
loadings are no shares of text: they fit weights of words, and a word that is frequent everywhere weighs next to nothing.
So the factors only say which words go together, and one step of expectation and maximisation on the counts turns them
into topics as the other engines have them. Its products are small, and threads of BLAS would wait for each other: threadpoolctl, which
scikit-learn brings and uses itself, holds them to one.

Boutsidis, C., & Gallopoulos, E. (2008). SVD based initialization: A head start for nonnegative matrix factorization.
*Pattern Recognition* 41, 1350–1362. doi:10.1016/j.patcog.2007.09.010.
Ding, C., Li, T., & Peng, W. (2008). On the equivalence between non-negative matrix factorization and probabilistic latent
semantic indexing. *Computational Statistics & Data Analysis* 52, 3913–3927. doi:10.1016/j.csda.2008.01.011.
"""

from __future__ import annotations

import warnings

import numpy as np
import scipy.sparse as sp

from analysis.topics.fitting import infer, word_statistics

ITERATIONS = 300
BACKGROUND = 0.05  # of a topic's words at the first step, so that none rules a paragraph out
SEED = 0  # of the start: of the singular vectors, to rounding, and of what fills more topics than the counts have rank


def factor_words(counts: sp.csr_matrix, n_topics: int, iterations: int | None = None) -> np.ndarray:
    """Words that go together, as probabilities, shape (n_topics, n_words).

    Parameters
    ----------
    counts : csr_matrix, shape (n_paragraphs, n_words)
    n_topics : int
    iterations : int, optional
        Of the factorisation, at most; default 300.
    """
    from sklearn.decomposition import NMF
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.feature_extraction.text import TfidfTransformer
    from threadpoolctl import threadpool_limits

    weigh = TfidfTransformer(sublinear_tf=True)
    vectors = weigh.fit_transform(counts.astype(float))

    def factorise(start: str) -> np.ndarray:
        model = NMF(n_topics, init=start, random_state=SEED, max_iter=iterations or ITERATIONS)
        return np.asarray(model.fit(vectors).components_)

    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # the step on the counts follows anyhow
        with np.errstate(invalid="ignore"):  # the root of a remainder that rounding makes negative
            try:
                factors = factorise("nndsvda")
            except ValueError:  # texts of a lower rank than topics have no such start
                factors = np.full((n_topics, counts.shape[1]), np.nan)
            if not np.isfinite(factors).all():
                factors = factorise("random")
    factors /= weigh.idf_
    background = np.asarray(counts.sum(axis=0), dtype=float).ravel() / counts.sum()
    whole = factors.sum(axis=1, keepdims=True)
    own = np.divide(factors, whole, out=np.zeros_like(factors), where=whole > 0)
    return np.asarray((1 - BACKGROUND) * own + BACKGROUND * background)


def count_factors(counts: sp.csr_matrix, alpha: np.ndarray, iterations: int | None = None) -> np.ndarray:
    """Expected counts of the words that each factor gives, shape (n_topics, n_words); they sum to the counts."""
    words = np.ascontiguousarray(factor_words(counts, len(alpha), iterations).T)
    return word_statistics(counts, words, infer(counts, words, alpha)).T


def fit_by_factors(
    counts: sp.csr_matrix, prior: np.ndarray, alpha: np.ndarray, *, passes: int | None, random_state: int
) -> np.ndarray:
    """Fit topics: arguments and result as in :func:`~analysis.topics.fitting.fit_by_bayes`.

    A pass is an iteration of the factorisation. Nothing is drawn at random, so `random_state` changes nothing.
    """
    del random_state
    return prior + count_factors(counts, alpha, passes)
