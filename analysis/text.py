"""Texts measured, told apart and brought into one form; white space never counts.

White space is where copies of one text differ (line breaks moved, blanks added); leaving it out keeps lengths and
hashes the same for all of them.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import cache
from typing import Any

HASH_DIGITS = (
    16  # 64 bits: the chance that two of a million paragraphs share a hash is below one in ten million
)

INVISIBLE = ("\u200b", "\ufeff")  # blanks that str.split does not know
_FULL_WIDTH = re.compile("[\uff01-\uff5e]")
_HALF_WIDTH = {chr(full): chr(full - 0xFEE0) for full in range(0xFF01, 0xFF5F)}
_NOT_XML = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # in XML 1.0


def squeeze(text: str) -> str:
    """The text without white space.

    >>> squeeze(" 一、 依法行政\\n")
    '一、依法行政'
    """
    return "".join(text.split())


def one_line(text: str) -> str:
    """The text on one line, whatever breaks it holds.

    >>> one_line(" 青岚市\\n2020 ")
    '青岚市 2020'
    """
    return " ".join(text.split())


def plain(text: str) -> str:
    """The text for looking things up in: without white space, full-width signs as ASCII.

    >>> plain("名\\u3000 称： ２０１９年（试行）\\n")
    '名称:2019年(试行)'
    """
    body = squeeze(text)
    for blank in INVISIBLE:
        body = body.replace(blank, "")
    for sign in set(_FULL_WIDTH.findall(body)):  # a handful; str.translate looks every character up
        body = body.replace(sign, _HALF_WIDTH[sign])
    return body


def plain_cell(cell: str) -> str:
    """A cell without what a keyboard or a spreadsheet adds: width, case, margins, a decimal nought.

    >>> plain_cell(" ４ "), plain_cell("4.0"), plain_cell("27Y"), plain_cell("work｜工作")
    ('4', '4', '27y', 'work|工作')
    """
    folded = unicodedata.normalize("NFKC", cell).strip().casefold()
    return re.sub(r"^(\d+)\.0+$", r"\1", folded)


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


def for_xml(text: str) -> str:
    """Text in which characters that no XML file can hold are replaced by ones that can be seen.

    >>> for_xml("依法\\x07行政\\x00")
    '依法␇行政␀'
    """
    return _NOT_XML.sub(lambda m: chr(0x2400 + ord(m[0])) if m[0] < " " else "\ufffd", text)


def visible(text: str) -> str:
    """The text for a terminal: signs that show nothing, or steer what shows it, as Python writes them.

    >>> print(visible("报告\\x1b[31m\\u202e 2020\\n"))
    报告\\x1b[31m\\u202e 2020\\n
    """
    return "".join(
        char if char.isprintable() or unicodedata.category(char) == "Zs" else repr(char)[1:-1]
        for char in text
    )


def simplify(text: str) -> str:
    """Simplified script; a text in simplified script is returned as it is.

    OpenCC, because it is the reference for the conversion and converts by words, not by characters alone.

    >>> simplify("加強行政執法監督"), simplify("加强行政执法监督")
    ('加强行政执法监督', '加强行政执法监督')
    """
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:  # GB 2312 holds no traditional forms
        return str(_converter().convert(text))
    return text


@cache
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("t2s")
