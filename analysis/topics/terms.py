"""The words of topics as a long table: ranked in each way, with what the ranks are made of."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.tables import make_table
from analysis.topics.model import RANKINGS, TopicModel


def topic_terms(topics: TopicModel, n: int = 15) -> pd.DataFrame:
    """List the leading words of each topic by every ranking, with their probability and exclusivity.

    Claim: a word that is probable in a topic need not tell it from the others, and one that occurs in it alone may be
    rare. The rankings are those of ``TopicModel.top_words``.

    Parameters
    ----------
    topics : TopicModel
        A fitted model.
    n : int, default 15
        Words per topic and ranking.

    Returns
    -------
    DataFrame, one row per topic, ranking and word
        ``topic``, ``ranking`` ("relevance", "probability" or "exclusivity"), ``rank``, ``word``, ``probability`` (in the
        topic), ``exclusivity`` (the probability in the topic as part of the sum over all topics), ``count`` (in the
        training corpus).

    Raises
    ------
    InputError
        For an unfitted model or a number below 1.

    See Also
    --------
    TopicModel : its ``top_words`` gives one ranking as a wide table.
    topic_browser : shows the words beside years and paragraphs.

    Examples
    --------
    >>> import analysis as fz
    >>> paragraphs = fz.split_paragraphs(fz.read_reports(fz.sample_reports()))
    >>> topics = fz.TopicModel(3, random_state=0).fit(paragraphs)
    >>> table = topic_terms(topics, n=5)
    >>> len(table), table["ranking"].unique().tolist()
    (45, ['relevance', 'probability', 'exclusivity'])
    """
    if not isinstance(n, (int, np.integer)) or n < 1:
        raise InputError("n", f"is {n!r}", "use a whole number of at least 1")
    probability = topics.topic_words_
    exclusivity = probability / probability.sum(axis=0, keepdims=True)
    words = np.array(topics.words_, dtype=object)
    parts = []
    for ranking in RANKINGS:
        order = np.argsort(-topics.word_scores(ranking), axis=1, kind="stable")[:, :n]
        topic, rank = (axis.ravel() for axis in np.indices(order.shape))
        chosen = order.ravel()
        parts.append(
            pd.DataFrame(
                {
                    "topic": topic + 1,
                    "ranking": ranking,
                    "rank": rank + 1,
                    "word": words[chosen],
                    "probability": probability[topic, chosen],
                    "exclusivity": exclusivity[topic, chosen],
                    "count": np.rint(topics.word_totals_[chosen]).astype(int),
                }
            )
        )
    table = pd.concat(parts).sort_values("topic", kind="stable", ignore_index=True)
    return make_table("topic terms", table)
