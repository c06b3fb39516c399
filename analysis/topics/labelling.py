"""Labels of topics: suggested from their words, or given by a reader in a table or file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import InputError
from analysis.tables import check_table


def read_labels(given: Any, n_topics: int) -> dict[int, str]:
    """Labels of topics from a mapping, a table, or a file.

    Parameters
    ----------
    given : mapping, DataFrame or path
        Topic → label; a table with ``topic`` and ``label``; or a CSV file of such a table or a TOML file of lines such
        as ``3 = "行政执法"``.
    n_topics : int
        Topics that there are.

    Returns
    -------
    dict of int to str
        Those topics that have a label; empty ones are left out.
    """
    if isinstance(given, (str, Path)):
        given = _read_file(Path(given))
    if isinstance(given, pd.DataFrame):
        check_table(given, ("topic", "label"), argument="labels", maker="suggest_labels")
        pairs = list(zip(given["topic"], given["label"], strict=True))
    elif isinstance(given, Mapping):
        pairs = list(given.items())
    else:
        remedy = "give a mapping of topic to label, a table, or a CSV or TOML file"
        raise InputError("labels", f"is a {type(given).__name__}", remedy)
    found: dict[int, str] = {}
    for topic, label in pairs:
        if pd.isna(label) or not str(label).strip():
            continue
        number = pd.to_numeric(topic, errors="coerce")
        if pd.isna(number) or number % 1 or not 1 <= number <= n_topics:
            raise InputError("labels", f"name the topic {topic!r}", f"name topics 1 to {n_topics}")
        if int(number) in found or str(label).strip() in found.values():
            raise InputError(
                "labels", f"have {topic!r}: {label!r} twice", "give each topic a label of its own"
            )
        found[int(number)] = str(label).strip()
    return found


def _read_file(path: Path) -> Any:
    try:
        if path.suffix.lower() == ".toml":
            return tomllib.loads(path.read_text(encoding="utf-8-sig"))
        return pd.read_csv(path, dtype={"label": "string"}, encoding="utf-8-sig")
    except (OSError, ValueError) as error:  # also what is no TOML, no CSV, or not UTF-8
        problem = f"'{path}' cannot be read ({type(error).__name__})"
        raise InputError(
            "labels", problem, "give a CSV file with topic and label, or TOML, in UTF-8"
        ) from None
