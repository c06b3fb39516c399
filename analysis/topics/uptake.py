"""Whether anchored topics are about their anchors: by the words that the texts gave them, without what the prior added."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.tables import make_table
from analysis.topics.model import RELEVANCE, TopicModel

LEADING = 3  # of the anchor's words among the ten first ones of its topic, or all where it has fewer
FIRST = 10
CAUGHT = 0.25  # of the times that the anchor's words occur
RARE = 20  # times that the anchor's words occur, below which nothing can be built on them

# why an anchor was not taken
TOO_RARE = "words too rare"
ELSEWHERE = "words in other topics"
OTHERS_LEAD = "other words lead"


def anchor_uptake(topics: TopicModel) -> pd.DataFrame:
    """Say which anchors were taken: whether an anchor's own words lead its topic.

    Claim: a prior is no constraint, and a topic keeps the name of its anchor whatever the texts made of it. Counted is
    what the texts gave, without the prior. An anchor is taken when its topic holds at least a quarter of the times that
    its words occur, and at least three of them (all, where it has fewer) are among the topic's ten most relevant words. The
    share of a topic whose anchor was not taken is not the share of what the anchor names.

    Parameters
    ----------
    topics : TopicModel
        As :func:`anchored_topics` returns it; a plain model has no anchors and no row.

    Returns
    -------
    DataFrame, one row per anchor
        ``topic``, ``anchor``, ``n_words`` (anchor words in the vocabulary), ``n_counts`` (how often they occur), ``caught``
        (share of these in the topic), ``leading`` (how many of them are among the ten first words), ``first_words``
        (the ten first words), ``taken`` (bool), ``reason`` (where not taken: "words too rare", "words in other topics",
        or "other words lead").

    Raises
    ------
    InputError
        For an unfitted model.

    See Also
    --------
    anchored_topics : fits the model, and names the anchors not taken among its caveats.
    outside_topics : finds the topics that no area covers.

    Examples
    --------
    >>> import analysis as fz
    >>> paragraphs = fz.split_paragraphs(fz.read_reports(fz.sample_reports()))
    >>> topics = fz.anchored_topics(paragraphs, n_free=3, passes=2)
    >>> anchor_uptake(topics)["anchor"].tolist()[5]
    '6'
    """
    topics.check_fitted()
    n_anchors = len(topics.anchors_)
    if n_anchors and (topics.prior_[:n_anchors].max(axis=1) <= topics.prior_.min()).any():
        raise InputError(
            "topics", "has anchors without words of their own", "give what anchored_topics returns"
        )
    counts = np.maximum(topics.parameters_ - topics.prior_, 0)
    whole = counts.sum(axis=0)
    rows = []
    for topic, anchor in topics.anchors_.items():
        own = topics.prior_[topic - 1] > topics.prior_.min()
        first = _first_words(counts[topic - 1], whole)
        n_counts, in_topic = whole[own].sum(), counts[topic - 1][own].sum()
        caught = in_topic / n_counts if n_counts else 0.0
        leading = int(own[first].sum())
        reason: str | None = None
        if n_counts < RARE:
            reason = TOO_RARE
        elif leading < min(LEADING, int(own.sum())):
            reason = ELSEWHERE if caught < CAUGHT else OTHERS_LEAD
        elif caught < CAUGHT:
            reason = ELSEWHERE
        rows.append(
            {
                "topic": topic,
                "anchor": anchor,
                "n_words": int(own.sum()),
                "n_counts": round(float(n_counts)),
                "caught": caught,
                "leading": leading,
                "first_words": "、".join(topics.words_[place] for place in first),
                "taken": reason is None,
                "reason": reason,
            }
        )
    return make_table("anchor uptake", rows)


def _first_words(counts: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """Places of the most relevant words of a topic among those that the texts gave it."""
    given = np.flatnonzero(counts >= 1)
    share = np.log(counts[given]) - (1 - RELEVANCE) * np.log(whole[given])
    return np.asarray(given[np.argsort(-share, kind="stable")[:FIRST]])
