"""Errors, intervals and p-values, written once for every estimate.

Imports no other module of the package.
"""

from __future__ import annotations

import numpy as np
from scipy import stats

_NOTHING = 1e-9  # a standard error that is only rounding


def sum_by(values: np.ndarray, group: np.ndarray, n_groups: int) -> np.ndarray:
    """Sum the rows of an array within groups, shape (n_groups, n_columns).

    >>> sum_by(np.array([[1.0, 0.0], [2.0, 1.0], [4.0, 1.0]]), np.array([0, 1, 0]), 2).tolist()
    [[5.0, 1.0], [2.0, 1.0]]
    """
    return np.column_stack([np.bincount(group, weights=column, minlength=n_groups) for column in values.T])


def ratio_variance(
    parts: np.ndarray, whole: np.ndarray, n_informed: int | None = None
) -> tuple[np.ndarray, np.ndarray]:
    r"""Share as a ratio of sums over clusters, and its variance by linearisation.

    Every share of characters or paragraphs, and every weighted mean, has this error: the clusters are independent, and
    what lies within one may depend on each other in any way. With totals :math:`y_c` and :math:`t_c` of :math:`m`
    clusters, :math:`\hat p = \sum y_c / \sum t_c` and
    :math:`\hat V = \frac{m}{m-1} \sum (y_c - \hat p\, t_c)^2 / (\sum t_c)^2`, the ultimate-cluster variance of a ratio with
    clusters drawn with replacement. It equals the cluster-robust variance of a weighted mean.

    Parameters
    ----------
    parts : ndarray, shape (n_clusters, n_shares)
        Total of each share's numerator in each cluster.
    whole : ndarray, shape (n_clusters,)
        Total of the denominator.
    n_informed : int, optional
        Clusters that tell about the error, :math:`m`; default all. Below two the variance is NaN.

    Returns
    -------
    tuple of ndarray, shape (n_shares,)
        Shares and their variances.

    References
    ----------
    Woodruff, R. S. (1971). A simple method for approximating the variance of a complicated estimate. JASA, 66(334),
    411–414. doi:10.1080/01621459.1971.10482279.

    Examples
    --------
    >>> share, variance = ratio_variance(np.array([[30.0], [10.0], [20.0]]), np.array([100.0, 100.0, 100.0]))
    >>> float(share[0]), round(float(variance[0]) ** 0.5, 4)
    (0.2, 0.0577)
    """
    share = parts.sum(axis=0) / whole.sum()
    residual = parts - share * whole[:, None]
    return share, cluster_variance(
        residual, len(whole) if n_informed is None else n_informed
    ) / whole.sum() ** 2


def cluster_variance(totals: np.ndarray, n_informed: int) -> np.ndarray:
    """Variance of sums over clusters with mean zero, shape (n_columns,); NaN for fewer than two that tell about it."""
    if n_informed < 2:
        return np.full(totals.shape[1], np.nan)
    return np.asarray(n_informed / (n_informed - 1) * (totals**2).sum(axis=0))


def interval(
    estimate: np.ndarray, error: np.ndarray, degrees: int, level: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Lower and upper bound and two-sided p by Student's t; NaN where nothing is known of the error.

    >>> low, high, p = interval(np.array([1.0, 1.0]), np.array([0.5, 0.0]), 10, 0.95)
    >>> low.round(3).tolist(), high.round(3).tolist(), p.round(3).tolist()
    ([-0.114, nan], [2.114, nan], [0.073, nan])
    """
    error = np.where((error > _NOTHING) & (degrees > 0), error, np.nan)  # never a band without width
    half = stats.t.ppf(0.5 + level / 2, max(degrees, 1)) * error
    return estimate - half, estimate + half, 2 * stats.t.sf(np.abs(estimate / error), max(degrees, 1))


def holm(p: np.ndarray) -> np.ndarray:
    """p-values adjusted by Holm; missing ones stay missing and are not counted.

    >>> holm(np.array([0.01, 0.04, np.nan, 0.03])).tolist()
    [0.03, 0.06, nan, 0.06]
    """
    result = np.full(len(p), np.nan)
    known = np.flatnonzero(~np.isnan(p))
    order = known[np.argsort(p[known], kind="stable")]
    steps = p[order] * (len(order) - np.arange(len(order)))
    result[order] = np.minimum(np.maximum.accumulate(steps), 1.0)
    return result


def false_discovery(p: np.ndarray) -> np.ndarray:
    """p-values adjusted by Benjamini and Hochberg; missing ones stay missing and are not counted.

    >>> false_discovery(np.array([0.01, 0.04, np.nan, 0.03])).round(3).tolist()
    [0.03, 0.04, nan, 0.04]
    """
    result, known = np.full(len(p), np.nan), ~np.isnan(p)
    result[known] = stats.false_discovery_control(p[known])
    return result
