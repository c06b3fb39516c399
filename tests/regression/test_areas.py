"""Regressions of shares: reference numbers, what sums to zero, what is left out, and what is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import analysis as fz
from analysis.columns import COLUMNS

from .corpora import REFERENCE, Corpus, known

EXPECTED = pd.read_csv(REFERENCE / "expected.csv").set_index("name")["value"]


def regress(sim: Corpus, formula: str, **options: Any) -> pd.DataFrame:
    given: dict[str, Any] = {
        "codes": sim.codes,
        "reports": sim.reports,
        "covariates": sim.covariates,
        **options,
    }
    return fz.area_regression(formula, sim.coded, **given)


def of_area(table: pd.DataFrame, area: int) -> pd.DataFrame:
    return table[table["area"] == area].set_index("term")


def test_a_lag_is_the_value_of_as_many_years_before(sim: Corpus) -> None:
    before = sim.covariates.assign(year=sim.covariates["year"] + 2).rename(columns={"gdp": "before"})
    lagged = regress(sim, "share ~ lag(gdp, 2)")
    moved = regress(sim, "share ~ before", covariates=before[["region_code", "year", "before"]])
    assert 0 < lagged["n_reports"].iloc[0] < regress(sim, "share ~ gdp")["n_reports"].iloc[0]
    own = ["term", "formula"]
    pd.testing.assert_frame_equal(lagged.drop(columns=own), moved.drop(columns=own))


# --- reference numbers ---


@pytest.mark.parametrize(
    ("name", "formula", "fixed", "variance", "close"),
    [
        ("statsmodels plain", "share ~ x * z + C(government_level)", (), "CR1", 1e-10),
        ("statsmodels levels", "share ~ x + z", ("region", "year"), "CR1", 1e-10),
        # pyfixest takes levels out step by step, up to 1e-8
        ("pyfixest levels", "share ~ x + z", ("region", "year"), "CR1", 2e-7),
        ("pyfixest CRV3", "share ~ x + z", ("region", "year"), "CR3", 2e-7),
    ],
)
def test_without_errors_the_numbers_are_those_of_other_programs(
    name: str, formula: str, fixed: tuple[str, ...], variance: str, close: float
) -> None:
    given = known()
    table = fz.area_regression(
        formula,
        given.coded,
        reports=given.reports,
        covariates=given.covariates,
        fixed_effects=fixed,
        variance=variance,
    )
    found = of_area(table, 1)
    own = EXPECTED[EXPECTED.index.str.startswith(f"{name}|")]
    # the jackknife's factor (G − 1) / G, which pyfixest was told to leave out
    factor = np.sqrt(14 / 13) if variance == "CR3" else 1.0
    assert len(own) >= 4
    for key, value in own.items():
        _, term, what = str(key).split("|")
        ours = found.loc[term, "estimate"] if what == "estimate" else factor * found.loc[term, "std_error"]
        assert ours == pytest.approx(value, rel=close, abs=close)


def test_right_answers_need_no_correction(sim: Corpus) -> None:
    counted = regress(sim, "share ~ log(gdp)", codes=None)
    right = fz.area_regression("share ~ log(gdp)", sim.right, reports=sim.reports, covariates=sim.covariates)
    corrected = fz.area_regression(
        "share ~ log(gdp)",
        sim.right,
        sim.codes,
        reports=sim.reports,
        covariates=sim.covariates,
        estimator="difference",
    )
    assert corrected["estimate"].to_numpy() == pytest.approx(right["estimate"].to_numpy(), abs=1e-9)
    assert np.abs(counted["estimate"] - right["estimate"]).max() > 0.1


# --- what holds of any regression ---


def test_effects_on_all_areas_sum_to_zero_and_constants_to_one_hundred(sim: Corpus) -> None:
    table = regress(sim, "share ~ log(gdp) + new_leader")
    sums = table.groupby("term", sort=False)["estimate"].sum()
    assert sums["Intercept"] == pytest.approx(100)
    assert sums.drop("Intercept").to_numpy() == pytest.approx([0, 0], abs=1e-9)


def test_a_term_in_other_units_has_the_same_p(sim: Corpus) -> None:
    one = of_area(regress(sim, "share ~ gdp", fixed_effects="year"), 4)
    other = of_area(
        regress(
            sim,
            "share ~ gdp",
            fixed_effects="year",
            covariates=sim.covariates.assign(gdp=lambda t: t["gdp"] * 1e9),
        ),
        4,
    )
    assert other["estimate"].iloc[0] * 1e9 == pytest.approx(one["estimate"].iloc[0])
    assert other["p"].iloc[0] == pytest.approx(one["p"].iloc[0])


def test_order_of_rows_does_not_matter(sim: Corpus) -> None:
    one = regress(sim, "share ~ log(gdp)", fixed_effects=("region", "year"))
    shuffled = sim._replace(
        coded=sim.coded.sample(frac=1, random_state=3),
        reports=sim.reports.sample(frac=1, random_state=4),
        covariates=sim.covariates.sample(frac=1, random_state=5),
    )
    other = regress(shuffled, "share ~ log(gdp)", fixed_effects=("region", "year"))
    numbers = ["estimate", "low", "high", "p", "p_joint"]
    assert other[numbers].to_numpy() == pytest.approx(one[numbers].to_numpy(), rel=1e-7)


def test_a_level_for_each_government_is_a_column_for_each(sim: Corpus) -> None:
    absorbed = of_area(regress(sim, "share ~ log(gdp)", fixed_effects=("region", "year")), 4)
    columns = of_area(regress(sim, "share ~ log(gdp) + C(region) + C(year)"), 4)
    assert columns.loc["log(gdp)", "estimate"] == pytest.approx(absorbed.loc["log(gdp)", "estimate"])
    assert columns.loc["log(gdp)", "std_error"] == pytest.approx(
        absorbed.loc["log(gdp)", "std_error"], rel=1e-6
    )


def test_the_regression_on_years_is_the_trend(sim: Corpus) -> None:
    trends = fz.area_trends(sim.coded, sim.codes, reports=sim.reports)
    slopes = trends[trends["panel"] == "full"]
    table = regress(sim, "share ~ year", fixed_effects="government")
    for ours, theirs in (
        ("estimate", "slope"),
        ("low", "low"),
        ("high", "high"),
        ("p", "p"),
        ("p_holm", "p_holm"),
    ):
        assert table[ours].to_numpy() == pytest.approx(slopes[theirs].to_numpy())


def test_holm_is_over_the_areas_asked_for(sim: Corpus) -> None:
    whole = of_area(regress(sim, "share ~ log(gdp)"), 4)
    alone = of_area(regress(sim, "share ~ log(gdp)", areas=[4]), 4)
    assert alone.loc["log(gdp)", "p_holm"] == alone.loc["log(gdp)", "p"] == whole.loc["log(gdp)", "p"]
    assert whole.loc["log(gdp)", "p_holm"] >= whole.loc["log(gdp)", "p"]


def test_the_bootstrap_agrees_with_the_formula_where_clusters_are_many(sim: Corpus) -> None:
    plain = of_area(regress(sim, "share ~ log(gdp)"), 4).loc["log(gdp)"]
    wild = of_area(regress(sim, "share ~ log(gdp)", variance="wild", n_resamples=399), 4).loc["log(gdp)"]
    assert wild["low"] < wild["estimate"] < wild["high"]
    assert (wild["high"] - wild["low"]) / (plain["high"] - plain["low"]) == pytest.approx(1, abs=0.35)
    assert (wild["p"] < 0.05) == (not wild["low"] <= 0 <= wild["high"])


# --- what is left out ---


def test_a_report_without_a_covariate_is_left_out_and_counted(sim: Corpus) -> None:
    some = sim.covariates[sim.covariates["year"] != 2019]
    table = regress(sim, "share ~ log(gdp)", covariates=some)
    lost = int((sim.reports["year"] == 2019).sum())
    assert table["n_left_out"].unique().tolist() == [lost]
    assert table["n_reports"].unique().tolist() == [len(sim.reports) - lost]


def test_a_term_that_levels_swallow_is_missing_with_the_reason(sim: Corpus) -> None:
    table = of_area(regress(sim, "share ~ log(gdp) + C(government_level)", fixed_effects="region"), 4)
    lost = table.loc["C(government_level)[T.prefecture]"]
    assert pd.isna(lost["estimate"])
    assert "fixed effects" in lost["reason"]
    with pytest.raises(fz.InputError, match="all that the terms of the formula tell"):
        regress(sim, "share ~ C(government_level)", fixed_effects="region")


def test_two_clusters_give_no_interval(sim: Corpus) -> None:
    regions = sorted(sim.reports["region_code"].unique())[:2]
    ids = sim.reports.loc[sim.reports["region_code"].isin(regions), "report_id"]
    coded = sim.coded[sim.coded["report_id"].isin(ids)]
    table = regress(sim._replace(coded=coded), "share ~ log(gdp)", codes=None)
    assert table["low"].isna().all()
    assert table["reason"].unique().tolist() == ["two regions or fewer"]


def test_few_clusters_give_no_joint_test_and_many_do(sim: Corpus) -> None:
    regions = sorted(sim.reports["region_code"].unique())[:6]
    ids = sim.reports.loc[sim.reports["region_code"].isin(regions), "report_id"]
    few = regress(
        sim._replace(coded=sim.coded[sim.coded["report_id"].isin(ids)]), "share ~ log(gdp)", codes=None
    )
    assert few["p_joint"].isna().all()
    many = regress(sim, "share ~ new_leader")
    assert many.loc[many["term"] == "new_leader", "p_joint"].between(0, 1).all()


def test_the_corpus_has_no_error_once_all_is_coded(sim: Corpus) -> None:
    part = regress(sim, "share ~ log(gdp)", target="corpus")
    whole = regress(sim, "share ~ log(gdp)")
    own, others = (table[table["term"] == "log(gdp)"]["std_error"].to_numpy() for table in (part, whole))
    assert (own < others * 1.2).all()
    assert own.sum() < others.sum()


# --- the table ---


def test_the_table_says_what_it_is(sim: Corpus) -> None:
    table = regress(sim, "share ~ log(gdp)", fixed_effects=("region", "year"))
    assert [*COLUMNS["regression"], "simulated"] == table.columns.tolist()
    one = table.iloc[0]
    assert (one["formula"], one["fixed_effects"], one["cluster"]) == (
        "share ~ log(gdp)",
        "region + year",
        "region",
    )
    assert (one["estimator"], one["variance"], one["weight"]) == ("dsl", "CR2", "characters")
    assert one["n_codes"] == sim.codes["paragraph_id"].nunique()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"cluster": "town"}, "cluster names 'town'"),
        ({"fixed_effects": "town"}, "fixed_effects names 'town'"),
        ({"variance": "HC1"}, "variance is 'HC1'"),
        ({"areas": [9]}, "areas hold 9"),
        ({"n_resamples": 5}, "n_resamples is 5"),
        ({"covariates": None}, "names 'gdp', which is no column"),
    ],
)
def test_what_cannot_be_is_refused(sim: Corpus, options: dict[str, Any], message: str) -> None:
    with pytest.raises(fz.InputError, match=message):
        regress(sim, "share ~ log(gdp)", **options)
