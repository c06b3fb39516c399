"""A folder of hostile files ends neither a classification nor a study, and each file has its row."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import analysis as fz
from analysis.output import read_table
from tests.reading.hostile import lay_hostile_files

pytestmark = pytest.mark.slow


def fazhi(*arguments: object) -> None:
    command = [sys.executable, "-m", "analysis.cli", *map(str, arguments)]
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=1200
    )
    assert done.returncode in (0, 1), done.stderr  # 1: some files were not read
    assert "Traceback" not in done.stderr


def test_hostile_files_end_nothing_and_each_has_its_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    outside = tmp_path / "outside"
    outside.mkdir()
    names = lay_hostile_files(tmp_path / "in", outside)
    assert len(names) >= 60
    fazhi("classify", "in", "--out", "coded.parquet")
    fazhi("run", "in", "--out", "results")
    for ledger in map(read_table, ("coded.ledger.csv", "results/tables/ledger.csv")):
        paths = ledger["path"].tolist()
        for name in names:
            assert any(path == name or path.startswith(f"{name}/") for path in paths), name
        status = ledger.set_index("path")["status"]
        assert status["good.txt"] == "read"
        assert set(status) <= {"read", "duplicate", "empty", "unreadable", "unsupported"}
    assert set(fz.reproduce("results", reports="in")["status"]) == {"identical"}
    assert list(outside.iterdir()) == []
    assert not (tmp_path / "sprung").exists()
