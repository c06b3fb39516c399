"""Texts made fit for a year, renewed and damaged: tables of text in and text out."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.reading.metadata import damage
from analysis.simulation.wording import bare, new_vocabulary, renew, reword, swallow
from analysis.taxonomy import load_lexicon
from analysis.words.segment import segmenter


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("（一）规范程序。办案9件。", "规范程序。办案9件。"),
        ("2.紧盯重点领域。", "紧盯重点领域。"),
        ("三是落实责任。", "落实责任。"),
        ("12345热线受理诉求。", "12345热线受理诉求。"),
        ("一是否公开都要说明。", "一是否公开都要说明。"),
    ],
)
def test_numbers_and_enumerators_come_off(text: str, expected: str) -> None:
    assert bare(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2017年办案128件", "2020年办案128件"),
        ("《纲要（2015—2020年）》", "《纲要（2015—2020年）》"),
        ("2016年—2018年", "2016年—2018年"),
        ("连政发〔2017〕14号", "连政发〔2017〕14号"),
    ],
)
def test_years_become_that_of_the_report_but_those_of_spans_and_documents_stay(
    text: str, expected: str
) -> None:
    assert renew(text, 2020, 0.0, np.random.default_rng(0)) == expected


@pytest.mark.parametrize("text", ["占90%", "3.45亿元", "12345热线", "3月15日", "8:30", "〔2017〕14号", "5件"])
def test_what_is_no_count_stays(text: str) -> None:
    assert renew(text, 2020, 1.0, np.random.default_rng(0)) == text


def test_counts_change_as_often_as_asked() -> None:
    text = "办件100件，" * 2000
    changed = renew(text, 2020, 0.3, np.random.default_rng(0))
    same = changed.count("办件100件")
    assert same / 2000 == pytest.approx(0.7, abs=0.04)
    assert len(changed.split("，")) == 2001


def test_new_words_are_in_no_dictionary_and_stand_for_one_term_each() -> None:
    vocabulary = new_vocabulary(5, 6, np.random.default_rng(0))
    lexicon = load_lexicon()
    assert set(vocabulary) == set(lexicon.loc[lexicon["area"] == 5, "term"])
    assert not set(vocabulary.values()) & set(lexicon["term"])
    assert len(set(vocabulary.values())) > 300
    known = segmenter().cut("推进" + next(iter(vocabulary.values())))
    assert known[0] == "推进"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("审计监督", "乙"), ("审计和监督", "甲和监督"), ("无关", "无关"), ("", ""), ("审审计", "审甲")],
)
def test_the_longest_term_is_reworded(text: str, expected: str) -> None:
    assert reword(text, {"审计": "甲", "审计监督": "乙"}) == expected


def test_the_reader_notices_the_damage() -> None:
    text = "于2017年10月1日印发连政发〔2017〕7号。"
    assert damage(text) == []
    assert damage(swallow(text)) != []
