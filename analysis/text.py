"""Texts measured and told apart: white space never counts.

White space is where copies of one text differ (line breaks moved, blanks added); leaving it out keeps lengths and
hashes the same for all of them.
"""

from __future__ import annotations

import hashlib
import unicodedata

HASH_DIGITS = (
    16  # 64 bits: the chance that two of a million paragraphs share a hash is below one in ten million
)


def squeeze(text: str) -> str:
    """The text without white space.

    >>> squeeze(" 一、 依法行政\\n")
    '一、依法行政'
    """
    return "".join(text.split())


def count_characters(text: str) -> int:
    """Number of characters that are not white space.

    >>> count_characters(" 一、 依法行政\\n")
    6
    """
    return len(squeeze(text))


def hash_text(text: str) -> str:
    """Sixteen hexadecimal digits of SHA-256 that tell whether two texts are the same but for white space.

    >>> hash_text("依法 行政\\n") == hash_text("依法行政") != hash_text("依法行事"), len(hash_text(""))
    (True, 16)
    """
    return hashlib.sha256(squeeze(text).encode("utf-8", "surrogatepass")).hexdigest()[:HASH_DIGITS]


def visible(text: str) -> str:
    """The text for a terminal: signs that show nothing, or steer what shows it, as Python writes them.

    >>> print(visible("报告\\x1b[31m\\u202e 2020\\n"))
    报告\\x1b[31m\\u202e 2020\\n
    """
    return "".join(
        char if char.isprintable() or unicodedata.category(char) == "Zs" else repr(char)[1:-1]
        for char in text
    )
