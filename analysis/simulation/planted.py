"""The planted truth: expected shares that move as asked, true shares of a corpus, and the codes of a coder without error.

Shares move in a straight line on their own scale, so that a planted slope is in percentage points per year. Governments
vary by a Dirichlet distribution whose mean is the expected share in every year: their rank in an area is kept over the
years.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from scipy.special import gammaincinv, ndtr, ndtri

from analysis.codebook import CODEBOOK_VERSION
from analysis.columns import COLUMNS
from analysis.columns.types import AREAS
from analysis.errors import InputError, check_choice
from analysis.tables import CODED_ROLES, make_table

BASE = np.array([0.22, 0.10, 0.10, 0.16, 0.14, 0.11, 0.08, 0.09])  # mid-period share of each area
TREND = {6: 1.2}  # percentage points per year
# cities write more of rules and decisions, counties more of services and disputes
TILT = {
    "prefecture": np.array([-0.03, 0.03, 0.02, 0, 0, -0.02, 0, 0]),
    "county": np.array([0.03, -0.03, -0.02, 0, 0, 0.02, 0, 0]),
}
LEAST = 0.005  # an expected share must not vanish
_STAYS = 0.5  # chance that the next item of a paragraph is about the same area
CODER = "simulated"
WEIGHTS = ("characters", "paragraphs", "reports")


def base_shares(base: Sequence[float] | None) -> np.ndarray:
    """Mid-period share of each area: the default, or the one given, if it is one.

    >>> base_shares([0.25, 0.15, 0.11, 0.2, 0.16, 0.1, 0.02, 0.01])[6:].tolist()
    [0.02, 0.01]
    """
    if base is None:
        return BASE
    shares = np.asarray(list(base), dtype=float)
    if shares.shape != BASE.shape or not (shares >= LEAST).all() or abs(shares.sum() - 1) > 1e-9:
        raise InputError("base", f"is {list(base)}", f"give 8 shares of {LEAST} or more that add up to 1")
    return shares


def planted_slopes(trend: Mapping[int, float], base: np.ndarray = BASE) -> np.ndarray:
    """Slope of each area in percentage points per year; areas not named make room in proportion to their size.

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
    rest = base * ~named
    if rest.sum() > 0:
        slopes -= slopes.sum() * rest / rest.sum()
    elif abs(slopes.sum()) > 1e-9:
        raise InputError("trend", f"adds up to {slopes.sum():g} over all areas", "let it add up to 0")
    return slopes


def expected_shares(
    trend: Mapping[int, float], years: np.ndarray, levels: np.ndarray, base: np.ndarray = BASE
) -> np.ndarray:
    """Expected share of each area by government and year, shape (n_regions, n_years, n_areas)."""
    slopes = planted_slopes(trend, base) / 100
    tilts = np.array([TILT[level] for level in levels])
    shares = base + tilts[:, None, :] + slopes * (years - years.mean())[None, :, None]
    if shares.min() < LEAST:
        area = AREAS[int(shares.min(axis=(0, 1)).argmin())]
        raise InputError("trend", f"drives area {area} below {LEAST:.1%}", "choose a smaller slope")
    return np.asarray(shares)


def draw_shares(
    expected: np.ndarray, clustering: float, generator: np.random.Generator, own_slopes: float = 0.0
) -> np.ndarray:
    """Shares of each government and year around the expected ones.

    Parameters
    ----------
    expected : ndarray, shape (n_regions, n_years, n_areas)
    clustering : float
        Standard deviation of a share of one eighth between governments.
    generator : Generator
    own_slopes : float, default 0.0
        How far a government moves among the others from year to year, in their standard deviations.
    """
    if clustering == 0:
        return expected
    concentration = (1 / 8 * 7 / 8) / clustering**2 - 1
    n, years, areas = expected.shape
    ranks = generator.random((n, 1, areas))
    if own_slopes:
        when = (np.arange(years) - (years - 1) / 2)[None, :, None]
        place = ndtri(ranks) + own_slopes * when * generator.normal(size=(n, 1, areas))
        ranks = ndtr(place / np.sqrt(1 + (own_slopes * when) ** 2))
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


def true_shares(items: pd.DataFrame, *, weight: str = "characters", role: str = "work") -> pd.DataFrame:
    """Share of each area in each year, as :func:`area_shares` defines it, from items of known areas."""
    check_choice("weight", weight, WEIGHTS)
    check_choice("role", role, CODED_ROLES)
    counted = items[(items["role"] == role) & (items["area"] > 0)]
    chars = counted["n_chars"].astype(float)
    if weight != "characters":
        whole = "paragraph_id" if weight == "paragraphs" else "report_id"
        chars = chars / chars.groupby(counted[whole]).transform("sum")
    sums = (
        chars.groupby([counted["year"].astype(int), counted["area"].astype(int)])
        .sum()
        .unstack(fill_value=0.0)
    )
    shares = sums.reindex(columns=list(AREAS), fill_value=0.0)
    shares = shares.div(shares.sum(axis=1), axis=0)
    return pd.DataFrame(
        {
            "year": np.repeat(shares.index.to_numpy(), len(AREAS)),
            "area": np.tile(AREAS, len(shares)),
            "share": shares.to_numpy().ravel(),
        }
    )


def code_by_truth(
    sample: pd.DataFrame, items: pd.DataFrame, misread: np.ndarray | None = None
) -> pd.DataFrame:
    """Codes of the sampled items, as they truly are, or as `misread` has the area of each item of the corpus."""
    place = pd.Index(items["item_id"]).get_indexer(sample["unit_id"])
    if (place < 0).any():
        problem = f"holds the unit {sample['unit_id'].iloc[int((place < 0).argmax())]!r}, which is not of this corpus"
        raise InputError("sample", problem, "draw it from the paragraphs of this simulation")
    own = (items if misread is None else items.assign(area=misread)).iloc[place]
    given = {name: own[name].to_numpy() for name in ("role", "area", "measure")}
    unit = sample.filter(items=[name for name in COLUMNS["codes"] if name not in given]).reset_index(
        drop=True
    )
    codes = unit.assign(**given, coder=CODER, coded_by="person", sure=1, codebook_version=CODEBOOK_VERSION)
    return make_table("codes", codes)
