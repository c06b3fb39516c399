"""The pages of the reports: every paragraph in its place, within pages that stay small, linked from the main page."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from analysis.study.page import reader, render_study
from analysis.study.page.reader import Reader
from analysis.study.page.words import load_words
from tests.study.page.builders import FACTS, HOSTILE, make_tables

EN = load_words("en")


def several(n: int) -> dict[str, pd.DataFrame]:
    """The tables of a run over several reports of one size."""
    made = [make_tables(text=f"第{i}份。", name=f"r{i}", region=f"县{i}", title=f"报告{i}") for i in range(n)]
    tables = {
        name: pd.concat([own[name] for own in made], ignore_index=True)
        for name in ("reports", "ledger", "paragraphs")
    }
    return {**made[0], **tables}


def test_every_paragraph_has_its_address_and_stands_there_between_its_neighbours() -> None:
    tables = several(3)
    pages = render_study(tables, {}, lang="en", facts=FACTS)
    assert sorted(pages) == ["index.html", "pages/001.html"]
    own = Reader(
        tables["paragraphs"], tables["reports"], {f"r{i}": f"县{i} 2020" for i in range(3)}, EN, "en"
    )
    assert set(own.links) == set(tables["paragraphs"]["paragraph_id"])
    ids = re.findall(r'<div class="unit" id="(p\d+)">', pages["pages/001.html"])
    assert ids == [f"p{n}" for n in range(1, len(tables["paragraphs"]) + 1)]
    assert own.links["r1-p001"] == f"pages/001.html#p{len(tables['paragraphs']) // 3 + 1}"
    assert pages["index.html"].count('<a href="pages/001.html#r1">县0 2020</a>') == 1


def test_a_large_corpus_is_spread_over_pages_that_link_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    tables = several(5)
    per_report = int(tables["paragraphs"]["n_chars"].sum()) // 5
    monkeypatch.setattr(reader, "MOST_CHARS", 2 * per_report)
    pages = render_study(tables, {}, lang="en", facts=FACTS)
    assert sorted(pages) == ["index.html", "pages/001.html", "pages/002.html", "pages/003.html"]
    assert "Reports 3–4 of 5" in pages["pages/002.html"]
    assert 'href="001.html">1–2<' in pages["pages/002.html"]
    linked = set(re.findall(r'href="(pages/\d+\.html)#(\w+)"', pages["index.html"]))
    assert {file for file, _ in linked} == set(pages) - {"index.html"}
    for file, name in linked:
        assert f'id="{name}"' in pages[file]


def test_telling_words_are_marked_in_all_of_a_small_corpus_and_in_what_is_quoted_of_a_large_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tables = several(3)
    small = render_study(tables, {}, lang="en", facts=FACTS, telling=lambda texts: [["份"]] * len(texts))
    assert small["pages/001.html"].count("<mark>份</mark>") == len(tables["paragraphs"])
    monkeypatch.setattr(reader, "EXPLAINED", 3)
    large = render_study(tables, {}, lang="en", facts=FACTS, telling=lambda texts: [["份"]] * len(texts))
    assert large["pages/001.html"].count("<mark>份</mark>") == 5 + 7 * 3  # the typical ones
    assert "the paragraphs that the main page quotes" in large["pages/001.html"]


def test_nothing_of_a_text_becomes_markup_there() -> None:
    everything = " ".join(HOSTILE)
    tables = make_tables(everything, name=HOSTILE[0], heading=everything)
    page = render_study(tables, {}, lang="zh", facts=FACTS)["pages/001.html"]
    assert "<script" not in page
    assert "<img" not in page
    assert "<iframe" not in page
    assert "{{ 7 * 7 }}" in page
    assert "script-src 'none'" in page.replace("&#39;", "'")
    assert not re.search(r'(?:src|href)="(?!\.\./index\.html|#|\d{3}\.html)', page)
