"""Who may import whom: a module knows the lines above its own, and steps meet at tables rather than at imports."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import analysis

PACKAGE = Path(analysis.__file__).parent

# A new module gets its place in one of these lines; none imports another of its own line.
LAYERS = [line.split() for line in """
errors text
tables paths output spread
language frames
design
taxonomy
codebook
reading.numbering reading.remarks reading.ids
reading.decode
reading.formats reading.duplicates reading.regions
reading.evidence
reading.metadata reading.roles
reading.sources reading.split reading.obligations
reading.documents
reading.read
coding.agreement coding.facts
coding.final coding.joining
words.codes
words.kernels words.resources
words.dictionary
words.cutting
words.segment
words.features
words.vectors
areas.metrics areas.calibration areas.context areas.inputs areas.baselines
areas.classifier
areas.training areas.soundness
areas.models
areas.classify areas.explanation
areas.evaluate
areas.ablation
areas.build
coding.double
coding.coder_error
coding.reliability
trends.panel trends.truth trends.keywords trends.stored
trends.units trends.carried trends.reach
trends.totals
trends.shares trends.multinomial
trends.slopes trends.change
trends.checks trends.grid trends.series
coding.sample coding.rematch coding.budget coding.units
coding.codes coding.adjudication
coding.workbook coding.exchange_rows coding.carried
coding.exchange coding.sheet_rows
coding.sheets
labels.units labels.values
labels.prompt labels.answers labels.predictions labels.codes
labels.requests labels.reading
topics.words topics.inference topics.start topics.storage topics.caveats
topics.gensim_engine topics.tomotopy_engine
topics.model
replication.manifest
topics.scores topics.alignment topics.anchored topics.by_area topics.dynamic topics.reading_aids
topics.choice topics.prevalence topics.update topics.intrusion
renewal.registry renewal.retrain renewal.scoring renewal.headings renewal.vocabulary renewal.comparability
renewal.paired renewal.measures renewal.active
renewal.drift
renewal.gate
renewal.cycle renewal.rebuild
simulation.governments simulation.planted simulation.files simulation.truth simulation.wording simulation.knobs
simulation.design
simulation.answers simulation.filler simulation.composing
simulation.reports simulation.topics
simulation.calibration
scale.store scale.partitions scale.dependence
scale.stages
scale.corpus
figures page
replication.exhibits replication.compare replication.wheel replication.pins
study
replication.reproduce
replication.bundle
cli
""".strip().splitlines()]  # fmt: skip
# subpackages seen as one: their modules share a layer
WHOLE = {"reading.formats", "reading.evidence", "figures", "page", "cli"}
# what only the study as a whole and the command put together
TOP = {
    "renewal.active",
    "renewal.cycle",
    "study",
    "replication.exhibits",
    "replication.reproduce",
    "replication.bundle",
    "simulation.calibration",
    "scale.stages",
    "scale.corpus",
    "cli",
}
ENDS = {
    "reading.read",
    "coding.sample",
    "coding.agreement",
    "topics.model",
    "topics.prevalence",
    "page",
    "figures",
    "study",
}
LIBRARIES = {
    "jieba": {"words.dictionary"},
    "numba": {"words.kernels"},
    "rjieba": {"words.cutting"},
    "gensim": {"topics.gensim_engine", "topics.dynamic"},
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
            found.add(str(node.module))
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def place(dotted: str) -> str:
    """The module, or the subpackage seen as one, that a dotted name below ``analysis`` belongs to; "" for none."""
    parts = dotted.split(".")
    for length in (1, 2):
        known = ".".join(parts[:length])
        if known in LAYER:
            return known
    return ""


def collect() -> dict[str, set[str]]:
    """Module (subpackages seen as one) -> dotted names it imports."""
    modules: dict[str, set[str]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        if parts[-1] == "__init__":
            parts = parts[:-1]
            if ".".join(parts) not in WHOLE:
                assert not parts or not imports(path.read_text(encoding="utf-8")), "packages only group"
                continue
        own = next((whole for whole in WHOLE if ".".join(parts).startswith(whole)), ".".join(parts))
        modules.setdefault(own, set()).update(imports(path.read_text(encoding="utf-8")))
    return modules


LAYER = {module: number for number, line in enumerate(LAYERS) for module in line}
MODULES = collect()
EDGES = {
    (importer, other)
    for importer, names in MODULES.items()
    for name in names
    if name.startswith("analysis.") and (other := place(name.removeprefix("analysis."))) not in ("", importer)
}


def test_imports_are_seen_wherever_they_stand() -> None:
    source = "import a.b\nfrom c import d\ndef f():\n    import e\n    if True:\n        from g.h import i\n"
    assert imports(source) == {"a.b", "c", "c.d", "e", "g.h", "g.h.i"}
    assert {("reading.split", "reading.numbering"), ("study", "figures")} <= EDGES


def test_every_module_has_its_layer() -> None:
    assert set(MODULES) == set(LAYER)
    assert sum(map(len, LAYERS)) == len(LAYER)


def test_modules_import_only_what_stands_above_them() -> None:
    upward = {(importer, name) for importer, name in EDGES if LAYER[name] >= LAYER[importer]}
    assert upward == set()


def test_steps_meet_at_tables() -> None:
    # the evaluation defaults to the sample reports
    edges = EDGES - {("areas.evaluate", "reading.read")}
    from_outside = {
        importer for importer, name in edges if name in ENDS and importer.split(".")[0] != name.split(".")[0]
    }
    assert from_outside <= TOP


def test_the_package_itself_imports_none_of_its_modules() -> None:
    assert imports((PACKAGE / "__init__.py").read_text(encoding="utf-8")) == {
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
