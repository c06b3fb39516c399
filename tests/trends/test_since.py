"""Changes since a year are differences of the shares, with intervals that hold the planted change."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import analysis as fz

SIM = fz.make_reports(n_regions=8, years=range(2019, 2022), random_state=3)


def change_of(shares: pd.DataFrame, since: int, year: int) -> np.ndarray:
    grid = shares.pivot(index="area", columns="year", values="share").astype(float)
    return (grid[year] - grid[since]).to_numpy()


@pytest.mark.parametrize("weight", ["characters", "paragraphs", "reports"])
def test_changes_are_the_differences_of_the_shares(weight: str) -> None:
    codes = SIM.code(fz.sample_for_coding(SIM.paragraphs, per_year=30, random_state=0))
    for given in (None, codes):
        shares = fz.area_shares(SIM.paragraphs, given, reports=SIM.reports, weight=weight)
        changes = fz.area_changes(SIM.paragraphs, given, reports=SIM.reports, weight=weight)
        assert changes["since"].unique().tolist() == [2019]
        for year in (2020, 2021):
            own = changes[changes["year"] == year]
            np.testing.assert_allclose(own["change"], change_of(shares, 2019, year), atol=1e-9)
        assert changes.groupby("year")["change"].sum().abs().max() < 1e-9


def test_each_year_may_be_compared_with_the_one_before_that_has_reports() -> None:
    kept = SIM.reports[SIM.reports["year"] != 2020]
    own = SIM.paragraphs[SIM.paragraphs["report_id"].isin(kept["report_id"])]
    changes = fz.area_changes(own, reports=kept, since="previous")
    assert changes[["since", "year"]].drop_duplicates().to_numpy().tolist() == [[2019, 2021]]
    both = fz.area_changes(SIM.paragraphs, reports=SIM.reports, since="previous")
    assert both[["since", "year"]].drop_duplicates().to_numpy().tolist() == [[2019, 2020], [2020, 2021]]


def test_a_year_of_one_region_gives_the_change_without_an_interval() -> None:
    first = SIM.reports.query("year == 2019")["report_id"].iloc[0]
    kept = SIM.reports[(SIM.reports["year"] > 2019) | (SIM.reports["report_id"] == first)]
    own = SIM.paragraphs[SIM.paragraphs["report_id"].isin(kept["report_id"])]
    changes = fz.area_changes(own, reports=kept)
    assert changes["change"].notna().all()
    assert changes[["low", "high", "p"]].isna().all(axis=None)
    assert changes["reason"].unique().tolist() == ["one region"]
    assert changes["n_reports_since"].unique().tolist() == [1]


def test_years_that_cannot_be_compared_are_refused() -> None:
    own = SIM.paragraphs[SIM.paragraphs["year"] == 2019]
    with pytest.raises(fz.InputError, match="coded covers the year 2019 alone"):
        fz.area_changes(own, reports=SIM.reports)
    with pytest.raises(fz.InputError, match="since is 2021; use 'previous' or one of 2019, 2020"):
        fz.area_changes(SIM.paragraphs, reports=SIM.reports, since=2021)


@pytest.mark.slow
def test_intervals_hold_the_planted_change_of_the_corpus() -> None:
    held = []
    for seed in range(60):
        sim = fz.make_reports(n_regions=20, years=range(2019, 2022), random_state=seed)
        codes = sim.code(fz.sample_for_coding(sim.paragraphs, per_year=100, random_state=seed))
        row = fz.area_changes(sim.paragraphs, codes, reports=sim.reports, target="corpus").query(
            "year == 2021"
        )
        truth = change_of(sim.truth, 2019, 2021)
        held.append((row["low"].to_numpy() <= truth) & (truth <= row["high"].to_numpy()))
    assert 0.91 <= np.mean(held) <= 0.99
