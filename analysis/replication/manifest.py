"""The receipt of a run: what was read, with what, which function made which table and figure, and every file's hash.

No clock and no folder of the machine stands in it, so that the same run writes the same bytes anywhere. It is read as
something a stranger wrote: names and numbers are checked against what this package knows, and nothing in it is run.
"""

from __future__ import annotations

import hashlib
import json
import platform
import re
from collections.abc import Iterable, Mapping
from importlib import metadata
from pathlib import Path, PurePosixPath
from typing import Any

from analysis import __version__
from analysis.errors import InputError
from analysis.paths import SHIPPED, resource, shipped_model

NAME = "manifest.json"
FORM = 1
MAX_BYTES = 50 * 2**20
MAX_TOPICS = 500
_SHOWN = 300  # characters of a reason
_NOT_PORTABLE = re.compile(r'[\x00-\x1f\x7f-\x9f\\:*?"<>|%\u2028\u2029]')  # in names of files on some system
LIBRARIES = ("numpy", "scipy", "pandas", "scikit-learn", "jieba", "gensim", "matplotlib", "skops")
_RESOURCES = (
    "taxonomy/areas.csv",
    "taxonomy/measures.csv",
    "taxonomy/crosswalk.csv",
    "taxonomy/heading_patterns.csv",
    "lexicon.csv",
    "stopwords.txt",
    "boilerplate_phrases.txt",
    "regions.csv",
)


def hash_file(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal, as ``sha256sum`` prints it."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def hash_outputs(folder: Path, names: Iterable[str]) -> dict[str, str]:
    """Path relative to the folder -> hash, in order of path."""
    return {name: hash_file(folder / name) for name in sorted(names)}


def write_manifest(
    folder: Path,
    *,
    parameters: Mapping[str, Any],
    reports: Mapping[str, Any],
    tables: Mapping[str, Mapping[str, Any]],
    exhibits: Mapping[str, Mapping[str, Any]],
    outputs: Iterable[str],
) -> None:
    """Write ``manifest.json``.

    Parameters
    ----------
    folder : Path
        Where the run wrote.
    parameters : mapping
        What :func:`run_study` was called with.
    reports : mapping
        ``listed`` (the files in the order in which they were named, None for a folder), ``files`` (path -> hash),
        ``refused`` (path -> ``status`` and ``reason`` of what was left unopened), ``metadata`` (hash or None).
    tables, exhibits : mapping
        Name -> ``function``, ``tables`` it was made from, ``files``.
    outputs : iterable of str
        Files written, relative to the folder.
    """
    model = shipped_model()
    codes = folder / "tables" / "codes.csv"
    manifest = {
        "form": FORM,
        "package": {"fazhi-analysis": __version__},
        "python": platform.python_version(),
        "libraries": {name: metadata.version(name) for name in LIBRARIES},
        "parameters": dict(parameters),
        "inputs": {
            "reports": dict(reports),
            "codes": hash_file(codes) if codes.is_file() else None,
            "model": {"name": SHIPPED, **hash_outputs(model, ["card.json", "model.skops"])},
            "resources": {name: hash_file(resource(name)) for name in _RESOURCES},
        },
        "tables": dict(tables),
        "exhibits": dict(exhibits),
        "outputs": hash_outputs(folder, outputs),
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False)
    (folder / NAME).write_text(text + "\n", encoding="utf-8", newline="\n")


def read_manifest(results: str | Path) -> dict[str, Any]:
    """The manifest of a results folder, its form checked.

    Raises
    ------
    InputError
        When there is none, or it is not one that :func:`write_manifest` could have written.
    """
    file = Path(results) / NAME
    if not file.is_file():
        raise InputError("results", f"'{results}' holds no {NAME}", "give a folder that fazhi run wrote")
    if file.stat().st_size > MAX_BYTES:
        raise InputError("manifest", f"'{file}' is over {MAX_BYTES} bytes", "give one that fazhi run wrote")
    try:
        manifest = json.loads(file.read_text(encoding="utf-8"))
        _check(manifest)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise InputError(
            "manifest", f"'{file}' cannot be used ({error})", "give one that fazhi run wrote"
        ) from None
    return dict(manifest)


def _check(manifest: Any) -> None:
    if manifest["form"] != FORM:
        raise ValueError(f"its form is {manifest['form']!r}, not {FORM}")
    reports = manifest["inputs"]["reports"]
    refused = reports.get("refused", {})
    for name, digest in manifest["outputs"].items():
        check_inside(name)
        _check_hash(digest)
    for name, digest in reports["files"].items():
        check_inside(portable_name(name))
        _check_hash(digest)
    for name, entry in refused.items():
        check_inside(portable_name(name))
        _check_refusal(entry)
    listed = reports["listed"]
    if listed is not None and sorted(listed) != sorted([*reports["files"], *refused]):
        raise ValueError("reports.listed are other files than reports.files")
    for digest in (reports["metadata"], manifest["inputs"]["codes"]):
        if digest is not None:
            _check_hash(digest)
    own = manifest["parameters"]
    if set(own) != {"lang", "n_topics", "random_state"}:
        raise ValueError(f"its parameters are {', '.join(sorted(own))}")
    if own["lang"] not in ("zh", "en"):
        raise ValueError(f"lang is {own['lang']!r}")
    for name, most in (("n_topics", MAX_TOPICS), ("random_state", 2**32 - 1)):
        if type(own[name]) is not int or not 0 <= own[name] <= most:
            raise ValueError(f"{name} is {own[name]!r}")
    for part in ("libraries", "tables", "exhibits", "package"):
        if not isinstance(manifest[part], dict):
            raise TypeError(f"{part} is no table of names")


def check_inside(name: str) -> str:
    """The name, if it is a relative path that stays where it begins, on every system.

    >>> check_inside("tables/shares.csv")
    'tables/shares.csv'
    """
    path = PurePosixPath(name)
    plain = not any(char in name for char in "\\:\0\n\r")
    if not name or not plain or path.is_absolute() or ".." in path.parts or str(path) != name:
        raise ValueError(f"the path {name!r} leaves its folder")
    return name


def portable_name(name: str) -> str:
    """The name of a file of the reports as every system can write it: what some forbid is written as %XX.

    >>> portable_name("2020/a:b\\\\c.txt"), portable_name("青岚市 2020.txt")
    ('2020/a%3Ab%5Cc.txt', '青岚市 2020.txt')
    """
    return _NOT_PORTABLE.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), name)


def _check_refusal(entry: Any) -> None:
    status, reason = entry["status"], entry["reason"]
    if status not in ("empty", "unreadable", "unsupported"):
        raise ValueError(f"the status {status!r} is none of a file left unread")
    if not isinstance(reason, str) or len(reason) > _SHOWN or reason != " ".join(reason.split()):
        raise ValueError(f"the reason {str(reason)[:_SHOWN]!r} is no short sentence")


def _check_hash(digest: Any) -> None:
    if not isinstance(digest, str) or len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
        raise ValueError(f"{digest!r} is no SHA-256")
