"""All that a reader sees, in Chinese and in English: two text files with the same keys, which a native speaker can edit.

``analysis/resources/words.zh.toml`` and ``words.en.toml`` hold sentences with named parts in braces, as
:meth:`str.format` fills them. A sentence that differs with its number ``n`` is a table of ``one`` and ``other``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from string import Formatter
from typing import Any

from analysis.errors import check_choice
from analysis.paths import resource

LANGUAGES = ("zh", "en")


@cache
def load_words(lang: str) -> Mapping[str, Any]:
    """All words of a language, by section."""
    check_choice("lang", lang, LANGUAGES)
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
    >>> say("{up:+.1f}, {down:+.1f}, {none:+.1f}", up=0.26, down=-0.26, none=-0.01)  # a true minus, and none before zero
    '+0.3, −0.3, 0.0'
    """
    if not isinstance(sentence, str):
        sentence = sentence["one" if parts["n"] == 1 else "other"]
    return _NUMBERS.vformat(sentence, (), parts)


class _Numbers(Formatter):
    """Fills sentences; numbers in them have a true minus, and zero has no sign."""

    def format_field(self, value: Any, format_spec: str) -> str:
        text = str(super().format_field(value, format_spec))
        return _printed(text) if isinstance(value, float) else text


_NUMBERS = _Numbers()
_ZERO = re.compile(r"[+-](?=[0.]+%?$)")


def _printed(text: str) -> str:
    return _ZERO.sub("", text).replace("-", "−")


def number(value: float, digits: int = 1) -> str:
    """A number with a true minus, and none before zero.

    >>> number(12.34), number(-0.5), number(-0.01), number(3.6, 0)
    ('12.3', '−0.5', '0.0', '4')
    """
    return _printed(f"{value:.{digits}f}")


def signed(value: float, digits: int = 1) -> str:
    """A change with its sign, a true minus, and no sign on zero.

    >>> signed(1.26), signed(-0.5), signed(-0.01)
    ('+1.3', '−0.5', '0.0')
    """
    return _printed(f"{value:+.{digits}f}")
