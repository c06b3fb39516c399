"""Who may import whom: a module knows the lines above its own, and steps meet at tables rather than at imports."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import analysis

PACKAGE = Path(analysis.__file__).parent

# A new module gets its place in one of these lines; none imports another of its own line.
LAYERS = [line.split() for line in """
errors numbering decode
paths tables output formats duplicates metadata roles
regions taxonomy sources split obligations
documents segment codebook shares sample agreement page figures metrics
read features units budget
classify topics codes baselines
models training workbook exchange_rows
evaluate exchange sheet_rows explanation
sheets build study
cli
""".strip().splitlines()]  # fmt: skip
# the shipped model is loaded where none is given
EXCEPTIONS = {("classify", "models")}
# what only the study as a whole and the command put together
ENDS = {"read", "sample", "agreement", "topics", "page", "figures", "study"}
LIBRARIES = {"jieba": {"segment"}, "gensim": {"topics"}, "matplotlib": {"figures"}}


def imports(source: str) -> set[str]:
    """Dotted names imported anywhere in a source, inside functions too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            found.add(str(node.module))
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def collect() -> dict[str, set[str]]:
    """Module (subpackages as one) -> dotted names it imports."""
    modules: dict[str, set[str]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        modules.setdefault(own, set()).update(imports(path.read_text(encoding="utf-8")))
    return modules


MODULES = collect()
LAYER = {module: number for number, line in enumerate(LAYERS) for module in line}
EDGES = {
    (importer, name.split(".")[1])
    for importer, names in MODULES.items()
    for name in names
    if name.startswith("analysis.") and name.split(".")[1] in MODULES and name.split(".")[1] != importer
}


def test_imports_are_seen_wherever_they_stand() -> None:
    source = "import a.b\nfrom c import d\ndef f():\n    import e\n    if True:\n        from g.h import i\n"
    assert imports(source) == {"a.b", "c", "c.d", "e", "g.h", "g.h.i"}
    assert {("split", "numbering"), ("study", "figures"), *EXCEPTIONS} <= EDGES


def test_every_module_has_its_layer() -> None:
    assert set(MODULES) - {"__init__"} == set(LAYER)
    assert sum(map(len, LAYERS)) == len(LAYER)


def test_modules_import_only_what_stands_above_them() -> None:
    upward = {(importer, name) for importer, name in EDGES if LAYER[name] >= LAYER[importer]}
    assert upward == EXCEPTIONS


def test_steps_meet_at_tables() -> None:
    assert {importer for importer, name in EDGES if name in ENDS} <= {"study", "cli"}


def test_the_package_itself_imports_none_of_its_modules() -> None:
    assert MODULES["__init__"] == {
        "__future__",
        "__future__.annotations",
        "importlib",
        "typing",
        "typing.Any",
    }


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_library_lives_in_one_place(library: str) -> None:
    users = {
        module for module, names in MODULES.items() if any(name.split(".")[0] == library for name in names)
    }
    assert users == LIBRARIES[library]
