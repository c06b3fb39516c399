"""The smallest slope that can be seen: the formula, and that studies see it as often as it says."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import analysis as fz
from analysis.columns import COLUMNS
from analysis.estimation import detectable_slope, slope_power
from analysis.simulation.reports import Simulation


@pytest.fixture(scope="module")
def sim() -> Simulation:
    return fz.make_reports(n_regions=20, trend={}, random_state=3)


def table_of(sim: Simulation, **given: object) -> pd.DataFrame:
    return fz.trend_power(
        sim.paragraphs,
        reports=sim.reports,
        **({"accuracy": 0.85, "per_year": (100,)} | given),  # type: ignore[arg-type]
    )


@pytest.mark.parametrize("degrees", [4, 12, 200])
@pytest.mark.parametrize("shift", [0.5, 2.5])
def test_the_power_is_that_of_a_t_test(degrees: int, shift: float) -> None:
    generator = np.random.default_rng(degrees)
    n = degrees + 1
    drawn = generator.normal(shift / np.sqrt(n), 1, (20_000, n))
    t = drawn.mean(axis=1) / (drawn.std(axis=1, ddof=1) / np.sqrt(n))
    found = (np.abs(t) > stats.t.isf(0.025, degrees)).mean()
    assert slope_power(shift, 1.0, degrees, 0.05) == pytest.approx(found, abs=0.012)


@pytest.mark.parametrize("degrees", [3, 10, 100])
@pytest.mark.parametrize("power", [0.5, 0.8, 0.95])
def test_the_smallest_detectable_slope_has_the_power_asked_for(degrees: int, power: float) -> None:
    slope = detectable_slope(0.7, degrees, 0.05, power)
    assert slope_power(slope, 0.7, degrees, 0.05) == pytest.approx(power, abs=1e-6)


def test_more_codes_regions_and_years_show_smaller_slopes(sim: Simulation) -> None:
    table = table_of(sim, per_year=(50, 200), n_regions=(10, 20, 40), n_years=(4, 6, 8), slope=1.0)
    assert list(table.columns)[: len(COLUMNS["trend power"])] == list(COLUMNS["trend power"])
    assert len(table) == 2 * 3 * 3 * 8
    for axis in ("n_codes", "n_regions", "n_years"):
        others = [name for name in ("n_codes", "n_regions", "n_years", "area") if name != axis]
        ordered = table.sort_values(axis).groupby(others)
        assert ordered["detectable"].apply(lambda own: own.is_monotonic_decreasing).all()
        assert ordered["power"].apply(lambda own: own.is_monotonic_increasing).all()
    six = table[table["n_years"] == 6]
    np.testing.assert_allclose(six["detectable_change"], 5 * six["detectable"])


def test_the_corpus_as_it_is_is_the_default(sim: Simulation) -> None:
    own = table_of(sim)
    same = table_of(sim, n_regions=(20,), n_years=(6,))
    np.testing.assert_allclose(own["std_error"], same["std_error"], rtol=1e-9)
    assert own["n_regions"].eq(20).all()
    assert own["power"].isna().all()


def test_more_tests_in_the_family_need_larger_slopes(sim: Simulation) -> None:
    one, eight = table_of(sim), table_of(sim, n_tests=8)
    assert (eight["detectable"] > 1.1 * one["detectable"]).all()


def test_what_cannot_be_told_is_missing_with_a_reason(sim: Simulation) -> None:
    two = sim.paragraphs[sim.paragraphs["year"] < 2019]
    table = fz.trend_power(two, accuracy=0.85, reports=sim.reports, per_year=(50,))
    assert table["detectable"].isna().all()
    assert set(table["reason"]) == {"fewer than three years"}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"power": 1.0}, "power is 1.0"),
        ({"n_regions": (2,)}, r"n_regions is \(2,\)"),
        ({"n_years": (2,)}, r"n_years is \(2,\)"),
        ({"n_tests": 0}, r"n_tests is \[0\]"),
        ({"per_year": (1,)}, "per_year holds 1"),
        ({"accuracy": None}, "codes and accuracy are both given or both missing"),
    ],
)
def test_what_is_out_of_range_is_named(sim: Simulation, given: dict[str, object], said: str) -> None:
    with pytest.raises(fz.InputError, match=said):
        table_of(sim, **given)


@pytest.mark.slow
def test_studies_find_the_smallest_detectable_slope_as_often_as_it_says() -> None:
    """A pilot tells the detectable slope of area 6 at 80%; studies with that slope planted find it about that often."""
    pilot = fz.make_reports(n_regions=20, trend={}, random_state=99)
    codes = pilot.code(fz.sample_for_coding(pilot.paragraphs, per_year=200, random_state=9))
    table = fz.trend_power(pilot.paragraphs, codes=codes, reports=pilot.reports, per_year=(85,))
    slope = float(table.set_index("area").loc[6, "detectable"])
    found = []
    for seed in range(80):
        sim = fz.make_reports(n_regions=20, trend={6: slope}, random_state=seed)
        own = sim.code(fz.sample_for_coding(sim.paragraphs, per_year=100, random_state=seed))
        trends = (
            fz.area_trends(sim.paragraphs, own, reports=sim.reports)
            .query("panel == 'full'")
            .set_index("area")
        )
        found.append(trends.loc[6, "p"] < 0.05)
    assert 0.62 < np.mean(found) < 0.95


def test_every_trend_says_what_it_could_have_seen(sim: Simulation) -> None:
    trends = fz.area_trends(sim.paragraphs, reports=sim.reports).query("panel == 'full'")
    half, df = (trends["high"] - trends["low"]) / 2, trends["df"].to_numpy()
    error = half.to_numpy() / stats.t.isf(0.025, df)
    found = [
        slope_power(slope, one, degrees, 0.05)
        for slope, one, degrees in zip(trends["detectable"], error, df, strict=True)
    ]
    np.testing.assert_allclose(found, 0.8, atol=1e-6)
    two = sim.paragraphs[sim.paragraphs["report_id"].isin(sim.reports["report_id"][:6])]
    lost = fz.area_trends(two, reports=sim.reports)
    assert lost.loc[lost["p"].isna(), "detectable"].isna().all()
