"""Shares by year show the numbers of their tables, in the looks of the taxonomy, and hide no missing interval."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.colors import to_hex
from matplotlib.lines import Line2D

import analysis as fz
from analysis.columns.types import AREAS
from analysis.figures.style import GREY
from analysis.tables import make_table

from .artists import ZH, areas_of, make_intervals, note
from .planted import make_shares

WHITE = "#ffffff"


@pytest.fixture(scope="module")
def panels() -> list[Axes]:
    return fz.plot_shares(make_intervals(), lang="en").child_axes


def gid(panel: Axes, name: str) -> Line2D:
    (line,) = (line for line in panel.get_lines() if line.get_gid() == name)
    return line


def test_each_area_has_its_panel_with_one_scale(panels: list[Axes]) -> None:
    names = [f"{area} {name}" for area, name in zip(AREAS, areas_of()["short_en"], strict=True)]
    assert [panel.get_title(loc="left") for panel in panels] == names
    assert len({(panel.get_xlim(), panel.get_ylim()) for panel in panels}) == 1
    assert [panel.get_title(loc="left") for panel in fz.plot_shares(make_intervals()).child_axes] == [
        f"{area} {name}" for area, name in zip(AREAS, ZH, strict=True)
    ]


def test_panels_hold_shares_of_their_area_in_its_look(panels: list[Axes]) -> None:
    table = make_intervals()
    for area, panel in zip(AREAS, panels, strict=True):
        own = table[table["area"] == area].set_index("year")
        known = own.dropna(subset="low")
        line = gid(panel, "estimate")
        drawn = pd.Series(line.get_ydata(), index=line.get_xdata()).dropna()
        np.testing.assert_allclose(drawn[list(known.index)], 100 * known["share"])
        assert to_hex(line.get_color()) == areas_of().at[area, "colour"].lower()
        assert line.get_marker() == areas_of().at[area, "marker"]


def test_a_single_report_is_a_hollow_point_without_interval(panels: list[Axes], shares: pd.DataFrame) -> None:
    for panel in panels:
        hollow = gid(panel, "single-report")
        assert hollow.get_xdata().tolist() == [2018, 2021]
        assert to_hex(hollow.get_markerfacecolor()) == WHITE
        assert hollow.get_linestyle() == "None"
    for panel in fz.plot_shares(shares).child_axes:  # one report in each year
        assert len(gid(panel, "single-report").get_xdata()) == 5
        assert not np.isfinite(gid(panel, "estimate").get_ydata()).any()
        assert not [path for band in panel.collections for path in band.get_paths() if len(path.vertices)]


def test_an_interval_is_drawn_once_as_a_band(panels: list[Axes]) -> None:
    table = make_intervals()
    for area, panel in zip(AREAS, panels, strict=True):
        known = table[table["area"] == area].dropna(subset="low")
        band = next(child for child in panel.collections if isinstance(child, PolyCollection))
        heights = np.concatenate([path.vertices[:, 1] for path in band.get_paths()])
        assert heights.min() == pytest.approx(100 * known["low"].min())
        assert heights.max() == pytest.approx(100 * known["high"].max())
        assert not [
            line
            for own in panel.collections
            if isinstance(own, LineCollection)
            for line in own.get_segments()
        ]


def test_a_year_alone_with_its_interval_has_a_line_in_place_of_a_band() -> None:
    table = make_intervals().query("year in (2018, 2020)")  # of 2018 there is one report
    (bars,) = (
        own for own in fz.plot_shares(table).child_axes[0].collections if isinstance(own, LineCollection)
    )
    low, high = 100 * table.query("area == 1 and year == 2020")[["low", "high"]].iloc[0]
    np.testing.assert_allclose(bars.get_segments()[0], [[2020, low], [2020, high]])


def test_only_neighbouring_years_with_intervals_are_joined(panels: list[Axes]) -> None:
    # 2018 single | 2019 2020 | 2021 single | 2022 none | 2023 2024
    for panel in panels:
        joined = np.isfinite(gid(panel, "estimate").get_ydata()).tolist()
        assert joined == [False, True, True, False, False, True, True]


def test_the_last_share_is_written(panels: list[Axes]) -> None:
    own = make_intervals().query("year == 2024").set_index("area")["share"]
    for area, panel in zip(AREAS, panels, strict=True):
        assert [text.get_text() for text in panel.texts] == [f"{100 * own[area]:.1f}"]


def test_the_note_states_estimand_counts_and_what_the_signs_mean(shares: pd.DataFrame) -> None:
    said = note(fz.plot_shares(make_intervals(), lang="en"))
    assert "Mean of report shares; classifier counts (not corrected)." in said
    assert "24 reports, 240 paragraphs" in said
    assert "90% intervals" in said
    assert "Hollow: one report" in said
    single = note(fz.plot_shares(shares, lang="en"))
    assert "intervals clustered" not in single
    assert "5 reports" in single
    all_known = make_intervals().query("n_reports > 1")
    assert "Hollow" not in note(fz.plot_shares(all_known, lang="en"))


def test_the_axis_starts_at_0_unless_a_corrected_share_is_below() -> None:
    table = make_intervals()
    assert fz.plot_shares(table).child_axes[0].get_ylim()[0] == 0
    below = table.assign(share=table["share"].where(table["area"] != 1, -0.02))
    assert fz.plot_shares(below).child_axes[0].get_ylim()[0] < -2
    assert fz.plot_shares(table.assign(share=1.0)).child_axes[0].get_ylim()[1] == 100


def test_another_scheme_has_its_own_areas(coded: pd.DataFrame) -> None:
    shares = fz.area_shares(coded, scheme="outline-2021")
    ax = fz.plot_shares(shares, lang="zh", scheme="outline-2021")
    areas = areas_of("outline-2021")
    assert [panel.get_title(loc="left") for panel in ax.child_axes] == [
        f"{area} {name}" for area, name in areas["short_zh"].items()
    ]
    assert fz.plot_share_heatmap(shares, scheme="outline-2021").images[0].get_array().shape == (9, 6)


@pytest.mark.parametrize("plot", [fz.plot_shares, fz.plot_share_heatmap])
def test_tables_that_cannot_be_drawn_are_refused(plot: object, coded: pd.DataFrame) -> None:
    assert callable(plot)
    newer = fz.area_shares(coded, scheme="outline-2021")  # names its scheme
    lacks = r"shares has the area\(s\) 9, which scheme 'outline-2015' lacks"
    with pytest.raises(fz.InputError, match=lacks):
        plot(newer.assign(scheme=None))
    with pytest.raises(fz.InputError, match="shares is in the scheme 'outline-2021', not in 'outline-2015'"):
        plot(newer, scheme="outline-2015")
    with pytest.raises(fz.InputError, match="shares is in the scheme 'outline-2015', not in 'outline-2021'"):
        plot(fz.area_shares(coded), scheme="outline-2021")  # its areas have other names
    with pytest.raises(fz.InputError, match="shares is in the scheme 'x', which is not known here"):
        plot(newer.assign(scheme="x"))
    with pytest.raises(fz.InputError, match="shares has no row"):
        plot(make_table("shares", []))
    with pytest.raises(fz.InputError, match=r"shares lacks the column\(s\) share, .* area_shares returns"):
        plot(coded)
    with pytest.raises(fz.InputError, match="scheme is 'x'"):
        plot(make_intervals(), scheme="x")


def test_several_estimates_of_one_share_are_refused() -> None:
    with pytest.raises(fz.InputError, match="several estimates for 2017, area 1; keep one estimator"):
        fz.plot_shares(make_shares())


# --- estimators ---


def test_counted_and_corrected_shares_stand_side_by_side() -> None:
    table = make_shares()
    for area, panel in zip(AREAS, fz.plot_estimators(table).child_axes, strict=True):
        for name in ("naive", "dsl"):
            own = table[(table["area"] == area) & (table["estimator"] == name)]
            np.testing.assert_allclose(gid(panel, name).get_ydata(), 100 * own["share"])
        assert to_hex(gid(panel, "naive").get_color()) == GREY
        assert gid(panel, "naive").get_linestyle() == "--"
        assert to_hex(gid(panel, "dsl").get_color()) == areas_of().at[area, "colour"].lower()
        assert gid(panel, "dsl").get_linestyle() == "-"


def test_one_estimator_alone_is_refused() -> None:
    with pytest.raises(fz.InputError, match="shares has the estimators naive; put area_shares"):
        fz.plot_estimators(make_shares().query("estimator == 'naive'"))


def test_counts_have_no_interval_beside_the_corrected_one() -> None:
    table = make_shares()
    for area, panel in zip(AREAS, fz.plot_estimators(table).child_axes, strict=True):
        (band,) = (own for own in panel.collections if isinstance(own, PolyCollection))
        own = table[(table["area"] == area) & (table["estimator"] == "dsl")]
        heights = np.concatenate([path.vertices[:, 1] for path in band.get_paths()])
        assert heights.max() == pytest.approx(100 * own["high"].max())
