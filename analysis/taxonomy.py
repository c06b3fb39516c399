"""The eight task areas, the 44 measures and sub-codes, and the crosswalk between Outlines.

Everything is read from ``resources/taxonomy``: a new Outline is a new block of rows in ``areas.csv`` and
``crosswalk.csv``, or a folder of one's own with these two files, no code. One coding by measure serves every scheme.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from analysis.errors import InputError
from analysis.paths import resource

_APART = {"colour": "#777777", "marker": "x", "line": "solid", "provenance": "variant of a scheme"}


@dataclass(frozen=True, eq=False)
class Taxonomy:
    """A scheme of areas over the common measures.

    Attributes
    ----------
    scheme : str
        Name of the scheme, such as ``"outline-2015"``.
    areas : DataFrame
        Index ``area``; columns ``name_zh``, ``name_en``, ``short_zh``, ``short_en``, ``colour`` (hex), ``marker``,
        ``line``, ``provenance``.
    measures : DataFrame
        Index ``measure`` (text: ``"1"`` … ``"44"`` and sub-codes such as ``"27y"``); columns ``area``, ``parent``,
        ``item`` (of the Outline), ``name_zh``, ``name_en``, ``provenance``.

    References
    ----------
    《法治政府建设实施纲要(2015—2020年)》; 《法治政府建设实施纲要(2021—2025年)》. The wording of a name is as seen in
    reports or as known in the field, as ``provenance`` says row by row; check it against the official print
    before quoting.
    """

    scheme: str
    areas: pd.DataFrame
    measures: pd.DataFrame

    def area_of(self, measure: object) -> int:
        """Area of one measure under this scheme.

        >>> load_taxonomy("outline-2015").area_of("27y"), load_taxonomy("outline-2021").area_of("27y")
        (5, 6)
        """
        key = str(measure).strip()
        if key not in self.measures.index:
            raise InputError("measure", f"is {measure!r}", "use '1' to '44' or a sub-code such as '27y'")
        return int(self.measures.at[key, "area"])

    def moved(self, goals: Mapping[str, int | None]) -> Taxonomy:
        """The scheme with some measures in another area, or (None) in an area of their own.

        Parameters
        ----------
        goals : mapping of measure to area or None

        Returns
        -------
        Taxonomy
            ``scheme`` names what was moved; an area of its own gets the next number and the measure's name.

        Raises
        ------
        InputError
            For an unknown measure or area.

        Examples
        --------
        >>> variant = load_taxonomy("outline-2015").moved({"27y": 6, "6e": None})
        >>> variant.scheme, variant.area_of("27y"), variant.area_of("6e")
        ('outline-2015, 27y in 6, 6e apart', 6, 9)
        """
        areas, measures, scheme = self.areas.copy(), self.measures.copy(), self.scheme
        for measure, goal in goals.items():
            self.area_of(measure)
            if goal is not None and goal not in self.areas.index:
                raise InputError("goals", f"moves {measure!r} to {goal!r}", "use an area of the scheme")
            own = measures.loc[measure]
            if goal is None:
                named = {
                    f"{kind}_{lang}": own[f"name_{lang}"]
                    for kind in ("name", "short")
                    for lang in ("zh", "en")
                }
                areas.loc[areas.index.max() + 1] = {**areas.iloc[-1], **_APART, **named}
            measures.loc[measure, "area"] = areas.index.max() if goal is None else goal
            scheme += f", {measure} apart" if goal is None else f", {measure} in {goal}"
        return Taxonomy(scheme, areas, measures)

    def label(self, area: int, lang: str = "zh") -> str:
        """Short name of an area in Chinese or English."""
        return str(self.areas.at[area, f"short_{lang}"])


_AREA_COLUMNS = (
    "scheme", "area", "name_zh", "name_en", "short_zh", "short_en", "colour", "marker", "line", "provenance"
)  # fmt: skip
_CROSSWALK_COLUMNS = ("scheme", "measure", "area", "item")


def _read(name: str, folder: Path | None = None) -> pd.DataFrame:
    path = resource(f"taxonomy/{name}") if folder is None else folder / name
    return pd.read_csv(path, dtype="string").fillna("")


def schemes() -> list[str]:
    """Names of the schemes that the resource files define.

    >>> schemes()
    ['outline-2015', 'outline-2021']
    """
    return list(dict.fromkeys(_read("areas.csv")["scheme"]))


def load_taxonomy(scheme: str | Path = "outline-2015") -> Taxonomy:
    """Load a scheme of areas.

    Parameters
    ----------
    scheme : str or path, default "outline-2015"
        ``"outline-2015"`` (eight areas) or ``"outline-2021"`` (nine sections), or any scheme added to the resource
        files; or a folder with ``areas.csv`` and ``crosswalk.csv`` of one scheme, in the columns of the resource files.
        Wherever a verb or a command takes the name of a scheme, it takes such a folder.

    Returns
    -------
    Taxonomy
        With the tables ``areas`` and ``measures`` and the method ``area_of``.

    Raises
    ------
    InputError
        When no such scheme is defined, or its files do not give each measure one area.

    See Also
    --------
    load_codebook : loads the rules by which coders apply the areas.
    load_lexicon : loads the dictionary terms of each area.

    Examples
    --------
    >>> taxonomy = load_taxonomy("outline-2015")
    >>> len(taxonomy.areas), taxonomy.area_of(33), taxonomy.label(6, "en")
    (8, 6, 'Dispute resolution')
    """
    if scheme in schemes():
        return _shipped(str(scheme))
    folder = Path(scheme)
    if not folder.is_dir():
        known = ", ".join(repr(name) for name in schemes())
        raise InputError(
            "scheme", f"is {str(scheme)!r}", f"use one of {known}, or the folder of another scheme"
        )
    return _load(folder)


def as_taxonomy(scheme: str | Path | Taxonomy) -> Taxonomy:
    """The scheme by name or folder, or as it is given."""
    return scheme if isinstance(scheme, Taxonomy) else load_taxonomy(scheme)


@cache
def _shipped(scheme: str) -> Taxonomy:
    return _assembled(scheme, _read("areas.csv"), _read("crosswalk.csv"))


def _load(folder: Path) -> Taxonomy:
    """The scheme of a folder, checked: whoever writes such files by hand is told what is missing."""
    for name, columns in (("areas.csv", _AREA_COLUMNS), ("crosswalk.csv", _CROSSWALK_COLUMNS)):
        if not (folder / name).is_file():
            raise InputError(
                "scheme", f"folder '{folder}' has no {name}", "give both areas.csv and crosswalk.csv"
            )
        missing = set(columns) - set(_read(name, folder).columns)
        if missing:
            raise InputError(
                "scheme", f"'{folder / name}' lacks {', '.join(sorted(missing))}", "add the columns"
            )
    areas, crosswalk = _read("areas.csv", folder), _read("crosswalk.csv", folder)
    names = sorted({*areas["scheme"], *crosswalk["scheme"]})
    if len(names) != 1 or not names[0] or names[0] in schemes():
        remedy = "give one name that is not shipped, the same in both files"
        raise InputError("scheme", f"folder '{folder}' defines {', '.join(names) or 'none'}", remedy)
    every, given = set(_read("measures.csv")["measure"]), crosswalk["measure"]
    faults = {
        "gives no area to measure": sorted(every - set(given)),
        "names an unknown measure": sorted(set(given) - every),
        "gives a second area to measure": sorted(given[given.duplicated()]),
        "sends a measure to the undefined area": sorted(set(crosswalk["area"]) - set(areas["area"])),
        "defines twice the area": sorted(areas.loc[areas["area"].duplicated(), "area"]),
        "has an area that is no whole number from 1 on,": [
            own for own in areas["area"] if not own.isdigit() or own == "0"
        ],
    }
    for fault, found in faults.items():
        if found:
            problem = f"folder '{folder}' {fault} {', '.join(repr(str(own)) for own in found[:5])}"
            raise InputError("scheme", problem, "correct its areas.csv or crosswalk.csv")
    return _assembled(names[0], areas, crosswalk)


def _assembled(scheme: str, areas: pd.DataFrame, crosswalk: pd.DataFrame) -> Taxonomy:
    own = areas[areas["scheme"] == scheme].drop(columns="scheme").astype({"area": int})
    ways = crosswalk[crosswalk["scheme"] == scheme].drop(columns="scheme").astype({"area": int})
    measures = ways.merge(_read("measures.csv"), on="measure", validate="one_to_one")
    return Taxonomy(scheme, own.set_index("area"), measures.set_index("measure"))


@cache
def load_lexicon() -> pd.DataFrame:
    """Load the domain dictionary.

    Returns
    -------
    DataFrame
        Columns ``term``, ``measure`` (``<NA>`` where the term points to none), ``kind``, ``note``, and ``area`` under
        ``outline-2015``.

    See Also
    --------
    load_taxonomy : loads the areas that the terms belong to.
    anchored_topics : fits topics anchored in these terms.

    Examples
    --------
    >>> lexicon = load_lexicon().set_index("term")
    >>> int(lexicon.at["行政复议", "area"])
    6
    """
    lexicon = pd.read_csv(resource("lexicon.csv"), dtype="string")
    areas = load_taxonomy("outline-2015").measures["area"]
    lexicon["area"] = lexicon["measure"].map(areas).astype("Int64")
    return lexicon
