"""Simulated coverage: how often the intervals of shares and slopes hold a truth that is known.

Each scenario plants something that an estimator has to find, or must not be taken in by. A replicate simulates a corpus,
draws a random sample of codes, codes it by the truth, and estimates shares and slopes with the codes (``dsl``) and
without (``naive``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from analysis.coding.sample import sample_for_coding
from analysis.errors import InputError, check_choice
from analysis.simulation.reports import Simulation, make_reports
from analysis.trends.change import decompose_change
from analysis.trends.shares import area_shares
from analysis.trends.slopes import area_trends

SCENARIOS: Mapping[str, Mapping[str, Any]] = {
    "no drift": {},
    "drift": {"drift": 0.3},
    "no trend": {"trend": {}},
    "mix change": {"trend": {}, "mix_change": 0.6},
    "renamed": {"trend": {}, "drift": 0.6},
}
_POINTS = 100
_COLUMNS = (
    "scenario", "replicate", "quantity", "target", "estimator", "year", "area", "estimate", "low", "high", "p", "truth"
)  # fmt: skip


def simulated_coverage(
    scenario: str = "no drift",
    *,
    n_replicates: int = 200,
    n_regions: int = 60,
    n_paragraphs: float = 26,
    per_year: int = 150,
    random_state: int = 0,
) -> pd.DataFrame:
    """Simulated coverage: how often the intervals of shares and slopes hold the planted truth.

    Estimand: simulated coverage of the 95% intervals of :func:`area_shares` and :func:`area_trends`, their bias, and the
    share of slopes called significant at 5%. For the population the truth is the expected share and the planted slope, for
    the corpus what the estimator says when all is coded. Where the mix changes, also the part of the change from the first
    to the last year that :func:`decompose_change` finds within the same governments.

    Parameters
    ----------
    scenario : {"no drift", "drift", "no trend", "mix change", "renamed"}, default "no drift"
        What is planted: area 6 rising by 1.2 percentage points per year with a steady classifier; the same with 30% of
        area 5 misread as area 6 in the last two years; nothing; nothing, while counties leave and cities enter; nothing,
        while 60% of area 5 is misread as area 6 in the last two years, as if it had been renamed.
    n_replicates : int, default 200
        Corpora.
    n_regions : int, default 60
        Governments in each, six years each.
    n_paragraphs : float, default 26
        Mean number of work paragraphs of a report.
    per_year : int, default 150
        Paragraphs coded each year.
    random_state : int, default 0
        Seed; each replicate gets its own.

    Returns
    -------
    DataFrame, one row per quantity, target, estimator and area
        ``scenario``, ``quantity`` (share, slope, within), ``target`` (population, corpus), ``estimator`` (dsl, naive),
        ``area``, ``bias`` and ``error`` (root mean square; in percentage points, for slopes per year), ``coverage``
        (simulated), ``coverage_low`` and ``coverage_high`` (its 95% Clopper–Pearson interval over replicates), ``rejected``
        (of slopes), ``n_replicates``.

    Raises
    ------
    InputError
        For an unknown scenario or fewer than two replicates.

    See Also
    --------
    make_reports : simulates one corpus.
    area_shares : computes the intervals that are tested.

    References
    ----------
    Morris, T. P., White, I. R., & Crowther, M. J. (2019). Using simulation studies to evaluate statistical methods.
    Statistics in Medicine, 38(11), 2074–2102. doi:10.1002/sim.8086.

    Examples
    --------
    >>> table = simulated_coverage("renamed", n_replicates=2, n_regions=12, per_year=40)
    >>> table["estimator"].value_counts().to_dict()
    {'dsl': 32, 'naive': 16}
    """
    check_choice("scenario", scenario, tuple(SCENARIOS))
    if n_replicates < 2:
        raise InputError("n_replicates", f"is {n_replicates}", "use 2 or more")
    seeds = np.random.SeedSequence(random_state).generate_state(n_replicates)
    planted = SCENARIOS[scenario]
    tries = []
    for number, seed in enumerate(seeds.tolist()):
        simulation = make_reports(n_regions, n_paragraphs=n_paragraphs, **planted, random_state=seed)
        tries += [
            table.assign(scenario=scenario, replicate=number).reindex(columns=list(_COLUMNS))
            for table in _estimates(simulation, per_year, seed, takes_apart="mix_change" in planted)
        ]
    return summarise(pd.concat(tries, ignore_index=True))


def _estimates(
    simulation: Simulation, per_year: int, seed: int, *, takes_apart: bool
) -> Iterator[pd.DataFrame]:
    """Estimates of one corpus beside the truth: with codes for both targets, and without."""
    sample = sample_for_coding(simulation.paragraphs, per_year=per_year, random_state=seed)
    codes = simulation.code(sample)
    truths = {"population": simulation.expected, "corpus": simulation.truth}
    slopes = {"population": simulation.slopes, "corpus": _corpus_slopes(simulation)}
    for given, target in ((codes, "population"), (codes, "corpus"), (None, "population")):
        about = {"reports": simulation.reports, "target": target}
        shares = area_shares(simulation.paragraphs, given, **about)
        table = shares.merge(truths[target].rename(columns={"share": "truth"}), on=["year", "area"])
        table[["estimate", "low", "high", "truth"]] = table[["share", "low", "high", "truth"]] * _POINTS
        yield table.assign(quantity="share", target=target)
        trends = area_trends(simulation.paragraphs, given, **about).query("panel == 'full'")
        table = trends.rename(columns={"slope": "estimate"}).merge(slopes[target], on="area")
        yield table.rename(columns={"slope": "truth"}).assign(quantity="slope", target=target)

    if takes_apart:
        yield _within(simulation, codes)


def _within(simulation: Simulation, codes: pd.DataFrame) -> pd.DataFrame:
    """The part of the change from the first to the last year that is within the same governments, in points."""
    years = simulation.truth["year"]
    first, last = int(years.min()), int(years.max())
    parts = decompose_change(simulation.paragraphs, first, last, reports=simulation.reports, codes=codes)
    table = parts[parts["part"] == "within"].merge(simulation.slopes, on="area")
    table[["estimate", "low", "high"]] = table[["change", "low", "high"]] * _POINTS
    table = table.assign(truth=table["slope"] * (last - first), quantity="within")
    return table.assign(target="population", estimator="dsl")


def _corpus_slopes(simulation: Simulation) -> pd.DataFrame:
    """Slopes that these very reports show when all is coded."""
    trends = area_trends(simulation.classify(), reports=simulation.reports)
    return trends.loc[trends["panel"] == "full", ["area", "slope"]]


def summarise(tries: pd.DataFrame) -> pd.DataFrame:
    """Bias, error, coverage and rejections by scenario, quantity, target, estimator and area.

    The yearly shares of one corpus are not independent tries: the interval of their coverage counts corpora.
    """
    rows = []
    keys = ["scenario", "quantity", "target", "estimator", "area"]
    for key, own in tries.groupby(keys, sort=False):
        off = own["estimate"] - own["truth"]
        covered = (own["low"] <= own["truth"]) & (own["truth"] <= own["high"])
        n = own["replicate"].nunique()
        low, high = clopper_pearson(float(covered.mean()) * n, n)
        rows.append(
            {
                **dict(zip(keys, key, strict=True)),
                "bias": off.mean(),
                "error": np.sqrt((off**2).mean()),
                "coverage": covered.mean(),
                "coverage_low": low,
                "coverage_high": high,
                "rejected": (own["p"] < 0.05).mean() if own["p"].notna().any() else np.nan,
                "n_replicates": n,
            }
        )
    return pd.DataFrame(rows)


def clopper_pearson(successes: float, n: int, level: float = 0.95) -> tuple[float, float]:
    """Exact interval of a proportion; successes may be a mean count.

    >>> tuple(round(value, 3) for value in clopper_pearson(190, 200))
    (0.91, 0.976)
    """
    tail = (1 - level) / 2
    low = stats.beta.ppf(tail, successes, n - successes + 1) if successes > 0 else 0.0
    high = stats.beta.ppf(1 - tail, successes + 1, n - successes) if successes < n else 1.0
    return float(low), float(high)
