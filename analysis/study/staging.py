"""Results take the place of earlier ones when they are whole, and no two runs write into one folder at a time."""

from __future__ import annotations

import errno
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pandas as pd

from analysis.errors import InputError
from analysis.output import write_table
from analysis.study.catalogue import EXHIBITS, TABLES
from analysis.study.page.reader import FOLDER
from analysis.study.page.topic_page import FILE as TOPIC_PAGE
from analysis.study.receipt import NAME, PLAN, SCHEME_TABLE

LOCK = ".lock"
_STAGE = ".run-"
_LEDGER = "ledger.csv"
_BUSY = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)


@contextmanager
def staged(out: Path) -> Iterator[Path]:
    """A folder to write results to, which go to their place when the work is done; until then the earlier ones stay.

    Inside `out`, so that it may be the root of a disk. The manifest vouches for the other files by their hashes: it goes
    first and comes last, so that it never stands beside files that it does not mean, whenever the process is killed.

    Parameters
    ----------
    out : Path
        Made where missing, and gone again if nothing comes into it.

    Raises
    ------
    InputError
        While another process writes there.
    """
    new = not out.exists()
    out.mkdir(parents=True, exist_ok=True)
    try:
        with _alone(out):
            for left in out.glob(f"{_STAGE}*"):  # by a run that was killed
                shutil.rmtree(left, ignore_errors=True)
            work = Path(tempfile.mkdtemp(prefix=_STAGE, dir=out))
            try:
                yield work
                _settle(work, out)
            finally:
                shutil.rmtree(work, ignore_errors=True)
    finally:
        if new:
            with suppress(OSError):  # it holds something
                out.rmdir()


def _settle(work: Path, out: Path) -> None:
    files = [file for file in work.rglob("*") if file.is_file()]
    # others are what a process left that was killed
    whole = [file for file in files if not file.name.startswith(".")]
    names = sorted(file.relative_to(work) for file in whole)
    (out / NAME).unlink(missing_ok=True)
    for file in [file for file in _earlier(out) if file.relative_to(out) not in names]:
        file.unlink(missing_ok=True)
    for name in sorted(names, key=lambda name: name == Path(NAME)):
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (work / name).replace(out / name)


def _earlier(folder: Path) -> Iterator[Path]:
    """What an earlier run, which may have had more to write, left in a folder; other files stay."""
    yield folder / PLAN
    yield folder / _LEDGER
    yield folder / "index.html"
    yield folder / TOPIC_PAGE
    yield from (folder / FOLDER).glob("[0-9]*.html")
    yield from (folder / "tables" / f"{name}.csv" for name in TABLES)
    yield folder / "tables" / SCHEME_TABLE
    for name, exhibit in EXHIBITS.items():
        for pattern in (f"{name}.*", *([f"{name}_[0-9]*.*"] if exhibit.each else [])):
            yield from (folder / "figures").glob(pattern)


def leave_ledger(ledger: pd.DataFrame, out: Path) -> Path:
    """Write why nothing was read, beside the results of an earlier run, which stay as they are."""
    place = out / _LEDGER if (out / NAME).exists() else out / "tables" / _LEDGER
    place.parent.mkdir(exist_ok=True)
    write_table(ledger, place)
    return place


@contextmanager
def _alone(out: Path) -> Iterator[None]:
    """The lock of a folder, which the system takes back when the process ends, however it ends."""
    file = out / LOCK
    while True:
        handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            _lock(handle)
        except OSError as error:
            if error.errno in _BUSY:
                os.close(handle)
                raise InputError(
                    "out", f"'{out}' is being written by another run", "wait for it, or give another folder"
                ) from None
            # a disk that knows no locks: as before there were any
        with suppress(OSError):
            if os.path.samestat(os.fstat(handle), file.stat()):  # not one that was removed meanwhile
                break
        os.close(handle)
    try:
        yield
    finally:
        if sys.platform == "win32":
            os.close(handle)
        with suppress(OSError):
            file.unlink()
        if sys.platform != "win32":
            os.close(handle)


def _lock(handle: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
