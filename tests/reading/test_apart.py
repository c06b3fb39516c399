"""Work in a process apart comes back, or is ended by its time, its memory or itself; the next work goes on."""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import sys
import threading
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from analysis.reading.allowance import allow
from analysis.reading.apart import Apart, Ended
from analysis.reading.formats import Refusal

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="timers of CPU time are POSIX's")
LONG = 60.0  # seconds that no test takes


@pytest.fixture
def apart() -> Iterator[Apart]:
    own = Apart()
    yield own
    own.close()


def count(up_to: int, shared: Any) -> Iterator[tuple[int, Any, int]]:
    for number in range(up_to):
        yield number, shared, os.getpid()


def spin(shared: None) -> Iterator[str]:
    """One call of a library that does not come back for minutes and holds the interpreter's lock."""
    yield "begun"
    data = bytes(1 << 20)
    sum(map(zlib.crc32, [data] * 10_000_000))
    yield "done"


def hoard(shared: None) -> Iterator[str]:
    yield "begun"
    held = bytearray(1 << 29)
    held[:: 1 << 12] = b"x" * len(held[:: 1 << 12])
    threading.Event().wait(LONG)
    yield "done"


def die(shared: None) -> Iterator[str]:
    yield "begun"
    os.kill(os.getpid(), signal.SIGSEGV)


def refuse(shared: None) -> Iterator[str]:
    yield "begun"
    raise Refusal("unreadable", "too_large", mebibytes=3)


def print_much(shared: None) -> Iterator[int]:
    os.write(1, b"a library says something\n")
    yield 7


class Trap:
    """What a pickle can do where it is loaded."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self.path),)


def forge(line: str, shared: None) -> Iterator[str]:
    """A file has taken over the process, and writes into whatever is open."""
    for number in range(3, 64):
        with contextlib.suppress(OSError):
            os.write(number, line.encode("latin-1"))
    yield "done"


def take(steps: int, shared: None) -> Iterator[int]:
    """Work of some CPU time in each step, which is given time for each."""
    for number in range(steps):
        allow(1.0)
        ticks = os.times()
        while sum(os.times()[:2]) - sum(ticks[:2]) < 0.3:
            pass
        yield number


def test_what_work_yields_comes_in_order_from_one_other_process(apart: Apart) -> None:
    shared = {"a": 1}
    first = list(apart.stream(count, 3, seconds=LONG, shared=shared))
    again = list(apart.stream(count, 1, seconds=LONG, shared=shared))
    assert [(number, kept) for number, kept, _ in first] == [(0, shared), (1, shared), (2, shared)]
    assert {process for *_, process in first + again} == {first[0][2]} != {os.getpid()}
    assert next(iter(apart.stream(count, 1, seconds=LONG)))[1] is None


@pytest.mark.parametrize(
    ("work", "seconds", "memory", "how"),
    [(spin, 0.5, 1 << 30, "slow"), (hoard, LONG, 1 << 28, "large"), (die, LONG, 1 << 30, "crashed")],
)
def test_work_that_does_not_come_back_is_ended_and_the_next_goes_on(
    apart: Apart, work: Any, seconds: float, memory: int, how: str
) -> None:
    apart.memory = memory
    stream = apart.stream(work, seconds=seconds)
    assert next(stream) == "begun"
    with pytest.raises(Ended) as ended:
        next(stream)
    assert ended.value.how == how
    assert [number for number, *_ in apart.stream(count, 2, seconds=LONG)] == [0, 1]


def look(shared: None) -> Iterator[tuple[str | None, str]]:
    yield os.environ.get("FAZHI_TEST"), str(Path.cwd())


def test_work_finds_environment_and_folder_as_they_are_now(
    apart: Apart, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert next(iter(apart.stream(look, seconds=LONG))) == (None, str(Path.cwd()))
    monkeypatch.setenv("FAZHI_TEST", "甲")
    monkeypatch.chdir(tmp_path)
    assert list(apart.stream(look, seconds=LONG)) == [("甲", str(tmp_path.resolve()))]


def test_what_work_raises_is_raised_here_and_the_process_stays(apart: Apart) -> None:
    ((_, _, process),) = apart.stream(count, 1, seconds=LONG)
    with pytest.raises(Refusal, match="larger than 3 MiB"):
        list(apart.stream(refuse, seconds=LONG))
    assert [own for *_, own in apart.stream(count, 1, seconds=LONG)] == [process]


def test_what_a_library_prints_is_no_answer(apart: Apart) -> None:
    assert list(apart.stream(print_much, seconds=LONG)) == [7]


def test_what_a_process_sends_that_a_file_took_over_is_a_crash_and_runs_nothing(
    apart: Apart, tmp_path: Path
) -> None:
    trap = pickle.dumps(Trap(tmp_path / "sprung"))
    for line in (
        trap,
        trap + b"\n",
        b"{}\n",
        b"[]\n",
        b'["Path", 1]\n',
        b'["tuple", "found"]\n',
        b"1\n",
        b'["tuple", "time", "long"]\n',
        b'["tuple", "refused", 1]\n',
        b'["tuple", "other", null]\n',
        b"\xff\n",
        b"[" * 90_000 + b"\n",
    ):
        with pytest.raises(Ended) as ended:
            list(apart.stream(forge, line.decode("latin-1"), seconds=LONG))
        assert ended.value.how == "crashed"
    assert list(tmp_path.iterdir()) == []


def fail(shared: None) -> Iterator[str]:
    yield str(1 // 0)


def test_a_fault_of_the_work_is_told_in_words_and_the_process_stays(apart: Apart) -> None:
    ((_, _, process),) = apart.stream(count, 1, seconds=LONG)
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        list(apart.stream(fail, seconds=LONG))
    assert [own for *_, own in apart.stream(count, 1, seconds=LONG)] == [process]


def test_each_step_may_be_given_time_of_its_own(apart: Apart) -> None:
    assert list(apart.stream(take, 5, seconds=1.0)) == [0, 1, 2, 3, 4]


def test_work_that_nobody_waits_for_is_ended(apart: Apart) -> None:
    stream = apart.stream(count, 1000, seconds=LONG)
    *_, process = next(stream)
    stream.close()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_a_process_ends_in_silence_when_nobody_is_there_any_more(
    apart: Apart, capfd: pytest.CaptureFixture[str]
) -> None:
    stream = apart.stream(count, 100_000, seconds=LONG)  # more than a pipe holds
    next(stream)
    process: Any = apart._process
    process.stdout.close()
    assert process.wait(LONG) == 1
    assert capfd.readouterr().err == ""
