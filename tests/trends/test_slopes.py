"""Slopes: reference numbers, planted trends, invariances, and what is said where nothing is known."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

import analysis as fz
from analysis.columns import COLUMNS
from analysis.trends.estimand import Estimand
from analysis.trends.slopes import fit_line, report_shares
from analysis.trends.totals import report_totals

from .clusters import cr2_by_matrices
from .corpora import Simulated, classified, make_codes, simulate

REFERENCE = Path(__file__).parent / "reference"
EXPECTED = pd.read_csv(REFERENCE / "expected.csv").set_index("name")["value"]


@pytest.fixture(scope="module")
def corpus() -> Simulated:
    return simulate(0, trend=0.03)


def full(trends: pd.DataFrame) -> pd.DataFrame:
    return trends[trends["panel"] == "full"].set_index("area")


# --- reference numbers ---


@pytest.mark.parametrize(("name", "levels"), [("plain", False), ("levels", True)])
def test_slope_and_error_are_those_of_statsmodels(name: str, levels: bool) -> None:
    table = pd.read_csv(REFERENCE / "reports.csv")
    government = table["government"].to_numpy()
    x = table[["year"]].to_numpy(dtype=float) - 2019
    group = government if levels else np.zeros(len(table), dtype=int)
    y = np.column_stack([table["share"], 1 - table["share"]])
    slope, covariance = fit_line(x, y, table["weight"].to_numpy(dtype=float), group, government)
    assert slope[0] == pytest.approx(EXPECTED[f"{name}_slope"] * np.array([1, -1]), abs=1e-8)
    assert np.sqrt(covariance[:, 0, 0]) == pytest.approx([EXPECTED[f"{name}_error"]] * 2, abs=1e-8)


def test_the_whole_way_gives_the_numbers_of_statsmodels() -> None:
    table = pd.read_csv(REFERENCE / "reports.csv")
    table["n_chars"] = table["weight"] * 1000
    table["report_id"] = "g" + table["government"].astype(str) + "y" + table["year"].astype(str)
    first = (table["share"] * table["n_chars"]).round().astype(int)
    rows = pd.concat(
        [table.assign(n_chars=first, area=1), table.assign(n_chars=table["n_chars"] - first, area=2)]
    )
    reports = table[["report_id"]].assign(region="g" + table["government"].astype(str))
    trends = full(fz.area_trends(classified(rows), reports=reports))
    assert trends.loc[1, "slope"] == pytest.approx(100 * EXPECTED["levels_slope"], abs=1e-4)
    # CR2 and Satterthwaite's degrees, with the levels as dummies
    dummies = pd.get_dummies(table["government"]).to_numpy(dtype=float)
    x = np.column_stack([table["year"] - 2019, dummies])
    covariance, degrees = cr2_by_matrices(
        x, table["share"].to_numpy(), table["weight"].to_numpy(dtype=float), table["government"].to_numpy()
    )
    assert trends.loc[1, "df"] == pytest.approx(degrees[0], rel=1e-6)
    half = stats.t.ppf(0.975, degrees[0]) * 100 * np.sqrt(covariance[0, 0])
    assert (trends.loc[1, "high"] - trends.loc[1, "low"]) / 2 == pytest.approx(half, abs=1e-3)


def test_one_line_for_all_has_the_error_of_a_line_with_its_constant() -> None:
    table = pd.read_csv(REFERENCE / "reports.csv").drop_duplicates("government", keep="last")
    table["n_chars"], table["report_id"] = table["weight"] * 1000, "g" + table["government"].astype(str)
    table["year"] += np.arange(len(table)) % 3
    first = (table["share"] * table["n_chars"]).round().astype(int)
    rows = pd.concat(
        [table.assign(n_chars=first, area=1), table.assign(n_chars=table["n_chars"] - first, area=2)]
    )
    trends = full(
        fz.area_trends(classified(rows), reports=table[["report_id"]].assign(region=table["report_id"]))
    )
    x = np.column_stack([table["year"] - 2019, np.ones(len(table))])
    covariance, degrees = cr2_by_matrices(
        x,
        (first / table["n_chars"]).to_numpy(),
        table["n_chars"].to_numpy(dtype=float),
        table["report_id"].to_numpy(),
    )
    assert trends.loc[1, "df"] == pytest.approx(degrees[0], rel=1e-6)
    half = stats.t.ppf(0.975, degrees[0]) * 100 * np.sqrt(covariance[0, 0])
    assert (trends.loc[1, "high"] - trends.loc[1, "low"]) / 2 == pytest.approx(half, rel=1e-6)


# --- planted truth ---


def test_right_answers_give_the_planted_slope_and_codes_change_nothing(corpus: Simulated) -> None:
    truth = full(fz.area_trends(corpus.right, reports=corpus.reports))
    corrected = full(fz.area_trends(corpus.right, corpus.codes, reports=corpus.reports))
    np.testing.assert_allclose(truth["slope"], corrected["slope"], atol=1e-10)
    assert truth.loc[6, "low"] < 3 < truth.loc[6, "high"]
    assert (set(truth["estimator"]), set(corrected["estimator"])) == ({"naive"}, {"dsl"})


def test_codes_of_everything_give_the_true_slopes(corpus: Simulated) -> None:
    everything = fz.area_trends(corpus.coded, make_codes(corpus.right, 1.0), reports=corpus.reports)
    truth = fz.area_trends(corpus.right, reports=corpus.reports)
    np.testing.assert_allclose(everything["slope"], truth["slope"], atol=1e-10)
    np.testing.assert_allclose(everything["low"], truth["low"], atol=1e-10)


@pytest.mark.parametrize(
    ("n", "least"), [(10, 0.88), pytest.param(200, 0.93, marks=pytest.mark.slow)]
)  # of 8 n: 0.95 less three and four standard errors
def test_intervals_cover_the_planted_slopes_and_naive_ones_do_not_under_drift(n: int, least: float) -> None:
    planted = np.array([-1.0, 0, 0, 0, 0, 1.0, 0, 0])
    hits, corpus_hits, naive = [], [], []
    for seed in range(n):
        own = simulate(seed, trend=0.01, drift=0.6)
        true = full(fz.area_trends(own.right, reports=own.reports))["slope"]
        for found, target, kept in (
            (fz.area_trends(own.coded, own.codes, reports=own.reports), planted, hits),
            (fz.area_trends(own.coded, own.codes, reports=own.reports, target="corpus"), true, corpus_hits),
            (fz.area_trends(own.coded, reports=own.reports), planted, naive),
        ):
            trends = full(found)
            kept.append(((trends["low"] <= target) & (target <= trends["high"])).to_numpy())
    assert np.mean(hits) >= least
    assert np.mean(corpus_hits) >= least
    assert np.mean(naive, axis=0)[[0, 5]].max() < 0.6


@pytest.mark.parametrize(
    ("n", "least", "most"), [(15, 0.0, 0.11), pytest.param(200, 0.03, 0.07, marks=pytest.mark.slow)]
)
def test_without_a_trend_one_in_twenty_is_rejected(n: int, least: float, most: float) -> None:
    p = [
        full(fz.area_trends(own.coded, own.codes, reports=own.reports))["p"].to_numpy()
        for own in (simulate(seed, years=3, paragraphs=10, per_year=40) for seed in range(n))
    ]
    assert least <= np.mean(np.array(p) < 0.05) <= most


# --- the shares of reports ---


@pytest.mark.parametrize("weight", ["characters", "paragraphs", "reports"])
def test_shares_of_reports_sum_to_one_and_average_to_the_yearly_shares(
    corpus: Simulated, weight: str
) -> None:
    totals = report_totals(corpus.coded, corpus.codes, Estimand(weight), reports=None)
    shares = report_shares(totals)
    np.testing.assert_allclose(shares.share.sum(axis=1), 1)
    yearly = fz.area_shares(corpus.coded, corpus.codes, weight=weight)
    for year, own in yearly.groupby("year"):
        here = (shares.reports["year"] == year).to_numpy()
        mean = np.average(shares.share[here], axis=0, weights=shares.weight[here])
        np.testing.assert_allclose(mean, own["share"].to_numpy(), atol=1e-12)


def test_slopes_sum_to_zero_in_declared_columns(corpus: Simulated) -> None:
    trends = fz.area_trends(corpus.coded, corpus.codes, reports=corpus.reports)
    assert list(trends.columns) == list(COLUMNS["trends"])
    np.testing.assert_allclose(trends.groupby("panel")["slope"].sum(), 0, atol=1e-9)


# --- panels ---


def panel_corpus() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Three governments: 甲 and 乙 in both years, at different levels; 丙 in the second alone, and far off."""
    shares = {("a", 2019): 0.2, ("b", 2020): 0.3, ("c", 2019): 0.6, ("d", 2020): 0.8, ("e", 2020): 0.05}
    rows = [
        {"report_id": report, "year": year, "area": area, "n_chars": round(1000 * part)}
        for (report, year), share in shares.items()
        for area, part in ((1, share), (2, 1 - share))
    ]
    region = ["甲县", "甲县", "乙县", "乙县", "丙县"]
    return classified(rows), pd.DataFrame({"report_id": list("abcde"), "region": region, "level": "county"})


def test_governments_that_return_are_compared_with_themselves() -> None:
    coded, reports = panel_corpus()
    trends = fz.area_trends(coded, reports=reports).query("area == 1").set_index("panel")["slope"]
    assert trends.to_dict() == pytest.approx({"full": 15.0, "balanced": 15.0})  # mean of 10 and 20
    alone = fz.area_trends(coded)
    assert set(alone["panel"]) == {"full"}
    assert alone["slope"].iloc[0] == pytest.approx(100 * ((0.3 + 0.8 + 0.05) / 3 - 0.4))


def test_a_department_is_not_its_government() -> None:
    coded, reports = panel_corpus()
    reports["level"] = ["county", "department"] * 2 + ["county"]
    reports["issuer"] = ["甲县人民政府", "甲县司法局", "乙县人民政府", "乙县司法局", "丙县人民政府"]
    assert set(fz.area_trends(coded, reports=reports)["panel"]) == {"full"}


# --- invariances ---


@settings(max_examples=5)
@given(st.randoms(use_true_random=False))
def test_the_order_of_paragraphs_changes_nothing(random: Any) -> None:
    own = simulate(3, regions=5, years=3, paragraphs=5, per_year=15)
    order = list(range(len(own.coded)))
    random.shuffle(order)
    one = fz.area_trends(own.coded, own.codes, reports=own.reports)
    other = fz.area_trends(own.coded.iloc[order], own.codes, reports=own.reports)
    pd.testing.assert_frame_equal(one, other, atol=1e-9)


# --- what cannot be known ---


def test_two_reports_have_a_slope_and_no_interval() -> None:
    rows = [
        {"report_id": r, "year": y, "area": a, "n_chars": n}
        for r, y, a, n in [("a", 2019, 1, 100), ("a", 2019, 2, 100), ("b", 2021, 1, 50), ("b", 2021, 2, 150)]
    ]
    trends = full(fz.area_trends(classified(rows)))
    assert trends.loc[1, "slope"] == pytest.approx(-12.5)
    assert trends[["low", "high", "p", "p_holm"]].isna().all(axis=None)


def test_reports_all_alike_have_no_interval() -> None:
    rows = [{"report_id": f"r{n}", "year": 2018 + n % 3, "area": 1, "n_chars": 100} for n in range(9)]
    trends = full(fz.area_trends(classified(rows)))
    assert trends["slope"].to_numpy() == pytest.approx(0)
    assert trends[["low", "high", "p"]].isna().all(axis=None)


def test_a_naive_slope_of_exactly_this_corpus_has_no_error_to_show(corpus: Simulated) -> None:
    trends = fz.area_trends(corpus.coded, reports=corpus.reports, target="corpus")
    assert trends[["low", "high", "p"]].isna().all(axis=None)


def bad_calls() -> dict[str, tuple[Any, str]]:
    own = simulate(0, regions=4, years=2, paragraphs=5, per_year=10)
    first = own.coded[own.coded["year"] == 2018]
    return {
        "one year": (
            lambda: fz.area_trends(first),
            "coded covers the year 2018 alone; give reports of two years",
        ),
        "a report without a row": (
            lambda: fz.area_trends(own.coded, reports=own.reports.iloc[1:]),
            "reports lacks 1 reports of the paragraphs, such as 'r000'",
        ),
        "a report twice": (
            lambda: fz.area_trends(own.coded, reports=pd.concat([own.reports, own.reports])),
            "reports holds a report_id twice",
        ),
        "another target": (
            lambda: fz.area_trends(own.coded, target="world"),
            "target is 'world'; use one of",
        ),
        "a year without codes": (
            lambda: fz.area_trends(own.coded, own.codes.iloc[:10]),
            "codes has no coded paragraph of this role in 2019",
        ),
    }


@pytest.mark.parametrize("case", bad_calls())
def test_what_cannot_be_used_is_named(case: str) -> None:
    call, message = bad_calls()[case]
    with pytest.raises(fz.InputError) as error:
        call()
    assert message in str(error.value)
