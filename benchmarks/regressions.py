"""How often regressions find what is not there, and hold what is: the tables of ``docs/regression.md``.

    python -m benchmarks.regressions [--regions 8 30 60] [--replicates 200] [--wild 100] [--topics 40]

writes ``docs/calibration/regressions.csv`` and ``topic_regressions.csv``; what is measured anew takes the place of its old rows. What is simulated is described under
:func:`analysis.simulated_regressions`; the wild bootstrap has fewer corpora, because each takes a second. About
twenty minutes on one core.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd

import analysis as fz
from analysis.simulation.coverage import clopper_pearson

CALIBRATION = Path(__file__).parents[1] / "docs" / "calibration"
EFFECT, MOVED, RARE = 5.0, 4, (7, 8)
_KEYS = ["n_regions", "covariate", "estimator"]
_ORDER = {
    name: place
    for place, name in enumerate(("of governments", "of years", "dsl", "codes", "naive", "CR2", "wild"))
}
_COLUMNS = (
    *_KEYS, "errors", "size", "size_low", "size_high", "size_rare", "size_any", "coverage", "half_width", "missing", "n_replicates",
)  # fmt: skip


def measure(regions: tuple[int, ...], variance: str, replicates: int) -> pd.DataFrame:
    """One row per number of governments, covariate and estimator.

    ``size`` is how often area 4 is found to depend on a covariate without effect (with its 95% Clopper–Pearson interval),
    ``size_rare`` the mean of areas 7 and 8, ``size_any`` how often any adjusted p of the eight is below 5%; ``coverage``
    how often the interval of area 4 holds an effect of five points, of ``half_width`` points.
    """
    given = {"n_regions": regions, "n_replicates": replicates, "variance": variance}
    null = fz.simulated_regressions(**given)
    some = fz.simulated_regressions(**given, effect=EFFECT, random_state=1)
    areas = null[null["statistic"] == "interval"]
    own = areas[areas["area"] == MOVED].set_index(_KEYS)
    effect = some[some["area"] == MOVED].set_index(_KEYS)
    rare = areas[areas["area"].isin(RARE)].groupby(_KEYS)["rejected"].mean()
    table = pd.DataFrame(
        {
            "errors": variance,
            "size": own["rejected"],
            "size_rare": rare,
            "size_any": null[null["statistic"] == "any area"].set_index(_KEYS)["rejected"],
            "coverage": effect["coverage"],
            "half_width": effect["half_width"],
            "missing": own["missing"],
            "n_replicates": own["n_replicates"],
        }
    )
    return with_bounds(table.loc[own.index].reset_index())[list(_COLUMNS)].round(3)


def with_bounds(table: pd.DataFrame) -> pd.DataFrame:
    """The 95% Clopper–Pearson interval of each size."""
    tried = (table["n_replicates"] * (1 - table["missing"])).round().astype(int)
    bounds = [
        clopper_pearson(float(round(size * n)), n) for size, n in zip(table["size"], tried, strict=True)
    ]
    return table.assign(size_low=[low for low, _ in bounds], size_high=[high for _, high in bounds])


RISE = 3.0  # points a year


def holds_a_rise(many: int, refits: int, seed: int) -> bool:
    """Whether the interval of the topic that rises, by a covariate that grows with the years, holds the planted rise."""
    span = range(2019, 2023)
    sim = fz.make_topic_reports(
        4, many, span, rising={1: RISE}, appearing={}, n_paragraphs=8, random_state=1000 + seed
    )
    model = fz.TopicModel(4, random_state=seed).fit(sim.paragraphs)
    planted = set(sim.words.loc[sim.words["topic"] == 1, "word"].head(20))
    topic = model.top_words(20).apply(lambda own: len(planted & set(own)), axis=1).idxmax()
    x = pd.DataFrame({"year": [*span], "x": [float(year - span[0]) for year in span]})
    table = fz.topic_regression(
        "share ~ x", model, sim.paragraphs, reports=sim.reports, covariates=x, refits=refits
    )
    own = table[(table["term"] == "x") & (table["topic"] == topic)].iloc[0]
    return bool(own["low"] <= RISE <= own["high"])


def measure_topics(regions: tuple[int, ...], replicates: int) -> pd.DataFrame:
    """How often a topic regression finds a covariate of governments, which has no effect on any topic, at 5%.

    ``coverage`` is how often it holds a planted rise of three points a year of one topic.
    """
    rows = []
    for many in regions:
        for refits in (0, 3):
            found = []
            for seed in range(replicates):
                sim = fz.make_topic_reports(
                    4, many, range(2019, 2023), rising={}, appearing={}, n_paragraphs=8, random_state=seed
                )
                governments = sorted(sim.reports["region_code"].unique())
                chosen = np.random.default_rng(seed).permutation(len(governments)) < len(governments) // 2
                x = pd.DataFrame({"region_code": governments, "x": chosen.astype(float)})
                model = fz.TopicModel(4, random_state=seed).fit(sim.paragraphs)
                table = fz.topic_regression(
                    "share ~ x", model, sim.paragraphs, reports=sim.reports, covariates=x, refits=refits
                )
                found.append(table[table["term"] == "x"])
            every = pd.concat(found)
            rows.append(
                {
                    "n_regions": many,
                    "refits": refits,
                    "size": (every["p"] < 0.05).mean(),
                    "size_any": np.mean([(own["p_holm"] < 0.05).any() for own in found]),
                    "coverage": np.mean([holds_a_rise(many, refits, seed) for seed in range(replicates)]),
                    "half_width": ((every["high"] - every["low"]) / 2).mean(),
                    "between": every["between"].mean(),
                    "n_replicates": replicates,
                }
            )
    return pd.DataFrame(rows).round(3)


def keep(file: Path, made: pd.DataFrame, keys: list[str]) -> None:
    """Write what was measured in the place of its old rows, and print all."""
    if file.is_file():
        old = pd.read_csv(file)
        rows = pd.MultiIndex.from_frame(old[keys].astype(str))
        made = pd.concat([old[~rows.isin(pd.MultiIndex.from_frame(made[keys].astype(str)))], made])
    made = made.sort_values(keys, kind="stable", key=lambda own: own.map(_ORDER).fillna(own))
    made.to_csv(file, index=False)
    print(made.to_string(index=False), flush=True)


def main() -> None:
    """Measure what is asked for, and print it."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--regions", type=int, nargs="+", default=[8, 30, 60])
    asked.add_argument("--replicates", type=int, default=200, help="Corpora of each cell; 0 for none.")
    asked.add_argument("--wild", type=int, default=100, help="The same for the wild bootstrap.")
    asked.add_argument(
        "--topics", type=int, default=40, help="The same for topics, with 8 and 30 governments."
    )
    given = asked.parse_args()
    for variance, many in (("CR2", given.replicates), ("wild", given.wild)):
        for own in given.regions if many else ():
            keep(CALIBRATION / "regressions.csv", measure((own,), variance, many), [*_KEYS, "errors"])
    for own in (8, 30) if given.topics else ():
        made = measure_topics((own,), given.topics)
        keep(CALIBRATION / "topic_regressions.csv", made, ["n_regions", "refits"])


if __name__ == "__main__":
    main()
