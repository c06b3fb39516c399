"""How the words of a topic change over the years, under the static topics."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.tables import make_table
from analysis.topics.fitting import expected_log, word_statistics
from analysis.topics.model import TopicModel
from analysis.topics.words import count_words

SHRINKAGE = 100.0  # words that a topic of all years counts as in each year


def dynamic_topics(topics: TopicModel, paragraphs: pd.DataFrame, *, n_top: int = 10) -> pd.DataFrame:
    r"""Trace how the words of each topic change from year to year.

    Claim: the topics are the static ones, and what a year's paragraphs gave to a topic is counted word by word. A year in
    which a topic has few words is drawn toward its words of all years, so that a list shows no accidents; a break between
    two years stays a break. A model in which topics drift as a random walk (Blei & Lafferty 2006) smooths such breaks and
    takes hours. For shares over time use :func:`topic_shares` and :func:`topic_trends`.

    Parameters
    ----------
    topics : TopicModel
        A fitted model.
    paragraphs : DataFrame, one row per paragraph
        As :func:`split_paragraphs` returns it, of at least two years.
    n_top : int, default 10
        Words listed per topic and year.

    Returns
    -------
    DataFrame, one row per topic, year and rank
        ``topic``, ``year``, ``rank`` (by probability), ``word``, ``probability`` (in the topic in that year), ``count``
        (how often the topic gave the word in that year).

    Raises
    ------
    InputError
        For an unfitted model, a number below 1, or fewer than two years with words.

    See Also
    --------
    plot_topic_words : draws how the words of a topic change places.
    topic_shares : estimates how prevalence changes rather than vocabulary.

    Notes
    -----
    With :math:`n_{kwy}` the expected number of times that topic :math:`k` gave word :math:`w` in year :math:`y` and
    :math:`\phi_{kw}` its probability over all years, the probability in the year is
    :math:`(n_{kwy} + s\phi_{kw}) / (\sum_w n_{kwy} + s)`, :math:`s = 100`.

    References
    ----------
    Blei, D. M., & Lafferty, J. D. (2006). Dynamic topic models. *ICML* 23. doi:10.1145/1143844.1143859.

    Examples
    --------
    >>> import analysis as fz
    >>> paragraphs = fz.split_paragraphs(fz.read_reports(fz.sample_reports()))
    >>> topics = fz.TopicModel(2, random_state=0).fit(paragraphs)
    >>> table = dynamic_topics(topics, paragraphs, n_top=2)
    >>> len(table), sorted(table["year"].unique().tolist())
    (20, [2017, 2018, 2019, 2020, 2022])
    """
    if not isinstance(n_top, (int, np.integer)) or n_top < 1:
        raise InputError("n_top", f"is {n_top!r}", "use a whole number of at least 1")
    topics.check_fitted()
    bags = count_words(paragraphs, words=topics.words_, copies_once=True)
    dated = bags.rows(bags.units["year"].notna().to_numpy(dtype=bool)).with_words()
    years = dated.units["year"].to_numpy(dtype=int)
    names = np.unique(years)
    if len(names) < 2:
        raise InputError("paragraphs", f"are of {len(names)} year(s)", "give at least two years")
    beta = np.ascontiguousarray(np.exp(expected_log(topics.parameters_)).T)
    gamma = topics.infer_bags(dated)
    parts = []
    for year in names.tolist():
        own = years == year
        counts = word_statistics(dated.counts[own], beta, gamma[own]).T
        words = (counts + SHRINKAGE * topics.topic_words_) / (counts.sum(axis=1, keepdims=True) + SHRINKAGE)
        best = np.argsort(-words, axis=1, kind="stable")[:, :n_top]
        topic, rank = (axis.ravel() for axis in np.indices(best.shape))
        parts.append(
            pd.DataFrame(
                {
                    "topic": topic + 1,
                    "year": year,
                    "rank": rank + 1,
                    "word": np.array(topics.words_, dtype=object)[best.ravel()],
                    "probability": words[topic, best.ravel()],
                    "count": counts[topic, best.ravel()],
                }
            )
        )
    table = pd.concat(parts).sort_values(["topic", "year", "rank"], kind="stable", ignore_index=True)
    return make_table("dynamic topics", table, of=paragraphs)
