"""How far each share has moved since the first year, or since the year before, with an interval for the difference itself.

Two intervals of shares that overlap say little of their difference: governments that report in both years, and codes that
correct both, bind the two estimates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd

from analysis.crosswalk import leave_out_untold, name_scheme
from analysis.errors import InputError
from analysis.estimation import holm
from analysis.scheme import Scheme
from analysis.tables import make_table
from analysis.trends.estimand import COUNTED_TYPES, Estimand
from analysis.trends.precision import ONE_CODED, ONE_REGION, CodeErrors, Precision, code_errors
from analysis.trends.slopes import ReportShares, report_shares, yearly_slope
from analysis.trends.stored import TableOrPath
from analysis.trends.totals import report_totals

_POINTS = 100
_LEAST = 2  # regions that a year needs


def area_changes(
    coded: TableOrPath,
    codes: pd.DataFrame | None = None,
    *,
    reports: TableOrPath | None = None,
    since: int | str | None = None,
    weight: str = "characters",
    role: str = "work",
    scheme: str | Scheme | None = None,
    target: str = "population",
    doc_types: Sequence[str] | None = COUNTED_TYPES,
    estimator: str | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    r"""Difference of each area's share in each year from its share in the first year.

    Estimand: the difference of the shares that :func:`area_shares` estimates, whoever reports in the two years; it holds
    changes in what governments write and changes in which of them report (:func:`decompose_change` takes these apart). With
    `codes` the shares are corrected as there, on the same assumptions.

    Parameters
    ----------
    coded : DataFrame, one row per paragraph, or path
        As in :func:`area_shares`.
    codes : DataFrame, one row per item, optional
        Hand codes of a probability sample of each year, as in :func:`area_shares`; without, ``estimator`` is ``naive`` and
        a change carries the classifier's errors, which may differ between the years.
    reports : DataFrame, one row per report, or path, optional
        As in :func:`area_shares`; tells which reports are of the same region.
    since : int or "previous", optional
        Year to compare with; default the first. "previous" for the year before that has reports.
    weight : {"characters", "paragraphs", "reports"}, default "characters"
        What a share is a share of.
    role : str, default "work"
        Role of the paragraphs that count.
    scheme : str or Scheme, optional
        Scheme of areas; default that of the table (its column ``scheme``). Another one is reached through measures, or
        through the crosswalk of an own scheme.
    target : {"population", "corpus"}, default "population"
        As in :func:`area_shares`.
    doc_types : sequence of str, default annual reports, work summaries and press conferences
        Types of the documents that count; a document of unknown type counts. None for all.
    estimator : {"dsl", "ppi", "difference", "codes", "naive"}, optional
        As in :func:`area_shares`.
    level : float, default 0.95
        Confidence level of the interval.

    Returns
    -------
    DataFrame, one row per year after the first and area
        ``year``, ``area``, ``since``, ``change`` (of the share, so that 0.05 is 5 percentage points), ``low``, ``high``,
        ``level``, ``df`` (degrees of freedom), ``n_clusters`` (regions that tell of the error), ``reason`` (why there is no
        interval), ``p`` (two-sided, of no change), ``p_holm`` (Holm over the areas of a year), ``estimator``, ``weight``,
        ``n_reports`` (of the year), ``n_reports_since``, ``design``, ``scheme``. The changes of a year sum to zero.
        Interval and p are NaN where a year has "one region" or "codes from one region", the two together have "two regions or
        fewer" or "codes from two regions or fewer", or there is "no spread".

    Raises
    ------
    InputError
        As :func:`area_shares`, and where the reports cover one year, or none of `since` or after it.

    See Also
    --------
    area_shares : estimates the shares themselves.
    area_trends : estimates one slope over all years.
    decompose_change : splits a change into its causes.
    plot_change : draws the changes with their intervals.

    Notes
    -----
    A difference of two years is the coefficient of the later year in a least-squares regression of the corrected shares of
    reports (see :func:`area_trends`) on it, each report weighing as `weight` says. Its variance is clustered by region (CR2)
    over both years together, with t quantiles on Satterthwaite's degrees of freedom, and never below what the errors of
    codes allow. All changes are against one year: what this year has by chance is in all of them.

    References
    ----------
    Pustejovsky, J. E., & Tipton, E. (2018). Small-sample methods for cluster-robust variance estimation and hypothesis testing
    in fixed effects models. JBES, 36(4), 672–683. doi:10.1080/07350015.2016.1247004.
    Egami, N., Hinck, M., Stewart, B. M., & Wei, H. (2023). Using imperfect surrogates for downstream inference:
    Design-based supervised learning. NeurIPS 36. doi:10.48550/arXiv.2306.04746.

    Examples
    --------
    >>> import analysis as fz
    >>> sim = fz.make_reports(n_regions=8, years=range(2020, 2022), random_state=0)
    >>> changes = area_changes(sim.paragraphs, reports=sim.reports)
    >>> changes["since"].unique().tolist(), len(changes), bool(abs(changes["change"].sum()) < 1e-9)
    ([2020], 8, True)
    """
    estimand = Estimand(weight, role, scheme, target, doc_types, level, estimator)
    totals = report_totals(coded, codes, estimand, reports=reports)
    shares, errors = report_shares(totals), code_errors(totals)
    year = shares.reports["year"].to_numpy(dtype=int)
    tables = []
    for first, later in _pairs(np.unique(year).tolist(), since):
        own = shares.take((year == first) | (year == later))
        change, precision = _difference(own, errors, totals.estimator, target)
        low, high, p = precision.interval(change, level)
        estimates = {
            "area": totals.areas,
            "change": change,
            "low": low,
            "high": high,
            "p": p,
            "p_holm": holm(p),
        }
        tables.append(
            pd.DataFrame({**estimates, "reason": precision.reason}).assign(
                year=later,
                since=first,
                df=precision.degrees if precision.degrees > 0 else np.nan,
                n_clusters=precision.n_clusters,
                n_reports=int((year == later).sum()),
                n_reports_since=int((year == first).sum()),
            )
        )
    found = pd.concat(tables, ignore_index=True).assign(
        level=level,
        estimator=totals.estimator,
        weight=totals.weight,
        design=totals.design,
    )
    table = name_scheme(make_table("area changes", found, of=totals.reports), totals.scheme)
    return leave_out_untold(table, totals.scheme, totals.told, ("change", "low", "high", "p", "p_holm"))


def _pairs(known: list[int], since: int | str | None) -> list[tuple[int, int]]:
    """The years to compare, the earlier one first."""
    if len(known) < 2:
        raise InputError("coded", f"covers the year {known[0]} alone", "give reports of two years or more")
    if since == "previous":
        return list(pairwise(known))
    first = known[0] if since is None else since
    if first not in known[:-1]:
        years = ", ".join(map(str, known[:-1]))
        raise InputError("since", f"is {since!r}", f"use 'previous' or one of {years}")
    return [(int(first), later) for later in known if later > int(first)]


def _difference(
    shares: ReportShares, errors: CodeErrors, estimator: str, target: str
) -> tuple[np.ndarray, Precision]:
    """Difference of the shares (0–1) of two years, and what is known of its error."""
    reports = shares.reports
    years = np.unique(reports["year"].to_numpy(dtype=int))
    scale = float(years[1] - years[0]) / _POINTS
    slope, precision = yearly_slope(shares, errors, estimator, target, levels=False)
    found = replace(precision, variance=precision.variance * scale**2, floor=precision.floor * scale**2)
    if target == "population":
        told = reports if estimator == "naive" else reports[reports["n_coded"] > 0]
        if (regions := told.groupby("year")["region"].nunique().reindex(years, fill_value=0)).min() < _LEAST:
            alone = reports.groupby("year")["region"].nunique().min() < _LEAST
            why = np.full(len(slope), ONE_REGION if alone else ONE_CODED, dtype=object)
            nothing = np.zeros(len(slope))
            found = Precision(nothing, nothing, 0.0, 0.0, int(regions.min()), why)
    return slope * scale, found
