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
    "shares": lambda tables, **look: fz.plot_shares(tables["shares"], **look),
    "shares with intervals": lambda tables, **look: fz.plot_shares(tables["intervals"], **look),
    "heat map": lambda tables, **look: fz.plot_share_heatmap(tables["shares"], **look),
    "heat map with intervals": lambda tables, **look: fz.plot_share_heatmap(tables["intervals"], **look),
    "topics": lambda tables, **look: fz.plot_topic_shares(
        tables["topic_shares"], tables["top_words"], **look
    ),
    "budget": lambda tables, **look: fz.plot_coding_budget(tables["budget"], **look),
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
