"""What readers are shown comes from the texts, under the topics' own numbers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import analysis as fz

from .planted import make_paragraphs


def test_typical_paragraphs_are_mostly_of_their_topic(
    topics: fz.TopicModel, paragraphs: pd.DataFrame
) -> None:
    table = fz.typical_paragraphs(topics, paragraphs, n=3)
    assert table.columns.tolist() == ["topic", "rank", "paragraph_id", "report_id", "year", "share", "text"]
    assert (table["share"] >= 0.5).all()
    assert table["share"].max() <= 1 + 1e-6
    texts = paragraphs.set_index("paragraph_id")["text"]
    assert (texts.loc[table["paragraph_id"]].to_numpy() == table["text"].to_numpy()).all()
    assert not table.duplicated(["topic", "report_id"]).any()
    for _, own in table.groupby("topic"):
        assert own["rank"].tolist() == list(range(1, len(own) + 1))
    with pytest.raises(fz.InputError, match="n is 0; use a whole number of at least 1"):
        fz.typical_paragraphs(topics, paragraphs, n=0)


def test_labels_are_words_of_the_topic(topics: fz.TopicModel) -> None:
    labels = fz.suggest_labels(topics)
    assert labels["topic"].tolist() == [1, 2, 3]
    for label, ranked in zip(
        labels["label"], topics.top_words(30, "relevance").to_numpy().tolist(), strict=True
    ):
        words = label.split("、")
        assert len(words) == 3
        assert set(words) <= set(ranked)
        assert words[0] == ranked[0]
        assert not any(one != two and one in two for one in words for two in words)
    assert labels["anchor"].isna().all()


def test_the_export_is_what_pyldavis_takes(topics: fz.TopicModel, paragraphs: pd.DataFrame) -> None:
    # pyLDAvis 3.4 refuses rows that do not sum to 1, and lengths that differ
    unknown = make_paragraphs([("x", 2021, "天气晴朗。")])
    data = fz.pyldavis_data(topics, pd.concat([paragraphs, unknown], ignore_index=True))
    words, weights = data["topic_term_dists"], data["doc_topic_dists"]
    assert words.shape == (3, len(data["vocab"])) == (3, len(data["term_frequency"]))
    assert weights.shape == (len(data["doc_lengths"]), 3)
    np.testing.assert_allclose(words.sum(axis=1), 1)
    np.testing.assert_allclose(weights.sum(axis=1), 1)
    assert data["doc_lengths"].min() > 0
    assert data["term_frequency"].min() > 0
    assert data["doc_lengths"].sum() == data["term_frequency"].sum()
    assert data["sort_topics"] is False
    with pytest.raises(fz.InputError, match="paragraphs hold no word that the topics know"):
        fz.pyldavis_data(topics, unknown)
