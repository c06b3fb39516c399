"""Terms that rise and fall between two years."""

from __future__ import annotations

import textwrap

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.crosswalk import scheme_of_estimates
from analysis.errors import InputError
from analysis.figures.layout import add_note, one_of, write_title
from analysis.figures.style import DOWN, GREY, LIGHT, SINGLE, UP, area_name, house_style, make_axes
from analysis.language import words_of
from analysis.scheme import Scheme
from analysis.tables import check_table
from analysis.text import one_line
from analysis.words.terms import TermsLike, load_terms

_GLOSS = 36  # characters of a line
_ROW = {"zh": 0.17, "en": 0.32}  # inches of a term
_BEYOND = 1.6  # times the largest rate up to which intervals are drawn
_UPWARD = ("rising", "first_seen")


@house_style
def plot_term_shifts(
    shifts: pd.DataFrame,
    *,
    area: int | None = None,
    n_terms: int = 8,
    terms: TermsLike | None = None,
    ax: Axes | None = None,
    lang: str = "zh",
    scheme: str | Scheme | None = None,
) -> Axes:
    """Draw the rates of an area's terms in the first and the last year, rising ones above falling ones.

    Parameters
    ----------
    shifts : DataFrame, one row per area and term
        As :func:`term_shifts` returns it.
    area : int, optional
        The area; needed where the table has several.
    n_terms : int, default 8
        Rising (with first seen) and falling (with gone) terms, those with the largest z.
    terms : DataFrame, path of a CSV, or sequence of str, optional
        List with ``gloss``, on top of that of the package (:func:`load_terms`); English figures print it below the term.
    ax : Axes, optional
        Where to draw; default a new figure.
    lang : {"zh", "en"}, default "zh"
        Language of all labels; terms stay Chinese.
    scheme : str or Scheme, optional
        Scheme of the areas; default that of the table (its column ``scheme``), else the eight areas.

    Returns
    -------
    Axes
        The axes drawn on.

    Raises
    ------
    InputError
        When the table has no term, or several areas and none is named.

    See Also
    --------
    term_shifts : makes the table.
    plot_keyness : draws the terms of each year.

    Examples
    --------
    >>> shifts = pd.DataFrame({"area": 6, "term": ["行政复议", "信访工作"], "kind": ["rising", "gone"], "start": 2017,
    ...     "end": 2022, "rate_start": [3.0, 2.0], "rate_end": [5.0, 0.0], "change": [2.0, -2.0], "low": [1.0, -3.0],
    ...     "high": [3.0, -1.0], "level": 0.95, "z": [3.0, -4.0], "reason": None})
    >>> ax = plot_term_shifts(shifts, lang="en")
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['行政复议\\nadministrative reconsideration', '信访工作\\npetition work']
    """
    columns = ("area", "term", "kind", "start", "end", "rate_start", "rate_end", "low", "high", "level", "z")
    check_table(shifts, columns, argument="shifts", maker="term_shifts")
    if n_terms < 1:
        raise InputError("n_terms", f"is {n_terms}", "give 1 or more")
    if shifts.empty:
        raise InputError(
            "shifts", "has no term", "take more reports, or terms that are not told from chance (every=True)"
        )
    words, taxonomy = words_of("figures.term_shifts", lang), scheme_of_estimates(shifts, "shifts", scheme)
    if area is not None or shifts["area"].notna().any():
        area = one_of(shifts, "area", area)
        shifts = shifts[(shifts["area"] == area).to_numpy(dtype=bool, na_value=False)]
    upward = shifts["kind"].isin(_UPWARD)
    own = pd.concat([_first(shifts[upward], n_terms), _first(shifts[~upward], n_terms)])
    n_up = min(int(upward.sum()), n_terms)
    places = np.arange(len(own)) + 0.6 * (np.arange(len(own)) >= n_up) * (0 < n_up < len(own))
    ax = make_axes(ax, SINGLE, 1.05 + _ROW[lang] * (len(own) + 1))
    known = load_terms(terms).set_index("term")["gloss"]
    for y, row in zip(places, own.to_dict("records"), strict=True):
        colour = UP if row["kind"] in _UPWARD else DOWN
        ends = [row["rate_start"] + row[side] for side in ("low", "high")]
        ax.plot(ends, [y, y], color=LIGHT, linewidth=5, solid_capstyle="butt", gid="interval", zorder=1)
        rates = [row["rate_start"], row["rate_end"]]
        ax.plot(rates, [y, y], color=colour, linewidth=1, gid="change", zorder=2)
        ax.plot(
            rates[0],
            y,
            marker="o",
            markersize=4,
            color=colour,
            markerfacecolor="white",
            gid="start",
            zorder=3,
        )
        tested = pd.notna(row.get("p_bh", 0.0))
        ax.plot(
            rates[1], y, marker="o" if tested else "D", markersize=4, color=colour,
            markerfacecolor=colour if tested else "white", gid="end", zorder=3,
        )  # fmt: skip
    labels = [_label(term, known, lang) for term in own["term"]]
    ax.set_yticks(places, labels, parse_math=False, fontsize=7.5, linespacing=1.15)
    ax.set_ylim(places[-1] + 0.7, -0.7)
    most = float(own[["rate_start", "rate_end"]].max(axis=None))
    reach = float((own["rate_start"] + own["high"]).max(skipna=True))
    right = most * _BEYOND if not reach <= most * _BEYOND else max(most, reach) * 1.05  # a wide band is cut
    ax.set_xlim(-0.03 * right, right)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.grid(axis="x", color=LIGHT, linewidth=0.5, zorder=0)
    ax.set_xlabel(words["x"])
    first, last = int(own["start"].iloc[0]), int(own["end"].iloc[0])
    title = words["title"].format(start=first, end=last)
    if area is not None:
        title += words_of("signs", lang)["colon"] + area_name(taxonomy, area, lang)
    write_title(ax, title, lang=lang)
    note = [words["note"].format(start=first, end=last)]
    untested = own["p_bh"].isna().any() if "p_bh" in own.columns else False
    note.append(
        words["untested"] if untested else words["tested"].format(alpha=1 - float(own["level"].iloc[0]))
    )
    note.append(words["more"].format(start=first, level=float(own["level"].iloc[0])))
    add_note(ax, note, lang=lang, table=shifts)
    for text in ax.get_yticklabels():
        text.set_color(GREY if untested else "black")
    return ax


def _first(shifts: pd.DataFrame, n_terms: int) -> pd.DataFrame:
    """The terms with the largest z."""
    size = shifts["z"].abs()
    return shifts.loc[size.sort_values(ascending=False, kind="stable").index[:n_terms]]


def _label(term: str, known: pd.Series, lang: str) -> str:
    """A term; in English figures with its gloss below it."""
    gloss = known.get(term) if lang == "en" else None
    if gloss is None or pd.isna(gloss):
        return one_line(term)
    return "\n".join([one_line(term), *textwrap.wrap(one_line(str(gloss)), _GLOSS)])
