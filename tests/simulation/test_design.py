"""Governments are invented, report as designed, and are written to disk."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.reading.regions import find_region, load_regions
from analysis.simulation.design import (
    CODE,
    MARK,
    check_share,
    check_years,
    draw_presence,
    invent_regions,
    write_reports,
)
from analysis.simulation.reports import Simulation


def test_years_come_in_order() -> None:
    assert check_years([2021, 2019]).tolist() == [2019, 2021]


@pytest.mark.parametrize("value", [-0.1, 1.1, float("nan")])
def test_what_is_no_share_is_refused(value: float) -> None:
    with pytest.raises(InputError, match="copying is"):
        check_share("copying", value)


@pytest.fixture(scope="module")
def many() -> pd.DataFrame:
    return invent_regions(3000)


def test_every_government_says_that_it_is_simulated(many: pd.DataFrame) -> None:
    assert many["issuer"].str.startswith(MARK).all()
    assert many["province"].str.startswith(MARK).all()


def test_no_name_is_that_of_a_real_place(many: pd.DataFrame) -> None:
    bare = many["region"].str.removeprefix(MARK)
    real = set(load_regions()["name"]) | set(load_regions()["short_name"])
    assert not set(bare) & real
    assert not set(bare.str[:-1]) & real
    assert all(find_region(name) is None for name in (*bare[:600], *many["issuer"][:600]))
    assert not load_regions()["code"].str.startswith(CODE).any()
    provinces = many["province"].str.removeprefix(MARK).unique()
    assert all(find_region(name) is None for name in provinces)


def test_names_and_codes_are_distinct(many: pd.DataFrame) -> None:
    assert many["region"].is_unique
    assert many["region_code"].is_unique


def test_a_third_are_cities() -> None:
    assert invent_regions(60)["level"].value_counts().to_dict() == {"county": 40, "prefecture": 20}


def test_everybody_reports_unless_asked_otherwise() -> None:
    levels = invent_regions(12)["level"].to_numpy(dtype=str)
    assert draw_presence(levels, 6, 0.0, 0.0, np.random.default_rng(0)).all()


def test_missing_is_a_share_of_all_years_alike() -> None:
    levels = invent_regions(3000)["level"].to_numpy(dtype=str)
    present = draw_presence(levels, 6, 0.25, 0.0, np.random.default_rng(0))
    assert present.mean(axis=0) == pytest.approx(0.75, abs=0.03)


def test_a_change_of_mix_lets_counties_leave_and_cities_enter_for_good() -> None:
    levels = invent_regions(3000)["level"].to_numpy(dtype=str)
    present = draw_presence(levels, 6, 0.0, 0.6, np.random.default_rng(0))
    county = levels == "county"
    assert present[county, 0].all()
    assert present[county, -1].mean() == pytest.approx(0.4, abs=0.04)
    assert present[~county, 0].mean() == pytest.approx(0.4, abs=0.06)
    assert present[~county, -1].all()
    assert (np.diff(present[county].astype(int), axis=1) <= 0).all()
    assert (np.diff(present[~county].astype(int), axis=1) >= 0).all()


def test_a_folder_with_files_is_refused(tables: Simulation, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("kept", encoding="utf-8")
    with pytest.raises(InputError, match="exists already and is not empty"):
        tables.write(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_metadata_beside_the_texts_says_simulated(texts: Simulation, tmp_path: Path) -> None:
    folder = write_reports(texts.reports, tmp_path / "new" / "reports")
    metadata = pd.read_csv(folder / "reports.csv")
    assert set(metadata["note"]) == {"simulated"}
    assert sorted(metadata["path"]) == sorted(path.name for path in folder.glob("*.txt"))
