"""Shares at values of one variable, the others as they are: what a regression says in shares rather than coefficients."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.crosswalk import leave_out_untold, name_scheme
from analysis.errors import InputError
from analysis.regression.areas import degrees_of, describe
from analysis.regression.fitting import POINTS, combine
from analysis.regression.model import CovariateTable, Fitted, Setting, fit_model
from analysis.scheme import Scheme
from analysis.tables import make_table
from analysis.trends.estimand import COUNTED_TYPES, Estimand
from analysis.trends.stored import TableOrPath

_POINTS_DRAWN = 9  # of a variable of numbers, from its 5th to its 95th percentile
_MOST_VALUES = 40


def marginal_shares(
    formula: str,
    variable: str,
    coded: TableOrPath,
    codes: pd.DataFrame | None = None,
    *,
    values: Sequence[Any] | None = None,
    reports: TableOrPath | None = None,
    covariates: CovariateTable | None = None,
    fixed_effects: str | Sequence[str] = (),
    cluster: str = "region",
    weight: str = "characters",
    role: str = "work",
    scheme: str | Scheme | None = None,
    doc_types: Sequence[str] | None = COUNTED_TYPES,
    estimator: str | None = None,
    variance: str = "CR2",
    level: float = 0.95,
) -> pd.DataFrame:
    r"""Share of each area that a regression gives at values of one variable.

    Estimand: the mean of the shares that :func:`area_regression` gives the reports, were the variable of each at this value
    and all else as it is (averages over the observed reports, fixed effects included). The interval holds the reports'
    other variables as given. Assumptions are those of the regression; a line may leave 0–1 where no report is.

    Parameters
    ----------
    formula : str
        As in :func:`area_regression`.
    variable : str
        A name in the formula, such as ``gdp`` where it has ``log(gdp)``.
    coded : DataFrame, one row per paragraph, or path
        As in :func:`area_shares`.
    codes : DataFrame, one row per item, optional
        As in :func:`area_shares`.
    values : sequence, optional
        Values of the variable; default all of a factor or flag, and of numbers nine from the 5th to the 95th percentile.
    reports : DataFrame, one row per report, or path, optional
        As in :func:`area_regression`.
    covariates : DataFrame or path, optional
        As in :func:`area_regression`.
    fixed_effects : str or sequence of str, default none
        As in :func:`area_regression`.
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
    variance : {"CR2", "CR1", "CR3", "wild"}, default "CR2"
        As in :func:`area_regression`.
    level : float, default 0.95
        Confidence level of the intervals.

    Returns
    -------
    DataFrame, one row per value and area
        ``variable``, ``value`` (as text), ``area``, ``share``, ``low``, ``high``, ``level``, ``df``, and as
        :func:`area_regression` ``estimator``, ``weight``, ``n_reports``, ``n_clusters``, ``n_left_out``, ``n_codes``,
        ``reason``, ``formula``, ``fixed_effects``, ``cluster``, ``variance``, ``design``, ``scheme``.

    Raises
    ------
    InputError
        As :func:`area_regression`; for a variable that the formula does not name or values that it cannot have.

    See Also
    --------
    area_regression : gives the coefficients.
    plot_marginal_shares : draws the table.

    Examples
    --------
    >>> import analysis as fz
    >>> sim = fz.make_reports(n_regions=12, random_state=1)
    >>> table = marginal_shares("share ~ C(government_level)", "government_level", sim.paragraphs, reports=sim.reports)
    >>> table["value"].unique().tolist(), table.groupby("value")["share"].sum().round(6).tolist()
    (['county', 'prefecture'], [1.0, 1.0])
    """
    estimand = Estimand(weight, role, scheme, doc_types=doc_types, level=level, estimator=estimator)
    setting = Setting(formula, fixed_effects, cluster, variance)
    fitted = fit_model(setting, coded, codes, estimand, reports, covariates)
    tables = []
    for value in _values(fitted, variable, values):
        row = fitted.fit.row_at(fitted.design.means(variable, value, fitted.outcomes.shares.weight))
        found = combine(fitted.fit, row, level)
        tables.append(
            pd.DataFrame(
                {
                    "area": fitted.outcomes.totals.areas,
                    "value": f"{value:g}" if isinstance(value, float) else str(value),
                    "share": found.estimate / POINTS,
                    "low": found.low / POINTS,
                    "high": found.high / POINTS,
                    "df": np.where(np.isnan(found.p), np.nan, degrees_of(found)),
                    "n_clusters": found.precision.n_clusters,
                    "reason": found.precision.reason,
                }
            )
        )
    totals = fitted.outcomes.totals
    table = pd.concat(tables, ignore_index=True).assign(variable=variable, level=level, **describe(fitted))
    table = name_scheme(make_table("marginal shares", table, of=totals.reports), totals.scheme)
    return leave_out_untold(table, totals.scheme, totals.told, ("share", "low", "high"))


def _values(fitted: Fitted, variable: str, values: Sequence[Any] | None) -> list[Any]:
    held = fitted.design.table
    if variable not in held.columns:
        names = ", ".join(map(str, held.columns))
        raise InputError(
            "variable", f"is {variable!r}, which the formula does not name", f"use one of {names}"
        )
    own = held[variable].dropna()
    numbers = pd.api.types.is_numeric_dtype(own.dtype)
    if values is not None:
        given = [values] if isinstance(values, (str, int, float)) else list(values)
        if not given or len(given) > _MOST_VALUES:
            raise InputError("values", f"are {len(given)}", f"give 1 to {_MOST_VALUES}")
        if numbers:
            try:
                return [float(value) for value in given]
            except (TypeError, ValueError):
                raise InputError("values", f"are {given!r} of numbers", "give numbers") from None
        strange = [value for value in given if str(value) not in set(own)]
        if strange:
            raise InputError("values", f"hold {strange[0]!r}", f"use some of {', '.join(sorted(set(own)))}")
        return [str(value) for value in given]
    distinct = sorted(set(own))
    if not numbers or len(distinct) <= 3:
        if len(distinct) > _MOST_VALUES:
            raise InputError("variable", f"{variable!r} has {len(distinct)} values", "give values=")
        return distinct
    low, high = np.quantile(own.to_numpy(dtype=float), (0.05, 0.95))
    return [float(value) for value in np.linspace(low, high, _POINTS_DRAWN)]
