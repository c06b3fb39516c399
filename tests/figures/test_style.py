"""The house style stays at home, and its colours tell the areas apart, for every reader and in grey print."""

from __future__ import annotations

from itertools import combinations

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgb

import analysis as fz
from analysis.figures.fonts import FAMILY
from analysis.figures.style import HOUSE, deepen, ink_on

from .artists import areas_of

Tables = dict[str, pd.DataFrame]


def test_settings_stay_when_a_plot_fails() -> None:
    with mpl.rc_context({name: mpl.rcParamsDefault[name] for name in HOUSE}):
        before = dict(mpl.rcParams)
        with pytest.raises(fz.InputError):
            fz.plot_shares(pd.DataFrame())
        assert dict(mpl.rcParams) == before


def test_the_callers_settings_do_not_reach_the_figure(tables: Tables) -> None:
    with mpl.rc_context({"font.family": "monospace", "font.size": 30, "axes.spines.top": True}):
        ax = fz.plot_shares(tables["sample_shares"])
    assert ax.yaxis.label.get_fontfamily() == [FAMILY]
    assert ax.yaxis.label.get_fontsize() == 8
    assert not ax.spines["top"].get_visible()


# --- colours ---

# Machado, Oliveira & Fernandes (2009), doi:10.1109/TVCG.2009.113, table of severity 1.0; on linear RGB
VISION = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}


def linear(colour: str) -> np.ndarray:
    """Linear RGB of an sRGB colour (IEC 61966-2-1)."""
    part = np.array(to_rgb(colour))
    return np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)


def lab(rgb: np.ndarray) -> np.ndarray:
    """CIELAB under D65 of a linear RGB colour."""
    matrix = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    x, y, z = (np.array(matrix) @ np.clip(rgb, 0, 1)) / (0.9505, 1.0, 1.089)
    f = [t ** (1 / 3) if t > 216 / 24389 else (24389 / 27 * t + 16) / 116 for t in (x, y, z)]
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def distance(one: str, other: str, vision: str) -> float:
    """CIELAB distance (1976) of two colours as they are seen."""
    return float(np.linalg.norm(lab(VISION[vision] @ linear(one)) - lab(VISION[vision] @ linear(other))))


def test_the_measure_of_colours_gives_published_values() -> None:
    # sRGB primaries in CIELAB, D65: 53.2, 80.1, 67.2 and 32.3, 79.2, −107.9
    np.testing.assert_allclose(lab(linear("#ff0000")), [53.24, 80.09, 67.20], atol=0.05)
    np.testing.assert_allclose(lab(linear("#0000ff")), [32.30, 79.19, -107.86], atol=0.05)
    for matrix in VISION.values():
        np.testing.assert_allclose(matrix.sum(axis=1), 1, atol=1e-5)  # grey stays grey
    assert distance("#ff0000", "#00ff00", "deuteranopia") < distance("#ff0000", "#00ff00", "normal") / 2


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("scheme", ["outline-2015", "outline-2021"])
def test_colour_blind_readers_tell_any_two_areas_apart(scheme: str, vision: str) -> None:
    areas = areas_of(scheme)
    for one, other in combinations(areas.index, 2):
        apart = distance(areas.at[one, "colour"], areas.at[other, "colour"], vision)
        assert apart > 12, f"{one} and {other}"  # 2 or so is just seen
        assert areas.at[one, "marker"] != areas.at[other, "marker"]


def test_in_grey_print_markers_and_lines_tell_areas_apart() -> None:
    areas = areas_of()
    assert areas["marker"].is_unique
    for one, other in combinations(areas.index, 2):
        lightness = [lab(linear(areas.at[area, "colour"]))[0] for area in (one, other)]
        assert abs(lightness[0] - lightness[1]) > 2 or areas.at[one, "line"] != areas.at[other, "line"]


def contrast(one: str, other: str) -> float:
    """Ratio of luminances (WCAG 2)."""
    high, low = sorted(
        (float(np.dot(linear(c), (0.2126, 0.7152, 0.0722))) for c in (one, other)), reverse=True
    )
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["outline-2015", "outline-2021"])
def test_names_and_numbers_in_colour_can_be_read(scheme: str) -> None:
    for colour in areas_of(scheme)["colour"]:
        assert contrast(deepen(colour), "#ffffff") > 3.9
        assert contrast(ink_on(colour), colour) > 3.4
