"""Trends of the areas in percentage points per year, fitted on reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import stats

from analysis.crosswalk import leave_out_untold, name_scheme
from analysis.errors import InputError
from analysis.estimation import detectable_slope, holm, sum_by
from analysis.scheme import Scheme
from analysis.tables import make_table
from analysis.trends.estimand import COUNTED_TYPES, Estimand
from analysis.trends.lines import draw_line, unknown_precision, within
from analysis.trends.precision import (
    ALIKE,
    CodeErrors,
    Precision,
    cluster_precision,
    code_errors,
    corpus_precision,
    no_spread,
)
from analysis.trends.stored import TableOrPath
from analysis.trends.totals import Draws, Totals, report_totals

POWER = 0.8  # chance with which the smallest detectable slope is found
_POINTS = 100


def area_trends(
    coded: TableOrPath,
    codes: pd.DataFrame | None = None,
    *,
    reports: TableOrPath | None = None,
    weight: str = "characters",
    role: str = "work",
    scheme: str | Scheme | None = None,
    target: str = "population",
    doc_types: Sequence[str] | None = COUNTED_TYPES,
    estimator: str | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    r"""Slope of each area's share in percentage points per year.

    Estimand: the slope of the least-squares line through the shares of reports, each report weighing as `weight` says.
    Where governments report in several years each has its own level (fixed effect), so that a slope says what the same
    governments do and not who reports; governments with one report then tell nothing about it. Give no `reports` (and
    let none lie beside a path) for a slope over all reports whoever wrote them. The slopes of the areas sum to zero. With `codes` the shares of reports
    are corrected as in :func:`area_shares`, on the same assumptions, and their weighted means by year are its shares.

    Parameters
    ----------
    coded : DataFrame, one row per paragraph, or path
        As in :func:`area_shares`.
    codes : DataFrame, one row per item, optional
        Hand codes of a probability sample of each year, as in :func:`area_shares`; without, ``estimator`` is ``naive`` and
        the slope carries the classifier's errors.
    reports : DataFrame, one row per report, or path, optional
        As in :func:`area_shares`; tells which reports are by the same government and of the same region.
    weight : {"characters", "paragraphs", "reports"}, default "characters"
        What a share is a share of, and so how much a report weighs.
    role : str, default "work"
        Role of the paragraphs that count.
    scheme : str or Scheme, optional
        Scheme of areas; default that of the table (its column ``scheme``). Another one is reached through measures, or
        through the crosswalk of an own scheme.
    target : {"population", "corpus"}, default "population"
        Whether interval and p are about the trend in the population of which these reports are draws, or the slope that
        all paragraphs of exactly these reports would show if all were coded.
    doc_types : sequence of str, default annual reports, work summaries and press conferences
        Types of the documents that count; a document of unknown type counts. None for all.
    estimator : {"dsl", "ppi", "difference", "codes", "naive"}, optional
        As in :func:`area_shares`.
    level : float, default 0.95
        Confidence level of the interval.

    Returns
    -------
    DataFrame, one row per panel and area
        ``area``, ``slope`` (percentage points per year), ``low``, ``high``, ``level``, ``df`` (degrees of freedom),
        ``n_clusters`` (regions that tell of the slope; under correction those with codes), ``reason`` (why there is no
        interval), ``p`` (two-sided, of no trend), ``p_holm`` (Holm over the areas of a panel), ``estimator``, ``weight``,
        ``panel``: ``full``, and where governments return also ``balanced`` (those with a report in every year), ``design``,
        ``detectable`` (the smallest slope that such data show as significant in four of five studies: where it is larger
        than any change that would matter, no significant trend says little), ``scheme`` (of the areas).
        Interval and p are NaN where nothing is known of the error: "two regions or fewer", "codes from two regions or fewer",
        or "no spread" at all. A report without any predicted area is left out.

    Raises
    ------
    InputError
        As :func:`area_shares`, and where the reports cover one year.

    See Also
    --------
    area_shares : estimates the share of each year.
    trend_checks : checks the slopes under other models.
    trend_power : gives the smallest detectable slope for other numbers of codes, regions and years.
    plot_trends : draws the slopes with their intervals.

    Notes
    -----
    With corrected totals :math:`\tilde y_{ra}, \tilde t_r` of report :math:`r`, predicted total :math:`t_r`, share
    :math:`\hat p_{ya}` of its year and :math:`\kappa_y = \sum \tilde t_r / \sum t_r`, the share of a report is
    :math:`z_{ra} = \hat p_{ya} + (\tilde y_{ra} - \hat p_{ya} \tilde t_r) / (\kappa_y t_r)` with weight
    :math:`\kappa_y t_r`. This is the report's own share without codes; with codes it avoids dividing by a noisy total,
    sums to one over the areas, and its weighted mean is :math:`\hat p_{ya}`. The variance is clustered by region (by
    report without `reports`): CR2 with t quantiles on Satterthwaite's degrees of freedom, to which regions add as far as they
    tell of the slope; one whose governments report once adds nothing where others return. For the corpus the variance is
    that of the draw of codes. The interval is never narrower than the errors of codes allow (see :func:`area_shares`). The
    slope is conditional on these years: a shock common to all governments in a year is part of it.

    References
    ----------
    Egami, N., Hinck, M., Stewart, B. M., & Wei, H. (2023). Using imperfect surrogates for downstream inference:
    Design-based supervised learning. NeurIPS 36. doi:10.48550/arXiv.2306.04746.
    Pustejovsky, J. E., & Tipton, E. (2018). Small-sample methods for cluster-robust variance estimation and hypothesis testing
    in fixed effects models. JBES, 36(4), 672–683. doi:10.1080/07350015.2016.1247004.
    Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal of Statistics, 6(2),
    65–70.

    Examples
    --------
    >>> import analysis as fz
    >>> paragraphs = fz.split_paragraphs(fz.read_reports(fz.sample_reports()))
    >>> trends = area_trends(fz.classify_paragraphs(paragraphs))
    >>> trends["panel"].unique().tolist(), bool(abs(trends["slope"].sum()) < 1e-9)
    (['full'], True)
    """
    estimand = Estimand(weight, role, scheme, target, doc_types, level, estimator)
    totals = report_totals(coded, codes, estimand, reports=reports)
    shares = report_shares(totals)
    errors = code_errors(totals)
    tables = []
    for panel, own in panels(shares.reports).items():
        slope, precision = yearly_slope(shares.take(own), errors, totals.estimator, target)
        low, high, p = precision.interval(slope, level)
        estimates = {
            "area": totals.areas,
            "slope": slope,
            "low": low,
            "high": high,
            "p": p,
            "p_holm": holm(p),
            "reason": precision.reason,
            "df": precision.degrees if precision.degrees > 0 else np.nan,
            "n_clusters": precision.n_clusters,
            "detectable": _detectable(high - low, precision.degrees, level),
        }
        tables.append(pd.DataFrame(estimates).assign(panel=panel))
    trends = pd.concat(tables, ignore_index=True).assign(
        level=level, estimator=totals.estimator, weight=totals.weight, design=totals.design
    )
    trends = name_scheme(make_table("trends", trends, of=totals.reports), totals.scheme)
    return leave_out_untold(
        trends, totals.scheme, totals.told, ("slope", "low", "high", "p", "p_holm", "detectable")
    )


def _detectable(width: np.ndarray, degrees: float, level: float) -> np.ndarray:
    """Smallest slope found in four of five studies, from the width of its interval, shape (n_areas,)."""
    if not degrees > 0:
        return np.full(len(width), np.nan)
    error = width / 2 / stats.t.isf((1 - level) / 2, degrees)
    return np.asarray(error * detectable_slope(1.0, degrees, 1 - level, POWER))


@dataclass(frozen=True, eq=False)
class ReportShares:
    """Corrected shares of reports.

    Attributes
    ----------
    reports : DataFrame, one row per report
        As in :class:`Totals`.
    share : ndarray, shape (n_reports, n_areas)
        Rows sum to 1.
    weight : ndarray, shape (n_reports,)
    draws : Draws
        What each hand-coded paragraph adds to its report's shares × weight.
    row : ndarray of int, shape (n_drawn,)
        Place of each draw among all of the study.
    """

    reports: pd.DataFrame
    share: np.ndarray
    weight: np.ndarray
    draws: Draws
    row: np.ndarray

    def take(self, own: np.ndarray) -> ReportShares:
        """The part of some reports."""
        draws = self.draws.take(own[self.draws.report])
        draws = replace(draws, report=(np.cumsum(own) - 1)[draws.report])
        return ReportShares(
            self.reports[own].reset_index(drop=True),
            self.share[own],
            self.weight[own],
            draws,
            self.row[own[self.draws.report]],
        )


def report_shares(totals: Totals) -> ReportShares:
    """Corrected share of each area in each report, and the report's weight (see the notes of area_trends)."""
    _, year = np.unique(totals.years, return_inverse=True)
    n_years = year.max() + 1
    parts = sum_by(totals.parts, year, n_years)
    whole = parts.sum(axis=1)
    share = (parts / whole[:, None])[year]
    kappa = (whole / np.bincount(year, weights=totals.predicted, minlength=n_years))[year]
    has_area = totals.predicted > 0
    weight = kappa * np.where(has_area, totals.predicted, np.nan)
    own = share + (totals.parts - share * totals.whole[:, None]) / weight[:, None]
    error = totals.draws.error
    error = error - share[totals.draws.report] * error.sum(axis=1, keepdims=True)
    draws = replace(totals.draws, error=error)
    shares = ReportShares(totals.reports, own, weight, draws, np.arange(len(error)))
    return shares.take(has_area)


def panels(reports: pd.DataFrame) -> dict[str, np.ndarray]:
    """Which reports belong to the full and to the balanced panel; the latter only where governments return."""
    n_years = reports["year"].nunique()
    if n_years < 2:
        raise InputError(
            "coded", f"covers the year {reports['year'].iloc[0]} alone", "give reports of two years or more"
        )
    seen = reports.groupby("government")["year"].transform("nunique").to_numpy()
    found = {"full": np.ones(len(reports), dtype=bool)}
    if (seen == n_years).any():
        found["balanced"] = seen == n_years
    return found


def fit_line(
    x: np.ndarray, y: np.ndarray, weight: np.ndarray, group: np.ndarray, cluster: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Weighted least-squares coefficients of `x` on `y` within groups, with clustered variance.

    Parameters
    ----------
    x : ndarray, shape (n, k)
        Regressors without constant.
    y : ndarray, shape (n, n_areas)
    weight : ndarray, shape (n,)
    group, cluster : ndarray of int, shape (n,)
        Fixed effect and cluster of each row.

    Returns
    -------
    tuple of ndarray
        Coefficients, shape (k, n_areas), and their covariance, shape (n_areas, k, k); NaN for one cluster.
    """
    x, y = within(x, weight, group), within(y, weight, group)
    bread = np.linalg.inv(x.T @ (weight[:, None] * x))
    slope = bread @ (x.T @ (weight[:, None] * y))
    residual = y - x @ slope
    names, place = np.unique(cluster, return_inverse=True)
    n, k, g = len(y), x.shape[1], len(names)
    if g < 2 or n <= k + 1:
        return slope, np.full((y.shape[1], k, k), np.nan)
    factor = g / (g - 1) * (n - 1) / (n - k - 1)  # the groups lie within clusters and are not counted
    covariance = np.empty((y.shape[1], k, k))
    for area in range(y.shape[1]):
        scores = sum_by(x * (weight * residual[:, area])[:, None], place, g)
        covariance[area] = factor * bread @ (scores.T @ scores) @ bread
    return slope, covariance


def yearly_slope(
    shares: ReportShares, errors: CodeErrors, estimator: str, target: str, *, levels: bool = True
) -> tuple[np.ndarray, Precision]:
    """Slope in percentage points per year of each area, and what is known of its error.

    Parameters
    ----------
    shares : ReportShares
    errors : CodeErrors
        Of all draws of the study.
    estimator, target : str
    levels : bool, default True
        Whether governments that return have levels of their own.
    """
    reports, draws, n_areas = shares.reports, shares.draws, shares.share.shape[1]
    line = draw_line(reports, shares.share, shares.weight, levels=levels)
    errors, size = errors.take(shares.row), draws.whole * line.pull[draws.report]
    if target == "corpus":
        return line.slope, corpus_precision(draws, errors, size, estimator)
    coded = None if estimator == "naive" else (reports["n_coded"] > 0).to_numpy(dtype=bool)
    if (why := line.too_few(coded)) is not None:
        return line.slope, unknown_precision(line.informed(coded), why, n_areas)
    k = line.leverage.shape[1]
    square = line.x[draws.report, :, None] * line.x[draws.report, None, :]
    drawn = ((1 - draws.probability) * draws.whole**2)[:, None] * square.reshape(-1, k * k)
    noise = sum_by(drawn, line.cluster[draws.report], len(line.leverage)).reshape(-1, k, k)
    floor = errors.floor(size, draws.probability)
    variance, degrees = cluster_precision(line.scores, line.leverage, 0, noise, floor)
    reason = no_spread(variance, floor, ALIKE)
    return line.slope, Precision(variance, floor, degrees, errors.degrees, line.informed(coded), reason)
