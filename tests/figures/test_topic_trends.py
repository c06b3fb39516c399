"""A panel for each topic, with its shares, their intervals and its slope."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes

import analysis as fz

from .artists import examine, note
from .planted import make_top_words, make_topic_shares, make_topic_trends


def by_gid(panel: Axes, gid: str) -> list[object]:
    return [artist for artist in panel.get_children() if artist.get_gid() == gid]


def test_each_panel_has_its_shares_and_slope() -> None:
    shares, trends = make_topic_shares(), make_topic_trends()
    ax = fz.plot_topic_trends(trends, shares, make_top_words(), lang="en")
    assert len(ax.child_axes) == 10
    for topic, panel in enumerate(ax.child_axes, start=1):
        own = shares[shares["topic"] == topic]
        (line,) = by_gid(panel, "share")
        np.testing.assert_allclose(line.get_ydata(), 100 * own["share"])
        row = trends[trends["topic"] == topic].iloc[0]
        (text,) = by_gid(panel, "slope")
        assert text.get_text().endswith(" *") == (row["p_holm"] < 0.05)
        assert text.get_text().startswith(f"{row['slope']:+.2f}".replace("-", "−"))
        assert panel.get_title(loc="left").startswith(f"{topic}  ")
    assert "Holm" in note(ax)
    assert len({panel.get_ylim() for panel in ax.child_axes}) == 1


def test_years_of_one_report_are_hollow_and_break_the_band() -> None:
    shares = make_topic_shares()
    shares.loc[shares["year"] == 2018, ["low", "high"]] = np.nan
    panel = fz.plot_topic_trends(make_topic_trends(), shares).child_axes[0]
    (hollow,), (solid,) = by_gid(panel, "hollow"), by_gid(panel, "share")
    assert np.isfinite(hollow.get_ydata()).tolist() == [False, True, False, False, False, False]
    assert np.isnan(solid.get_ydata()[1])
    (bar,) = by_gid(panel, "bar")
    assert len(bar.get_segments()) == 1  # 2017 stands alone: its interval is a bar


def test_slopes_without_interval_say_that_they_describe() -> None:
    trends = make_topic_trends().assign(low=np.nan, high=np.nan, p=np.nan, p_holm=np.nan)
    ax = fz.plot_topic_trends(trends, make_topic_shares(), lang="en")
    assert "describe these texts" in note(ax)
    assert not any("[" in by_gid(panel, "slope")[0].get_text() for panel in ax.child_axes)


@pytest.mark.parametrize("lang", [pytest.param("zh", marks=pytest.mark.slow), "en"])
def test_forty_topics_fit_on_a_page(lang: str) -> None:
    ax = fz.plot_topic_trends(make_topic_trends(40), make_topic_shares(40), make_top_words(40), lang=lang)
    assert examine(ax)[1] == []
    assert ax.get_figure().get_size_inches()[1] <= 9.8


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("n_topics", [8, 12, 20, 40])
def test_years_do_not_touch_the_titles_of_the_panels_below(n_topics: int, lang: str) -> None:
    words = make_top_words(n_topics).assign(
        term="公职律师"
    )  # which has a gloss, a line of its own in English
    ax = fz.plot_topic_trends(make_topic_trends(n_topics), make_topic_shares(n_topics), words, lang=lang)
    figure = ax.get_figure()
    figure.canvas.draw()
    panels = sorted(ax.child_axes, key=lambda panel: -panel.get_window_extent().y0)
    for above in panels:
        years = [label.get_window_extent() for label in above.get_xticklabels() if label.get_text()]
        assert years
        for below in panels:
            if below.get_window_extent().y1 < above.get_window_extent().y0:
                title = below._left_title.get_window_extent()
                assert title.y1 < min(own.y0 for own in years)


def test_some_topics_alone_may_be_drawn() -> None:
    few = make_topic_trends().query("topic in (2, 7)")
    assert len(fz.plot_topic_trends(few, make_topic_shares()).child_axes) == 2


def test_tables_that_will_not_do_are_refused() -> None:
    trends, shares = make_topic_trends(), make_topic_shares()
    with pytest.raises(fz.InputError, match="trends is not one slope for each topic"):
        fz.plot_topic_trends(pd.concat([trends, trends]), shares)
    with pytest.raises(fz.InputError, match="shares is not one share for each year and topic"):
        fz.plot_topic_trends(trends, shares.assign(year=pd.NA))
