"""Waterfalls end in the whole change."""

from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex

import analysis as fz
from analysis.figures.decomposition import PARTS
from analysis.figures.style import DOWN, MID, UP
from analysis.language import signed

from .artists import note
from .planted import make_changes


def bars(panel: Axes) -> dict[str, tuple[float, float, str]]:
    """Start, length and colour of each part's bar."""
    return {
        str(bar.get_gid()): (bar.get_x(), bar.get_width(), to_hex(bar.get_facecolor()))
        for bar in panel.patches
    }


def test_each_part_starts_where_those_above_end() -> None:
    table = make_changes()
    ax = fz.plot_decomposition(table)
    for area, panel in enumerate(ax.child_axes, start=1):
        own = table[table["area"] == area].set_index("part")["change"] * 100
        drawn, reached = bars(panel), 0.0
        assert list(drawn) == list(PARTS)
        for part in PARTS[:-1]:
            start, length, colour = drawn[part]
            assert (start, length) == pytest.approx((reached, own[part]))
            assert colour == (UP if own[part] > 0 else DOWN).lower()
            reached += own[part]
        assert drawn["total"][:2] == pytest.approx((0, reached))
        assert drawn["total"][2] == MID


def test_rows_are_named_at_the_left_only_and_every_part_is_written() -> None:
    ax = fz.plot_decomposition(make_changes(), lang="en")
    named = [panel.yaxis.get_tick_params()["labelleft"] for panel in ax.child_axes]
    assert named == [True, False, False, False] * 2
    written = [text.get_text() for text in ax.child_axes[5].texts]
    own = make_changes().query("area == 6")
    assert written == [signed(100 * change) for change in own["change"]]
    assert written[-1] == "+6.6"


def test_the_title_names_the_years_where_the_table_does() -> None:
    table = make_changes()
    assert "from 2017 to 2022" in fz.plot_decomposition(table, lang="en").get_title(loc="left")
    bare = fz.plot_decomposition(table.drop(columns=["start", "end"]), lang="en")
    assert "2017" not in bare.get_title(loc="left")


def test_a_single_area_fills_the_figure() -> None:
    (panel,) = fz.plot_decomposition(make_changes().query("area == 6"), lang="en").child_axes
    assert panel.get_title(loc="left") == "6 Dispute resolution"


def test_parts_that_miss_their_total_are_refused() -> None:
    table = make_changes()
    with pytest.raises(fz.InputError, match="changes has parts of area 6 that miss their total by"):
        fz.plot_decomposition(table[table["part"] != "within"])
    with pytest.raises(fz.InputError, match="changes has no total"):
        fz.plot_decomposition(table[table["part"] != "total"])
    with pytest.raises(fz.InputError, match="part is 'luck'"):
        fz.plot_decomposition(
            pd.concat([table, pd.DataFrame({"area": [1], "part": ["luck"], "change": [0.0]})])
        )


def test_the_whole_change_has_its_interval_where_the_table_has_one() -> None:
    table = make_changes()
    ax = fz.plot_decomposition(table, lang="en")
    for area, panel in enumerate(ax.child_axes, start=1):
        total = table[(table["area"] == area) & (table["part"] == "total")].iloc[0]
        (line,) = (line for line in panel.get_lines() if line.get_gid() == "interval")
        assert line.get_xdata() == pytest.approx([100 * total["low"], 100 * total["high"]])
    assert "its 95% interval" in note(ax)
    bare = fz.plot_decomposition(table.drop(columns=["low", "high", "level"]), lang="en")
    assert "95%" not in note(bare)


def test_where_nothing_changed_the_axis_has_a_width_all_the_same() -> None:
    changes = pd.DataFrame({"area": 6, "part": ["within", "total"], "change": [0.0, 0.0]})
    ax = fz.plot_decomposition(changes, lang="en")
    low, high = ax.child_axes[0].get_xlim()
    assert low < 0 < high
