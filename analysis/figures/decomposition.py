"""What a change is made of: a waterfall for each area."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from analysis.crosswalk import scheme_of_estimates
from analysis.errors import InputError, check_choice
from analysis.figures.layout import add_note, add_panels, mark_zero, write_title
from analysis.figures.style import (
    DOUBLE,
    DOWN,
    GREY,
    INK,
    MID,
    SINGLE,
    UP,
    area_name,
    house_style,
    make_axes,
    points,
    width_for,
)  # fmt: skip
from analysis.figures.telling import tell
from analysis.figures.yearly import check_areas
from analysis.language import signed, words_of
from analysis.scheme import Scheme
from analysis.tables import check_table

_NAMES, _PANEL = 0.8, 1.25  # inches of the names of parts, and that a panel needs
PARTS = ("within", "carried_forward", "length", "entering", "leaving", "level_mix", "total")


@house_style
def plot_decomposition(
    changes: pd.DataFrame, *, ax: Axes | None = None, lang: str = "zh", scheme: str | Scheme | None = None
) -> Axes:
    """Draw the parts of each area's change as a waterfall that ends in the whole.

    Parameters
    ----------
    changes : DataFrame, one row per area and part
        As :func:`decompose_change` returns it; keep the rows of one area for a single waterfall. With
        ``low``, ``high`` and ``level`` the total has its interval.
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
        When a part is none of those known, or parts do not add up to their total.

    See Also
    --------
    decompose_change : makes the table.
    top_contributors : lists the paragraphs behind the change.

    Examples
    --------
    >>> changes = pd.DataFrame({"area": 6, "part": ["within", "entering", "total"], "change": [0.03, -0.01, 0.02]})
    >>> ax = plot_decomposition(changes, lang="en")
    >>> [label.get_text() for label in ax.child_axes[0].get_yticklabels()]
    ['newly written', 'entering', 'total change']
    """
    check_table(changes, ("area", "part", "change"), argument="changes", maker="decompose_change")
    words, taxonomy = words_of("figures.decomposition", lang), scheme_of_estimates(changes, "changes", scheme)
    check_areas(changes, taxonomy, argument="changes")
    table = 100 * changes.pivot(index="area", columns="part", values="change").astype(float)
    for part in table.columns:
        check_choice("part", part, PARTS)
    if "total" not in table or table.empty:
        raise InputError("changes", "has no total", "give the parts of an area with their total")
    parts = [part for part in PARTS if part in table]
    table = table[parts]
    _check_sums(table)
    spans = _intervals(changes).reindex(table.index)
    line = words["line"].format(level=changes["level"].iloc[0]) if spans.notna().any(axis=None) else ""
    title, note = _title(changes, words), [words["note"], line, words["colours"], words["rows"]]
    tell(title, note, lang=lang, table=changes)
    width = width_for(ax, DOUBLE if len(table) > 1 else SINGLE) - _NAMES
    rows = -(-len(table) // max(1, int(width / _PANEL)))
    columns = -(-len(table) // rows)
    ax = make_axes(ax, DOUBLE if len(table) > 1 else SINGLE, 0.8 + rows * (0.16 * len(parts) + 0.35))
    panels = add_panels(ax, rows, columns, gap=(0.12, 0.3))
    for panel in panels[len(table) :]:
        panel.remove()
    seen = pd.concat([table[parts[:-1]].cumsum(axis=1), table["total"], spans], axis=1)
    bottom, top = min(float(seen.min(axis=None)), 0.0), max(float(seen.max(axis=None)), 0.0)
    room = (top - bottom) or 1.0  # where nothing changed
    for place, (area, own) in enumerate(table.iterrows()):
        panel = panels[place]
        _draw_waterfall(panel, own, spans.loc[area].tolist())
        panel.set(xlim=(bottom - 0.05 * room, top + 0.5 * room), ylim=(len(parts) - 0.4, -0.6))
        panel.set_yticks(range(len(parts)), [words["parts"][part] for part in parts])
        panel.tick_params(axis="y", length=0, labelleft=place % columns == 0)
        panel.tick_params(axis="x", labelsize=points(7), labelbottom=place + columns >= len(table))
        panel.locator_params(axis="x", nbins=4)
        panel.set_title(area_name(taxonomy, area, lang), fontsize=points(8), pad=3)
        panel.spines["left"].set_visible(False)
    write_title(ax, title, lang=lang, pad=18)
    add_note(ax, note, lang=lang, table=changes)
    return ax


def _title(changes: pd.DataFrame, words: Mapping[str, Any]) -> str:
    """The title with the two years, where the table names them."""
    years = [changes[end].iloc[0] for end in ("start", "end") if end in changes.columns]
    if len(years) < 2:
        return str(words["title"])
    return str(words["title_years"].format(start=years[0], end=years[1]))


def _intervals(changes: pd.DataFrame) -> pd.DataFrame:
    """Intervals of the totals in points, by area; missing where the table has none."""
    total = changes[changes["part"] == "total"].set_index("area")
    return 100 * total.reindex(columns=["low", "high"]).astype(float)


def _check_sums(table: pd.DataFrame) -> None:
    off = (table.drop(columns="total").sum(axis=1) - table["total"]).abs()
    if (off > 1e-6).any():
        area = off.idxmax()
        problem = f"has parts of area {area} that miss their total by {off[area]:.2g} points"
        raise InputError("changes", problem, "give all parts of each area")


def _draw_waterfall(panel: Axes, own: pd.Series, span: list[float]) -> None:
    """Parts from where the ones above end, each with its number; the total from zero, with its interval."""
    reached = 0.0
    mark_zero(panel)
    for row, (part, change) in enumerate(own.items()):
        colour = MID if part == "total" else UP if change > 0 else DOWN
        start = 0.0 if part == "total" else reached
        panel.barh(row, change, 0.62, start, color=colour, gid=str(part))
        if part != "total":
            reached += change
            panel.plot([reached, reached], [row - 0.31, row + 1.31], color=GREY, linewidth=0.5)
        panel.annotate(
            signed(change), (1, row), (-2, 0), xycoords=("axes fraction", "data"), textcoords="offset points",
            fontsize=points(7), ha="right", va="center", color=INK if part == "total" else GREY, gid="number",
        )  # fmt: skip
    panel.plot(span, [len(own) - 1] * 2, color=INK, linewidth=0.9, gid="interval")
