"""No public verb hands back an empty table, or one without a single estimate, and leaves the reason unsaid."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

import analysis as fz
from analysis.cli import fazhi
from analysis.errors import InputError, NothingFound

ESTIMATES = (
    "share",
    "slope",
    "change",
    "difference",
    "estimate",
    "correlation",
    "value",
    "z",
    "power",
    "detectable",
)
BOUNDS = ("low", "high", "p")  # fmt: skip


class Given(NamedTuple):
    """A corpus, and topics fitted on the one that it was cut from."""

    reports: pd.DataFrame
    coded: pd.DataFrame
    whole: pd.DataFrame
    topics: fz.TopicModel


Verb = Callable[[Given], pd.DataFrame]
VERBS: dict[str, Verb] = {
    "area_shares": lambda own: fz.area_shares(own.coded, reports=own.reports),
    "report_shares": lambda own: fz.report_shares(own.coded, reports=own.reports),
    "area_trends": lambda own: fz.area_trends(own.coded, reports=own.reports),
    "area_changes": lambda own: fz.area_changes(own.coded, reports=own.reports),
    "trend_checks": lambda own: fz.trend_checks(own.coded, reports=own.reports),
    "trend_power": lambda own: fz.trend_power(own.coded, accuracy=0.8, reports=own.reports, slope=1.0),
    "coding_budget": lambda own: fz.coding_budget(own.coded, accuracy=0.8, reports=own.reports),
    "robustness_grid": lambda own: fz.robustness_grid(own.coded, reports=own.reports, weights=["reports"]),
    "decompose_change": lambda own: fz.decompose_change(own.coded, 2018, 2019, reports=own.reports),
    "top_contributors": lambda own: fz.top_contributors(own.coded, 2018, 2019),
    "promise_shares": lambda own: fz.promise_shares(own.coded, reports=own.reports),
    "promise_association": lambda own: fz.promise_association(
        fz.promise_shares(own.coded, reports=own.reports)
    ),
    "area_regression": lambda own: fz.area_regression("share ~ x", own.coded, reports=own.reports),
    "regression_checks": lambda own: fz.regression_checks("share ~ x", own.coded, reports=own.reports),
    "marginal_shares": lambda own: fz.marginal_shares("share ~ x", "x", own.coded, reports=own.reports),
    "topic_regression": lambda own: fz.topic_regression(
        "share ~ x", own.topics, own.coded, reports=own.reports, refits=0
    ),
    "topic_shares": lambda own: fz.topic_shares(own.topics, own.coded, refits=0),
    "topic_trends": lambda own: fz.topic_trends(own.topics, own.coded, reports=own.reports, refits=0),
    "topic_differences": lambda own: fz.topic_differences(
        own.topics, own.coded, reports=own.reports, refits=0
    ),
    "topic_correlations": lambda own: fz.topic_correlations(own.topics, own.coded, reports=own.reports),
    "topic_areas": lambda own: fz.topic_areas(own.topics, own.coded),
    "topic_fit": lambda own: fz.topic_fit(own.topics, own.coded, own.whole),
    "typical_paragraphs": lambda own: fz.typical_paragraphs(own.topics, own.coded),
    "dynamic_topics": lambda own: fz.dynamic_topics(own.topics, own.coded),
    "choose_n_topics": lambda own: fz.choose_n_topics(own.coded, (2, 3), n_seeds=2),
    "term_shares": lambda own: fz.term_shares(["执法"], own.coded, reports=own.reports),
    "term_shifts": lambda own: fz.term_shifts(own.coded, reports=own.reports, n_permutations=19),
    "keyness": lambda own: fz.keyness(own.coded, "year", reports=own.reports, n_permutations=19),
    "new_terms": lambda own: fz.new_terms(own.coded, 2020),
    "find_phrases": lambda own: fz.find_phrases(own.coded),
    "drift_report": lambda own: fz.drift_report(own.coded, 2020, reports=own.reports, n_permutations=99),
    "coverage": lambda own: fz.coverage(own.reports),
    "sample_for_coding": lambda own: fz.sample_for_coding(own.coded, per_year=5),
    "choose_for_training": lambda own: fz.choose_for_training(own.coded, 5),
    "prediction_change": lambda own: fz.prediction_change(own.coded, own.coded),
}
# row by row: of nothing they make nothing
ROW_BY_ROW: dict[str, Verb] = {
    "split_paragraphs": lambda own: fz.split_paragraphs(own.reports.assign(text="一、履职\n办结案件3件。")),
    "split_items": lambda own: fz.split_items(own.coded),
    "compliance": lambda own: fz.compliance(own.reports, own.coded),
}
# of these the types of documents that count are an argument
BY_TYPE = {
    "area_shares", "report_shares", "area_trends", "area_changes", "trend_checks", "trend_power", "robustness_grid",
    "decompose_change", "top_contributors", "promise_shares", "promise_association", "area_regression",
    "regression_checks", "marginal_shares", "topic_regression", "topic_shares", "topic_trends", "topic_differences",
    "topic_correlations",
}  # fmt: skip
# which need no year
UNDATED_TOO = {
    "topic_correlations", "topic_areas", "typical_paragraphs", "choose_n_topics", "find_phrases", "coverage",
    "choose_for_training",
}  # fmt: skip


@pytest.fixture(scope="module")
def whole() -> Given:
    sim = fz.make_reports(n_regions=8, years=range(2018, 2021), n_paragraphs=10, random_state=0)
    reports = sim.reports.assign(x=np.arange(len(sim.reports)) % 5 * 1.0)
    topics = fz.TopicModel(n_topics=3, random_state=0).fit(sim.paragraphs)
    return Given(reports, sim.paragraphs, sim.paragraphs, topics)


def cut(whole: Given, kind: str) -> Given:
    reports, coded = whole.reports, whole.coded
    if kind == "no rows":
        reports, coded = reports.iloc[:0], coded.iloc[:0]
    elif kind == "none counts":
        reports, coded = reports.assign(doc_type="plan"), coded.assign(doc_type="plan")
    elif kind == "undated":
        reports, coded = (table.assign(year=pd.NA).astype({"year": "Int64"}) for table in (reports, coded))
    else:
        own = (
            reports["year"] == 2019 if kind == "one year" else reports["region"] == reports["region"].iloc[0]
        )
        reports = reports[own]
        coded = coded[coded["report_id"].isin(reports["report_id"])]
    return whole._replace(reports=reports.reset_index(drop=True), coded=coded.reset_index(drop=True))


@pytest.mark.parametrize("kind", ["no rows", "none counts", "undated", "one year", "one region"])
@pytest.mark.parametrize("name", VERBS)
def test_a_table_says_something_or_why_not(whole: Given, name: str, kind: str) -> None:
    said: list[str] = []
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("error")  # of NumPy and others
        warnings.simplefilter("always", NothingFound)
        try:
            table = VERBS[name](cut(whole, kind))
        except InputError as error:
            said.append(str(error))
    if said:
        assert kind != "undated" or "year" in said[0]
        return
    assert not (kind == "none counts" and name in BY_TYPE)
    assert not (kind == "undated" and name not in UNDATED_TOO)
    assert kind != "no rows"
    assert bool(told) == table.empty
    for column in ESTIMATES:
        if column in table.columns and table[column].isna().any():
            assert table.loc[table[column].isna(), "reason"].notna().all(), column
    for column in BOUNDS:
        if column in table.columns and len(table) and table[column].isna().all():
            assert table["reason"].notna().any(), column


@pytest.mark.parametrize("name", ROW_BY_ROW)
def test_what_works_row_by_row_makes_rows_of_rows_and_none_of_none(whole: Given, name: str) -> None:
    for kind in ("none counts", "undated", "one year", "one region"):
        assert not ROW_BY_ROW[name](cut(whole, kind)).empty
    assert ROW_BY_ROW[name](cut(whole, "no rows")).empty


def test_no_missing_years_are_none_only_where_years_are_known(whole: Given) -> None:
    assert fz.missing_years(whole.reports).empty
    for kind in ("no rows", "undated"):
        with pytest.raises(InputError, match="tell no region and year"):
            fz.missing_years(cut(whole, kind).reports)


@pytest.mark.parametrize(
    ("kind", "problem"),
    [
        ("none counts", "has a classified paragraph of role 'work' in documents of type plan alone"),
        ("undated", "has no year for any classified paragraph of role 'work' in documents that count"),
        ("no rows", "has no classified paragraph of role 'work' in documents that count"),
    ],
)
def test_the_reason_is_the_one_that_holds(whole: Given, kind: str, problem: str, tmp_path: Path) -> None:
    own, file = cut(whole, kind), tmp_path / "coded.parquet"
    own.coded.to_parquet(file)
    stored: Verb = lambda _: fz.area_shares(file)  # noqa: E731
    for verb in (VERBS["area_shares"], VERBS["area_trends"], VERBS["decompose_change"], stored):
        with pytest.raises(InputError) as caught:
            verb(own)
        assert caught.value.problem == problem


def test_topics_of_undated_texts_are_made_though_they_have_no_shares(tmp_path: Path, whole: Given) -> None:
    file, words, shares = (tmp_path / name for name in ("coded.csv", "words.csv", "shares.csv"))
    cut(whole, "undated").coded.to_csv(file, index=False)
    given = ["--topics", "2", "--seeds", "0", "--words", str(words), "--out", str(shares)]
    done = CliRunner().invoke(fazhi, ["topics", str(file), *given])
    assert done.exit_code == 1
    assert "have no year; read them with a column of years" in done.output
    assert (words.is_file(), shares.is_file()) == (True, False)
