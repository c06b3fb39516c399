"""One error, one sentence: which argument, the value received, what would do."""

from __future__ import annotations

import io
import pickle
import re
import sys
from collections.abc import Callable
from contextlib import redirect_stdout

import numpy as np
import pytest

import analysis as fz
from analysis.errors import InputError, check_choice, check_level, library_at_fault

SENTENCE = re.compile(r"[^\n]+ [^\n]+; [^\n]+\.")


def test_the_sentence_and_its_parts() -> None:
    error = InputError("weight", "is 'words'", "use 'characters'")
    assert str(error) == "weight is 'words'; use 'characters'."
    assert (error.argument, error.problem, error.remedy) == ("weight", "is 'words'", "use 'characters'")


def test_it_is_a_value_error_and_the_one_that_the_package_shows() -> None:
    assert issubclass(InputError, ValueError)
    assert fz.InputError is InputError


def test_it_comes_back_whole_from_another_process() -> None:
    error = InputError("weight", "is 'words'", "use 'characters'")
    copy = pickle.loads(pickle.dumps(error))  # safe: what this very line wrote
    assert (type(copy), str(copy), copy.remedy) == (InputError, str(error), error.remedy)


@pytest.mark.parametrize("value", ["a", "b", None, 3])
def test_a_choice_is_handed_back(value: object) -> None:
    assert check_choice("x", value, ("a", "b", None, 3)) == value


@pytest.mark.parametrize("value", ["c", "", None, "A", 1])
def test_another_choice_is_refused_with_the_choices(value: object) -> None:
    with pytest.raises(InputError) as caught:
        check_choice("lang", value, ("zh", "en"))
    assert str(caught.value) == f"lang is {value!r}; use one of 'zh', 'en'."


@pytest.mark.parametrize("level", [0.5, 0.95, 0.999, 1e-9, np.float64(0.9)])
def test_a_level_between_0_and_1_is_handed_back_as_a_float(level: float) -> None:
    checked = check_level(level)
    assert checked == level
    assert type(checked) is float


@pytest.mark.parametrize(
    "level", [0, 1, 0.0, 1.0, -0.1, 95, float("nan"), float("inf"), "0.95", None, True, [0.95]]
)
def test_what_is_no_level_is_refused(level: object) -> None:
    with pytest.raises(InputError, match=r"^level is .*; give a number between 0 and 1, such as 0\.95\.$"):
        check_level(level)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "provoke",
    [
        lambda: fz.load_taxonomy("outline-1999"),
        lambda: fz.load_taxonomy().area_of("45"),
        lambda: fz.read_reports("/no/such/folder"),
        lambda: fz.read_reports([]),
        lambda: fz.split_paragraphs("text"),
        lambda: fz.split_items({}),
        lambda: fz.classify_paragraphs([]),
        lambda: fz.load_classifier("/no/such/model"),
        lambda: fz.area_shares({}),
    ],
)
def test_every_verb_speaks_that_sentence(provoke: Callable[[], object]) -> None:
    with pytest.raises(InputError) as caught:
        provoke()
    assert SENTENCE.fullmatch(str(caught.value))


def _caught(code: str) -> ImportError:
    with pytest.raises(ImportError) as caught:
        exec(code, {"__name__": "some_library.part"})
    return caught.value


@pytest.mark.parametrize(
    ("code", "library", "installed"),
    [
        ("import no_such_library", "no_such_library", False),
        ("import no_such_library.part", "no_such_library", False),
        ("from no_such_library import part", "no_such_library", False),
        ("import json.no_such_part", "json", True),
        ("from json import no_such_name", "json", True),
        ("import docx", "python-docx", False),
        ("import sklearn.base", "scikit-learn", False),
        ("from analysis import no_such_verb", "fazhi-analysis", True),
        # in a library's own words
        (
            "try:\n    import no_such_library\nexcept ImportError:\n    raise ImportError('ask for it') from None",
            "no_such_library",
            False,
        ),
        # of two that would do, the one asked for last
        (
            "try:\n    import no_such_library\nexcept ImportError:\n    import no_such_substitute",
            "no_such_substitute",
            False,
        ),
        ("raise ImportError('DLL load failed')", "some_library", False),
        ("raise ImportError('DLL load failed', name='json')", "json", True),
    ],
)
def test_the_library_at_fault_is_found(
    monkeypatch: pytest.MonkeyPatch, code: str, library: str, installed: bool
) -> None:
    for name in ("docx", "sklearn"):
        monkeypatch.setitem(sys.modules, name, None)
    assert library_at_fault(_caught(code)) == (library, installed)


def test_errors_that_explain_each_other_in_a_circle_come_to_an_end() -> None:
    error = ImportError("one")
    other = ValueError("two")
    error.__cause__, other.__cause__ = other, error
    assert library_at_fault(error) == ("fazhi-analysis", True)


def test_a_notebook_shows_the_sentence_and_the_line_that_called() -> None:
    shell = pytest.importorskip("IPython.core.interactiveshell").InteractiveShell.instance()
    with redirect_stdout(io.StringIO()) as said:
        shell.run_cell("import analysis as fz\nfz.load_taxonomy('outline-1949')")
    text = re.sub(r"\x1b\[[0-9;]*m", "", said.getvalue())
    assert "InputError: " in text
    assert "fz.load_taxonomy('outline-1949')" in text
    assert "analysis/" not in text
    assert len(text.strip().splitlines()) <= 4
