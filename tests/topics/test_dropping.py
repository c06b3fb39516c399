"""Topics that are none are told from rare ones by whether their leading words go together."""

from __future__ import annotations

import re

import numpy as np
import pytest
import scipy.sparse as sp

import analysis as fz
from analysis.topics.dropping import FEW_WORDS, WORDS_APART, find_empty, linked_pairs
from analysis.topics.words import Bags

from .planted import Planted, pair_with_planted

NET, STAR, ELSEWHERE = np.arange(10), np.arange(10, 20), np.arange(20, 30)


def texts(n: int = 800) -> sp.csr_matrix:
    """Ten words that go together in a tenth of the paragraphs; one that has one of nine others beside it; ten alone."""
    table = np.zeros((n, 30), dtype=np.int32)
    table[: n // 10, NET] = 1
    for row in range(n // 10, n // 2):
        table[row, [STAR[0], STAR[1 + row % 9]]] = 1
    for row in range(n // 2, n):
        table[row, ELSEWHERE[row % 10]] = 1
    return sp.csr_matrix(table)


def test_a_topic_is_a_net_and_what_is_left_over_a_star() -> None:
    leading = np.array([NET, STAR, ELSEWHERE])
    np.testing.assert_allclose(linked_pairs(texts(), leading), [1, 9 / 45, 0])


@pytest.mark.parametrize(
    ("words", "reasons"),
    [
        ([100, 100, 20, 20], [None, None, WORDS_APART, WORDS_APART]),
        ([100, 15, 10, 10], [None, None, WORDS_APART, WORDS_APART]),  # rare, but a topic
        ([100, 100, 1, 20], [None, None, FEW_WORDS, WORDS_APART]),
        ([100, 100, 10, 40], [None, None, WORDS_APART, None]),  # more than the others could take over
    ],
)
def test_a_topic_is_not_judged_by_its_size(words: list[float], reasons: list[str | None]) -> None:
    assert find_empty(texts(), np.array(words, dtype=float), np.array([NET, NET, STAR, ELSEWHERE])) == reasons


def test_texts_too_few_to_tell_keep_their_topics() -> None:
    leading = np.array([STAR, ELSEWHERE])
    assert find_empty(texts(), np.array([50.0, 50.0]), leading) == [None, None]


@pytest.mark.parametrize("engine", ["nmf", "gensim"])
def test_planted_topics_survive_and_the_others_take_over_the_words(engine: str, simulated: Planted) -> None:
    topics = fz.TopicModel(30, engine=engine).fit(simulated.paragraphs)
    assert topics.n_topics_ + topics.n_dropped_ == 30
    assert topics.n_topics_ <= 20
    assert pair_with_planted(topics.top_words(10), simulated)[1].min() >= 0.7
    bags = topics.count_words(simulated.paragraphs)
    np.testing.assert_allclose(topics.assigned(bags).sum(axis=1), 1)
    np.testing.assert_allclose((topics.parameters_ - topics.prior_).sum(axis=0), topics.word_totals_)
    reasons = [dropped["reason"] for dropped in topics.dropped_]
    said = " ".join(caveat["en"] for caveat in topics.caveats_)
    for reason, words in ((FEW_WORDS, "had next to no words"), (WORDS_APART, "w[a-z]+ dropped because")):
        number = reasons.count(reason)
        assert bool(re.search(f"{number} of 30 topics {words}", said)) == (number > 0)
    assert all(dropped["first_words"].count("、") == 9 for dropped in topics.dropped_)
    refit = fz.refit_topics(topics, simulated.paragraphs, n_seeds=1)[0]
    assert refit.n_topics_ == topics.n_topics_
    assert refit.topic_words_.shape == topics.topic_words_.shape


def test_words_that_the_texts_do_not_hold_lead_no_topic(ten: fz.TopicModel, simulated: Planted) -> None:
    bags = ten.count_words(simulated.paragraphs)
    strange = sp.csr_matrix((len(bags.units), 50), dtype=np.int32)
    wide = Bags(
        [*bags.words, *(f"word {number}" for number in range(50))],
        sp.hstack([bags.counts, strange], format="csr"),
        bags.units,
        bags.unknown,
    )
    topics = fz.TopicModel(10).fit_bags(wide)
    for by in ("relevance", "probability", "exclusivity"):
        assert not any(word.startswith("word") for word in topics.top_words(10, by=by).to_numpy().ravel())
