"""What the classifier takes: texts, labels, and how a text is known again."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Container, Iterable
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.tables import check_table
from analysis.text import plain

_NUMBER = re.compile(r"\d+")


def fingerprint(text: str) -> int:
    """A number by which a text is known again, whatever its line breaks, width of signs or numbers.

    >>> fingerprint("办结3件,好。") == fingerprint("办结12件，好。\\n")
    True
    """
    body = _NUMBER.sub("0", plain(text))
    return int.from_bytes(hashlib.blake2b(body.encode(), digest_size=8).digest(), "big")


def check_texts(X: Any) -> list[str]:
    if isinstance(X, pd.DataFrame):
        check_table(X, ("text",), argument="X")
        return _as_texts(X["text"])
    return _as_texts(X)


def check_labels(y: Any, known: Container[str]) -> np.ndarray:
    """Labels as texts, if all are known."""
    if isinstance(y, (str, bytes)) or not isinstance(y, Iterable):
        raise InputError("y", f"is {y!r}", "give a list of areas or measures")
    return np.array([_label(value, known) for value in y], dtype=object)


def _label(value: Any, known: Container[str]) -> str:
    """One label as text; areas that came as floats or numpy integers included."""
    whole = isinstance(value, (float, np.floating)) and float(value).is_integer()
    text = str(int(value)) if whole else str(value).strip()
    if text not in known:
        raise InputError("y", f"holds {value!r}", "give areas 1–8 or measures '1'–'44' and sub-codes")
    return text


def _as_texts(X: Any) -> list[str]:
    if isinstance(X, (str, bytes)):
        raise InputError("X", "is a single string", "give a list of texts, such as [text]")
    if not isinstance(X, Iterable):
        raise InputError("X", f"is a {type(X).__name__}", "give a list of texts")
    texts = list(X)
    for place, text in enumerate(texts):
        if not isinstance(text, str):
            raise InputError(
                "X", f"holds {text!r} at row {place}", "give texts only; drop missing ones first"
            )
    return texts
