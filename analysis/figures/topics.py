"""Topics by year, by area, against another model's, and their words over time."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from analysis.columns import COLUMNS
from analysis.crosswalk import scheme_of_estimates
from analysis.errors import InputError
from analysis.figures.layout import add_note, draw_grid, one_of, width_of, write_title
from analysis.figures.style import (
    DOUBLE,
    GREY,
    INK,
    SINGLE,
    area_column,
    house_style,
    make_axes,
    points,
    width_for,
)
from analysis.figures.telling import tell
from analysis.figures.topic_labels import JOIN, topic_labels
from analysis.figures.yearly import add_counts, check_areas, share_grid, year_labels
from analysis.language import number, words_of
from analysis.scheme import Scheme
from analysis.tables import check_table
from analysis.words.terms import TermsLike

SHARES = [name for name in COLUMNS["topic shares"] if name != "n_left_out"]  # which older tables lack
MANY = 24  # topics from which on rows are low, and glosses stand beside the words
LEAST_CELL, YEAR_CELL = 17.0, 30.0  # points of a column that takes a number, and a year with its word


@house_style
def plot_topic_shares(
    shares: pd.DataFrame,
    top_words: pd.DataFrame,
    *,
    labels: pd.DataFrame | None = None,
    terms: TermsLike | None = None,
    ax: Axes | None = None,
    lang: str = "zh",
) -> Axes:
    """Draw topic × year with the top words of each topic.

    A cell fades where the interval is wider than the share itself.

    Parameters
    ----------
    shares : DataFrame, one row per year and topic
        As :func:`topic_shares` returns it.
    top_words : DataFrame, one row per topic
        As ``TopicModel.top_words`` returns it; the first five words label the topic.
    labels : DataFrame, optional
        As :func:`suggest_labels` returns it, with labels of your own; they go before the words.
    terms : DataFrame, path of a CSV, or sequence of str, optional
        List with ``gloss``, on top of that of the package (:func:`load_terms`); English figures print it below the words.
    ax : Axes, optional
        Where to draw.
    lang : {"zh", "en"}, default "zh"
        Language of all labels; the words of the texts stay Chinese.

    Returns
    -------
    Axes
        The axes drawn on.

    See Also
    --------
    topic_shares : makes the table.
    plot_topic_areas : draws the areas of each topic.

    Examples
    --------
    >>> import analysis as fz
    >>> paragraphs = fz.split_paragraphs(fz.read_reports(fz.sample_reports()))
    >>> topics = fz.TopicModel(n_topics=3, random_state=0).fit(paragraphs)
    >>> ax = plot_topic_shares(fz.topic_shares(topics, paragraphs), topics.top_words(5), lang="en")
    >>> len(ax.get_yticklabels())
    3
    """
    check_table(shares, SHARES, argument="shares", maker="topic_shares")
    check_table(top_words, (), argument="top_words", maker="TopicModel.top_words")
    if shares.empty:
        raise InputError("shares", "has no row", "give the shares of at least one year")
    if shares["year"].isna().any() or shares.duplicated(["year", "topic"]).any():
        raise InputError(
            "shares", "is not one share for each year and topic", 'use topic_shares(…, by="year")'
        )
    words = words_of("figures.topics", lang)
    grid = share_grid(shares, "topic")
    many, room = len(grid) > MANY, width_for(ax, DOUBLE)
    most = 2 if room <= SINGLE or (many and lang == "en") else 3 if many else 5
    width = 0 if many and room <= SINGLE else int((4.3 if many else 7) * room)
    said: dict[str, Any] = {"labels": labels, "terms": terms, "flat": many, "width": width}
    rows = topic_labels(grid.index, top_words, most, lang=lang, **said)
    lines = 2 if any("\n" in row for row in rows) else 1
    beside = max(width_of(line) for row in rows for line in row.split("\n")) * points(8) / 72
    cell = 72 * (room - beside - 0.2) / grid.shape[1]
    numbers = cell >= LEAST_CELL
    wide, known = _spread(shares, grid), _known(shares, grid)
    single = ~known & grid.notna().to_numpy() & known.any()
    n_reports = int(shares.groupby("year")["n_reports"].first().sum())
    note = [words["shares_note"].format(n=n_reports)]
    note.append("" if known.any() else words["single"])
    note.append(words["pale"].format(level=float(shares["level"].iloc[0])) if wide.any() else "")
    note.append(words["bracketed"] if single.any() and numbers else "")
    tell(words["shares"], note, lang=lang, table=shares)
    ax = make_axes(ax, DOUBLE, 1.3 + (0.195 if many else 0.11 + 0.14 * lines) * len(grid))
    written = np.array([[number(value) for value in row] for row in grid.to_numpy()], dtype=object)
    written[single] = [f"({text})" for text in written[single]]
    written[:] = written if numbers else ""
    years = year_labels(shares, lang)
    draw_grid(
        ax, grid.to_numpy(), rows, years, written=written, pale=wide, bar="" if numbers else words["unit"]
    )
    add_counts(ax, shares, lang)
    if cell < YEAR_CELL:
        ax.set_xticklabels([str(year) for year in grid.columns], fontsize=points(6.5))
        if not numbers:
            step = int(np.ceil(LEAST_CELL / max(cell, 1.0)))
            _thin(ax, step)
    write_title(ax, words["shares"], lang=lang)
    add_note(ax, note, lang=lang, table=shares)
    return ax


def _known(shares: pd.DataFrame, grid: pd.DataFrame) -> np.ndarray:
    """Which cells have an interval."""
    low = shares.pivot(index="topic", columns="year", values="low").astype(float)
    return np.asarray(low.reindex(index=grid.index, columns=grid.columns).notna())


def _spread(shares: pd.DataFrame, grid: pd.DataFrame) -> np.ndarray:
    """Which cells have an interval wider than the share itself."""
    wide = (shares["high"] - shares["low"] > shares["share"]).fillna(False).astype(bool)
    table = shares.assign(wide=wide).pivot(index="topic", columns="year", values="wide")
    return np.asarray(table.reindex(index=grid.index, columns=grid.columns).eq(True))


def _thin(ax: Axes, step: int) -> None:
    """Hide the labels and counts of all but every `step`-th year, where columns are narrow."""
    for place, label in enumerate(ax.get_xticklabels()):
        label.set_visible(place % step == 0)
    for text in ax.texts:
        if text.get_gid() == "count" and text.xy[0] % step:  # type: ignore[attr-defined]
            text.set_visible(False)


@house_style
def plot_topic_areas(
    topic_areas: pd.DataFrame,
    top_words: pd.DataFrame | None = None,
    *,
    labels: pd.DataFrame | None = None,
    terms: TermsLike | None = None,
    ax: Axes | None = None,
    lang: str = "zh",
    scheme: str | Scheme | None = None,
) -> Axes:
    """Draw which areas each topic speaks of.

    Parameters
    ----------
    topic_areas : DataFrame, one row per topic and area
        As :func:`topic_areas` returns it.
    top_words : DataFrame, optional
        As ``TopicModel.top_words`` returns it; the first three words label the topic.
    labels : DataFrame, optional
        As :func:`suggest_labels` returns it, with labels of your own; they go before the words.
    terms : DataFrame, path of a CSV, or sequence of str, optional
        List with ``gloss``, on top of that of the package (:func:`load_terms`); English figures print it below the words.
    ax : Axes, optional
        Where to draw; default a new figure.
    lang : {"zh", "en"}, default "zh"
        Language of all labels.
    scheme : str or Scheme, optional
        Scheme of the areas; default that of the table (its column ``scheme``), else the eight areas.

    Returns
    -------
    Axes
        The axes drawn on.

    See Also
    --------
    topic_areas : makes the table.
    plot_topic_shares : draws the topics by year.

    Examples
    --------
    >>> table = pd.DataFrame({"topic": [1, 1], "area": [1, 6], "share": [0.8, 0.2], "cross_cutting": False})
    >>> ax = plot_topic_areas(table, lang="en")
    >>> [text.get_text() for text in ax.texts]
    ['80', '20']
    """
    columns = ("topic", "area", "share", "cross_cutting")
    check_table(topic_areas, columns, argument="topic_areas", maker="topic_areas")
    if topic_areas.empty:
        raise InputError("topic_areas", "has no row", "give at least one topic")
    words = words_of("figures.topics", lang)
    taxonomy = scheme_of_estimates(topic_areas, "topic_areas", scheme)
    check_areas(topic_areas, taxonomy, argument="topic_areas")
    areas = [int(area) for area in taxonomy.areas.index]
    grid = 100 * topic_areas.pivot(index="topic", columns="area", values="share").astype(float)
    grid = grid.reindex(columns=areas)
    doubtful = _doubtful(topic_areas, grid)
    note = [words["areas_note"], words["doubtful"] if doubtful.any() else ""]
    tell(words["areas"], note, lang=lang, table=topic_areas)
    crossing = topic_areas.groupby("topic")["cross_cutting"].first()
    many, room = len(grid) > MANY, width_for(ax, DOUBLE)
    most = 2 if room <= SINGLE or (many and lang == "en") else 3
    width = 0 if many and room <= SINGLE else int((3 if many else 5) * room)
    said: dict[str, Any] = {"labels": labels, "terms": terms, "flat": many, "width": width}
    named = topic_labels(grid.index, top_words, most, lang=lang, **said)
    rows = [
        _mark(label) if crossing[topic] else label for topic, label in zip(grid.index, named, strict=True)
    ]
    lines = 2 if any("\n" in row for row in rows) else 1
    ax = make_axes(ax, DOUBLE, 1.7 + (0.19 if many else 0.1 + 0.14 * lines) * len(grid))
    columns_ = [area_column(taxonomy, area, lang) for area in areas]
    draw_grid(ax, grid.to_numpy(), rows, columns_, digits=0, top=100.0, pale=doubtful)
    ax.tick_params(axis="x", labelsize=points(7))
    write_title(ax, words["areas"], lang=lang)
    add_note(ax, note, lang=lang, table=topic_areas)
    return ax


def _doubtful(topic_areas: pd.DataFrame, grid: pd.DataFrame) -> np.ndarray:
    """Which rows are of topics whose paragraphs the classifier is unsure of."""
    rows = np.zeros(len(grid), dtype=bool)
    if "doubtful" in topic_areas.columns:
        rows = topic_areas.groupby("topic")["doubtful"].first().reindex(grid.index).eq(True).to_numpy(bool)
    return np.repeat(rows[:, None], grid.shape[1], axis=1)


def _mark(label: str) -> str:
    """The label of a topic that cuts across areas, its star at the words and not at their glosses."""
    first, *glosses = label.split("\n")
    return "\n".join([first + " *", *glosses])


@house_style
def plot_topic_alignment(alignment: pd.DataFrame, *, ax: Axes | None = None, lang: str = "zh") -> Axes:
    """Draw how alike the topics of two models are, with the matched pairs framed.

    Parameters
    ----------
    alignment : DataFrame, one row per pair of topics
        As :func:`align_topics` returns it; where it has the words of the topics, they are labelled with them.
    ax : Axes, optional
        Where to draw; default a new figure.
    lang : {"zh", "en"}, default "zh"
        Language of all labels.

    Returns
    -------
    Axes
        The axes drawn on.

    See Also
    --------
    align_topics : makes the table.

    Examples
    --------
    >>> table = pd.DataFrame({"topic_a": [1, 1], "topic_b": [1, 2], "overlap": [0.9, 0.0], "similarity": [0.97, 0.1],
    ...     "matched": [True, False]})
    >>> ax = plot_topic_alignment(table, lang="en")
    >>> len(ax.patches)
    1
    """
    columns = ("topic_a", "topic_b", "overlap", "similarity", "matched")
    check_table(alignment, columns, argument="alignment", maker="align_topics")
    if alignment.empty:
        raise InputError("alignment", "has no row", "give the pairs of two models")
    words, room = words_of("figures.topics", lang), width_for(ax, DOUBLE)
    grid = alignment.pivot(index="topic_a", columns="topic_b", values="similarity").astype(float)
    overlap = alignment.pivot(index="topic_a", columns="topic_b", values="overlap").astype(float)
    matched = alignment.pivot(index="topic_a", columns="topic_b", values="matched").fillna(False).astype(bool)
    ax = make_axes(ax, DOUBLE, 1.9 + 0.3 * grid.shape[0])
    flat: dict[str, Any] = {"flat": True, "width": 0}
    rows, columns_ = (
        topic_labels(axis, _words_of(alignment, side), 2 if room > SINGLE else 1, lang=lang, **look)
        for axis, side, look in (
            (grid.index, "a", {"width": int(4 * room)} if room > SINGLE else flat),
            (grid.columns, "b", flat),
        )
    )
    draw_grid(
        ax, grid.to_numpy(), rows, columns_, top=1.0, bar=words["similarity"],
        written=grid.map(lambda value: number(value, 2)).where(matched, "").to_numpy(),
        below=overlap.map("{:.0%}".format).where(matched, "").to_numpy(), framed=matched.to_numpy(),
    )  # fmt: skip
    ax.set(xlabel=words["b"], ylabel=words["a"])
    write_title(ax, words["alignment"], lang=lang)
    add_note(ax, [words["alignment_note"]], lang=lang, table=alignment)
    return ax


def _words_of(alignment: pd.DataFrame, side: str) -> pd.DataFrame | None:
    """The first words of the topics of one model, a row for each, where the table has them."""
    if f"words_{side}" not in alignment.columns:
        return None
    own = alignment.drop_duplicates(f"topic_{side}").set_index(f"topic_{side}")[f"words_{side}"]
    return pd.DataFrame([str(words).split(JOIN) for words in own], index=own.index)


@house_style
def plot_topic_words(
    words_by_year: pd.DataFrame,
    *,
    topic: int | None = None,
    n_words: int = 8,
    ax: Axes | None = None,
    lang: str = "zh",
) -> Axes:
    """Draw how the most probable words of a dynamic topic change places over the years.

    Parameters
    ----------
    words_by_year : DataFrame, one row per topic, year and word
        As :func:`dynamic_topics` returns it.
    topic : int, optional
        Which topic; may be left out where the table has one only.
    n_words : int, default 8
        Words of each year.
    ax : Axes, optional
        Where to draw; default a new figure.
    lang : {"zh", "en"}, default "zh"
        Language of all labels; the words stay Chinese.

    Returns
    -------
    Axes
        The axes drawn on.

    Raises
    ------
    InputError
        When the topic is not in the table, or none is named among several.

    See Also
    --------
    dynamic_topics : makes the table.

    References
    ----------
    Blei, D. M. & Lafferty, J. D. (2006). Dynamic topic models. ICML. doi:10.1145/1143844.1143859.

    Examples
    --------
    >>> table = pd.DataFrame({"topic": 1, "year": [2017, 2017, 2018, 2018], "rank": [1, 2, 1, 2],
    ...     "word": ["复议", "应诉", "应诉", "复议"], "probability": [0.05, 0.03, 0.06, 0.02]})
    >>> ax = plot_topic_words(table, lang="en")
    >>> [text.get_text() for text in ax.texts]
    ['复议', '应诉', '应诉', '复议']
    """
    columns = ("topic", "year", "rank", "word", "probability")
    check_table(words_by_year, columns, argument="words_by_year", maker="dynamic_topics")
    topic = one_of(words_by_year, "topic", topic)
    own = words_by_year[(words_by_year["topic"] == topic) & (words_by_year["rank"] <= n_words)]
    words, years = words_of("figures.topics", lang), sorted(own["year"].unique())
    grid = own.pivot(index="rank", columns="year", values="probability").astype(float)
    room = 0.7 * (72 * width_for(ax, DOUBLE) - 30) / max(len(years), 1)
    ax = make_axes(ax, DOUBLE, 1.2 + 0.24 * len(grid))
    top = float(grid.max(axis=None))
    places = own.set_index(["year", "word"])["rank"]
    for column, year in enumerate(years):
        for row in own[own["year"] == year].sort_values("rank").to_dict("records"):
            depth = row["probability"] / top
            ax.add_patch(
                Rectangle((column - 0.36, row["rank"] - 0.42), 0.72, 0.84, linewidth=0, alpha=0.85 * depth,
                          facecolor="#2171B5", gid=f"{year}-{row['rank']}")
            )  # fmt: skip
            word, tight = str(row["word"]), width_of(str(row["word"])) * points(7.5) > room
            half = -(-len(word) // 2)
            ax.text(
                column, row["rank"], f"{word[:half]}\n{word[half:]}" if tight else word, ha="center", va="center",
                fontsize=points(6.5 if tight else 7.5), color="white" if depth > 0.8 else INK, parse_math=False,
                linespacing=1.0,
            )  # fmt: skip
            if column and (years[column - 1], row["word"]) in places.index:
                before = places[years[column - 1], row["word"]]
                ax.plot([column - 0.64, column - 0.36], [before, row["rank"]], color=GREY, linewidth=0.8)
    ax.set(xlim=(-0.5, len(years) - 0.5), ylim=(len(grid) + 0.5, 0.5), ylabel=words["rank"])
    ax.set_xticks(range(len(years)), [words["year"].format(year=year) for year in years])
    ax.set_yticks(np.arange(1, len(grid) + 1))
    ax.tick_params(length=0)
    for spine in ax.spines.values():
        spine.set_visible(False)
    write_title(ax, words["words"].format(topic=topic), lang=lang)
    add_note(ax, [words["words_note"]], lang=lang, table=words_by_year)
    return ax
