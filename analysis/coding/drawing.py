"""Random draws of paragraphs with known chances: simple, by predicted area, and with chances that follow a size."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis.frames import as_labels, stratum_name

DESIGNS = ("simple", "area", "length", "error")
LEAST = {"length": 0.1, "error": 0.25}  # of the mean size, so that no chance is near zero
_LEAST_DRAWN = 2  # of one, no variance can be told


def draw_paragraphs(
    frame: pd.DataFrame,
    cell: Mapping[str, str],
    size: int,
    uncertain: int,
    design: str,
    generator: np.random.Generator,
) -> list[pd.DataFrame]:
    """The paragraphs drawn from one cell, stratum by stratum, with their inclusion probabilities.

    Parameters
    ----------
    frame : DataFrame, one row per paragraph
    cell : mapping of str to str
        What they have in common.
    size : int
        How many to draw at random.
    uncertain : int
        How many of the least sure to take with certainty first.
    design : {"simple", "area", "length", "error"}
    generator : numpy.random.Generator

    Returns
    -------
    list of DataFrame
        With ``inclusion_probability``, ``stratum`` and ``stratum_size``.
    """
    ordered = frame.sort_values("paragraph_id")
    certain = (
        ordered.sort_values("probability", kind="stable").head(uncertain) if uncertain else ordered.head(0)
    )
    rest = ordered.drop(certain.index)
    parts = [_drawn(certain, np.ones(len(certain)), stratum_name(cell, certain=True), len(certain))]
    if design == "area":
        strata = _by_answer(rest, size)
        sizes = allot(np.array([len(own) for _, own in strata]), size)
        for (answer, own), number in zip(strata, sizes.tolist(), strict=True):
            parts.append(_simple(own, number, stratum_name(cell, answer=answer), generator))
    elif design in LEAST and size < len(rest):
        chances = inclusion_chances(_sizes(rest, design), size)
        taken = systematic(chances, generator)
        name = stratum_name(cell, unequal=f"{size} by {design}")
        parts.append(_drawn(rest.iloc[taken], chances[taken], name, len(rest)))
    else:
        parts.append(_simple(rest, size, stratum_name(cell), generator))
    return [part for part in parts if len(part)]


def _simple(frame: pd.DataFrame, size: int, name: str, generator: np.random.Generator) -> pd.DataFrame:
    size = min(size, len(frame))
    taken = frame.iloc[np.sort(generator.choice(len(frame), size=size, replace=False))]
    return _drawn(taken, np.full(size, size / max(len(frame), 1)), name, len(frame))


def _drawn(taken: pd.DataFrame, chances: np.ndarray, name: str, held: int) -> pd.DataFrame:
    return taken.assign(inclusion_probability=chances, stratum=name, stratum_size=held)


def _by_answer(frame: pd.DataFrame, size: int) -> list[tuple[str, pd.DataFrame]]:
    """Strata by predicted area, the smallest put together where the draw cannot have two of each."""
    areas = as_labels(frame["area"]).replace("", "0")
    groups = [[name] for name in areas.value_counts(ascending=True, sort=True).index]
    while len(groups) > max(1, size // _LEAST_DRAWN):
        groups = sorted([groups[0] + groups[1], *groups[2:]], key=lambda own: int(areas.isin(own).sum()))
    named = sorted(("+".join(sorted(own)), own) for own in groups)
    return [(name, frame[areas.isin(own)]) for name, own in named]


def allot(held: np.ndarray, size: int, *, least: int = _LEAST_DRAWN) -> np.ndarray:
    """Numbers to draw from strata, in proportion to the roots of what they hold, none over that, at least two.

    >>> allot(np.array([400, 100, 4, 1]), 35).tolist()
    [21, 11, 2, 1]
    """
    size = min(size, int(held.sum()))
    low = np.minimum(held, least)
    if low.sum() > size:
        low = np.zeros_like(held)
    smallest, largest = 0.0, float(size)
    for _ in range(60):  # the factor at which the bounded numbers sum to the size
        factor = (smallest + largest) / 2
        if np.clip(factor * np.sqrt(held), low, held).sum() < size:
            smallest = factor
        else:
            largest = factor
    wanted = np.clip(largest * np.sqrt(held), low, held)
    found = np.floor(wanted + 1e-9).astype(int)
    for place in np.argsort(found - wanted, kind="stable")[: size - int(found.sum())]:
        found[place] += 1
    return found


def _sizes(frame: pd.DataFrame, design: str) -> np.ndarray:
    sizes = frame["n_chars"].to_numpy(dtype=float)
    if design == "error":
        sure = frame["probability"].to_numpy(dtype=float, na_value=0.0)
        sizes = sizes * np.sqrt(np.clip(1 - sure, 0.0, 1.0))
    mean = float(sizes.mean())
    return np.maximum(sizes, LEAST[design] * mean) if mean > 0 else np.ones(len(sizes))


def inclusion_chances(sizes: np.ndarray, n: int) -> np.ndarray:
    """Chances in proportion to sizes that sum to `n`; those of 1 are taken with certainty.

    >>> inclusion_chances(np.array([1.0, 1.0, 2.0, 8.0]), 2).tolist()
    [0.25, 0.25, 0.5, 1.0]
    """
    chances = np.zeros(len(sizes))
    certain = np.zeros(len(sizes), dtype=bool)
    while True:
        rest = n - int(certain.sum())
        chances[~certain] = rest * sizes[~certain] / sizes[~certain].sum()
        more = (chances >= 1) & ~certain
        if not more.any():
            break
        certain |= more
        chances[certain] = 1.0
        if certain.all() or certain.sum() >= n:
            break
    return chances


def systematic(chances: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Places of a draw of fixed size with exactly these chances, which sum to a whole number.

    The units are laid end to end in random order, and every unit length from a random start takes one.

    >>> systematic(np.array([0.5, 0.5, 1.0]), np.random.default_rng(0)).shape
    (2,)
    """
    order = generator.permutation(len(chances))
    ends = np.cumsum(chances[order])
    n = round(float(ends[-1]))
    ends[-1] = n
    marks = generator.random() + np.arange(n)
    return np.sort(order[np.searchsorted(ends, marks, side="right")])
