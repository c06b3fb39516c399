"""A country's reports: classified with two processes, then yearly shares with intervals, straight from the files."""

from __future__ import annotations

from pathlib import Path

from benchmarks.generated import PER_REPORT, write_reports
from benchmarks.measuring import Row, in_a_process

_CLASSIFY = "fz.classify_corpus(given['folder'], given['out'], n_jobs=given['jobs'])"
_SHARES = """
table = fz.area_shares(given["out"])
assert table["low"].notna().all() and table["year"].nunique() > 1, table
"""


def measure(work: Path, n_paragraphs: int) -> list[Row]:
    """Rows for a corpus of so many paragraphs (headings and titles not counted), written into `work`."""
    number, size = write_reports(work / "million", number=-(-n_paragraphs // PER_REPORT))
    out = str(work / "million.parquet")
    what = f"{number * PER_REPORT:,} paragraphs, {number:,} reports, {size:.0f} MB"
    rows, spent = [], {}
    for jobs in (1, 2):
        spent[jobs], own, worker = in_a_process(_CLASSIFY, folder=str(work / "million"), out=out, jobs=jobs)
        memory = f"peak {own:.0f} MB" + (f" and {worker:.0f} MB for each worker" if jobs > 1 else "")
        how = f"classify, {jobs} process{'es' if jobs > 1 else ''}"
        rows.append(Row(what, how, f"{spent[jobs] / 60:.1f} min, {memory}", "24 GB"))
    rows.append(Row(what, "2 processes against 1, one run each", f"{spent[1] / spent[2]:.2f} ×"))
    seconds, own, _ = in_a_process(_SHARES, out=out)
    return [
        *rows,
        Row(what, "shares with intervals, 1 process", f"{seconds:.1f} s, peak {own:.0f} MB", "24 GB"),
    ]
