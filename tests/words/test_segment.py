"""The same text always gives the same words, and neither figures nor places vote."""

from __future__ import annotations

import copy
import os
import pickle
import re
import subprocess
import sys

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.reading.regions import load_regions
from analysis.taxonomy import load_lexicon
from analysis.text import plain
from analysis.words.segment import (
    NUMBER,
    PLACE,
    Segmenter,
    boilerplate_phrases,
    segmenter,
    stop_words,
)

CUT = segmenter().cut


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("伊春市2017年推行双随机、一公开监管。", ["某地", "0", "年", "推行", "双随机一公开监管", "。"]),
        ("办理行政复议案件471件,增长7.3%", ["办理", "行政复议案件", "0", "件", ",", "增长", "0"]),
        ("审计金额98,791.5万元", ["审计", "金额", "0", "万元"]),
        ("２０１９年，全省", ["0", "年", ",", "全省"]),
        ("行政\n 复议\u3000", ["行政复议"]),
        ("", []),
        (" \n\u3000", []),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert CUT(text) == words


PREPARED = st.lists(
    st.text("上海建設12345热线.,%双随机、一公开a (街道)村\0\u3000\n", max_size=16), max_size=5
)


@given(PREPARED, st.booleans())
def test_texts_together_are_prepared_as_each_alone(texts: list[str], mask: bool) -> None:
    own = segmenter(mask)
    assert own.masked(texts) == [text for alone in texts for text in own.masked([alone])]


def test_every_term_of_the_lexicon_is_one_word() -> None:
    whole = Segmenter(mask=False)
    assert [term for term in load_lexicon()["term"] if len(whole.cut(term)) != 1] == []


def test_every_term_without_digits_is_one_word_when_numbers_and_places_are_masked() -> None:
    terms = [term for term in load_lexicon()["term"] if not re.search(r"\d", term)]
    assert [term for term in terms if len(CUT(term)) != 1 or CUT(term) == [PLACE]] == []


def test_terms_with_a_comma_inside_are_one_word() -> None:
    terms = [term for term in load_lexicon()["term"] if "、" in term]
    assert terms
    assert [CUT(term) for term in terms] == [[term.replace("、", "")] for term in terms]
    assert CUT("双随机、一公开") == CUT("双随机一公开")


def test_a_comma_between_terms_stays() -> None:
    assert CUT("行政复议、行政应诉") == ["行政复议", "、", "行政应诉"]


@pytest.mark.parametrize("mask", [True, False])
def test_the_same_words_after_pickling(reports: pd.DataFrame, mask: bool) -> None:
    text = reports["text"].iloc[0]
    before = Segmenter(mask=mask)
    words = before.cut(text)
    for after in (  # safe to unpickle: what these very lines wrote
        pickle.loads(pickle.dumps(before)),
        copy.deepcopy(before),
        pickle.loads(pickle.dumps(Segmenter(mask))),
    ):
        assert after.mask is mask
        assert after.cut(text) == words


def test_the_same_words_in_another_process(reports: pd.DataFrame) -> None:
    text = reports["text"].iloc[2]
    code = "import sys; from analysis.words.segment import Segmenter; print('|'.join(Segmenter().cut(sys.stdin.read())))"
    other = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code],
        input=text,
        capture_output=True,
        encoding="utf-8",
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "7"},
    )
    assert other.stdout == "|".join(CUT(text)) + "\n"
    assert other.stderr == ""  # jieba's chatter included


@given(st.text(alphabet="伊春市行政复议执法监督双随机、一公开，。０1２%． 的了和\n\u3000", max_size=40))
def test_words_joined_are_the_text_without_white_space(text: str) -> None:
    words = Segmenter(mask=False).cut(text)
    assert "".join(words).replace("、", "") == plain(text).replace("、", "")
    assert not any(char.isspace() for word in CUT(text) for char in word)


@given(
    st.text(alphabet="行政复议执法监督案件了和", max_size=12), st.integers(0, 10**9), st.integers(0, 10**9)
)
def test_no_figure_votes(words: str, one: int, other: int) -> None:
    assert CUT(f"{words}{one}件") == CUT(f"{words}{other}件")
    assert CUT(f"{words}{one:,}件") == CUT(f"{words}{other}.5%件")


@pytest.mark.parametrize("after", ["人民政府加强行政执法", "政府", "委", "人大常委会", "公安局", "旅游局"])
def test_no_place_votes(after: str) -> None:
    """Nothing of a place's name is left but its suffix, which may go with what follows (市委).

    Places whose stem is an everyday word (和平区) are known by the full name only, and left out here.
    """
    table = load_regions().drop_duplicates("name")
    names = table.loc[table["short_name"] != table["name"], "name"]
    words = {name: CUT(name + after) for name in names}
    assert [name for name, (first, *_) in words.items() if first != PLACE] == []
    assert [
        name for name, (_, *rest) in words.items() if "".join(rest) not in (after, name[-1] + after)
    ] == []


def test_every_region_is_masked_before_a_term() -> None:
    names = pd.unique(load_regions()["name"])
    assert [name for name in names if CUT(f"{name}加强行政执法") != [PLACE, "加强", "行政执法"]] == []


def test_the_sample_reports_do_not_give_their_places_away(reports: pd.DataFrame) -> None:
    own = ["伊春", "黑龙江", "潍坊", "山东", "龙沙", "齐齐哈尔", "连云港", "江苏", "黄石", "湖北"]
    words = {word for text in reports["text"] for word in CUT(text)}
    assert sorted(word for word in words if any(name in word for name in own)) == []
    terms = {"".join(re.findall(r"\w", term)) for term in load_lexicon()["term"]}
    digits = {digit for word in words - terms for digit in re.findall(r"\d", word)}
    assert digits == {NUMBER}  # a number inside a term of the dictionary (12345热线) is part of the word


@pytest.mark.parametrize(
    ("text", "kept"),
    [("12345热线受理3200件", ["12345热线"]), ("受理12345678件", []), ("12348平台接听", ["12348平台"])],
)
def test_numbers_inside_terms_are_kept(text: str, kept: list[str]) -> None:
    assert [word for word in CUT(text) if re.search(r"[1-9]", word)] == kept


def test_stop_words_are_words_and_no_terms_of_areas() -> None:
    words = stop_words()
    assert {"的", "和"} <= words
    assert not any(word.startswith("#") or word != word.strip() for word in words)
    assert words & set(load_lexicon().dropna(subset="measure")["term"]) == set()


def test_boilerplate_phrases_come_longest_first_and_as_they_are_looked_up() -> None:
    phrases = boilerplate_phrases()
    assert len(phrases) == len(set(phrases)) > 50
    assert [len(phrase) for phrase in phrases] == sorted((len(phrase) for phrase in phrases), reverse=True)
    assert all(phrase == plain(phrase) for phrase in phrases)
