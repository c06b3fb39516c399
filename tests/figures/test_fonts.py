"""Every character has its glyph, in the figure and in the SVG file that leaves the house."""

from __future__ import annotations

import base64
import io
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from fontTools.pens.recordingPen import RecordingPen
from fontTools.ttLib import TTFont
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager, get_font

import analysis as fz
from analysis.figures.fonts import FAMILY, check_glyphs, embed_font, font_face, share_font
from analysis.paths import resource

from .artists import make_intervals


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


# --- SVG ---


@pytest.fixture(scope="module")
def svg(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("svg")
    fz.save_figure(fz.plot_shares(make_intervals()), folder, "figure", make_intervals())
    return (folder / "figure.svg").read_text(encoding="utf-8")


def embedded(css: str) -> TTFont:
    """The font in a CSS rule."""
    (data,) = re.findall(r"url\(data:font/woff;base64,([^)]+)\)", css)
    return TTFont(io.BytesIO(base64.b64decode(data)))


def test_text_of_an_svg_stays_text_with_its_glyphs_in_the_file(svg: str) -> None:
    root = ElementTree.fromstring(svg)
    shown = "".join("".join(text.itertext()) for text in root.iter("{http://www.w3.org/2000/svg}text"))
    assert "各领域占比" in shown
    with embedded(svg) as font:
        assert {ord(char) for char in shown} <= set(font.getBestCmap())
        assert len(font.getBestCmap()) < 300  # of seven thousand
        assert "SIL Open Font License" in font["name"].getDebugName(13)
    assert "http" not in "".join(re.findall(r"url\([^)]{0,40}", svg))


def test_the_embedded_glyphs_are_those_of_the_whole_font() -> None:
    with TTFont(resource("fonts/FazhiSans-Regular.ttf")) as whole, embedded(font_face("法治 A")) as part:
        for char in "法治A":
            outlines = []
            for font in (whole, part):
                pen = RecordingPen()
                font.getGlyphSet()[font.getBestCmap()[ord(char)]].draw(pen)
                outlines.append(pen.value)
            assert outlines[0] == outlines[1]


def test_several_figures_share_one_font(svg: str) -> None:
    other = embed_font(
        svg.replace("<defs>", "<defs>", 1)[: svg.index("<style id")] + "</defs><text>鼎</text></svg>"
    )
    figures, rule = share_font({"one": svg, "two": other})
    assert list(figures) == ["one", "two"]
    for bare in figures.values():
        assert "@font-face" not in bare
        assert "<text" in bare
    with embedded(rule) as font:
        assert {ord("占"), ord("鼎")} <= set(font.getBestCmap())
    assert rule.count("@font-face") == 1


def test_text_that_looks_like_markup_is_left_alone(tmp_path: Path) -> None:
    ax = fz.plot_shares(make_intervals())
    nasty = '<style id="font">a</style></text><defs>'
    ax.set_title(nasty)
    fz.save_figure(ax, tmp_path, "figure", make_intervals())
    source = (tmp_path / "figure.svg").read_text(encoding="utf-8")
    root = ElementTree.fromstring(share_font({"one": source})[0]["one"])
    assert nasty in ["".join(text.itertext()) for text in root.iter("{http://www.w3.org/2000/svg}text")]
