"""Which files to read, in an order that does not depend on the machine, and the metadata that overrides their text.

This is the one door to the reports: whatever opens, sizes or hashes a file of theirs calls :func:`read_source_bytes`,
which takes regular files of some size from inside the folder and refuses all else (pipes, sockets, devices, links that
lead out of the folder) without opening it.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import BinaryIO, NamedTuple, TypeAlias

import pandas as pd

from analysis.errors import InputError
from analysis.reading.formats.foreign import is_results, refuse_name
from analysis.reading.formats.limits import DEFAULT_LIMITS, Refusal
from analysis.reading.remarks import Remark
from analysis.reading.tabular.peek import is_corpus
from analysis.reading.tabular.row import Row
from analysis.reading.tabular.sheets import MAX_BYTES, is_table_name
from analysis.text import Names, one_line

METADATA_FILE = "reports.csv"
_METADATA_FILES = (METADATA_FILE, "reports.xlsx")  # the first that is there is taken

_MOST_PAGES = 9  # pages of an article; more files with one name and numbers are a series of documents
_NUMBERED = re.compile(r"(?P<base>.*?[^\d_(（-])(?:[_-](?:p|page)?|[(（]|第)(?P<number>\d{1,2})(?:[)）]|页)?")
_COMMON = {
    errno.EACCES: "no_permission",
    errno.ENOENT: "not_there",
    errno.EIO: "disk_error",
    errno.ELOOP: "link_loop",
}
# no waiting for the other end of a pipe, no terminal taken, no line ends changed
_OPENING = os.O_RDONLY | sum(
    getattr(os, name, 0) for name in ("O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC", "O_BINARY")
)


@dataclass(frozen=True)
class Source:
    """A file to read, or a row of a table.

    Attributes
    ----------
    label : str
        Path as the ledger shows it, relative to the folder asked for; of a row that of its table with its number.
    path : Path or None
        The file on disk; None for a table that was given as such.
    folder : Path or None
        The folder that it was found in and must lie in; None for a file that was named.
    refusal : Refusal or None
        Why it is not read, where that is known beforehand.
    row : Row or None
        What a row of a table holds.
    remarks : tuple of Remark
        What else is to be said of what is refused.
    pages : tuple of Source
        The files, this one among them, that their names suggest as pages of one article, in order; mostly empty.
    """

    label: str
    path: Path | None
    folder: Path | None = None
    refusal: Refusal | None = None
    row: Row | None = None
    remarks: tuple[Remark, ...] = ()
    pages: tuple[Source, ...] = ()


class Sources(NamedTuple):
    """The files to read, and the metadata beside them."""

    files: list[Source]
    metadata: Path | None = None


Paths: TypeAlias = str | os.PathLike[str] | Iterable[str | os.PathLike[str]] | pd.DataFrame | Sources


def find_sources(paths: Paths) -> Sources:
    """List the files to read, in an order that does not depend on the machine, and the metadata beside them.

    A DataFrame has no files; its rows are found by :func:`~analysis.reading.tabular.corpus.all_sources`.
    """
    if isinstance(paths, Sources):
        return paths
    if isinstance(paths, pd.DataFrame):
        return Sources([])
    if isinstance(paths, (str, os.PathLike)):
        path = Path(paths)
        if path.is_dir():
            beside = _metadata_in(path)
            found = [
                Source(label, file, path, refusal) for label, file, refusal in _walk(path) if file != beside
            ]
            if not found:
                raise InputError(
                    "reports", f"folder '{path}' holds no file", "give a folder with report files"
                )
            found.sort(key=lambda source: source.label.split("/"))
            return Sources(with_pages(found), beside)
        paths = [path]
    files = list({file.absolute(): file for file in map(Path, paths)}.values())
    for file in files:
        if not os.path.lexists(file):
            raise InputError(
                "reports", f"path '{file}' does not exist", "give a folder, a file or a list of files"
            )
    if not files:
        raise InputError("reports", "is an empty list", "give at least one file")
    # by what tells them apart, so that no folder of the machine stands in a table
    shared = os.path.commonpath([file.absolute().parent for file in files])
    names = [file.absolute().relative_to(shared).as_posix() for file in files]
    labels = _labels(names)
    return Sources(with_pages([Source(labels[name], file) for name, file in zip(names, files, strict=True)]))


def with_pages(files: list[Source]) -> list[Source]:
    """Files with those beside them that their names suggest as pages of one article, each in the order of the pages.

    >>> names = ("a.html", "a_2.html", "b_1.txt", "b_3.txt")
    >>> [[page.label for page in file.pages] for file in with_pages([Source(name, Path(name)) for name in names])]
    [['a.html', 'a_2.html'], ['a.html', 'a_2.html'], [], []]
    """
    groups: dict[tuple[str, str, str], dict[int, Source]] = {}
    for file in files:
        path = PurePosixPath(file.label)
        found = _NUMBERED.fullmatch(path.stem)
        if found:
            key = (str(path.parent), found["base"], path.suffix.lower())
            groups.setdefault(key, {}).setdefault(int(found["number"]), file)
    for file in files:  # the first page often has no number
        path = PurePosixPath(file.label)
        group = groups.get((str(path.parent), path.stem, path.suffix.lower()))
        if group and min(group) in (1, 2):
            group.setdefault(min(group) - 1, file)
    pages: dict[str, tuple[Source, ...]] = {}
    for group in groups.values():
        numbers = sorted(group)
        counts_on = numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        if 2 <= len(numbers) <= _MOST_PAGES and numbers[0] <= 1 and counts_on:
            run = tuple(group[number] for number in numbers)
            pages.update((one.label, run) for one in run)
    return [replace(file, pages=pages[file.label]) if file.label in pages else file for file in files]


def _metadata_in(folder: Path) -> Path | None:
    """The folder's own metadata; what cannot be read there is an error, for without it the numbers would be others."""
    there = (folder / name for name in _METADATA_FILES if os.path.lexists(folder / name))
    beside = next((file for file in there if not file.is_dir()), None)
    if beside is None:
        return None
    try:
        source = Source(beside.name, beside, folder)
        with open_source(source, max_bytes=MAX_BYTES) as file:
            if is_corpus(file, beside.name):  # which has the texts themselves
                return None
        read_source_bytes(source)
    except Refusal as refusal:
        raise InputError(
            f"metadata '{beside}'",
            f"cannot be read ({refusal.reason})",
            "put a CSV or XLSX table there, or nothing",
        ) from None
    return beside


def read_source_bytes(source: Source, *, max_bytes: int = DEFAULT_LIMITS.max_bytes) -> bytes:
    """The bytes of a file of the reports, if it is one that may be read.

    Nothing is opened but a regular file, which is looked at again once it is open: it may have been replaced.

    Parameters
    ----------
    source : Source
        The file.
    max_bytes : int
        Size of the largest file read.

    Returns
    -------
    bytes

    Raises
    ------
    Refusal
        With the status of the ledger and the reason.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> (folder / "link.txt").symlink_to("/dev/zero")
    >>> read_source_bytes(Source("link.txt", folder / "link.txt", folder))
    Traceback (most recent call last):
    analysis.reading.formats.limits.Refusal: unsupported: is a link to a place outside the folder; copy the file into the folder
    """
    with open_source(source, max_bytes=max_bytes) as file:
        try:
            data = file.read(max_bytes + 1)
        except OSError as error:
            raise _not_opened(error) from None
    if len(data) > max_bytes:
        raise Refusal("unreadable", "replaced")
    return data


@contextmanager
def open_source(source: Source, *, max_bytes: int = DEFAULT_LIMITS.max_bytes) -> Iterator[BinaryIO]:
    """A file of the reports, open for reading, if it is one that may be read; raises as :func:`read_source_bytes` does."""
    if source.refusal is not None:
        raise source.refusal
    if source.path is None:
        raise Refusal("unreadable", "not_there")
    try:
        seen = source.path.stat()
        if source.folder is not None and not source.path.resolve().is_relative_to(source.folder.resolve()):
            raise Refusal("unsupported", "link_outside")
        _check_regular(seen, max_bytes)
        handle = os.open(source.path, _OPENING)
        file = os.fdopen(handle, "rb")
    except (OSError, RuntimeError) as error:  # before Python 3.13 links that go in circles are a RuntimeError
        raise _not_opened(error) from None
    with file:
        opened = os.fstat(handle)
        if not os.path.samestat(seen, opened):
            raise Refusal("unreadable", "replaced")
        _check_regular(opened, max_bytes)
        yield file


def _not_opened(error: Exception) -> Refusal:
    """What the system says of a file, in the words of the package for what is common."""
    code = _COMMON.get(getattr(error, "errno", None) or 0)
    if code:
        return Refusal("unreadable", code)
    reason = getattr(error, "strerror", None) or str(error)
    return Refusal("unreadable", "not_opened", reason=one_line(reason.lower()))


def _check_regular(found: os.stat_result, max_bytes: int) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise Refusal("unreadable", "not_regular")
    if found.st_size > max_bytes:
        raise Refusal("unsupported", "over_limit", n=found.st_size)


def hash_source(source: Source) -> str:
    """SHA-256 of a file of the reports, or of a row, in hexadecimal; raises :class:`Refusal` as :func:`read_source_bytes` does."""
    if source.row is not None:
        return hashlib.sha256(repr(source.row).encode("utf-8", "surrogatepass")).hexdigest()
    most = MAX_BYTES if is_table_name(source.label) else DEFAULT_LIMITS.max_bytes
    with open_source(source, max_bytes=most) as file:
        digest = hashlib.sha256()
        while block := file.read(1 << 20):
            digest.update(block)
        return digest.hexdigest()


def _labels(names: Iterable[str]) -> dict[str, str]:
    """The path shown of each path, no two alike.

    One that is not UTF-8 is read as GB18030, in which old Chinese archives name their files; where that is no text, or
    another file's name, its bytes are written as numbers.
    """
    given = {name: os.fsencode(name) for name in names}
    labels = {name: name for name, own in given.items() if _decoded(own, "utf-8") == name}
    taken = Names(labels)
    for name, own in sorted(given.items()):
        if name in labels:
            continue
        parts = [_decoded(part, "utf-8") or _decoded(part, "gb18030") or "" for part in own.split(b"/")]
        read = "/".join(parts)
        if "" in parts or read in taken:
            read = own.decode("utf-8", "backslashreplace")
        labels[name] = taken.give(read)
    return labels


def _decoded(name: bytes, encoding: str) -> str | None:
    try:
        return name.decode(encoding)
    except UnicodeDecodeError:
        return None


def _walk(folder: Path) -> Iterator[tuple[str, Path, Refusal | None]]:
    """Files below a folder, each as it is shown, where it lies, and why it is no report, where that shows from outside.

    Folders that cannot be listed, lie elsewhere or hold the results of a run stand as files. However deep they lie, the
    walk goes on: :func:`os.walk` calls itself for each level before Python 3.12.
    """
    waiting = [("", folder)]
    while waiting:
        inside, here = waiting.pop()
        try:
            with os.scandir(here) as entries:
                found = [entry for entry in entries if not entry.name.startswith(".")]
        except OSError as error:
            if here != folder:
                yield inside.removesuffix("/"), here, _not_opened(error)
            continue
        labels = _labels(entry.name for entry in found)
        for entry in found:
            label, path = inside + labels[entry.name], here / entry.name
            if not _is_folder(entry):
                yield label, path, refuse_name(entry.name)
            elif is_results(path):
                yield label, path, Refusal("unsupported", "own_results")
            elif not entry.is_symlink():
                waiting.append((f"{label}/", path))
            elif not path.resolve().is_relative_to(folder.resolve()):
                yield label, path, refuse_name(entry.name)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link in a circle
        return False
