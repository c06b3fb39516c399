"""The chart of the page: a panel for each area, drawn here as SVG, to which a small script lets a reader point.

The geometry is computed once, in Python. The page shows the first set of numbers without script; the script only puts
another set in its place and says the values of a year.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

import pandas as pd

from analysis.language import say
from analysis.scheme import Scheme

WIDTH, HEIGHT = 240, 150  # of a panel, in its own units
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 18, 14, 26
_STEPS = (0.02, 0.05, 0.1, 0.2, 0.25, 0.5)  # between ticks
_MOST_TICKS = 4
_BEYOND = 2.0  # times the largest share, at which bands are cut
FEW_UNITS = 5  # paragraphs of a year below which a percentage says almost nothing


@dataclass(frozen=True)
class Series:
    """A set of shares that the chart can show: by one estimator, of the reports of one place."""

    estimator: str
    place: str
    table: pd.DataFrame
    kind: str = ""  # what the place is; empty for all places


def draw_chart(
    series: Sequence[Series], words: Mapping[str, Any], lang: str, scheme: Scheme
) -> dict[str, Any] | None:
    """What the template and the script need to draw the panels.

    Parameters
    ----------
    series : sequence of Series
        Tables of shares; the first is shown at first.
    words : mapping
        The words of the page.
    lang : {"zh", "en"}
    scheme : Scheme
        Names and colours of the areas.

    Returns
    -------
    dict or None
        ``panels``, ``years``, ``estimators``, ``places``, ``text`` and ``data`` (for the script); None where no set has a
        share.
    """
    series = [one for one in series if len(one.table) and one.table["share"].notna().any()]
    if not series:
        return None
    years = sorted({int(year) for one in series for year in one.table["year"]})
    years = list(range(years[0], years[-1] + 1))
    areas = list(scheme.areas.index)
    scales = _scales(series)
    sets = [_set(one, scales[one.kind, one.place], years, areas, words, lang, scheme) for one in series]
    level = float(series[0].table["level"].iloc[0])
    banded = bool(series[0].table["low"].notna().any())
    said = words["chart"]
    first = sets[0]
    panels = [
        {
            "area": area,
            "name": f"{area} {scheme.areas.at[area, f'short_{lang}']}",
            "colour": scheme.areas.at[area, "colour"],
            **first["areas"][place],
        }
        for place, area in enumerate(areas)
    ]
    return {
        "panels": panels,
        "years": years,
        "xs": first["xs"],
        "ticks": first["ticks"],
        "status": first["status"][-1],
        "few": say(said["few"], n=FEW_UNITS) if any(one["few"] for one in sets) else "",
        "estimators": list(dict.fromkeys(one.estimator for one in series)),
        "places": _by_kind(series),
        "text": say(said["text"], level=level) if banded else said["plain"],
        "how": said["how"],
        "data": {"years": years, "sets": [{k: v for k, v in one.items() if k != "few"} for one in sets]},
    }


def _by_kind(series: Sequence[Series]) -> list[tuple[str, list[str]]]:
    """The places that can be chosen, by what they are."""
    kinds: dict[str, dict[str, None]] = {}
    for one in series:
        kinds.setdefault(one.kind, {})[one.place] = None
    return [(kind, list(places)) for kind, places in kinds.items()]


def _set(
    one: Series,
    scale: tuple[float, float],
    years: list[int],
    areas: list[int],
    words: Mapping[str, Any],
    lang: str,
    scheme: Scheme,
) -> dict[str, Any]:
    """The drawing of one set, on its scale: its ticks, and for each area the shapes, the marks and what a reader is told of each year."""
    table = one.table.dropna(subset=["share"])
    top, step = scale
    said = words["chart"]
    rows = {(int(row["year"]), int(row["area"])): row for row in table.to_dict("records")}
    xs = _places(len(years))
    by_year = {year: next((rows[year, a] for a in areas if (year, a) in rows), None) for year in years}
    drawn = []
    for area in areas:
        own = [rows.get((year, area)) for year in years]
        values = [_read(row, said) for row in own]
        told = [
            say(said["panel_value"], year=year, read=value)
            for year, row, value in zip(years, own, values, strict=True)
            if row is not None
        ]
        name = f"{area} {scheme.areas.at[area, f'short_{lang}']}"
        drawn.append(
            {
                "band": _band(xs, own, top),
                "line": _line(xs, own, top),
                "marks": _marks(xs, own, top),
                "values": values,
                "label": say(
                    said["panel"],
                    name=name,
                    first=years[0],
                    last=years[-1],
                    values=words["signs"]["semicolon"].join(told),
                ),
            }
        )
    return {
        "estimator": one.estimator,
        "place": one.place,
        "xs": xs,
        "ticks": _ticks(top, step),
        "areas": drawn,
        "status": [_status(year, row, words) for year, row in by_year.items()],
        "few": any(row is not None and row["n_units"] < FEW_UNITS for row in by_year.values()),
    }


def draw_lines(tables: Sequence[pd.DataFrame]) -> dict[str, Any]:
    """What the template needs to draw a panel for each table of shares by year, all on one scale.

    Bands that reach far above the largest share, as those of a year with two reports do, are cut.

    Parameters
    ----------
    tables : sequence of DataFrame
        ``year``, ``share``, ``low`` and ``high``; together at least one row.

    Returns
    -------
    dict
        ``years``, ``xs``, ``ticks`` and ``panels``, each with ``band``, ``line`` and ``marks``.
    """
    every = pd.concat(tables, ignore_index=True)
    years = list(range(int(every["year"].min()), int(every["year"].max()) + 1))
    every["high"] = every["high"].clip(upper=_BEYOND * every["share"].max())
    (top, step), xs, panels = _scale(every), _places(len(years)), []
    for table in tables:
        rows = {int(row["year"]): row for row in table.to_dict("records")}
        own = [rows.get(year) for year in years]
        panels.append(
            {"band": _band(xs, own, top), "line": _line(xs, own, top), "marks": _marks(xs, own, top)}
        )
    return {"years": years, "xs": xs, "ticks": _ticks(top, step), "panels": panels}


def _marks(xs: list[float], rows: Sequence[Any], top: float) -> list[list[float] | None]:
    """A point for each year with a share, and whether it is hollow: a year without interval."""
    return [
        None if row is None else [x, _y(row["share"], top), int(pd.isna(row["low"]))]
        for x, row in zip(xs, rows, strict=True)
    ]


def _ticks(top: float, step: float) -> list[list[Any]]:
    return [[_y(step * n, top), f"{100 * step * n:.0f}%"] for n in range(round(top / step) + 1)]


def _scales(series: Sequence[Series]) -> dict[tuple[str, str], tuple[float, float]]:
    """A scale for each place, the same for all its estimators: few reports have wide intervals."""
    of_place: dict[tuple[str, str], list[pd.DataFrame]] = {}
    for one in series:
        of_place.setdefault((one.kind, one.place), []).append(one.table)
    return {place: _scale(pd.concat(tables, ignore_index=True)) for place, tables in of_place.items()}


def _scale(table: pd.DataFrame) -> tuple[float, float]:
    """Upper end of the scale and the step between its ticks, from the largest share or bound; never above 100%."""
    most = min(1.0, float(max(table["share"].max(), table["high"].fillna(0).max())))
    step = next((step for step in _STEPS if ceil(most / step - 1e-9) <= _MOST_TICKS), _STEPS[-1])
    return min(1.0, max(1, ceil(most / step - 1e-9)) * step), step


def _places(n: int) -> list[float]:
    width = WIDTH - _LEFT - _RIGHT
    return [round(_LEFT + width * (place / (n - 1) if n > 1 else 0.5), 1) for place in range(n)]


def _y(share: float, top: float) -> float:
    """Height of a share on the paper; what lies outside the scale is drawn at its end."""
    return round(_TOP + (HEIGHT - _TOP - _BOTTOM) * (1 - min(max(share, 0.0), top) / top), 1)


def _runs(rows: Sequence[Any]) -> list[list[int]]:
    """Places of neighbouring years that have an interval: only these are joined."""
    runs: list[list[int]] = [[]]
    for place, row in enumerate(rows):
        if row is not None and not pd.isna(row["low"]):
            runs[-1].append(place)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _line(xs: list[float], rows: Sequence[Any], top: float) -> str:
    return "".join(
        "M" + "L".join(f"{xs[place]} {_y(rows[place]['share'], top)}" for place in run)
        for run in _runs(rows)
        if len(run) > 1
    )


def _band(xs: list[float], rows: Sequence[Any], top: float) -> str:
    """The area between the bounds; of a year without neighbours a bar."""
    shapes = []
    for run in _runs(rows):
        upper = [(xs[place], _y(rows[place]["high"], top)) for place in run]
        lower = [(xs[place], _y(rows[place]["low"], top)) for place in reversed(run)]
        if len(run) == 1:
            x = xs[run[0]]
            upper, lower = (
                [(x - 2, upper[0][1]), (x + 2, upper[0][1])],
                [(x + 2, lower[0][1]), (x - 2, lower[0][1])],
            )
        shapes.append("M" + "L".join(f"{x} {y}" for x, y in [*upper, *lower]) + "Z")
    return "".join(shapes)


def _read(row: Mapping[str, Any] | None, said: Mapping[str, Any]) -> str:
    """The share of a year in words."""
    if row is None:
        return str(said["absent"])
    if pd.isna(row["low"]):
        value = say(said["read_alone"], share=100 * row["share"])
    else:
        numbers = {
            "low": max(0.0, 100 * row["low"]),
            "high": min(100.0, 100 * row["high"]),
            "share": 100 * row["share"],
        }
        value = say(said["read"], **numbers)
    return f"{value}*" if row["n_units"] < FEW_UNITS else str(value)


def _status(year: int, row: Mapping[str, Any] | None, words: Mapping[str, Any]) -> str:
    said = words["chart"]
    if row is None:
        return f"{year}{words['signs']['colon']}{said['absent']}"
    coded = 0 if pd.isna(row["n_coded"]) else int(row["n_coded"])
    n_reports = 0 if pd.isna(row["n_reports"]) else int(row["n_reports"])
    return str(
        say(
            said["status"],
            year=year,
            reports=say(words["findings"]["reports"], n=n_reports),
            units=say(said["units"], n=int(row["n_units"])),
            coded=say(said["coded"], n=coded) if coded else "",
        )
    )
