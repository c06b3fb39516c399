"""Topics that go together are found as such, governments count once, and what cannot be known is missing."""

from __future__ import annotations

import pandas as pd
import pytest

import analysis as fz
from analysis.columns import COLUMNS

from .planted import Planted, make_paragraphs

WORDS = (
    "行政复议、人民调解、信访、行政应诉、仲裁。",
    "行政审批、权力清单、负面清单、市场监管、营商环境。",
    "规范性文件、合法性审查、公众参与、专家论证、立法。",
)


@pytest.fixture(scope="module")
def tied() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Sixteen governments with two reports each: what has more of the first topic has more of the second."""
    rows, facts = [], []
    for number in range(16):
        for year in (2019, 2020):
            report = f"g{number:02d}y{year}"
            facts.append({"report_id": report, "region": f"g{number:02d}", "level": "county"})
            much = 1 + number % 4
            rows += [(report, year, WORDS[0] * 3)] * much + [(report, year, WORDS[1] * 3)] * much
            rows += [(report, year, WORDS[2] * 3)] * (9 - 2 * much)
    return make_paragraphs(rows), pd.DataFrame(facts)


def leading(topics: fz.TopicModel, word: str) -> int:
    return next(int(topic) for topic, words in topics.top_words(5).iterrows() if word in set(words))


def test_what_goes_together_is_found(tied: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    paragraphs, reports = tied
    topics = fz.TopicModel(3, min_reports=1).fit(paragraphs)
    table = fz.topic_correlations(topics, paragraphs, reports=reports)
    assert table.columns.tolist() == list(COLUMNS["topic correlations"])
    a, b, c = (leading(topics, word) for word in ("人民调解", "权力清单", "合法性审查"))
    found = {frozenset((row["topic_a"], row["topic_b"])): row for row in table.to_dict("records")}
    together, apart = found[frozenset((a, b))], found[frozenset((a, c))]
    assert together["low"] > 0.5
    assert apart["high"] < -0.5
    assert (together["expected"], together["n_reports"], together["n_governments"]) == (-0.5, 32, 16)
    alone = fz.topic_correlations(
        topics, paragraphs
    )  # each report by itself: narrower, as if all were independent
    assert set(alone["n_governments"]) == {32}


def test_reports_without_a_year_count_too(tied: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    paragraphs, _ = tied
    topics = fz.TopicModel(3, min_reports=1).fit(paragraphs)
    undated = paragraphs.assign(year=paragraphs["year"].mask(paragraphs["year"] == 2019))
    pd.testing.assert_frame_equal(
        fz.topic_correlations(topics, undated), fz.topic_correlations(topics, paragraphs)
    )


def test_of_two_topics_one_is_what_the_other_leaves(tied: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    paragraphs, reports = tied
    two = fz.TopicModel(2, min_reports=1).fit(paragraphs)
    found = fz.topic_correlations(two, paragraphs, reports=reports)
    assert found["reason"].tolist() == ["two topics"]
    assert found["correlation"].isna().all()


def test_few_governments_tell_nothing(topics: fz.TopicModel, paragraphs: pd.DataFrame) -> None:
    table = fz.topic_correlations(topics, paragraphs)
    assert set(table["reason"]) == {"fewer than 10 governments"}
    assert table[["correlation", "low", "high"]].isna().all(axis=None)


def test_independent_topics_are_near_what_is_expected(simulated: Planted, ten: fz.TopicModel) -> None:
    one_year = simulated.paragraphs.query("year == 2018")
    table = fz.topic_correlations(ten, one_year)
    assert table["correlation"].mean() == pytest.approx(-1 / 9, abs=0.08)
