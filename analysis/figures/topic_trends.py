"""Topics over the years: a panel for each, its shares with their intervals and its slope."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.columns import COLUMNS
from analysis.errors import InputError
from analysis.figures.layout import add_note, add_panels, label_years, write_title
from analysis.figures.style import DOUBLE, GREY, INK, LIGHT, house_style, make_axes, points, width_for
from analysis.figures.telling import tell
from analysis.figures.topic_labels import topic_labels
from analysis.figures.topics import SHARES
from analysis.language import signed, words_of
from analysis.tables import check_table
from analysis.words.terms import TermsLike

_PANEL = 1.35  # inches that a panel wants
_HEIGHT = {"zh": 1.22, "en": 1.34}  # inches of a row of panels; an English title has a line of glosses
_GAP = {"zh": 0.58, "en": 0.74}  # inches between rows, for years below and titles above
_LOW = 0.24  # inches less where the rows are many, half of it between them
_FEW = 16  # topics up to which four columns are enough
_SIGNIFICANT = 0.05  # p after Holm below which a slope is set off
_COLOUR = "#2171B5"


@house_style
def plot_topic_trends(
    trends: pd.DataFrame,
    shares: pd.DataFrame,
    top_words: pd.DataFrame | None = None,
    *,
    labels: pd.DataFrame | None = None,
    terms: TermsLike | None = None,
    ax: Axes | None = None,
    lang: str = "zh",
) -> Axes:
    """Draw the share of each topic by year with its interval as a band, and its slope above.

    Parameters
    ----------
    trends : DataFrame, one row per topic
        As :func:`topic_trends` returns it; some of its rows for a figure of some topics.
    shares : DataFrame, one row per year and topic
        As :func:`topic_shares` returns it.
    top_words : DataFrame, optional
        As ``TopicModel.top_words`` returns it; the first two words label the topic.
    labels : DataFrame, optional
        As :func:`suggest_labels` returns it, with labels of your own or suggested ones; they go before `top_words`.
    terms : DataFrame, path of a CSV, or sequence of str, optional
        List with ``gloss``, on top of that of the package (:func:`load_terms`); English figures print it below the words.
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
    check_table(shares, SHARES, argument="shares", maker="topic_shares")
    if trends.empty or trends["topic"].duplicated().any():
        raise InputError(
            "trends", "is not one slope for each topic", "give the table that topic_trends returns"
        )
    own = shares[shares["topic"].isin(trends["topic"])].dropna(subset=["year"])
    if own.empty or own.duplicated(["year", "topic"]).any():
        raise InputError(
            "shares", "is not one share for each year and topic", 'use topic_shares(…, by="year")'
        )
    words, rows = words_of("figures.topic_trends", lang), trends.sort_values("topic").to_dict("records")
    note = [words["note"].format(level=float(rows[0]["level"]), n=rows[0]["n_reports"])]
    if not np.isfinite(trends["low"].astype(float)).any():
        note.append(words["described"])
    note.append(words["measured"])
    tell(words["title"], note, lang=lang, table=trends)
    room = width_for(ax, DOUBLE)
    n_columns = min(len(rows), max(2, int(room / _PANEL)), 4 if len(rows) <= _FEW else len(rows))
    n_rows = -(-len(rows) // n_columns)
    less = _LOW * (n_rows > 5)
    ax = make_axes(ax, DOUBLE, 0.9 + (_HEIGHT[lang] - less) * n_rows)
    panels = add_panels(ax, n_rows, n_columns, gap=(0.3, _GAP[lang] - less / 2))
    for panel in panels[len(rows) :]:
        panel.remove()
    top = 100 * float(np.nanmax(own[["share", "high"]].to_numpy(dtype=float)))
    years = list(range(int(own["year"].min()), int(own["year"].max()) + 1))
    letters = int(70 * room / n_columns / points(7))  # of a line above a panel
    titles = topic_labels(
        [int(row["topic"]) for row in rows],
        top_words,
        2,
        lang=lang,
        labels=labels,
        terms=terms,
        width=int(1.5 * letters),
    )
    for row, panel, title in zip(rows, panels, titles, strict=False):
        _draw_shares(panel, own[own["topic"] == row["topic"]], years, top)
        panel.set_title(_cut(title, letters), fontsize=points(7), pad=11, parse_math=False, linespacing=1.1)
        tested = bool(np.isfinite(row["p_holm"]) and row["p_holm"] < _SIGNIFICANT)
        panel.text(
            0, 1.03, _slope(row) + " *" * tested, transform=panel.transAxes, fontsize=points(6.5), va="bottom", ha="left",
            color=INK if tested else GREY, gid="slope",
        )  # fmt: skip
    write_title(ax, words["title"], lang=lang, pad=26 if lang == "zh" else 34)
    add_note(ax, note, lang=lang, table=trends)
    return ax


def _draw_shares(panel: Axes, own: pd.DataFrame, years: list[int], top: float) -> None:
    """One topic's shares; a year without reports breaks line and band, one without interval is hollow."""
    table = own.set_index("year")[["share", "low", "high"]].astype(float).reindex(years) * 100
    known = table["low"].notna().to_numpy()
    panel.fill_between(years, table["low"], table["high"], color=_COLOUR, alpha=0.2, linewidth=0, gid="band")
    alone = known & ~np.r_[False, known[:-1]] & ~np.r_[known[1:], False]
    lone = table[alone]
    panel.vlines(lone.index, lone["low"], lone["high"], color=_COLOUR, alpha=0.3, linewidth=3, gid="bar")
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
    panel.tick_params(labelsize=points(6.5), length=2)
    panel.grid(axis="y", color=LIGHT, linewidth=0.5)


def _slope(row: Mapping[Any, Any]) -> str:
    """The slope with its interval, or alone where nothing is known of its error."""
    slope = signed(row["slope"], 2)
    if not np.isfinite(row["low"]):
        return slope
    return f"{slope} [{signed(row['low'], 2)}, {signed(row['high'], 2)}]"


def _cut(title: str, letters: int) -> str:
    """Lines that fit above a panel; a longer one ends in dots."""
    return "\n".join(_shorten(line, letters) for line in title.split("\n"))


def _shorten(line: str, letters: int) -> str:
    room = 0.0
    for place, char in enumerate(line):
        room += 0.52 if char.isascii() else 1.0
        if room > letters:
            return line[: place - 1].rstrip(" 、;,") + "..."
    return line
