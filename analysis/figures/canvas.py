"""Figures that belong to nobody, show themselves in a notebook, and give the same bytes each time they are written.

pyplot keeps every figure that it makes and shows it by a state of its own. These figures are known to whoever holds them
alone; Jupyter asks an object for its picture (``_repr_png_``), and they have one.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from analysis.figures.fonts import small_font, substituted

_HOW: dict[str, dict[str, Any]] = {
    "pdf": {"metadata": {"CreationDate": None}},
    "svg": {"metadata": {"Date": None}},
    "png": {"pil_kwargs": {"compress_level": 3}},  # 3% larger than by default, in two thirds of the time
}
_MOST_LAYOUTS = 10  # four are enough as a rule
_SETTLED, _DIGITS = 1e-8, 6  # of the width or height of the figure
_DENSITY = 192  # dots per inch in a notebook: two for each of a plain screen


class HouseFigure(Figure):
    """A figure with the settings that it was drawn under, which shows itself at its printed size.

    Parameters
    ----------
    settings : mapping
        Settings of matplotlib.
    **look
        As matplotlib's figures take it.
    """

    def __init__(self, *, settings: Mapping[str, Any], **look: Any) -> None:
        super().__init__(**look)
        self.settings = dict(settings)
        FigureCanvasAgg(self)

    def _repr_png_(self) -> tuple[bytes, dict[str, int]]:
        width, height = (round(96 * side) for side in self.get_size_inches())  # pixels of a screen per inch
        (picture,) = write_figure(self, ["png"], self.settings, dpi=_DENSITY)
        return picture, {"width": width, "height": height}


class HouseAxes(Axes):
    """Axes of such a figure: what a cell of a notebook ends in. ``redraw`` draws the same table again."""

    redraw: Callable[..., Axes] | None = None

    def _repr_png_(self) -> tuple[bytes, dict[str, int]] | None:
        figure = self.get_figure(root=True)
        return figure._repr_png_() if isinstance(figure, HouseFigure) else None


def write_figure(figure: Figure, endings: Sequence[str], settings: Any, **look: Any) -> list[bytes]:
    """The figure as a file of each ending, without a date; what the font lacks is drawn as □."""
    files = []
    with mpl.rc_context(settings), substituted(figure), settled_layout(figure), small_font().in_pdf():
        for ending in endings:
            written = io.BytesIO()
            figure.savefig(written, format=ending, **_HOW[ending], **look)
            files.append(written.getvalue())
    return files


@contextmanager
def settled_layout(figure: Figure) -> Iterator[None]:
    """Hold the layout still: each drawing would move it by a hair, and the same figure give other bytes."""
    engine = figure.get_layout_engine()
    if engine is None:
        yield
        return
    axes = [own for own in figure.axes if own.get_in_layout()]
    before = np.full((len(axes), 4), np.nan)
    for _ in range(_MOST_LAYOUTS):
        engine.execute(figure)
        places = np.array([own.get_position().bounds for own in axes])
        if np.allclose(places, before, rtol=0, atol=_SETTLED):
            break
        before = places
    figure.set_layout_engine(None)  # with any other, even the one named none, each file would be drawn twice
    for own in axes:  # without the last digits, which never settle
        own.set_position(tuple(np.round(own.get_position().bounds, _DIGITS)))
    try:
        yield
    finally:
        for own in axes:
            own.set_in_layout(True)  # setting the position had ended it
        figure.set_layout_engine(engine)
