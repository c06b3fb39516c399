"""Shares of the areas by year: all in one, in small panels, and counted beside corrected."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from analysis.crosswalk import scheme_of_estimates
from analysis.errors import InputError
from analysis.figures.layout import add_note, add_panels, label_years
from analysis.figures.style import DOUBLE, GREY, LIGHT, area_name, house_style, make_axes
from analysis.figures.yearly import check_shares, counts_sentence, shares_note, year_labels, year_range
from analysis.language import words_of
from analysis.scheme import Scheme, Taxonomy

_COUNTED = (0, (3, 2))  # line of counts


@house_style
def plot_shares(
    shares: pd.DataFrame, *, ax: Axes | None = None, lang: str = "zh", scheme: str | Scheme | None = None
) -> Axes:
    """Draw the share of each area by year.

    A point without an interval (one report in its year) is hollow and not joined to others: it must not look like
    evidence of a trend.

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
    plot_share_panels : draws each area in its own panel.
    plot_composition : stacks the areas to a whole.

    Examples
    --------
    >>> import analysis as fz
    >>> paragraphs = fz.split_paragraphs(fz.read_reports(fz.sample_reports()))
    >>> ax = plot_shares(fz.area_shares(fz.classify_paragraphs(paragraphs)), lang="en")
    >>> ax.get_ylabel()
    'Share (%)'
    """
    words, taxonomy = words_of("figures.shares", lang), scheme_of_estimates(shares, "shares", scheme)
    check_shares(shares, taxonomy)
    years = year_range(shares)
    areas = [int(area) for area in taxonomy.areas.index]
    ax = make_axes(ax, DOUBLE, max(3.6, 0.7 + 0.19 * len(areas)))  # room for the names of many
    for area, offset in zip(areas, np.linspace(-0.32, 0.32, len(areas)), strict=True):
        own = shares[shares["area"] == area].sort_values("year")
        _draw_series(ax, own, years, offset, taxonomy.areas.loc[area])
    for edge in range(1, len(years)):
        ax.axvline(edge - 0.5, color=LIGHT, linewidth=0.6, zorder=0)
    ax.set_xticks(range(len(years)), year_labels(shares, lang))
    ax.set(xlim=(-0.5, len(years) - 0.5), ylabel=words["share"])
    if not (shares[["share", "low"]] < 0).to_numpy().any():  # a corrected share may be, and is to be seen
        ax.set_ylim(bottom=0)
    ax.tick_params(axis="x", length=0)
    ax.set_title(words["shares"])
    handles = [
        Line2D([], [], color=str(look.colour), marker=str(look.marker), linestyle=look.line, linewidth=0.8,
               markersize=5, label=area_name(taxonomy, area, lang))
        for area, look in zip(areas, taxonomy.areas.itertuples(), strict=True)
    ]  # fmt: skip
    ax.legend(handles=handles, loc="upper left", bbox_to_anchor=(1.01, 1), frameon=False, handlelength=2.6)
    add_note(ax, shares_note(shares, lang, sign=words["bars"]), lang=lang, table=shares)
    return ax


def _draw_series(ax: Axes, own: pd.DataFrame, years: list[int], offset: float, look: Any) -> None:
    """One area's points; where two neighbouring years have intervals a line joins them."""
    place = np.array([years.index(int(year)) for year in own["year"]]) + offset
    share, low, high = (100 * own[column].to_numpy(dtype=float) for column in ("share", "low", "high"))
    known = np.isfinite(low)
    style = {
        "marker": look["marker"],
        "markersize": 5,
        "markeredgecolor": look["colour"],
        "linestyle": "none",
    }
    ax.plot(place[~known], share[~known], markerfacecolor="white", gid=f"single-report-{look.name}", **style)
    if known.any():
        ax.plot(
            place[known], share[known], markerfacecolor=look["colour"], gid=f"estimate-{look.name}", **style
        )
        ax.vlines(place[known], low[known], high[known], color=look["colour"], linewidth=1)
        joined = np.full(len(years), np.nan)  # a year without reports breaks the line
        joined[[years.index(int(year)) for year in own["year"][known]]] = share[known]
        ax.plot(
            np.arange(len(years)) + offset,
            joined,
            color=look["colour"],
            linewidth=0.8,
            linestyle=look["line"],
            gid=f"joined-{look.name}",
        )


@house_style
def plot_share_panels(
    shares: pd.DataFrame, *, ax: Axes | None = None, lang: str = "zh", scheme: str | Scheme | None = None
) -> Axes:
    """Draw the share of each area by year in a panel of its own, with the interval as a band.

    All panels have the same scale, so that areas can be compared.

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
        The frame with title and note; the panels are its ``child_axes``, in the order of the areas.

    See Also
    --------
    area_shares : makes the table.
    plot_shares : draws all areas in one panel.

    Examples
    --------
    >>> import analysis as fz
    >>> paragraphs = fz.split_paragraphs(fz.read_reports(fz.sample_reports()))
    >>> ax = plot_share_panels(fz.area_shares(fz.classify_paragraphs(paragraphs)), lang="en")
    >>> len(ax.child_axes), ax.child_axes[5].get_title(loc="left")
    (8, '6 Dispute resolution')
    """
    words, taxonomy = words_of("figures.shares", lang), scheme_of_estimates(shares, "shares", scheme)
    check_shares(shares, taxonomy)
    ax = make_axes(ax, DOUBLE, 3.7 * _panel_rows(taxonomy) / 2)
    for area, panel in _area_panels(ax, shares, taxonomy, lang):
        own = shares[shares["area"] == area].sort_values("year")
        look = taxonomy.areas.loc[area]
        _draw_band(panel, own, year_range(shares), colour=look["colour"], marker=look["marker"])
    ax.set_title(words["shares"], pad=18)
    note = [*shares_note(shares, lang, sign=words["bands"]), counts_sentence(shares, lang)]
    add_note(ax, note, lang=lang, table=shares)
    return ax


@house_style
def plot_estimators(
    shares: pd.DataFrame, *, ax: Axes | None = None, lang: str = "zh", scheme: str | Scheme | None = None
) -> Axes:
    """Draw counted beside corrected shares, so that the size of the correction is seen.

    Where the two part, the classifier's errors move the counts; their own interval does not know of it.

    Parameters
    ----------
    shares : DataFrame, one row per estimator, year and area
        Two tables of :func:`area_shares` one below the other: without and with `codes`.
    ax : Axes, optional
        Where to draw; default a new figure.
    lang : {"zh", "en"}, default "zh"
        Language of all labels.
    scheme : str or Scheme, optional
        Scheme of the areas; default that of the table (its column ``scheme``), else the eight areas.

    Returns
    -------
    Axes
        The frame; the panels are its ``child_axes``, in the order of the areas.

    Raises
    ------
    InputError
        When the table does not hold the counts ("naive") and one corrected estimator, or mixes weights.

    See Also
    --------
    area_shares : makes the table.
    plot_shares : draws one estimator alone.

    Examples
    --------
    >>> import analysis as fz
    >>> paragraphs = fz.split_paragraphs(fz.read_reports(fz.sample_reports()))
    >>> counted = fz.area_shares(fz.classify_paragraphs(paragraphs))
    >>> corrected = counted.assign(estimator="dsl")  # stands for area_shares(coded, codes)
    >>> ax = plot_estimators(pd.concat([counted, corrected]), lang="en")
    >>> len(ax.child_axes)
    8
    """
    words, taxonomy = words_of("figures.shares", lang), scheme_of_estimates(shares, "shares", scheme)
    check_shares(shares, taxonomy, by=("estimator", "year", "area"))
    names = shares["estimator"].unique().tolist()
    corrected = [name for name in names if name != "naive"]
    if "naive" not in names or len(corrected) != 1:
        remedy = "put area_shares(coded) and area_shares(coded, codes) one below the other"
        raise InputError("shares", f"has the estimators {', '.join(map(str, names))}", remedy)
    ax = make_axes(ax, DOUBLE, 3.8 * _panel_rows(taxonomy) / 2)
    for area, panel in _area_panels(ax, shares, taxonomy, lang):
        look = taxonomy.areas.loc[area]
        looks = {"naive": (GREY, "x", _COUNTED), corrected[0]: (look["colour"], look["marker"], "solid")}
        for (name, (colour, marker, line)), offset in zip(looks.items(), (-0.1, 0.1), strict=True):
            own = shares[(shares["area"] == area) & (shares["estimator"] == name)].sort_values("year")
            _draw_band(
                panel, own, year_range(shares), colour=colour, marker=marker, line=line,
                offset=offset, gid=name,
            )  # fmt: skip
    ax.set_title(words["estimators"], pad=18)
    note = [words["looks"], *shares_note(shares, lang, sign=words["bands"]), counts_sentence(shares, lang)]
    add_note(ax, note, lang=lang, table=shares)
    return ax


def _panel_rows(taxonomy: Taxonomy) -> int:
    """Rows of panels: two, or more where a row would have more than five."""
    return max(2, -(-len(taxonomy.areas) // 5))


def _area_panels(ax: Axes, shares: pd.DataFrame, taxonomy: Taxonomy, lang: str) -> list[tuple[int, Axes]]:
    """One panel per area of the scheme, all with the same axes; ticks are named at the outer ones only."""
    areas, years = [int(area) for area in taxonomy.areas.index], year_range(shares)
    rows = _panel_rows(taxonomy)
    columns = -(-len(areas) // rows)
    panels = add_panels(ax, rows, columns, gap=(0.12, 0.32))
    for panel in panels[len(areas) :]:
        panel.remove()
    seen = 100 * shares[["share", "low", "high"]].to_numpy(dtype=float)
    bottom, top = min(0.0, float(np.nanmin(seen)) * 1.05), float(np.nanmax(seen)) * 1.05
    for place, (area, panel) in enumerate(zip(areas, panels, strict=False)):
        panel.set(xlim=(years[0] - 0.4, years[-1] + 0.4), ylim=(bottom, top))
        panel.set_title(area_name(taxonomy, area, lang), fontsize=8, pad=3)
        panel.grid(axis="y", color=LIGHT, linewidth=0.5)
        panel.set_axisbelow(True)
        label_years(panel, years)
        panel.tick_params(labelleft=place % columns == 0, labelbottom=place + columns >= len(areas))
        if place % columns == 0:
            panel.set_ylabel(words_of("figures.shares", lang)["share"])
    return list(zip(areas, panels, strict=False))


def _draw_band(
    panel: Axes,
    own: pd.DataFrame,
    years: list[int],
    *,
    colour: str,
    marker: str,
    line: Any = "solid",
    offset: float = 0.0,
    gid: str = "estimate",
) -> None:
    """Points with band and bars; years without an interval are hollow and joined to none."""
    table = (
        own.set_index(own["year"].astype(int))[["share", "low", "high"]].astype(float).reindex(years) * 100
    )
    known = table["low"].notna()
    place = np.array(years) + offset
    inside = table[known].reindex(years)
    panel.fill_between(place, inside["low"], inside["high"], color=colour, alpha=0.18, linewidth=0)
    panel.vlines(place[known], table["low"][known], table["high"][known], color=colour, linewidth=0.8)
    look: dict[str, Any] = {"color": colour, "marker": marker, "markersize": 4}
    panel.plot(place, inside["share"], linestyle=line, linewidth=1, gid=gid, **look)
    alone = table["share"].notna() & ~known
    panel.plot(
        place[alone], table["share"][alone], linestyle="none", markerfacecolor="white", gid="single-report",
        **look,
    )  # fmt: skip
