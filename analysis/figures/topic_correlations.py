"""Which topics go together in the texts of governments: a cell for each pair."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.columns import COLUMNS
from analysis.errors import InputError
from analysis.figures.layout import add_bar, add_note, draw_grid, width_of, write_title
from analysis.figures.style import DOUBLE, SINGLE, house_style, make_axes, points, width_for
from analysis.figures.topic_labels import topic_labels
from analysis.language import number, words_of
from analysis.tables import check_table
from analysis.words.terms import TermsLike

_MANY = 24  # topics from which on rows are low
_LEAST = 0.5  # correlation of the darkest colour, unless there is a stronger one
_CELL, _NUMBER = 20.0, 9.0  # points of a column that takes a correlation, and the number of a topic


@house_style
def plot_topic_correlations(
    correlations: pd.DataFrame,
    top_words: pd.DataFrame | None = None,
    *,
    labels: pd.DataFrame | None = None,
    terms: TermsLike | None = None,
    ax: Axes | None = None,
    lang: str = "zh",
) -> Axes:
    """Draw the correlation of each pair of topics.

    A cell is pale where the interval includes what topics without any tie would show: shares sum to one, so that this is
    below zero.

    Parameters
    ----------
    correlations : DataFrame, one row per pair of topics
        As :func:`topic_correlations` returns it.
    top_words : DataFrame, optional
        As ``TopicModel.top_words`` returns it; the first words label the topic.
    labels : DataFrame, optional
        As :func:`suggest_labels` returns it, with labels of your own; they go before the words.
    terms : DataFrame, path of a CSV, or sequence of str, optional
        List with ``gloss``, on top of that of the package (:func:`load_terms`); English figures print it with the words.
    ax : Axes, optional
        Where to draw; default a new figure.
    lang : {"zh", "en"}, default "zh"
        Language of all labels; the words of the texts stay Chinese.

    Returns
    -------
    Axes
        The axes drawn on.

    Raises
    ------
    InputError
        When the table has no correlation, or several of one pair.

    See Also
    --------
    topic_correlations : makes the table.
    plot_topic_areas : draws the areas of each topic.

    Examples
    --------
    >>> table = pd.DataFrame({"topic_a": [1], "topic_b": [2], "correlation": [-0.4], "low": [-0.6], "high": [-0.1],
    ...     "level": 0.95, "expected": -1.0, "n_reports": 60, "n_governments": 30, "reason": None})
    >>> ax = plot_topic_correlations(table, lang="en")
    >>> [text.get_text() for text in ax.texts]
    ['−.40', '−.40']
    """
    check_table(
        correlations, COLUMNS["topic correlations"], argument="correlations", maker="topic_correlations"
    )
    known = correlations.dropna(subset=["correlation"])
    if known.empty:
        raise InputError("correlations", "hold no correlation", "give ten governments or more")
    if correlations.duplicated(["topic_a", "topic_b"]).any():
        raise InputError(
            "correlations", "are not one for each pair", "give the table that topic_correlations returns"
        )
    words, first = words_of("figures.topic_correlations", lang), known.iloc[0]
    topics = sorted({*correlations["topic_a"].astype(int), *correlations["topic_b"].astype(int)})
    within = known["low"].le(known["expected"]) & known["high"].ge(known["expected"])
    grid, pale = _square(known, known["correlation"], topics), _square(known, within, topics) == 1
    many, room = len(topics) > _MANY, width_for(ax, DOUBLE)
    most = 2 if room <= SINGLE or (many and lang == "en") else 3
    width = 0 if room <= SINGLE else int((3.5 if many else 5) * room)
    said: dict[str, Any] = {"labels": labels, "terms": terms, "flat": many, "width": width}
    rows = topic_labels(topics, top_words, most, lang=lang, **said)
    lines = 2 if any("\n" in row for row in rows) else 1
    ax = make_axes(ax, DOUBLE, 1.2 + (0.19 if many else 0.1 + 0.14 * lines) * len(topics))
    beside = max(width_of(line) for row in rows for line in row.split("\n")) * points(8) / 72
    cell = 72 * max(room - beside - 0.6, 0.1) / len(topics)
    written = np.full(grid.shape, "", dtype=object)
    if cell >= _CELL:
        written[:] = [[_without_zero(value) for value in row] for row in grid]
    top = max(_LEAST, float(np.ceil(10 * known["correlation"].abs().max()) / 10))
    step = max(1, int(np.ceil(_NUMBER / cell)))
    columns = [str(topic) if place % step == 0 else "" for place, topic in enumerate(topics)]
    draw_grid(ax, grid, rows, columns, written=written, top=top, diverging=True, pale=pale)
    add_bar(ax, ax.images[0], words["bar"])
    write_title(ax, words["title"], lang=lang)
    said_of = words["note"].format(n=first["n_governments"], reports=first["n_reports"])
    faded = words["pale"].format(level=float(first["level"]), expected=number(float(first["expected"]), 2))
    add_note(ax, [said_of, faded if pale.any() else ""], lang=lang, table=correlations)
    return ax


def _square(pairs: pd.DataFrame, values: pd.Series, topics: list[int]) -> np.ndarray:
    """The value of each pair, in both orders; NaN where there is none."""
    grid = np.full((len(topics), len(topics)), np.nan)
    a, b = (np.searchsorted(topics, pairs[name].astype(int)) for name in ("topic_a", "topic_b"))
    grid[a, b] = grid[b, a] = values.astype(float)
    return grid


def _without_zero(value: float) -> str:
    """A correlation as journals print it.

    >>> _without_zero(-0.321), _without_zero(0.0), _without_zero(1.0)
    ('−.32', '.00', '1.00')
    """
    return number(value, 2).replace("0.", ".", 1) if np.isfinite(value) else ""
