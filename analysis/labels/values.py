"""What a label may say, in every spelling that a person, a spreadsheet or a model may give it.

The rules are those of hand codes: a measure belongs to its area, and a role without an area has none.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from typing import Any

import pandas as pd

from analysis.coding.values import FIELDS, check_codes
from analysis.scheme import Scheme
from analysis.taxonomy import load_taxonomy
from analysis.text import for_xml, one_line, plain_cell

SCHEME = "outline-2015"  # whose areas are labelled
_EMPTY = {"", "null", "none", "na", "nan", "n/a", "<na>", ".", "无"}
_LONG = 200  # characters that may be a value at all
_LONGEST = 60  # characters of a value in a message


def check_label(given: Mapping[str, Any], scheme: Scheme | None = None) -> tuple[dict[str, str | None], str]:
    """The codes of one label, and what is wrong with them ("" where nothing is).

    A label need not name a role. Areas may be numbers or names in either language; where there is a measure, it gives the
    area; for a second area or a measure, 0, null and 无 all mean that there is none.

    >>> check_label({"area": "Dispute resolution"})[0]["area"], check_label({"measure": 33, "area": 6.0})[0]["area"]
    ('6', '6')
    >>> check_label({"area": 9})[1]
    "area is '9'; use 1 to 8, or 0 where no area leads"
    """
    own = scheme if scheme is not None and scheme.scheme != SCHEME else None
    texts = {field: _as_text(field, given.get(field), own) for field in FIELDS}
    has_role = bool(texts["role"])
    if not any(texts[field] for field in ("role", "area", "measure")):
        return dict.fromkeys(FIELDS), "neither area nor measure is given; give at least one"
    codes, faults = check_codes(texts if has_role else texts | {"role": "work"}, own)
    if not has_role:
        codes["role"] = None
    return codes, "; ".join(faults[0]) if faults else ""


def _as_text(field: str, value: Any, scheme: Scheme | None = None) -> str:
    """A value as a coder would type it; lists and objects only by their kind, to be refused."""
    if isinstance(value, bool):
        text = str(int(value)) if field == "sure" else str(value)
    elif isinstance(value, (list, dict, tuple, set)):
        text = f"({type(value).__name__})"
    elif value is None or value is pd.NA or value is pd.NaT:
        return ""
    elif isinstance(value, float):
        text = "" if math.isnan(value) else repr(value)
    else:
        text = str(value)
    key = plain_cell(text[:_LONG])
    if key in _EMPTY or (field in ("area_2", "measure") and key == "0"):
        return ""
    return _area_names(scheme).get(key, short(text)) if field in ("area", "area_2") else short(text)


@cache
def _area_names(scheme: Scheme | None = None) -> dict[str, str]:
    """Full and short names of the areas in either language -> number."""
    areas = (scheme or load_taxonomy(SCHEME)).areas
    names = [f"{kind}_{lang}" for kind in ("name", "short") for lang in ("zh", "en")]
    return {plain_cell(row[name]): str(area) for area, row in areas.iterrows() for name in names}


def short(value: str, longest: int = _LONGEST) -> str:
    """A text of unknown origin on one line, without characters that cannot be shown, and not too long.

    >>> short("a\\nb\\x07"), short("x" * 100)[-3:]
    ('a b␇', 'xx…')
    """
    line = one_line(for_xml(value[: 4 * longest]))
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def as_probability(value: Any) -> float | None:
    """A number from 0 to 1, NaN where there is none; None for anything else.

    >>> as_probability("0.9"), as_probability(2), as_probability(True)
    (0.9, None, None)
    """
    if value is None or value is pd.NA or (isinstance(value, str) and plain_cell(value) in _EMPTY):
        return math.nan
    try:
        number = float(value) if not isinstance(value, bool) else math.inf
    except (TypeError, ValueError, OverflowError):
        return None
    return number if math.isnan(number) or 0 <= number <= 1 else None
