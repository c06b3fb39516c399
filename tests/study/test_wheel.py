"""This package as a wheel: what the build tool makes of the checkout, the same bytes, and again from an installation."""

from __future__ import annotations

import csv
import email
import io
import os
import subprocess
import sys
import zipfile
from email.message import Message
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder
from packaging.requirements import Requirement

import analysis as fz
from analysis.errors import InputError
from analysis.study.wheel import checkout, pack_wheel, wheel_files

INFO = f"fazhi_analysis-{fz.__version__}.dist-info"
ROOT = Path(fz.__file__).parents[1]


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return wheel_files()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of the build tool."""
    return Path(next(iter(WheelBuilder(str(ROOT)).build(directory=str(tmp_path_factory.mktemp("built"))))))


def unzip(archive: Path | io.BytesIO) -> dict[str, bytes]:
    with zipfile.ZipFile(archive) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def install(wheel: dict[str, bytes], folder: Path) -> None:
    """What pip does with a wheel: files, its own notes, and a list of all."""
    notes = {f"{INFO}/INSTALLER": b"pip\n", f"{INFO}/REQUESTED": b"", "../../bin/fazhi": b"#!"}
    compiled = {"analysis/__pycache__/errors.cpython-311.pyc": b"1"}
    names = [*wheel, *notes, *compiled, f"{INFO}/RECORD"]
    for name, data in {**wheel, **notes, **compiled}.items():
        if not name.startswith(".."):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
    (folder / INFO / "RECORD").write_text("".join(f"{name},,\n" for name in names), encoding="utf-8")


def remade(folder: Path) -> subprocess.CompletedProcess[bytes]:
    """The wheel that the package in a folder makes of itself, in a process of its own."""
    code = (
        "import sys; from analysis.study.wheel import checkout, pack_wheel, wheel_files\n"
        "assert checkout() is None\n"
        "sys.stdout.buffer.write(pack_wheel(wheel_files())[1])"
    )
    settings = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=folder, env=settings, capture_output=True, check=False)


def test_a_checkout_makes_the_wheel_of_the_build_tool(files: dict[str, bytes], built: Path) -> None:
    name, data = pack_wheel(files)
    assert name == built.name
    own, theirs = unzip(io.BytesIO(data)), unzip(built)
    written_by_tool = {f"{INFO}/{part}" for part in ("METADATA", "WHEEL", "RECORD")}
    assert set(own) == set(theirs)
    assert {name for name in own if own[name] != theirs[name]} <= written_by_tool


def test_its_metadata_say_what_the_build_tool_says(files: dict[str, bytes], built: Path) -> None:
    own, theirs = (
        email.message_from_string(data.decode())
        for data in (files[f"{INFO}/METADATA"], unzip(built)[f"{INFO}/METADATA"])
    )

    def facts(message: Message) -> set[tuple[str, object]]:
        known = {"Requires-Dist": Requirement, "Requires-Python": lambda text: frozenset(text.split(","))}
        said = {(name, known.get(name, str)(value)) for name, value in message.items()}
        return {pair for pair in said if pair[0] != "Metadata-Version"}

    assert facts(own) == facts(theirs)
    assert own.get_payload() == theirs.get_payload()


def test_its_record_lists_each_file_with_hash_and_size(files: dict[str, bytes], built: Path) -> None:
    own, theirs = (unzip(archive) for archive in (io.BytesIO(pack_wheel(files)[1]), built))
    rows = {name: rest for name, *rest in csv.reader(io.StringIO(own[f"{INFO}/RECORD"].decode()))}
    of_tool = {name: rest for name, *rest in csv.reader(io.StringIO(theirs[f"{INFO}/RECORD"].decode()))}
    assert list(rows) == list(own)
    same = {name for name in own if own[name] == theirs[name]}
    assert {name: rows[name] for name in same} == {name: of_tool[name] for name in same}
    assert rows[f"{INFO}/RECORD"] == ["", ""]


def test_the_same_files_give_the_same_bytes(files: dict[str, bytes]) -> None:
    assert pack_wheel(files) == pack_wheel(dict(reversed(files.items())))
    with zipfile.ZipFile(io.BytesIO(pack_wheel(files)[1])) as archive:
        assert {(entry.date_time, entry.compress_type) for entry in archive.infolist()} == {
            ((1980, 1, 1, 0, 0, 0), zipfile.ZIP_STORED)
        }
        assert archive.namelist()[-1] == f"{INFO}/RECORD"


def test_an_installation_makes_the_wheel_that_it_came_from(files: dict[str, bytes], tmp_path: Path) -> None:
    install(files, tmp_path)
    (tmp_path / "analysis" / "mine.py").write_text("1", encoding="utf-8")  # not listed: not of the package
    done = remade(tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout == pack_wheel(files)[1]


def test_an_installation_that_lacks_a_file_is_refused(files: dict[str, bytes], tmp_path: Path) -> None:
    install(files, tmp_path)
    (tmp_path / "analysis" / "resources" / "lexicon.csv").unlink()
    done = remade(tmp_path)
    assert done.returncode == 1
    assert b"the package lacks its file 'analysis/resources/lexicon.csv'; install it again." in done.stderr


def test_the_checkout_is_known_by_its_project(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert checkout() == ROOT
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "other"\n', encoding="utf-8")
    monkeypatch.setattr("analysis.study.wheel._PACKAGE", tmp_path / "analysis")
    assert checkout() is None
    with pytest.raises(
        InputError, match=r"is neither installed nor a checkout.*; install its wheel with pip"
    ):
        wheel_files()
