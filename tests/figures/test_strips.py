"""Strips show each report's paragraphs in their order, each area with its part."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

import analysis as fz
from analysis.columns.types import AREAS, MIX
from analysis.figures.style import LIGHT

from .artists import ZH, areas_of, make_intervals, note, texts


def blocks(ax: Axes, row: int) -> list[Rectangle]:
    """The coloured blocks of one strip."""
    return [
        patch
        for patch in ax.patches
        if isinstance(patch, Rectangle) and row - 0.5 < patch.get_y() + 1e-9 < row + 0.5
    ]


@pytest.fixture(scope="module")
def strips(coded: pd.DataFrame) -> Axes:
    return fz.plot_strips(coded)


def test_reports_are_in_the_order_of_years(strips: Axes) -> None:
    assert [label.get_text() for label in strips.get_yticklabels()] == [
        "yichun_2017",
        "weifang_gaoxin_2018",
        "longsha_2019",
        "lianyungang_2020",
        "huangshi_2022",
    ]
    top, bottom = strips.get_ylim()[1], strips.get_ylim()[0]
    assert top < bottom  # the first row is at the top


def test_each_strip_is_filled_and_each_area_has_its_part(strips: Axes, coded: pd.DataFrame) -> None:
    colours = {to_hex(colour): area for area, colour in areas_of()["colour"].items()} | {LIGHT.lower(): 0}
    for row, label in enumerate(strips.get_yticklabels()):
        own = coded[coded["report_id"] == label.get_text()]
        covered: dict[int, float] = defaultdict(float)
        for block in blocks(strips, row):
            covered[colours[to_hex(block.get_facecolor())]] += block.get_width() * block.get_height()
        chars = own["n_chars"].to_numpy(dtype=float)
        mix = own[list(MIX)].fillna(0.0).to_numpy()
        expected = {area: (chars * mix[:, area - 1]).sum() / chars.sum() for area in AREAS}
        expected[0] = chars[(own["area"] == 0).to_numpy(dtype=bool)].sum() / chars.sum()
        total = sum(covered.values())
        assert {area: covered[area] / total for area in expected} == pytest.approx(expected)


def test_paragraphs_stand_in_their_order_without_gaps(coded: pd.DataFrame) -> None:
    own = coded[coded["report_id"] == "longsha_2019"]
    ax = fz.plot_strips(own.sample(frac=1, random_state=0))
    starts = np.unique(np.round([block.get_x() for block in blocks(ax, 0)], 9))
    chars = own.sort_values("position")["n_chars"].to_numpy(dtype=float)
    expected = 100 * np.concatenate([[0], np.cumsum(chars)[:-1]]) / chars.sum()
    np.testing.assert_allclose(starts, expected, atol=1e-8)
    assert max(block.get_x() + block.get_width() for block in blocks(ax, 0)) == pytest.approx(100)


def test_the_legend_has_the_areas_and_what_has_none(strips: Axes) -> None:
    legend = strips.get_legend()
    names = [text.get_text() for text in legend.get_texts()]
    assert names == [*(f"{area} {name}" for area, name in zip(AREAS, ZH, strict=True)), "不归领域"]
    colours = [to_hex(patch.get_facecolor()) for patch in legend.get_patches()]
    assert colours == [*areas_of()["colour"].str.lower(), LIGHT.lower()]


def test_strips_are_named_by_place_and_year(coded: pd.DataFrame) -> None:
    ax = fz.plot_strips(coded, fz.read_reports(fz.sample_reports()))
    assert [label.get_text() for label in ax.get_yticklabels()] == [
        "伊春市 2017",
        "潍坊高新区管委会 2018",
        "龙沙区 2019",
        "连云港市 2020",
        "黄石市 2022",
    ]


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("a" * 30, "a" * 30),
        ("某市人民政府" * 6, "某市人民政府" * 4 + "某市人民政…"),
        ("$x_1$ and \\frac$", "$x_1$ and \\frac$"),
    ],
)
def test_long_names_are_cut_and_signs_stay_signs(coded: pd.DataFrame, name: str, label: str) -> None:
    own = coded[coded["report_id"] == "longsha_2019"].assign(report_id=name)
    ax = fz.plot_strips(own)
    assert label in texts(ax)


def test_a_report_without_year_comes_last(coded: pd.DataFrame) -> None:
    undated = coded["report_id"] == "yichun_2017"
    ax = fz.plot_strips(coded.assign(year=coded["year"].mask(undated)))
    assert [label.get_text() for label in ax.get_yticklabels()][-1] == "yichun_2017"


def test_the_table_given_is_not_changed(coded: pd.DataFrame) -> None:
    table, shares = coded.copy(deep=True), make_intervals()
    texts(fz.plot_strips(table))
    texts(fz.plot_shares(shares))
    pd.testing.assert_frame_equal(table, coded)
    pd.testing.assert_frame_equal(shares, make_intervals())


def test_of_many_reports_some_are_shown_and_the_note_says_so(coded: pd.DataFrame) -> None:
    one = coded[coded["report_id"] == "longsha_2019"]
    many = pd.concat(
        [one.assign(report_id=f"r{number:03}", year=2000 + number // 10) for number in range(121)]
    )
    ax = fz.plot_strips(many, lang="en")
    shown = [label.get_text() for label in ax.get_yticklabels()]
    assert len(shown) == 30
    assert (shown[0], shown[-1]) == ("r000", "r120")
    assert shown == sorted(shown)
    assert "30 of 121 reports, 91 left out" in note(ax)
    assert "left out" not in note(fz.plot_strips(one, lang="en"))
    assert ax.figure.get_size_inches()[1] < 11.7  # a page


def test_many_reports_are_grouped_by_province_and_ordered_by_year(coded: pd.DataFrame) -> None:
    one = coded[coded["report_id"] == "longsha_2019"]
    reports = pd.DataFrame(
        {
            "report_id": [f"r{number:03}" for number in range(60)],
            "region": "某市",
            "year": [2000 + number % 20 for number in range(60)],
            "province": ["山东省", "江苏省", "黑龙江省"] * 20,
        }
    )
    many = pd.concat(
        [one.assign(report_id=name, year=year) for name, year in reports[["report_id", "year"]].to_numpy()]
    )
    ax = fz.plot_strips(many, reports, lang="en")
    groups = [text for text in ax.texts if text.get_gid() == "province"]
    assert [text.get_text() for text in groups] == [
        "Heilongjiang",
        "Jiangsu",
        "Shandong",
    ]  # the official order
    rows = dict(zip(ax.get_yticks(), ax.get_yticklabels(), strict=True))
    assert len(rows) == 30
    starts = [text.get_position()[1] for text in groups]
    for start, end in zip(starts, [*starts[1:], 99], strict=True):
        own = [label.get_text() for row, label in rows.items() if start < row < end]
        assert len(own) == 10
        assert own == sorted(own)  # of one place: by year


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "* 1 document of a type that shares and trends leave out."),
        ("zh", "* 1 份文件的文种不计入占比与趋势。"),
    ],
)
def test_documents_that_do_not_count_have_a_star(coded: pd.DataFrame, lang: str, said: str) -> None:
    types = coded["doc_type"].mask(coded["report_id"] == "longsha_2019", "plan")
    ax = fz.plot_strips(coded.assign(doc_type=types), lang=lang)
    names = [label.get_text() for label in ax.get_yticklabels()]
    assert [name for name in names if "*" in name] == ["longsha_2019 *"]
    assert said in note(ax)
    assert "*" not in note(fz.plot_strips(coded.assign(doc_type=types), doc_types=None, lang=lang))
    assert "*" not in note(fz.plot_strips(coded.drop(columns="doc_type"), lang=lang))
