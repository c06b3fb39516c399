"""How many topics: four measures beside one another."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from analysis.errors import InputError
from analysis.figures.layout import add_note, add_panels, write_title
from analysis.figures.style import DOUBLE, GREY, INK, LIGHT, MIDDLE, house_style, make_axes, points, width_for
from analysis.language import words_of
from analysis.tables import check_table

_MEASURES = ("npmi", "exclusivity", "heldout", "stability")


@house_style
def plot_topic_choice(choice: pd.DataFrame, *, ax: Axes | None = None, lang: str = "zh") -> Axes:
    """Draw coherence, exclusivity, held-out likelihood and stability against the number of topics.

    Parameters
    ----------
    choice : DataFrame, one row per number of topics
        As :func:`choose_n_topics` returns it.
    ax : Axes, optional
        Where to draw; default a new figure.
    lang : {"zh", "en"}, default "zh"
        Language of all labels.

    Returns
    -------
    Axes
        The frame; its ``child_axes`` are the four measures.

    See Also
    --------
    choose_n_topics : makes the table.

    References
    ----------
    Hoyle, A., Goel, P., Hian-Cheong, A., Peskov, D., Boyd-Graber, J. & Resnik, P. (2021). Is automated topic model
    evaluation broken? NeurIPS. arXiv:2107.02173.

    Examples
    --------
    >>> choice = pd.DataFrame({"n_topics": [8, 12], "npmi": [0.1, 0.12], "exclusivity": [0.6, 0.7],
    ...     "heldout": [-7.1, -7.0], "stability": [0.8, 0.6], "recommended": [True, False]})
    >>> ax = plot_topic_choice(choice, lang="en")
    >>> [panel.get_title(loc="left") for panel in ax.child_axes]
    ['coherence (NPMI)', 'exclusivity', 'held-out likelihood', 'stability']
    """
    columns = ("n_topics", *_MEASURES, "recommended")
    check_table(choice, columns, argument="choice", maker="choose_n_topics")
    if choice.empty:
        raise InputError("choice", "has no row", "give at least one number of topics")
    words, table = words_of("figures.topic_choice", lang), choice.sort_values("n_topics")
    best = table[table["recommended"].astype(bool)]
    chance = "npmi_chance" in table.columns and table["npmi_chance"].notna().any()  # older tables have none
    narrow = width_for(ax, DOUBLE) < MIDDLE + 0.1
    rows, columns_ = (2, 2) if narrow else (1, len(_MEASURES))
    ax = make_axes(ax, DOUBLE, 0.9 + 1.6 * rows)
    panels = add_panels(ax, rows, columns_, gap=(0.42, 0.75))
    for measure, panel in zip(_MEASURES, panels, strict=True):
        for n_topics in best["n_topics"]:
            panel.axvline(n_topics, color="#BBBBBB", linewidth=0.8, zorder=0)
        look: dict[str, Any] = {"color": INK, "marker": "o", "markersize": 4}
        panel.plot(
            table["n_topics"], table[measure], linewidth=1, markerfacecolor="white", gid=measure, **look
        )
        panel.plot(best["n_topics"], best[measure], linestyle="none", gid="recommended", **look)
        if measure == "npmi" and chance:
            panel.plot(
                table["n_topics"], table["npmi_chance"], color=GREY, linestyle="--", linewidth=1, gid="chance"
            )
        panel.set_title(words["measures"][measure], fontsize=points(8), pad=3)
        panel.set_xlabel(words["x"])
        panel.set_xticks(table["n_topics"])
        panel.locator_params(axis="y", nbins=4)
        panel.margins(x=0.12, y=0.15)
        panel.tick_params(labelsize=points(7))
        panel.grid(axis="y", color=LIGHT, linewidth=0.5)
    write_title(ax, words["title"], lang=lang, pad=18)
    said = words["note"].format(n=", ".join(map(str, best["n_topics"]))) if len(best) else words["none"]
    add_note(ax, [said, words["chance"] if chance else ""], lang=lang, table=choice)
    return ax
