"""The house style: sizes, type, signs. A context around each drawing, never global.

matplotlib, because every journal takes what it writes.
"""

from __future__ import annotations

import functools
import inspect
import os
import textwrap
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.text import Text

from analysis.errors import InputError, check_choice
from analysis.figures.canvas import HouseAxes, HouseFigure
from analysis.figures.fonts import FAMILY, load_font
from analysis.language import LANGUAGES, words_of
from analysis.taxonomy import Taxonomy

WIDTHS = {"89mm": 89 / 25.4, "120mm": 120 / 25.4, "178mm": 178 / 25.4}  # of columns as printed, in inches
SINGLE, MIDDLE, DOUBLE = WIDTHS.values()
INK, GREY, MID, LIGHT = "#222222", "#555555", "#999999", "#E6E6E6"
UP, DOWN = "#B2182B", "#2166AC"  # more and less, the ends of the diverging colours
DIVERGING, SEQUENTIAL = "RdBu_r", "Blues"
HOUSE: Any = {
    "font.family": FAMILY,
    "font.size": 8,
    "axes.titlesize": 9,
    "axes.titlelocation": "left",
    "axes.titley": 1.0,  # else each layout and drawing looks for ticks above, which no figure has
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
    "text.hinting": "none",  # else text is up to 5% wider in the file than where it was laid out
    "mathtext.default": "regular",
    "svg.fonttype": "none",
    "svg.hashsalt": "fazhi",
    "pdf.fonttype": 42,
    "savefig.dpi": 300,
    "path.simplify": False,
}
_COLUMN = 10  # characters of a name above a column
_WIDTH: ContextVar[float | None] = ContextVar("width", default=None)  # asked for in the drawing under way
_LOOK = """
    width : {"89mm", "120mm", "178mm"}, optional
        Width as printed: one, one and a half, or two columns of a journal; default as the figure needs. Type keeps its size.
    style : dict, str or path, optional
        Settings of matplotlib on top of the house style, the name of a style of matplotlib, or a file of one.
"""


def house_style(draw: Callable[..., Axes]) -> Callable[..., Axes]:
    """Draw inside the house style, and leave matplotlib's settings as they were.

    Every figure so takes ``width`` and ``style`` too, and knows how to be drawn again.
    """

    @functools.wraps(draw)
    def styled(*args: Any, width: str | None = None, style: Any = None, **kwargs: Any) -> Axes:
        check_choice("lang", kwargs.get("lang", "zh"), LANGUAGES)
        if width is not None:
            check_choice("width", width, tuple(WIDTHS))
            if kwargs.get("ax") is not None:
                raise InputError("width", f"is {width!r} with ax", "leave it out: your Axes have a width")
        settings: Any = {**HOUSE, **read_style(style)}
        load_font()
        token = _WIDTH.set(WIDTHS.get(width or ""))
        try:
            with mpl.rc_context(settings):
                ax = draw(*args, **kwargs)
        finally:
            _WIDTH.reset(token)
        figure = ax.get_figure(root=True)
        if isinstance(ax, HouseAxes) and isinstance(figure, HouseFigure) and kwargs.get("ax") is None:
            figure.settings = settings
            ax.redraw = functools.partial(styled, *args, **{**kwargs, "width": width, "style": style})
        return ax

    signature = inspect.signature(draw)
    look = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=kind)
        for name, kind in (("width", "str | None"), ("style", "Style"))
    ]
    styled.__signature__ = signature.replace(parameters=[*signature.parameters.values(), *look])  # type: ignore[attr-defined]
    styled.__doc__ = (draw.__doc__ or "").replace("\n\n    Returns\n", f"{_LOOK}\n    Returns\n", 1)
    return styled


def settings_changed() -> bool:
    """Whether settings of matplotlib are others than those it began with, its backend apart."""
    now, then = dict(mpl.rcParams.copy()), dict(mpl.rcParamsOrig.copy())
    return {**now, "backend": None} != {**then, "backend": None}


def read_style(style: Mapping[str, Any] | str | os.PathLike[str] | None) -> dict[str, Any]:
    """Settings of matplotlib by a dict, the name of a style, or a file; the font of the package stands in for what theirs lack.

    >>> read_style({"font.family": "serif"})
    {'font.family': ['serif', 'Fazhi Sans']}
    """
    if style is None:
        return {}
    settings: Any = dict(style) if isinstance(style, Mapping) else _named_style(style)
    try:
        with mpl.rc_context(settings):
            family = list(mpl.rcParams["font.family"])
    except (KeyError, ValueError) as error:
        problem = f"has a setting that matplotlib refuses ({str(error).splitlines()[0]})"
        raise InputError("style", problem, 'use its settings, such as {"font.size": 7}') from None
    return {**settings, "font.family": [*family, FAMILY]} if "font.family" in settings else settings


def _named_style(style: str | os.PathLike[str]) -> Any:
    from matplotlib.style import library

    known: Any = library
    if str(style) in known:
        return dict(known[str(style)])
    if not Path(style).is_file():
        remedy = "give a dict of settings, a name of matplotlib.style.available, or a file"
        raise InputError("style", f"is {str(style)!r}", remedy)
    found: Any = mpl.rc_params_from_file(style, use_default_template=False)
    return dict(found)


def points(size: float) -> float:
    """A size of type, larger or smaller where a style asks for it.

    >>> with mpl.rc_context({**HOUSE, "font.size": 9}):
    ...     points(8)
    9.0
    """
    return float(size * mpl.rcParams["font.size"] / HOUSE["font.size"])


def width_for(ax: Axes | None, width: float) -> float:
    """Inches that a figure may fill: of the caller's Axes, as asked for, or else this width."""
    if ax is None:
        return _WIDTH.get() or width
    figure: Any = ax.get_figure(root=True)
    return float(figure.get_size_inches()[0] * ax.get_position().width)


def make_axes(ax: Axes | None, width: float, height: float) -> Axes:
    """The caller's Axes, or new ones on a figure that belongs to nobody; `width` unless another one is asked for."""
    if ax is not None:
        for axis in (ax.xaxis, ax.yaxis):
            axis.set_tick_params(labelfontfamily=mpl.rcParams["font.family"])
        for text in ax.findobj(Text):  # titles and labels exist already, in a font that may lack Chinese
            text.set_fontfamily(mpl.rcParams["font.family"])
        return ax
    size = (width_for(None, width), height)
    figure = HouseFigure(settings=HOUSE, figsize=size, layout="constrained")
    return figure.add_subplot(axes_class=HouseAxes)


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
