"""Figures of the task areas: the strip of each report, shares by year, and their heat map."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from analysis.errors import InputError
from analysis.figures.style import DOUBLE, LIGHT, add_note, house_style, make_axes
from analysis.tables import COLUMNS, MIX, check_table
from analysis.taxonomy import Taxonomy, load_taxonomy

_WORDS: dict[str, dict[str, str]] = {
    "zh": {
        "strips": "各报告段落的领域构成（按文中顺序，宽度为字数）",
        "strips_note": "每行一份报告；色块为一个段落，宽度与字数成正比，内含多个领域的按字数上下分割；浅灰为标题、导语、套话等不归领域的文字。",
        "position": "占全文字数的位置（%）",
        "none": "不归领域",
        "year": "报告年度",
        "share": "占比（%）",
        "shares": "各领域占比",
        "heat": "各领域占比（%）",
        "per": "{year}年\n{n}份",
        "absent": "{year}年\n无",
        "naive": "分类器计数（未校正）",
        "dsl": "经人工编码校正",
        "characters": "按字数",
        "paragraphs": "按段落数",
        "reports": "各报告占比的均值",
        "single": "空心点：该年仅一份报告，无报告间区间，不能说明趋势。",
        "single_cell": "仅一份报告的年份无报告间区间，不能说明趋势。",
        "note": "估计量：{weight}，{estimator}；报告数 {n}，段落数 {units}。",
        "band": "竖线：{level:.0%} 置信区间，按报告聚类。",
    },
    "en": {
        "strips": "Areas of each report's paragraphs (in order; width by characters)",
        "strips_note": "One row per report; a block is a paragraph, its width proportional to its characters, divided "
        "vertically where it mixes areas; light grey is text without area (headings, preamble, boilerplate).",
        "position": "Position in the text (% of characters)",
        "none": "no area",
        "year": "Year reported on",
        "share": "Share (%)",
        "shares": "Shares of the areas",
        "heat": "Shares of the areas (%)",
        "per": "{year}\nn = {n}",
        "absent": "{year}\nnone",
        "naive": "classifier counts (not corrected)",
        "dsl": "corrected by hand codes",
        "characters": "share of characters",
        "paragraphs": "share of paragraphs",
        "reports": "mean of report shares",
        "single": "Hollow: a single report in that year, hence no between-report interval and no evidence of a trend.",
        "single_cell": "A year with a single report has no between-report interval and is no evidence of a trend.",
        "note": "Estimand: {weight}, {estimator}; {n} reports, {units} paragraphs.",
        "band": "Vertical lines: {level:.0%} intervals clustered by report.",
    },
}


_HEIGHT = 0.74  # of a strip, of the room for its row
_LONGEST_NAME = 30  # characters of a report's name beside its strip


@house_style
def plot_strips(coded: pd.DataFrame, *, ax: Axes | None = None, lang: str = "zh") -> Axes:
    """Draw one strip per report: its paragraphs in order, width by characters, colour by area.

    Parameters
    ----------
    coded : DataFrame, one row per paragraph
        As :func:`classify_paragraphs` returns it.
    ax : Axes, optional
        Where to draw; default a new figure.
    lang : {"zh", "en"}, default "zh"
        Language of all labels.

    Returns
    -------
    Axes

    Examples
    --------
    >>> import analysis as fz
    >>> paragraphs = fz.split_paragraphs(fz.read_reports(fz.sample_reports()))
    >>> ax = plot_strips(fz.classify_paragraphs(paragraphs))
    >>> [label.get_text() for label in ax.get_yticklabels()][0]
    'yichun_2017'
    """
    columns = ("report_id", "year", "position", "area", "n_chars", *MIX)
    check_table(coded, columns, argument="coded", maker="classify_paragraphs")
    words, taxonomy = _WORDS[lang], load_taxonomy("outline-2015")
    reports = (
        coded.groupby("report_id", sort=False)["year"].first().sort_values(kind="stable", na_position="last")
    )
    ax = make_axes(ax, DOUBLE, 1.35 + 0.34 * len(reports))
    for row, report in enumerate(reports.index):
        _draw_strip(ax, row, coded[coded["report_id"] == report].sort_values("position"), taxonomy)
    ax.set(xlim=(0, 100), ylim=(len(reports) - 0.5, -0.6), xlabel=words["position"])
    names = [str(report) for report in reports.index]
    short = [name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…" for name in names]
    ax.set_yticks(range(len(reports)), short, parse_math=False)  # a name may hold "$"
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.set_title(words["strips"])
    handles = [
        Patch(color=str(row.colour), label=f"{area} {taxonomy.label(area, lang)}")
        for area, row in zip(taxonomy.areas.index, taxonomy.areas.itertuples(), strict=True)
    ]
    handles.append(Patch(color=LIGHT, label=words["none"]))
    ax.get_figure(root=True).legend(  # type: ignore[union-attr]
        handles=handles, loc="outside right upper", frameon=False, handlelength=1
    )
    add_note(ax, words["strips_note"], lang=lang)
    return ax


def _draw_strip(ax: Axes, row: int, paragraphs: pd.DataFrame, taxonomy: Taxonomy) -> None:
    chars = paragraphs["n_chars"].to_numpy(dtype=float)
    widths = 100 * chars / chars.sum()
    starts = np.concatenate([[0], np.cumsum(widths)[:-1]])
    areas = paragraphs["area"].fillna(0).to_numpy(dtype=int)
    mixes = paragraphs[list(MIX)].to_numpy(dtype=float)
    edge: dict[str, Any] = {"edgecolor": "white", "linewidth": 0.4}
    for start, width, area, mix in zip(starts, widths, areas, mixes, strict=True):
        if area == 0:
            ax.bar(start, _HEIGHT, width, row - _HEIGHT / 2, align="edge", color=LIGHT, **edge)
            continue
        top = row - _HEIGHT / 2
        for own in np.flatnonzero(mix > 0) + 1:
            height = _HEIGHT * mix[own - 1]
            ax.bar(
                start, height, width, top, align="edge", color=str(taxonomy.areas.at[own, "colour"]), **edge
            )
            if width > 1.6 and height > 0.2:
                ax.text(
                    start + width / 2,
                    top + height / 2,
                    str(own),
                    ha="center",
                    va="center_baseline",
                    color="white",
                    fontsize=7,
                )
            top += height


@house_style
def plot_shares(
    shares: pd.DataFrame, *, ax: Axes | None = None, lang: str = "zh", scheme: str = "outline-2015"
) -> Axes:
    """Draw the share of each area by year.

    A point without an interval (one report in its year) is hollow and not joined to others: it must not look like
    evidence of a trend.

    Parameters
    ----------
    shares : DataFrame, one row per year and area
        As :func:`area_shares` returns it.
    ax : Axes, optional
        Where to draw.
    lang : {"zh", "en"}, default "zh"
        Language of all labels.
    scheme : str, default "outline-2015"
        Scheme of the areas in the table.

    Returns
    -------
    Axes

    Examples
    --------
    >>> import analysis as fz
    >>> paragraphs = fz.split_paragraphs(fz.read_reports(fz.sample_reports()))
    >>> ax = plot_shares(fz.area_shares(fz.classify_paragraphs(paragraphs)), lang="en")
    >>> ax.get_ylabel()
    'Share (%)'
    """
    words, taxonomy = _WORDS[lang], load_taxonomy(scheme)
    check_shares(shares, taxonomy)
    years = year_range(shares)
    areas = [int(area) for area in taxonomy.areas.index]
    ax = make_axes(ax, DOUBLE, 3.6)
    offsets = dict(zip(areas, np.linspace(-0.32, 0.32, len(areas)), strict=True))
    for area in areas:
        own = shares[shares["area"] == area].sort_values("year")
        look = taxonomy.areas.loc[area]
        _draw_series(ax, own, years, offsets[area], look)
    for edge in range(1, len(years)):
        ax.axvline(edge - 0.5, color=LIGHT, linewidth=0.6, zorder=0)
    ax.set_xticks(range(len(years)), year_labels(shares, words))
    ax.set(xlim=(-0.5, len(years) - 0.5), ylabel=words["share"])
    if not (shares[["share", "low"]] < 0).to_numpy().any():  # a corrected share may be, and is to be seen
        ax.set_ylim(bottom=0)
    ax.tick_params(axis="x", length=0)
    ax.set_title(words["shares"])
    handles = [
        Line2D([], [], color=str(look.colour), marker=str(look.marker), linestyle="none", markersize=5,
               label=f"{area} {taxonomy.label(area, lang)}")
        for area, look in zip(areas, taxonomy.areas.itertuples(), strict=True)
    ]  # fmt: skip
    ax.legend(handles=handles, loc="upper left", bbox_to_anchor=(1.01, 1), frameon=False, handletextpad=0.4)
    add_note(ax, _shares_note(shares, words), lang=lang)
    return ax


def _draw_series(ax: Axes, own: pd.DataFrame, years: list[int], offset: float, look: Any) -> None:
    """One area's points; where two neighbouring years have intervals a line joins them."""
    place = np.array([years.index(int(year)) for year in own["year"]]) + offset
    share, low, high = (100 * own[column].to_numpy(dtype=float) for column in ("share", "low", "high"))
    known = np.isfinite(low)
    style = {
        "marker": look["marker"],
        "markersize": 5,
        "markeredgecolor": look["colour"],
        "linestyle": "none",
    }
    ax.plot(place[~known], share[~known], markerfacecolor="white", gid=f"single-report-{look.name}", **style)
    if known.any():
        ax.plot(
            place[known], share[known], markerfacecolor=look["colour"], gid=f"estimate-{look.name}", **style
        )
        ax.vlines(place[known], low[known], high[known], color=look["colour"], linewidth=1)
        joined = np.full(len(years), np.nan)  # a year without reports breaks the line
        joined[[years.index(int(year)) for year in own["year"][known]]] = share[known]
        ax.plot(
            np.arange(len(years)) + offset,
            joined,
            color=look["colour"],
            linewidth=0.8,
            linestyle=look["line"],
            gid=f"joined-{look.name}",
        )


def _shares_note(shares: pd.DataFrame, words: dict[str, str], *, cells: bool = False) -> str:
    """What the numbers are and, where the figure has points and bars rather than cells, what these mean."""
    by_year = shares.groupby("year")[["n_reports", "n_units"]].first().sum()
    parts = [
        words["note"].format(
            weight=words[shares["weight"].iloc[0]],
            estimator=words[shares["estimator"].iloc[0]],
            n=by_year["n_reports"],
            units=by_year["n_units"],
        )
    ]
    if shares["low"].notna().any() and not cells:
        parts.append(words["band"].format(level=shares["level"].iloc[0]))
    if shares["low"].isna().any():
        parts.append(words["single_cell" if cells else "single"])
    return " ".join(parts) if words is _WORDS["en"] else "".join(parts)


@house_style
def plot_share_heatmap(
    shares: pd.DataFrame, *, ax: Axes | None = None, lang: str = "zh", scheme: str = "outline-2015"
) -> Axes:
    """Draw area × year as a heat map with the numbers in it.

    Parameters
    ----------
    shares : DataFrame, one row per year and area
        As :func:`area_shares` returns it.
    ax, lang, scheme
        As in :func:`plot_shares`.

    Returns
    -------
    Axes

    Examples
    --------
    >>> import analysis as fz
    >>> paragraphs = fz.split_paragraphs(fz.read_reports(fz.sample_reports()))
    >>> ax = plot_share_heatmap(fz.area_shares(fz.classify_paragraphs(paragraphs)))
    >>> ax.get_title(loc="left")
    '各领域占比（%）'
    """
    words, taxonomy = _WORDS[lang], load_taxonomy(scheme)
    check_shares(shares, taxonomy)
    grid = share_grid(shares, "area")
    ax = make_axes(ax, DOUBLE * 0.75, 1.5 + 0.27 * len(grid))
    labels = [f"{area} {taxonomy.label(int(area), lang)}" for area in grid.index]
    draw_grid(ax, grid.to_numpy(), labels, year_labels(shares, words))
    ax.set_title(words["heat"])
    add_note(ax, _shares_note(shares, words, cells=True), lang=lang)
    return ax


def check_shares(shares: pd.DataFrame, taxonomy: Taxonomy) -> None:
    """Raise when the table is none of shares, has no row, or has areas of another scheme."""
    check_table(shares, COLUMNS["shares"], argument="shares", maker="area_shares")
    if shares.empty:
        raise InputError("shares", "has no row", "give the shares of at least one year")
    others = sorted(set(shares["area"]) - set(taxonomy.areas.index))
    if others:
        named = ", ".join(map(str, others))
        problem = f"has the area(s) {named}, which scheme {taxonomy.scheme!r} lacks"
        raise InputError("shares", problem, "name the scheme of the table")


def year_range(shares: pd.DataFrame) -> list[int]:
    """All years from the first to the last, those without a report included."""
    return list(range(int(shares["year"].min()), int(shares["year"].max()) + 1))


def year_labels(shares: pd.DataFrame, words: dict[str, str]) -> list[str]:
    """Label of each year with its number of reports."""
    counts = shares.groupby("year")["n_reports"].first().to_dict()
    return [
        words["per"].format(year=year, n=counts[year])
        if year in counts
        else words["absent"].format(year=year)
        for year in year_range(shares)
    ]


def share_grid(shares: pd.DataFrame, rows: str) -> pd.DataFrame:
    """Shares in per cent, rows × years; a year without reports is an empty column."""
    grid = shares.pivot(index=rows, columns="year", values="share").astype(float) * 100
    return grid.reindex(columns=year_range(shares))


def draw_grid(ax: Axes, values: np.ndarray, rows: list[str], columns: list[str]) -> None:
    """Cells with their value, darker for more; the number stays legible on its cell."""
    top = max(float(np.nanmax(values)), 1e-9)
    ax.imshow(values, cmap="Blues", vmin=0, vmax=top, aspect="auto")
    for row, column in np.ndindex(values.shape):
        value = values[row, column]
        if np.isfinite(value):
            colour = "white" if value > 0.55 * top else "#222222"
            ax.text(column, row, f"{value:.1f}", ha="center", va="center", color=colour, fontsize=7.5)
    ax.set_xticks(range(len(columns)), columns)
    ax.set_yticks(range(len(rows)), rows)
    ax.set_xticks(np.arange(1, len(columns)) - 0.5, minor=True)
    ax.set_yticks(np.arange(1, len(rows)) - 0.5, minor=True)
    ax.grid(which="minor", color="white", linewidth=1)
    ax.tick_params(which="both", length=0)
    for spine in ax.spines.values():
        spine.set_visible(False)
