"""Problems and plans beside the work: what governments promise, and whether it shows in the next year's report."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.columns import COLUMNS
from analysis.crosswalk import name_scheme, scheme_of_estimates
from analysis.errors import InputError, check_level
from analysis.estimation import interval, sum_by
from analysis.scheme import Scheme
from analysis.tables import check_table, make_table
from analysis.trends.estimand import COUNTED_TYPES, Estimand
from analysis.trends.lines import within
from analysis.trends.precision import ALIKE
from analysis.trends.slopes import fit_line
from analysis.trends.stored import TableOrPath
from analysis.trends.totals import Totals, report_totals

FEW = "fewer than two governments with two pairs of years"


def promise_shares(
    coded: TableOrPath,
    *,
    reports: TableOrPath,
    promise: str = "plan",
    weight: str = "characters",
    scheme: str | Scheme | None = None,
    doc_types: Sequence[str] | None = COUNTED_TYPES,
) -> pd.DataFrame:
    """Shares of the areas in what each government promises in a year, does in it, and does in the next.

    Estimand: a government's shares of the areas among what it plans (or admits as a problem) in the report of year t, and
    among its work in the reports of t and t + 1. The shares count the classifier's answers and carry its errors: what is
    corrected on average is too noisy for single governments. For the areas that governments promise or admit in all, with
    correction and intervals, use ``area_shares(..., role="plan")`` or ``role="problem"``.

    Parameters
    ----------
    coded : DataFrame, one row per paragraph, or path
        As in :func:`area_shares`.
    reports : DataFrame, one row per report, or path
        As :func:`read_reports` returns it; tells which reports are by the same government.
    promise : {"plan", "problem"}, default "plan"
        Role of the paragraphs that promise.
    weight : {"characters", "paragraphs", "reports"}, default "characters"
        What a share is a share of.
    scheme : str or Scheme, optional
        Scheme of areas; default that of the table (its column ``scheme``). Another one is reached through measures, or
        through the crosswalk of an own scheme.
    doc_types : sequence of str, default annual reports, work summaries and press conferences
        Types of the documents that count; a document of unknown type counts. None for all.

    Returns
    -------
    DataFrame, one row per government, year and area
        ``region`` (the government: region, level, and issuer where it takes one to tell), ``area``, ``year``,
        ``promised``, ``done``, ``done_next`` (shares 0–1; missing where the report, or such paragraphs in it, is missing), ``scheme``
        (of the areas).

    Raises
    ------
    InputError
        As :func:`area_shares`.

    See Also
    --------
    promise_association : tests whether promises show in the next report.
    area_shares : estimates the shares of one kind of text.

    Examples
    --------
    >>> import analysis as fz
    >>> reports = fz.read_reports(fz.sample_reports())
    >>> table = promise_shares(fz.classify_paragraphs(fz.split_paragraphs(reports)), reports=reports)
    >>> sorted(table["year"].unique().tolist()), bool(table["done_next"].isna().all())
    ([2017, 2018, 2019, 2020, 2022], True)
    """
    if promise not in ("plan", "problem"):
        raise InputError("promise", f"is {promise!r}", "use 'plan' or 'problem'")
    promising, working = (
        report_totals(coded, None, Estimand(weight, role, scheme, doc_types=doc_types), reports=reports)
        for role in (promise, "work")
    )
    promised, done = _shares(promising).rename("promised"), _shares(working).rename("done")
    table = pd.concat([promised, done], axis=1)
    later = done.rename("done_next").reset_index()
    later["year"] -= 1
    table = table.reset_index().merge(later, on=["region", "year", "area"], how="left")
    made = make_table("promises", table.sort_values(["region", "year", "area"]), of=working.reports)
    return name_scheme(made, working.scheme)


def promise_association(promises: pd.DataFrame, *, level: float = 0.95) -> pd.DataFrame:
    r"""Whether the areas that a government promises more of show in its next report.

    Estimand: the coefficient of the promised share of year t on the work share of t + 1, within governments (each has its
    own level) and years (each has its own mean): of an area that a government plans one point more than it usually does,
    how many points more it reports the year after. An association: both may follow what the centre demands. The
    classifier's errors draw it toward zero.

    Parameters
    ----------
    promises : DataFrame
        As :func:`promise_shares` returns it.
    level : float, default 0.95
        Confidence level of the interval.

    Returns
    -------
    DataFrame, one row per area
        ``area``, ``estimate`` (points per point), ``low``, ``high``, ``level``, ``p`` (two-sided), ``n`` (pairs of years),
        ``reason`` (why there is no estimate: "fewer than two governments with two pairs of years", or "no spread" of what
        was promised), ``scheme`` (of the areas). Clustered by government, t quantiles.

    Raises
    ------
    InputError
        When a column is missing, or the table joins areas of several schemes.

    See Also
    --------
    promise_shares : makes the table of promises and work.

    Examples
    --------
    >>> table = pd.DataFrame({"region": list("aabbcc"), "area": 1, "year": [2018, 2019] * 3, "done": 0.1,
    ...     "promised": [0.1, 0.2, 0.1, 0.1, 0.3, 0.1], "done_next": [0.1, 0.16, 0.2, 0.19, 0.3, 0.21]})
    >>> promise_association(table)["estimate"].round(2).tolist()
    [0.49]
    """
    needed = [name for name in COLUMNS["promises"] if name != "scheme"]
    check_table(promises, needed, argument="promises", maker="promise_shares")
    check_level(level)
    rows = []
    for area, own in promises.groupby("area", sort=True):
        pairs = own.dropna(subset=["promised", "done_next"])
        returning = pairs.groupby("region")["year"].transform("nunique") > 1
        row = {"area": area, "level": level, "n": int(returning.sum())}
        rows.append({**row, **_within_slope(pairs[returning], level)})
    table = make_table("promise association", rows, of=promises)
    return name_scheme(table, scheme_of_estimates(promises, "promises"))


def _shares(totals: Totals) -> pd.Series:
    """Share of each area in what a government writes in a year, by region, year and area."""
    keys = totals.reports[["government", "year"]].rename(columns={"government": "region"})
    place, names = pd.factorize(pd.MultiIndex.from_frame(keys))
    parts = sum_by(totals.parts, place, len(names))
    whole = parts.sum(axis=1, keepdims=True)
    share = np.divide(parts, whole, out=np.full_like(parts, np.nan), where=whole > 0)
    n = len(totals.areas)
    levels = {
        "region": np.repeat(names.get_level_values(0), n),
        "year": np.repeat(names.get_level_values(1), n),
    }
    index = pd.MultiIndex.from_frame(pd.DataFrame({**levels, "area": np.tile(totals.areas, len(names))}))
    return pd.Series(share.ravel(), index=index)


def _within_slope(pairs: pd.DataFrame, level: float) -> dict[str, float | str]:
    """Coefficient within governments and years with its interval and p, or the reason why there is none."""
    government, names = pd.factorize(pairs["region"])
    if len(names) < 2:
        return {"reason": FEW}
    years = pd.get_dummies(pairs["year"], drop_first=True).to_numpy(dtype=float)
    x = np.column_stack([pairs["promised"].to_numpy(dtype=float), years])
    y, equal = pairs["done_next"].to_numpy(dtype=float)[:, None], np.ones(len(pairs))
    inside = within(x, equal, government)
    if np.linalg.matrix_rank(inside) < x.shape[1]:
        return {"reason": ALIKE}
    slope, covariance = fit_line(x, y, equal, government, government)
    low, high, p = interval(slope[0], np.sqrt(covariance[:, 0, 0]), len(names) - 1, level)
    return {"estimate": float(slope[0, 0]), "low": float(low[0]), "high": float(high[0]), "p": float(p[0])}
