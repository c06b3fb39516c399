"""What helps to read topics: typical paragraphs, labels made of their words, data for pyLDAvis."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.topics.model import TopicModel
from analysis.topics.words import said


def typical_paragraphs(topics: TopicModel, paragraphs: pd.DataFrame, n: int = 3) -> pd.DataFrame:
    """Find the paragraphs that show best what a topic is about, at most one from each report.

    Claim: the paragraphs with the most words given by the topic among those that it gave at least half of; long
    paragraphs of several topics and short ones of a single word are no examples.

    Parameters
    ----------
    topics : TopicModel
        A fitted model.
    paragraphs : DataFrame, one row per paragraph
        As :func:`split_paragraphs` returns it.
    n : int, default 3
        Paragraphs per topic; fewer where a topic has fewer.

    Returns
    -------
    DataFrame, one row per topic and paragraph
        ``topic``, ``rank``, ``paragraph_id``, ``report_id``, ``year``, ``share`` (of the paragraph's known words), ``text``.

    Raises
    ------
    InputError
        For an unfitted model or a number below 1.

    See Also
    --------
    suggest_labels : suggests a name for each topic.
    intrusion_tests : tests whether readers recognize the topics.

    Examples
    --------
    >>> import analysis as fz
    >>> paragraphs = fz.split_paragraphs(fz.read_reports(fz.sample_reports()))
    >>> topics = fz.TopicModel(3, random_state=0).fit(paragraphs)
    >>> typical_paragraphs(topics, paragraphs, n=1)["topic"].tolist()
    [1, 2, 3]
    """
    if not isinstance(n, (int, np.integer)) or n < 1:
        raise InputError("n", f"is {n!r}", "use a whole number of at least 1")
    bags = topics.count_words(paragraphs)
    share = topics.assigned(bags)
    words = share * np.asarray(bags.counts.sum(axis=1), dtype=float)
    texts = said(paragraphs)["text"].to_numpy(dtype=object)
    parts = []
    for topic in range(topics.n_topics):
        table = bags.units.drop(columns="n_chars").assign(
            share=share[:, topic], words=words[:, topic], text=texts, topic=topic + 1
        )
        best = table[table["share"] >= 0.5].sort_values("words", ascending=False, kind="stable")
        best = best.drop_duplicates("report_id").head(n)
        parts.append(best.assign(rank=np.arange(1, len(best) + 1)))
    columns = ["topic", "rank", "paragraph_id", "report_id", "year", "share", "text"]
    return pd.concat(parts, ignore_index=True)[columns]


def suggest_labels(topics: TopicModel, n: int = 3) -> pd.DataFrame:
    """Suggest a label for each topic from its own words.

    Claim: the most relevant words of the topic that are not part of a longer one already taken; nothing is invented, and
    what the topic means is for a reader of its typical paragraphs to say.

    Parameters
    ----------
    topics : TopicModel
        A fitted model.
    n : int, default 3
        Words in a label.

    Returns
    -------
    DataFrame, one row per topic
        ``topic``, ``label``, ``anchor`` (name of the anchor; missing for a free topic).

    Raises
    ------
    InputError
        For an unfitted model.

    See Also
    --------
    typical_paragraphs : shows the paragraphs by which to judge the label.

    Examples
    --------
    >>> import analysis as fz
    >>> paragraphs = fz.split_paragraphs(fz.read_reports(fz.sample_reports()))
    >>> topics = fz.TopicModel(3, random_state=0).fit(paragraphs)
    >>> len(suggest_labels(topics).loc[0, "label"].split("、"))
    3
    """
    rows = []
    for topic, ranked in topics.top_words(10 * n, by="relevance").iterrows():
        taken: list[str] = []
        for word in ranked:
            if len(taken) < n and not any(word in other or other in word for other in taken):
                taken.append(word)
        rows.append({"topic": topic, "label": "、".join(taken), "anchor": topics.anchors_.get(topic)})
    return pd.DataFrame(rows).astype({"label": "string", "anchor": "string"})


def pyldavis_data(topics: TopicModel, paragraphs: pd.DataFrame) -> dict[str, Any]:
    """Give the arguments of ``pyLDAvis.prepare``, with the topics' own numbers.

    Parameters
    ----------
    topics : TopicModel
        A fitted model.
    paragraphs : DataFrame, one row per paragraph
        As :func:`split_paragraphs` returns it.

    Returns
    -------
    dict
        ``topic_term_dists`` (n_topics, n_words), ``doc_topic_dists`` (n_paragraphs, n_topics), ``doc_lengths``, ``vocab``,
        ``term_frequency``, ``sort_topics`` (False: the numbers stay); paragraphs and words that do not occur are left
        out, and rows sum to 1. Use as ``pyLDAvis.prepare(**pyldavis_data(topics, paragraphs))``.

    Raises
    ------
    InputError
        For an unfitted model, or paragraphs without a known word.

    See Also
    --------
    TopicModel : fits the topics shown.
    suggest_labels : suggests a name for each topic.

    References
    ----------
    Sievert, C., & Shirley, K. E. (2014). LDAvis: A method for visualizing and interpreting topics. *ACL workshop on
    interactive language learning, visualization, and interfaces*. doi:10.3115/v1/W14-3110.

    Examples
    --------
    >>> import analysis as fz
    >>> paragraphs = fz.split_paragraphs(fz.read_reports(fz.sample_reports()))
    >>> topics = fz.TopicModel(3, random_state=0, passes=2).fit(paragraphs)
    >>> pyldavis_data(topics, paragraphs)["topic_term_dists"].sum(axis=1).round(6).tolist()
    [1.0, 1.0, 1.0]
    """
    bags = topics.count_words(paragraphs).with_words()
    if not len(bags.units):
        raise InputError("paragraphs", "hold no word that the topics know", "give texts like those fitted on")
    frequency = np.asarray(bags.counts.sum(axis=0)).ravel()
    used = frequency > 0
    words = topics.topic_words_[:, used]
    gamma = topics.infer_bags(bags)
    return {
        "topic_term_dists": words / words.sum(axis=1, keepdims=True),
        "doc_topic_dists": gamma / gamma.sum(axis=1, keepdims=True),
        "doc_lengths": np.asarray(bags.counts.sum(axis=1)).ravel(),
        "vocab": [word for word, own in zip(topics.words_, used, strict=True) if own],
        "term_frequency": frequency[used],
        "sort_topics": False,
    }
