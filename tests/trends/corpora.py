"""Simulated tables that the tests of this step share: classified paragraphs, codes and reports, without a classifier."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from analysis.columns import COLUMNS
from analysis.columns.types import AREAS, MIX
from analysis.tables import make_table

BASE = np.array([0.2, 0.1, 0.08, 0.2, 0.15, 0.12, 0.07, 0.08])


class Simulated(NamedTuple):
    """A corpus with planted truth; every number in it is simulated."""

    coded: pd.DataFrame
    codes: pd.DataFrame
    reports: pd.DataFrame
    right: pd.DataFrame  # `coded`, were the classifier always right


def classified(rows: list[dict[str, Any]] | pd.DataFrame) -> pd.DataFrame:
    """Classified paragraphs of one area each, from report_id, year, area and n_chars."""
    table = pd.DataFrame(rows)
    number = table.groupby("report_id").cumcount() + 1
    table = table.assign(
        paragraph_id=table["report_id"] + "-p" + number.astype(str).str.zfill(3),
        position=number,
        abstained=False,
        **{name: (table["area"] == own).astype(float) for name, own in zip(MIX, AREAS, strict=True)},
    )
    for column, value in {"role": "work", "text": "法。", "probability": 0.9, "measure": pd.NA}.items():
        if column not in table:
            table[column] = value
    types = {**COLUMNS["paragraphs"], **COLUMNS["classification"]}
    return table.reindex(columns=list(types)).astype(types)


def simulate(
    seed: int,
    *,
    regions: int = 20,
    years: int = 4,
    paragraphs: int = 15,
    per_year: int = 60,
    accuracy: float = 0.85,
    trend: float = 0.0,
    drift: float = 0.0,
) -> Simulated:
    """Governments that report every year; area 6 gains `trend` a year from area 1.

    In the last year, `drift` of area 1 is misread as area 6.
    """
    generator = np.random.default_rng(seed)
    region, year = np.repeat(np.arange(regions), years), np.tile(np.arange(years), regions)
    mean = np.tile(BASE, (years, 1))
    mean[:, 5] += trend * np.arange(years)
    mean[:, 0] -= trend * np.arange(years)
    odds = mean[year] * np.exp(generator.normal(0, 0.3, (regions, 8)))[region]
    odds /= odds.sum(axis=1, keepdims=True)
    report = np.repeat(np.arange(len(region)), paragraphs)
    truth = (generator.random(len(report))[:, None] > odds.cumsum(axis=1)[report]).sum(axis=1).clip(0, 7) + 1
    answer = np.where(
        generator.random(len(report)) < accuracy, truth, generator.choice(8, len(report), p=BASE) + 1
    )
    last = year[report] == years - 1
    answer = np.where(last & (truth == 1) & (generator.random(len(report)) < drift), 6, answer)
    ids = np.array([f"r{number:03d}" for number in range(len(region))], dtype=object)
    rows = pd.DataFrame(
        {
            "report_id": ids[report],
            "year": 2018 + year[report],
            "n_chars": generator.integers(50, 400, len(report)),
        }
    )
    coded, right = classified(rows.assign(area=answer)), classified(rows.assign(area=truth))
    draws = []
    for own in range(years):
        known = np.flatnonzero(year[report] == own)
        drawn = generator.choice(known, per_year, replace=False)
        draws.append(make_codes(right.iloc[drawn], per_year / len(known)))
    reports = pd.DataFrame({"report_id": ids, "region": [f"g{own}" for own in region], "level": "county"})
    return Simulated(coded, pd.concat(draws, ignore_index=True), reports, right)


def make_codes(right: pd.DataFrame, probability: float) -> pd.DataFrame:
    """Codes of paragraphs of one item, from the true areas."""
    return make_table(
        "codes",
        pd.DataFrame(
            {
                "unit_id": right["paragraph_id"] + "-i01",
                "coder": "final",
                "role": "work",
                "area": right["area"],
                "measure": right["measure"],
                "inclusion_probability": probability,
            }
        ),
    )
