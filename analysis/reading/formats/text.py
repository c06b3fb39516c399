"""Plain text files, and what the readers of every format need to know about text.

The standard library alone; :mod:`analysis.reading.decode` finds the encoding.
"""

from __future__ import annotations

import re

from analysis.reading.decode import decode
from analysis.reading.formats.limits import Clock, Extract, Limits, Refusal
from analysis.reading.remarks import Remark
from analysis.text import one_line

# Chinese characters and punctuation: no space belongs between two of them.
WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60“”‘’—…"
WIDE_CHAR = re.compile(f"[{WIDE}]")
_WIDEST = 4  # bytes of a character, in any encoding
LITTLE = 200  # Chinese characters; a document with fewer says nearly nothing of a year's work

_HAN = re.compile("[\u4e00-\u9fff]")

_NO_TITLE = re.compile(
    r"(?i)^(?:microsoft word|word document|untitled|unknown title|anonymous|无标题|文档\d*$)|\.(?:docx?|wps|pdf)$"
)


_QUOTE = re.compile(
    r"[>＞](?:[ >＞]*[>＞])? ?"
)  # what a mail program sets before the lines of a letter it quotes
_QUOTED = 0.6  # of the lines that hold something
_LEAST_QUOTED = 4


def read_txt(data: bytes, limits: Limits, clock: Clock) -> Extract:
    """Read a plain text file; its text is left as it is, but for the marks of a quoted letter."""
    if len(data) > _WIDEST * (limits.max_chars + 1):  # known before it is decoded
        raise Refusal("unreadable", "too_many_characters", n=limits.max_chars)
    decoded = decode(data)
    text, quoted = unquote(decoded.text)
    remarks = (*decoded.remarks, Remark("quote_marks_left_out", n=quoted)) if quoted else decoded.remarks
    return Extract(text, "txt", decoded.encoding, remarks=remarks)


def unquote(text: str) -> tuple[str, int]:
    """The text of a quoted letter without the marks before its lines, and how many lines had one.

    A text most of whose lines have none is left as it is.

    >>> unquote("写道：\\n> 一、制度\\n>\\n> 制定规章2件，\\n>> 均经审核。\\n")
    ('写道：\\n一、制度\\n\\n制定规章2件，\\n均经审核。\\n', 4)
    >>> unquote("> 首页 > 公开\\n正文。\\n")
    ('> 首页 > 公开\\n正文。\\n', 0)
    """
    if ">" not in text and "＞" not in text:
        return text, 0
    lines = text.splitlines(keepends=True)
    marks = [_QUOTE.match(line) for line in lines]
    quoted = sum(map(bool, marks))
    if quoted < max(_LEAST_QUOTED, _QUOTED * sum(bool(line.strip()) for line in lines)):
        return text, 0
    return "".join(
        line[mark.end() :] if mark else line for line, mark in zip(lines, marks, strict=True)
    ), quoted


def count_han(text: str) -> int:
    """Number of Chinese characters.

    >>> count_han("2020年，依法ok")
    3
    """
    return len(_HAN.findall(text))


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
