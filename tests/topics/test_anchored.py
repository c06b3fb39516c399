"""Anchored topics keep to their area, and a subject that no area names ends in a free one."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import analysis as fz
from analysis.topics.anchored import area_anchors

from .planted import APPROVALS, DISPUTES, make_paragraphs

WEATHER = "气象、地震、海洋、森林、草原。"


@pytest.fixture(scope="module")
def mixed() -> fz.TopicModel:
    rows = [
        (f"r{number % 5}", 2020, text * 5) for number, text in enumerate((DISPUTES, APPROVALS, WEATHER) * 10)
    ]
    anchors = {"6": ["行政复议", "信访"], "1": ["行政审批", "权力清单"]}
    return fz.anchored_topics(make_paragraphs(rows), n_free=1, anchors=anchors, min_reports=1)


def test_anchored_topics_come_first_and_hold_their_words(mixed: fz.TopicModel) -> None:
    words = [set(row) for row in mixed.top_words(5).to_numpy().tolist()]
    assert mixed.anchors_ == {1: "6", 2: "1"}
    assert {"行政复议", "仲裁"} <= words[0]
    assert {"行政审批", "负面清单"} <= words[1]
    assert words[2] == set(WEATHER.strip("。").split("、"))


def test_the_topic_outside_the_areas_is_found(mixed: fz.TopicModel) -> None:
    table = fz.outside_topics(mixed)
    assert table[["topic", "outside"]].to_numpy().tolist() == [[3, True]]
    assert table.loc[0, "named"] < 0.2
    plain = fz.outside_topics(
        fz.TopicModel(2, passes=2, min_reports=1).fit(make_paragraphs([("a", 1, DISPUTES)] * 3))
    )
    assert plain["nearest"].isna().all()
    assert not plain["outside"].any()


def test_the_sample_reports_have_eight_anchored_topics(paragraphs: pd.DataFrame) -> None:
    topics = fz.anchored_topics(paragraphs, n_free=3, passes=10)
    assert topics.anchors_ == {area: str(area) for area in range(1, 9)}
    anchors = area_anchors()
    inside = [
        len(set(row) & set(anchors[str(area)]))
        for area, row in enumerate(topics.top_words(5).to_numpy()[:8], 1)
    ]
    assert min(inside) >= 1
    assert np.mean(inside) >= 3.5
    assert not set.intersection(*map(set, anchors.values()))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"n_free": 0}, "n_free is 0; use a whole number of at least 1"),
        ({"strength": 0}, "strength is 0; use a number above 0"),
        ({"anchors": {"风险": ["无此词"]}}, "anchors have no word of '风险' in the vocabulary"),
    ],
)
def test_what_will_not_do_is_refused(planted: pd.DataFrame, options: dict[str, object], message: str) -> None:
    with pytest.raises(fz.InputError, match=message):
        fz.anchored_topics(planted, **options)


def test_more_strength_draws_more_words(planted: pd.DataFrame) -> None:
    anchors = {"x": ["信访", "行政审批"]}  # words that do not occur together
    weak, strong = (
        fz.anchored_topics(planted, n_free=2, anchors=anchors, strength=strength).topic_words_[0]
        for strength in (0.01, 50.0)
    )
    words = fz.anchored_topics(planted, n_free=2, anchors=anchors, passes=1).words_
    place = [words.index(word) for word in anchors["x"]]
    assert strong[place].sum() > 0.9 > np.min(weak[place])
