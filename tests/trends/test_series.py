"""Promises and what comes of them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import analysis as fz
from analysis.columns import COLUMNS

from .corpora import classified


def corpus(
    promised: dict[tuple[str, int], float], done: dict[tuple[str, int], float]
) -> tuple[pd.DataFrame, ...]:
    """Reports whose plans and work hold these shares of area 1, the rest of area 2."""
    rows = [
        {
            "report_id": f"{region}{year}",
            "year": year,
            "role": role,
            "area": area,
            "n_chars": round(1000 * part),
        }
        for role, shares in (("plan", promised), ("work", done))
        for (region, year), share in shares.items()
        for area, part in ((1, share), (2, 1 - share))
        if part > 0
    ]
    ids = sorted({(row["report_id"], row["report_id"][0]) for row in rows})
    return classified(rows), pd.DataFrame(ids, columns=["report_id", "region"])


def test_promises_stand_beside_the_work_of_the_same_and_of_the_next_year() -> None:
    coded, reports = corpus(
        {("a", 2019): 0.4, ("a", 2020): 0.5}, {("a", 2019): 0.2, ("a", 2020): 0.3, ("a", 2022): 0.9}
    )
    table = fz.promise_shares(coded, reports=reports).query("area == 1")
    assert list(table.columns) == list(COLUMNS["promises"])
    found = table[["year", "promised", "done", "done_next"]].astype(float).to_numpy()
    np.testing.assert_allclose(
        found, [[2019, 0.4, 0.2, 0.3], [2020, 0.5, 0.3, np.nan], [2022, np.nan, 0.9, np.nan]]
    )


def test_problems_are_a_series_of_their_own() -> None:
    coded, reports = corpus({("a", 2019): 0.4}, {("a", 2019): 0.2})
    coded["role"] = coded["role"].replace("plan", "problem")
    table = fz.promise_shares(coded, reports=reports, promise="problem").query("area == 1")
    assert table["promised"].tolist() == pytest.approx([0.4])


def panel(effect: float, seed: int = 0, governments: int = 30) -> pd.DataFrame:
    """Governments at levels of their own, years with shocks of their own, and a planted effect of promises."""
    generator = np.random.default_rng(seed)
    rows = []
    for place in range(governments):
        level = generator.normal(0.2, 0.1)
        for year in (2018, 2019, 2020, 2021):
            promised = level + generator.normal(0, 0.05)
            done_next = 2 * level + 0.05 * (year == 2020) + effect * promised + generator.normal(0, 0.02)
            rows.append(
                {"region": f"g{place}", "area": 1, "year": year, "promised": promised, "done_next": done_next}
            )
    return pd.DataFrame(rows).assign(done=0.1)


def test_the_planted_effect_is_found_within_governments_and_years() -> None:
    row = fz.promise_association(panel(0.6)).iloc[0]
    assert row["low"] < 0.6 < row["high"]
    assert row["high"] - row["low"] < 0.3
    assert (row["n"], row["p"] < 1e-6) == (120, True)


def test_a_level_that_promises_and_works_alike_is_no_effect() -> None:
    covered = [
        bool(row["low"] <= 0 <= row["high"])
        for row in (fz.promise_association(panel(0.0, seed, 15)).iloc[0] for seed in range(20))
    ]
    assert np.mean(covered) >= 0.8


def test_a_government_that_reports_once_does_not_count() -> None:
    table = panel(0.6)
    alone = table.head(1).assign(region="x", promised=9.0, done_next=-9.0)
    pd.testing.assert_frame_equal(
        fz.promise_association(table), fz.promise_association(pd.concat([table, alone], ignore_index=True))
    )


def test_what_cannot_be_known_is_missing() -> None:
    row = fz.promise_association(panel(0.6, governments=1)).iloc[0]
    assert row[["estimate", "low", "high", "p"]].isna().all()
    alike = fz.promise_association(panel(0.6).assign(promised=0.3)).iloc[0]
    assert alike[["estimate", "low", "high", "p"]].isna().all()


def test_another_role_is_refused() -> None:
    coded, reports = corpus({("a", 2019): 0.4}, {("a", 2019): 0.2})
    with pytest.raises(fz.InputError, match="promise is 'work'; use 'plan' or 'problem'"):
        fz.promise_shares(coded, reports=reports, promise="work")
