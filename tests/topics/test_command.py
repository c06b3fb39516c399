"""The command ``fazhi topics``: fit, save, load, update, choose, and the tables beside the shares."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import analysis as fz
from analysis.cli import main

Called = Callable[..., tuple[int, str, str]]


@pytest.fixture
def called(capsys: pytest.CaptureFixture[str]) -> Called:
    """The command in this process: status, standard output, standard error."""

    def call(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(["topics", *map(str, arguments)])
        shown = capsys.readouterr()
        return int(ended.value.code or 0), shown.out, shown.err

    return call


def test_saved_topics_score_the_same_and_learn_new_ones(called: Called, tmp_path: Path) -> None:
    reports, folder = fz.sample_reports(), tmp_path / "model"
    status, first, said = called(reports, "--topics", 3, "--save", folder, "--words", tmp_path / "words.csv")
    assert status == 0
    assert "The corpus holds 5 reports: topics describe these texts" in said
    assert pd.read_csv(tmp_path / "words.csv")["topic"].tolist() == [1, 2, 3]
    _, again, _ = called(reports, "--load", folder)
    assert again == first
    _, updated, _ = called(reports, "--load", folder, "--update", 1)
    assert set(pd.read_csv(io.StringIO(updated))["topic"]) >= {1, 2, 3}  # the same texts hold nothing new


def test_the_tables_beside_the_shares(called: Called, tmp_path: Path) -> None:
    tables = {
        name: tmp_path / f"{name}.csv"
        for name in ("stability", "trends", "correlations", "typical", "areas", "outside")
    }
    options = [part for name, file in tables.items() for part in (f"--{name}", file)]
    status, out, _ = called(
        fz.sample_reports(), "--anchored", 2, "--seeds", 1, "--by", "government_level", *options
    )
    assert status == 0
    assert pd.read_csv(io.StringIO(out)).columns[0] == "government_level"
    read = {name: pd.read_csv(file) for name, file in tables.items()}
    assert read["stability"]["topic"].tolist() == list(range(1, 11))
    assert set(read["trends"]["reason"]) == {"one report a year"}
    assert set(read["correlations"]["reason"]) == {"fewer than 10 governments"}
    assert set(read["areas"]["area"]) == set(range(1, 9))
    assert read["outside"]["topic"].tolist() == [9, 10]
    assert {"topic", "report_id", "text"} <= set(read["typical"])


def test_the_page_of_topics_is_written_beside_the_shares(called: Called, tmp_path: Path) -> None:
    page = tmp_path / "topics.html"
    status, out, said = called(
        fz.sample_reports(), "--topics", 3, "--seeds", 0, "--browser", page, "--lang", "en"
    )
    assert status == 0
    assert f"{page} written" in said
    shown = page.read_text(encoding="utf-8")
    for row in pd.read_csv(io.StringIO(out)).to_dict("records"):
        assert f"{100 * row['share']:.1f}%, no interval" in shown
    assert "without an interval (one report a year)" in shown
    assert "The corpus holds 5 reports" in shown
    status, _, said = called(fz.sample_reports(), "--browser", tmp_path / "topics.csv")
    assert (status, "use .html or .htm" in said) == (2, True)


def test_numbers_of_topics_are_compared(called: Called) -> None:
    status, out, _ = called(fz.sample_reports(), "--choose", "2,3", "--seeds", 2)
    table = pd.read_csv(io.StringIO(out))
    assert (status, table["n_topics"].tolist(), int(table["recommended"].sum())) == (0, [2, 3], 1)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--choose", "2,x"], "--choose is '2,x'; give whole numbers with commas"),
        (["--update", "1"], "--update is given without --load"),
        (["--load", "m", "--anchored", "1"], "--load is given with --anchored"),
        (["--load", "m", "--choose", "2"], "--load is given with --choose"),
        (["--load", "m", "--stability", "s.csv"], "--stability is given with --load"),
        (["--load", "none"], "'none' holds no saved topics"),
    ],
)
def test_what_will_not_do_is_one_line(called: Called, options: list[str], message: str) -> None:
    status, out, said = called(fz.sample_reports(), *options)
    assert (status, out) == (2, "")
    assert message in said.splitlines()[-1]
