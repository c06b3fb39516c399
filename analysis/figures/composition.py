"""The make-up of each year as stacked bars, and the first year against the last as slopes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.crosswalk import scheme_of_estimates
from analysis.errors import InputError
from analysis.figures.layout import add_note, label_ends, write_title
from analysis.figures.style import GREY, MIDDLE, area_name, house_style, ink_on, make_axes, points, width_for
from analysis.figures.telling import tell
from analysis.figures.yearly import add_counts, check_shares, shares_note, year_labels, year_range
from analysis.language import number, words_of
from analysis.scheme import Scheme

_ROOM = 4.5  # per cent that a number needs in its bar
_ROOMY = 4.0  # inches from which intervals have room on both sides


@house_style
def plot_composition(
    shares: pd.DataFrame, *, ax: Axes | None = None, lang: str = "zh", scheme: str | Scheme | None = None
) -> Axes:
    """Draw the areas of each year stacked to a whole.

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
    plot_shares : draws the shares with their intervals.

    Examples
    --------
    >>> import analysis as fz
    >>> paragraphs = fz.split_paragraphs(fz.read_reports(fz.sample_reports()))
    >>> ax = plot_composition(fz.area_shares(fz.classify_paragraphs(paragraphs)))
    >>> ax.get_title(loc="left")
    '各年的领域构成（%）'
    """
    words, taxonomy = words_of("figures.composition", lang), scheme_of_estimates(shares, "shares", scheme)
    check_shares(shares, taxonomy)
    years = year_range(shares)
    grid = shares.pivot(index="area", columns="year", values="share").astype(float).fillna(0.0) * 100
    below = [words["below"]] if (grid < 0).any(axis=None) else []
    title, note = words["composition"], [*shares_note(shares, lang, sign=None), *below]
    tell(title, note, lang=lang, table=shares)
    ax = make_axes(ax, MIDDLE, 3.6)
    ends, highest, lowest = [], 0.0, 0.0
    for year, heights in grid.items():
        place, up, down = years.index(int(year)), 0.0, 0.0
        for area, height in heights.items():
            start = up if height >= 0 else down
            colour = str(taxonomy.areas.at[area, "colour"])
            ax.bar(
                place, height, 0.72, start, color=colour, edgecolor="white", linewidth=0.6, gid=f"area-{area}"
            )
            middle = start + height / 2
            if height > _ROOM:
                ax.text(
                    place,
                    middle,
                    f"{height:.0f}",
                    ha="center",
                    va="center",
                    color=ink_on(colour),
                    fontsize=points(7),
                    in_layout=False,
                )
            if place == len(years) - 1:
                ends.append((middle, area_name(taxonomy, area, lang), colour))
            up, down = up + max(height, 0), down + min(height, 0)
        highest, lowest = max(highest, up), min(lowest, down)
    ax.set(xlim=(-0.5, len(years) - 0.5), ylim=(lowest * 1.05, highest))
    ax.set_xticks(range(len(years)), year_labels(shares, lang))
    ax.tick_params(axis="x", length=0)
    add_counts(ax, shares, lang)
    label_ends(ax, len(years) - 0.64, ends)
    write_title(ax, title, lang=lang)
    add_note(ax, note, lang=lang, table=shares)
    return ax


@house_style
def plot_slopes(
    shares: pd.DataFrame, *, ax: Axes | None = None, lang: str = "zh", scheme: str | Scheme | None = None
) -> Axes:
    """Draw the first and the last year of the table against each other, with a line where both have intervals.

    Two years are two years: for a trend over all of them see :func:`area_trends`. Points that each come from one report,
    as a rule of different governments, are not joined.

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

    Raises
    ------
    InputError
        When the table has one year only.

    See Also
    --------
    area_shares : makes the table.
    plot_trends : draws the slopes estimated over all years.

    Examples
    --------
    >>> import analysis as fz
    >>> paragraphs = fz.split_paragraphs(fz.read_reports(fz.sample_reports()))
    >>> ax = plot_slopes(fz.area_shares(fz.classify_paragraphs(paragraphs)), lang="en")
    >>> ax.get_title(loc="left")
    'Shares of the areas (%) in 2017 and 2022'
    """
    words, taxonomy = words_of("figures.composition", lang), scheme_of_estimates(shares, "shares", scheme)
    check_shares(shares, taxonomy)
    start, end = year_range(shares)[0], year_range(shares)[-1]
    if start == end:
        raise InputError("shares", f"has the year {start} only", "give the shares of two years or more")
    both = shares[shares["year"].isin([start, end])].sort_values(["area", "year"])
    title = words["slopes"].format(start=start, end=end)
    note = shares_note(both, lang, sign=words["brackets"])
    tell(title, note, lang=lang, table=shares)
    roomy = width_for(ax, MIDDLE) > _ROOMY
    ax = make_axes(ax, MIDDLE, 3.6)
    left: list[tuple[float, str, str]] = []
    right: list[tuple[float, str, str]] = []
    for area, own in both.groupby("area"):
        look = taxonomy.areas.loc[area]
        share, low = (100 * own[name].to_numpy(dtype=float) for name in ("share", "low"))
        place, known = (own["year"] == end).to_numpy(dtype=float), ~np.isnan(low)
        if known.all() and len(own) == 2:
            line = {"color": look["colour"], "linestyle": look["line"], "linewidth": 1.2}
            ax.plot(place, share, gid=f"slope-{area}", **line)
        name = area_name(taxonomy, int(area), lang)
        for x, row, filled in zip(place, own.to_dict("records"), known, strict=True):
            y = 100 * row["share"]
            ax.plot(
                x, y, marker=look["marker"], markersize=5, color=look["colour"], clip_on=False,
                markerfacecolor=look["colour"] if filled else "white", gid=f"end-{area}",
            )  # fmt: skip
            if x > 0.5:
                right.append((y, _with_interval(row, True), str(look["colour"])))
            else:
                left.append((y, f"{name}  {_with_interval(row, roomy)}", str(look["colour"])))
    ax.set_xlim(0, 1)
    if not (both["share"] < 0).any():
        ax.set_ylim(bottom=0)
    for x in (0, 1):
        ax.axvline(x, color="#BBBBBB", linewidth=0.6, zorder=0)
    label_ends(ax, 0, left, side="left")
    label_ends(ax, 1, right)
    counts = both.groupby("year")["n_reports"].first()
    said = words_of("figures.yearly", lang)
    ax.set_xticks([0, 1], [said["per"].format(year=year) for year in (start, end)])
    for x, year in enumerate((start, end)):
        ax.annotate(
            said["count_alone"].format(n=counts[year]), (x, 0), (0, -2.2 * points(8)), xycoords="axes fraction",
            textcoords="offset points", ha="center", va="top", fontsize=points(7), color=GREY, annotation_clip=False,
        )  # fmt: skip
    ax.set_yticks([])
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)
    ax.tick_params(axis="x", length=0)
    write_title(ax, title, lang=lang)
    add_note(ax, note, lang=lang, table=shares)
    return ax


def _with_interval(row: Mapping[str, Any], roomy: bool) -> str:
    """A share with its interval in brackets, where it has one and there is room."""
    share, low, high = (number(100 * row[name]) for name in ("share", "low", "high"))
    return f"{share} ({low}–{high})" if roomy and not pd.isna(row["low"]) else share
