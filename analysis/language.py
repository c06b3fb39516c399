"""All that a reader sees, in Chinese and in English: two text files with the same keys, which a native speaker can edit.

``analysis/resources/words.zh.toml`` and ``words.en.toml`` hold sentences with named parts in braces, as
:meth:`str.format` fills them. A sentence that differs with its number ``n`` is a table of ``one`` and ``other``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any

from analysis.paths import resource

LANGUAGES = ("zh", "en")


@cache
def load_words(lang: str) -> Mapping[str, Any]:
    """All words of a language, by section."""
    return tomllib.loads(resource(f"words.{lang}.toml").read_text(encoding="utf-8"))


@cache
def words_of(section: str, lang: str) -> Mapping[str, Any]:
    """The words of a section, such as ``figures.shares``.

    >>> words_of("labels", "zh")["county"], words_of("figures.yearly.weights", "en")["characters"]
    ('县级', 'share of characters')
    """
    words = load_words(lang)
    for part in section.split("."):
        words = words[part]
    return words


def say(sentence: str | Mapping[str, str], **parts: Any) -> str:
    """A sentence of the words with its parts filled in, in the singular or the plural.

    >>> found = {"one": "{n} file of {place}", "other": "{n} files of {place}"}
    >>> say(found, n=1, place="a.zip"), say(found, n=3, place="a.zip"), say("{n:,} files", n=1200)
    ('1 file of a.zip', '3 files of a.zip', '1,200 files')
    """
    if not isinstance(sentence, str):
        sentence = sentence["one" if parts["n"] == 1 else "other"]
    return sentence.format(**parts)
