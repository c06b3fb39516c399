"""What the page says in each language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import pandas as pd

from analysis import language


@cache
def load_words(lang: str) -> Mapping[str, Any]:
    """All words of the page in a language, with the labels of values and the signs of the language."""
    return {
        **language.words_of("page", lang),
        "labels": language.words_of("labels", lang),
        "signs": language.words_of("signs", lang),
        "estimator_names": language.words_of("figures.yearly.estimators", lang),
    }


def label(words: Mapping[str, Any], value: Any) -> str:
    """A level, type, role or status in the page's language.

    >>> label(load_words("zh"), "county"), label(load_words("en"), "county")
    ('县级', 'county')
    """
    return str(words["unknown"] if pd.isna(value) else words["labels"].get(value, value))


def year_of(words: Mapping[str, Any], value: Any) -> str:
    """A year, or that it is not known."""
    return str(words["unknown_year"] if pd.isna(value) else int(value))
