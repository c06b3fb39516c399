"""The planted truth: expected shares that move as asked, and governments that differ around them.

Shares move in a straight line on their own scale, so that a planted slope is in percentage points per year. Governments vary by a
Dirichlet distribution whose mean is the expected share in every year: their rank in an area is kept over the years.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from scipy.special import gammaincinv

from analysis.errors import InputError
from analysis.tables import AREAS

BASE = np.array([0.22, 0.10, 0.10, 0.16, 0.14, 0.11, 0.08, 0.09])  # mid-period share of each area
TREND = {6: 1.2}  # percentage points per year
# cities write more of rules and decisions, counties more of services and disputes
TILT = {
    "prefecture": np.array([-0.03, 0.03, 0.02, 0, 0, -0.02, 0, 0]),
    "county": np.array([0.03, -0.03, -0.02, 0, 0, 0.02, 0, 0]),
}
LEAST = 0.005  # an expected share must not vanish
_STAYS = 0.5  # chance that the next item of a paragraph is about the same area


def planted_slopes(trend: Mapping[int, float]) -> np.ndarray:
    """Slope of each area in percentage points per year: as asked, and the areas not named make room in proportion to their size.

    >>> planted_slopes({6: 1.2}).round(2).tolist()
    [-0.3, -0.13, -0.13, -0.22, -0.19, 1.2, -0.11, -0.12]
    """
    for area, slope in trend.items():
        if area not in AREAS or not np.isfinite(slope):
            raise InputError(
                "trend", f"holds {area!r}: {slope!r}", "map areas 1 to 8 to percentage points per year"
            )
    slopes = np.zeros(len(AREAS))
    named = np.isin(AREAS, list(trend))
    slopes[named] = [trend[area] for area in AREAS if area in trend]
    rest = BASE * ~named
    if rest.sum() > 0:
        slopes -= slopes.sum() * rest / rest.sum()
    elif abs(slopes.sum()) > 1e-9:
        raise InputError("trend", f"adds up to {slopes.sum():g} over all areas", "let it add up to 0")
    return slopes


def expected_shares(trend: Mapping[int, float], years: np.ndarray, levels: np.ndarray) -> np.ndarray:
    """Expected share of each area by government and year, shape (n_regions, n_years, n_areas)."""
    slopes = planted_slopes(trend) / 100
    tilts = np.array([TILT[level] for level in levels])
    shares = BASE + tilts[:, None, :] + slopes * (years - years.mean())[None, :, None]
    if shares.min() < LEAST:
        area = AREAS[int(shares.min(axis=(0, 1)).argmin())]
        raise InputError("trend", f"drives area {area} below {LEAST:.1%}", "plant a gentler one")
    return np.asarray(shares)


def draw_shares(expected: np.ndarray, clustering: float, generator: np.random.Generator) -> np.ndarray:
    """Shares of each government and year around the expected ones; `clustering` is the sd of a share of one eighth."""
    if clustering == 0:
        return expected
    concentration = (1 / 8 * 7 / 8) / clustering**2 - 1
    ranks = generator.random((len(expected), 1, expected.shape[2]))
    weights = gammaincinv(concentration * expected, ranks)
    return np.asarray(weights / weights.sum(axis=2, keepdims=True))


def draw_items(
    report: np.ndarray, shares: np.ndarray, generator: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Items of each paragraph: their paragraph, and their area (1–8).

    A quarter of the paragraphs enumerate two to four items. Every item, taken alone, follows its report's shares.

    Parameters
    ----------
    report : ndarray of int, shape (n_paragraphs,)
        Report of each paragraph.
    shares : ndarray, shape (n_reports, n_areas)
        Shares of each report.
    """
    composite = generator.random(len(report)) < 0.25
    n_items = np.where(composite, generator.integers(2, 5, len(report)), 1)
    paragraph = np.repeat(np.arange(len(report)), n_items)
    edges = shares.cumsum(axis=1)[report[paragraph], :-1]
    area = 1 + (generator.random(len(paragraph))[:, None] > edges).sum(axis=1)
    first = np.append(True, paragraph[1:] != paragraph[:-1])
    follows = ~first & (generator.random(len(paragraph)) < _STAYS)
    origin = np.maximum.accumulate(np.where(follows, 0, np.arange(len(paragraph))))
    return paragraph, area[origin]
