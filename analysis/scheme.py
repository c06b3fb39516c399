"""A scheme of areas or categories: codes, names, looks, measures below, and ways to other schemes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from analysis.errors import InputError
from analysis.tables import SCHEME
from analysis.text import plain_cell

_BASE = SCHEME  # the scheme whose measures the shipped schemes share
_APART = {"colour": "#777777", "marker": "x", "line": "solid", "provenance": "variant of a scheme"}


@dataclass(frozen=True, eq=False, repr=False)
class Scheme:
    """A scheme of areas: the eight of the Outline, one that regroups its measures, or categories of one's own.

    Parameters
    ----------
    scheme : str
        Name of the scheme, such as ``"outline-2015"``; classified tables hold it in their column ``scheme``.
    areas : DataFrame
        Index ``area``; columns ``name_zh``, ``name_en``, ``short_zh``, ``short_en``, ``colour`` (hex), ``marker``,
        ``line``, ``provenance``; of own categories also ``code`` (as the file has it), ``note_zh``, ``note_en`` and
        ``example``.
    measures : DataFrame
        Index ``measure`` (text: ``"1"`` … ``"44"`` and sub-codes such as ``"27y"``); columns ``area``, ``parent``,
        ``item`` (of the Outline), ``name_zh``, ``name_en``, ``provenance``. Without a row where the scheme has none.
    base : str
        Scheme whose measures these are: two schemes of one base are reached from each other through measures.
    none : mapping
        What 0, none of the categories, is called in ``zh`` and ``en``, where the file of the scheme says so.
    crosswalks : mapping
        Name of another scheme -> category -> its code there, as text.
    remarks : tuple of str
        What was supplied in place of what the file of the scheme lacks.

    See Also
    --------
    load_scheme : loads one's own categories from a table.
    load_taxonomy : loads a shipped scheme by name.

    References
    ----------
    《法治政府建设实施纲要(2015—2020年)》; 《法治政府建设实施纲要(2021—2025年)》. The wording of a name is as seen in
    reports or as known in the field, as ``provenance`` says row by row; check it against the official print
    before quoting.

    Examples
    --------
    >>> from analysis.taxonomy import load_taxonomy
    >>> scheme = load_taxonomy("outline-2015")
    >>> scheme, scheme.codes[:3], scheme.label(6, "en")
    (Scheme('outline-2015', 8 categories), (1, 2, 3), 'Dispute resolution')
    """

    scheme: str
    areas: pd.DataFrame
    measures: pd.DataFrame
    base: str = _BASE
    none: Mapping[str, str] = field(default_factory=dict)
    crosswalks: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Scheme({self.scheme!r}, {len(self.areas)} categories)"

    @property
    def name(self) -> str:
        """Name of the scheme."""
        return self.scheme

    @property
    def codes(self) -> tuple[int, ...]:
        """The codes of the categories in their order; 0 is none of them.

        >>> from analysis.taxonomy import load_taxonomy
        >>> load_taxonomy("outline-2015").codes
        (1, 2, 3, 4, 5, 6, 7, 8)
        """
        return tuple(int(area) for area in self.areas.index)

    @property
    def is_own(self) -> bool:
        """Whether coders and models answer in this scheme's own categories, and not in those of the shipped base."""
        return self.base == self.scheme != _BASE

    @cached_property
    def spellings(self) -> dict[str, int]:
        """Number of each category by all that it may be called: number, code, name or short name in either language."""
        found = {plain_cell(word): 0 for word in ("0", *self.none.values(), "none", "无")}
        names = [
            name for name in ("code", "name_zh", "name_en", "short_zh", "short_en") if name in self.areas
        ]
        for area, row in self.areas.iterrows():
            found |= {plain_cell(str(row[name])): int(area) for name in names if str(row[name])}
        return found | {str(area): area for area in self.codes}

    def read(self, values: Iterable[object], argument: str = "y") -> pd.Series:
        """Numbers of categories that are given by number, code, or name in either language; missing stays missing.

        Parameters
        ----------
        values : iterable
        argument : str, default "y"
            Name of the argument, for the message.

        Returns
        -------
        Series of Int64

        Raises
        ------
        InputError
            For the first value that no category is called.

        Examples
        --------
        >>> from analysis.taxonomy import load_taxonomy
        >>> load_taxonomy("outline-2015").read([6, "6.0", "Dispute resolution", None]).tolist()
        [6, 6, 6, <NA>]
        """
        found: list[int | None] = []
        for place, value in enumerate(values, start=1):
            missing = value is None or value is pd.NA or value != value
            text = "" if missing else plain_cell(str(value))
            if text and text not in self.spellings:
                shown = ", ".join(f"{code} {self.label(code, 'en')}" for code in self.codes[:4])
                problem = f"holds {value!r} in row {place}, which is no category of {self.scheme!r}"
                raise InputError(argument, problem, f"use code, number or name of one ({shown}, …)")
            found.append(self.spellings[text] if text else None)
        return pd.Series(found, dtype="Int64")

    def area_of(self, measure: object) -> int:
        """Area of one measure under this scheme.

        >>> from analysis.taxonomy import load_taxonomy
        >>> load_taxonomy("outline-2015").area_of("27y"), load_taxonomy("outline-2021").area_of("27y")
        (5, 6)
        """
        key = str(measure).strip()
        if key not in self.measures.index and self.is_own:
            known = ", ".join(self.measures.index[:5]) or "none, and codes hold no measure"
            raise InputError("measure", f"is {measure!r}", f"use one of scheme {self.scheme!r} ({known})")
        if key not in self.measures.index:
            raise InputError("measure", f"is {measure!r}", "use '1' to '44' or a sub-code such as '27y'")
        return int(self.measures.at[key, "area"])

    def moved(self, goals: Mapping[str, int | None]) -> Scheme:
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
        >>> from analysis.taxonomy import load_taxonomy
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
        return Scheme(scheme, areas, measures, self.base, self.none)

    def label(self, area: int, lang: str = "zh") -> str:
        """Short name of an area in Chinese or English; that of 0 is what none of them is called."""
        return str(self.areas.at[area, f"short_{lang}"]) if area else self.none.get(lang, "0")


Taxonomy = Scheme  # its name where it regroups the measures of the Outline
