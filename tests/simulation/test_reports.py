"""Each knob does what it says, and nothing else."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import analysis as fz
from analysis.columns import COLUMNS
from analysis.columns.types import MIX
from analysis.errors import InputError
from analysis.simulation.reports import Simulation

SMALL: dict[str, Any] = {"n_regions": 12, "years": range(2019, 2022), "random_state": 5}


@pytest.fixture(scope="module")
def small() -> Simulation:
    return fz.make_reports(**SMALL)


@pytest.fixture(scope="module")
def large() -> Simulation:
    """Large enough for the truth of the corpus to be close to what is expected."""
    return fz.make_reports(150, clustering=0.0, random_state=2)


def true_slopes(simulation: Simulation) -> np.ndarray:
    """Slope of the true yearly shares, in percentage points per year."""
    shares = simulation.truth.pivot(index="year", columns="area", values="share")
    return np.polyfit(shares.index.to_numpy(dtype=float), shares.to_numpy() * 100, 1)[0]


# The tables


def test_tables_are_those_of_the_contract(tables: Simulation) -> None:
    assert dict(tables.reports.dtypes.astype(str)) == dict(COLUMNS["reports"])
    both = {**COLUMNS["paragraphs"], **COLUMNS["classification"]}
    assert dict(tables.paragraphs.dtypes.astype(str)) == both
    assert len(tables.reports) == 360
    assert tables.paragraphs["paragraph_id"].is_unique
    assert tables.paragraphs[list(MIX)].sum(axis=1).to_numpy(dtype=float) == pytest.approx(1)
    per_report = tables.paragraphs.query("role == 'work'").groupby("report_id").size()
    assert per_report.mean() == pytest.approx(26, abs=1.5)


def test_everything_says_that_it_is_simulated(tables: Simulation) -> None:
    reports = tables.reports
    for column in ("title", "issuer", "region", "province"):
        assert reports[column].str.contains("模拟").all()
    assert reports["report_id"].str.startswith("simulated_").all()
    assert reports["path"].str.startswith("simulated_").all()
    assert tables.paragraphs["text"].str.contains("模拟").all()


# Randomness


def test_the_same_seed_gives_the_same_corpus_and_another_seed_another(small: Simulation) -> None:
    again, other = fz.make_reports(**SMALL), fz.make_reports(**SMALL | {"random_state": 6})
    for name in ("reports", "paragraphs", "items", "truth", "expected", "slopes"):
        pd.testing.assert_frame_equal(getattr(small, name), getattr(again, name))
    assert not small.truth.equals(other.truth)


def test_global_random_state_is_neither_used_nor_touched(small: Simulation) -> None:
    np.random.seed(1)  # noqa: NPY002 - the global state is what is tested
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    again = fz.make_reports(**SMALL)
    assert (np.random.get_state()[1] == before).all()  # noqa: NPY002
    assert again.truth.equals(small.truth)


# Truth


def test_the_trend_is_in_the_truth(large: Simulation) -> None:
    assert large.slopes.loc[5, "slope"] == 1.2
    assert true_slopes(large) == pytest.approx(large.slopes["slope"].to_numpy(), abs=0.45)


def test_without_a_trend_the_truth_stands_still() -> None:
    simulation = fz.make_reports(150, trend={}, clustering=0.0, random_state=2)
    assert not simulation.slopes["slope"].any()
    assert true_slopes(simulation) == pytest.approx(0, abs=0.45)


def test_the_truth_is_close_to_what_is_expected(large: Simulation) -> None:
    both = large.truth.merge(large.expected, on=["year", "area"], suffixes=("", "_expected"))
    assert (both["share"] - both["share_expected"]).abs().max() < 0.02
    assert both.groupby("year")["share_expected"].sum().to_numpy() == pytest.approx(1)


def test_clustering_spreads_the_governments() -> None:
    def spread(clustering: float) -> float:
        items = fz.make_reports(60, range(2020, 2022), clustering=clustering).items.query("role == 'work'")
        chars = items.pivot_table(index="report_id", columns="area", values="n_chars", aggfunc="sum")
        return float(chars.div(chars.sum(axis=1), axis=0).fillna(0).std().mean())

    assert spread(0.12) > 1.3 * spread(0.0)


# The classifier


def test_the_classifier_is_as_accurate_as_asked(tables: Simulation) -> None:
    single = tables.items[~tables.items["paragraph_id"].duplicated(keep=False)]
    answers = tables.paragraphs.set_index("paragraph_id").loc[single["paragraph_id"], "area"]
    assert (answers.to_numpy(dtype=int) == single["area"].to_numpy()).mean() == pytest.approx(0.85, abs=0.01)


def test_drift_misleads_the_classifier_and_changes_nothing_else(tables: Simulation) -> None:
    drifting = fz.make_reports(drift=0.3, random_state=1)
    pd.testing.assert_frame_equal(drifting.truth, tables.truth)
    pd.testing.assert_frame_equal(drifting.reports, tables.reports)
    changed = (
        (drifting.paragraphs[list(MIX)] != tables.paragraphs[list(MIX)]).any(axis=1).to_numpy(dtype=bool)
    )
    assert set(drifting.paragraphs["year"][changed]) == {2021, 2022}
    touched = tables.items[tables.items["paragraph_id"].isin(drifting.paragraphs["paragraph_id"][changed])]
    assert (touched.groupby("paragraph_id")["area"].agg(lambda areas: 5 in set(areas))).all()
    late = drifting.paragraphs.merge(
        tables.items.drop_duplicates("paragraph_id", keep=False), on="paragraph_id"
    )
    late = late[(late["area_y"] == 5) & (late["year_x"] >= 2021)]
    missed = (late["area_x"] == 6).mean()
    assert missed == pytest.approx(0.3 + 0.7 * 0.15 * 0.35, abs=0.06)


def test_drift_comes_in_the_years_and_from_the_area_asked_for() -> None:
    settings = SMALL | {"drift": 1.0, "drift_from": 2, "drift_to": 7, "drift_years": (2019,)}
    simulation = fz.make_reports(**settings)
    items = simulation.items.drop_duplicates("paragraph_id", keep=False).merge(
        simulation.paragraphs[["paragraph_id", "area"]], on="paragraph_id", suffixes=("", "_answered")
    )
    caught = (items["year"] == 2019) & (items["area"] == 2)
    assert (items.loc[caught, "area_answered"] == 7).all()
    assert (items.loc[~caught, "area_answered"] == 7).mean() < 0.2


# Who reports


def test_missing_years_are_missing_and_change_no_government() -> None:
    whole = fz.make_reports(40, random_state=3)
    holes = fz.make_reports(40, missing=0.3, random_state=3)
    assert set(holes.reports["report_id"]) < set(whole.reports["report_id"])
    assert len(holes.reports) / 240 == pytest.approx(0.7, abs=0.08)
    assert set(holes.paragraphs["report_id"]) == set(holes.reports["report_id"])


def test_a_change_of_mix_moves_the_expected_shares_but_no_government() -> None:
    simulation = fz.make_reports(120, trend={}, mix_change=0.8, random_state=3)
    assert not simulation.slopes["slope"].any()
    expected = simulation.expected.pivot(index="year", columns="area", values="share")
    moved = (expected.loc[2022] - expected.loc[2017]) * 100
    assert moved[2] > 1.5
    assert moved[1] < -1.5
    assert moved[[4, 5, 7, 8]].abs().max() < 1e-9
    levels = simulation.reports.groupby(["year", "level"]).size().unstack()
    assert levels["county"].is_monotonic_decreasing
    assert levels["prefecture"].is_monotonic_increasing


# Copying


def test_copied_text_is_that_of_the_year_before_and_gets_the_same_answer() -> None:
    simulation = fz.make_reports(20, copying=0.5, random_state=4)
    paragraphs = simulation.paragraphs.merge(simulation.reports[["report_id", "region"]], on="report_id")
    groups = paragraphs.groupby("text")
    repeated = groups.filter(lambda own: len(own) > 1).groupby("text")
    for column in ("region", "role", "area"):
        assert set(repeated[column].nunique()) == {1}
    assert (repeated["year"].agg(lambda years: years.astype(int).diff().dropna().eq(1).all())).all()
    later = paragraphs["year"] > 2017
    share = paragraphs["text"].duplicated()[later].mean()
    assert share == pytest.approx(0.44, abs=0.04)


def test_copying_leaves_the_planted_areas_as_they_are() -> None:
    fresh, copied = (
        fz.make_reports(100, copying=copying, clustering=0.0, random_state=2) for copying in (0, 0.9)
    )
    assert copied.items[["item_id", "area"]].equals(fresh.items[["item_id", "area"]])
    assert true_slopes(copied) == pytest.approx(true_slopes(fresh), abs=0.25)


# Knobs out of range


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"n_regions": 0}, "n_regions is 0; simulate at least 1 government."),
        ({"years": []}, "years is []; give different years, such as range(2017, 2023)."),
        ({"years": [2020, 2020]}, "years is [2020, 2020]; give different years, such as range(2017, 2023)."),
        ({"drift": 1.5}, "drift is 1.5; give a share between 0 and 1."),
        ({"missing": -0.1}, "missing is -0.1; give a share between 0 and 1."),
        ({"missing": 1.0}, "missing is 1.0 and leaves no report; give less, or more regions."),
        ({"copying": float("nan")}, "copying is nan; give a share between 0 and 1."),
        ({"clustering": 0.5}, "clustering is 0.5; give a standard deviation from 0 to below 0.3."),
        ({"n_paragraphs": 0}, "n_paragraphs is 0; give at least 1 paragraph a report."),
        ({"damage": 0.5}, "damage is 0.5 without texts; give text=True with it."),
        ({"drift_from": 9}, "drift_from is 9; use one of 1, 2, 3, 4, 5, 6, 7, 8."),
    ],
)
def test_knobs_out_of_range_are_named(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError) as error:
        fz.make_reports(**{"n_regions": 2, **settings})
    assert str(error.value) == message


@pytest.mark.parametrize("years", [[2020], [2018, 2020, 2021]])
def test_one_year_and_years_with_gaps(years: list[int]) -> None:
    simulation = fz.make_reports(2, years, n_paragraphs=1)
    assert sorted(set(simulation.reports["year"])) == years
    assert len(simulation.truth) == 8 * len(years)


def test_a_number_is_the_trend_of_area_6() -> None:
    slopes = [
        fz.make_reports(3, range(2019, 2022), trend=trend, random_state=0).slopes["slope"].tolist()
        for trend in (0.5, {6: 0.5})
    ]
    assert slopes[0] == slopes[1]
    assert slopes[0][5] == 0.5


# Thin data


def test_further_governments_report_once(small: Simulation) -> None:
    more = fz.make_reports(**{**SMALL, "one_off": 20})
    years = more.reports.groupby("region")["year"].nunique()
    assert (years == 3).sum() == 12
    assert (years == 1).sum() == 20
    assert more.reports.query("region in @small.reports.region").groupby("region").size().eq(3).all()


def test_shares_may_be_rare() -> None:
    base = [0.24, 0.14, 0.11, 0.2, 0.16, 0.12, 0.02, 0.01]
    rare = fz.make_reports(150, base=base, trend={}, clustering=0.0, random_state=2)
    mean = rare.truth.groupby("area")["share"].mean()
    assert mean[7] == pytest.approx(0.02, abs=0.003)
    assert mean[8] == pytest.approx(0.01, abs=0.003)


def test_slopes_of_governments_differ_around_the_planted_one() -> None:
    settings: dict[str, Any] = {"trend": {}, "clustering": 0.06, "n_paragraphs": 60, "random_state": 4}
    spreads = {}
    for own_slopes in (0.0, 0.5):
        made = fz.make_reports(60, own_slopes=own_slopes, **settings)
        told = made.classify().query("role == 'work'")
        told = told.merge(made.reports[["report_id", "region"]], on="report_id")
        share = told.groupby(["region", "year"])["share_1"].mean().unstack()
        slopes = np.polyfit(np.arange(6), share.to_numpy(dtype=float).T, 1)[0]
        assert abs(slopes.mean()) < 0.006
        spreads[own_slopes] = slopes.std()
    assert spreads[0.5] > 1.5 * spreads[0.0]


def test_a_coder_may_err(small: Simulation) -> None:
    sample = fz.sample_for_coding(small.paragraphs, per_year=200, random_state=0)
    right, wrong = small.code(sample), small.code(sample, error=0.2, random_state=1)
    has_area = (right["area"] > 0).to_numpy()
    assert (right["area"] != wrong["area"])[has_area].mean() == pytest.approx(0.2, abs=0.05)
    assert (right["area"] == wrong["area"])[~has_area].all()
    pd.testing.assert_frame_equal(small.code(sample, error=0.0), right)


@pytest.mark.parametrize(
    ("knob", "message"),
    [
        ({"base": [0.5, 0.5]}, "base is [0.5, 0.5]; give 8 shares"),
        ({"one_off": -1}, "one_off is -1; give 0 or more governments."),
        ({"own_slopes": 2.0}, "own_slopes is 2.0; give 0 to below 1"),
    ],
)
def test_thin_data_are_checked(knob: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError) as error:
        fz.make_reports(**SMALL, **knob)
    assert str(error.value).startswith(message)
