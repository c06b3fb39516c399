"""Heat maps hold the shares, and their changes, in per cent."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.colors import to_rgb

import analysis as fz
from analysis.tables import AREAS

from .artists import ZH, make_intervals, note, year_labels


def test_cells_hold_the_shares_in_per_cent() -> None:
    table = make_intervals()
    ax = fz.plot_share_heatmap(table, lang="zh")
    grid = ax.images[0].get_array()
    assert grid.shape == (8, 7)
    written = {
        tuple(map(int, text.get_position())): text.get_text() for text in ax.texts if text.get_gid() is None
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
    assert year_labels(ax)[3:5] == ["2021年 1份", "2022年 无"]


def test_numbers_stand_out_from_their_cells() -> None:
    ax = fz.plot_share_heatmap(make_intervals())
    image = ax.images[0]
    for text in ax.texts:
        if text.get_gid() is not None:
            continue
        column, row = map(int, text.get_position())
        cell = image.to_rgba(image.get_array())[row, column, :3]
        assert abs(luminance(cell) - luminance(to_rgb(text.get_color()))) > 0.3


def luminance(colour: np.ndarray | tuple[float, ...]) -> float:
    return float(np.dot(colour, [0.2126, 0.7152, 0.0722]))


def test_the_note_of_a_heat_map_speaks_of_no_point_or_bar() -> None:
    said = note(fz.plot_share_heatmap(make_intervals(), lang="en"))
    assert "Hollow" not in said
    assert "Vertical" not in said
    assert "single report" in said
    assert "空心" not in note(fz.plot_share_heatmap(make_intervals(), lang="zh"))


# --- change ---


def test_cells_hold_the_change_since_the_year_before() -> None:
    table = make_intervals()
    ax = fz.plot_change_heatmap(table, lang="en")
    grid = ax.images[0].get_array()
    shares = table.pivot(index="area", columns="year", values="share").astype(float)
    assert [label.split()[0] for label in year_labels(ax)] == ["2019", "2020", "2021", "2022", "2023", "2024"]
    np.testing.assert_allclose(grid[:, 0], 100 * (shares[2019] - shares[2018]))
    assert np.ma.getmaskarray(np.ma.masked_invalid(grid))[
        :, [3, 4]
    ].all()  # none in 2022: no change to it or from it
    assert {text.get_text() for text in ax.texts} == {"+1.0", "0.0", "−1.0"}


def test_more_is_red_and_less_is_blue() -> None:
    image = fz.plot_change_heatmap(make_intervals()).images[0]
    assert image.norm.vmin == -image.norm.vmax
    more, same, less = (image.to_rgba(image.get_array())[row, 0, :3] for row in (0, 1, 7))
    assert more[0] > more[2] + 0.2
    assert less[2] > less[0] + 0.2
    assert np.ptp(same) < 0.02


def test_years_far_apart_have_no_change() -> None:
    with pytest.raises(fz.InputError, match="shares has no two neighbouring years"):
        fz.plot_change_heatmap(make_intervals().query("year in (2018, 2020)"))
