"""The script in which evidence is looked for: simplified, without blanks, full-width signs and glosses.

What is read off a text is read off this form of it; the text itself is never altered.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from analysis.text import at_once, plain, simplify

_SIGNS = "—·–•°×"  # in texts of either script, and not in Python's GB 2312
_SAMPLE = 2_000  # characters by which the script of a text is told
# converters put the reading of a character behind it: 建設(shè)
_GLOSS = re.compile(r"\((?<=[\u4e00-\u9fff]\()[a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]{1,6}\)")


def legible(text: str) -> str:
    """A text as evidence is looked for in it.

    >>> legible("關於２０２０年法治政府建設(shè) 情況的報告")
    '关于2020年法治政府建设情况的报告'
    """
    body = plain(text)
    if _may_be_traditional(body):
        body = simplify(body)
    return _without_glosses(body)


def _without_glosses(body: str) -> str:
    return _GLOSS.sub("", body) if "(" in body else body


def legible_all(texts: Sequence[str]) -> list[str]:
    """Each text as :func:`legible` gives it, looked at together where none needs more than a look.

    >>> legible_all(["２０２０年 度", "關於法治"]), legible_all([])
    (['2020年度', '关于法治'], [])
    """
    bodies = at_once(plain, texts)
    if _may_be_traditional("".join(bodies)):
        bodies = [simplify(body) if _may_be_traditional(body) else body for body in bodies]
    return [_without_glosses(body) for body in bodies]


def is_traditional(text: str) -> bool:
    """Whether a text is in traditional script, by a sample of it.

    >>> is_traditional("現將有關情況報告如下"), is_traditional("现将有关情况报告如下")
    (True, False)
    """
    sample = text[:_SAMPLE]
    return _may_be_traditional(sample) and simplify(sample) != sample


def _may_be_traditional(text: str) -> bool:
    """Whether a text holds what GB 2312 does not, a few common signs apart; traditional forms are of that."""
    if _in_gb2312(text):
        return False
    if "—" not in text and "·" not in text:
        return True
    for sign in _SIGNS:  # str.translate looks every character up
        text = text.replace(sign, "")
    return not _in_gb2312(text)


def _in_gb2312(text: str) -> bool:
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
