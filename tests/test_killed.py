"""Killed before any of its changes, a command leaves what was there or what it makes, whole, and runs again."""

from __future__ import annotations

import shutil
import sys
import zipfile
from pathlib import Path

import pandas as pd
import pytest

import analysis as fz
from analysis.coding.units import blind_id
from analysis.renewal.registry import default_name
from tests.killing import states_of_killed
from tests.renewal.conftest import parts  # noqa: F401 (a fixture)
from tests.renewal.handing_in import fill_in

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="kills by signal"),
]
DATA = fz.sample_reports().parent
TEXTS = ["依法行政。", "审计监督。", "人民调解。"] * 3


@pytest.fixture
def start(tmp_path: Path, parts: tuple[pd.DataFrame, pd.DataFrame]) -> Path:  # noqa: F811
    """A folder with a model of the name that will be given, and some exemplars."""
    folder = tmp_path / "start"
    (folder / "models").mkdir(parents=True)
    (folder / "exemplars").mkdir()
    parts[0].sample(120, random_state=0).to_csv(folder / "exemplars" / "few.csv", index=False)
    return folder


def test_training(start: Path, tmp_path: Path) -> None:
    fz.save_classifier(fz.AreaClassifier().fit(TEXTS, [1, 5, 6] * 3), start / "models" / "mine")
    command = ["train", "--exemplars", "exemplars", "--models", "models", "--name", "mine", "--force"]
    states = states_of_killed(start, tmp_path / "states", *command)
    assert len(states) >= 10
    new = fz.load_classifier(states[-1] / "models" / "mine").classes_.tolist()
    assert new != [1, 5, 6]
    answers = [fz.load_classifier(state / "models" / "mine").classes_.tolist() for state in states]
    assert answers == sorted(
        answers, key=lambda areas: areas == new
    )  # the old one, from some moment the new one
    assert answers[0] == [1, 5, 6]


def test_a_new_year(start: Path, tmp_path: Path) -> None:
    shutil.copytree(DATA.parent / "models" / "area-2015", start / "models" / "area-2015")
    codes = fz.read_codes(DATA / "codes" / "final.csv")
    codes[~codes["unit_id"].str.startswith("huangshi_2022")].to_csv(start / "earlier.csv", index=False)
    command = [
        "renew", "2022", "--lang", "en", "--codes", "earlier.csv", "--models", "models", "--out", "year", "--exemplars",
        "exemplars", "--random", "12", "--training", "5", "--coder", "c", "--force",
    ]  # fmt: skip
    opened = states_of_killed(start, tmp_path / "opened", *command)
    sheets = ("random.xlsx", "training.xlsx")
    for state in opened:  # no half of a sheet
        for sheet in sheets:
            if (state / "year" / sheet).exists():
                assert len(fz.read_units(state / "year" / sheet)) > 0
    hidden = {unit: blind_id(unit) for unit in codes["unit_id"]}
    for sheet in sheets:
        fill_in(opened[-1] / "year" / sheet, codes, hidden)
    states = states_of_killed(opened[-1], tmp_path / "renewed", *command)
    assert len(opened) + len(states) >= 20
    defaults = [default_name(state / "models") or "area-2015" for state in states]
    assert defaults == sorted(defaults)  # area-2015, from some moment area-2022
    assert {defaults[0], defaults[-1]} == {"area-2015", "area-2022"}
    for state, name in zip(states, defaults, strict=True):
        fz.load_classifier(state / "models" / name)
        for sheet in sheets:  # what was coded is never lost
            kept = [file.read_bytes() for file in (state / "year").rglob(sheet)]
            assert (opened[-1] / "year" / sheet).read_bytes() in kept


def test_a_package(start: Path, tmp_path: Path) -> None:
    (start / "in").mkdir()
    shutil.copy(next(fz.sample_reports().glob("*2019*")), start / "in" / "a.txt")
    fz.run_study(start / "in", start / "results", formats=("svg",))
    command = ["bundle", "results", "--reports", "in", "--out", "package.zip"]
    states = states_of_killed(start, tmp_path / "states", *command)
    whole = (states[-1] / "package.zip").read_bytes()
    assert zipfile.ZipFile(states[-1] / "package.zip").testzip() is None
    packages = [state / "package.zip" for state in states]
    assert {package.read_bytes() for package in packages if package.exists()} == {whole}
    left = [package.parent for package in packages if not package.exists()][-1]
    again = states_of_killed(left, tmp_path / "again", *command)[-1]  # what was left is in nobody's way
    assert (again / "package.zip").read_bytes() == whole
