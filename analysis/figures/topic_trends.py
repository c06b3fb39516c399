"""Topics over the years: a panel for each, its shares with their intervals and its slope."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.errors import InputError
from analysis.figures.layout import add_note, add_panels, label_years, signed
from analysis.figures.style import DOUBLE, GREY, INK, LIGHT, house_style, make_axes
from analysis.figures.topics import topic_label
from analysis.language import words_of
from analysis.tables import COLUMNS, check_table

_COLUMNS = 4
_SIGNIFICANT = 0.05  # p after Holm below which a slope is set off
_COLOUR = "#2171B5"


@house_style
def plot_topic_trends(
    trends: pd.DataFrame,
    shares: pd.DataFrame,
    top_words: pd.DataFrame | None = None,
    *,
    labels: pd.DataFrame | None = None,
    ax: Axes | None = None,
    lang: str = "zh",
) -> Axes:
    """Draw the share of each topic by year with its interval as a band, and its slope above.

    Parameters
    ----------
    trends : DataFrame, one row per topic
        As :func:`topic_trends` returns it.
    shares : DataFrame, one row per year and topic
        As :func:`topic_shares` returns it.
    top_words : DataFrame, optional
        As ``TopicModel.top_words`` returns it; the first two words label the topic.
    labels : DataFrame, optional
        As :func:`suggest_labels` returns it, with labels of your own or suggested ones; they go before `top_words`.
    ax : Axes, optional
        Where to draw; default a new figure.
    lang : {"zh", "en"}, default "zh"
        Language of all labels; the words of the texts stay Chinese.

    Returns
    -------
    Axes
        The frame with title and note; the panels are its ``child_axes``, in the order of the topics.

    Raises
    ------
    InputError
        When a table has no row, or several estimates of one topic.

    See Also
    --------
    topic_trends : makes the table of slopes.
    topic_shares : makes the table of shares.

    Examples
    --------
    >>> import analysis as fz
    >>> paragraphs = fz.split_paragraphs(fz.read_reports(fz.sample_reports()))
    >>> topics = fz.TopicModel(3, random_state=0).fit(paragraphs)
    >>> tables = fz.topic_trends(topics, paragraphs), fz.topic_shares(topics, paragraphs)
    >>> ax = plot_topic_trends(*tables, labels=fz.suggest_labels(topics), lang="en")
    >>> len(ax.child_axes)
    3
    """
    check_table(trends, COLUMNS["topic trends"], argument="trends", maker="topic_trends")
    check_table(shares, COLUMNS["topic shares"], argument="shares", maker="topic_shares")
    if trends.empty or trends["topic"].duplicated().any():
        raise InputError(
            "trends", "is not one slope for each topic", "give the table that topic_trends returns"
        )
    own = shares.dropna(subset=["year"])
    if own.empty or own.duplicated(["year", "topic"]).any():
        raise InputError(
            "shares", "is not one share for each year and topic", 'use topic_shares(…, by="year")'
        )
    words, rows = words_of("figures.topic_trends", lang), trends.sort_values("topic").to_dict("records")
    n_columns = min(_COLUMNS, len(rows))
    n_rows = -(-len(rows) // n_columns)
    ax = make_axes(ax, DOUBLE, 0.9 + 1.25 * n_rows)
    panels = add_panels(ax, n_rows, n_columns, gap=(0.3, 0.55))
    for panel in panels[len(rows) :]:
        panel.remove()
    top = 100 * float(np.nanmax(own[["share", "high"]].to_numpy(dtype=float)))
    years = list(range(int(own["year"].min()), int(own["year"].max()) + 1))
    for row, panel in zip(rows, panels, strict=False):
        _draw_shares(panel, own[own["topic"] == row["topic"]], years, top)
        said = topic_label(int(row["topic"]), top_words, 2, labels)
        panel.set_title(said, fontsize=7.5, pad=11, parse_math=False)
        slope = _slope(row, words)
        tested = np.isfinite(row["p_holm"]) and row["p_holm"] < _SIGNIFICANT
        panel.text(
            0, 1.02, slope, transform=panel.transAxes, fontsize=6.5, va="bottom", ha="left",
            color=INK if tested else GREY, gid="slope",
        )  # fmt: skip
    ax.set_title(words["title"], pad=24)
    first = rows[0]
    note = [words["note"].format(level=first["level"], n=first["n_reports"])]
    if not np.isfinite(trends["low"]).any():
        note.append(words["described"])
    add_note(ax, note, lang=lang, table=trends)
    return ax


def _draw_shares(panel: Axes, own: pd.DataFrame, years: list[int], top: float) -> None:
    """One topic's shares; a year without reports breaks line and band, one without interval is hollow."""
    table = own.set_index("year")[["share", "low", "high"]].astype(float).reindex(years) * 100
    known = table["low"].notna().to_numpy()
    panel.fill_between(years, table["low"], table["high"], color=_COLOUR, alpha=0.2, linewidth=0, gid="band")
    panel.plot(years, table["share"].where(known), color=_COLOUR, linewidth=1)
    for hollow in (False, True):
        places = table["share"].where(~known if hollow else known)
        panel.plot(
            years, places, color=_COLOUR, marker="o", markersize=2.8, linestyle="none",
            markerfacecolor="white" if hollow else _COLOUR, gid="hollow" if hollow else "share",
        )  # fmt: skip
    panel.set(xlim=(years[0] - 0.4, years[-1] + 0.4), ylim=(0, 1.08 * top))
    label_years(panel, years)
    panel.locator_params(axis="y", nbins=3)
    panel.tick_params(labelsize=6.5, length=2)
    panel.grid(axis="y", color=LIGHT, linewidth=0.5)


def _slope(row: Mapping[Any, Any], words: Mapping[str, str]) -> str:
    """The slope with its interval, or alone where nothing is known of its error."""
    slope = signed(row["slope"], 2)
    if not np.isfinite(row["low"]):
        return str(words["slope"].format(slope=slope))
    bounds = {"low": signed(row["low"], 2), "high": signed(row["high"], 2)}
    return str(words["interval"].format(slope=slope, **bounds))
