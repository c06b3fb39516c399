"""What a study consists of: one row a table, one row a figure.

The run makes the rows in this order, and the page, the receipt, its proof, the replication package, ``fazhi figures`` and
the documentation follow them. A new figure is a ``plot_`` function, a row here, and its caption in both files of words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from analysis.columns import COLUMNS
from analysis.columns.types import AREAS, TEXT
from analysis.study import making, making_topics, regressing
from analysis.study.work import Work
from analysis.taxonomy import schemes

SECTIONS = ("shares", "regression", "corpus", "roles", "topics", "classifier")  # of the page, in order


@dataclass(frozen=True)
class Table:
    """A table of the study.

    Attributes
    ----------
    verb : str
        Public verb that makes it.
    made_from : tuple of str
        Tables it is made from; of these only those of `GIVEN` may be absent.
    types : mapping
        Types of its columns; the words of topics alone are left to what their cells are.
    make : callable, optional
        Makes it from the tables before it; None for what the run reads and classifies.
    required : bool
        Whether every study has it: what keeps it from being made ends the run. `quick` makes these, and what the main
        figures are drawn from.
    areas : bool
        Whether it is about the areas; a study of other documents goes without.
    """

    verb: str
    made_from: tuple[str, ...]
    types: Mapping[str, str]
    make: Callable[[Work], pd.DataFrame] | None = None
    required: bool = False
    areas: bool = True


@dataclass(frozen=True)
class Exhibit:
    """A figure of the study.

    Attributes
    ----------
    verb : str
        Public verb that draws it.
    tables : tuple of str
        Tables it is drawn from, in the order of the verb's arguments; the first is saved beside it.
    section : str
        Section of the page.
    main : bool
        Whether the page shows it at once and `quick` draws it.
    needs : str
        Column of the first table in which a row must have a value.
    each : str
        Column of the first table, "area", "topic", "variable" or "formula": a figure is drawn for each of its values, which the
        verb takes by this name; an area that only a variant of the scheme has gets none.
    prepare : callable, optional
        Makes what the verb takes from the tables, where it takes none of them as it stands; a table without rows is not
        drawn.
    """

    verb: str
    tables: tuple[str, ...]
    section: str
    main: bool = False
    needs: str = ""
    each: str = ""
    prepare: Callable[[Mapping[str, pd.DataFrame]], pd.DataFrame] | None = None


GIVEN = ("codes", "covariates")  # by whoever runs the study, or not
_ESTIMATED = ("paragraphs", "codes", "reports")
_REGRESSED = (*_ESTIMATED, "covariates")

TABLES: Mapping[str, Table] = {
    "reports": Table("read_reports", (), COLUMNS["reports"], required=True, areas=False),
    "ledger": Table("read_reports", (), COLUMNS["ledger"], required=True, areas=False),
    "codes": Table("read_codes", (), COLUMNS["codes"], required=True, areas=False),
    "paragraphs": Table(
        "classify_paragraphs",
        ("reports",),
        {**COLUMNS["paragraphs"], **COLUMNS["classification"]},
        required=True,
        areas=False,
    ),
    "coverage": Table(
        "coverage", ("reports",), COLUMNS["coverage"], making.coverage, required=True, areas=False
    ),
    "compliance": Table("compliance", ("reports", "paragraphs"), COLUMNS["compliance"], making.compliance),
    "shares": Table("area_shares", _ESTIMATED, COLUMNS["shares"], making.shares, required=True),
    "estimators": Table("area_shares", _ESTIMATED, COLUMNS["shares"], making.estimators),
    "place_shares": Table("area_shares", _ESTIMATED, COLUMNS["place shares"], making.place_shares),
    "area_changes": Table("area_changes", _ESTIMATED, COLUMNS["area changes"], making.area_changes),
    "previous_changes": Table("area_changes", _ESTIMATED, COLUMNS["area changes"], making.previous_changes),
    "trends": Table("area_trends", _ESTIMATED, COLUMNS["trends"], making.trends),
    "trend_checks": Table("trend_checks", _ESTIMATED, COLUMNS["trend checks"], making.trend_checks),
    "covariates": Table("join_covariates", (), dict.fromkeys(("report_id", "region_code", "province"), TEXT)),
    "unmatched_covariates": Table(
        "join_covariates",
        ("reports", "covariates"),
        COLUMNS["unmatched covariates"],
        regressing.unmatched_covariates,
    ),
    "regression": Table("area_regression", _REGRESSED, COLUMNS["regression"], regressing.regression),
    "regression_checks": Table(
        "regression_checks", _REGRESSED, COLUMNS["regression checks"], regressing.regression_checks
    ),
    "marginal_shares": Table(
        "marginal_shares", _REGRESSED, COLUMNS["marginal shares"], regressing.marginal_shares
    ),
    "robustness": Table("robustness_grid", _ESTIMATED, COLUMNS["robustness"], making.robustness),
    "changes": Table("decompose_change", _ESTIMATED, COLUMNS["change"], making.changes),
    "contributions": Table(
        "top_contributors", ("paragraphs",), COLUMNS["contributions"], making.contributions
    ),
    "keyness": Table("keyness", ("paragraphs",), COLUMNS["keyness"], making.keyness, areas=False),
    "phrases": Table("find_phrases", ("paragraphs",), COLUMNS["phrases"], making.phrases, areas=False),
    "term_shifts": Table(
        "term_shifts", ("paragraphs",), COLUMNS["term shifts"], making.term_shifts, areas=False
    ),
    "term_shares": Table(
        "term_shares", ("paragraphs", "term_shifts"), COLUMNS["term shares"], making.term_shares, areas=False
    ),
    "problem_shares": Table(
        "area_shares", ("paragraphs", "reports"), COLUMNS["shares"], making.problem_shares, required=True
    ),
    "plan_shares": Table(
        "area_shares", ("paragraphs", "reports"), COLUMNS["shares"], making.plan_shares, required=True
    ),
    "promises": Table("promise_shares", ("paragraphs", "reports"), COLUMNS["promises"], making.promises),
    "promise_association": Table(
        "promise_association", ("promises",), COLUMNS["promise association"], making.promise_association
    ),
    "topic_shares": Table(
        "topic_shares",
        ("paragraphs",),
        COLUMNS["topic shares"],
        making_topics.topic_shares,
        areas=False,
    ),
    "topic_trends": Table(
        "topic_trends", ("paragraphs",), COLUMNS["topic trends"], making_topics.topic_trends, areas=False
    ),
    "topic_words": Table(
        "TopicModel", ("paragraphs",), {}, making_topics.topic_words, required=True, areas=False
    ),
    "topic_terms": Table(
        "topic_terms", ("paragraphs",), COLUMNS["topic terms"], making_topics.topic_terms, areas=False
    ),
    "topic_typical": Table(
        "typical_paragraphs",
        ("paragraphs",),
        COLUMNS["typical paragraphs"],
        making_topics.topic_typical,
        areas=False,
    ),
    "topic_areas": Table("topic_areas", ("paragraphs",), COLUMNS["topic areas"], making_topics.topic_areas),
    "topic_correlations": Table(
        "topic_correlations",
        ("paragraphs", "reports"),
        COLUMNS["topic correlations"],
        making_topics.topic_correlations,
        areas=False,
    ),
    "topic_choice": Table(
        "choose_n_topics", ("paragraphs",), COLUMNS["topic choice"], making_topics.topic_choice, areas=False
    ),
    "topic_alignment": Table(
        "align_topics",
        ("paragraphs",),
        COLUMNS["topic alignment"],
        making_topics.topic_alignment,
        areas=False,
    ),
    "topic_words_by_year": Table(
        "dynamic_topics",
        ("paragraphs",),
        COLUMNS["dynamic topics"],
        making_topics.topic_words_by_year,
        areas=False,
    ),
    "coding_budget": Table(
        "coding_budget", ("paragraphs", "codes"), COLUMNS["coding budget"], making.coding_budget
    ),
    "trend_power": Table(
        "trend_power", ("paragraphs", "codes", "reports"), COLUMNS["trend power"], making.trend_power
    ),
    "confusion": Table(
        "evaluate_classifier", ("paragraphs", "codes"), COLUMNS["evaluated units"], making.confusion
    ),
    "calibration": Table(
        "evaluate_classifier", ("paragraphs", "codes"), COLUMNS["calibration"], making.calibration
    ),
    "learning_curve": Table(
        "learning_curve", ("paragraphs", "codes"), COLUMNS["learning curve"], making.learning_curve
    ),
    "drift": Table("drift_report", _ESTIMATED, COLUMNS["drift"], making.drift),
}

EXHIBITS: Mapping[str, Exhibit] = {
    "coverage": Exhibit("plot_coverage", ("coverage",), "corpus", main=True, needs="year"),
    "strips": Exhibit("plot_strips", ("paragraphs", "reports"), "corpus", main=True, needs="area"),
    "province_tiles": Exhibit(
        "plot_province_tiles", ("coverage",), "corpus", needs="province", prepare=making.reports_by_province
    ),
    "compliance": Exhibit("plot_compliance", ("compliance",), "corpus", needs="year"),
    "change": Exhibit("plot_change", ("area_changes",), "shares", main=True, needs="low"),
    "shares": Exhibit("plot_shares", ("shares",), "shares", main=True),
    "heatmap": Exhibit("plot_share_heatmap", ("shares",), "shares", main=True),
    "estimators": Exhibit("plot_estimators", ("estimators",), "shares", main=True),
    "trends": Exhibit("plot_trends", ("trends",), "shares", main=True),
    "composition": Exhibit("plot_composition", ("shares",), "shares"),
    "slopes": Exhibit("plot_slopes", ("shares",), "shares"),
    "change_heatmap": Exhibit("plot_change_heatmap", ("previous_changes",), "shares", needs="low"),
    "decomposition": Exhibit("plot_decomposition", ("changes",), "shares"),
    "robustness": Exhibit("plot_robustness", ("robustness",), "shares", each="area"),
    "keyness": Exhibit("plot_keyness", ("keyness",), "shares"),
    "term_shifts": Exhibit("plot_term_shifts", ("term_shifts",), "shares", each="area"),
    "effects": Exhibit(
        "plot_effects",
        ("regression",),
        "regression",
        main=True,
        each="formula",
        prepare=regressing.main_effects,
    ),
    "marginal_shares": Exhibit(
        "plot_marginal_shares", ("marginal_shares",), "regression", main=True, each="variable"
    ),
    "event_study": Exhibit(
        "plot_event_study",
        ("regression",),
        "regression",
        main=True,
        each="formula",
        prepare=regressing.event_years,
    ),
    "topics": Exhibit("plot_topic_shares", ("topic_shares", "topic_words"), "topics", main=True),
    "topic_trends": Exhibit(
        "plot_topic_trends", ("topic_trends", "topic_shares", "topic_words"), "topics", main=True, needs="low"
    ),
    "topic_areas": Exhibit("plot_topic_areas", ("topic_areas", "topic_words"), "topics", main=True),
    "topic_correlations": Exhibit(
        "plot_topic_correlations", ("topic_correlations", "topic_words"), "topics", needs="correlation"
    ),
    "topic_choice": Exhibit("plot_topic_choice", ("topic_choice",), "topics"),
    "topic_alignment": Exhibit("plot_topic_alignment", ("topic_alignment",), "topics"),
    "topic_words": Exhibit("plot_topic_words", ("topic_words_by_year",), "topics", each="topic"),
    "confusion": Exhibit("plot_confusion", ("confusion",), "classifier"),
    "calibration": Exhibit("plot_calibration", ("calibration",), "classifier"),
    "coding_budget": Exhibit("plot_coding_budget", ("coding_budget",), "classifier"),
    "trend_power": Exhibit("plot_trend_power", ("trend_power",), "classifier"),
    "learning_curve": Exhibit("plot_learning_curve", ("learning_curve",), "classifier"),
    "drift": Exhibit("plot_drift", ("drift",), "classifier"),
}


@dataclass(frozen=True)
class Drawing:
    """One figure to draw: its row, and of a row that is drawn for each value of a column, the value."""

    name: str
    exhibit: Exhibit
    value: int | str | None = None


def drawings(
    tables: Mapping[str, pd.DataFrame], *, quick: bool = False, of: str | None = None
) -> dict[str, Drawing]:
    """The figures for which there are numbers, by the name of their files, in the order of the page.

    Parameters
    ----------
    tables : mapping of DataFrame
        The tables of a study.
    quick : bool, default False
        Whether only the main ones.
    of : str, optional
        Only those that are drawn from this table, among others.

    Returns
    -------
    dict of Drawing
    """
    found, areas = {}, _areas_of(tables)
    for name, exhibit in EXHIBITS.items():
        if (quick and not exhibit.main) or of not in (None, *exhibit.tables):
            continue
        if not all(len(tables.get(table, ())) for table in exhibit.tables):
            continue
        first = tables[exhibit.tables[0]]
        if exhibit.needs and (exhibit.needs not in first or not first[exhibit.needs].notna().any()):
            continue
        if exhibit.prepare is not None:
            first = exhibit.prepare(tables)
            if first.empty:
                continue
        if not exhibit.each:
            found[name] = Drawing(name, exhibit)
            continue
        if exhibit.each in ("variable", "formula"):  # by its place, since a name may be none of a file
            for place, value in enumerate(first[exhibit.each].dropna().unique(), start=1):
                alone = place == 1 and exhibit.each == "formula"
                found[name if alone else f"{name}_{place}"] = Drawing(name, exhibit, str(value))
            continue
        for value in sorted(first[exhibit.each].dropna().unique()):
            if exhibit.each == "area" and value not in areas:
                continue
            found[f"{name}_{value}"] = Drawing(name, exhibit, int(value))
    return found


def _areas_of(tables: Mapping[str, pd.DataFrame]) -> set[int]:
    """The areas of the study: the eight, or the categories of an own scheme."""
    shares = tables.get("shares")
    if shares is None or "scheme" not in shares.columns or shares["scheme"].isin(schemes()).all():
        return set(AREAS)
    return {int(area) for area in shares["area"].unique()}


def row_named(name: str) -> str:
    """The row of the catalogue that a figure's file name belongs to; the name itself where there is none.

    >>> row_named("robustness_6"), row_named("heatmap"), row_named("x_1")
    ('robustness', 'heatmap', 'x_1')
    """
    row, _, value = name.rpartition("_")
    return row if value.isdecimal() and row in EXHIBITS and EXHIBITS[row].each else name
