"""Placeholder texts: of the right length, distinct, marked as simulated, and cut into items like real ones."""

from __future__ import annotations

import numpy as np

# signs that are no enumerator, number, heading or sentence end
_SIGNS = np.array(
    [
        ord(sign)
        for sign in "依法行政治理规范服务监督执制度建设推进落实完善健全加强工作开展组织审查复议调解公开"
    ],
    "<u2",
)
_NUMERALS = np.array([ord(sign) for sign in "一二三四"], "<u2")
_IS, _STOP, _BREAK = (ord(sign) for sign in "是。\n")


def write_filler(
    n_chars: np.ndarray, place: np.ndarray, enumerated: np.ndarray, generator: np.random.Generator
) -> list[str]:
    """One text per paragraph, its items enumerated where there are several.

    Parameters
    ----------
    n_chars : ndarray of int, shape (n_items,)
        Characters of each item.
    place : ndarray of int, shape (n_items,)
        Place of each item in its paragraph, from 0.
    enumerated : ndarray of bool, shape (n_items,)
        Whether its paragraph has other items.

    >>> texts = write_filler(np.array([15, 16]), np.array([0, 1]), np.array([True, True]), np.random.default_rng(0))
    >>> len(texts), texts[0].startswith("一是模拟"), len(texts[0].strip())
    (1, True, 31)
    """
    last = np.append(place[1:] == 0, True)
    ends = (n_chars + last).cumsum()  # a line break after each paragraph
    starts = ends - n_chars - last
    signs = _SIGNS[generator.integers(0, len(_SIGNS), int(ends[-1]), dtype=np.uint8)]
    lead = np.where(enumerated, 2, 0)
    signs[starts[enumerated]] = _NUMERALS[place[enumerated]]
    signs[starts[enumerated] + 1] = _IS
    signs[starts + lead], signs[starts + lead + 1] = ord("模"), ord("拟")
    signs[starts + n_chars - 1] = _STOP
    signs[ends[last] - 1] = _BREAK
    whole = signs.tobytes().decode("utf-16-le")
    stops = ends[last].tolist()
    return [whole[start:stop] for start, stop in zip([0, *stops[:-1]], stops, strict=True)]
