"""How fast files are read and split, on one core."""

from __future__ import annotations

from pathlib import Path

import analysis as fz
from benchmarks.generated import write_reports
from benchmarks.measuring import Row, in_turns


def measure(work: Path, megabytes: float) -> list[Row]:
    """Rows for a corpus of this size, written into `work`."""
    number, size = write_reports(work / "reading", megabytes=megabytes)
    reports = fz.read_reports(work / "reading")
    paragraphs = fz.split_paragraphs(reports)
    seconds = in_turns(
        {
            "files → reports, with ledger and duplicates": lambda: fz.read_reports(work / "reading"),
            "reports → paragraphs with roles": lambda: fz.split_paragraphs(reports),
            "paragraphs → items": lambda: fz.split_items(paragraphs),
        }
    )
    what = f"{size:.1f} MB, {number} files, stage"
    return [Row(what, name, f"{size / spent:.1f} MB/s") for name, spent in seconds.items()]
