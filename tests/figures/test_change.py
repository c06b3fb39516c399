"""The change since the first year: lines from zero, bands, and a number that is grey where it may be chance."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_hex

import analysis as fz
from analysis.columns.types import AREAS
from analysis.figures.style import GREY, deepen
from analysis.language import signed

from .artists import areas_of, note
from .planted import make_area_changes


def test_panels_hold_the_changes_from_zero_on_with_their_bands() -> None:
    table = make_area_changes()
    for area, panel in zip(AREAS, fz.plot_change(table).child_axes, strict=True):
        own = table[table["area"] == area]
        (line,) = (line for line in panel.get_lines() if line.get_gid() == "estimate")
        assert line.get_xdata()[0] == 2017
        np.testing.assert_allclose(line.get_ydata(), [0, *(100 * own["change"])])
        band = next(child for child in panel.collections if isinstance(child, PolyCollection))
        heights = np.concatenate([path.vertices[:, 1] for path in band.get_paths()])
        assert heights.max() == pytest.approx(100 * own["high"].max())
        assert heights.min() == pytest.approx(min(0, 100 * own["low"].min()))


def test_the_last_change_is_written_and_grey_where_its_interval_holds_zero() -> None:
    table = make_area_changes()
    last = table[table["year"] == 2022].set_index("area")
    for area, panel in zip(AREAS, fz.plot_change(table).child_axes, strict=True):
        (text,) = panel.texts
        assert text.get_text() == signed(100 * last.at[area, "change"])
        clear = last.at[area, "low"] > 0 or last.at[area, "high"] < 0
        assert to_hex(text.get_color()) == deepen(areas_of().at[area, "colour"] if clear else GREY)
    assert 0 < ((last["low"] > 0) | (last["high"] < 0)).sum() < len(AREAS)


def test_changes_without_interval_are_hollow_and_said_to_be() -> None:
    table = make_area_changes().assign(low=np.nan, high=np.nan, reason="one region")
    ax = fz.plot_change(table, lang="en")
    for panel in ax.child_axes:
        (hollow,) = (line for line in panel.get_lines() if line.get_gid() == "single-report")
        assert to_hex(hollow.get_markerfacecolor()) == "#ffffff"
    assert "No interval: one region." in note(ax)
    assert "Hollow" in note(ax)


def test_changes_that_cannot_be_one_figure_are_refused() -> None:
    with pytest.raises(fz.InputError, match="changes compares with several years; keep one"):
        fz.plot_change(make_area_changes("previous"))
    with pytest.raises(fz.InputError, match="changes has several changes for a year and area"):
        fz.plot_change(pd.concat([make_area_changes(), make_area_changes()]))
    with pytest.raises(fz.InputError, match=r"changes lacks the column\(s\) since"):
        fz.plot_change(make_area_changes().drop(columns="since"))
