"""Slopes with their intervals, and every specification with the dots that tell it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.lines import Line2D

import analysis as fz
from analysis.columns.types import AREAS
from analysis.figures.layout import width_of
from analysis.language import words_of
from analysis.trends.grid import VARIANTS

from .artists import areas_of, note
from .planted import make_robustness, make_trends


def gid(ax: Axes, name: str) -> Line2D:
    (line,) = (line for line in ax.get_lines() if line.get_gid() == name)
    return line


def test_points_and_lines_are_slopes_and_intervals() -> None:
    table = make_trends()
    ax = fz.plot_trends(table, lang="en")
    spans = {tuple(segment[:, 0]) for child in ax.collections for segment in child.get_segments()}
    for row in table.to_dict("records"):
        point = gid(ax, f"{row['panel']}-{row['area']}")
        assert point.get_xdata()[0] == pytest.approx(row["slope"])
        assert round(point.get_ydata()[0]) == row["area"] - 1
        colour = areas_of().at[row["area"], "colour"].lower()
        assert to_hex(point.get_markerfacecolor()) == (colour if row["panel"] == "full" else "#ffffff")
        assert (row["low"], row["high"]) in spans
    assert gid(ax, "full-1").get_ydata() < gid(ax, "balanced-1").get_ydata()


def test_adjusted_p_values_stand_beside_their_rows() -> None:
    ax = fz.plot_trends(make_trends(), lang="en")
    beside = {text.get_position()[1]: text.get_text() for text in ax.texts if text.get_gid() == "p"}
    assert beside[5] == "<0.001"
    assert beside[0] == "0.050"
    assert len(beside) == 9  # with the heading
    assert "Holm" in note(ax)
    assert "corrected by hand codes" in note(ax)


def test_a_p_above_a_half_says_no_more() -> None:
    ax = fz.plot_trends(make_trends().assign(p_holm=1.0))
    assert {text.get_text() for text in ax.texts if text.get_gid() == "p"} == {"p（Holm）", ">0.5"}


def test_one_panel_needs_no_legend() -> None:
    ax = fz.plot_trends(make_trends().query("panel == 'full'"))
    assert ax.get_legend() is None
    assert [gid(ax, f"full-{area}").get_ydata()[0] for area in AREAS] == list(range(8))


def test_several_estimators_are_refused() -> None:
    both = pd.concat([make_trends(), make_trends().assign(estimator="naive")])
    with pytest.raises(fz.InputError, match="trends has several rows for one area and panel; keep one"):
        fz.plot_trends(both)
    with pytest.raises(fz.InputError, match="trends has no row"):
        fz.plot_trends(make_trends().head(0))


def test_specifications_are_sorted_with_their_intervals() -> None:
    table = make_robustness().query("area == 4").sort_values("slope")
    upper, _ = fz.plot_robustness(make_robustness(), area=4).child_axes
    beyond = (table["low"] > 0) | (table["high"] < 0)
    assert 0 < beyond.sum() < len(table)
    np.testing.assert_allclose(gid(upper, "beyond").get_ydata(), table["slope"][beyond])
    np.testing.assert_allclose(gid(upper, "within").get_ydata(), table["slope"][~beyond])
    assert gid(upper, "beyond").get_xdata().tolist() == np.flatnonzero(beyond).tolist()
    (band,) = (child for child in upper.collections if child.get_gid() == "intervals")
    heights = {round(height, 9) for path in band.get_paths() for height in path.vertices[:, 1]}
    assert heights == {round(end, 9) for end in [*table["low"], *table["high"]]}


def test_dots_tell_the_specification_of_each_column() -> None:
    table = make_robustness().query("area == 6").sort_values("slope").reset_index(drop=True)
    upper, lower = fz.plot_robustness(make_robustness(), area=6, lang="en").child_axes
    for choice, option in (("weight", "reports"), ("carried_forward", "without"), ("headings", "blind")):
        expected = np.flatnonzero(table[choice] == option)
        assert gid(lower, f"{choice}-{option}").get_xdata().tolist() == expected.tolist()
    labels = [label.get_text() for label in lower.get_yticklabels()]
    assert len(labels) == 15
    one = make_robustness().query("scheme == 'outline-2015'")
    assert (
        len(fz.plot_robustness(one, area=6).child_axes[1].get_yticklabels()) == 11
    )  # the scheme does not vary
    assert "Headings: used" in labels
    assert "Copied text: kept" in labels
    assert upper.get_xlim() == lower.get_xlim()


def test_the_note_counts_intervals_without_nought() -> None:
    table = make_robustness().query("area == 4")
    beyond = int(((table["low"] > 0) | (table["high"] < 0)).sum())
    assert f"{beyond} of 192" in note(fz.plot_robustness(table, lang="en"))


@pytest.mark.parametrize("area", [None, 1])
def test_an_area_must_be_of_the_table(area: int | None) -> None:
    with pytest.raises(fz.InputError, match=f"area is {area}, but the table has 4, 6"):
        fz.plot_robustness(make_robustness(), area=area)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_variant_of_the_scheme_has_words_that_fit_beside_its_row(lang: str) -> None:
    words = words_of("figures.trends.options.scheme", lang)
    assert set(words) == set(VARIANTS)
    assert all(width_of(said) < 10 for said in words.values())
