"""The house style, the font that travels with the package, and saving with numbers beside the picture.

matplotlib, because every journal takes what it writes. The style is a context around each drawing, never global.
"""

from __future__ import annotations

import functools
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import matplotlib as mpl
import pandas as pd
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from analysis.errors import InputError, check_choice
from analysis.output import write_table
from analysis.paths import resource

FAMILY = "Fazhi Sans"
SINGLE, DOUBLE = 85 / 25.4, 178 / 25.4  # column widths in inches
GREY, LIGHT = "#555555", "#E6E6E6"
HOUSE: Any = {
    "font.family": FAMILY,
    "font.size": 8,
    "axes.titlesize": 9,
    "axes.titlelocation": "left",
    "axes.labelsize": 8,
    "xtick.labelsize": 8,
    "ytick.labelsize": 8,
    "legend.fontsize": 8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.6,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "axes.unicode_minus": True,
    "mathtext.default": "regular",
    "svg.fonttype": "path",
    "svg.hashsalt": "fazhi",
    "pdf.fonttype": 42,
    "savefig.dpi": 300,
    "path.simplify": False,
}
FORMATS = ("pdf", "svg", "png")
_MOST_LAYOUTS = 10  # four are enough as a rule
_Drawing = TypeVar("_Drawing", bound=Callable[..., Any])


@functools.cache
def _font() -> tuple[Path, frozenset[int]]:
    """Path of the font and its characters; made known to matplotlib under its own name at first use."""
    path = resource("fonts/FazhiSans-Regular.ttf")
    font_manager.fontManager.addfont(path)
    return path, frozenset(font_manager.get_font(path).get_charmap())


def house_style(draw: _Drawing) -> _Drawing:
    """Draw inside the house style, and leave matplotlib's settings as they were."""

    @functools.wraps(draw)
    def styled(*args: Any, **kwargs: Any) -> Any:
        check_choice("lang", kwargs.get("lang", "zh"), ("zh", "en"))
        _font()
        with mpl.rc_context(HOUSE):
            return draw(*args, **kwargs)

    return styled  # type: ignore[return-value]


def make_axes(ax: Axes | None, width: float, height: float) -> Axes:
    """The caller's Axes, or new ones on a figure that belongs to nobody."""
    if ax is not None:
        for axis in (ax.xaxis, ax.yaxis):
            axis.set_tick_params(labelfontfamily=FAMILY)
        for text in ax.findobj(Text):  # titles and labels exist already, in a font that may lack Chinese
            text.set_fontfamily(FAMILY)
        return ax
    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(figure)
    return figure.add_subplot()


def add_note(ax: Axes, text: str, *, lang: str) -> None:
    """Write a note under the figure, wrapped to its width; on Axes that the caller gave, under the Axes."""
    figure: Any = ax.get_figure(root=True)
    per_line = figure.get_size_inches()[0] * 72 / 7  # characters of 7 points
    if lang == "en":
        wrapped = "\n".join(textwrap.wrap(text, int(per_line * 1.9)))
    else:
        wrapped = _wrap(text, int(per_line) - 3)
    look: dict[str, Any] = {"fontsize": 7, "color": GREY, "ha": "left", "gid": "note"}
    if len(figure.axes) == 1 and isinstance(figure, Figure) and figure.get_layout_engine():
        figure.supxlabel(wrapped, x=0.01, **look)
    else:
        offset: dict[str, Any] = {
            "xytext": (0, -30),
            "textcoords": "offset points",
            "va": "top",
            "annotation_clip": False,
        }
        ax.annotate(wrapped, xy=(0, 0), xycoords="axes fraction", **offset, **look)


def _wrap(text: str, width: int) -> str:
    """Break Chinese text, never before a closing sign; an ASCII character takes half the room."""
    lines, line, room = [], "", 0.0
    for char in text:
        size = 0.55 if char.isascii() else 1.0
        if room + size > width and char not in "，。；：、）”%":
            lines.append(line)
            line, room = "", 0.0
        line, room = line + char, room + size
    return "\n".join([*lines, line])


def check_glyphs(figure: Figure) -> None:
    """Raise when the font lacks a character that the figure shows.

    Raises
    ------
    InputError
        Naming the character and the text it stands in.
    """
    _, known = _font()
    for artist in figure.findobj(Text):
        text = str(artist.get_text())
        for char in text:
            if ord(char) not in known and not char.isspace():
                raise InputError(
                    "text of the figure",
                    f"{text!r} has the character {char!r} (U+{ord(char):04X}), which the font lacks",
                    "write it with other characters",
                )


@contextmanager
def _settled_layout(figure: Figure) -> Iterator[None]:
    """Hold the layout still: each drawing would move it by a hair, and the same figure give other bytes."""
    engine = figure.get_layout_engine()
    before: list[Any] = []
    for _ in range(_MOST_LAYOUTS):
        figure.draw_without_rendering()
        places = [axes.get_position().bounds for axes in figure.axes]
        if engine is None or places == before:
            break
        before = places
    figure.set_layout_engine("none")
    try:
        yield
    finally:
        figure.set_layout_engine(engine)


def save_figure(ax: Axes, folder: str | Path, name: str, table: pd.DataFrame) -> list[Path]:
    """Save a figure as PDF, SVG and PNG with the table it was drawn from as CSV beside it.

    The same figure gives the same bytes each time: no date is written.

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
        When a character has no glyph, or the folder does not exist.

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
    files = [folder / f"{name}.{ending}" for ending in FORMATS]
    with mpl.rc_context(HOUSE):
        check_glyphs(figure)
        with _settled_layout(figure):
            check_glyphs(figure)  # labels of ticks are known only now
            for file in files:
                undated: dict[str, Any] = {"pdf": {"CreationDate": None}, "svg": {"Date": None}, "png": {}}[
                    file.suffix[1:]
                ]
                figure.savefig(file, metadata=undated)
    data = folder / f"{name}.csv"
    write_table(table, data)
    return [*files, data]
