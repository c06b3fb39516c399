"""Saved models: the same answers, the same bytes, and nothing run or lost on the way."""

from __future__ import annotations

import copy
import errno
import json
import os
import pickle
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from skops.io import dump

import analysis as fz
from analysis.areas import archive, models
from analysis.areas.build import settings
from analysis.areas.canaries import canary_answers
from analysis.areas.card import render_card
from analysis.areas.models import (
    MAX_BYTES,
    find_model,
    load_classifier,
    save_classifier,
)
from analysis.areas.training import CANARIES
from analysis.columns.types import AREAS
from analysis.paths import shipped_model
from analysis.words import resources as lists
from analysis.words.resources import packaged
from analysis.words.segment import Segmenter

TEXTS = ["办理行政复议案件12件。", "规范行政处罚程序。", "开展执法人员资格考试。"] * 3
CARD = {
    "purpose": "测试",
    "versions": {"jieba": "0.42.1"},
    "canaries": [{"text": "办理行政复议案件", "area": 6}, {"text": "行政处罚", "area": 4}],
}


@pytest.fixture(scope="module")
def trained() -> fz.AreaClassifier:
    return fz.AreaClassifier(C=5.0, random_state=0).fit(TEXTS, ["33", "21", "24"] * 3)


@pytest.fixture(scope="module")
def saved(trained: fz.AreaClassifier, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_classifier(trained, tmp_path_factory.mktemp("saved") / "mine", CARD)


@pytest.fixture
def folder(saved: Path, tmp_path: Path) -> Path:
    """A copy that the test may change."""
    return shutil.copytree(saved, tmp_path / "mine")


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def refusal(folder: Path) -> str:
    with pytest.raises(fz.InputError) as error:
        load_classifier(folder)
    assert "\n" not in str(error.value)
    return str(error.value)


def test_a_loaded_model_answers_as_the_saved_one(trained: fz.AreaClassifier, folder: Path) -> None:
    loaded = load_classifier(folder)
    texts = [*TEXTS, "复议", "法治", ""]
    np.testing.assert_array_equal(loaded.predict_proba(texts), trained.predict_proba(texts))
    assert loaded.predict_measure(texts).tolist() == trained.predict_measure(texts).tolist()
    assert loaded.get_params() == trained.get_params()
    assert loaded.classes_.tolist() == trained.classes_.tolist()


def test_a_model_can_be_trained_again_after_loading(folder: Path) -> None:
    assert load_classifier(folder).fit(["审计监督。", "人民调解。"], [5, 6]).classes_.tolist() == [5, 6]


def test_saving_again_gives_the_same_bytes(trained: fz.AreaClassifier, folder: Path, tmp_path: Path) -> None:
    first = contents(folder)
    trained.predict(TEXTS)
    assert contents(save_classifier(trained, tmp_path / "again" / "mine", CARD)) == first
    assert contents(save_classifier(load_classifier(folder), folder, CARD)) == first
    assert sorted(path.name for path in tmp_path.iterdir()) == ["again", "mine"]


def test_another_process_saves_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    script = (
        "import sys, analysis as fz\n"
        f"model = fz.AreaClassifier(C=5.0, random_state=0).fit({TEXTS!r}, ['33', '21', '24'] * 3)\n"
        "fz.save_classifier(model, sys.argv[1])\n"
    )
    target = tmp_path / "elsewhere" / "mine"
    subprocess.run([sys.executable, "-c", script, str(target)], check=True)
    assert (target / "model.skops").read_bytes() == (folder / "model.skops").read_bytes()


def test_another_model_gives_other_bytes(folder: Path, tmp_path: Path) -> None:
    other = fz.AreaClassifier(C=5.0, random_state=0).fit(TEXTS, ["33", "24", "21"] * 3)
    assert (
        contents(save_classifier(other, tmp_path / "other"))["model.skops"] != contents(folder)["model.skops"]
    )


def test_the_cards_say_what_was_given(folder: Path) -> None:
    card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    assert card == {**CARD, "resources": packaged().facts()}
    text = (folder / "card.md").read_text(encoding="utf-8")
    assert text == render_card("mine", card)
    for expected in ("# Model card: mine", "测试", "- jieba: 0.42.1", "| 办理行政复议案件 | 6 |"):
        assert expected in text


# --- refused files ---


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (Segmenter(), "holds types that are not trusted"),
        ([Path], "holds types that are not trusted"),
        (LogisticRegression(), "holds a LogisticRegression; give an area classifier"),
        ({"model": 1}, "holds a dict; give an area classifier"),
    ],
    ids=["other class", "a type inside", "another estimator", "a dictionary"],
)
def test_a_file_with_another_type_is_refused(folder: Path, content: Any, message: str) -> None:
    dump(content, folder / "model.skops")
    assert message in refusal(folder)


class Payload:
    """Writes a file when it is unpickled."""

    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self.marker,)


def test_a_pickle_is_refused_and_not_run(folder: Path, tmp_path: Path) -> None:
    marker = tmp_path / "was run"
    payload = pickle.dumps(Payload(marker))
    pickle.loads(payload)  # safe: written above, and touches one file of the test
    assert marker.exists()  # it does run where pickles are loaded
    marker.unlink()
    (folder / "model.skops").write_bytes(payload)
    assert "model.skops' cannot be read" in refusal(folder)
    assert not marker.exists()


@pytest.mark.parametrize("damage", ["empty", "cut", "changed", "no zip", "no schema"])
def test_a_damaged_file_is_refused(folder: Path, damage: str) -> None:
    file = folder / "model.skops"
    data = bytearray(file.read_bytes())
    if damage == "empty":
        file.write_bytes(b"")
    elif damage == "cut":
        file.write_bytes(data[: len(data) // 2])
    elif damage == "changed":
        data[len(data) // 2] ^= 0xFF
        file.write_bytes(data)
    elif damage == "no zip":
        file.write_text("模型", encoding="utf-8")
    else:
        shutil.make_archive(str(folder / "zip"), "zip", folder, "card.json")
        (folder / "zip.zip").replace(file)
    assert "model.skops' cannot be read" in refusal(folder)


def test_a_file_over_the_limit_is_refused_unread(folder: Path) -> None:
    with (folder / "model.skops").open("r+b") as file:
        file.truncate(MAX_BYTES + 1)
    assert f"is over {MAX_BYTES} bytes" in refusal(folder)


@pytest.mark.parametrize("name", ["model.skops", "card.json"])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert f"{name}' does not exist; give the folder of a model" in refusal(folder)


@pytest.mark.parametrize(
    "card", ["", "{", "[]", '"card"', '{"canaries": 3}', '{"canaries": [{"area": 6}]}', b"\xff\xfe{}"]
)
def test_a_damaged_card_is_refused(folder: Path, card: str | bytes) -> None:
    (folder / "card.json").write_bytes(card.encode() if isinstance(card, str) else card)
    assert "card.json' is not a model card" in refusal(folder)


def test_a_changed_canary_is_noticed(folder: Path) -> None:
    card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    card["canaries"][1]["area"] = 5
    (folder / "card.json").write_text(json.dumps(card), encoding="utf-8")
    message = refusal(folder)
    assert "gives 1 of 2 canary paragraphs another area or probability" in message
    assert "'行政处罚', 5 then, 4 now" in message
    assert "0.42.1" in message


def test_a_changed_model_is_noticed_by_its_canaries(folder: Path, tmp_path: Path) -> None:
    other = save_classifier(fz.AreaClassifier().fit(TEXTS, [1, 2, 2] * 3), tmp_path / "other")
    shutil.copy(other / "model.skops", folder / "model.skops")
    assert "gives 2 of 2 canary paragraphs another area or probability" in refusal(folder)


@pytest.mark.parametrize(("shift", "loads"), [(0.0, True), (1e-6, True), (0.01, False)])
def test_a_changed_probability_of_a_canary_is_noticed(
    trained: fz.AreaClassifier, tmp_path: Path, shift: float, loads: bool
) -> None:
    canaries = canary_answers(trained, ["办理行政复议案件", "No Chinese here", "行政处罚"])
    assert [canary["area"] for canary in canaries] == [6, 0, 4]
    canaries = [canary for canary in canaries if canary["area"]]
    canaries[1]["probability"] += shift
    folder = save_classifier(trained, tmp_path / "mine", {"canaries": canaries})
    if loads:
        assert load_classifier(folder).classes_.tolist() == [4, 6]
    else:
        message = refusal(folder)
        assert "gives 1 of 2 canary paragraphs another area or probability" in message
        assert "4 at 0." in message


# --- files that are not whole ---


def dump_beside(model: fz.AreaClassifier, folder: Path) -> None:
    """Put a model into a folder unchecked, as a forger would."""
    dump(model, folder / "model.skops")


def test_a_file_without_its_dictionary_is_refused_with_what_would_do(
    trained: fz.AreaClassifier, folder: Path
) -> None:
    earlier = trained.changed()
    del earlier.resources_
    dump_beside(earlier, folder)
    message = refusal(folder)
    assert "does not hold the dictionary it was trained with: an earlier version saved it" in message
    assert "train it again with this version (fazhi train)" in message


def test_a_parameter_of_earlier_versions_is_dropped_where_it_is_empty(
    trained: fz.AreaClassifier, folder: Path
) -> None:
    before = contents(folder)
    earlier = trained.changed()
    earlier.stays = None
    dump_beside(earlier, folder)
    assert contents(save_classifier(load_classifier(folder), folder, CARD)) == before
    earlier.stays = (0.2, 0.3, 0.5)
    dump_beside(earlier, folder)
    assert "it smooths areas over the order of a report, which this version does not" in refusal(folder)


def test_a_file_with_another_dictionary_than_its_card_records_is_refused(
    trained: fz.AreaClassifier, folder: Path
) -> None:
    other = copy.deepcopy(trained)
    other.resources_ = replace(packaged(), stop_words="")
    dump_beside(other, folder)
    assert "holds another dictionary, places, stop words or measures than" in refusal(folder)


def test_a_file_whose_parts_do_not_fit_is_refused(trained: fz.AreaClassifier, folder: Path) -> None:
    forged = copy.deepcopy(trained)
    forged.label_model_.coef_ = forged.label_model_.coef_[:, :-1]
    dump_beside(forged, folder)
    assert "model is damaged: label_model_.coef_ has shape" in refusal(folder)


def test_a_model_that_could_not_be_loaded_is_not_saved(
    trained: fz.AreaClassifier, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(folder)
    forged = trained.changed(temperature=float("nan"))
    with pytest.raises(fz.InputError, match="model is damaged: temperature is nan"):
        save_classifier(forged, folder)
    with pytest.raises(fz.InputError, match="model is not fitted; give a fitted AreaClassifier"):
        save_classifier(fz.AreaClassifier(), folder)
    monkeypatch.setattr(models, "MAX_BYTES", 1000)
    with pytest.raises(fz.InputError, match=r"takes [\d,]+ bytes, and more than 1,000 are never loaded"):
        save_classifier(trained, folder)
    assert contents(folder) == before


def test_a_file_that_unpacks_to_too_much_is_refused_unread(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "MAX_UNPACKED", 1000)
    assert "bytes unpacked, over 1000" in refusal(folder)


def test_another_dictionary_of_jieba_than_in_training_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "jieba_digest", lambda: "0" * 64)
    assert "trained with another dictionary of jieba than the one installed" in refusal(folder)


# --- writing ---


@pytest.mark.parametrize("failing", ["pack_model", "render_card"])
def test_a_failing_write_leaves_the_old_model_whole(
    folder: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    def fail(*_: object) -> None:
        raise OSError("No space left on device")

    before = contents(folder)
    monkeypatch.setattr(models, failing, fail)
    with pytest.raises(OSError, match="No space left"):
        save_classifier(fz.AreaClassifier().fit(TEXTS, [1, 2, 2] * 3), folder)
    assert contents(folder) == before
    assert [path.name for path in folder.parent.iterdir()] == ["mine"]


def test_a_failing_exchange_puts_the_old_model_back(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rename = Path.rename

    def fail_for_the_new(self: Path, target: Path) -> Path:
        if self.name.startswith(".model-") and not self.name.endswith(".old"):
            raise OSError("interrupted")
        return rename(self, target)

    before = contents(folder)
    monkeypatch.setattr(Path, "rename", fail_for_the_new)
    with pytest.raises(OSError, match="interrupted"):
        save_classifier(fz.AreaClassifier().fit(TEXTS, [1, 2, 2] * 3), folder)
    assert contents(folder) == before
    assert [path.name for path in folder.parent.iterdir()] == ["mine"]


def test_an_existing_model_is_replaced(folder: Path) -> None:
    save_classifier(fz.AreaClassifier().fit(TEXTS, [1, 2, 2] * 3), folder)
    assert load_classifier(folder).classes_.tolist() == [1, 2]


@pytest.mark.parametrize("kind", ["file", "folder of other things"])
def test_what_is_no_model_is_not_replaced(trained: fz.AreaClassifier, tmp_path: Path, kind: str) -> None:
    target = tmp_path / "precious"
    inside = target
    if kind != "file":
        target.mkdir()
        inside = target / "thesis.docx"
    inside.write_text("years of work", encoding="utf-8")
    with pytest.raises(fz.InputError, match="precious' is not a model folder; give a new folder"):
        save_classifier(trained, target)
    assert inside.read_text(encoding="utf-8") == "years of work"
    assert [path.name for path in tmp_path.iterdir()] == ["precious"]


def test_only_area_classifiers_are_saved(tmp_path: Path) -> None:
    with pytest.raises(fz.InputError, match="model is a LogisticRegression; give a fitted AreaClassifier"):
        save_classifier(LogisticRegression(), tmp_path / "mine")  # type: ignore[arg-type]
    assert not list(tmp_path.iterdir())


# --- the shipped model ---


def test_the_shipped_model_knows_all_areas_and_measures(model: fz.AreaClassifier) -> None:
    assert model.classes_.tolist() == list(AREAS)
    assert set(model.labels_) == set(fz.load_taxonomy().measures.index)


def test_the_shipped_model_is_as_its_card_says(model: fz.AreaClassifier) -> None:
    folder = shipped_model()
    card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    assert card["parameters"] == settings(model)
    assert model.resources is None
    assert card["resources"] == packaged().facts() == model.resources_.facts()
    assert [canary["text"] for canary in card["canaries"]] == [text for text, _ in CANARIES]
    assert all(canary["probability"] > 0 for canary in card["canaries"])
    assert (folder / "card.md").read_text(encoding="utf-8") == render_card(folder.name, card)


def test_the_shipped_model_gives_each_canary_the_area_that_its_author_meant(model: fz.AreaClassifier) -> None:
    answers = model.predict([text for text, _ in CANARIES])
    assert dict(zip((text for text, _ in CANARIES), answers.tolist(), strict=True)) == dict(CANARIES)


# --- killed, out of space, named as the default ---

KILLED = """
import os, sys
from pathlib import Path
import analysis as fz
from analysis.areas import models

model = fz.AreaClassifier(C=5.0, random_state=0).fit(["审计监督。", "人民调解。"] * 3, [5, 6] * 3)


def die(*arguments, **named):
    os.kill(os.getpid(), 9)


def save_until(step, target):
    rename, done = Path.rename, []

    def die_at_rename(self, goal):
        if step == f"before rename {len(done) + 1}":
            die()
        done.append(rename(self, goal))
        if step == f"after rename {len(done)}":
            die()
        return done[-1]

    Path.rename = die_at_rename
    if step == "before the archive":
        models.pack_model = die
    elif step == "amid the archive":
        write = Path.write_bytes
        Path.write_bytes = lambda self, content: (write(self, content[:100]), die())
    elif step == "before the card":
        models.render_card = die
    elif step == "while clearing":
        models.shutil.rmtree = die
    fz.save_classifier(model, target)


first, *parents = map(Path, sys.argv[1:])
fz.save_classifier(model, first)  # loads what saving takes, once: each step is a fork
for parent in parents:
    if not os.fork():
        save_until(parent.name, parent / "mine")
        os._exit(0)
    assert os.wait()[1] == 9, parent.name
"""
BEFORE = [
    "before the archive",
    "amid the archive",
    "before the card",
    "before rename 1",
    "after rename 1",
    "before rename 2",
]
STEPS = [*BEFORE, "after rename 2", "while clearing"]


@pytest.fixture(scope="module")
def killed(saved: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """For each step a folder with what is left of a model whose replacement was killed there."""
    folder = tmp_path_factory.mktemp("killed")
    for step in STEPS:
        shutil.copytree(saved, folder / step / "mine")
    settings = {**os.environ, "PYTHONPATH": str(Path(fz.__file__).parents[1])}
    places = [folder / "first", *(folder / step for step in STEPS)]
    subprocess.run([sys.executable, "-c", KILLED, *map(str, places)], check=True, env=settings)
    return folder


@pytest.mark.skipif(sys.platform == "win32", reason="kills by signal")
@pytest.mark.parametrize("step", STEPS)
def test_killed_at_any_point_a_whole_model_loads(killed: Path, step: str, trained: fz.AreaClassifier) -> None:
    folder = killed / step / "mine"
    areas = [4, 6] if step in BEFORE else [5, 6]  # the old model until the new one stands, then the new one
    assert load_classifier(folder).classes_.tolist() == areas
    save_classifier(trained, folder, CARD)  # the next write clears away what the killed one left
    assert [path.name for path in folder.parent.iterdir()] == ["mine"]
    assert load_classifier(folder).classes_.tolist() == [4, 6]


@pytest.mark.parametrize("name", ["model.skops", "card.json", "card.md"])
def test_a_full_disk_leaves_the_old_model_whole(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    real = Path.open

    def full(self: Path, *args: Any, **named: Any) -> Any:
        if self.name == name and "+" in str(args):  # when it is to reach the disk
            raise OSError(errno.ENOSPC, "No space left on device", str(self))
        return real(self, *args, **named)

    before = contents(folder)
    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(OSError, match="No space left"):
        save_classifier(fz.AreaClassifier().fit(TEXTS, [1, 2, 2] * 3), folder)
    assert contents(folder) == before
    assert [path.name for path in folder.parent.iterdir()] == ["mine"]


def test_a_folder_of_models_is_read_by_its_default_model(folder: Path, trained: fz.AreaClassifier) -> None:
    save_classifier(fz.AreaClassifier().fit(TEXTS, [1, 2, 2] * 3), folder.parent / "other")
    for name, areas in (("mine", [4, 6]), ("other", [1, 2])):
        (folder.parent / "current").write_text(f"{name}\n", encoding="utf-8")
        assert load_classifier(folder.parent).classes_.tolist() == areas


def test_a_model_is_found_by_folder_file_name_or_aside(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder.parent)
    shutil.copytree(folder, Path("models") / "other")
    for given, expected in (
        (folder, folder),
        ("mine", Path("mine")),
        ("mine/model.skops", Path("mine")),
        (folder / "card.json", folder),
        ("other", Path("models") / "other"),
        ("area-2015", shipped_model()),
        ("no such model", Path("no such model")),
        ("elsewhere/other", Path("elsewhere/other")),  # a path is not a name
    ):
        assert find_model(given) == expected
    folder.rename(folder.with_name(".model-mine.old"))  # as a kill between two renames leaves it
    assert find_model("mine") == Path(".model-mine.old")
    assert load_classifier("mine").classes_.tolist() == [4, 6]
    assert find_model("mine").exists()
    shutil.copytree(Path("models") / "other", Path("models") / "area-2015")
    assert find_model("area-2015") == Path("models") / "area-2015"  # one's own before the shipped one


def test_a_model_of_another_library_version_says_which_it_needs(folder: Path) -> None:
    card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    card["versions"] = {"scikit-learn": "0.19.0", "jieba": "0.42.1", "no-such-library": "1.0"}
    (folder / "card.json").write_text(json.dumps(card), encoding="utf-8")
    (folder / "model.skops").write_bytes(b"")
    message = refusal(folder)
    assert "scikit-learn==0.19.0 (here " in message
    assert "no-such-library==1.0 (here none)" in message
    assert "jieba" not in message
