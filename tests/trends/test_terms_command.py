"""``fazhi terms``: which table it writes, and options that do not go together."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from analysis.cli import main
from analysis.columns import COLUMNS
from analysis.tables import make_table
from tests.trends.test_shifts import PLANTED, texts


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Classified paragraphs with their reports beside them."""
    folder = tmp_path_factory.mktemp("terms")
    table = texts(0).assign(role="work", probability=0.9, position=1)
    table["paragraph_id"] = [f"p{n}" for n in range(len(table))]
    table["n_chars"] = table["text"].str.len()
    columns = {**COLUMNS["paragraphs"], **COLUMNS["classification"]}
    table.reindex(columns=list(columns)).to_csv(folder / "coded.csv", index=False)
    reports = table.drop_duplicates("report_id").assign(path="x", title="x")
    make_table("reports", reports).to_csv(folder / "coded.reports.csv", index=False)
    return folder


def run(folder: Path, *options: str) -> pd.DataFrame:
    main(["terms", str(folder / "coded.csv"), "--out", str(folder / "out.csv"), *options])
    return pd.read_csv(folder / "out.csv")


@pytest.mark.filterwarnings("ignore::analysis.errors.NothingFound")
def test_each_option_writes_its_table(folder: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        run(folder)
    assert ended.value.code == 0
    found = pd.read_csv(folder / "out.csv")
    assert list(found.columns) == list(COLUMNS["term shifts"])
    assert set(PLANTED.values()) <= set(found["term"])
    assert found["governments"].str.contains("市").all()
    for options, table, rows in (
        (["--named", "复工复产", "--area", "1"], "term shares", 4),
        (["--find"], "phrases", None),
        (["--keyness"], "keyness", None),
    ):
        with pytest.raises(SystemExit):
            run(folder, *options)
        written = pd.read_csv(folder / "out.csv")
        assert list(written.columns) == list(COLUMNS[table])
        assert rows is None or len(written) == rows


def test_two_tables_at_once_are_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run(folder, "--find", "--keyness")
    assert ended.value.code == 2
    assert "give one of --named, --find and --keyness" in capsys.readouterr().err
