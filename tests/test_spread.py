"""Chunks in order whatever does the work; what fails is tried again, then one by one."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from analysis.errors import InputError
from analysis.spread import Failed, attempt, connect, count_processes, spread


def test_no_process_at_all_is_an_error() -> None:
    with pytest.raises(InputError, match="n_jobs is 0"):
        count_processes(0)
    assert count_processes(1) == 1


def square(chunk: Sequence[int]) -> list[int]:
    if 13 in chunk:
        raise ValueError("thirteen")
    if 99 in chunk:
        os._exit(1)  # as a crash in a library does
    return [number**2 for number in chunk]


@pytest.mark.parametrize("n_jobs", [1, 2])
def test_results_keep_the_order_of_the_chunks(n_jobs: int) -> None:
    chunks = [[number, number + 1] for number in range(0, 12, 2)]
    assert list(spread(square, chunks, n_jobs=n_jobs)) == [(chunk, square(chunk)) for chunk in chunks]


@pytest.mark.parametrize("n_jobs", [1, 2])
def test_only_the_bad_one_of_a_chunk_fails(n_jobs: int) -> None:
    found = list(spread(square, [[1, 2], [3, 13, 4], [5]], n_jobs=n_jobs))
    assert found == [
        ([1, 2], [1, 4]),
        ([3], [9]),
        ([13], Failed("raised", "ValueError: thirteen")),
        ([4], [16]),
        ([5], [25]),
    ]


def test_a_crash_costs_only_what_crashed() -> None:
    found = list(spread(square, [[1], [2, 99], [3], [4]], n_jobs=2))
    assert found == [([1], [1]), ([2], [4]), ([99], Failed("crashed")), ([3], [9]), ([4], [16])]


def test_what_fails_once_is_done(tmp_path: Path) -> None:
    def once(chunk: Sequence[int]) -> str:
        mark = tmp_path / "tried"
        if not mark.exists():
            mark.touch()
            raise OSError("busy")
        return "done"

    assert attempt(once, [1]) == "done"


def wrong(chunk: Sequence[int]) -> None:
    raise InputError("model", "is not a model", "give one")


@pytest.mark.parametrize("n_jobs", [1, 2])
def test_a_mistake_of_the_callers_ends_the_work(n_jobs: int) -> None:
    with pytest.raises(InputError, match="model is not a model"):
        list(spread(wrong, [[1], [2]], n_jobs=n_jobs))


def remember() -> None:
    os.environ["FAZHI_TEST_PREPARED"] = "yes"


def prepared(chunk: Sequence[int]) -> str | None:
    return os.environ.get("FAZHI_TEST_PREPARED")


def stumble() -> None:
    raise ValueError("not ready")


def test_processes_are_prepared_and_a_failing_preparation_is_left_to_the_chunks() -> None:
    chunks = [[1], [2], [3]]
    assert [found for _, found in spread(prepared, chunks, n_jobs=2, prepare=remember)] == ["yes"] * 3
    assert [found for _, found in spread(square, chunks, n_jobs=2, prepare=stumble)] == [[1], [4], [9]]


def test_chunks_are_taken_as_they_are_needed() -> None:
    taken = []

    def source() -> object:
        for number in range(100):
            taken.append(number)
            yield [number]

    work = spread(square, source())  # type: ignore[arg-type]
    next(work)
    assert taken == [0]


def test_no_scheduler_is_one_clear_message() -> None:
    pytest.importorskip("distributed")
    with pytest.raises(InputError, match="does not answer"):
        connect("tcp://127.0.0.1:9", timeout=1)
