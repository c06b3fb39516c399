"""Regressions of the areas' shares on what is known of governments."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.crosswalk import leave_out_untold, name_scheme
from analysis.errors import InputError
from analysis.estimation import holm
from analysis.regression.fitting import NOT_TOLD, Combination, combine, joint_test
from analysis.regression.model import CovariateTable, Fitted, Setting, fit_model
from analysis.regression.wild import Bootstrap
from analysis.scheme import Scheme
from analysis.tables import make_table
from analysis.trends.estimand import COUNTED_TYPES, Estimand
from analysis.trends.stored import TableOrPath

CONSTANT = "Intercept"
_ESTIMATES = ("estimate", "std_error", "low", "high", "p", "p_holm")


def area_regression(
    formula: str,
    coded: TableOrPath,
    codes: pd.DataFrame | None = None,
    *,
    reports: TableOrPath | None = None,
    covariates: CovariateTable | None = None,
    fixed_effects: str | Sequence[str] = (),
    cluster: str = "region",
    areas: Sequence[int] | None = None,
    weight: str = "characters",
    role: str = "work",
    scheme: str | Scheme | None = None,
    target: str = "population",
    doc_types: Sequence[str] | None = COUNTED_TYPES,
    estimator: str | None = None,
    variance: str = "CR2",
    n_resamples: int = 999,
    random_state: int = 0,
    level: float = 0.95,
) -> pd.DataFrame:
    r"""Regress the share of each area on what is known of governments and years.

    Estimand: the coefficients of weighted least squares of the reports' true shares, each report weighing as `weight` says, in
    percentage points per unit of a term; those of a term sum to zero over the areas. With `codes` the outcomes are corrected
    (:func:`report_shares`), so that the coefficients are unbiased whatever the classifier's errors depend on, also when
    governments with much of a covariate write in words that it misreads. Without codes they are not: in simulated reports
    whose misreading goes along with a covariate that has no effect, counted shares find one in a third of studies or more.
    Assumption: the codes are right and a probability sample, clusters are independent of each other, and covariates are
    measured without error. What is regressed is not what causes: that is for the design of the study to argue.

    Parameters
    ----------
    formula : str
        ``share ~ log(gdp) + new_leader + C(government_level)``. Names are columns of the covariates, further columns of
        `reports`, and of each report ``year``, ``region``, ``region_code``, ``government``, ``government_level``,
        ``province``, ``doc_type``. ``a:b`` and ``a*b`` are interactions, ``C(x)`` is a factor, ``lag(x)`` the value of the
        year before, ``event(year, year_of_change)`` the years around a change with the year before it as base, and
        ``log``, ``log2``, ``log10``, ``exp``, ``exp2``, ``exp10``, ``I(x**2)``, ``center``, ``scale``, ``standardize``, ``poly``,
        ``bs``, ``cr``, ``cs``, ``cc`` and NumPy's ``np.log1p``, ``np.sqrt``, ``np.abs``, ``np.square``, ``np.minimum`` and
        ``np.maximum`` are as in formulaic. A share as a predictor is refused.
    coded : DataFrame, one row per paragraph, or path
        As in :func:`area_shares`.
    codes : DataFrame, one row per item, optional
        Hand codes of a probability sample of each year, as in :func:`area_shares`.
    reports : DataFrame, one row per report, or path, optional
        As in :func:`area_shares`; tells regions and governments, and by what covariates are joined.
    covariates : DataFrame or path, optional
        As :func:`join_covariates` takes it. A report without a covariate of the formula is left out and counted.
    fixed_effects : str or sequence of str, default none
        Columns of which each value gets a level of its own, such as ``("government", "year")``.
    cluster : str, default "region"
        Column whose values are independent of each other.
    areas : sequence of int, optional
        Areas that are returned, and the family of the adjusted p; default all.
    weight : {"characters", "paragraphs", "reports"}, default "characters"
        What a share is a share of, and so how much a report weighs; "reports" gives each the same weight.
    role : str, default "work"
        Role of the paragraphs that count.
    scheme : str or Scheme, optional
        Scheme of areas; default that of the table.
    target : {"population", "corpus"}, default "population"
        Whether interval and p are about the population of which these reports are draws, or about what exactly these
        reports would show if all were coded.
    doc_types : sequence of str, default annual reports, work summaries and press conferences
        Types of the documents that count; a document of unknown type counts. None for all.
    estimator : {"dsl", "ppi", "difference", "codes", "naive"}, optional
        As in :func:`area_shares`.
    variance : {"CR2", "CR1", "CR3", "wild"}, default "CR2"
        Clustered errors: bias-reduced with Satterthwaite's degrees of freedom; the usual ones on one degree less than
        clusters; about the jackknife's; or CR2 errors with intervals and p of the wild cluster bootstrap.
    n_resamples : int, default 999
        Samples of the bootstrap.
    random_state : int, default 0
        Seed of the bootstrap.
    level : float, default 0.95
        Confidence level of the intervals.

    Returns
    -------
    DataFrame, one row per term and area
        ``area``, ``term`` (``Intercept`` where there are no fixed effects), ``estimate`` (percentage points per unit),
        ``std_error``, ``low``, ``high``, ``level``, ``df``, ``p`` (two-sided, of no effect), ``p_holm`` (Holm over the areas
        of a term), ``p_joint`` (that the term has no effect on any area; missing where there are too few degrees of
        freedom), ``estimator``, ``weight``, ``n_reports``, ``n_clusters`` (that tell of the term; under correction those with
        codes), ``n_left_out`` (reports without a covariate or without any area), ``n_codes`` (coded paragraphs), ``reason``
        (why something is missing), ``formula``, ``fixed_effects``, ``cluster``, ``variance``, ``target``, ``design``,
        ``scheme`` (of the areas).

    Raises
    ------
    InputError
        As :func:`area_shares` and :func:`join_covariates`; for a formula that is not allowed or names what is not there,
        and where fixed effects leave nothing.

    See Also
    --------
    report_shares : gives the outcomes, to be taken to another program.
    join_covariates : names the rows that have no partner.
    regression_checks : repeats the regression under other models.
    marginal_shares : gives shares at values of a variable.
    regression_table : writes regressions as journals print them.
    plot_effects : draws the coefficients.
    area_trends : regresses the shares on the year.

    Notes
    -----
    With outcomes :math:`z_{ra}` and weights :math:`w_r` of :func:`report_shares`:
    :math:`\hat\beta_a = (\sum w_r \ddot x_r \ddot x_r^T)^{-1} \sum w_r \ddot x_r z_{ra}`, :math:`\ddot x` being the terms less
    the fixed effects; one that lies within clusters is absorbed, others are columns. Errors are clustered and CR2, the
    degrees of freedom computed under differences between clusters and the draw of codes in the proportion that is seen; an
    interval is never narrower than the errors of codes allow, as in :func:`area_trends`. CR1 has the factor
    :math:`\frac{G}{G-1} \frac{n-1}{n-k}` of statsmodels and Stata, absorbed effects not being counted. The joint test is
    Hotelling's, on the covariance over all areas but one.

    In simulated reports with 150 codes a year and a classifier that errs along with the covariate
    (:func:`simulated_regressions`; 200 corpora of 8, 30 and 60 governments), the 5% test of an effect that is not there rejects in
    3% to 7%, that of areas with 1% and 2% of the text in 2% to 5%, and 95% intervals hold an effect of five points in 96% to 99%.
    What falls short is width: eight governments leave 12 points on either side, 17 with fixed effects, so that they tell
    large effects alone.

    References
    ----------
    Egami, N., Hinck, M., Stewart, B. M., & Wei, H. (2023). Using imperfect surrogates for downstream inference:
    Design-based supervised learning. NeurIPS 36. doi:10.48550/arXiv.2306.04746.
    Pustejovsky, J. E., & Tipton, E. (2018). Small-sample methods for cluster-robust variance estimation and hypothesis testing
    in fixed effects models. JBES, 36(4), 672–683. doi:10.1080/07350015.2016.1247004.

    Examples
    --------
    >>> import analysis as fz
    >>> sim = fz.make_reports(n_regions=12, random_state=1)
    >>> codes = sim.code(fz.sample_for_coding(sim.paragraphs, per_year=40, random_state=1))
    >>> gdp = sim.reports[["report_id"]].assign(gdp=range(1, len(sim.reports) + 1))
    >>> table = area_regression("share ~ log(gdp)", sim.paragraphs, codes, reports=sim.reports, covariates=gdp)
    >>> table["term"].unique().tolist(), table["estimator"].unique().tolist(), len(table)
    (['Intercept', 'log(gdp)'], ['dsl'], 16)
    """
    estimand = Estimand(weight, role, scheme, target, doc_types, level, estimator)
    setting = Setting(formula, fixed_effects, cluster, variance, Bootstrap(n_resamples, random_state))
    fitted = fit_model(setting, coded, codes, estimand, reports, covariates)
    family = check_areas(areas, fitted)
    fit = fitted.fit
    rows = {} if fit.absorbed else {CONSTANT: fit.row_at(np.zeros(len(fit.terms)))}
    rows |= {term: fit.row_of(term) for term in fit.terms}
    tables = [term_estimates(term, row, fitted, family, level) for term, row in rows.items()]
    totals = fitted.outcomes.totals
    table = pd.concat(tables, ignore_index=True).assign(level=level, **describe(fitted))
    table = name_scheme(make_table("regression", table, of=totals.reports), totals.scheme)
    return leave_out_untold(table, totals.scheme, totals.told, _ESTIMATES)


def check_areas(areas: Sequence[int] | None, fitted: Fitted) -> np.ndarray:
    """Which areas are asked for, shape (n_areas,)."""
    known = fitted.outcomes.totals.areas
    if areas is None:
        return np.ones(len(known), dtype=bool)
    wanted = [areas] if isinstance(areas, int) else list(areas)
    strange = [area for area in wanted if area not in known]
    if strange or not wanted:
        problem = f"hold {strange[0]!r}" if strange else "are none"
        raise InputError("areas", problem, f"use some of {', '.join(map(str, known))}")
    return np.isin(known, wanted)


def describe(fitted: Fitted) -> dict[str, object]:
    """What every row of a regression says of it."""
    totals, shares, setting = fitted.outcomes.totals, fitted.outcomes.shares, fitted.setting
    return {
        "estimator": totals.estimator,
        "weight": totals.weight,
        "n_reports": len(shares.reports),
        "n_left_out": fitted.n_left_out,
        "n_codes": len(shares.draws.report),
        "formula": fitted.model.formula,
        "fixed_effects": " + ".join(setting.fixed) or None,
        "cluster": setting.cluster,
        "variance": setting.variance,
        "target": fitted.fit.target,
        "design": totals.design,
    }


def term_estimates(
    term: str, row: np.ndarray, fitted: Fitted, family: np.ndarray, level: float
) -> pd.DataFrame:
    """Estimates of one term for all areas of the family."""
    totals = fitted.outcomes.totals
    n_areas = len(totals.areas)
    if not row.any():
        missing = dict.fromkeys(_ESTIMATES, np.nan)
        table = pd.DataFrame({"area": totals.areas, "term": term, "reason": NOT_TOLD, **missing})
        return table[family]
    found = combine(fitted.fit, row, level)
    p = np.where(family & totals.told, found.p, np.nan)
    table = pd.DataFrame(
        {
            "area": totals.areas,
            "term": term,
            "estimate": found.estimate,
            "std_error": found.std_error,
            "low": found.low,
            "high": found.high,
            "df": np.where(np.isnan(found.p), np.nan, degrees_of(found)),
            "p": found.p,
            "p_holm": holm(p),
            "p_joint": np.full(n_areas, np.nan if term == CONSTANT else _joint(found, fitted)),
            "n_clusters": found.precision.n_clusters,
            "reason": found.precision.reason,
        }
    )
    return table[family]


def degrees_of(found: Combination) -> np.ndarray:
    """Degrees of freedom of each interval: of the spread between clusters, or of the codes where these are the wider one."""
    precision = found.precision
    wide = precision.floor > precision.variance
    return np.where(wide, precision.floor_degrees, precision.degrees)


def _joint(found: Combination, fitted: Fitted) -> float:
    if fitted.fit.target == "corpus":  # where clusters are no draws
        return float("nan")
    shares, totals = fitted.outcomes.shares, fitted.outcomes.totals
    mean = np.average(shares.share, axis=0, weights=shares.weight)
    return joint_test(found, totals.told, mean)[1]
