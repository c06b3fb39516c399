"""Area × year as heat maps: the shares, and their changes."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.crosswalk import scheme_of_estimates
from analysis.figures.layout import add_note, draw_grid, write_title
from analysis.figures.style import MIDDLE, area_name, house_style, make_axes
from analysis.figures.telling import tell
from analysis.figures.yearly import (
    add_counts,
    change_note,
    check_changes,
    check_shares,
    share_grid,
    shares_note,
    year_labels,
    year_range,
)
from analysis.language import signed, words_of
from analysis.scheme import Scheme

_LEAST = 5.0  # points of the darkest colour of a change, and its steps


@house_style
def plot_share_heatmap(
    shares: pd.DataFrame, *, ax: Axes | None = None, lang: str = "zh", scheme: str | Scheme | None = None
) -> Axes:
    """Draw area × year as a heat map with the numbers in it.

    Parameters
    ----------
    shares : DataFrame, one row per year and area
        As :func:`area_shares` returns it.
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
    area_shares : makes the table.
    plot_change_heatmap : draws the change from year to year.

    Examples
    --------
    >>> import analysis as fz
    >>> paragraphs = fz.split_paragraphs(fz.read_reports(fz.sample_reports()))
    >>> ax = plot_share_heatmap(fz.area_shares(fz.classify_paragraphs(paragraphs)))
    >>> ax.get_title(loc="left")
    '各领域占比（%）'
    """
    words, taxonomy = words_of("figures.heat", lang), scheme_of_estimates(shares, "shares", scheme)
    check_shares(shares, taxonomy)
    grid, half = share_grid(shares, "area"), _half_widths(shares)
    sign = words["half"] if (half != "").any(axis=None) else None
    title, note = words["shares"], shares_note(shares, lang, sign=sign, hollow=False)
    tell(title, note, lang=lang, table=shares)
    ax = make_axes(ax, MIDDLE, 1.15 + 0.33 * len(grid))
    labels = [area_name(taxonomy, area, lang) for area in grid.index]
    below = half.reindex(index=grid.index, columns=grid.columns).to_numpy()
    draw_grid(ax, grid.to_numpy(), labels, year_labels(shares, lang), below=below, bar=words["share"])
    add_counts(ax, shares, lang)
    write_title(ax, title, lang=lang)
    add_note(ax, note, lang=lang, table=shares)
    return ax


def _half_widths(table: pd.DataFrame) -> pd.DataFrame:
    """Half the width of each interval in points as text, area × year; empty where there is none."""
    half = 50 * (table["high"].astype(float) - table["low"].astype(float))
    said = [f"±{value:.1f}" if np.isfinite(value) else "" for value in half]
    return table.assign(said=said).pivot(index="area", columns="year", values="said").fillna("")


@house_style
def plot_change_heatmap(
    changes: pd.DataFrame, *, ax: Axes | None = None, lang: str = "zh", scheme: str | Scheme | None = None
) -> Axes:
    """Draw the change of each share, area × year, in points, with a frame where its interval excludes zero.

    The colours reach to five points or more, so that small changes stay pale.

    Parameters
    ----------
    changes : DataFrame, one row per year and area
        As :func:`area_changes` returns it, since the first year or since the previous one.
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

    Raises
    ------
    InputError
        When the table has no row, or several changes for a year and area.

    See Also
    --------
    area_changes : makes the table.
    plot_change : draws the changes since one year as lines.

    Examples
    --------
    >>> import analysis as fz
    >>> sim = fz.make_reports(n_regions=8, years=range(2020, 2023), random_state=0)
    >>> changes = fz.area_changes(sim.paragraphs, reports=sim.reports, since="previous")
    >>> [label.get_text() for label in plot_change_heatmap(changes).get_xticklabels()]
    ['2021年', '2022年']
    """
    words, taxonomy = words_of("figures.heat", lang), scheme_of_estimates(changes, "changes", scheme)
    check_changes(changes, taxonomy)
    since = sorted(set(changes["since"]))
    title = words["changes"] if len(since) > 1 else words_of("figures.change", lang)["title"]
    title, note = title.format(since=since[0]), change_note(changes, lang, words["frames"])
    tell(title, note, lang=lang, table=changes)
    grid = 100 * changes.pivot(index="area", columns="year", values="change").astype(float)
    grid = grid.reindex(columns=year_range(changes))
    clear = changes.assign(clear=(changes["low"] > 0) | (changes["high"] < 0)).pivot(
        index="area", columns="year", values="clear"
    )
    framed = clear.reindex(columns=grid.columns).fillna(False).to_numpy(dtype=bool)
    ax = make_axes(ax, MIDDLE, 1.15 + 0.33 * len(grid))
    labels = [area_name(taxonomy, area, lang) for area in grid.index]
    below = _half_widths(changes).reindex(index=grid.index, columns=grid.columns).fillna("").to_numpy()
    top = _LEAST * np.ceil(max(float(grid.abs().max(axis=None)), _LEAST) / _LEAST)
    draw_grid(
        ax, grid.to_numpy(), labels, year_labels(changes, lang), write=signed, diverging=True, top=top, below=below,
        framed=framed, bar=words["points"],
    )  # fmt: skip
    add_counts(ax, changes, lang)
    write_title(ax, title, lang=lang)
    add_note(ax, note, lang=lang, table=changes)
    return ax
