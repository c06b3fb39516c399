"""Results are whole or as they were, whenever a run ends; a second run into the folder is told."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.study.receipt import hash_file
from analysis.study.staging import LOCK, leave_ledger, staged

OLD = {
    "tables/shares.csv": "old",
    "tables/trends.csv": "old",
    "figures/shares.svg": "old",
    "index.html": "old",
}
NEW = {"tables/shares.csv": "new", "figures/shares.svg": "new", "index.html": "new", "model/card.json": "new"}


def lay(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    hashes = {name: hash_file(folder / name) for name in files}
    (folder / "manifest.json").write_text(json.dumps(hashes))


def contents(folder: Path) -> dict[str, str]:
    return {
        file.relative_to(folder).as_posix(): file.read_text() for file in folder.rglob("*") if file.is_file()
    }


@pytest.fixture
def out(tmp_path: Path) -> Path:
    lay(tmp_path / "out", OLD)
    (tmp_path / "out" / "my notes.txt").write_text("mine")
    (tmp_path / "out" / "figures" / "mine.svg").write_text("mine")
    return tmp_path / "out"


def test_results_take_the_place_of_earlier_ones_and_other_files_stay(out: Path) -> None:
    before = contents(out)
    with staged(out) as work:
        lay(work, NEW)
        (work / "figures" / ".shares-0a1b.pdf").write_text("half of it")  # by a process that was killed
        assert {name: text for name, text in contents(out).items() if not name.startswith(".")} == before
    found = contents(out)
    assert found.pop("manifest.json") != before["manifest.json"]
    assert found == {**NEW, "my notes.txt": "mine", "figures/mine.svg": "mine"}


@pytest.mark.parametrize("error", [KeyboardInterrupt(), InputError("a", "b", "c"), OSError(28, "full")])
def test_earlier_results_stay_when_a_run_fails(out: Path, error: BaseException) -> None:
    before = contents(out)

    def fail() -> None:
        with staged(out) as work:
            lay(work, NEW)
            raise error

    with pytest.raises(type(error)):
        fail()
    assert contents(out) == before


def test_a_folder_that_nothing_came_into_is_gone(tmp_path: Path) -> None:
    with pytest.raises(InputError), staged(tmp_path / "a" / "out"):
        raise InputError("a", "b", "c")
    assert not (tmp_path / "a" / "out").exists()


@pytest.mark.parametrize("moment", range(12))
def test_a_manifest_never_stands_beside_files_that_it_does_not_mean(
    out: Path, moment: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    left = [moment]

    def until(method: str) -> None:
        real = getattr(Path, method)

        def count(self: Path, *more: object, **named: object) -> object:
            if not left[0]:
                raise Killed
            left[0] -= 1
            return real(self, *more, **named)

        monkeypatch.setattr(Path, method, count)

    def run() -> None:
        with staged(out) as work:
            lay(work, NEW)
            until("replace")
            until("unlink")

    before = contents(out)
    with pytest.raises(Killed):
        run()
    monkeypatch.undo()
    found = contents(out)
    if "manifest.json" in found:
        hashes = json.loads(found["manifest.json"])
        assert all(hash_file(out / name) == digest for name, digest in hashes.items())
        assert set(hashes) in (set(OLD), set(NEW))
    assert found["my notes.txt"] == before["my notes.txt"]
    (out / LOCK).unlink(missing_ok=True)
    with staged(out) as work:  # which puts right what is left
        lay(work, NEW)
    assert set(contents(out)) == {*NEW, "manifest.json", "my notes.txt", "figures/mine.svg"}


def test_two_runs_do_not_write_into_one_folder_at_a_time(out: Path) -> None:
    code = "import sys; from pathlib import Path; from analysis.study.staging import staged\nwith staged(Path(sys.argv[1])): pass"
    command = [sys.executable, "-c", code, str(out)]
    given = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with staged(out) as work:
        lay(work, NEW)
        second = subprocess.run(command, env=given, capture_output=True, text=True, check=False)
        assert "is being written by another run; wait for it, or give another folder." in second.stderr
        assert work.is_dir()
    assert contents(out)["index.html"] == "new"
    with pytest.raises(InputError, match="another run"), staged(out), staged(out):
        pass


def test_what_a_killed_run_left_is_in_nobodys_way(out: Path) -> None:
    (out / LOCK).write_text("")
    (out / ".run-killed" / "tables").mkdir(parents=True)
    with staged(out) as work:
        lay(work, NEW)
    assert not list(out.glob(".*"))


def test_why_nothing_was_read_is_left_where_it_disturbs_nothing(out: Path, tmp_path: Path) -> None:
    before = contents(out)
    ledger = pd.DataFrame({"path": ["a"], "status": ["empty"]})
    assert leave_ledger(ledger, out) == out / "ledger.csv"
    assert {**before, "ledger.csv": "path,status\na,empty\n"} == contents(out)
    (tmp_path / "new").mkdir()
    assert leave_ledger(ledger, tmp_path / "new") == tmp_path / "new" / "tables" / "ledger.csv"
