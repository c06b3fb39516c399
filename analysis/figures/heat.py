"""Area × year as heat maps: the shares, and their change from year to year."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from analysis.crosswalk import scheme_of_estimates
from analysis.errors import InputError
from analysis.figures.layout import add_note, draw_grid, signed
from analysis.figures.style import DOUBLE, area_name, house_style, make_axes
from analysis.figures.yearly import check_shares, share_grid, shares_note, year_labels
from analysis.language import words_of
from analysis.scheme import Scheme


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
    grid = share_grid(shares, "area")
    ax = make_axes(ax, DOUBLE * 0.75, 1.5 + 0.27 * len(grid))
    labels = [area_name(taxonomy, area, lang) for area in grid.index]
    draw_grid(ax, grid.to_numpy(), labels, year_labels(shares, lang))
    ax.set_title(words["shares"])
    add_note(ax, shares_note(shares, lang, sign=None), lang=lang, table=shares)
    return ax


@house_style
def plot_change_heatmap(
    shares: pd.DataFrame, *, ax: Axes | None = None, lang: str = "zh", scheme: str | Scheme | None = None
) -> Axes:
    """Draw how each share differs from the year before, area × year, in points.

    Parameters
    ----------
    shares : DataFrame, one row per year and area
        As :func:`area_shares` returns it, of two neighbouring years or more.
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
        When no two neighbouring years have shares.

    See Also
    --------
    area_shares : makes the table.
    plot_share_heatmap : draws the shares themselves.

    Examples
    --------
    >>> import analysis as fz
    >>> paragraphs = fz.split_paragraphs(fz.read_reports(fz.sample_reports()))
    >>> ax = plot_change_heatmap(fz.area_shares(fz.classify_paragraphs(paragraphs)))
    >>> [label.get_text().split()[0] for label in ax.get_xticklabels()]
    ['2018年', '2019年', '2020年', '2021年', '2022年']
    """
    words, taxonomy = words_of("figures.heat", lang), scheme_of_estimates(shares, "shares", scheme)
    check_shares(shares, taxonomy)
    change = share_grid(shares, "area").diff(axis=1).iloc[:, 1:]
    if not change.notna().any(axis=None):
        raise InputError("shares", "has no two neighbouring years", "give the shares of years that follow")
    ax = make_axes(ax, DOUBLE * 0.75, 1.6 + 0.27 * len(change))
    labels = [area_name(taxonomy, area, lang) for area in change.index]
    columns = year_labels(shares, lang)[1:]
    draw_grid(ax, change.to_numpy(), labels, columns, write=signed, diverging=True)
    ax.set_title(words["changes"])
    add_note(ax, [words["scale"], *shares_note(shares, lang, sign=None)], lang=lang, table=shares)
    return ax
