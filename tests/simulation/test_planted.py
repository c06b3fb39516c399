"""Planted shares are those asked for, and the truth of a corpus is told for any estimand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import analysis as fz
from analysis.columns import COLUMNS
from analysis.errors import InputError
from analysis.simulation.planted import (
    BASE,
    TILT,
    draw_items,
    draw_shares,
    expected_shares,
    planted_slopes,
    true_shares,
)
from analysis.simulation.reports import Simulation

YEARS = np.arange(2017, 2023)
LEVELS = np.array(["prefecture", "county", "county"])


def test_the_ground_adds_up() -> None:
    assert BASE.sum() == pytest.approx(1)
    assert [tilt.sum() for tilt in TILT.values()] == pytest.approx([0, 0])


@given(st.dictionaries(st.integers(1, 8), st.floats(-0.4, 0.4), max_size=7))
def test_slopes_are_those_asked_and_sum_to_zero(trend: dict[int, float]) -> None:
    slopes = planted_slopes(trend)
    assert slopes.sum() == pytest.approx(0, abs=1e-9)
    assert [slopes[area - 1] for area in trend] == pytest.approx(list(trend.values()))


@pytest.mark.parametrize(
    ("trend", "message"),
    [
        ({9: 1.0}, "trend holds 9: 1.0; map areas 1 to 8 to percentage points per year."),
        ({6: float("nan")}, "trend holds 6: nan; map areas 1 to 8 to percentage points per year."),
        (dict.fromkeys(range(1, 9), 1.0), "trend adds up to 8 over all areas; let it add up to 0."),
    ],
)
def test_a_trend_that_cannot_be_planted_is_refused(trend: dict[int, float], message: str) -> None:
    with pytest.raises(InputError) as error:
        planted_slopes(trend)
    assert str(error.value) == message


def test_a_trend_that_leaves_nothing_of_an_area_is_refused() -> None:
    with pytest.raises(InputError, match=r"drives area 6 below 0.5%"):
        expected_shares({6: 8.0}, YEARS, LEVELS)


def test_expected_shares_move_in_straight_lines() -> None:
    shares = expected_shares({6: 1.2}, YEARS, LEVELS)
    assert shares.sum(axis=2) == pytest.approx(1)
    assert np.diff(shares, axis=1) * 100 == pytest.approx(
        np.broadcast_to(planted_slopes({6: 1.2}), (3, 5, 8))
    )


def test_governments_vary_around_the_expected_shares_as_much_as_asked() -> None:
    expected = np.full((4000, 2, 8), 1 / 8)
    shares = draw_shares(expected, 0.04, np.random.default_rng(0))
    assert shares.sum(axis=2) == pytest.approx(1)
    assert shares.mean(axis=0) == pytest.approx(1 / 8, abs=0.002)
    assert shares.std(axis=0) == pytest.approx(0.04, abs=0.002)
    assert shares[:, 0] == pytest.approx(shares[:, 1])  # the same government keeps its rank


def test_without_clustering_all_governments_are_alike() -> None:
    expected = expected_shares({}, YEARS, LEVELS)
    assert draw_shares(expected, 0, np.random.default_rng(0)) is expected


def test_items_follow_the_shares_of_their_report_one_by_one() -> None:
    shares = np.array([BASE, BASE[::-1]])
    paragraph, area = draw_items(np.repeat([0, 1], 20_000), shares, np.random.default_rng(0))
    place = np.arange(len(area)) - np.searchsorted(paragraph, paragraph)
    for report in (0, 1):
        for items in (place == 0, place == 1, place == 3):
            own = area[items & (paragraph // 20_000 == report)]
            assert np.bincount(own, minlength=9)[1:] / len(own) == pytest.approx(shares[report], abs=0.02)
    sizes = np.bincount(paragraph)
    assert set(sizes) == {1, 2, 3, 4}
    assert (sizes > 1).mean() == pytest.approx(0.25, abs=0.01)


def test_the_items_of_a_paragraph_tend_to_one_area() -> None:
    paragraph, area = draw_items(np.zeros(40_000, dtype=int), BASE[None, :], np.random.default_rng(0))
    same = (area[1:] == area[:-1])[paragraph[1:] == paragraph[:-1]]
    assert same.mean() == pytest.approx(0.5 + 0.5 * (BASE**2).sum(), abs=0.04)


ITEMS = pd.DataFrame(
    [
        ("p1", "r1", 2020, "work", 1, 300),
        ("p1", "r1", 2020, "work", 6, 100),
        ("p2", "r1", 2020, "work", 6, 100),
        ("p3", "r2", 2020, "work", 6, 500),
        ("p4", "r2", 2020, "plan", 3, 900),
        ("p5", "r2", 2020, "work", 0, 900),
    ],
    columns=["paragraph_id", "report_id", "year", "role", "area", "n_chars"],
)


@pytest.mark.parametrize(
    ("weight", "role", "expected"),
    [
        ("characters", "work", {1: 0.3, 6: 0.7}),
        ("paragraphs", "work", {1: 0.25, 6: 0.75}),
        ("reports", "work", {1: 0.3, 6: 0.7}),
        ("characters", "plan", {3: 1.0}),
    ],
)
def test_shares_are_those_of_the_estimand(weight: str, role: str, expected: dict[int, float]) -> None:
    shares = true_shares(ITEMS, weight=weight, role=role).set_index("area")["share"]
    assert shares.to_dict() == pytest.approx({area: expected.get(area, 0.0) for area in range(1, 9)})


@pytest.mark.parametrize("weight", ["characters", "paragraphs", "reports"])
def test_codes_of_everything_give_the_truth(weight: str) -> None:
    tables = fz.make_reports(12, range(2019, 2022), random_state=1)
    sample = fz.sample_for_coding(tables.paragraphs, per_year=10_000)
    shares = fz.area_shares(tables.paragraphs, tables.code(sample), weight=weight)
    truth = tables.shares(weight=weight)
    # the weight "reports" measures a report's length by what the classifier has given an area, here everything
    assert shares["share"].to_numpy() == pytest.approx(truth["share"].to_numpy(), abs=1e-12)


def test_codes_are_those_of_the_items_with_the_probabilities_of_the_sample(tables: Simulation) -> None:
    sample = fz.sample_for_coding(tables.paragraphs, per_year=20, random_state=3)
    codes = tables.code(sample)
    assert list(codes.columns) == list(COLUMNS["codes"])
    assert codes["unit_id"].tolist() == sample["unit_id"].tolist()
    assert codes["inclusion_probability"].tolist() == sample["inclusion_probability"].tolist()
    known = tables.items.set_index("item_id").loc[codes["unit_id"]]
    assert codes["area"].tolist() == known["area"].tolist()
    taxonomy = fz.load_taxonomy("outline-2015")
    assert [taxonomy.area_of(measure) for measure in codes["measure"]] == codes["area"].tolist()


def test_units_of_another_corpus_are_refused(tables: Simulation) -> None:
    sample = pd.DataFrame({"unit_id": ["elsewhere-p001-i01"], "inclusion_probability": [0.5]})
    with pytest.raises(InputError, match="holds the unit 'elsewhere-p001-i01', which is not of this corpus"):
        tables.code(sample)
