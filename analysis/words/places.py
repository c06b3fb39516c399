"""Names of places in prepared texts, masked; only what may hold one is cut into words.

A name counts where it is a word, as :mod:`analysis.words.cutting` cuts. Cutting takes longer than anything else that is
done with a text, and a word of the text is also a run of its characters: where no name stands as a run, none is a word.
"""

from __future__ import annotations

import numpy as np

from analysis.words.codes import batches, code_points
from analysis.words.cutting import BLOCK, cutter
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
    names, opens = _names(resources)
    codes, ends = code_points(bodies)
    candidates = np.flatnonzero(opens[_pair_slots(codes[:-1], codes[1:])])
    texts = np.searchsorted(ends, candidates, side="right") - 1
    found: dict[int, list[int]] = {}
    for text, start in zip(texts.tolist(), (candidates - ends[texts]).tolist(), strict=True):
        body = bodies[text]
        if body.startswith(names.get(body[start : start + 2], ()), start):
            found.setdefault(text, []).append(start)
    return found


@PerResources
def _names(resources: Resources) -> tuple[dict[str, tuple[str, ...]], np.ndarray]:
    """Names by the two characters that open them, and a table of these pairs: some other pairs share their slots."""
    names: dict[str, tuple[str, ...]] = {}
    for name in place_names(resources):
        names[name[:2]] = (*names.get(name[:2], ()), name)
    opens = np.zeros(_SLOTS, dtype=bool)
    pairs = code_points(list(names))[0].reshape(-1, 2)
    opens[_pair_slots(pairs[:, 0], pairs[:, 1])] = True
    return names, opens


def _pair_slots(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Slot of each pair of characters."""
    return (first * _SPREAD + second) & np.uint32(_SLOTS - 1)


def _mask(body: str, starts: list[int], resources: Resources) -> str:
    """A text, masked in the blocks that it is cut in one by one: only those are cut in which a name starts."""
    names, sign, cut = place_names(resources), resources.place, cutter(resources)
    backwards = body[::-1]
    parts, done = [], 0
    for start in starts:
        block = BLOCK.match(body, start)
        if start < done or block is None:
            continue
        before = BLOCK.match(backwards, len(body) - start)
        begin = start - len(before[0]) if before else start
        words = cut(body[begin : block.end()])
        parts += [body[done:begin], *(sign if word in names else word for word in words)]
        done = block.end()
    return "".join([*parts, body[done:]])
