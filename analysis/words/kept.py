"""The compiled dictionary of the package, kept beside what numba keeps, so that a process starts without building it.

The file lies in ``__pycache__`` beside this one, where numba has its compiled loops, and is trusted as these are. It is
written after the loops have cut the built-in sample as jieba does, and its name is a hash of all that this depends on:
the lists, the loops, and the versions of Python, NumPy and numba. Damage shows as an error of its checksums, and it is built again.
"""

from __future__ import annotations

import hashlib
import os
import sys
import zipfile
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from analysis.words.resources import PerResources, Resources, packaged

_FOLDER = Path(__file__).with_name("__pycache__")
_PARTS = ("slots", "first", "values")
_LOOPS = ("kernels.py", "cutting.py", "dictionary.py")


@PerResources
def kept_dictionary(resources: Resources) -> tuple[Any, float] | None:
    """The dictionary as compiled loops take it, with the logarithm of the sum of its frequencies; None where none is kept."""
    file = _file_of(resources)
    if file is None or not file.is_file():
        return None
    from analysis.words.kernels import Trie

    try:
        with file.open("rb") as opened, np.load(opened, allow_pickle=False) as kept:
            return Trie(*(kept[part] for part in _PARTS)), float(kept["log_total"])
    except (OSError, ValueError, KeyError, zipfile.BadZipFile):
        return None


def keep_dictionary(resources: Resources, trie: Any, log_total: float) -> None:
    """Keep the dictionary for the processes to come, where the folder can be written; earlier ones are removed."""
    file = _file_of(resources)
    if file is None:
        return
    work = file.with_name(f"{file.stem}.{os.getpid()}.tmp")
    with suppress(OSError):
        for old in _FOLDER.glob("dictionary-*.npz"):
            old.unlink()
        with work.open("wb") as out:
            np.savez(out, log_total=log_total, **dict(zip(_PARTS, trie, strict=True)))
        work.replace(file)
    with suppress(OSError):
        work.unlink(missing_ok=True)


def _file_of(resources: Resources) -> Path | None:
    """Where the dictionary of these resources is kept; only that of the package is."""
    if resources != packaged():
        return None
    known = hashlib.sha256(str(resources.facts()["sha256"]).encode())
    for name in _LOOPS:
        known.update(Path(__file__).with_name(name).read_bytes())
    for library in ("numba", "numpy"):
        known.update(version(library).encode())
    return _FOLDER / f"dictionary-{sys.implementation.cache_tag}-{known.hexdigest()[:16]}.npz"
