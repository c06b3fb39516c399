"""The page on own categories: its commands are run as they stand, with a coder who answers as the corpus was written."""

from __future__ import annotations

import csv
import re
import shlex
from pathlib import Path

import pandas as pd
import pytest

from analysis.cli import fazhi
from analysis.cli import main as run_command

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "own-categories.md"
COMMANDS = [
    line
    for block in re.findall(r"```sh\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    for line in block.splitlines()
]
QUICK = ("codebook", "sample", "shares")


def fill_in(sheet: Path) -> None:
    """The sheet with the category that each paragraph was written for."""
    with (ROOT / "data" / "example" / "answers.csv").open(encoding="utf-8", newline="") as file:
        known = {row["text"]: row["category"] for row in csv.DictReader(file)}
    table = pd.read_csv(sheet, dtype=str, keep_default_na=False)
    text, area = (next(name for name in table if name.startswith(f"{key}｜")) for key in ("text", "area"))
    table[area] = [known[cell.strip()] for cell in table[text]]
    table.to_csv(sheet, index=False)


def call(line: str) -> None:
    words = shlex.split(line)
    assert words[0] == "fazhi"
    assert words[1] in fazhi.commands
    with pytest.raises(SystemExit) as ended:
        run_command(words[1:])
    assert ended.value.code in (0, None), line


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").symlink_to(ROOT / "data")
    return tmp_path


def test_from_the_scheme_to_corrected_shares(workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for line in COMMANDS:
        if line.split()[1] not in QUICK:
            continue
        call(line)
        if line.split()[1] == "sample":
            fill_in(workplace / "wang.csv")
    said = capsys.readouterr().out
    assert "| C | Collections and lending | What can be borrowed or consulted and how it is borrowed." in said
    shares = pd.read_csv(workplace / "shares.csv")
    assert set(shares["scheme"]) == {"library_work"}
    assert set(shares["estimator"]) == {"dsl"}
    assert shares.groupby("year")["share"].sum().round(6).tolist() == [1.0] * 4
    letters = pd.read_csv(ROOT / "data" / "example" / "letters.csv")[["id", "year"]]
    written = pd.read_csv(ROOT / "data" / "example" / "answers.csv").merge(letters, on="id")
    written = written[written["category"] != "0"].assign(n=written["text"].str.replace(" ", "").str.len())
    by = written.groupby(["year", "category"])["n"].sum().unstack()
    truth = by.div(by.sum(axis=1), axis=0)[list("CBSMV")].to_numpy().ravel()
    inside = (shares["low"] <= truth) & (truth <= shares["high"])
    assert inside.mean() >= 0.8


@pytest.mark.slow
def test_every_command_of_the_page_does_its_work(workplace: Path) -> None:
    for line in COMMANDS:
        call(line)
        if line.split()[1] == "sample":
            fill_in(workplace / "wang.csv")
    assert (workplace / "models" / "library_work" / "scheme.csv").is_file()
    assert set(pd.read_csv(workplace / "coded.csv")["scheme"]) == {"library_work"}
    assert (workplace / "results" / "tables" / "scheme.csv").is_file()
    assert "Collections" in (workplace / "results" / "index.html").read_text(encoding="utf-8")
