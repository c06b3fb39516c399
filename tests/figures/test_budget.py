"""Half-widths against the number of codes, a line for each area, named at its end."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.colors import to_hex

import analysis as fz
from analysis.tables import AREAS

from .artists import areas_of, note
from .planted import make_budget, make_power


def test_lines_hold_the_half_widths_and_are_named_at_their_ends() -> None:
    table = make_budget()
    ax = fz.plot_coding_budget(table, lang="en")
    lines = {line.get_gid(): line for line in ax.get_lines()}
    for area in AREAS:
        own = table[table["area"] == area]
        np.testing.assert_allclose(lines[f"area-{area}"].get_xydata(), own[["n_codes", "half_width"]])
        assert to_hex(lines[f"area-{area}"].get_color()) == areas_of().at[area, "colour"].lower()
    names = [f"{area} {name}" for area, name in areas_of()["short_en"].items()]
    named = [text for text in ax.texts if text.get_text() in names]
    assert [text.get_text() for text in named] == names
    places = [text.get_position()[1] + 0 for text in named]
    assert len(set(places)) > 1  # they give way to one another
    assert "an assumed accuracy" in note(ax)


def test_a_budget_without_any_half_width_is_refused() -> None:
    budget = make_budget().assign(half_width=float("nan"))
    with pytest.raises(fz.InputError, match="budget has no half-width; give that of a corpus with two"):
        fz.plot_coding_budget(budget)


def test_lines_hold_the_smallest_slopes_of_the_regions_asked_for() -> None:
    table = make_power()
    for asked, regions in ((None, 30), (10, 10)):
        ax = fz.plot_trend_power(table, n_regions=asked, lang="en")
        lines = {line.get_gid(): line for line in ax.get_lines()}
        for area in AREAS:
            own = table[(table["area"] == area) & (table["n_regions"] == regions)]
            np.testing.assert_allclose(lines[f"area-{area}"].get_xydata(), own[["n_codes", "detectable"]])
        assert f"{regions} regions and 6 years" in note(ax)
        assert "chance of 80%" in note(ax)


def test_power_that_is_not_known_is_refused() -> None:
    with pytest.raises(fz.InputError, match="power has no detectable slope for 7 regions and 6 years"):
        fz.plot_trend_power(make_power(), n_regions=7)
