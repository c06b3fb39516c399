"""The words of the page: the same keys, places and order in both languages."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from analysis.study.catalogue import EXHIBITS
from analysis.study.page.words import label, load_words, year_of
from analysis.tables import DOC_TYPES, LEDGER_STATUS, LEVELS, ROLES


def leaves(words: Any, path: str = "") -> dict[str, str]:
    if isinstance(words, dict):
        return {
            key: text for name, own in words.items() for key, text in leaves(own, f"{path}/{name}").items()
        }
    return {path: "\n".join(words) if isinstance(words, list) else words}


def test_both_languages_say_the_same_things_with_the_same_numbers() -> None:
    zh, en = (
        leaves({k: v for k, v in load_words(lang).items() if k not in ("labels", "remarks")})
        for lang in ("zh", "en")
    )
    assert list(zh) == list(en)
    for key, text in zh.items():
        assert sorted(re.findall(r"\{[^}]*\}", text)) == sorted(re.findall(r"\{[^}]*\}", en[key])), key
        assert text.strip()


def test_every_exhibit_has_a_caption() -> None:
    assert set(load_words("en")["figures"]) == set(EXHIBITS)


def test_every_declared_value_has_a_label() -> None:
    for value in (*LEVELS, *DOC_TYPES, *LEDGER_STATUS, *(set(ROLES) - {"heading", "boilerplate"})):
        assert re.search(r"[\u4e00-\u9fff]", label(load_words("zh"), value)), value
        assert "_" not in label(load_words("en"), value)


def test_missing_is_said_in_words() -> None:
    assert label(load_words("en"), pd.NA) == "unknown"
    assert year_of(load_words("zh"), pd.NA) == "年度不详"
    assert year_of(load_words("zh"), 2019) == "2019"
