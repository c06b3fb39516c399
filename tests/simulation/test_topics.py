"""Planted topics: known words and prevalence, in texts that a segmenter reads back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import analysis as fz
from analysis.errors import InputError
from analysis.simulation.topics import TopicSimulation
from analysis.words.segment import segmenter


@pytest.fixture(scope="module")
def planted() -> TopicSimulation:
    return fz.make_topic_reports(random_state=1)


def test_topics_are_distributions_over_words_of_their_own_and_common_ones(planted: TopicSimulation) -> None:
    words = planted.words
    assert words.groupby("topic")["probability"].sum().to_numpy() == pytest.approx(1)
    top = words.groupby("topic").head(10)
    assert top["word"].is_unique
    shared = words.groupby("word")["topic"].nunique()
    assert set(shared) == {1, 10}
    assert (shared == 10).sum() == 80


def test_the_texts_hold_the_words_as_often_as_planted(planted: TopicSimulation) -> None:
    late = planted.paragraphs.query("role == 'work' and year >= 2020")
    counts = pd.Series([w for text in late["text"] for w in segmenter().cut(text)]).value_counts()
    counts = counts.drop(["、", "。"])
    assert set(counts.index) <= set(planted.words["word"])
    shares = planted.truth.query("year >= 2020").groupby("topic")["share"].mean()
    expected = planted.words.assign(p=planted.words["probability"] * planted.words["topic"].map(shares))
    expected = expected.groupby("word")["p"].sum().sort_values(ascending=False).head(50)
    seen = (counts / counts.sum()).reindex(expected.index)
    assert np.corrcoef(seen, expected)[0, 1] > 0.8
    assert (seen - expected).abs().max() < 0.006


def test_two_topics_rise_and_one_appears(planted: TopicSimulation) -> None:
    shares = planted.truth.pivot(index="year", columns="topic", values="share")
    assert shares.sum(axis=1).to_numpy() == pytest.approx(1)
    assert (shares.loc[:2019, 3] == 0).all()
    assert shares.loc[2020:, 3].mean() == pytest.approx(0.1, abs=0.04)
    slopes = np.polyfit(shares.index.to_numpy(dtype=float), shares.to_numpy() * 100, 1)[0]
    assert slopes[:2] == pytest.approx([1.5, 1.0], abs=0.8)


def test_reports_are_read_back(planted: TopicSimulation, tmp_path: Path) -> None:
    reports = fz.read_reports(planted.write(tmp_path / "topics"))
    assert set(reports["report_id"]) == set(planted.reports["report_id"])
    paragraphs = fz.split_paragraphs(reports).set_index("paragraph_id")
    columns = ["role", "text", "heading_1", "n_chars", "year"]
    pd.testing.assert_frame_equal(
        paragraphs.loc[planted.paragraphs["paragraph_id"], columns],
        planted.paragraphs.set_index("paragraph_id")[columns],
    )
    assert reports["text"].str.contains("模拟").all()


def test_the_same_seed_gives_the_same_corpus(planted: TopicSimulation) -> None:
    again = fz.make_topic_reports(random_state=1)
    pd.testing.assert_frame_equal(planted.paragraphs, again.paragraphs)
    pd.testing.assert_frame_equal(planted.words, again.words)
    assert not fz.make_topic_reports(n_regions=2, random_state=2).words.equals(planted.words)


def test_a_paragraph_is_about_one_topic(planted: TopicSimulation) -> None:
    own = planted.words.drop_duplicates("word", keep=False).set_index("word")["topic"]
    work = planted.paragraphs[planted.paragraphs["role"] == "work"].head(300)
    leading = []
    for text in work["text"]:
        topics = own.reindex(text.strip("。\n").replace("。", "、").split("、")).dropna()
        leading.append(topics.value_counts(normalize=True).iloc[0])
    assert np.mean(leading) == pytest.approx(0.87, abs=0.02)  # 0.85, and what of the asides is the same topic


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"n_topics": 1}, "n_topics is 1; plant 2 or more."),
        ({"n_words": 0}, "n_words is 0; give 1 or more."),
        ({"rising": {11: 1.0}}, "rising holds topic 11; name topics 1 to 10."),
        ({"rising": {1: 30.0}}, "rising is {1: 30.0} and leaves a topic no room; choose smaller slopes."),
    ],
)
def test_what_cannot_be_planted_is_refused(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError) as error:
        fz.make_topic_reports(**{"n_regions": 2, **settings})
    assert str(error.value) == message


def test_more_topics_than_words_are_refused() -> None:
    with pytest.raises(InputError, match="needs 400080 words of"):
        fz.make_topic_reports(10_000, 2, rising={}, appearing={})
