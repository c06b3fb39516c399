"""From the arguments of a verb to a fitted regression: covariates joined, formula evaluated, reports left out counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from os import PathLike
from typing import TypeAlias

import numpy as np
import pandas as pd

from analysis.errors import InputError, check_choice
from analysis.regression.covariates import Covariates, facts_of, read_covariates, take_rows
from analysis.regression.designs import Design, design_columns, plain_values
from analysis.regression.fitting import VARIANCES, Fit, fit_shares
from analysis.regression.formula import Model, read_formula
from analysis.regression.outcomes import Outcomes, read_outcomes
from analysis.regression.wild import Bootstrap
from analysis.trends.estimand import Estimand
from analysis.trends.stored import TableOrPath

CovariateTable: TypeAlias = pd.DataFrame | str | PathLike[str] | Covariates


@dataclass(frozen=True)
class Setting:
    """How shares are regressed, checked once; the verbs take its fields as keywords.

    Attributes
    ----------
    formula : str
    fixed_effects : tuple of str
        Columns of which each value has a level of its own.
    cluster : str
        Column whose values are the clusters.
    variance : {"CR2", "CR1", "CR3", "wild"}
    bootstrap : Bootstrap
    """

    formula: str
    fixed_effects: str | Sequence[str] = ()
    cluster: str = "region"
    variance: str = "CR2"
    bootstrap: Bootstrap = field(default_factory=Bootstrap)

    def __post_init__(self) -> None:
        check_choice("variance", self.variance, VARIANCES)
        if self.bootstrap.n_resamples < 99:
            raise InputError("n_resamples", f"is {self.bootstrap.n_resamples}", "use 99 or more")

    @property
    def fixed(self) -> tuple[str, ...]:
        return (self.fixed_effects,) if isinstance(self.fixed_effects, str) else tuple(self.fixed_effects)


@dataclass(frozen=True, eq=False)
class Fitted:
    """A regression and what it was made of.

    Attributes
    ----------
    model : Model
    fit : Fit
    design : Design
        What the formula made of the reports that are regressed.
    table : DataFrame, one row per report that is regressed
        Facts and covariates.
    n_left_out : int
        Reports without a covariate, or without any predicted area.
    setting : Setting
    """

    model: Model
    fit: Fit
    design: Design
    table: pd.DataFrame
    n_left_out: int
    setting: Setting
    covariates: Covariates | None

    @property
    def outcomes(self) -> Outcomes:
        return self.fit.outcomes


def fit_model(
    setting: Setting,
    coded: TableOrPath,
    codes: pd.DataFrame | None,
    estimand: Estimand,
    reports: TableOrPath | None,
    covariates: CovariateTable | None,
) -> Fitted:
    """Fit a regression of the shares of all areas; raises as :func:`area_regression`."""
    model = read_formula(setting.formula)
    held = None if covariates is None else read_covariates(covariates)
    outcomes = read_outcomes(coded, codes, estimand, reports)
    return fit_outcomes(setting, model, outcomes, held, estimand.target)


def fit_outcomes(
    setting: Setting, model: Model, outcomes: Outcomes, held: Covariates | None, target: str
) -> Fitted:
    """Fit a regression of outcomes that were read."""
    table = outcomes.reports if held is None else with_columns(outcomes.reports, held)
    design, kept = complete_rows(setting, model, table, held)
    outcomes, table = outcomes.take(kept), table[kept].reset_index(drop=True)
    fixed = {name: label_values(table, name, "fixed_effects") for name in setting.fixed}
    fit = fit_shares(
        outcomes,
        design.columns.reset_index(drop=True),
        fixed,
        label_values(table, setting.cluster, "cluster"),
        variance=setting.variance,
        target=target,
        bootstrap=setting.bootstrap,
    )
    left_out = len(outcomes.totals.reports) - int(kept.sum())
    return Fitted(model, fit, design, table, left_out, setting, held)


def complete_rows(
    setting: Setting, model: Model, table: pd.DataFrame, held: Covariates | None
) -> tuple[Design, np.ndarray]:
    """What the formula makes of the reports that have all it needs, with fixed effects and cluster, and which these are."""
    for argument, names in (("fixed_effects", setting.fixed), ("cluster", (setting.cluster,))):
        for name in names:
            if name not in table.columns:
                columns = ", ".join(map(str, table.columns))
                raise InputError(argument, f"names {name!r}, which is no column", f"use one of {columns}")
    known = table[[*setting.fixed, setting.cluster]].notna().all(axis=1).to_numpy(dtype=bool)
    if not known.any():
        raise InputError(
            "fixed_effects", "and cluster are missing for every report", "give reports that tell them"
        )
    places = np.flatnonzero(known)
    own = table.iloc[places].reset_index(drop=True)

    def lagged(name: str, years: int) -> pd.Series:
        if (
            held is None
            or "year" not in held.keys
            or name not in held.table.columns
            or "report_id" in held.keys
        ):
            remedy = "give covariates with a row for each region (or province) and year"
            raise InputError("formula", f"has lag({name}), which is not known by year", remedy)
        rows = [held.find(facts, years=years)[0] for facts in facts_of(own, held)]
        return pd.Series(take_rows(held.table[name], rows), index=own.index)

    design, kept = design_columns(model, own, lagged)
    rows = np.zeros(len(table), dtype=bool)
    rows[places[kept]] = True
    return design, rows


def with_columns(table: pd.DataFrame, held: Covariates) -> pd.DataFrame:
    """The reports with their covariates; one that is a fact of the reports, or stands there already, is refused."""
    taken = [name for name in held.table.columns if name in table.columns]
    if taken:
        raise InputError("covariates", f"have the column {taken[0]!r}, which the reports have", "rename it")
    rows = [held.find(facts)[0] for facts in facts_of(table, held)]
    return table.assign(**{name: take_rows(held.table[name], rows) for name in held.table.columns})


def label_values(table: pd.DataFrame, name: str, argument: str) -> np.ndarray:
    """Labels of groups."""
    if name not in table.columns:
        raise InputError(
            argument, f"names {name!r}, which is no column", "use a column of the reports or covariates"
        )
    return plain_values(table[name]).to_numpy()
