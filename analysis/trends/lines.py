"""The line through the shares of reports over the years: its slope, and what each region adds to it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.estimation import cr2, sum_by
from analysis.trends.precision import ALIKE, TWO_CODED, TWO_REGIONS, Precision, no_spread

_POINTS = 100
_LEAST_REGIONS = 3  # that tell of a slope
_ROUNDING = 1e-9


@dataclass(frozen=True, eq=False)
class Line:
    """Weighted least-squares line through the shares of reports.

    Attributes
    ----------
    slope : ndarray, shape (n_shares,)
    x : ndarray, shape (n_reports, k)
        Year, and a constant where governments have no levels of their own.
    pull : ndarray, shape (n_reports,)
        What a report's share × weight adds to the slope.
    cluster : ndarray of int, shape (n_reports,)
        Region.
    scores, leverage : ndarray, shapes (n_clusters, k, n_shares) and (n_clusters, k, k)
        As for :func:`analysis.estimation.cr2`.
    """

    slope: np.ndarray
    x: np.ndarray
    pull: np.ndarray
    cluster: np.ndarray
    scores: np.ndarray
    leverage: np.ndarray

    def informed(self, coded: np.ndarray | None = None) -> int:
        """Regions that tell of the slope; with codes, where these are what it is known from."""
        telling = np.abs(self.pull) > _ROUNDING * np.abs(self.pull).max()
        return len(np.unique(self.cluster[telling if coded is None else telling & coded]))

    def too_few(self, coded: np.ndarray | None = None) -> str | None:
        """Why nothing is known of the error."""
        if self.informed(coded) >= _LEAST_REGIONS:
            return None
        return TWO_REGIONS if self.informed() < _LEAST_REGIONS else TWO_CODED


def draw_line(reports: pd.DataFrame, share: np.ndarray, weight: np.ndarray, *, levels: bool = True) -> Line:
    """Fit the line; with `levels` within governments, where any returns."""
    year = reports["year"].to_numpy(dtype=float)[:, None]
    groups = fixed_effects(reports) if levels else np.zeros(len(reports), dtype=int)
    # where governments have their own levels, these lie within regions and drop out; one level for all does not
    x = within(year, weight, groups) if groups.any() else np.hstack([year - year.mean(), np.ones_like(year)])
    y = within(_POINTS * share, weight, groups) if groups.any() else _POINTS * share
    bread = np.linalg.inv(x.T @ (weight[:, None] * x))
    slope = bread @ (x.T @ (weight[:, None] * y))
    residual = y - x @ slope
    cluster, names = pd.factorize(reports["region"])
    n, k = len(names), x.shape[1]
    square = (x[:, :, None] * x[:, None, :]).reshape(len(x), -1)
    leverage = sum_by(weight[:, None] * square, cluster, n).reshape(n, k, k)
    scores = ((x * weight[:, None])[:, :, None] * residual[:, None, :]).reshape(len(x), -1)
    scores = sum_by(scores, cluster, n).reshape(n, k, -1)
    return Line(slope[0], x, _POINTS * (x @ bread)[:, 0], cluster, scores, leverage)


def slope_of_shares(
    reports: pd.DataFrame, share: np.ndarray, weight: np.ndarray
) -> tuple[np.ndarray, Precision]:
    """Slope in percentage points per year of shares that no codes correct, and what is known of its error.

    Parameters
    ----------
    reports : DataFrame, one row per report
        ``year``, ``region``, ``government``.
    share : ndarray, shape (n_reports, n_shares)
    weight : ndarray, shape (n_reports,)
    """
    line, n_shares = draw_line(reports, share, weight), share.shape[1]
    if (why := line.too_few()) is not None:
        return line.slope, unknown_precision(line.informed(), why, n_shares)
    covariance, degrees = cr2(line.scores, line.leverage)
    variance, floor = covariance[:, 0, 0], np.zeros(n_shares)
    reason = no_spread(variance, floor, ALIKE)
    return line.slope, Precision(variance, floor, float(degrees[0]), 0.0, line.informed(), reason)


def unknown_precision(n_clusters: int, why: str, n_shares: int) -> Precision:
    nothing = np.zeros(n_shares)
    return Precision(nothing, nothing, 0.0, 0.0, n_clusters, np.full(n_shares, why, dtype=object))


def fixed_effects(reports: pd.DataFrame) -> np.ndarray:
    """Number of the fixed effect of each report: its government's where any returns, else one for all."""
    pairs = reports[["government", "year"]].drop_duplicates()
    if pairs["government"].duplicated().any():
        return np.asarray(pd.factorize(reports["government"])[0])
    return np.zeros(len(reports), dtype=int)


def within(values: np.ndarray, weight: np.ndarray, group: np.ndarray) -> np.ndarray:
    """Deviations from the weighted mean of each group."""
    n = group.max() + 1
    mean = (
        sum_by(values * weight[:, None], group, n) / np.bincount(group, weights=weight, minlength=n)[:, None]
    )
    return np.asarray(values - mean[group])
