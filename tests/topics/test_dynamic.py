"""Dynamic topics state their cost before they start, and follow a word that fades."""

from __future__ import annotations

import time

import pandas as pd
import pytest

import analysis as fz
from analysis.topics.dynamic import dynamic_minutes

from .planted import make_paragraphs


@pytest.fixture(scope="module")
def changing() -> pd.DataFrame:
    """One subject whose word changes from 信访 to 行政调解, and another that stays."""
    rows = []
    for year, faded in ((2018, 5), (2019, 3), (2020, 0)):
        words = "、".join(["信访"] * faded + ["行政调解"] * (5 - faded) + ["仲裁"] * 2)
        rows += [
            (f"a{year}", year, f"{words}。"),
            (f"b{year}", year, "行政审批、权力清单、负面清单。" * 3),
        ] * 3
    return make_paragraphs(rows)


def test_the_words_of_a_topic_change(changing: pd.DataFrame) -> None:
    topics = fz.TopicModel(2, min_reports=1).fit(changing)
    table = fz.dynamic_topics(topics, changing, n_top=3, n_rounds=3)
    assert table.columns.tolist() == ["topic", "year", "rank", "word", "probability"]
    assert len(table) == 2 * 3 * 3
    place = topics.words_.index("信访")
    own = table[table["topic"] == int(topics.topic_words_[:, place].argmax()) + 1]
    shown = own.set_index(["year", "word"])["probability"]
    assert shown[2018, "信访"] > shown.get((2020, "信访"), 0.0)
    assert shown[2020, "行政调解"] > shown.get((2018, "行政调解"), 0.0)
    assert (table.groupby(["topic", "year"])["probability"].sum() <= 1 + 1e-9).all()


def test_work_that_takes_too_long_does_not_start(paragraphs: pd.DataFrame, topics: fz.TopicModel) -> None:
    begun = time.perf_counter()
    with pytest.raises(fz.InputError) as error:
        fz.dynamic_topics(topics, paragraphs, max_minutes=0.5)
    assert time.perf_counter() - begun < 10
    assert "300 words, 3 topics and 5 years would take about 2 minutes; raise it, or lower" in str(
        error.value
    )


def test_the_cost_grows_with_everything() -> None:
    base = (300, 8, 6, 1_000, 6)
    for place in range(5):
        more = tuple(value * 2 if number == place else value for number, value in enumerate(base))
        assert dynamic_minutes(*more) > dynamic_minutes(*base)


def test_one_year_is_refused(paragraphs: pd.DataFrame, topics: fz.TopicModel) -> None:
    with pytest.raises(fz.InputError, match=r"paragraphs are of 1 year\(s\); give at least two years"):
        fz.dynamic_topics(topics, paragraphs[paragraphs["year"] == 2019])
