"""The intervals hold the planted truth as often as they say, and counts of predictions do not.

The small study runs every time, with bounds wide enough for its few replicates and narrow enough to fail when an
interval or a correction is wrong. The large one is slow; `fazhi calibrate --replicates 1000` is the largest.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

import analysis as fz
from analysis.areas.training import read_exemplars
from analysis.errors import InputError
from analysis.paths import shipped
from analysis.simulation.coverage import simulated_coverage, summarise

LARGE = 200


def test_the_summary_of_estimates_whose_errors_are_known() -> None:
    tries = pd.DataFrame(
        {
            "scenario": "no drift",
            "replicate": [0, 1, 2, 3],
            "quantity": "slope",
            "target": "population",
            "estimator": "dsl",
            "year": pd.NA,
            "area": 6,
            "estimate": [1.0, 2.0, 3.0, 6.0],
            "low": [0.0, 1.0, 2.0, 5.0],
            "high": [2.0, 3.0, 4.0, 7.0],
            "p": [0.2, 0.01, 0.04, 0.3],
            "truth": 2.0,
        }
    )
    row = summarise(tries).iloc[0]
    assert row[["bias", "coverage", "rejected", "n_replicates"]].tolist() == [1.0, 0.75, 0.5, 4]
    assert row["error"] == pytest.approx(np.sqrt(18 / 4))
    assert row[["half_width", "missing", "truth"]].tolist() == [1.0, 0.0, 2.0]
    assert row["coverage_low"] == pytest.approx(0.194, abs=0.001)
    assert row["coverage_high"] == pytest.approx(0.994, abs=0.001)


def test_an_interval_that_is_not_given_covers_nothing_and_is_counted() -> None:
    known = {"scenario": "s", "quantity": "share", "target": "population", "estimator": "dsl", "area": 7}
    tries = pd.DataFrame(
        {
            "replicate": [0, 1, 2, 3],
            "estimate": 1.0,
            "low": [0.0, 0.0, 2.0, np.nan],
            "high": [2.0, 2.0, 3.0, np.nan],
        }
    ).assign(**known, truth=1.0, p=np.nan)
    row = summarise(tries).iloc[0]
    assert row["coverage"] == pytest.approx(2 / 3)
    assert row["missing"] == 0.25


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"scenario": "rain"}, "scenario is 'rain'; use one of 'no drift', 'drift'"),
        ({"n_replicates": 1}, "n_replicates is 1; use 2 or more."),
    ],
)
def test_wrong_settings_are_named(settings: dict[str, object], message: str) -> None:
    with pytest.raises(InputError) as error:
        simulated_coverage(**settings)
    assert str(error.value).startswith(message)


# A small study


@pytest.fixture(scope="module")
def small() -> pd.DataFrame:
    return simulated_coverage("renamed", n_replicates=12, n_regions=24, n_paragraphs=12, per_year=60)


def test_corrected_intervals_hold_the_truth_as_often_as_they_say(small: pd.DataFrame) -> None:
    dsl = small.query("estimator == 'dsl'")
    by_kind = dsl.groupby(["quantity", "target"])["coverage"].mean()
    assert by_kind.between(0.90, 0.995).all(), by_kind
    assert dsl["coverage"].min() >= 0.80
    assert dsl.query("quantity != 'difference'")["bias"].abs().max() <= 1.4
    assert dsl["missing"].eq(0).all()


def test_corrected_intervals_are_no_wider_than_those_of_the_codes_alone(small: pd.DataFrame) -> None:
    width = small.query("target == 'population'").pivot_table(
        index=["quantity", "area"], columns="estimator", values="half_width"
    )
    assert (width["dsl"] / width["codes"]).groupby("quantity").mean().le(1.05).all()


def test_an_area_renamed_is_no_trend_once_corrected(small: pd.DataFrame) -> None:
    slopes = small.query("quantity == 'slope' and target == 'population'").set_index(["estimator", "area"])
    assert slopes.loc["dsl", "rejected"].mean() <= 0.10
    for area, direction in ((5, -1), (6, 1)):
        assert slopes.loc[("naive", area), "rejected"] >= 0.75
        assert slopes.loc[("naive", area), "bias"] * direction >= 1.0
        assert abs(slopes.loc[("dsl", area), "bias"]) <= 0.4


# End to end on texts


def read_halves(seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Two random halves of the exemplars: one to train on, one to compose of."""
    exemplars = read_exemplars(shipped("data/exemplars"))
    first = np.random.default_rng(seed).permutation(len(exemplars)) < len(exemplars) // 2
    return exemplars[first], exemplars[~first]


def inside(table: pd.DataFrame, truth: pd.Series) -> np.ndarray:
    return ((table["low"] <= truth.to_numpy()) & (truth.to_numpy() <= table["high"])).to_numpy(dtype=bool)


def test_planted_slopes_are_found_in_texts_that_the_classifier_has_not_seen() -> None:
    seen, unseen = read_halves(0)
    seen = seen[(seen["area"] > 0).to_numpy()].sample(400, random_state=0)  # so few that it errs by share
    model = fz.AreaClassifier(random_state=0).fit(seen["text"], seen["area"])
    settings = {"n_paragraphs": 14, "trend": {6: 4.0}, "drift": 0.8, "text": True, "exemplars": unseen}
    simulation = fz.make_reports(8, range(2019, 2022), **settings, random_state=1)
    coded = fz.classify_paragraphs(fz.split_paragraphs(simulation.reports), model)
    codes = simulation.code(fz.sample_for_coding(coded, per_year=80, random_state=1))
    shares = fz.area_shares(coded, codes, target="corpus")
    naive = fz.area_shares(coded)
    assert inside(shares, simulation.truth["share"]).mean() >= 0.9
    errors = [(table["share"] - simulation.truth["share"]).abs().mean() for table in (shares, naive)]
    assert errors[0] < 0.6 * errors[1]
    trends = fz.area_trends(coded, codes, reports=simulation.reports).query("panel == 'full'")
    assert inside(trends, simulation.slopes["slope"]).sum() >= 7
    assert inside(trends, simulation.slopes["slope"])[5]


@pytest.mark.slow
def test_planted_slopes_are_found_in_many_texts() -> None:
    seen, unseen = read_halves(1)
    seen = seen[(seen["area"] > 0).to_numpy()].sample(400, random_state=0)  # so few that it errs by share
    model = fz.AreaClassifier(random_state=0).fit(seen["text"], seen["area"])
    covered, missed = [], []
    for seed in range(10):
        simulation = fz.make_reports(20, drift=0.8, text=True, exemplars=unseen, random_state=seed)
        coded = fz.classify_paragraphs(simulation.paragraphs, model)
        codes = simulation.code(fz.sample_for_coding(coded, per_year=150, random_state=seed))
        for found, given in ((covered, codes), (missed, None)):
            trends = fz.area_trends(coded, given, reports=simulation.reports).query("panel == 'full'")
            found.append(inside(trends, simulation.slopes["slope"]))
    assert np.mean(covered) >= 0.90
    assert np.mean(covered, axis=0).min() >= 0.6
    assert np.mean(missed) < np.mean(covered)


# The study of record


@pytest.fixture(scope="module")
def study() -> Callable[[str], pd.DataFrame]:
    known: dict[str, pd.DataFrame] = {}

    def run(scenario: str) -> pd.DataFrame:
        if scenario not in known:
            known[scenario] = simulated_coverage(scenario, n_replicates=LARGE)
        return known[scenario]

    return run


@pytest.mark.slow
@pytest.mark.parametrize("scenario", ["no drift", "drift", "regional slopes", "one-off regions"])
def test_intervals_cover_in_every_area(study: Callable[[str], pd.DataFrame], scenario: str) -> None:
    table = study(scenario).query("estimator == 'dsl'")
    assert table["coverage"].between(0.90, 0.995).all(), table
    by_kind = table.groupby(["quantity", "target"])["coverage"].mean()
    assert by_kind.between(0.93, 0.98).all(), by_kind
    assert table.query("quantity == 'share'")["bias"].abs().max() <= 0.5


@pytest.mark.slow
@pytest.mark.parametrize("scenario", ["rare areas", "weak classifier", "few codes"])
def test_intervals_of_rare_areas_are_honest(study: Callable[[str], pd.DataFrame], scenario: str) -> None:
    table = study(scenario).query("estimator == 'dsl' and area >= 7")
    assert table["coverage"].ge(0.92).all(), table
    assert table["missing"].le(0.10).all()


@pytest.mark.slow
def test_no_interval_holds_the_errors_of_coders(study: Callable[[str], pd.DataFrame]) -> None:
    table = study("coder error").query("estimator == 'dsl' and quantity == 'share' and target == 'corpus'")
    assert table["bias"].abs().max() > 0.3


@pytest.mark.slow
def test_naive_counts_fail_under_drift(study: Callable[[str], pd.DataFrame]) -> None:
    naive = study("drift").query("estimator == 'naive' and quantity == 'slope'").set_index("area")
    assert naive.loc[[5, 6], "coverage"].max() < 0.5


@pytest.mark.slow
def test_without_a_trend_few_are_called_significant(study: Callable[[str], pd.DataFrame]) -> None:
    table = study("no trend").query("estimator == 'dsl' and quantity == 'slope' and target == 'population'")
    assert 0.03 <= table["rejected"].mean() <= 0.07
    assert table["rejected"].max() <= 0.10


@pytest.mark.slow
@pytest.mark.parametrize("scenario", ["mix change", "renamed"])
def test_what_is_no_trend_of_the_governments_is_none(
    study: Callable[[str], pd.DataFrame], scenario: str
) -> None:
    table = study(scenario).query("estimator == 'dsl' and quantity == 'slope' and target == 'population'")
    assert table["coverage"].between(0.90, 0.99).all()
    assert table["bias"].abs().max() <= 0.15


def test_a_change_of_mix_moves_the_shares_but_no_government() -> None:
    simulation = fz.make_reports(120, trend={}, mix_change=0.8, clustering=0.02, random_state=3)
    told = simulation.classify()
    everybody = fz.area_trends(told).set_index("area")
    assert everybody.loc[2, "low"] > 0
    assert everybody.loc[1, "high"] < 0
    same = fz.area_trends(told, reports=simulation.reports).query("panel == 'full'")
    assert inside(same, simulation.slopes["slope"]).sum() >= 7


def test_of_a_change_of_mix_nothing_is_within_the_governments() -> None:
    held, within, total = [], [], []
    for seed in range(8):
        simulation = fz.make_reports(60, trend={}, mix_change=0.8, n_paragraphs=15, random_state=seed)
        told = simulation.classify()
        parts = fz.decompose_change(told, 2017, 2022, reports=simulation.reports).set_index("part")
        held.append(inside(parts.loc["within"], pd.Series(np.zeros(8))))
        within.append(parts.loc["within", "change"].to_numpy())
        total.append(parts.loc["total", "change"].to_numpy())
    assert np.mean(held) >= 0.88
    assert np.mean(total, axis=0)[[0, 1]] == pytest.approx([-0.04, 0.04], abs=0.025)
    assert np.abs(np.mean(within, axis=0)[[0, 1]]).max() < 0.02
