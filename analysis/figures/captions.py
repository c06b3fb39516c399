"""Captions: the title and all that is to be said of a figure, ready for a paper, where the figure itself has two lines."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.text import Text

from analysis.errors import InputError, check_choice
from analysis.figures.budget import plot_coding_budget, plot_trend_power
from analysis.figures.canvas import HouseAxes
from analysis.figures.change import plot_change
from analysis.figures.corpus import plot_compliance, plot_coverage
from analysis.figures.decomposition import plot_decomposition
from analysis.figures.drift import plot_drift
from analysis.figures.evaluation import plot_calibration, plot_confusion, plot_learning_curve
from analysis.figures.keyness import plot_keyness
from analysis.figures.layout import NOTE
from analysis.figures.regression import plot_effects, plot_marginal_shares
from analysis.figures.shares import plot_estimators, plot_shares
from analysis.figures.strips import plot_strips
from analysis.figures.telling import caption_alone
from analysis.figures.terms import plot_term_shifts
from analysis.figures.trends import plot_robustness, plot_trends
from analysis.language import LANGUAGES

# columns that tell a table, and the figure that is drawn of it when no other is named; the first that fits
_FIGURES: tuple[tuple[tuple[str, ...], Callable[..., Axes]], ...] = (
    (("year", "area", "change", "since"), plot_change),
    (("year", "area", "share", "n_reports"), plot_shares),
    (("area", "slope", "headings"), plot_robustness),
    (("area", "slope", "panel"), plot_trends),
    (("area", "part", "change"), plot_decomposition),
    (("term", "rate_start", "rate_end"), plot_term_shifts),
    (("term", "z", "p_bh"), plot_keyness),
    (("area", "measure", "flagged"), plot_drift),
    (("area", "half_width", "n_codes"), plot_coding_budget),
    (("area", "detectable", "n_codes"), plot_trend_power),
    (("bin_low", "accuracy"), plot_calibration),
    (("n_codes", "macro_f1"), plot_learning_curve),
    (("predicted", "area"), plot_confusion),
    (("area", "term", "estimate", "p_holm"), plot_effects),
    (("area", "variable", "value", "share"), plot_marginal_shares),
    (("year", "province", "thin"), plot_coverage),
    (("published_in_time", "has_work"), plot_compliance),
    (("paragraph_id", "position", "area"), plot_strips),
)


def caption(drawn: Axes | pd.DataFrame, *, lang: str | None = None) -> str:
    """Caption of a figure: its title, estimand, numbers, and what its signs mean.

    The figure itself says in two lines what a reader needs at once; the caption says all of it.

    Parameters
    ----------
    drawn : Axes or DataFrame
        A figure as a ``plot_*`` function returned it; or a table of estimates, which then has the caption of the figure that
        is drawn of such a table first (shares: that of :func:`plot_shares`).
    lang : {"zh", "en"}, optional
        Language; default that of the figure, and Chinese for a table.

    Returns
    -------
    str
        Sentences in one line.

    Raises
    ------
    InputError
        For Axes that no figure of the package was drawn on, or a table of no known kind; and for another language than
        that of a figure which was drawn on Axes of the caller's.

    See Also
    --------
    plot_shares : draws a figure that has one.
    save_figure : writes the captions beside the figure.

    Examples
    --------
    >>> import analysis as fz
    >>> shares = fz.area_shares(fz.classify_paragraphs(fz.split_paragraphs(fz.read_reports(fz.sample_reports()))))
    >>> caption(shares, lang="en")[:53]
    'Shares of the areas by year (%). Share of characters;'
    """
    if lang is not None:
        check_choice("lang", lang, LANGUAGES)
    if isinstance(drawn, pd.DataFrame):
        return caption_alone(partial(_first_figure(drawn), drawn, lang=lang or "zh"))
    note = _note_of(drawn)
    if note is None:
        raise InputError("drawn", "has no caption", "give what a plot_* function returned, or its table")
    said, own = str(note.get_label()), str(note.get_gid()).removeprefix(NOTE)
    if lang in (None, own):
        return said
    if not isinstance(drawn, HouseAxes) or drawn.redraw is None:
        problem = f"is in {own!r}, on Axes of another figure"
        raise InputError("drawn", problem, "draw it in the other language, or give its table")
    return caption_alone(partial(drawn.redraw, lang=lang))


def captions(ax: Axes) -> list[str]:
    """The caption in every language that it can be had in; none for Axes that no figure of the package was drawn on."""
    note = _note_of(ax)
    if note is None:
        return []
    if isinstance(ax, HouseAxes) and ax.redraw is not None:
        return [caption(ax, lang=lang) for lang in LANGUAGES]
    return [caption(ax)]


def _note_of(ax: Axes) -> Text | None:
    """The note of a figure, which carries its caption."""
    figure: Any = ax.get_figure(root=True)
    texts = [*ax.texts, *(figure.texts if isinstance(ax, HouseAxes) else [])]
    return next((text for text in texts if str(text.get_gid()).startswith(NOTE)), None)


def _first_figure(table: pd.DataFrame) -> Callable[..., Axes]:
    for columns, plot in _FIGURES:
        if set(columns) <= set(table.columns):
            several = plot is plot_shares and len(set(table.get("estimator", ()))) > 1
            return plot_estimators if several else plot
    raise InputError("drawn", "is a table of no known kind", "give the Axes that a plot_* function returned")
