"""How often tests find what is not there, and how often intervals of agreement hold: where nothing is planted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import numpy as np
import pandas as pd

from analysis.coding.agreement import coder_agreement
from analysis.errors import InputError, check_choice
from analysis.simulation.coverage import clopper_pearson
from analysis.simulation.reports import make_reports
from analysis.tables import make_table
from analysis.trends.checks import trend_checks
from analysis.trends.keywords import word_tests

_ALPHA = 0.05
_N_WORDS, _TOKENS = 1500, 600  # of the vocabulary, and of a report
_CHANCES = np.array([0.24, 0.14, 0.11, 0.20, 0.16, 0.12, 0.02, 0.01])
_CODED = 40  # units of a report that two coders coded

Rows = Iterator[tuple[str, str, float]]


def simulated_tests(test: str = "keyness", *, n_replicates: int = 200, random_state: int = 0) -> pd.DataFrame:
    """How often tests find what is not there, and how often intervals of agreement hold the truth.

    Estimand: of the tests, the share of data without any difference in which they find one at 5%; of the intervals, their
    coverage at 95%. What is simulated is unkind on purpose: words bunch in reports and regions, regions differ in their
    slopes, and items are harder to code in some reports than in others.

    Parameters
    ----------
    test : {"keyness", "trend checks", "agreement"}, default "keyness"
        What is tried: words of groups of reports, or of regions of six reports each, that chance made (any word of the
        table below 5%, by each of its p-values); the checks of a trend where shares do not change but for chance (any of
        eight areas); percent and kappa of two coders from 3, 5, 10 and 20 reports.
    n_replicates : int, default 200
        Data simulated for each condition.
    random_state : int, default 0
        Seed.

    Returns
    -------
    DataFrame, one row per condition and statistic
        ``test``, ``condition``, ``statistic``, ``nominal``, ``rate`` (simulated), ``rate_low``, ``rate_high`` (its 95%
        Clopper–Pearson interval), ``n_replicates``; three digits after the point.

    Raises
    ------
    InputError
        For an unknown test or fewer than two replicates.

    See Also
    --------
    simulated_coverage : does the same for intervals of shares and slopes.

    Examples
    --------
    >>> table = simulated_tests("agreement", n_replicates=5)
    >>> table[["condition", "statistic"]].drop_duplicates().shape
    (8, 2)
    """
    check_choice("test", test, tuple(TESTS))
    if n_replicates < 2:
        raise InputError("n_replicates", f"is {n_replicates}", "use 2 or more")
    tries = [
        row
        for seed in np.random.SeedSequence(random_state).generate_state(n_replicates).tolist()
        for row in TESTS[test](seed)
    ]
    table = pd.DataFrame(tries, columns=["condition", "statistic", "hit"])
    rows = []
    for (condition, statistic), own in table.groupby(["condition", "statistic"], sort=False):
        known = own["hit"].dropna()
        low, high = clopper_pearson(float(known.sum()), len(known)) if len(known) else (np.nan, np.nan)
        rows.append(
            {
                "test": test,
                "condition": condition,
                "statistic": statistic,
                "nominal": 1 - _ALPHA if test == "agreement" else _ALPHA,
                "rate": known.mean(),
                "rate_low": low,
                "rate_high": high,
                "n_replicates": len(known),
            }
        )
    return pd.DataFrame(rows).round(3)


def _keyness(seed: int) -> Rows:
    """Whether any word is found in groups that chance made."""
    for n_regions, per_region in ((40, 1), (12, 6)):
        generator = np.random.default_rng([seed, n_regions])
        common = 1 / np.arange(1, _N_WORDS + 1)
        counts = []
        for _ in range(n_regions):
            liked = common * generator.gamma(1.0, 1.0, _N_WORDS)
            for _ in range(per_region):
                chances = liked * generator.gamma(2.0, 0.5, _N_WORDS)
                counts.append(generator.multinomial(_TOKENS, chances / chances.sum()))
        report = np.arange(n_regions * per_region)
        region = report // per_region
        label = (generator.permutation(n_regions) < n_regions // 2).astype(int)[region]
        found = word_tests(
            np.array(counts, dtype=float), label, report, region, min_reports=5, n=199, seed=seed
        )
        kind = "reports" if per_region == 1 else f"regions of {per_region} reports"
        for name in ("p_bh", "p_adj"):
            yield f"{n_regions} {kind} in two groups", f"any {name}", float((found[name] < _ALPHA).any())


def _checks(seed: int) -> Rows:
    """Whether a check finds a change where there is none."""
    for n_regions in (8, 30):
        simulation = make_reports(n_regions, trend={}, own_slopes=0.3, missing=0.1, random_state=seed)
        table = trend_checks(simulation.paragraphs, reports=simulation.reports)
        for name, own in table.groupby("check", sort=False):
            hit = (own["p_holm"] < _ALPHA).any() if own["p"].notna().any() else np.nan
            yield f"{n_regions} regions, 6 years", f"{name}, any area", float(hit)


def _agreement(seed: int) -> Rows:
    """Whether intervals of agreement hold the truth of all reports."""
    ease, alike = 0.9, 18.0
    expected = float((_CHANCES**2).sum())
    kappa = ease  # who errs answers at random
    truth = {"percent": ease + (1 - ease) * expected, "kappa": kappa}
    for n_reports in (3, 5, 10, 20):
        generator = np.random.default_rng([seed, n_reports])
        first = generator.choice(8, (n_reports, _CODED), p=_CHANCES)
        right = (
            generator.random(first.shape)
            > generator.beta(alike * (1 - ease), alike * ease, n_reports)[:, None]
        )
        second = np.where(right, first, generator.choice(8, first.shape, p=_CHANCES))
        rows = [
            {"unit_id": f"r{n}-p{k:03d}-i01", "coder": coder, "role": "work", "area": int(answers[n, k]) + 1}
            for coder, answers in (("a", first), ("b", second))
            for n in range(n_reports)
            for k in range(_CODED)
        ]
        own = coder_agreement(make_table("codes", rows)).set_index("variable").loc["area"]
        for name, value in truth.items():
            held = own[f"{name}_low"] <= value <= own[f"{name}_high"]
            yield f"{n_reports} reports of {_CODED} units", name, float(held)


TESTS: Mapping[str, Callable[[int], Rows]] = {
    "keyness": _keyness,
    "trend checks": _checks,
    "agreement": _agreement,
}
