"""How the words of a topic change over the years: dynamic topics, for small corpora.

gensim's ``LdaSeqModel``, the one implementation in Python of Blei & Lafferty's model. It is slow, so that its cost is
stated before it starts, and it smooths breaks away, so that it belongs in an appendix.
"""

from __future__ import annotations

import logging
import warnings

import numpy as np
import pandas as pd
import scipy.sparse as sp

from analysis.errors import InputError
from analysis.topics.model import TopicModel
from analysis.topics.words import Bags, count_words

SECONDS_PER_WORD = 4e-3  # and topic, year and round; measured with six years on one core of 2024
SECONDS_PER_PARAGRAPH = 6e-3  # and topic and round


def dynamic_topics(
    topics: TopicModel,
    paragraphs: pd.DataFrame,
    *,
    n_words: int = 300,
    n_top: int = 10,
    n_rounds: int = 6,
    max_minutes: float = 10.0,
) -> pd.DataFrame:
    """Trace how the words of each topic change from year to year.

    Claim: each topic's word probabilities drift from one year to the next as a random walk (Blei & Lafferty 2006), from
    the static topics as a start. Breaks between two years are smoothed. For shares over time use :func:`topic_shares`.

    Parameters
    ----------
    topics : TopicModel
        A fitted model, whose topics are the start and give the numbers.
    paragraphs : DataFrame, one row per paragraph
        As :func:`split_paragraphs` returns it, of at least two years.
    n_words : int, default 300
        The most frequent words, to which the vocabulary is cut.
    n_top : int, default 10
        Words listed per topic and year.
    n_rounds : int, default 6
        Rounds of the EM algorithm.
    max_minutes : float, default 10
        Longest time that the work may be expected to take.

    Returns
    -------
    DataFrame, one row per topic, year and rank
        ``topic``, ``year``, ``rank``, ``word``, ``probability`` (among the words kept).

    Raises
    ------
    InputError
        Before the work starts, when it would take longer than `max_minutes`; for fewer than two years with words.

    See Also
    --------
    plot_topic_words : draws how the words of a topic change places.
    topic_shares : estimates how prevalence changes rather than vocabulary.

    References
    ----------
    Blei, D. M., & Lafferty, J. D. (2006). Dynamic topic models. *ICML* 23. doi:10.1145/1143844.1143859.

    Examples
    --------
    >>> import analysis as fz
    >>> paragraphs = fz.split_paragraphs(fz.read_reports(fz.sample_reports()))
    >>> topics = fz.TopicModel(2, random_state=0, passes=2).fit(paragraphs)
    >>> table = dynamic_topics(topics, paragraphs, n_words=8, n_top=2, n_rounds=1)
    >>> table.columns.tolist(), len(table)
    (['topic', 'year', 'rank', 'word', 'probability'], 20)
    """
    topics.check_fitted()
    bags = count_words(paragraphs, words=topics.words_, copies_once=True)
    frequent = np.argsort(-np.asarray(bags.counts.sum(axis=0)).ravel(), kind="stable")[:n_words]
    kept = np.sort(frequent)
    bags = Bags([bags.words[place] for place in kept], bags.counts[:, kept], bags.units, bags.unknown)
    dated = bags.rows(bags.units["year"].notna().to_numpy(dtype=bool)).with_words()
    order = np.argsort(dated.units["year"].to_numpy(dtype=int), kind="stable")
    years, sizes = np.unique(dated.units["year"].to_numpy(dtype=int), return_counts=True)
    if len(years) < 2:
        raise InputError("paragraphs", f"are of {len(years)} year(s)", "give at least two years")
    minutes = dynamic_minutes(len(kept), topics.n_topics, len(years), len(order), n_rounds)
    if minutes > max_minutes:
        problem = f"is {max_minutes:g}, and {len(order)} paragraphs, {len(kept)} words, {topics.n_topics} topics and "
        problem += f"{len(years)} years would take about {minutes:.0f} minutes"
        raise InputError("max_minutes", problem, "raise it, or lower n_words or the number of topics")
    words = _fit(dated.counts[order], topics.topic_words_[:, kept], topics.alpha_, sizes, n_rounds)
    best = np.argsort(-words, axis=2, kind="stable")[:, :, :n_top]
    topic, year, rank = (axis.ravel() for axis in np.indices(best.shape))
    return pd.DataFrame(
        {
            "topic": topic + 1,
            "year": years[year],
            "rank": rank + 1,
            "word": np.array(dated.words, dtype=object)[best.ravel()],
            "probability": words[topic, year, best.ravel()],
        }
    ).astype({"year": "Int64"})


def dynamic_minutes(n_words: int, n_topics: int, n_years: int, n_paragraphs: int, n_rounds: int) -> float:
    """Minutes that dynamic topics may take.

    >>> round(dynamic_minutes(300, 8, 6, 2_000, 6))
    15
    """
    each = SECONDS_PER_WORD * n_words * n_years + SECONDS_PER_PARAGRAPH * n_paragraphs
    return each * n_topics * n_rounds / 60


def _fit(
    counts: sp.csr_matrix, start: np.ndarray, alpha: np.ndarray, sizes: np.ndarray, n_rounds: int
) -> np.ndarray:
    """Word probabilities, shape (n_topics, n_years, n_words); paragraphs in the order of the years."""
    logging.getLogger("gensim").setLevel(logging.ERROR)
    from gensim.models import LdaSeqModel

    edges = zip(counts.indptr[:-1], counts.indptr[1:], strict=True)
    corpus = [
        list(zip(counts.indices[low:high].tolist(), counts.data[low:high].tolist(), strict=True))
        for low, high in edges
    ]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # its first bound is compared with zero
        model = LdaSeqModel(
            corpus=corpus,
            time_slice=sizes.tolist(),
            id2word=dict(enumerate(map(str, range(counts.shape[1])))),
            num_topics=len(start),
            alphas=alpha,
            initialize="own",
            sstats=start.T * counts.sum() / len(start) + 1.0,
            em_min_iter=n_rounds,
            em_max_iter=n_rounds,
            chunksize=len(corpus),
            random_state=0,
        )
    logs = np.array([chain.e_log_prob for chain in model.topic_chains])  # topics × words × years
    words = np.exp(logs - logs.max(axis=1, keepdims=True))
    return np.asarray((words / words.sum(axis=1, keepdims=True)).transpose(0, 2, 1))
