"""Remarks of the ledger in the language of the page.

The readers write them in English and the ledger keeps them so. The table ``[remarks]`` of the page's words has each as
it is written, with named parts for what changes, and what the page says for it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_END = r"(?:; |\Z)"
_ANYTHING = {"file", "reason"}  # parts that may hold "; " too; the readers write them last in a cell

Known = list[tuple[re.Pattern[str], str]]


def known_remarks(words: Mapping[str, Any]) -> Known:
    """Pattern of each remark that the page's words know, and what the page says for it."""
    return [(_pattern(remark), said) for remark, said in words["remarks"].items()]


def translate_remarks(cell: str, known: Known) -> str:
    """A cell of the ledger's remarks in the page's language; an unknown remark stays as it is.

    >>> from analysis.study.page.words import load_words
    >>> translate_remarks("damaged date '730日'; not known; region not found", known_remarks(load_words("zh")))
    '日期有缺损：“730日”；not known; 未找到地区'
    """
    said, rest = "", cell
    while rest:
        own, text = _next(rest, known)
        said, rest = said + text, rest[len(own) :]
    return said


def _next(rest: str, known: Known) -> tuple[str, str]:
    """The first remark with the mark that parts it from the next, as written and as said."""
    for pattern, text in known:
        if found := pattern.match(rest):
            return found[0], text.format(**found.groupdict()) + "；" * found[0].endswith("; ")
    own = "".join(rest.partition("; ")[:2])
    return own, own


def _pattern(remark: str) -> re.Pattern[str]:
    """The pattern of a remark up to the end of the cell or the next remark.

    >>> bool(_pattern("same text as {file}").fullmatch("same text as a; b.txt"))
    True
    """
    pieces = re.split(r"\{(\w+)\}", remark)
    for place, piece in enumerate(pieces):
        if place % 2:
            pieces[place] = f"(?P<{piece}>{'.+' if piece in _ANYTHING else '(?:(?!; ).)+?'})"
        else:
            pieces[place] = re.escape(piece)
    return re.compile("".join(pieces) + _END, re.DOTALL)
