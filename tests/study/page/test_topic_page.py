"""The page of topics: each number a cell of a table, all texts escaped, no more bytes than a reader wants to open."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from analysis.study.page.topic_page import LONGEST, render_topics
from tests.study.page.builders import HOSTILE, make_topic_tables

CAVEAT = {"zh": "15 个主题中有 2 个几乎没有自己的词，已舍去。", "en": "2 of 15 topics were dropped."}


def section(page: str, topic: int) -> str:
    return page.split(f'id="topic-{topic}"')[1].split("</section>")[0]


def test_what_is_shown_of_a_topic_is_in_the_tables() -> None:
    tables = make_topic_tables(10)
    page = render_topics(tables, lang="en", caveats=[CAVEAT])
    assert CAVEAT["en"] in page
    own = section(page, 2)
    for row in tables["topic_shares"].query("topic == 2").to_dict("records"):
        cell = f"{100 * row['share']:.1f}% ({100 * row['low']:.1f}–{100 * row['high']:.1f})"
        assert f'{int(row["year"])}</th><td class="number">{cell}</td>' in own
    for ranking in ("relevance", "probability", "exclusivity"):
        listed = re.findall(r'class="word"[^>]*>([^<]+)<', own.split(f"by-{ranking}")[1].split("</ol>")[0])
        words = tables["topic_terms"].query("topic == 2 and ranking == @ranking")
        assert listed == words["word"].tolist()
    trend = tables["topic_trends"].query("topic == 2").iloc[0]
    assert f"−{abs(trend['slope']):.2f} percentage points per year (95% interval" in own
    assert "In doubt: the classifier is unsure of these paragraphs (mean probability 0.70)" in own
    assert 'href="#topic-1"' in own.split("Together more than by chance")[1]
    assert 'href="#topic-8"' in own.split("Together less than by chance")[1]
    assert "In doubt" not in section(page, 3)
    assert own.count('class="shown"') == 3
    assert "龙沙区 2019" in own
    assert "70% of its known words" in own


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_is_missing_is_left_out_or_said_and_the_bytes_are_the_same_twice(lang: str) -> None:
    tables = make_topic_tables()
    few = {name: tables[name] for name in ("topic_terms", "topic_shares", "topic_typical")}
    page = render_topics(few, lang=lang)
    assert page == render_topics(few, lang=lang)
    assert "topic_trends" not in page
    pairs = tables["topic_correlations"].assign(
        correlation=np.nan, low=np.nan, high=np.nan, reason="fewer than 10 governments"
    )
    undated = {**few, "topic_shares": few["topic_shares"].iloc[:0], "topic_correlations": pairs}
    page = render_topics(undated, lang=lang)
    assert {"zh": "没有一份报告有年份", "en": "No report has a year"}[lang] in page
    assert {"zh": "政府不足 10 个", "en": "fewer than 10 governments"}[lang] in page
    assert "<svg" not in page


def test_areas_of_other_documents_are_in_doubt_however_sure_the_classifier_is() -> None:
    tables = make_topic_tables()
    tables["topic_areas"] = tables["topic_areas"].assign(probability=0.95)
    page = render_topics(tables, lang="en")
    assert "In doubt: most of these paragraphs are from documents that are no rule-of-law" in section(page, 2)
    assert "In doubt" not in section(page, 1)


def test_slopes_without_interval_say_why() -> None:
    tables = make_topic_tables()
    tables["topic_trends"] = tables["topic_trends"].assign(
        low=np.nan, high=np.nan, reason="one report a year"
    )
    assert "个百分点，没有区间（每年仅一份报告）" in render_topics(tables, lang="zh")


def test_english_words_have_glosses_and_own_labels_stand_first() -> None:
    tables = make_topic_tables()
    tables["topic_labels"] = pd.DataFrame({"topic": [2], "label": ["行政执法"]})
    page = render_topics(tables, lang="en")
    assert "administrative reconsideration" in section(page, 1)
    assert '<span class="name">2  行政执法</span>' in section(page, 2)
    assert "administrative enforcement" in section(page, 2)
    assert "、" not in section(page, 1).partition("</h")[0]  # the words of its name, joined as elsewhere
    assert "administrative" not in render_topics(tables, lang="zh")


@pytest.mark.parametrize("hostile", HOSTILE)
def test_texts_words_and_labels_are_escaped(hostile: str) -> None:
    tables = make_topic_tables(text=hostile, word=hostile)
    tables["topic_labels"] = pd.DataFrame({"topic": [2], "label": [hostile]})
    tables["reports"] = tables["reports"].assign(region=hostile)
    page = render_topics(tables, lang="en")
    assert hostile not in page.replace("{{ 7 * 7 }}", "") or not set(hostile) & set("<&")
    assert page.count("<script") == 1
    assert page.count("<svg") == 3


def test_forty_topics_of_long_paragraphs_stay_below_three_megabytes_and_the_page_says_what_is_cut() -> None:
    tables = make_topic_tables(40, text="依法行政" * 50, n_paragraphs=9)
    page = render_topics(tables, lang="en")
    assert len(page.encode()) < 3_000_000
    shown = int(re.search(r"Of each topic (\d+) paragraphs? (?:is|are) shown", page)[1])  # type: ignore[index]
    assert shown < 9
    assert section(page, 1).count('class="shown"') == shown
    assert max(map(len, re.findall(r'class="text"[^>]*>([^<]*)<', page))) == LONGEST + 1
