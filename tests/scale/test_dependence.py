"""No code and no library shapes what is kept without being part of its key."""

from __future__ import annotations

import ast
import sys
from importlib import metadata
from pathlib import Path

import pytest

import analysis
from analysis.scale import dependence
from analysis.scale.dependence import (
    CLASSIFYING,
    READING,
    Dependence,
    code_hash,
    dependence_hash,
    join_hash,
    version_hash,
)

PACKAGE = Path(analysis.__file__).parent
# shape no row: they hand work out, keep the rows, say them in words, and build the model whose own file is part of the key
KEEPING = {"joblib", "pyarrow", "skops", "tqdm"}
KEEPING_CODE = {"__init__.py", "language.py", "scale/dependence.py", "scale/store.py"}
# the modules of formats are imported by name, when a file of theirs comes
FORMATS = [f"analysis.reading.formats.{file.stem}" for file in (PACKAGE / "reading/formats").glob("*.py")]
ENTRIES = {
    "reading": (READING, ["analysis.reading.documents", *FORMATS]),
    "classifying": (CLASSIFYING, ["analysis.scale.stages", "analysis.reading.documents", *FORMATS]),
}


def imports(file: Path) -> set[str]:
    """Dotted names imported anywhere in a file."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            found.update((str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)))
    return found


def reached(entries: list[str]) -> tuple[set[str], set[str]]:
    """Files of the package that modules come to import, and the libraries that these import."""
    files: set[Path] = set()
    libraries: set[str] = set()
    waiting = list(entries)
    while waiting:
        parts = waiting.pop().split(".")
        if parts[0] != "analysis":
            libraries.add(parts[0])
            continue
        place = PACKAGE.joinpath(*parts[1:])
        file = next((own for own in (place.with_suffix(".py"), place / "__init__.py") if own.is_file()), None)
        if file is not None and file not in files:
            files.add(file)
            if file.relative_to(PACKAGE).as_posix() not in KEEPING_CODE:
                waiting += imports(file)
    own = {file.relative_to(PACKAGE).as_posix() for file in files}
    return own, libraries - set(sys.stdlib_module_names)


@pytest.mark.parametrize("name", ENTRIES)
def test_whatever_code_a_stage_comes_to_is_part_of_its_key(name: str) -> None:
    stage, entries = ENTRIES[name]
    files, _ = reached(entries)
    assert {"reading/documents.py", "reading/formats/pdf.py"} <= files
    covered = {file for file in files if any(file == own or file.startswith(f"{own}/") for own in stage.code)}
    assert files - covered <= KEEPING_CODE
    assert "resources" in stage.code
    assert all((PACKAGE / own).exists() for own in stage.code)


@pytest.mark.parametrize("name", ENTRIES)
def test_whatever_library_a_stage_comes_to_is_part_of_its_key(name: str) -> None:
    stage, entries = ENTRIES[name]
    _, libraries = reached(entries)
    assert {"lxml", "pypdfium2", "docx", "trafilatura"} <= libraries
    names = metadata.packages_distributions()
    distributions = {one.lower() for library in libraries for one in names.get(library, [library])}
    assert distributions - KEEPING <= set(stage.libraries)


def test_a_folder_more_or_less_gives_another_hash() -> None:
    assert code_hash(("words",)) != code_hash(("words", "resources"))
    for stage in (READING, CLASSIFYING):
        for part in stage.code:
            fewer = tuple(own for own in stage.code if own != part)
            assert code_hash(fewer) != code_hash(stage.code), part


@pytest.mark.parametrize("library", CLASSIFYING.libraries)
def test_each_version_counts(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before, installed = dependence_hash(CLASSIFYING), dependence._version
    monkeypatch.setattr(dependence, "_version", lambda name: "0" if name == library else installed(name))
    assert dependence_hash(CLASSIFYING) != before


def test_a_program_that_is_installed_later_counts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    before = dependence_hash(READING)
    assert dependence_hash(READING) == before
    program = tmp_path / ("soffice.exe" if sys.platform == "win32" else "soffice")
    program.write_text("")
    program.chmod(0o755)
    assert dependence_hash(READING) != before


def test_the_version_of_python_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    before = version_hash(())
    monkeypatch.setattr(sys, "version_info", (3, 99, 0))
    assert version_hash(()) != before


def test_a_library_that_is_not_there_counts_as_none() -> None:
    assert version_hash(["no-such-library"]) == join_hash(
        "python {}.{}".format(*sys.version_info), "no-such-library none"
    )
    assert dependence_hash(Dependence(("text.py",), ("no-such-library",)))
