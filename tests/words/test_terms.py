"""The list of terms: the package's, an own one on top, and texts cut with it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import analysis as fz
from analysis.words.terms import Terms

NONE = pd.DataFrame({"report_id": ["r"], "text": [""]})


def test_the_packaged_list_is_whole() -> None:
    terms = fz.load_terms()
    assert len(terms) >= 150
    assert terms["term"].is_unique
    assert terms.notna().all(axis=None)
    assert (terms["gloss"].str.strip() == terms["gloss"]).all()
    assert terms["gloss"].map(str.isascii).all()


def test_an_own_list_adds_replaces_and_lets_fall_apart(tmp_path: Path) -> None:
    path = tmp_path / "terms.csv"
    path.write_text("term,keep,gloss\n河长制巡查,1,\n数据要素,0,\n营商环境,,climate\n", encoding="utf-8-sig")
    terms = fz.load_terms(path).set_index("term")
    assert terms.loc["河长制巡查", "keep"]
    assert pd.isna(terms.loc["河长制巡查", "gloss"])
    assert (terms.loc["营商环境", "gloss"], terms.loc["营商环境", "keep"]) == ("climate", True)
    assert (terms.loc["数据要素", "gloss"], terms.loc["数据要素", "keep"]) == (
        "data as a production factor",
        False,
    )
    cut = Terms.of(path, NONE).cut
    assert cut("开展河长制巡查和数据要素改革") == ["开展", "河长制巡查", "和", "数据", "要素", "改革"]


def test_a_word_of_the_dictionary_can_fall_apart() -> None:
    own = pd.DataFrame({"term": ["营商环境"], "keep": [False]})
    assert "营商环境" in Terms.of([], NONE).cut("改善营商环境")
    assert "营商环境" not in Terms.of(own, NONE).cut("改善营商环境")


def test_terms_stay_whole_whatever_stands_around_them() -> None:
    cut = Terms.of(["城管家"], NONE).cut
    assert cut("推行城管家模式") == ["推行", "城管家", "模式"]
    assert cut("城管家园") == ["城管", "家园"]
    assert "新质生产力" in cut("因地制宜发展新质生产力。")
    assert cut("伊春市2017年")[:2] == ["某地", "0"]


def test_found_phrases_do_not_swallow_listed_terms() -> None:
    texts = pd.DataFrame(
        {"report_id": range(8), "text": [f"发展新质生产力，{x}" for x in "甲乙丙丁戊己庚辛"]}
    )
    assert "新质生产力" in Terms.of(None, texts).cut("发展新质生产力")


@pytest.mark.parametrize(
    ("terms", "message"),
    [
        ("nowhere.csv", "terms is 'nowhere.csv', which is no file; give a CSV with the column term."),
        (pd.DataFrame({"word": ["a"]}), "terms lacks the column(s) term"),
        (["城管家", "城管家"], "terms holds '城管家' twice; give each term once."),
        (["", "城管家"], "terms has an empty term; give a word or phrase in each row."),
    ],
)
def test_bad_lists_are_named(terms: object, message: str) -> None:
    with pytest.raises(fz.InputError) as error:
        fz.load_terms(terms)  # type: ignore[arg-type]
    assert message in str(error.value)
