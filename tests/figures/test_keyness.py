"""The terms of each group, the strongest first, filled where the evidence holds."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.colors import to_hex

import analysis as fz

from .artists import examine
from .planted import make_keyness


def test_terms_are_sorted_and_cut_off() -> None:
    table = make_keyness().sample(frac=1, random_state=0)
    ax = fz.plot_keyness(table, n_terms=5, lang="en")
    assert [panel.get_title(loc="left") for panel in ax.child_axes] == list(dict.fromkeys(table["group"]))
    for panel in ax.child_axes:
        own = table[table["group"] == panel.get_title(loc="left")].nlargest(5, "z")
        labels = [label.get_text() for label in panel.get_yticklabels()]
        assert labels == [f"{term} ({n})" for term, n in zip(own["term"], own["n_reports"], strict=True)]
        drawn = np.concatenate([line.get_xdata() for line in panel.get_lines()])
        np.testing.assert_allclose(np.sort(drawn)[::-1], own["z"])


def test_terms_below_the_false_discovery_rate_are_filled() -> None:
    panel = fz.plot_keyness(make_keyness(), n_terms=10).child_axes[0]
    points = {line.get_gid(): line for line in panel.get_lines()}
    assert len(points["sure"].get_xdata()) == 7
    assert len(points["unsure"].get_xdata()) == 3
    assert to_hex(points["unsure"].get_markerfacecolor()) == "#ffffff"


def test_a_table_without_terms_is_refused() -> None:
    with pytest.raises(fz.InputError, match="keyness has no row with z"):
        fz.plot_keyness(make_keyness().assign(z=float("nan")))


def test_long_terms_have_fewer_panels_side_by_side() -> None:
    table = make_keyness()
    long = table.assign(term=table["term"] + "重大行政决策合法性审查意见书")
    columns = []
    for one in (table, long):
        ax = fz.plot_keyness(one)
        assert examine(ax)[1] == []
        columns.append(len({round(panel.get_position().x0, 6) for panel in ax.child_axes}))
    assert columns == [3, 2]
