"""Figures for publication: a table in, Axes out; nothing is computed, shown or saved here but by ``save_figure``.

May import: errors, text, estimation, columns, paths, tables, output, scheme_files, scheme, frames,
taxonomy, language, spread, design, crosswalk, codebook, reading, words, coding, areas, trends, labels,
topics, regression.

A figure of several panels returns its frame, which has the title and the note; the panels are its ``child_axes``.
"""

from analysis.figures.budget import plot_coding_budget, plot_trend_power
from analysis.figures.captions import caption
from analysis.figures.change import plot_change
from analysis.figures.composition import plot_composition, plot_slopes
from analysis.figures.corpus import plot_compliance, plot_coverage
from analysis.figures.decomposition import plot_decomposition
from analysis.figures.drift import plot_drift
from analysis.figures.evaluation import plot_calibration, plot_confusion, plot_learning_curve
from analysis.figures.fonts import share_font, unknown_characters
from analysis.figures.heat import plot_change_heatmap, plot_share_heatmap
from analysis.figures.keyness import plot_keyness
from analysis.figures.regression import plot_effects, plot_event_study, plot_marginal_shares
from analysis.figures.saving import save_figure
from analysis.figures.shares import plot_estimators, plot_shares
from analysis.figures.strips import plot_strips
from analysis.figures.terms import plot_term_shifts
from analysis.figures.tiles import plot_province_tiles
from analysis.figures.topic_choice import plot_topic_choice
from analysis.figures.topic_correlations import plot_topic_correlations
from analysis.figures.topic_trends import plot_topic_trends
from analysis.figures.topics import (
    plot_topic_alignment,
    plot_topic_areas,
    plot_topic_shares,
    plot_topic_words,
)
from analysis.figures.trends import plot_robustness, plot_trends

__all__ = [
    "caption",
    "plot_calibration",
    "plot_change",
    "plot_change_heatmap",
    "plot_coding_budget",
    "plot_compliance",
    "plot_composition",
    "plot_confusion",
    "plot_coverage",
    "plot_decomposition",
    "plot_drift",
    "plot_effects",
    "plot_estimators",
    "plot_event_study",
    "plot_keyness",
    "plot_learning_curve",
    "plot_marginal_shares",
    "plot_province_tiles",
    "plot_robustness",
    "plot_share_heatmap",
    "plot_shares",
    "plot_slopes",
    "plot_strips",
    "plot_term_shifts",
    "plot_topic_alignment",
    "plot_topic_areas",
    "plot_topic_choice",
    "plot_topic_correlations",
    "plot_topic_shares",
    "plot_topic_trends",
    "plot_topic_words",
    "plot_trend_power",
    "plot_trends",
    "save_figure",
    "share_font",
    "unknown_characters",
]
