"""The regressions of a study: covariates as they were given and are kept, the tables made with them, and what is drawn of these."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.errors import InputError
from analysis.output import unguard_formula, write_table
from analysis.tables import mark_simulated

if TYPE_CHECKING:
    from analysis.study.spec import Spec
    from analysis.study.work import Work

_NOT_ASKED = "was not given"
_REMEDY = "give --formula 'share ~ log(gdp)', and --covariates with a column gdp"


def keep_covariates(given: Any, file: Path) -> pd.DataFrame:
    """The covariates as they are written, with the names by which they are joined, so that a run over the written file gives
    the same numbers; raises as :func:`join_covariates`.
    """
    from analysis.regression.covariates import read_covariates

    write_table(read_covariates(given).with_keys(), file)
    return read_kept(file)


def read_kept(file: Path) -> pd.DataFrame:
    """Covariates that a run wrote, in the types that a file of the user's has too."""
    from analysis.regression.covariates import read_file

    table = read_file(file)
    texts = [name for name in table.columns if not pd.api.types.is_numeric_dtype(table[name].dtype)]
    return table.assign(**{name: table[name].map(_unguarded, na_action="ignore") for name in texts})


def _unguarded(cell: Any) -> Any:
    return unguard_formula(cell) if isinstance(cell, str) else cell


def check_names(spec: Spec, texts: pd.DataFrame, covariates: pd.DataFrame | None) -> None:
    """Refuse a name that neither the reports nor the covariates have, before anything is classified."""
    from analysis.regression.formula import read_formula
    from analysis.regression.outcomes import with_facts
    from analysis.trends.panel import place_reports

    placed = place_reports(texts["report_id"], texts).assign(year=texts["year"].to_numpy())
    known = [*with_facts(placed, texts).columns, *([] if covariates is None else covariates.columns)]
    wanted = {
        "formula": [name for formula in spec.formula for name in read_formula(formula).names],
        "fixed_effects": list(spec.fixed_effects),
        "cluster": [spec.cluster],
    }
    for argument, names in wanted.items():
        strange = [name for name in names if name not in known]
        if strange:
            columns = ", ".join(dict.fromkeys(map(str, known)))
            raise InputError(argument, f"names {strange[0]!r}, which is no column", f"use one of {columns}")


def unmatched_covariates(work: Work) -> pd.DataFrame:
    from analysis.regression.covariates import join_covariates

    if "covariates" not in work.tables:
        raise InputError("covariates", "were not given", _REMEDY)
    _, rows = join_covariates(work.texts, work.tables["covariates"], return_unmatched=True)
    return mark_simulated(rows, work.texts)


def regression(work: Work) -> pd.DataFrame:
    from analysis.regression.areas import area_regression

    given = {**_inputs(work), "target": work.spec.target, "variance": work.spec.variance}
    return _of_formulas(
        work,
        "regression",
        lambda own: area_regression(own, random_state=work.spec.random_state, **given),
    )


def regression_checks(work: Work) -> pd.DataFrame:
    from analysis.regression.checks import regression_checks

    return _of_formulas(work, "regression_checks", lambda own: regression_checks(own, **_inputs(work)))


def marginal_shares(work: Work) -> pd.DataFrame:
    """Shares at values of each variable, by the first formula that names it; those of years are in the shares themselves."""
    from analysis.regression.formula import read_formula
    from analysis.regression.marginal import marginal_shares

    of = {
        name: formula
        for formula in reversed(_formulas(work))
        for name in read_formula(formula).needs
        if name != "year"
    }
    named = [name for formula in _formulas(work) for name in read_formula(formula).needs if name in of]
    named = list(dict.fromkeys(named))
    if not named:
        raise InputError("formula", "names nothing but years", "name a covariate")
    given = {"variance": work.spec.variance, **_inputs(work)}
    return _together(work, "marginal_shares", named, lambda own: marginal_shares(of[own], own, **given))


def _inputs(work: Work) -> dict[str, Any]:
    """What every regression of shares is made of."""
    spec = work.spec
    return {
        "coded": work.coded,
        "codes": work.codes,
        "reports": work.texts,
        "covariates": work.tables.get("covariates"),
        "fixed_effects": tuple(spec.fixed_effects),
        "cluster": spec.cluster,
        **work.estimand,
    }


def _formulas(work: Work) -> list[str]:
    if not work.spec.formula:
        raise InputError("formula", _NOT_ASKED, _REMEDY)
    return list(work.spec.formula)


def _of_formulas(work: Work, name: str, make: Callable[[str], pd.DataFrame]) -> pd.DataFrame:
    return _together(work, name, _formulas(work), make)


def _together(work: Work, name: str, parts: list[str], make: Callable[[str], pd.DataFrame]) -> pd.DataFrame:
    """One table of all parts that can be made; why one cannot is kept, and with none the first reason is raised."""
    made: list[pd.DataFrame] = []
    refused: dict[str, InputError] = {}
    for part in parts:
        try:
            made.append(make(part))
        except InputError as error:
            refused[part] = error
    if not made:
        raise refused[parts[0]]
    work.omitted |= {f"{name}: {part}": str(error) for part, error in refused.items()}
    return pd.concat(made, ignore_index=True)


def main_effects(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The coefficients of the regressions, but for years around a change."""
    own = tables["regression"]
    return own[~own["term"].map(is_event) & (own["term"] != "Intercept")].reset_index(drop=True)


def event_years(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The years around a change in the regressions."""
    own = tables["regression"]
    return own[own["term"].map(is_event).astype(bool)].reset_index(drop=True)


def is_event(term: str) -> bool:
    """Whether a term is a year around a change, alone.

    >>> is_event("event(year, begins)[T.-2]"), is_event("event(year, begins)[T.-2]:gdp")
    (True, False)
    """
    return str(term).startswith("event(") and str(term).endswith("]") and ":" not in str(term)
