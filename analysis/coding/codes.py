"""What coders hand in: the values they may give, and the check of every row.

Good rows become codes. Every mistake is named with its file and row, and what would do; nothing is guessed.
Sheets, Label Studio and doccano all meet here, so that a code means the same wherever it was given.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import Any, NamedTuple

import pandas as pd

from analysis.codebook import load_codebook
from analysis.coding.facts import Facts, unpack_facts
from analysis.coding.several import several_said
from analysis.coding.units import Marks, blind_id, find_change, is_sealed
from analysis.errors import InputError
from analysis.language import LANGUAGES, words_of
from analysis.scheme import Scheme
from analysis.tables import CODED_ROLES, ROLES, SCHEME, make_table
from analysis.taxonomy import codebook_version, load_taxonomy
from analysis.text import one_line, plain_cell

FIELDS = ("role", "area", "area_2", "measure", "sure")
SEPARATOR = "｜"  # between the key that is read and the name that the coder reads
_CLOSE = 1e-8  # probabilities are written with ten digits in tables
_SHOWN, _KINDS, _LONGEST = 5, 20, 160  # rows of a kind, kinds, and characters that a summary shows
_VARYING = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|\bin .+ row \d+|(?<![\w-])\d+\w*")
_REMEDIES: dict[str, str] = {
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

    def problem(self, problem: str, remedy: str) -> Problem:
        """A mistake in this row."""
        return Problem(self.file, self.row, self.unit_id, problem, remedy)


# Values a coder may give


@cache
def choices(field: str, lang: str = "zh", scheme: Scheme | None = None) -> dict[str, str]:
    """The values of a field and how a list shows them, by default in the eight areas.

    >>> choices("area")["6"], choices("sure", "en")
    ('6｜纠纷化解', {'1': '1｜sure', '0': '0｜unsure'})
    """
    taxonomy, words = scheme or load_taxonomy(SCHEME), words_of("coding.codebook", lang)
    areas = {str(area): taxonomy.label(area, lang) for area in taxonomy.areas.index}
    if taxonomy.is_own and field in ("area", "area_2"):
        shown = {
            str(area): f"{taxonomy.areas.at[area, 'code']}{SEPARATOR}{areas[str(area)]}"
            for area in taxonomy.codes
        }
        none = {"0": f"0{SEPARATOR}{taxonomy.none.get(lang, words['none_of_these'])}"}
        return shown | none if field == "area" else shown
    if field == "role":
        meanings = load_codebook().roles.set_index("role")[lang]
        names = {role: re.split("[:：]", meanings[role])[0] for role in ROLES}
    elif field == "area":
        names = areas | {"0": words["no_area"]}
    elif field == "area_2":
        names = areas
    elif field == "measure":
        names = taxonomy.measures[f"name_{lang}"].to_dict()
    else:
        names = {"1": words["sure"], "0": words["unsure"]}
    return {key: f"{key}{SEPARATOR}{name}" for key, name in names.items()}


@cache
def _spellings(field: str, scheme: Scheme | None = None) -> dict[str, str]:
    """Every accepted spelling of every value: the key alone, or as a list shows it in either language; of own categories
    also their names."""
    spellings = {plain_cell(key): key for key in choices(field, scheme=scheme)}
    if scheme is not None and scheme.is_own and field in ("area", "area_2"):
        spellings = {said: str(area) for said, area in scheme.spellings.items() if area or field == "area"}
    for lang in LANGUAGES:
        spellings |= {plain_cell(label): key for key, label in choices(field, lang, scheme).items()}
    return spellings


def _remedy(field: str, scheme: Scheme | None) -> str:
    """What would do for a field."""
    if scheme is None or not scheme.is_own or field in ("role", "sure"):
        return _REMEDIES[field]
    if field == "measure":
        return f"use one of {', '.join(scheme.measures.index[:8]) or 'none: the scheme has no measures'}, or leave it empty"
    codes = ", ".join(str(code) for code in scheme.areas["code"])
    return f"use a code or name of scheme {scheme.scheme!r} ({codes}), or " + (
        "0 for none of them" if field == "area" else "leave it empty"
    )


def check_codes(
    given: Mapping[str, str], scheme: Scheme | None = None, lang: str = "en"
) -> tuple[dict[str, str | None], list[tuple[str, str]]]:
    """The codes of one row, and what is wrong with them (problem, remedy).

    With a scheme of one's own an area alone will do: the role is then taken to be work. `lang` is that of the sheet.

    >>> check_codes({"role": "work", "measure": "33"})[0]["area"]
    '6'
    >>> check_codes({"role": "work", "area": "5", "measure": "33"})[1]
    [('measure is 33, which belongs to area 6, not 5', 'correct the area or the measure')]
    """
    codes: dict[str, str | None] = {}
    faults = []
    for name in FIELDS:
        typed = plain_cell(given.get(name, ""))
        spellings = _spellings(name, scheme)
        codes[name] = spellings.get(typed)
        if typed and codes[name] is None:
            several = several_said(name, given[name], spellings, lang) if name in ("area", "area_2") else None
            faults.append(several or (f"{name} is {given[name]!r}", _remedy(name, scheme)))
    return codes, faults or _check_together(codes, scheme)


def _check_together(codes: dict[str, str | None], scheme: Scheme | None) -> list[tuple[str, str]]:
    """What is wrong with codes that are each allowed; fills in an area that role or measure fixes."""
    if scheme is not None and scheme.is_own and codes["role"] is None and codes["area"] is not None:
        codes["role"] = CODED_ROLES[0]
    role, area, area_2, measure = (codes[field] for field in FIELDS[:4])
    if role is None:
        return [("role is empty but other codes are given", _REMEDIES["role"])]
    if role not in CODED_ROLES:
        extra = {"area": area if area != "0" else None, "area_2": area_2, "measure": measure}
        named = " and ".join(f"{field} {value}" for field, value in extra.items() if value)
        codes["area"] = "0"
        return [(f"role is '{role}' but has {named}", "empty these or correct the role")] if named else []
    if measure:
        home = str((scheme or load_taxonomy(SCHEME)).area_of(measure))
        codes["area"] = area = area or home
        if area != home:
            problem = f"measure is {measure}, which belongs to area {home}, not {area}"
            return [(problem, "correct the area or the measure")]
    if area is None:
        return [(f"area is empty where role is '{role}'", _remedy("area", scheme))]
    if area == area_2:
        return [(f"area_2 is {area_2}, the same as area", _remedy("area_2", scheme))]
    return []


# Rows to codes


def mark_row(
    file: str,
    row: int,
    seen_id: str,
    texts: Mapping[str, str],
    given: Mapping[str, str],
    marks: Marks,
) -> Row | Problem:
    """A row that is still the one its marks were written for, under the unit's own id, or what is wrong."""
    unit_id = marks.unit_id(seen_id)
    is_hidden = marks.hidden and seen_id == blind_id(unit_id)
    change = find_change(marks.fingerprint, unit_id if is_hidden else seen_id, texts.get("text"))
    facts = unpack_facts(marks.facts)
    if change is None and (facts is None or not is_sealed(marks, unit_id)):
        change = "marks of this unit were changed", "put back what was written beside it"
    if change:
        return Problem(file, row, unit_id, *change)
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
        found += [row.problem(*fault) for fault in faults]
        if faults:
            continue
        earlier, same = kept.setdefault((row.coder, row.unit_id), (row, codes))
        if earlier is not row and (conflict := _conflict(row, codes, earlier, same)):
            found.append(row.problem(*conflict))
    table = make_table("codes", [_as_code(row, codes) for row, codes in kept.values()])
    found.sort(key=lambda problem: (problem.file, problem.row))
    if return_problems:
        return table, _problem_table(found)
    if found:
        warnings.warn(_summary(found, len(table)), CodingProblems, stacklevel=3)
    return table


def _conflict(
    row: Row, codes: Mapping[str, str | None], earlier: Row, same: Mapping[str, str | None]
) -> tuple[str, str] | None:
    """What is wrong where two files hold one coder's coding of a unit."""
    place = f"in {earlier.file} row {earlier.row}"
    if codes != same and row.is_carried:
        problem = f"codes of {row.coder!r} that this file carries along are not those {place}"
        return problem, "settle the unit again with fazhi adjudicate"
    if codes != same:
        problem = f"unit is coded otherwise by the same coder {place}"
        return problem, "keep one, or give each coder a name of their own"
    one, two = (each.facts | {"inclusion_probability": each.inclusion_probability} for each in (row, earlier))
    for name in one.keys() & two.keys():
        if not _is_same(one[name], two[name]):
            problem = f"unit has another {name} than {place}: {one[name]!r}, not {two[name]!r}"
            return problem, "keep the file of the draw that was coded"
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
            found.append(row.problem(f"unit is in row {earlier.row} already", "delete one of the two rows"))
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


def summarise_problems(problems: pd.DataFrame) -> list[str]:
    """What is wrong with the rows of sheets, one line for each kind of mistake with its first five rows.

    Parameters
    ----------
    problems : DataFrame, one row per mistake
        As :func:`read_codes` returns it with ``return_problems=True``.

    Returns
    -------
    list of str
        The number of mistakes, then a line for each kind, the most frequent first; empty where there is none.

    Examples
    --------
    >>> rows = [("a.xlsx", row, "", f"area is '{row + 7}'", "use 1 to 8") for row in range(2, 9)]
    >>> for line in summarise_problems(pd.DataFrame(rows, columns=Problem._fields)):
    ...     print(line)
    7 rows cannot be used
    7 × area is …; use 1 to 8: a.xlsx rows 2, 3, 4, 5, 6, …
    """
    if problems.empty:
        return []
    kinds: dict[tuple[str, str], list[Problem]] = {}
    for row in problems.fillna("").to_dict("records"):
        one = Problem(*(row[name] for name in Problem._fields))
        kinds.setdefault((_VARYING.sub("…", one.problem), one.remedy), []).append(one)
    ordered = sorted(kinds.items(), key=lambda item: -len(item[1]))
    n_rows = len(problems[["file", "row"]].drop_duplicates())
    lines = [f"{n_rows} row{'s' * (n_rows > 1)} cannot be used"]
    for (kind, remedy), own in ordered[:_KINDS]:
        said = {one.problem for one in own}
        problem = said.pop() if len(said) == 1 else kind
        lines.append(f"{len(own)} × {_shorten(problem)}; {remedy}: {_places(own)}")
    if left := sum(len(own) for _, own in ordered[_KINDS:]):
        lines.append(f"{left} × of {len(ordered) - _KINDS} other kinds")
    return lines


def _places(problems: list[Problem]) -> str:
    """The first rows, by file: ``a.xlsx rows 2, 3, 4; b.csv row 7, …``."""
    by_file: dict[str, list[str]] = {}
    for one in problems[:_SHOWN]:
        by_file.setdefault(one.file, []).append(str(one.row))
    named = [f"{file} row{'s' * (len(rows) > 1)} {', '.join(rows)}" for file, rows in by_file.items()]
    return _one_line("; ".join(named)) + (", …" if len(problems) > _SHOWN else "")


def _shorten(text: str) -> str:
    return _one_line(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…")


def _one_line(text: str) -> str:
    """Text of strangers that a terminal shows as it is."""
    return "".join(char if char.isprintable() else "\ufffd" for char in one_line(text))
