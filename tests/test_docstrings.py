"""Every example of the package runs, and every public name has the sections of a page of the methods."""

from __future__ import annotations

import doctest
import importlib
import inspect
import pkgutil
import re
from typing import Any

import pytest

import analysis as fz

MODULES = ["analysis", *(module.name for module in pkgutil.walk_packages(fz.__path__, "analysis."))]
PUBLIC = [name for name in fz.__all__ if callable(getattr(fz, name))]


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name: str) -> None:
    module = importlib.import_module(name)
    written = len(re.findall(r"^\s*>>> ", inspect.getsource(module), re.MULTILINE))
    report: list[str] = []
    runner = doctest.DocTestRunner()
    for test in doctest.DocTestFinder(exclude_empty=True).find(module, name):
        runner.run(test, out=report.append)
    assert runner.failures == 0, "".join(report)
    assert runner.tries == written  # none is hidden behind a decorator


def sections(value: Any) -> dict[str, str]:
    """Title -> text of the numpydoc sections of a docstring."""
    parts = re.split(r"^([A-Z][A-Za-z ]+)\n-+\n", inspect.getdoc(value) or "", flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def parameters(value: Any) -> list[str]:
    return [name for name in inspect.signature(value).parameters if name != "self"]


@pytest.mark.parametrize("name", PUBLIC)
def test_public_names_have_the_sections_of_numpydoc(name: str) -> None:
    value = getattr(fz, name)
    needed = {"Examples"}
    if parameters(value):
        needed.add("Parameters")
    if not inspect.isclass(value):
        needed.add("Returns")
    assert needed <= set(sections(value))
    assert ">>> " in sections(value)["Examples"]


@pytest.mark.parametrize("name", [name for name in PUBLIC if parameters(getattr(fz, name))])
def test_the_parameters_described_are_those_of_the_signature(name: str) -> None:
    value = getattr(fz, name)
    headings = re.findall(r"^(\*{0,2}\w+(?:, \w+)*)(?: : .*)?$", sections(value)["Parameters"], re.MULTILINE)
    described = [own for heading in headings for own in heading.lstrip("*").split(", ")]
    assert described == parameters(value)


@pytest.mark.parametrize("name", PUBLIC)
def test_the_first_line_says_what_it_is_in_one_sentence(name: str) -> None:
    first, *rest = (inspect.getdoc(getattr(fz, name)) or "").split("\n")
    assert re.fullmatch(r"[A-Z].{10,}\.", first)
    assert not rest or rest[0] == ""
