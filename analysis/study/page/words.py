"""What the page says in each language; the words lie in a text file beside the template."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any

import pandas as pd

from analysis.paths import resource


@cache
def load_words(lang: str) -> Mapping[str, Any]:
    """All words of the page in a language."""
    return tomllib.loads(resource(f"page/words.{lang}.toml").read_text(encoding="utf-8"))


def label(words: Mapping[str, Any], value: Any) -> str:
    """A level, type, role or status in the page's language.

    >>> label(load_words("zh"), "county"), label(load_words("en"), "county")
    ('县级', 'county')
    """
    return str(words["unknown"] if pd.isna(value) else words["labels"].get(value, value))


def year_of(words: Mapping[str, Any], value: Any) -> str:
    """A year, or that it is not known."""
    return str(words["unknown_year"] if pd.isna(value) else int(value))
