"""Topics are the same each time, find planted ones, and their shares add up."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pandas as pd
import pytest

import analysis as fz
from analysis.tables import CODED_ROLES, COLUMNS, make_table
from analysis.topics.words import topic_words
from analysis.words.segment import boilerplate_phrases, stop_words

DISPUTES = "行政复议、人民调解、信访、行政应诉、仲裁。"
APPROVALS = "行政审批、权力清单、负面清单、市场监管、营商环境。"


def make_paragraphs(rows: list[tuple[str, int, str]], role: str = "work") -> pd.DataFrame:
    """Paragraphs from (report, year, text)."""
    return make_table(
        "paragraphs",
        [
            {
                "paragraph_id": f"{report}-p{place:03d}",
                "report_id": report,
                "year": year,
                "position": place,
                "role": role,
                "text": text,
                "n_chars": len(text),
            }
            for place, (report, year, text) in enumerate(rows, start=1)
        ],
    )


@pytest.fixture(scope="module")
def planted() -> pd.DataFrame:
    """Two vocabularies that no paragraph mixes; disputes take three quarters of 2019 and a quarter of 2020."""
    rows = []
    for year, parts in ((2019, (3, 1)), (2020, (1, 3))):
        for report in ("a", "b", "c"):
            rows += [(f"{report}{year}", year, DISPUTES * 4)] * parts[0]
            rows += [(f"{report}{year}", year, APPROVALS * 4)] * parts[1]
    return make_paragraphs(rows)


@pytest.fixture(scope="module")
def two(planted: pd.DataFrame) -> fz.TopicModel:
    return fz.TopicModel(n_topics=2, random_state=1, passes=5).fit(planted)


def test_planted_topics_are_found(two: fz.TopicModel, planted: pd.DataFrame) -> None:
    words = {frozenset(row) for row in two.top_words(5).to_numpy().tolist()}
    assert words == {
        frozenset(["行政复议", "人民调解", "信访", "行政应诉", "仲裁"]),
        frozenset(["行政审批", "权力清单", "负面清单", "市场监管", "营商环境"]),
    }
    assert two.transform(planted).max(axis=1).min() > 0.9


def test_planted_shares_are_found(two: fz.TopicModel, planted: pd.DataFrame) -> None:
    shares = fz.topic_shares(two, planted, random_state=0)
    disputes = next(topic for topic, words in two.top_words(5).iterrows() if "信访" in set(words))
    found = shares[shares["topic"] == disputes].set_index("year")["share"]
    chars = {2019: (3 * len(DISPUTES), len(APPROVALS)), 2020: (len(DISPUTES), 3 * len(APPROVALS))}
    for year, (own, other) in chars.items():
        assert found[year] == pytest.approx(own / (own + other), abs=0.05)


def test_the_same_seed_gives_the_same_topics(paragraphs: pd.DataFrame, topics: fz.TopicModel) -> None:
    again = fz.TopicModel(n_topics=3, random_state=0, passes=3).fit(paragraphs)
    np.testing.assert_array_equal(again.topic_words_, topics.topic_words_)
    assert again.words_ == topics.words_
    pd.testing.assert_frame_equal(again.transform(paragraphs), topics.transform(paragraphs))
    pd.testing.assert_frame_equal(fz.topic_shares(again, paragraphs), fz.topic_shares(topics, paragraphs))


def test_another_seed_gives_other_topics(paragraphs: pd.DataFrame, topics: fz.TopicModel) -> None:
    other = fz.TopicModel(n_topics=3, random_state=1, passes=3).fit(paragraphs)
    assert not np.array_equal(other.topic_words_, topics.topic_words_)


def test_inference_does_not_depend_on_what_was_inferred_before(
    topics: fz.TopicModel, paragraphs: pd.DataFrame
) -> None:
    first = topics.transform(paragraphs)
    topics.transform(paragraphs.head(50))
    pd.testing.assert_frame_equal(topics.transform(paragraphs), first)


def test_the_global_random_states_are_not_touched(planted: pd.DataFrame) -> None:
    np.random.seed(123)  # noqa: NPY002 (this state is what is watched)
    random.seed(123)
    before = np.random.get_state()[1].tolist(), random.getstate()  # noqa: NPY002
    model = fz.TopicModel(n_topics=2, random_state=5, passes=1).fit(planted)
    fz.topic_shares(model, planted, random_state=5, n_resamples=20)
    assert np.random.get_state()[1].tolist() == before[0]  # noqa: NPY002
    assert random.getstate() == before[1]


def test_the_global_random_state_does_not_matter(planted: pd.DataFrame, two: fz.TopicModel) -> None:
    np.random.seed(99)  # noqa: NPY002
    again = fz.TopicModel(n_topics=2, random_state=1, passes=5).fit(planted)
    np.testing.assert_array_equal(again.topic_words_, two.topic_words_)


# --- tables ---


def test_weights_of_a_paragraph_sum_to_1(topics: fz.TopicModel, paragraphs: pd.DataFrame) -> None:
    weights = topics.transform(paragraphs)
    said = paragraphs[paragraphs["role"].isin(CODED_ROLES)]
    assert weights.index.tolist() == said["paragraph_id"].tolist()
    assert weights.columns.tolist() == [1, 2, 3]
    np.testing.assert_allclose(weights.sum(axis=1), 1)


def test_topics_are_distributions_in_the_order_of_prevalence(
    topics: fz.TopicModel, paragraphs: pd.DataFrame
) -> None:
    assert topics.topic_words_.shape == (3, len(topics.words_))
    np.testing.assert_allclose(topics.topic_words_.sum(axis=1), 1, rtol=1e-5)
    prevalence = topics.transform(paragraphs).sum().tolist()
    assert prevalence == sorted(prevalence, reverse=True)
    assert topics.n_reports_ == 5


def test_top_words_are_the_most_probable_of_each_topic(topics: fz.TopicModel) -> None:
    table = topics.top_words(7)
    assert (table.index.name, table.index.tolist()) == ("topic", [1, 2, 3])
    assert table.columns.tolist() == [1, 2, 3, 4, 5, 6, 7]
    for topic, words in zip(topics.topic_words_, table.to_numpy().tolist(), strict=True):
        probability = dict(zip(topics.words_, topic, strict=True))
        shown = [probability.pop(word) for word in words]
        assert shown == sorted(shown, reverse=True)
        assert shown[-1] >= max(probability.values())


def test_a_word_occurs_in_enough_reports(paragraphs: pd.DataFrame) -> None:
    strict = fz.TopicModel(n_topics=2, passes=1, min_reports=5).fit(paragraphs)
    said = paragraphs[paragraphs["role"].isin(CODED_ROLES)]
    by_report = [
        {word for words in topic_words(own["text"]) for word in words} for _, own in said.groupby("report_id")
    ]
    assert set(strict.words_) == set.intersection(*by_report)


def test_shares_of_a_year_sum_to_1(topics: fz.TopicModel, paragraphs: pd.DataFrame) -> None:
    shares = fz.topic_shares(topics, paragraphs)
    assert {name: str(dtype) for name, dtype in shares.dtypes.items()} == dict(COLUMNS["topic shares"])
    assert len(shares) == 5 * 3
    np.testing.assert_allclose(shares.groupby("year")["share"].sum(), 1)


def test_shares_are_means_weighted_by_characters(topics: fz.TopicModel, paragraphs: pd.DataFrame) -> None:
    weights = topics.transform(paragraphs)
    said = paragraphs.set_index("paragraph_id").loc[weights.index]
    chars = said["n_chars"].to_numpy(dtype=float)
    shares = fz.topic_shares(topics, paragraphs).set_index(["year", "topic"])["share"]
    for year in sorted(set(said["year"])):
        own = (said["year"] == year).to_numpy(dtype=bool)
        expected = np.average(weights[own], axis=0, weights=chars[own])
        np.testing.assert_allclose(shares.loc[year], expected)


def test_one_report_a_year_gives_no_interval(topics: fz.TopicModel, paragraphs: pd.DataFrame) -> None:
    shares = fz.topic_shares(topics, paragraphs)
    assert (shares["n_reports"] == 1).all()
    assert shares[["low", "high"]].isna().all(axis=None)


def test_the_interval_lies_between_the_reports_and_holds_the_share(
    topics: fz.TopicModel, paragraphs: pd.DataFrame
) -> None:
    together = paragraphs.assign(year=pd.array([2020] * len(paragraphs), dtype="Int64"))
    shares = fz.topic_shares(topics, together, level=0.8).set_index("topic")
    alone = fz.topic_shares(topics, paragraphs).groupby("topic")["share"]
    assert (shares["n_reports"] == 5).all()
    assert (shares["low"] < shares["share"]).all()
    assert (shares["share"] < shares["high"]).all()
    assert (shares["low"] > alone.min()).all()
    assert (shares["high"] < alone.max()).all()
    wider = fz.topic_shares(topics, together, level=0.95).set_index("topic")
    assert (wider["high"] - wider["low"] > shares["high"] - shares["low"]).all()


def test_the_seed_of_the_bootstrap_moves_the_interval_only(
    topics: fz.TopicModel, paragraphs: pd.DataFrame
) -> None:
    together = paragraphs.assign(year=pd.array([2020] * len(paragraphs), dtype="Int64"))
    one, same, other = (
        fz.topic_shares(topics, together, n_resamples=99, random_state=seed) for seed in (0, 0, 1)
    )
    pd.testing.assert_frame_equal(one, same)
    pd.testing.assert_series_equal(one["share"], other["share"])
    assert not one["low"].equals(other["low"])


def test_only_what_says_something_is_modelled(planted: pd.DataFrame, two: fz.TopicModel) -> None:
    frame = make_paragraphs([("a2019", 2019, APPROVALS)], role="heading").assign(paragraph_id="heading")
    with_frame = pd.concat([planted, frame], ignore_index=True)
    assert "heading" not in two.transform(with_frame).index
    pd.testing.assert_frame_equal(fz.topic_shares(two, with_frame), fz.topic_shares(two, planted))


def test_a_paragraph_of_unknown_words_belongs_to_no_topic_more_than_another(two: fz.TopicModel) -> None:
    weights = two.transform(make_paragraphs([("x", 2021, "天气晴朗。")]))
    np.testing.assert_allclose(weights, 0.5)


def test_paragraphs_without_year_have_no_share(two: fz.TopicModel, planted: pd.DataFrame) -> None:
    undated = planted.assign(year=planted["year"].where(planted["year"] == 2019))
    assert set(fz.topic_shares(two, undated)["year"]) == {2019}


def test_the_table_given_is_not_changed(planted: pd.DataFrame) -> None:
    before = planted.copy(deep=True)
    fz.topic_shares(fz.TopicModel(n_topics=2, passes=1).fit(planted), planted)
    pd.testing.assert_frame_equal(planted, before)


# --- words ---


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("行政复议和信访。", ["行政复议", "信访"]),
        ("行政复议12件、行政应诉3件", ["行政复议", "行政应诉"]),
        ("伊春市信访", ["信访"]),
        ("的了和", []),
        ("2019年 APP", []),
        ("", []),
    ],
)
def test_words_of_topics_leave_out_figures_places_and_filler(text: str, words: list[str]) -> None:
    (found,) = topic_words([text])
    assert found == words


def test_formulas_and_stop_words_are_left_out() -> None:
    longest = boilerplate_phrases()[0]
    (alone,) = topic_words([longest])
    (around,) = topic_words([f"信访。{longest}仲裁。"])
    assert alone == []
    assert around == ["信访", "仲裁"]
    (none,) = topic_words(["。".join(sorted(stop_words()))])
    assert not stop_words() & set(none)


# --- errors ---


@pytest.mark.parametrize("n_topics", [1, 0, -3, 2.0, "8", None])
def test_too_few_topics_are_refused(planted: pd.DataFrame, n_topics: Any) -> None:
    with pytest.raises(fz.InputError) as error:
        fz.TopicModel(n_topics=n_topics).fit(planted)
    assert str(error.value) == f"n_topics is {n_topics!r}; use a whole number of at least 2."


def test_a_number_from_numpy_is_a_whole_number(planted: pd.DataFrame) -> None:
    assert fz.TopicModel(n_topics=np.int64(2), passes=1).fit(planted).top_words(1).shape == (2, 1)


def test_fewer_paragraphs_than_topics_are_refused(planted: pd.DataFrame) -> None:
    with pytest.raises(fz.InputError, match="n_topics is 4 for 3 paragraphs; use fewer topics"):
        fz.TopicModel(n_topics=4).fit(planted.head(3))


@pytest.mark.parametrize("role", ["heading", "preamble", "boilerplate"])
def test_paragraphs_that_say_nothing_do_not_count(role: str) -> None:
    rows = [("a", 2019, DISPUTES)] * 10
    with pytest.raises(fz.InputError, match="n_topics is 2 for 0 paragraphs"):
        fz.TopicModel(n_topics=2).fit(make_paragraphs(rows, role=role))


@pytest.mark.parametrize(
    ("rows", "min_reports"),
    [
        ([("a", 2019, DISPUTES), ("b", 2019, APPROVALS)] * 2, 2),  # no word in both
        ([("a", 2019, "的。"), ("b", 2019, "2019 APP")] * 2, 1),
        ([("a", 2019, "No Chinese here.")] * 3, 1),
    ],
)
def test_an_empty_vocabulary_is_refused(rows: list[tuple[str, int, str]], min_reports: int) -> None:
    with pytest.raises(fz.InputError) as error:
        fz.TopicModel(n_topics=2, min_reports=min_reports).fit(make_paragraphs(rows))
    assert str(error.value).startswith(f"min_reports is {min_reports}: no word is left; lower it")


def test_one_report_needs_no_second_for_its_words() -> None:
    rows = [("a", 2019, DISPUTES), ("a", 2019, APPROVALS)]
    assert len(fz.TopicModel(n_topics=2, passes=1).fit(make_paragraphs(rows)).words_) == 10


@pytest.mark.parametrize("use", ["top_words", "transform", "topic_shares"])
def test_an_unfitted_model_says_so(planted: pd.DataFrame, use: str) -> None:
    model = fz.TopicModel()
    calls = {
        "top_words": model.top_words,
        "transform": lambda: model.transform(planted),
        "topic_shares": lambda: fz.topic_shares(model, planted),
    }
    with pytest.raises(fz.InputError, match="topics is a TopicModel that was not fitted; call fit"):
        calls[use]()


def test_wrong_tables_and_levels_are_refused(two: fz.TopicModel, planted: pd.DataFrame) -> None:
    with pytest.raises(fz.InputError, match=r"paragraphs lacks the column\(s\) role; .* split_paragraphs"):
        fz.TopicModel(n_topics=2).fit(planted.drop(columns="role"))
    with pytest.raises(fz.InputError, match="level is 1; give a number between 0 and 1"):
        fz.topic_shares(two, planted, level=1)
