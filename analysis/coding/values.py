"""The values that a coder may give, every spelling that is accepted, and the check of one row."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from analysis.codebook import load_codebook
from analysis.coding.problems import fault
from analysis.coding.several import several_said
from analysis.language import LANGUAGES, words_of
from analysis.scheme import Scheme
from analysis.tables import CODED_ROLES, ROLES, SCHEME
from analysis.taxonomy import load_taxonomy
from analysis.text import plain_cell

FIELDS = ("role", "area", "area_2", "measure", "sure")
SEPARATOR = "｜"  # between the key that is read and the name that the coder reads
_BETWEEN = (
    SEPARATOR,
    " ",
    "",
    ".",
    "、",
    ":",
)  # between key and name, as lists show them and people type them


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
def spellings(field: str, scheme: Scheme | None = None) -> dict[str, str]:
    """Every accepted spelling of every value, as :func:`plain_cell` leaves it.

    The key or a name alone in either language, or both as a list shows them. A name of two values is none.

    >>> spellings("area")["行政执法"], spellings("role")["work"], spellings("sure")["是"], spellings("area")["4 行政执法"]
    ('4', 'work', '1', '4')
    """
    found: dict[str, set[str]] = {}
    for lang in LANGUAGES:
        for value, label in choices(field, lang, scheme).items():
            found.setdefault(plain_cell(label), set()).add(value)
    for value, names in _names(field, scheme).items():
        for name in names:
            for word in (value, name, *(f"{value}{sign}{name}" for sign in _BETWEEN)):
                found.setdefault(plain_cell(word), set()).add(value)
    if scheme is not None and scheme.is_own and field in ("area", "area_2"):
        own = {word: {str(area)} for word, area in scheme.spellings.items() if area or field == "area"}
        found = {word: values for word, values in found.items() if word not in scheme.spellings} | own
    return {word: values.pop() for word, values in found.items() if word and len(values) == 1}


def _names(field: str, scheme: Scheme | None) -> dict[str, list[str]]:
    """What each value of a field is called, in both languages."""
    names: dict[str, list[str]] = {}
    for lang in LANGUAGES:
        for value, label in choices(field, lang, scheme).items():
            names.setdefault(value, []).append(label.split(SEPARATOR, 1)[1])
        if field == "sure":
            for value, words in words_of("coding.yes_and_no", lang).items():
                names[{"yes": "1", "no": "0"}[value]] += words
    taxonomy = scheme or load_taxonomy(SCHEME)
    if field in ("area", "area_2"):
        for area in set(names) & set(map(str, taxonomy.areas.index)):
            names[area] += [str(taxonomy.areas.at[int(area), f"name_{lang}"]) for lang in LANGUAGES]
    return names


def _fault(field: str, value: str, scheme: Scheme | None, lang: str) -> tuple[str, str]:
    """What is said of a value that is none of the field's."""
    own = scheme if scheme is not None and scheme.is_own else None
    said: dict[str, Any] = {"value": value}
    if field == "role":
        said["values"] = ", ".join(ROLES)
    if own is None or field in ("role", "sure"):
        return fault(field, lang, **said)
    if field == "measure" and not len(own.measures):
        return fault("own_no_measure", lang, **said)
    known = own.measures.index[:8] if field == "measure" else own.areas["code"]
    said |= {"values": ", ".join(map(str, known)), "scheme": own.scheme}
    return fault(f"own_{field}", lang, **said)


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
        known = spellings(name, scheme)
        codes[name] = known.get(typed)
        if typed and codes[name] is None:
            several = several_said(name, given[name], known, lang) if name in ("area", "area_2") else None
            faults.append(several or _fault(name, given[name], scheme, lang))
    return codes, faults or _check_together(codes, scheme, lang)


def _check_together(codes: dict[str, str | None], scheme: Scheme | None, lang: str) -> list[tuple[str, str]]:
    """What is wrong with codes that are each allowed; fills in an area that role or measure fixes."""
    if scheme is not None and scheme.is_own and codes["role"] is None and codes["area"] is not None:
        codes["role"] = CODED_ROLES[0]
    role, area, area_2, measure = (codes[field] for field in FIELDS[:4])
    if role is None:
        return [fault("no_role", lang, values=", ".join(ROLES))]
    if role not in CODED_ROLES:
        extra = {"area": area if area != "0" else None, "area_2": area_2, "measure": measure}
        said = words_of("coding.several", lang)
        named = said["and"].join(f"{field} {value}" for field, value in extra.items() if value)
        codes["area"] = "0"
        return [fault("role_without_area", lang, role=role, named=named)] if named else []
    if measure:
        home = str((scheme or load_taxonomy(SCHEME)).area_of(measure))
        codes["area"] = area = area or home
        if area != home:
            return [fault("measure_of_another_area", lang, measure=measure, home=home, area=area)]
    if area is None:
        return [(fault("no_area", lang, role=role)[0], _fault("area", "", scheme, lang)[1])]
    if area == area_2:
        return [(fault("same_area", lang, area=area_2)[0], _fault("area_2", "", scheme, lang)[1])]
    return []
