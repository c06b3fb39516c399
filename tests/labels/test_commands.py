"""The commands ``fazhi labels write``, ``read`` and ``take``, as people call them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import analysis as fz
from analysis.cli import main
from tests.labels.answering import answer, coded, write_lines

Called = Callable[..., tuple[int, str, str]]


@pytest.fixture
def called(capsys: pytest.CaptureFixture[str]) -> Called:
    """The command in this process: status, standard output, standard error."""

    def call(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(["labels", *map(str, arguments)])
        shown = capsys.readouterr()
        return int(ended.value.code or 0), shown.out, shown.err

    return call


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one report."""
    reports = tmp_path / "reports"
    reports.mkdir()
    shutil.copy(fz.sample_reports() / "longsha_2019.txt", reports)
    return reports


def asked_ids(path: Path) -> list[str]:
    return [json.loads(line)["custom_id"] for line in path.read_text("utf-8").splitlines()]


def test_the_whole_way(called: Called, folder: Path, tmp_path: Path) -> None:
    asked, answers, labels = (tmp_path / name for name in ("asked.jsonl", "answers.jsonl", "labels.csv"))
    status, output, said = called("write", folder, "--model", "model-x", "--out", asked, "--examples", 0)
    ids = asked_ids(asked)
    assert (status, output) == (0, "")
    assert f"{asked}: {len(ids)} requests, " in said

    write_lines(
        answers, *(answer(own, coded(1 + n % 8)) for n, own in enumerate(ids[2:])), answer(ids[0], "?")
    )
    problems = tmp_path / "problems.csv"
    status, _, said = called("read", answers, "--reports", folder, "--out", labels, "--problems", problems)
    assert status == 1
    assert f"{len(ids) - 2} units labelled, 2 problems" in said
    assert "malformed: 1, the first: answers.jsonl, line " in said
    assert "missing: 1, the first: longsha_2019-p" in said
    assert pd.read_csv(problems)["kind"].tolist() == ["malformed", "missing"]

    status, _, said = called("take", folder, labels, "--out", tmp_path / "coded.parquet")
    assert status == 2
    assert "without a label" in said

    write_lines(answers, *(answer(own, coded(1 + n % 8)) for n, own in enumerate(ids)))
    status, output, said = called("read", answers, "--reports", folder, "--out", labels)
    assert (status, output) == (0, "")
    status, _, said = called("take", folder, labels, "--out", tmp_path / "coded.parquet")
    assert status == 0
    assert "0 without a label" in said
    shares = fz.area_shares(tmp_path / "coded.parquet")
    assert shares["share"].sum() == pytest.approx(1)


def test_part_of_the_text_may_stay_without_a_label(called: Called, folder: Path, tmp_path: Path) -> None:
    paragraphs = fz.split_paragraphs(fz.read_reports(folder))
    work = paragraphs[paragraphs["role"] == "work"]
    (tmp_path / "labels.csv").write_text(
        f"paragraph_id,area\n{work['paragraph_id'].iloc[0]},政府职能\n", "utf-8"
    )
    status, output, said = called("take", folder, tmp_path / "labels.csv", "--missing", "abstain")
    assert status == 0
    assert output.startswith("paragraph_id,")
    assert "0 without a label" not in said


@pytest.mark.parametrize("ending", [".csv", ".parquet"])
def test_a_table_of_units_will_do(called: Called, folder: Path, tmp_path: Path, ending: str) -> None:
    items = fz.split_items(fz.split_paragraphs(fz.read_reports(folder))).query("role == 'work'").head(3)
    units = tmp_path / f"units{ending}"
    items.to_csv(units, index=False) if ending == ".csv" else items.to_parquet(units, index=False)
    asked = tmp_path / "asked.jsonl"
    assert called("write", units, "--model", "m", "--out", asked, "--examples", 0)[0] == 0
    assert len(asked_ids(asked)) == 3
    answers = write_lines(tmp_path / "answers.jsonl", *(answer(own, coded(6)) for own in asked_ids(asked)))
    status, output, _ = called("read", answers, "--reports", units)
    assert status == 0
    assert output.count("\n") == 4


def test_paragraphs_whole_for_another_service(called: Called, folder: Path, tmp_path: Path) -> None:
    asked = tmp_path / "asked.jsonl"
    status, _, _ = called(
        *("write", folder, "--model", "glm-x", "--out", asked, "--units", "paragraphs", "--examples", 0),
        *("--url", "/v4/chat/completions", "--answer-format", "json_object", "--option", "max_tokens=300"),
        *("--lang", "en", "--no-context"),
    )
    request = json.loads(asked.read_text("utf-8").splitlines()[0])
    assert status == 0
    assert (request["url"], request["body"]["max_tokens"]) == ("/v4/chat/completions", 300)
    assert list(json.loads(request["body"]["messages"][1]["content"])) == ["text"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("write", "reports", "--model", "m", "--out", "a.txt"), "ending '.txt'"),
        (("write", "reports", "--model", "m", "--out", "a.jsonl", "--option", "x"), "--option is 'x'"),
        (
            ("write", "reports", "--model", "m", "--out", "a.jsonl", "--option", "model=1"),
            "options hold 'model'",
        ),
        (("write", "nowhere", "--model", "m", "--out", "a.jsonl"), "nowhere"),
        (("read", "none.jsonl", "--reports", "reports"), "none.jsonl' is not a file"),
        (("take", "reports", "none.csv"), "none.csv' is not a file"),
    ],
)
def test_what_cannot_be_used_is_one_line(
    called: Called, folder: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(folder.parent)
    status, output, shown = called(*arguments)
    assert (status, output) == (2, "")
    assert shown.splitlines()[-1].startswith("fazhi: ")
    assert said in shown.splitlines()[-1]


def test_a_model_has_to_be_named(called: Called) -> None:
    status, _, said = called("write", "reports", "--out", "a.jsonl")
    assert status == 2
    assert "--model" in said


def test_help_names_the_three_steps(called: Called) -> None:
    status, output, _ = called("--help")
    assert status == 0
    assert all(f"  {name} " in output for name in ("write", "read", "take"))
