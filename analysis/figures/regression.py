"""Effects of covariates on the shares: coefficients, shares at values of a variable, and years around a change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.crosswalk import scheme_of_estimates
from analysis.errors import InputError, check_choice
from analysis.figures.layout import add_note, add_panels, mark_zero, width_of, wrap, write_title
from analysis.figures.style import (
    DOUBLE,
    LIGHT,
    SINGLE,
    area_name,
    house_style,
    make_axes,
    points,
    width_for,
)  # fmt: skip
from analysis.figures.yearly import check_areas, estimand_of
from analysis.language import words_of
from analysis.regression.term_names import CONSTANT, EVENT, NAMED, term_name, variable_name
from analysis.scheme import Scheme
from analysis.tables import check_table

MOST_TERMS = 4
_COLUMNS = 4
_NAMES, _SCALE, _PANEL = 1.15, 0.45, 0.95  # inches of the names of areas, of a scale, and that a panel needs
_POINTS = 100


@house_style
def plot_effects(
    regression: pd.DataFrame,
    *,
    terms: Sequence[str] | None = None,
    formula: str | None = None,
    ax: Axes | None = None,
    lang: str = "zh",
    scheme: str | Scheme | None = None,
) -> Axes:
    """Draw the coefficients of a regression with their intervals, a panel for each term.

    Parameters
    ----------
    regression : DataFrame, one row per term and area
        As :func:`area_regression` returns it.
    terms : sequence of str, optional
        Terms to draw, at most four; default the first four without the constant. The caption names the others.
    formula : str, optional
        The regression to draw; needed where the table has several.
    ax : Axes, optional
        Where to draw; default a new figure.
    lang : {"zh", "en"}, default "zh"
        Language of all labels.
    scheme : str or Scheme, optional
        Scheme of the areas; default that of the table (its column ``scheme``), else the eight areas.

    Returns
    -------
    Axes
        The frame; its ``child_axes`` are the panels.

    Raises
    ------
    InputError
        When the table holds several regressions and none is named, or none of the terms.

    See Also
    --------
    area_regression : makes the table.
    plot_marginal_shares : draws what a regression says in shares.

    Examples
    --------
    >>> table = pd.DataFrame({"area": [1, 6], "term": "log(gdp)", "estimate": [-0.2, 1.1], "low": [-0.6, 0.7],
    ...     "high": [0.2, 1.5], "level": 0.95, "p_holm": [0.3, 0.002], "estimator": "dsl", "weight": "characters"})
    >>> ax = plot_effects(table, lang="en")
    >>> ax.child_axes[0].get_title(loc="left")
    'log(gdp)'
    """
    columns = ("area", "term", "estimate", "low", "high", "level", "p_holm", "estimator", "weight")
    check_table(regression, columns, argument="regression", maker="area_regression")
    regression = _of_formula(regression, formula)
    words = words_of("figures.regression", lang)
    taxonomy = scheme_of_estimates(regression, "regression", scheme)
    check_areas(regression, taxonomy, argument="regression")
    _refuse_several(regression, ["area", "term"], "regression")
    held = [term for term in dict.fromkeys(regression["term"]) if term != CONSTANT]
    shown = held[:MOST_TERMS] if terms is None else list(terms)
    strange = [term for term in shown if term not in held]
    if strange or not shown or len(shown) > MOST_TERMS:
        problem = f"hold {strange[0]!r}" if strange else f"are {len(shown)}"
        raise InputError("terms", problem, f"use up to {MOST_TERMS} of {', '.join(held)}")
    areas = [int(area) for area in sorted(regression["area"].unique())]
    room = width_for(ax, DOUBLE if len(shown) > 1 else SINGLE) - _NAMES
    beside = min(len(shown), max(1, int(room / _PANEL)))
    rows = -(-len(shown) // beside)
    ax = make_axes(ax, DOUBLE if len(shown) > 1 else SINGLE, 0.75 + rows * (0.45 + 0.2 * len(areas)))
    panels = add_panels(ax, rows, beside, gap=(0.14, 0.62))
    for place, (term, panel) in enumerate(zip(shown, panels, strict=False)):
        mark_zero(panel)
        for row in regression[regression["term"] == term].to_dict("records"):
            look = taxonomy.areas.loc[row["area"]]
            level = areas.index(int(row["area"]))
            sure = bool(pd.notna(row["p_holm"]) and row["p_holm"] < 1 - row["level"])
            panel.hlines(level, row["low"], row["high"], color=look["colour"], linewidth=1.2)
            panel.plot(
                row["estimate"], level, marker=look["marker"], color=look["colour"], markersize=5,
                markerfacecolor=look["colour"] if sure else "white", gid=f"effect-{row['area']}",
            )  # fmt: skip
        panel.set_yticks(range(len(areas)), [area_name(taxonomy, area, lang) for area in areas])
        panel.set(ylim=(len(areas) - 0.45, -0.55))
        panel.tick_params(axis="y", length=0, labelleft=place % beside == 0)
        panel.tick_params(axis="x", labelsize=points(7))
        panel.locator_params(axis="x", nbins=4)
        panel.spines["left"].set_visible(False)
        _write_name(panel, term_name(term, lang), room / beside)
        if place + beside >= len(shown):
            panel.set_xlabel(words["points"], fontsize=points(7.5))
    for panel in panels[len(shown) :]:
        panel.remove()
    write_title(ax, words["effects"], lang=lang, pad=18)
    rest = [term_name(term, lang) for term in held if term not in shown]
    others = [words["others"].format(terms=words_of("signs", lang)["semicolon"].join(rest))] if rest else []
    add_note(ax, _note(regression, words, "effects_note", lang) + others, lang=lang, table=regression)
    return ax


@house_style
def plot_marginal_shares(
    shares: pd.DataFrame,
    *,
    variable: str | None = None,
    ax: Axes | None = None,
    lang: str = "zh",
    scheme: str | Scheme | None = None,
) -> Axes:
    """Draw the share of each area at values of a variable, a panel for each area.

    Parameters
    ----------
    shares : DataFrame, one row per value and area
        As :func:`marginal_shares` returns it.
    variable : str, optional
        The variable; needed where the table has several.
    ax : Axes, optional
        Where to draw; default a new figure.
    lang : {"zh", "en"}, default "zh"
        Language of all labels.
    scheme : str or Scheme, optional
        Scheme of the areas; default that of the table (its column ``scheme``), else the eight areas.

    Returns
    -------
    Axes
        The frame; its ``child_axes`` are the panels.

    Raises
    ------
    InputError
        When the table has several variables and none is named, or several estimates.

    See Also
    --------
    marginal_shares : makes the table.
    plot_effects : draws the coefficients.

    Examples
    --------
    >>> table = pd.DataFrame({"variable": "gdp", "value": ["1", "2"], "area": 1, "share": [0.2, 0.3], "low": [0.1, 0.2],
    ...     "high": [0.3, 0.4], "level": 0.95, "estimator": "dsl", "weight": "characters"})
    >>> ax = plot_marginal_shares(table, lang="en")
    >>> ax.child_axes[0].get_xlabel()
    'gdp'
    """
    columns = ("variable", "value", "area", "share", "low", "high", "level", "estimator", "weight")
    check_table(shares, columns, argument="shares", maker="marginal_shares")
    words, taxonomy = words_of("figures.regression", lang), scheme_of_estimates(shares, "shares", scheme)
    held = list(dict.fromkeys(shares["variable"]))
    if variable is not None or len(held) > 1:
        check_choice("variable", variable, tuple(held))
        shares = shares[shares["variable"] == variable]
    check_areas(shares, taxonomy, argument="shares")
    _refuse_several(shares, ["area", "value"], "shares")
    values = list(dict.fromkeys(shares["value"].astype(str)))
    numbers = pd.to_numeric(pd.Series(values), errors="coerce")
    is_line = bool(numbers.notna().all()) and len(values) > 2
    places = dict(zip(values, numbers if is_line else range(len(values)), strict=True))
    ax, panels, areas, beside = _area_panels(shares, taxonomy, ax, lang)
    own_name = str(shares["variable"].iloc[0])
    named = variable_name(own_name, lang)
    named_values = words_of("labels", lang) if own_name in NAMED else {}
    inches = (width_for(ax, DOUBLE) - _SCALE) / beside
    room = (72 * inches / len(values) - 2) * points(8) / points(7)
    for number, (area, panel) in enumerate(zip(areas, panels, strict=False)):
        look = taxonomy.areas.loc[area]
        own = shares[shares["area"] == area]
        x = own["value"].astype(str).map(places).to_numpy(dtype=float)
        own = own.iloc[np.argsort(x)]
        x = np.sort(x)
        middle, low, high = (_POINTS * own[name].to_numpy(dtype=float) for name in ("share", "low", "high"))
        if is_line:
            panel.fill_between(x, low, high, color=look["colour"], alpha=0.18, linewidth=0)
            panel.plot(x, middle, color=look["colour"], linewidth=1.2, gid=f"share-{area}")
        else:
            panel.vlines(x, low, high, color=look["colour"], linewidth=1.2)
            panel.plot(
                x,
                middle,
                marker=look["marker"],
                color=look["colour"],
                linestyle="none",
                markersize=4.5,
                gid=f"share-{area}",
            )
            panel.set_xticks(
                range(len(values)), [_short(named_values.get(value, value), room) for value in values]
            )
            panel.set_xlim(-0.6, len(values) - 0.4)
        _label_panel(panel, number, beside, len(areas), named, words["share"])
    write_title(ax, words["marginal"].format(variable=_short(named, 120)), lang=lang, pad=18)
    add_note(ax, _note(shares, words, "marginal_note", lang), lang=lang, table=shares)
    return ax


@house_style
def plot_event_study(
    regression: pd.DataFrame,
    *,
    formula: str | None = None,
    ax: Axes | None = None,
    lang: str = "zh",
    scheme: str | Scheme | None = None,
) -> Axes:
    """Draw how shares differ in the years around a change from the year before it, a panel for each area.

    Parameters
    ----------
    regression : DataFrame, one row per term and area
        As :func:`area_regression` returns it for a formula with ``event(year, year_of_change)``.
    formula : str, optional
        The regression to draw; needed where the table has several.
    ax : Axes, optional
        Where to draw; default a new figure.
    lang : {"zh", "en"}, default "zh"
        Language of all labels.
    scheme : str or Scheme, optional
        Scheme of the areas; default that of the table (its column ``scheme``), else the eight areas.

    Returns
    -------
    Axes
        The frame; its ``child_axes`` are the panels.

    Raises
    ------
    InputError
        When the regression has no such terms, or the table holds several regressions and none is named.

    See Also
    --------
    area_regression : makes the table.
    plot_effects : draws other coefficients.

    Examples
    --------
    >>> table = pd.DataFrame({"area": 4, "term": ["event(year, begins)[T.-2]", "event(year, begins)[T.0]"],
    ...     "estimate": [0.1, 2.0], "low": [-1.0, 0.5], "high": [1.2, 3.5], "level": 0.95, "p_holm": [0.9, 0.01],
    ...     "estimator": "dsl", "weight": "characters"})
    >>> ax = plot_event_study(table, lang="en")
    >>> [round(x) for x in ax.child_axes[0].get_lines()[-1].get_xdata()]
    [-2, -1, 0]
    """
    columns = ("area", "term", "estimate", "low", "high", "level", "estimator", "weight")
    check_table(regression, columns, argument="regression", maker="area_regression")
    regression = _of_formula(regression, formula)
    words = words_of("figures.regression", lang)
    taxonomy = scheme_of_estimates(regression, "regression", scheme)
    check_areas(regression, taxonomy, argument="regression")
    years = regression["term"].map(lambda term: _year_of(str(term)))
    table = regression[years.notna()].assign(since=years[years.notna()].astype(int))
    if table.empty:
        remedy = "regress on event(year, year_of_change)"
        raise InputError("regression", "has no years around a change", remedy)
    _refuse_several(table, ["area", "since"], "regression")
    ax, panels, areas, beside = _area_panels(table, taxonomy, ax, lang)
    span = sorted({-1, *table["since"]})
    for number, (area, panel) in enumerate(zip(areas, panels, strict=False)):
        look = taxonomy.areas.loc[area]
        own = (
            table[table["area"] == area]
            .set_index("since")[["estimate", "low", "high"]]
            .astype(float)
            .reindex(span)
        )
        own.loc[-1] = [0.0, np.nan, np.nan]
        mark_zero(panel, vertical=False)
        panel.axvline(-0.5, color=LIGHT, linewidth=0.8)
        panel.vlines(span, own["low"], own["high"], color=look["colour"], linewidth=1.2)
        panel.plot(
            span,
            own["estimate"],
            color=look["colour"],
            marker=look["marker"],
            markersize=4,
            linewidth=0.8,
            gid=f"event-{area}",
        )
        panel.set_xticks(span)
        _label_panel(panel, number, beside, len(areas), words["since"], words["points"])
    write_title(ax, words["event"], lang=lang, pad=18)
    add_note(ax, _note(table, words, "event_note", lang), lang=lang, table=table)
    return ax


def _year_of(term: str) -> int | None:
    found = EVENT.fullmatch(term)
    return None if found is None else int(found[1])


def _area_panels(
    table: pd.DataFrame, taxonomy: Scheme, ax: Axes | None, lang: str
) -> tuple[Axes, list[Axes], list[int], int]:
    """A panel for each area, up to four beside each other; how many are."""
    areas = [int(area) for area in sorted(table["area"].unique())]
    wide = DOUBLE if len(areas) > 1 else SINGLE
    columns = min(_COLUMNS, len(areas), max(1, int((width_for(ax, wide) - _SCALE) / (1.4 * _PANEL))))
    rows = -(-len(areas) // columns)
    ax = make_axes(ax, wide, 0.9 + 1.2 * rows)
    panels = add_panels(ax, rows, columns, gap=(0.32, 0.32))
    for area, panel in zip(areas, panels, strict=False):
        panel.set_title(area_name(taxonomy, area, lang), fontsize=points(8), pad=3)
        panel.grid(axis="y", color=LIGHT, linewidth=0.5)
        panel.set_axisbelow(True)
        panel.tick_params(labelsize=points(7))
        panel.locator_params(axis="y", nbins=4)
    for panel in panels[len(areas) :]:
        panel.remove()
    return ax, panels, areas, columns


def _label_panel(panel: Axes, number: int, columns: int, n_panels: int, across: str, upward: str) -> None:
    """Labels of the axes, at the outer panels alone."""
    lowest = number + columns >= n_panels
    panel.tick_params(labelbottom=lowest)
    if lowest:
        panel.set_xlabel(_short(across, 110), fontsize=points(7.5), parse_math=False)
    if number % columns == 0:
        panel.set_ylabel(upward, fontsize=points(7.5))


def _write_name(panel: Axes, name: str, width: float) -> None:
    """The name of a term above its panel, of this width in inches, smaller and in two lines where need be."""
    room, size, lines = 72 * width - 8, 8, [name]
    if width_of(name) * points(8) > room:
        room, size = room * 8 / 7, 7
        first, *rest = wrap(name, int(room / points(8))).split("\n")
        lines = [first, "".join(rest)]
    shown = "\n".join(_short(line, room) for line in lines)
    panel.set_title(shown, fontsize=points(size), pad=3, parse_math=False, linespacing=1.1)


def _short(text: str, room: float) -> str:
    """As much of a text as has room, in points at the size of a label."""
    if width_of(text) * points(8) <= room:
        return text
    while text and (width_of(text) + 1) * points(8) > room:
        text = text[:-1]
    return text + "…"


def _of_formula(table: pd.DataFrame, formula: str | None) -> pd.DataFrame:
    """The rows of one regression, where it is named."""
    if formula is None:
        return table
    held = [] if "formula" not in table.columns else list(dict.fromkeys(table["formula"].dropna()))
    check_choice("formula", formula, tuple(held))
    return table[table["formula"] == formula]


def _refuse_several(table: pd.DataFrame, keys: list[str], argument: str) -> None:
    if table.empty:
        raise InputError(argument, "has no row", "estimate it first")
    if table.duplicated(keys).any():
        problem = f"has several rows for one {' and '.join(keys)}"
        raise InputError(argument, problem, "keep those of one regression, or name its formula")


def _note(table: pd.DataFrame, words: Any, key: str, lang: str) -> list[str]:
    one = table.iloc[0]
    about = words["estimator_naive"] if one["estimator"] == "naive" else ""
    said = words[key].format(level=one["level"], alpha=round(1 - one["level"], 6))
    told = "" if pd.isna(one.get("formula")) else words["formula"].format(formula=one["formula"])
    return [said, estimand_of(table, lang), about, told]
