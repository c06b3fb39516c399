"""Tests of a slope over the reports of governments: that of ``topic_trends`` beside others, where each is right and wrong.

``python -m benchmarks --only "slope tests"`` (a minute). Shares of one topic are drawn for each report: a level of the government,
a slope, and a deviation of 5 points. Governments report in all six years, or half of them do and the others are twice as many
that report once. Errors may be serial (.4 from year to year), slopes may differ between governments (1 point), and those that
report once may write the more of the topic the later they report, although none changes what it writes. A result is size / power /
coverage of the 95% interval: rejections at .05 with a slope of 0 and with one of .8 points a year. Pooled is the least-squares
line through all reports; random effects are generalized least squares with the variances known, clustered (CR2).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from analysis.estimation import cr2, sum_by
from analysis.trends.lines import slope_of_shares
from benchmarks.measuring import Row

YEARS, SPREAD, SLOPE, SEED = 6, 5.0, 0.8, 20210930
MEANS = (0.0, 5.0)  # standard deviation of the governments' levels, in percentage points
PANELS = ("all in every year", "half in every year, others once")


@dataclass(frozen=True)
class World:
    """What differs from errors that are independent and alike."""

    serial: float = 0.0
    slopes: float = 0.0
    late: float = (
        0.0  # points more that a government which reports once writes, per year that it does so later
    )


WORLDS = {
    "errors independent": World(),
    "errors serial": World(serial=0.4),
    "slopes differ": World(slopes=1.0),
    "other governments in late years": World(late=1.0),
}


def measure(n_draws: int = 4_000, sizes: tuple[int, ...] = (8, 20, 60)) -> list[Row]:
    """Rows for each kind of panel, number of governments and way."""
    generator = np.random.default_rng(SEED)
    rows = []
    for name, world in WORLDS.items():
        for panel in PANELS:
            if world.late and panel == PANELS[0]:
                continue
            for n in sizes:
                for spread in MEANS:
                    government, year = _plan(n, panel, np.random.default_rng(SEED))
                    found = [
                        _tests(
                            government,
                            year,
                            _draw(government, year, spread, world, slope, n_draws, generator),
                            spread,
                        )
                        for slope in (0.0, SLOPE)
                    ]
                    what = f"{name}, {n} governments, {panel}, levels ± {spread:.0f} points"
                    said = "; ".join(f"{way} {_say(found[0][way], found[1][way])}" for way in found[0])
                    rows.append(Row(what, "size / power / coverage", said))
    return rows


def _say(null: tuple[np.ndarray, ...], rising: tuple[np.ndarray, ...]) -> str:
    rejected = [(own[2] < 0.05).mean() for own in (null, rising)]
    covered = (np.abs(rising[0] - SLOPE) <= rising[1]).mean()
    return f"{rejected[0]:.3f} / {rejected[1]:.2f} / {covered:.2f}"


def _plan(n: int, panel: str, generator: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Government and year of each report, in order."""
    whole = n if panel == PANELS[0] else n // 2
    times = [np.arange(YEARS)] * whole
    times += [np.sort(generator.choice(YEARS, 1)) for _ in range(2 * (n - whole))]
    return np.repeat(np.arange(len(times)), [len(own) for own in times]), np.concatenate(times)


def _draw(
    government: np.ndarray,
    year: np.ndarray,
    spread: float,
    world: World,
    slope: float,
    n: int,
    generator: np.random.Generator,
) -> np.ndarray:
    """Shares in percent, shape (n_reports, n)."""
    counts = np.bincount(government)
    level = (
        generator.normal(0, spread, (len(counts), n))
        + np.where(
            counts == 1, world.late * (np.bincount(government, weights=year) / counts - (YEARS - 1) / 2), 0
        )[:, None]
    )
    own = slope + generator.normal(0, world.slopes, (len(counts), n))
    error = generator.normal(0, SPREAD, (len(year), n))
    for place in np.flatnonzero(government[1:] == government[:-1]) + 1:
        error[place] = world.serial * error[place - 1] + np.sqrt(1 - world.serial**2) * error[place]
    return np.asarray(12 + level[government] + own[government] * (year - (YEARS - 1) / 2)[:, None] + error)


def _tests(
    government: np.ndarray, year: np.ndarray, share: np.ndarray, spread: float
) -> dict[str, tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Slope, half the width of its interval, and p by each way."""
    region = pd.Series(government).astype(str)
    reports = pd.DataFrame({"year": year, "region": region, "government": region})
    slope, precision = slope_of_shares(reports, share / 100, np.ones(len(year)))
    x = np.column_stack([year - year.mean(), np.ones(len(year))])
    part = 1 - 1 / np.sqrt(1 + np.bincount(government) * (spread / SPREAD) ** 2)
    line, variance, degrees = _clustered(
        *(own - part[government, None] * _means(own, government) for own in (x, share)), government
    )
    flat = x[:, 0] @ share / (x[:, 0] @ x[:, 0])
    rest = share - share.mean(axis=0) - np.outer(x[:, 0], flat)
    usual = (rest**2).sum(axis=0) / (len(x) - 2) / (x[:, 0] @ x[:, 0])
    return {
        "topic_trends": _judge(slope, precision.variance, precision.degrees),
        "pooled": _judge(flat, usual, len(x) - 2),
        "random effects": _judge(line, variance, degrees),
    }


def _judge(
    slope: np.ndarray, variance: np.ndarray, degrees: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    error = np.sqrt(variance)
    return slope, stats.t.ppf(0.975, degrees) * error, 2 * stats.t.sf(np.abs(slope) / error, degrees)


def _means(values: np.ndarray, group: np.ndarray) -> np.ndarray:
    """Mean of the group of each row."""
    return np.asarray((sum_by(values, group, group.max() + 1) / np.bincount(group)[:, None])[group])


def _clustered(x: np.ndarray, y: np.ndarray, cluster: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
    """Slope, variance and degrees of least squares clustered (CR2)."""
    coefficients = np.linalg.solve(x.T @ x, x.T @ y)
    rest, n = y - x @ coefficients, cluster.max() + 1
    leverage = sum_by((x[:, :, None] * x[:, None, :]).reshape(len(x), -1), cluster, n).reshape(n, 2, 2)
    scores = sum_by((x[:, :, None] * rest[:, None, :]).reshape(len(x), -1), cluster, n).reshape(n, 2, -1)
    covariance, degrees = cr2(scores, leverage)
    return coefficients[0], covariance[:, 0, 0], float(degrees[0])
