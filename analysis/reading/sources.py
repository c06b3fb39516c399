"""Which files to read, in an order that does not depend on the machine, and the metadata that overrides their text."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import InputError
from analysis.tables import DOC_TYPES, LEVELS, check_table

METADATA_FILE = "reports.csv"
_OVERRIDES = (
    "title", "doc_type", "issuer", "region", "province", "region_code", "level", "year", "published", "doc_number",
)  # fmt: skip

Paths = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]


@dataclass(frozen=True)
class Source:
    """A file to read.

    Attributes
    ----------
    label : str
        Path as the ledger shows it, relative to the folder asked for.
    path : Path
        The file on disk.
    """

    label: str
    path: Path


def find_sources(paths: Paths) -> tuple[list[Source], Path | None]:
    """List the files to read, in an order that does not depend on the machine, and the metadata beside them."""
    if isinstance(paths, (str, os.PathLike)):
        path = Path(paths)
        if path.is_dir():
            found = sorted(_walk(path), key=lambda pair: pair[0].split("/"))
            if not found:
                raise InputError(
                    "reports", f"folder '{path}' holds no file", "give a folder with report files"
                )
            beside = path / METADATA_FILE
            return [Source(_label(name), file) for name, file in found], (
                beside if beside.is_file() else None
            )
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
    return [Source(_label(file.absolute().relative_to(shared).as_posix()), file) for file in files], None


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
    """Files below a folder, each with its path inside."""
    for root, folders, files in os.walk(folder, followlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        here = Path(root)
        inside = "" if here == folder else f"{here.relative_to(folder).as_posix()}/"
        for name in files:
            if not name.startswith(".") and (inside or name != METADATA_FILE):
                yield inside + name, here / name


def read_overrides(metadata: Any) -> dict[str, dict[str, Any]]:
    """Overrides by path."""
    if metadata is None:
        return {}
    if isinstance(metadata, pd.DataFrame):
        table, name = metadata.astype("string"), "metadata"
    else:
        name = f"metadata '{metadata}'"
        try:
            table = pd.read_csv(metadata, dtype="string", encoding="utf-8-sig")
        except (OSError, ValueError) as error:
            raise InputError(
                name, f"cannot be read ({error})", "give a UTF-8 CSV with a column 'path'"
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
