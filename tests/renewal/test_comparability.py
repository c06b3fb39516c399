"""Shares under two models: counted ones move, corrected ones agree."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import analysis as fz
from analysis.simulation.reports import Simulation


@pytest.fixture(scope="module")
def sim() -> Simulation:
    return fz.make_reports(n_regions=40, years=range(2018, 2022), trend={}, random_state=0)


@pytest.fixture(scope="module")
def misread() -> pd.DataFrame:
    """The same corpus under a model that takes a third of area 5 for area 6."""
    return fz.make_reports(
        n_regions=40,
        years=range(2018, 2022),
        trend={},
        drift=0.35,
        drift_years=range(2018, 2022),
        random_state=0,
    ).paragraphs


@pytest.fixture(scope="module")
def codes(sim: Simulation) -> pd.DataFrame:
    return sim.code(fz.sample_for_coding(sim.paragraphs, per_year=150, random_state=1))


def test_counted_shares_move_and_corrected_ones_agree(
    sim: Simulation, misread: pd.DataFrame, codes: pd.DataFrame
) -> None:
    found = fz.compare_shares(misread, sim.paragraphs, codes)
    table = found.table.set_index(["year", "area"])
    assert (table["naive_change"].xs(5, level="area") > 2).all()
    assert (table["naive_change"].xs(6, level="area") < -2).all()
    assert found.agrees
    assert table["agrees"].all()
    assert table["change"].abs().max() < 4
    assert "agree within their intervals (32 combinations of year and area)" in found.sentence()


def test_side_by_side_repeats_the_shares(sim: Simulation, misread: pd.DataFrame, codes: pd.DataFrame) -> None:
    found = fz.compare_shares(misread, sim.paragraphs, codes)
    own = fz.area_shares(sim.paragraphs, codes, target="corpus").set_index(["year", "area"])
    table = found.table.set_index(["year", "area"])
    for column, name in (("share", "candidate"), ("low", "candidate_low"), ("high", "candidate_high")):
        np.testing.assert_allclose(table[name], own[column])
    np.testing.assert_allclose(table["naive_candidate"], fz.area_shares(sim.paragraphs)["share"])
    assert found.shares.groupby(["model", "estimator"]).size().eq(32).all()


def test_codes_of_another_truth_do_not_agree(
    sim: Simulation, misread: pd.DataFrame, codes: pd.DataFrame
) -> None:
    """Were one model corrected by wrong codes, the check would say so."""
    table = fz.compare_shares(misread, sim.paragraphs, codes).table
    shifted = table.assign(present=table["present"] + 0.2)
    inside = shifted["present"].between(shifted["candidate_low"], shifted["candidate_high"])
    assert not inside.any()


def test_years_without_codes_are_only_counted(
    sim: Simulation, misread: pd.DataFrame, codes: pd.DataFrame
) -> None:
    some = codes[codes["unit_id"].str.contains("_2019|_2020")]
    table = fz.compare_shares(misread, sim.paragraphs, some, before=2021).table
    told = table.dropna(subset="agrees")
    assert sorted(set(table["year"])) == [2018, 2019, 2020]
    assert sorted(set(told["year"])) == [2019, 2020]
    assert table["naive_change"].notna().all()


def test_codes_that_trained_are_left_out(sim: Simulation, codes: pd.DataFrame) -> None:
    trained = codes.assign(inclusion_probability=np.nan)
    assert fz.compare_shares(sim.paragraphs, sim.paragraphs, trained).table["agrees"].isna().all()


def test_other_paragraphs_are_refused(sim: Simulation) -> None:
    with pytest.raises(fz.InputError, match="holds other paragraphs than present"):
        fz.compare_shares(sim.paragraphs, sim.paragraphs.iloc[5:])
    with pytest.raises(fz.InputError, match="before is 2000 and leaves no year"):
        fz.compare_shares(sim.paragraphs, sim.paragraphs, before=2000)
