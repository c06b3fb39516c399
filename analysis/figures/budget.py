"""How many codes a year are enough: the figure of :func:`coding_budget`."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from analysis.errors import InputError
from analysis.figures.layout import add_note, label_ends
from analysis.figures.style import DOUBLE, area_name, house_style, make_axes
from analysis.language import words_of
from analysis.tables import check_table
from analysis.taxonomy import load_taxonomy


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
    words, taxonomy = words_of("figures.budget", lang), load_taxonomy("outline-2015")
    ax = make_axes(ax, DOUBLE * 0.75, 3.4)
    ends = []
    for area, own in budget.groupby("area"):
        look = taxonomy.areas.loc[area]
        ax.plot(
            own["n_codes"],
            own["half_width"],
            color=look["colour"],
            marker=look["marker"],
            markersize=4,
            linestyle=look["line"],
            linewidth=1,
            gid=f"area-{area}",
        )
        last = own.sort_values("n_codes")["half_width"].iloc[-1]
        ends.append((float(last), area_name(taxonomy, area, lang), str(look["colour"])))
    ax.set(xlabel=words["x"], ylabel=words["y"])
    ax.set_ylim(bottom=0)
    ax.set_title(words["title"])
    label_ends(ax, float(budget["n_codes"].max()), ends)
    note = words["note"].format(
        level=budget["level"].iloc[0], source=words["sources"][budget["source"].iloc[0]]
    )
    add_note(ax, [note], lang=lang, table=budget)
    return ax
