"""Formulas as outlines in the page itself, which look the same in every browser, without network, script or a font for mathematics.

Matplotlib, which the package needs anyway, sets them. Beside each stands its MathML, unseen, for screen readers and for copying.
"""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from latex2mathml.converter import convert
from matplotlib.font_manager import FontProperties
from matplotlib.mathtext import MathTextParser
from matplotlib.path import Path
from matplotlib.textpath import TextPath
from sphinx.application import Sphinx

EM = 100  # units of the outlines in one em
_FONT = FontProperties(math_fontfamily="stix", size=EM)
_PARSER = MathTextParser("path")
# names of LaTeX that Matplotlib does not know
_NAMES = ((r"\\le(?![a-z])", r"\\leq"), (r"\\ge(?![a-z])", r"\\geq"), (r"\\tfrac(?=\{)", r"\\frac"))
_LETTERS = {Path.MOVETO: "M", Path.LINETO: "L", Path.CURVE3: "Q", Path.CURVE4: "C", Path.CLOSEPOLY: "Z"}


def draw(latex: str, *, large: bool = False) -> str:
    """The formula as SVG that stands on the line of the text around it; `large`, with fractions in full size."""
    if large:
        latex = latex.replace(r"\frac", r"\dfrac")
    for name, known in _NAMES:
        latex = re.sub(name, known, latex)
    source = f"${' '.join(latex.split())}$"
    width, height, depth, *_ = _PARSER.parse(source, dpi=72, prop=_FONT)
    outline = []
    for points, kind in TextPath((0, 0), source, size=EM, prop=_FONT).iter_segments(curves=True):
        numbers = "" if kind == Path.CLOSEPOLY else " ".join(f"{number:.0f}" for number in _upright(points))
        outline.append(f"{_LETTERS[kind]}{numbers}")
    top = height - depth
    box = f"0 {-top - 4:.0f} {width + 4:.0f} {top + depth + 8:.0f}"
    style = f"height:{(top + depth + 8) / EM:.2f}em;vertical-align:{-(depth + 4) / EM:.2f}em"
    return f'<svg class="formula" aria-hidden="true" viewBox="{box}" style="{style}"><path d="{"".join(outline)}"/></svg>'


def _upright(points: Any) -> list[float]:
    """SVG counts downwards."""
    return [-number if place % 2 else number for place, number in enumerate(points)]


def inline(translator: Any, node: nodes.math) -> None:
    spoken = f'<span class="spoken">{convert(node.astext())}</span>'
    translator.body.append(f'<span class="math">{draw(node.astext())}{spoken}</span>')
    raise nodes.SkipNode


def display(translator: Any, node: nodes.math_block) -> None:
    spoken = f'<span class="spoken">{convert(node.astext(), display="block")}</span>'
    translator.body.append(f'<div class="math">{draw(node.astext(), large=True)}{spoken}</div>\n')
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.add_html_math_renderer("outlines", (inline, None), (display, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
