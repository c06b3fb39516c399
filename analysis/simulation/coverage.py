"""Simulated coverage: how often the intervals of shares and slopes hold a truth that is known.

Each scenario plants something that an estimator has to find, or must not be taken in by. A replicate simulates a corpus,
draws a random sample of codes, codes it by the truth, and estimates shares, differences and slopes with the codes (``dsl``), by the
codes alone (``codes``) and without codes (``naive``).
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
from analysis.trends.truth import settle_codes

RARE = (0.24, 0.14, 0.11, 0.20, 0.16, 0.12, 0.02, 0.01)  # shares of which two are rare
SCENARIOS: Mapping[str, Mapping[str, Any]] = {
    "no drift": {},
    "drift": {"drift": 0.3},
    "no trend": {"trend": {}},
    "mix change": {"trend": {}, "mix_change": 0.6},
    "renamed": {"trend": {}, "drift": 0.6},
    "rare areas": {"trend": {}, "base": RARE},
    "weak classifier": {"trend": {}, "base": RARE, "accuracy": 0.6},
    "regional slopes": {"trend": {}, "own_slopes": 0.3, "missing": 0.1, "n_regions": 12},
    "one-off regions": {"trend": {}, "own_slopes": 0.3, "one_off": 60, "n_regions": 8},
    "few codes": {"trend": {}, "base": RARE, "per_year": 17},
    "coder error": {"trend": {}, "coder_error": 0.05},
}
_CORPUS = ("per_year", "n_regions", "coder_error")  # of a scenario, not of make_reports
_POINTS = 100
_COMMON = 5.0  # per cent of the text
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
    design: str = "simple",
    random_state: int = 0,
) -> pd.DataFrame:
    """Simulated coverage: how often the intervals of shares and slopes hold the planted truth.

    Estimand: simulated coverage of the 95% intervals of :func:`area_shares`, :func:`area_trends` and of the change from the
    first to the last year by :func:`decompose_change`, their bias and width, and the share of slopes called significant at
    5%. For the population the truth is the expected share and the planted slope, for the corpus what the estimator says
    when all is coded. Where the mix changes, also the part of the change that is within the same governments.

    Parameters
    ----------
    scenario : str, default "no drift"
        What is planted: area 6 rising by 1.2 percentage points per year with a steady classifier ("no drift"); the same with
        30% of area 5 misread as area 6 in the last two years ("drift"); and without any trend: nothing else ("no trend");
        counties leave and cities enter ("mix change"); 60% of area 5 is misread as area 6 in the last two years, as if it had
        been renamed ("renamed"); areas 7 and 8 have 2% and 1% ("rare areas"), also with a classifier of accuracy .6 ("weak
        classifier") and with 17 codes a year ("few codes"); slopes differ between at most 12 regions, of whose reports a tenth
        is missing ("regional slopes"); at most 8 such regions return and 60 report once ("one-off regions"); coders take 5%
        of the items for another area ("coder error": what intervals do not hold).
    n_replicates : int, default 200
        Corpora.
    n_regions : int, default 60
        Governments in each, six years each; the most in scenarios of few.
    n_paragraphs : float, default 26
        Mean number of work paragraphs of a report.
    per_year : int, default 150
        Paragraphs coded each year; the most in the scenario of few.
    design : {"simple", "area", "length", "error"}, default "simple"
        How they are drawn, as in :func:`sample_for_coding`.
    random_state : int, default 0
        Seed; each replicate gets its own.

    Returns
    -------
    DataFrame, one row per quantity, target, estimator and area
        ``scenario``, ``quantity`` (share, difference, slope, within), ``target`` (population, corpus), ``estimator`` (dsl,
        codes, naive), ``area``, ``truth`` (mean), ``bias`` and ``error`` (root mean square), ``half_width`` (mean; in percentage
        points, for slopes per year), ``coverage`` (simulated, of the intervals that are given), ``coverage_low`` and
        ``coverage_high`` (its 95% Clopper–Pearson interval over replicates), ``missing`` (share of intervals that are not
        given), ``rejected`` (of slopes), ``n_replicates``.

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
    {'dsl': 40, 'codes': 24, 'naive': 24}
    """
    check_choice("scenario", scenario, tuple(SCENARIOS))
    if n_replicates < 2:
        raise InputError("n_replicates", f"is {n_replicates}", "use 2 or more")
    seeds = np.random.SeedSequence(random_state).generate_state(n_replicates)
    planted = SCENARIOS[scenario]
    tries = []
    n_regions = min(n_regions, planted.get("n_regions", n_regions))
    per_year = min(per_year, planted.get("per_year", per_year))
    knobs = {name: value for name, value in planted.items() if name not in _CORPUS}
    for number, seed in enumerate(seeds.tolist()):
        simulation = make_reports(n_regions, n_paragraphs=n_paragraphs, **knobs, random_state=seed)
        sample = sample_for_coding(simulation.paragraphs, per_year=per_year, design=design, random_state=seed)
        codes = simulation.code(sample, error=planted.get("coder_error", 0.0), random_state=seed)
        settled = settle_codes(simulation.paragraphs, codes)  # once for all estimates
        tries += [
            table.assign(scenario=scenario, replicate=number).reindex(columns=list(_COLUMNS))
            for table in _estimates(simulation, settled, within="mix_change" in planted)
        ]
    return summarise(pd.concat(tries, ignore_index=True))


def _estimates(simulation: Simulation, codes: Any, *, within: bool) -> Iterator[pd.DataFrame]:
    """Estimates of one corpus beside the truth: by each estimator, the first for both targets."""
    truths = {"population": simulation.expected, "corpus": simulation.truth}
    slopes = {"population": simulation.slopes, "corpus": _corpus_slopes(simulation)}
    for estimator, target in (
        ("dsl", "population"),
        ("dsl", "corpus"),
        ("codes", "population"),
        ("naive", "population"),
    ):
        about: dict[str, Any] = {"reports": simulation.reports, "estimator": estimator}
        shares = area_shares(simulation.paragraphs, codes, target=target, **about)
        table = shares.merge(truths[target].rename(columns={"share": "truth"}), on=["year", "area"])
        table[["estimate", "low", "high", "truth"]] = table[["share", "low", "high", "truth"]] * _POINTS
        yield table.assign(quantity="share", target=target)
        trends = area_trends(simulation.paragraphs, codes, target=target, **about).query("panel == 'full'")
        table = trends.rename(columns={"slope": "estimate"}).merge(slopes[target], on="area")
        yield table.rename(columns={"slope": "truth"}).assign(quantity="slope", target=target)
        if target == "population":
            yield from _changes(simulation, codes, estimator, within=within and estimator == "dsl")


def _changes(simulation: Simulation, codes: Any, estimator: str, *, within: bool) -> Iterator[pd.DataFrame]:
    """The change from the first to the last year, in points, and the part of it that is within the same governments."""
    expected = simulation.expected.pivot(index="area", columns="year", values="share")
    first, last = int(expected.columns.min()), int(expected.columns.max())
    parts = decompose_change(
        simulation.paragraphs, first, last, reports=simulation.reports, codes=codes, estimator=estimator
    )
    truths = {"total": _POINTS * (expected[last] - expected[first])}
    if within:
        truths["within"] = simulation.slopes.set_index("area")["slope"] * (last - first)
    for part, truth in truths.items():
        table = parts[parts["part"] == part].set_index("area").assign(truth=truth).reset_index()
        table[["estimate", "low", "high"]] = table[["change", "low", "high"]] * _POINTS
        quantity = "difference" if part == "total" else part
        yield table.assign(quantity=quantity, target="population", estimator=estimator)


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
        given = own.dropna(subset=["low", "high"])
        covered = (given["low"] <= given["truth"]) & (given["truth"] <= given["high"])
        n, seen = own["replicate"].nunique(), given["replicate"].nunique()
        low, high = clopper_pearson(float(covered.mean()) * seen, seen) if seen else (np.nan, np.nan)
        rows.append(
            {
                **dict(zip(keys, key, strict=True)),
                "truth": own["truth"].mean(),
                "bias": off.mean(),
                "error": np.sqrt((off**2).mean()),
                "half_width": (given["high"] - given["low"]).mean() / 2,
                "coverage": covered.mean(),
                "coverage_low": low,
                "coverage_high": high,
                "missing": 1 - len(given) / len(own),
                "rejected": (own["p"] < 0.05).mean() if own["p"].notna().any() else np.nan,
                "n_replicates": n,
            }
        )
    return pd.DataFrame(rows)


def by_kind(table: pd.DataFrame) -> pd.DataFrame:
    """Simulated coverage in short: areas of 5% of the text and more together, and rarer ones together.

    Parameters
    ----------
    table : DataFrame
        As :func:`simulated_coverage` returns it; tables of several scenarios may be put together.

    Returns
    -------
    DataFrame, one row per scenario, quantity, target, estimator and kind of areas
        ``areas`` (5% and more, below 5%), ``coverage`` (mean over areas), ``lowest`` (of an area), ``half_width``,
        ``missing``, ``rejected``, ``n_replicates``; three digits after the point.
    """
    shares = table[(table["quantity"] == "share") & (table["target"] == "population")]
    size = shares.groupby(["scenario", "area"])["truth"].first()
    places = pd.MultiIndex.from_frame(table[["scenario", "area"]])
    kind = np.where(size.reindex(places).to_numpy() >= _COMMON, "5% and more", "below 5%")
    keys = ["scenario", "quantity", "target", "estimator", "areas"]
    return (
        table.assign(areas=kind)
        .groupby(keys, sort=False)
        .agg(
            coverage=("coverage", "mean"),
            lowest=("coverage", "min"),
            half_width=("half_width", "mean"),
            missing=("missing", "mean"),
            rejected=("rejected", "mean"),
            n_replicates=("n_replicates", "first"),
        )
        .round(3)
        .reset_index()
    )


def clopper_pearson(successes: float, n: int, level: float = 0.95) -> tuple[float, float]:
    """Exact interval of a proportion; successes may be a mean count.

    >>> tuple(round(value, 3) for value in clopper_pearson(190, 200))
    (0.91, 0.976)
    """
    tail = (1 - level) / 2
    low = stats.beta.ppf(tail, successes, n - successes + 1) if successes > 0 else 0.0
    high = stats.beta.ppf(1 - tail, successes + 1, n - successes) if successes < n else 1.0
    return float(low), float(high)
