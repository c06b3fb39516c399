"""The page of topics in a browser: nothing fails or overflows, words change their ranking without script, the search finds."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from analysis.study.page.topic_page import render_topics
from tests.browser import FAINT, OPEN_ALL, OUTSIDE, Browser, find_violations
from tests.study.page.builders import HOSTILE, make_topic_tables

LISTS = """Array.from(document.querySelectorAll('#topic-1 ol')).filter((one) => one.offsetParent).map((one) => one.className)"""
SHOWN = (
    "Array.from(document.querySelectorAll('.topic')).filter((one) => one.offsetParent).map((one) => one.id)"
)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder, tables = tmp_path_factory.mktemp("topics"), make_topic_tables(6)
    tables["topic_typical"].loc[4, "text"] = "一网统管，Ａ区试点。"
    found = {}
    for lang in ("zh", "en"):
        found[lang] = folder / f"{lang}.html"
        caveat = {"zh": "15 个主题中有 2 个已舍去。", "en": "2 of 15 topics were dropped."}
        found[lang].write_text(render_topics(tables, lang=lang, caveats=[caveat]), encoding="utf-8")
    return found


def look_for(browser: Browser, text: str) -> str:
    """Type into the search, wait, and return what it says it found."""
    return str(
        browser.run(f"""new Promise((done) => {{
      const form = document.getElementById('filter');
      form.elements.text.value = {json.dumps(text)};
      form.dispatchEvent(new Event('input', {{ bubbles: true }}));
      setTimeout(() => done(document.getElementById('found').textContent), 300);
    }})""")
    )


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nothing_fails_overflows_or_fades(
    browser: Browser, files: dict[str, Path], lang: str, width: int, dark: bool
) -> None:
    browser.open(files[lang], width=width, dark=dark)
    browser.run(OPEN_ALL)
    assert browser.messages == []
    assert browser.run("document.documentElement.scrollWidth") <= width
    assert browser.run(OUTSIDE) == []
    assert browser.run(FAINT) == []


def test_keys_change_the_ranking_without_script(browser: Browser, files: dict[str, Path]) -> None:
    browser.call("Emulation.setScriptExecutionDisabled", value=True)
    try:
        browser.open(files["en"])
        assert browser.run(LISTS) == ["ranked by-relevance"]
        browser.run("document.getElementById('by-relevance').focus()")
        browser.press("ArrowRight", 39)
        assert browser.run(LISTS) == ["ranked by-probability"]
        browser.press("ArrowRight", 39)
        assert browser.run(LISTS) == ["ranked by-exclusivity"]
        assert browser.run("document.getElementById('filter').offsetParent") is None
        assert len(browser.run(SHOWN)) == 6
    finally:
        browser.call("Emulation.setScriptExecutionDisabled", value=False)


def test_the_search_finds_topics_words_and_paragraphs(browser: Browser, files: dict[str, Path]) -> None:
    browser.open(files["zh"])
    assert look_for(browser, "a区 ") == "主题 1 个，段落 1 个。"
    assert browser.run(SHOWN) == ["topic-2"]
    assert (
        browser.run("Array.from(document.querySelectorAll('#topic-2 mark'), (one) => one.textContent).join()")
        == "Ａ区"
    )
    assert (
        browser.run(
            "Array.from(document.querySelectorAll('#overview tr')).filter((one) => !one.hidden).length"
        )
        == 2
    )
    assert look_for(browser, "不会出现的词").startswith("本页没有相符的内容")
    assert browser.run(SHOWN) == []
    assert look_for(browser, "") == ""
    assert len(browser.run(SHOWN)) == 6
    assert browser.run("document.querySelectorAll('mark').length") == 0
    browser.open(files["en"])
    assert look_for(browser, "administrative RECONSIDERATION").startswith("Topics: ")
    assert "topic-1" in browser.run(SHOWN)
    assert browser.messages == []


def test_on_paper_all_paragraphs_are_there(browser: Browser, files: dict[str, Path], tmp_path: Path) -> None:
    browser.open(files["zh"], media="print", dark=True)
    assert browser.run("getComputedStyle(document.getElementById('filter')).display") == "none"
    assert browser.run("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert (
        browser.run(
            "Array.from(document.querySelectorAll('.shown .text')).every((one) => one.checkVisibility({contentVisibilityAuto: true}))"
        )
        is True
    )
    assert browser.run(FAINT) == []
    browser.save(tmp_path / "page.pdf")
    assert (tmp_path / "page.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_axe_finds_nothing(browser: Browser, files: dict[str, Path], lang: str, width: int) -> None:
    browser.open(files[lang], width=width)
    browser.run(OPEN_ALL)
    assert find_violations(browser) == []


def test_texts_that_try_to_be_markup_are_only_shown(browser: Browser, tmp_path: Path) -> None:
    everything = " ".join(HOSTILE) + "</script><script>document.title = 'ran'</script>"
    tables = make_topic_tables(text=everything, word=everything)
    tables["topic_labels"] = pd.DataFrame({"topic": [2], "label": [everything]})
    page = tmp_path / "hostile.html"
    page.write_text(render_topics(tables, lang="en"), encoding="utf-8")
    browser.open(page, width=390)
    assert look_for(browser, "<script>alert(1)</script>").startswith("Topics: 3. Paragraphs: 9")
    assert browser.run("document.title") == "Topics of the texts"
    assert browser.run("document.querySelectorAll('main img, main iframe, main script').length") == 0
    assert browser.run("document.documentElement.scrollWidth") <= 390
    assert browser.messages == []
