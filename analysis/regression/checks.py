"""Does an effect hold under other models: shares between 0 and 1, and ratios of shares."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.crosswalk import leave_out_untold, name_scheme
from analysis.errors import InputError
from analysis.estimation import cluster_variance, holm, interval, sum_by
from analysis.regression.areas import describe
from analysis.regression.fitting import POINTS, combine
from analysis.regression.model import CovariateTable, Fitted, Setting, fit_model, label_values
from analysis.scheme import Scheme
from analysis.tables import make_table
from analysis.trends.estimand import COUNTED_TYPES, Estimand
from analysis.trends.multinomial import fit_multinomial, marginal_effects
from analysis.trends.precision import TWO_CODED
from analysis.trends.stored import TableOrPath

_TINY = 1e-6  # share below which an area is taken as never seen
NO_FIT = "the logit has no maximum"
NEVER_SEEN = "not seen in each group"


def regression_checks(
    formula: str,
    coded: TableOrPath,
    codes: pd.DataFrame | None = None,
    *,
    reports: TableOrPath | None = None,
    covariates: CovariateTable | None = None,
    fixed_effects: str | Sequence[str] = (),
    cluster: str = "region",
    weight: str = "characters",
    role: str = "work",
    scheme: str | Scheme | None = None,
    doc_types: Sequence[str] | None = COUNTED_TYPES,
    estimator: str | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    r"""Repeat a regression of shares under models that respect that shares lie between 0 and 1 and sum to one.

    Claim: an effect that holds shows in each. ``least_squares`` is :func:`area_regression` itself; ``fractional_logit`` fits
    all areas at once with shares inside 0–1 and gives the mean effect; ``log_ratio`` compares the reports above and below
    the median of a term, by their pooled totals, without the other terms. A corrected share of a single report may be
    negative, so that no logarithm and no ratio of it is ever taken: the score of the logit is linear in it, and log-ratios
    are of sums over many reports.

    Parameters
    ----------
    formula : str
        As in :func:`area_regression`.
    coded : DataFrame, one row per paragraph, or path
        As in :func:`area_shares`.
    codes : DataFrame, one row per item, optional
        As in :func:`area_shares`.
    reports : DataFrame, one row per report, or path, optional
        As in :func:`area_regression`.
    covariates : DataFrame or path, optional
        As in :func:`area_regression`.
    fixed_effects : str or sequence of str, default none
        As in :func:`area_regression`; in the logit the means of the terms in each value of the first stand for its levels,
        and others are columns.
    cluster : str, default "region"
        As in :func:`area_regression`.
    weight : {"characters", "paragraphs", "reports"}, default "characters"
        What a share is a share of.
    role : str, default "work"
        Role of the paragraphs that count.
    scheme : str or Scheme, optional
        Scheme of areas; default that of the table.
    doc_types : sequence of str, default annual reports, work summaries and press conferences
        Types of the documents that count. None for all.
    estimator : {"dsl", "ppi", "difference", "codes", "naive"}, optional
        As in :func:`area_shares`.
    level : float, default 0.95
        Confidence level of the intervals.

    Returns
    -------
    DataFrame, one row per check, term and area
        ``area``, ``term``, ``check``, ``estimate`` (percentage points per unit; for ``log_ratio`` the difference of the
        log-ratio to the geometric mean of the areas), ``low``, ``high``, ``level``, ``p``, ``p_holm`` (over the areas of a
        check and a term), ``reason`` (why something is missing), ``formula``, ``fixed_effects``, ``cluster``,
        ``estimator``, ``weight``, ``scheme``.

    Raises
    ------
    InputError
        As :func:`area_regression`.

    See Also
    --------
    area_regression : gives the estimates that are checked.

    Notes
    -----
    The logit is fitted by quasi-likelihood, its errors clustered with the factor G / (G − 1) and t on one degree less than
    clusters with codes. In a panel with levels of governments the means of the terms stand for these
    (Papke & Wooldridge 2008). The log-ratio's variance is linearised by cluster.

    References
    ----------
    Papke, L. E., & Wooldridge, J. M. (2008). Panel data methods for fractional response variables. Journal of
    Econometrics, 145(1–2), 121–133. doi:10.1016/j.jeconom.2008.05.009.
    Aitchison, J. (1982). The statistical analysis of compositional data. JRSS B, 44(2), 139–177.
    doi:10.1111/j.2517-6161.1982.tb01195.x.

    Examples
    --------
    >>> import analysis as fz
    >>> sim = fz.make_reports(n_regions=12, random_state=1)
    >>> table = regression_checks("share ~ year", sim.paragraphs, reports=sim.reports)
    >>> table["check"].unique().tolist()
    ['least_squares', 'fractional_logit', 'log_ratio']
    """
    estimand = Estimand(weight, role, scheme, doc_types=doc_types, level=level, estimator=estimator)
    setting = Setting(formula, fixed_effects, cluster)
    fitted = fit_model(setting, coded, codes, estimand, reports, covariates)
    fit, areas = fitted.fit, fitted.outcomes.totals.areas
    tables = []
    for term in (own for own, kept in zip(fit.terms, fit.kept, strict=True) if kept):
        found = combine(fit, fit.row_of(term), level)
        own = {"estimate": found.estimate, "low": found.low, "high": found.high, "p": found.p}
        tables.append(_table("least_squares", term, areas, own | {"reason": found.precision.reason}))
    tables += _logit(fitted, level)
    tables += _log_ratios(fitted, level)
    totals, about = fitted.outcomes.totals, describe(fitted)
    table = pd.concat(tables, ignore_index=True).assign(level=level, **about)
    table["p_holm"] = table.groupby(["check", "term"])["p"].transform(lambda own: holm(own.to_numpy()))
    table = name_scheme(make_table("regression checks", table, of=totals.reports), totals.scheme)
    return leave_out_untold(table, totals.scheme, totals.told, ("estimate", "low", "high", "p", "p_holm"))


def _table(check: str, term: str, areas: list[int], own: dict[str, object]) -> pd.DataFrame:
    return pd.DataFrame({"area": areas, "check": check, "term": term, **own})


def _informed(fitted: Fitted) -> int:
    """Clusters that tell of errors."""
    reports, fit = fitted.outcomes.shares.reports, fitted.fit
    known = reports["n_coded"] > 0 if fitted.outcomes.totals.estimator != "naive" else reports["n_coded"] >= 0
    return len(np.unique(fit.cluster[known.to_numpy(dtype=bool)]))


def _checked(
    fitted: Fitted, estimate: np.ndarray, error: np.ndarray, level: float, why: str
) -> dict[str, np.ndarray]:
    degrees = _informed(fitted) - 1
    low, high, p = interval(estimate, error, degrees, level)
    reason = [(TWO_CODED if degrees < 1 else why) if missing else None for missing in np.isnan(p)]
    return {"estimate": estimate, "low": low, "high": high, "p": p, "reason": np.array(reason, dtype=object)}


def _spread(own: dict[str, np.ndarray], seen: np.ndarray, why: str) -> dict[str, np.ndarray]:
    """Values of the areas that were seen, at their places among all."""
    whole: dict[str, np.ndarray] = {}
    for name, values in own.items():
        text = name == "reason"
        full = np.full(len(seen), why if text else np.nan, dtype=object if text else float)
        full[seen] = values
        whole[name] = full
    return whole


def _logit(fitted: Fitted, level: float) -> list[pd.DataFrame]:
    fit, shares, areas = fitted.fit, fitted.outcomes.shares, fitted.outcomes.totals.areas
    terms = [term for term, kept in zip(fit.terms, fit.kept, strict=True) if kept]
    raw = fitted.design.columns[terms].to_numpy(dtype=float)
    raw = raw - np.average(raw, axis=0, weights=shares.weight)
    columns = [np.ones((len(raw), 1)), raw]
    for place, name in enumerate(fitted.setting.fixed):
        number = pd.factorize(label_values(fitted.table, name, "fixed_effects"))[0]
        levels = int(number.max()) + 1
        if place == 0:
            means = sum_by(raw, number, levels) / np.bincount(number)[:, None]
            columns.append((means - means.mean(axis=0))[number])
        else:
            columns.append((number[:, None] == np.arange(1, levels)).astype(float))
    x = np.hstack(columns)
    size = np.sqrt((x**2).mean(axis=0))
    own = np.concatenate(
        [np.ones(1 + len(terms), dtype=bool), _new(x[:, 1 + len(terms) :], x[:, : 1 + len(terms)])]
    )
    x, size = x[:, own], np.where(size > 0, size, 1.0)[own]
    seen = np.average(shares.share, axis=0, weights=shares.weight) > _TINY
    missing = {name: np.full(int(seen.sum()), np.nan) for name in ("estimate", "low", "high", "p")}
    nothing = missing | {"reason": np.full(int(seen.sum()), NO_FIT, dtype=object)}
    part = shares.share[:, seen].sum(axis=1)
    part = np.where(np.abs(part) > _TINY, part, _TINY)
    y, weight = shares.share[:, seen] / part[:, None], shares.weight * part
    found = dict.fromkeys(terms, nothing)
    try:
        theta, covariance = fit_multinomial(x / size, y, weight, fit.cluster)
        for place, term in enumerate(terms, start=1):
            effect, error = marginal_effects(x / size, weight, theta, covariance, column=place)
            scale = POINTS / size[place]
            found[term] = _checked(fitted, scale * effect, scale * error, level, NO_FIT)
    except (np.linalg.LinAlgError, InputError):  # corrected shares far outside 0–1 have no largest likelihood
        pass
    return [
        _table("fractional_logit", term, areas, dict(_spread(own, seen, NEVER_SEEN)))
        for term, own in found.items()
    ]


def _new(columns: np.ndarray, before: np.ndarray) -> np.ndarray:
    """Which columns add to those before, shape (n_columns,)."""
    kept, held = np.zeros(columns.shape[1], dtype=bool), before
    for place in range(columns.shape[1]):
        more = np.column_stack([held, columns[:, place]])
        if np.linalg.matrix_rank(more) > held.shape[1]:
            kept[place], held = True, more
    return kept


def _log_ratios(fitted: Fitted, level: float) -> list[pd.DataFrame]:
    """Log-ratios of pooled totals above and below the median of each term."""
    fit, shares, areas = fitted.fit, fitted.outcomes.shares, fitted.outcomes.totals.areas
    parts = shares.share * shares.weight[:, None]
    tables = []
    for term in (own for own, kept in zip(fit.terms, fit.kept, strict=True) if kept):
        values = fitted.design.columns[term].to_numpy(dtype=float)
        high = values > np.median(values)
        if not high.any():  # more than half have the largest value
            high = values >= np.median(values)
        group = high.astype(int)
        totals = sum_by(parts, group, 2)
        pooled = totals / totals.sum(axis=1, keepdims=True)
        seen = (pooled > _TINY).all(axis=0)
        if high.all() or seen.sum() < 2:
            missing = {name: np.full(len(areas), np.nan) for name in ("estimate", "low", "high", "p")}
            tables.append(_table("log_ratio", term, areas, missing | {"reason": NEVER_SEEN}))
            continue
        log = np.log(pooled[:, seen])
        ratio = log - log.mean(axis=1, keepdims=True)
        residual = (parts - pooled[group] * shares.weight[:, None])[:, seen]
        relative = residual / totals[group][:, seen]
        influence = np.where(high, 1.0, -1.0)[:, None] * (relative - relative.mean(axis=1, keepdims=True))
        sums = sum_by(influence, fit.cluster, int(fit.cluster.max()) + 1)
        error = np.sqrt(cluster_variance(sums, _informed(fitted)))
        own = _checked(fitted, ratio[1] - ratio[0], error, level, NEVER_SEEN)
        tables.append(_table("log_ratio", term, areas, dict(_spread(own, seen, NEVER_SEEN))))
    return tables
