"""Which lines of a web page are the report: its main part, without navigation, shares and footers.

trafilatura (Apache-2.0) tells where the main part is: it does well in published comparisons of such programs.
"""

from __future__ import annotations

import copy
from collections import Counter
from typing import Any

import trafilatura

from analysis.reading.formats.html_lines import Block, page_blocks
from analysis.reading.formats.limits import Clock
from analysis.reading.formats.text import words
from analysis.text import squeeze

_MAX_FOUND = 20_000  # lines; trafilatura would take too long over more
_CONTAINERS = words("article aside body center div form html main section table tbody td tr ucapcontent")


def main_lines(page: Any, title: str | None, clock: Clock) -> list[str]:
    """Lines of the page's main part.

    trafilatura tells where the main part is; the lines themselves are taken from the page. So what
    trafilatura changes or drops inside the main part (short lines, dates, signatures, full-width spaces,
    headings) is kept as printed, and a page that is nothing but a report comes back whole.
    """
    body = page.find(".//body")
    body = page if body is None else body
    blocks = page_blocks(body)
    clock.check()
    hits = _mark_hits(blocks, _trafilatura_text(page) if len(blocks) <= _MAX_FOUND else "", clock)
    found = sum(len(squeeze(block.text)) for block, hit in zip(blocks, hits, strict=True) if hit)
    printed = sum(len(squeeze(block.text)) for block in blocks if _is_within(block.holder, "p"))
    if 2 * found < printed or not found:
        return [block.text for block in blocks if not _is_within(block.holder, "footer")]
    main = _find_main(body, blocks, hits)
    inside = set(main.iter())
    kept = [hit or block.holder in inside for block, hit in zip(blocks, hits, strict=True)]
    # The title stands above the main part on many pages; without it a report does not say what it is.
    titles = [index for index, block in enumerate(blocks) if title and squeeze(block.text) == squeeze(title)]
    if titles and not any(kept[index] for index in titles):
        kept[titles[0]] = True
    return [block.text for block, keep in zip(blocks, kept, strict=True) if keep]


def _trafilatura_text(page: Any) -> str:
    """Main text as trafilatura finds it; empty when it finds none or fails."""
    try:
        found = trafilatura.bare_extraction(
            copy.deepcopy(page),
            favor_recall=True,
            include_comments=False,
            include_tables=True,
            with_metadata=False,
        )
    except ImportError:  # of a library that is missing nothing is guessed
        raise
    except Exception:  # the page is still read, only as a whole
        return ""
    return str(getattr(found, "text", None) or "")


def _mark_hits(blocks: list[Block], found: str, clock: Clock) -> list[bool]:
    """Which blocks are part of the text found."""
    lines = {squeeze(line) for line in found.splitlines()}
    whole = squeeze(found)
    hits = []
    for block in blocks:
        clock.check()
        text = squeeze(block.text)
        # A short text such as 首页 may stand inside a sentence by chance; it has to be a line of its own.
        hits.append(text in lines or (len(text) >= 8 and text in whole))
    return hits


def _is_within(element: Any, tag: str) -> bool:
    return element.tag == tag or next(element.iterancestors(tag), None) is not None


def _find_main(body: Any, blocks: list[Block], hits: list[bool]) -> Any:
    """Find the smallest container with (nearly) all of the blocks hit."""
    size: Counter[Any] = Counter()
    lines: Counter[Any] = Counter()
    for block, hit in zip(blocks, hits, strict=True):
        for element in (block.holder, *block.holder.iterancestors()):
            lines[element] += 1
            size[element] += len(squeeze(block.text)) if hit else 0
    main = body
    while True:
        # A single line is no main part, however long: its neighbours are a title, a date, a signature.
        inner = [child for child in main if child.tag in _CONTAINERS and lines[child] > 1]
        largest = max(inner, key=size.__getitem__, default=None)
        if largest is None or size[largest] < 0.9 * size[body]:
            return main
        main = largest
