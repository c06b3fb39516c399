"""Fitting topics: where a fit starts, the E step that every model shares, and two engines.

Both engines and saved models take a paragraph's weights by the same E step, so that weights mean the same whatever fitted
the topics. gensim's ``LdaModel`` streams its corpus, is deterministic with one worker, and is the implementation that
readers of this field know; tomotopy samples in C++ and is a second opinion (``pip install fazhi-analysis[tomotopy]``).

Asuncion, A., Welling, M., Smyth, P., & Teh, Y. W. (2009). On smoothing and inference for topic models. *UAI* 25.
Hoffman, M. D., Blei, D. M., & Bach, F. (2010). Online learning for latent Dirichlet allocation. *NIPS* 23.
"""

from __future__ import annotations

import logging
import warnings
from typing import Any

import numpy as np
import scipy.sparse as sp
from scipy.special import psi

from analysis.errors import InputError

SAMPLE = 5_000  # paragraphs, at most
STARTS = 5
ITERATIONS = 200
THRESHOLD = 1e-3  # mean change of a paragraph's parameters below which it has settled
BLOCK = 256  # paragraphs at once: their words × topics stay in the cache
KEPT = 0.8  # share of a block still moving below which the others are left out of the sums
CHUNK = 2_000  # paragraphs from one update of the topics to the next, at most
VARIATIONAL = 0.4  # how much less prior sampling needs than variational Bayes (Asuncion et al. 2009)
CHAINS = 4  # short ones, of which the likeliest goes on


def cluster_words(counts: sp.csr_matrix, prior: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Word counts of as many clusters of paragraphs as there are topics.

    Parameters
    ----------
    counts : csr_matrix, shape (n_paragraphs, n_words)
    prior : ndarray, shape (n_topics, n_words)
        A topic whose prior is not flat starts from the paragraphs nearest to it.
    generator : Generator

    Returns
    -------
    ndarray, shape (n_topics, n_words)
        Scaled to the whole corpus.
    """
    from sklearn.cluster import KMeans
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.feature_extraction.text import TfidfTransformer

    drawn = np.sort(generator.permutation(counts.shape[0])[:SAMPLE])
    sample = counts[drawn]
    weigh = TfidfTransformer(sublinear_tf=True).fit(sample)
    vectors = weigh.transform(sample)
    known = prior.max(axis=1) > prior.min(axis=1)
    fixed = (prior[known] - prior.min()) * weigh.idf_
    fixed /= np.linalg.norm(fixed, axis=1, keepdims=True)
    best, clusters = np.inf, None
    for _ in range(1 if known.all() else STARTS):
        centres = np.zeros(prior.shape)
        centres[known] = fixed
        centres[~known] = _spread(vectors, fixed, int((~known).sum()), generator)
        with warnings.catch_warnings():  # where there are fewer different paragraphs than topics
            warnings.simplefilter("ignore", ConvergenceWarning)
            means = KMeans(len(prior), init=centres, n_init=1, max_iter=20).fit(vectors)
        if means.inertia_ < best:
            best, clusters = means.inertia_, means.labels_
    members = sp.csr_matrix(
        (np.ones(len(drawn)), (clusters, np.arange(len(drawn)))), shape=(len(prior), len(drawn))
    )
    return np.asarray((members @ sample).toarray() * (counts.shape[0] / len(drawn)))


def _spread(
    vectors: sp.csr_matrix, fixed: np.ndarray, number: int, generator: np.random.Generator
) -> np.ndarray:
    """Paragraphs far from the fixed centres and from each other (k-means++, Arthur & Vassilvitskii 2007)."""
    chosen: list[np.ndarray] = []
    distance = np.ones(vectors.shape[0])
    for centre in fixed:
        distance = np.minimum(distance, _distance(vectors, centre))
    for _ in range(number):
        weight = distance if distance.sum() > 0 else np.ones(len(distance))
        place = generator.choice(len(distance), p=weight / weight.sum())
        chosen.append(vectors[place].toarray().ravel())
        distance = np.minimum(distance, _distance(vectors, chosen[-1]))
    return np.array(chosen).reshape(number, vectors.shape[1])


def _distance(vectors: sp.csr_matrix, centre: np.ndarray) -> np.ndarray:
    """Squared distance of unit vectors, halved."""
    return np.maximum(1 - vectors @ centre, 0)


def expected_log(parameters: np.ndarray) -> np.ndarray:
    """E[log x] of Dirichlet distributions, one per row."""
    return np.asarray(psi(parameters) - psi(parameters.sum(axis=1, keepdims=True)))


def infer(
    counts: sp.csr_matrix,
    beta: np.ndarray,
    alpha: np.ndarray,
    start: np.ndarray | None = None,
    *,
    iterations: int = ITERATIONS,
    threshold: float = THRESHOLD,
) -> np.ndarray:
    """Variational Dirichlet parameters of paragraphs.

    Parameters
    ----------
    counts : csr_matrix, shape (n_paragraphs, n_words)
    beta : ndarray, shape (n_words, n_topics)
        exp(E[log probability]) of each word in each topic.
    alpha : ndarray, shape (n_topics,)
        Prior of the topic weights.
    start : ndarray, shape (n_paragraphs, n_topics), optional
        Where to start; default the same for all topics, so that no paragraph depends on another.

    Returns
    -------
    ndarray, shape (n_paragraphs, n_topics)
    """
    gamma = np.ones((counts.shape[0], len(alpha))) if start is None else np.array(start, dtype=float)
    for first in range(0, len(gamma), BLOCK):
        block = slice(first, first + BLOCK)
        _settle(counts[block], beta, alpha, gamma[block], iterations, threshold)
    return gamma


def _settle(
    counts: sp.csr_matrix,
    beta: np.ndarray,
    alpha: np.ndarray,
    gamma: np.ndarray,
    iterations: int,
    threshold: float,
) -> None:
    """Update `gamma` in place until every paragraph of the block has settled."""
    place, own, moving = np.arange(len(gamma)), gamma.copy(), np.ones(len(gamma), dtype=bool)
    lengths = np.diff(counts.indptr)
    picked, data, gather = beta[counts.indices], counts.data.astype(float), _gather(lengths)
    for _ in range(iterations):
        theta = np.exp(expected_log(own))
        gather.data = data / _norm(theta, picked, lengths)
        new = alpha + theta * (gather @ picked)
        settled = np.abs(new - own).mean(axis=1) < threshold
        own = new
        gamma[place[moving]] = own[moving]
        moving &= ~settled
        if not moving.any():
            break
        if moving.mean() < KEPT:
            kept = np.repeat(moving, lengths)
            picked, data = picked[kept], data[kept]
            place, own, lengths, moving = place[moving], own[moving], lengths[moving], moving[moving]
            gather = _gather(lengths)


def _gather(lengths: np.ndarray) -> sp.csr_matrix:
    """Matrix that sums over the words of each paragraph."""
    edges = np.concatenate([[0], np.cumsum(lengths)])
    words = np.arange(edges[-1])
    return sp.csr_matrix((np.ones(len(words)), words, edges), shape=(len(lengths), len(words)))


def _norm(theta: np.ndarray, picked: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """Unnormalised probability of each word of each paragraph."""
    return np.einsum("nk,nk->n", np.repeat(theta, lengths, axis=0), picked) + np.finfo(float).eps


def word_statistics(counts: sp.csr_matrix, beta: np.ndarray, gamma: np.ndarray) -> np.ndarray:
    """Expected number of times each word is drawn from each topic, shape (n_words, n_topics)."""
    total = np.zeros_like(beta)
    theta = np.exp(expected_log(gamma))
    ratio = np.empty(len(counts.data))
    for first in range(0, len(gamma), BLOCK):
        edges = counts.indptr[first : first + BLOCK + 1]
        part = slice(edges[0], edges[-1])
        picked = beta[counts.indices[part]]
        ratio[part] = counts.data[part] / _norm(theta[first : first + BLOCK], picked, np.diff(edges))
    total += sp.csr_matrix((ratio, counts.indices, counts.indptr), shape=counts.shape).T @ theta
    return total * beta


def fit_by_bayes(
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


def fit_by_sampling(
    counts: sp.csr_matrix, prior: np.ndarray, alpha: np.ndarray, *, passes: int | None, random_state: int
) -> np.ndarray:
    """Fit topics: arguments and result as in :func:`fit_by_bayes`.

    A pass is a Gibbs sweep, 300 by default, after a quarter of them in each of four chains, of which the likeliest goes on.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # its types lack __module__
        try:
            import tomotopy
        except ImportError:
            remedy = "install it with pip install tomotopy, or use engine='gensim'"
            raise InputError("engine", "is 'tomotopy', which is not installed", remedy) from None

    own = prior - VARIATIONAL

    def begin(seed: int) -> Any:
        lda = tomotopy.LDAModel(k=len(own), alpha=float(alpha[0]), eta=float(own.min()), seed=seed)
        lda.optim_interval = 0  # keeps alpha, as gensim does
        for word in np.flatnonzero((own > own.min()).any(axis=0)):
            lda.set_word_prior(str(word), own[:, word].tolist())
        for start, end in zip(counts.indptr[:-1], counts.indptr[1:], strict=True):
            lda.add_doc(np.repeat(counts.indices[start:end], counts.data[start:end]).astype(str).tolist())
        return lda

    sweeps = 300 if passes is None else passes
    best: Any = None
    for seed in np.random.default_rng(random_state).integers(2**31, size=CHAINS).tolist():
        lda = begin(seed)
        lda.train(-(-sweeps // CHAINS), workers=1)
        best = lda if best is None or lda.ll_per_word > best.ll_per_word else best
    best.train(sweeps, workers=1)
    parameters = prior.copy()
    columns = np.array([int(word) for word in best.used_vocabs])
    for topic in range(len(own)):
        parameters[topic, columns] = best.get_topic_word_dist(topic, normalize=False) + VARIATIONAL
    return parameters
