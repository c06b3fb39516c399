"""What is imported is declared: a new environment, made by an old pip too, has all that the work needs."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterable
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import analysis as fz
from tests.reading.formats.builders import write_formats
from tools.dependencies import FOR_USERS, PAGE, brought, licence

PACKAGE = Path(fz.__file__).parent
PROJECT = tomllib.loads((PACKAGE.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
FOR_DEVELOPERS = {"dev", "docs", "notebooks"}
OWNERS = metadata.packages_distributions()
REQUIRED = [Requirement(need) for need in PROJECT["dependencies"]]
OPTIONAL = [
    Requirement(need)
    for extra, needs in PROJECT["optional-dependencies"].items()
    if extra not in FOR_DEVELOPERS
    for need in needs
]
Run = Callable[..., subprocess.CompletedProcess[str]]
HIDE = """
import os
import sys
from importlib.machinery import PathFinder

class Shown(PathFinder):
    hidden = set(os.environ["HIDDEN"].split())

    @classmethod
    def find_spec(cls, name, path=None, target=None):
        return None if name.partition(".")[0] in cls.hidden else super().find_spec(name, path, target)

sys.meta_path[sys.meta_path.index(PathFinder)] = Shown
"""


def imported() -> dict[str, set[str]]:
    """Top-level module of other people -> files of the package that import it, also inside functions."""
    found: dict[str, set[str]] = {}
    for file in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module:
                names.append(node.module)
            for name in names:
                found.setdefault(name.partition(".")[0], set()).add(file.relative_to(PACKAGE).as_posix())
    return {
        name: files for name, files in found.items() if name not in {"analysis", *sys.stdlib_module_names}
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "texts").mkdir()
    return write_formats(tmp_path / "texts")


@pytest.fixture
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Run code where some modules are not to be had, neither by it nor by a process that it begins."""
    begun = tmp_path_factory.mktemp("begun")
    (begun / "sitecustomize.py").write_text(HIDE, encoding="utf-8")
    path = os.pathsep.join([str(begun), str(PACKAGE.parent)])

    def run(code: str, hidden: Iterable[str], *arguments: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-X", "utf8", "-W", "ignore", "-c", "import sys\n" + code, *map(str, arguments)],
            env={**os.environ, "PYTHONPATH": path, "HIDDEN": " ".join(hidden)},
            capture_output=True, encoding="utf-8", timeout=300, check=False,
        )  # fmt: skip

    return run


def test_the_version_stands_in_the_package_and_is_the_one_to_cite() -> None:
    assert "version" in PROJECT["dynamic"]
    cited = (PACKAGE.parent / "CITATION.cff").read_text(encoding="utf-8")
    assert re.search(r"^version: (.*)$", cited, re.MULTILINE)[1] == fz.__version__


def test_a_version_has_a_date_once_it_is_released() -> None:
    cited, changes = (
        (PACKAGE.parent / name).read_text(encoding="utf-8") for name in ("CITATION.cff", "CHANGELOG.md")
    )
    (latest,) = re.findall(r"^## (.*)$", changes, re.MULTILINE)[:1]
    assert fz.__version__ in latest
    assert re.findall(r"^date-released: (.*)$", cited, re.MULTILINE) == re.findall(r"\d{4}-\d\d-\d\d", latest)


def test_every_module_imported_is_of_a_declared_distribution() -> None:
    declared = {canonicalize_name(need.name) for need in [*REQUIRED, *OPTIONAL]}
    undeclared = {
        name: files
        for name, files in imported().items()
        if not {canonicalize_name(owner) for owner in OWNERS.get(name, [])} & declared
    }
    assert undeclared == {}


def test_only_optional_imports_are_of_an_extra() -> None:
    optional = {canonicalize_name(need.name) for need in OPTIONAL}
    users = {
        name: files
        for name, files in imported().items()
        if {canonicalize_name(owner) for owner in OWNERS[name]} <= optional
    }
    ocr = "reading/formats/ocr"
    assert users == {
        "PIL": {f"{ocr}/ink.py", f"{ocr}/pictures.py"},
        "cv2": {f"{ocr}/ink.py"},
        "rapidocr": {f"{ocr}/engine.py"},
        "distributed": {"spread.py"},
        "numba": {"words/kernels.py"},
        "rjieba": {"words/cutting.py"},
        "tomotopy": {"topics/fitting.py"},
    }


def test_the_closure_is_the_one_of_a_pip_that_misses_extras() -> None:
    """justext asks for ``lxml[html_clean]``, which lxml calls ``html-clean``."""
    without = [need for need in REQUIRED if canonicalize_name(need.name) != "lxml-html-clean"]
    assert brought(REQUIRED) - brought(without) == {"lxml-html-clean"}
    assert {"justext", "lxml", "et-xmlfile"} <= brought(without)


def test_required_libraries_alone_read_every_format_and_do_the_work(
    folder: Path, tmp_path: Path, run: Run
) -> None:
    """Also what the libraries import at first use: all but the required ones, and theirs, is hidden."""
    code = """
import json
import analysis as fz
folder, out = sys.argv[1:]
reports, ledger = fz.read_reports(folder, return_ledger=True)
print(json.dumps(ledger.set_index("path")["status"].to_dict()))
tables = fz.run_study(folder, out + "/results")
fz.write_corpus(folder, out + "/corpus.parquet")
sample = fz.sample_for_coding(tables["paragraphs"], per_year=2, random_state=0)
fz.write_coding_sheet(sample, out + "/sheet.xlsx")
fz.read_codes(out + "/sheet.xlsx")
"""
    allowed = brought(REQUIRED)
    hidden = {
        name
        for name, owners in OWNERS.items()
        if not {canonicalize_name(owner) for owner in owners} & allowed
        and name.isidentifier()
        and name not in {"analysis", *sys.stdlib_module_names}
    }
    assert {"numba", "rjieba", "tomotopy", "pytest", "reportlab"} <= hidden
    out = tmp_path / "out"
    out.mkdir()
    done = run(code, hidden, folder, out)
    assert done.returncode == 0, done.stderr
    names = ["a.txt", "b.html", "c.mhtml", "d.pdf", "e.docx", "f.zip/g.txt"]
    assert json.loads(done.stdout.splitlines()[0]) == dict.fromkeys(names, "read")
    assert (out / "results" / "index.html").is_file()


@pytest.mark.parametrize(
    ("module", "library", "unread"),
    [
        ("lxml_html_clean", "lxml_html_clean", ["b.html", "c.mhtml"]),
        pytest.param("trafilatura", "trafilatura", ["b.html", "c.mhtml"], marks=pytest.mark.slow),
        pytest.param("pypdfium2", "pypdfium2", ["d.pdf"], marks=pytest.mark.slow),
        ("docx", "python-docx", ["e.docx"]),
    ],
)
def test_a_missing_library_is_named_and_the_other_files_are_read(
    folder: Path, module: str, library: str, unread: list[str], run: Run
) -> None:
    code = "from analysis.cli import main\nmain(['read', sys.argv[1], '--out', sys.argv[2]])"
    done = run(code, [module], folder, folder.parent / f"{module}.csv")
    assert done.returncode == 1
    said = done.stderr.splitlines()
    assert said[1:-1] == [
        f"{name}: unreadable: not read: the library {library} is missing; pip install {library}"
        for name in unread
    ]
    assert re.match(rf"6 files: {6 - len(unread)} read, {len(unread)} unreadable", said[0])
    assert said[-1] == (
        f"Files not read because the library {library} is missing: {len(unread)};"
        f" pip install {library}, then read them again."
    )


def test_a_command_without_its_library_ends_with_one_line(folder: Path, run: Run) -> None:
    code = "from analysis.cli import main\nmain(['read', sys.argv[1]])"
    done = run(code, ["pandas"], folder)
    assert (done.returncode, done.stderr) == (
        2,
        "fazhi: the library pandas is missing; pip install pandas.\n",
    )


def test_the_page_of_what_an_installation_brings_names_each_with_its_licence() -> None:
    page = PAGE.read_text(encoding="utf-8")
    listed = re.findall(r"^[|] ([a-z][\w.-]*) [|] (\S+) [|] ([^|]+) [|]", page, re.M)
    extras = [Requirement(need) for extra in FOR_USERS for need in PROJECT["optional-dependencies"][extra]]
    expected = brought(REQUIRED) | brought(extras)
    assert {name for name, *_ in listed if name != "distribution"} >= expected
    for name, version, stated in listed:
        if name in expected:
            assert (version, stated) == (metadata.version(name), licence(name)), (
                "run python -m tools.dependencies"
            )
    assert "not stated" not in page
