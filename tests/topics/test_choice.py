"""A number of topics: scores small enough to reckon by hand, and a recommendation that can be followed."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp

import analysis as fz
from analysis.language import words_of
from analysis.topics.choice import _recommend, coherence, completion, exclusivity
from analysis.topics.words import Bags

from .planted import Planted


@pytest.fixture(scope="module")
def grid(simulated: Planted) -> pd.DataFrame:
    return fz.choose_n_topics(simulated.paragraphs, (3, 10), n_seeds=3, passes=5)


def test_the_planted_number_predicts_better_and_is_recommended(grid: pd.DataFrame) -> None:
    three, ten = grid.set_index("n_topics").loc[[3, 10]].to_dict("records")
    assert ten["heldout"] > three["heldout"]
    assert ten["npmi"] > three["npmi"]
    assert (three["recommended"], ten["recommended"]) == (False, True)
    assert ten["reason"].startswith("Recommended: fits on other parts of the reports share")
    assert three["reason"].startswith("Not recommended: ")


def test_columns_and_ranges(grid: pd.DataFrame) -> None:
    assert grid.columns.tolist() == [
        "n_topics", "npmi", "npmi_chance", "exclusivity", "heldout", "stability", "dropped", "recommended", "reason",
    ]  # fmt: skip
    assert grid["npmi"].between(-1, 1).all()
    assert (grid["npmi"] > grid["npmi_chance"] + 0.05).all()  # of planted topics
    assert ((grid[["exclusivity", "stability"]] >= 0) & (grid[["exclusivity", "stability"]] <= 1)).all(
        axis=None
    )
    assert (grid["heldout"] < 0).all()


def test_the_same_seed_gives_the_same_grid(paragraphs: pd.DataFrame) -> None:
    one, two = (fz.choose_n_topics(paragraphs, [2], n_seeds=2, passes=2, lang="zh") for _ in range(2))
    pd.testing.assert_frame_equal(one, two)
    assert one["recommended"].all()


@pytest.mark.parametrize(
    ("rows", "chosen", "reason"),
    [
        # n_topics, npmi, exclusivity, heldout, error, stability
        (
            [(5, 0.1, 0.5, -6.0, 0.1, 0.9), (9, 0.2, 0.6, -6.05, 0.1, 0.8)],
            9,
            "Of the numbers for which both hold, its words go together best",
        ),
        (
            [(5, 0.1, 0.5, -6.0, 0.01, 0.9), (9, 0.2, 0.6, -6.05, 0.1, 0.8)],
            5,
            "Of the numbers for which both hold, its words go together best",
        ),
        (
            [(5, 0.1, 0.5, -6.0, 0.1, 0.4), (9, 0.2, 0.6, -6.05, 0.1, 0.3)],
            5,
            "leads for reading, not findings",
        ),
        (
            [(5, 0.1, 0.5, -7.0, 0.1, 0.9), (9, 0.2, 0.6, -6.0, 0.1, 0.3)],
            5,
            "9 topics predict unseen reports better, but no number that predicts as well gives topics that return",
        ),
    ],
)
def test_the_rule(rows: list[tuple[float, ...]], chosen: int, reason: str) -> None:
    names = ["n_topics", "npmi", "exclusivity", "heldout", "error", "stability"]
    scores = pd.DataFrame(rows, columns=names).assign(dropped=0.0)
    table = _recommend(scores, words_of("topics.choice", "en")).set_index("n_topics")
    assert table.index[table["recommended"]].tolist() == [chosen]
    assert reason in table.loc[chosen, "reason"]


def test_a_number_with_empty_topics_is_not_recommended() -> None:
    names = ["n_topics", "npmi", "exclusivity", "heldout", "error", "stability", "dropped"]
    scores = pd.DataFrame(
        [(5, 0.1, 0.5, -6.0, 0.1, 0.9, 0.0), (9, 0.2, 0.6, -6.0, 0.1, 0.9, 2.5)], columns=names
    )
    table = _recommend(scores, words_of("topics.choice", "en"))
    assert table["recommended"].tolist() == [True, False]
    assert "on average 2.5 topics were dropped" in table.loc[1, "reason"]


@pytest.mark.parametrize(
    ("grid", "options", "message"),
    [
        ([], {}, "grid is empty; give numbers of topics"),
        ([1, 5], {}, "n_topics is 1; use a whole number of at least 2"),
        ([900], {}, "n_topics is 900 for .* paragraphs; use fewer topics"),
        ([2], {"n_seeds": 1}, "n_seeds is 1; use a whole number of at least 2"),
        ([2], {"subsample": 1.0}, "subsample is 1.0; give a share above 0 and below 1"),
    ],
)
def test_what_will_not_do_is_refused(
    paragraphs: pd.DataFrame, grid: list[int], options: dict[str, float], message: str
) -> None:
    with pytest.raises(fz.InputError, match=message):
        fz.choose_n_topics(paragraphs, grid, **options)


def test_one_report_is_refused(paragraphs: pd.DataFrame) -> None:
    one = paragraphs[paragraphs["report_id"] == paragraphs["report_id"].iloc[0]]
    with pytest.raises(fz.InputError, match="paragraphs come from fewer than two reports"):
        fz.choose_n_topics(one, [2])


@pytest.fixture
def model() -> fz.TopicModel:
    topics = fz.TopicModel(n_topics=2)
    topics.words_ = ["a", "b", "c", "d"]
    topics.parameters_ = np.array([[80.0, 60.0, 40.0, 20.0], [20.0, 20.0, 80.0, 80.0]])
    topics.alpha_ = np.full(2, 0.5)
    topics.word_totals_ = np.ones(4)
    return topics


def bags(rows: list[list[int]]) -> Bags:
    units = pd.DataFrame({"paragraph_id": [f"p{number}" for number in range(len(rows))]})
    return Bags(
        ["a", "b", "c", "d"], sp.csr_matrix(np.array(rows, dtype=np.int32)), units, np.zeros(len(rows))
    )


def test_coherence_by_hand(model: fz.TopicModel) -> None:
    own = bags([[1, 1, 0, 0], [2, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 3]])
    # a and b always together in half of the paragraphs: 1; c and d never: -1
    assert coherence(model, own, n=2) == pytest.approx((0.0, -4 / 6))  # of all six pairs one is together
    mixed = bags([[1, 1, 0, 0], [1, 0, 0, 0], [0, 1, 1, 1], [0, 0, 1, 1]])
    pair = np.log(0.25 / (0.5 * 0.5)) / -np.log(0.25)
    other = np.log(0.25 / (0.5 * 0.5)) / -np.log(0.25)  # b with c and d; a is never with them
    assert coherence(model, mixed, n=2) == pytest.approx(((pair + 1) / 2, (pair + 1 + 2 * other - 2) / 6))


def test_exclusivity_by_hand(model: fz.TopicModel) -> None:
    # first topic: a .4 of .5, b .3 of .4; second: c .4 of .6, d .4 of .5
    assert exclusivity(model, n=2) == pytest.approx(np.mean([0.8, 0.75, 2 / 3, 0.8]))


def test_completion_is_the_likelihood_of_the_words_left_out(model: fz.TopicModel) -> None:
    own = bags([[400, 0, 0, 0], [0, 0, 0, 400], [0, 0, 0, 0]])
    logs, words = completion(model, own, np.random.default_rng(0))
    assert words[:2] == pytest.approx([200, 200], abs=40)
    assert words[2] == logs[2] == 0
    # 200 times "a" leave no doubt about the topic, in which "a" has .4
    np.testing.assert_allclose(logs[:2] / words[:2], np.log(0.4), atol=0.01)
