"""The text of a page that only a script writes: strings in scripts and attributes that hold an article.

The standard library alone, and nothing is run: a string literal is read as JSON and JavaScript write it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_HAN = re.compile("[\u4e00-\u9fff]|\\\\u[4-9][0-9a-fA-F]{3}")
_STRING = re.compile(r"\"((?:[^\"\\\n]|\\.)*+)\"|'((?:[^'\\\n]|\\.)*+)'|`((?:[^`\\]|\\.)*+)`", re.DOTALL)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)
_SIGNS = {"n": "\n", "r": "", "t": "\t", "b": "", "f": "", "v": "", "0": ""}
_MAX_SCRIPT = 2_000_000  # characters of a script that are looked at


def stored_texts(page: Any, least: int) -> Iterator[tuple[Any, str]]:
    """Strings of a page's scripts and attributes that hold at least `least` Chinese characters.

    Parameters
    ----------
    page : lxml element
        The page.
    least : int
        Chinese characters.

    Yields
    ------
    element : lxml element
        The script, or the element of the attribute.
    text : str
        What the string says, markup included.

    Examples
    --------
    >>> import lxml.html
    >>> page = lxml.html.document_fromstring('<script>x={"con":"<p>\\\\u4f9d\\\\u6cd5</p>"}</script><p data-x="行政">a</p>')
    >>> [text for _, text in stored_texts(page, 2)]
    ['<p>依法</p>', '行政']
    """
    for element in page.iter():
        if element.tag == "script":
            yield from ((element, text) for text in _strings(element.text or "", least))
        elif isinstance(element.tag, str):
            for name, value in element.attrib.items():
                if name.startswith("data-") and len(value) >= least and len(_HAN.findall(value)) >= least:
                    yield element, value


def _strings(script: str, least: int) -> Iterator[str]:
    for found in _STRING.finditer(script, 0, _MAX_SCRIPT):
        body = found[found.lastindex or 1]
        if len(body) >= least and len(_HAN.findall(body)) >= least:
            yield _ESCAPE.sub(_unescape, body)


def _unescape(escape: re.Match[str]) -> str:
    code = escape[1] or escape[2]
    return chr(int(code, 16)) if code else _SIGNS.get(escape[3], escape[3])
