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
from analysis.figures.style import GREY
from analysis.tables import AREAS, make_table

from .artists import REPORTS, ZH, areas_of, lines, make_intervals, note, year_labels
from .planted import make_shares

WHITE = "#ffffff"


@pytest.fixture(scope="module")
def of_single_reports(shares: pd.DataFrame) -> Axes:
    return fz.plot_shares(shares, lang="en")


@pytest.fixture(scope="module")
def with_intervals() -> Axes:
    return fz.plot_shares(make_intervals(), lang="en")


def test_single_reports_are_hollow_points_without_line_or_bar(of_single_reports: Axes) -> None:
    points = lines(of_single_reports, "single-report")
    assert [to_hex(line.get_markerfacecolor()) for line in points] == [WHITE] * 8
    assert {line.get_linestyle() for line in points} == {"None"}
    assert all(len(line.get_xdata()) == 5 for line in points)
    assert not lines(of_single_reports, "estimate")
    assert not lines(of_single_reports, "joined")
    assert not [child for child in of_single_reports.collections if isinstance(child, LineCollection)]


def test_estimates_are_filled_points_and_single_reports_stay_hollow(with_intervals: Axes) -> None:
    hollow, filled = lines(with_intervals, "single-report"), lines(with_intervals, "estimate")
    assert len(hollow) == len(filled) == 8
    colours = areas_of()["colour"].str.lower().tolist()
    assert [to_hex(line.get_markerfacecolor()) for line in hollow] == [WHITE] * 8
    assert [to_hex(line.get_markerfacecolor()) for line in filled] == colours
    assert {len(line.get_xdata()) for line in hollow} == {2}  # 2018 and 2021
    assert {len(line.get_xdata()) for line in filled} == {4}


@pytest.mark.parametrize("kind", ["single-report", "estimate"])
def test_points_stand_at_the_shares_of_their_year(with_intervals: Axes, kind: str) -> None:
    table = make_intervals()
    table = table[table["low"].isna() if kind == "single-report" else table["low"].notna()]
    for area, line in zip(AREAS, lines(with_intervals, kind), strict=True):
        own = table[table["area"] == area]
        np.testing.assert_allclose(line.get_ydata(), 100 * own["share"])
        assert np.round(line.get_xdata()).tolist() == [year - 2018 for year in own["year"]]


def test_points_and_lines_have_the_look_of_the_taxonomy(with_intervals: Axes) -> None:
    areas = areas_of()
    for kind in ("single-report", "estimate"):
        own = lines(with_intervals, kind)
        assert [to_hex(line.get_markeredgecolor()) for line in own] == areas["colour"].str.lower().tolist()
        assert [line.get_marker() for line in own] == areas["marker"].tolist()
    joined = lines(with_intervals, "joined")
    assert [to_hex(line.get_color()) for line in joined] == areas["colour"].str.lower().tolist()
    names = {"solid": "-", "dashed": "--", "dashdot": "-.", "dotted": ":"}
    assert [line.get_linestyle() for line in joined] == [names[name] for name in areas["line"]]


def test_only_neighbouring_years_with_intervals_are_joined(with_intervals: Axes) -> None:
    # 2018 single | 2019 2020 | 2021 single | 2022 none | 2023 2024
    for line in lines(with_intervals, "joined"):
        assert np.isfinite(line.get_ydata()).tolist() == [False, True, True, False, False, True, True]


def test_years_beside_one_without_reports_are_not_joined() -> None:
    table = make_intervals().query("year in (2020, 2023)")
    for line in lines(fz.plot_shares(table), "joined"):
        assert np.isfinite(line.get_ydata()).tolist() == [True, False, False, True]


def test_bars_reach_from_low_to_high(with_intervals: Axes) -> None:
    table = make_intervals().dropna(subset="low")
    bars = [child for child in with_intervals.collections if isinstance(child, LineCollection)]
    assert [to_hex(bar.get_color()[0]) for bar in bars] == areas_of()["colour"].str.lower().tolist()
    for area, bar in zip(AREAS, bars, strict=True):
        own = table[table["area"] == area]
        ends = np.array([segment[:, 1] for segment in bar.get_segments()])
        np.testing.assert_allclose(ends, 100 * own[["low", "high"]].to_numpy())


def test_years_show_their_number_of_reports_and_gaps_are_named(with_intervals: Axes) -> None:
    expected = [f"{year} n = {n}" for year, n in REPORTS.items()]
    assert year_labels(with_intervals) == [*expected[:4], "2022 none", *expected[4:]]
    chinese = year_labels(fz.plot_shares(make_intervals()))
    assert chinese[0] == "2018年 1份"
    assert chinese[4] == "2022年 无"


def test_points_of_a_year_stand_apart_and_within_their_year(with_intervals: Axes) -> None:
    at_2019 = [line.get_xdata()[0] - 1 for line in lines(with_intervals, "estimate")]
    assert at_2019 == sorted(set(at_2019))
    assert max(map(abs, at_2019)) < 0.5


def test_the_legend_names_every_area() -> None:
    for lang, names in (("zh", ZH), ("en", areas_of()["short_en"].tolist())):
        legend = fz.plot_shares(make_intervals(), lang=lang).get_legend()
        found = [text.get_text() for text in legend.get_texts()]
        assert found == [f"{area} {name}" for area, name in zip(AREAS, names, strict=True)]


def test_the_note_states_estimand_counts_and_what_the_signs_mean(
    with_intervals: Axes, of_single_reports: Axes
) -> None:
    assert (
        "mean of report shares; estimator: classifier counts (not corrected). 24 reports, 240 paragraphs"
        in note(with_intervals)
    )
    assert "90% intervals" in note(with_intervals)
    assert "Hollow: a single report" in note(with_intervals)
    assert "intervals clustered" not in note(of_single_reports)
    assert "5 reports" in note(of_single_reports)
    all_known = make_intervals().query("n_reports > 1")
    assert "Hollow" not in note(fz.plot_shares(all_known, lang="en"))


def test_the_axis_starts_at_0_unless_a_corrected_share_is_below() -> None:
    table = make_intervals()
    assert fz.plot_shares(table).get_ylim()[0] == 0
    below = table.assign(share=table["share"].where(table["area"] != 1, -0.02))
    assert fz.plot_shares(below).get_ylim()[0] < -2


def test_another_scheme_has_its_own_areas(coded: pd.DataFrame) -> None:
    shares = fz.area_shares(coded, scheme="outline-2021")
    ax = fz.plot_shares(shares, lang="zh", scheme="outline-2021")
    areas = areas_of("outline-2021")
    assert len(lines(ax, "single-report")) == 9
    assert [text.get_text() for text in ax.get_legend().get_texts()] == [
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


# --- panels ---


@pytest.fixture(scope="module")
def panels() -> list[Axes]:
    return fz.plot_share_panels(make_intervals(), lang="en").child_axes


def gid(panel: Axes, name: str) -> Line2D:
    (line,) = (line for line in panel.get_lines() if line.get_gid() == name)
    return line


def test_each_area_has_its_panel_with_one_scale(panels: list[Axes]) -> None:
    names = [f"{area} {name}" for area, name in zip(AREAS, areas_of()["short_en"], strict=True)]
    assert [panel.get_title(loc="left") for panel in panels] == names
    assert len({(panel.get_xlim(), panel.get_ylim()) for panel in panels}) == 1
    assert [bool(panel.get_ylabel()) for panel in panels] == [True, False, False, False] * 2


def test_panels_hold_shares_and_bands_of_their_area(panels: list[Axes]) -> None:
    table = make_intervals()
    for area, panel in zip(AREAS, panels, strict=True):
        own = table[table["area"] == area].set_index("year")
        known = own.dropna(subset="low")
        line = gid(panel, "estimate")
        drawn = pd.Series(line.get_ydata(), index=line.get_xdata()).dropna()
        np.testing.assert_allclose(drawn[list(known.index)], 100 * known["share"])
        assert to_hex(line.get_color()) == areas_of().at[area, "colour"].lower()
        hollow = gid(panel, "single-report")
        assert hollow.get_xdata().tolist() == [2018, 2021]
        assert to_hex(hollow.get_markerfacecolor()) == WHITE
        (bars,) = (child for child in panel.collections if isinstance(child, LineCollection))
        ends = np.array([segment[:, 1] for segment in bars.get_segments()])
        np.testing.assert_allclose(ends, 100 * known[["low", "high"]].to_numpy())
        band = next(child for child in panel.collections if isinstance(child, PolyCollection))
        heights = np.concatenate([path.vertices[:, 1] for path in band.get_paths()])
        assert heights.min() == pytest.approx(100 * known["low"].min())
        assert heights.max() == pytest.approx(100 * known["high"].max())


def test_a_scheme_of_nine_areas_has_nine_panels(coded: pd.DataFrame) -> None:
    shares = fz.area_shares(coded, scheme="outline-2021")
    assert len(fz.plot_share_panels(shares, scheme="outline-2021").child_axes) == 9


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
