"""The numbers of the page are those of the tables."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from analysis.columns.types import AREAS
from analysis.study.page.numbers import (
    REFERENCES,
    estimand_of,
    method_sentences,
    model_sentences,
    place_table,
    references,
    share_table,
    topic_table,
    trend_table,
)
from analysis.study.page.words import load_words
from analysis.study.page.writing import model_facts
from analysis.study.receipt import describe_model
from analysis.tables import make_table
from tests.study.page.builders import FACTS, make_tables

EN = load_words("en")
RECORD = {
    "n": 60, "accuracy": 0.8, "accuracy_low": 0.7, "accuracy_high": 0.9, "macro_f1": 0.75, "macro_f1_low": 0.65,
    "macro_f1_high": 0.85,
}  # fmt: skip


def test_shares_are_written_with_their_interval_where_there_is_one() -> None:
    rows = [
        {"year": 2018, "area": a, "share": 0.125, "low": 0.1, "high": 0.15, "level": 0.9, "n_units": 7}
        for a in AREAS
    ]
    rows += [{"year": 2019, "area": a, "share": 0.2, "level": 0.9, "n_units": 9} for a in AREAS]
    table = make_table("shares", rows)
    shown = share_table(table, EN, "en")
    assert shown is not None
    assert shown["head"] == ["Area", "2018", "2019"]
    assert shown["rows"][0] == ["1 Government functions", "12.5 [10.0, 15.0]", "20.0"]
    counted = share_table(table, EN, "en", counts=True)
    assert counted is not None
    assert counted["head"] == ["Area", "2018 (n = 7)", "2019 (n = 9)"]
    assert counted["rows"][7][1:] == ["12.5", "20.0"]
    assert shown["note"] == ""
    assert share_table(table.iloc[:0], EN, "en") is None


@pytest.mark.parametrize(
    ("n_units", "shown", "said"), [(1, "100.0*", True), (4, "100.0*", True), (5, "100.0", False)]
)
def test_a_percentage_of_hardly_any_paragraphs_says_so(n_units: int, shown: str, said: bool) -> None:
    rows = [
        {"year": 2018, "area": a, "share": float(a == 1), "level": 0.95, "n_units": n_units} for a in AREAS
    ]
    table = share_table(make_table("shares", rows), EN, "en", counts=True)
    assert table is not None
    assert table["rows"][0][1] == shown
    assert ("fewer than 5 paragraphs" in table["note"]) is said


def test_slopes_are_written_with_sign_panel_and_p() -> None:
    row = {
        "area": 6,
        "slope": 1.234,
        "low": -0.5,
        "high": 2.0,
        "level": 0.95,
        "p_holm": 0.04,
        "detectable": 1.789,
        "panel": "balanced",
    }
    shown = trend_table(
        make_table("trends", [row, {"area": 1, "slope": -1.0, "level": 0.95, "panel": "full"}]), EN, "en"
    )
    assert shown is not None
    assert shown["rows"] == [
        ["6 Dispute resolution", "regions that report every year", "+1.23", "−0.50, +2.00", "0.040", "1.79"],
        ["1 Government functions", "all reports", "−1.00", "—", "—", "—"],
    ]
    assert trend_table(None, EN, "en") is None


def test_topics_have_their_words_in_order() -> None:
    words = pd.DataFrame({"topic": [1, 2], "1": ["复议", "执法"], "2": ["调解", "检查"]})
    assert topic_table(words, load_words("zh")) == [("主题 1", "复议、调解"), ("主题 2", "执法、检查")]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_methods_fill_in_the_card_of_the_shipped_model(lang: str) -> None:
    facts = {"n_topics": 8, "random_state": 0, **model_facts(describe_model(), None)}
    said = method_sentences(make_tables(), "naive", facts, load_words(lang))
    assert len(said) == 4
    assert "area-2015" in said[2]
    card = facts["evaluation"]["leave-one-report-out"]
    for metric in ("accuracy", "macro_f1"):
        for end in ("", "_low", "_high"):
            assert f"{card[metric + end]:.3f}" in said[2]
    assert str(card["n"]) in said[2]
    assert not any(re.search(r"[{}]", sentence) for sentence in said)


@pytest.mark.parametrize(
    ("evaluation", "metrics", "said"),
    [
        (
            {"leave-one-report-out": RECORD | {"coded_by": "person"}},
            {"accuracy_new": 0.1},
            {
                "en": ["on 60 coded units, each", "0.800 (95% interval 0.700–0.900)"],
                "zh": ["60 个已编码单元上", "0.800（95%"],
            },
        ),
        (
            {"leave-one-report-out": RECORD | {"coded_by": "model"}},
            None,
            {
                "en": ["on 60 coded units (coded by a model, not by people), each"],
                "zh": ["60 个已编码单元（由模型编码"],
            },
        ),
        (
            {"leave-one-report-out": RECORD | {"coded_by": "person and model"}},
            None,
            {"en": ["on 60 coded units (coded in part by a model), each"], "zh": ["（部分由模型编码）"]},
        ),
        (
            None,
            {"accuracy_new": 0.8125},
            {"en": ["0.812 on the codes of the year"], "zh": ["准确率为 0.812"]},
        ),
        *(
            (
                {"leave-one-report-out": record},
                None,
                {"en": ["Its model card records no accuracy as a number"], "zh": ["没有记录准确率的数值"]},
            )
            for record in (
                "n = 60 work and plan units: accuracy 0.800 [0.700, 0.900]; macro-F1 0.750 [0.650, 0.850]",
                RECORD | {"macro_f1_low": None},
                RECORD | {"accuracy": float("nan")},
                RECORD | {"n": "<b>60</b>"},
            )
        ),
        ({}, None, {"en": ["Its model card records no accuracy"], "zh": ["没有记录"]}),
        (
            "damaged",
            {"accuracy_new": "<b>"},
            {"en": ["Its model card records no accuracy"], "zh": ["没有记录"]},
        ),
    ],
    ids=[
        "evaluated",
        "by a model",
        "partly by a model",
        "renewed",
        "a sentence",
        "no interval",
        "no number",
        "a text",
        "unknown",
        "damaged",
    ],
)
@pytest.mark.parametrize("version", ["7", None])
def test_another_model_is_named_by_its_hash_and_never_with_the_shipped_ones_accuracy(
    evaluation: object, metrics: object, said: dict[str, list[str]], version: str | None
) -> None:
    other = {"sha256": "0123456789ab", "version": version, "metrics": metrics}
    facts = {**FACTS, "model": "mine", "evaluation": evaluation, "other": other}
    for lang, parts in said.items():
        (sentence,) = model_sentences(facts, load_words(lang))
        for part in ("mine", "0123456789ab", *parts):
            assert part in sentence
        assert ("7" in sentence.split("0123456789ab")[0]) == (version is not None)
        assert "{" not in sentence
        assert "样例报告" not in sentence
        assert "five sample" not in sentence


def test_without_card_or_topics_nothing_is_said_of_them() -> None:
    said = method_sentences(make_tables(), "dsl", {**FACTS, "n_topics": 0}, EN)
    assert len(said) == 2
    assert "dsl" in said[1]


def test_only_what_was_used_is_cited_and_every_address_is_whole() -> None:
    assert [text[:4] for text, _ in references("naive", FACTS)] == ["Came", "Grim", "Lee,"]
    assert [text[:4] for text, _ in references("dsl", {**FACTS, "n_topics": 0})] == ["Came", "Egam", "Grim"]
    assert all(
        re.fullmatch(r"https://(doi\.org/10\.\d+/\S+|jmlr\.org/\S+)", link) for _, link in REFERENCES.values()
    )


@pytest.mark.parametrize(
    ("given", "english", "chinese"),
    [
        ({}, "percentages of the characters in “work” paragraphs", "“工作”段落的字数"),
        (
            {"weight": "paragraphs", "role": "plan"},
            "percentages of the “plan” paragraphs",
            "“计划”段落的个数",
        ),
        (
            {"weight": "reports"},
            "means over reports of the percentages of characters in “work” paragraphs",
            "各报告“工作”段落字数占比的均值",
        ),
    ],
)
def test_the_page_says_what_the_shares_are_of(given: dict[str, str], english: str, chinese: str) -> None:
    assert estimand_of(given, EN) == english
    assert estimand_of(given, load_words("zh")) == chinese
    said = method_sentences(make_tables(), "naive", FACTS | given, EN)
    assert any(english in sentence for sentence in said)


def test_each_place_has_the_shares_of_its_last_year_by_the_study_s_own_estimator() -> None:
    usual = {"low": 0.1, "high": 0.15, "level": 0.95, "n_reports": 6, "n_units": 40}
    rows = [
        {
            "kind": "level",
            "place": "county",
            "estimator": name,
            "year": year,
            "area": area,
            "share": share,
            **usual,
        }
        for name, shares in (("naive", (0.2, 0.3)), ("dsl", (0.11, 0.125)))
        for year, share in zip((2018, 2020), shares, strict=True)
        for area in AREAS
    ]
    shown = place_table(make_table("place shares", rows), EN, "en")
    assert shown is not None
    assert shown["head"][:4] == ["Reports of", "Year", "Reports", "Government functions"]
    assert shown["rows"] == [["county", "2020", "6", *["12.5 [10.0, 15.0]"] * 8]]
    assert place_table(None, EN, "en") is None
