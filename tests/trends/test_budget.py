"""The budget of codes: its expected half-widths hold in a simulation."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import analysis as fz
from analysis.columns.types import AREAS, MIX
from analysis.simulation.reports import Simulation


@pytest.fixture(scope="module")
def corpus() -> pd.DataFrame:
    generator = np.random.default_rng(1)
    rows = []
    for year in (2018, 2019, 2020):
        for report in range(30):
            for n in range(20):
                area = int(generator.integers(1, 9))
                rows.append(
                    {
                        "paragraph_id": f"r{report}y{year}-p{n:03d}", "report_id": f"r{report}y{year}", "year": year,
                        "role": "work", "n_chars": 100, "area": area, "area_2": pd.NA, "probability": 0.9,
                        "measure": pd.NA, "abstained": False,
                        **{name: float(area == own) for name, own in zip(MIX, AREAS, strict=True)},
                    }
                )  # fmt: skip
    return pd.DataFrame(rows)


def test_more_codes_narrow_the_interval_down_to_the_floor(corpus: pd.DataFrame) -> None:
    table = fz.coding_budget(corpus, accuracy=0.85, per_year=(50, 200, 600))
    wide = table.pivot(index="area", columns="n_codes", values="half_width")
    assert (wide[50] > wide[200]).all()
    floor = table.groupby("area")["half_width_floor"].first()
    np.testing.assert_allclose(wide[600], floor)


def test_a_perfect_classifier_needs_no_codes(corpus: pd.DataFrame) -> None:
    table = fz.coding_budget(corpus, accuracy=1.0, per_year=(10,))
    by_codes, by_all = (
        stats.t.ppf(0.975, n - 1) for n in (table["n_clusters"], 30)
    )  # few regions with codes tell less
    np.testing.assert_allclose(table["half_width"] / by_codes, table["half_width_floor"] / by_all, rtol=0.01)


def test_the_expected_width_is_the_spread_of_corrected_shares(corpus: pd.DataFrame) -> None:
    """Draw the codes of one year again and again: the spread of the corrected share is what the formula says."""
    generator = np.random.default_rng(2)
    year = corpus[corpus["year"] == 2018].reset_index(drop=True)
    wrong = generator.random(len(year)) < 0.2
    truth = np.where(wrong, (year["area"] % 8) + 1, year["area"])
    n, total = 60, len(year)
    error = (truth == 1).astype(float) - (year["area"] == 1).to_numpy(dtype=float)
    shares = []
    for _ in range(2000):
        drawn = generator.choice(total, n, replace=False)
        shares.append((year["area"] == 1).mean() + error[drawn].mean())
    expected = np.sqrt((1 - n / total) / n * error.var(ddof=1))
    assert np.std(shares) == pytest.approx(expected, rel=0.06)
    codes = pd.DataFrame(
        {"unit_id": year["paragraph_id"] + "-i01", "coder": "a", "role": "work", "area": truth, "measure": pd.NA,
         "inclusion_probability": 1.0}
    )  # fmt: skip
    table = fz.coding_budget(
        year.assign(text="甲" * 100), codes=codes, per_year=(n,), estimator="difference"
    ).set_index("area")
    regions = 30 - table.loc[1, "n_clusters"]
    assert 0 < regions < 10  # of thirty reports of one year, some have no code
    width = table.loc[1, "half_width"] / 100 / stats.t.ppf(0.975, table.loc[1, "n_clusters"] - 1)
    floor = table.loc[1, "half_width_floor"] / 100 / stats.t.ppf(0.975, 29)
    assert np.sqrt(width**2 - floor**2) == pytest.approx(expected, rel=0.01)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({}, "codes and accuracy"),
        ({"accuracy": 0.1}, "accuracy is 0.1"),
        ({"accuracy": 0.9, "per_year": (1,)}, "per_year holds 1"),
    ],
)
def test_wrong_arguments(corpus: pd.DataFrame, arguments: dict, message: str) -> None:
    with pytest.raises(fz.InputError, match=message):
        fz.coding_budget(corpus, **arguments)


@pytest.fixture(scope="module", params=[8, 24])
def estimated(request: pytest.FixtureRequest) -> list[tuple[Simulation, pd.Series, pd.Series]]:
    """A few corpora, with regions known, and the half-widths of shares and slopes of areas of 5% and more."""
    found = []
    for seed in range(4):
        sim = fz.make_reports(n_regions=request.param, random_state=seed)
        codes = sim.code(fz.sample_for_coding(sim.paragraphs, per_year=100, random_state=seed))
        shares = fz.area_shares(sim.paragraphs, codes, reports=sim.reports)
        trends = fz.area_trends(sim.paragraphs, codes, reports=sim.reports).query("panel == 'full'")
        common = shares.groupby("area")["share"].mean() > 0.05
        half = 50 * (shares["high"] - shares["low"]).groupby(shares["area"]).mean()
        slope = ((trends["high"] - trends["low"]) / 2).set_axis(trends["area"])
        found.append((sim, half[common], slope[common]))
    return found


@pytest.mark.parametrize("by", ["pilot codes", "assumed accuracy"])
def test_the_expected_width_is_that_of_the_estimate(
    estimated: list[tuple[Simulation, pd.Series, pd.Series]], by: str
) -> None:
    ratios = []
    for seed, (sim, half, width) in enumerate(estimated):
        pilot = sim.code(fz.sample_for_coding(sim.paragraphs, per_year=120, random_state=50 + seed))
        right = (sim.classify()["area"] == sim.paragraphs["area"])[sim.paragraphs["role"] == "work"].mean()
        given = {"codes": pilot} if by == "pilot codes" else {"accuracy": float(right)}
        budget = fz.coding_budget(sim.paragraphs, reports=sim.reports, per_year=(85,), **given).set_index(
            "area"
        )
        ratios.append(
            [
                (budget["half_width"] / half).mean(),
                (budget["half_width_slope"] / width).mean(),
            ]
        )
    share, slope = np.mean(ratios, axis=0)
    most = 1.25 if by == "pilot codes" else 1.45  # errors that go evenly to all areas are the worst kind
    assert 0.85 < share < most
    assert 0.8 < slope < most


def test_without_regions_the_width_of_a_slope_knows_no_levels(corpus: pd.DataFrame) -> None:
    reports = pd.DataFrame({"report_id": corpus["report_id"].unique()})
    reports["region"] = reports["report_id"].str.split("y").str[0]
    budget = fz.coding_budget(corpus, accuracy=0.8, reports=reports, per_year=(50,))
    assert budget["half_width_slope"].notna().all()
    two = reports.assign(region=reports["region"].where(reports["region"].isin(["r0"]), "one"))
    assert (
        fz.coding_budget(corpus, accuracy=0.8, reports=two, per_year=(50,))["half_width_slope"].isna().all()
    )
