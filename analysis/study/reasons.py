"""Why a table or figure was not made, in the language of a reader: the manifest has the sentence of the error, in English."""

from __future__ import annotations

import re
from functools import cache
from string import Formatter

from analysis.language import say, words_of


def say_reason(reason: str, lang: str) -> str:
    """A reason of the manifest in a language; one that the words do not hold stays as it is.

    >>> say_reason("reports cover 1 years; a change takes two.", "zh")
    '报告覆盖 1 个年度；比较变化至少需要两个。'
    >>> say_reason("it is made from promises, which is left out", "en")
    'it is made from promises, which is left out'
    """
    for key, pattern in () if lang == "en" else _patterns():
        if found := pattern.fullmatch(reason):
            parts = found.groupdict()
            if "role" in parts:
                parts["role"] = words_of("labels", lang).get(parts["role"], parts["role"])
            return say(words_of("reasons", lang)[key], **parts)
    return reason


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    """Each English sentence with groups for its parts."""
    return [
        (
            key,
            re.compile(
                "".join(
                    re.escape(text) + (f"(?P<{name}>.+)" if name else "")
                    for text, name, _, _ in Formatter().parse(sentence)
                )
            ),
        )
        for key, sentence in words_of("reasons", "en").items()
    ]
