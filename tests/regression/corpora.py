"""Reports with known shares and covariates that the tests of this step share; every number is simulated."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

import analysis as fz
from tests.trends.corpora import classified

REFERENCE = Path(__file__).parent / "reference"


class Known(NamedTuple):
    """Paragraphs whose shares are those of a small table, without any error of a classifier."""

    coded: pd.DataFrame
    reports: pd.DataFrame
    covariates: pd.DataFrame


def known() -> Known:
    """The table that the reference numbers were computed from, as classified paragraphs."""
    table = pd.read_csv(REFERENCE / "reports.csv", dtype={"region_code": str})
    first = (table["share"] * table["n_chars"]).round().astype(int)
    rows = pd.concat(
        [
            table.assign(n_chars=first, area=1),
            table.assign(n_chars=table["n_chars"] - first, area=2),
        ]
    )
    reports = table[["report_id", "region_code", "year"]].assign(
        region=table["region_code"], level=table["government_level"]
    )
    return Known(
        classified(rows[["report_id", "year", "area", "n_chars"]]),
        reports,
        table[["report_id", "x", "z"]],
    )


class Corpus(NamedTuple):
    """A simulated corpus with codes and a covariate of governments and years."""

    coded: pd.DataFrame
    codes: pd.DataFrame
    reports: pd.DataFrame
    covariates: pd.DataFrame
    right: pd.DataFrame


def corpus(n_regions: int = 16, *, seed: int = 1, per_year: int = 60) -> Corpus:
    sim = fz.make_reports(n_regions, years=range(2018, 2022), n_paragraphs=12, random_state=seed)
    codes = sim.code(fz.sample_for_coding(sim.paragraphs, per_year=per_year, random_state=seed))
    generator = np.random.default_rng(seed)
    regions = sorted(sim.reports["region_code"].unique())
    covariates = pd.DataFrame(
        [
            (
                code,
                year,
                np.exp(level + 0.1 * (year - 2018) + generator.normal(0, 0.1)),
                int(year >= begins),
                begins,
            )
            for code, level, begins in zip(
                regions,
                generator.normal(5, 1, len(regions)),
                generator.integers(2018, 2024, len(regions)),
                strict=True,
            )
            for year in range(2017, 2022)
        ],
        columns=["region_code", "year", "gdp", "new_leader", "change"],
    )
    return Corpus(sim.paragraphs, codes, sim.reports, covariates, sim.classify())
