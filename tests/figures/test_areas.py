"""Strips, shares and heat maps show the numbers of their tables, in the colours of the taxonomy."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import to_hex, to_rgb
from matplotlib.patches import Rectangle

import analysis as fz
from analysis.figures.style import LIGHT
from analysis.tables import AREAS, MIX, make_table

from .artists import REPORTS, areas_of, lines, make_intervals, note, texts

WHITE = "#ffffff"
ZH = ["政府职能", "制度体系", "行政决策", "行政执法", "权力监督", "纠纷化解", "法治能力", "组织保障"]


def year_labels(ax: Axes) -> list[str]:
    return [label.get_text().replace("\n", " ") for label in ax.get_xticklabels()]


# --- shares by year ---


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
    assert "mean of report shares, classifier counts (not corrected); 24 reports, 240 paragraphs" in note(
        with_intervals
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
    newer = fz.area_shares(coded, scheme="outline-2021")
    with pytest.raises(fz.InputError, match=r"shares has the area\(s\) 9, which scheme 'outline-2015' lacks"):
        plot(newer)
    with pytest.raises(fz.InputError, match="shares has no row"):
        plot(make_table("shares", []))
    with pytest.raises(fz.InputError, match=r"shares lacks the column\(s\) share, .* area_shares returns"):
        plot(coded)
    with pytest.raises(fz.InputError, match="scheme is 'x'"):
        plot(make_intervals(), scheme="x")


# --- heat map ---


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


# --- strips ---


def blocks(ax: Axes, row: int) -> list[Rectangle]:
    """The coloured blocks of one strip."""
    return [
        patch
        for patch in ax.patches
        if isinstance(patch, Rectangle) and row - 0.5 < patch.get_y() + 1e-9 < row + 0.5
    ]


@pytest.fixture(scope="module")
def strips(coded: pd.DataFrame) -> Axes:
    return fz.plot_strips(coded)


def test_reports_are_in_the_order_of_years(strips: Axes) -> None:
    assert [label.get_text() for label in strips.get_yticklabels()] == [
        "yichun_2017",
        "weifang_gaoxin_2018",
        "longsha_2019",
        "lianyungang_2020",
        "huangshi_2022",
    ]
    top, bottom = strips.get_ylim()[1], strips.get_ylim()[0]
    assert top < bottom  # the first row is at the top


def test_each_strip_is_filled_and_each_area_has_its_part(strips: Axes, coded: pd.DataFrame) -> None:
    colours = {to_hex(colour): area for area, colour in areas_of()["colour"].items()} | {LIGHT.lower(): 0}
    for row, label in enumerate(strips.get_yticklabels()):
        own = coded[coded["report_id"] == label.get_text()]
        covered: dict[int, float] = defaultdict(float)
        for block in blocks(strips, row):
            covered[colours[to_hex(block.get_facecolor())]] += block.get_width() * block.get_height()
        chars = own["n_chars"].to_numpy(dtype=float)
        mix = own[list(MIX)].fillna(0.0).to_numpy()
        expected = {area: (chars * mix[:, area - 1]).sum() / chars.sum() for area in AREAS}
        expected[0] = chars[(own["area"] == 0).to_numpy(dtype=bool)].sum() / chars.sum()
        total = sum(covered.values())
        assert {area: covered[area] / total for area in expected} == pytest.approx(expected)


def test_paragraphs_stand_in_their_order_without_gaps(coded: pd.DataFrame) -> None:
    own = coded[coded["report_id"] == "longsha_2019"]
    ax = fz.plot_strips(own.sample(frac=1, random_state=0))
    starts = np.unique(np.round([block.get_x() for block in blocks(ax, 0)], 9))
    chars = own.sort_values("position")["n_chars"].to_numpy(dtype=float)
    expected = 100 * np.concatenate([[0], np.cumsum(chars)[:-1]]) / chars.sum()
    np.testing.assert_allclose(starts, expected, atol=1e-8)
    assert max(block.get_x() + block.get_width() for block in blocks(ax, 0)) == pytest.approx(100)


def test_the_legend_has_the_areas_and_what_has_none(strips: Axes) -> None:
    (legend,) = strips.get_figure(root=True).legends
    names = [text.get_text() for text in legend.get_texts()]
    assert names == [*(f"{area} {name}" for area, name in zip(AREAS, ZH, strict=True)), "不归领域"]
    colours = [to_hex(patch.get_facecolor()) for patch in legend.get_patches()]
    assert colours == [*areas_of()["colour"].str.lower(), LIGHT.lower()]


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("a" * 30, "a" * 30),
        ("某市人民政府" * 6, "某市人民政府" * 4 + "某市人民政…"),
        ("$x_1$ and \\frac$", "$x_1$ and \\frac$"),
    ],
)
def test_long_names_are_cut_and_signs_stay_signs(coded: pd.DataFrame, name: str, label: str) -> None:
    own = coded[coded["report_id"] == "longsha_2019"].assign(report_id=name)
    ax = fz.plot_strips(own)
    assert label in texts(ax)


def test_a_report_without_year_comes_last(coded: pd.DataFrame) -> None:
    undated = coded["report_id"] == "yichun_2017"
    ax = fz.plot_strips(coded.assign(year=coded["year"].mask(undated)))
    assert [label.get_text() for label in ax.get_yticklabels()][-1] == "yichun_2017"


def test_the_table_given_is_not_changed(coded: pd.DataFrame) -> None:
    table, shares = coded.copy(deep=True), make_intervals()
    texts(fz.plot_strips(table))
    texts(fz.plot_shares(shares))
    pd.testing.assert_frame_equal(table, coded)
    pd.testing.assert_frame_equal(shares, make_intervals())
