"""The figures of a run, drawn and saved by several processes, each as soon as its tables are written.

Another process takes a second to load what drawing needs, so it begins with the run. It is told a figure's name and reads the
tables from disk. A figure that it does not deliver, whatever ended it, is drawn in this process: so a run fails where it
would have failed in one process, and says the same.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import Any

import pandas as pd

from analysis.errors import InputError
from analysis.output import read_table
from analysis.reading.apart import Apart
from analysis.spread import count_processes
from analysis.study.catalogue import EXHIBITS, TABLES, Drawing
from analysis.study.drawing import draw_exhibit, numbers_of
from analysis.study.receipt import know_scheme_of

_MOST = 4  # processes: a fifth would load for longer than it draws
_SECONDS = 300.0  # of CPU for loading, and for each figure

Drawn = list[str] | str  # the characters that a figure's font lacks, or why it cannot be drawn


def count_drawers(n_jobs: int) -> int:
    """How many processes draw; one where settings of matplotlib were changed, which no other process knows."""
    from analysis.figures.style import settings_changed

    wanted = count_processes(n_jobs)
    return 1 if settings_changed() else min(wanted, _MOST)


class Drawers:
    """This process and others, which begin with the block and are gone at its end.

    Parameters
    ----------
    n_processes : int
        This one among them.
    **look
        What :func:`draw_one` takes in every process.
    """

    def __init__(self, n_processes: int, **look: Any) -> None:
        self._look = look
        self._waiting: Queue[tuple[str, Drawing] | None] = Queue()
        self._offered: set[str] = set()
        self._found: dict[str, Drawn] = {}
        self._is_over = False
        self._others = [Apart() for _ in range(n_processes - 1)]
        self._threads = [Thread(target=self._help, args=[own], daemon=True) for own in self._others]

    def __enter__(self) -> Drawers:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over = True
        for other, thread in zip(self._others, self._threads, strict=True):
            self._waiting.put(None)
            other.close()
            thread.join()

    def offer(self, wanted: Mapping[str, Drawing]) -> None:
        """Let other processes draw figures while this one has other work."""
        for file, drawing in wanted.items():
            self._offered.add(file)
            self._waiting.put((file, drawing))

    def draw(self, wanted: Mapping[str, Drawing], tables: Mapping[str, pd.DataFrame]) -> dict[str, Drawn]:
        """Draw and save what is not drawn yet.

        Returns
        -------
        dict of list or str
            What came of each figure, in the order wanted.
        """

        def draw_here(file: str) -> None:
            self._found[file] = draw_one(file, wanted[file], tables, **self._look)

        for file in (file for file in wanted if file not in self._offered):
            draw_here(file)
        with suppress(Empty):
            while item := self._waiting.get_nowait():
                draw_here(item[0])
                self._waiting.task_done()
        self._waiting.join()  # until the others have drawn their last one
        for file in (file for file in wanted if file not in self._found):
            draw_here(file)
        return {file: self._found[file] for file in wanted}

    def _help(self, other: Apart) -> None:
        """Have another process draw what is offered, until the block ends or it is gone."""
        with suppress(Exception):
            list(other.stream(_load, seconds=_SECONDS))
            while (item := self._waiting.get()) and not self._is_over:
                file, own = item
                asked = (_draw_apart, file, own.name, own.value)
                try:
                    (self._found[file],) = other.stream(*asked, seconds=_SECONDS, shared=self._look)
                finally:
                    self._waiting.task_done()
        other.close()


def draw_one(
    file: str,
    drawing: Drawing,
    tables: Mapping[str, pd.DataFrame],
    *,
    results: Path,
    formats: list[str],
    **look: Any,
) -> Drawn:
    """Draw a figure and save it in a folder of results; `look` is its scheme, types of documents and language."""
    from analysis.figures import save_figure, unknown_characters

    try:
        ax = draw_exhibit(drawing, tables, **look)
    except InputError as error:
        return str(error)
    unknown = unknown_characters(ax.get_figure(root=True))
    save_figure(ax, results / "figures", file, numbers_of(drawing, tables), formats=formats)
    return unknown


def _load(_shared: None) -> Iterator[None]:
    """In another process: what every figure needs."""
    from analysis.figures.fonts import small_font

    gc.set_threshold(50_000)  # as in a command
    small_font().holding("")
    yield


def _draw_apart(file: str, name: str, value: int | str | None, look: dict[str, Any]) -> Iterator[Drawn]:
    """In another process: one figure."""
    yield draw_one(file, Drawing(name, EXHIBITS[name], value), _tables_of(look["results"]), **look)


@lru_cache(maxsize=1)
def _tables_of(results: Path) -> Mapping[str, pd.DataFrame]:
    know_scheme_of(results)
    return _Tables(results)


class _Tables(dict[str, pd.DataFrame]):
    """The tables of a folder of results, each read when it is asked for."""

    def __init__(self, results: Path) -> None:
        self._folder = results / "tables"
        super().__init__()

    def __missing__(self, name: str) -> pd.DataFrame:
        self[name] = read_table(self._folder / f"{name}.csv", TABLES[name].types)
        return self[name]
