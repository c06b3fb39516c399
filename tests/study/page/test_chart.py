"""The chart: every value on its place, bands within 0 and 100%, nothing joined that has no interval."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.columns.types import AREAS
from analysis.study.page.chart import HEIGHT, WIDTH, Series, draw_chart
from analysis.study.page.words import load_words
from analysis.tables import make_table
from analysis.taxonomy import load_taxonomy

EN = load_words("en")


def shares_of(years: list[int], low: float | None = 0.1, high: float = 0.15, **more: Any) -> pd.DataFrame:
    row = {
        "share": 0.125,
        "low": low,
        "high": high if low is not None else None,
        "level": 0.95,
        "estimator": "dsl",
    }
    own = {"n_reports": 3, "n_units": 50, "n_coded": 0, **row, **more}
    return make_table("shares", [{"year": y, "area": a, **own} for y in years for a in AREAS])


def drawn(*tables: pd.DataFrame) -> dict[str, Any]:
    series = [Series(f"by {n}", "all", table) for n, table in enumerate(tables)]
    chart = draw_chart(series, EN, "en", load_taxonomy())
    assert chart is not None
    return chart


def numbers(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", path)]


def test_each_area_has_a_panel_with_the_years_in_order() -> None:
    chart = drawn(shares_of([2018, 2019, 2020]))
    assert [panel["area"] for panel in chart["panels"]] == list(AREAS)
    assert chart["years"] == [2018, 2019, 2020]
    assert chart["xs"] == sorted(chart["xs"])
    assert all(0 < x < WIDTH for x in chart["xs"])
    assert chart["panels"][0]["values"] == ["12.5% (10.0–15.0)"] * 3
    assert chart["status"] == "2020: 3 reports, 50 paragraphs"


def test_the_scale_begins_at_nought_and_never_leaves_it() -> None:
    chart = drawn(shares_of([2018, 2019], low=-0.2, high=1.3, share=0.9))
    ticks = [text for _, text in chart["ticks"]]
    assert (ticks[0], ticks[-1]) == ("0%", "100%")
    points = numbers(chart["panels"][0]["band"])
    assert points
    assert all(14 <= y <= HEIGHT - 26 for _, y in points)
    assert chart["panels"][0]["values"][0] == "90.0% (0.0–100.0)"


@pytest.mark.parametrize(
    ("share", "top"), [(0.004, "2%"), (0.125, "15%"), (0.19, "20%"), (0.33, "40%"), (1.0, "100%")]
)
def test_the_scale_ends_soon_above_the_largest_value(share: float, top: str) -> None:
    chart = drawn(shares_of([2018, 2019], low=None, share=share))
    assert chart["ticks"][-1][1] == top
    assert len(chart["ticks"]) <= 5


def test_a_larger_share_stands_higher_and_by_the_same_measure() -> None:
    table = shares_of([2018], low=None)
    table["share"] = np.linspace(0.0, 0.2, len(AREAS))
    heights = [panel["marks"][0][1] for panel in drawn(table)["panels"]]
    steps = np.diff(heights)
    assert (steps < 0).all()
    np.testing.assert_allclose(steps, steps[0], atol=0.15)


def test_a_year_without_interval_is_hollow_and_joined_to_none() -> None:
    table = pd.concat([shares_of([2018, 2019]), shares_of([2020], low=None), shares_of([2022])])
    panel = drawn(table)["panels"][0]
    assert [mark and mark[2] for mark in panel["marks"]] == [0, 0, 1, None, 0]
    assert panel["line"].count("M") == 1
    assert len(numbers(panel["line"])) == 2
    assert panel["values"][2:4] == ["12.5%, no interval", "no report"]
    assert drawn(table)["data"]["sets"][0]["status"][3] == "2021: no report"


def test_one_report_a_year_gives_points_and_no_line() -> None:
    chart = drawn(shares_of([2018, 2019], low=None, n_reports=1))
    assert chart["panels"][0]["line"] == chart["panels"][0]["band"] == ""
    assert "band" not in chart["text"]


def test_a_percentage_of_hardly_any_paragraphs_says_so() -> None:
    chart = drawn(shares_of([2018], low=None, n_units=1, share=1.0))
    assert chart["panels"][0]["values"] == ["100.0%, no interval*"]
    assert "fewer than 5 paragraphs" in chart["few"]
    assert "1 paragraph" in chart["status"]
    assert drawn(shares_of([2018]))["few"] == ""


def test_each_set_can_be_chosen_and_shares_the_years() -> None:
    chart = drawn(shares_of([2018, 2020]), shares_of([2019], n_coded=7))
    assert chart["estimators"] == ["by 0", "by 1"]
    assert chart["years"] == [2018, 2019, 2020]
    second = chart["data"]["sets"][1]
    assert second["status"] == [
        "2018: no report",
        "2019: 3 reports, 50 paragraphs, of which 7 coded by hand",
        "2020: no report",
    ]


def test_without_shares_there_is_no_chart() -> None:
    assert draw_chart([Series("x", "all", make_table("shares", []))], EN, "en", load_taxonomy()) is None
    assert draw_chart([], EN, "en", load_taxonomy()) is None


def test_a_place_has_a_scale_of_its_own_and_its_estimators_share_it() -> None:
    wide, narrow = shares_of([2018, 2019], high=0.9), shares_of([2018, 2019])
    series = [
        Series("counted", "all", narrow),
        Series("corrected", "all", shares_of([2018, 2019], high=0.35)),
        Series("counted", "甲省", wide, "Province"),
        Series("counted", "county", narrow, "Level"),
    ]
    chart = draw_chart(series, EN, "en", load_taxonomy())
    assert chart is not None
    assert [one["ticks"][-1][1] for one in chart["data"]["sets"]] == ["40%", "40%", "100%", "15%"]
    assert chart["places"] == [("", ["all"]), ("Province", ["甲省"]), ("Level", ["county"])]
