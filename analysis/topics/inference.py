"""The variational E step of latent Dirichlet allocation over many paragraphs at once.

The same updates as gensim's ``LdaModel.inference``, paragraph by paragraph to the same stopping rule, but on blocks of a
sparse matrix instead of one Python list per paragraph. Both engines and saved models use it, so that weights mean the
same whatever fitted the topics.

Hoffman, M. D., Blei, D. M., & Bach, F. (2010). Online learning for latent Dirichlet allocation. *NIPS* 23.
"""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp
from scipy.special import psi

ITERATIONS = 200
THRESHOLD = 1e-3  # mean change of a paragraph's parameters below which it has settled
BLOCK = 256  # paragraphs at once: their words × topics stay in the cache
KEPT = 0.8  # share of a block still moving below which the others are left out of the sums


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
