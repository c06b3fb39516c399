"""What readers are shown comes from the texts, under the topics' own numbers."""

from __future__ import annotations

import copy
from pathlib import Path

import pandas as pd
import pytest

import analysis as fz


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


def test_no_two_topics_have_the_same_label(topics: fz.TopicModel) -> None:
    twice = copy.copy(topics)
    twice.parameters_ = topics.parameters_[[0, 0, 1]]
    labels = fz.suggest_labels(twice)["label"].tolist()
    assert len(set(labels)) == 3
    assert labels[1].startswith(labels[0])


def test_own_labels_stay_with_the_model(topics: fz.TopicModel, tmp_path: Path) -> None:
    table = fz.suggest_labels(topics)
    table.loc[1, "label"] = "执法监督"
    table.iloc[[1]].to_csv(tmp_path / "labels.csv", index=False)
    (tmp_path / "labels.toml").write_text('2 = "执法监督"\n', encoding="utf-8")
    for given in (table.iloc[[1]], {2: "执法监督"}, tmp_path / "labels.csv", tmp_path / "labels.toml"):
        own = copy.copy(topics).set_labels(given)
        labels = fz.suggest_labels(own)
        assert labels["label"].tolist() == table["label"].tolist()
        assert labels["own"].tolist() == [False, True, False]
    loaded = fz.TopicModel.load(own.save(tmp_path / "model"))
    assert loaded.labels_ == {2: "执法监督"}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({9: "x"}, "labels name the topic 9; name topics 1 to 3"),
        ({1: "x", 2: "x"}, "labels have 2: 'x' twice; give each topic a label of its own"),
        (["x"], "labels is a list; give a mapping of topic to label"),
        ("none.csv", "labels 'none.csv' cannot be read"),
    ],
)
def test_labels_that_will_not_do_are_refused(topics: fz.TopicModel, given: object, message: str) -> None:
    with pytest.raises(fz.InputError, match=message):
        copy.copy(topics).set_labels(given)
