"""Does a trend hold under other tests: rank test, breaks known beforehand, models for shares that sum to one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.estimation import cluster_variance, holm, interval, sum_by
from analysis.tables import make_table
from analysis.taxonomy import Taxonomy
from analysis.trends.estimand import COUNTED_TYPES, Estimand
from analysis.trends.multinomial import fit_multinomial, marginal_effects
from analysis.trends.shares import informed_clusters
from analysis.trends.slopes import ReportShares, fit_line, fixed_effects, panels, report_shares, within
from analysis.trends.stored import TableOrPath
from analysis.trends.totals import Totals, report_totals

BREAKS = {
    2019: "the rule of 2019 on the yearly reports",
    2021: "the Outline of 2021",
}
_POINTS = 100
_TINY = 1e-6  # share below which an area is taken as never seen


class _Check(NamedTuple):
    """Estimates of one check, one value per area."""

    estimate: np.ndarray
    low: np.ndarray
    high: np.ndarray
    p: np.ndarray


def trend_checks(
    coded: TableOrPath,
    codes: pd.DataFrame | None = None,
    *,
    reports: TableOrPath | None = None,
    weight: str = "characters",
    role: str = "work",
    scheme: str | Taxonomy = "outline-2015",
    doc_types: Sequence[str] | None = COUNTED_TYPES,
    level: float = 0.95,
) -> pd.DataFrame:
    r"""Robustness checks beside the slopes of area_trends.

    Claim: a trend that holds shows in each of them. ``mann_kendall`` asks only whether the yearly shares go one way;
    ``break_2019`` and ``break_2021`` ask for a jump in the years known beforehand, over and above a straight line (no
    break is searched for); ``fractional_logit`` and ``clr`` respect that shares are between 0 and 1 and sum to one. The
    estimates rest on the assumptions of :func:`area_shares` and are about the population of reports.

    Parameters
    ----------
    coded : DataFrame, one row per paragraph, or path
        As in :func:`area_shares`.
    codes : DataFrame, one row per item, optional
        Hand codes of a probability sample of each year, as in :func:`area_shares`.
    reports : DataFrame, one row per report, or path, optional
        As in :func:`area_shares`; tells which reports are by the same government and of the same region.
    weight : {"characters", "paragraphs", "reports"}, default "characters"
        What a share is a share of.
    role : str, default "work"
        Role of the paragraphs that count.
    scheme : str or Taxonomy, default "outline-2015"
        Scheme of areas.
    doc_types : sequence of str, default annual reports, work summaries and press conferences
        Types of the documents that count; a document of unknown type counts. None for all.
    level : float, default 0.95
        Confidence level of the intervals.

    Returns
    -------
    DataFrame, one row per check and area
        ``area``, ``check``, ``estimate``, ``low``, ``high``, ``level``, ``p`` (two-sided), ``p_holm`` (Holm over the areas
        of a check). The estimate is Kendall's tau for ``mann_kendall`` (no interval), percentage points for the breaks,
        percentage points per year (mean marginal effect) for ``fractional_logit``, and log-ratio to the geometric mean of
        the areas per year for ``clr``. Missing where it cannot be had: a break outside the years, an area never seen.

    Raises
    ------
    InputError
        As :func:`area_trends`, and where the logit did not converge.

    See Also
    --------
    area_trends : estimates the slopes checked here.
    robustness_grid : repeats the estimate under other choices of data and scheme.

    Notes
    -----
    Mann–Kendall takes the exact null distribution of Kendall's S over all orders of the years; ties only make it
    conservative. The breaks are coefficients of :math:`1[year \geq b]` beside the year, with the levels and the clustered
    variance of :func:`area_trends`. The fractional logit is fitted by quasi-likelihood to report shares, corrected ones
    included (its score is linear in them); in an unbalanced panel the mean year of the government stands for its level
    (Papke & Wooldridge 2008). CLR is fitted to the yearly shares, with a variance linearised by region.

    References
    ----------
    Kendall, M. G. (1938). A new measure of rank correlation. Biometrika, 30(1/2), 81–93. doi:10.1093/biomet/30.1-2.81.
    Papke, L. E., & Wooldridge, J. M. (2008). Panel data methods for fractional response variables. Journal of
    Econometrics, 145(1–2), 121–133. doi:10.1016/j.jeconom.2008.05.009.
    Aitchison, J. (1982). The statistical analysis of compositional data. JRSS B, 44(2), 139–177.
    doi:10.1111/j.2517-6161.1982.tb01195.x.

    Examples
    --------
    >>> import analysis as fz
    >>> paragraphs = fz.split_paragraphs(fz.read_reports(fz.sample_reports()))
    >>> trend_checks(fz.classify_paragraphs(paragraphs))["check"].unique().tolist()
    ['mann_kendall', 'break_2019', 'break_2021', 'fractional_logit', 'clr']
    """
    estimand = Estimand(weight, role, scheme, doc_types=doc_types, level=level)
    totals = report_totals(coded, codes, estimand, reports=reports)
    shares = report_shares(totals)
    panels(shares.reports)  # refuses a single year
    checks = {
        "mann_kendall": _rank_check(totals),
        **{f"break_{year}": _break_check(shares, totals, year, level) for year in BREAKS},
        "fractional_logit": _logit_check(shares, totals, level),
        "clr": _ratio_check(totals, level),
    }
    tables = [
        pd.DataFrame(check._asdict()).assign(area=totals.areas, check=name, level=level, p_holm=holm(check.p))
        for name, check in checks.items()
    ]
    return make_table("trend checks", pd.concat(tables, ignore_index=True), of=totals.reports)


def yearly_shares(totals: Totals) -> tuple[np.ndarray, np.ndarray]:
    """Years, and the share of each area in each, shape (n_years, n_areas)."""
    years, place = np.unique(totals.years, return_inverse=True)
    parts = sum_by(totals.parts, place, len(years))
    return years, parts / parts.sum(axis=1, keepdims=True)


# Mann–Kendall


def kendall_s(series: np.ndarray) -> int:
    """Kendall's S: pairs that rise minus pairs that fall.

    >>> kendall_s(np.array([1.0, 3.0, 2.0, 4.0]))
    4
    """
    return int(np.sign(np.subtract.outer(series, series))[np.tril_indices(len(series), -1)].sum())


@cache
def kendall_p(s: int, n: int) -> float:
    """Exact two-sided p of Kendall's S for n years without ties.

    >>> [round(kendall_p(s, 6), 4) for s in (15, 13, 11)]
    [0.0028, 0.0167, 0.0556]
    """
    counts = np.ones(1)  # orders of one year by their number of falling pairs
    for own in range(2, n + 1):
        counts = np.convolve(counts, np.ones(own))
    values = n * (n - 1) // 2 - 2 * np.arange(len(counts))
    return float(counts[np.abs(values) >= abs(s)].sum() / counts.sum())


def _rank_check(totals: Totals) -> _Check:
    years, shares = yearly_shares(totals)
    n = len(years)
    scores = [kendall_s(series) for series in shares.T]
    nothing = np.full(len(scores), np.nan)
    tau = np.array(scores) / (n * (n - 1) / 2)
    return _Check(tau, nothing, nothing, np.array([kendall_p(s, n) for s in scores]))


# breaks


def _break_check(shares: ReportShares, totals: Totals, year: int, level: float) -> _Check:
    years = shares.reports["year"].to_numpy(dtype=float)
    x = np.column_stack([years - years.mean(), (years >= year).astype(float)])
    groups = fixed_effects(shares.reports)
    inside = within(x, shares.weight, groups)
    if np.linalg.matrix_rank(inside) < 2:
        return _nothing(len(totals.areas))
    cluster = pd.factorize(shares.reports["region"])[0]
    slope, covariance = fit_line(x, _POINTS * shares.share, shares.weight, groups, cluster)
    return _check(slope[1], np.sqrt(covariance[:, 1, 1]), shares.reports, totals, level)


# models for shares


def _logit_check(shares: ReportShares, totals: Totals, level: float) -> _Check:
    year = shares.reports["year"].astype(float)
    mean = year.groupby(shares.reports["government"]).transform("mean")
    columns = [np.ones(len(year)), year - year.mean()]
    if fixed_effects(shares.reports).any() and np.ptp(mean) > 0:
        columns.append(mean - mean.mean())
    seen = np.average(shares.share, axis=0, weights=shares.weight) > _TINY
    if seen.sum() < 2:
        return _nothing(len(seen))
    x, y = np.column_stack(columns), shares.share[:, seen] / shares.share[:, seen].sum(axis=1, keepdims=True)
    cluster = pd.factorize(shares.reports["region"])[0]
    coefficients, covariance = fit_multinomial(x, y, shares.weight, cluster)
    effect, error = marginal_effects(x, shares.weight, coefficients, covariance, column=1)
    return _spread(_check(_POINTS * effect, _POINTS * error, shares.reports, totals, level), seen)


def _ratio_check(totals: Totals, level: float) -> _Check:
    years, shares = yearly_shares(totals)
    seen = np.asarray((shares > _TINY).all(axis=0))
    if seen.sum() < 2:
        return _nothing(len(seen))
    log = np.log(shares[:, seen])
    pull = (years - years.mean()) / ((years - years.mean()) ** 2).sum()
    slope = pull @ (log - log.mean(axis=1, keepdims=True))
    place = np.searchsorted(years, totals.years)
    whole = np.bincount(place, weights=totals.whole)
    residual = (totals.parts - shares[place] * totals.whole[:, None])[:, seen]
    relative = residual / (whole[place, None] * shares[place][:, seen])
    influence = pull[place, None] * (relative - relative.mean(axis=1, keepdims=True))
    cluster, names = pd.factorize(totals.reports["region"])
    sums = sum_by(influence, cluster, len(names))
    variance = cluster_variance(sums, informed_clusters(totals.reports, totals.estimator))
    return _spread(_check(slope, np.sqrt(variance), totals.reports, totals, level), seen)


def _check(
    estimate: np.ndarray, error: np.ndarray, reports: pd.DataFrame, totals: Totals, level: float
) -> _Check:
    degrees = informed_clusters(reports, totals.estimator) - 1
    return _Check(estimate, *interval(estimate, error, degrees, level))


def _nothing(n_areas: int) -> _Check:
    return _Check(*np.full((4, n_areas), np.nan))


def _spread(check: _Check, seen: np.ndarray) -> _Check:
    """Estimates of the areas that were seen at their places among all."""
    full = np.full((4, len(seen)), np.nan)
    full[:, seen] = np.array(check)
    return _Check(*full)
