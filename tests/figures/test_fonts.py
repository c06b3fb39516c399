"""Every character has its glyph, in the figure and in the SVG file that leaves the house."""

from __future__ import annotations

import base64
import io
import re
import unicodedata
from contextlib import nullcontext
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from fontTools.pens.recordingPen import RecordingPen
from fontTools.ttLib import TTFont
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager, get_font
from matplotlib.text import Text
from matplotlib.ticker import FuncFormatter

import analysis as fz
from analysis.figures import unknown_characters
from analysis.figures.fonts import FAMILY, SUBSTITUTE, drawable, embed_font, font_face, share_font
from analysis.paths import resource
from analysis.reading.regions import load_regions

from .artists import make_intervals


def texts_of(svg: str) -> list[str]:
    """The texts that an SVG source shows."""
    root = ElementTree.fromstring(svg)
    return ["".join(text.itertext()) for text in root.iter("{http://www.w3.org/2000/svg}text")]


def wide_axes() -> Any:
    """Axes with room for long titles and labels."""
    return Figure(figsize=(14, 9), layout="constrained").add_subplot()


def test_unknown_characters_are_drawn_as_a_substitute_wherever_they_stand(tmp_path: Path) -> None:
    chars = ["\x07", "\x1b", "ไ", "䶮", "\ud800", "\ue000", "😀", "\U00020000"]
    words = f"关于{''.join(chars)}的说明"
    ax = fz.plot_composition(make_intervals(), ax=wide_axes())
    figure: Any = ax.get_figure(root=True)
    ax.set_title(words)
    ax.set_xlabel("x" + words)
    ax.text(0.5, 0.5, "t" + words, transform=ax.transAxes, fontfamily=FAMILY)
    ax.set_xticks([2018], ["k" + words])
    figure.suptitle("s" + words, fontfamily=FAMILY)
    fz.save_figure(ax, tmp_path, "figure", make_intervals())
    drawn = texts_of((tmp_path / "figure.svg").read_text(encoding="utf-8"))
    assert {start + "关于□□□□□□□□的说明" for start in ("", "x", "t", "k", "s")} <= set(drawn)
    assert unknown_characters(figure) == [f"U+{ord(char):04X}" for char in chars]
    assert "t" + words in [text.get_text() for text in figure.findobj(Text)], "the figure keeps its own"


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("硚口区、浉河区、鄠邑区", "硚口区、浉河区、鄠邑区"),
        ("林璟⑪", "林璟⑪"),
        ("葛\U000e0100城", "葛城"),  # variation selector
        ("e\u0301合", "e合"),  # combining accent
        ("右\u202e左\u200f", "右左"),  # marks of direction
        ("👨\u200d👩", "□□"),  # joined by a mark without width
        ("🇨🇳旗\ufe0f", "□□旗"),
        ("a\tb\rc\u2028d", "a b c d"),
        ("两\n行", "两\n行"),
        ("", ""),
    ],
)
def test_what_the_font_lacks_becomes_drawable(text: str, drawn: str) -> None:
    assert drawable(text) == drawn
    assert drawable(drawn) == drawn


def test_labels_that_a_formatter_writes_are_drawn_too(tmp_path: Path) -> None:
    ax = fz.plot_composition(make_intervals(), ax=wide_axes())
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, place: f"{place}😀"))
    kept = ax.yaxis.get_major_formatter()
    for _ in range(2):
        fz.save_figure(ax, tmp_path, "figure", make_intervals())
    assert "0□" in texts_of((tmp_path / "figure.svg").read_text(encoding="utf-8"))
    assert ax.yaxis.get_major_formatter() is kept
    assert kept.format_ticks([0.0]) == ["0😀"]


def test_names_without_rare_characters_give_the_same_bytes(tmp_path: Path, monkeypatch: Any) -> None:
    written = []
    for name in ("with", "without"):
        (tmp_path / name).mkdir()
        ax = fz.plot_composition(make_intervals(), ax=wide_axes())
        if name == "without":
            monkeypatch.setattr("analysis.figures.canvas.substituted", lambda figure: nullcontext())
        else:
            assert unknown_characters(ax.get_figure(root=True)) == []  # type: ignore[arg-type]
        files = fz.save_figure(ax, tmp_path / name, "figure", make_intervals())
        written.append([file.read_bytes() for file in files])
    assert written[0] == written[1]


def test_the_font_has_all_that_the_package_writes_into_figures() -> None:
    known = set(get_font(resource("fonts/FazhiSans-Regular.ttf")).get_charmap())
    regions = load_regions()
    assert len(regions) == 3599
    names = [*regions["name"], *regions["short_name"].dropna()]
    assert [name for name in names if any(ord(char) not in known for char in name)] == []
    package = Path(fz.__file__).parent
    files = [
        *package.glob("resources/*.csv"),
        *package.glob("resources/taxonomy/*.csv"),
        *package.glob("figures/*.py"),
        *package.glob("simulation/*.py"),
    ]
    assert len(files) > 30
    for file in files:
        text = file.read_text(encoding="utf-8")
        lacking = {char for char in text if ord(char) not in known and not char.isspace()}
        assert lacking == set(), f"{file.name}: run tools/build_font.py"
    assert ord(SUBSTITUTE) in known
    assert not [code for code in known if unicodedata.category(chr(code)) in ("Cf", "Mn", "Me", "Cc")]


@pytest.mark.parametrize(
    "text", ["法治政府建设", "双随机、一公开（试行）", "Rule-making 12.5%", "−1", "“放管服”", ""]
)
def test_the_characters_of_reports_are_known(text: str) -> None:
    figure = Figure()
    figure.text(0, 0, text)
    assert unknown_characters(figure) == []
    assert drawable(text) == text


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
    ax = fz.plot_composition(make_intervals(), ax=wide_axes())
    nasty = '<style id="font">a</style></text><defs>'
    ax.set_title(nasty)
    fz.save_figure(ax, tmp_path, "figure", make_intervals())
    source = (tmp_path / "figure.svg").read_text(encoding="utf-8")
    root = ElementTree.fromstring(share_font({"one": source})[0]["one"])
    assert nasty in ["".join(text.itertext()) for text in root.iter("{http://www.w3.org/2000/svg}text")]
