"""Regressions of the topics' shares, with the uncertainty of the topics themselves."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import stats

from analysis.errors import InputError, check_level
from analysis.estimation import holm, sum_by
from analysis.regression.areas import CONSTANT
from analysis.regression.covariates import read_covariates
from analysis.regression.fitting import NOT_TOLD, Combination, combine
from analysis.regression.formula import read_formula
from analysis.regression.model import CovariateTable, Setting, fit_outcomes
from analysis.regression.outcomes import Outcomes, with_facts
from analysis.tables import make_table
from analysis.taxonomy import load_taxonomy
from analysis.topics.alignment import refit_topics
from analysis.topics.counted import check_counted
from analysis.topics.model import TopicModel
from analysis.trends.estimand import COUNTED_TYPES, check_doc_types, counted_types
from analysis.trends.panel import place_reports
from analysis.trends.slopes import report_shares
from analysis.trends.totals import Draws, Totals

_NUMBERS = ("estimate", "std_error", "low", "high", "p", "p_holm", "between")


def topic_regression(
    formula: str,
    topics: TopicModel,
    paragraphs: pd.DataFrame,
    *,
    reports: pd.DataFrame | None = None,
    covariates: CovariateTable | None = None,
    fixed_effects: str | Sequence[str] = (),
    cluster: str = "region",
    doc_types: Sequence[str] | None = COUNTED_TYPES,
    variance: str = "CR2",
    refits: int | Sequence[TopicModel] = 5,
    level: float = 0.95,
    random_state: int = 0,
) -> pd.DataFrame:
    r"""Regress the share of each topic on what is known of governments and years.

    Estimand: the coefficients of least squares of the reports' topic shares, weighted by their characters, in percentage
    points per unit; those of a term sum to zero over the topics. The interval carries differences between clusters and, with
    `refits`, that other parts of the reports give other topics (the method of composition, with models in the place of draws). Topics are
    what a model finds, not what coders see: no codes correct them, and an effect on a topic may be one on the words by which
    governments speak of the same thing.

    Parameters
    ----------
    formula : str
        As in :func:`area_regression`.
    topics : TopicModel
        A fitted model.
    paragraphs : DataFrame, one row per paragraph
        As :func:`split_paragraphs` returns it.
    reports : DataFrame, one row per report, optional
        As in :func:`area_regression`.
    covariates : DataFrame or path, optional
        As in :func:`area_regression`.
    fixed_effects : str or sequence of str, default none
        As in :func:`area_regression`.
    cluster : str, default "region"
        As in :func:`area_regression`.
    doc_types : sequence of str, default annual reports, work summaries and press conferences
        Types of the documents that count. None for all.
    variance : {"CR2", "CR1", "CR3"}, default "CR2"
        As in :func:`area_regression`.
    refits : int or list of TopicModel, default 5
        As in :func:`topic_shares`; 0 for intervals with the topics held fixed.
    level : float, default 0.95
        Confidence level of the intervals.
    random_state : int, default 0
        Seed of the refits.

    Returns
    -------
    DataFrame, one row per term and topic
        ``topic``, ``term``, ``estimate``, ``std_error``, ``low``, ``high``, ``level``, ``df``, ``p``, ``p_holm`` (over the
        topics of a term), ``between`` (part of the variance that comes from the refits), ``n_reports``, ``n_clusters``,
        ``n_left_out``, ``n_refits``, ``reason``, ``formula``, ``fixed_effects``, ``cluster``, ``variance``.

    Raises
    ------
    InputError
        As :func:`area_regression` and :func:`topic_shares`; for the wild bootstrap, which knows no models.

    See Also
    --------
    topic_shares : estimates the share of each topic by year.
    area_regression : does the same for areas, corrected by codes.

    Notes
    -----
    With :math:`U` the clustered variance and :math:`B` the mean squared distance of the :math:`m` refits from the model:
    :math:`\hat\beta \pm t_\nu \sqrt{U + (1 + 1/m) B}` (Rubin 1987, with the model itself in the place of the mean). In 30 simulated
    corpora each of 8 and 30 governments with four planted topics, a covariate without effect was found in 3% and 9% of the tests
    at 5%, and in 7% and 3% of the corpora after adjustment: too few to tell these from 5%. Coverage of an effect, and texts whose
    topics hang on the reports, were not simulated.

    References
    ----------
    Treier, S., & Jackman, S. (2008). Democracy as a latent variable. American Journal of Political Science, 52(1),
    201–217. doi:10.1111/j.1540-5907.2007.00308.x.
    Rubin, D. B. (1987). *Multiple imputation for nonresponse in surveys*. Wiley. doi:10.1002/9780470316696.

    Examples
    --------
    >>> import analysis as fz
    >>> sim = fz.make_topic_reports(3, n_regions=8, n_paragraphs=6, rising={}, random_state=0)
    >>> topics = fz.TopicModel(3, random_state=0, passes=2).fit(sim.paragraphs)
    >>> table = topic_regression("share ~ year", topics, sim.paragraphs, refits=0)
    >>> table.groupby("term")["estimate"].sum().round(6).tolist()
    [100.0, 0.0]
    """
    check_level(level)
    check_doc_types(doc_types)
    if variance == "wild":
        raise InputError("variance", "is 'wild', which takes one model", "use 'CR2'")
    setting = Setting(formula, fixed_effects, cluster, variance)
    model = read_formula(formula)
    held = None if covariates is None else read_covariates(covariates)
    bags = topics.count_words(paragraphs)
    left_out = paragraphs.loc[~counted_types(paragraphs, doc_types), "report_id"].unique()
    counted = ~bags.units["report_id"].isin(left_out).to_numpy()
    dated = bags.units["year"].notna().to_numpy(dtype=bool)
    check_counted(counted, dated)
    own = counted & dated
    if isinstance(refits, int):
        refits = refit_topics(topics, paragraphs, n_seeds=refits, random_state=random_state) if refits else []
    models = [topics, *refits]
    fits = []
    for one in models:
        weights = one.assigned(bags) * bags.units["n_chars"].to_numpy(dtype=float)[:, None]
        outcomes = topic_outcomes(bags.units[own], weights[own], reports)
        fits.append(fit_outcomes(setting, model, outcomes, held, "population"))
    first, fit = fits[0], fits[0].fit
    rows = {} if fit.absorbed else {CONSTANT: fit.row_at(np.zeros(len(fit.terms)))}
    rows |= {term: fit.row_of(term) for term in fit.terms}
    tables = []
    for term, row in rows.items():
        names = {"topic": range(1, topics.n_topics + 1), "term": term}
        if not row.any():
            tables.append(pd.DataFrame({**names, "reason": NOT_TOLD, **dict.fromkeys(_NUMBERS, np.nan)}))
            continue
        others = [other.fit.estimate(row) for other in fits[1:]]
        tables.append(pd.DataFrame({**names, **_with_refits(combine(fit, row, level), others, level)}))
    table = pd.concat(tables, ignore_index=True).assign(
        level=level,
        n_reports=len(first.table),
        n_left_out=first.n_left_out,
        n_refits=len(refits),
        formula=model.formula,
        fixed_effects=" + ".join(setting.fixed) or None,
        cluster=cluster,
        variance=variance,
    )
    return make_table("topic regression", table, of=paragraphs)


def _with_refits(found: Combination, others: list[np.ndarray], level: float) -> dict[str, object]:
    own = np.square(found.std_error)
    between = np.zeros_like(own)
    if others:
        between = (1 + 1 / len(others)) * np.mean([(other - found.estimate) ** 2 for other in others], axis=0)
    error = np.sqrt(own + between)
    degrees = max(found.precision.degrees, 1.0)
    half = stats.t.ppf(0.5 + level / 2, degrees) * error
    p = 2 * stats.t.sf(np.abs(found.estimate) / error, degrees)
    return {
        "estimate": found.estimate,
        "std_error": error,
        "low": found.estimate - half,
        "high": found.estimate + half,
        "df": np.where(np.isnan(p), np.nan, degrees),
        "p": p,
        "p_holm": holm(p),
        "between": between / (own + between),
        "n_clusters": found.precision.n_clusters,
        "reason": found.precision.reason,
    }


def topic_outcomes(units: pd.DataFrame, weights: np.ndarray, reports: pd.DataFrame | None) -> Outcomes:
    """Topic shares of reports in the form in which shares are regressed, without any codes.

    Parameters
    ----------
    units : DataFrame, one row per paragraph
        ``report_id``, ``year``.
    weights : ndarray, shape (n_paragraphs, n_topics)
        Characters that each topic has of each paragraph.
    reports : DataFrame, optional
    """
    place, names = pd.factorize(units["report_id"])
    parts = sum_by(weights, place, len(names))
    years = units.groupby(place)["year"].first().to_numpy(dtype=int)
    told = parts.sum(axis=1) > 0
    order = np.lexsort((np.asarray(names, dtype=str), years))
    order = order[told[order]]
    placed = place_reports(pd.Series(np.asarray(names, dtype=object)[order]), reports).assign(
        year=years[order], n_units=np.bincount(place)[order], n_coded=0
    )
    parts, nothing = parts[order], np.zeros(0)
    n_topics = parts.shape[1]
    none = np.zeros(0, dtype=int)
    draws = Draws(none, none, nothing, nothing, np.zeros((0, n_topics)), none.astype(bool))
    totals = Totals(
        placed, parts, parts.sum(axis=1), draws, list(range(1, n_topics + 1)), "naive", "characters", None,
        placed[["report_id", "year"]].head(0), np.ones(n_topics, dtype=bool), load_taxonomy(),
    )  # fmt: skip
    shares = report_shares(totals)
    return Outcomes(totals, shares, with_facts(shares.reports, reports))
