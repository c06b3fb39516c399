"""How good topics are by their words alone, and on paragraphs that they have not seen."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp

from analysis.topics.model import TopicModel
from analysis.topics.words import Bags


def coherence(topics: TopicModel, bags: Bags, n: int = 10) -> float:
    """Mean normalised pointwise mutual information of the topics' top words, over paragraphs.

    Bouma, G. (2009). Normalized (pointwise) mutual information in collocation extraction. *GSCL*.
    """
    tops = _top_places(topics, n)
    used, places = np.unique(tops, return_inverse=True)
    present = (bags.counts[:, used] > 0).astype(float)
    together = (present.T @ present).toarray() / max(bags.counts.shape[0], 1)
    alone = np.diag(together)
    scores = []
    for own in places.reshape(tops.shape):
        for one, two in zip(*np.triu_indices(len(own), 1), strict=True):
            both, product = together[own[one], own[two]], alone[own[one]] * alone[own[two]]
            if both == 0:
                scores.append(-1.0)
            else:  # words that are in every paragraph tell nothing
                scores.append(np.log(both / product) / -np.log(both) if both < 1 else 0.0)
    return float(np.mean(scores))


def exclusivity(topics: TopicModel, n: int = 10) -> float:
    """Mean share of a top word's probability, over all topics, that lies in its own."""
    words = topics.topic_words_
    share = words / words.sum(axis=0, keepdims=True)
    return float(np.take_along_axis(share, _top_places(topics, n), axis=1).mean())


def completion(
    topics: TopicModel, bags: Bags, generator: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Log likelihood of one half of each paragraph's words, given the other half.

    Wallach, H. M., Murray, I., Salakhutdinov, R., & Mimno, D. (2009). Evaluation methods for topic models. *ICML* 26.
    doi:10.1145/1553374.1553515 (document completion).

    Returns
    -------
    log_likelihood, n_words : ndarray, shape (n_paragraphs,)
        Natural logarithm, summed over the words of the second half; and their number.
    """
    first = generator.binomial(bags.counts.data, 0.5).astype(np.int32)
    seen, rest = (
        sp.csr_matrix((data, bags.counts.indices, bags.counts.indptr), shape=bags.counts.shape)
        for data in (first, bags.counts.data - first)
    )
    gamma = topics.infer_bags(Bags(bags.words, seen, bags.units, bags.unknown))
    theta = gamma / gamma.sum(axis=1, keepdims=True)
    rows = np.repeat(np.arange(len(theta)), np.diff(rest.indptr))
    words = topics.topic_words_.T
    likelihood = np.empty(len(rest.data))
    for start in range(0, len(rows), 100_000):  # bounds the memory of words × topics
        part = slice(start, start + 100_000)
        likelihood[part] = np.einsum("nk,nk->n", theta[rows[part]], words[rest.indices[part]])
    logs = np.bincount(rows, weights=rest.data * np.log(likelihood), minlength=len(theta))
    return logs, np.asarray(rest.sum(axis=1), dtype=float).ravel()


def _top_places(topics: TopicModel, n: int) -> np.ndarray:
    return np.asarray(np.argsort(-topics.topic_words_, axis=1, kind="stable")[:, :n])
