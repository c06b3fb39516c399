"""Draws with known chances: every design has the chances that it says, and estimates that are right with the width it says."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import analysis as fz
from analysis.coding.drawing import allot, inclusion_chances, systematic
from analysis.design import AT_RANDOM, POOLED, PREFIX, WHOLE, blanks_at_random, check_design
from analysis.simulation.reports import Simulation

DESIGNS = ["area", "length", "error"]


@pytest.fixture(scope="module")
def sim() -> Simulation:
    return fz.make_reports(n_regions=20, drift=0.4, drift_years=range(2017, 2023), random_state=5)


def draw(sim: Simulation, design: str, seed: int = 0, per_year: int = 60) -> pd.DataFrame:
    return sim.code(fz.sample_for_coding(sim.paragraphs, per_year=per_year, design=design, random_state=seed))


def test_chances_follow_sizes_and_sum_to_the_number_drawn() -> None:
    sizes = np.random.default_rng(0).lognormal(4, 1, 300)
    chances = inclusion_chances(sizes, 40)
    assert chances.sum() == pytest.approx(40)
    below = chances < 1
    assert np.ptp(chances[below] / sizes[below]) < 1e-12
    assert sizes[~below].min(initial=np.inf) > sizes[below].max()


def test_a_systematic_draw_has_these_chances_and_this_size() -> None:
    generator = np.random.default_rng(1)
    chances = inclusion_chances(generator.lognormal(0, 0.8, 12), 5)
    drawn = np.zeros(12)
    for _ in range(4000):
        taken = systematic(chances, generator)
        assert len(set(taken)) == 5
        drawn[taken] += 1
    spread = np.sqrt(4000 * chances * (1 - chances)) + 1e-9
    assert (np.abs(drawn - 4000 * chances) / spread).max() < 4


@pytest.mark.parametrize("held", [[400, 100, 4, 1], [9, 9, 9], [1, 1, 1, 50], [1000]])
@pytest.mark.parametrize("size", [6, 12, 30])
def test_what_is_allotted_is_all_that_is_to_be_drawn_and_no_more_than_is_there(
    held: list[int], size: int
) -> None:
    found = allot(np.array(held), size)
    assert found.sum() == min(size, sum(held))
    assert (found <= held).all()
    if 2 * len(held) <= size:
        assert (found >= np.minimum(held, 2)).all()


@pytest.mark.parametrize("design", DESIGNS)
def test_each_design_draws_the_number_asked_for_with_chances_that_stand_for_all(
    sim: Simulation, design: str
) -> None:
    sample = fz.sample_for_coding(sim.paragraphs, per_year=60, design=design, random_state=2)
    own = sample.drop_duplicates("paragraph_id")
    year = own["stratum"].str[5:9]
    assert own.groupby(year).size().eq(60).all()
    assert own["inclusion_probability"].between(0, 1, inclusive="right").all()
    assert check_design(sim.code(sample)).note == WHOLE
    table = fz.area_shares(sim.paragraphs, sim.code(sample), reports=sim.reports)
    assert table["design"].unique().tolist() == [WHOLE]


def test_by_length_a_paragraph_twice_as_long_has_twice_the_chance(sim: Simulation) -> None:
    own = fz.sample_for_coding(sim.paragraphs, per_year=60, design="length").drop_duplicates("paragraph_id")
    work = own[own["stratum"].str.contains("year=2019; role=work")]
    length = (
        sim.paragraphs.set_index("paragraph_id").loc[work["paragraph_id"], "n_chars"].to_numpy(dtype=float)
    )
    ratio = work["inclusion_probability"].to_numpy() / length
    assert np.median(ratio) == pytest.approx(ratio[length > 50].mean())
    assert ratio.min() > 0.999 * np.median(ratio)  # the shortest have more than their length


def test_by_error_no_chance_is_near_zero(sim: Simulation) -> None:
    own = fz.sample_for_coding(sim.paragraphs, per_year=60, design="error").drop_duplicates("paragraph_id")
    work = own[own["stratum"].str.contains("role=work")]
    simple = 51 / work["stratum_size"]
    assert (work["inclusion_probability"] > 0.2 * simple).all()
    sure = sim.paragraphs.set_index("paragraph_id").loc[work["paragraph_id"], "probability"]
    whole = sim.paragraphs.loc[sim.paragraphs["role"] == "work", "probability"]
    assert sure.mean() < whole.mean()


def test_rare_areas_are_drawn_from_more_densely(sim: Simulation) -> None:
    own = draw(sim, "area").drop_duplicates("paragraph_id")
    work = own[own["stratum"].str.contains("year=2020; role=work; predicted=")]
    cells = work.groupby("stratum")[["stratum_size", "inclusion_probability"]].first()
    assert stats.spearmanr(cells["stratum_size"], cells["inclusion_probability"]).statistic < -0.9


@pytest.mark.parametrize("design", DESIGNS)
def test_the_first_part_of_a_sheet_and_two_draws_have_the_chances_that_they_then_have(
    sim: Simulation, design: str
) -> None:
    part = draw(sim, design)
    part = part.iloc[: len(part) // 2]
    settled = check_design(part)
    assert settled.note == PREFIX
    other = draw(sim, design, seed=1)
    both = check_design(pd.concat([draw(sim, design), other], ignore_index=True))
    assert both.note == POOLED
    for found in (settled, both):  # inverse probabilities stand for the paragraphs of the frame
        chances = found.codes.drop_duplicates("paragraph_id")["inclusion_probability"].astype(float)
        spread = np.sqrt((1 / chances * (1 / chances - 1)).sum())
        assert (1 / chances).sum() == pytest.approx(found.strata["size"].sum(), abs=3 * spread)


def test_blanks_by_chance_leave_chances_in_proportion_to_length(sim: Simulation) -> None:
    codes = draw(sim, "length")
    lost = blanks_at_random(codes[codes["draw_order"] % 3 > 0])
    assert check_design(lost).note == AT_RANDOM
    before = codes.set_index("unit_id")["inclusion_probability"]
    ratio = lost["inclusion_probability"].to_numpy() / before.loc[lost["unit_id"]].to_numpy()
    assert ratio.max() < 0.75
    assert ratio[lost["stratum"].str.contains("year=2018; role=work")].std() < 1e-12


def test_a_spoilt_number_of_draws_is_refused(sim: Simulation) -> None:
    codes = draw(sim, "length")
    codes["stratum"] = codes["stratum"].str.replace("51 by length", "20 by length")
    with pytest.raises(fz.InputError, match="put these columns back"):
        check_design(codes)


def coverage(design: str, runs: int, target: str, **planted: object) -> tuple[float, float, float]:
    """Coverage of 95% intervals of areas of 5% and more, mean error and mean half-width in points."""
    held, off, width = [], [], []
    for seed in range(runs):
        sim = fz.make_reports(n_regions=20, random_state=seed, **planted)  # type: ignore[arg-type]
        codes = draw(sim, design, seed, per_year=100)
        table = fz.area_shares(sim.paragraphs, codes, reports=sim.reports, target=target)
        truth = sim.truth if target == "corpus" else sim.expected
        table = table.merge(truth.rename(columns={"share": "right"}), on=["year", "area"])
        table = table[table["right"] > 0.05]
        held.append(((table["low"] <= table["right"]) & (table["right"] <= table["high"])).mean())
        off.append(100 * (table["share"] - table["right"]).mean())
        width.append(50 * (table["high"] - table["low"]).mean())
    return float(np.mean(held)), float(np.mean(off)), float(np.mean(width))


@pytest.mark.slow
@pytest.mark.parametrize("target", ["corpus", "population"])
@pytest.mark.parametrize("design", ["simple", *DESIGNS])
def test_intervals_of_each_design_hold_the_truth(design: str, target: str) -> None:
    held, _, _ = coverage(design, 60, target, drift=0.4)
    assert 0.92 < held < 0.985


@pytest.mark.slow
def test_by_length_intervals_of_shares_of_characters_are_narrower() -> None:
    assert coverage("length", 20, "corpus")[2] < 0.97 * coverage("simple", 20, "corpus")[2]
