"""Half-widths against the number of codes, a line for each area, named at its end."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.lines import Line2D

import analysis as fz
from analysis.columns.types import AREAS

from .artists import areas_of, note
from .planted import make_budget, make_power


def line_of(panel: Axes, area: int) -> Line2D:
    (found,) = (line for line in panel.get_lines() if line.get_gid() == f"area-{area}")
    return found


def test_each_area_has_its_panel_with_the_others_in_grey() -> None:
    table = make_budget()
    ax = fz.plot_coding_budget(table, lang="en")
    for area, panel in zip(AREAS, ax.child_axes, strict=True):
        own = table[table["area"] == area]
        line = line_of(panel, area)
        np.testing.assert_allclose(line.get_xydata(), own[["n_codes", "half_width"]])
        assert to_hex(line.get_color()) == areas_of().at[area, "colour"].lower()
        assert sum(line.get_gid() == "others" for line in panel.get_lines()) == 8
        assert [text.get_text() for text in panel.texts] == [f"{own['half_width'].iloc[-1]:.1f}"]
    assert "an assumed accuracy" in note(ax)


def test_a_budget_without_any_half_width_is_refused() -> None:
    budget = make_budget().assign(half_width=float("nan"))
    with pytest.raises(fz.InputError, match="budget has no half-width; give that of a corpus with two"):
        fz.plot_coding_budget(budget)


def test_lines_hold_the_smallest_slopes_of_the_regions_asked_for() -> None:
    table = make_power()
    for asked, regions in ((None, 30), (10, 10)):
        ax = fz.plot_trend_power(table, n_regions=asked, lang="en")
        for area, panel in zip(AREAS, ax.child_axes, strict=True):
            own = table[(table["area"] == area) & (table["n_regions"] == regions)]
            np.testing.assert_allclose(line_of(panel, area).get_xydata(), own[["n_codes", "detectable"]])
        assert f"{regions} regions, 6 years" in note(ax)
        assert "chance of 80%" in note(ax)


def test_power_that_is_not_known_is_refused() -> None:
    with pytest.raises(fz.InputError, match="power has no detectable slope for 7 regions and 6 years"):
        fz.plot_trend_power(make_power(), n_regions=7)
