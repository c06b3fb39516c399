"""Captions say in both languages what the two lines under a figure leave out."""

from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.figure import Figure

import analysis as fz

from .artists import CHINESE, make_intervals
from .planted import make_area_changes, planted_tables

TABLES = planted_tables()
WITHOUT = {
    "reports", "topic_words", "topic_shares", "topic_trends", "topic_areas", "topic_correlations", "topic_alignment", "topic_words_by_year",
}  # fmt: skip


@pytest.mark.parametrize(
    "name", sorted(set(TABLES) - WITHOUT - {"robustness", "previous_changes", "topic_choice", "term_shifts"})
)
def test_a_table_has_the_caption_of_its_figure(name: str) -> None:
    zh, en = fz.caption(TABLES[name]), fz.caption(TABLES[name], lang="en")
    assert CHINESE.search(zh)
    assert not CHINESE.search(en)
    assert zh.endswith("模拟数据。")
    assert en.endswith("Simulated data.")


def test_the_caption_of_a_figure_is_had_in_the_other_language_too() -> None:
    ax = fz.plot_change(make_area_changes(), lang="en", width="89mm")
    assert fz.caption(ax) == fz.caption(make_area_changes(), lang="en")
    assert fz.caption(ax, lang="zh") == fz.caption(make_area_changes())


def test_nothing_is_drawn_for_a_caption(monkeypatch: pytest.MonkeyPatch) -> None:
    ax = fz.plot_shares(make_intervals())
    monkeypatch.setattr("analysis.figures.style.HouseFigure", None)
    assert fz.caption(ax, lang="en").startswith("Shares of the areas by year (%).")


def test_what_has_no_caption_is_refused() -> None:
    own = Figure().add_subplot()
    with pytest.raises(fz.InputError, match="drawn has no caption; give what a plot_"):
        fz.caption(own)
    with pytest.raises(fz.InputError, match="drawn is a table of no known kind"):
        fz.caption(pd.DataFrame({"x": [1]}))
    with pytest.raises(fz.InputError, match="drawn is in 'zh', on Axes of another figure"):
        fz.caption(fz.plot_shares(make_intervals(), ax=own), lang="en")
