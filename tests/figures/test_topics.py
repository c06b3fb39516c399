"""Topics by year with the words that name them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import analysis as fz
from analysis.tables import make_table

from .artists import LANGUAGES_AND_WIDTHS, examine, note
from .planted import TERMS, make_alignment, make_dynamic, make_top_words, make_topic_areas, make_topic_shares

Tables = dict[str, pd.DataFrame]


def test_rows_are_topics_named_by_their_first_five_words(tables: Tables) -> None:
    ax = fz.plot_topic_shares(tables["sample_topic_shares"], tables["top_words"])
    labels = [label.get_text() for label in ax.get_yticklabels()]
    assert labels == [
        f"{topic}  {'、'.join(words[:5])}"
        for topic, words in zip([1, 2, 3], tables["top_words"].to_numpy().tolist(), strict=True)
    ]


def test_cells_hold_the_shares_in_per_cent(tables: Tables) -> None:
    shares = tables["sample_topic_shares"]
    grid = fz.plot_topic_shares(shares, tables["top_words"]).images[0].get_array()
    assert grid.shape == (3, 6)  # 2017 to 2022
    for row in shares.to_dict("records"):
        assert grid[row["topic"] - 1, row["year"] - 2017] == pytest.approx(100 * row["share"])


def test_cells_fade_where_the_interval_is_wider_than_the_share() -> None:
    shares = make_topic_shares().assign(low=lambda t: t["share"] - 0.01, high=lambda t: t["share"] + 0.01)
    wide = (shares["topic"] == 3) & (shares["year"] == 2019)
    shares.loc[wide, "high"] = shares["share"] * 2.1
    ax = fz.plot_topic_shares(shares, make_top_words())
    faded = {tuple(np.add(patch.get_xy(), 0.5)) for patch in ax.patches if patch.get_gid() == "pale"}
    narrow = shares[(shares["high"] - shares["low"] > shares["share"])]
    assert faded == {(row["year"] - 2017, row["topic"] - 1) for row in narrow.to_dict("records")}
    assert (2, 2) in faded
    assert "浅色" in note(ax)
    assert "浅色" not in note(
        fz.plot_topic_shares(shares[~wide & (shares["share"] > 0.02)], make_top_words())
    )


def test_a_share_without_interval_stands_in_brackets_among_others() -> None:
    shares = make_topic_shares()
    shares.loc[shares["year"] == 2018, ["low", "high"]] = np.nan
    ax = fz.plot_topic_shares(shares, make_top_words(), lang="en")
    cells = {text.get_position(): text.get_text() for text in ax.texts if text.get_gid() == "cell"}
    assert {place[0] for place, text in cells.items() if text.startswith("(")} == {1}
    assert "In brackets: one report" in note(ax)


@LANGUAGES_AND_WIDTHS
def test_forty_topics_over_sixteen_years_keep_apart_on_a_page(lang: str, width: str) -> None:
    several = [
        make_topic_shares(40).assign(year=lambda t, back=back: t["year"] - back) for back in (0, 6, 12)
    ]
    shares = pd.concat(several).query("year >= 2007").reset_index(drop=True)
    generator = np.random.default_rng(0)
    tops = make_top_words(40).apply(lambda row: pd.Series(generator.choice(TERMS, 8, replace=False)), axis=1)
    ax = fz.plot_topic_shares(shares, tops, lang=lang, width=width)
    assert examine(ax)[1] == []
    assert ax.get_figure().get_size_inches()[1] <= 9.7
    labels = [label.get_text() for label in ax.get_yticklabels()]
    assert len({label.split("  ")[1] for label in labels}) == 40  # no two topics with the same words
    areas = fz.plot_topic_areas(make_topic_areas(40), tops, lang=lang)
    assert examine(areas)[1] == []


@pytest.mark.parametrize(("lang", "warning"), [("zh", "不能估计趋势"), ("en", "do not estimate a trend")])
def test_the_note_warns_where_years_have_one_report(tables: Tables, lang: str, warning: str) -> None:
    shares = tables["sample_topic_shares"]
    assert warning in note(fz.plot_topic_shares(shares, tables["top_words"], lang=lang))
    known = shares.assign(low=shares["share"] - 0.01, high=shares["share"] + 0.01, n_reports=9)
    assert warning not in note(fz.plot_topic_shares(known, tables["top_words"], lang=lang))


def test_tables_that_cannot_be_drawn_are_refused(tables: Tables) -> None:
    with pytest.raises(fz.InputError, match=r"shares lacks the column\(s\) .*topic.* topic_shares returns"):
        fz.plot_topic_shares(tables["sample_shares"], tables["top_words"])
    with pytest.raises(fz.InputError, match="top_words is a list, not a DataFrame"):
        fz.plot_topic_shares(tables["sample_topic_shares"], [["法"]])
    by_level = tables["sample_topic_shares"].assign(year=pd.NA)
    with pytest.raises(fz.InputError, match="shares is not one share for each year and topic"):
        fz.plot_topic_shares(by_level, tables["top_words"])
    with pytest.raises(fz.InputError, match="shares has no row"):
        fz.plot_topic_shares(make_table("topic shares", []), tables["top_words"])


def test_topics_are_spread_over_areas_and_those_that_cut_across_are_marked() -> None:
    table = make_topic_areas()
    ax = fz.plot_topic_areas(table, make_top_words(), lang="en")
    grid = ax.images[0].get_array()
    for row in table.to_dict("records"):
        assert grid[row["topic"] - 1, row["area"] - 1] == pytest.approx(100 * row["share"])
    marked = [label.get_text().split("\n")[0].endswith(" *") for label in ax.get_yticklabels()]
    assert marked == table.groupby("topic")["cross_cutting"].first().tolist()
    assert 0 < sum(marked) < len(marked)
    plain = fz.plot_topic_areas(table)
    assert [label.get_text() for label in plain.get_yticklabels()][:2] == ["1", "2"]


def test_topics_whose_areas_are_in_doubt_are_pale() -> None:
    table = make_topic_areas()
    ax = fz.plot_topic_areas(table.assign(doubtful=table["topic"] == 2), make_top_words(), lang="en")
    faded = {tuple(np.add(patch.get_xy(), 0.5)) for patch in ax.patches if patch.get_gid() == "pale"}
    assert faded == {(area, 1) for area in range(8)}
    assert "unsure of these paragraphs" in note(ax)
    assert "unsure" not in note(fz.plot_topic_areas(table, lang="en"))


def test_matched_topics_are_framed_with_the_overlap_of_their_words() -> None:
    table = make_alignment()
    ax = fz.plot_topic_alignment(table)
    matched = table[table["matched"]]
    places = {(row["topic_b"] - 1, row["topic_a"] - 1) for row in matched.to_dict("records")}
    frames = {tuple(np.round(np.add(frame.get_xy(), 0.46)).astype(int)) for frame in ax.patches}
    assert frames == places
    for text in ax.texts:
        if text.get_gid() == "below":
            assert (text.get_text() == "80%") == (text.get_position() in places)
    assert ax.get_yticklabels()[0].get_text() == "1  " + "、".join(table["words_a"][0].split("、")[:2])
    np.testing.assert_allclose(
        ax.images[0].get_array(), table.pivot(index="topic_a", columns="topic_b", values="similarity")
    )


def test_words_stand_at_their_ranks_and_lines_join_neighbouring_years() -> None:
    table = make_dynamic().query("topic == 2 and rank <= 6")
    ax = fz.plot_topic_words(make_dynamic(), topic=2, n_words=6)
    years = sorted(set(table["year"]))
    written = {text.get_position(): text.get_text() for text in ax.texts if text.get_gid() is None}
    ranks = table.set_index(["year", "word"])["rank"]
    for row in table.to_dict("records"):
        assert written[years.index(row["year"]), row["rank"]] == row["word"]
    expected = {
        (years.index(year), rank, ranks[year + 1, word])
        for (year, word), rank in ranks.items()
        if (year + 1, word) in ranks.index
    }
    drawn = {(int(line.get_xdata()[0]), *line.get_ydata()) for line in ax.get_lines()}
    assert drawn == expected


def test_a_topic_must_be_named_and_known() -> None:
    for topic in (None, 9):
        with pytest.raises(fz.InputError, match=f"topic is {topic}, but the table has 1, 2"):
            fz.plot_topic_words(make_dynamic(), topic=topic)
