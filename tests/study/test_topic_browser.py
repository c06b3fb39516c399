"""The page is written from a model: any table with texts will do, own labels stay, nothing dropped is listed."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import analysis as fz
from tests.topics.planted import APPROVALS, DISPUTES, make_paragraphs

ROWS = [(f"{place}{year}", year, text * 4) for year in (2019, 2020) for place in "abc" for text in (DISPUTES, APPROVALS)]  # fmt: skip


@pytest.fixture(scope="module")
def two() -> fz.TopicModel:
    return fz.TopicModel(2).fit(make_paragraphs(ROWS))


def test_the_page_has_own_labels_and_the_numbers_of_the_tables(two: fz.TopicModel, tmp_path: Path) -> None:
    paragraphs = make_paragraphs(ROWS)
    labels = two.labels_
    two.set_labels({2: "自己的名字"})
    try:
        page = fz.topic_browser(two, paragraphs, tmp_path / "topics.html", lang="en").read_text("utf-8")
    finally:
        two.labels_ = labels
    assert "2  自己的名字" in page
    for row in fz.topic_shares(two, paragraphs, refits=0).to_dict("records"):
        assert f"{100 * row['share']:.1f}%" in page
    assert "topic_trends" not in page
    assert "topic_areas" not in page
    shares = fz.topic_shares(two, paragraphs, refits=0)
    trends = fz.topic_trends(two, paragraphs, refits=0)
    again = fz.topic_browser(two, paragraphs, tmp_path / "again.html", shares=shares, trends=trends)
    assert "个百分点" in again.read_text("utf-8")


def test_anchors_say_whether_they_were_taken_or_why_not(tmp_path: Path) -> None:
    paragraphs = make_paragraphs([*ROWS, ("a2019", 2019, "气象。")])
    anchors = {"disputes": ["行政复议", "信访"], "weather": ["气象"]}
    topics = fz.anchored_topics(paragraphs, n_free=1, anchors=anchors, min_reports=1)
    page = fz.topic_browser(topics, paragraphs, tmp_path / "topics.html", lang="en").read_text("utf-8")
    assert "Anchored in “disputes”: this topic has" in page
    assert "The anchor “weather” was not taken (its words are too rare)" in page


def test_texts_alone_will_do(tmp_path: Path) -> None:
    bare = pd.DataFrame({"text": [text for _, _, text in ROWS]})
    topics = fz.TopicModel(2).fit(bare)
    page = fz.topic_browser(topics, bare, tmp_path / "topics.html", lang="en").read_text("utf-8")
    assert "No report has a year, so that there are no shares by year." in page
    assert page.count('class="topic"') == topics.n_topics_


def test_dropped_topics_are_counted_and_not_listed(tmp_path: Path) -> None:
    topics = fz.TopicModel(6, engine="gensim").fit(make_paragraphs(ROWS))
    assert topics.n_dropped_ > 0
    page = fz.topic_browser(topics, make_paragraphs(ROWS), tmp_path / "topics.html", lang="en").read_text(
        "utf-8"
    )
    assert f"{topics.n_dropped_} of 6 topics had next to no words of their own and were dropped" in page
    assert page.count('class="topic"') == topics.n_topics_


def test_what_will_not_do_is_refused(two: fz.TopicModel, tmp_path: Path) -> None:
    paragraphs = make_paragraphs(ROWS)
    with pytest.raises(fz.InputError, match=r"has the ending '\.csv'; use \.html or \.htm"):
        fz.topic_browser(two, paragraphs, tmp_path / "topics.csv")
    shares = fz.topic_shares(two, paragraphs, refits=0)
    with pytest.raises(fz.InputError, match="shares are not one for each year and topic"):
        fz.topic_browser(two, paragraphs, tmp_path / "topics.html", shares=pd.concat([shares, shares]))
    with pytest.raises(fz.InputError, match="was not fitted"):
        fz.topic_browser(fz.TopicModel(2), paragraphs, tmp_path / "topics.html")
