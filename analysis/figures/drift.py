"""Whether a new year's texts are still those the model knows."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from analysis.crosswalk import scheme_of_estimates
from analysis.errors import InputError, check_choice
from analysis.figures.layout import add_note, add_panels, write_key, write_title
from analysis.figures.style import (
    DOUBLE,
    INK,
    LIGHT,
    UP,
    area_name,
    house_style,
    make_axes,
    points,
    width_for,
)
from analysis.figures.telling import tell
from analysis.figures.yearly import check_areas
from analysis.language import words_of
from analysis.scheme import Scheme
from analysis.tables import check_table

MEASURES = (
    "out_of_vocabulary",
    "share_shift",
    "confidence",
    "abstention",
    "learning_border",
    "calibration",
    "error",
)
_SHARES = (
    "out_of_vocabulary",
    "share_shift",
    "abstention",
    "learning_border",
    "calibration",
    "error",
)  # drawn in per cent or points
_SIGNED = ("share_shift", "calibration")
_PER_CENT = 100
_RANGE = "#AAAAAA"
_NAMES, _PANEL = 1.2, 0.95  # inches of the names of areas, and that a panel needs


@house_style
def plot_drift(
    drift: pd.DataFrame, *, ax: Axes | None = None, lang: str = "zh", scheme: str | Scheme | None = None
) -> Axes:
    """Draw each measure of drift, area by area, with the range to be expected without drift.

    Parameters
    ----------
    drift : DataFrame, one row per area and measure
        ``area`` (missing: all together), ``measure`` (of drift: out_of_vocabulary, share_shift, confidence, abstention,
        calibration, error), ``value``, ``low`` and ``high`` (of the range), ``flagged``.
    ax : Axes, optional
        Where to draw; default a new figure.
    lang : {"zh", "en"}, default "zh"
        Language of all labels.
    scheme : str or Scheme, optional
        Scheme of the areas; default that of the table (its column ``scheme``), else the eight areas.

    Returns
    -------
    Axes
        The frame; its ``child_axes`` are the measures, in the order of the table.

    Raises
    ------
    InputError
        When a measure is none of those known.

    See Also
    --------
    drift_report : makes the table.

    Examples
    --------
    >>> drift = pd.DataFrame({"area": [1, 6], "measure": "out_of_vocabulary", "value": [0.02, 0.09],
    ...     "low": 0.01, "high": 0.04, "flagged": [False, True]})
    >>> ax = plot_drift(drift, lang="en")
    >>> [panel.get_title(loc="left") for panel in ax.child_axes]
    ['unseen words']
    """
    check_table(drift, ("area", "measure", "value", "low", "high", "flagged"), argument="drift")
    if drift.empty:
        raise InputError("drift", "has no row", "give at least one measure")
    words, taxonomy = words_of("figures.drift", lang), scheme_of_estimates(drift, "drift", scheme)
    check_areas(drift, taxonomy, argument="drift")
    measures = list(dict.fromkeys(drift["measure"]))
    for measure in measures:
        check_choice("measure", measure, MEASURES)
    title, note = words["title"], [words["note"]]
    tell(title, note, lang=lang, table=drift)
    rows = drift["area"].astype("Int64").fillna(0)  # all areas together come first
    areas = sorted(rows.unique())
    down = -(-len(measures) // max(1, int((width_for(ax, DOUBLE) - _NAMES) / _PANEL)))
    columns = -(-len(measures) // down)
    ax = make_axes(ax, DOUBLE, 1.1 + down * (0.45 + 0.17 * len(areas)))
    panels = add_panels(ax, down, columns, gap=(0.15, 0.7))
    for panel in panels[len(measures) :]:
        panel.remove()
    for number, (measure, panel) in enumerate(zip(measures, panels, strict=False)):
        scale = _PER_CENT if measure in _SHARES else 1
        for row in drift.assign(row=rows)[drift["measure"] == measure].to_dict("records"):
            flagged, place = bool(row["flagged"]), areas.index(row["row"])
            panel.hlines(place, scale * row["low"], scale * row["high"], color=_RANGE, linewidth=3)
            panel.plot(
                scale * row["value"], place, clip_on=False, marker="D" if flagged else "o", markersize=4.5,
                color=UP if flagged else INK, markerfacecolor=UP if flagged else "white",
                gid=f"{measure}-{row['row']}",
            )  # fmt: skip
        panel.set_title(words["measures"][measure], fontsize=points(8), pad=3)
        panel.set_xlabel(words["units"][measure], fontsize=points(7), labelpad=2)
        names = [area_name(taxonomy, area, lang) if area else words["all"] for area in areas]
        panel.set_yticks(range(len(areas)), names)
        panel.set_ylim(len(areas) - 0.45, -0.55)
        panel.margins(x=0.12)
        left, right = (
            panel.get_xlim()
        )  # as far as there are values: no share is below nothing or above the whole
        panel.set_xlim(max(left, -scale if measure in _SIGNED else 0), min(right, scale))
        panel.locator_params(axis="x", nbins=3)
        panel.tick_params(axis="x", labelsize=points(7))
        panel.tick_params(axis="y", length=0, labelleft=number % columns == 0)
        panel.grid(axis="y", color=LIGHT, linewidth=0.5)
        panel.set_axisbelow(True)
        panel.spines["left"].set_visible(False)
    look: dict[str, Any] = {"markersize": 4.5, "linestyle": "none"}
    handles = [
        Line2D([], [], marker="o", color=INK, markerfacecolor="white", label=words["key"]["new"], **look),
        Line2D([], [], marker="D", color=UP, label=words["key"]["flagged"], **look),
        Line2D([], [], color=_RANGE, linewidth=3, label=words["key"]["range"]),
    ]
    write_key(ax, handles)
    write_title(ax, title, lang=lang, pad=32)
    add_note(ax, note, lang=lang, table=drift)
    return ax
