"""Columns of numbers that a formula makes of reports, and which reports have all that it needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.regression.formula import Model

Lagged = Callable[[str, int], pd.Series]


@dataclass(frozen=True, eq=False)
class Design:
    """What a formula makes of reports.

    Attributes
    ----------
    columns : DataFrame, one row per complete report
        A column of numbers for each term, without the constant.
    table : DataFrame, one row per complete report
        The names that the formula needs, and what is taken from earlier years.
    spec : object
        How formulaic made the columns, so that centres and knots stay when a value changes.
    """

    columns: pd.DataFrame
    table: pd.DataFrame
    spec: Any

    def means(self, variable: str, value: Any, weight: np.ndarray) -> np.ndarray:
        """Weighted means of the columns, were a variable the same in all reports, shape (n_terms,)."""
        changed = self.table.assign(**{variable: value})
        return np.average(_columns(self.spec, changed).to_numpy(dtype=float), axis=0, weights=weight)


def design_columns(
    model: Model, table: pd.DataFrame, lagged: Lagged | None = None
) -> tuple[Design, np.ndarray]:
    """What a formula makes of reports, and which rows have all that it needs.

    Parameters
    ----------
    model : Model
    table : DataFrame, one row per report
        With the names that the formula needs.
    lagged : callable, optional
        Gives the values of a name a given number of years before.

    Returns
    -------
    tuple of Design and ndarray of bool, shape (n_rows,)

    Raises
    ------
    InputError
        For a name that the table lacks, no complete row, or values that the formula cannot take.
    """
    lacking = [name for name in model.names if name not in table.columns]
    if lacking:
        names = ", ".join(str(name) for name in table.columns)
        raise InputError("formula", f"names {lacking[0]!r}, which is no column", f"use one of {names}")
    table = pd.DataFrame({name: plain_values(table[name]) for name in model.names}, index=table.index)
    complete = table[list(model.needs)].notna().all(axis=1).to_numpy(dtype=bool)
    for name, years in model.lags:
        if lagged is None:
            raise InputError(
                "formula", f"has lag({name}) without covariates by year", "give covariates with a year"
            )
        table[_lag_name(name, years)] = plain_values(lagged(name, years)).to_numpy()
        complete = complete & table[_lag_name(name, years)].notna().to_numpy(dtype=bool)
    if not complete.any():
        problem = f"{model.formula!r} needs values that no report has"
        raise InputError("formula", problem, "see join_covariates for what was not matched")
    rows = np.flatnonzero(complete)
    if model.maths:  # before anything is centred
        right = " + ".join(f"I({own})" for own in model.maths)
        found = _evaluate(replace(model, right=right), table.iloc[rows]).columns.to_numpy(dtype=float)
        rows = rows[np.isfinite(found).all(axis=1)]
        if not len(rows):
            raise InputError(
                "formula", f"{model.formula!r} has no finite value", "see whether a logarithm is of 0"
            )
    design = _evaluate(model, table.iloc[rows])
    finite = np.isfinite(design.columns.to_numpy(dtype=float)).all(axis=1)
    if not finite.any():
        raise InputError(
            "formula", f"{model.formula!r} has no finite value", "see whether a logarithm is of 0"
        )
    if not finite.all():  # what is centred is centred on the rows that stay
        rows = rows[finite]
        design = _evaluate(model, table.iloc[rows])
    kept = np.zeros(len(table), dtype=bool)
    kept[rows] = True
    return design, kept


def plain_values(values: pd.Series) -> pd.Series:
    """A column as formulaic takes it: numbers as floats, flags as 0 and 1, all else as text; missing stays missing."""
    if pd.api.types.is_bool_dtype(values.dtype) or pd.api.types.is_numeric_dtype(values.dtype):
        return pd.Series(values.to_numpy(dtype=float, na_value=np.nan), index=values.index)
    found = values.astype(object)
    known = found.dropna()
    if len(known) and all(isinstance(own, (bool, int, float, np.number, np.bool_)) for own in known):
        return pd.to_numeric(found.map(float, na_action="ignore")).astype(float)
    return found.where(found.notna(), None).map(str, na_action="ignore").astype(object)


def _lag_name(name: str, years: int) -> str:
    return f"{name}·{years}"


def _evaluate(model: Model, table: pd.DataFrame) -> Design:
    from formulaic import Formula
    from formulaic.errors import FormulaicError

    try:
        with np.errstate(divide="ignore", invalid="ignore"):
            found = Formula(model.right).get_model_matrix(table, na_action="ignore", context=_context(table))
    except InputError:
        raise
    except (FormulaicError, TypeError, ValueError, KeyError, NameError, ZeroDivisionError) as error:
        problem = f"{model.formula!r} cannot be computed ({str(error).splitlines()[0]})"
        raise InputError("formula", problem, "see whether its columns hold numbers") from None
    return Design(_without_constant(found), table, found.model_spec)


def _columns(spec: Any, table: pd.DataFrame) -> pd.DataFrame:
    """The columns of another table."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return _without_constant(spec.get_model_matrix(table, context=_context(table)))


def _context(table: pd.DataFrame) -> dict[str, Any]:
    def lag(values: pd.Series, years: int = 1) -> pd.Series:
        return table[_lag_name(str(values.name), years)]

    return {"lag": lag, "event": event_years}


def _without_constant(found: Any) -> pd.DataFrame:
    return pd.DataFrame(found).drop(columns="Intercept", errors="ignore").astype(float)


def event_years(year: pd.Series, change: Any, before: int = 3, after: int = 3) -> pd.Series:
    """Years since a change, as a factor whose base is the year before it; where nothing changed, the base.

    Years more than `before` before and `after` after the change are counted with the last one named.

    >>> event_years(pd.Series([2019, 2020, 2021, 2026]), 2020).tolist()
    [-1, 0, 1, 3]
    """
    change = pd.to_numeric(pd.Series(change, index=year.index) if np.isscalar(change) else change)
    distance = (year.astype(float) - change.astype(float)).clip(-before, after).fillna(-1).astype(int)
    seen = [own for own in range(-before, after + 1) if own != -1 and (distance == own).any()]
    return pd.Series(pd.Categorical(distance, categories=[-1, *seen]), index=year.index, name=year.name)
