"""Weights of the words of the package's dictionary, kept so that a process starts without building it.

The file lies in ``__pycache__`` beside this one, where Python has what it compiled, and is trusted as that is. Its name is a
hash of all that the weights depend on: the lists, the code, and the versions of Python and NumPy. Damage shows as an error of its
checksums, and the weights are built again.
"""

from __future__ import annotations

import hashlib
import os
import sys
import zipfile
from contextlib import suppress
from pathlib import Path

import numpy as np

from analysis.words.resources import Resources, packaged

_FOLDER = Path(__file__).with_name("__pycache__")
_CODE = ("cutting.py", "dictionary.py")


def kept_weights(resources: Resources) -> dict[str, float] | None:
    """Weights of words that were kept; None where none are."""
    file = _file_of(resources)
    if not file.is_file():
        return None
    try:
        with file.open("rb") as opened, np.load(opened, allow_pickle=False) as kept:
            words = kept["words"].tobytes().decode("utf-8").split("\n")
            return dict(zip(words, kept["weights"].tolist(), strict=True))
    except (OSError, ValueError, KeyError, zipfile.BadZipFile):
        return None


def keep_weights(resources: Resources, weights: dict[str, float]) -> None:
    """Keep weights of the package's own words, where the folder can be written; earlier files are removed."""
    if resources != packaged():
        return
    file = _file_of(resources)
    work = file.with_name(f"{file.stem}.{os.getpid()}.tmp")
    words = np.frombuffer("\n".join(weights).encode("utf-8"), dtype=np.uint8)
    with suppress(OSError):
        for old in _FOLDER.glob("weights-*.npz"):
            old.unlink()
        with work.open("wb") as out:
            np.savez(out, words=words, weights=np.array(list(weights.values())))
        work.replace(file)
    with suppress(OSError):
        work.unlink(missing_ok=True)


def _file_of(resources: Resources) -> Path:
    """Where the weights of these resources are kept."""
    known = hashlib.sha256(str(resources.facts()["sha256"]).encode())
    for source in _CODE:
        known.update(Path(__file__).with_name(source).read_bytes())
    known.update(np.__version__.encode())
    return _FOLDER / f"weights-{sys.implementation.cache_tag}-{known.hexdigest()[:16]}.npz"
