"""How many codes a year are enough: the figures of :func:`coding_budget` and :func:`trend_power`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from analysis.crosswalk import scheme_of_estimates
from analysis.errors import InputError
from analysis.figures.layout import add_note, write_title
from analysis.figures.shares import area_panels
from analysis.figures.style import LIGHT, deepen, house_style, points
from analysis.language import words_of
from analysis.tables import check_table


@house_style
def plot_coding_budget(budget: pd.DataFrame, *, ax: Axes | None = None, lang: str = "zh") -> Axes:
    """Draw the expected half-width of each area's share against the number of codes a year.

    Parameters
    ----------
    budget : DataFrame, one row per number of codes and area
        As :func:`coding_budget` returns it.
    ax : Axes, optional
        Where to draw.
    lang : {"zh", "en"}, default "zh"
        Language of all labels.

    Returns
    -------
    Axes
        The frame with title and note; the panels are its ``child_axes``, in the order of the areas.

    Raises
    ------
    InputError
        Where no half-width is known.

    See Also
    --------
    coding_budget : makes the table.

    Examples
    --------
    >>> import analysis as fz
    >>> paragraphs = fz.split_paragraphs(fz.read_reports(fz.sample_reports()))
    >>> coded = fz.classify_paragraphs(paragraphs).assign(year=2019)
    >>> ax = plot_coding_budget(fz.coding_budget(coded, accuracy=0.9, per_year=(20, 50)), lang="en")
    >>> ax.child_axes[5].get_title(loc="left")
    '6 Dispute resolution'
    """
    check_table(
        budget, ("n_codes", "area", "half_width", "level", "source"), argument="budget", maker="coding_budget"
    )
    if budget["half_width"].isna().all():
        raise InputError("budget", "has no half-width", "give that of a corpus with two reports in some year")
    words = words_of("figures.budget", lang)
    note = words["note"].format(
        level=budget["level"].iloc[0], source=words["sources"][budget["source"].iloc[0]]
    )
    return _draw_panels(budget, "half_width", ax, lang, words, [words["grey"], note, words["floor"]])


@house_style
def plot_trend_power(
    power: pd.DataFrame,
    *,
    n_regions: int | None = None,
    n_years: int | None = None,
    ax: Axes | None = None,
    lang: str = "zh",
) -> Axes:
    """Draw the smallest slope of each area that a study would find against the number of codes a year.

    Parameters
    ----------
    power : DataFrame, one row per number of codes, regions and years, and area
        As :func:`trend_power` returns it.
    n_regions, n_years : int, optional
        Which numbers to draw; default the largest in the table.
    ax : Axes, optional
        Where to draw.
    lang : {"zh", "en"}, default "zh"
        Language of all labels.

    Returns
    -------
    Axes
        The frame with title and note; the panels are its ``child_axes``, in the order of the areas.

    Raises
    ------
    InputError
        Where no detectable slope is known for these numbers.

    See Also
    --------
    trend_power : makes the table.
    plot_coding_budget : draws the widths of intervals.

    Examples
    --------
    >>> import analysis as fz
    >>> sim = fz.make_reports(n_regions=12, random_state=1)
    >>> table = fz.trend_power(sim.paragraphs, accuracy=0.85, reports=sim.reports, per_year=(50, 200))
    >>> len(plot_trend_power(table, lang="en").child_axes)
    8
    """
    columns = (
        "n_codes",
        "n_regions",
        "n_years",
        "area",
        "detectable",
        "target_power",
        "n_tests",
        "level",
        "source",
    )
    check_table(power, columns, argument="power", maker="trend_power")
    regions = power["n_regions"].max() if n_regions is None else n_regions
    years = power["n_years"].max() if n_years is None else n_years
    own = power[(power["n_regions"] == regions) & (power["n_years"] == years)]
    if own["detectable"].isna().all():
        problem = f"has no detectable slope for {regions} regions and {years} years"
        raise InputError("power", problem, "give that of a corpus with three regions and three years")
    words, shared = words_of("figures.power", lang), words_of("figures.budget", lang)
    first = own.iloc[0]
    note = words["note"].format(
        alpha=round((1 - first["level"]) / first["n_tests"], 6),
        power=first["target_power"],
        regions=regions,
        years=years,
    )
    source = words["source"].format(source=shared["sources"][first["source"]])
    return _draw_panels(own, "detectable", ax, lang, words, [note, shared["grey"], words["smaller"], source])


def _draw_panels(
    table: pd.DataFrame,
    column: str,
    ax: Axes | None,
    lang: str,
    words: Mapping[str, Any],
    note: Sequence[str],
) -> Axes:
    """A panel for each area with its line over the number of codes, those of the others in grey behind it."""
    taxonomy = scheme_of_estimates(table, "table")
    lines = {int(area): own.sort_values("n_codes") for area, own in table.groupby("area")}
    ax, panels = area_panels(ax, taxonomy, list(lines), lang)
    right, top = float(table["n_codes"].max()), float(table[column].max())
    for (area, own), panel in zip(lines.items(), panels, strict=True):
        look = taxonomy.areas.loc[area]
        for other in lines.values():
            panel.plot(other["n_codes"], other[column], color=LIGHT, linewidth=0.8, gid="others")
        panel.plot(
            own["n_codes"], own[column], color=look["colour"], marker=look["marker"], markersize=4, linewidth=1.2,
            gid=f"area-{area}",
        )  # fmt: skip
        end = (float(own["n_codes"].iloc[-1]), float(own[column].iloc[-1]))
        panel.annotate(
            f"{end[1]:.1f}", end, (5, 0), textcoords="offset points", va="center", fontsize=points(7),
            color=deepen(look["colour"]), annotation_clip=False,
        )  # fmt: skip
        panel.set(xlim=(0, 1.3 * right), ylim=(0, 1.08 * top))
        panel.locator_params(axis="x", nbins=3)
    write_title(ax, words["title"], lang=lang, pad=18)
    add_note(ax, note, lang=lang, table=table)
    return ax
