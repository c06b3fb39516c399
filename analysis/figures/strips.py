"""The strip of each report: its paragraphs in order, coloured by area."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from analysis.crosswalk import mix_columns
from analysis.figures.layout import add_note
from analysis.figures.names import report_names
from analysis.figures.style import DOUBLE, LIGHT, area_name, house_style, ink_on, make_axes
from analysis.language import words_of
from analysis.scheme import Taxonomy
from analysis.tables import check_table
from analysis.taxonomy import scheme_of

_HEIGHT = 0.74  # of a strip, of the room for its row
_LONGEST_NAME = 30  # characters of a report's name beside its strip
_FEW, _MOST = 20, 60  # reports with high strips; reports at all: more would fill several pages
_DIGIT = 0.068  # inches that a number needs in its block


@house_style
def plot_strips(
    coded: pd.DataFrame, reports: pd.DataFrame | None = None, *, ax: Axes | None = None, lang: str = "zh"
) -> Axes:
    """Draw one strip per report: its paragraphs in order, width by characters, colour by area.

    Of more than 60 reports 60 are shown, evenly spaced in the order of years, and the note says so.

    Parameters
    ----------
    coded : DataFrame, one row per paragraph
        As :func:`classify_paragraphs` returns it.
    reports : DataFrame, optional
        As :func:`read_reports` returns it: names the strips by place and year. Default: by the id of the report.
    ax : Axes, optional
        Where to draw; default a new figure.
    lang : {"zh", "en"}, default "zh"
        Language of all labels.

    Returns
    -------
    Axes
        The axes drawn on.

    See Also
    --------
    classify_paragraphs : makes the table.
    plot_composition : draws the areas of each year instead of each report.

    Examples
    --------
    >>> import analysis as fz
    >>> reports = fz.read_reports(fz.sample_reports())
    >>> ax = plot_strips(fz.classify_paragraphs(fz.split_paragraphs(reports)), reports)
    >>> [label.get_text() for label in ax.get_yticklabels()][0]
    '伊春市 2017'
    """
    columns = ("report_id", "year", "position", "area", "n_chars")
    check_table(coded, columns, argument="coded", maker="classify_paragraphs")
    words, taxonomy = words_of("figures.strips", lang), scheme_of(coded)
    shown = (
        coded.groupby("report_id", sort=False)["year"].first().sort_values(kind="stable", na_position="last")
    )
    n_reports = len(shown)
    if n_reports > _MOST:
        shown = shown.iloc[np.linspace(0, n_reports - 1, _MOST).round().astype(int)]
    row = 0.34 if len(shown) <= _FEW else 0.16  # inches
    ax = make_axes(ax, DOUBLE, 1.35 + row * len(shown))
    by_report = dict(list(coded[coded["report_id"].isin(shown.index)].groupby("report_id", sort=False)))
    for place, report in enumerate(shown.index):
        _draw_strip(ax, place, by_report[report].sort_values("position"), taxonomy, row)
    ax.set(xlim=(0, 100), ylim=(len(shown) - 0.5, -0.6), xlabel=words["position"])
    names = report_names(shown.index, reports)
    short = [name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…" for name in names]
    ax.set_yticks(range(len(shown)), short, parse_math=False)  # a name may hold "$"
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.set_title(words["title"])
    handles = [
        Patch(color=str(row.colour), label=area_name(taxonomy, area, lang))
        for area, row in zip(taxonomy.areas.index, taxonomy.areas.itertuples(), strict=True)
    ]
    handles.append(Patch(color=LIGHT, label=words["none"]))
    ax.get_figure(root=True).legend(  # type: ignore[union-attr]
        handles=handles, loc="outside right upper", frameon=False, handlelength=1
    )
    some = words["some"].format(shown=len(shown), n=n_reports) if n_reports > _MOST else ""
    add_note(ax, [words["note"], some], lang=lang, table=coded)
    return ax


def _draw_strip(ax: Axes, row: int, paragraphs: pd.DataFrame, taxonomy: Taxonomy, room: float) -> None:
    chars = paragraphs["n_chars"].to_numpy(dtype=float)
    widths = 100 * chars / chars.sum()
    starts = np.concatenate([[0], np.cumsum(widths)[:-1]])
    areas = paragraphs["area"].fillna(0).to_numpy(dtype=int)
    mixes = paragraphs[mix_columns(taxonomy)].to_numpy(dtype=float)
    edge: dict[str, Any] = {"edgecolor": "white", "linewidth": 0.4}
    for start, width, area, mix in zip(starts, widths, areas, mixes, strict=True):
        if area == 0:
            ax.bar(start, _HEIGHT, width, row - _HEIGHT / 2, align="edge", color=LIGHT, **edge)
            continue
        top = row - _HEIGHT / 2
        for column in np.flatnonzero(mix > 0):
            own = taxonomy.codes[column]
            height, colour = _HEIGHT * mix[column], str(taxonomy.areas.at[own, "colour"])
            ax.bar(start, height, width, top, align="edge", color=colour, **edge)
            if width > 1.6 and height * room > _DIGIT:
                ax.text(
                    start + width / 2,
                    top + height / 2,
                    str(own),
                    ha="center",
                    va="center_baseline",
                    color=ink_on(colour),
                    fontsize=7,
                )
            top += height
