"""Topics that are none: with next to no words of their own, or whose leading words do not go together.

With more topics than the texts hold, a factorisation makes topics of what is left over: one or two words that are frequent
everywhere, with companions that have nothing to do with each other. Their ten leading words form a star, while those of a
topic form a net. Rare topics form a net as well, so that a topic is not judged by its size.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.sparse as sp
from scipy.stats import poisson

from analysis.topics.fitting import expected_log, infer, word_statistics

DEAD = 0.1  # of the words that a topic would have if all had the same; with fewer it has no words of its own
LEADING = 10  # words that are judged
CHANCE = 0.01  # level of the test whether two words occur in the same paragraph more often than by chance
COMMON = 0.1  # of all words; a topic with more holds what the others have no room for
TELLING = 0.4  # linked pairs that the best tenth of the topics has, where the texts can tell at all
STEPS = 3  # in which the other topics take over the words of those dropped

# why a topic was dropped
FEW_WORDS = "few words"
WORDS_APART = "words apart"


def linked_pairs(counts: sp.csr_matrix, leading: np.ndarray) -> np.ndarray:
    """Share of the pairs of leading words that occur in the same paragraph more often than by chance, shape (n_topics,).

    Parameters
    ----------
    counts : csr_matrix, shape (n_paragraphs, n_words)
        Of paragraphs that have a word.
    leading : ndarray of int, shape (n_topics, n_leading)
        Places of each topic's leading words.

    Notes
    -----
    Two words in :math:`n_i` and :math:`n_j` of :math:`N` paragraphs are together in :math:`n_i n_j / N` by chance; linked are
    those of which a Poisson variable with this mean would be as often together with probability below .01.
    """
    used, places = np.unique(leading, return_inverse=True)
    present = (counts[:, used] > 0).astype(float)
    together = (present.T @ present).toarray()
    alone = np.diag(together)
    first, second = np.triu_indices(leading.shape[1], 1)
    own = places.reshape(leading.shape)
    one, two = own[:, first], own[:, second]
    linked = poisson.sf(together[one, two] - 1, alone[one] * alone[two] / counts.shape[0]) < CHANCE
    return np.asarray(linked.mean(axis=1))


def find_empty(counts: sp.csr_matrix, words: np.ndarray, leading: np.ndarray) -> list[str | None]:
    """Why each topic is none; None for a topic.

    A topic whose leading words have no more linked pairs than a star of one word with all others has (9 of 45) is none. Where
    not even the best tenth of the topics has twice as many, the texts are too few or too short to tell, and no topic is
    dropped for this; nor is one with more than a tenth of all words. It holds what all texts have in common, or what few topics
    have no room for, and the others would become mixtures if they took over its words.

    Parameters
    ----------
    counts : csr_matrix, shape (n_paragraphs, n_words)
    words : ndarray, shape (n_topics,)
        Words that each topic gave.
    leading : ndarray of int, shape (n_topics, n_leading)
    """
    few = words < DEAD * words.mean()
    linked = linked_pairs(counts, leading)
    apart = (linked <= 2 / leading.shape[1]) & (words < COMMON * words.sum())
    apart &= np.quantile(linked[~few], 0.9) >= TELLING
    return [FEW_WORDS if one else WORDS_APART if two else None for one, two in zip(few, apart, strict=True)]


def fold_words(
    counts: sp.csr_matrix, parameters: np.ndarray, prior: np.ndarray, alpha: np.ndarray
) -> np.ndarray:
    """Topics that take over the words of those left out: some steps of expectation and maximisation on the counts."""
    for _ in range(STEPS):
        beta = np.ascontiguousarray(np.exp(expected_log(parameters)).T)
        parameters = prior + word_statistics(counts, beta, infer(counts, beta, alpha)).T
    return parameters


def describe(reasons: list[str | None], words: np.ndarray, names: list[list[str]]) -> list[dict[str, Any]]:
    """What was dropped, for :attr:`TopicModel.dropped_`."""
    share = words / words.sum()
    return [
        {"reason": reason, "share": float(part), "first_words": "、".join(own)}
        for reason, part, own in zip(reasons, share, names, strict=True)
        if reason
    ]
