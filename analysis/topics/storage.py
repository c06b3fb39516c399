"""A fitted model as a folder: ``model.json`` for what is read, ``arrays.npz`` for numbers; no pickles."""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from analysis import __version__
from analysis.errors import InputError
from analysis.paths import resource

FORMAT = 1  # of the folder; raised when an older one could no longer be read
_LISTS = ("lexicon.csv", "stopwords.txt", "boilerplate_phrases.txt", "regions.csv")


def write_model(folder: str | Path, facts: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> Path:
    """Write a model to a new folder, which appears whole or not at all."""
    folder = Path(folder)
    if folder.exists():
        raise InputError("folder", f"'{folder}' exists already", "give a new name")
    head = {"format": FORMAT, "package": __version__, "word_lists": _word_lists()}
    work = folder.with_name(f".topics-{folder.name}")
    shutil.rmtree(work, ignore_errors=True)  # of a write that was broken off
    text = json.dumps({**head, **facts}, ensure_ascii=False, indent=1, default=int)
    try:
        work.mkdir(parents=True)
        (work / "model.json").write_text(text + "\n", encoding="utf-8", newline="\n")
        np.savez_compressed(work / "arrays.npz", allow_pickle=False, **arrays)
        work.rename(folder)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return folder


def read_model(
    folder: str | Path, names: Iterable[str], arrays: Iterable[str], added: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Read what :func:`write_model` wrote; `added` are the facts that an older model lacks, and what they were.

    Raises
    ------
    InputError
        When the folder holds no such model, a damaged one, or one of another version or with other word lists.
    """
    folder = Path(folder)
    try:
        facts = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        version, package, lists = facts["format"], facts["package"], facts["word_lists"]
    except (OSError, ValueError, TypeError, KeyError):
        raise InputError(
            "folder", f"'{folder}' holds no saved topics", "give a folder that save wrote"
        ) from None
    if version != FORMAT or lists != _word_lists():
        other = f"format {version}" if version != FORMAT else "other word lists"
        problem = f"'{folder}' was saved by version {package} with {other}"
        raise InputError("folder", problem, f"fit the topics again, or install fazhi-analysis=={package}")
    try:
        with np.load(folder / "arrays.npz", allow_pickle=False) as stored:
            read = {name: stored[name] for name in arrays}
        return {
            **{name: facts[name] for name in names},
            **{name: facts.get(name, own) for name, own in added.items()},
        }, read
    except (OSError, ValueError, KeyError, zipfile.BadZipFile):
        raise InputError("folder", f"'{folder}' is damaged", "save the topics again") from None


def _word_lists() -> str:
    """What tells whether texts are cut into the same words as when the model was fitted."""
    return hashlib.sha256(b"".join(resource(name).read_bytes() for name in _LISTS)).hexdigest()
