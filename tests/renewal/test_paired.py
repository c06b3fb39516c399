"""Two models on the same units: differences, bounds and decisions against numbers worked out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.renewal.paired import Pair

REPORTS = ["a", "a", "b", "b", "c", "c"]


def units(**columns: Any) -> pd.DataFrame:
    """Six units of three reports, of one character each and taken for certain."""
    table = pd.DataFrame({"report_id": REPORTS, "paragraph_id": [f"p{n}" for n in range(6)]})
    given = {"inclusion_probability": 1.0, "role": "work", "n_chars": 1, "area": 1, "year": 2022}
    return table.assign(**(given | columns))


def scores(**columns: Any) -> pd.DataFrame:
    """A model's answers to them, all right."""
    given: dict[str, Any] = {"right": True, "log_loss": 0.5, "predicted": 1, "probability": 1.0}
    return pd.DataFrame({key: [value] * 6 for key, value in given.items()}).assign(**columns)


def check(
    measure: str,
    years: str,
    present: pd.DataFrame,
    candidate: pd.DataFrame,
    own: pd.DataFrame | None = None,
    *,
    tolerance: float = 0.0,
    level: float = 0.9,
    n: int = 2000,
) -> dict[str, Any]:
    return Pair(units() if own is None else own, present, candidate).check(
        measure, years, tolerance, level, n, 0
    )


# --- smaller for sure ---


@pytest.mark.parametrize(
    ("losses", "passed"),
    [
        ([0.4, 0.4, 0.4, 0.4, 0.4, 0.4], True),  # smaller in every report
        ([0.5, 0.5, 0.5, 0.5, 0.5, 0.5], False),  # the same
        ([0.6, 0.6, 0.6, 0.6, 0.6, 0.6], False),
        ([0.4, 0.4, 0.4, 0.4, 0.6, 0.6], False),  # smaller on the whole, but not wherever one looks
        ([0.1, 0.8, 0.1, 0.7, 0.1, 0.7], True),  # only whole reports count
    ],
)
def test_on_the_new_year_the_log_loss_must_be_smaller_for_sure(losses: list[float], passed: bool) -> None:
    row = check("log loss", "new", scores(), scores(log_loss=losses))
    assert row["difference"] == pytest.approx(np.mean(losses) - 0.5)
    assert row["passed"] is passed
    assert (row["high"] < 0) is passed
    assert row["limit"] == 0.0
    assert ("the interval must lie below zero" in row["reason"]) is not passed
    assert row["reason"].startswith("new year, log loss: 0.500 before, ")


@pytest.mark.parametrize("level", [0.9, 0.95])
def test_for_sure_is_the_upper_bound_at_the_level(level: float) -> None:
    """Of reports of equal size, the paired t test of their means."""
    losses = [0.1, 0.3, 0.3, 0.5, 0.1, 0.1]
    row = check("log loss", "new", scores(), scores(log_loss=losses), level=level)
    gains = np.array([-0.3, -0.1, -0.4])
    interval = stats.ttest_1samp(gains, 0).confidence_interval(level)
    assert (row["low"], row["high"]) == (pytest.approx(interval.low), pytest.approx(interval.high))
    assert row["passed"] is (level == 0.9)


def passes(runs: int, sizes: list[int], spread: float) -> float:
    """How often a model that is as good on average is called better for sure."""
    found = []
    report = np.repeat(np.arange(len(sizes)), sizes)
    for seed in range(runs):
        generator = np.random.default_rng([seed, len(sizes)])
        gain = generator.normal(0, spread, len(sizes))[report] + generator.normal(0, 0.5, len(report))
        own = pd.DataFrame(
            {"report_id": report.astype(str), "paragraph_id": np.arange(len(report)).astype(str)}
        )
        own = own.assign(inclusion_probability=0.5, role="work", n_chars=1, area=1, year=2022)
        before = pd.DataFrame({"log_loss": generator.exponential(0.4, len(report)), "right": True})
        found.append(Pair(own, before, before.assign(log_loss=before["log_loss"] + gain)).check(
            "log loss", "new", 0.0, 0.9, 9, 0
        )["passed"])  # fmt: skip
    return float(np.mean(found))


def test_an_equally_good_model_is_seldom_called_better() -> None:
    assert passes(400, [10, 10, 10], 0.3) <= 0.07


@pytest.mark.slow
@pytest.mark.parametrize("sizes", [[10] * 3, [6, 10, 14], [10] * 5, [4, 8, 8, 12, 18], [10] * 12])
@pytest.mark.parametrize("spread", [0.0, 0.3])
def test_an_equally_good_model_is_seldom_called_better_in_many_tests(sizes: list[int], spread: float) -> None:
    assert passes(4000, sizes, spread) <= 0.06


# --- the other decisions ---


@pytest.mark.parametrize(("right", "passed"), [(3, True), (4, True), (2, False)])
def test_on_the_new_year_accuracy_may_stay_but_not_fall(right: int, passed: bool) -> None:
    present = scores(right=[True, False, True, False, True, False])
    row = check("accuracy", "new", present, scores(right=[True] * right + [False] * (6 - right)))
    assert row["difference"] == pytest.approx((right - 3) / 6)
    assert row["passed"] is passed
    assert ("accuracy must not fall" in row["reason"]) is not passed


@pytest.mark.parametrize("measure", ["accuracy", "log loss"])
@pytest.mark.parametrize(("tolerance", "passed"), [(0.5, True), (0.49, False)])
def test_on_earlier_years_the_worse_bound_must_keep_within_the_tolerance(
    measure: str, tolerance: float, passed: bool
) -> None:
    """The candidate loses half a point in every report, so that every resample says the same."""
    worse = scores(right=[True, False] * 3, log_loss=1.0)
    row = check(measure, "earlier", scores(), worse, tolerance=tolerance)
    assert row["low"] == row["high"] == row["difference"]
    assert abs(row["difference"]) == 0.5
    assert row["passed"] is passed
    assert row["limit"] == tolerance
    assert (f"may be worse by more than {tolerance}" in row["reason"]) is not passed
    better = check(measure, "earlier", worse, scores(), tolerance=0.0)
    assert better["passed"] is True


@pytest.mark.parametrize("years", ["earlier", "new"])
@pytest.mark.parametrize(("tolerance", "passed"), [(50.0, True), (49.0, False)])
def test_the_share_error_may_rise_by_the_tolerance_in_any_year(
    years: str, tolerance: float, passed: bool
) -> None:
    """Half of every report goes from area 1 to area 8."""
    row = check("share error", years, scores(), scores(predicted=[1, 8] * 3), tolerance=tolerance)
    assert row["low"] == row["high"] == row["difference"] == 50
    assert row["passed"] is passed
    assert (f"may be worse by more than {tolerance:g}" in row["reason"]) is not passed


@pytest.mark.parametrize("level", [0.9, 0.95])
def test_accuracy_counts_by_its_lower_bound(level: float) -> None:
    """Of ten units a report, reports gain four, four and two."""
    own = pd.concat([units()] * 5, ignore_index=True).sort_values("report_id", ignore_index=True)
    before, after = np.zeros(30, dtype=bool), np.zeros(30, dtype=bool)
    after[[0, 1, 2, 3, 10, 11, 12, 13, 20, 21]] = True
    present, candidate = (
        pd.concat([scores()] * 5, ignore_index=True).assign(right=right) for right in (before, after)
    )
    interval = stats.ttest_1samp([0.4, 0.4, 0.2], 0).confidence_interval(level)
    tolerance = -0.1  # must gain a tenth
    row = check("accuracy", "earlier", present, candidate, own, level=level, tolerance=tolerance)
    assert (row["low"], row["high"]) == (pytest.approx(interval.low), pytest.approx(interval.high))
    assert row["passed"] is (level == 0.9)


def test_one_report_that_loses_counts_though_the_mean_gains() -> None:
    candidate = scores(log_loss=[0.1, 0.1, 0.1, 0.1, 0.9, 0.9])
    row = check("log loss", "earlier", scores(), candidate, tolerance=0.05, level=0.95)
    assert row["difference"] == pytest.approx(-0.4 / 3)
    assert row["high"] > 0.4
    assert row["passed"] is False


# --- what is measured ---


def test_units_count_by_the_paragraphs_that_they_stand_for() -> None:
    own = units(inclusion_probability=[0.5, 1.0, 1.0, 1.0, 0.25, 1.0])  # weights 2 1 1 1 4 1
    candidate = scores(right=[True, False, False, False, True, True], log_loss=[1.0, 0, 0, 0, 0.25, 0])
    assert check("accuracy", "new", scores(), candidate, own)["candidate"] == pytest.approx(7 / 10)
    assert check("log loss", "new", scores(), candidate, own)["candidate"] == pytest.approx(3 / 10)
    assert check("accuracy", "new", candidate, scores(), own)["present"] == pytest.approx(7 / 10)


def test_the_share_error_is_half_the_distance_of_the_shares_in_points_averaged_over_years() -> None:
    own = units(
        area=[1, 1, 2, 2, 1, 2],
        n_chars=[30, 10, 40, 20, 50, 50],
        inclusion_probability=[1.0, 0.5, 1.0, 1.0, 1.0, 1.0],
        year=[2021, 2021, 2021, 2021, 2022, 2022],
    )
    # 2021: of 110 characters 50 are area 1; the candidate gives 20 of area 1 to area 3, so 20 / 110 are elsewhere
    # 2022: all right
    row = check(
        "share error", "new", scores(predicted=own["area"]), scores(predicted=[1, 3, 2, 2, 1, 2]), own
    )
    assert row["present"] == 0
    assert row["candidate"] == pytest.approx(100 * 20 / 110 / 2)
    assert "points" in row["reason"]


@pytest.mark.parametrize("role", ["plan", "work"])
def test_the_share_error_is_of_work_where_there_is_any(role: str) -> None:
    own = units(role=["plan", *[role] * 5])
    row = check("share error", "new", scores(), scores(predicted=[2, 1, 1, 1, 1, 1]), own)
    assert row["candidate"] == (0 if role == "work" else pytest.approx(100 / 6))


def test_an_answer_of_no_area_is_an_error_of_the_share() -> None:
    row = check("share error", "new", scores(), scores(predicted=[0, 1, 1, 1, 1, 1]))
    assert row["candidate"] == pytest.approx(100 / 6)


def test_reports_are_resampled_whole_and_paragraphs_where_there_is_one() -> None:
    candidate = scores(log_loss=[0.0, 1.0] * 3)  # the same mean in every report
    assert check("log loss", "new", scores(), candidate)["resampled"] == "reports"
    row = check("log loss", "new", scores(), candidate)
    assert row["low"] == row["high"] == 0
    two = check("log loss", "new", scores(), candidate, units(report_id=["a"] * 4 + ["b"] * 2))
    assert (two["resampled"], two["n_reports"]) == ("reports", 2)
    one = check("log loss", "new", scores(), candidate, units(report_id="a"))
    assert one["resampled"] == "paragraphs"
    assert one["low"] < 0 < one["high"]
    assert (one["n_units"], one["n_reports"], row["n_reports"]) == (6, 1, 3)


@pytest.mark.parametrize(("tolerance", "passed"), [(0.25, True), (0.24, False)])
def test_calibration_may_be_worse_by_the_tolerance(tolerance: float, passed: bool) -> None:
    """Six answers at .75, all right: the error is .25; of the present model, sure and right, nought."""
    row = Pair(units(), scores(), scores(probability=0.75)).calibration(tolerance)
    assert (row["present"], row["candidate"], row["difference"]) == (0, 0.25, 0.25)
    assert row["passed"] is passed
    assert ("may be worse by more than" in row["reason"]) is not passed
    assert Pair(units(), scores(probability=0.75), scores()).calibration(0.0)["passed"]


def test_a_pair_can_be_taken_of_some_units() -> None:
    where = np.array([True, False, True, False, False, True])
    pair = Pair.of(units(), scores(log_loss=range(6)), scores(), where)
    assert pair.units["paragraph_id"].tolist() == ["p0", "p2", "p5"]
    assert pair.present["log_loss"].tolist() == [0, 2, 5]
    assert pair.candidate.index.tolist() == [0, 1, 2]
