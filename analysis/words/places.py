"""Names of places in prepared texts, masked; only what may hold one is cut into words.

A name counts where it is a word, as :mod:`analysis.words.cutting` cuts. Cutting takes longer than anything else that is
done with a text, and a word of the text is also a run of its characters: where no name stands as a run, none is a word.
"""

from __future__ import annotations

import re
from bisect import bisect_left

import numpy as np

from analysis.words.codes import batches, code_points
from analysis.words.cutting import BLOCKS, cutter
from analysis.words.dictionary import place_names
from analysis.words.resources import PerResources, Resources

_SLOTS = 1 << 20
_SPREAD = np.uint32(2654435761)  # 2^32 / golden ratio


def mask_places(bodies: list[str], resources: Resources) -> list[str]:
    """The texts with a sign in the place of each word that names one.

    Parameters
    ----------
    bodies : list of str
        As :meth:`analysis.words.segment.Segmenter.prepare` gives them.
    resources : Resources

    Returns
    -------
    list of str

    Examples
    --------
    >>> from analysis.words.resources import packaged
    >>> mask_places(["伊春市政府加强监督", "加强监督"], packaged())
    ['某地政府加强监督', '加强监督']
    """
    return [masked for batch in batches(bodies) for masked in _mask_batch(batch, resources)]


def _mask_batch(bodies: list[str], resources: Resources) -> list[str]:
    masked = list(bodies)
    for text, starts in _starts(bodies, resources).items():
        masked[text] = _mask(bodies[text], starts, resources)
    return masked


def _starts(bodies: list[str], resources: Resources) -> dict[int, list[int]]:
    """Where a name stands as a run of characters in each text that holds one."""
    names, lengths, opens = _names(resources)
    codes, ends = code_points(bodies)
    candidates = np.flatnonzero(opens[_pair_slots(codes[:-1], codes[1:])])
    texts = np.searchsorted(ends, candidates, side="right") - 1
    found: dict[int, list[int]] = {}
    for text, start in zip(texts.tolist(), (candidates - ends[texts]).tolist(), strict=True):
        body = bodies[text]
        if any(body[start : start + length] in names for length in lengths):
            found.setdefault(text, []).append(start)
    return found


@PerResources
def _names(resources: Resources) -> tuple[frozenset[str], list[int], np.ndarray]:
    """Names, their lengths, and a table of the pairs of characters that open one: some other pairs share their slots."""
    names = place_names(resources)
    opens = np.zeros(_SLOTS, dtype=bool)
    pairs = code_points([name[:2] for name in names])[0].reshape(-1, 2)
    opens[_pair_slots(pairs[:, 0], pairs[:, 1])] = True
    return names, sorted({len(name) for name in names}), opens


def _pair_slots(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Slot of each pair of characters."""
    return (first * _SPREAD + second) & np.uint32(_SLOTS - 1)


def _mask(body: str, starts: list[int], resources: Resources) -> str:
    names, sign, cut = place_names(resources), resources.place, cutter(resources)

    def in_block(block: re.Match[str]) -> str:
        first = bisect_left(starts, block.start())
        if first == len(starts) or starts[first] >= block.end():
            return block[0]
        return "".join(sign if word in names else word for word in cut(block[0]))

    return BLOCKS.sub(in_block, body)
