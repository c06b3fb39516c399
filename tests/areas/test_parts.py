"""What a model's file holds is read as plain data, or left to skops, which refuses it or not."""

from __future__ import annotations

import io
import json
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import analysis as fz
from analysis.areas import parts
from analysis.areas.judging import AreaJudge
from analysis.areas.models import load_judge
from analysis.areas.parts import Part, Unfamiliar, kind_of, read_parts

TEXTS = ["办理行政复议案件12件。", "规范行政处罚程序。"] * 3
Members = dict[str, bytes]


@pytest.fixture(scope="module")
def members(tmp_path_factory: pytest.TempPathFactory) -> Members:
    folder = fz.save_classifier(
        fz.AreaClassifier().fit(TEXTS, [6, 4] * 3), tmp_path_factory.mktemp("models") / "mine"
    )
    with zipfile.ZipFile(folder / "model.skops") as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def write(file: Path, members: Members) -> Path:
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file


def changed(edit: Callable[[Any], Any]) -> Callable[[Members], Members]:
    """The members with another description."""

    def change(members: Members) -> Members:
        schema = json.loads(members["schema.json"])
        return members | {"schema.json": json.dumps(edit(schema) or schema).encode()}

    return change


def at(*path: str) -> Callable[[Any], Any]:
    def go(schema: Any) -> Any:
        for key in path:
            schema = schema["content"]["content"][key]
        return schema

    return go


def with_objects(members: Members) -> Members:
    """An array that pickles objects in the place of the first."""
    pickled = io.BytesIO()
    np.save(pickled, np.array([print], dtype=object), allow_pickle=True)
    return members | {next(name for name in members if name.endswith(".npy")): pickled.getvalue()}


DEEP = '{"__loader__": "ListNode", "__module__": "a", "__class__": "b", "content": [' * 20_000
FORGED = {
    "a call of the system": changed(
        lambda s: at("C")(s).update(__module__="os", __class__="system", __loader__="TypeNode")
    ),
    "another object": changed(lambda s: at("label_model_")(s).update(__class__="LogisticRegressionCV")),
    "another loader": changed(lambda s: at("C")(s).update(__loader__="OperatorFuncNode")),
    "a method": changed(lambda s: at("C")(s).update(__loader__="MethodNode")),
    "no classifier": changed(at("label_model_")),
    "a list": changed(at("features_", "steps")),
    "keys that are no texts": changed(
        lambda s: s["content"]["key_types"]["content"][0].update({"__class__": "int"})
    ),
    "pickled objects": with_objects,
    "no arrays": lambda members: {"schema.json": members["schema.json"]},
    "no description": lambda members: {name: data for name, data in members.items() if name != "schema.json"},
    "no JSON": lambda members: members | {"schema.json": b"\xff"},
    "a well without a floor": lambda members: members | {"schema.json": DEEP.encode()},
}


@pytest.mark.parametrize("name", FORGED)
def test_what_no_model_holds_is_left_alone(name: str, members: Members, tmp_path: Path) -> None:
    before = set(sys.modules)
    with pytest.raises(Unfamiliar):
        read_parts(write(tmp_path / "model.skops", FORGED[name](members)))
    assert set(sys.modules) == before


def test_too_much_is_left_alone(members: Members, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "MAX_UNPACKED", 1000)
    with pytest.raises(Unfamiliar, match="over 1000 bytes"):
        read_parts(write(tmp_path / "model.skops", members))


def test_a_file_that_is_no_archive_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "model.skops").write_bytes(b"nothing")
    with pytest.raises(Unfamiliar, match="BadZipFile"):
        read_parts(tmp_path / "model.skops")


def test_the_parts_have_names_and_arrays_and_run_nothing(members: Members, tmp_path: Path) -> None:
    model: Any = read_parts(write(tmp_path / "model.skops", members))
    assert kind_of(model) == "analysis.areas.classifier.AreaClassifier"
    assert model.classes_.tolist() == [4, 6]
    select = dict(model.features_.steps)["select"]
    assert isinstance(select.score_func, Part)
    assert not callable(select.score_func)


@pytest.mark.parametrize("name", [name for name in FORGED if not name.startswith("a well")])
def test_such_a_file_is_judged_by_skops(name: str, members: Members, tmp_path: Path) -> None:
    folder = fz.save_classifier(fz.AreaClassifier().fit(TEXTS, [6, 4] * 3), tmp_path / "mine")
    write(folder / "model.skops", FORGED[name](members))
    with pytest.raises(fz.InputError) as refused:
        fz.load_classifier(folder)
    with pytest.raises(fz.InputError) as again:
        load_judge(folder)
    assert str(again.value) == str(refused.value)


def test_what_skops_alone_reads_still_answers(
    members: Members, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = fz.save_classifier(fz.AreaClassifier().fit(TEXTS, [6, 4] * 3), tmp_path / "mine")
    assert type(load_judge(folder)) is AreaJudge
    monkeypatch.setattr(parts, "_NAMED", frozenset())
    assert type(load_judge(folder)) is fz.AreaClassifier
