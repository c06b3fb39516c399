"""Several processes draw what one draws, and whatever ends one of them costs no figure."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pandas as pd
import pytest

import analysis as fz
from analysis.study.catalogue import drawings
from analysis.study.drawers import Drawers, count_drawers, draw_one
from analysis.study.drawing import read_study

Study = tuple[Path, dict[str, pd.DataFrame]]
FIGURES = ["coverage", "province_tiles", "shares", "topics", "topic_areas"]
SLOW = 60.0  # seconds that no test takes


Result = tuple[dict[str, Any], dict[str, bytes]]


@pytest.fixture(scope="module")
def results(study: Study, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of a study, of which one figure cannot be drawn, and no figures."""
    folder = tmp_path_factory.mktemp("drawers")
    shutil.copytree(study[0] / "tables", folder / "tables")
    (folder / "figures").mkdir()
    coverage = pd.read_csv(folder / "tables" / "coverage.csv").assign(province="青岚省\U0001f600")
    coverage.to_csv(folder / "tables" / "coverage.csv", index=False)
    return folder


@pytest.fixture(scope="module")
def expected(results: Path) -> Result:
    return draw(drawers(1, results), results)


def drawers(n_processes: int, results: Path) -> Drawers:
    return Drawers(
        n_processes, results=results, scheme="outline-2015", lang="zh", formats=["pdf", "svg", "png"]
    )


def draw(own: Drawers, results: Path) -> Result:
    """What came of each figure, and the whole files, which are gone then."""
    tables = read_study(results)
    wanted = {name: drawing for name, drawing in drawings(tables).items() if name in FIGURES}
    with own:
        own.offer({name: wanted[name] for name in FIGURES[1:]})
        found = own.draw(wanted, tables)
    files = {file.name: file.read_bytes() for file in (results / "figures").glob("[!.]*")}
    for name in files:
        (results / "figures" / name).unlink()
    return found, files


def wait_until(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + SLOW
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.01)


def process_of(own: Drawers) -> int:
    """The other process, once it is there."""
    (other,) = own._others
    wait_until(lambda: other._process is not None)
    return other._process.pid  # type: ignore[union-attr]


def meeting(monkeypatch: pytest.MonkeyPatch, at_first: Callable[[], None]) -> list[str]:
    """Let something happen before this process draws its first figure; the names of those that it draws."""
    drawn: list[str] = []

    def drawing(file: str, *given: Any, **look: Any) -> Any:
        if not drawn:
            at_first()
        drawn.append(file)
        return draw_one(file, *given, **look)

    monkeypatch.setattr("analysis.study.drawers.draw_one", drawing)
    return drawn


def test_two_processes_draw_the_same_as_one(
    results: Path, expected: Result, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "province is '青岚省" in expected[0]["province_tiles"]
    assert expected[0]["coverage"] == ["U+1F600"]
    own = drawers(2, results)
    here = meeting(monkeypatch, lambda: wait_until(own._waiting.empty))
    found, files = draw(own, results)
    assert here == ["coverage"]
    assert (list(found), found, files) == (FIGURES, *expected)


@pytest.mark.skipif(sys.platform == "win32", reason="kills by signal")
def test_what_a_killed_process_leaves_is_drawn_all_the_same(
    results: Path, expected: Result, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = drawers(2, results)

    def kill() -> None:
        wait_until(lambda: own._waiting.qsize() < len(FIGURES) - 1)  # it draws
        os.kill(process_of(own), signal.SIGKILL)

    here = meeting(monkeypatch, kill)
    assert draw(own, results) == expected
    assert sorted(here) == sorted(FIGURES)  # the first of the others' too, which nobody saw finished


@pytest.mark.skipif(sys.platform == "win32", reason="looks for a process by signal")
@pytest.mark.parametrize("helped", [False, True])
def test_a_run_that_is_stopped_leaves_no_process(
    results: Path, monkeypatch: pytest.MonkeyPatch, helped: bool
) -> None:
    own, begun = drawers(2, results), []

    def stop() -> None:
        begun.append(process_of(own))
        wait_until(lambda: not helped or bool(own._found))
        raise KeyboardInterrupt

    meeting(monkeypatch, stop)
    with pytest.raises(KeyboardInterrupt):
        draw(own, results)
    with pytest.raises(ProcessLookupError):
        os.kill(begun[0], 0)
    assert not any(thread.is_alive() for thread in own._threads)


def test_one_process_draws_where_others_would_not_know_the_settings() -> None:
    assert count_drawers(2) == 2
    assert count_drawers(100) == 4
    with mpl.rc_context({"font.size": 12}):
        assert count_drawers(2) == 1
    with pytest.raises(fz.InputError, match="n_jobs is 0; give a number of processes"):
        count_drawers(0)
