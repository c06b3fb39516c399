"""Intervals of rates and of shares of reports that are counted in few, unlike clusters.

A word is used often in few places, so an interval that is symmetric about its rate would be too short above. These
intervals take the clustered variance as a smaller count, and are exact for that.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from analysis.estimation import cr2, sum_by
from analysis.trends.precision import NOT_SEEN, ONE_REGION

_NOTHING = 1e-18


def clustered_ratio(
    parts: np.ndarray, whole: np.ndarray, cluster: np.ndarray
) -> tuple[np.ndarray, np.ndarray, float, int]:
    """Ratio of sums with its variance between clusters (CR2), Satterthwaite's degrees of freedom, and the clusters.

    Parameters
    ----------
    parts : ndarray, shape (n_rows, n_ratios)
    whole : ndarray, shape (n_rows,)
    cluster : ndarray, shape (n_rows,)

    Returns
    -------
    tuple of ndarray, shape (n_ratios,), ndarray, shape (n_ratios,), float and int
        The variance is NaN and the degrees are 0 where fewer than two clusters have a part in the whole.
    """
    names, place = np.unique(cluster[whole > 0], return_inverse=True)
    parts, whole = parts[whole > 0], whole[whole > 0]
    ratio = parts.sum(axis=0) / whole.sum() if len(whole) else np.full(parts.shape[1], np.nan)
    if len(names) < 2:
        return ratio, np.full(len(ratio), np.nan), 0.0, len(names)
    residual = (parts - ratio * whole[:, None]) / whole.sum()
    weight = np.bincount(place, weights=whole) / whole.sum()
    covariance, degrees = cr2(sum_by(residual, place, len(names))[:, None, :], weight[:, None, None])
    return ratio, covariance[:, 0, 0], float(degrees[0]), len(names)


def rate_interval(
    rate: np.ndarray, count: np.ndarray, variance: np.ndarray, degrees: float, level: float
) -> tuple[np.ndarray, np.ndarray]:
    r"""Bounds of rates of counts: gamma intervals of the effective count.

    With :math:`\hat V` not below that of independent counts, :math:`\hat r^2 / y`, the effective count is
    :math:`k = \hat r^2 / \hat V \cdot (z / t_\nu)^2`, and the bounds are the quantiles :math:`\alpha / 2` of a gamma
    distribution with shape :math:`k` and :math:`1 - \alpha / 2` of one with shape :math:`k + 1`, times
    :math:`\hat r / k`: Garwood's exact interval where counts are independent.

    References
    ----------
    Fay, M. P., & Feuer, E. J. (1997). Confidence intervals for directly standardized rates: a method based on the gamma
    distribution. Statistics in Medicine, 16(7), 791–801.
    Korn, E. L., & Graubard, B. I. (1998). Confidence intervals for proportions with small expected number of positive
    counts estimated from survey data. Survey Methodology, 24(2), 193–201.

    Examples
    --------
    >>> low, high = rate_interval(np.array([1.0]), np.array([10.0]), np.array([0.05]), 1e9, 0.95)
    >>> low.round(2).tolist(), high.round(2).tolist()
    ([0.48], [1.84])
    """
    tail = (1 - level) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        effective = rate**2 / np.fmax(variance, rate**2 / count)
        effective = effective * (stats.norm.isf(tail) / stats.t.isf(tail, max(degrees, _NOTHING))) ** 2
        known = (degrees > 0) & (count > 0) & (effective > 0)
        effective = np.where(known, effective, np.nan)
        scale = rate / effective
    return stats.gamma.ppf(tail, effective) * scale, stats.gamma.isf(tail, effective + 1) * scale


def share_interval(
    share: np.ndarray, n: int, n_clusters: int, variance: np.ndarray, degrees: float, level: float
) -> tuple[np.ndarray, np.ndarray]:
    r"""Bounds of shares of units: Clopper and Pearson's for the effective number of units (Korn and Graubard 1998).

    The effective number is :math:`\hat p (1 - \hat p) / \hat V \cdot (t_{n - 1} / t_\nu)^2`, at most :math:`n`; where all
    units are alike, so that nothing is seen of the variance, it is the number of clusters.

    Examples
    --------
    >>> low, high = share_interval(np.array([0.0, 0.5]), 10, 10, np.array([0.0, 0.025]), 9.0, 0.95)
    >>> low.round(2).tolist(), high.round(2).tolist()
    ([0.0, 0.19], [0.31, 0.81])
    """
    if not degrees > 0:
        return np.full(len(share), np.nan), np.full(len(share), np.nan)
    tail = (1 - level) / 2
    spread = share * (1 - share)
    with np.errstate(divide="ignore", invalid="ignore"):
        effective = spread / variance * (stats.t.isf(tail, n - 1) / stats.t.isf(tail, degrees)) ** 2
    alike = (spread <= _NOTHING) | (variance <= _NOTHING)
    effective = np.where(alike, n_clusters, np.minimum(effective, n))
    yes = share * effective
    low = np.where(share > 0, stats.beta.ppf(tail, yes, effective - yes + 1), 0.0)
    high = np.where(share < 1, stats.beta.isf(tail, yes + 1, effective - yes), 1.0)
    return low, high


def why_no_interval(count: np.ndarray, n_clusters: int) -> np.ndarray:
    """The reason why a rate has no interval, None where it has one, shape (n_rates,)."""
    reason = np.full(len(count), None, dtype=object)
    reason[count == 0] = NOT_SEEN
    if n_clusters < 2:
        reason[:] = ONE_REGION
    return reason


def change_interval(
    counts: np.ndarray, whole: np.ndarray, late: np.ndarray, cluster: np.ndarray, level: float
) -> dict[str, np.ndarray]:
    """Rates of two years and their change with bounds by MOVER, from rows of one report each.

    Parameters
    ----------
    counts : ndarray, shape (n_reports, n_terms)
    whole : ndarray, shape (n_reports,)
        Characters, above 0.
    late : ndarray of bool, shape (n_reports,)
        Whether a report is of the last year.
    cluster : ndarray of int, shape (n_reports,)
    level : float

    Returns
    -------
    dict of ndarray, shape (n_terms,)
        ``rate_start``, ``rate_end``, ``change``, ``low``, ``high``, and numbers of uses, reports and regions.

    References
    ----------
    Zou, G. Y., & Donner, A. (2008). Construction of confidence limits about effect measures: a general approach. Statistics
    in Medicine, 27(10), 1693–1702. doi:10.1002/sim.3095.
    """
    sides = [_side(counts[own], whole[own], cluster[own], int(cluster.max()) + 1) for own in (~late, late)]
    bounds = [_bounds(own, other, level) for own, other in (sides, sides[::-1])]
    (first, last), (below, above) = sides, zip(*bounds, strict=True)
    down = [own.rate - low for own, low in zip(sides, below, strict=True)]
    up = [high - own.rate for own, high in zip(sides, above, strict=True)]
    square = [(own.residual**2).sum(axis=0) for own in sides]
    with np.errstate(divide="ignore", invalid="ignore"):
        joint = (first.residual * last.residual).sum(axis=0) / np.sqrt(square[0] * square[1])
    joint = np.nan_to_num(joint)
    change = last.rate - first.rate
    return {
        "rate_start": first.rate,
        "rate_end": last.rate,
        "change": change,
        "low": change - np.sqrt(np.maximum(down[1] ** 2 + up[0] ** 2 - 2 * joint * down[1] * up[0], 0)),
        "high": change + np.sqrt(np.maximum(up[1] ** 2 + down[0] ** 2 - 2 * joint * up[1] * down[0], 0)),
        "count_start": first.count,
        "count_end": last.count,
        "n_naming_start": first.naming,
        "n_naming_end": last.naming,
        "n_reports_start": np.full(len(change), first.n_reports),
        "n_reports_end": np.full(len(change), last.n_reports),
        "n_clusters": np.full(len(change), len(np.unique(cluster))),
    }


@dataclass(frozen=True, eq=False)
class _Side:
    """Rates of one year, and what is known of their error."""

    rate: np.ndarray
    count: np.ndarray
    naming: np.ndarray
    variance: np.ndarray
    degrees: float
    whole: float
    n_reports: int
    residual: np.ndarray  # of each cluster, shape (n_clusters, n_terms)


def _side(counts: np.ndarray, whole: np.ndarray, cluster: np.ndarray, n_clusters: int) -> _Side:
    rate, variance, degrees, _ = clustered_ratio(counts, whole, cluster)
    residual = sum_by(counts - rate * whole[:, None], cluster, n_clusters)
    naming = (counts > 0).sum(axis=0)
    return _Side(rate, counts.sum(axis=0), naming, variance, degrees, whole.sum(), len(whole), residual)


def _bounds(own: _Side, other: _Side, level: float) -> tuple[np.ndarray, np.ndarray]:
    """Bounds of a rate; of one that is 0 by independent counts, as unlike as those of the other year."""
    low, high = rate_interval(own.rate, own.count, own.variance, own.degrees, level)
    with np.errstate(divide="ignore", invalid="ignore"):
        effect = np.fmax(other.variance * other.whole / other.rate, 1.0)
    none = stats.gamma.isf((1 - level) / 2, 1) * effect / own.whole
    zero = (own.count == 0) & (own.degrees > 0)
    return np.where(zero, 0.0, low), np.where(zero, none, high)
