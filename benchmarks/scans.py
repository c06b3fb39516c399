"""How well scans are read: known texts, set and drawn as pictures, against what OCR reads on them; and what classes lose.

Characters that differ are counted by edit distance over the texts without white space, page numbers and what the font
lacks; accuracy is one minus their share. The texts are those of the sample reports.
"""

from __future__ import annotations

import os
import time
import unicodedata
from pathlib import Path

import numpy as np
import pandas as pd

import analysis as fz
from analysis.text import squeeze
from benchmarks.measuring import Row
from tests.reading.formats import scanning
from tests.reading.formats.builders import printed, register_font

# what: dots to the inch, columns, size of print in points, how it is spoiled
WAYS: dict[str, tuple[int, int, float, tuple[str, ...]]] = {
    "clean, 300 dpi": (300, 1, 16, ()),
    "150 dpi": (150, 1, 16, ()),
    "100 dpi": (100, 1, 16, ()),
    "small print (10.5 points), 150 dpi": (150, 1, 10.5, ()),
    "two columns (10.5 points), 200 dpi": (200, 2, 10.5, ()),
    "skewed by 2°, 200 dpi": (200, 1, 16, ("skew",)),
    "noisy, 150 dpi": (150, 1, 16, ("add_noise",)),
    "faint, 150 dpi": (150, 1, 16, ("fade",)),
    "red head and seal, 150 dpi": (150, 1, 16, ("add_head", "add_seal")),
    "on its side, 150 dpi": (150, 1, 16, ("lay_on_side",)),
    "upside down, 150 dpi": (150, 1, 16, ("turn_over",)),
}
GOALS = {"clean, 300 dpi": "≥ 0.99", "150 dpi": "≥ 0.97"}
ALL = ("150 dpi",)  # of the ways, those in which all five reports are scanned


def measure(work: Path, ways: list[str] | None = None) -> list[Row]:
    """Rows for each way of scanning."""
    os.environ["FAZHI_CACHE"] = ""  # nothing is kept: the time is that of reading
    rows = []
    for what in ways or WAYS:
        folder = work / "scans" / str(len(rows))
        truth, n_pages = write_scans(folder, what)
        begun = time.process_time()
        reports = fz.read_reports(sorted(folder.glob("*.pdf")))
        spent = time.process_time() - begun
        pairs = list(zip(map(squeeze, truth["text"]), map(squeeze, reports["text"]), strict=True))
        total = sum(len(text) for text, _ in pairs)
        strict = 1 - sum(edit_distance(text, read) for text, read in pairs) / total
        alike = 1 - sum(edit_distance(_narrow(text), _narrow(read)) for text, read in pairs) / total
        about = f"{len(truth)} reports, {n_pages} pages, {total:,} characters"
        found = f"{strict:.4f} of the characters, {alike:.4f} where wide and narrow stops count as one"
        rows.append(
            Row(f"OCR, {what}", about, f"{found}; {spent / n_pages:.1f} s a page", GOALS.get(what, ""))
        )
        if what in ALL:
            rows.append(
                Row(f"OCR, {what}", "shares of the areas, without codes", compare_shares(truth, reports))
            )
    return rows


def write_scans(folder: Path, what: str) -> tuple[pd.DataFrame, int]:
    """Scan reports into a folder; return them as they were set, and how many pages they have."""
    dpi, columns, size, spoiled = WAYS[what]
    folder.mkdir(parents=True)
    register_font()
    n_pages = 0
    sources = sorted(fz.sample_reports().glob("*.txt"), key=lambda file: file.stat().st_size)
    for source in sources if what in ALL else sources[:1]:
        lines = [printed(line) for line in source.read_text(encoding="utf-8").split("\n")]
        lines = [line for line in lines if line]
        (folder / source.name).write_text("\n".join(lines), encoding="utf-8")
        pages = scanning.draw_pages(scanning.set_pages(lines, columns=columns, size=size), dpi)
        for way in spoiled:
            pages = [getattr(scanning, way)(page) for page in pages]
        n_pages += len(pages)
        (folder / f"{source.stem}.pdf").write_bytes(scanning.bind(pages, dpi))
    return fz.read_reports(sorted(folder.glob("*.txt"))), n_pages


def _narrow(text: str) -> str:
    """A text whose stops, brackets and figures have one width: sites mix the two, and in print they look alike."""
    return unicodedata.normalize("NFKC", text)


def edit_distance(one: str, other: str) -> int:
    """How many characters must be put in, taken out or changed to make one text of another."""
    codes = np.array([ord(char) for char in other])
    steps = np.arange(len(codes) + 1)
    row = steps.copy()
    for number, char in enumerate(one, 1):
        best = np.minimum(row[1:] + 1, row[:-1] + (codes != ord(char)))
        row = np.minimum.accumulate(np.concatenate([[number], best]) - steps) + steps
    return int(row[-1])


def compare_shares(truth: pd.DataFrame, reports: pd.DataFrame) -> str:
    """By how much the areas' shares of the characters of work differ between the texts and their scans."""
    shares = []
    for table in (truth, reports):
        coded = fz.classify_paragraphs(fz.split_paragraphs(table), fz.load_classifier())
        work = coded[(coded["role"] == "work") & (coded["area"] > 0)]
        found = work.groupby(["report_id", "area"])["n_chars"].sum()
        shares.append((found / found.groupby("report_id").transform("sum")).astype(float))
    apart = shares[0].sub(shares[1], fill_value=0.0).abs() * 100
    return f"{apart.mean():.2f} percentage points apart in the mean of reports and areas, {apart.max():.2f} at most"
