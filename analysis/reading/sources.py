"""Which files to read, in an order that does not depend on the machine, and the metadata that overrides their text.

This is the one door to the reports: whatever opens, sizes or hashes a file of theirs calls :func:`read_source_bytes`,
which takes regular files of some size from inside the folder and refuses all else (pipes, sockets, devices, links that
lead out of the folder) without opening it.
"""

from __future__ import annotations

import errno
import hashlib
import io
import os
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from analysis.errors import InputError
from analysis.reading.formats.limits import DEFAULT_LIMITS, Refusal
from analysis.tables import DOC_TYPES, LEVELS, check_table
from analysis.text import one_line

METADATA_FILE = "reports.csv"
_OVERRIDES = (
    "title", "doc_type", "issuer", "region", "province", "region_code", "level", "year", "published", "doc_number",
)  # fmt: skip

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
    """A file to read.

    Attributes
    ----------
    label : str
        Path as the ledger shows it, relative to the folder asked for.
    path : Path
        The file on disk.
    folder : Path or None
        The folder that it was found in and must lie in; None for a file that was named.
    refusal : Refusal or None
        Why it is not read, where that is known beforehand.
    """

    label: str
    path: Path
    folder: Path | None = None
    refusal: Refusal | None = None


class Sources(NamedTuple):
    """The files to read, and the metadata beside them."""

    files: list[Source]
    metadata: Path | None = None


Paths = str | os.PathLike[str] | Iterable[str | os.PathLike[str]] | Sources


def find_sources(paths: Paths) -> Sources:
    """List the files to read, in an order that does not depend on the machine, and the metadata beside them."""
    if isinstance(paths, Sources):
        return paths
    if isinstance(paths, (str, os.PathLike)):
        path = Path(paths)
        if path.is_dir():
            found = [Source(_label(name), file, path) for name, file in _walk(path)]
            if not found:
                raise InputError(
                    "reports", f"folder '{path}' holds no file", "give a folder with report files"
                )
            found.sort(key=lambda source: source.label.split("/"))
            return Sources(found, _metadata_in(path))
        paths = [path]
    files = [Path(path) for path in paths]
    for file in files:
        if not os.path.lexists(file):
            raise InputError(
                "reports", f"path '{file}' does not exist", "give a folder, a file or a list of files"
            )
    if not files:
        raise InputError("reports", "is an empty list", "give at least one file")
    # by what tells them apart, so that no folder of the machine stands in a table
    shared = os.path.commonpath([file.absolute().parent for file in files])
    return Sources([Source(_label(file.absolute().relative_to(shared).as_posix()), file) for file in files])


def _metadata_in(folder: Path) -> Path | None:
    """The folder's own metadata; what cannot be read there is an error, for without it the numbers would be others."""
    beside = folder / METADATA_FILE
    if not os.path.lexists(beside) or beside.is_dir():
        return None
    try:
        read_source_bytes(Source(METADATA_FILE, beside, folder))
    except Refusal as refusal:
        raise InputError(
            f"metadata '{beside}'",
            f"cannot be read ({refusal.reason})",
            "put a UTF-8 CSV file there, or nothing",
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
    analysis.reading.formats.limits.Refusal: unsupported: is a link that leads out of the folder; copy the file into it
    """
    if source.refusal is not None:
        raise source.refusal
    try:
        seen = source.path.stat()
        if source.folder is not None and not source.path.resolve().is_relative_to(source.folder.resolve()):
            raise Refusal("unsupported", "link_outside")
        _check_regular(seen, max_bytes)
        handle = os.open(source.path, _OPENING)
        with os.fdopen(handle, "rb") as file:
            opened = os.fstat(handle)
            if not os.path.samestat(seen, opened):
                raise Refusal("unreadable", "replaced")
            _check_regular(opened, max_bytes)
            data = file.read(max_bytes + 1)
    except (OSError, RuntimeError) as error:  # before Python 3.13 links that go in circles are a RuntimeError
        raise _not_opened(error) from None
    if len(data) > max_bytes:
        raise Refusal("unreadable", "replaced")
    return data


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
    """SHA-256 of a file of the reports, in hexadecimal; raises :class:`Refusal` as :func:`read_source_bytes` does."""
    return hashlib.sha256(read_source_bytes(source)).hexdigest()


def _label(name: str) -> str:
    """The path shown; a name that is not UTF-8 is read as GB18030, in which old Chinese archives name their files."""
    try:
        name.encode()
    except UnicodeEncodeError:  # bytes beyond UTF-8 come as lone surrogates, which no table can hold
        return "/".join(_read_name(os.fsencode(part)) for part in name.split("/"))
    return name


def _read_name(name: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        try:
            return name.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name.decode("utf-8", "backslashreplace")


def _walk(folder: Path) -> Iterator[tuple[str, Path]]:
    """Files below a folder, each with its path inside; folders that cannot be listed or lie elsewhere stand as files."""
    lost: list[OSError] = []
    for root, folders, files in os.walk(folder, followlinks=False, onerror=lost.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        here = Path(root)
        inside = "" if here == folder else f"{here.relative_to(folder).as_posix()}/"
        elsewhere = [name for name in folders if _leads_out(here / name, folder)]
        for name in [*files, *elsewhere]:
            if not name.startswith(".") and (inside or name != METADATA_FILE):
                yield inside + name, here / name
    for path in (Path(error.filename) for error in lost):
        if path != folder:
            yield path.relative_to(folder).as_posix(), path


def _leads_out(path: Path, folder: Path) -> bool:
    return path.is_symlink() and not path.resolve().is_relative_to(folder.resolve())


def read_overrides(metadata: Any) -> dict[str, dict[str, Any]]:
    """Overrides by path."""
    if metadata is None:
        return {}
    if isinstance(metadata, pd.DataFrame):
        table, name = metadata.astype("string"), "metadata"
    else:
        name = f"metadata '{metadata}'"
        try:
            data = read_source_bytes(Source(str(metadata), Path(metadata)))
            table = pd.read_csv(io.BytesIO(data), dtype="string", encoding="utf-8-sig")
        except (Refusal, ValueError) as error:
            reason = error.reason if isinstance(error, Refusal) else str(error)
            raise InputError(
                name, f"cannot be read ({reason})", "give a UTF-8 CSV with a column 'path'"
            ) from None
    check_table(table, ("path",), argument=name)
    twice = table["path"][table["path"].duplicated() & table["path"].notna()]
    if len(twice):
        raise InputError(name, f"has two rows for '{twice.iloc[0]}'", "keep one row per file")
    blank = table.isna() | table.map(lambda cell: not str(cell).strip()).astype(
        bool
    )  # also of an empty table
    rows = table.astype(object).mask(blank, None).to_dict("records")
    return {row["path"]: _override(row, name) for row in rows if row["path"]}


def _override(row: dict[str, Any], name: str) -> dict[str, Any]:
    known = {column: value for column, value in row.items() if column in _OVERRIDES and value is not None}
    for column, choices in (("doc_type", DOC_TYPES), ("level", LEVELS)):
        if column in known and known[column] not in choices:
            problem = f"has {column} {known[column]!r} for '{row['path']}'"
            raise InputError(name, problem, f"use one of {', '.join(choices)}")
    try:
        if "year" in known:
            known["year"] = int(re.sub(r"\.0$", "", known["year"]))  # a column with gaps holds 2019.0
        if "published" in known:
            known["published"] = pd.Timestamp(known["published"])
    except ValueError:
        raise InputError(
            name, f"has an unreadable year or date for '{row['path']}'", "write 2019 and 2020-03-31"
        ) from None
    return known
