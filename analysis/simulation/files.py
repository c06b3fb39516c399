"""Simulated reports on disk, for anybody to try the whole workflow on."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis.errors import InputError

_METADATA = (
    "path", "title", "issuer", "region", "province", "region_code", "level", "year", "published", "doc_type"
)  # fmt: skip


def write_reports(reports: pd.DataFrame, folder: str | Path) -> Path:
    """Text files and their ``reports.csv`` in a folder that is new or empty."""
    folder = Path(folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError("folder", f"'{folder}' exists already and is not empty", "give a new folder")
    folder.mkdir(parents=True, exist_ok=True)
    for path, text in zip(reports["path"], reports["text"], strict=True):
        folder.joinpath(path).write_text(text, encoding="utf-8", newline="")
    metadata = reports[list(_METADATA)].assign(note="simulated")
    metadata.to_csv(folder / "reports.csv", index=False, date_format="%Y-%m-%d")
    return folder
