"""Plain text files, and what the readers of every format need to know about text.

The standard library alone; :mod:`analysis.reading.decode` finds the encoding.
"""

from __future__ import annotations

import re

from analysis.reading.decode import decode
from analysis.reading.formats.limits import Clock, Extract, Limits
from analysis.text import one_line

# Chinese characters and punctuation: no space belongs between two of them.
WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60“”‘’—…"
WIDE_CHAR = re.compile(f"[{WIDE}]")

_NO_TITLE = re.compile(
    r"(?i)^(?:microsoft word|word document|untitled|anonymous|无标题|文档\d*$)|\.(?:docx?|wps|pdf)$"
)


def read_txt(data: bytes, limits: Limits, clock: Clock) -> Extract:
    """Read a plain text file; its text is left as it is."""
    decoded = decode(data)
    return Extract(decoded.text, "txt", decoded.encoding, remarks=decoded.remarks)


def words(text: str) -> frozenset[str]:
    """Make a set of the words in a text.

    >>> sorted(words("td tr"))
    ['td', 'tr']
    """
    return frozenset(text.split())


def clean_title(title: str | None) -> str | None:
    """Title from a document's properties, unless a program put it there.

    >>> clean_title(" 工作报告 "), clean_title("Microsoft Word - 1.doc"), clean_title("")
    ('工作报告', None, None)
    """
    cleaned = one_line((title or "").replace("\0", ""))
    return cleaned if cleaned and not _NO_TITLE.search(cleaned) else None
