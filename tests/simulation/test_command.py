"""The command writes a corpus on which the whole workflow can be tried, coding included."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import analysis as fz
from analysis.cli import main


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the commands leave behind, from the corpus to the corrected shares."""
    here = tmp_path_factory.mktemp("demo")
    corpus, sheet = here / "corpus", here / "sheet.xlsx"
    run("simulate", "--out", corpus, "--regions", 2, "--years", "2020", "--trend", "6=2", "--seed", 4)
    run("sample", corpus / "reports", "--out", sheet, "--per-year", 1000)
    run("simulate", "--out", corpus, "--code", sheet)
    run("shares", corpus / "reports", "--codes", corpus / "codes.csv", "--out", here / "shares.csv")
    return here


def run(*arguments: object) -> None:
    with pytest.raises(SystemExit) as done:
        main([str(argument) for argument in arguments])
    assert done.value.code == 0


def test_corpus_and_truth_are_written(demo: Path) -> None:
    assert len(list(demo.glob("corpus/reports/simulated_*.txt"))) == 2
    truth = pd.read_csv(demo / "corpus" / "truth.csv")
    assert truth.groupby("year")["share"].sum().tolist() == pytest.approx([1])
    slopes = pd.read_csv(demo / "corpus" / "truth_slopes.csv").set_index("area")["slope"]
    assert slopes[6] == 2


def test_a_drawn_sheet_filled_by_the_truth_gives_the_true_shares(demo: Path) -> None:
    shares = pd.read_csv(demo / "shares.csv")
    truth = pd.read_csv(demo / "corpus" / "truth.csv")
    assert set(shares["estimator"]) == {"dsl"}
    assert shares["share"].tolist() == pytest.approx(truth["share"].tolist(), abs=1e-9)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--trend", "6"], "fazhi: --trend is '6'; write AREA=POINTS, such as 6=1.2."),
        (["--years", "all"], "fazhi: --years is 'all'; write 2017-2022."),
        (
            ["--code", "sheet.xlsx"],
            "holds no truth_items.csv; give a folder that fazhi simulate has written.",
        ),
    ],
)
def test_mistakes_are_one_line(
    arguments: list[str], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as done:
        main(["simulate", "--out", str(tmp_path / "new"), *arguments])
    assert done.value.code == 2
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1


def test_nothing_is_overwritten(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as done:
        main(["simulate", "--out", str(demo / "corpus")])
    assert done.value.code == 2
    assert "exists already and is not empty" in capsys.readouterr().err


def test_the_calibration_of_a_test_is_a_table(tmp_path: Path) -> None:
    run("calibrate", "--test", "agreement", "--replicates", 2, "--out", tmp_path / "table.csv")
    table = pd.read_csv(tmp_path / "table.csv")
    expected = fz.simulated_tests("agreement", n_replicates=2)
    assert table["statistic"].tolist() == expected["statistic"].tolist()
    assert table["condition"].tolist() == expected["condition"].tolist()


def test_the_calibration_is_a_table(tmp_path: Path) -> None:
    settings = ["--scenario", "drift", "--replicates", 2, "--regions", 6, "--per-year", 20]
    run("calibrate", *settings, "--out", tmp_path / "table.csv")
    table = pd.read_csv(tmp_path / "table.csv")
    assert set(table["quantity"]) == {"share", "difference", "slope"}
    assert set(table["target"]) == {"population", "corpus"}
    assert set(table["estimator"]) == {"dsl", "codes", "naive"}
    assert len(table) == 8 * (3 * 3 + 2)
