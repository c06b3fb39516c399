"""The font that travels with the package: known to matplotlib, with a substitute for what it lacks, embedded in SVG.

No font holds every character that a name may hold. □ stands in its place, as Chinese editions print it for a character
that they cannot show; it is as wide as the characters around it. fontTools cuts from the font what a figure shows, so that an SVG file holds its text as text and needs no other file.
"""

from __future__ import annotations

import base64
import functools
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from matplotlib import font_manager
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.text import Text

from analysis.figures.cuts import SmallFont
from analysis.paths import resource

FAMILY = "Fazhi Sans"
SUBSTITUTE = "□"
_WIDTHLESS = {"Mn", "Me", "Cf"}  # combining marks, variation selectors, joiners, marks of direction
_STYLE = '<style id="font">{}</style>'
_EMBEDDED = re.compile(r'<style id="font">.*?</style>', re.DOTALL)
_SHOWN = re.compile(r"<text[ >].*?</text>", re.DOTALL)


@functools.cache
def load_font() -> tuple[Path, frozenset[int]]:
    """Path of the font and its characters; made known to matplotlib under its own name at first use."""
    path = resource("fonts/FazhiSans-Regular.ttf")
    font_manager.fontManager.addfont(path)
    return path, frozenset(font_manager.get_font(path).get_charmap())


@functools.cache
def small_font() -> SmallFont:
    """The font that figures cut their glyphs from."""
    return SmallFont(load_font()[0])


@functools.lru_cache(10_000)
def drawable(text: str) -> str:
    """The text as the font can draw it: □ for what it lacks, nothing for what has no width, a blank for white space.

    >>> [drawable(text) for text in ("硚口区2020", "a\\U0001f600b", "e\\u0301\\u200f!", "a\\tb")]
    ['硚口区2020', 'a□b', 'e!', 'a b']
    """
    _, known = load_font()
    return "".join(char if ord(char) in known or char == "\n" else _stand_in(char) for char in text)


def _stand_in(char: str) -> str:
    if char.isspace():
        return " "
    return "" if unicodedata.category(char) in _WIDTHLESS else SUBSTITUTE


def unknown_characters(figure: Figure) -> list[str]:
    """The characters that a figure shows and the font lacks, each once, in their order.

    Returns
    -------
    list of str
        As "U+749F", for a character may be invisible or turn the direction of what follows.

    Examples
    --------
    >>> figure = Figure()
    >>> _ = figure.suptitle("青岚市\\U0001f600")
    >>> unknown_characters(figure)
    ['U+1F600']
    """
    _, known = load_font()
    axes: Any = figure.findobj(Axis)
    for axis in axes:
        axis.get_ticklabels(which="both")  # else they are known when it is drawn
    artists: Any = figure.findobj(Text)
    shown = {char for artist in artists for char in str(artist.get_text())}
    return [f"U+{ord(char):04X}" for char in sorted(shown) if ord(char) not in known and not char.isspace()]


@contextmanager
def substituted(figure: Figure) -> Iterator[None]:
    """Inside, the figure's texts are :func:`drawable`; afterwards they are what they were."""
    with ExitStack() as undo:
        for artist in figure.findobj(Text):
            _swap(artist, undo)
        axes: Any = figure.findobj(Axis)
        ticks = {id(one): one for axis in axes for one in (axis.major.formatter, axis.minor.formatter)}
        for formatter in ticks.values():  # which writes the labels anew with each drawing
            _wrap(formatter, undo)
        yield


def _swap(artist: Any, undo: ExitStack) -> None:
    own = str(artist.get_text())
    if (text := drawable(own)) != own:
        artist.set_text(text)
        undo.callback(artist.set_text, own)


def _wrap(formatter: Any, undo: ExitStack) -> None:
    labels, offset = formatter.format_ticks, formatter.get_offset
    formatter.format_ticks = lambda values: [drawable(str(label)) for label in labels(values)]
    formatter.get_offset = lambda: drawable(str(offset()))
    undo.callback(delattr, formatter, "format_ticks")
    undo.callback(delattr, formatter, "get_offset")


def font_face(text: str) -> str:
    """CSS rule that holds the glyphs of a text and nothing else; empty of no text.

    >>> font_face("")
    ''
    >>> rule = font_face("法治")
    >>> rule[:40], 1000 < len(rule) < 4000
    ("@font-face{font-family:'Fazhi Sans';src:", True)
    """
    if not text:
        return ""
    from fontTools import subset

    options = subset.Options(flavor="woff", hinting=False, layout_features=[], name_IDs=[0, 1, 2, 6, 13, 14])
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=sorted({ord(char) for char in text}))
    file = io.BytesIO()
    with subset.load_font(io.BytesIO(small_font().holding(text)), options) as font:
        cutter.subset(font)
        subset.save_font(font, file, options)
    data = base64.b64encode(file.getvalue()).decode()
    return f"@font-face{{font-family:'{FAMILY}';src:url(data:font/woff;base64,{data}) format('woff')}}"


def embed_font(svg: str) -> str:
    """The SVG source with the glyphs of its texts in it."""
    svg = svg.replace(f"font-family: '{FAMILY}'", f"font-family: '{FAMILY}', sans-serif")
    return svg.replace("<defs>", f"<defs>\n  {_STYLE.format(font_face(_shown(svg)))}", 1)


def share_font(figures: Mapping[str, str]) -> tuple[dict[str, str], str]:
    """SVG sources without their fonts, and one CSS rule with the glyphs of all: for a page that shows several.

    A page with a content security policy has to allow ``font-src data:``.

    >>> bare, rule = share_font({"one": '<svg><style id="font">x</style><text>法</text></svg>'})
    >>> bare, rule.startswith("@font-face")
    ({'one': '<svg><text>法</text></svg>'}, True)
    """
    bare = {name: _EMBEDDED.sub("", svg) for name, svg in figures.items()}
    return bare, font_face("".join(map(_shown, bare.values())))


def _shown(svg: str) -> str:
    """The characters of the texts; those of the tags too, which are few."""
    return "".join(_SHOWN.findall(svg))
