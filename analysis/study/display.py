"""A table as a reader wants it in a notebook: areas by name and colour, estimates with their intervals, gaps explained.

The table itself stays as it is; this is a view of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import Any

import pandas as pd

from analysis.crosswalk import scheme_of_estimates
from analysis.errors import InputError
from analysis.language import number, say, signed, words_of
from analysis.scheme import Scheme

_POINTS = {"change"}  # differences of shares, which are said in points
_SHARES = {"share", "contribution"}
_UNITS = {**dict.fromkeys(_SHARES, "percent"), **dict.fromkeys(_POINTS, "points"), "slope": "slopes"}
_ESTIMATES = ("share", "change", "slope", "estimate", "value", "contribution", "correlation")
_TESTS = ("p", "p_holm", "p_adj", "p_bh")
_AREAS = ("area", "area_2")
_WORDED = {
    "reason": "figures.yearly.reasons",
    "ranking": "page.topic_page.rankings",
}  # columns with words for their values
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_LONGEST = 120  # characters of a text that is shown
_SMALL = 0.001
ABSENT = "—"


class Shown:
    """A view of a table: a notebook shows it as HTML, a terminal as text.

    Attributes
    ----------
    cells : DataFrame of str
        What is shown, a column a head.
    about : str
        What all rows have in common, and how many are not shown.
    """

    def __init__(self, cells: pd.DataFrame, colours: list[str], about: str) -> None:
        self.cells, self.about, self._colours = cells, about, colours

    def __repr__(self) -> str:
        return f"{self.cells.to_string(index=False)}\n{self.about}".strip()

    def _repr_html_(self) -> str:
        heads = "".join(f'<th scope="col" style="text-align:left">{escape(name)}</th>' for name in self.cells)
        rows = []
        for colour, values in zip(self._colours, self.cells.to_numpy().tolist(), strict=True):
            swatch = (
                f'<span style="display:inline-block;width:.8em;height:.8em;margin-right:.4em;background:{colour}"></span>'
                if colour
                else ""
            )
            cells = [f'<td style="text-align:left">{escape(value)}</td>' for value in values]
            if cells and swatch:
                place = self._area_at
                cells[place] = f'<td style="text-align:left">{swatch}{escape(values[place])}</td>'
            rows.append(f"<tr>{''.join(cells)}</tr>")
        note = f"<p><small>{escape(self.about)}</small></p>" if self.about else ""
        return f"<table><thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table>{note}"

    _area_at = 0  # column with the colours


def show(
    table: pd.DataFrame, *, lang: str = "zh", rows: int = 40, scheme: str | Scheme | None = None
) -> Shown:
    """Show a table with areas by name and colour, each estimate with its interval, and why one is missing.

    Parameters
    ----------
    table : DataFrame
        Any table of the package; it is not changed.
    lang : {"zh", "en"}, default "zh"
        Language of heads and names.
    rows : int, default 40
        Rows shown at most.
    scheme : str or Scheme, optional
        Scheme of the areas; default that of the table (its column ``scheme``), else the eight areas.

    Returns
    -------
    Shown
        Shows itself as HTML in a notebook and as text elsewhere. Shares are in %, changes of shares in percentage points, slopes in
        percentage points per year; an estimate without interval says why. What all rows have in common stands below the table.

    Raises
    ------
    InputError
        When the areas are of several schemes, or `rows` is below 1.

    See Also
    --------
    export_table : writes a table for Excel, Stata or R.
    verbs : lists what there is, by step.

    Examples
    --------
    >>> table = pd.DataFrame({"year": [2020], "area": [6], "share": [0.125], "low": [0.1], "high": [0.15], "level": [0.95]})
    >>> show(table, lang="en")
    year                 area             share
    2020 6 Dispute resolution 12.5 [10.0, 15.0]
    In %. Brackets: 95% intervals.
    """
    if not isinstance(rows, int) or rows < 1:
        raise InputError("rows", f"is {rows!r}", "give a whole number above 0")
    words, captions = words_of("display", lang), words_of("columns", lang)
    plain = pd.DataFrame(table).reset_index(drop=all(name is None for name in table.index.names))
    taxonomy = scheme_of_estimates(plain, "table", scheme) if "area" in plain.columns else None
    colours = [""] * min(rows, len(plain))
    estimate = next((name for name in _ESTIMATES if name in plain.columns), None)
    joined = estimate is not None and {"low", "high"} <= set(plain.columns)
    common = _common(plain, lang, captions, keep={*_AREAS, *([estimate] if estimate else [])})
    hidden = {*common, *(("low", "high", "level", "reason") if joined else ())}
    shown, cells = plain.head(rows), {}
    for name in plain.columns:
        if name in hidden:
            continue
        head = str(captions.get(str(name), name))
        if name in _AREAS and taxonomy is not None:
            cells[head] = [_area(value, taxonomy, lang) for value in shown[name]]
        elif joined and estimate is not None and name == estimate:
            cells[head] = [_estimate(row, estimate, words, lang) for row in shown.to_dict("records")]
        else:
            cells[head] = [_value(value, str(name), lang) for value in shown[name]]
    view = Shown(
        pd.DataFrame(cells, dtype=object),
        colours,
        _about(plain, estimate if joined else None, common, rows, lang),
    )
    if taxonomy is not None:
        view._colours = [_colour(value, taxonomy) for value in shown["area"]]
        view._area_at = [name for name in plain.columns if name not in hidden].index("area")
    return view


def _common(table: pd.DataFrame, lang: str, captions: Mapping[str, Any], keep: set[str]) -> dict[str, str]:
    """Columns that are the same in all rows, or wholly missing, said below the table."""
    signs, found = words_of("signs", lang), {}
    for name in table.columns if len(table) > 1 else ():
        values = table[name]
        if name in keep or not isinstance(name, str):
            continue
        if values.isna().all():
            found[name] = ""
        elif values.notna().all() and len(set(values.map(str))) == 1 and name not in ("low", "high", "level"):
            found[name] = f"{captions.get(name, name)}{signs['colon']}{_value(values.iloc[0], name, lang)}"
    return found


def _about(table: pd.DataFrame, estimate: str | None, common: Mapping[str, str], rows: int, lang: str) -> str:
    words, signs, said = words_of("display", lang), words_of("signs", lang), []
    if estimate in _UNITS:
        said.append(words[_UNITS[estimate]])
    levels = table["level"].dropna().unique() if estimate and "level" in table.columns else []
    if len(levels) == 1:
        said.append(words["level"].format(level=float(levels[0])))
    if named := [one for name, one in common.items() if one and name != "level"]:
        said.append(signs["semicolon"].join(named) + signs["stop"])
    if len(table) > rows:
        said.append(say(words["more"], n=len(table) - rows, total=len(table)))
    return str(signs["space"].join(said))


def _area(value: Any, scheme: Scheme, lang: str) -> str:
    if pd.isna(value):
        return ABSENT
    name = scheme.areas[f"short_{lang}"].get(int(value))
    return str(value) if name is None else f"{int(value)} {name}"


def _colour(value: Any, scheme: Scheme) -> str:
    colour = "" if pd.isna(value) else str(scheme.areas["colour"].get(int(value), ""))
    return colour if _COLOUR.fullmatch(colour) else ""


def _estimate(row: Mapping[str, Any], name: str, words: Mapping[str, Any], lang: str) -> str:
    """An estimate with its interval, or with the reason why there is none."""
    if pd.isna(row[name]):
        return ABSENT
    factor, digits = (100, 1) if name in _SHARES | _POINTS else (1, 2)
    write = number if name in _SHARES else signed
    value = write(factor * row[name], digits)
    if pd.isna(row["low"]) or pd.isna(row["high"]):
        reasons = words_of("figures.yearly.reasons", lang)
        why = row.get("reason")
        return (
            value
            if why is None or pd.isna(why)
            else words["why"].format(value=value, why=reasons.get(why, why))
        )
    low, high = (write(factor * row[end], digits) for end in ("low", "high"))
    return str(words["interval"].format(value=value, low=low, high=high))


def _value(value: Any, name: str, lang: str) -> str:
    if not isinstance(value, (list, tuple, dict, set)) and pd.isna(value):
        return ABSENT
    if isinstance(value, float):
        if name in _TESTS:
            return f"<{_SMALL}" if value < _SMALL else f"{value:.3f}"
        return say("{value:.0f}" if value.is_integer() and abs(value) < 1e15 else "{value:.3g}", value=value)
    if name in _WORDED:
        value = words_of(_WORDED[name], lang).get(value, value)
    text = " ".join(str(value).split())
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
