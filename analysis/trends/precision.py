"""What is known of the error of an estimate: from the spread between regions, and from the errors that the codes showed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.estimation import cr2, spread_of, sum_by, wider_interval
from analysis.trends.totals import Draws, Totals

RARE = 0.05  # share below which the spread of an area alone tells too little of its error
_SEEN_MORE = 0.5  # errors added to those that all codes showed
_NOTHING = 1e-18  # a variance that is only rounding

# why there is no interval
ONE_REGION = "one region"
TWO_REGIONS = "two regions or fewer"
ONE_CODED = "codes from one region"
TWO_CODED = "codes from two regions or fewer"
ALIKE = "no spread"
NOT_SEEN = "not seen"
ALL_CODED = "all coded"
NOT_CORRECTED = "not corrected"
ONE_CODE = "one code in a stratum"


@dataclass(frozen=True, eq=False)
class Precision:
    """Error of an estimate of each area.

    Attributes
    ----------
    variance, floor : ndarray, shape (n_areas,)
        Variance by the spread that was seen, and the least that it is taken for.
    degrees, floor_degrees : float
        Degrees of freedom of each.
    n_clusters : int
        Regions that tell of the error.
    reason : ndarray of object, shape (n_areas,)
        Why there is no interval; None where there is one.
    """

    variance: np.ndarray
    floor: np.ndarray
    degrees: float
    floor_degrees: float
    n_clusters: int
    reason: np.ndarray

    def interval(self, estimate: np.ndarray, level: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Bounds and two-sided p, missing where there is a reason."""
        missing = np.array([one is not None for one in self.reason])
        found = wider_interval(
            estimate, (self.variance, self.floor), (self.degrees, self.floor_degrees), level
        )
        low, high, p = (np.where(missing, np.nan, own) for own in found)
        return low, high, p


@dataclass(frozen=True, eq=False)
class CodeErrors:
    """Errors that the codes showed, on the scale of one paragraph.

    Attributes
    ----------
    residual : ndarray, shape (n_drawn, n_areas)
        Coded less adjusted mix, both less the share of the year; less their mean in the stratum, and enlarged by the degree
        of freedom that this takes.
    answered : ndarray of bool, shape (n_drawn,)
        Whether the classifier gave the paragraph this role and an area.
    pooled : ndarray, shape (2, n_areas)
        Mean square over all years, of those that were not `answered` and those that were.
    rare : ndarray of bool, shape (n_areas,)
    degrees : int
    """

    residual: np.ndarray
    answered: np.ndarray
    pooled: np.ndarray
    rare: np.ndarray
    degrees: int

    def take(self, own: np.ndarray) -> CodeErrors:
        """The errors of some draws."""
        return CodeErrors(self.residual[own], self.answered[own], self.pooled, self.rare, self.degrees)

    def floor(self, size: np.ndarray, probability: np.ndarray) -> np.ndarray:
        r"""Least variance that the draw of codes gives to a sum of errors, shape (n_areas,).

        Where few codes are drawn in a year, those of an area may by chance show no error. The floor is half of what these
        codes showed and half of what the codes of all years showed; of rare areas all of the latter.

        Parameters
        ----------
        size : ndarray, shape (n_drawn,)
            What an error of one whole paragraph adds to the sum.
        probability : ndarray, shape (n_drawn,)
        """
        weight = (1 - probability) * size**2
        pooled = np.array([weight[~self.answered].sum(), weight[self.answered].sum()]) @ self.pooled
        return np.where(self.rare, pooled, (weight @ self.residual**2 + pooled) / 2)


def code_errors(totals: Totals) -> CodeErrors:
    """The errors that the codes of a study showed."""
    draws = totals.draws
    shares, year = yearly_parts(totals)
    rare = shares.mean(axis=0) < RARE
    mix = draws.error / np.maximum(draws.whole, _NOTHING)[:, None]
    of_year = year[draws.report]
    residual = _within_strata(mix - shares[of_year] * mix.sum(axis=1, keepdims=True), draws.stratum)
    whole = np.bincount(year, weights=totals.whole)
    weight = (draws.whole / whole[of_year]) ** 2
    pooled = np.zeros((2, len(rare)))
    for kind in (False, True):
        own = draws.answered == kind
        if own.any():
            pooled[int(kind)] = weight[own] @ residual[own] ** 2 / weight[own].sum() + _SEEN_MORE / own.sum()
    strata = int(draws.stratum.max(initial=-1)) + 1
    return CodeErrors(residual, draws.answered, pooled, rare, max(len(residual) - strata, 1))


def _within_strata(residual: np.ndarray, stratum: np.ndarray) -> np.ndarray:
    """Deviations from the means of strata; one that stands alone stays as it is."""
    size = np.bincount(stratum).astype(float)
    mean = sum_by(residual, stratum, len(size)) / np.maximum(size, 1)[:, None]
    mean[size < 2] = 0.0
    factor = np.sqrt(size / np.maximum(size - 1, 1))
    return (residual - mean[stratum]) * factor[stratum, None]


def yearly_parts(totals: Totals) -> tuple[np.ndarray, np.ndarray]:
    """Share of each area in each year, shape (n_years, n_areas), and the place of each report's year."""
    years, place = np.unique(totals.years, return_inverse=True)
    parts = sum_by(totals.parts, place, len(years))
    return parts / parts.sum(axis=1, keepdims=True), place


def between_floor(mean: np.ndarray, variance: np.ndarray, floor: np.ndarray, rare: np.ndarray) -> np.ndarray:
    r"""What differences between regions add to the floor of rare areas, shape (n_areas,).

    Few regions tell next to nothing of how far a rare area differs between regions. All areas of the year are taken to have
    the same design effect: a variance in proportion to :math:`p (1 - p)` (a generalized variance function, Wolter 2007,
    doi:10.1007/978-0-387-35099-8).
    """
    scale = np.clip(mean, 0, 1) * (1 - np.clip(mean, 0, 1))
    effect = max(float((variance - floor).sum()), 0.0) / max(float(scale.sum()), _NOTHING)
    return np.where(rare, effect * scale, 0.0)


def cluster_precision(
    scores: np.ndarray,
    leverage: np.ndarray,
    coefficient: int,
    noise: np.ndarray,
    floor: np.ndarray,
) -> tuple[np.ndarray, float]:
    r"""Variance of a coefficient by the spread between clusters, and its degrees of freedom.

    The degrees are computed under two sources of error, in the proportion that they are seen to have: the draw of codes, which
    clusters share as they share the codes, and differences between clusters, in proportion to their leverage.

    Parameters
    ----------
    scores, leverage, noise : ndarray
        As for :func:`analysis.estimation.cr2`; `noise` is the working matrix of the draw of codes.
    coefficient : int
        Place of the coefficient.
    floor : ndarray, shape (n_areas,)
        Variance by the draw of codes.

    Returns
    -------
    tuple of ndarray, shape (n_areas,), and float
    """
    covariance, degrees = cr2(scores, leverage)
    variance = covariance[:, coefficient, coefficient]
    from_codes = float(floor.sum())
    if from_codes <= 0:
        return variance, float(degrees[coefficient])
    row = np.linalg.inv(leverage.sum(axis=0))[coefficient]
    between = max(float(variance.sum()) - from_codes, 0.0)
    working = from_codes * noise / (row @ noise.sum(axis=0) @ row)
    working = working + between * leverage / (row @ leverage.sum(axis=0) @ row)
    return variance, float(cr2(scores, leverage, working)[1][coefficient])


def strata_variance(draws: Draws, error: np.ndarray) -> tuple[np.ndarray | None, int]:
    """Variance of a sum of errors under random sampling within strata, and its degrees of freedom.

    Parameters
    ----------
    draws : Draws
    error : ndarray, shape (n_drawn, n_areas)
        What each drawn paragraph adds to the sum.

    Returns
    -------
    tuple of ndarray, shape (n_areas,), and int
        None where a stratum of one draw was not taken whole.
    """
    n = int(draws.stratum.max(initial=-1)) + 1
    size = np.bincount(draws.stratum, minlength=n).astype(float)
    undrawn = 1 - draws.probability
    if (undrawn[(size < 2)[draws.stratum]] > 0).any():
        return None, 0
    square = sum_by(spread_of(error, draws.stratum, undrawn), draws.stratum, n)
    return size / np.maximum(size - 1, 1) @ square, int((size - 1).sum())


def corpus_precision(draws: Draws, errors: CodeErrors, size: np.ndarray, estimator: str) -> Precision:
    """Error of a sum of corrections for exactly this corpus, where only the draw of codes is chance.

    Parameters
    ----------
    draws : Draws
        Those that the estimate rests on, with their `errors`.
    size : ndarray, shape (n_drawn,)
        What an error of one whole paragraph adds to the estimate.
    estimator : str
    """
    n_areas = errors.residual.shape[1]
    nothing = np.zeros(n_areas)
    if estimator == "naive":
        return Precision(nothing, nothing, 0.0, 0.0, 0, np.full(n_areas, NOT_CORRECTED, dtype=object))
    variance, degrees = strata_variance(draws, errors.residual * size[:, None])
    n_clusters = len(np.unique(draws.report))
    if variance is None:
        return Precision(nothing, nothing, 0.0, 0.0, n_clusters, np.full(n_areas, ONE_CODE, dtype=object))
    floor = errors.floor(size, draws.probability)
    why = ALL_CODED if (draws.probability == 1).all() else ALIKE
    return Precision(
        variance, floor, float(degrees), errors.degrees, n_clusters, no_spread(variance, floor, why)
    )


def no_spread(variance: np.ndarray, floor: np.ndarray, why: str | np.ndarray) -> np.ndarray:
    """The reason where nothing is known of the error, None elsewhere, shape (n_areas,)."""
    reason = np.full(len(variance), None, dtype=object)
    nothing = np.maximum(variance, floor) <= _NOTHING
    reason[nothing] = np.broadcast_to(np.asarray(why, dtype=object), reason.shape)[nothing]
    return reason
