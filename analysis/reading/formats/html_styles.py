"""Which elements of a page its styles hide: by their own style, or by the simplest rules of the page's style sheets.

Regular expressions, possessive throughout: rules that a browser needs its whole engine for are left alone, and so are
those of one medium only (print, narrow screens).
"""

from __future__ import annotations

import re
from typing import Any

_LENGTH = r"-\d{3,}(?:\.\d+)?\s*+(?:px|pt|em|%)"
HIDING = re.compile(
    rf"display\s*+:\s*+none|visibility\s*+:\s*+hidden|(?<![\w-])opacity\s*+:\s*+0?\.?0*+(?![\d.])|"
    rf"font-size\s*+:\s*+0(?![\d.])|text-indent\s*+:\s*+{_LENGTH}|(?<![\w-])(?:left|top)\s*+:\s*+{_LENGTH}|"
    r"(?<![\w-])(?:max-)?height\s*+:\s*+0(?![\d.])",
    re.IGNORECASE,
)
_CLIPPED = re.compile(r"(?<![\w-])(?:max-)?height\s*+:", re.IGNORECASE)
_OVERFLOW = re.compile(r"overflow\s*+:\s*+hidden", re.IGNORECASE)
_MAX_SHEET = 200_000  # characters of style sheets that are looked at
_BRACE = re.compile("[{}]")
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_RULE = re.compile(r"([^{}@;]{1,200}+)\{([^{}]{0,2000}+)\}")
_SIMPLE = re.compile(r"\s*+([.#])([\w-]{1,60}+)\s*+")
_AT_RULE = re.compile(r"@[^{};]{0,300}+")


def hides(style: str) -> bool:
    """Whether declarations hide what they are about.

    >>> [hides(style) for style in ("DISPLAY: none", "opacity:0.5", "left:-9999px", "height:0", "height:0;overflow:hidden")]
    [True, False, True, False, True]
    """
    return any(
        not _CLIPPED.match(found[0]) or bool(_OVERFLOW.search(style)) for found in HIDING.finditer(style)
    )


def hiding_rules(page: Any) -> tuple[frozenset[str], frozenset[str]]:
    """Classes and ids that the page's own style sheets hide in every medium.

    >>> import lxml.html
    >>> source = "<style>.a{color:red}.b,.c{display:none}@media print{.d{display:none}}#e{visibility:hidden}</style>"
    >>> [sorted(names) for names in hiding_rules(lxml.html.document_fromstring(source))]
    [['b', 'c'], ['e']]
    """
    names: dict[str, set[str]] = {".": set(), "#": set()}
    sheets = "".join(style.text or "" for style in page.iter("style"))[:_MAX_SHEET]
    for selectors, declarations in _RULE.findall(_outside_blocks(_COMMENT.sub("", sheets))):
        if not hides(declarations):
            continue
        for selector in selectors.split(","):
            if simple := _SIMPLE.fullmatch(selector):
                names[simple[1]].add(simple[2])
    return frozenset(names["."]), frozenset(names["#"])


def _outside_blocks(sheet: str) -> str:
    """A style sheet without its @-rules and the blocks that these hold."""
    kept: list[str] = []
    place = 0
    for start in _AT_RULE.finditer(sheet):
        if start.start() < place:
            continue
        kept.append(sheet[place : start.start()])
        place = _block_end(sheet, start.end())
    return "".join([*kept, sheet[place:]])


def _block_end(sheet: str, place: int) -> int:
    """Where the block that begins at a place ends; the place behind it where none begins."""
    if sheet[place : place + 1] != "{":
        return place + 1
    depth = 0
    for brace in _BRACE.finditer(sheet, place):
        depth += 1 if brace[0] == "{" else -1
        if not depth:
            return brace.end()
    return len(sheet)
