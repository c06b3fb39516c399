"""How fast reports are read and split, and how much memory a corpus takes.

    python benchmarks/read_speed.py [N]

Makes N plain-text files (400 if not given) in a temporary folder, each of the size of a report: paragraphs of the
sample reports in random order under a title, a place and a year of its own, so that no two are duplicates. Prints
megabytes of text per second on one core for reading (the ledger and the search for duplicates included) and for
splitting, the share of the time that each takes, and the peak memory of ``write_corpus`` for 5, 500 and 2,000 such
files, each measured in a process of its own. The seed is fixed: two runs read the same files.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import analysis as fz

SEED = 20200226
CORPORA = (5, 500, 2_000)  # five: what the libraries alone take
# prints the peak memory of its own process in kilobytes (bytes on macOS)
CHILD = """
import resource, sys
import analysis as fz
fz.write_corpus(sys.argv[1], sys.argv[2])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def make_reports(folder: Path, number: int) -> int:
    """Write report-like files; gives their size in bytes."""
    generator = random.Random(SEED)
    texts = [path.read_text(encoding="utf-8") for path in sorted(fz.sample_reports().glob("*.txt"))]
    blocks = [[block for block in text.split("\n\n") if len(block) > 40] for text in texts]
    every = [block for own in blocks for block in own]
    size = 0
    for place in range(number):
        body = generator.sample(every, len(generator.choice(blocks)))
        year = generator.randint(2014, 2024)
        title = f"第{place}县人民政府关于{year}年度法治政府建设情况的报告"
        data = "\n\n".join([title, *body]).encode()
        (folder / f"report{place:05d}.txt").write_bytes(data)
        size += len(data)
    return size


def peak_memory(source: str, out: str) -> float:
    """Peak memory, in MB, of a process that writes a corpus."""
    done = subprocess.run(
        [sys.executable, "-c", CHILD, source, out], check=True, capture_output=True, text=True
    )
    return int(done.stdout) / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def measure_memory(number: int) -> None:
    """Print the peak memory of writing a corpus of so many files."""
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work, "reports")
        folder.mkdir()
        make_reports(folder, number)
        peak = peak_memory(str(folder), str(Path(work, "corpus.parquet")))
    print(f"peak memory of write_corpus, {number:5d} files: {peak:.0f} MB")


def measure_speed(number: int) -> None:
    """Print the speed of reading and of splitting so many files."""
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work, "reports")
        folder.mkdir()
        megabytes = make_reports(folder, number) / 1e6
        fz.split_paragraphs(fz.read_reports(fz.sample_reports()))  # tables and patterns are loaded once
        begun = time.perf_counter()
        reports = fz.read_reports(folder)
        read = time.perf_counter() - begun
        paragraphs = fz.split_paragraphs(reports)
        split = time.perf_counter() - begun - read
    print(
        f"{number} files, {megabytes:.1f} MB, {len(reports)} reports, {len(paragraphs)} paragraphs, one core"
    )
    print(f"reading   {megabytes / read:6.2f} MB/s  {read:6.2f} s  {read / (read + split):4.0%}")
    print(f"splitting {megabytes / split:6.2f} MB/s  {split:6.2f} s  {split / (read + split):4.0%}")


if __name__ == "__main__":
    for files in CORPORA:  # first: on Linux the peak of a process begins with that of the one that starts it
        measure_memory(files)
    measure_speed(int(sys.argv[1]) if len(sys.argv) > 1 else 400)
