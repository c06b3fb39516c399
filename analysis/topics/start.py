"""Where the fit of topics starts: paragraphs in clusters, so that few fits end with two topics merged.

From gensim's own random start, planted topics are merged in most fits; k-means++ on the paragraphs' words leads most fits
to all of them. Seeds still differ, so that agreement between seeds says something.

scikit-learn's k-means, because it is fast on sparse counts.
"""

from __future__ import annotations

import warnings

import numpy as np
import scipy.sparse as sp

SAMPLE = 5_000  # paragraphs, at most
STARTS = 5


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
