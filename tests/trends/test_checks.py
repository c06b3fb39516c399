"""Checks beside the slopes: exact rank test, known breaks, models for shares."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import analysis as fz
from analysis.trends.checks import kendall_p, kendall_s
from analysis.trends.slopes import fit_line

from .corpora import classified, simulate

REFERENCE = Path(__file__).parent / "reference"
EXPECTED = pd.read_csv(REFERENCE / "expected.csv").set_index("name")["value"]
CHECKS = ["mann_kendall", "break_2019", "break_2021", "fractional_logit", "clr", "yearly_line"]


def found(checks: pd.DataFrame, check: str) -> pd.DataFrame:
    return checks[checks["check"] == check].set_index("area")


# --- Mann–Kendall ---


@pytest.mark.parametrize(
    ("s", "n", "p"),
    [
        (15, 6, 0.0028),
        (13, 6, 0.0167),
        (11, 6, 0.0556),
        (-15, 6, 0.0028),
        (1, 6, 1.0),
        (3, 3, 1 / 3),
        (1, 2, 1.0),
    ],
)
def test_exact_p_of_kendalls_s(s: int, n: int, p: float) -> None:
    assert kendall_p(s, n) == pytest.approx(p, abs=5e-5)


@pytest.mark.parametrize("n", [2, 3, 5, 7])
def test_the_null_distribution_is_that_of_all_orders(n: int) -> None:
    scores = np.array([kendall_s(np.array(order)) for order in permutations(range(n))])
    for s in set(scores):
        assert kendall_p(int(s), n) == pytest.approx((np.abs(scores) >= abs(s)).mean())


def test_ties_count_neither_way() -> None:
    assert kendall_s(np.array([0.1, 0.1, 0.2])) == 2
    assert kendall_s(np.zeros(6)) == 0


# --- breaks ---


def test_the_jump_and_its_error_are_those_of_statsmodels() -> None:
    table = pd.read_csv(REFERENCE / "reports.csv")
    year = table["year"].to_numpy(dtype=float)
    x = np.column_stack([year - 2019, year >= 2019])
    government = table["government"].to_numpy()
    y = table[["share"]].to_numpy()
    slope, covariance = fit_line(x, y, table["weight"].to_numpy(dtype=float), government, government)
    assert slope[1, 0] == pytest.approx(EXPECTED["break_slope"], abs=1e-8)
    assert np.sqrt(covariance[0, 1, 1]) == pytest.approx(EXPECTED["break_error"], abs=1e-8)


def step_corpus(
    jump: float, seed: int = 0, *, when: int = 2021, bend: float = 0.0, years: range = range(2017, 2023)
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Area 1 of ten governments, level but for a jump in one year and a smooth bend."""
    generator = np.random.default_rng(seed)
    rows, reports = [], []
    for region in range(10):
        level = 0.3 + 0.1 * generator.random()
        for year in years:
            curve = bend * ((year - 2019.5) / 2.5) ** 2
            share = level + curve + jump * (year >= when) + generator.normal(0, 0.01)
            name = f"g{region}y{year}"
            reports.append({"report_id": name, "region": f"g{region}"})
            rows += [
                {"report_id": name, "year": year, "area": area, "n_chars": round(10000 * part)}
                for area, part in ((1, share), (2, 1 - share))
            ]
    return classified(rows), pd.DataFrame(reports)


def test_a_jump_shows_in_its_year_alone() -> None:
    coded, reports = step_corpus(0.1)
    checks = fz.trend_checks(coded, reports=reports)
    jump = found(checks, "break_2021").loc[1]
    assert jump["low"] < 10 < jump["high"]
    assert jump["p_holm"] < 1e-5
    nothing = found(fz.trend_checks(*step_corpus(0.0)[:1], reports=reports), "break_2021").loc[1]
    assert nothing["p"] > 0.01
    assert abs(nothing["estimate"]) < 1.5


def test_breaks_outside_the_years_are_missing() -> None:
    own = simulate(0, regions=5, years=2, paragraphs=5, per_year=10)  # 2018 and 2019
    checks = fz.trend_checks(own.coded, reports=own.reports)
    for check in ("break_2019", "break_2021"):
        assert found(checks, check)[["estimate", "low", "high", "p", "p_holm"]].isna().all(axis=None)
        assert set(found(checks, check)["reason"]) == {"no years on one side of the break"}


def test_breaks_that_few_years_cannot_tell_from_a_curve_are_missing() -> None:
    coded, reports = step_corpus(
        0.1, years=range(2018, 2023)
    )  # 2018 alone is before 2019; five years are enough for one
    checks = fz.trend_checks(coded, reports=reports)
    assert found(checks, "break_2019")["estimate"].isna().all()
    assert found(checks, "break_2021").loc[1, "low"] > 0
    four = fz.trend_checks(coded[coded["year"] > 2018], reports=reports)
    assert found(four, "break_2021").loc[1, "reason"] == "too few years"


def rejects(runs: int, **planted: float) -> list[float]:
    """How often there seems to be a break in 2019, and in 2021."""
    p = []
    for seed in range(runs):
        coded, reports = step_corpus(seed=seed, **planted)
        checks = fz.trend_checks(coded, reports=reports)
        p.append([found(checks, check).loc[1, "p"] for check in ("break_2019", "break_2021")])
    return (np.array(p) < 0.05).mean(axis=0).tolist()


def test_a_smooth_curve_is_no_break_and_a_jump_is_one_in_its_own_year() -> None:
    assert max(rejects(30, jump=0.0, bend=0.08)) <= 0.14
    in_2019, in_2021 = rejects(30, jump=0.08, when=2019)
    assert in_2021 <= 0.14
    assert in_2019 > 0.8


@pytest.mark.slow
def test_a_smooth_curve_is_no_break_in_many_corpora() -> None:
    assert max(rejects(400, jump=0.0, bend=0.08)) <= 0.08


def test_regions_that_report_once_add_nothing_to_a_break() -> None:
    coded, reports = step_corpus(0.05)
    many = range(40)
    once = [
        {"report_id": f"once{n}", "year": 2017 + n % 6, "area": area, "n_chars": 5000}
        for n in many
        for area in (1, 2)
    ]
    alone = pd.DataFrame({"report_id": [f"once{n}" for n in many], "region": [f"once{n}" for n in many]})
    few, more = (
        found(fz.trend_checks(own, reports=where), "break_2021").loc[1]
        for own, where in (
            (coded, reports),
            (
                pd.concat([coded, classified(once)], ignore_index=True),
                pd.concat([reports, alone], ignore_index=True),
            ),
        )
    )
    assert more["high"] - more["low"] > 0.95 * (few["high"] - few["low"])


def test_the_two_breaks_are_one_family() -> None:
    coded, reports = step_corpus(0.1)
    checks = fz.trend_checks(coded, reports=reports)
    breaks = checks[checks["family"] == "breaks"]
    assert set(breaks["check"]) == {"break_2019", "break_2021"}
    smallest = breaks.loc[breaks["p"].idxmin()]
    assert smallest["p_holm"] == pytest.approx(min(1.0, smallest["p"] * breaks["p"].notna().sum()))
    assert len(checks[["check", "family"]].drop_duplicates()) == len(CHECKS)


@pytest.mark.parametrize("seed", range(4))
def test_rare_areas_make_a_check_missing_and_never_fail(seed: int) -> None:
    """Few codes of rare areas: corrected shares below 0 in some years, for which a logit has no largest likelihood."""
    own = simulate(seed, regions=8, years=6, paragraphs=10, per_year=20, accuracy=0.6)
    checks = fz.trend_checks(own.coded, own.codes, reports=own.reports)
    missing = checks["estimate"].isna()
    assert checks.loc[missing, "reason"].notna().all()
    assert checks.loc[~missing & checks["p"].notna(), "reason"].isna().all()


def test_years_are_the_draws_of_the_yearly_line() -> None:
    coded, reports = step_corpus(0.0, seed=4)
    line = found(fz.trend_checks(coded, reports=reports), "yearly_line").loc[1]
    shares = fz.area_shares(coded, reports=reports).query("area == 1")
    from scipy import stats

    expected = stats.linregress(shares["year"].astype(float), 100 * shares["share"])
    assert line["estimate"] == pytest.approx(expected.slope)
    assert line["p"] == pytest.approx(expected.pvalue)


# --- models for shares ---


def test_all_checks_see_a_strong_trend_and_none_where_there_is_none() -> None:
    own = simulate(1, regions=30, years=5, trend=0.03, accuracy=0.95)
    checks = fz.trend_checks(own.coded, own.codes, reports=own.reports)
    assert list(dict.fromkeys(checks["check"])) == CHECKS
    for check in ("fractional_logit", "clr"):
        assert found(checks, check).loc[6, "p_holm"] < 0.05
        assert found(checks, check).loc[6, "estimate"] > 0 > found(checks, check).loc[1, "estimate"]
        assert found(checks, check).loc[[2, 3, 4, 5, 7, 8], "p"].min() > 0.001
    slope = fz.area_trends(own.coded, own.codes, reports=own.reports).query("panel == 'full'")
    logit = found(checks, "fractional_logit")["estimate"].to_numpy()
    np.testing.assert_allclose(logit, slope["slope"].to_numpy(), atol=0.4)
    assert logit.sum() == pytest.approx(0, abs=1e-8)
    assert found(checks, "clr")["estimate"].sum() == pytest.approx(0, abs=1e-8)


def test_an_area_never_seen_is_missing_and_the_others_are_not() -> None:
    coded, reports = step_corpus(0.1)
    checks = fz.trend_checks(coded, reports=reports)
    for check in ("fractional_logit", "clr"):
        table = found(checks, check)
        assert table.loc[[1, 2], "estimate"].notna().all()
        assert table.loc[3:, ["estimate", "low", "p"]].isna().all(axis=None)


def test_one_year_is_refused() -> None:
    coded, _ = step_corpus(0.1)
    with pytest.raises(fz.InputError, match="covers the year 2019 alone"):
        fz.trend_checks(coded[coded["year"] == 2019])
