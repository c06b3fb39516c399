"""One tile for each province, in its place and colour."""

from __future__ import annotations

import pandas as pd
import pytest
from matplotlib import colormaps
from matplotlib.colors import to_hex

import analysis as fz
from analysis.figures.style import LIGHT
from analysis.figures.tiles import load_provinces
from analysis.reading.regions import load_regions


def test_provinces_are_those_of_the_administrative_code_each_with_its_tile() -> None:
    provinces, regions = load_provinces(), load_regions()
    official = regions[regions["level"] == "province"]
    assert provinces.index.tolist() == official["name"].tolist()
    assert provinces["name_zh"].tolist() == official["short_name"].tolist()
    assert not provinces.duplicated(["row", "column"]).any()
    at = provinces.set_index("name_zh")
    for north, south in (("黑龙江", "吉林"), ("北京", "河北"), ("广东", "海南"), ("江苏", "浙江")):
        assert at.at[north, "row"] < at.at[south, "row"]
    for west, east in (("新疆", "甘肃"), ("四川", "重庆"), ("安徽", "江苏"), ("福建", "台湾")):
        assert at.at[west, "column"] < at.at[east, "column"]


def test_tiles_are_coloured_by_value_and_grey_without() -> None:
    ax = fz.plot_province_tiles(pd.DataFrame({"province": ["山东省", "江苏"], "value": [3.0, 12.5]}))
    faces = {tile.get_gid(): to_hex(tile.get_facecolor()) for tile in ax.patches}
    assert len(faces) == 34
    blues = colormaps["Blues"]
    assert faces.pop("江苏省") == to_hex(blues(0.9))  # the largest
    assert faces.pop("山东省") == to_hex(blues(0.9 * 3 / 12.5))
    assert set(faces.values()) == {LIGHT.lower()}
    numbers = {text.get_text() for text in ax.texts} & {"3.0", "12.5"}
    assert numbers == {"3.0", "12.5"}


def test_negative_values_diverge_from_nought() -> None:
    ax = fz.plot_province_tiles(pd.DataFrame({"province": ["山东", "江苏"], "value": [-2.5, 5.0]}), lang="en")
    faces = {tile.get_gid(): tile.get_facecolor() for tile in ax.patches}
    assert faces["山东省"][2] > faces["山东省"][0]
    assert faces["江苏省"][0] > faces["江苏省"][2]
    assert {"−2.5", "+5.0"} <= {text.get_text() for text in ax.texts}


@pytest.mark.parametrize(
    ("names", "message"),
    [(["山东", "山东省"], "山东省 more than once"), (["Shandong"], "province is 'Shandong'")],
)
def test_names_that_do_not_tell_one_province_are_refused(names: list[str], message: str) -> None:
    with pytest.raises(fz.InputError, match=message):
        fz.plot_province_tiles(pd.DataFrame({"province": names, "value": 1.0}))
