"""Measure, and write ``benchmarks/results.csv`` and ``results.md`` with machine, versions and date.

    python -m benchmarks [--small 20] [--large 50] [--paragraphs 1000000] [--only corpora texts …]

Everything compared runs in turns, three times; the table shows medians and ratios of medians. Rows that name
processes, files or a corpus are elapsed time, the others processor time of one process. A part that is measured anew
with ``--only`` takes the place of its old rows. The whole takes about an hour on two cores.
"""

from __future__ import annotations

import argparse
import csv
import datetime
import os
import platform
import tempfile
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

from benchmarks.measuring import Row

HERE = Path(__file__).parent
LIBRARIES = (
    "numpy", "scipy", "pandas", "scikit-learn", "jieba", "rjieba", "pyarrow", "numba", "gensim", "tomotopy", "floret",
    "rapidocr", "onnxruntime",
)  # fmt: skip
COLUMNS = ("part", "what", "how", "result", "goal", "conditions")


def parts(given: argparse.Namespace, work: Path) -> dict[str, Callable[[], list[Row]]]:
    """What is measured."""
    from benchmarks import (
        corpora,
        million,
        reading,
        scans,
        slope_tests,
        texts,
        topic_engines,
        topic_trends,
        topics,
        trends,
    )

    return {
        "million": lambda: million.measure(work, given.paragraphs),
        "corpora": lambda: corpora.measure(work, (given.small, given.large)),
        "start": corpora.measure_start,
        "reading": lambda: reading.measure(work, given.small / 4),
        "scans": lambda: scans.measure(work),
        "texts": lambda: texts.measure((given.small, given.large)),
        "topics": lambda: topics.measure(20_000),
        "trends": trends.measure,
        "topic trends": topic_trends.measure,
        "slope tests": slope_tests.measure,
        "topic engines": topic_engines.measure,
    }


def conditions() -> str:
    """Machine, versions and date."""
    known = {name: version for name in LIBRARIES if (version := _version(name))}
    return (
        f"{datetime.date.today().isoformat()}; {platform.machine()}, {os.cpu_count()} cores, load average "
        f"{os.getloadavg()[0]:.1f} at the end; Python {platform.python_version()}, "
        + ", ".join(f"{name} {version}" for name, version in known.items())
    )


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def write_results(found: dict[str, list[dict[str, str]]]) -> None:
    """The table, as CSV and for readers."""
    with (HERE / "results.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(row for rows in found.values() for row in rows)
    lines = ["# Benchmarks", "", "`make bench`; `python -m benchmarks --help` says how."]
    for rows in found.values():
        lines += ["", f"## {rows[0]['part']}", "", rows[0]["conditions"] + ".", ""]
        lines += ["| what | how | result | goal |", "|---|---|---|---|"]
        lines += [f"| {row['what']} | {row['how']} | {row['result']} | {row['goal']} |" for row in rows]
    (HERE / "results.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


def read_results() -> dict[str, list[dict[str, str]]]:
    """Rows of earlier runs by part."""
    found: dict[str, list[dict[str, str]]] = {}
    if (HERE / "results.csv").is_file():
        with (HERE / "results.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                found.setdefault(row["part"], []).append(row)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--small", type=float, default=20.0, help="megabytes of the small corpus")
    parser.add_argument("--large", type=float, default=50.0, help="megabytes of the large corpus")
    parser.add_argument("--paragraphs", type=int, default=1_000_000, help="of the very large corpus")
    parser.add_argument("--only", nargs="+", metavar="PART", help="parts to measure")
    given = parser.parse_args()
    found = read_results()
    with tempfile.TemporaryDirectory() as work:
        ways = parts(given, Path(work))
        for part in given.only or ways:
            rows = [vars(row) | {"part": part} for row in ways[part]()]
            about = conditions()
            found[part] = [row | {"conditions": about} for row in rows]
            write_results({name: found[name] for name in ways if name in found})
            print(
                *(f"{row['what']} | {row['how']} | {row['result']} | {row['goal']}" for row in rows), sep="\n"
            )


if __name__ == "__main__":
    main()
