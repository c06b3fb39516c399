"""Topics by year with the words that name them."""

from __future__ import annotations

import pandas as pd
import pytest

import analysis as fz
from analysis.tables import make_table

from .artists import note

Tables = dict[str, pd.DataFrame]


def test_rows_are_topics_named_by_their_first_five_words(tables: Tables) -> None:
    ax = fz.plot_topic_shares(tables["topic_shares"], tables["top_words"])
    labels = [label.get_text() for label in ax.get_yticklabels()]
    assert labels == [
        f"{'、'.join(words[:5])}  {topic}"
        for topic, words in zip([1, 2, 3], tables["top_words"].to_numpy().tolist(), strict=True)
    ]


def test_cells_hold_the_shares_in_per_cent(tables: Tables) -> None:
    shares = tables["topic_shares"]
    grid = fz.plot_topic_shares(shares, tables["top_words"]).images[0].get_array()
    assert grid.shape == (3, 6)  # 2017 to 2022
    for row in shares.to_dict("records"):
        assert grid[row["topic"] - 1, row["year"] - 2017] == pytest.approx(100 * row["share"])


@pytest.mark.parametrize(("lang", "warning"), [("zh", "不估计趋势"), ("en", "they estimate no trend")])
def test_the_note_warns_where_years_have_one_report(tables: Tables, lang: str, warning: str) -> None:
    shares = tables["topic_shares"]
    assert warning in note(fz.plot_topic_shares(shares, tables["top_words"], lang=lang))
    known = shares.assign(low=shares["share"] - 0.01, high=shares["share"] + 0.01, n_reports=9)
    assert warning not in note(fz.plot_topic_shares(known, tables["top_words"], lang=lang))


def test_tables_that_cannot_be_drawn_are_refused(tables: Tables) -> None:
    with pytest.raises(fz.InputError, match=r"shares lacks the column\(s\) .*topic.* topic_shares returns"):
        fz.plot_topic_shares(tables["shares"], tables["top_words"])
    with pytest.raises(fz.InputError, match="top_words is a list, not a DataFrame"):
        fz.plot_topic_shares(tables["topic_shares"], [["法"]])
    with pytest.raises(fz.InputError, match="shares has no row"):
        fz.plot_topic_shares(make_table("topic shares", []), tables["top_words"])
