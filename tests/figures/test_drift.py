"""What left its range stands out."""

from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.colors import to_hex

import analysis as fz
from analysis.figures.style import UP

from .planted import make_drift


def test_points_and_ranges_are_those_of_the_table() -> None:
    table = make_drift()
    panels = fz.plot_drift(table, lang="en").child_axes
    for measure, panel in zip(dict.fromkeys(table["measure"]), panels, strict=True):
        own, scale = table[table["measure"] == measure], 1 if measure == "confidence" else 100
        points = {line.get_gid(): line for line in panel.get_lines()}
        spans = {tuple(segment[:, 0]) for child in panel.collections for segment in child.get_segments()}
        for row in own.to_dict("records"):
            point = points[f"{measure}-{row['area']}"]
            assert (point.get_xdata()[0], point.get_ydata()[0]) == pytest.approx(
                (scale * row["value"], row["area"] - 1)
            )
            assert (to_hex(point.get_markerfacecolor()) == UP.lower()) == row["flagged"]
            assert (scale * row["low"], scale * row["high"]) in spans


def test_each_measure_has_its_unit_and_the_signs_a_key() -> None:
    ax = fz.plot_drift(make_drift(), lang="en")
    units = [panel.get_xlabel() for panel in ax.child_axes]
    assert units == ["% of words", "percentage points", "probability", "% of codes"]
    key = [text.get_text() for text in ax.get_legend().get_texts()]
    assert key == ["new year", "outside the range", "expected without change"]


def test_what_concerns_all_areas_comes_first() -> None:
    whole = make_drift().head(1).assign(area=pd.NA)
    panel = fz.plot_drift(pd.concat([make_drift(), whole]), lang="en").child_axes[0]
    assert [label.get_text() for label in panel.get_yticklabels()][:2] == ["all", "1 Government functions"]


def test_unknown_measures_are_refused() -> None:
    with pytest.raises(fz.InputError, match="measure is 'mood'"):
        fz.plot_drift(make_drift().assign(measure="mood"))
    with pytest.raises(fz.InputError, match="drift has no row"):
        fz.plot_drift(make_drift().head(0))


def test_no_axis_goes_beyond_what_a_share_can_be() -> None:
    rows = [
        ("out_of_vocabulary", 0.0, 0.0, 0.3),
        ("abstention", 1.0, 0.4, 1.0),
        ("confidence", 1.0, 0.5, 1.0),
        ("share_shift", -0.1, -0.05, 0.05),
    ]
    drift = pd.DataFrame(rows, columns=["measure", "value", "low", "high"]).assign(area=1, flagged=False)
    limits = [panel.get_xlim() for panel in fz.plot_drift(drift).child_axes]
    assert [low for low, _ in limits][:3] == [0, pytest.approx(limits[1][0]), pytest.approx(limits[2][0])]
    assert min(low for low, _ in limits[:3]) == 0
    assert [limits[1][1], limits[2][1]] == [100, 1]
    assert limits[3][0] < -10
