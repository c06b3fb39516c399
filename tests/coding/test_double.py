"""Codings lined up by item, what each item weighs, and limits of rates that hold where little was seen."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import analysis as fz
from analysis.coding.double import Codings, rate_limits, read_codings

OUTLINE = fz.load_taxonomy("outline-2015")


def codes_of(**given: str) -> pd.DataFrame:
    """Codes of coders named by the arguments: a digit an area, "." not coded, "0" another role."""
    rows = [
        {
            "unit_id": f"u{number}",
            "coder": coder,
            "report_id": f"r{number % 3}",
            "role": "plan" if area == "0" else "work",
            "area": int(area),
            "measure": None,
            "n_chars": 10.0 * (number + 1),
            "paragraph_chars": 100.0,
            "inclusion_probability": 0.5,
        }
        for coder, areas in given.items()
        for number, area in enumerate(areas)
        if area != "."
    ]
    return pd.DataFrame(rows)


def read(codes: pd.DataFrame, **kwargs: Any) -> Codings:
    settings: dict[str, Any] = {"role": "work", "weight": "characters", **kwargs}
    return read_codings(codes, OUTLINE, **settings)


def test_what_is_settled_is_final_or_agreed() -> None:
    codings = read(codes_of(a="5560.", b="566.5", final="..5.."))
    assert codings.coders == ["a", "b"]
    assert codings.given.tolist() == [[4, 4], [4, 5], [5, 5], [-1, -2], [-2, 4]]
    assert codings.settled.tolist() == [4, -2, 4, -1, 4]
    assert codings.double.tolist() == [True, True, True, False, False]
    assert not codings.adjudicated
    assert read(codes_of(a="556", b="566", final=".5.")).adjudicated


def test_a_code_is_used_as_settled_else_as_the_mean_of_coders() -> None:
    used = read(codes_of(a="550", b="56.", c="56.")).used()
    assert used[:, 4].round(3).tolist() == [1.0, 0.333, 0.0]
    assert used.sum(axis=1).round(9).tolist() == [1.0, 1.0, 0.0]


def test_three_coders_are_three_pairs_and_two_pairs_where_one_is_missing() -> None:
    pairs = list(read(codes_of(a="55", b="56", c="5.")).pairs())
    assert [rows.tolist() for rows, _, _ in pairs] == [[0, 1], [0], [0]]


def test_a_model_is_no_second_coder() -> None:
    codes = codes_of(a="555", b="566")
    codes["coded_by"] = np.where(codes["coder"] == "b", "model", None)
    with pytest.raises(
        fz.InputError, match=r"no item that two coders coded \(coders: a; codes of models are left"
    ):
        read(codes)


@pytest.mark.parametrize(
    ("weight", "expected"),
    [("characters", [20, 40]), ("paragraphs", [0.2, 0.4]), ("items", [2, 2]), ("reports", [0.2, 0.1])],
)
def test_what_an_item_weighs(weight: str, expected: list[float]) -> None:
    whole = pd.Series({"r0": 100.0, "r1": 400.0})
    assert read(codes_of(a="55", b="55"), weight=weight, whole=whole).weight.tolist() == expected


def test_codes_without_any_probability_stand_for_themselves() -> None:
    codes = codes_of(a="55", b="55").assign(inclusion_probability=np.nan)
    assert read(codes).weight.tolist() == [10, 20]


def test_another_scheme_is_reached_through_measures() -> None:
    codes = codes_of(a="5", b="5")
    with pytest.raises(fz.InputError, match="without a measure"):
        read_codings(codes, fz.load_taxonomy("outline-2021"), role="work", weight="items")
    moved = read_codings(
        codes.assign(measure="27y"), fz.load_taxonomy("outline-2021"), role="work", weight="items"
    )
    assert moved.areas[moved.given[0, 0]] == 6


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"coder": None}, "rows without a coder; name the coder"),
        ({"inclusion_probability": 2.0}, "inclusion_probability above 0 up to 1"),
        ({"n_chars": np.nan}, "does not tell what 2 items weigh"),
    ],
)
def test_codes_that_do_not_do_are_named(change: dict[str, Any], message: str) -> None:
    with pytest.raises(fz.InputError, match=message):
        read(codes_of(a="55", b="55").assign(**change))


def test_a_coding_given_twice_and_sizes_left_out_are_refused() -> None:
    codes = codes_of(a="55", b="55")
    with pytest.raises(fz.InputError, match="'u0' twice by one coder"):
        read(pd.concat([codes, codes.head(1)]))
    with pytest.raises(fz.InputError, match="without the size of the reports"):
        read(codes, weight="reports")


@pytest.mark.parametrize(("seen", "n"), [(0, 40), (3, 40), (40, 40)])
def test_equal_independent_items_have_the_exact_binomial_interval(seen: int, n: int) -> None:
    values = (np.arange(n) < seen).astype(float)[:, None]
    rate, low, high = rate_limits(values, np.ones(n), np.arange(n), 0.95)
    exact = stats.binomtest(seen, n).proportion_ci(0.95, "exact")
    assert rate[0] == seen / n
    # the variance between clusters has n - 1 where the binomial has n
    assert (low[0], high[0]) == pytest.approx((exact.low, exact.high), abs=0.004)


def test_clusters_and_unequal_weights_widen_the_interval() -> None:
    values = np.repeat(np.arange(12) < 3, 5).astype(float)[:, None]
    each = rate_limits(values, np.ones(60), np.arange(60), 0.95)
    together = rate_limits(values, np.ones(60), np.repeat(np.arange(12), 5), 0.95)
    assert together[1] < each[1] < each[2] < together[2]
    nothing = np.zeros((60, 1))
    equal = rate_limits(nothing, np.ones(60), np.arange(60), 0.95)[2]
    assert rate_limits(nothing, np.r_[np.ones(59), 30.0], np.arange(60), 0.95)[2] > equal


def test_one_report_tells_nothing_of_others() -> None:
    rate, low, high = rate_limits(np.array([[0.0], [1.0]]), np.ones(2), np.zeros(2, dtype=int), 0.95)
    assert rate[0] == 0.5
    assert np.isnan([low[0], high[0]]).all()


@pytest.mark.parametrize("rate", [0.01, 0.05, 0.2])
def test_the_upper_limit_covers_in_weighted_clusters(rate: float) -> None:
    generator = np.random.default_rng(5)
    covered = []
    for _ in range(300):
        cluster = np.repeat(np.arange(30), 5)
        chance = np.repeat(generator.beta(20 * rate, 20 * (1 - rate), 30), 5)
        weight = generator.lognormal(0, 0.6, 150)
        values = (generator.random(150) < chance).astype(float)[:, None]
        covered.append(rate <= rate_limits(values, weight, cluster, 0.95)[2][0])
    assert np.mean(covered) >= 0.95
