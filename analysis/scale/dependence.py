"""What a kept row depends on beside its document: the package's own code and resources, and the libraries at work.

Everything of it goes into the keys of the store, so that a text that another version of a library read, or an answer
that another version of a library gave, is never taken for today's.
"""

from __future__ import annotations

import hashlib
import shutil
import sys
from collections.abc import Iterable
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

import analysis


class Dependence(NamedTuple):
    """What shapes the rows of a stage.

    Attributes
    ----------
    code : tuple of str
        Folders and files of the package.
    libraries : tuple of str
        Distributions; one that is not installed counts as "none".
    programs : tuple of str
        Programs of which it counts whether they are installed.
    """

    code: tuple[str, ...]
    libraries: tuple[str, ...]
    programs: tuple[str, ...] = ()


READING = Dependence(
    (
        *(
            "reading",
            "resources",
            "columns",
            "errors.py",
            "output.py",
            "paths.py",
            "scale/stages.py",
            "scheme.py",
            "scheme_files.py",
        ),
        *("tables.py", "taxonomy.py", "text.py"),
    ),
    (
        "justext",
        "lxml",
        "lxml-html-clean",
        "numpy",
        "onnxruntime",
        "opencc",
        "opencv-python-headless",
        "openpyxl",
        "pandas",
        "pillow",
        "pypdfium2",
        "python-docx",
        "rapidocr",
        "trafilatura",
    ),
    ("soffice", "libreoffice", "bsdtar"),
)
CLASSIFYING = Dependence(
    (*READING.code, "words", "areas"),
    (*READING.libraries, "jieba", "numba", "rjieba", "scikit-learn", "scipy"),
    READING.programs,
)


def dependence_hash(stage: Dependence) -> str:
    """Hash of the code, the resources, the versions of Python and the libraries, and the programs that shape a stage's rows."""
    found = (name for name in stage.programs if shutil.which(name) is not None)
    return join_hash(code_hash(stage.code), version_hash(stage.libraries), *found)


@cache
def code_hash(parts: tuple[str, ...]) -> str:
    """Hash of the package's own files that a stage works with."""
    root = Path(analysis.__file__).parent
    files = sorted(
        file
        for part in parts
        for file in ([root / part] if part.endswith(".py") else (root / part).rglob("*"))
        if file.suffix in (".py", ".csv", ".txt")
    )
    return join_hash(*(hashlib.sha256(file.read_bytes()).hexdigest() for file in files))


def version_hash(libraries: Iterable[str]) -> str:
    """Hash of the versions of Python and of libraries."""
    python = "python {}.{}".format(*sys.version_info)
    return join_hash(python, *(f"{name} {_version(name)}" for name in libraries))


@cache  # asked for with each file
def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "none"


def join_hash(*parts: str) -> str:
    """128 bits suffice to tell documents apart, and stand beside each paragraph in the store."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
