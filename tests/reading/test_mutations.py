"""A damaged file of any format has its row, whatever the damage."""

from __future__ import annotations

from pathlib import Path

from .formats.builders import write_formats
from .mutations import read_mutated


def test_damaged_files_each_have_a_row(tmp_path: Path) -> None:
    files = {file.name: file.read_bytes() for file in write_formats(tmp_path).iterdir()}
    found, _ = read_mutated(files, 60, seed=1)
    assert len(found) == 60
    assert found["status"].isin(["read", "duplicate", "empty", "unreadable", "unsupported"]).all()
    assert (found["status"] == "unreadable").any()
