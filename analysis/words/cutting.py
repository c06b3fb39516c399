"""Ways to cut a prepared text into words, all as jieba does with ``HMM=False``: jieba's words, token for token.

rjieba, because it is jieba in Rust, kept, small and with wheels everywhere; plain Python where it is not installed, and for
the first texts of a process, since a quick way takes half a second and more to start. It is used only if it gives jieba's
words on the built-in sample when it starts.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from functools import lru_cache, partial
from importlib.util import find_spec
from math import inf, log
from typing import Any, Protocol

from analysis.text import plain
from analysis.words.dictionary import frequencies, joined, place_names, tokenizer
from analysis.words.kept import keep_weights, kept_weights
from analysis.words.resources import PerResources, Resources

SWITCH = "FAZHI_COMPILED"  # environment variable; "0" leaves the compiled ways out
_FILLER = "\ue000\ue001"  # a word that no text holds
PAYS = 1_000_000  # characters read in a process, from which on a quick way pays its start
REMEMBERED = 2_000  # texts; a study cuts each paragraph for areas, keyness, phrases, topics and pages
LONGEST = 1_000  # characters of a text that is remembered, so that all of them take 100 MB at most


@PerResources
def cutter(resources: Resources) -> Callable[[str], list[str]]:
    """Cuts a prepared text into a list of words: plainly, and by the quickest way as soon as it pays; the last are remembered."""
    way, quick, read = plain_cutter(resources), False, 0

    @lru_cache(REMEMBERED)
    def cut(body: str) -> tuple[str, ...]:
        nonlocal way, quick, read
        read += len(body)
        if not quick and read >= PAYS:
            way, quick = quickest(resources), True
        return tuple(way(body))

    return lambda body: list(cut(body) if len(body) <= LONGEST else cut.__wrapped__(body))


def quickest(resources: Resources | None = None) -> Callable[[str], list[str]]:
    """The quickest way to cut a prepared text into a list of words that gives jieba's words on the sample."""
    return _native_cutter(resources) if native(resources) else plain_cutter(resources)


@PerResources
def native(resources: Resources) -> bool:
    """Whether rjieba is installed, not switched off, and cuts the built-in sample as jieba does."""
    if not is_there("rjieba"):
        return False
    try:
        cut = _native_cutter(resources)
    except ImportError:
        return False
    return all(cut(text) == words for text, words in _sample(resources).items())


def is_there(library: str) -> bool:
    """Whether a library of the quick ways is installed and not switched off."""
    return os.environ.get(SWITCH) != "0" and find_spec(library) is not None


@PerResources
def _sample(resources: Resources) -> dict[str, list[str]]:
    """Prepared texts on which every rule of the cut shows, and jieba's words."""
    terms = "".join(joined(plain(term), resources) for term in list(resources.terms)[::5])
    signs = f"abc12某A3行政#&._%-+鿕鿖㐀𠀀法、。「x」0.5%no.1c++{_FILLER}"
    texts = ["", signs, terms, "".join(sorted(place_names(resources))[::9])]
    return {text: list(tokenizer(resources).cut(text, HMM=False)) for text in texts}


@PerResources
def _native_cutter(resources: Resources) -> Callable[[str], list[str]]:
    import rjieba

    quick = rjieba.Jieba.empty()
    known = frequencies(resources)
    for word, count in known.items():
        quick.add_word(word, count, None)
    # jieba's total holds what the dictionary sets to zero; rjieba adds up what it is given
    missing = tokenizer(resources).total - sum(known.values())
    if missing > 0:
        quick.add_word(_FILLER, missing, None)
    return partial(_cut_natively, quick)


def _cut_natively(quick: Any, body: str) -> list[str]:
    return list(quick.cut(body, False))


BLOCK = re.compile(r"[\u4e00-\u9fd5a-zA-Z0-9+#&._%-]+")
BLOCKS = re.compile(rf"{BLOCK.pattern}|.", re.DOTALL)
_SINGLE = re.compile(r"[a-zA-Z0-9]")


@PerResources
def plain_cutter(resources: Resources) -> Callable[[str], list[str]]:
    """The cut without compiled parts."""
    return partial(_cut_plainly, *log_weights(resources))


def cut_plainly(body: str) -> list[str]:
    """Cut a prepared text without compiled parts, by the package's dictionary."""
    return plain_cutter()(body)


def _cut_plainly(weights: dict[str, float], alone: float, body: str) -> list[str]:
    """jieba's path, found in one pass from the end."""
    words: list[str] = []
    for block in BLOCKS.findall(body):
        if len(block) == 1:
            words.append(block)
        else:
            cut_block(block, weights, alone, words)
    return words


class Weights(Protocol):
    """Log-probability of each word, -inf for what only begins words."""

    def get(self, word: str, /) -> float | None: ...


def cut_block(block: str, weights: Weights, alone: float, words: list[str]) -> None:
    """Append the words of the most probable path through a block; single letters and digits in a row make one."""
    n = len(block)
    score, best = [0.0] * (n + 1), [0] * n
    for start in range(n - 1, -1, -1):
        top, end = -inf, 0
        for stop in range(start + 1, n + 1):
            weight = weights.get(block[start:stop])
            if weight is None:
                break
            value = weight + score[stop]
            if value >= top > -inf or value > top:  # of equals the longest, as jieba's max over (value, end)
                top, end = value, stop
        score[start], best[start] = (top, end) if end else (alone + score[start + 1], start + 1)
    start, joining = 0, False
    while start < n:
        stop = best[start]
        single = stop == start + 1 and _SINGLE.match(block[start]) is not None
        if joining and single:
            words[-1] += block[start]
        else:
            words.append(block[start:stop])
        start, joining = stop, single


@PerResources
def log_weights(resources: Resources) -> tuple[dict[str, float], float]:
    """Log-probability of each word, -inf for what only begins words; and that of a sign that is no word."""
    kept = kept_weights(resources)
    if kept is not None:
        return kept, kept.pop("")
    known, log_total = tokenizer(resources).FREQ, log(tokenizer(resources).total)
    weights = {word: log(count) - log_total if count else -inf for word, count in known.items()}
    keep_weights(resources, {"": 0.0 - log_total, **weights})
    return weights, 0.0 - log_total
