"""What training and renewing a model say, in Chinese and English: a sentence by its key, with the numbers found."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from analysis.language import words_of


def say(key: str, lang: str, **parts: Any) -> str:
    """The sentence of a key such as ``"renew.next"``, its parts filled in.

    >>> say("renew.next", "en", year=2023)
    'Code the sheets of 2023, then give the same command again.'
    """
    section, name = key.split(".")
    return str(words_of("renewal", lang)[section][name]).format(**parts)


def listed(values: Iterable[object], lang: str, number: int = 6) -> str:
    """The first values of a list, and whether there are more.

    >>> listed(["复议", "调解", "审计"], "zh", 2), listed([], "en")
    ('复议、调解…', 'none')
    """
    own = [str(value) for value in values]
    if not own:
        return say("list.none", lang)
    return say("list.separator", lang).join(own[:number]) + ("…" if len(own) > number else "")
