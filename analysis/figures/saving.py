"""Saving a figure with the numbers beside it, the same bytes each time."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from analysis.errors import InputError, check_choice
from analysis.figures.canvas import HouseFigure, write_figure
from analysis.figures.captions import captions
from analysis.figures.fonts import embed_font
from analysis.figures.style import HOUSE
from analysis.output import write_table, written_whole

ENDINGS = ("pdf", "svg", "png")


def save_figure(
    ax: Axes, folder: str | Path, name: str, table: pd.DataFrame, *, formats: Iterable[str] = ENDINGS
) -> list[Path]:
    """Save a figure as PDF, SVG and PNG, with its captions and the table it was drawn from beside it.

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
    formats : iterable of {"pdf", "svg", "png"}, default all three
        Files to write; captions and table always come with them.

    Returns
    -------
    list of Path
        Five files: the figure in each format, its caption in Chinese and English as TXT (in one language where it was drawn on Axes
        of the caller's), and the table as CSV.

    Raises
    ------
    InputError
        When the folder does not exist, or a format is not known.

    See Also
    --------
    redraw_figures : draws and saves all figures of a study.
    caption : gives the caption alone.

    Examples
    --------
    >>> import tempfile
    >>> import analysis as fz
    >>> shares = fz.area_shares(fz.classify_paragraphs(fz.split_paragraphs(fz.read_reports(fz.sample_reports()))))
    >>> folder = tempfile.mkdtemp()
    >>> [file.name for file in save_figure(fz.plot_shares(shares), folder, "shares", shares)]
    ['shares.pdf', 'shares.svg', 'shares.png', 'shares.txt', 'shares.csv']
    """
    figure: Any = ax.get_figure(root=True)
    folder = Path(folder)
    if not folder.is_dir():
        raise InputError("folder", f"'{folder}' does not exist", "create it first")
    asked = set(formats)
    for ending in asked:
        check_choice("formats", ending, ENDINGS)
    endings = [ending for ending in ENDINGS if ending in asked]
    settings = figure.settings if isinstance(figure, HouseFigure) else HOUSE
    files = [folder / f"{name}.{ending}" for ending in endings]
    for file, ending, data in zip(files, endings, write_figure(figure, endings, settings), strict=True):
        with written_whole(file) as work:
            work.write_bytes(embed_font(data.decode()).encode() if ending == "svg" else data)
    if said := captions(ax):
        files.append(folder / f"{name}.txt")
        with written_whole(files[-1]) as work:
            work.write_text("\n\n".join(said) + "\n", encoding="utf-8", newline="\n")
    numbers = folder / f"{name}.csv"
    write_table(table, numbers)
    return [*files, numbers]
