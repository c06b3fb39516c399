"""Which folder may import which: arrows go one way, and no two modules need each other."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import analysis

PACKAGE = Path(analysis.__file__).parent
Modules = dict[str, set[str]]
Edges = set[tuple[str, str]]

# Each folder or ground module imports from the lines above its own, and from itself.
LINES = """
errors text estimation
columns paths
tables output
scheme_files
scheme
frames taxonomy language spread
design crosswalk
codebook
reading
words coding
areas
trends labels
topics
regression
renewal simulation scale figures
study
cli
"""
LINE = {name: number for number, line in enumerate(LINES.strip().splitlines()) for name in line.split()}
LIBRARIES = {
    "jieba": {"words"},
    "numba": {"words"},
    "rjieba": {"words"},
    "gensim": {"topics"},
    "matplotlib": {"figures"},
}


def imports(source: str) -> set[str]:
    """Dotted names imported anywhere in a source, inside functions too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


@pytest.fixture(scope="module")
def modules() -> Modules:
    """Module by its dotted name below ``analysis`` -> dotted names that it imports."""
    return {
        ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__"): imports(
            path.read_text(encoding="utf-8")
        )
        for path in sorted(PACKAGE.rglob("*.py"))
    }


def module_of(dotted: str, names: set[str]) -> str:
    """The module of the package that a dotted name lies in; "" for none."""
    own = dotted.removeprefix("analysis.") if dotted.startswith("analysis.") else ""
    while own and own not in names:
        own = own.rpartition(".")[0]
    return own


@pytest.fixture(scope="module")
def names(modules: Modules) -> set[str]:
    return set(modules) - {"__init__"}


@pytest.fixture(scope="module")
def edges(modules: Modules, names: set[str]) -> Edges:
    """(importer, imported), both modules of the package."""
    return {
        (importer, other)
        for importer in names
        for dotted in modules[importer]
        if (other := module_of(dotted, names)) not in ("", importer)
    }


def test_imports_are_seen_wherever_they_stand(edges: Edges) -> None:
    source = "import a.b\nfrom c import d\ndef f():\n    import e\n    if True:\n        from g.h import i\n"
    assert imports(source) == {"a.b", "c.d", "e", "g.h.i"}
    assert {("reading.split", "reading.numbering"), ("study.run", "study.catalogue")} <= edges


def test_every_folder_has_its_line(names: set[str]) -> None:
    assert {name.split(".")[0] for name in names} == set(LINE)


def test_arrows_between_folders_go_one_way(edges: Edges) -> None:
    folders = {(one.split(".")[0], other.split(".")[0]) for one, other in edges}
    assert {(one, other) for one, other in folders if one != other and LINE[other] >= LINE[one]} == set()


@pytest.mark.parametrize("folder", sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py")))
def test_each_folder_says_what_it_may_import(folder: str) -> None:
    above = [name for line in LINES.strip().splitlines()[: LINE[folder]] for name in line.split()]
    doc = inspect.getdoc(importlib.import_module(f"analysis.{folder}")) or ""
    said = re.search(r"^May import: ([^.]+)\.$", doc, re.MULTILINE)
    assert said is not None
    assert said[1].split() == " ".join(f"{name}," for name in above).rstrip(",").split()


def test_no_two_modules_need_each_other(names: set[str], edges: Edges) -> None:
    graph: dict[str, set[str]] = {name: set() for name in names}
    for importer, other in edges:
        graph[importer].add(other)
    assert len(list(TopologicalSorter(graph).static_order())) == len(names)  # a cycle is an error


def test_the_package_itself_imports_none_of_its_modules(modules: Modules) -> None:
    assert modules["__init__"] == {"__future__.annotations", "importlib", "typing.Any"}


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_library_lives_in_one_folder(modules: Modules, library: str) -> None:
    users = {
        module.split(".")[0]
        for module, names in modules.items()
        if any(name.split(".")[0] == library for name in names)
    }
    assert users == LIBRARIES[library]
