"""How often tests find what is not there: the table, and that its rates are near what they should be."""

from __future__ import annotations

import pandas as pd
import pytest

import analysis as fz
from analysis.simulation.coverage import by_kind


def test_intervals_of_agreement_hold_in_simulation() -> None:
    table = fz.simulated_tests("agreement", n_replicates=16)
    assert table["n_replicates"].eq(16).all()
    assert table["nominal"].eq(0.95).all()
    assert (table["rate_high"] >= 0.95).all()
    assert (table["rate_low"] <= table["rate"]).all()


@pytest.mark.parametrize("test", ["keyness", "trend checks"])
def test_little_is_found_where_nothing_is(test: str) -> None:
    table = fz.simulated_tests(test, n_replicates=12)
    assert table["nominal"].eq(0.05).all()
    assert table["rate"].mean() <= 0.12


@pytest.mark.slow
def test_no_word_is_found_in_groups_that_chance_made() -> None:
    table = fz.simulated_tests("keyness", n_replicates=300)
    assert table["rate"].max() <= 0.08


def test_what_is_tried_is_named() -> None:
    with pytest.raises(fz.InputError, match="test is 'luck'; use one of 'keyness'"):
        fz.simulated_tests("luck")
    with pytest.raises(fz.InputError, match="n_replicates is 1"):
        fz.simulated_tests(n_replicates=1)


def test_coverage_in_short_keeps_rare_areas_apart() -> None:
    rows = [
        {"scenario": "s", "quantity": quantity, "target": "population", "estimator": "dsl", "area": area,
         "truth": size if quantity == "share" else 0.0, "coverage": held, "half_width": 2.0, "missing": 0.0,
         "rejected": None, "n_replicates": 9}
        for quantity in ("share", "slope")
        for area, size, held in ((1, 30.0, 0.96), (2, 20.0, 0.92), (3, 1.0, 0.99))
    ]  # fmt: skip
    table = by_kind(pd.DataFrame(rows)).set_index(["quantity", "areas"])
    assert table.loc[("slope", "5% and more"), "coverage"] == pytest.approx(0.94)
    assert table.loc[("share", "5% and more"), "lowest"] == pytest.approx(0.92)
    assert table.loc[("slope", "below 5%"), "coverage"] == pytest.approx(0.99)
