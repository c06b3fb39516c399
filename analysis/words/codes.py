"""Texts as code points in one array."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

_BATCH = 200_000  # characters counted at a time: a few dozen megabytes of room


def code_points(texts: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Code points of all texts one after the other, and where each text ends (a 0 in front).

    >>> codes, ends = code_points(["ab", "", "c"])
    >>> codes.tolist(), ends.tolist()
    ([97, 98, 99], [0, 2, 2, 3])
    """
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    ends = np.zeros(len(texts) + 1, dtype=np.int64)
    np.cumsum(np.fromiter(map(len, texts), dtype=np.int64, count=len(texts)), out=ends[1:])
    return codes, ends


def batches(texts: Iterable[str], size: int = _BATCH) -> Iterator[list[str]]:
    """Texts in lists of about `size` characters.

    >>> list(batches(["ab", "c", "def"], size=3))
    [['ab', 'c'], ['def']]
    """
    batch: list[str] = []
    total = 0
    for text in texts:
        if batch and total + len(text) > size:
            yield batch
            batch, total = [], 0
        batch.append(text)
        total += len(text)
    if batch:
        yield batch
