"""Parts that figures are put together from, and the measure that finds colliding labels."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

import analysis as fz
from analysis.figures.layout import add_note, add_panels, label_years, one_of, spread
from analysis.figures.style import HOUSE, make_axes
from analysis.tables import is_simulated

from .artists import examine, make_intervals, note

PLACES = st.lists(st.floats(-100, 100), max_size=12)


@given(PLACES, st.floats(0.1, 20))
def test_places_are_spread_apart_in_their_order(places: list[float], gap: float) -> None:
    moved = spread(places, gap)
    order = np.argsort(places, kind="stable")
    steps = np.diff(np.array(moved)[order])
    assert (steps >= gap - 1e-6).all()
    if len(places) > 1 and np.diff(np.sort(places)).min() >= gap:
        np.testing.assert_allclose(moved, places, atol=1e-9)
    if places:
        assert np.mean(moved) == pytest.approx(np.mean(places), abs=1e-6)


def test_panels_lie_inside_the_frame_without_touching() -> None:
    ax = make_axes(None, 6, 4)
    panels = add_panels(ax, 2, 3, gap=(0.3, 0.5), widths=(2, 1, 1), heights=(3, 1))
    assert ax.child_axes == panels
    ax.figure.draw_without_rendering()
    boxes = [panel.get_position().bounds for panel in panels]
    assert boxes[0][2] == pytest.approx(2 * boxes[1][2])
    assert boxes[0][3] == pytest.approx(3 * boxes[3][3])
    assert boxes[0][0] + boxes[0][2] < boxes[1][0]
    assert boxes[3][1] + boxes[3][3] < boxes[0][1]


def test_colliding_and_cut_texts_are_found() -> None:
    ax = fz.plot_composition(make_intervals(), lang="en")
    assert examine(ax)[1] == []
    ax.text(2, 10, "first")
    ax.text(2, 10, "second")
    ax.text(-3, 10, "outside", clip_on=False, in_layout=False)
    found = "\n".join(examine(ax)[1])
    assert "'first' and 'second' overlap" in found
    assert "'outside' leaves the figure" in found


@pytest.mark.parametrize(
    ("lang", "text", "lines"),
    [("zh", "甲" * 20 + "，" + "乙" * 40, 2), ("en", "word " * 40, 4), ("zh", "共 12345 份" * 12, 3)],
)
def test_notes_are_wrapped_to_the_figure(lang: str, text: str, lines: int) -> None:
    with mpl.rc_context(HOUSE):
        ax = make_axes(None, 3.35, 2)
        add_note(ax, [text], lang=lang, table=pd.DataFrame())
    written = ax.figure.get_supxlabel()
    assert len(written.split("\n")) == lines
    assert not any(line.startswith(("，", "。", " ")) for line in written.split("\n"))
    assert "12345" in written or "12345" not in text


def test_a_note_has_two_lines_three_in_one_column_and_the_caption_has_all() -> None:
    for width, lines in ((4.5, 2), (3.35, 3)):
        ax = make_axes(None, width, 2)
        ax.set_title("Title", loc="left")
        sentences = [f"Sentence {number} says something about the figure." for number in range(5)]
        add_note(ax, sentences, lang="en", table=pd.DataFrame({"simulated": [True]}))
        shown = ax.figure.get_supxlabel()
        assert len(shown.split("\n")) == lines
        assert "Sentence 0" in shown
        assert "Sentence 4" not in shown
    assert "Simulated data" in shown
    assert fz.caption(ax) == " ".join(["Title.", *sentences, "Simulated data."])


def test_a_note_on_the_callers_axes_stands_below_their_labels() -> None:
    figure = Figure(figsize=(7, 6), layout="constrained")
    FigureCanvasAgg(figure)
    upper, _ = figure.subplots(2, 1)
    fz.plot_share_heatmap(make_intervals(), ax=upper, lang="en")
    names, found = examine(upper)
    assert found == []
    assert any(name.startswith("Mean of report shares") for name in names)


def test_simulated_tables_are_known_by_their_mark_or_their_titles() -> None:
    plain = pd.DataFrame({"title": ["龙沙区2019年报告", pd.NA]})
    assert not is_simulated(plain)
    assert is_simulated(pd.DataFrame({"title": ["（模拟）青岑市2019年报告"]}))
    assert is_simulated(pd.DataFrame({"report_id": ["simulated_990001_2019"]}))
    assert not is_simulated(pd.DataFrame({"report_id": ["a_simulated_trial_2019"]}))
    marked = make_intervals()
    marked["simulated"] = True
    assert "Simulated data" in note(fz.plot_shares(marked, lang="en"))
    assert "Simulated data" not in note(fz.plot_shares(make_intervals(), lang="en"))


@pytest.mark.parametrize(
    ("years", "shown"),
    [
        ([2019], ["2019"]),
        ([2017, 2018, 2019], ["2017", "2018", "2019"]),
        (range(2010, 2021), ["2010", "2015", "2020"]),
        (range(2017, 2023), ["2017", "2022"]),
    ],
)
def test_years_are_named_as_far_as_there_is_room(years: list[int], shown: list[str]) -> None:
    ax = make_axes(None, 2, 2)
    label_years(ax, list(years))
    assert [label.get_text() for label in ax.get_xticklabels() if label.get_text()] == shown
    assert ax.get_xticks().tolist() == list(years)


def test_the_only_value_needs_no_name() -> None:
    table = pd.DataFrame({"topic": [3, 3]})
    assert one_of(table, "topic", None) == one_of(table, "topic", 3) == 3
    with pytest.raises(fz.InputError, match="topic is 4, but the table has 3; name one"):
        one_of(table, "topic", 4)
    with pytest.raises(fz.InputError, match="topic is None, but the table has none"):
        one_of(table.head(0), "topic", None)
