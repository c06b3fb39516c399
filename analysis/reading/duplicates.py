"""Texts that say the same: near copies of paragraphs, and reports that are one report from two sites.

Texts are compared by the hashes of their shingles (bottom-k sketches, Broder 1997, doi:10.1109/SEQUEN.1997.666900).
Passages that a government carries from one year's report to the next do not make two reports one: reports on different
years, or by governments of different places, are never taken for the same: where they are as alike, it is said of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from math import ceil
from typing import NamedTuple

import numpy as np

from analysis.text import plain

SIMILAR = 0.9  # Jaccard similarity of shingles from which two texts are one report
NEAR = 0.8  # from which a paragraph or unit nearly repeats another
SHINGLE = 8  # characters
_KEYS = 16  # smallest hashes by which candidates are found; of two near-duplicates nearly all are shared
_COMMON = 1_000  # documents from which on a shingle names no candidates
_MIX = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True)
class Fingerprint:
    """What is kept of a text to find its duplicates.

    Attributes
    ----------
    digest : str
        SHA-256 of the text without white space.
    sketch : ndarray of uint32, shape (n_shingles,)
        Hashes of the distinct shingles, sorted; at most `MAX_SHINGLES` of the smallest.
    year, place : int or str, or None
        Year reported on and code of the region, as far as known.
    quality : tuple
        The larger, the better the copy.
    """

    digest: str
    sketch: np.ndarray
    year: int | None
    place: str | None
    quality: tuple[int, ...]


MAX_SHINGLES = 600  # a similarity of 0.9 is then known to within 0.012 (standard error)


def shingle_hashes(text: str) -> np.ndarray:
    """Smallest hashes of the distinct shingles of a text: a sample that is the same for the same text.

    >>> one, two = shingle_hashes("依法行政工作有序推进，成效明显。"), shingle_hashes("依法行政工作有序推进,成效明显。")
    >>> (one == two).all()
    np.True_
    """
    return hash_shingles(plain(text))


def hash_shingles(body: str) -> np.ndarray:
    """Hashes as :func:`shingle_hashes` gives them, of a text that is :func:`plain` already."""
    codes = np.frombuffer(body.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    if len(codes) < SHINGLE:
        codes = np.pad(codes, (0, SHINGLE - len(codes)))
    rolled = np.zeros(len(codes) - SHINGLE + 1, dtype=np.uint64)
    for place in range(SHINGLE):
        rolled ^= codes[place : len(codes) - SHINGLE + 1 + place]
        rolled *= _MIX
        rolled ^= rolled >> np.uint64(29)
    hashes = np.sort((rolled >> np.uint64(32)).astype(np.uint32))  # np.unique takes five times as long
    return hashes[np.append(True, hashes[1:] != hashes[:-1])][:MAX_SHINGLES]


def similarity(one: np.ndarray, two: np.ndarray) -> float:
    """Jaccard similarity of two texts, estimated on the smallest hashes of their union."""
    both = np.sort(np.concatenate([one, two]))
    twice = np.append(both[1:] == both[:-1], False)  # the first of two that are the same
    union = np.flatnonzero(np.append(True, ~twice[:-1]))[:MAX_SHINGLES]
    return float(twice[union].mean())


def near_copies(texts: Iterable[str], others: Iterable[str], *, similar: float = NEAR) -> np.ndarray:
    """Whether each text nearly repeats one of the others.

    Parameters
    ----------
    texts, others : iterable of str
        Paragraphs or units.
    similar : float, default 0.8
        Jaccard similarity of 8-character shingles from which one text repeats another.

    Returns
    -------
    ndarray of bool, shape (n_texts,)

    Examples
    --------
    >>> near_copies(["办理行政复议案件十二件,均已审结。", "开展执法检查。"], ["办理行政复议案件十二件，均已审结。"]).tolist()
    [True, False]
    """
    return repeats(
        [shingle_hashes(text) for text in texts], [shingle_hashes(text) for text in others], similar
    )


def repeats(sketches: Sequence[np.ndarray], known: Sequence[np.ndarray], similar: float = NEAR) -> np.ndarray:
    """Whether each text nearly repeats one of the known texts, all given by their shingles, shape (n_texts,).

    Two sets as similar as that share one of their rarest shingles: of n shingles the rarest n − ⌈similar · n⌉ + 1 find
    every pair (Chaudhuri, Ganti & Kaushik 2006, doi:10.1109/ICDE.2006.9), and a formula that everybody uses finds none.
    """
    found = np.zeros(len(sketches), dtype=bool)
    if not len(sketches) or not len(known):
        return found
    _, place, count = np.unique(np.concatenate([*sketches, *known]), return_inverse=True, return_counts=True)
    edges = np.cumsum([len(sketch) for sketch in (*sketches, *known)])[:-1]
    rare = np.argsort(count, kind="stable")  # the rank of each shingle, the rarest first
    rank = np.empty(len(rare), dtype=np.int64)
    rank[rare] = np.arange(len(rare))
    ranked = [np.sort(own) for own in np.split(rank[place], edges)]
    index: dict[int, list[int]] = {}
    for number, own in enumerate(ranked[len(sketches) :]):
        for shingle in _rarest(own, similar):
            index.setdefault(shingle, []).append(number)
    for number, own in enumerate(ranked[: len(sketches)]):
        candidates = {other for shingle in _rarest(own, similar) for other in index.get(shingle, ())}
        for other in candidates:
            theirs = ranked[len(sketches) + other]
            both = len(np.intersect1d(own, theirs, assume_unique=True))
            if both >= similar * (len(own) + len(theirs) - both):
                found[number] = True
                break
    return found


def _rarest(ranked: np.ndarray, similar: float) -> list[int]:
    needed = ceil(similar * len(ranked) - 1e-9)  # shingles that a similar text shares at least
    own: list[int] = ranked[: len(ranked) - needed + 1].tolist()
    return own


class Likenesses(NamedTuple):
    """Documents by their positions, each with another one and how similar the two are.

    Attributes
    ----------
    repeated : dict
        Each duplicate → the copy kept. Of several copies the best is kept; of equals, the first.
    apart : dict
        Each document as similar to an earlier one on another year or of another place → that one; both count.
    """

    repeated: dict[int, tuple[int, float]]
    apart: dict[int, tuple[int, float]]


def find_duplicates(prints: Sequence[Fingerprint]) -> Likenesses:
    """Find the documents that repeat another one: candidates share half of the smallest hashes of their shingles.

    Parameters
    ----------
    prints : sequence of Fingerprint
        In the order of the documents.

    Returns
    -------
    Likenesses
    """
    index: dict[int, list[int]] = {}
    group = list(range(len(prints)))
    likeness: dict[int, float] = {}
    apart: dict[int, tuple[int, float]] = {}
    first: dict[str, int] = {}
    for place, own in enumerate(prints):
        same = first.setdefault(own.digest, place)
        if same != place:
            group[place], likeness[place] = group[same], 1.0
            continue
        keys = own.sketch[:_KEYS].tolist()
        known = [index.setdefault(key, []) for key in keys]
        # a shingle of everybody's formulas tells nothing, and would make the search slow
        rare = [others for others in known if len(others) < _COMMON] or known
        shared, enough = Counter(chain.from_iterable(rare)), len(rare) / 2
        candidates = sorted(other for other, number in shared.items() if number >= enough)
        one = [other for other in candidates if _may_be_one(own, prints[other])]
        alike = next(_alike(prints, place, one), None)
        if alike is not None:
            group[place], likeness[place] = group[alike[0]], alike[1]
        elif another := set(candidates).difference(one):
            nearest = min(another, key=lambda other: (-shared[other], other))
            apart.update((place, found) for found in _alike(prints, place, [nearest]))
        for others in known:
            if len(others) < _COMMON:
                others.append(place)
    repeated = dict(_repeats(prints, group, likeness))
    return Likenesses(repeated, {place: apart[place] for place in apart if place not in repeated})


def _alike(prints: Sequence[Fingerprint], place: int, candidates: list[int]) -> Iterator[tuple[int, float]]:
    for other in candidates:
        if (close := similarity(prints[place].sketch, prints[other].sketch)) >= SIMILAR:
            yield other, close


def _may_be_one(own: Fingerprint, known: Fingerprint) -> bool:
    """Whether no two years or places are known of both."""
    return all(
        None in facts or len(set(facts)) == 1 for facts in ((own.year, known.year), (own.place, known.place))
    )


def _repeats(
    prints: Sequence[Fingerprint], group: list[int], likeness: dict[int, float]
) -> Iterator[tuple[int, tuple[int, float]]]:
    members: dict[int, list[int]] = {}
    for place, head in enumerate(group):
        members.setdefault(head, []).append(place)
    for same in members.values():
        best = max(same, key=lambda place: (prints[place].quality, -place))
        for place in same:
            if place != best:
                yield place, (best, min(likeness.get(place, 1.0), likeness.get(best, 1.0)))
