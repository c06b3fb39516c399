"""From the scheme that a classifier and its coders answer in to the scheme that an estimate is about.

Two schemes over the same measures are reached from each other through the measure of each unit. Own categories go
where their crosswalk says, or back where one of the other scheme names each of them once. Nothing is guessed from names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from analysis.columns.types import TEXT
from analysis.errors import InputError
from analysis.scheme import Scheme
from analysis.tables import SCHEME, mix_names, mix_of
from analysis.taxonomy import as_taxonomy, load_taxonomy
from analysis.text import plain_cell

UNTOLD = "no answer leads to this category"  # neither the classifier nor, without codes, a coder can give it


@dataclass(frozen=True, eq=False)
class Way:
    """How answers of one scheme become areas of another.

    Attributes
    ----------
    native : Scheme
        Scheme of the answers.
    goal : Scheme
        Scheme of the estimate.
    areas : mapping or None
        Category -> area of the goal, 0 for none; None where measures decide.
    """

    native: Scheme
    goal: Scheme
    areas: Mapping[int, int] | None = field(default=None)

    @property
    def is_same(self) -> bool:
        """Whether the answers are in the scheme of the estimate."""
        return self.native.scheme == self.goal.scheme

    @property
    def place(self) -> dict[int, int]:
        """Column of each area of the goal."""
        return {area: column for column, area in enumerate(self.goal.codes)}

    def reached(self) -> np.ndarray:
        """Whether any answer can lead to each area of the goal, shape (n_areas,)."""
        if self.is_same:
            return np.ones(len(self.goal.codes), dtype=bool)
        ends = set(self.goal.measures["area"]) if self.areas is None else set(self.areas.values())
        return np.isin(self.goal.codes, [int(end) for end in ends])

    def lacks_measure(self, units: pd.DataFrame) -> np.ndarray:
        """Whether it cannot be told where a unit belongs for want of a measure, shape (n_units,)."""
        if self.is_same or self.areas is not None:
            return np.zeros(len(units), dtype=bool)
        known = units["area"].to_numpy(dtype=int) > 0
        return np.asarray(known & pd.isna(units["measure"].to_numpy(dtype=object)))

    def check_measures(self, lacking: int, argument: str = "coded", what: str = "paragraphs") -> None:
        """Refuse units that cannot be placed, given how many there are."""
        if lacking:
            problem = f"has {lacking} {what} without a measure"
            remedy = f"classify with a model that knows measures to use scheme {self.goal.scheme!r}"
            if argument == "codes":
                remedy = f"code the measures to use scheme {self.goal.scheme!r}"
            raise InputError(argument, problem, remedy)

    def areas_of(self, codes: pd.DataFrame) -> np.ndarray:
        """Area of each coded item under the goal, 0 for none; items have an area, shape (n_items,)."""
        own = codes["area"].to_numpy(dtype=int)
        if self.is_same:
            return own
        if self.areas is not None:
            return np.array([self.areas.get(int(area), 0) for area in own], dtype=int)
        self.check_measures(int(codes["measure"].isna().sum()), "codes", "items")
        return np.array([self.goal.area_of(measure) for measure in codes["measure"]], dtype=int)

    def mix(self, units: pd.DataFrame, parts: np.ndarray) -> np.ndarray:
        """Parts of each unit in the areas of the goal, shape (n_units, n_areas).

        Through measures, the leading area goes where the paragraph's measure belongs, and the other areas of the mix where
        most of their measures belong.

        Parameters
        ----------
        units : DataFrame
            ``area``, ``measure``.
        parts : ndarray, shape (n_units, n_categories)
            Parts in the categories of the native scheme.
        """
        if self.is_same:
            return parts
        moved = np.zeros((len(units), len(self.goal.codes)))
        column = {area: number for number, area in enumerate(self.native.codes)}
        if self.areas is not None:
            for area, target in self.areas.items():
                if target:
                    moved[:, self.place[target]] += parts[:, column[area]]
            return moved
        self.check_measures(int(self.lacks_measure(units).sum()))
        lead = units["area"].to_numpy(dtype=int)
        known = np.flatnonzero(lead > 0)
        measures = units["measure"].to_numpy(dtype=object)[known]
        by_measure = {measure: self.place[self.goal.area_of(measure)] for measure in set(measures)}
        goal = np.array([by_measure[measure] for measure in measures], dtype=int)
        leading = np.array([column[area] for area in lead[known]], dtype=int)
        weight = parts[known, leading]
        rest = parts.copy()
        rest[known, leading] = 0.0
        for area, target in self._main_targets().items():
            moved[:, self.place[target]] += rest[:, column[area]]
        moved[known, goal] += weight
        return moved

    def _main_targets(self) -> dict[int, int]:
        """For each category, the area of the goal that takes most of its measures."""
        pairs = pd.DataFrame({"old": self.native.measures["area"], "new": self.goal.measures["area"]})
        most = pairs.groupby("old")["new"].agg(lambda own: own.value_counts(sort=True).index[0])
        return {int(old): int(new) for old, new in most.items()}


def way_between(native: Scheme, goal: Scheme) -> Way:
    """The way from one scheme to another.

    Raises
    ------
    InputError
        When the schemes share no measures and neither names the categories of the other.

    Examples
    --------
    >>> way_between(load_taxonomy("outline-2015"), load_taxonomy("outline-2021")).areas is None
    True
    """
    if native.scheme == goal.scheme:
        return Way(native, goal)
    if native.base == goal.base and len(native.measures) and len(goal.measures):
        return Way(native, goal)
    if goal.scheme in native.crosswalks:
        given = {area: plain_cell(text) for area, text in native.crosswalks[goal.scheme].items()}
        unknown = [text for text in given.values() if text not in goal.spellings]
        if unknown:
            problem = f"{native.scheme!r} sends a category to {unknown[0]!r}, which {goal.scheme!r} has not"
            raise InputError("scheme", problem, "correct its column of that crosswalk")
        return Way(native, goal, {area: goal.spellings[text] for area, text in given.items()})
    if native.scheme in goal.crosswalks:
        back = [
            (native.spellings.get(plain_cell(text), 0), area)
            for area, text in goal.crosswalks[native.scheme].items()
        ]
        ends = [end for end, _ in back if end]
        if len(set(ends)) == len(ends):  # else an area would have to be divided
            return Way(native, goal, {area: dict(back).get(area, 0) for area in native.codes})
    problem = f"is {goal.scheme!r}, to which there is no way from {native.scheme!r}, the scheme of the table"
    remedy = (
        f"give its file a column to:{goal.scheme} with the code of each category there, or leave scheme out"
    )
    raise InputError("scheme", problem, remedy)


def as_way(goal: Way | Scheme, native: Scheme | None = None) -> Way:
    """The way to a scheme from another one, by default from the eight areas; a way as it is."""
    if isinstance(goal, Way):
        return goal
    return way_between(load_taxonomy(SCHEME) if native is None else native, goal)


def scheme_of(table: pd.DataFrame, argument: str = "coded") -> Scheme:
    """The scheme of a table of classified paragraphs, by its column ``scheme``; without one, the eight areas.

    Raises
    ------
    InputError
        When the table joins paragraphs of several schemes, names a scheme that is not known here, or lacks the part
        (``share_<code>``) of one of its categories.

    Examples
    --------
    >>> parts = {f"share_{area}": [0.125] for area in range(1, 9)}
    >>> scheme_of(pd.DataFrame({"scheme": ["outline-2015"]} | parts)).scheme
    'outline-2015'
    """
    return scheme_by(_names_in(table), table.columns, argument)


def _names_in(table: pd.DataFrame) -> list[str]:
    """Names of the schemes of a table's rows; a table without the column, or from before it, is in the eight areas."""
    if "scheme" not in table.columns or table["scheme"].isna().all():
        return [SCHEME]
    own = table["scheme"]
    return sorted(map(str, own.dropna().unique())) + ["none"] * bool(own.isna().any())


def scheme_without_mix(table: pd.DataFrame, argument: str = "coded") -> Scheme:
    """As :func:`scheme_of`, for what reads no mix: the columns ``share_<code>`` need not be there.

    >>> scheme_without_mix(pd.DataFrame({"area": [4, 6]})).scheme
    'outline-2015'
    """
    return _only_scheme(_names_in(table), argument)


def _only_scheme(names: list[str], argument: str) -> Scheme:
    """The one scheme that a table names, if there is one alone and it is known here."""
    if len(names) > 1:
        problem = f"joins paragraphs of {len(names)} schemes ({', '.join(names)})"
        raise InputError(argument, problem, "estimate each by itself: their categories are not the same")
    try:
        return load_taxonomy(names[0])
    except InputError:
        problem = f"is in the scheme {names[0]!r}, which is not known here"
        remedy = (
            "load it first: load_scheme(file), or load_classifier of the model (--scheme FILE in a command)"
        )
        raise InputError(argument, problem, remedy) from None


def scheme_by(names: Iterable[str], columns: Iterable[object], argument: str = "coded") -> Scheme:
    """As :func:`scheme_of`, given the names that the table holds and its columns."""
    scheme = _only_scheme(list(names), argument)
    found = mix_of(columns)
    lacking = [f"share_{code}" for code in scheme.codes if f"share_{code}" not in found]
    if lacking:
        raise InputError(
            argument,
            f"lacks the column(s) {', '.join(lacking)}",
            "give the table that classify_paragraphs returns",
        )
    more = [name for name in found if name not in {f"share_{code}" for code in scheme.codes}]
    if more:
        problem = f"has {', '.join(more[:3])}, which scheme {scheme.scheme!r} has no category for"
        raise InputError(argument, problem, "load the scheme that it was classified with")
    return scheme


def scheme_of_codes(codes: pd.DataFrame, default: str | Scheme | None = None) -> Scheme:
    """The scheme that codes are in; without a word of it, `default`, else the eight areas.

    Codes name it in the column ``scheme``, or in ``codebook_version`` as ``name/digits``, as the sheets of an own scheme do.

    Raises
    ------
    InputError
        When the codes are of several schemes, or of one that is not known here.
    """
    said: set[str] = set()
    for column in ("scheme", "codebook_version"):
        if column in codes.columns and not said:
            values = codes[column].dropna().unique()
            said = {_named(str(part), column) for value in values for part in str(value).split(", ")}
    if not said:
        return as_taxonomy(SCHEME if default is None else default)
    if len(said) > 1:
        raise InputError(
            "codes", f"are of {len(said)} schemes ({', '.join(sorted(said))})", "give those of one scheme"
        )
    try:
        return load_taxonomy(said.pop())
    except InputError as error:
        name = error.problem.split("'")[1]
        remedy = "load it first (load_scheme in Python, --scheme FILE in a command)"
        raise InputError("codes", f"are in the scheme {name!r}, which is not known here", remedy) from None


def _named(value: str, column: str) -> str:
    """The scheme that a value of one of the columns names."""
    if column == "scheme":
        return value
    return value.rpartition("/")[0] or SCHEME


def goal_of_codes(codes: pd.DataFrame, scheme: str | Scheme | None) -> Scheme:
    """The scheme asked for, else the one that the codes are in."""
    return scheme_of_codes(codes) if scheme is None else as_taxonomy(scheme)


def check_codes_scheme(codes: pd.DataFrame, native: Scheme) -> None:
    """Refuse codes of another scheme than the one that the classifier answers in, or of no category of it.

    Raises
    ------
    InputError
    """
    own = scheme_of_codes(codes, native)
    if own.scheme != native.scheme:
        problem = f"are in the scheme {own.scheme!r}, and the paragraphs in {native.scheme!r}"
        raise InputError(
            "codes",
            problem,
            "give codes and paragraphs of one scheme: areas of two cannot correct each other",
        )
    given = set(codes["area"].dropna().astype(int)) - {0, *native.codes}
    if given:
        problem = f"hold the area {min(given)}, which scheme {native.scheme!r} has not"
        raise InputError("codes", problem, f"use {', '.join(map(str, native.codes))}, or 0 for none")


def name_scheme(table: pd.DataFrame, scheme: Scheme) -> pd.DataFrame:
    """The table with the column ``scheme``, from which whoever reads it knows what its areas are called."""
    return table.assign(scheme=pd.array([scheme.scheme] * len(table), dtype=TEXT))


def leave_out_untold(
    table: pd.DataFrame, scheme: Scheme, told: np.ndarray, columns: Sequence[str]
) -> pd.DataFrame:
    """Estimates with those of areas of which nothing can be told missing, not 0, and the reason in a column."""
    untold = table["area"].isin([area for area, own in zip(scheme.codes, told, strict=True) if not own])
    if not untold.any():
        return table
    held = [name for name in columns if name in table.columns]
    reason = table["reason"] if "reason" in table.columns else pd.Series(pd.NA, index=table.index, dtype=TEXT)
    table = table.assign(reason=reason.astype(TEXT).mask(untold, UNTOLD))
    table.loc[untold, held] = np.nan
    return table


def scheme_of_estimates(table: pd.DataFrame, argument: str, scheme: str | Scheme | None = None) -> Scheme:
    """The scheme that estimates are in: the one asked for, else that of their column ``scheme``, else the eight areas.

    Raises
    ------
    InputError
        When they are of several schemes, of one that is not known here, or of another than is asked for.
    """
    if scheme is not None:
        asked = as_taxonomy(scheme)
        named = set(table["scheme"].dropna().map(str)) if "scheme" in table.columns else set()
        if others := sorted(named - {asked.scheme}):
            problem = f"is in the scheme {', '.join(map(repr, others))}, not in {asked.scheme!r}"
            raise InputError(argument, problem, "leave out the scheme, or estimate in the other one")
        return asked
    names = {SCHEME}
    if "scheme" in table.columns and len(table):
        names = {SCHEME if pd.isna(name) else str(name) for name in table["scheme"].unique()}
    if len(names) > 1:
        problem = f"joins estimates of {len(names)} schemes ({', '.join(sorted(names))})"
        raise InputError(argument, problem, "draw or test each by itself")
    try:
        return load_taxonomy(next(iter(names)))
    except InputError:
        remedy = "load it first (load_scheme in Python, --scheme FILE in a command)"
        raise InputError(
            argument, f"is in the scheme {next(iter(names))!r}, which is not known here", remedy
        ) from None


def mix_columns(scheme: Scheme) -> list[str]:
    """Columns of a classified table that hold the part of a paragraph in each category."""
    return mix_names(scheme.codes)
