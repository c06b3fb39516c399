"""Texts as a linear model reads them: words and runs of characters.

The words come from :mod:`analysis.words.segment`, with numbers and places masked, and the characters are those of the same
masked text. :mod:`analysis.words.features` counts them.
"""

from __future__ import annotations

from collections.abc import Iterable

from analysis.words.resources import Resources
from analysis.words.segment import segmenter

MAX_RUN = 4  # characters
TERM_END = "\n"  # between terms in a saved model; no term holds one
GAP = " "  # between words; the segmenter's input holds no white space


def segment_texts(
    texts: Iterable[str], *, mask: bool = True, resources: Resources | None = None
) -> list[str]:
    """Words of each text, joined by spaces; numbers and place names masked.

    >>> segment_texts(["加强行政复议工作。"])
    ['加强 行政复议工作 。']
    """
    cutter = segmenter(mask, resources)
    return [GAP.join(cutter.cut(text)) for text in texts]


def join_words(segmented: str) -> str:
    """The masked text without the gaps between words."""
    return segmented.replace(GAP, "")


def split_words(segmented: str) -> list[str]:
    """The words of a segmented text, punctuation left out."""
    return [word for word in segmented.split(GAP) if word[:1].isalnum()]


def measure_order(measure: str) -> tuple[int, str]:
    """Sorting key under which 5, 5b, 6 follow each other.

    >>> sorted(["10", "5b", "6", "5"], key=measure_order)
    ['5', '5b', '6', '10']
    """
    digits = measure.rstrip("abcdefghijklmnopqrstuvwxyz")
    return int(digits), measure[len(digits) :]


for _own in (join_words, split_words):
    _own.__module__ = "analysis.words.features"  # where saved models look for them
