"""The lines of a web page, as its reader sees them: one per block, line break, or row of a table of data.

lxml (BSD-3-Clause) walks the parsed page without recursion, however deep and large it is.
"""

from __future__ import annotations

import html
import re
from typing import Any, NamedTuple

import lxml.etree  # type: ignore[import-untyped]

from analysis.reading.formats.text import WIDE_CHAR, words
from analysis.text import squeeze

_DROPPED = words(
    "script style noscript noframes template iframe nav select button textarea svg canvas object head title"
)
_BLOCKS = words(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure"
    " footer form h1 h2 h3 h4 h5 h6 header hr html legend li main ol p pre section summary table tbody td"
    " tfoot th thead tr ul"
)
# Possessive, so that no source makes the search slow.
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*+)[^<>]*+>|<!--.*?(?:-->|\Z)|<![^<>]*+>", re.DOTALL)
_SPACES = re.compile(r"[ \t\r\n\f]+")


class Block(NamedTuple):
    """A line of a page and the element that holds it."""

    holder: Any
    text: str


def page_blocks(root: Any) -> list[Block]:
    """Lines of an element in order: one per block element, line break, or row of a table of data."""
    blocks: list[Block] = []
    pieces: list[str] = []
    open_blocks = [root]

    def flush() -> None:
        # Inside <pre> a line break of the source is one of the page.
        lines = "".join(pieces).split("\n") if open_blocks[-1].tag == "pre" else [_inline_text(pieces)]
        blocks.extend(Block(open_blocks[-1], line) for line in map(_trim, lines) if squeeze(line))
        pieces.clear()

    walk = lxml.etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        is_block = element.tag in _BLOCKS
        if event == "start":
            if element is not root and element.tag in _DROPPED:
                walk.skip_subtree()
                continue
            if is_block or element.tag == "br":
                flush()
            if is_block and element is not root:
                open_blocks.append(element)
            row = _row_text(element) if element.tag == "tr" and element is not root else None
            if row is not None:
                blocks.append(Block(element, row))
                walk.skip_subtree()
            else:
                pieces.append(element.text or "")
            continue
        if is_block:
            flush()
            if element is not root and open_blocks[-1] is element:
                open_blocks.pop()
        if element is not root:
            pieces.append(element.tail or "")
    flush()
    return blocks


def _row_text(row: Any) -> str | None:
    """A row of a table of data, its cells joined by tabs; None for a row that only lays out the page."""
    if next(row.iter("table"), None) is not None:
        return None
    texts = [[block.text for block in page_blocks(cell)] for cell in row if cell.tag in ("td", "th")]
    filled = [lines for lines in texts if lines]
    if len(filled) < 2 or max(map(len, filled)) > 3:
        return None
    return "\t".join(" ".join(lines) for lines in texts).strip("\t")


def _inline_text(pieces: list[str]) -> str:
    """Join the text of a block; a break in the source is a space, or nothing between Chinese characters.

    >>> _inline_text(["依法\\n  行政 ", "rule\\nof law"])
    '依法行政 rule of law'
    """
    return _SPACES.sub(_collapse, "".join(pieces).strip(" \t\r\n\f"))


def _collapse(spaces: re.Match[str]) -> str:
    """What a run of white space in the source stands for; blanks within a line are kept as they are."""
    run, text = spaces[0], spaces.string
    if "\n" not in run and "\r" not in run:
        return run.replace("\t", " ")
    between = WIDE_CHAR.match(text, spaces.start() - 1) and WIDE_CHAR.match(text, spaces.end())
    return "" if between else " "


def _trim(line: str) -> str:
    """Drop the white space at both ends, but keep an indent of full-width spaces."""
    return line.strip(" \t\r\n\f").rstrip()


def strip_tags(source: str) -> str:
    """Text of a page without parsing it: for pages that no parser bears.

    >>> strip_tags("<div><script>x()</script><p>甲</p><b>乙</b></div>")
    '甲\\n乙'
    """
    pieces: list[str] = []
    place, skipped = 0, ""
    for tag in _TAG.finditer(source):
        name = (tag[2] or "").lower()
        if not skipped:
            pieces.append(source[place : tag.start()])
            pieces.append("\n" if name in _BLOCKS or name == "br" else "")
        if skipped and name == skipped and tag[1]:
            skipped = ""
        elif not skipped and name in ("script", "style", "noscript") and not tag[1]:
            skipped = name
        place = tag.end()
    pieces.append("" if skipped else source[place:])
    lines = (html.unescape(line).strip() for line in "".join(pieces).splitlines())
    return "\n".join(line for line in lines if line)
