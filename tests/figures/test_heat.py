"""Heat maps hold the shares, and their changes, in per cent."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgb

import analysis as fz
from analysis.columns.types import AREAS

from .artists import ZH, make_intervals, note, year_labels
from .planted import make_area_changes


def test_cells_hold_the_shares_in_per_cent() -> None:
    table = make_intervals()
    ax = fz.plot_share_heatmap(table, lang="zh")
    grid = ax.images[0].get_array()
    assert grid.shape == (8, 7)
    written = {
        tuple(map(int, text.get_position())): text.get_text() for text in ax.texts if text.get_gid() == "cell"
    }
    for row in table.to_dict("records"):
        place = (row["year"] - 2018, row["area"] - 1)
        assert grid[place[1], place[0]] == pytest.approx(100 * row["share"])
        assert written.pop(place) == f"{100 * row['share']:.1f}"
    assert not written
    assert np.ma.getmaskarray(np.ma.masked_invalid(grid))[:, 4].all()  # 2022


def test_rows_are_areas_and_columns_years() -> None:
    ax = fz.plot_share_heatmap(make_intervals(), lang="zh")
    assert [label.get_text() for label in ax.get_yticklabels()] == [
        f"{area} {name}" for area, name in zip(AREAS, ZH, strict=True)
    ]
    assert year_labels(ax)[3:5] == ["2021年", "2022年"]
    counts = [text.get_text() for text in ax.texts if text.get_gid() == "count"]
    assert counts == ["1", "5", "6", "1", "0", "4", "7", "报告数"]


def test_half_of_each_interval_stands_below_its_share() -> None:
    ax = fz.plot_share_heatmap(make_intervals())
    below = [text for text in ax.texts if text.get_gid() == "below"]
    assert {text.get_text() for text in below} == {"±2.0"}
    assert sorted({int(text.get_position()[0]) for text in below}) == [
        1,
        2,
        5,
        6,
    ]  # 2018 and 2021 have one report, 2022 none


def test_a_bar_names_the_colours_and_their_unit() -> None:
    for plot, table, unit in (
        (fz.plot_share_heatmap, make_intervals(), "share (%)"),
        (fz.plot_change_heatmap, make_area_changes("previous"), "percentage points"),
    ):
        (bar,) = plot(table, lang="en").child_axes
        assert bar.get_ylabel() == unit


def test_numbers_stand_out_from_their_cells() -> None:
    ax = fz.plot_share_heatmap(make_intervals())
    image = ax.images[0]
    for text in ax.texts:
        if text.get_gid() not in ("cell", "below"):
            continue
        column, row = map(int, text.get_position())
        cell = image.to_rgba(image.get_array())[row, column, :3]
        assert abs(luminance(cell) - luminance(to_rgb(text.get_color()))) > 0.3


def luminance(colour: np.ndarray | tuple[float, ...]) -> float:
    return float(np.dot(colour, [0.2126, 0.7152, 0.0722]))


def test_the_note_of_a_heat_map_speaks_of_no_point_or_bar() -> None:
    said = note(fz.plot_share_heatmap(make_intervals(), lang="en"))
    assert "Hollow" not in said
    assert "single report" in said
    assert "空心" not in note(fz.plot_share_heatmap(make_intervals(), lang="zh"))


# --- change ---


def test_cells_hold_the_change_since_the_year_before() -> None:
    table = make_area_changes("previous")
    ax = fz.plot_change_heatmap(table, lang="en")
    own = table.pivot(index="area", columns="year", values="change").astype(float)
    np.testing.assert_allclose(ax.images[0].get_array(), 100 * own)
    assert ax.get_title(loc="left") == "Change from the year before (percentage points)"
    assert "since 2017" in fz.plot_change_heatmap(make_area_changes(), lang="en").get_title(loc="left")


def test_a_change_whose_interval_excludes_zero_is_framed() -> None:
    table = make_area_changes()
    ax = fz.plot_change_heatmap(table)
    framed = {
        (round(patch.get_x() + 0.46) + 2018, round(patch.get_y() + 0.44) + 1)
        for patch in ax.patches
        if patch.get_gid() == "framed"
    }
    clear = table[(table["low"] > 0) | (table["high"] < 0)]
    assert framed == set(zip(clear["year"], clear["area"], strict=True))
    assert framed


def test_small_changes_stay_pale() -> None:
    table = make_area_changes("previous").assign(change=0.017)
    image = fz.plot_change_heatmap(table).images[0]
    assert (image.norm.vmin, image.norm.vmax) == (-5, 5)
    assert luminance(image.to_rgba(image.get_array())[0, 0, :3]) > 0.6


def test_more_is_red_and_less_is_blue() -> None:
    table = make_area_changes()
    change = table["area"].map({1: 0.1, 2: 0.0}).fillna(-0.1)
    image = fz.plot_change_heatmap(table.assign(change=change)).images[0]
    assert image.norm.vmin == -image.norm.vmax
    more, same, less = (image.to_rgba(image.get_array())[row, 0, :3] for row in (0, 1, 7))
    assert more[0] > more[2] + 0.2
    assert less[2] > less[0] + 0.2
    assert np.ptp(same) < 0.02


def test_tables_that_hold_no_changes_are_refused() -> None:
    with pytest.raises(fz.InputError, match="changes lacks the column"):
        fz.plot_change_heatmap(make_intervals())
    with pytest.raises(fz.InputError, match="changes has no row"):
        fz.plot_change_heatmap(make_area_changes().head(0))
    with pytest.raises(fz.InputError, match="several changes for a year and area"):
        fz.plot_change_heatmap(pd.concat([make_area_changes(), make_area_changes()]))
