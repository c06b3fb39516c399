"""A grid of tiles in place of a map of the provinces.

Tiles, because an outline that may be shipped and shows the borders as Chinese rules on maps ask is not at hand; and
because on a map the large provinces of the west would outshine all others.
"""

from __future__ import annotations

from functools import cache

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from analysis.errors import InputError
from analysis.figures.layout import add_bar, add_note, write_title
from analysis.figures.style import (
    DIVERGING,
    LIGHT,
    MIDDLE,
    SEQUENTIAL,
    dark_on,
    house_style,
    make_axes,
    points,
    width_for,
)  # fmt: skip
from analysis.figures.telling import tell
from analysis.language import signed, words_of
from analysis.paths import resource
from analysis.tables import check_table

_BAR = (0.02, 0.88, 0.3, 0.025)  # of the key, where no province lies
_LONG = 10  # letters of a name that has two lines
_SYLLABLES = {"Heilongjiang": 7, "Guangdong": 5, "Chongqing": 5, "Shandong": 4}  # where a long name may break
_DEEPEST = 0.9  # of the colours, so that the names stay legible


@cache
def load_provinces() -> pd.DataFrame:
    """Short names of the 34 provincial units by official name, and the row and column of each one's tile.

    >>> load_provinces().loc["内蒙古自治区", ["name_zh", "name_en"]].tolist()
    ['内蒙古', 'Inner Mongolia']
    """
    table = pd.read_csv(resource("provinces.csv"), dtype={"province": "string"})
    return table.set_index("province")


def province_key(name: str) -> str:
    """Official name of a province given by its official or short name.

    >>> province_key("山东"), province_key("山东省")
    ('山东省', '山东省')
    """
    provinces = load_provinces()
    if name in provinces.index:
        return name
    found = provinces.index[provinces["name_zh"] == name]
    if found.empty:
        raise InputError("province", f"is {name!r}", "use a name such as '山东省' or '山东'")
    return str(found[0])


def _in_lines(name: str, narrow: bool = False) -> str:
    """A name as it fits into its tile.

    >>> _in_lines("Inner Mongolia"), _in_lines("Heilongjiang"), _in_lines("Guangdong", narrow=True), _in_lines("山东")
    ('Inner\\nMongolia', 'Heilong-\\njiang', 'Guang-\\ndong', '山东')
    """
    place = _SYLLABLES.get(name, 0) if narrow or len(name) > _LONG else 0
    return f"{name[:place]}-\n{name[place:]}" if place else name.replace(" ", "\n")


@house_style
def plot_province_tiles(
    values: pd.DataFrame,
    *,
    title: str | None = None,
    unit: str | None = None,
    ax: Axes | None = None,
    lang: str = "zh",
) -> Axes:
    """Draw one number per province on a grid of tiles.

    Parameters
    ----------
    values : DataFrame, one row per province
        ``province`` (official or short name), ``value``; where a value is negative the colours diverge from zero.
    title : str, optional
        What the number is, with its years; default the number of reports where the table has ``first_year`` and
        ``last_year``, else "by province".
    unit : str, optional
        Unit of the number, for the key of the colours; default that of the title.
    ax : Axes, optional
        Where to draw; default a new figure.
    lang : {"zh", "en"}, default "zh"
        Language of all labels.

    Returns
    -------
    Axes
        The axes drawn on.

    Raises
    ------
    InputError
        When a province is unknown or comes twice.

    See Also
    --------
    plot_coverage : draws province by year.

    Examples
    --------
    >>> ax = plot_province_tiles(pd.DataFrame({"province": ["山东省", "江苏"], "value": [3, 12]}), lang="en")
    >>> len(ax.patches), [text.get_text() for text in ax.texts if text.get_text() == "12"]
    (34, ['12'])
    """
    check_table(values, ("province", "value"), argument="values")
    words, provinces = words_of("figures.tiles", lang), load_provinces()
    known = values.dropna(subset=["province", "value"])
    given = pd.Series(known["value"].to_numpy(dtype=float), index=known["province"].map(province_key))
    if given.index.has_duplicates:
        twice = given.index[given.index.duplicated()][0]
        raise InputError("values", f"has {twice} more than once", "give one number for each province")
    counts = {"first_year", "last_year"} <= set(values.columns) and len(values)
    if title is None and counts:
        ends = sorted({int(values["first_year"].min()), int(values["last_year"].max())})
        title, unit = words["reports"].format(years="–".join(map(str, ends))), unit or words["unit"]
    title, note = title or words["title"], [words["note"]]
    tell(title, note, lang=lang, table=values)
    diverging, whole = bool((given < 0).any()), bool((given % 1 == 0).all())
    top = max(float(given.abs().max()), 1e-9) if len(given) else 1.0
    colours = mpl.colormaps[DIVERGING if diverging else SEQUENTIAL]
    wide = width_for(ax, MIDDLE)
    small = points(7) if wide >= MIDDLE else points(6.5)
    ax = make_axes(ax, MIDDLE, 0.75 + (0.78 if wide >= MIDDLE else 0.9) * wide)
    for province, tile in provinces.iterrows():
        value = given.get(province, np.nan)
        depth = 0.0 if np.isnan(value) else abs(value) / top
        shade = 0.5 + value / top / 2 if diverging else depth * _DEEPEST
        face = LIGHT if np.isnan(value) else colours(shade)
        place = (tile["column"], tile["row"])
        ax.add_patch(
            Rectangle((place[0] - 0.47, place[1] - 0.47), 0.94, 0.94, facecolor=face, gid=str(province))
        )
        name = tile[f"name_{lang}"]
        ink = dark_on(depth)
        said = _in_lines(name, wide < MIDDLE)
        lower = 0.06 * said.count("\n")
        ax.text(
            place[0],
            place[1] + lower,
            said,
            ha="center",
            va="bottom",
            color=ink,
            fontsize=small,
            linespacing=1.0,
        )
        if not np.isnan(value):
            text = f"{value:.0f}" if whole else signed(value) if diverging else f"{value:.1f}"
            ax.text(
                place[0],
                place[1] + (0.08 if lower else 0.1) + lower,
                text,
                ha="center",
                va="top",
                color=ink,
                fontsize=points(7.5),
            )
    ax.set(xlim=(0.5, 7.5), ylim=(7.5, -0.5))
    ax.set_axis_off()
    norm = mpl.colors.Normalize(-top if diverging else 0, top if diverging else top / _DEEPEST)
    add_bar(ax, mpl.cm.ScalarMappable(norm, colours), unit or "", place=_BAR, whole=whole)
    write_title(ax, title, lang=lang)
    add_note(ax, note, lang=lang, table=values)
    return ax
