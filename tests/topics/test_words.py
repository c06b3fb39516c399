"""Words of topics: what is left out, what is counted once, and that nothing but numbers is kept."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import analysis as fz
from analysis.tables import CODED_ROLES
from analysis.topics.words import count_words, topic_words
from analysis.words.segment import boilerplate_phrases, stop_words

from .planted import APPROVALS, DISPUTES, make_paragraphs


def test_a_word_occurs_in_enough_reports(paragraphs: pd.DataFrame) -> None:
    strict = fz.TopicModel(n_topics=2, passes=1, min_reports=5).fit(paragraphs)
    said = paragraphs[paragraphs["role"].isin(CODED_ROLES)]
    by_report = [
        {word for text in own["text"] for word in topic_words(text)} for _, own in said.groupby("report_id")
    ]
    assert set(strict.words_) == set.intersection(*by_report)


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
    assert topic_words(text) == words


def test_formulas_and_stop_words_are_left_out() -> None:
    longest = boilerplate_phrases()[0]
    assert topic_words(longest) == []
    assert topic_words(f"信访。{longest}仲裁。") == ["信访", "仲裁"]
    assert not stop_words() & set(topic_words("。".join(sorted(stop_words()))))


def total(paragraphs: pd.DataFrame, **options: object) -> dict[str, int]:
    bags = count_words(paragraphs, min_reports=1, **options)
    return dict(zip(bags.words, bags.counts.sum(axis=0).A1.tolist(), strict=True))


def test_a_copied_sentence_counts_once_whatever_its_figures_and_places() -> None:
    long = "伊春市{}年行政复议、人民调解、信访、行政应诉、仲裁、行政审批、权力清单、负面清单。"
    rows = [
        ("a", 2019, long.format(2019) + "信访。"),
        ("b", 2020, long.format(2020).replace("伊春", "黄石") + "信访。"),
    ]
    table = make_paragraphs(rows)
    assert total(table)["仲裁"] == 2
    once = total(table, copies_once=True)
    assert once["仲裁"] == 1
    assert once["信访"] == 3  # a short sentence that comes back is no copy
    assert set(once) == set(total(table))


def test_counts_are_those_of_the_words(paragraphs: pd.DataFrame) -> None:
    bags = count_words(paragraphs, min_reports=2)
    assert bags.words == sorted(bags.words)
    for number, text in enumerate(paragraphs[paragraphs["role"].isin(CODED_ROLES)]["text"]):
        words = [word for word in topic_words(text) if word in set(bags.words)]
        row = bags.counts[number].toarray().ravel()
        assert {bags.words[place]: row[place] for place in np.flatnonzero(row)} == {
            word: words.count(word) for word in words
        }
        assert bags.unknown[number] == len(topic_words(text)) - len(words)


def test_tables_one_after_the_other_count_as_one(paragraphs: pd.DataFrame) -> None:
    whole = count_words(paragraphs, min_reports=2, copies_once=True)
    parts = (own for _, own in paragraphs.groupby("report_id", sort=False))
    streamed = count_words(parts, min_reports=2, copies_once=True)
    assert streamed.words == whole.words
    assert (streamed.counts != whole.counts).nnz == 0
    assert streamed.units["paragraph_id"].tolist() == whole.units["paragraph_id"].tolist()


def test_a_vocabulary_given_stays_as_it_is() -> None:
    table = make_paragraphs([("a", 2019, DISPUTES + APPROVALS)])
    bags = count_words(table, words=["信访", "仲裁", "无此词"])
    assert bags.words == ["信访", "仲裁", "无此词"]
    assert bags.counts.toarray().tolist() == [[1, 1, 0]]
    assert bags.unknown.tolist() == [8]


def test_no_table_is_refused() -> None:
    with pytest.raises(fz.InputError, match="paragraphs holds no table"):
        count_words([])
