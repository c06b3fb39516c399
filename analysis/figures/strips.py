"""The strip of each report: its paragraphs in order, coloured by area."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from analysis.crosswalk import mix_columns, scheme_of
from analysis.figures.layout import add_note, width_of, write_title
from analysis.figures.names import report_names
from analysis.figures.style import (
    DOUBLE,
    GREY,
    LIGHT,
    area_name,
    house_style,
    ink_on,
    make_axes,
    points,
    width_for,
)  # fmt: skip
from analysis.figures.telling import tell
from analysis.figures.tiles import load_provinces
from analysis.language import say, words_of
from analysis.scheme import Taxonomy
from analysis.tables import check_table
from analysis.text import one_line
from analysis.trends.estimand import COUNTED_TYPES, counted_types

_HEIGHT = 0.74  # of a strip, of the room for its row
_LONGEST_NAME = 30  # characters of a report's name beside its strip
_FEW, _MOST = 20, 30  # reports with high strips; reports at all: more could not be read
_HIGH, _LOW = 0.32, 0.2  # inches of a row
_DIGIT = 0.1  # inches that a number needs in its block


@house_style
def plot_strips(
    coded: pd.DataFrame,
    reports: pd.DataFrame | None = None,
    *,
    doc_types: Sequence[str] | None = COUNTED_TYPES,
    ax: Axes | None = None,
    lang: str = "zh",
) -> Axes:
    """Draw one strip per report: its paragraphs in order, width by characters, colour by area.

    Of more than 30 reports 30 are shown, grouped by province and ordered by year within it, evenly spaced in this order; the
    note says how many are left out. A star marks documents that shares and trends do not count.

    Parameters
    ----------
    coded : DataFrame, one row per paragraph
        As :func:`classify_paragraphs` returns it.
    reports : DataFrame, optional
        As :func:`read_reports` returns it: names the strips by place and year. Default: by the id of the report.
    doc_types : sequence of str, default annual reports, work summaries and press conferences
        Types of the documents that count; a document of unknown type counts. None for all.
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
    order = _order(coded, reports)
    n_reports = len(order)
    if n_reports > _MOST:
        order = order.iloc[np.linspace(0, n_reports - 1, _MOST).round().astype(int)]
    left = n_reports - len(order)
    some = words["some"].format(shown=len(order), n=n_reports, left=left) if left else ""
    others = set(coded.loc[~counted_types(coded, doc_types), "report_id"]) & set(order.index)
    star = say(words["uncounted"], n=len(others)) if others else ""
    title, note = words["title"], [some, star, words["note"], words["more"]]
    tell(title, note, lang=lang, table=coded)
    grouped = n_reports > _MOST and len(set(order["province"])) > 1
    rows = _rows(order, grouped)
    room = _HIGH if len(order) <= _FEW else _LOW  # inches of a row
    provinces = order.groupby("province", sort=False)  # each stands under its name, where there are many
    names = [name for _, own in provinces for name in report_names(own.index, reports)]
    short = [name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…" for name in names]
    short = [f"{name} *" if own in others else name for name, own in zip(short, order.index, strict=True)]
    handles = [
        Patch(color=str(row.colour), label=area_name(taxonomy, area, lang))
        for area, row in zip(taxonomy.areas.index, taxonomy.areas.itertuples(), strict=True)
    ]
    handles.append(Patch(color=LIGHT, label=words["none"]))
    beside = points(8) * max(map(width_of, short), default=0) if ax is None else 0  # names of reports
    sign = max(width_of(str(one.get_label())) for one in handles) * points(7) + 20
    lines = -(-len(handles) // min(4, max(1, int((72 * width_for(ax, DOUBLE) - beside - 10) / sign))))
    ax = make_axes(ax, DOUBLE, 1.1 + 0.17 * lines + room * (rows[-1] + 1.0))
    least = 1.6 * DOUBLE / ax.get_figure(root=True).get_size_inches()[0]  # type: ignore[union-attr]
    by_report = dict(list(coded[coded["report_id"].isin(order.index)].groupby("report_id", sort=False)))
    for place, report in zip(rows, order.index, strict=True):
        _draw_strip(ax, place, by_report[report].sort_values("position"), taxonomy, room, least)
    ax.set(xlim=(0, 100), ylim=(rows[-1] + 0.5, -0.6 - grouped), xlabel=words["position"])
    ax.set_yticks(rows, short, parse_math=False)  # a name may hold "$"
    ax.tick_params(axis="y", length=0, labelsize=points(8 if room == _HIGH else 7))
    ax.spines["left"].set_visible(False)
    if grouped:
        _name_groups(ax, rows, order["province"].tolist(), lang)
    ax.legend(
        handles=handles, loc="lower left", bbox_to_anchor=(0, 1), ncols=-(-len(handles) // lines), frameon=False,
        handlelength=1, handletextpad=0.4, columnspacing=1.0, borderpad=0.2, borderaxespad=0,
        fontsize=points(7),
    )  # fmt: skip
    write_title(ax, title, lang=lang, pad=14.0 * lines)
    add_note(ax, note, lang=lang, table=coded)
    return ax


def _order(coded: pd.DataFrame, reports: pd.DataFrame | None) -> pd.DataFrame:
    """Reports with ``year`` and ``province``: by province in the official order, then by year; those of few reports by year."""
    order = coded.groupby("report_id", sort=False)[["year"]].first()
    province = pd.Series("", index=order.index)
    if reports is not None and "province" in reports.columns and len(order) > _MOST:
        known = reports.drop_duplicates("report_id").set_index("report_id")["province"]
        province = known.reindex(order.index).fillna("").astype(str)
    rank = {name: place for place, name in enumerate(load_provinces().index)}
    order = order.assign(province=province, rank=province.map(rank).fillna(len(rank)))
    return order.sort_values(["rank", "province", "year"], kind="stable", na_position="last")


def _rows(order: pd.DataFrame, grouped: bool) -> list[float]:
    """Where the strips stand, one below the other; a group begins with an empty row."""
    new = np.zeros(len(order), dtype=bool)
    if grouped:
        new[:] = order["province"].ne(order["province"].shift())
    new[:1] = False
    return (np.arange(len(order)) + np.cumsum(new)).tolist()


def _name_groups(ax: Axes, rows: list[float], provinces: list[str], lang: str) -> None:
    """The name of each province over its first strip."""
    names = load_provinces()[f"name_{lang}"].to_dict() | {"": words_of("figures.corpus", lang)["unknown"]}
    before = [None, *provinces]
    for row, province, last in zip(rows, provinces, before, strict=False):
        if province != last:
            ax.text(
                0, row - 0.95, one_line(str(names.get(province, province))), va="center", fontsize=points(7.5), color=GREY,
                gid="province",
            )  # fmt: skip


def _draw_strip(
    ax: Axes, row: float, paragraphs: pd.DataFrame, taxonomy: Taxonomy, room: float, least: float
) -> None:
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
            if width > least and height * room > _DIGIT:
                ax.text(
                    start + width / 2,
                    top + height / 2,
                    str(own),
                    ha="center",
                    va="center_baseline",
                    color=ink_on(colour),
                    fontsize=points(7),
                    in_layout=False,
                )
            top += height
