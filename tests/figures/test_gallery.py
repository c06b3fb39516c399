"""Every figure, in both languages: labels in one language, no overlap, the caller's Axes, the same bytes twice."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

import analysis as fz
from analysis.figures.fonts import FAMILY
from analysis.figures.style import HOUSE
from analysis.figures.telling import caption_alone

from .artists import CHINESE, LATIN, PLOTS, examine, note, short_note
from .planted import TERMS

Tables = dict[str, pd.DataFrame]
Gallery = Callable[[str, str], "Drawn"]
# what stays as it is in both languages: names of reports, of methods and of measures
IDS = {  # of files and formulas, and letters of statistics
    "share",
    "event",
    "year",
    "yichun",
    "weifang",
    "gaoxin",
    "longsha",
    "lianyungang",
    "huangshi",
    "LDA",
    "NPMI",
    "F",
    "p",
    "z",
    "Holm",
    "Benjamini",
    "Hochberg",
}
EACH = pytest.mark.parametrize("plot", PLOTS)
BOTH = pytest.mark.parametrize("lang", ["zh", "en"])


@dataclass(frozen=True)
class Drawn:
    """A figure with its texts, and those that collide."""

    ax: Axes
    texts: list[str]
    collisions: list[str]


@pytest.fixture(scope="module")
def gallery(tables: Tables) -> Gallery:
    """Each figure drawn once."""
    drawn: dict[tuple[str, str], Drawn] = {}

    def draw(plot: str, lang: str) -> Drawn:
        if (plot, lang) not in drawn:
            ax = PLOTS[plot](tables, lang=lang)
            with warnings.catch_warnings():
                warnings.simplefilter("error")  # a missing character is a warning
                drawn[plot, lang] = Drawn(ax, *examine(ax))
        return drawn[plot, lang]

    return draw


def words_of_texts(tables: Tables) -> list[str]:
    """Words that stay Chinese, the longest first."""
    own = {*TERMS, *tables["term_shifts"]["term"], *tables["top_words"].to_numpy().ravel()}
    return sorted(own, key=len, reverse=True)


@BOTH
@EACH
def test_texts_keep_apart_and_inside_and_have_their_glyphs(gallery: Gallery, plot: str, lang: str) -> None:
    assert gallery(plot, lang).collisions == []


@EACH
def test_labels_are_wholly_chinese(gallery: Gallery, plot: str) -> None:
    shown = gallery(plot, "zh").texts
    assert any(CHINESE.search(text) for text in shown)
    assert {word for text in shown for word in LATIN.findall(text)} <= IDS


@EACH
def test_labels_are_wholly_english(gallery: Gallery, tables: Tables, plot: str) -> None:
    own = words_of_texts(tables)
    for text in gallery(plot, "en").texts:
        for word in own:
            text = text.replace(word, "")
        assert not CHINESE.search(text), text
        assert not set(text) & set("“”，。；：（）／"), text
        if text.strip("、 "):
            assert text.isascii() or set(text) - set("、–−×±") <= set(map(chr, range(128))), text


@EACH
def test_chinese_is_spoken_when_nothing_is_said(gallery: Gallery, tables: Tables, plot: str) -> None:
    assert caption_alone(lambda: PLOTS[plot](tables)) == fz.caption(gallery(plot, "zh").ax)


@BOTH
@EACH
def test_what_is_simulated_says_so(gallery: Gallery, plot: str, lang: str) -> None:
    said = note(gallery(plot, lang).ax).replace(" ", "")
    word = {"zh": "模拟数据", "en": "Simulateddata"}[lang]
    assert (word in said) == (plot != "strips" and "samples" not in plot)


@EACH
def test_a_caption_without_a_drawing_is_that_of_the_figure(
    gallery: Gallery, tables: Tables, plot: str
) -> None:
    assert caption_alone(lambda: PLOTS[plot](tables, lang="en")) == fz.caption(gallery(plot, "en").ax)


@EACH
@pytest.mark.parametrize("width", [None, "89mm", pytest.param("178mm", marks=pytest.mark.slow)])
def test_type_is_of_six_and_a_half_to_nine_points_and_notes_are_short(
    gallery: Gallery, tables: Tables, plot: str, width: str | None
) -> None:
    ax = PLOTS[plot](tables, lang="en", width=width) if width else gallery(plot, "en").ax
    figure = ax.get_figure(root=True)
    millimetres = 25.4 * figure.get_size_inches()[0]
    assert width is None or millimetres == pytest.approx(float(width.removesuffix("mm")))
    shown = [text for text in figure.findobj(Text) if text.get_text() and text.get_visible()]
    sizes = {text.get_fontsize() for text in shown}
    assert 6.5 <= min(sizes) <= max(sizes) <= 9
    assert len(short_note(ax)) <= (2 if millimetres > 170 else 4 if "topic" in plot else 3)


@EACH
@BOTH
@pytest.mark.slow
def test_in_one_column_texts_keep_apart_too(tables: Tables, plot: str, lang: str) -> None:
    assert examine(PLOTS[plot](tables, lang=lang, width="89mm"))[1] == []


@EACH
def test_a_plot_draws_into_the_callers_axes_in_the_house_font(tables: Tables, plot: str) -> None:
    figure = Figure()
    left, right = figure.subplots(1, 2)
    with mpl.rc_context({name: mpl.rcParamsDefault[name] for name in HOUSE}):
        before = dict(mpl.rcParams)
        assert PLOTS[plot](tables, ax=right, lang="en") is right
        assert dict(mpl.rcParams) == before
    assert right.get_children() != left.get_children()
    assert not left.has_data()
    assert figure.axes == [left, right]
    shown = [text for text in right.findobj(Text) if text.get_text()]
    assert {text.get_fontfamily()[0] for text in shown} == {FAMILY}


@EACH
def test_without_axes_a_figure_of_its_own_is_made_and_pyplot_left_alone(gallery: Gallery, plot: str) -> None:
    ax = gallery(plot, "zh").ax
    assert ax.figure.axes == [ax]
    assert plt.get_fignums() == []


@EACH
@pytest.mark.parametrize("lang", ["fr", "ZH", None])
def test_another_language_is_refused(tables: Tables, plot: str, lang: str | None) -> None:
    with pytest.raises(fz.InputError, match=r"lang is .*; use one of 'zh', 'en'"):
        PLOTS[plot](tables, lang=lang)


@pytest.mark.parametrize(
    "plot",
    [name if name in ("change", "slopes") else pytest.param(name, marks=pytest.mark.slow) for name in PLOTS],
)
def test_two_runs_give_the_same_bytes(tables: Tables, plot: str, tmp_path: Path) -> None:
    written = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        files = fz.save_figure(PLOTS[plot](tables), tmp_path / name, "figure", tables["sample_shares"])
        written.append([file.read_bytes() for file in files])
    for file, one, two in zip(files, *written, strict=True):
        assert one == two, file.suffix
