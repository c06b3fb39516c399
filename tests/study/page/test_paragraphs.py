"""Paragraphs on the page: marked, cut, sampled, and safe inside a script element."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from analysis.reading.documents import Outcome
from analysis.reading.read import make_ledger
from analysis.reading.remarks import Remark
from analysis.study.page.paragraphs import (
    ABSTAINED_SHOWN,
    MOST,
    MOST_BYTES,
    Search,
    abstained,
    doubtful_files,
    mark_terms,
)
from analysis.study.page.words import load_words
from analysis.tables import make_table
from tests.study.page.builders import make_tables

EN = load_words("en")
ONE = make_tables()
BARE: dict[str, dict[str, str]] = {"names": {}, "linked": {}}


@pytest.mark.parametrize(
    ("text", "terms", "marked"),
    [
        ("行政复议", ["复议"], "行政<mark>复议</mark>"),
        ("行政复议", ["行政", "行政复议"], "<mark>行政复议</mark>"),
        ("复议复议", ["复议"], "<mark>复议</mark><mark>复议</mark>"),
        ("<b>复议</b>", ["b"], "&lt;<mark>b</mark>&gt;复议&lt;/<mark>b</mark>&gt;"),
        ("a.c abc", ["a.c"], "<mark>a.c</mark> abc"),
        ("没有", [], "没有"),
    ],
)
def test_terms_are_marked_longest_first(text: str, terms: list[str], marked: str) -> None:
    assert mark_terms(text, terms) == marked


@given(st.text(), st.lists(st.text(min_size=1), max_size=3))
def test_marking_loses_no_character(text: str, terms: list[str]) -> None:
    plain = mark_terms(text, terms).replace(Markup("<mark>"), "").replace(Markup("</mark>"), "")
    assert Markup(plain).unescape() == text


@settings(max_examples=40)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_any_text_comes_back_whole_from_the_script_element(text: str) -> None:
    source = str(Search(ONE["paragraphs"].head(1).assign(text=text), ONE["reports"], EN, "en", **BARE).json())
    assert not set("<>&\u2028\u2029") & set(source)
    assert json.loads(source)["paragraphs"][0][-1] == text.strip()


def test_beyond_five_thousand_a_random_sample_in_order_is_kept_and_said() -> None:
    tables = make_tables()
    one = tables["paragraphs"]
    many = pd.concat([one] * 500, ignore_index=True)
    many["text"] = [str(place) for place in range(len(many))]
    search = Search(many, tables["reports"], EN, "en", **BARE)
    kept = [int(row[-1]) for row in json.loads(search.json())["paragraphs"]]
    assert len(set(kept)) == MOST
    assert kept == sorted(kept)
    assert max(kept) - min(kept) > 0.99 * len(many)
    assert f"Of {len(many):,} paragraphs" in search.text
    assert "random sample of 5,000" in search.text
    assert "All 14 paragraphs" in Search(one, tables["reports"], EN, "en", **BARE).text


def test_the_search_holds_no_more_text_than_opens_quickly() -> None:
    tables = make_tables()
    many = pd.concat([tables["paragraphs"]] * 100, ignore_index=True).assign(text="依法行政" * 400)
    search = Search(many, tables["reports"], EN, "en", **BARE)
    assert MOST_BYTES * 0.9 < len(str(search.json()).encode()) < MOST_BYTES * 1.2
    assert f"Of {len(many):,} paragraphs" in search.text


def test_headings_boilerplate_and_empty_paragraphs_are_not_searched() -> None:
    tables = make_tables()
    coded = (
        tables["paragraphs"]
        .head(4)
        .assign(role=["heading", "boilerplate", "preamble", "plan"], n_chars=[5, 5, 5, 0])
    )
    data = json.loads(Search(coded, tables["reports"], EN, "en", **BARE).json())
    assert [row[3] for row in data["paragraphs"]] == ["preamble"]


def test_choices_are_those_that_occur() -> None:
    tables = make_tables(province="某省")
    search = Search(tables["paragraphs"].assign(year=pd.NA), tables["reports"], EN, "en", **BARE)
    assert search.years == ["year unknown"]
    assert search.roles == [("work", "work")]
    assert search.regions == [("某省", ["开展工作。"])]
    assert [number for number, _ in search.areas] == list(range(9))


def test_of_many_unsure_paragraphs_the_first_are_shown_and_all_counted() -> None:
    many = pd.concat([make_tables()["paragraphs"]] * 10).assign(abstained=True)
    found = abstained(many, EN, **BARE)
    assert len(found["paragraphs"]) == ABSTAINED_SHOWN
    assert found["text"].startswith("140 paragraphs (100.0% of those")
    assert found["text"].endswith("The first 50:")


def test_the_ledger_is_shown_in_the_language_of_the_page() -> None:
    outcomes = [
        Outcome("a.pdf", "unreadable", remarks=(Remark("damaged_pdf"),)),
        Outcome("b.txt", remarks=(Remark("title_not_found"), Remark("region_not_found"))),
        Outcome("c.txt"),
        Outcome("d.txt", "duplicate", remarks=(Remark("same_text", file="<b>.txt"),)),
    ]
    ledger = make_ledger(outcomes, [None, "b", "c", "c"])
    assert doubtful_files(ledger, load_words("zh"), "zh") == [
        ["a.pdf", "无法读取", "PDF 已损坏，请重新下载"],
        ["b.txt", "已读入", "未找到标题；未找到地区"],
        ["d.txt", "重复", "与 <b>.txt 全文相同"],
    ]
    assert doubtful_files(ledger, load_words("en"), "en") == [
        ["a.pdf", "unreadable", "is a damaged PDF; download it again"],
        ["b.txt", "read", "title not found; region not found"],
        ["d.txt", "duplicate", "same text as <b>.txt"],
    ]
    bare = make_table("ledger", [{"path": "e.txt", "status": "empty"}])
    assert doubtful_files(bare, load_words("zh"), "zh") == [["e.txt", "空文件", ""]]
