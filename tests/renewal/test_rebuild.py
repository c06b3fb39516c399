"""Training where a model stands: whole or not at all, by the acceptance test or by force, and never on faulty sheets."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner, Result

import analysis as fz
from analysis.areas.build import Built
from analysis.areas.training import train_classifier, training_table
from analysis.cli import fazhi
from analysis.renewal import rebuild
from analysis.renewal.rebuild import rebuild_classifier
from analysis.renewal.registry import default_folder, default_name, free_name, list_models
from tests.renewal.conftest import YEAR

CODES = fz.sample_reports().parent / "codes" / "final.csv"
QUICK = {"n_resamples": 200}
Train = Callable[[fz.AreaClassifier, pd.DataFrame], None]


def little() -> pd.DataFrame:
    return training_table(None).groupby("measure").tail(2)


@pytest.fixture(scope="module")
def weak() -> fz.AreaClassifier:
    """A model of two short texts of each measure: its name, and a line of words."""
    return train_classifier(little())


@pytest.fixture
def train(monkeypatch: pytest.MonkeyPatch) -> Train:
    """Say what training gives."""

    def gives(model: fz.AreaClassifier, training: pd.DataFrame) -> None:
        built = Built(model, {"purpose": "测试"}, training)
        monkeypatch.setattr(rebuild, "train_with_card", lambda **_: built)

    return gives


@pytest.fixture
def no_training(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: Any) -> None:
        raise AssertionError("a model was trained")

    monkeypatch.setattr(rebuild, "train_with_card", refuse)


def contents(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()
    }


def card(folder: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    return read


@pytest.fixture
def drawn(codes: pd.DataFrame) -> pd.DataFrame:
    """The codes of the random samples alone."""
    return codes[codes["inclusion_probability"].notna()]


def test_a_better_model_takes_the_place_of_the_old_one(
    weak: fz.AreaClassifier, present: fz.AreaClassifier, parts: Any, drawn: pd.DataFrame, scored: pd.DataFrame,
    tmp_path: Path, train: Train,
) -> None:  # fmt: skip
    target = fz.save_classifier(weak, tmp_path / "mine")
    train(present, training_table(parts[0]))
    patient = {**QUICK, "calibration_tolerance": 0.1}  # of few texts a model says too little
    found = rebuild_classifier(target, codes=drawn, paragraphs=scored, tolerances=patient)
    assert (found.folder, found.result, found.reasons) == (target, "passed", [])
    assert found.gate is not None
    assert found.gate.year == YEAR
    assert fz.load_classifier(target).seen_.tolist() == present.seen_.tolist()
    said = card(target)
    assert (said["gate"]["result"], said["gate"]["year"]) == ("passed", YEAR)
    assert said["metrics"] == found.gate.metrics()
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_a_worse_model_is_kept_beside_and_takes_the_place_by_force_alone(
    weak: fz.AreaClassifier, present: fz.AreaClassifier, drawn: pd.DataFrame, scored: pd.DataFrame, tmp_path: Path,
    train: Train,
) -> None:  # fmt: skip
    target = fz.save_classifier(present, tmp_path / "mine")
    before = contents(target)
    train(weak, little())
    found = rebuild_classifier(target, codes=drawn, paragraphs=scored, tolerances=QUICK)
    assert (found.folder, found.result) == (tmp_path / "mine-2", "refused")
    assert any("new year, log loss" in reason for reason in found.reasons)
    assert contents(target) == before
    assert card(tmp_path / "mine-2")["gate"]["result"] == "refused"
    assert list_models(tmp_path)["gate"].tolist() == ["none", "refused"]
    forced = rebuild_classifier(target, codes=drawn, paragraphs=scored, tolerances=QUICK, force=True)
    assert (forced.folder, forced.result, forced.reasons) == (target, "forced", found.reasons)
    assert card(target)["gate"]["result"] == "forced"
    assert card(target)["gate"]["reason 1"] == found.reasons[0]
    assert fz.load_classifier(target).seen_.tolist() == weak.seen_.tolist()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine", "mine-2"]


def test_the_same_model_is_not_another_one(
    weak: fz.AreaClassifier, drawn: pd.DataFrame, scored: pd.DataFrame, tmp_path: Path, train: Train
) -> None:
    target = fz.save_classifier(weak, tmp_path / "mine", {"purpose": "alt"})
    before = (target / "model.skops").read_bytes()
    train(weak, little())
    found = rebuild_classifier(target, codes=drawn, paragraphs=scored, tolerances=QUICK)
    assert (found.folder, found.result, found.reasons) == (target, "same", [])
    assert (target / "model.skops").read_bytes() == before
    assert card(target) == {"purpose": "测试", "resources": weak.resources_.facts()}
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


@pytest.mark.usefixtures("no_training")
@pytest.mark.parametrize("why", ["no codes", "one year", "no random sample", "damaged"])
def test_what_cannot_be_judged_is_not_trained(
    weak: fz.AreaClassifier, drawn: pd.DataFrame, scored: pd.DataFrame, tmp_path: Path, why: str
) -> None:
    target = fz.save_classifier(weak, tmp_path / "mine")
    given: dict[str, Any] = {"codes": drawn, "paragraphs": scored}
    said = {
        "no codes": "there are no codes",
        "one year": "only; two years are needed",
        "no random sample": "have no unit of role work or plan",
        "damaged": "the existing model does not load",
    }
    if why == "no codes":
        given = {}
    elif why == "one year":
        given["paragraphs"] = scored.assign(year=pd.array([YEAR] * len(scored), dtype="Int64"))
    elif why == "no random sample":
        given["codes"] = drawn.assign(inclusion_probability=np.nan)
    else:
        (target / "model.skops").write_bytes(b"")
    before = contents(tmp_path)
    found = rebuild_classifier(target, **given)
    assert (found.folder, found.result, found.gate) == (None, "refused", None)
    assert said[why] in found.reasons[0]
    assert contents(tmp_path) == before


def test_force_replaces_what_does_not_load_and_says_so(
    weak: fz.AreaClassifier, tmp_path: Path, train: Train
) -> None:
    target = fz.save_classifier(weak, tmp_path / "mine")
    (target / "model.skops").write_bytes(b"")
    train(weak, little())
    assert rebuild_classifier(target, force=True).result == "forced"
    assert "does not load" in card(target)["gate"]["reason 1"]
    assert fz.load_classifier(target).seen_.tolist() == weak.seen_.tolist()


def test_a_model_put_aside_by_a_kill_stands_still(
    weak: fz.AreaClassifier, tmp_path: Path, train: Train
) -> None:
    """Between the two renames of an exchange the old model lies aside: it is the default model, its name is taken."""
    target = fz.save_classifier(weak, tmp_path / "area-2015")
    aside = target.rename(target.with_name(".model-area-2015.old"))
    assert default_name(tmp_path) == "area-2015"
    assert default_folder(tmp_path) == aside
    assert free_name(tmp_path, "area-2015") == "area-2015-2"
    assert rebuild_classifier(target).result == "refused"
    train(weak, little())
    assert rebuild_classifier(target, force=True).result == "same"
    assert [path.name for path in tmp_path.iterdir()] == ["area-2015"]


# --- the command ---


def command(*arguments: object) -> Result:
    return CliRunner().invoke(fazhi, ["train", "--lang", "en", *map(str, arguments)])


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """The shipped codes, 60 rows of them spoiled in two ways, in a folder of their own."""
    table = pd.read_csv(CODES, dtype="string")
    table.loc[:39, "area"] = [str(9 + row % 7) for row in range(40)]
    table.loc[40:59, "role"] = "labour"
    (tmp_path / "codes").mkdir()
    table.to_csv(tmp_path / "codes" / "codes.csv", index=False)
    return tmp_path / "codes" / "codes.csv"


@pytest.mark.usefixtures("no_training")
@pytest.mark.parametrize("force", [(), ("--force",)], ids=["", "force"])
def test_a_faulty_sheet_trains_nothing_and_is_summed_up(
    faulty: Path, weak: fz.AreaClassifier, tmp_path: Path, force: tuple[str, ...]
) -> None:
    target = fz.save_classifier(weak, tmp_path / "models" / "area-2015")
    before = contents(target)
    done = command("--codes", faulty, "--models", tmp_path / "models", *force)
    assert done.exit_code == 1
    lines = done.output.splitlines()
    assert lines[0] == "60 rows cannot be used"
    assert [line.split("; ")[0][:10] for line in lines[1:-1]] == ["40 × area ", "20 × role "]
    assert all(line.endswith(", …") for line in lines[1:-1])
    assert lines[-1] == (
        f"all faulty rows are listed in {target}.problems.csv; nothing was trained: correct them, or give --skip-faulty"
    )
    assert contents(target) == before
    every = pd.read_csv(f"{target}.problems.csv")
    assert every.columns.tolist() == ["file", "row", "unit_id", "problem", "remedy"]
    assert every["row"].tolist() == list(range(2, 62))


def test_faulty_rows_are_left_out_on_request_and_the_status_says_so(
    faulty: Path, weak: fz.AreaClassifier, tmp_path: Path, train: Train, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: dict[str, Any] = {}

    def remember(target: Path, **named: Any) -> rebuild.Rebuilt:
        given.update(named)
        return rebuild.Rebuilt(target, "new")

    monkeypatch.setattr(rebuild, "rebuild_classifier", remember)
    report = tmp_path / "all.csv"
    arguments = ["--models", tmp_path / "models", "--problems", report]
    done = command("--codes", faulty, "--skip-faulty", *arguments)
    assert done.exit_code == 1
    assert f"all faulty rows are listed in {report}; they are left out" in done.output
    assert len(given["codes"]) == len(fz.read_codes(CODES)) - 60
    assert len(pd.read_csv(report)) == 60
    clean = command("--codes", CODES, *arguments)
    assert clean.exit_code == 0, clean.output
    assert len(pd.read_csv(report)) == 0
    assert not (tmp_path / "models").exists()


def test_the_file_of_an_earlier_call_goes_when_nothing_is_at_fault(
    weak: fz.AreaClassifier, tmp_path: Path, train: Train
) -> None:
    (tmp_path / "area-2015.problems.csv").write_text("old", encoding="utf-8")
    train(weak, little())
    assert command("--models", tmp_path).exit_code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["area-2015"]


@pytest.mark.usefixtures("no_training")
@pytest.mark.parametrize("name", ["codes.csv", "problems.csv"])
def test_the_problems_never_go_over_or_among_the_sheets(faulty: Path, name: str) -> None:
    before = faulty.read_bytes()
    done = command("--codes", faulty.parent, "--problems", faulty.parent / name)
    assert isinstance(done.exception, fz.InputError)
    assert "is, or lies among, the sheets that are read; name a file elsewhere" in str(done.exception)
    assert faulty.read_bytes() == before
    assert [path.name for path in faulty.parent.iterdir()] == ["codes.csv"]


def test_a_standing_model_is_kept_with_status_1(
    weak: fz.AreaClassifier, tmp_path: Path, train: Train
) -> None:
    target = fz.save_classifier(weak, tmp_path / "area-2015")
    before = contents(tmp_path)
    done = command("--models", tmp_path)
    assert done.exit_code == 1
    assert f"{target} was not tested: there are no codes to test a new model on" in done.output
    assert f"{target} stays, and nothing was trained: give --codes" in done.output
    assert contents(tmp_path) == before
    train(fz.AreaClassifier().fit(["行政复议案件", "行政执法检查"] * 2, [6, 4] * 2), training_table(None))
    forced = command("--models", tmp_path, "--force")
    assert forced.exit_code == 0, forced.output
    assert f"{target} replaced by --force, against the acceptance test" in forced.output
    assert fz.load_classifier(target).classes_.tolist() == [4, 6]
