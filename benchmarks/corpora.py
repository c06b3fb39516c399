"""The whole way from files to a table: speed, memory, processes, and what a second run costs.

Each run is a process of its own, but for the second run, which is compared with the first of the same process.
"""

from __future__ import annotations

import statistics
import sys
import time
from itertools import islice
from pathlib import Path

import analysis as fz
from benchmarks.generated import reports, write_reports
from benchmarks.measuring import ROUNDS, Row, in_a_process, in_turns

_CLASSIFY = "fz.classify_corpus(given['folder'], given['out'], n_jobs=given['jobs'])"


def measure(work: Path, sizes: tuple[float, float]) -> list[Row]:
    """Rows for corpora of a small and a large size, written into `work`."""
    small, large = work / "small", work / "large"
    write_reports(small, megabytes=sizes[0])
    number, _ = write_reports(large, megabytes=sizes[1])
    return [*_whole(work, {small: sizes[0], large: sizes[1]}), *_again(work, large, number)]


def _whole(work: Path, corpora: dict[Path, float]) -> list[Row]:
    runs: dict[tuple[Path, int], list[tuple[float, float, float]]] = {}
    ways = [(folder, jobs) for folder in corpora for jobs in (1, 2)]
    for _ in range(ROUNDS):
        for folder, jobs in ways:
            out = work / "coded.parquet"
            found = in_a_process(_CLASSIFY, folder=str(folder), out=str(out), jobs=jobs)
            runs.setdefault((folder, jobs), []).append(found)
    seconds = {way: statistics.median(run[0] for run in found) for way, found in runs.items()}
    peak = {way: statistics.median(run[1] for run in found) for way, found in runs.items()}
    worker = {way: statistics.median(run[2] for run in found) for way, found in runs.items()}
    rows = [
        Row(
            f"files → coded.parquet, {corpora[folder]:.0f} MB",
            f"{jobs} process{'es' if jobs > 1 else ''}",
            f"{corpora[folder] / spent:.2f} MB/s ({spent:.1f} s), peak {peak[folder, jobs]:.0f} MB"
            + (f" and {worker[folder, jobs]:.0f} MB for each worker" if jobs > 1 else ""),
        )
        for (folder, jobs), spent in seconds.items()
    ]
    small, large = corpora
    for folder, size in corpora.items():
        ratio = seconds[folder, 1] / seconds[folder, 2]
        goal = "≥ 1.7 ×" if folder == large else ""
        rows.append(
            Row(f"files → coded.parquet, {size:.0f} MB", "2 processes against 1", f"{ratio:.2f} ×", goal)
        )
    memory = peak[large, 1] / peak[small, 1]
    sizes = f"{corpora[large]:.0f} MB against {corpora[small]:.0f} MB"
    return [*rows, Row("peak memory of one process", sizes, f"{memory:.2f} ×", "≤ 1.2 ×")]


def _again(work: Path, folder: Path, number: int) -> list[Row]:
    """What one more report costs when the others are done."""
    out, cache = work / "again.parquet", work / "cache"
    first = _timed(folder, out, cache)
    nothing = _timed(folder, out, cache)
    again = []
    for place, text in enumerate(islice(reports(), number, number + ROUNDS)):
        (folder / f"more{place}.txt").write_text(text, encoding="utf-8")
        again.append(_timed(folder, out, cache))
    more, what = statistics.median(again), f"second run over {number:,} reports"
    return [
        Row(what, "nothing new", f"{nothing:.2f} s of {first:.1f} s, {nothing / first:.1%}"),
        Row(what, "one report added", f"{more:.2f} s of {first:.1f} s, {more / first:.1%}", "≤ 5%"),
    ]


def _timed(folder: Path, out: Path, cache: Path) -> float:
    begun = time.perf_counter()
    fz.classify_corpus(folder, out, cache=cache)
    return time.perf_counter() - begun


def measure_start() -> list[Row]:
    """The command's help against importing everything."""
    import subprocess

    everything = "import analysis as fz; [getattr(fz, name) for name in fz.__all__]"
    ways = {"help": ["-m", "analysis.cli", "--help"], "all": ["-c", everything]}
    seconds = in_turns(
        {
            name: lambda end=end: subprocess.run(
                [sys.executable, "-W", "ignore", *end], check=True, capture_output=True
            )
            for name, end in ways.items()
        },
        time.perf_counter,
    )
    ratio = seconds["help"] / seconds["all"]
    return [
        Row(
            "fazhi --help",
            "against importing everything",
            f"{ratio:.2f} × ({seconds['help']:.2f} s)",
            "≤ 0.25 ×",
        )
    ]
