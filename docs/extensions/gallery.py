"""The gallery: every figure of the catalogue with its caption and the line that draws it, from simulated tables."""

from __future__ import annotations

import logging
from pathlib import Path

import analysis as fz
from analysis.figures.canvas import write_figure
from analysis.figures.fonts import embed_font
from analysis.study.catalogue import EXHIBITS, Drawing
from analysis.study.drawing import draw_exhibit

_ONE_OF = {
    "robustness": 6,
    "term_shifts": 6,
    "topic_words": 2,
    "marginal_shares": "z",
}  # of figures that are drawn for each of several values
_HEAD = """# Gallery

Every figure of a study, drawn from simulated tables at two columns of a journal (178 mm; `width="89mm"` and `"120mm"` give one
column and one and a half). The lines take the tables that a study returns:

```python
import analysis as fz

tables = fz.run_study("path/to/reports", "results")
```

A figure is shown where a cell of a notebook ends in it. `fz.save_figure` writes it as PDF, SVG and PNG with its numbers and its
captions in both languages; `fz.caption` gives the caption alone.
"""


def gallery(target: Path) -> str:
    """The page; the pictures are drawn into `target`."""
    from tests.figures.planted import planted_tables

    # a11y_pygments, which nbconvert brings, turns the messages of all libraries on
    logging.getLogger("fontTools").setLevel(logging.WARNING)

    sim = fz.make_reports(n_regions=12, years=range(2017, 2023), random_state=0)
    tables = {**planted_tables(), "paragraphs": sim.paragraphs, "reports": sim.reports}
    target.mkdir(parents=True, exist_ok=True)
    parts = [_HEAD]
    for name, exhibit in EXHIBITS.items():
        drawing = Drawing(name, exhibit, _ONE_OF.get(name))
        ax = draw_exhibit(drawing, tables, lang="en", width="178mm")
        (svg,) = write_figure(ax.figure, ["svg"], ax.figure.settings)
        (target / f"{name}.svg").write_text(embed_font(svg.decode()), encoding="utf-8")
        parts += [
            f"## `{exhibit.verb}`",
            f"```python\n{code_of(name)}\n```",
            f"![{exhibit.verb}](gallery/{name}.svg)",
            fz.caption(ax).replace("*", "\\*"),
            "",
        ]
    return "\n\n".join(parts)


def code_of(name: str) -> str:
    """The line that draws a figure of the catalogue from the tables of a study."""
    exhibit = EXHIBITS[name]
    if exhibit.prepare is not None:
        return f'fz.redraw_figures("results", lang="en", only=["{name}"])'
    given = [
        f'tables["{table}"]' + ('.set_index("topic")' if table == "topic_words" else "")
        for table in exhibit.tables
    ]
    one = [f"{exhibit.each}={_ONE_OF[name]!r}"] if exhibit.each else []
    return f'fz.{exhibit.verb}({", ".join([*given, *one])}, lang="en")'
