"""The manifest of a run: complete, the same anywhere, and harmless when a stranger wrote it."""

from __future__ import annotations

import copy
import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import analysis as fz
from analysis.paths import shipped_model
from analysis.study.receipt import (
    MAX_BYTES,
    NAME,
    check_inside,
    describe_model,
    hash_file,
    read_manifest,
)

Study = tuple[Path, dict[str, pd.DataFrame]]


@pytest.fixture(scope="module")
def good(study: Study) -> dict[str, Any]:
    return read_manifest(study[0])


def write(folder: Path, manifest: Any) -> Path:
    (folder / NAME).write_text(json.dumps(manifest), encoding="utf-8")
    return folder


def test_every_file_of_the_run_has_its_hash_and_its_maker(good: dict[str, Any], study: Study) -> None:
    written = {file.relative_to(study[0]).as_posix() for file in study[0].rglob("*") if file.is_file()}
    assert set(good["outputs"]) == written - {NAME}
    for name, digest in good["outputs"].items():
        assert hashlib.sha256((study[0] / name).read_bytes()).hexdigest() == digest
    made = [
        file for part in ("tables", "exhibits") for entry in good[part].values() for file in entry["files"]
    ]
    assert sorted([*made, "index.html", "pages/001.html"]) == sorted(good["outputs"])


def test_every_maker_is_a_public_verb_and_every_origin_a_table(good: dict[str, Any]) -> None:
    entries = [*good["tables"].values(), *good["exhibits"].values()]
    assert {entry["function"] for entry in entries} <= set(fz.__all__)
    assert {name for entry in entries for name in entry["tables"]} <= set(good["tables"])


def test_inputs_are_hashed_as_files_the_refused_ones_too(good: dict[str, Any], corpus: Path) -> None:
    reports = good["inputs"]["reports"]
    assert reports["listed"] is None
    assert reports["metadata"] is None
    assert reports["files"] == {
        name: hash_file(corpus / name)
        for name in ("longsha_2019.txt", "sub/scan.png", "weifang_gaoxin_2018.txt")
    }
    model = Path(fz.__file__).parents[1] / "models" / "area-2015" / "model.skops"
    assert good["inputs"]["model"]["model.skops"] == hash_file(model)
    assert len(good["inputs"]["resources"]) == 8


def test_the_shipped_model_has_a_version_and_no_path(good: dict[str, Any]) -> None:
    card = json.loads((shipped_model() / "card.json").read_text(encoding="utf-8"))
    found = good["inputs"]["model"]
    assert found == {**describe_model(), "name": "area-2015", "path": None}
    assert found["version"] == card["training"]["sha256"][:12]


def test_a_model_is_described_as_it_was_named(
    other_model: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shutil.copytree(other_model, tmp_path / "models" / "mine")
    monkeypatch.chdir(tmp_path)
    ways = {
        "models/mine": "models/mine",
        "mine": "mine",
        "models/mine/model.skops": "models/mine/model.skops",
        str(tmp_path / "models" / "mine"): "mine",
        str(tmp_path / "models" / "mine" / "card.json"): "card.json",
    }
    for given, path in ways.items():
        found = describe_model(given)
        assert (found["name"], found["path"], found["version"]) == ("mine", path, "2.0")
        assert found["model.skops"] == hash_file(other_model / "model.skops")
    for version, training, expected in (
        (None, {"sha256": "ab" * 32}, "ab" * 6),
        (None, None, None),
        (None, "many texts", None),
    ):
        card = {"version": version, "training": training}
        (tmp_path / "models" / "mine" / "card.json").write_text(json.dumps(card), encoding="utf-8")
        assert describe_model("mine")["version"] == expected


def test_a_models_name_is_one_that_a_manifest_may_hold(
    good: dict[str, Any], other_model: Path, tmp_path: Path
) -> None:
    shutil.copytree(other_model, tmp_path / "model" / "mine: 2")
    found = describe_model(tmp_path / "model" / "mine: 2")
    assert found["name"] == "mine%3A 2"
    manifest = {**good, "inputs": {**good["inputs"], "model": found}}
    assert read_manifest(write(tmp_path, manifest)) == manifest


def test_what_is_no_model_is_not_described(tmp_path: Path) -> None:
    with pytest.raises(fz.InputError, match=r"card.json' does not exist; give the folder of a model"):
        describe_model(tmp_path)


def test_a_manifest_from_before_versions_and_paths_is_read(good: dict[str, Any], tmp_path: Path) -> None:
    older = copy.deepcopy(good)
    for key in ("path", "version"):
        del older["inputs"]["model"][key]
    assert read_manifest(write(tmp_path, older)) == older


@pytest.mark.parametrize("name", ["a", "a/b.csv", "目录/报告 1.txt", ".hidden", "a..b", "...", "a/.../b"])
def test_a_path_inside_is_kept(name: str) -> None:
    assert check_inside(name) == name


@pytest.mark.parametrize(
    "name",
    [
        "",
        "/etc/passwd",
        "../a",
        "a/../../b",
        "a/..",
        "C:/a",
        "C:a",
        "a\\b",
        "\\\\host\\a",
        "a\0",
        "a\nb",
        "./a",
        "a//b",
        "a/",
    ],
)
def test_a_path_that_may_leave_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="leaves its folder"):
        check_inside(name)


def changed(*path: str, to: Any) -> tuple[tuple[str, ...], Any]:
    return path, to


@pytest.mark.parametrize(
    ("path", "to"),
    [
        changed("form", to=2),
        changed("outputs", "../index.html", to="0" * 64),
        changed("outputs", "index.html", to="0" * 63),
        changed("outputs", "index.html", to=None),
        changed("outputs", to=[]),
        changed("inputs", "reports", "files", "/etc/passwd", to="0" * 64),
        changed("inputs", "reports", "files", to=None),
        changed("inputs", "reports", "listed", to=["/etc/passwd"]),
        changed("inputs", "reports", "listed", to=True),
        changed("inputs", "reports", "metadata", to="x"),
        changed("inputs", "codes", to="$(id)"),
        changed("inputs", to={}),
        changed("inputs", "model", "name", to="../mine"),
        changed("inputs", "model", "name", to="a/b"),
        changed("inputs", "model", "name", to="."),
        changed("inputs", "model", "name", to=None),
        changed("inputs", "model", "model.skops", to="x"),
        changed("inputs", "model", "card.json", to=None),
        changed("inputs", "model", "path", to=["a"]),
        changed("inputs", "model", "version", to=3),
        changed("inputs", "model", to={}),
        changed("parameters", "out", to="/tmp"),
        changed("parameters", "lang", to="__import__('os')"),
        changed("parameters", "n_topics", to=10**9),
        changed("parameters", "n_topics", to=True),
        changed("parameters", "n_topics", to=8.0),
        changed("parameters", "random_state", to=-1),
        changed("parameters", to=None),
        changed("tables", to=[]),
        changed("exhibits", to="shares"),
        changed("libraries", to=1),
    ],
    ids=lambda value: "/".join(value) if isinstance(value, tuple) else "",
)
def test_a_manifest_of_another_form_is_refused(
    good: dict[str, Any], tmp_path: Path, path: tuple[str, ...], to: Any
) -> None:
    manifest = copy.deepcopy(good)
    place = manifest
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = to
    with pytest.raises(fz.InputError, match=r"manifest '.*' cannot be used \("):
        read_manifest(write(tmp_path, manifest))


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '"a"', "[" * 100_000, "{}", '{"form": 1}', "\x00"])
def test_what_is_no_manifest_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / NAME).write_text(text, encoding="utf-8")
    with pytest.raises(fz.InputError, match=r"manifest '.*' cannot be used \("):
        read_manifest(tmp_path)


def test_bytes_and_sizes_that_no_run_writes_are_refused(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b"\xff\xfe{}")
    with pytest.raises(fz.InputError, match="cannot be used"):
        read_manifest(tmp_path)
    with (tmp_path / NAME).open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(fz.InputError, match="is over"):
        read_manifest(tmp_path)


def test_a_folder_without_manifest_is_refused(tmp_path: Path) -> None:
    with pytest.raises(fz.InputError, match=r"holds no manifest.json; give a folder that fazhi run wrote"):
        read_manifest(tmp_path)


def test_a_manifest_that_was_moved_is_the_same(study: Study, tmp_path: Path) -> None:
    shutil.copy(study[0] / NAME, tmp_path)
    assert read_manifest(tmp_path) == read_manifest(study[0])
