"""How fast shares and trends are estimated on a large simulated table of classified paragraphs, on one core."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd

import analysis as fz
from analysis.columns import COLUMNS
from analysis.columns.types import AREAS, MIX
from analysis.tables import make_table
from benchmarks.measuring import Row, in_turns

SEED = 20210811
YEARS = np.arange(2017, 2023)
CODED = 150  # paragraphs a year


def measure(n_reports: int = 10_000, n_paragraphs: int = 60) -> list[Row]:
    """Rows for so many reports of so many paragraphs."""
    coded, codes, reports = make_corpus(n_reports, n_paragraphs)
    ways = {
        "shares, naive": lambda: fz.area_shares(coded, reports=reports),
        "shares, corrected": lambda: fz.area_shares(coded, codes, reports=reports),
        "trends, naive": lambda: fz.area_trends(coded, reports=reports),
        "trends, corrected": lambda: fz.area_trends(coded, codes, reports=reports),
    }
    seconds = in_turns(ways, time.perf_counter)
    what = f"{n_reports:,} simulated reports, {len(coded):,} paragraphs, {len(codes)} coded"
    return [Row(what, name, f"{spent:.1f} s") for name, spent in seconds.items()]


def make_corpus(n_reports: int, n_paragraphs: int) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Simulated classified paragraphs, codes and reports; each government reports in every year."""
    generator = np.random.default_rng(SEED)
    place = np.arange(n_reports)
    ids = np.array([f"r{number:06d}" for number in place], dtype=object)
    report, position = np.repeat(place, n_paragraphs), np.tile(np.arange(1, n_paragraphs + 1), n_reports)
    area = generator.integers(1, 9, len(report))
    year = YEARS[report % len(YEARS)]
    names = [f"{ids[row]}-p{number:03d}" for row, number in zip(report, position, strict=True)]
    coded = pd.DataFrame(
        {
            "paragraph_id": names, "report_id": ids[report], "year": year, "position": position, "role": "work",
            "text": "依法行政。", "n_chars": generator.integers(50, 400, len(report)), "area": area,
            "area_2": pd.NA, "probability": 0.9, "measure": pd.NA, "abstained": False,
            **{name: (area == own).astype(float) for name, own in zip(MIX, AREAS, strict=True)},
        }
    )  # fmt: skip
    coded = coded.reindex(columns=[*COLUMNS["paragraphs"], *COLUMNS["classification"]])
    coded = coded.astype({**COLUMNS["paragraphs"], **COLUMNS["classification"]})
    rows = []
    for own in YEARS:
        known = np.flatnonzero(year == own)
        drawn = generator.choice(known, CODED, replace=False)
        right = generator.random(CODED) < 0.85
        rows += [
            {
                "unit_id": f"{names[row]}-i01", "coder": "final", "role": "work",
                "area": area[row] if ok else area[row] % 8 + 1, "inclusion_probability": CODED / len(known),
            }
            for row, ok in zip(drawn, right, strict=True)
        ]  # fmt: skip
    reports = pd.DataFrame(
        {"report_id": ids, "region": [f"g{n // len(YEARS)}" for n in place], "level": "county"}
    )
    return coded, make_table("codes", rows), reports
