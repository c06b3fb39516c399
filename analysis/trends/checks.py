"""Does a trend hold under other tests: rank test, breaks known beforehand, models for shares that sum to one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.crosswalk import leave_out_untold, name_scheme
from analysis.errors import InputError
from analysis.estimation import cluster_variance, cr2, holm, interval, sum_by
from analysis.scheme import Scheme
from analysis.tables import make_table
from analysis.trends.estimand import COUNTED_TYPES, Estimand
from analysis.trends.lines import fixed_effects, within
from analysis.trends.multinomial import fit_multinomial, marginal_effects
from analysis.trends.shares import informed_clusters
from analysis.trends.slopes import ReportShares, panels, report_shares
from analysis.trends.stored import TableOrPath
from analysis.trends.totals import Totals, report_totals

BREAKS = {
    2019: "the rule of 2019 on the yearly reports",
    2021: "the Outline of 2021",
}
# Checks whose p-values are adjusted together
FAMILIES = {
    **{f"break_{year}": "breaks" for year in BREAKS},
    "mann_kendall": "rank test",
    "fractional_logit": "logit",
    "clr": "log-ratios",
    "yearly_line": "yearly shares",
}
_POINTS = 100
_TINY = 1e-6  # share below which an area is taken as never seen
_SPARE = 1  # years more than the curve and the breaks can follow

NEVER_SEEN = "not seen in each year"
NO_FIT = "the logit has no maximum"
FEW_YEARS = "too few years"
ONE_SIDE = "no years on one side of the break"
FEW_REGIONS = "too few regions"


class _Check(NamedTuple):
    """Estimates of one check, one value per area, and why one is missing."""

    estimate: np.ndarray
    low: np.ndarray
    high: np.ndarray
    p: np.ndarray
    reason: np.ndarray


def trend_checks(
    coded: TableOrPath,
    codes: pd.DataFrame | None = None,
    *,
    reports: TableOrPath | None = None,
    weight: str = "characters",
    role: str = "work",
    scheme: str | Scheme | None = None,
    doc_types: Sequence[str] | None = COUNTED_TYPES,
    level: float = 0.95,
) -> pd.DataFrame:
    r"""Robustness checks beside the slopes of area_trends.

    Claim: a trend that holds shows in each of them. ``mann_kendall`` asks only whether the yearly shares go one way;
    ``break_2019`` and ``break_2021`` ask for a jump in the years known beforehand, each beside the other and over and above
    a line that may bend (no break is searched for); ``fractional_logit`` and ``clr`` respect that shares are between 0 and
    1 and sum to one; ``yearly_line`` fits a line to the yearly shares alone. The estimates rest on the assumptions of
    :func:`area_shares` and are about the population of reports.

    All but ``yearly_line`` and ``mann_kendall`` are conditional on these years: they ask what other governments would have
    written in them. Whether other years would have gone the same way cannot be told from more governments: a shock that
    all share in a year moves every report of it, and looks like a trend. ``yearly_line`` takes years as the draws.

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
    scheme : str or Scheme, optional
        Scheme of areas; default that of the table (its column ``scheme``). Another one is reached through measures, or
        through the crosswalk of an own scheme.
    doc_types : sequence of str, default annual reports, work summaries and press conferences
        Types of the documents that count; a document of unknown type counts. None for all.
    level : float, default 0.95
        Confidence level of the intervals.

    Returns
    -------
    DataFrame, one row per check and area
        ``area``, ``check``, ``estimate``, ``low``, ``high``, ``level``, ``p`` (two-sided), ``p_holm`` (Holm over the
        `family`), ``family`` (the two breaks of all areas are one; each other check of all areas is one), ``reason`` (why
        an estimate or its p is missing), ``scheme`` (of the areas). The estimate is Kendall's tau for ``mann_kendall`` (no interval), percentage
        points for the breaks, percentage points per year for ``yearly_line`` and (mean marginal effect)
        ``fractional_logit``, and log-ratio to the geometric mean of the areas per year for ``clr``. Missing where it cannot
        be had: a break without two years on each side, or with fewer years than the curve and the breaks take and one to
        spare (six, for both); an area not seen in each year, which ``fractional_logit`` and ``clr`` leave out.

    Raises
    ------
    InputError
        As :func:`area_trends`.

    See Also
    --------
    area_trends : estimates the slopes checked here.
    robustness_grid : repeats the estimate under other choices of data and scheme.

    Notes
    -----
    Mann–Kendall takes the exact null distribution of Kendall's S over all orders of the years; ties only make it
    conservative. The breaks are coefficients of :math:`1[year \geq b]` beside each other, the year and its square, with the
    levels and the clustered variance of :func:`area_trends`: a smooth curve is no jump, and a jump in 2019 is none in 2021.
    Little is left to see a jump with: where it matters, look at the years themselves. The fractional logit is fitted by quasi-likelihood to report shares, corrected ones
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
    ['mann_kendall', 'break_2019', 'break_2021', 'fractional_logit', 'clr', 'yearly_line']
    """
    estimand = Estimand(weight, role, scheme, doc_types=doc_types, level=level)
    totals = report_totals(coded, codes, estimand, reports=reports)
    shares = report_shares(totals)
    panels(shares.reports)  # refuses a single year
    checks = {
        "mann_kendall": _rank_check(totals),
        **_break_checks(shares, totals, level),
        "fractional_logit": _logit_check(shares, totals, level),
        "clr": _ratio_check(totals, level),
        "yearly_line": _line_check(totals, level),
    }
    tables = [
        pd.DataFrame(check._asdict()).assign(
            area=totals.areas, check=name, level=level, family=FAMILIES[name]
        )
        for name, check in checks.items()
    ]
    table = pd.concat(tables, ignore_index=True)
    table["p_holm"] = table.groupby("family")["p"].transform(lambda own: holm(own.to_numpy()))
    table = make_table("trend checks", table, of=totals.reports)
    table = name_scheme(table, totals.scheme)
    return leave_out_untold(table, totals.scheme, totals.told, ("estimate", "low", "high", "p", "p_holm"))


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
    p = np.array([kendall_p(s, n) for s in scores])
    return _Check(tau, nothing, nothing, p, _reasons(p, ""))


def _line_check(totals: Totals, level: float) -> _Check:
    """A line through the yearly shares, whose scatter about it is all that is known of the error."""
    years, shares = yearly_shares(totals)
    if len(years) < 3:
        return _nothing(len(totals.areas), FEW_YEARS)
    centred = years - years.mean()
    slope = centred @ shares / (centred @ centred)
    residual = shares - shares.mean(axis=0) - centred[:, None] * slope
    degrees = len(years) - 2
    error = np.sqrt((residual**2).sum(axis=0) / degrees / (centred @ centred))
    found = interval(_POINTS * slope, _POINTS * error, degrees, level)
    return _Check(_POINTS * slope, *found, _reasons(found[2], NEVER_SEEN))


# breaks


def _break_checks(shares: ReportShares, totals: Totals, level: float) -> dict[str, _Check]:
    """The jumps in one model with a curve; those that the years cannot tell are missing and not in the model."""
    years = shares.reports["year"].to_numpy(dtype=float)
    distinct = np.unique(years)
    n = len(totals.areas)
    known = [year for year in BREAKS if min((distinct < year).sum(), (distinct >= year).sum()) > 1]
    found = {f"break_{year}": _nothing(n, ONE_SIDE) for year in BREAKS}
    if not known:
        return found
    centred = years - years.mean()
    jumps = [(years >= year).astype(float) for year in known]
    x = np.column_stack([*jumps, centred, centred**2])
    groups = fixed_effects(shares.reports)
    inside = within(x, shares.weight, groups)
    if len(distinct) < x.shape[1] + 1 + _SPARE or np.linalg.matrix_rank(inside) < x.shape[1]:
        return found | {f"break_{year}": _nothing(n, FEW_YEARS) for year in known}
    cluster = pd.factorize(shares.reports["region"])[0]
    slope, covariance, degrees = _fit_clustered(x, _POINTS * shares.share, shares.weight, groups, cluster)
    most = informed_clusters(shares.reports, totals.estimator) - 1
    for place, year in enumerate(known):
        error = np.sqrt(covariance[:, place, place])
        bounds = interval(slope[place], error, min(float(degrees[place]), most), level)
        reason = _reasons(bounds[2], FEW_REGIONS if most < 1 else NEVER_SEEN)
        found[f"break_{year}"] = _Check(slope[place], *bounds, reason)
    return found


def _fit_clustered(
    x: np.ndarray, y: np.ndarray, weight: np.ndarray, groups: np.ndarray, cluster: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Coefficients within groups, shape (k, n_areas), with CR2 covariance, shape (n_areas, k, k), and degrees, shape (k,)."""
    if groups.any():
        x, y = within(x, weight, groups), within(y, weight, groups)
    else:  # one level for all does not lie within clusters
        x = np.hstack([x, np.ones((len(x), 1))])
    k, n = x.shape[1], int(cluster.max()) + 1
    slope = np.linalg.solve(x.T @ (weight[:, None] * x), x.T @ (weight[:, None] * y))
    squares = weight[:, None, None] * x[:, :, None] * x[:, None, :]
    leverage = sum_by(squares.reshape(len(x), -1), cluster, n).reshape(n, k, k)
    scores = (x * weight[:, None])[:, :, None] * (y - x @ slope)[:, None, :]
    covariance, degrees = cr2(sum_by(scores.reshape(len(x), -1), cluster, n).reshape(n, k, -1), leverage)
    return slope, covariance, degrees


# models for shares


def _logit_check(shares: ReportShares, totals: Totals, level: float) -> _Check:
    year = shares.reports["year"].astype(float)
    mean = year.groupby(shares.reports["government"]).transform("mean")
    columns = [np.ones(len(year)), year - year.mean()]
    if fixed_effects(shares.reports).any() and np.ptp(mean) > 0:
        columns.append(mean - mean.mean())
    _, yearly = yearly_shares(totals)
    seen = np.asarray((yearly > _TINY).all(axis=0))
    if seen.sum() < 2:
        return _nothing(len(seen), NEVER_SEEN)
    part = shares.share[:, seen].sum(
        axis=1
    )  # of the areas that are compared; near 0, the report hardly counts
    part = np.where(np.abs(part) > _TINY, part, _TINY)
    x, y = np.column_stack(columns), shares.share[:, seen] / part[:, None]
    cluster = pd.factorize(shares.reports["region"])[0]
    try:
        coefficients, covariance = fit_multinomial(x, y, shares.weight * part, cluster)
        effect, error = marginal_effects(x, shares.weight * part, coefficients, covariance, column=1)
    except (np.linalg.LinAlgError, InputError):  # corrected shares far outside 0–1 have no largest likelihood
        return _spread(_nothing(int(seen.sum()), NO_FIT), seen)
    return _spread(_check(_POINTS * effect, _POINTS * error, shares.reports, totals, level), seen)


def _ratio_check(totals: Totals, level: float) -> _Check:
    years, shares = yearly_shares(totals)
    seen = np.asarray((shares > _TINY).all(axis=0))
    if seen.sum() < 2:
        return _nothing(len(seen), NEVER_SEEN)
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
    found = interval(estimate, error, degrees, level)
    return _Check(estimate, *found, _reasons(found[2], FEW_REGIONS if degrees < 1 else NEVER_SEEN))


def _reasons(p: np.ndarray, reason: str) -> np.ndarray:
    return np.array([reason if missing else None for missing in np.isnan(p)], dtype=object)


def _nothing(n_areas: int, reason: str) -> _Check:
    missing = np.full((4, n_areas), np.nan)
    return _Check(missing[0], missing[1], missing[2], missing[3], np.full(n_areas, reason, dtype=object))


def _spread(check: _Check, seen: np.ndarray) -> _Check:
    """Estimates of the areas that were seen at their places among all."""
    full = _nothing(len(seen), NEVER_SEEN)
    for own, values in zip(full, check, strict=True):
        own[seen] = values
    return full
