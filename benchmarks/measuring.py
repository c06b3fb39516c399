"""Rows of the table of results, ways timed in turns, and code run in a process of its own."""

from __future__ import annotations

import json
import re
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROUNDS = 3


@dataclass(frozen=True)
class Row:
    """What was measured, how, the result, and the goal where there is one."""

    what: str
    how: str
    result: str
    goal: str = ""


def in_turns(
    ways: Mapping[str, Callable[[], Any]],
    clock: Callable[[], float] = time.process_time,
    rounds: int = ROUNDS,
) -> dict[str, float]:
    """Median seconds of each way; the ways run one after the other, several times."""
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            begun = clock()
            way()
            taken[name].append(clock() - begun)
    return {name: statistics.median(times) for name, times in taken.items()}


def speeds(
    what: str, megabytes: float, seconds: Mapping[str, float], against: str, goals: Mapping[str, str]
) -> list[Row]:
    """One row for each way: megabytes a second, and how many times as fast as the way `against`."""
    return [
        Row(
            what, name, f"{megabytes / spent:.2f} MB/s, {seconds[against] / spent:.1f} ×", goals.get(name, "")
        )
        for name, spent in seconds.items()
    ]


def peak() -> float:
    """Peak memory of this process in MB; on Linux of what it runs now, not of what started it."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(re.search(r"VmHWM:\s+(\d+)", status.read_text())[1]) / (1 << 10)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _UNIT


def peak_of_workers() -> float:
    """Peak memory in MB of the largest process that this one started and that has ended."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / _UNIT


_UNIT = 1 << 20 if sys.platform == "darwin" else 1 << 10
_CHILD = """
import json, sys, time
import analysis as fz
from benchmarks.measuring import peak, peak_of_workers
from joblib.externals.loky import get_reusable_executor
given = json.loads(sys.argv[1])
begun = time.perf_counter()
{code}
spent = time.perf_counter() - begun
if given.get("jobs", 1) > 1:
    get_reusable_executor().shutdown(wait=True)  # only then are their peaks known
print(json.dumps([spent, peak(), peak_of_workers()]))
"""


def in_a_process(code: str, **given: Any) -> tuple[float, float, float]:
    """Seconds of code in a process of its own, which finds its arguments in ``given``, and peak megabytes of that process
    and of the largest of its workers (``jobs`` above 1)."""
    command = [sys.executable, "-W", "ignore", "-c", _CHILD.format(code=code), json.dumps(given)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    seconds, own, worker = json.loads(done.stdout.splitlines()[-1])
    return seconds, own, worker
