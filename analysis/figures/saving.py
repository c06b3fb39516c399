"""Saving a figure with the numbers beside it, the same bytes each time."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.errors import InputError
from analysis.figures.fonts import embed_font, substituted
from analysis.figures.style import HOUSE
from analysis.output import write_table

_UNDATED: dict[str, dict[str, Any]] = {"pdf": {"CreationDate": None}, "svg": {"Date": None}, "png": {}}
_MOST_LAYOUTS = 10  # four are enough as a rule
_SETTLED, _DIGITS = 1e-9, 6  # of the width or height of the figure


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
        figure.draw_without_rendering()
        places = np.array([own.get_position().bounds for own in axes])
        if np.allclose(places, before, rtol=0, atol=_SETTLED):
            break
        before = places
    figure.set_layout_engine("none")
    for own in axes:  # without the last digits, which never settle
        own.set_position(tuple(np.round(own.get_position().bounds, _DIGITS)))
    try:
        yield
    finally:
        for own in axes:
            own.set_in_layout(True)  # setting the position had ended it
        figure.set_layout_engine(engine)


def save_figure(ax: Axes, folder: str | Path, name: str, table: pd.DataFrame) -> list[Path]:
    """Save a figure as PDF, SVG and PNG with the table it was drawn from as CSV beside it.

    The same figure gives the same bytes each time: no date is written. Text stays text in PDF and SVG, with the glyphs
    it needs embedded; ``analysis.figures.share_font`` takes them out of several SVG sources for one page. A character
    that the font lacks is drawn as □; the table has it as it is.

    Parameters
    ----------
    ax : Axes
        As a ``plot_*`` function returned it.
    folder : path
        Existing folder.
    name : str
        File name without ending.
    table : DataFrame
        The numbers behind the figure.

    Returns
    -------
    list of Path
        Four files.

    Raises
    ------
    InputError
        When the folder does not exist.

    See Also
    --------
    redraw_figures : draws and saves all figures of a study.

    Examples
    --------
    >>> import tempfile
    >>> import analysis as fz
    >>> shares = fz.area_shares(fz.classify_paragraphs(fz.split_paragraphs(fz.read_reports(fz.sample_reports()))))
    >>> folder = tempfile.mkdtemp()
    >>> [file.name for file in save_figure(fz.plot_shares(shares), folder, "shares", shares)]
    ['shares.pdf', 'shares.svg', 'shares.png', 'shares.csv']
    """
    figure: Any = ax.get_figure(root=True)
    folder = Path(folder)
    if not folder.is_dir():
        raise InputError("folder", f"'{folder}' does not exist", "create it first")
    files = [folder / f"{name}.{ending}" for ending in _UNDATED]
    with mpl.rc_context(HOUSE), substituted(figure), settled_layout(figure):
        for file, (ending, undated) in zip(files, _UNDATED.items(), strict=True):
            written = io.BytesIO()
            figure.savefig(written, format=ending, metadata=undated)
            data = written.getvalue()
            file.write_bytes(embed_font(data.decode()).encode() if ending == "svg" else data)
    numbers = folder / f"{name}.csv"
    write_table(table, numbers)
    return [*files, numbers]
