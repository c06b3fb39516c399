"""Every example of the package runs, and every public name is documented as numpydoc asks."""

from __future__ import annotations

import doctest
import importlib
import inspect
import pkgutil
import re
import tempfile
from pathlib import Path

import pytest
from numpydoc.validate import validate

import analysis as fz

MODULES = ["analysis", *(module.name for module in pkgutil.walk_packages(fz.__path__, "analysis."))]
# numpydoc's names of what is wrong: parameters, returns, yields, see also, examples, no docstring, summary
CHECKED = {
    *("PR01", "PR02", "PR03", "PR04", "PR06", "PR07", "PR10", "RT01", "RT03", "YD01"),
    *("SA01", "SA02", "SA04", "EX01", "GL08", "SS01", "SS02", "SS03", "SS04"),
}
PUBLIC = [name for name in fz.__all__ if callable(getattr(fz, name))]


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    module = importlib.import_module(name)
    written = len(re.findall(r"^\s*>>> ", inspect.getsource(module), re.MULTILINE))
    report: list[str] = []
    runner = doctest.DocTestRunner()
    for test in doctest.DocTestFinder(exclude_empty=True).find(module, name):
        runner.run(test, out=report.append)
    assert runner.failures == 0, "".join(report)
    assert runner.tries == written  # none is hidden behind a decorator


@pytest.mark.parametrize("name", PUBLIC)
def test_public_names_are_documented_as_numpydoc_asks(name: str) -> None:
    found = validate(f"analysis.{fz._VERBS[name]}.{name}")["errors"]
    assert [(code, message) for code, message in found if code in CHECKED] == []


@pytest.mark.parametrize("name", PUBLIC)
def test_the_example_shows_a_value(name: str) -> None:
    examples = doctest.DocTestParser().get_examples(inspect.getdoc(getattr(fz, name)) or "")
    assert {example.want.strip() for example in examples} - {"", "True", "False"}


@pytest.mark.parametrize("name", PUBLIC)
def test_see_also_names_other_public_names(name: str) -> None:
    text = (inspect.getdoc(getattr(fz, name)) or "").split("See Also\n--------\n")[1].split("\n\n")[0]
    others = re.findall(r"^(\w+) : [a-z].+\.$", text, re.MULTILINE)
    assert others
    assert set(others) <= set(PUBLIC) - {name}


@pytest.mark.parametrize("name", PUBLIC)
def test_the_first_line_says_what_it_is_in_one_sentence(name: str) -> None:
    first, *rest = (inspect.getdoc(getattr(fz, name)) or "").split("\n")
    assert re.fullmatch(r"[A-Z].{10,}\.", first)
    assert not rest or rest[0] == ""
