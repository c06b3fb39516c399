"""Corrected shares of single reports: the outcomes that regressions take, and a table for other programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from analysis.crosswalk import leave_out_untold, name_scheme
from analysis.scheme import Scheme
from analysis.tables import make_table
from analysis.trends.estimand import COUNTED_TYPES, Estimand
from analysis.trends.precision import CodeErrors, code_errors
from analysis.trends.slopes import ReportShares
from analysis.trends.slopes import report_shares as _shares_of
from analysis.trends.stored import TableOrPath, as_reports
from analysis.trends.totals import Totals, report_totals

# what a formula may name of a report, and the column of the reports that it comes from
FACTS = {"region_code": "region_code", "government_level": "level", "doc_type": "doc_type"}


@dataclass(frozen=True, eq=False)
class Outcomes:
    """Corrected shares of reports, with what is known of their errors.

    Attributes
    ----------
    totals : Totals
        Of all reports of the study.
    shares : ReportShares
        Of those that are regressed.
    reports : DataFrame, one row per report of `shares`
        ``report_id``, ``year``, ``region``, ``government``, ``government_level``, ``province``, ``region_code``,
        ``doc_type``, and what else the table of reports holds.
    """

    totals: Totals
    shares: ReportShares
    reports: pd.DataFrame

    @cached_property
    def errors(self) -> CodeErrors:
        """Errors that all codes of the study showed."""
        return code_errors(self.totals)

    def take(self, own: np.ndarray) -> Outcomes:
        """The part of some reports."""
        return replace(self, shares=self.shares.take(own), reports=self.reports[own].reset_index(drop=True))


def read_outcomes(
    coded: TableOrPath, codes: pd.DataFrame | None, estimand: Estimand, reports: TableOrPath | None
) -> Outcomes:
    """Outcomes of the reports of classified paragraphs; as :func:`report_totals` raises."""
    places = as_reports(reports)
    totals = report_totals(coded, codes, estimand, reports=reports)
    shares = _shares_of(totals)
    return Outcomes(totals, shares, with_facts(shares.reports, places))


def with_facts(placed: pd.DataFrame, reports: pd.DataFrame | None) -> pd.DataFrame:
    """Reports with what a formula may name of them: where they are from, and further columns of their table."""
    facts = placed.rename(columns={"level": "government_level"})
    if reports is None:
        return facts
    own = reports.set_index("report_id").reindex(facts["report_id"])
    held = {name: own[column].to_numpy() for name, column in FACTS.items() if column in own.columns}
    facts = facts.assign(**{name: values for name, values in held.items() if name not in facts.columns})
    others = [name for name in own.columns if name not in {*facts.columns, *_OF_REPORTS}]
    return facts.assign(**{name: own[name].to_numpy() for name in others})


_OF_REPORTS = {
    "path", "title", "issuer", "level", "published", "doc_number", "title_from", "year_from", "region_from", "issuer_from",
    "doc_type_from", "text",
}  # fmt: skip


def report_shares(
    coded: TableOrPath,
    codes: pd.DataFrame | None = None,
    *,
    reports: TableOrPath | None = None,
    weight: str = "characters",
    role: str = "work",
    scheme: str | Scheme | None = None,
    doc_types: Sequence[str] | None = COUNTED_TYPES,
    estimator: str | None = None,
) -> pd.DataFrame:
    r"""Corrected share of each area in each report, to be regressed or averaged, never to be read one by one.

    Claim: over the draw of codes, the weighted sums of these shares over any group of reports are unbiased for what the sums
    of the true shares are, and so are the coefficients of a regression that is weighted by ``weight``, whatever the
    classifier's errors depend on. Assumption: the codes are right, and a probability sample of each year. A single share is
    no estimate of its report: where paragraphs of a report were coded it carries their errors enlarged by one over the
    inclusion probability and may lie outside 0–1; where none was coded it is the classifier's answer, adjusted by what the
    codes of other regions showed, and biased where this report is misread in a way of its own. Cutting shares at 0 and 1,
    leaving out reports without codes, or giving all reports the same weight where ``weighted_by`` is not ``reports`` brings
    the bias back.

    Parameters
    ----------
    coded : DataFrame, one row per paragraph, or path
        As in :func:`area_shares`.
    codes : DataFrame, one row per item, optional
        Hand codes of a probability sample of each year; without, the shares count the classifier's answers and carry its
        errors, also those that go along with a covariate.
    reports : DataFrame, one row per report, or path, optional
        As in :func:`area_shares`; tells regions, which are the clusters.
    weight : {"characters", "paragraphs", "reports"}, default "characters"
        What a share is a share of, and so how much a report weighs.
    role : str, default "work"
        Role of the paragraphs that count.
    scheme : str or Scheme, optional
        Scheme of areas; default that of the table.
    doc_types : sequence of str, default annual reports, work summaries and press conferences
        Types of the documents that count; a document of unknown type counts. None for all.
    estimator : {"dsl", "ppi", "difference", "codes", "naive"}, optional
        As in :func:`area_shares`.

    Returns
    -------
    DataFrame, one row per report and area
        ``report_id``, ``area``, ``year``, ``region`` (the cluster), ``government``, ``government_level``, ``province``,
        ``share`` (those of a report sum to one), ``weight`` (of the report in a regression), ``weighted_by``, ``n_units``
        (paragraphs), ``n_coded``, ``estimator``, ``design``, ``scheme`` (as in :func:`area_shares`). A report without any predicted
        area is left out.

    Raises
    ------
    InputError
        As :func:`area_shares`.

    See Also
    --------
    area_regression : regresses these shares, with the errors that belong to them.
    area_shares : estimates the share of each year.

    Notes
    -----
    As in :func:`area_trends`: with corrected totals :math:`\tilde y_{ra}, \tilde t_r` of report :math:`r`, predicted total
    :math:`t_r`, share :math:`\hat p_{ya}` of its year and :math:`\kappa_y = \sum \tilde t_r / \sum t_r`,
    :math:`z_{ra} = \hat p_{ya} + (\tilde y_{ra} - \hat p_{ya} \tilde t_r) / (\kappa_y t_r)` with weight
    :math:`\kappa_y t_r`. No ratio is formed but over what is known of a report, and the scores
    :math:`\sum_r x_r \kappa_y t_r (z_{ra} - \hat p_{ya})` of a regression are linear in the corrected totals, which are
    unbiased by the draw (the pseudo-outcomes of design-based supervised learning). Where codes also correct which paragraphs
    count at all, the predicted size stands for the true one: this changes no coefficient that is zero, and others in
    proportion to how far the error in size goes along with the covariate. In other programs cluster by ``region``, take CR2
    errors with Satterthwaite's degrees of freedom, and no fewer clusters than those with ``n_coded`` above 0 in any report;
    of areas below 5% only :func:`area_regression` knows that codes that showed no error are no proof of none.

    References
    ----------
    Egami, N., Hinck, M., Stewart, B. M., & Wei, H. (2023). Using imperfect surrogates for downstream inference:
    Design-based supervised learning. NeurIPS 36. doi:10.48550/arXiv.2306.04746.

    Examples
    --------
    >>> import analysis as fz
    >>> sim = fz.make_reports(n_regions=10, random_state=1)
    >>> codes = sim.code(fz.sample_for_coding(sim.paragraphs, per_year=40, random_state=1))
    >>> table = report_shares(sim.paragraphs, codes, reports=sim.reports)
    >>> len(table), table.groupby("report_id")["share"].sum().round(9).unique().tolist()
    (480, [1.0])
    """
    estimand = Estimand(weight, role, scheme, doc_types=doc_types, estimator=estimator)
    outcomes = read_outcomes(coded, codes, estimand, reports)
    totals, shares, n_areas = outcomes.totals, outcomes.shares, len(outcomes.totals.areas)
    columns = (
        "report_id",
        "year",
        "region",
        "government",
        "government_level",
        "province",
        "n_units",
        "n_coded",
    )
    table = outcomes.reports.reindex(columns=list(columns))
    table = table.loc[table.index.repeat(n_areas)].assign(
        area=np.tile(totals.areas, len(shares.share)),
        share=shares.share.ravel(),
        weight=np.repeat(shares.weight, n_areas),
        weighted_by=totals.weight,
        estimator=totals.estimator,
        design=totals.design,
    )
    table = name_scheme(make_table("report shares", table, of=totals.reports), totals.scheme)
    return leave_out_untold(table, totals.scheme, totals.told, ("share",))
