"""Shares of the areas by year, a panel for each area: alone, and counted beside corrected."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patheffects import withStroke

from analysis.crosswalk import scheme_of_estimates
from analysis.errors import InputError
from analysis.figures.layout import add_note, add_panels, label_years, write_key, write_title
from analysis.figures.style import (
    DOUBLE,
    GREY,
    INK,
    LIGHT,
    area_name,
    deepen,
    house_style,
    make_axes,
    points,
    width_for,
)
from analysis.figures.telling import tell
from analysis.figures.yearly import check_shares, counts_sentence, shares_note, year_range
from analysis.language import number, words_of
from analysis.scheme import Scheme, Taxonomy

_COUNTED = (0, (3, 2))  # line of counts
_PANEL = 1.4  # inches that a panel needs for the name of its area
_ROW = 1.25  # inches of a row of panels


@house_style
def plot_shares(
    shares: pd.DataFrame, *, ax: Axes | None = None, lang: str = "zh", scheme: str | Scheme | None = None
) -> Axes:
    """Draw the share of each area by year in a panel of its own, with the interval as a band.

    All panels have the same scale, so that areas can be compared. A point without an interval (one report in its year) is
    hollow and not joined to others: it must not look like evidence of a trend.

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
    plot_change : draws how far each share has moved since the first year.
    plot_composition : stacks the areas to a whole.

    Examples
    --------
    >>> import analysis as fz
    >>> paragraphs = fz.split_paragraphs(fz.read_reports(fz.sample_reports()))
    >>> ax = plot_shares(fz.area_shares(fz.classify_paragraphs(paragraphs)), lang="en")
    >>> len(ax.child_axes), ax.child_axes[5].get_title(loc="left")
    (8, '6 Dispute resolution')
    """
    words, taxonomy = words_of("figures.shares", lang), scheme_of_estimates(shares, "shares", scheme)
    check_shares(shares, taxonomy)
    note = [*shares_note(shares, lang, sign=words["bands"]), counts_sentence(shares, lang)]
    tell(words["shares"], note, lang=lang, table=shares)
    values = 100 * shares[["share", "low", "high"]].to_numpy(dtype=float)
    areas, years = [int(area) for area in taxonomy.areas.index], year_range(shares)
    ax, panels = area_panels(ax, taxonomy, areas, lang)
    for area, panel in zip(areas, panels, strict=True):
        own = shares[shares["area"] == area]
        look = taxonomy.areas.loc[area]
        draw_band(panel, own, "share", years, colour=look["colour"], marker=look["marker"])
        label_last(panel, own, "share", colour=look["colour"])
    share_scale(panels, years, values)
    write_title(ax, words["shares"], lang=lang, pad=18)
    add_note(ax, note, lang=lang, table=shares)
    return ax


@house_style
def plot_estimators(
    shares: pd.DataFrame, *, ax: Axes | None = None, lang: str = "zh", scheme: str | Scheme | None = None
) -> Axes:
    """Draw counted beside corrected shares, so that the size of the correction is seen.

    Where the two part, the classifier's errors move the counts. Corrected shares have their interval as a band; counts have
    none, because theirs would not hold these errors.

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
    note = [*shares_note(shares, lang, sign=words["bands"]), counts_sentence(shares, lang)]
    tell(words["estimators"], note, lang=lang, table=shares)
    counted = shares["estimator"] == "naive"
    seen = [100 * shares["share"], *(100 * shares.loc[~counted, end] for end in ("low", "high"))]
    areas, years = [int(area) for area in taxonomy.areas.index], year_range(shares)
    ax, panels = area_panels(ax, taxonomy, areas, lang, key=True)
    for area, panel in zip(areas, panels, strict=True):
        look, own = taxonomy.areas.loc[area], shares["area"] == area
        draw_band(
            panel, shares[own & ~counted], "share", years, colour=look["colour"], marker=look["marker"],
            gid=corrected[0],
        )  # fmt: skip
        line = shares[own & counted].set_index("year")["share"].astype(float).reindex(years)
        panel.plot(
            years,
            100 * line,
            color=GREY,
            marker="x",
            markersize=3.5,
            linestyle=_COUNTED,
            linewidth=1,
            gid="naive",
        )
    share_scale(panels, years, pd.concat(seen).to_numpy(dtype=float))
    looks: dict[str, dict[str, Any]] = {
        "corrected": {"color": INK, "marker": "o"},
        "counted": {"color": GREY, "marker": "x", "linestyle": _COUNTED},
    }
    handles = [
        Line2D([], [], label=words[name], markersize=4, linewidth=1, **look) for name, look in looks.items()
    ]
    write_key(ax, handles)
    write_title(ax, words["estimators"], lang=lang, pad=32)
    add_note(ax, note, lang=lang, table=shares)
    return ax


def area_panels(
    ax: Axes | None, taxonomy: Taxonomy, areas: Sequence[int], lang: str, *, key: bool = False
) -> tuple[Axes, list[Axes]]:
    """A frame with a panel for each area, as many side by side as the width allows; `key` leaves room above them."""
    width = width_for(ax, DOUBLE)
    rows = -(-len(areas) // max(1, int(width / _PANEL)))
    columns = -(-len(areas) // rows)
    ax = make_axes(ax, DOUBLE, 0.75 + 0.2 * key + _ROW * rows)
    panels = add_panels(ax, rows, columns, gap=(0.16, 0.32))
    for panel in panels[len(areas) :]:
        panel.remove()
    for place, (area, panel) in enumerate(zip(areas, panels, strict=False)):
        panel.set_title(area_name(taxonomy, area, lang), fontsize=points(8), pad=3)
        panel.grid(axis="y", color=LIGHT, linewidth=0.5)
        panel.set_axisbelow(True)
        panel.locator_params(axis="y", nbins=4)
        panel.tick_params(labelleft=place % columns == 0, labelbottom=place + columns >= len(areas))
    return ax, panels[: len(areas)]


def share_scale(panels: Sequence[Axes], years: Sequence[int], values: np.ndarray) -> None:
    """One scale for all panels: from 0 per cent, or below where an estimate is, and room for the last number."""
    bottom, top = min(0.0, float(np.nanmin(values)) * 1.05), float(np.nanmax(values)) * 1.08
    for panel in panels:
        panel.set(xlim=(years[0] - 0.4, years[-1] + 0.2 + 0.2 * len(years)), ylim=(bottom, min(top, 100.0)))
        label_years(panel, years)


def draw_band(
    panel: Axes,
    own: pd.DataFrame,
    column: str,
    years: list[int],
    *,
    colour: str,
    marker: str,
    gid: str = "estimate",
) -> None:
    """Points with the interval as a band, as a line where no neighbouring year has one; years without are hollow."""
    table = own.set_index(own["year"].astype(int))[[column, "low", "high"]].astype(float).reindex(years) * 100
    known = table["low"].notna()
    inside = table[known].reindex(years)
    panel.fill_between(years, inside["low"], inside["high"], color=colour, alpha=0.2, linewidth=0)
    beside = known.shift(1, fill_value=False) | known.shift(-1, fill_value=False)
    single = table[known & ~beside]
    panel.vlines(single.index, single["low"], single["high"], color=colour, linewidth=1)
    look: dict[str, Any] = {"color": colour, "marker": marker, "markersize": 4}
    panel.plot(years, inside[column], linewidth=1.2, gid=gid, **look)
    alone = table.loc[table[column].notna() & ~known, column]
    panel.plot(alone.index, alone, linestyle="none", markerfacecolor="white", gid="single-report", **look)


def label_last(panel: Axes, own: pd.DataFrame, column: str, *, colour: str, write: Any = number) -> None:
    """The last estimate as a number beside its point."""
    known = own[own[column].notna()].sort_values("year")
    if known.empty:
        return
    place = (float(known["year"].iloc[-1]), 100 * float(known[column].iloc[-1]))
    panel.annotate(
        write(place[1]), place, (5, 0), textcoords="offset points", va="center", fontsize=points(7), color=deepen(colour),
        annotation_clip=False, gid="last", path_effects=[withStroke(linewidth=2, foreground="white")],
    )  # fmt: skip
