"""Coefficients of agreement and their intervals: percent, Cohen's kappa, Krippendorff's alpha.

Written out on tables of counts; the package that offers alpha is under a licence that users of this one could not take.
Each is one less a ratio, of the disagreement seen to that expected by chance, and each has the same interval.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from scipy import stats

ONE_REPORT = "one report"
ONE_VALUE = "one value in all reports but one, or in all"
_NOTHING = 1e-12  # a variance that is only rounding

Parts: TypeAlias = Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]


def agreement_limits(
    parts: Parts, counts: np.ndarray, n_units: int, level: float
) -> tuple[float, float, float, str | None]:
    r"""A coefficient of agreement with its interval over reports, and why there is none.

    Reports are few and agreement is near 1, so quantiles of resampled reports cover too seldom (79% for 95% with five
    reports) and make perfect agreement certain. The limits are those of Clopper and Pearson on the effective sample size
    that the jackknife over reports tells (Korn & Graubard 1998), for the disagreement seen, :math:`D_o`, divided by that
    expected. With no disagreement the effective size is that of the units, less what few reports take away.

    Parameters
    ----------
    parts : callable
        Gives disagreement seen and expected for counts of shape (..., n_values, n_values).
    counts : ndarray, shape (n_reports, ...)
    n_units : int
    level : float

    Returns
    -------
    tuple of float, float, float, and str or None
        Coefficient, lower and upper limit, reason.

    Notes
    -----
    With :math:`\psi = D_o / D_e`, its values :math:`\psi_{(r)}` without report :math:`r` of :math:`G`, and
    :math:`v = \frac{G-1}{G} \sum (\psi_{(r)} - \bar\psi)^2 D_e^2`, the effective size is
    :math:`\min(n, D_o (1 - D_o) / v) \cdot (t_{n-1} / t_{G-1})^2` with quantiles of Student's t.

    References
    ----------
    Korn, E. L., & Graubard, B. I. (1998). Confidence intervals for proportions with small expected number of positive
    counts estimated from survey data. Survey Methodology, 24(2), 193–201.

    Examples
    --------
    Forty units of five reports, on all of which two coders agree:

    >>> counts = np.tile(np.diag([4, 4]), (5, 1, 1))
    >>> value, low, high, reason = agreement_limits(kappa_parts, counts, 40, 0.95)
    >>> value, round(low, 3), high
    (1.0, 0.681, 1.0)
    """
    seen, expected = parts(counts.sum(axis=0))
    value = float(_one_minus_ratio(seen, expected))
    if len(counts) < 2:
        return value, np.nan, np.nan, ONE_REPORT
    without = parts(counts.sum(axis=0) - counts)
    ratio = 1 - _one_minus_ratio(*without)
    if not np.isfinite(ratio).all():
        return value, np.nan, np.nan, ONE_VALUE
    g, tail = len(counts), (1 - level) / 2
    variance = (g - 1) / g * ((ratio - ratio.mean()) ** 2).sum() * float(expected) ** 2
    part = float(seen)
    size = n_units if variance < _NOTHING else min(n_units, part * (1 - part) / variance)
    size *= (stats.t.isf(tail, max(n_units - 1, 1)) / stats.t.isf(tail, g - 1)) ** 2
    differ, agree = part * size, (1 - part) * size
    low = stats.beta.ppf(tail, differ, agree + 1) if differ > 0 else 0.0
    high = stats.beta.isf(tail, differ + 1, agree) if agree > 0 else 1.0
    return value, max(1 - float(high / expected), -1.0), 1 - float(low / expected), None


def percent_parts(counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Part of the units that get two values, and 1."""
    seen = 1 - percent_agreement(counts)
    return seen, np.ones_like(seen)


def share_parts(counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """As :func:`percent_parts`, from units on which all agree and units, shape (..., 2)."""
    seen = 1 - counts[..., 0] / counts[..., 1]
    return seen, np.ones_like(seen)


def kappa_parts(counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Part of the units that get two values, and that of coders who answer independently."""
    total = counts.sum(axis=(-1, -2))
    expected = (counts.sum(axis=-1) * counts.sum(axis=-2)).sum(axis=-1)
    return 1 - percent_agreement(counts), 1 - expected / total**2


def alpha_parts(coincidences: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Part of the coincidences of two values, and that of values put together by chance."""
    marginals = coincidences.sum(axis=-1)
    total = marginals.sum(axis=-1)
    seen = 1 - np.trace(coincidences, axis1=-2, axis2=-1) / total
    return seen, (total**2 - (marginals**2).sum(axis=-1)) / (total * (total - 1))


def krippendorff_alpha(counts: np.ndarray) -> np.ndarray:
    r"""Krippendorff's alpha for two coders and nominal values, from their table of counts.

    With coincidences :math:`o_{ck}` and marginals :math:`n_c` over :math:`n = 2N` values,
    :math:`\alpha = 1 - (n - 1) \sum_{c \ne k} o_{ck} / \sum_{c \ne k} n_c n_k`.

    Parameters
    ----------
    counts : ndarray, shape (..., n_values, n_values)
        Units by the value that the first and the second coder gave.

    Returns
    -------
    ndarray, shape (...)
        NaN where only one value occurs.

    Examples
    --------
    >>> float(krippendorff_alpha(np.array([[3, 1], [0, 4]])).round(3))
    0.762
    """
    return alpha_of_coincidences(counts + np.swapaxes(counts, -1, -2))


def alpha_of_coincidences(coincidences: np.ndarray) -> np.ndarray:
    r"""Krippendorff's alpha for nominal values and any number of coders, some of whom may have left units out.

    A unit with :math:`m_u` answers adds each ordered pair of them with weight :math:`1 / (m_u - 1)` to the coincidences
    :math:`o_{ck}`; with marginals :math:`n_c` and their sum :math:`n`,
    :math:`\alpha = 1 - (n - 1) \sum_{c \ne k} o_{ck} / \sum_{c \ne k} n_c n_k`.

    Parameters
    ----------
    coincidences : ndarray, shape (..., n_values, n_values)
        Symmetric tables of coincidences.

    Returns
    -------
    ndarray, shape (...)
        NaN where only one value occurs.

    Examples
    --------
    >>> float(alpha_of_coincidences(np.array([[6, 1], [1, 8]])).round(3))
    0.762
    """
    return _one_minus_ratio(*alpha_parts(coincidences))


def cohen_kappa(counts: np.ndarray) -> np.ndarray:
    """Cohen's kappa from the table of counts; shapes as in :func:`krippendorff_alpha`.

    >>> float(cohen_kappa(np.array([[3, 1], [0, 4]])))
    0.75
    """
    return _one_minus_ratio(*kappa_parts(counts))


def percent_agreement(counts: np.ndarray) -> np.ndarray:
    """Share of units to which both gave the same value."""
    return np.asarray(np.trace(counts, axis1=-2, axis2=-1) / counts.sum(axis=(-1, -2)))


def _one_minus_ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    part, whole = np.asarray(part, dtype=float), np.asarray(whole, dtype=float)
    return np.asarray(1 - np.divide(part, whole, out=np.full(whole.shape, np.nan), where=whole > _NOTHING))
