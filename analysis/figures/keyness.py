"""The terms that set groups of texts apart."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from analysis.errors import InputError, check_level
from analysis.figures.layout import add_note, add_panels, width_of, write_title
from analysis.figures.style import DOUBLE, INK, SINGLE, house_style, make_axes, width_for
from analysis.language import words_of
from analysis.tables import check_table
from analysis.text import one_line

_MOST = 4  # panels side by side
_TYPE = 7.5


@house_style
def plot_keyness(
    keyness: pd.DataFrame,
    *,
    n_terms: int = 10,
    alpha: float = 0.05,
    ax: Axes | None = None,
    lang: str = "zh",
) -> Axes:
    """Draw the terms of each group with the highest z.

    Parameters
    ----------
    keyness : DataFrame, one row per group and term
        As :func:`keyness` returns it.
    n_terms : int, default 10
        Terms of each group.
    alpha : float, default 0.05
        False discovery rate below which a point is filled.
    ax : Axes, optional
        Where to draw; default a new figure.
    lang : {"zh", "en"}, default "zh"
        Language of all labels; terms and names of groups stay as they are.

    Returns
    -------
    Axes
        The frame; the panels are its ``child_axes``, in the order of the groups in the table.

    See Also
    --------
    keyness : makes the table.

    References
    ----------
    Monroe, B. L., Colaresi, M. P. & Quinn, K. M. (2008). Fightin' words. Political Analysis 16, 372–403.
    doi:10.1093/pan/mpn018.

    Examples
    --------
    >>> table = pd.DataFrame({"group": "2022", "term": ["数字法治", "营商环境"], "log_odds": [1.2, 0.8],
    ...     "z": [4.1, 2.0], "p_bh": [0.001, 0.1], "n_reports": [12, 20]})
    >>> ax = plot_keyness(table, lang="en")
    >>> [label.get_text() for label in ax.child_axes[0].get_yticklabels()]
    ['数字法治 (12)', '营商环境 (20)']
    """
    columns = ("group", "term", "z", "p_bh", "n_reports")
    check_table(keyness, columns, argument="keyness", maker="keyness")
    check_level(1 - alpha)
    keyness = keyness.dropna(subset="z")  # a group of one report has none
    if keyness.empty:
        raise InputError("keyness", "has no row with z", "give groups of two reports or more")
    words = words_of("figures.keyness", lang)
    groups = list(dict.fromkeys(keyness["group"]))
    signs = words_of("signs", lang)
    shown = {
        group: _first_terms(keyness[keyness["group"] == group], n_terms, signs["brackets"])
        for group in groups
    }
    gap = 0.15 + max(width_of(label) for own in shown.values() for label in own["label"]) * _TYPE / 72
    columns_ = min(
        len(groups), _MOST, 1 + int(0.55 * width_for(ax, DOUBLE) / gap)
    )  # points need about half the width
    rows = -(-len(groups) // columns_)
    ax = make_axes(ax, SINGLE if columns_ == 1 else DOUBLE, 1.0 + rows * (0.35 + 0.155 * n_terms))
    panels = add_panels(ax, rows, columns_, gap=(gap, 0.35))
    for panel in panels[len(groups) :]:
        panel.remove()
    right = float(keyness["z"].max()) * 1.08
    for place, (group, panel) in enumerate(zip(groups, panels, strict=False)):
        own = shown[group]
        panel.hlines(own.index, 0, own["z"], color="#BBBBBB", linewidth=0.8)
        sure = own["p_bh"] < alpha
        for kind, chosen, face in (("sure", sure, INK), ("unsure", ~sure, "white")):
            panel.plot(
                own["z"][chosen], own.index[chosen], marker="o", markersize=4, linestyle="none", color=INK,
                markerfacecolor=face, gid=kind,
            )  # fmt: skip
        panel.set_yticks(own.index, own["label"], fontsize=_TYPE, parse_math=False)
        panel.set(xlim=(min(0.0, float(own["z"].min()) * 1.08), right), ylim=(n_terms - 0.4, -0.6))
        panel.tick_params(axis="y", length=0)
        panel.spines["left"].set_visible(False)
        panel.set_title(one_line(str(group)), fontsize=8, pad=3, parse_math=False)
        lowest = place + columns_ >= len(groups)
        panel.tick_params(axis="x", labelbottom=lowest)
        panel.set_xlabel("z" if lowest else "")
    write_title(ax, words["title"] + signs["colon"] + words["x"], lang=lang, pad=18)
    add_note(
        ax, [words["note"].format(n=n_terms), words["more"].format(alpha=alpha)], lang=lang, table=keyness
    )
    return ax


def _first_terms(keyness: pd.DataFrame, n_terms: int, bracket: str) -> pd.DataFrame:
    """The terms of a group with the highest z, and their labels."""
    own = keyness.nlargest(n_terms, "z").reset_index(drop=True)
    counts = own["n_reports"].map(bracket.format)
    return own.assign(label=own["term"].astype(str).map(one_line) + counts.astype(str))
