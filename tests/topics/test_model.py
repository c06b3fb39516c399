"""Topics find what was planted, come back from disk, and are told what their corpus cannot support."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pandas as pd
import pytest

import analysis as fz
from analysis.tables import CODED_ROLES
from analysis.topics.caveats import find_caveats
from analysis.topics.dropping import FEW_WORDS, WORDS_APART

from .planted import APPROVALS, DISPUTES, make_paragraphs


def test_planted_topics_are_found(two: fz.TopicModel, planted: pd.DataFrame) -> None:
    words = {frozenset(row) for row in two.top_words(5).to_numpy().tolist()}
    assert words == {
        frozenset(["行政复议", "人民调解", "信访", "行政应诉", "仲裁"]),
        frozenset(["行政审批", "权力清单", "负面清单", "市场监管", "营商环境"]),
    }
    assert two.transform(planted).max(axis=1).min() > 0.9


def test_the_same_seed_gives_the_same_topics(paragraphs: pd.DataFrame, topics: fz.TopicModel) -> None:
    again = fz.TopicModel(n_topics=3, random_state=0, passes=3).fit(paragraphs)
    np.testing.assert_array_equal(again.topic_words_, topics.topic_words_)
    assert again.words_ == topics.words_
    pd.testing.assert_frame_equal(again.transform(paragraphs), topics.transform(paragraphs))
    pd.testing.assert_frame_equal(fz.topic_shares(again, paragraphs), fz.topic_shares(topics, paragraphs))


def test_a_seed_changes_what_draws_at_random_alone(paragraphs: pd.DataFrame, topics: fz.TopicModel) -> None:
    other = fz.TopicModel(n_topics=3, random_state=1, passes=3).fit(paragraphs)
    np.testing.assert_array_equal(other.topic_words_, topics.topic_words_)
    one, two = (
        fz.TopicModel(3, random_state=seed, passes=3, engine="gensim").fit(paragraphs) for seed in (0, 1)
    )
    assert not np.array_equal(one.topic_words_, two.topic_words_)


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
    prevalence = topics.assigned(topics.count_words(paragraphs)).sum(axis=0).tolist()
    assert prevalence == sorted(prevalence, reverse=True)
    assert topics.n_reports_ == 5


def test_top_words_are_the_most_probable_of_each_topic(topics: fz.TopicModel) -> None:
    table = topics.top_words(7, "probability")
    assert (table.index.name, table.index.tolist()) == ("topic", [1, 2, 3])
    assert table.columns.tolist() == [1, 2, 3, 4, 5, 6, 7]
    for topic, words in zip(topics.topic_words_, table.to_numpy().tolist(), strict=True):
        probability = dict(zip(topics.words_, topic, strict=True))
        shown = [probability.pop(word) for word in words]
        assert shown == sorted(shown, reverse=True)
        assert shown[-1] >= max(probability.values())


def test_only_what_says_something_is_modelled(planted: pd.DataFrame, two: fz.TopicModel) -> None:
    frame = make_paragraphs([("a2019", 2019, APPROVALS)], role="heading").assign(paragraph_id="heading")
    with_frame = pd.concat([planted, frame], ignore_index=True)
    assert "heading" not in two.transform(with_frame).index
    pd.testing.assert_frame_equal(fz.topic_shares(two, with_frame), fz.topic_shares(two, planted))


def test_a_paragraph_of_unknown_words_belongs_to_no_topic_more_than_another(two: fz.TopicModel) -> None:
    weights = two.transform(make_paragraphs([("x", 2021, "天气晴朗。")]))
    np.testing.assert_allclose(weights, 0.5)


def test_the_table_given_is_not_changed(planted: pd.DataFrame) -> None:
    before = planted.copy(deep=True)
    fz.topic_shares(fz.TopicModel(n_topics=2, passes=1).fit(planted), planted)
    pd.testing.assert_frame_equal(planted, before)


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
    with pytest.raises(fz.InputError, match=r"paragraphs lacks the column\(s\) text; .* split_paragraphs"):
        fz.TopicModel(n_topics=2).fit(planted.drop(columns="text"))
    with pytest.raises(fz.InputError, match="level is 1; give a number between 0 and 1"):
        fz.topic_shares(two, planted, level=1)


def test_a_table_of_texts_alone_is_enough(planted: pd.DataFrame) -> None:
    bare = pd.DataFrame({"text": planted["text"].to_numpy(dtype=object)})
    topics = fz.TopicModel(2, min_reports=1).fit(bare)
    assert (topics.n_reports_, topics.n_paragraphs_) == (len(bare), len(bare))
    assert "信访" in set(topics.top_words(5).to_numpy().ravel())
    assert fz.typical_paragraphs(topics, bare, 1)["year"].isna().all()
    dated = bare.assign(year=planted["year"].astype(str).to_numpy())
    assert set(fz.topic_shares(topics, dated, refits=0)["year"]) == {2019, 2020}
    days = bare.assign(year=pd.to_datetime(planted["year"].astype(str) + "-03-01").to_numpy())
    assert set(fz.topic_shares(topics, days, refits=0)["year"]) == {2019, 2020}


@pytest.mark.parametrize("year", ["二〇一九", 2019.5])
def test_years_do_not_get_lost(planted: pd.DataFrame, year: object) -> None:
    with pytest.raises(fz.InputError, match=r"column year, row 1; give"):
        fz.TopicModel(2).fit(planted.assign(year=[year, *planted["year"].astype(object)[1:]]))


def test_topics_without_words_of_their_own_are_dropped_and_counted(planted: pd.DataFrame) -> None:
    topics = fz.TopicModel(6, min_reports=1).fit(planted)  # two vocabularies, five words each
    assert topics.n_topics_ + topics.n_dropped_ == 6
    assert topics.n_dropped_ >= 1
    assert len(topics.top_words(3)) == len(fz.suggest_labels(topics)) == topics.n_topics_
    assert topics.transform(planted).shape[1] == topics.n_topics_
    said = " ".join(caveat["en"] for caveat in topics.caveats_)
    own = "its own and was" if topics.n_dropped_ == 1 else "their own and were"
    assert f"{topics.n_dropped_} of 6 topics had next to no words of {own} dropped" in said
    share = topics.assigned(topics.count_words(planted)).mean(axis=0)
    assert share.min() >= 0.1 / 6 * 0.9
    refit = fz.refit_topics(topics, planted, n_seeds=1)[0]
    assert refit.n_topics_ == topics.n_topics_


def test_a_corpus_of_one_subject_has_one_topic_and_refits() -> None:
    texts = ["行政复议、人民调解、信访。", "行政复议、人民调解、信访、仲裁。"]
    rows = [(f"r{number}", 2019 + number % 2, texts[number % 2]) for number in range(8)]
    paragraphs = make_paragraphs(rows)
    topics = fz.TopicModel(2, min_reports=1).fit(paragraphs)
    topics.parameters_, topics.prior_, topics.alpha_ = topics.parameters_[:1], topics.prior_[:1], np.ones(1)
    assert fz.refit_topics(topics, paragraphs, n_seeds=1)[0].n_topics_ == 1
    assert (fz.topic_shares(topics, paragraphs)["share"] == 1).all()


def test_factors_know_no_prior(planted: pd.DataFrame) -> None:
    from analysis.topics.words import count_words

    bags = count_words(planted, min_reports=1)
    prior = np.full((2, len(bags.words)), 0.5)
    prior[0, 0] = 9.0
    with pytest.raises(fz.InputError, match="engine is 'nmf', which takes no prior; use 'gensim'"):
        fz.TopicModel(2).fit_bags(bags, prior=prior)


# --- rankings, engines, caveats ---


def test_exclusive_and_relevant_words_are_not_those_of_all_topics() -> None:
    shared = "信访、行政调解。"
    rows = [
        (f"r{number % 4}", 2020, (shared * 6 + (DISPUTES if number % 2 else APPROVALS) * 4))
        for number in range(12)
    ]
    topics = fz.TopicModel(n_topics=2, min_reports=1).fit(make_paragraphs(rows))
    probable, exclusive = (topics.top_words(2, by=by).to_numpy() for by in ("probability", "exclusivity"))
    assert all("行政调解" in words or "信访" in words for words in probable.tolist())
    assert not {"行政调解"} & set(exclusive.ravel())
    relevance = topics.word_scores("relevance")
    common, own = (topics.words_.index(word) for word in ("行政调解", "权力清单"))
    approvals = int(topics.topic_words_[:, own].argmax())
    gap = np.log(topics.topic_words_[approvals, common] / topics.topic_words_[approvals, own])
    assert relevance[approvals, common] - relevance[approvals, own] < gap
    with pytest.raises(
        fz.InputError, match="by is 'weight'; use one of 'relevance', 'probability', 'exclusivity'"
    ):
        topics.top_words(by="weight")


def test_five_reports_say_what_they_cannot_support(topics: fz.TopicModel) -> None:
    chinese, english = (" ".join(caveat[lang] for caveat in topics.caveats_) for lang in ("zh", "en"))
    assert "语料仅有5份报告" in chinese
    assert "The corpus holds 5 reports: topics describe these texts; they do not estimate" in english
    assert "One report only in 2017, 2018, 2019, 2020, 2022" in english
    assert "other reports may give other topics" in english


def test_tables_may_come_one_after_the_other(paragraphs: pd.DataFrame, topics: fz.TopicModel) -> None:
    parts = (own for _, own in paragraphs.groupby("report_id", sort=False))
    streamed = fz.TopicModel(n_topics=3, random_state=0, passes=3).fit(parts)
    np.testing.assert_array_equal(streamed.parameters_, topics.parameters_)


def test_an_unknown_engine_is_refused(planted: pd.DataFrame) -> None:
    with pytest.raises(fz.InputError, match="engine is 'mallet'; use one of 'nmf', 'gensim', 'tomotopy'"):
        fz.TopicModel(n_topics=2, engine="mallet").fit(planted)


def units(n_reports: int, per_report: int, years: int = 1) -> pd.DataFrame:
    reports = [f"r{number}" for number in range(n_reports) for _ in range(per_report)]
    year = [2017 + number % years for number in range(n_reports) for _ in range(per_report)]
    return pd.DataFrame({"report_id": reports, "year": pd.array(year, dtype="Int64")})


@pytest.mark.parametrize(
    ("table", "n_topics", "said"),
    [
        (units(40, 10, 2), 5, []),
        (units(5, 100), 5, ["The corpus holds 5 reports"]),
        (units(40, 10, 39), 5, ["One report only in 2018, 2019"]),
        (units(40, 5, 2), 5, ["200 paragraphs for 5 topics"]),
        (
            units(1, 10),
            5,
            ["The corpus holds 1 report", "One report only in 2017", "10 paragraphs for 5 topics"],
        ),
    ],
)
def test_what_is_said(table: pd.DataFrame, n_topics: int, said: list[str]) -> None:
    found = find_caveats(table, n_topics)
    assert [caveat["en"].startswith(begin) for caveat, begin in zip(found, said, strict=True)] == [
        True
    ] * len(said)
    assert all(caveat["zh"].endswith("。") for caveat in found)


@pytest.mark.parametrize(
    ("n", "said"),
    [
        (
            1,
            [
                "1 of 4 topics had next to no words of its own and was",
                "1 of 4 topics was dropped because its",
            ],
        ),
        (
            2,
            [
                "2 of 6 topics had next to no words of their own and were",
                "2 of 6 topics were dropped because their",
            ],
        ),
    ],
)
def test_dropped_topics_are_told_in_singular_and_plural(n: int, said: list[str]) -> None:
    found = find_caveats(units(40, 5), 2, [{"reason": reason} for reason in (FEW_WORDS, WORDS_APART)] * n)
    for words in said:
        assert sum(caveat["en"].startswith(words) for caveat in found) == 1
