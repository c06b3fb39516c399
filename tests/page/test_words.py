"""The words of the page: a caption for each exhibit, a label for each value."""

from __future__ import annotations

import re

import pandas as pd

from analysis.page.words import label, load_words, year_of
from analysis.replication.exhibits import EXHIBITS
from analysis.tables import DOC_TYPES, LEDGER_STATUS, LEVELS, ROLES


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
