"""Shares of reports: what they sum to, and what they are unbiased for."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import analysis as fz
from analysis.columns import COLUMNS

from .corpora import Corpus


def wide(table: pd.DataFrame, value: str = "share") -> pd.DataFrame:
    return table.pivot(index="report_id", columns="area", values=value)


def test_the_weighted_mean_of_a_year_is_the_share_of_the_year(sim: Corpus) -> None:
    for weight in ("characters", "paragraphs", "reports"):
        own = fz.report_shares(sim.coded, sim.codes, reports=sim.reports, weight=weight)
        yearly = fz.area_shares(sim.coded, sim.codes, reports=sim.reports, weight=weight)
        means = (
            own.assign(part=own["share"] * own["weight"]).groupby(["year", "area"])[["part", "weight"]].sum()
        )
        found = (means["part"] / means["weight"]).to_numpy()
        assert found == pytest.approx(yearly.sort_values(["year", "area"])["share"].to_numpy())


def test_without_codes_a_share_is_the_counted_one(sim: Corpus) -> None:
    own = wide(fz.report_shares(sim.coded, reports=sim.reports))
    counted = sim.coded[(sim.coded["role"] == "work") & (sim.coded["area"] > 0)]
    chars = counted["n_chars"].astype(float) * counted["share_4"]
    part = chars.groupby(counted["report_id"]).sum() / counted.groupby("report_id")["n_chars"].sum()
    assert own[4].to_numpy() == pytest.approx(part.loc[own.index].to_numpy(dtype=float))


def test_the_table_tells_cluster_weight_and_codes(sim: Corpus) -> None:
    table = fz.report_shares(sim.coded, sim.codes, reports=sim.reports)
    assert table.columns.tolist() == [*COLUMNS["report shares"], "simulated"]
    assert set(table["region"]) == set(sim.reports["region_code"])
    first = table.drop_duplicates("report_id")
    assert first["n_coded"].sum() == sim.codes["paragraph_id"].nunique()
    assert wide(table).sum(axis=1).to_numpy() == pytest.approx(np.ones(len(first)))


def test_over_draws_of_codes_sums_and_regressions_are_unbiased_and_single_shares_are_not() -> None:
    """One corpus, misread where a covariate is high, and many draws of codes from it."""
    from analysis.simulation.regressions import draw_codes, draw_corpus

    made = draw_corpus(12, "of governments", effect=0.0, generator=np.random.default_rng(3))
    x = made.reports["x"].to_numpy() - made.reports["x"].mean()
    n, chars = len(x), made.n_chars
    truth = np.zeros((n, 8))
    np.add.at(truth, (made.report, made.area), chars)
    size = truth.sum(axis=1)
    share = truth / size[:, None]

    def slope(values: np.ndarray) -> np.ndarray:
        centred = x - np.average(x, weights=size)
        return (centred * size) @ values / ((centred**2) @ size)

    draws = []
    for number in range(150):
        generator = np.random.default_rng([7, number])
        drawn, chance = draw_codes(made, 10, generator)
        outcomes = made.outcomes(drawn, chance, "dsl")
        draws.append(outcomes.shares.share)
    shares = np.array(draws)
    slopes = np.array([slope(own) for own in shares])
    counted = slope(made.outcomes(drawn, chance, "naive").shares.share)
    error = slopes.std(axis=0) / np.sqrt(len(slopes))
    assert (np.abs(slopes.mean(axis=0) - slope(share)) < 4 * error).all()
    assert np.abs(counted - slope(share))[3] > 4 * error[3]  # area 4 is what area 5 is misread as
    assert shares[:, :, 3].min() < 0 or shares[:, :, 3].max() > 1  # none is cut
    uncoded = outcomes.reports["n_coded"].to_numpy() == 0
    assert uncoded.any()
