"""What figures are put together from: panels, notes, labels at the ends of lines, grids of numbers."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import Bbox, ScaledTranslation

from analysis.errors import InputError
from analysis.figures.canvas import HouseAxes
from analysis.figures.style import DIVERGING, GREY, INK, SEQUENTIAL, dark_on, deepen, points
from analysis.figures.telling import caption_text, tell
from analysis.language import number, words_of
from analysis.tables import is_simulated

_LINE = 9.5  # points between the lines of labels
NOTE = "note-"  # and the language: the id of a note
_NOTE_LINES, _NARROW = 2, 4.0  # below this many inches one line more, for the meaning of the signs
_PALE: dict[str, Any] = {"facecolor": "white", "alpha": 0.7, "linewidth": 0}
_SIGN = 40.0  # points of a sign in a key and the room around it


def add_panels(
    ax: Axes,
    rows: int,
    columns: int,
    *,
    gap: tuple[float, float] = (0.15, 0.4),
    widths: Sequence[float] | None = None,
    heights: Sequence[float] | None = None,
) -> list[Axes]:
    """Panels inside `ax`, row by row; they are its ``child_axes``.

    The frame keeps the title and the note, so that a figure of many panels fits into one Axes of the caller.

    Parameters
    ----------
    ax : Axes
        The frame; its own axis lines go.
    rows, columns : int
        Number of panels.
    gap : (float, float)
        Inches between columns and between rows.
    widths, heights : sequence of float, optional
        Relative sizes; default all alike.
    """
    ax.set_axis_off()
    figure: Any = ax.get_figure(root=True)
    place = ax.get_position()
    size = figure.get_size_inches() * (place.width, place.height) * 1.1  # layout gives the frame more room
    across, down = _spans(columns, gap[0] / size[0], widths), _spans(rows, gap[1] / size[1], heights)
    return [
        ax.inset_axes((left, 1 - top - height, width, height))
        for top, height in down
        for left, width in across
    ]


def _spans(count: int, gap: float, sizes: Sequence[float] | None) -> list[tuple[float, float]]:
    """Start and length of parts of the unit interval."""
    parts = np.asarray(sizes if sizes is not None else [1.0] * count, dtype=float)
    lengths = parts / parts.sum() * (1 - gap * (count - 1))
    starts = np.concatenate([[0.0], np.cumsum(lengths + gap)[:-1]])
    return list(zip(starts.tolist(), lengths.tolist(), strict=True))


def add_note(ax: Axes, sentences: Sequence[str], *, lang: str, table: pd.DataFrame) -> None:
    """Write a note of two lines, three in one column of a journal, under the figure; on Axes that the caller gave, under the Axes.

    The first sentences stand there, as many as have room. All of them are in the caption, which travels with the note
    (:func:`analysis.figures.caption`), with a word where areas are called as the default scheme does because the table names
    none. Simulated data are called so in both: where the table says it, or names in it do.
    """
    title = ax.get_title(loc="left")
    tell(title, sentences, lang=lang, table=table)
    said = [sentence for sentence in sentences if sentence]
    mark = [words_of("figures.all", lang)["simulated"]] if is_simulated(table) else []
    figure: Any = ax.get_figure(root=True)
    own = is_own(ax)
    width = figure.get_size_inches()[0] * (1 if own else ax.get_position().width)
    most = _NOTE_LINES + (width < _NARROW)
    shown = _lines([*said[:1], *mark], width, lang)
    for end in range(2, len(said) + 1):
        longer = _lines([*said[:end], *mark], width, lang)
        if len(longer) > most:
            break
        shown = longer
    look: dict[str, Any] = {"fontsize": points(7), "color": GREY, "ha": "left", "gid": NOTE + lang}
    if own:
        note = figure.supxlabel("\n".join(shown), x=0.01, **look)
    else:
        below: Any = ("axes fraction", lambda renderer: _drawn(ax, renderer))
        offset: dict[str, Any] = {"xytext": (0, -4), "textcoords": "offset points", "va": "top"}
        note = ax.annotate(
            "\n".join(shown), xy=(0, 0), xycoords=below, annotation_clip=False, **offset, **look
        )
    # what an artist's label is free for
    note.set_label(caption_text(title, said, lang=lang, table=table))


def _lines(sentences: Sequence[str], width: float, lang: str) -> list[str]:
    """Sentences as lines of small type, in a width in inches."""
    text = words_of("signs", lang)["space"].join(sentences)
    per_line = width * 72 / points(7)  # characters of Chinese
    if lang == "en":
        return textwrap.wrap(text, int(per_line * 1.9))
    return wrap(text, int(per_line) - 2).split("\n")


def _drawn(ax: Axes, renderer: Any) -> Bbox:
    """What the x axis of the Axes or of its panels fills, and what is written there."""
    every = [ax, *ax.child_axes]
    said = [text for own in every for text in own.texts if not str(text.get_gid()).startswith(NOTE)]
    boxes = [own.xaxis.get_tightbbox(renderer) for own in every if own.axison]
    boxes += [text.get_window_extent(renderer) for text in said if text.get_visible()]
    return Bbox.union([ax.bbox, *(box for box in boxes if box is not None)])


def write_title(ax: Axes, title: str, *, lang: str, pad: float | None = None) -> None:
    """Write the title: at the left edge of the figure, or, `pad` points above them, on Axes that the caller gave."""
    figure: Any = ax.get_figure(root=True)
    own = is_own(ax)
    per_line = figure.get_size_inches()[0] * (1 if own else ax.get_position().width) * 72 / points(9)
    lines = (
        textwrap.wrap(title, int(per_line * 1.9))
        if lang == "en"
        else wrap(title, int(per_line) - 1).split("\n")
    )
    shown = ax.set_title("\n".join(lines), pad=pad)
    if own:  # the Axes keep it, out of sight
        shown.set_visible(False)
        figure.suptitle("\n".join(lines), x=0.01, ha="left", fontsize=points(9))


def is_own(ax: Axes) -> bool:
    """Whether the figure has these Axes alone and was made for them."""
    return isinstance(ax, HouseAxes) and ax.get_figure(root=True).axes == [ax]  # type: ignore[union-attr]


def write_key(ax: Axes, handles: Sequence[Any], *, above: float = 16.0) -> None:
    """The key of a figure in one line between its title and its panels, `above` points over them."""
    figure: Any = ax.get_figure(root=True)
    room = figure.get_size_inches()[0] * (1 if is_own(ax) else ax.get_position().width) * 72
    needed = sum(width_of(one.get_label()) * points(8) + _SIGN for one in handles)
    lifted = ax.transAxes + ScaledTranslation(0, above / 72, figure.dpi_scale_trans)
    ax.legend(
        handles=handles, loc="lower left", bbox_to_anchor=(0, 1), bbox_transform=lifted, frameon=False, borderpad=0,
        ncols=len(handles) if needed < 0.9 * room else 1, borderaxespad=0, handletextpad=0.4, columnspacing=1.2,
    )  # fmt: skip


def add_bar(
    ax: Axes,
    shown: Any,
    label: str,
    *,
    place: tuple[float, float, float, float] = (1.03, 0, 0.03, 1),
    whole: bool = False,
) -> None:
    """The key of the colours: a bar right of the Axes, or at another place in them, with the unit.

    Of what is counted, `whole`, only whole numbers stand at it.
    """
    figure: Any = ax.get_figure(root=True)
    lying = place[2] > place[3]
    bar = figure.colorbar(shown, cax=ax.inset_axes(place), orientation="horizontal" if lying else "vertical")
    if whole:
        bar.locator = MaxNLocator(nbins=4, integer=True)
        bar.update_ticks()
    elif lying:
        bar.ax.locator_params(axis="x", nbins=4)
    bar.outline.set_visible(False)
    bar.ax.tick_params(length=2, width=0.5, labelsize=points(7), pad=2)
    bar.set_label(label, fontsize=points(7), labelpad=3)


def width_of(text: str) -> float:
    """Rough width of a text in letters of Chinese.

    >>> width_of("法治"), width_of("ab")
    (2.0, 1.1)
    """
    return sum(0.55 if char.isascii() else 1.0 for char in text)


def wrap(text: str, width: int) -> str:
    """Break Chinese text, never before a closing sign or within a number or word of ASCII."""
    lines, line, room = [], "", 0.0
    for part in _unbroken(text):
        size = width_of(part)
        if line and room + size > width and part not in "，。；：、）”%":
            lines.append(line.rstrip())
            line, room = "", 0.0
            part = part.lstrip()
        line, room = line + part, room + size
    return "\n".join([*lines, line])


def _unbroken(text: str) -> list[str]:
    parts: list[str] = []
    for char in text:
        if parts and char.isascii() and parts[-1].isascii() and not char.isspace():
            parts[-1] += char
        else:
            parts.append(char)
    return parts


def label_ends(ax: Axes, x: float, ends: Sequence[tuple[float, str, str]], *, side: str = "right") -> None:
    """Name lines at their ends, instead of a legend: (y, label, colour); labels give way to one another."""
    figure: Any = ax.get_figure(root=True)
    bottom, top = ax.get_ylim()
    height = figure.get_size_inches()[1] * 72 * ax.get_position().height
    natural = [(y - bottom) / (top - bottom) * height for y, _, _ in ends]
    sign = 1 if side == "right" else -1
    for (y, label, colour), old, new in zip(ends, natural, spread(natural, _LINE), strict=True):
        ax.annotate(
            label,
            xy=(x, y),
            xytext=(sign * 13, new - old),
            textcoords="offset points",
            color=deepen(colour),
            ha="left" if side == "right" else "right",
            va="center",
            annotation_clip=False,
            parse_math=False,
            arrowprops={
                "arrowstyle": "-",
                "color": colour,
                "linewidth": 0.5,
                "patchA": None,  # to look for the edge of the label's box takes as long as drawing the label
                "shrinkA": 2,
                "shrinkB": 2,
                "relpos": (0, 0.5) if side == "right" else (1, 0.5),
            },
        )


def spread(places: Sequence[float], gap: float) -> list[float]:
    """Places moved apart as little as need be, in their order.

    >>> spread([0, 1, 50], 10)
    [-4.5, 5.5, 50.0]
    """
    order = np.argsort(places, kind="stable")
    groups: list[list[float]] = []  # of each: its wishes for the place of its first member
    for rank, place in enumerate(np.asarray(places, dtype=float)[order]):
        groups.append([place - rank * gap])
        while len(groups) > 1 and np.mean(groups[-2]) > np.mean(groups[-1]):
            groups[-2:] = [groups[-2] + groups[-1]]
    first = [float(np.mean(group)) for group in groups for _ in group]
    result = [0.0] * len(first)
    for rank, place in enumerate(order):
        result[place] = first[rank] + rank * gap
    return result


def label_years(ax: Axes, years: Sequence[int], most: int = 3) -> None:
    """A tick for each year and a label for the first and last ones, and for those evenly between where there is room."""
    gaps = max(len(years) - 1, 1)
    step = next(step for step in range(1, gaps + 1) if gaps % step == 0 and gaps // step < most)
    shown = {year for place, year in enumerate(years) if place % step == 0}
    ax.set_xticks(list(years), [str(year) if year in shown else "" for year in years])


def draw_grid(
    ax: Axes,
    values: np.ndarray,
    rows: Sequence[str],
    columns: Sequence[str],
    *,
    digits: int = 1,
    write: Callable[[float], str] | None = None,
    written: np.ndarray | None = None,
    top: float | None = None,
    diverging: bool = False,
    below: np.ndarray | None = None,
    framed: np.ndarray | None = None,
    pale: np.ndarray | None = None,
    bar: str = "",
) -> None:
    """Cells with their value, darker for more; the number stays legible on its cell.

    Parameters
    ----------
    ax : Axes
        Where to draw.
    values : array of shape (rows, columns)
        What the colours show; an empty cell is NaN.
    rows, columns : sequence of str
        Their labels.
    digits : int, default 1
        Decimal places of the numbers.
    write : callable, optional
        From a value to the text in its cell, where a plain number will not do.
    written : array of str, optional
        Texts of the cells, where they are other than the values.
    top : float, optional
        Value of the darkest colour; default the largest one.
    diverging : bool, default False
        Colours from less through zero to more.
    below : array of str, optional
        Small texts under the numbers, such as the half-widths of intervals.
    framed : array of bool, optional
        Cells with a frame.
    pale : array of bool, optional
        Cells whose value is uncertain: their colour fades and their number is grey.
    bar : str, optional
        What the colours show, with its unit, for the bar beside the grid.
    """
    top = top or max(float(np.nanmax(np.abs(values), initial=0.0)), 1e-9)
    cmap, low = (DIVERGING, -top) if diverging else (SEQUENTIAL, 0.0)
    shown = ax.imshow(values, cmap=cmap, vmin=low, vmax=top, aspect="auto")
    if bar:
        add_bar(ax, shown, bar, whole=digits == 0 and written is None)
    room = _cell_room(ax, rows, len(columns), bool(bar))
    for row, column in np.ndindex(values.shape):
        value = float(values[row, column])
        if np.isfinite(value):
            colour = dark_on((abs(value) - 0.1 * top if diverging else value) / top)
            if pale is not None and pale[row, column]:
                ax.add_patch(Rectangle((column - 0.5, row - 0.5), 1, 1, gid="pale", **_PALE))
                colour = GREY
            text = number(value, digits) if write is None else write(value)
            text = text if written is None else str(written[row, column])
            under = "" if below is None else str(below[row, column])
            look: dict[str, Any] = {"ha": "center", "color": colour, "in_layout": False}  # lies in its cell
            place = "bottom" if under else "center"
            tight = width_of(text) * points(7.5) > room
            text = text.replace("/", "\n/") if tight else text
            ax.text(
                column, row, text, va=place, fontsize=points(6.5 if tight else 7.5), gid="cell",
                linespacing=1.0, **look,
            )  # fmt: skip
            if under:
                ax.text(column, row, under, va="top", fontsize=points(6.5), gid="below", **look)
            if framed is not None and framed[row, column]:
                corner = (column - 0.46, row - 0.44)
                ax.add_patch(
                    Rectangle(corner, 0.92, 0.88, fill=False, edgecolor=INK, linewidth=1, gid="framed")
                )
    wide = max((width_of(line) for name in columns for line in name.split("\n")), default=0) * points(7.5)
    steep: dict[str, Any] = {"rotation": 40, "rotation_mode": "anchor", "ha": "right", "va": "center"}
    names = [name.replace("-\n", "-").replace("\n", " ") for name in columns] if wide > room else columns
    ax.set_xticks(range(len(columns)), names, parse_math=False, **(steep if wide > room else {}))
    ax.set_yticks(range(len(rows)), rows, parse_math=False)
    ax.set_xticks(np.arange(1, len(columns)) - 0.5, minor=True)
    ax.set_yticks(np.arange(1, len(rows)) - 0.5, minor=True)
    ax.grid(which="minor", color="white", linewidth=1)
    ax.tick_params(which="both", length=0)
    for spine in ax.spines.values():
        spine.set_visible(False)


def _cell_room(ax: Axes, rows: Sequence[str], n_columns: int, bar: bool) -> float:
    """About how many points a cell is wide: in a figure of its own the names of the rows and the bar take room."""
    figure: Any = ax.get_figure(root=True)
    inches = figure.get_size_inches()[0] * (1 if is_own(ax) else ax.get_position().width)
    names = max((width_of(line) for name in rows for line in name.split("\n")), default=0) * points(8)
    taken = (names + 8 + 38 * bar) if is_own(ax) else 0
    return float((72 * inches - taken) / max(n_columns, 1) - 2)


def one_of(table: pd.DataFrame, column: str, wanted: int | None) -> int:
    """The value of a column that is wanted; not named, the only one that the table has.

    Raises
    ------
    InputError
        When the table lacks it, or has several and none is named.
    """
    known = sorted({int(value) for value in table[column].dropna()})
    if wanted is None and len(known) == 1:
        return known[0]
    if wanted not in known:
        named = ", ".join(map(str, known))
        raise InputError(column, f"is {wanted}, but the table has {named or 'none'}", "name one of the table")
    return wanted


def mark_zero(ax: Axes, *, vertical: bool = True) -> None:
    """The line of no change."""
    (ax.axvline if vertical else ax.axhline)(0, color=INK, linewidth=0.6, zorder=1)
