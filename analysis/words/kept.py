"""The dictionary of the package, kept so that a process starts without building it: as weights, and as compiled loops take it.

The files lie in ``__pycache__`` beside this one, where Python and numba have what they compiled, and are trusted as these are.
The name of each is a hash of all that it depends on: the lists, the code, and the versions of Python and of the libraries.
Damage shows as an error of its checksums, and it is built again. The compiled dictionary is written after the loops have cut the
built-in sample as jieba does.
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
_CODE = ("kernels.py", "cutting.py", "dictionary.py")
_LIBRARIES = {"dictionary": ("numba", "numpy"), "weights": ("numpy",)}


@PerResources
def kept_dictionary(resources: Resources) -> tuple[Any, float] | None:
    """The dictionary as compiled loops take it, with the logarithm of the sum of its frequencies; None where none is kept."""
    kept = _read("dictionary", resources, (*_PARTS, "log_total"))
    if kept is None:
        return None
    from analysis.words.kernels import Trie

    return Trie(*(kept[part] for part in _PARTS)), float(kept["log_total"])


def keep_dictionary(resources: Resources, trie: Any, log_total: float) -> None:
    """Keep the dictionary for the processes to come."""
    _write("dictionary", resources, {"log_total": log_total, **dict(zip(_PARTS, trie, strict=True))})


def kept_weights(resources: Resources) -> dict[str, float] | None:
    """Weights of words that were kept; None where none are."""
    kept = _read("weights", resources, ("words", "weights"))
    if kept is None:
        return None
    words = kept["words"].tobytes().decode("utf-8").split("\n")
    return dict(zip(words, kept["weights"].tolist(), strict=True))


def keep_weights(resources: Resources, weights: dict[str, float]) -> None:
    """Keep weights of words for the processes to come."""
    words = np.frombuffer("\n".join(weights).encode("utf-8"), dtype=np.uint8)
    _write("weights", resources, {"words": words, "weights": np.array(list(weights.values()))})


def _read(name: str, resources: Resources, parts: tuple[str, ...]) -> dict[str, Any] | None:
    file = _file_of(name, resources)
    if not file.is_file():
        return None
    try:
        with file.open("rb") as opened, np.load(opened, allow_pickle=False) as kept:
            return {part: kept[part] for part in parts}
    except (OSError, ValueError, KeyError, zipfile.BadZipFile):
        return None


def _write(name: str, resources: Resources, parts: dict[str, Any]) -> None:
    """Write what belongs to the package's own lists, where the folder can be written; earlier files are removed."""
    if resources != packaged():
        return
    file = _file_of(name, resources)
    work = file.with_name(f"{file.stem}.{os.getpid()}.tmp")
    with suppress(OSError):
        for old in _FOLDER.glob(f"{name}-*.npz"):
            old.unlink()
        with work.open("wb") as out:
            np.savez(out, **parts)
        work.replace(file)
    with suppress(OSError):
        work.unlink(missing_ok=True)


def _file_of(name: str, resources: Resources) -> Path:
    """Where the dictionary of these resources is kept."""
    known = hashlib.sha256(str(resources.facts()["sha256"]).encode())
    for source in _CODE:
        known.update(Path(__file__).with_name(source).read_bytes())
    for library in _LIBRARIES[name]:
        known.update(version(library).encode())
    return _FOLDER / f"{name}-{sys.implementation.cache_tag}-{known.hexdigest()[:16]}.npz"
