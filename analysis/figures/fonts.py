"""The font that travels with the package: known to matplotlib, checked for glyphs, embedded in SVG.

fontTools cuts from the font what a figure shows, so that an SVG file holds its text as text and needs no other file.
"""

from __future__ import annotations

import base64
import functools
import io
import re
from collections.abc import Mapping
from pathlib import Path

from matplotlib import font_manager
from matplotlib.figure import Figure
from matplotlib.text import Text

from analysis.errors import InputError
from analysis.paths import resource

FAMILY = "Fazhi Sans"
_STYLE = '<style id="font">{}</style>'
_EMBEDDED = re.compile(r'<style id="font">.*?</style>', re.DOTALL)
_SHOWN = re.compile(r"<text[ >].*?</text>", re.DOTALL)


@functools.cache
def load_font() -> tuple[Path, frozenset[int]]:
    """Path of the font and its characters; made known to matplotlib under its own name at first use."""
    path = resource("fonts/FazhiSans-Regular.ttf")
    font_manager.fontManager.addfont(path)
    return path, frozenset(font_manager.get_font(path).get_charmap())


def check_glyphs(figure: Figure) -> None:
    """Raise when the font lacks a character that the figure shows.

    Raises
    ------
    InputError
        Naming the character and the text it stands in.
    """
    _, known = load_font()
    for artist in figure.findobj(Text):
        text = str(artist.get_text())
        for char in text:
            if ord(char) not in known and not char.isspace():
                raise InputError(
                    "text of the figure",
                    f"{text!r} has the character {char!r} (U+{ord(char):04X}), which the font lacks",
                    "write it with other characters",
                )


def font_face(text: str) -> str:
    """CSS rule that holds the glyphs of a text and nothing else.

    >>> rule = font_face("法治")
    >>> rule[:40], 1000 < len(rule) < 4000
    ("@font-face{font-family:'Fazhi Sans';src:", True)
    """
    from fontTools import subset

    path, _ = load_font()
    options = subset.Options(flavor="woff", hinting=False, layout_features=[], name_IDs=[0, 1, 2, 6, 13, 14])
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=sorted({ord(char) for char in text}))
    file = io.BytesIO()
    with subset.load_font(str(path), options) as font:
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
