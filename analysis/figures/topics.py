"""Figures of topics."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from analysis.errors import InputError
from analysis.figures.areas import draw_grid, share_grid, year_labels
from analysis.figures.style import DOUBLE, add_note, house_style, make_axes
from analysis.tables import COLUMNS, check_table

_WORDS = {
    "zh": {
        "title": "各主题占比（%）与高概率词",
        "per": "{year}年\n{n}份",
        "absent": "{year}年\n无",
        "note": "主题为段落的 LDA 主题，权重按字数；主题编号按总体占比排序。",
        "single": "每年仅一份报告时，主题描述文本，不估计趋势。",
    },
    "en": {
        "title": "Topic shares (%) and most probable words",
        "per": "{year}\nn = {n}",
        "absent": "{year}\nnone",
        "note": "LDA topics of paragraphs, weighted by characters; topics are numbered by overall share.",
        "single": "With one report a year topics describe the texts; they estimate no trend.",
    },
}


@house_style
def plot_topic_shares(
    shares: pd.DataFrame, top_words: pd.DataFrame, *, ax: Axes | None = None, lang: str = "zh"
) -> Axes:
    """Draw topic × year with the top words of each topic.

    Parameters
    ----------
    shares : DataFrame, one row per year and topic
        As :func:`topic_shares` returns it.
    top_words : DataFrame, one row per topic
        As ``TopicModel.top_words`` returns it; the first five words label the topic.
    ax : Axes, optional
        Where to draw.
    lang : {"zh", "en"}, default "zh"
        Language of all labels; the words of the texts stay Chinese.

    Returns
    -------
    Axes

    Examples
    --------
    >>> import analysis as fz
    >>> paragraphs = fz.split_paragraphs(fz.read_reports(fz.sample_reports()))
    >>> topics = fz.TopicModel(n_topics=3, random_state=0).fit(paragraphs)
    >>> ax = plot_topic_shares(fz.topic_shares(topics, paragraphs), topics.top_words(5), lang="en")
    >>> len(ax.get_yticklabels())
    3
    """
    check_table(shares, COLUMNS["topic shares"], argument="shares", maker="topic_shares")
    check_table(top_words, (), argument="top_words", maker="TopicModel.top_words")
    if shares.empty:
        raise InputError("shares", "has no row", "give the shares of at least one year")
    words = _WORDS[lang]
    grid = share_grid(shares, "topic")
    ax = make_axes(ax, DOUBLE, 1.3 + 0.27 * len(grid))
    labels = [f"{'、'.join(top_words.loc[topic].iloc[:5])}  {topic}" for topic in grid.index]
    draw_grid(ax, grid.to_numpy(), labels, year_labels(shares, words))
    ax.set_title(words["title"])
    note = (
        words["note"]
        + (" " if lang == "en" else "")
        + (words["single"] if shares["low"].isna().any() else "")
    )
    add_note(ax, note.strip(), lang=lang)
    return ax
