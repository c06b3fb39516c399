"""A cell for each pair of topics, pale where nothing is known of a tie."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import analysis as fz

from .artists import LANGUAGES_AND_WIDTHS, examine, note
from .planted import make_correlations, make_top_words


def test_each_pair_stands_in_both_orders_and_what_may_be_nothing_is_pale() -> None:
    table = make_correlations()
    ax = fz.plot_topic_correlations(table, make_top_words(), lang="en")
    grid = np.ma.filled(ax.images[0].get_array(), np.nan)
    faded = {tuple(np.add(patch.get_xy(), 0.5).astype(int)) for patch in ax.patches}
    for row in table.to_dict("records"):
        a, b = row["topic_a"] - 1, row["topic_b"] - 1
        assert grid[a, b] == grid[b, a] == row["correlation"]
        apart = not row["low"] <= row["expected"] <= row["high"]
        assert ((a, b) in faded) == ((b, a) in faded) == (not apart)
    assert np.isnan(np.diag(grid)).all()
    assert {text.get_text() for text in ax.texts} >= {".45", "−.50", "−.11"}
    assert "Over 30 governments" in note(ax)
    assert "includes −0.11" in note(ax)


@pytest.mark.parametrize(("lang", "sign"), [("zh", "浅色"), ("en", "Pale")])
@pytest.mark.parametrize("width", ["89mm", "178mm"])
def test_the_note_says_what_pale_means_at_each_width(lang: str, sign: str, width: str) -> None:
    ax = fz.plot_topic_correlations(make_correlations(), make_top_words(), lang=lang, width=width)
    assert sign in note(ax)
    assert "−0.11" in note(ax)


def test_pairs_without_correlation_stay_empty() -> None:
    table = make_correlations(4)
    alone = (table["topic_a"] == 1) | (table["topic_b"] == 1)
    table.loc[alone, ["correlation", "low", "high"]] = np.nan
    grid = fz.plot_topic_correlations(table).images[0].get_array()
    assert np.isnan(np.ma.filled(grid, np.nan)[0]).all()


@LANGUAGES_AND_WIDTHS
def test_forty_topics_fit_on_a_page(lang: str, width: str) -> None:
    ax = fz.plot_topic_correlations(make_correlations(40), make_top_words(40), lang=lang, width=width)
    assert examine(ax)[1] == []
    assert ax.get_figure().get_size_inches()[1] <= 9.8


def test_tables_that_will_not_do_are_refused() -> None:
    table = make_correlations(3)
    with pytest.raises(fz.InputError, match="hold no correlation; give ten governments or more"):
        fz.plot_topic_correlations(table.assign(correlation=np.nan))
    with pytest.raises(fz.InputError, match="are not one for each pair"):
        fz.plot_topic_correlations(pd.concat([table, table]))
