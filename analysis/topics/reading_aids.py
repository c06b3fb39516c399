"""What helps to read topics: typical paragraphs, and labels made of their words."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.tables import make_table
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
    if paragraphs.empty:
        raise InputError("paragraphs", "have no row", "give paragraphs")
    bags = topics.count_words(paragraphs)
    share = topics.assigned(bags)
    words = share * np.asarray(bags.counts.sum(axis=1), dtype=float)
    texts = said(paragraphs)["text"].to_numpy(dtype=object)
    parts = []
    for topic in range(topics.n_topics_):
        table = bags.units.drop(columns="n_chars").assign(
            share=share[:, topic], words=words[:, topic], text=texts, topic=topic + 1
        )
        best = table[table["share"] >= 0.5].sort_values("words", ascending=False, kind="stable")
        best = best.drop_duplicates("report_id").head(n)
        parts.append(best.assign(rank=np.arange(1, len(best) + 1)))
    return make_table("typical paragraphs", pd.concat(parts, ignore_index=True))


def suggest_labels(topics: TopicModel, n: int = 3) -> pd.DataFrame:
    """Give the label of each topic: the reader's own, or one suggested from the topic's words.

    Claim: a suggested label holds the most relevant words of the topic that are not part of a longer one already taken;
    nothing is invented, and what the topic means is for a reader of its typical paragraphs to say. No two topics have the
    same label: further words are added where they would.

    Parameters
    ----------
    topics : TopicModel
        A fitted model.
    n : int, default 3
        Words in a label.

    Returns
    -------
    DataFrame, one row per topic
        ``topic``, ``label``, ``anchor`` (name of the anchor; missing for a free topic), ``own`` (whether the label was
        given with ``TopicModel.set_labels``).

    Raises
    ------
    InputError
        For an unfitted model.

    See Also
    --------
    TopicModel.set_labels : takes this table back with labels of your own.
    typical_paragraphs : shows the paragraphs by which to judge the label.

    Examples
    --------
    >>> import analysis as fz
    >>> paragraphs = fz.split_paragraphs(fz.read_reports(fz.sample_reports()))
    >>> topics = fz.TopicModel(3, random_state=0).fit(paragraphs).set_labels({2: "行政执法"})
    >>> labels = suggest_labels(topics)
    >>> labels.loc[1, "label"], len(labels.loc[0, "label"].split("、"))
    ('行政执法', 3)
    """
    rows, given = [], set(topics.labels_.values())
    for topic, ranked in topics.top_words(10 * n).iterrows():
        label = topics.labels_.get(topic)
        if label is None:
            label = _suggestion(ranked.tolist(), n, given)
            given.add(label)
        row = {"topic": topic, "label": label, "anchor": topics.anchors_.get(topic)}
        rows.append({**row, "own": topic in topics.labels_})
    return pd.DataFrame(rows).astype({"label": "string", "anchor": "string"})


def _suggestion(ranked: list[str], n: int, given: set[str]) -> str:
    """The first words, and as many more as make a label that no other topic has."""
    taken: list[str] = []
    for word in ranked:
        if any(word in other or other in word for other in taken):
            continue
        taken.append(word)
        if len(taken) >= n and "、".join(taken) not in given:
            break
    return "、".join(taken)
