"""The wheel in an empty environment, as each Python's own pip fills it, and a study run again from its bundle.

Each Python that is found (3.11 to 3.13, on the path or below ``~/.pyenv``) is tried with the pip that its ``venv``
brings, which is the oldest that a user of it has. The network is needed; without it all is skipped.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest

import analysis as fz
from tests.reading.formats.builders import write_formats

pytestmark = pytest.mark.slow

ROOT = Path(fz.__file__).parents[1]
OWN = f"{sys.version_info[0]}.{sys.version_info[1]}"
PYTHONS = ("3.11", "3.12", "3.13")
# nothing of the checkout, and pip as the machine has it set up
SETTINGS = {
    name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))
}


def call(command: Sequence[object], folder: Path, status: int = 0) -> str:
    """What a command says on standard output; it ends with this status."""
    done = subprocess.run(
        [str(word) for word in command],
        cwd=folder,
        env=SETTINGS,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=1800,
    )
    assert done.returncode == status, f"{command}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout


def find_python(version: str) -> Path | None:
    """A Python of this version that can make environments."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    candidates = [*sorted(pyenv.glob(f"{version}.*/bin/python")), shutil.which(f"python{version}")]
    probe = "import ensurepip, sys; print('%d.%d' % sys.version_info[:2])"
    for candidate in candidates:
        if candidate is not None:
            done = subprocess.run([str(candidate), "-c", probe], capture_output=True, text=True, check=False)
            if done.stdout.strip() == version:
                return Path(candidate)
    return None


class Environment:
    """An empty environment of a Python, with the pip that comes with it."""

    def __init__(self, version: str, folder: Path) -> None:
        python = find_python(version)
        if python is None:
            pytest.skip(f"Python {version} is not found")
        call([python, "-m", "venv", folder / "venv"], folder)
        self.folder = folder
        self.programs = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
        self.pip = call([self.programs / "python", "-m", "pip", "--version"], folder).split()[1]

    def install(self, *what: object, where: Path) -> None:
        call([self.programs / "python", "-m", "pip", "install", "--quiet", *what], where)
        call([self.programs / "python", "-m", "pip", "check"], where)

    def fazhi(self, *words: object, where: Path, status: int = 0) -> str:
        return call([self.programs / "fazhi", *words], where, status)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("download")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder, "click"]
    if subprocess.run(command, capture_output=True, check=False).returncode != 0:
        pytest.skip("pip reaches no index")
    call([sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder], ROOT)
    return next(folder.glob("fazhi_analysis-*.whl"))


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_formats(tmp_path_factory.mktemp("texts"))


def unpack(package: Path, folder: Path) -> Path:
    with zipfile.ZipFile(package) as archive:
        archive.extractall(folder)
    return folder


def reproduce(version: str, package: Path, folder: Path) -> str:
    """What comes of a study in an environment that holds what its bundle's requirements say."""
    unpacked = unpack(package, folder / "unpacked")
    environment = Environment(version, folder)
    environment.install("-r", "requirements.txt", where=unpacked)
    return environment.fazhi("reproduce", "results", "--reports", "reports", where=unpacked)


@pytest.mark.parametrize("version", PYTHONS)
def test_the_wheel_reads_every_format_and_runs_the_study(
    version: str, wheel: Path, texts: Path, tmp_path: Path
) -> None:
    environment = Environment(version, tmp_path)
    environment.install(wheel, where=tmp_path)
    environment.fazhi("read", texts, "--out", "reports.csv", "--ledger", "ledger.csv", where=tmp_path)
    ledger = pd.read_csv(tmp_path / "ledger.csv").set_index("path")
    names = ["a.txt", "b.html", "c.mhtml", "d.pdf", "e.docx", "f.zip/g.txt"]
    assert ledger["status"].to_dict() == dict.fromkeys(names, "read"), f"pip {environment.pip}"
    environment.fazhi("run", "--out", "results", where=tmp_path)
    assert (tmp_path / "results" / "index.html").is_file()


def test_the_bundle_of_an_installation_reproduces_the_study(wheel: Path, texts: Path, tmp_path: Path) -> None:
    (tmp_path / "first").mkdir()
    environment = Environment(OWN, tmp_path / "first")
    environment.install(wheel, where=tmp_path)
    environment.fazhi("run", texts, "--out", "results", where=tmp_path)
    for name in ("package.zip", "again.zip"):
        environment.fazhi("bundle", "results", "--reports", texts, "--out", name, where=tmp_path)
    assert (tmp_path / "package.zip").read_bytes() == (tmp_path / "again.zip").read_bytes()
    (tmp_path / "second").mkdir()
    said = reproduce(OWN, tmp_path / "package.zip", tmp_path / "second")
    assert "identical" in said
    assert "different" not in said


@pytest.mark.usefixtures("wheel")
def test_the_bundle_of_a_checkout_reproduces_the_study(texts: Path, tmp_path: Path) -> None:
    fz.run_study(texts, tmp_path / "results")
    fz.bundle(tmp_path / "results", tmp_path / "package.zip", reports=texts)
    said = reproduce(OWN, tmp_path / "package.zip", tmp_path)
    assert "different" not in said
