"""Units on their way to a coder and back: what every file shows of them, and marks to know them again by.

A unit's id names its report and year, so a blind coder sees another one in its place. A mark holds the unit's
own id where it is hidden, its inclusion probability, its facts (:mod:`analysis.coding.facts`), and a fingerprint of id,
text, and both of these, so that a row that was moved, changed or lost is noticed, whatever program the coder used.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from analysis.codebook import CODEBOOK_VERSION
from analysis.coding.facts import Facts, facts_of, pack_facts, unpack_facts, what_would_do
from analysis.errors import InputError
from analysis.output import check_output, written_whole
from analysis.tables import check_table
from analysis.text import for_xml, hash_text, squeeze

MAX_BYTES = 50 << 20  # of a file that is read
MAX_ROWS = 1 << 20  # all that a sheet holds
MAX_CELL = 32_767  # UTF-16 units, all that a cell holds
SHOWN = {  # column of the sample -> its name before a coder who is not blind
    "report_id": "report_id",
    "year": "year",
    "region": "region",
    "heading_1": "heading_1",
    "heading_2": "heading_2",
    "area": "model_area",
}
CODINGS = "codings"  # column of the sample that every coder sees: what others gave, for whoever settles it
_FINGERPRINT = re.compile("[0-9a-f]{8}-[0-9a-f]{8}(?:-[0-9a-f]{8})?")
_ESCAPES = re.compile("_x[0-9A-Fa-f]{4}_")  # how XLSX writes characters that XML changes
_ALTERED = re.compile("[\u2400-\u241f\ufffd]|_x[0-9A-Fa-f]{4}_|x005F_")  # may stand for another character


class Unit(NamedTuple):
    """One unit to be coded, as every kind of file shows it."""

    unit_id: str
    seen_id: str  # what the coder sees in its place
    before: str
    text: str
    after: str
    shown: dict[str, str]
    inclusion_probability: float | None
    facts: Facts
    codings: str = ""

    @property
    def hidden(self) -> str:
        """The unit's own id, not to be read at a glance; empty where the coder sees it."""
        is_seen = self.seen_id == self.unit_id
        return "" if is_seen else base64.b64encode(self.unit_id.encode()).decode()


class Marks(NamedTuple):
    """What a file keeps about a unit, so that its row can be read back."""

    number: int
    total: int
    coder: str
    codebook_version: str
    inclusion_probability: float | None
    fingerprint: str
    hidden: str = ""
    facts: str = ""
    n_carried: int = 0  # cells of the file with codes that it carries along

    def unit_id(self, seen_id: str) -> str:
        """The unit's own id, whichever the coder saw."""
        return _reveal(self.hidden) or seen_id


def prepare_units(sample: pd.DataFrame, *, blind: bool) -> list[Unit]:
    """The rows of a sample, in the order of the draw, as texts that any file can hold; only the unit shows where `blind`."""
    check_table(
        sample, ("unit_id", "text", "inclusion_probability"), argument="sample", maker="sample_for_coding"
    )
    if not 0 < len(sample) < MAX_ROWS:
        raise InputError("sample", f"has {len(sample)} rows", f"give 1 to {MAX_ROWS - 1}")
    if sample["text"].isna().any():
        raise InputError("sample", "has a unit without text", "leave such rows out")
    shown = {} if blind else {name: as_name for name, as_name in SHOWN.items() if name in sample.columns}
    names = ["" if pd.isna(name) else str(name) for name in sample["unit_id"]]
    units = [
        Unit(
            name,
            blind_id(name) if blind else name,
            _as_text(row.get("before")),
            _as_text(row["text"]),
            _as_text(row.get("after")),
            {as_name: _as_text(row[name]) for name, as_name in shown.items()},
            None if pd.isna(row["inclusion_probability"]) else float(row["inclusion_probability"]),
            facts_of(row),
            _as_text(row.get(CODINGS)),
        )
        for name, row in zip(names, sample.to_dict("records"), strict=True)
    ]
    seen: dict[str, str] = {}
    for unit in units:
        _check_unit(unit, seen)
        seen[unit.seen_id] = unit.unit_id
    return units


def _as_text(value: Any) -> str:
    return "" if value is None or pd.isna(value) else for_xml(str(value))


def _check_unit(unit: Unit, seen: Mapping[str, str]) -> None:
    name = unit.unit_id
    if not name or name != name.strip() or not name.isprintable():
        raise InputError("sample", f"has the unit_id {name!r}", "use printable ids without outer spaces")
    other = seen.get(unit.seen_id)
    if other == name:
        raise InputError("sample", f"has the unit_id {name!r} twice", "give one row per unit")
    if other:
        problem = f"has units that look the same to a blind coder, {other!r} and {name!r}"
        raise InputError("sample", problem, "leave one out, or write it with blind=False")
    if unit.inclusion_probability is not None and not is_probability(unit.inclusion_probability):
        problem = f"has the inclusion_probability {unit.inclusion_probability} for unit {name!r}"
        raise InputError("sample", problem, "give numbers above 0 and up to 1")
    for key, value in unit.facts.items():
        if remedy := what_would_do(key, value):
            raise InputError("sample", f"has the {key} {value!r} for unit {name!r}", remedy)
    if not is_text_of(unit.text, unit.facts.get("text_hash")):
        problem = f"has a text_hash for unit {name!r} that is not of its text"
        raise InputError("sample", problem, "draw the sample from these texts")
    cells = (
        unit.seen_id,
        unit.hidden,
        unit.before,
        unit.text,
        unit.after,
        unit.codings,
        *unit.shown.values(),
    )
    longest = max(len(cell.encode("utf-16-le")) // 2 for cell in cells)
    if longest > MAX_CELL:
        problem = f"has {longest} characters in one cell of unit {name!r}"
        raise InputError("sample", problem, f"cut it to {MAX_CELL}, all that a cell of a spreadsheet holds")


def blind_id(unit_id: str) -> str:
    """The id that a blind coder sees: always the same for a unit, and silent about its report and year.

    >>> blind_id("yichun_2017-p001-i01")
    'u-6955f1e226'
    """
    return f"u-{_digest(unit_id)[:10]}"


def _reveal(hidden: str) -> str:
    return base64.b64decode(hidden, validate=True).decode()


def is_probability(value: Any) -> bool:
    """Whether a value is a number above 0 and up to 1."""
    return type(value) in (int, float) and 0 < value <= 1


def is_text_of(text: str, text_hash: Any) -> bool:
    """Whether a text as a file holds it can be the one that was hashed; True where that cannot be told.

    >>> is_text_of("依法 行政", hash_text("依法行政")), is_text_of("依法行事", hash_text("依法行政"))
    (True, False)
    """
    if text_hash is None or pd.isna(text_hash):
        return True
    return hash_text(text) == text_hash or _ALTERED.search(text) is not None


def fingerprint(unit_id: str, text: str) -> str:
    """Digits that tell whether the id or the text of a row was changed; white space does not count.

    >>> fingerprint("u1", "依法 行政\\n") == fingerprint("u1", "依法行政") != fingerprint("u1", "依法行事")
    True
    """
    bare = squeeze(_ESCAPES.sub("", text.replace("x005F_", "")))
    return f"{_digest(unit_id)[:8]}-{_digest(bare)[:8]}"


def _seal(unit_id: str, probability: float | None, facts: str) -> str:
    """Digits that tell whether what a mark says of the unit was changed, or moved to another one."""
    known = "" if probability is None else repr(float(probability))
    return _digest(f"{unit_id}\n{known}\n{facts}")[:8]


def full_fingerprint(unit: Unit) -> str:
    """The fingerprint of id and text, and of what the marks say of the unit."""
    seal = _seal(unit.unit_id, unit.inclusion_probability, pack_facts(unit.facts))
    return f"{fingerprint(unit.unit_id, unit.text)}-{seal}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def find_change(then: str, unit_id: str, text: str | None) -> str:
    """What is wrong where a row no longer has the id or the text that it was written with; empty where it has."""
    id_then, text_then = then.split("-")[:2]
    id_now, text_now = fingerprint(unit_id, text or "").split("-")
    if id_now != id_then:
        return "other_id"
    return "other_text" if text is not None and text_now != text_then else ""


def write_marks(
    unit: Unit, number: int, total: int, coder: str, n_carried: int = 0, version: str = CODEBOOK_VERSION
) -> str:
    """The marks of a unit as one cell, which no spreadsheet takes for a number or a date."""
    marks = Marks(
        number,
        total,
        coder,
        version,
        unit.inclusion_probability,
        full_fingerprint(unit),
        unit.hidden,
        pack_facts(unit.facts),
        n_carried,
    )
    needed = set(Marks._fields) - Marks._field_defaults.keys()
    cells = {key: value for key, value in marks._asdict().items() if value or key in needed}
    return json.dumps(cells, ensure_ascii=False)


def read_marks(cell: Any) -> Marks | None:
    """The marks in a cell; None where it holds none, or they were changed."""
    try:
        marks = Marks(**json.loads(cell))
    except (TypeError, ValueError, RecursionError):
        return None
    return marks if are_whole(marks) else None


def are_whole(marks: Marks) -> bool:
    """Whether marks are as they may have been written; a hidden id and the facts have to fit the fingerprint.

    Marks of an older form have no facts, and a fingerprint of two parts.
    """
    texts = (marks.coder, marks.codebook_version, marks.fingerprint, marks.hidden, marks.facts)
    counts = (marks.number, marks.total, marks.n_carried + 1 if type(marks.n_carried) is int else None)
    probability = marks.inclusion_probability
    return (
        all(type(number) is int and 0 < number <= MAX_ROWS for number in counts)
        and all(isinstance(text, str) and len(text) <= MAX_CELL for text in texts)
        and (probability is None or is_probability(probability))
        and _FINGERPRINT.fullmatch(marks.fingerprint) is not None
        and (not marks.hidden or _hides(marks))
        and unpack_facts(marks.facts) is not None
        and (marks.fingerprint.count("-") == 2 or not marks.facts)
    )


def is_sealed(marks: Marks, unit_id: str) -> bool:
    """Whether probability and facts are those that were written for the unit; an older form cannot tell."""
    _, _, *seal = marks.fingerprint.split("-")
    return not seal or seal[0] == _seal(unit_id, marks.inclusion_probability, marks.facts)


def _hides(marks: Marks) -> bool:
    try:
        return not find_change(marks.fingerprint, _reveal(marks.hidden), None)
    except ValueError:
        return False


# Files


def check_new(path: str | Path, endings: tuple[str, ...]) -> Path:
    """A path that can be written and holds nothing yet: what is there may hold somebody's codes."""
    path = check_output(path, endings)
    if path.exists():
        raise InputError("path", f"'{path}' exists already", "give a new name, or move that file")
    return path


def write_new(path: str | Path, data: bytes, endings: tuple[str, ...]) -> Path:
    """Write a file that does not exist yet."""
    path = check_new(path, endings)
    with written_whole(path) as work:
        work.write_bytes(data)
    return path


def read_limited(path: Path) -> bytes:
    """The bytes of a file, if it is one and not too large."""
    if not path.is_file():
        raise InputError("path", f"'{path}' is not a file", "give a file that was handed in")
    if path.stat().st_size > MAX_BYTES:
        problem = f"'{path}' has {path.stat().st_size >> 20} MiB"
        raise InputError("path", problem, f"give files of at most {MAX_BYTES >> 20} MiB")
    return path.read_bytes()
