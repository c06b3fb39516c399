"""What is known of a unit beside its text: the columns that travel with it to a coder and back.

They say which text was coded (hashes and lengths), where it stands (paragraph and report) and how it was drawn (frame,
stratum, order), so that estimates need neither the texts nor the grammar of ids. Some name the report, so no file
shows them at a glance.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

FACTS = (  # in the order of the table codes
    "paragraph_id",
    "report_id",
    "n_chars",
    "text_hash",
    "paragraph_hash",
    "paragraph_chars",
    "frame_id",
    "stratum",
    "stratum_size",
    "draw_order",
)
CODED_BY = ("person", "model")
MAX_TEXT = 1_000  # characters of an id, a frame or a stratum
_HASHES = ("text_hash", "paragraph_hash")
_LEAST = {"n_chars": 0, "paragraph_chars": 0, "stratum_size": 1, "draw_order": 1}  # the counts
_MAX_COUNT = 2**31
_HASH = re.compile("[0-9a-f]{16}")
_WHOLE = re.compile(r"(\d{1,10})(?:\.0+)?")

Facts = dict[str, str | int]


def what_would_do(name: str, value: Any) -> str:
    """What would do instead of a value of a column of `FACTS`; empty where the value will do.

    >>> what_would_do("draw_order", 0), what_would_do("stratum", "random")
    ('give a whole number from 1', '')
    """
    if name in _LEAST:
        fits = type(value) is int and _LEAST[name] <= value <= _MAX_COUNT
        return "" if fits else f"give a whole number from {_LEAST[name]}"
    if name in _HASHES:
        fits = isinstance(value, str) and _HASH.fullmatch(value) is not None
        return "" if fits else "give 16 hexadecimal digits"
    fits = isinstance(value, str) and 0 < len(value) <= MAX_TEXT and value.isprintable()
    return "" if fits else f"give printable text of at most {MAX_TEXT} characters"


def facts_of(row: Mapping[str, Any]) -> Facts:
    """The facts that a row of a table knows; what is missing is left out.

    >>> facts_of({"report_id": "r", "stratum": pd.NA, "draw_order": 3.0, "text": "依法行政。"})
    {'report_id': 'r', 'draw_order': 3}
    """
    known = {name: row[name] for name in FACTS if name in row and not pd.isna(row[name])}
    return {name: _plain_number(value) if name in _LEAST else str(value) for name, value in known.items()}


def _plain_number(value: Any) -> Any:
    """A whole number as int, anything else as it is, to be found by the check."""
    try:
        return int(value) if int(value) == value else value
    except (TypeError, ValueError, OverflowError):
        return value


def typed_fact(name: str, typed: str) -> str | int:
    """What stands in a cell of a CSV as the column wants it; what is no whole number stays text, to be found by the check.

    >>> typed_fact("n_chars", "12.0"), typed_fact("n_chars", "twelve")
    (12, 'twelve')
    """
    match = _WHOLE.fullmatch(typed) if name in _LEAST else None
    return int(match[1]) if match else typed


def pack_facts(facts: Facts) -> str:
    """Facts as one cell, not to be read at a glance; empty where nothing is known.

    >>> unpack_facts(pack_facts({"report_id": "yichun_2017", "draw_order": 3}))
    {'report_id': 'yichun_2017', 'draw_order': 3}
    """
    text = json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(text.encode("utf-8", "surrogatepass")).decode() if facts else ""


def unpack_facts(cell: str) -> Facts | None:
    """What :func:`pack_facts` was given; None where the cell was changed."""
    if not cell:
        return {}
    try:
        facts = json.loads(base64.b64decode(cell, validate=True))
    except (ValueError, RecursionError):
        return None
    if not isinstance(facts, dict) or not facts.keys() <= set(FACTS):
        return None
    return None if any(what_would_do(name, value) for name, value in facts.items()) else facts
