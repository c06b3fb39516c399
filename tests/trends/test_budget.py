"""The budget of codes: its expected half-widths hold in a simulation."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import analysis as fz
from analysis.tables import AREAS, MIX


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
    np.testing.assert_allclose(table["half_width"], table["half_width_floor"])


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
    table = fz.coding_budget(year.assign(text="甲" * 100), codes=codes, per_year=(n,)).set_index("area")
    width = table.loc[1, "half_width"] / 100 / 1.959964
    floor = table.loc[1, "half_width_floor"] / 100 / 1.959964
    assert np.sqrt(width**2 - floor**2) == pytest.approx(expected, rel=1e-3)


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
