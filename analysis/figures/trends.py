"""Trends of the areas, and how they hold up over specifications."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.crosswalk import scheme_of_estimates
from analysis.errors import InputError
from analysis.figures.layout import add_note, add_panels, mark_zero, one_of, write_title
from analysis.figures.style import (
    DOUBLE,
    GREY,
    INK,
    LIGHT,
    MID,
    MIDDLE,
    area_name,
    house_style,
    make_axes,
    points,
)
from analysis.figures.telling import tell
from analysis.figures.yearly import check_areas, estimand_of
from analysis.language import words_of
from analysis.scheme import Scheme
from analysis.tables import check_table

_CHOICES = ("weight", "estimator", "panel", "headings", "scheme", "carried_forward")
_PANELS = {"full": 0.16, "balanced": -0.16}  # place of each in its row


@house_style
def plot_trends(
    trends: pd.DataFrame, *, ax: Axes | None = None, lang: str = "zh", scheme: str | Scheme | None = None
) -> Axes:
    """Draw the slope of each area with its interval, the balanced panel below the full sample.

    Parameters
    ----------
    trends : DataFrame, one row per area and panel
        As :func:`area_trends` returns it.
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
        When the table holds several estimates for an area and a panel.

    See Also
    --------
    area_trends : makes the table.
    plot_robustness : draws one slope under many specifications.

    Examples
    --------
    >>> trends = pd.DataFrame({"area": [1, 6], "slope": [-0.2, 1.1], "low": [-0.6, 0.7], "high": [0.2, 1.5],
    ...     "level": 0.95, "p": [0.3, 0.001], "p_holm": [0.3, 0.002], "estimator": "dsl", "weight": "characters",
    ...     "panel": "full"})
    >>> ax = plot_trends(trends, lang="en")
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['1 Government functions', '6 Dispute resolution']
    """
    columns = ("area", "slope", "low", "high", "level", "p_holm", "estimator", "weight", "panel")
    check_table(trends, columns, argument="trends", maker="area_trends")
    words, taxonomy = words_of("figures.trends", lang), scheme_of_estimates(trends, "trends", scheme)
    check_areas(trends, taxonomy, argument="trends")
    _refuse_several(trends, ["area", "panel"], "trends", "keep one estimator and one weight")
    areas = [int(area) for area in sorted(trends["area"].unique())]
    panels = [panel for panel in _PANELS if panel in set(trends["panel"])]
    intervals = words["intervals"].format(level=trends["level"].iloc[0])
    both = words["both"] if len(panels) > 1 else ""
    note = [estimand_of(trends, lang), intervals, both, words["holm"]]
    tell(words["trends"], note, lang=lang, table=trends)
    ax = make_axes(ax, MIDDLE, 1.15 + 0.28 * len(areas))
    mark_zero(ax)
    for panel in panels:
        for row in trends[trends["panel"] == panel].to_dict("records"):
            look = taxonomy.areas.loc[row["area"]]
            place = areas.index(row["area"]) - (_PANELS[panel] if len(panels) > 1 else 0)
            face = look["colour"] if panel == panels[0] else "white"
            ax.hlines(place, row["low"], row["high"], color=look["colour"], linewidth=1.2)
            ax.plot(
                row["slope"], place, marker=look["marker"], color=look["colour"], markerfacecolor=face,
                markersize=5, gid=f"{panel}-{row['area']}",
            )  # fmt: skip
    ax.set_yticks(range(len(areas)), [area_name(taxonomy, area, lang) for area in areas])
    ax.set(ylim=(len(areas) - 0.45, -0.55), xlabel=words["slope"])
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    _write_p(ax, trends[trends["panel"] == panels[0]], areas, words["p"])
    write_title(ax, words["trends"], lang=lang)
    add_note(ax, note, lang=lang, table=trends)
    return ax


def _write_p(ax: Axes, trends: pd.DataFrame, areas: list[int], heading: str) -> None:
    """A column of p values beside the rows; one above a half tells no more than that."""
    look: dict[str, Any] = {
        "transform": ax.get_yaxis_transform(),
        "ha": "left",
        "fontsize": points(7),
        "gid": "p",
    }
    ax.text(1.02, -0.6, heading, va="bottom", color=GREY, **look)
    for area, p in zip(trends["area"], trends["p_holm"], strict=True):
        if np.isfinite(p):
            text = "<0.001" if p < 0.001 else ">0.5" if p > 0.5 else f"{p:.3f}" if p < 0.1 else f"{p:.2f}"
            ax.text(1.02, areas.index(area), text, va="center", color=INK if p < 0.05 else GREY, **look)


@house_style
def plot_robustness(
    grid: pd.DataFrame,
    *,
    area: int | None = None,
    ax: Axes | None = None,
    lang: str = "zh",
    scheme: str | Scheme | None = None,
) -> Axes:
    """Draw the slope of one area under every specification, with dots below that tell which it is.

    Parameters
    ----------
    grid : DataFrame, one row per specification and area
        As :func:`robustness_grid` returns it.
    area : int, optional
        Which area; may be left out where the table has one only.
    ax : Axes, optional
        Where to draw; default a new figure.
    lang : {"zh", "en"}, default "zh"
        Language of all labels.
    scheme : str or Scheme, optional
        Scheme of the areas; default that of the table (its column ``scheme``), else the eight areas.

    Returns
    -------
    Axes
        The frame; its ``child_axes`` are the estimates and the specifications.

    Raises
    ------
    InputError
        When the table has no specification of the area, or several areas and none is named.

    See Also
    --------
    robustness_grid : makes the table.
    plot_trends : draws the main specification of all areas.

    References
    ----------
    Simonsohn, U., Simmons, J. P. & Nelson, L. D. (2020). Specification curve analysis. Nature Human Behaviour 4,
    1208–1214. doi:10.1038/s41562-020-0912-z.

    Examples
    --------
    >>> grid = pd.DataFrame({"weight": ["characters", "reports"], "estimator": "dsl", "panel": "full",
    ...     "headings": "with", "scheme": "outline-2015", "carried_forward": "with", "area": 6,
    ...     "slope": [1.1, 0.9], "low": [0.7, 0.4], "high": [1.5, 1.4], "level": 0.95, "p": [0.001, 0.004]})
    >>> ax = plot_robustness(grid, lang="en")
    >>> [label.get_text() for label in ax.child_axes[1].get_yticklabels()]
    ['Weight: characters', 'Weight: report means']
    """
    columns = (*_CHOICES, "area", "slope", "low", "high", "level")
    check_table(grid, columns, argument="grid", maker="robustness_grid")
    words, taxonomy = words_of("figures.trends", lang), _base_of(grid, scheme)
    area = one_of(grid, "area", area)
    own = grid[grid["area"] == area].sort_values("slope", kind="stable").reset_index(drop=True)
    beyond = (own["low"] > 0) | (own["high"] < 0)
    title = words["robustness"].format(area=area_name(taxonomy, area, lang), n=len(own))
    said = words["robustness_note"].format(level=own["level"].iloc[0], beyond=int(beyond.sum()), n=len(own))
    note = [said, words["columns"]]
    tell(title, note, lang=lang, table=grid)
    options = [
        (choice, option)
        for choice in _CHOICES
        if len(set(grid[choice])) > 1
        for option in dict.fromkeys(grid[choice])
    ]
    ax = make_axes(ax, DOUBLE, 2.6 + 0.14 * len(options))
    upper, lower = add_panels(ax, 2, 1, gap=(0, 0.08), heights=(14, max(1.0, len(options))))
    size = min(3.0, 360 / len(own))  # dots that leave one another room
    steps = np.arange(len(own) + 1) - 0.5
    low, high = (np.append(own[end], own[end].iloc[-1]) for end in ("low", "high"))
    upper.fill_between(steps, low, high, step="post", color=LIGHT, linewidth=0, gid="intervals")
    for kind, rows, colour in (("beyond", own[beyond], INK), ("within", own[~beyond], MID)):
        upper.plot(
            rows.index, rows["slope"], marker="o", markersize=size, color=colour, linestyle="none", gid=kind
        )
    mark_zero(upper, vertical=False)
    upper.set_ylabel(words["slope"])
    _draw_specifications(lower, own, options, size, lang)
    for panel in (upper, lower):
        panel.set_xlim(-0.7, len(own) - 0.3)
        panel.set_xticks([])
        panel.spines["bottom"].set_visible(False)
    write_title(ax, title, lang=lang)
    add_note(ax, note, lang=lang, table=grid)
    return ax


def _draw_specifications(
    panel: Axes, own: pd.DataFrame, options: Sequence[tuple[str, str]], size: float, lang: str
) -> None:
    """One row per option, a dot where a specification takes it."""
    for row, (choice, option) in enumerate(options):
        taken = np.flatnonzero(own[choice] == option)
        panel.plot(
            taken, np.full(len(taken), row), marker="o", markersize=size, color=INK, linestyle="none",
            gid=f"{choice}-{option}",
        )  # fmt: skip
        if row and choice != options[row - 1][0]:
            panel.axhline(row - 0.5, color=LIGHT, linewidth=0.6)
    words, colon = words_of("figures.trends", lang), words_of("signs", lang)["colon"]
    labels = [
        words["choices"][choice] + colon + words["options"][choice].get(option, option)
        for choice, option in options
    ]
    panel.set_yticks(range(len(options)), labels, fontsize=points(7))
    panel.set_ylim(max(len(options), 1) - 0.5, -0.5)
    panel.tick_params(length=0)
    panel.spines["left"].set_visible(False)


def _refuse_several(table: pd.DataFrame, key: list[str], argument: str, remedy: str) -> None:
    if table.empty:
        raise InputError(argument, "has no row", "give at least one")
    if table.duplicated(key).any():
        raise InputError(argument, f"has several rows for one {' and '.join(key)}", remedy)


def _base_of(grid: pd.DataFrame, scheme: str | Scheme | None) -> Scheme:
    """The scheme of a grid, whose column ``scheme`` names variants of it as ``outline-2015, 27y in 6``."""
    if scheme is None and "scheme" in grid.columns and len(grid):
        bases = grid["scheme"].astype(str).str.partition(",")[0]
        return scheme_of_estimates(pd.DataFrame({"scheme": bases}), "grid")
    return scheme_of_estimates(grid, "grid", scheme)
