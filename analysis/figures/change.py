"""How far each share has moved since the first year: the figure that answers what changed."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.crosswalk import scheme_of_estimates
from analysis.errors import InputError
from analysis.figures.layout import add_note, label_years, write_title
from analysis.figures.shares import area_panels, draw_band, label_last
from analysis.figures.style import GREY, INK, house_style
from analysis.figures.telling import tell
from analysis.figures.yearly import change_note, check_changes
from analysis.language import signed, words_of
from analysis.scheme import Scheme


@house_style
def plot_change(
    changes: pd.DataFrame, *, ax: Axes | None = None, lang: str = "zh", scheme: str | Scheme | None = None
) -> Axes:
    """Draw how far the share of each area has moved since the first year, with the interval of the change.

    A band that keeps clear of zero shows a change beyond chance in that year; the number is that of the last year, grey where
    its interval holds zero.

    Parameters
    ----------
    changes : DataFrame, one row per year and area
        As :func:`area_changes` returns it.
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

    Raises
    ------
    InputError
        When the table is of several years to compare with, or has several changes for a year and area.

    See Also
    --------
    area_changes : makes the table.
    plot_shares : draws the shares themselves.
    plot_decomposition : draws what a change consists of.

    Examples
    --------
    >>> import analysis as fz
    >>> sim = fz.make_reports(n_regions=8, years=range(2020, 2023), random_state=0)
    >>> ax = plot_change(fz.area_changes(sim.paragraphs, reports=sim.reports), lang="en")
    >>> ax.get_title(loc="left")
    'Change in the shares since 2020 (percentage points)'
    """
    words, taxonomy = words_of("figures.change", lang), scheme_of_estimates(changes, "changes", scheme)
    check_changes(changes, taxonomy)
    if len(set(changes["since"])) > 1:
        remedy = "keep one, or use plot_change_heatmap"
        raise InputError("changes", "compares with several years", remedy)
    since, last = int(changes["since"].iloc[0]), int(changes["year"].max())
    title = words["title"].format(since=since)
    said = words["number"].format(year=last) if changes["low"].notna().any() else words["hollow"]
    note = change_note(changes, lang, said)
    tell(title, note, lang=lang, table=changes)
    years = list(range(since, last + 1))
    areas = [int(area) for area in taxonomy.areas.index]
    ax, panels = area_panels(ax, taxonomy, areas, lang)
    for area, panel in zip(areas, panels, strict=True):
        own, look = changes[changes["area"] == area], taxonomy.areas.loc[area]
        panel.hlines(0, since, last, color=INK, linewidth=0.6, zorder=1)
        start = own.head(1).assign(year=since, change=0.0, low=0.0, high=0.0)
        joined = pd.concat([start, own]) if own["low"].notna().any() else own
        draw_band(panel, joined, "change", years, colour=look["colour"], marker=look["marker"])
        final = own[own["year"] == last]
        clear = bool(((final["low"] > 0) | (final["high"] < 0)).any())
        label_last(panel, final, "change", colour=look["colour"] if clear else GREY, write=signed)
    seen = 100 * changes[["change", "low", "high"]].to_numpy(dtype=float)
    bottom, top = min(float(np.nanmin(seen)) * 1.08, -1.0), max(float(np.nanmax(seen)) * 1.08, 1.0)
    for panel in panels:
        panel.set(xlim=(years[0] - 0.4, years[-1] + 0.3 + 0.25 * len(years)), ylim=(bottom, top))
        label_years(panel, years)
    write_title(ax, title, lang=lang, pad=18)
    add_note(ax, note, lang=lang, table=changes)
    return ax
