"""How many codes a year are enough: the figures of :func:`coding_budget` and :func:`trend_power`."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from analysis.crosswalk import scheme_of_estimates
from analysis.errors import InputError
from analysis.figures.layout import add_note, label_ends
from analysis.figures.style import DOUBLE, area_name, house_style, make_axes
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
        The axes drawn on.

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
    >>> ax.get_xlabel()
    'Coded paragraphs per year'
    """
    check_table(
        budget, ("n_codes", "area", "half_width", "level", "source"), argument="budget", maker="coding_budget"
    )
    if budget["half_width"].isna().all():
        raise InputError("budget", "has no half-width", "give that of a corpus with two reports in some year")
    words = words_of("figures.budget", lang)
    ax = _draw_lines(budget, "half_width", ax, lang)
    ax.set(xlabel=words["x"], ylabel=words["y"])
    ax.set_title(words["title"])
    note = words["note"].format(
        level=budget["level"].iloc[0], source=words["sources"][budget["source"].iloc[0]]
    )
    add_note(ax, [note], lang=lang, table=budget)
    return ax


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
        The axes drawn on.

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
    >>> plot_trend_power(table, lang="en").get_xlabel()
    'Coded paragraphs per year'
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
    words = words_of("figures.power", lang)
    ax = _draw_lines(own, "detectable", ax, lang)
    ax.set(xlabel=words["x"], ylabel=words["y"])
    ax.set_title(words["title"])
    first = own.iloc[0]
    note = words["note"].format(
        alpha=round((1 - first["level"]) / first["n_tests"], 6),
        power=first["target_power"],
        regions=regions,
        years=years,
        source=words_of("figures.budget", lang)["sources"][first["source"]],
    )
    add_note(ax, [note], lang=lang, table=power)
    return ax


def _draw_lines(table: pd.DataFrame, column: str, ax: Axes | None, lang: str) -> Axes:
    """A line for each area over the number of codes, named at its end."""
    taxonomy = scheme_of_estimates(table, "table")
    ax = make_axes(ax, DOUBLE * 0.75, 3.4)
    ends = []
    for area, own in table.groupby("area"):
        look = taxonomy.areas.loc[area]
        ax.plot(
            own["n_codes"],
            own[column],
            color=look["colour"],
            marker=look["marker"],
            markersize=4,
            linestyle=look["line"],
            linewidth=1,
            gid=f"area-{area}",
        )
        last = own.sort_values("n_codes")[column].iloc[-1]
        ends.append((float(last), area_name(taxonomy, area, lang), str(look["colour"])))
    ax.set_ylim(bottom=0)
    label_ends(ax, float(table["n_codes"].max()), ends)
    return ax
