"""Two files of the same name, from a run and its re-run: identical, equal within rounding, or different by how much."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

IDENTICAL, EQUAL, DIFFERENT, MISSING = "identical", "equal", "different", "missing"
TOLERANCE = 1e-8
_DRAWING = re.compile(r"<svg\b.*?</svg>", re.DOTALL)


class Finding(NamedTuple):
    """What became of a file.

    Attributes
    ----------
    status : str
        identical, equal, different or missing.
    difference : float
        Largest difference of two numbers; NaN where none could be compared.
    detail : str
        Where it is, in words.
    """

    status: str
    difference: float = float("nan")
    detail: str = ""


def compare_tables(old: Path, new: Path) -> Finding:
    """Compare two CSV files cell by cell; numbers are equal within 1e-8, relative where they are over one."""
    first, second = _cells(old), _cells(new)
    if list(first.columns) != list(second.columns):
        return Finding(DIFFERENT, detail=f"columns {_changed(first.columns, second.columns)}")
    if len(first) != len(second):
        return Finding(DIFFERENT, detail=f"{len(first)} rows became {len(second)}")
    largest, worst, where, texts = 0.0, 0.0, "", 0
    for column in first.columns:
        changed = (first[column] != second[column]).to_numpy()
        before, after = _numbers(first[column][changed]), _numbers(second[column][changed])
        gaps = np.abs(before - after)
        texts += int(np.isnan(gaps).sum())
        scaled = gaps / np.maximum(1, np.abs(before))
        if np.isnan(gaps).all():
            continue
        largest = max(largest, float(np.nanmax(gaps)))
        if np.nanmax(scaled) > worst:
            worst, row = float(np.nanmax(scaled)), int(np.flatnonzero(changed)[np.nanargmax(scaled)])
            where = f"most in column {column}, row {row + 1}: {first[column].iloc[row]} became {second[column].iloc[row]}"
    if texts:
        detail = f"{texts} cells that are no numbers differ" + (f"; {where}" if where else "")
        return Finding(DIFFERENT, largest or float("nan"), detail)
    return Finding(EQUAL if worst <= TOLERANCE else DIFFERENT, largest, where)


def compare_pages(old: Path, new: Path) -> Finding:
    """Compare what two pages say; drawings are compared by their numbers, elsewhere."""
    first, second = (_DRAWING.sub("", file.read_text(encoding="utf-8")) for file in (old, new))
    if first == second:
        return Finding(EQUAL, detail="drawings differ in bytes only")
    lines = sum(one != other for one, other in zip(first.split("\n"), second.split("\n"), strict=False))
    return Finding(DIFFERENT, detail=f"{max(lines, 1)} lines differ")


def _cells(file: Path) -> pd.DataFrame:
    return pd.read_csv(file, dtype=str, keep_default_na=False, encoding="utf-8")


def _numbers(cells: pd.Series) -> np.ndarray:
    return pd.to_numeric(cells, errors="coerce").to_numpy(dtype=float)


def _changed(before: pd.Index, after: pd.Index) -> str:
    gone, come = (
        [name for name in before if name not in after],
        [name for name in after if name not in before],
    )
    return f"gone: {', '.join(gone) or 'none'}; new: {', '.join(come) or 'none'}"
