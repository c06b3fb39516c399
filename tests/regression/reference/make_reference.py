"""Numbers of statsmodels and pyfixest with which regressions are compared; the tests need none of them.

    python -m venv /tmp/reference && /tmp/reference/bin/pip install statsmodels pyfixest
    /tmp/reference/bin/python tests/regression/reference/make_reference.py

Writes the simulated reports.csv and expected.csv beside it. Last run with statsmodels 0.15.0 and pyfixest 0.60.0.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyfixest
import statsmodels.formula.api as smf

HERE = Path(__file__).parent
LEVELS = ("county", "prefecture", "province")


def simulate() -> pd.DataFrame:
    """Reports of 14 governments over five years, some missing; shares rounded so that whole characters have them."""
    generator = np.random.default_rng(20)
    rows = []
    for number in range(14):
        own = generator.normal(0, 0.05)
        for year in range(2017, 2022):
            if generator.random() < 0.15:
                continue
            x = generator.normal() + 0.3 * number / 14 + 0.1 * (year - 2017)
            z = float(generator.random() < 0.4)
            n_chars = int(generator.integers(200, 1200))
            share = float(np.clip(0.3 + own + 0.03 * x - 0.02 * z + generator.normal(0, 0.04), 0.02, 0.98))
            rows.append(
                {
                    "report_id": f"g{number:02d}y{year}",
                    "region_code": f"{130001 + number}",
                    "year": year,
                    "government_level": LEVELS[number % 3],
                    "n_chars": n_chars,
                    "share": round(share * n_chars) / n_chars,
                    "x": round(x, 6),
                    "z": z,
                }
            )
    return pd.DataFrame(rows)


def main() -> None:
    table = simulate()
    table.to_csv(HERE / "reports.csv", index=False, float_format="%.17g")
    table = pd.read_csv(HERE / "reports.csv")
    table["points"] = 100 * table["share"]
    found: dict[str, float] = {}

    def keep(name: str, values: pd.Series, errors: pd.Series, terms: dict[str, str]) -> None:
        for term, own in terms.items():
            found[f"{name}|{term}|estimate"] = float(values[own])
            found[f"{name}|{term}|error"] = float(errors[own])

    terms = {"Intercept": "Intercept", "x": "x", "z": "z", "x:z": "x:z"}
    level = {f"C(government_level)[T.{one}]": f"C(government_level)[T.{one}]" for one in LEVELS[1:]}
    fit = smf.wls("points ~ x * z + C(government_level)", table, weights=table["n_chars"]).fit(
        cov_type="cluster", cov_kwds={"groups": table["region_code"]}, use_t=True
    )
    keep("statsmodels plain", fit.params, fit.bse, terms | level)
    fit = smf.wls("points ~ x + z + C(region_code) + C(year)", table, weights=table["n_chars"]).fit(
        cov_type="cluster", cov_kwds={"groups": table["region_code"]}, use_t=True
    )
    # statsmodels counts levels of governments, which lie within clusters, among its parameters; Stata and pyfixest do not
    n, inside = len(table), table["region_code"].nunique()
    k = len(fit.params)
    undo = np.sqrt((n - k) / (n - 1) * (n - 1) / (n - (k - inside + 1)))
    keep("statsmodels levels", fit.params, fit.bse * undo, {"x": "x", "z": "z"})
    fit = pyfixest.feols(
        "points ~ x + z | region_code + year", table, weights="n_chars", vcov={"CRV1": "region_code"},
        ssc=pyfixest.ssc(k_adj=True, k_fixef="nonnested", G_adj=True),
    )  # fmt: skip
    keep("pyfixest levels", fit.coef(), fit.se(), {"x": "x", "z": "z"})
    fit = pyfixest.feols(
        "points ~ x + z | region_code + year", table, weights="n_chars", vcov={"CRV3": "region_code"},
        ssc=pyfixest.ssc(k_adj=False, G_adj=False),
    )  # fmt: skip
    keep("pyfixest CRV3", fit.coef(), fit.se(), {"x": "x", "z": "z"})
    pd.DataFrame({"name": list(found), "value": list(found.values())}).to_csv(
        HERE / "expected.csv", index=False, float_format="%.15g"
    )


if __name__ == "__main__":
    main()
