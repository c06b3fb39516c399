"""A figure shows itself in a notebook, in the width and style asked for, and pyplot knows of none."""

from __future__ import annotations

import struct
import subprocess
import sys
import warnings
from pathlib import Path

import matplotlib as mpl
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

import analysis as fz
from analysis.figures.style import WIDTHS

from .artists import make_intervals
from .planted import make_trends


def test_the_picture_has_the_printed_size_at_two_dots_a_pixel() -> None:
    ax = fz.plot_shares(make_intervals(), width="89mm")
    picture, size = ax._repr_png_()
    assert picture.startswith(b"\x89PNG")
    assert size["width"] == round(96 * 89 / 25.4)
    assert struct.unpack(">2I", picture[16:24])[0] == pytest.approx(2 * size["width"], abs=2)
    assert ax.figure._repr_png_()[0] == picture


def test_axes_of_the_caller_are_shown_by_whoever_made_them() -> None:
    own = Figure().add_subplot()
    assert not hasattr(fz.plot_shares(make_intervals(), ax=own), "_repr_png_")
    with pytest.raises(fz.InputError, match="width is '89mm' with ax; leave it out"):
        fz.plot_shares(make_intervals(), ax=own, width="89mm")


def test_a_figure_is_drawn_and_shown_without_pyplot() -> None:
    script = (
        "import sys; from tests.figures.planted import make_trends; import analysis as fz;"
        "fz.plot_trends(make_trends())._repr_png_(); assert 'matplotlib.pyplot' not in sys.modules"
    )
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-c", script], check=True, cwd=root)


@pytest.mark.slow
def test_a_cell_that_ends_in_a_figure_shows_it() -> None:
    with warnings.catch_warnings():  # the kernel's client opens sockets and event loops in ways of its own
        warnings.simplefilter("ignore")
        nbformat, nbclient = pytest.importorskip("nbformat"), pytest.importorskip("nbclient")
        lines = [
            "import analysis as fz, pandas as pd",
            "trends = pd.DataFrame({'area': [1, 6], 'slope': [-0.2, 1.1], 'low': [-0.6, 0.7], 'high': [0.2, 1.5],",
            "    'level': 0.95, 'p_holm': [0.3, 0.002], 'estimator': 'dsl', 'weight': 'characters', 'panel': 'full'})",
            "fz.plot_trends(trends, lang='en', width='89mm')",
        ]
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("\n".join(lines))])
        nbclient.NotebookClient(notebook, timeout=120).execute()
    (output,) = notebook.cells[0].outputs
    assert output.output_type == "execute_result"
    assert len(output.data["image/png"]) > 1000
    assert output.metadata["image/png"]["width"] == 336


@pytest.mark.parametrize("width", WIDTHS)
def test_a_figure_has_the_width_asked_for_and_type_of_its_size(width: str) -> None:
    ax = fz.plot_trends(make_trends(), width=width)
    assert ax.figure.get_size_inches()[0] == pytest.approx(float(width.removesuffix("mm")) / 25.4)
    assert ax.xaxis.label.get_fontsize() == 8


def test_another_width_is_refused() -> None:
    with pytest.raises(fz.InputError, match="width is '90mm'; use one of '89mm', '120mm', '178mm'"):
        fz.plot_trends(make_trends(), width="90mm")


def test_a_style_reaches_all_type_and_no_other_figure(tmp_path: Path) -> None:
    before = dict(mpl.rcParams)
    file = tmp_path / "journal.mplstyle"
    file.write_text("font.size: 10\nxtick.labelsize: 10\naxes.spines.right: True\n", encoding="utf-8")
    ax = fz.plot_trends(make_trends(), style=file)
    assert dict(mpl.rcParams) == before
    assert ax.spines["right"].get_visible()
    small = [text for text in ax.findobj(Text) if text.get_gid() == "p"]
    assert {text.get_fontsize() for text in small} == {8.75}
    assert fz.plot_trends(make_trends(), style={"font.family": "serif"}).xaxis.label.get_fontfamily() == [
        "serif",
        "Fazhi Sans",
    ]
    assert fz.plot_trends(make_trends()).xaxis.label.get_fontsize() == 8


@pytest.mark.parametrize(
    ("style", "message"),
    [
        ("no such", "style is 'no such'; give a dict of settings"),
        ({"font.sise": 7}, "style has a setting that matplotlib refuses"),
        ({"font.size": "large?"}, "style has a setting that matplotlib refuses"),
    ],
)
def test_a_style_that_is_none_is_refused(style: object, message: str) -> None:
    with pytest.raises(fz.InputError, match=message):
        fz.plot_trends(make_trends(), style=style)
