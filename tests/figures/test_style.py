"""Every figure: one language, the caller's Axes, no setting changed, every character drawn, the same files."""

from __future__ import annotations

import warnings
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager, get_font
from matplotlib.text import Text

import analysis as fz
from analysis.figures.style import FAMILY, HOUSE, check_glyphs
from analysis.paths import resource

from .artists import CHINESE, LATIN, PLOTS, make_intervals, texts

Tables = dict[str, pd.DataFrame]
# what stays as it is in both languages: names of reports, words of the texts, the name of a method
IDS = {"yichun", "weifang", "gaoxin", "longsha", "lianyungang", "huangshi", "LDA"}


@pytest.mark.parametrize("plot", PLOTS)
def test_labels_are_wholly_chinese_as_they_are_when_nothing_is_said(tables: Tables, plot: str) -> None:
    shown = texts(PLOTS[plot](tables))
    assert any(CHINESE.search(text) for text in shown)
    assert {word for text in shown for word in LATIN.findall(text)} <= IDS
    assert PLOTS[plot](tables, lang="zh").get_title(loc="left") in shown


@pytest.mark.parametrize("plot", PLOTS)
def test_labels_are_wholly_english(tables: Tables, plot: str) -> None:
    shown = texts(PLOTS[plot](tables, lang="en"))
    if plot == "topics":  # the words of the texts
        own = {"、".join(words) for words in tables["top_words"].iloc[:, :5].to_numpy()}
        shown = [text for text in shown if text.rpartition("  ")[0] not in own]
    assert any(LATIN.search(text) for text in shown)
    assert not [text for text in shown if CHINESE.search(text)]


@pytest.mark.parametrize("plot", PLOTS)
@pytest.mark.parametrize("lang", ["fr", "ZH", None])
def test_another_language_is_refused(tables: Tables, plot: str, lang: str | None) -> None:
    with pytest.raises(fz.InputError, match=r"lang is .*; use one of 'zh', 'en'"):
        PLOTS[plot](tables, lang=lang)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("plot", PLOTS)
def test_a_plot_draws_into_the_callers_axes_with_a_font_that_has_its_characters(
    tables: Tables, plot: str, lang: str
) -> None:
    figure = Figure()
    left, right = figure.subplots(1, 2)
    assert PLOTS[plot](tables, ax=right, lang=lang) is right
    assert right.has_data()
    assert not left.has_data()
    assert figure.axes == [left, right]
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a missing character is a warning
        figure.draw_without_rendering()
    shown = [text for text in right.findobj(Text) if text.get_text()]
    assert {text.get_fontfamily()[0] for text in shown} == {FAMILY}


@pytest.mark.parametrize("plot", PLOTS)
def test_without_axes_a_figure_of_its_own_is_made_and_pyplot_left_alone(tables: Tables, plot: str) -> None:
    before = plt.get_fignums()
    ax = PLOTS[plot](tables)
    assert ax.figure.axes == [ax]
    assert PLOTS[plot](tables).figure is not ax.figure
    assert plt.get_fignums() == before


@pytest.mark.parametrize("plot", PLOTS)
def test_no_setting_of_matplotlib_is_changed(tables: Tables, plot: str) -> None:
    with mpl.rc_context({name: mpl.rcParamsDefault[name] for name in HOUSE}):
        before = dict(mpl.rcParams)
        assert before["font.family"] != [FAMILY]
        PLOTS[plot](tables)
        assert dict(mpl.rcParams) == before


def test_settings_stay_when_a_plot_fails() -> None:
    with mpl.rc_context({name: mpl.rcParamsDefault[name] for name in HOUSE}):
        before = dict(mpl.rcParams)
        with pytest.raises(fz.InputError):
            fz.plot_shares(pd.DataFrame())
        assert dict(mpl.rcParams) == before


def test_the_callers_settings_do_not_reach_the_figure(tables: Tables) -> None:
    with mpl.rc_context({"font.family": "monospace", "font.size": 30, "axes.spines.top": True}):
        ax = fz.plot_shares(tables["shares"])
    assert ax.yaxis.label.get_fontfamily() == [FAMILY]
    assert ax.yaxis.label.get_fontsize() == 8
    assert not ax.spines["top"].get_visible()


# --- characters ---


@pytest.mark.parametrize("char", ["䶮", "ไ", "😀", "\U00020000"])
@pytest.mark.parametrize("place", ["title", "label", "text", "tick"])
def test_an_unknown_character_is_named_and_nothing_is_written(tmp_path: Path, char: str, place: str) -> None:
    ax = fz.plot_shares(make_intervals())
    words = f"关于{char}的说明"
    if place == "title":
        ax.set_title(words)
    elif place == "label":
        ax.set_xlabel(words)
    elif place == "text":
        ax.text(0, 0, words)
    else:
        ax.set_xticks([0], [words])
    with pytest.raises(fz.InputError) as error:
        fz.save_figure(ax, tmp_path, "figure", make_intervals())
    assert repr(char) in str(error.value)
    assert f"U+{ord(char):04X}" in str(error.value)
    assert words in str(error.value)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "text", ["法治政府建设", "双随机、一公开（试行）", "Rule-making 12.5%", "−1", "“放管服”", ""]
)
def test_the_characters_of_reports_are_known(text: str) -> None:
    figure = Figure()
    figure.text(0, 0, text)
    check_glyphs(figure)


def test_the_font_has_the_texts_of_the_taxonomy_and_of_all_figures() -> None:
    known = set(get_font(resource("fonts/FazhiSans-Regular.ttf")).get_charmap())
    needed = "".join(
        "".join(fz.load_taxonomy(scheme).areas[column])
        for scheme in ("outline-2015", "outline-2021")
        for column in ("name_zh", "short_zh", "name_en", "short_en")
    )
    assert {char for char in needed if ord(char) not in known and not char.isspace()} == set()


def test_the_font_is_the_packages_own() -> None:
    fz.plot_shares(make_intervals())
    paths = {Path(font.fname) for font in fontManager.ttflist if font.name == FAMILY}
    assert paths == {resource("fonts/FazhiSans-Regular.ttf")}


# --- files ---


@pytest.mark.parametrize("plot", ["strips", "shares with intervals"])
def test_four_files_are_written_with_the_same_bytes_each_time(
    tables: Tables, plot: str, tmp_path: Path
) -> None:
    one, two = PLOTS[plot](tables), PLOTS[plot](tables)
    written = []
    for name, ax in (("first", one), ("again", one), ("other", two)):
        folder = tmp_path / name
        folder.mkdir()
        before = dict(mpl.rcParams)
        files = fz.save_figure(ax, folder, "figure", tables["shares"])
        assert dict(mpl.rcParams) == before
        assert [file.name for file in files] == ["figure.pdf", "figure.svg", "figure.png", "figure.csv"]
        assert sorted(files) == sorted(folder.iterdir())
        written.append({file.suffix: file.read_bytes() for file in files})
    first, again, other = written
    for ending in first:
        assert first[ending] == again[ending], f"the same Axes, {ending}"
        assert first[ending] == other[ending], f"the same table, {ending}"
    assert first[".pdf"].startswith(b"%PDF-")
    assert first[".svg"].startswith(b"<?xml")
    assert first[".png"].startswith(b"\x89PNG\r\n")
    for mark in (b"CreationDate", b"dc:date", b"tIME"):
        assert not any(mark in data for data in first.values())


def test_all_formats_have_the_same_layout_and_the_figure_keeps_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ax = fz.plot_shares(make_intervals())
    engine, places, save = ax.figure.get_layout_engine(), [], Figure.savefig

    def watched(self: Figure, *arguments: object, **keywords: object) -> None:
        save(self, *arguments, **keywords)
        places.append(ax.get_position().bounds)

    monkeypatch.setattr(Figure, "savefig", watched)
    fz.save_figure(ax, tmp_path, "figure", make_intervals())
    assert len(places) == 3
    assert len(set(places)) == 1
    assert ax.figure.get_layout_engine() is engine


def test_the_numbers_lie_beside_the_picture(tmp_path: Path) -> None:
    table = make_intervals()
    *_, data = fz.save_figure(fz.plot_shares(table), tmp_path, "figure", table)
    read = pd.read_csv(data).astype(table.dtypes.to_dict())
    pd.testing.assert_frame_equal(read, table, rtol=1e-9)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(fz.InputError, match="nowhere' does not exist; create it first"):
        fz.save_figure(fz.plot_shares(make_intervals()), tmp_path / "nowhere", "figure", make_intervals())
