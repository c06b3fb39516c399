"""Thousands of hostile files through the commands: whether each has its row, and what the whole costs.

    python -m benchmarks.hostile [--n 10000] [--seed 0] [--keep FOLDER]

`fazhi classify`, `run`, `bundle` and `reproduce` each work on the folder in a process of its own, whose time and address
space are bounded. It prints what became of the files of each kind, what each command took, and what is not as it should be;
it ends with status 1 where something is not.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from analysis.output import FORMULA_SIGNS, read_table
from analysis.reading.guarded import SECONDS
from analysis.tables import LEDGER_STATUS
from tests.reading.hostile import lay_hostile_folder

# the command, with a clock at each file
_COMMAND = """
import json, resource, sys, time
from pathlib import Path
from analysis.cli import main
from analysis.reading import guarded
resource.setrlimit(resource.RLIMIT_AS, (8 << 30, 8 << 30))
read, taken = guarded.read_guarded, {}
def timed(source, *given, **named):
    begun = time.perf_counter()
    try:
        return read(source, *given, **named)
    finally:
        taken[source.label] = time.perf_counter() - begun
guarded.read_guarded = timed
try:
    main(sys.argv[2:])
finally:
    Path(sys.argv[1]).write_text(json.dumps(taken))
"""
_LONGEST = 2 * 60 * 60  # seconds of a command
_MARK = re.compile(r"~\d{6}~")


class Done(NamedTuple):
    """What became of a command."""

    status: int
    seconds: float  # of CPU, its processes apart among them
    peak: float  # megabytes of the largest process
    said: str
    files: dict[str, float]  # seconds that each took to be read


class Found(NamedTuple):
    """Files by kind and outcome, the commands, and in words what is not as it should be."""

    files: pd.DataFrame
    commands: dict[str, Done]
    problems: list[str]


def measure(work: Path, number: int, seed: int, *settings: str) -> Found:
    """Lay so many files into a new folder, and send them through the commands; the run may have settings."""
    laid = lay_hostile_folder(work / "in", number, seed)
    before = _contents(work / "in")
    commands = {
        name: _run(work, name, *arguments)
        for name, *arguments in (
            ("classify", "in", "--out", "coded.parquet"),
            ("run", "in", "--out", "results", *settings),
            ("bundle", "results", "--reports", "in", "--out", "package.zip"),
            ("reproduce", "results", "--reports", "in"),
        )
    }
    ledgers = [work / "coded.ledger.csv", work / "results" / "tables" / "ledger.csv"]
    problems = [
        f"{name} ended with {done.status}: {done.said[-2000:]}"
        for name, done in commands.items()
        if done.status != (name in ("classify", "run")) or "Traceback" in done.said
    ]
    if not all(ledger.is_file() for ledger in ledgers):
        return Found(pd.DataFrame(), commands, problems)
    first, second = map(read_table, ledgers)
    if not first.equals(second):
        problems.append("classify and run have other ledgers")
    if _contents(work / "in") != before:
        problems.append("the folder of the reports has changed")
    if [file.name for file in (work / "outside").rglob("*")] != ["folder", "secret.txt"] or (
        work / "sprung"
    ).exists():
        problems.append("something was written elsewhere")
    problems += [*_bad_rows(second), *_bad_cells(ledgers[1]), *_slow_files(second, commands)]
    files = _outcomes(laid, second)
    wrong = files.drop(columns=[*LEDGER_STATUS], errors="ignore").sum()
    problems += [f"{n} files are {what}" for what, n in wrong.items() if n]
    return Found(files, commands, problems)


def _run(work: Path, name: str, *arguments: str) -> Done:
    taken, said = work / f"{name}.json", work / f"{name}.said"
    world = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
    command = [sys.executable, "-c", _COMMAND, str(taken), "--debug", name, *arguments]
    with said.open("wb") as file:
        process = subprocess.Popen(
            command, cwd=work, env=world, stdin=subprocess.DEVNULL, stdout=file, stderr=file
        )
        clock = threading.Timer(_LONGEST, process.kill)
        clock.start()
        _, status, used = os.wait4(process.pid, 0)
        clock.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    return Done(
        process.returncode,
        used.ru_utime + used.ru_stime,
        used.ru_maxrss / 1024,
        said.read_text(encoding="utf-8", errors="replace"),
        json.loads(taken.read_text()) if taken.exists() else {},
    )


def _contents(folder: Path) -> list[tuple[bytes, int, int]]:
    """Names, sizes and times of all that lies in a folder."""
    return sorted(
        (path, os.lstat(path).st_size, os.lstat(path).st_mtime_ns)
        for root, folders, files in os.walk(os.fsencode(folder))
        for path in (os.path.join(root, name) for name in (*folders, *files))  # noqa: PTH118
    )


def _outcomes(laid: list[tuple[str, str]], ledger: pd.DataFrame) -> pd.DataFrame:
    """How many files of each kind came to what; of an archive or a table the first row counts."""
    own = ledger.assign(file=ledger["path"].str.partition("/")[0]).drop_duplicates("file")
    status: dict[str, list[str]] = {}
    for file, found in zip(own["file"], own["status"], strict=True):
        mark = _MARK.search(file)
        status.setdefault(mark[0] if mark else file, []).append(found)
    rows = []
    for (mark, kind), n in Counter((mark, kind) for kind, mark in laid).items():
        found = status.pop(mark, [])
        rows += [(kind, one) for one in [*found, *["missing"] * (n - len(found))]]
        rows += [(kind, "too many")] * (len(found) - n)
    rows += [("not laid", "too many") for found in status.values() for _ in found]
    return pd.DataFrame(rows, columns=["kind", "outcome"]).value_counts().unstack(fill_value=0)


def _bad_rows(ledger: pd.DataFrame) -> Iterator[str]:
    twice = ledger.loc[ledger["path"].duplicated(), "path"]
    if len(twice):
        yield f"{len(twice)} paths stand twice, such as {twice.iloc[0]!r}"
    silent = ledger.loc[(ledger["status"] != "read") & ledger["warnings"].isna(), "path"]
    if len(silent):
        yield f"{len(silent)} files are refused without a reason, such as {silent.iloc[0]!r}"
    other = set(ledger["status"]) - set(LEDGER_STATUS)
    if other:
        yield f"the ledger has the status {other}"


def _bad_cells(file: Path) -> Iterator[str]:
    """Cells that a spreadsheet would run."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        cells = [cell for row in csv.reader(lines) for cell in row if cell.startswith(FORMULA_SIGNS)]
    if cells:
        yield f"{len(cells)} cells are formulas, such as {cells[0]!r}"


def _slow_files(ledger: pd.DataFrame, commands: dict[str, Done]) -> Iterator[str]:
    """Files that took longer than all their documents may."""
    documents = Counter(ledger["path"].str.partition("/")[0])
    for name, done in commands.items():
        for file, seconds in done.files.items():
            if seconds > 2 * SECONDS * documents[file.partition("/")[0]]:
                yield f"{name} read {file!r} for {seconds:.0f} s"


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--n", type=int, default=10_000, help="files")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=Path, help="new folder to work in, which stays")
    given = parser.parse_args()
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory() as place:
        work = given.keep or Path(place)
        work.mkdir(exist_ok=True)
        found = measure(work, given.n, given.seed)
    print(found.files.to_string())
    for name, done in found.commands.items():
        slowest = max(done.files, key=lambda file: done.files[file], default=None)
        print(
            f"fazhi {name}: status {done.status}, {done.seconds:.0f} CPU s, largest process {done.peak:.0f} MB",
            *([f"slowest file {slowest!r}, {done.files[slowest]:.1f} s"] if slowest else []),
            sep=", ",
        )
    print(f"{given.n} files, seed {given.seed}, {time.perf_counter() - begun:.0f} s in all")
    print(*found.problems or ["all is as it should be"], sep="\n")
    return int(bool(found.problems))


if __name__ == "__main__":
    raise SystemExit(main())
