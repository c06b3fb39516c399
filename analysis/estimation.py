"""Errors, intervals and p-values, written once for every estimate.

Imports no other module of the package.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import scipy  # whose parts are loaded when they are first used: drawing uses none

_NOTHING = 1e-9  # a standard error that is only rounding
_STEPS = 2000  # of the distribution of an estimated error


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


def spread_of(values: np.ndarray, stratum: np.ndarray, undrawn: np.ndarray) -> np.ndarray:
    r"""Squared deviations from the mean of each stratum, by which the variance of a draw is estimated.

    With inclusion probabilities :math:`\pi_i` that may differ, :math:`\frac{n}{n-1} \sum (1 - \pi_i) (x_i - \bar x)^2` with
    the mean weighted by :math:`1 - \pi_i` is the variance of a sum over a draw of fixed size (Hájek); with equal ones that of
    simple random sampling.

    Parameters
    ----------
    values : ndarray, shape (n, k)
        What each drawn unit adds to the sum, already divided by its probability.
    stratum : ndarray of int, shape (n,)
    undrawn : ndarray, shape (n,)
        One less the inclusion probability.

    Returns
    -------
    ndarray, shape (n, k)

    References
    ----------
    Hájek, J. (1964). Asymptotic theory of rejective sampling with varying probabilities from a finite population. Annals
    of Mathematical Statistics, 35(4), 1491–1523. doi:10.1214/aoms/1177700375.

    Examples
    --------
    >>> spread_of(np.array([[1.0], [3.0], [9.0]]), np.zeros(3, dtype=int), np.array([0.5, 0.5, 0.0])).ravel().tolist()
    [0.5, 0.5, 0.0]
    """
    n = int(stratum.max(initial=-1)) + 1
    whole = np.maximum(np.bincount(stratum, weights=undrawn, minlength=n), _NOTHING)
    mean = sum_by(values * undrawn[:, None], stratum, n) / whole[:, None]
    return np.asarray(undrawn[:, None] * (values - mean[stratum]) ** 2)


def cluster_variance(totals: np.ndarray, n_informed: int) -> np.ndarray:
    """Variance of sums over clusters with mean zero, shape (n_columns,); NaN for fewer than two that tell about it."""
    if n_informed < 2:
        return np.full(totals.shape[1], np.nan)
    return np.asarray(n_informed / (n_informed - 1) * (totals**2).sum(axis=0))


def cr2(
    scores: np.ndarray, leverage: np.ndarray, working: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    r"""Bias-reduced clustered covariance (CR2) of weighted least squares, and Satterthwaite's degrees of freedom.

    A mean, a share and a slope are weighted regressions, so one function serves all. Residuals of clusters that pull the fit
    toward themselves are too small; CR2 enlarges them so that the variance is unbiased under the working model. The number of
    degrees tells how much the clusters really say: one that has no part in a coefficient adds nothing to it.

    Parameters
    ----------
    scores : ndarray, shape (n_clusters, k, n_estimates)
        :math:`X_c^T W_c r_c` of each cluster for each left-hand side, the fixed effects within clusters taken out.
    leverage : ndarray, shape (n_clusters, k, k)
        :math:`M_c = X_c^T W_c X_c`; their sum is regular.
    working : ndarray, shape (n_clusters, k, k), optional
        :math:`N_c = X_c^T W_c \Omega_c W_c X_c` of the variances :math:`\Omega` that the degrees are computed under; default
        :math:`\Omega = W^{-1}`, so that :math:`N_c = M_c`. Its scale does not matter.

    Returns
    -------
    tuple of ndarray, shapes (n_estimates, k, k) and (k,)
        Covariance of the coefficients, and degrees of freedom of each.

    Notes
    -----
    Weighted least squares are taken as least squares of rows that are multiplied with :math:`W^{1/2}`. With
    :math:`B = (\sum M_c)^{-1}` and :math:`A_c = (I - M_c B)^{-1/2}` (generalised inverse), :math:`\hat V = B \sum A_c s_c
    s_c^T A_c^T B`. Of a coefficient with the row :math:`b` of :math:`B`, :math:`\hat V = \sum (p_c e)^2` with
    :math:`p_c = b A_c X_c^T W (I - H)_c`, and the degrees are :math:`(\mathrm{tr} S)^2 / \mathrm{tr} S^2` of
    :math:`S_{cd} = p_c \Omega p_d^T`.

    References
    ----------
    Bell, R. M., & McCaffrey, D. F. (2002). Bias reduction in standard errors for linear regression with multi-stage samples.
    Survey Methodology, 28(2), 169–181.
    Pustejovsky, J. E., & Tipton, E. (2018). Small-sample methods for cluster-robust variance estimation and hypothesis testing
    in fixed effects models. JBES, 36(4), 672–683. doi:10.1080/07350015.2016.1247004.

    Examples
    --------
    Five clusters of one size: the variance of their mean, on four degrees.

    >>> residual = np.array([-2.0, -1.0, 0.0, 1.0, 2.0])
    >>> covariance, degrees = cr2(residual[:, None, None], np.ones((5, 1, 1)))
    >>> covariance.round(3).ravel().tolist(), degrees.round(3).tolist()
    ([0.5], [4.0])
    """
    bread = np.linalg.inv(leverage.sum(axis=0))
    pulled = bread @ enlarge_residuals(leverage)  # (n_clusters, k, k)
    own = pulled @ scores
    covariance = np.einsum("cka,cla->akl", own, own)
    working = leverage if working is None else working
    degrees = [_satterthwaite(pulled[:, place], leverage, working, bread) for place in range(len(bread))]
    return covariance, np.array(degrees)


def enlarge_residuals(leverage: np.ndarray, power: float = -0.5) -> np.ndarray:
    """Matrices that the scores of clusters are multiplied with, because residuals of clusters that pull the fit are too small.

    Parameters
    ----------
    leverage : ndarray, shape (n_clusters, k, k)
        As for :func:`cr2`.
    power : float, default -0.5
        Of :math:`I - M_c B`: -1/2 for CR2, -1 for CR3 (about the jackknife over clusters).

    Returns
    -------
    ndarray, shape (n_clusters, k, k)

    Examples
    --------
    Five clusters of one size, each with a fifth of the leverage:

    >>> enlarge_residuals(np.ones((5, 1, 1)), -1).ravel().round(3).tolist()
    [1.25, 1.25, 1.25, 1.25, 1.25]
    """
    bread = np.linalg.inv(leverage.sum(axis=0))
    root, back = _roots(bread)
    values, vectors = np.linalg.eigh(np.eye(len(bread)) - root @ leverage @ root)
    scaled = np.where(values > _NOTHING, values, np.inf) ** power
    return np.asarray(back @ (vectors * scaled[:, None, :]) @ vectors.transpose(0, 2, 1) @ root)


def _roots(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Symmetric square root of a positive matrix, and its inverse."""
    values, vectors = np.linalg.eigh(matrix)
    return (vectors * values**0.5) @ vectors.T, (vectors * values**-0.5) @ vectors.T


def _satterthwaite(pull: np.ndarray, leverage: np.ndarray, working: np.ndarray, bread: np.ndarray) -> float:
    """Degrees of freedom of one coefficient, from its row of the enlarged pull of each cluster, shape (n_clusters, k)."""
    u = np.einsum("ck,ckl->cl", pull, leverage) @ bread
    v = np.einsum("ck,ckl->cl", pull, working)
    a = (v * pull).sum(axis=1)
    # S is diagonal plus of low rank, so that its n_clusters² elements need not be formed
    left = np.hstack([-v, -u, u @ working.sum(axis=0)])
    right = np.hstack([u, v, u])
    on_diagonal = (left * right).sum(axis=1)
    trace = a.sum() + on_diagonal.sum()
    square = (a**2).sum() + 2 * (a * on_diagonal).sum() + ((left.T @ left) * (right.T @ right)).sum()
    return float(trace**2 / square) if square > 0 else 0.0


def interval(
    estimate: np.ndarray, error: np.ndarray, degrees: float, level: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Lower and upper bound and two-sided p by Student's t; NaN where nothing is known of the error.

    >>> low, high, p = interval(np.array([1.0, 1.0]), np.array([0.5, 0.0]), 10, 0.95)
    >>> low.round(3).tolist(), high.round(3).tolist(), p.round(3).tolist()
    ([-0.114, nan], [2.114, nan], [0.073, nan])
    """
    error = np.where((error > _NOTHING) & (degrees > 0), error, np.nan)  # never a band without width
    degrees = degrees if degrees > 0 else 1.0
    half = scipy.stats.t.ppf(0.5 + level / 2, degrees) * error
    return estimate - half, estimate + half, 2 * scipy.stats.t.sf(np.abs(estimate / error), degrees)


def wider_interval(
    estimate: np.ndarray,
    variances: tuple[np.ndarray, np.ndarray],
    degrees: tuple[float, float],
    level: float,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Bounds and two-sided p by the wider of two intervals with Student's t, each with its own degrees of freedom.

    >>> low, high, p = wider_interval(np.array([1.0]), (np.array([0.04]), np.array([0.25])), (4.0, 100.0), 0.95)
    >>> low.round(3).tolist(), high.round(3).tolist(), p.round(3).tolist()
    ([0.008], [1.992], [0.048])
    """
    both = [
        interval(np.zeros_like(estimate), np.sqrt(variance), own, level)[1]
        for variance, own in zip(variances, degrees, strict=True)
    ]
    half = np.fmax(*both)
    chance = [
        interval(estimate, np.sqrt(variance), own, level)[2]
        for variance, own in zip(variances, degrees, strict=True)
    ]
    return estimate - half, estimate + half, np.fmax(*chance)


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
    result[known] = scipy.stats.false_discovery_control(p[known])
    return result


def slope_power(slope: float, error: float, degrees: float, alpha: float) -> float:
    """Chance that a two-sided t test finds a slope.

    >>> round(slope_power(0.0, 1.0, 10, 0.05), 3), round(slope_power(3.2, 1.0, 10, 0.05), 2)
    (0.05, 0.82)
    """
    if not (error > 0 and degrees > 0):
        return float("nan")
    shift = abs(slope) / error
    return float(
        (
            scipy.stats.norm.sf(_bounds(degrees, alpha) - shift)
            + scipy.stats.norm.sf(_bounds(degrees, alpha) + shift)
        ).mean()
    )


@cache
def _bounds(degrees: float, alpha: float) -> np.ndarray:
    """Where a standard normal slope begins to be significant, by its estimated error: at equal steps of the distribution of
    that. Noncentral t of the library has no value far out.
    """
    steps = (np.arange(_STEPS) + 0.5) / _STEPS
    return np.asarray(
        scipy.stats.t.isf(alpha / 2, degrees) * np.sqrt(scipy.stats.chi2.ppf(steps, degrees) / degrees)
    )


def detectable_slope(error: float, degrees: float, alpha: float, power: float) -> float:
    """Smallest slope that a two-sided t test finds with this chance.

    >>> round(detectable_slope(1.0, 1e6, 0.05, 0.8), 2)
    2.8
    """
    if not (error > 0 and degrees > 0):
        return float("nan")
    high = 2 * (scipy.stats.t.isf(alpha / 2, degrees) + scipy.stats.t.isf(1 - power, degrees) + 1)
    found = scipy.optimize.brentq(
        lambda shift: slope_power(shift, 1.0, degrees, alpha) - power, 1e-6, max(high, 3.0)
    )
    return float(found * error)
