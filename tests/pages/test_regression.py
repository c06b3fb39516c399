"""The page on regressions: what R makes of the table for other programs is what the package says."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest

import analysis as fz
from tests.pages.reader import DOCS, blocks

PAGE = DOCS / "regression.md"


class Written(NamedTuple):
    """A folder with the two tables that the page reads, and what the package finds."""

    folder: Path
    years: pd.Series
    panel: pd.Series


def write(folder: Path, per_year: int) -> Written:
    """The tables of a simulated study with so many codes a year."""
    sim = fz.make_reports(14, years=range(2019, 2023), n_paragraphs=12, missing=0.1, random_state=2)
    codes = sim.code(fz.sample_for_coding(sim.paragraphs, per_year=per_year, random_state=2))
    x = np.random.default_rng(2).normal(size=len(sim.reports)).round(3)
    covariates = pd.DataFrame({"report_id": sim.reports["report_id"], "x": x})
    covariates.to_csv(folder / "covariates.csv", index=False)
    fz.report_shares(sim.paragraphs, codes, reports=sim.reports).to_csv(
        folder / "report_shares.csv", index=False
    )

    def found(formula: str, *fixed: str) -> pd.Series:
        table = fz.area_regression(
            formula, sim.paragraphs, codes, reports=sim.reports, covariates=covariates, fixed_effects=fixed, variance="CR1",
        )  # fmt: skip
        return table[(table["area"] == 4) & (table["term"] == "x")].iloc[0]

    return Written(folder, found("share ~ x + C(year)"), found("share ~ x", "region", "year"))


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    return write(tmp_path_factory.mktemp("many codes"), 100)


def weighted(own: pd.DataFrame, columns: list[str]) -> tuple[float, float]:
    """Coefficient of x by weighted least squares, and its clustered error, from the table alone."""
    x = np.column_stack(
        [np.ones(len(own)), own["x"], *(pd.get_dummies(own[name], drop_first=True) for name in columns)]
    ).astype(float)
    weight, y = own["weight"].to_numpy(), 100 * own["share"].to_numpy()
    bread = np.linalg.inv(x.T @ (weight[:, None] * x))
    beta = bread @ x.T @ (weight * y)
    scores = pd.DataFrame(x * (weight * (y - x @ beta))[:, None]).groupby(own["region"].to_numpy()).sum()
    n, k, clusters = *x.shape, len(scores)
    meat = scores.to_numpy().T @ scores.to_numpy()
    error = np.sqrt((bread @ meat @ bread)[1, 1] * clusters / (clusters - 1) * (n - 1) / (n - k))
    return float(beta[1]), float(error)


def of_area_four(folder: Path) -> pd.DataFrame:
    shares = pd.read_csv(folder / "report_shares.csv")
    return shares[shares["area"] == 4].merge(pd.read_csv(folder / "covariates.csv"), on="report_id")


def test_the_table_for_other_programs_has_all_that_they_need(written: Written) -> None:
    own = of_area_four(written.folder)
    estimate, error = weighted(own, ["year"])
    assert estimate == pytest.approx(written.years["estimate"], rel=1e-10)
    assert error == pytest.approx(written.years["std_error"], rel=1e-10)
    assert weighted(own, ["region", "year"])[0] == pytest.approx(written.panel["estimate"], rel=1e-10)
    assert weighted(own.assign(weight=1.0), ["year"])[0] != pytest.approx(written.years["estimate"], rel=1e-3)


def test_with_few_codes_other_programs_print_smaller_errors(tmp_path: Path) -> None:
    """As the page says: they do not know what the codes leave open."""
    few = write(tmp_path, 50)
    estimate, error = weighted(of_area_four(few.folder), ["year"])
    assert estimate == pytest.approx(few.years["estimate"], rel=1e-10)
    assert error < 0.9 * few.years["std_error"]


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed")
def test_r_finds_the_same(written: Written) -> None:
    code = "\n".join(text for language, text in blocks(PAGE) if language == "r")
    (written.folder / "page.R").write_text(code, encoding="utf-8")
    done = subprocess.run(
        ["Rscript", "page.R"], cwd=written.folder, capture_output=True, encoding="utf-8", check=False, timeout=120
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    coefficient, error, panel = (float(value) for value in done.stdout.split() if value != "x")
    assert coefficient == pytest.approx(written.years["estimate"], rel=1e-8)
    assert error == pytest.approx(written.years["std_error"], rel=1e-8)
    assert panel == pytest.approx(written.panel["estimate"], rel=1e-8)
