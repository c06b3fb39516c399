"""The registry: versions are listed and compared, and one is made the default in one step."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import analysis as fz
from analysis.paths import shipped
from analysis.renewal.registry import (
    compare_models,
    default_folder,
    default_name,
    free_name,
    list_models,
    set_default_model,
    table_hash,
)

TEXTS = ["办理行政复议案件12件。", "规范行政处罚程序。", "开展执法人员资格考试。"] * 3
PARENT = {"versions": {"scikit-learn": "1"}, "training": {"n_texts": 9}}
CHILD = {
    "parent": {"name": "area-b"},
    "year": 2022,
    "created": "2023-04-01",
    "gate": {"result": "refused", "reason 1": "new year, log loss"},
    "training": {"n_texts": 12, "n_code": 3},
    "codes": {"training_sha256": "0123456789abcdef"},
    "metrics": {"accuracy_new": 0.8, "accuracy_old": 0.9, "share_error_new": 3.5},
}


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two versions; the names sort the other way round than the descent."""
    folder = tmp_path_factory.mktemp("models")
    for name, measures, card in (
        ("area-b", ["33", "21", "24"], PARENT),
        ("area-a", ["33", "24", "21"], CHILD),
    ):
        model = fz.AreaClassifier(random_state=0).fit(TEXTS, measures * 3)
        fz.save_classifier(model, folder / name, card)
    return folder


@pytest.fixture
def models(saved: Path, tmp_path: Path) -> Path:
    """A copy that the test may change."""
    return Path(shutil.copytree(saved, tmp_path, dirs_exist_ok=True))


def test_versions_are_listed_parents_first(models: Path) -> None:
    table = list_models(models).set_index("name")
    assert table.index.tolist() == ["area-b", "area-a"]
    child = table.loc["area-a"]
    assert (child["parent"], child["gate"], child["year"], child["n_code"]) == ("area-b", "refused", 2022, 3)
    assert (child["codes"], child["accuracy_new"], child["share_error_new"]) == ("01234567", 0.8, 3.5)
    assert table["loads"].tolist() == ["yes", "yes"]
    assert table.loc["area-b", "gate"] == "none"
    assert not table["default"].any()


def test_a_version_that_does_not_load_says_what_it_needs(models: Path) -> None:
    (models / "area-b" / "model.skops").write_bytes(b"")
    table = list_models(models).set_index("name")
    assert "scikit-learn==1 (here " in table.loc["area-b", "loads"]
    assert table.loc["area-a", "loads"] == "yes"


def test_what_is_half_written_is_no_version(models: Path) -> None:
    (models / ".model-area-c").mkdir()
    (models / ".model-area-c" / "card.json").write_text("{}")
    assert len(list_models(models)) == 2


@pytest.mark.parametrize("folder", ["nowhere", "empty"])
def test_a_folder_without_models_is_refused(tmp_path: Path, folder: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(fz.InputError, match="give the folder of the models"):
        list_models(tmp_path / folder)


def test_two_cards_are_compared_by_what_differs(models: Path) -> None:
    table = compare_models(models / "area-b", models / "area-a").set_index("entry")
    assert table.loc["training: n_texts"].tolist() == ["9", "12"]
    assert table.loc["gate: result", "area-a"] == "refused"
    assert pd.isna(table.loc["gate: result", "area-b"])
    assert compare_models(models / "area-b", models / "area-b").empty


def test_one_step_makes_a_version_the_default_and_back(models: Path) -> None:
    for name in ("area-a", "area-b", "area-a"):
        set_default_model(models, name)
        assert default_name(models) == name
        assert default_folder(models) == models / name
        assert list_models(models).set_index("name")["default"].to_dict() == {
            own: own == name for own in ("area-a", "area-b")
        }
    assert sorted(path.name for path in models.iterdir()) == ["area-a", "area-b", "current"]


def test_what_does_not_load_is_not_set_default_model(models: Path) -> None:
    set_default_model(models, "area-b")
    (models / "area-a" / "model.skops").write_bytes(b"")
    for name in ("area-a", "area-z"):
        with pytest.raises(fz.InputError):
            set_default_model(models, name)
    assert default_name(models) == "area-b"


def test_a_full_disk_leaves_the_default_model(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_default_model(models, "area-b")

    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        set_default_model(models, "area-a")
    monkeypatch.undo()
    assert (
        fz.load_classifier(models).labels_.tolist() == fz.load_classifier(models / "area-b").labels_.tolist()
    )
    assert default_name(models) == "area-b"
    assert sorted(path.name for path in models.iterdir()) == ["area-a", "area-b", "current"]


@pytest.mark.skipif(sys.platform == "win32", reason="kills by signal")
@pytest.mark.parametrize(("step", "expected"), [("fsync", "area-b"), ("replace", "area-b")])
def test_killed_while_exchanging_the_default_model_one_is_whole(
    models: Path, step: str, expected: str
) -> None:
    set_default_model(models, "area-b")
    script = (
        "import os, sys\nfrom pathlib import Path\nimport analysis as fz\n"
        "def die(*_):\n    os.kill(os.getpid(), 9)\n"
        f"setattr({'os' if step == 'fsync' else 'Path'}, {step!r}, die)\n"
        "fz.set_default_model(sys.argv[1], 'area-a')\n"
    )
    settings = {**os.environ, "PYTHONPATH": str(Path(fz.__file__).parents[1])}
    done = subprocess.run([sys.executable, "-c", script, str(models)], check=False, env=settings)
    assert done.returncode == -9
    assert default_name(models) == expected
    fz.load_classifier(models)


def test_without_a_word_the_shipped_model_is_the_default(models: Path) -> None:
    assert default_name(models) is None
    assert default_folder(models) == shipped("models") / "area-2015"


def test_a_name_that_is_taken_gets_a_number(models: Path) -> None:
    assert free_name(models, "area-2022") == "area-2022"
    (models / "area-a-2").mkdir()
    assert free_name(models, "area-a") == "area-a-3"


def test_the_hash_of_codes_knows_rows_not_their_order() -> None:
    codes = pd.DataFrame({"unit_id": ["u1", "u2"], "area": [1, 2]})
    assert table_hash(codes) == table_hash(codes.iloc[::-1])
    assert table_hash(codes) != table_hash(codes.assign(area=[1, 3]))
    assert table_hash(codes) != table_hash(codes.rename(columns={"area": "measure"}))
    assert json.dumps(table_hash(codes))
