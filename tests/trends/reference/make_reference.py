"""Numbers of other packages, with which the estimators of this package are compared.

    python -m venv /tmp/reference && /tmp/reference/bin/pip install ppi-python==0.2.3 statsmodels==0.15.0
    /tmp/reference/bin/python tests/trends/reference/make_reference.py

Writes the simulated inputs and the expected numbers beside this file; the tests need neither package.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import statsmodels.api as sm
from ppi_py import ppi_mean_ci, ppi_mean_pointestimate
from ppi_py.ppi import _calc_lam_glm

HERE = Path(__file__).parent
SEED = 42


def make_paragraphs() -> pd.DataFrame:
    """Paragraphs of one year, each a report of its own, 60 of 400 coded."""
    generator = np.random.default_rng(SEED)
    truth = generator.random(400) < 0.3
    predicted = np.where(generator.random(400) < 0.85, truth, ~truth)
    drawn = np.zeros(400, dtype=int)
    drawn[generator.choice(400, 60, replace=False)] = 1
    return pd.DataFrame({"truth": truth.astype(int), "predicted": predicted.astype(int), "drawn": drawn})


def make_reports() -> pd.DataFrame:
    """Shares of two areas in the reports of 12 governments in six years, a few missing."""
    generator = np.random.default_rng(SEED)
    rows = [
        {
            "government": place,
            "year": year,
            "weight": generator.integers(500, 3000),
            "share": np.clip(
                0.3 + 0.05 * level + 0.02 * (year - 2017) + generator.normal(0, 0.05), 0.01, 0.99
            ),
        }
        for place, level in enumerate(generator.normal(size=12))
        for year in range(2017, 2023)
        if generator.random() > 0.1
    ]
    return pd.DataFrame(rows)


def expect_ppi(table: pd.DataFrame) -> list[tuple[str, float]]:
    """Mean by prediction-powered inference without power tuning, all paragraphs as the unlabelled ones."""
    own = table[table["drawn"] == 1]
    truth, known = own["truth"].to_numpy(float), own["predicted"].to_numpy(float)
    every = table["predicted"].to_numpy(float)
    low, high = ppi_mean_ci(truth, known, every, alpha=0.05, lam=1)
    return [
        ("ppi_mean", float(np.ravel(ppi_mean_pointestimate(truth, known, every, lam=1))[0])),
        ("ppi_low", float(np.ravel(low)[0])),
        ("ppi_high", float(np.ravel(high)[0])),
        ("ppi_lambda", expect_lambda(truth, known)),
    ]


def expect_lambda(truth: np.ndarray, known: np.ndarray) -> float:
    """Power tuning by ppi-python, with so many unlabelled units like the labelled that the size of both drops out."""
    many = np.tile(known, 20_000)
    return float(_calc_lam_glm(truth[:, None], known[:, None], many[:, None], np.eye(1), clip=True))


def expect_regression(table: pd.DataFrame) -> list[tuple[str, float]]:
    """Weighted least squares, a weighted mean and a fractional logit, clustered by government."""
    year = table["year"] - table["year"].mean()
    step = (table["year"] >= 2019).astype(float)
    levels = pd.get_dummies(table["government"], dtype=float)
    n = len(table)
    designs = {
        "plain": (sm.add_constant(year.rename("year")), 2),
        "levels": (pd.concat([year.rename("year"), levels], axis=1), 2),
        "break": (pd.concat([step.rename("step"), year.rename("year"), levels], axis=1), 3),
    }
    rows = []
    for name, (x, counted) in designs.items():
        fit = sm.WLS(table["share"], x, weights=table["weight"]).fit(
            cov_type="cluster", cov_kwds={"groups": table["government"], "use_correction": False}
        )
        first = "step" if name == "break" else "year"
        clusters = table["government"].nunique()
        factor = clusters / (clusters - 1) * (n - 1) / (n - counted)  # the levels lie within clusters
        rows += [(f"{name}_slope", fit.params[first]), (f"{name}_error", fit.bse[first] * factor**0.5)]
    mean = sm.WLS(table["share"], np.ones(n), weights=table["weight"]).fit(
        cov_type="cluster", cov_kwds={"groups": table["government"], "use_correction": False}
    )
    clusters = table["government"].nunique()
    error = mean.bse.iloc[0] * (clusters / (clusters - 1)) ** 0.5
    rows += [("mean_share", mean.params.iloc[0]), ("mean_error", error)]
    weight = table["weight"] / table["weight"].mean()
    logit = sm.GLM(
        table["share"], sm.add_constant(year), family=sm.families.Binomial(), freq_weights=weight
    ).fit(cov_type="cluster", cov_kwds={"groups": table["government"], "use_correction": False}, tol=1e-14)
    error = logit.bse["year"] * (clusters / (clusters - 1)) ** 0.5
    return [*rows, ("logit_slope", logit.params["year"]), ("logit_error", error)]


if __name__ == "__main__":
    paragraphs, reports = make_paragraphs(), make_reports()
    paragraphs.to_csv(HERE / "paragraphs.csv", index=False)
    reports.to_csv(HERE / "reports.csv", index=False)
    expected = [*expect_ppi(paragraphs), *expect_regression(reports)]
    pd.DataFrame(expected, columns=["name", "value"]).to_csv(
        HERE / "expected.csv", index=False, float_format="%.15g"
    )
