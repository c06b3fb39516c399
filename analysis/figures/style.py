"""The house style: sizes, type, signs. A context around each drawing, never global.

matplotlib, because every journal takes what it writes.
"""

from __future__ import annotations

import functools
import textwrap
from collections.abc import Callable
from typing import Any, TypeVar

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.text import Text

from analysis.errors import check_choice
from analysis.figures.fonts import FAMILY, load_font
from analysis.language import LANGUAGES, words_of
from analysis.taxonomy import Taxonomy

SINGLE, DOUBLE = 85 / 25.4, 178 / 25.4  # column widths in inches
INK, GREY, MID, LIGHT = "#222222", "#555555", "#999999", "#E6E6E6"
UP, DOWN = "#B2182B", "#2166AC"  # more and less, the ends of the diverging colours
DIVERGING, SEQUENTIAL = "RdBu_r", "Blues"
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
    "svg.fonttype": "none",
    "svg.hashsalt": "fazhi",
    "pdf.fonttype": 42,
    "savefig.dpi": 300,
    "path.simplify": False,
}
_COLUMN = 10  # characters of a name above a column
_Drawing = TypeVar("_Drawing", bound=Callable[..., Any])


def house_style(draw: _Drawing) -> _Drawing:
    """Draw inside the house style, and leave matplotlib's settings as they were."""

    @functools.wraps(draw)
    def styled(*args: Any, **kwargs: Any) -> Any:
        check_choice("lang", kwargs.get("lang", "zh"), LANGUAGES)
        load_font()
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


def area_name(taxonomy: Taxonomy, area: int, lang: str) -> str:
    """Number and short name of an area."""
    return f"{area} {_short_name(taxonomy, area, lang)}"


def _short_name(taxonomy: Taxonomy, area: int, lang: str) -> str:
    """Short name of an area, or what is said of text that has none."""
    if area == 0 and lang not in taxonomy.none:
        return str(words_of("coding.codebook", lang)["none_of_these"])
    return taxonomy.label(int(area), lang)


def area_column(taxonomy: Taxonomy, area: int, lang: str) -> str:
    """The same above a narrow column: number and words one below the other.

    >>> from analysis.taxonomy import load_taxonomy
    >>> area_column(load_taxonomy("outline-2015"), 2, "en")
    '2\\nRule-\\nmaking'
    """
    return "\n".join(
        [str(area), *textwrap.wrap(_short_name(taxonomy, area, lang), _COLUMN, break_long_words=False)]
    )


def deepen(colour: str) -> str:
    """A colour of an area, dark enough for small type on white.

    >>> deepen("#33BBEE")
    '#1f708f'
    """
    red, green, blue = to_rgb(colour)
    return to_hex((0.6 * red, 0.6 * green, 0.6 * blue))


def ink_on(colour: str) -> str:
    """Colour of a number on a block of this colour.

    >>> ink_on("#33BBEE"), ink_on("#0077BB")
    ('#222222', 'white')
    """
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(colour)]
    return INK if np.dot(linear, (0.2126, 0.7152, 0.0722)) > 0.3 else "white"


def dark_on(share: float) -> str:
    """Colour of a number that is read on a cell of this depth (0 to 1)."""
    return "white" if share > 0.55 else INK
