"""Simulated reports never overwrite anything."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.simulation.files import write_reports
from analysis.simulation.reports import Simulation


def test_a_folder_with_files_is_refused(tables: Simulation, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("kept", encoding="utf-8")
    with pytest.raises(InputError, match="exists already and is not empty"):
        tables.write(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_metadata_beside_the_texts_says_simulated(texts: Simulation, tmp_path: Path) -> None:
    folder = write_reports(texts.reports, tmp_path / "new" / "reports")
    metadata = pd.read_csv(folder / "reports.csv")
    assert set(metadata["note"]) == {"simulated"}
    assert sorted(metadata["path"]) == sorted(path.name for path in folder.glob("*.txt"))
