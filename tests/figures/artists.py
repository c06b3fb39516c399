"""What figures show, read from their artists, and planted shares to draw."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.text import Text

import analysis as fz
from analysis.tables import make_table

CHINESE = re.compile(r"[\u3400-\u9fff]")
LATIN = re.compile(r"[A-Za-z]+")

PLOTS: dict[str, Callable[..., Axes]] = {
    "strips": lambda tables, **look: fz.plot_strips(tables["coded"], **look),
    "shares of samples": lambda tables, **look: fz.plot_shares(tables["shares"], **look),
    "shares": lambda tables, **look: fz.plot_shares(tables["planted_shares"], **look),
    "panels of samples": lambda tables, **look: fz.plot_share_panels(tables["shares"], **look),
    "panels": lambda tables, **look: fz.plot_share_panels(tables["planted_shares"], **look),
    "estimators": lambda tables, **look: fz.plot_estimators(tables["estimates"], **look),
    "composition of samples": lambda tables, **look: fz.plot_composition(tables["shares"], **look),
    "composition": lambda tables, **look: fz.plot_composition(tables["planted_shares"], **look),
    "slopes of samples": lambda tables, **look: fz.plot_slopes(tables["shares"], **look),
    "slopes": lambda tables, **look: fz.plot_slopes(tables["planted_shares"], **look),
    "heat map of samples": lambda tables, **look: fz.plot_share_heatmap(tables["shares"], **look),
    "heat map": lambda tables, **look: fz.plot_share_heatmap(tables["planted_shares"], **look),
    "change heat map": lambda tables, **look: fz.plot_change_heatmap(tables["planted_shares"], **look),
    "trends": lambda tables, **look: fz.plot_trends(tables["trends"], **look),
    "decomposition": lambda tables, **look: fz.plot_decomposition(tables["changes"], **look),
    "decomposition of one": lambda tables, **look: fz.plot_decomposition(
        tables["changes"].query("area == 6"), **look
    ),
    "robustness": lambda tables, **look: fz.plot_robustness(tables["robustness"], area=6, **look),
    "keyness": lambda tables, **look: fz.plot_keyness(tables["keyness"], **look),
    "coverage": lambda tables, **look: fz.plot_coverage(tables["coverage"], **look),
    "compliance": lambda tables, **look: fz.plot_compliance(tables["compliance"], **look),
    "provinces": lambda tables, **look: fz.plot_province_tiles(tables["provinces"], **look),
    "topics of samples": lambda tables, **look: fz.plot_topic_shares(
        tables["topic_shares"], tables["top_words"], **look
    ),
    "topics": lambda tables, **look: fz.plot_topic_shares(
        tables["planted_topic_shares"], tables["words"], **look
    ),
    "topic areas": lambda tables, **look: fz.plot_topic_areas(tables["topic_areas"], tables["words"], **look),
    "topic words": lambda tables, **look: fz.plot_topic_words(tables["dynamic"], topic=2, **look),
    "topic choice": lambda tables, **look: fz.plot_topic_choice(tables["choice"], **look),
    "topic alignment": lambda tables, **look: fz.plot_topic_alignment(tables["alignment"], **look),
    "confusion": lambda tables, **look: fz.plot_confusion(tables["predictions"], **look),
    "calibration": lambda tables, **look: fz.plot_calibration(tables["calibration"], **look),
    "learning curve": lambda tables, **look: fz.plot_learning_curve(tables["curve"], **look),
    "drift": lambda tables, **look: fz.plot_drift(tables["drift"], **look),
    "budget": lambda tables, **look: fz.plot_coding_budget(tables["planted_budget"], **look),
}


def texts(ax: Axes) -> list[str]:
    """Every text of the figure, as drawn."""
    figure: Any = ax.get_figure(root=True)
    figure.canvas.draw()
    return [text.get_text() for text in figure.findobj(Text) if text.get_visible() and text.get_text()]


def note(ax: Axes) -> str:
    """The note under the figure, line breaks taken out."""
    figure: Any = ax.get_figure(root=True)
    (found,) = (text for text in figure.findobj(Text) if text.get_gid() == "note")
    return found.get_text().replace("\n", " ")


def lines(ax: Axes, kind: str) -> list[Line2D]:
    """Lines of the Axes whose id is this kind and a number."""
    return [line for line in ax.get_lines() if (line.get_gid() or "").rpartition("-")[0] == kind]


def areas_of(scheme: str = "outline-2015") -> pd.DataFrame:
    return fz.load_taxonomy(scheme).areas


# reports in each year; 2022 has none
REPORTS = {2018: 1, 2019: 5, 2020: 6, 2021: 1, 2023: 4, 2024: 7}


def make_intervals() -> pd.DataFrame:
    """Shares of eight areas over years; a year with one report has no interval."""
    rows = []
    for step, (year, n) in enumerate(REPORTS.items()):
        for area in range(1, 9):
            share = area / 36 + (0.01 * step if area == 1 else -0.01 * step if area == 8 else 0)
            half = float("nan") if n == 1 else 0.02
            counts = {"n_reports": n, "n_units": 10 * n, "n_coded": 0}
            kind = {"level": 0.9, "estimator": "naive", "weight": "reports"}
            rows.append(
                {
                    "year": year,
                    "area": area,
                    "share": share,
                    "low": share - half,
                    "high": share + half,
                    **kind,
                    **counts,
                }
            )
    return make_table("shares", rows)
