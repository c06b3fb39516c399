"""The robustness grid: every combination once, each as if asked for by itself."""

from __future__ import annotations

import pandas as pd
import pytest

import analysis as fz
from analysis.columns import COLUMNS
from analysis.trends.grid import VARIANTS

from .corpora import Simulated, simulate

KEYS = ["weight", "estimator", "panel", "headings", "scheme", "carried_forward"]
MEASURES = {1: "6e", 2: "9", 3: "14", 4: "20", 5: "27y", 6: "33", 7: "37", 8: "41"}


@pytest.fixture(scope="module")
def corpus() -> Simulated:
    own = simulate(0, regions=8, years=3, paragraphs=8, per_year=30, trend=0.03)
    texts = own.coded["paragraph_id"] + "年度工作扎实有序推进。"
    measures = own.coded["area"].map(MEASURES).astype("string")
    codes = own.codes.assign(measure=own.codes["area"].map(MEASURES).astype("string"))
    return own._replace(coded=own.coded.assign(text=texts, measure=measures), codes=codes)


def test_every_combination_comes_once(corpus: Simulated) -> None:
    grid = fz.robustness_grid(
        corpus.coded,
        corpus.codes,
        reports=corpus.reports,
        coded_blind=corpus.coded,
        weights=["reports", "characters"],
    )
    assert list(grid.columns) == list(COLUMNS["robustness"])
    assert not grid.duplicated([*KEYS, "area"]).any()
    assert grid[KEYS].drop_duplicates().shape[0] == 2 * 2 * 2 * 2 * len(VARIANTS) * 2
    assert set(grid["scheme"]) == set(VARIANTS)
    sizes = grid.groupby("scheme")["area"].nunique()
    assert sizes.to_dict() == {name: 9 if "apart" in name else 8 for name in VARIANTS}


def test_a_row_is_the_slope_asked_for_by_itself(corpus: Simulated) -> None:
    grid = fz.robustness_grid(corpus.coded, corpus.codes, reports=corpus.reports, schemes=["outline-2015"])
    own = grid.query("weight == 'paragraphs' and estimator == 'dsl' and panel == 'balanced'")
    trends = fz.area_trends(corpus.coded, corpus.codes, reports=corpus.reports, weight="paragraphs")
    expected = trends[trends["panel"] == "balanced"]
    for carried in ("with", "without"):  # no text is repeated here
        found = own[own["carried_forward"] == carried]
        columns = ["area", "slope", "low", "high", "p"]
        pd.testing.assert_frame_equal(
            found[columns].reset_index(drop=True), expected[columns].reset_index(drop=True)
        )


def test_litigation_moves_from_oversight_to_disputes(corpus: Simulated) -> None:
    names = ["outline-2015", "outline-2015, 27y in 6", "outline-2015, 6e apart"]
    grid = fz.robustness_grid(corpus.coded, corpus.codes, schemes=names, weights=["characters"])
    # of counts; what is made of an answer is learnt area by area, so that corrected slopes add up nearly
    slope = grid[grid["estimator"] == "naive"].set_index(["scheme", "area"])["slope"]
    base, moved, apart = names
    assert slope[moved, 5] == pytest.approx(0, abs=1e-9)  # all of area 5 is litigation here
    assert slope[moved, 6] == pytest.approx(slope[base, 5] + slope[base, 6])
    assert slope[apart, 9] == pytest.approx(slope[base, 1])
    assert slope[apart, 1] == pytest.approx(0, abs=1e-9)


def test_repeated_text_is_left_out(corpus: Simulated) -> None:
    texts = corpus.coded["text"].to_numpy(dtype=object).copy()
    texts[:] = [
        f"第{int(name[-3:]) * 7919}项工作按照年度要求扎实有序推进{name}。"
        for name in corpus.coded["paragraph_id"]
    ]
    later = corpus.coded["year"] == 2020
    first = corpus.coded["position"] == 1
    texts[(first & (corpus.coded["year"] == 2019)).to_numpy()] = (
        "深入推进法治政府建设示范创建活动取得明显成效。"
    )
    texts[(first & later).to_numpy()] = "深入推进法治政府建设示范创建活动取得明显成效。"
    coded = corpus.coded.assign(text=texts)
    grid = fz.robustness_grid(coded, reports=corpus.reports, schemes=["outline-2015"], weights=["paragraphs"])
    full = grid[grid["panel"] == "full"]
    without = fz.area_trends(coded[~(first & later)], reports=corpus.reports, weight="paragraphs")
    found = full[full["carried_forward"] == "without"]["slope"].to_numpy()
    assert found == pytest.approx(without[without["panel"] == "full"]["slope"].to_numpy())
    assert found != pytest.approx(full[full["carried_forward"] == "with"]["slope"].to_numpy())


def test_without_reports_there_is_no_panel_and_nothing_carried(corpus: Simulated) -> None:
    grid = fz.robustness_grid(corpus.coded, schemes=["outline-2015"])
    assert grid[KEYS].drop_duplicates().values.tolist() == [
        [weight, "naive", "full", "with", "outline-2015", "with"]
        for weight in ("characters", "paragraphs", "reports")
    ]


def test_bad_input_is_named(corpus: Simulated) -> None:
    with pytest.raises(fz.InputError, match="schemes is 'outline-2021'; use one of 'outline-2015'"):
        fz.robustness_grid(corpus.coded, schemes=["outline-2021"])
    with pytest.raises(fz.InputError, match="weights and schemes are empty"):
        fz.robustness_grid(corpus.coded, weights=[])
    with pytest.raises(fz.InputError, match="paragraphs without a measure"):
        fz.robustness_grid(corpus.coded.assign(measure=pd.NA))
