"""The drift report: quiet where nothing changed, the drifted area first where it did."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import analysis as fz
from analysis.areas.training import training_table
from analysis.renewal.drift import drift_report
from analysis.renewal.measures import spread
from analysis.simulation.reports import Simulation
from tests.renewal.conftest import YEAR

BY_ANSWER = ["confidence", "abstention"]


def simulate(seed: int, drift: float, n_regions: int = 30) -> Simulation:
    return fz.make_reports(
        n_regions=n_regions,
        years=range(2019, YEAR + 1),
        trend={},
        drift=drift,
        drift_years=[YEAR],
        random_state=seed,
    )


def report(sim: Simulation, seed: int, per_year: int = 150, **given: int) -> pd.DataFrame:
    sample = fz.sample_for_coding(sim.paragraphs, per_year=per_year, random_state=seed)
    return drift_report(
        sim.paragraphs, YEAR, codes=sim.code(sample), reports=sim.reports, random_state=seed,
        **({"n_permutations": 299} | given),
    )  # fmt: skip


def first_area(table: pd.DataFrame) -> object:
    named = table[table["flagged"] & table["area"].notna()]
    return named["area"].iloc[0] if len(named) else None


def test_one_row_per_area_and_measure_that_can_be_told() -> None:
    table = report(simulate(0, 0.0), 0)
    assert set(table["measure"]) == {"share_shift", "calibration", "error", "learning_border", *BY_ANSWER}
    assert not table.duplicated(["area", "measure"]).any()
    assert table.groupby("measure").size().to_dict() == {
        "share_shift": 8, "error": 8, "calibration": 9, "confidence": 9, "abstention": 9, "learning_border": 1
    }  # fmt: skip
    told = table[table["p"].notna()]
    assert len(told) >= 40
    assert (told["low"] < told["high"]).all()
    assert told["p"].between(0, 1).all()
    assert (told["flagged"] == (told["p"] < 0.025)).all()
    assert not table.loc[table["p"].isna(), "flagged"].any()


def test_values_are_what_they_say() -> None:
    sim = simulate(1, 0.0, n_regions=10)
    table = drift_report(sim.paragraphs, YEAR, n_permutations=99).set_index(["measure", "area"])
    work = sim.paragraphs[(sim.paragraphs["role"] == "work") & (sim.paragraphs["area"] > 0)]
    shares = fz.area_shares(sim.paragraphs).set_index(["year", "area"])["share"]
    new, earlier = work[work["year"] == YEAR], work[work["year"] < YEAR]
    own = new[new["area"] == 5]
    assert table.loc[("confidence", 5), "value"] == pytest.approx(
        np.average(own["probability"], weights=own["n_chars"].astype(float))
    )
    assert table.loc[("abstention", 5), "value"] == pytest.approx(float(own["abstained"].mean()))
    before = earlier["n_chars"].astype(float) @ earlier["share_5"] / earlier["n_chars"].sum()
    assert table.loc[("share_shift", 5), "value"] == pytest.approx(shares[(YEAR, 5)] - before)


def test_planted_drift_is_flagged_and_named_by_the_codes() -> None:
    table = report(simulate(0, 0.5), 0)
    assert first_area(table) == 5
    assert table.loc[0, "measure"] == "error"
    assert table.loc[0, "value"] > table.loc[0, "high"]


def test_order_of_rows_changes_nothing() -> None:
    sim = simulate(2, 0.3, n_regions=12)
    table = drift_report(sim.paragraphs, YEAR, reports=sim.reports, n_permutations=199)
    mixed = sim.paragraphs.sample(frac=1, random_state=1)
    other = drift_report(mixed, YEAR, reports=sim.reports, n_permutations=1999)
    key = ["measure", "area"]
    both = table.merge(other, on=key)
    np.testing.assert_allclose(both["value_x"], both["value_y"])
    assert len(both) == len(table)


def test_few_reports_give_values_without_a_verdict(coded: pd.DataFrame) -> None:
    table = drift_report(coded, 2022)
    assert table["value"].notna().all()
    assert table[["low", "high", "z", "p"]].isna().all(axis=None)
    assert not table["flagged"].any()


@pytest.mark.parametrize(("year", "side"), [(2016, "2016"), (2017, "earlier years")])
def test_a_side_without_reports_is_refused(coded: pd.DataFrame, year: int, side: str) -> None:
    with pytest.raises(fz.InputError, match=f"has no work paragraph of {side}"):
        drift_report(coded, year)


def test_new_words_are_found_where_the_coder_finds_them(
    scored: pd.DataFrame, codes: pd.DataFrame, corpus: Simulation, present: fz.AreaClassifier
) -> None:
    table = drift_report(scored, YEAR, codes=codes, model=present, reports=corpus.reports, n_permutations=499)
    words = table[table["measure"] == "out_of_vocabulary"].set_index("area")
    assert first_area(table) == 5
    assert words["value"].drop(pd.NA, errors="ignore").idxmax() == 5
    assert words.loc[5, "flagged"]


def test_reports_that_must_share_a_new_word_grow_with_their_number() -> None:
    assert [spread(number) for number in (1, 2, 4, 9, 100)] == [1, 2, 2, 3, 10]


@pytest.mark.parametrize("n", [4, pytest.param(100, marks=pytest.mark.slow)])
def test_replicates_without_and_with_drift_as_tables(n: int) -> None:
    """At most 5 of 100 quiet years are flagged; at least 95 of 100 drifted ones name the drifted area first."""
    quiet = [report(simulate(seed, 0.0, 60), seed)["flagged"].any() for seed in range(n)]
    found = [first_area(report(simulate(seed, 0.6, 60), seed)) for seed in range(n)]
    assert sum(quiet) <= max(1, 0.05 * n)
    assert sum(area == 5 for area in found) >= 0.95 * n


@pytest.mark.slow
def test_replicates_without_and_with_drift_as_texts(
    parts: tuple[pd.DataFrame, pd.DataFrame], present: fz.AreaClassifier
) -> None:
    """The same of reports as texts that a classifier reads: each replicate is 30 governments drawn of 160."""
    assert len(training_table(parts[0])) > 400
    found: dict[float, list[object]] = {0.0: [], 0.6: []}
    for drift, firsts in found.items():
        sim = fz.make_reports(
            n_regions=160, years=range(2020, YEAR + 1), trend={}, drift=drift, drift_years=[YEAR], text=True,
            exemplars=parts[1], n_paragraphs=15, random_state=11,
        )  # fmt: skip
        coded = fz.classify_paragraphs(sim.paragraphs[sim.paragraphs["role"] == "work"], present)
        for seed in range(100):
            regions = np.random.default_rng(seed).choice(
                sim.reports["region_code"].unique(), 30, replace=False
            )
            reports = sim.reports[sim.reports["region_code"].isin(regions)]
            own = coded[coded["report_id"].isin(reports["report_id"])].reset_index(drop=True)
            codes = sim.code(fz.sample_for_coding(own, per_year=150, random_state=seed))
            table = drift_report(
                own, YEAR, codes=codes, model=present, reports=reports, n_permutations=299, random_state=seed
            )
            firsts.append(first_area(table) if table["flagged"].any() else None)
    assert sum(area is not None for area in found[0.0]) <= 5
    assert sum(area == 5 for area in found[0.6]) >= 95
