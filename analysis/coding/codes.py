"""What coders hand in: the values they may give, and the check of every row.

Good rows become codes. Every mistake is named with its file and row, and what would do; nothing is guessed.
Sheets, Label Studio and doccano all meet here, so that a code means the same wherever it was given.
"""

from __future__ import annotations

import re
import unicodedata
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, NamedTuple

import pandas as pd

from analysis.codebook import load_codebook
from analysis.coding.units import Marks, blind_id, find_change
from analysis.tables import CODED_ROLES, ROLES, make_table
from analysis.taxonomy import load_taxonomy

FIELDS = ("role", "area", "area_2", "measure", "sure")
SEPARATOR = "｜"  # between the key that is read and the name that the coder reads
_SCHEME = "outline-2015"
_REMEDIES = {
    "role": f"use one of {', '.join(ROLES)}",
    "area": "use 1 to 8, or 0 where no area leads",
    "area_2": "use 1 to 8, or leave it empty",
    "measure": "use 1 to 44 or a sub-code such as 27y, or leave it empty",
    "sure": "use 1 or 0",
}


class CodingProblems(UserWarning):
    """Some rows of a coding sheet were left out; the message counts them and gives the first."""


class Problem(NamedTuple):
    """One mistake in one row of one file."""

    file: str
    row: int
    unit_id: str
    problem: str
    remedy: str


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
    coded_on: date | None = None

    @property
    def is_coded(self) -> bool:
        """Whether the coder has given anything."""
        return any(plain(self.given.get(field, "")) for field in FIELDS)

    def problem(self, problem: str, remedy: str) -> Problem:
        """A mistake in this row."""
        return Problem(self.file, self.row, self.unit_id, problem, remedy)


# Values a coder may give


@cache
def choices(field: str, lang: str = "zh") -> dict[str, str]:
    """The values of a field and how a list shows them.

    >>> choices("area")["6"], choices("sure", "en")
    ('6｜纠纷化解', {'1': '1｜sure', '0': '0｜unsure'})
    """
    taxonomy = load_taxonomy(_SCHEME)
    areas = {str(area): taxonomy.label(area, lang) for area in taxonomy.areas.index}
    if field == "role":
        meanings = load_codebook().roles.set_index("role")[lang]
        names = {role: re.split("[:：]", meanings[role])[0] for role in ROLES}
    elif field == "area":
        names = areas | {"0": {"zh": "无为主领域", "en": "no area leads"}[lang]}
    elif field == "area_2":
        names = areas
    elif field == "measure":
        names = taxonomy.measures[f"name_{lang}"].to_dict()
    else:
        names = dict(zip("10", {"zh": ("有把握", "没有把握"), "en": ("sure", "unsure")}[lang], strict=True))
    return {key: f"{key}{SEPARATOR}{name}" for key, name in names.items()}


@cache
def _spellings(field: str) -> dict[str, str]:
    """Every accepted spelling of every value: the key alone, or as a list shows it in either language."""
    spellings = {plain(key): key for key in choices(field)}
    for lang in ("zh", "en"):
        spellings |= {plain(label): key for key, label in choices(field, lang).items()}
    return spellings


def plain(value: str) -> str:
    """A cell without what a keyboard or a spreadsheet adds: width, case, margins, a decimal nought.

    >>> plain(" ４ "), plain("4.0"), plain("27Y"), plain("work｜工作")
    ('4', '4', '27y', 'work|工作')
    """
    folded = unicodedata.normalize("NFKC", value).strip().casefold()
    return re.sub(r"^(\d+)\.0+$", r"\1", folded)


def check_codes(given: Mapping[str, str]) -> tuple[dict[str, str | None], list[tuple[str, str]]]:
    """The codes of one row, and what is wrong with them (problem, remedy).

    >>> check_codes({"role": "work", "measure": "33"})[0]["area"]
    '6'
    >>> check_codes({"role": "work", "area": "5", "measure": "33"})[1]
    [('measure is 33, which belongs to area 6, not 5', 'correct the area or the measure')]
    """
    codes: dict[str, str | None] = {}
    faults = []
    for field in FIELDS:
        typed = plain(given.get(field, ""))
        codes[field] = _spellings(field).get(typed)
        if typed and codes[field] is None:
            faults.append((f"{field} is {given[field]!r}", _REMEDIES[field]))
    return codes, faults or _check_together(codes)


def _check_together(codes: dict[str, str | None]) -> list[tuple[str, str]]:
    """What is wrong with codes that are each allowed; fills in an area that role or measure fixes."""
    role, area, area_2, measure = (codes[field] for field in FIELDS[:4])
    if role is None:
        return [("role is empty but other codes are given", _REMEDIES["role"])]
    if role not in CODED_ROLES:
        extra = {"area": area if area != "0" else None, "area_2": area_2, "measure": measure}
        named = " and ".join(f"{field} {value}" for field, value in extra.items() if value)
        codes["area"] = "0"
        return [(f"role is '{role}' but has {named}", "empty these or correct the role")] if named else []
    if measure:
        home = str(load_taxonomy(_SCHEME).area_of(measure))
        codes["area"] = area = area or home
        if area != home:
            problem = f"measure is {measure}, which belongs to area {home}, not {area}"
            return [(problem, "correct the area or the measure")]
    if area is None:
        return [(f"area is empty where role is '{role}'", _REMEDIES["area"])]
    if area == area_2:
        return [(f"area_2 is {area_2}, the same as area", _REMEDIES["area_2"])]
    return []


# Rows to codes


def mark_row(
    file: str, row: int, seen_id: str, text: str | None, given: Mapping[str, str], marks: Marks
) -> Row | Problem:
    """A row that is still the one its marks were written for, under the unit's own id, or what is wrong."""
    unit_id = marks.unit_id(seen_id)
    is_hidden = marks.hidden and seen_id == blind_id(unit_id)
    change = find_change(marks.fingerprint, unit_id if is_hidden else seen_id, text)
    if change:
        return Problem(file, row, unit_id, *change)
    return Row(file, row, unit_id, given, marks.coder, marks.inclusion_probability, marks.codebook_version)


def collect_codes(
    read: Iterable[Row | Problem], return_problems: bool
) -> pd.DataFrame | tuple[pd.DataFrame, pd.DataFrame]:
    """The table ``codes`` of the good rows; the others are reported, in the order of files and rows.

    The first coding of a unit by a coder is kept; a copy of it in another file is no mistake, other codes are
    one. The number of rows not yet coded is in ``codes.attrs["n_uncoded"]``.
    """
    rows: list[Row] = []
    found: list[Problem] = []
    for one in read:
        if isinstance(one, Row):
            rows.append(one)
        else:
            found.append(one)
    kept: dict[tuple[str, str], tuple[Row, dict[str, str | None]]] = {}
    n_uncoded = 0
    for row in _without_repeats(rows, found):
        if not row.is_coded:
            n_uncoded += 1
            continue
        codes, faults = check_codes(row.given)
        found += [row.problem(*fault) for fault in faults]
        if faults:
            continue
        earlier, same = kept.setdefault((row.coder, row.unit_id), (row, codes))
        if same != codes:
            problem = f"unit is coded otherwise by the same coder in {earlier.file} row {earlier.row}"
            found.append(row.problem(problem, "keep one, or give each coder a name of their own"))
    table = make_table("codes", [_as_code(row, codes) for row, codes in kept.values()])
    table.attrs["n_uncoded"] = n_uncoded
    found.sort(key=lambda problem: (problem.file, problem.row))
    if return_problems:
        return table, _problem_table(found)
    if found:
        warnings.warn(_summary(found, len(table)), CodingProblems, stacklevel=3)
    return table


def _without_repeats(rows: Iterable[Row], found: list[Problem]) -> list[Row]:
    """One row per unit, coder and file, the first with codes; the others are reported."""
    first: dict[tuple[str, str, str], Row] = {}
    for row in rows:
        key = (row.file, row.coder, row.unit_id)
        earlier = first.setdefault(key, row)
        if earlier is not row:
            found.append(row.problem(f"unit is in row {earlier.row} already", "delete one of the two rows"))
            if row.is_coded and not earlier.is_coded:
                first[key] = row
    return list(first.values())


def _as_code(row: Row, codes: Mapping[str, str | None]) -> dict[str, Any]:
    number = {field: int(codes[field] or 0) if codes[field] else None for field in ("area", "area_2", "sure")}
    return {
        "unit_id": row.unit_id,
        "coder": row.coder or None,
        **codes,
        **number,
        "inclusion_probability": row.inclusion_probability,
        "codebook_version": row.codebook_version or None,
        "coded_on": row.coded_on,
    }


def _problem_table(found: list[Problem]) -> pd.DataFrame:
    table = pd.DataFrame(found, columns=list(Problem._fields))
    return table.astype({name: "Int64" if name == "row" else "string" for name in Problem._fields})


def _summary(found: list[Problem], n_good: int) -> str:
    first = found[0]
    unit = f" ({first.unit_id})" if first.unit_id else ""
    return (
        f"{len(found)} problem{'s' * (len(found) > 1)} beside {n_good} good codes; the first: {first.file} "
        f"row {first.row}{unit}: {first.problem}; {first.remedy}. return_problems=True returns all."
    )
