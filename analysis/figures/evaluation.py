"""How good a classifier is: confusion, calibration, learning curve."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.crosswalk import scheme_of_estimates
from analysis.errors import InputError
from analysis.figures.layout import add_note, add_panels, draw_grid, label_ends, write_title
from analysis.figures.style import (
    DOUBLE,
    GREY,
    INK,
    LIGHT,
    MID,
    MIDDLE,
    SINGLE,
    area_column,
    area_name,
    house_style,
    make_axes,
    points,
    width_for,
)  # fmt: skip
from analysis.language import words_of
from analysis.scheme import Scheme
from analysis.tables import check_table

_SCORES = {"accuracy": ("#0077BB", "o", "solid"), "macro_f1": ("#EE7733", "s", "dashed")}


@house_style
def plot_confusion(
    predictions: pd.DataFrame, *, ax: Axes | None = None, lang: str = "zh", scheme: str | Scheme | None = None
) -> Axes:
    """Draw the coded area of each unit against the predicted one.

    Parameters
    ----------
    predictions : DataFrame, one row per unit
        ``Evaluation.predictions`` of :func:`evaluate_classifier`.
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

    See Also
    --------
    evaluate_classifier : makes the table.
    plot_calibration : draws accuracy against confidence.

    Examples
    --------
    >>> predictions = pd.DataFrame({"area": [1, 1, 4], "predicted": [1, 4, 4]})
    >>> ax = plot_confusion(predictions, lang="en")
    >>> [text.get_text() for text in ax.texts if text.get_text()]
    ['1', '1', '1']
    """
    check_table(predictions, ("area", "predicted"), argument="predictions", maker="evaluate_classifier")
    if predictions.empty:
        raise InputError("predictions", "has no row", "give the predictions of an evaluation")
    words, taxonomy = (
        words_of("figures.evaluation", lang),
        scheme_of_estimates(predictions, "predictions", scheme),
    )
    areas = [int(area) for area in taxonomy.areas.index]
    if (predictions[["area", "predicted"]] == 0).any(axis=None):  # none of own categories is an answer too
        areas.append(0)
    counts = pd.crosstab(predictions["area"], predictions["predicted"]).reindex(
        index=areas, columns=areas, fill_value=0
    )
    shares = counts.div(counts.sum(axis=1).where(lambda total: total > 0), axis=0)
    ax = make_axes(ax, DOUBLE, 1.75 + 0.28 * len(areas))
    rows = [area_name(taxonomy, area, lang) for area in areas]
    narrow = width_for(ax, DOUBLE) < MIDDLE  # names of columns have no room there, and stand beside the rows
    columns = [str(area) if narrow else area_column(taxonomy, area, lang) for area in areas]
    written = counts.astype(str).where(counts > 0, "").to_numpy()
    draw_grid(ax, shares.to_numpy(), rows, columns, written=written, top=1.0, bar=words["of_coded"])
    ax.tick_params(axis="x", labelsize=points(7))
    ax.set(xlabel=words["predicted"], ylabel=words["coded"])
    write_title(ax, words["confusion"], lang=lang)
    right = float((predictions["area"] == predictions["predicted"]).mean())
    note = words["confusion_note"].format(n=len(predictions), right=right)
    add_note(ax, [note], lang=lang, table=predictions)
    return ax


@house_style
def plot_calibration(calibration: pd.DataFrame, *, ax: Axes | None = None, lang: str = "zh") -> Axes:
    """Draw how often the classifier is right against how sure it was.

    Parameters
    ----------
    calibration : DataFrame, one row per bin of probability
        ``Evaluation.calibration`` of :func:`evaluate_classifier`.
    ax : Axes, optional
        Where to draw; default a new figure.
    lang : {"zh", "en"}, default "zh"
        Language of all labels.

    Returns
    -------
    Axes
        The frame; its ``child_axes`` are the curve and the numbers of units below it.

    See Also
    --------
    evaluate_classifier : makes the table.
    plot_confusion : draws which areas are mistaken for which.

    References
    ----------
    Guo, C., Pleiss, G., Sun, Y. & Weinberger, K. Q. (2017). On calibration of modern neural networks. ICML.
    arXiv:1706.04599.

    Examples
    --------
    >>> bins = pd.DataFrame({"bin_low": [0.8, 0.9], "bin_high": [0.9, 1.0], "n_units": [10, 40],
    ...     "probability": [0.85, 0.97], "accuracy": [0.8, 0.95]})
    >>> ax = plot_calibration(bins, lang="en")
    >>> ax.child_axes[0].get_ylabel()
    'Accuracy'
    """
    columns = ("bin_low", "bin_high", "n_units", "probability", "accuracy")
    check_table(calibration, columns, argument="calibration", maker="evaluate_classifier")
    if calibration.empty:
        raise InputError("calibration", "has no row", "give the bins of an evaluation")
    words = words_of("figures.evaluation", lang)
    ax = make_axes(ax, SINGLE, 4.2)
    curve, counts = add_panels(ax, 2, 1, gap=(0, 0.12), heights=(3, 1))
    curve.plot([0, 1], [0, 1], color=GREY, linewidth=0.8, linestyle="dashed", gid="diagonal")
    if {"low", "high"} <= set(calibration.columns):
        known = calibration.dropna(subset=["low", "high"])
        curve.vlines(
            known["probability"], known["low"], known["high"], color=INK, linewidth=0.8, gid="intervals"
        )
        intervals = words["calibration_intervals"].format(level=calibration["level"].iloc[0])
    else:
        intervals = ""
    curve.plot(
        calibration["probability"], calibration["accuracy"], color=INK, marker="o", markersize=4, linestyle="none",
        gid="curve",
    )  # fmt: skip
    width = calibration["bin_high"] - calibration["bin_low"]
    bars = counts.bar(
        calibration["bin_low"],
        calibration["n_units"],
        width,
        align="edge",
        color=MID,
        edgecolor="white",
    )
    counts.bar_label(bars, fontsize=points(7), padding=1)
    counts.set_ylim(top=float(calibration["n_units"].max()) * 1.3)
    counts.set_yticks([])
    counts.spines["left"].set_visible(False)
    ticks = np.linspace(0, 1, 6)
    for panel in (curve, counts):
        panel.set_xlim(0, 1.02)
        panel.set_xticks(ticks, [f"{tick:.1f}" for tick in ticks])
    curve.set_ylim(0, 1.02)
    for panel in (curve, counts):
        panel.yaxis.set_label_coords(-0.12, 0.5)
    curve.tick_params(labelbottom=False)
    curve.set_ylabel(words["accuracy"])
    counts.set(xlabel=words["probability"], ylabel=words["units"])
    write_title(ax, words["calibration"], lang=lang)
    note = words["calibration_note"].format(n=int(calibration["n_units"].sum()))
    add_note(ax, [note, intervals, words["diagonal"]], lang=lang, table=calibration)
    return ax


@house_style
def plot_learning_curve(curve: pd.DataFrame, *, ax: Axes | None = None, lang: str = "zh") -> Axes:
    """Draw accuracy and macro-F1 against the number of hand codes trained on.

    Parameters
    ----------
    curve : DataFrame, one row per number of codes
        ``n_codes``, ``accuracy`` and ``macro_f1``, each with ``_low`` and ``_high``, ``level``.
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
    learning_curve : makes the table.
    stopping_advice : says whether more codes would help.

    Examples
    --------
    >>> curve = pd.DataFrame({"n_codes": [50, 100], "accuracy": [0.7, 0.8], "accuracy_low": [0.6, 0.75],
    ...     "accuracy_high": [0.8, 0.85], "macro_f1": [0.6, 0.7], "macro_f1_low": [0.5, 0.65],
    ...     "macro_f1_high": [0.7, 0.75], "level": 0.95})
    >>> ax = plot_learning_curve(curve, lang="en")
    >>> [text.get_text() for text in ax.texts]
    ['Accuracy', 'Macro-F1']
    """
    columns = ("n_codes", "level", *(f"{name}{end}" for name in _SCORES for end in ("", "_low", "_high")))
    check_table(curve, columns, argument="curve")
    if curve.empty:
        raise InputError("curve", "has no row", "give at least one number of codes")
    words, table = words_of("figures.evaluation", lang), curve.sort_values("n_codes")
    ax = make_axes(ax, SINGLE, 3.0)
    ends = []
    for name, (colour, marker, line) in _SCORES.items():
        ax.fill_between(
            table["n_codes"],
            table[f"{name}_low"],
            table[f"{name}_high"],
            color=colour,
            alpha=0.18,
            linewidth=0,
        )
        ax.plot(
            table["n_codes"], table[name], color=colour, marker=marker, markersize=4, linestyle=line,
            linewidth=1.2, gid=name,
        )  # fmt: skip
        ends.append((float(table[name].iloc[-1]), words[name], colour))
    ax.grid(axis="y", color=LIGHT, linewidth=0.5)
    ax.set(xlabel=words["n_codes"], ylabel=words["score"])
    ax.set_ylim(top=min(1.0, ax.get_ylim()[1]))
    label_ends(ax, float(table["n_codes"].iloc[-1]), ends)
    write_title(ax, words["curve"], lang=lang)
    add_note(ax, [words["curve_note"].format(level=table["level"].iloc[0])], lang=lang, table=curve)
    return ax
