"""Agreement of coders against published and independent numbers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import cohen_kappa_score

import analysis as fz
from analysis.coding.agreement import krippendorff_alpha
from analysis.tables import make_table


def codes_of(first: list[int], second: list[int], *, reports: int = 2) -> pd.DataFrame:
    rows = [
        {"unit_id": f"r{n % reports}-p{n:03d}-i01", "coder": coder, "role": "work", "area": area}
        for n, pair in enumerate(zip(first, second, strict=True))
        for coder, area in zip("ab", pair, strict=True)
    ]
    return make_table("codes", rows)


def test_alpha_of_the_published_nominal_example() -> None:
    # Krippendorff (2011), "Computing Krippendorff's alpha-reliability", example B: two observers, nominal data
    one = np.array(["a", "a", "b", "b", "d", "c", "c", "c", "e", "d", "d", "a"])
    two = np.array(["b", "a", "b", "b", "b", "c", "c", "c", "e", "d", "d", "d"])
    counts = (
        pd.crosstab(one, two).reindex(index=list("abcde"), columns=list("abcde"), fill_value=0).to_numpy()
    )
    assert krippendorff_alpha(counts) == pytest.approx(0.692, abs=5e-4)


def test_kappa_and_percent_equal_an_independent_computation() -> None:
    generator = np.random.default_rng(3)
    first = generator.integers(1, 9, 200)
    second = np.where(generator.random(200) < 0.8, first, generator.integers(1, 9, 200))
    row = (
        fz.coder_agreement(codes_of(first.tolist(), second.tolist()), n_resamples=50)
        .set_index("variable")
        .loc["area"]
    )
    assert row["kappa"] == pytest.approx(cohen_kappa_score(first, second))
    assert row["percent"] == pytest.approx((first == second).mean())
    assert row["kappa_low"] < row["kappa"] < row["kappa_high"]


def test_one_report_gives_no_interval() -> None:
    table = fz.coder_agreement(codes_of([1, 2, 3], [1, 2, 4], reports=1))
    assert table["percent_low"].isna().all()
    assert (table["n_reports"] == 1).all()


def test_units_without_area_count_for_role_only() -> None:
    codes = codes_of([1, 2], [1, 2])
    codes.loc[codes["unit_id"].str.contains("p000"), ["role", "area"]] = ["heading", 0]
    table = fz.coder_agreement(codes, n_resamples=9).set_index("variable")
    assert table.loc["role", "n_units"] == 2
    assert table.loc["area", "n_units"] == 1


def test_disagreements_stand_side_by_side() -> None:
    table = fz.disagreements(codes_of([1, 2, 3], [1, 5, 3]))
    assert table[["unit_id", "area_by_1", "area_by_2"]].to_numpy().tolist() == [["r1-p001-i01", "2", "5"]]


def test_final_is_no_coder_by_default() -> None:
    codes = codes_of([1, 2], [1, 2]).replace({"coder": {"b": "final"}})
    with pytest.raises(fz.InputError, match="two coders"):
        fz.coder_agreement(codes)


def test_no_common_unit_is_an_error() -> None:
    codes = codes_of([1, 2], [1, 2])
    codes.loc[codes["coder"] == "b", "unit_id"] += "x"
    with pytest.raises(fz.InputError, match="no unit that both"):
        fz.coder_agreement(codes)
