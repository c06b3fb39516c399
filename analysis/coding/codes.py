"""What coders hand in, row by row: good rows become codes, every mistake is named with its file and row.

Nothing is guessed. Sheets, the page, Label Studio and doccano all meet here, so that a code means the same wherever it
was given.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pandas as pd

from analysis.coding.facts import Facts, unpack_facts
from analysis.coding.problems import CodingProblems, Problem, fault, problem_table, summarise_first
from analysis.coding.units import Marks, blind_id, find_change, is_sealed
from analysis.coding.values import FIELDS, check_codes
from analysis.errors import InputError
from analysis.scheme import Scheme
from analysis.tables import SCHEME, make_table
from analysis.taxonomy import codebook_version, load_taxonomy
from analysis.text import plain_cell

_CLOSE = 1e-8  # probabilities are written with ten digits in tables


@dataclass(frozen=True)
class Row:
    """One unit as a coder handed it in: what was typed, and what the file says about the unit."""

    file: str
    row: int
    unit_id: str
    given: Mapping[str, str]
    coder: str = ""
    inclusion_probability: float | None = None
    codebook_version: str = ""
    scheme: str = ""
    coded_on: date | None = None
    facts: Facts = field(default_factory=dict)
    coded_by: str = "person"
    texts: Mapping[str, str] = field(
        default_factory=dict
    )  # before, text and after, where the file shows them
    lang: str = "en"  # of the sheet's captions
    is_carried: bool = False  # in the file beside the units of its sheet, see write_coding_sheet

    @property
    def is_coded(self) -> bool:
        """Whether the coder has given anything."""
        return any(plain_cell(self.given.get(field, "")) for field in FIELDS)

    def problem(self, key: str, **parts: object) -> Problem:
        """A mistake in this row, one of those that :func:`fault` can say."""
        return self.said(*fault(key, self.lang, **parts))

    def said(self, problem: str, remedy: str) -> Problem:
        """A mistake in this row, in these words."""
        return Problem(self.file, self.row, self.unit_id, problem, remedy)


def mark_row(
    file: str,
    row: int,
    seen_id: str,
    texts: Mapping[str, str],
    given: Mapping[str, str],
    marks: Marks,
    lang: str = "en",
) -> Row | Problem:
    """A row that is still the one its marks were written for, under the unit's own id, or what is wrong."""
    unit_id = marks.unit_id(seen_id)
    is_hidden = marks.hidden and seen_id == blind_id(unit_id)
    change = find_change(marks.fingerprint, unit_id if is_hidden else seen_id, texts.get("text"))
    facts = unpack_facts(marks.facts)
    if not change and (facts is None or not is_sealed(marks, unit_id)):
        change = "other_marks"
    if change:
        return Problem(file, row, unit_id, *fault(change, lang))
    return Row(
        file,
        row,
        unit_id,
        given,
        marks.coder,
        marks.inclusion_probability,
        marks.codebook_version,
        facts=facts or {},
        texts=texts,
        lang=lang,
    )


def _scheme_of(row: Row, given: Scheme | None) -> Scheme | None:
    """The scheme that a row is coded in: the one given, or the one that the file names; None for the eight areas."""
    name, _, digits = row.codebook_version.rpartition("/")
    name = row.scheme or name
    if given is not None and name in ("", given.scheme):
        return given if given.scheme != SCHEME else None
    if given is not None:
        problem = f"'{row.file}' is coded in the scheme {name!r}, not {given.scheme!r}"
        raise InputError("path", problem, "give the scheme that the sheet was written with")
    if not name or name == SCHEME:
        return None
    try:
        scheme = load_taxonomy(name)
    except InputError:
        problem = f"'{row.file}' is coded in the scheme {name!r}, which is not known here"
        raise InputError(
            "path", problem, "load it first (load_scheme in Python, --scheme FILE in a command)"
        ) from None
    if digits and codebook_version(scheme) != row.codebook_version:
        problem = f"'{row.file}' was written with another version of scheme {name!r}: codes or names were changed since"
        raise InputError(
            "path", problem, "give scheme=… if every code still means the same, else the scheme as it was"
        )
    return scheme


def collect_codes(
    read: Iterable[Row | Problem], return_problems: bool, scheme: Scheme | None = None
) -> pd.DataFrame | tuple[pd.DataFrame, pd.DataFrame]:
    """The table ``codes`` of the good rows; the others are reported, in the order of files and rows.

    The first coding of a unit by a coder is kept; a copy of it in another file is no mistake, other codes are
    one, and so are other facts about the unit. A coder's own sheet comes before what other files carry along.
    """
    rows: list[Row] = []
    found: list[Problem] = []
    for one in read:
        if isinstance(one, Row):
            rows.append(one)
        else:
            found.append(one)
    kept: dict[tuple[str, str], tuple[Row, dict[str, str | None]]] = {}
    for row in _without_repeats(rows, found):
        if not row.is_coded:
            continue
        own = _scheme_of(row, scheme)
        codes, faults = check_codes(row.given, own, row.lang)
        if own is not None:
            row = replace(row, codebook_version=codebook_version(own))
        found += [row.said(*one) for one in faults]
        if faults:
            continue
        earlier, same = kept.setdefault((row.coder, row.unit_id), (row, codes))
        if earlier is not row and (conflict := _conflict(row, codes, earlier, same)):
            found.append(conflict)
    table = make_table("codes", [_as_code(row, codes) for row, codes in kept.values()])
    found.sort(key=lambda problem: (problem.file, problem.row))
    if return_problems:
        return table, problem_table(found)
    if found:
        warnings.warn(summarise_first(found, len(table)), CodingProblems, stacklevel=3)
    return table


def _conflict(
    row: Row, codes: Mapping[str, str | None], earlier: Row, same: Mapping[str, str | None]
) -> Problem | None:
    """What is wrong where two files hold one coder's coding of a unit."""
    place = {"file": earlier.file, "row": earlier.row}
    if codes != same and row.is_carried:
        return row.problem("carried_otherwise", coder=row.coder, **place)
    if codes != same:
        return row.problem("coded_otherwise", **place)
    one, two = (each.facts | {"inclusion_probability": each.inclusion_probability} for each in (row, earlier))
    for name in one.keys() & two.keys():
        if not _is_same(one[name], two[name]):
            return row.problem("drawn_otherwise", name=name, one=one[name], two=two[name], **place)
    return None


def _is_same(one: Any, two: Any) -> bool:
    if isinstance(one, float) and isinstance(two, float):
        return abs(one - two) <= _CLOSE * max(one, two)
    return one is None or two is None or one == two


def _without_repeats(rows: Iterable[Row], found: list[Problem]) -> list[Row]:
    """One row per unit, coder and file, the first with codes; the others are reported. Carried rows come last."""
    first: dict[tuple[str, str, str, bool], Row] = {}
    for row in rows:
        key = (row.file, row.coder, row.unit_id, row.is_carried)
        earlier = first.setdefault(key, row)
        if earlier is not row:
            found.append(row.problem("twice", row=earlier.row))
            if row.is_coded and not earlier.is_coded:
                first[key] = row
    return sorted(first.values(), key=lambda row: row.is_carried)


def _as_code(row: Row, codes: Mapping[str, str | None]) -> dict[str, Any]:
    number = {field: int(codes[field] or 0) if codes[field] else None for field in ("area", "area_2", "sure")}
    return {
        "unit_id": row.unit_id,
        "coder": row.coder or None,
        **row.facts,
        "coded_by": row.coded_by,
        **codes,
        **number,
        "inclusion_probability": row.inclusion_probability,
        "codebook_version": row.codebook_version or None,
        "coded_on": row.coded_on,
    }
