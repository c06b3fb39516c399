"""Stacked bars add up to the whole; slopes join the first and the last year."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

import analysis as fz
from analysis.columns.types import AREAS

from .artists import areas_of, make_intervals, note, year_labels
from .planted import make_shares

DSL = make_shares().query("estimator == 'dsl'")


def bars(ax: Axes, area: int) -> list[Rectangle]:
    return [patch for patch in ax.patches if patch.get_gid() == f"area-{area}"]


def test_bars_are_stacked_in_the_order_and_colours_of_the_areas() -> None:
    ax = fz.plot_composition(DSL)
    reached = np.zeros(6)
    for area in AREAS:
        own = bars(ax, area)
        np.testing.assert_allclose([bar.get_y() for bar in own], reached, atol=1e-9)
        shares = 100 * DSL[DSL["area"] == area]["share"].to_numpy(dtype=float)
        np.testing.assert_allclose([bar.get_height() for bar in own], shares)
        assert {to_hex(bar.get_facecolor()) for bar in own} == {areas_of().at[area, "colour"].lower()}
        reached += shares


def test_a_year_without_reports_stays_empty_and_is_named() -> None:
    ax = fz.plot_composition(make_intervals(), lang="en")
    assert year_labels(ax)[4] == "2022"
    assert [text.get_text() for text in ax.texts if text.get_gid() == "count"][4] == "0"
    assert {round(bar.get_x() + bar.get_width() / 2) for bar in bars(ax, 1)} == {0, 1, 2, 3, 5, 6}


def test_names_stand_at_the_last_bar_in_place_of_a_legend() -> None:
    ax = fz.plot_composition(DSL, lang="en")
    names = [f"{area} {name}" for area, name in areas_of()["short_en"].items()]
    assert [text.get_text() for text in ax.texts if text.get_text() in names] == names
    assert ax.get_legend() is None


def test_a_share_below_nought_is_drawn_below_the_line() -> None:
    table = DSL.assign(share=DSL["share"].where(DSL["area"] != 3, -0.01))
    ax = fz.plot_composition(table, lang="en")
    for bar in bars(ax, 3):
        assert (bar.get_y(), bar.get_height()) == pytest.approx((0, -1))
    assert bars(ax, 4)[0].get_y() == pytest.approx(100 * DSL["share"].iloc[[0, 1]].sum())
    assert ax.get_ylim()[0] < -1
    assert "below zero" in note(ax)
    assert "below zero" not in note(fz.plot_composition(DSL, lang="en"))


def ends(ax: Axes, kind: str, area: int) -> list[Line2D]:
    return [line for line in ax.get_lines() if line.get_gid() == f"{kind}-{area}"]


def with_interval(row: dict[str, float]) -> str:
    share, low, high = (100 * row[name] for name in ("share", "low", "high"))
    return f"{share:.1f} ({low:.1f}–{high:.1f})"


def test_in_one_column_the_intervals_stand_on_the_right_alone() -> None:
    ax = fz.plot_slopes(DSL, lang="en", width="89mm")
    assert sum("(" in text.get_text() for text in ax.texts) == 8
    assert sum("(" in text.get_text() for text in fz.plot_slopes(DSL, lang="en").texts) == 16


def test_slopes_join_the_first_and_the_last_year() -> None:
    ax = fz.plot_slopes(DSL, lang="en")
    for area in AREAS:
        own = 100 * DSL[(DSL["area"] == area) & DSL["year"].isin([2017, 2022])]["share"].to_numpy(dtype=float)
        (line,) = ends(ax, "slope", area)
        np.testing.assert_allclose(line.get_ydata(), own)
        assert to_hex(line.get_color()) == areas_of().at[area, "colour"].lower()
        np.testing.assert_array_equal(line.get_xdata(), [0, 1])  # on the axes of the two years
        first, last = DSL[(DSL["area"] == area) & DSL["year"].isin([2017, 2022])].to_dict("records")
        shown = [text.get_text() for text in ax.texts]
        assert f"{area} {areas_of().at[area, 'short_en']}  {with_interval(first)}" in shown
        assert with_interval(last) in shown
    assert year_labels(ax) == ["2017", "2022"]
    assert {"36 reports", "46 reports"} <= {text.get_text() for text in ax.texts}
    assert "82 reports" in note(ax)


def test_an_end_without_interval_is_hollow() -> None:
    ax = fz.plot_slopes(make_intervals(), lang="en")  # 2018: one report, 2024: seven
    for area in AREAS:
        faces = [to_hex(line.get_markerfacecolor()) for line in ends(ax, "end", area)]
        assert faces == ["#ffffff", areas_of().at[area, "colour"].lower()]
        assert ends(ax, "slope", area) == []  # a line would say that the one report stands for its year
    assert "Hollow" in note(ax)


def test_one_year_has_no_slope() -> None:
    with pytest.raises(fz.InputError, match="shares has the year 2017 only"):
        fz.plot_slopes(DSL.query("year == 2017"))
