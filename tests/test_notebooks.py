"""Every notebook runs from top to bottom, and is committed as it ran."""

from __future__ import annotations

import ast
import inspect
import re
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import analysis as fz

FOLDER = Path(__file__).parents[1] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
LESSONS = NOTEBOOKS[:8]


def cells(path: Path) -> list[Any]:
    import nbformat  # which takes seconds to load

    return nbformat.read(path, as_version=4).cells


def code_cells(path: Path) -> list[Any]:
    return [cell for cell in cells(path) if cell.cell_type == "code"]


def answers(path: Path) -> list[str]:
    """The answers to the exercises, which stand folded in the last cell."""
    last = cells(path)[-1].source
    return re.findall(r"```python\n(.*?)```", last, re.DOTALL) if last.startswith("## Exercises") else []


def test_there_are_notebooks() -> None:
    assert NOTEBOOKS


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_it_is_a_lesson_with_exercises(path: Path) -> None:
    first = cells(path)[0].source
    assert f"*Lesson {int(path.stem[:2])} · " in first
    assert len(answers(path)) >= 2
    assert path.stat().st_size < 400_000


@contextmanager
def strange_ways() -> Iterator[None]:
    """The kernel's client opens sockets and event loops in ways of its own, which are not warned of."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def execute(manager: Any, *sources: str) -> Any:
    from nbformat.v4 import new_code_cell, new_notebook

    notebook = new_notebook(cells=[new_code_cell(source) for source in sources])
    with strange_ways():
        from nbclient import NotebookClient

        client = NotebookClient(notebook, km=manager, timeout=300)
        try:
            client.execute()
        finally:
            client.kc.stop_channels()
    return notebook


@pytest.fixture(scope="module")
def kernel() -> Iterator[Any]:
    """One process for all of them, so that the libraries are loaded once."""
    with strange_ways():
        from jupyter_client import KernelManager

        manager = KernelManager()
    manager.start_kernel()
    yield manager
    with strange_ways():
        manager.shutdown_kernel(now=True)
        manager.cleanup_resources()


QUICK = ("01", "03", "08")  # the others train models, or run whole studies


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, marks=[] if path.stem.startswith(QUICK) else [pytest.mark.slow], id=path.stem)
        for path in NOTEBOOKS
    ],
)
def test_it_runs(path: Path, kernel: Any, tmp_path: Path) -> None:
    begin = f"%reset -f\n%cd {tmp_path}"  # nothing is known from the notebook before
    done = execute(kernel, begin, *(cell.source for cell in code_cells(path)), *answers(path))
    assert all(cell.get("execution_count") for cell in done.cells)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_calls_each_verb_as_it_is_defined(path: Path) -> None:
    """Seen without running it: names, numbers of arguments and keywords."""
    for source in (*(cell.source for cell in code_cells(path)), *answers(path)):
        for call in ast.walk(ast.parse(re.sub(r"^[%!].*", "", source, flags=re.MULTILINE))):
            if isinstance(call, ast.Call) and re.fullmatch(r"fz\.\w+", ast.unparse(call.func)):
                verb = getattr(fz, ast.unparse(call.func)[3:])
                named = {word.arg: word for word in call.keywords if word.arg}
                inspect.signature(verb).bind_partial(
                    *(one for one in call.args if not isinstance(one, ast.Starred)), **named
                )


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_is_committed_with_outputs_and_without_errors(path: Path) -> None:
    outputs = [output for cell in code_cells(path) for output in cell.outputs]
    assert any(output.output_type in ("execute_result", "display_data") for output in outputs)
    assert not any(output.output_type == "error" for output in outputs)
    assert any("image/png" in output.get("data", {}) for output in outputs)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_defines_no_functions(path: Path) -> None:
    assert not any("def " in cell.source or "lambda" in cell.source for cell in code_cells(path))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_names_no_folder_of_the_machine_it_ran_on(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    folders = [*Path(sys.prefix).parents, Path.home(), FOLDER, FOLDER.parent, Path(tempfile.gettempdir())]
    named = {str(folder) for folder in folders} - {"/"}
    assert not [folder for folder in named if f"{folder}/" in source or f'{folder}"' in source]
    assert not re.search(r"(?:/home/|/Users/|/root/|/tmp/|[A-Z]:\\\\)", source)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_says_what_to_conclude_and_what_not(path: Path) -> None:
    prose = "\n".join(cell.source for cell in cells(path) if cell.cell_type == "markdown")
    assert "*Conclude*" in prose
    assert "*Do not conclude*" in prose
