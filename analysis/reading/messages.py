"""What two processes that read tell each other: lines of JSON that can hold values of a closed set of types, and no code.

A file that takes over the process which reads it can send wrong values, never an object that runs something here. The
types are few and ours, which no library (msgspec, cattrs) knows without a list as long as this one.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pandas as pd

from analysis.reading.documents import Outcome
from analysis.reading.duplicates import Fingerprint
from analysis.reading.evidence.file_names import NamePattern
from analysis.reading.formats import Refusal
from analysis.reading.overrides import Overrides
from analysis.reading.remarks import Remark
from analysis.reading.sources import Source
from analysis.reading.tabular.row import Row

LONGEST = 1 << 30  # bytes of one message
_PLAIN = (str, bool, int, float, type(None))


def _whole(kind: type) -> tuple[Callable[[Any], list[Any]], Callable[..., Any]]:
    """A dataclass as the values of its fields in their order."""
    names = [own.name for own in fields(kind)]
    return (lambda value: [getattr(value, name) for name in names]), kind


# the parts of each type, and how it is made of them
_TYPES: dict[type, tuple[Callable[[Any], list[Any]], Callable[..., Any]]] = {
    tuple: (list, lambda *items: items),
    list: (list, lambda *items: [*items]),
    dict: (lambda own: [*own, *own.values()], lambda *own: _pairs(own)),
    Path: (lambda path: [str(path)], Path),
    datetime: (lambda moment: [moment.isoformat()], datetime.fromisoformat),
    date: (lambda day: [day.isoformat()], date.fromisoformat),
    pd.Timestamp: (lambda moment: [moment.isoformat()], pd.Timestamp),
    type(pd.NA): (lambda _: [], lambda: pd.NA),
    type(pd.NaT): (lambda _: [], lambda: pd.NaT),
    np.ndarray: (lambda sketch: sketch.tolist(), lambda *hashes: np.array(hashes, dtype=np.uint32)),
    Remark: (lambda own: [own.code, own.parts], lambda code, parts: _remark(code, parts)),
    Refusal: (
        lambda own: [own.status, own.remark],
        lambda status, remark: Refusal(status, remark.code, **remark.parts),
    ),
    Overrides: (
        lambda own: [dict(own), own.name, own.own, own.pattern],
        lambda rows, name, own, pattern: Overrides(rows, name, own=own, pattern=pattern),
    ),
    **{kind: _whole(kind) for kind in (Outcome, Fingerprint, NamePattern, Source, Row)},
}
_NAMES = {kind.__name__: kind for kind in _TYPES}


def _pairs(own: tuple[Any, ...]) -> dict[Any, Any]:
    half = len(own) // 2
    return dict(zip(own[:half], own[half:], strict=True))


def _remark(code: str, parts: dict[str, Any]) -> Remark:
    remark = Remark(code, **parts)
    remark.say()  # fails where there is no such remark
    return remark


def pack(value: Any) -> bytes:
    r"""A value as a line of JSON; what is of no known type, as a user's table may hold, as text.

    >>> pack(Refusal("empty", "no_text"))
    b'["Refusal", "empty", ["Remark", "no_text", ["dict"]]]\n'
    """
    return json.dumps(_pack(value)).encode() + b"\n"


def _pack(value: Any) -> Any:
    if isinstance(value, np.generic):
        value = value.item()
    if type(value) in _PLAIN:
        return value
    kind = Path if isinstance(value, Path) else type(value)
    if kind not in _TYPES:
        return str(value)
    return [kind.__name__, *map(_pack, _TYPES[kind][0](value))]


def unpack(line: bytes) -> Any:
    """The value again.

    Raises
    ------
    ValueError
        Where the line holds anything else.

    Examples
    --------
    >>> unpack(pack((Path("a.txt"), date(2020, 3, 1), {"n": 1})))
    (PosixPath('a.txt'), datetime.date(2020, 3, 1), {'n': 1})
    """
    try:
        return _unpack(json.loads(line))
    except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError) as error:
        raise ValueError(f"no message: {type(error).__name__}") from error


def _unpack(found: Any) -> Any:
    if isinstance(found, list):
        name, *parts = found
        return _TYPES[_NAMES[name]][1](*map(_unpack, parts))
    if isinstance(found, dict):
        raise TypeError("an object")
    return found


def read_message(pipe: BinaryIO) -> Any:
    """The next value of a pipe.

    Raises
    ------
    EOFError
        At its end.
    ValueError
        Where it holds anything else, or more than `LONGEST`.
    """
    line = pipe.readline(LONGEST)
    if not line:
        raise EOFError
    return unpack(line)
