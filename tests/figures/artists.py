"""What figures show, read from their artists, and planted shares to draw."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import combinations
from typing import Any

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.text import Text

import analysis as fz
from analysis.figures.canvas import settled_layout
from analysis.figures.style import HOUSE
from analysis.study.catalogue import EXHIBITS, Drawing
from analysis.study.drawing import draw_exhibit
from analysis.tables import make_table

CHINESE = re.compile(r"[\u3400-\u9fff]")
ZH = ["政府职能", "制度体系", "行政决策", "行政执法", "权力监督", "纠纷化解", "法治能力", "组织保障"]
LATIN = re.compile(r"[A-Za-z]+")
_TOUCH = 1.0  # points: the box of a line is taller than its letters

_VALUES: dict[str, int | str] = {
    "robustness": 6,
    "topic_words": 2,
    "marginal_shares": "z",
}  # of the figures that are drawn for each of several


def _of_row(name: str) -> Callable[..., Axes]:
    """From tables by their names in the catalogue to the figure of its row."""
    drawing = Drawing(name, EXHIBITS[name], _VALUES.get(name))
    return lambda tables, **look: draw_exhibit(drawing, tables, **look)


PLOTS: dict[str, Callable[..., Axes]] = {
    **{name: _of_row(name) for name in EXHIBITS},
    "term_shifts": lambda tables, **look: fz.plot_term_shifts(tables["term_shifts"], area=6, **look),
    "shares of samples": lambda tables, **look: fz.plot_shares(tables["sample_shares"], **look),
    "composition of samples": lambda tables, **look: fz.plot_composition(tables["sample_shares"], **look),
    "slopes of samples": lambda tables, **look: fz.plot_slopes(tables["sample_shares"], **look),
    "topics of samples": lambda tables, **look: fz.plot_topic_shares(
        tables["sample_topic_shares"], tables["top_words"], **look
    ),
    "decomposition of one": lambda tables, **look: fz.plot_decomposition(
        tables["changes"].query("area == 6"), **look
    ),
}


def drawn_texts(figure: Any) -> list[Text]:
    """The texts that a drawing of the figure shows; ticks outside the axes are not among them."""
    shown: list[Text] = []
    draw = Text.draw

    def watched(self: Text, renderer: Any) -> None:
        if self.get_visible() and self.get_text().strip() and self not in shown:
            shown.append(self)
        draw(self, renderer)

    Text.draw = watched  # type: ignore[method-assign]
    try:
        figure.draw_without_rendering()
    finally:
        Text.draw = draw  # type: ignore[method-assign]
    return shown


def texts(ax: Axes) -> list[str]:
    """Every text of the figure, as drawn."""
    return [text.get_text() for text in drawn_texts(ax.get_figure(root=True))]


# each language and each width once, and the other two pairs under `make slow`
LANGUAGES_AND_WIDTHS = pytest.mark.parametrize(
    ("lang", "width"),
    [
        ("en", "89mm"),
        ("zh", "178mm"),
        pytest.param("en", "178mm", marks=pytest.mark.slow),
        pytest.param("zh", "89mm", marks=pytest.mark.slow),
    ],
)


def examine(ax: Axes) -> tuple[list[str], list[str]]:
    """The texts of the figure as it is saved, and which of them overlap one another or leave the figure."""
    figure: Any = ax.get_figure(root=True)
    with mpl.rc_context(HOUSE), settled_layout(figure):
        shown = drawn_texts(figure)
        renderer = figure.canvas.get_renderer()
        boxes = [
            Text.get_window_extent(text, renderer) for text in shown
        ]  # of an annotation, without its line
    names = [text.get_text() for text in shown]
    room = figure.bbox.padded(0.5)
    found = [
        f"{name!r} leaves the figure"
        for name, box in zip(names, boxes, strict=True)
        if not _inside(box, room)
    ]
    leaning = {
        text.get_text() for text in shown if text.get_rotation() % 90
    }  # their boxes are wider than they are
    for (one, box), (other, second) in combinations(zip(names, boxes, strict=True), 2):
        if {one, other} <= leaning:
            continue
        across = min(box.x1, second.x1) - max(box.x0, second.x0)
        down = min(box.y1, second.y1) - max(box.y0, second.y0)
        if across > 0.5 and down > _TOUCH * figure.dpi / 72:
            found.append(f"{one!r} and {other!r} overlap by {across:.1f} × {down:.1f}")
    return names, found


def _inside(box: Any, room: Any) -> bool:
    return bool(box.x0 >= room.x0 and box.x1 <= room.x1 and box.y0 >= room.y0 and box.y1 <= room.y1)


def note(ax: Axes) -> str:
    """All that is said of the figure: its caption."""
    return fz.caption(ax)


def short_note(ax: Axes) -> list[str]:
    """The lines under the figure."""
    figure: Any = ax.get_figure(root=True)
    (found,) = (text for text in figure.findobj(Text) if (text.get_gid() or "").startswith("note-"))
    return str(found.get_text()).split("\n")


def lines(ax: Axes, kind: str) -> list[Line2D]:
    """Lines of the Axes whose id is this kind and a number."""
    return [line for line in ax.get_lines() if (line.get_gid() or "").rpartition("-")[0] == kind]


def year_labels(ax: Axes) -> list[str]:
    return [label.get_text().replace("\n", " ") for label in ax.get_xticklabels()]


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
