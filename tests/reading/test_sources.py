"""One door to the reports: what is no ordinary file inside the folder is told, and never opened."""

from __future__ import annotations

import hashlib
import inspect
import json
import os
import sys
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import analysis as fz
from analysis.reading.formats import Refusal
from analysis.reading.overrides import read_overrides
from analysis.reading.sources import (
    Source,
    Sources,
    find_sources,
    hash_source,
    read_source_bytes,
)
from tests.reading.special import GONE, IRREGULAR, OUT, TEXT, lay_special_files, run_apart

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pipes and links are POSIX's")

READ_ALL = """
import sys, json, resource
import analysis as fz
resource.setrlimit(resource.RLIMIT_AS, (8 << 30, 8 << 30))
folder, out = sys.argv[1:]
reports, ledger = fz.read_reports(folder, return_ledger=True)
print(json.dumps([reports["path"].tolist(), ledger[["path", "status", "warnings"]].fillna("").values.tolist()]))
"""


def test_special_files_are_told_and_stop_no_reading(tmp_path: Path) -> None:
    expected = lay_special_files(tmp_path / "in")
    read, ledger = json.loads(run_apart(READ_ALL, [tmp_path / "in", tmp_path], seconds=60))
    assert sorted(read) == ["folder.txt/inside.txt", "good.txt"]
    assert {path: (status, said) for path, status, said in ledger if status != "read"} == expected


def refusal_of(source: Source, **limits: int) -> tuple[str, str]:
    with pytest.raises(Refusal) as error:
        read_source_bytes(source, **limits)
    return error.value.status, error.value.reason


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path / "in"


def test_an_ordinary_file_is_read_and_hashed(folder: Path) -> None:
    source = Source("a.txt", folder / "a.txt", folder)
    assert read_source_bytes(source) == TEXT.encode()
    assert hash_source(source) == hashlib.sha256(TEXT.encode()).hexdigest()


def test_a_file_that_was_named_may_be_a_link_to_anywhere(folder: Path) -> None:
    (folder / "link.txt").symlink_to(folder.parent / "b.txt")
    (folder.parent / "b.txt").write_text("b", encoding="utf-8")
    assert refusal_of(Source("link.txt", folder / "link.txt", folder)) == ("unsupported", OUT)
    (named,) = find_sources(folder / "link.txt").files
    assert read_source_bytes(named) == b"b"


def test_the_folder_itself_may_be_a_link(folder: Path) -> None:
    (folder.parent / "link").symlink_to(folder, target_is_directory=True)
    (source,) = find_sources(folder.parent / "link").files
    assert read_source_bytes(source) == TEXT.encode()


def test_a_file_over_the_limit_is_not_opened(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "open", None)
    said = f"file of {len(TEXT.encode())} bytes is over the limit"
    assert refusal_of(Source("a.txt", folder / "a.txt"), max_bytes=10) == ("unsupported", said)


def test_a_pipe_is_never_opened(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(folder / "pipe")
    monkeypatch.setattr(os, "open", None)
    assert refusal_of(Source("pipe", folder / "pipe", folder)) == ("unreadable", IRREGULAR)


def test_a_file_replaced_by_a_pipe_between_looking_and_opening_hangs_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opening = os.open

    def replace_and_open(path: Any, flags: int) -> int:
        (folder / "a.txt").rename(folder / "moved.txt")
        os.mkfifo(folder / "a.txt")
        return opening(path, flags)

    monkeypatch.setattr(os, "open", replace_and_open)
    status, reason = refusal_of(Source("a.txt", folder / "a.txt", folder))
    assert (status, reason) == ("unreadable", "was replaced while it was read; read it again")


def test_a_file_that_may_not_be_read_ends_neither_hash_nor_run(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opening = os.open

    def refuse(path: Any, *more: Any, **named: Any) -> int:
        if Path(path).name == "locked.txt":
            raise PermissionError(13, "Permission denied")
        return opening(path, *more, **named)

    (folder / "locked.txt").write_text("x", encoding="utf-8")
    monkeypatch.setattr(os, "open", refuse)
    said = ("unreadable", "cannot be opened: permission denied")
    assert refusal_of(Source("locked.txt", folder / "locked.txt", folder)) == said
    _, ledger = fz.read_reports(folder, return_ledger=True)
    assert ledger.set_index("path").loc["locked.txt", ["status", "warnings"]].tolist() == list(said)


def test_a_folder_that_cannot_be_listed_has_its_row(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "closed").mkdir()
    listing = os.scandir

    def refuse(path: Any) -> Any:
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied", str(path))
        return listing(path)

    monkeypatch.setattr(os, "scandir", refuse)
    files = find_sources(folder).files
    assert [source.label for source in files] == ["a.txt", "closed"]
    assert refusal_of(files[1]) == ("unreadable", "cannot be opened: permission denied")


def make_deep(folder: Path, name: str, depth: int) -> None:
    """Folders in folders, deeper than a path may name, with a report in the deepest."""
    here = Path.cwd()
    try:
        os.chdir(folder)
        for _ in range(depth):
            Path(name).mkdir()
            os.chdir(name)
        Path("b.txt").write_text(TEXT, encoding="utf-8")
    finally:
        os.chdir(here)


def test_folders_may_lie_deeper_than_calls(folder: Path) -> None:
    make_deep(folder, "d", 300)
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack()) + 200)
    try:
        files = find_sources(folder).files
    finally:
        sys.setrecursionlimit(before)
    assert [source.label for source in files] == ["a.txt", "d/" * 300 + "b.txt"]


def test_what_lies_deeper_than_a_path_goes_has_its_row(folder: Path) -> None:
    make_deep(folder, "d" * 200, 30)
    source, deep = find_sources(folder).files
    assert source.label == "a.txt"
    assert refusal_of(deep) == ("unreadable", "cannot be opened: file name too long")


@pytest.mark.parametrize("kind", ["pipe", "link out", "dangling", "large"])
def test_metadata_that_cannot_be_read_are_an_error_and_not_passed_over(folder: Path, kind: str) -> None:
    beside = folder / "reports.csv"
    if kind == "pipe":
        os.mkfifo(beside)
    elif kind == "link out":
        (folder.parent / "shared.csv").write_text("path\n", encoding="utf-8")
        beside.symlink_to(folder.parent / "shared.csv")
    elif kind == "dangling":
        beside.symlink_to(folder / "none")
    else:
        with beside.open("wb") as file:
            file.truncate(5 << 30)
    said = {"pipe": IRREGULAR, "link out": OUT, "dangling": GONE, "large": "is over the limit"}[kind]
    with pytest.raises(fz.InputError, match=rf"metadata '.*reports.csv' cannot be read \(.*{said}\)"):
        find_sources(folder)


def test_metadata_that_were_named_go_through_the_same_door(folder: Path) -> None:
    os.mkfifo(folder / "pipe.csv")
    with pytest.raises(fz.InputError, match=r"cannot be read .*not a regular file"):
        read_overrides(folder / "pipe.csv")
    (folder / "more.csv").write_text("path,year\na.txt,2015\n", encoding="utf-8")
    assert read_overrides(str(folder / "more.csv")) == {"a.txt": {"year": 2015}}


def test_no_two_files_are_shown_under_one_name(tmp_path: Path) -> None:
    name = "同名.txt".encode("gb18030")
    written = name.decode("utf-8", "backslashreplace")
    for own in ("同名.txt", os.fsdecode(name), written):
        (tmp_path / own).write_text(TEXT, encoding="utf-8")
    for own in ("甲", os.fsdecode("甲".encode("gb18030"))):
        (tmp_path / own).mkdir()
        (tmp_path / own / "a.txt").write_text(TEXT, encoding="utf-8")
    labels = [source.label for source in find_sources(tmp_path).files]
    shown = "甲".encode("gb18030").decode("utf-8", "backslashreplace")
    assert labels == [f"{shown}/a.txt", written, f"{written} (2)", "同名.txt", "甲/a.txt"]
    (tmp_path / "甲" / os.fsdecode("乙.txt".encode("gb18030"))).write_text(TEXT, encoding="utf-8")
    named = [
        tmp_path / "同名.txt",
        tmp_path / os.fsdecode(name),
        tmp_path / "同名.txt",
        *(tmp_path / "甲").iterdir(),
    ]
    assert {source.label for source in find_sources(named).files} == {
        "同名.txt",
        written,
        "甲/a.txt",
        "甲/乙.txt",
    }


def test_a_list_of_sources_is_taken_as_it_is(folder: Path) -> None:
    known = Source("b:1.txt", folder / "none", refusal=Refusal("unreadable", "not_there"))
    given = Sources([known, Source("a\nb.txt", folder / "a.txt")])
    assert find_sources(given) is given
    _, ledger = fz.read_reports(given, return_ledger=True)
    assert ledger["path"].tolist() == ["b:1.txt", "a\nb.txt"]
    assert ledger["status"].tolist() == ["unreadable", "read"]
    assert ledger.at[0, "warnings"] == "cannot be opened: no such file or directory"
    assert isinstance(ledger, pd.DataFrame)


ODD = [
    "a:b.txt",
    "c\\d.txt",
    "e\nf.txt",
    "g\x1b[31m.txt",
    "50%.txt",
    "o%3Ap.txt",
    "h?*.txt",
    "带\u2028行.txt",
    "con.txt",
    "CON.txt",
    "\n" * 120 + ".txt",
]


def test_odd_names_are_taken_by_bundle_and_reproduce(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for place, name in enumerate(ODD):
        (folder / name).write_text(TEXT.replace("2020", str(2010 + place)), encoding="utf-8")
    long = "市" * 120 + ".txt"  # as UTF-8 longer than a name may be
    for place, name in enumerate(("市.txt", long)):
        (folder / os.fsdecode(name.encode("gb18030"))).write_text(
            TEXT.replace("2020", str(1990 + place)), encoding="utf-8"
        )
    fz.run_study(folder, tmp_path / "results", quick=True, formats=["svg"])
    manifest = json.loads((tmp_path / "results" / "manifest.json").read_text(encoding="utf-8"))
    assert set(manifest["inputs"]["reports"]["files"]) == {*ODD, "市.txt", long}
    fz.bundle(tmp_path / "results", tmp_path / "package", reports=folder)
    texts = {file.name for file in (tmp_path / "package" / "reports").iterdir()}
    assert not any(set(name) & set('\\:*?"<>|\n\x1b\u2028') for name in texts)
    assert {"市.txt", "a%3Ab.txt", "50%25.txt"} <= texts
    assert len({name.casefold() for name in texts}) == len(ODD) + 2
    assert set(fz.reproduce(tmp_path / "package" / "results")["status"]) == {"identical"}
    fz.bundle(tmp_path / "results", tmp_path / "hashes.zip", reports=folder, texts=False)
    with zipfile.ZipFile(tmp_path / "hashes.zip") as package:
        sums = package.read("reports.sha256").decode().split("\n")[:-1]
    assert len(sums) == len(ODD) + 2
    assert sum(line.startswith("\\") for line in sums) == 3  # line breaks and the backslash


def test_a_pipe_named_like_the_manifest_of_a_run_is_waited_for_by_nobody(folder: Path) -> None:
    (folder / "sub").mkdir()
    os.mkfifo(folder / "sub" / "manifest.json")
    code = "import sys, analysis as fz; print(fz.read_reports(sys.argv[1], return_ledger=True)[1]['path'].tolist())"
    assert run_apart(code, [folder], seconds=60).strip() == "['a.txt', 'sub/manifest.json']"
