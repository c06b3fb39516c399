"""What the classifier takes: texts, labels, and how a text is known again."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Container, Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.tables import check_table
from analysis.taxonomy import Scheme
from analysis.text import at_once, plain, plain_cell

_NUMBER = re.compile(r"\d+")


def fingerprint(text: str) -> int:
    """A number by which a text is known again, whatever its line breaks, width of signs or numbers.

    >>> fingerprint("办结3件,好。") == fingerprint("办结12件，好。\\n")
    True
    """
    return int(fingerprints([text])[0])


def fingerprints(texts: Sequence[str]) -> np.ndarray:
    """The :func:`fingerprint` of each text, shape (n_texts,)."""
    bodies = at_once(lambda text: _NUMBER.sub("0", plain(text)), texts)
    digests = [hashlib.blake2b(body.encode(), digest_size=8).digest() for body in bodies]
    return np.frombuffer(b"".join(digests), dtype=">u8").astype(np.uint64)


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


def read_labels(y: Any, scheme: Scheme) -> tuple[np.ndarray, str]:
    """Labels of a scheme as texts, and what they are: "area" where all are called as its categories are, else "measure".

    >>> from analysis.taxonomy import load_taxonomy
    >>> labels, kind = read_labels(["Leadership", 1.0], load_taxonomy("outline-2021"))
    >>> labels.tolist(), kind
    (['9', '1'], 'area')
    """
    if isinstance(y, (str, bytes)) or not isinstance(y, Iterable):
        raise InputError("y", f"is {y!r}", "give a list of categories")
    values = list(y)
    texts = [plain_cell("" if value is None or value is pd.NA else str(value)) for value in values]
    if all(text in scheme.spellings for text in texts):
        return np.array([str(scheme.spellings[text]) for text in texts], dtype=object), "area"
    finer = {plain_cell(str(name)): str(name) for name in scheme.measures.index}
    for column in ("code", "name_zh", "name_en"):
        if column in scheme.measures.columns:
            named = zip(scheme.measures[column], scheme.measures.index, strict=True)
            finer |= {plain_cell(str(said)): str(name) for said, name in named if said}
    if finer and all(text in finer for text in texts):
        return np.array([finer[text] for text in texts], dtype=object), "measure"
    place = next(number for number, text in enumerate(texts) if text not in scheme.spellings)
    shown = ", ".join(f"{code} {scheme.label(code, 'en')}" for code in scheme.codes[:3])
    problem = f"holds {values[place]!r} at row {place}, which is no category of scheme {scheme.scheme!r}"
    raise InputError(
        "y", problem, f"give code, number or name of a category ({shown}, …), or 0 for none of them"
    )


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
    texts = X.tolist() if isinstance(X, pd.Series) else list(X)  # one by one pandas takes twice as long
    for place, text in enumerate(texts):
        if not isinstance(text, str):
            raise InputError(
                "X", f"holds {text!r} at row {place}", "give texts only; drop missing ones first"
            )
    return texts
