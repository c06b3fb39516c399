"""Words by year follow a word that fades, and a year of few words is drawn toward all years."""

from __future__ import annotations

import pandas as pd
import pytest

import analysis as fz

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
    table = fz.dynamic_topics(topics, changing, n_top=3)
    assert table.columns.tolist() == ["topic", "year", "rank", "word", "probability", "count"]
    assert len(table) == 2 * 3 * 3
    place = topics.words_.index("信访")
    own = table[table["topic"] == int(topics.topic_words_[:, place].argmax()) + 1]
    shown = own.set_index(["year", "word"])["probability"]
    assert shown[2018, "信访"] > shown.get((2020, "信访"), 0.0)
    assert shown[2020, "行政调解"] > shown.get((2018, "行政调解"), 0.0)
    assert (table.groupby(["topic", "year"])["probability"].sum() <= 1 + 1e-9).all()


def test_a_year_of_few_words_is_drawn_toward_all_years(changing: pd.DataFrame) -> None:
    topics = fz.TopicModel(2, min_reports=1).fit(changing)
    table = fz.dynamic_topics(topics, changing, n_top=4)
    own = table[(table["year"] == 2020) & (table["word"] == "行政调解")].sort_values("count").iloc[-1]
    place = topics.words_.index("行政调解")
    always = topics.topic_words_[int(own["topic"]) - 1, place]
    in_year = own["count"] / 7  # copies count once
    assert min(always, in_year) < own["probability"] < max(always, in_year)
    with pytest.raises(fz.InputError, match="n_top is 0; use a whole number of at least 1"):
        fz.dynamic_topics(topics, changing, n_top=0)


def test_one_year_is_refused(paragraphs: pd.DataFrame, topics: fz.TopicModel) -> None:
    with pytest.raises(fz.InputError, match=r"paragraphs are of 1 year\(s\); give at least two years"):
        fz.dynamic_topics(topics, paragraphs[paragraphs["year"] == 2019])
