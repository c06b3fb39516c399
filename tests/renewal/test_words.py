"""What a model's renewal says stands in both languages, with the same numbers, in one language at a time."""

from __future__ import annotations

import re
import string

import pytest

from analysis.language import words_of
from analysis.renewal.words import listed, say

KEYS = [f"{section}.{name}" for section, names in words_of("renewal", "en").items() for name in names]


def test_both_languages_have_the_same_sentences() -> None:
    assert [
        f"{section}.{name}" for section, names in words_of("renewal", "zh").items() for name in names
    ] == KEYS


@pytest.mark.parametrize("key", KEYS)
def test_a_sentence_has_the_same_numbers_in_both_languages_and_no_other_language_in_it(key: str) -> None:
    section, name = key.split(".")
    texts = {lang: words_of("renewal", lang)[section][name] for lang in ("zh", "en")}
    fields = [
        {(field, form) for _, field, form, _ in string.Formatter().parse(text) if field}
        for text in texts.values()
    ]
    assert fields[0] == fields[1]
    assert not re.search("[\u3400-\u9fff]", texts["en"])
    around = re.sub(r"\{[^}]*\}|--[a-z-]+|NO|ok", "", texts["zh"])
    assert not re.search("[a-z]{2}", around)


def test_a_list_names_the_first_and_says_that_there_are_more() -> None:
    assert listed(["a", "b", "c"], "en", 3) == "a, b, c"
    assert listed(["a", "b", "c"], "en", 2) == "a, b…"
    assert say("list.none", "zh") == listed([], "zh") == "无"
