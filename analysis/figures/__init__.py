"""Figures for publication: a table in, Axes out; nothing is computed, shown or saved here but by ``save_figure``."""

from analysis.figures.areas import plot_share_heatmap, plot_shares, plot_strips
from analysis.figures.coding import plot_coding_budget
from analysis.figures.style import save_figure
from analysis.figures.topics import plot_topic_shares

__all__ = [
    "plot_coding_budget",
    "plot_share_heatmap",
    "plot_shares",
    "plot_strips",
    "plot_topic_shares",
    "save_figure",
]
