"""Weighted least squares of corrected shares with absorbed fixed effects, and clustered errors.

Own code rather than pyfixest or linearmodels: neither knows the error that the draw of codes adds, and CR2 with
Satterthwaite's degrees of freedom is here already. Tests compare with numbers of both and of statsmodels.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import stats

from analysis.errors import InputError
from analysis.estimation import enlarge_residuals, sum_by
from analysis.regression.outcomes import Outcomes
from analysis.regression.wild import Bootstrap, bootstrap_interval
from analysis.trends.lines import within
from analysis.trends.precision import (
    ALIKE,
    TWO_CODED,
    TWO_REGIONS,
    Precision,
    cluster_precision,
    corpus_precision,
    no_spread,
)

VARIANCES = ("CR2", "CR1", "CR3", "wild")
POINTS = 100
LEAST_CLUSTERS = 3
MOST_DUMMIES = 300
_ROUNDING = 1e-9
NOT_TOLD = "does not vary within the fixed effects, or goes along with other terms"


@dataclass(frozen=True, eq=False)
class Fit:
    """Regression of the shares of all areas on the same terms.

    Attributes
    ----------
    terms : list of str
    kept : ndarray of bool, shape (n_terms,)
        Whether the data tell of each term at all.
    mean : ndarray, shape (n_terms,)
        Weighted mean of each term.
    coefficient : ndarray, shape (k, n_areas)
        In percentage points: constant, kept terms, fixed effects that are not absorbed; the terms are less their means.
    x : ndarray, shape (n_reports, k)
        What was regressed on, with the absorbed effects taken out and columns of one size.
    scale : ndarray, shape (k,)
        Size of each column.
    outcomes : Outcomes
    cluster : ndarray of int, shape (n_reports,)
    variance : str
        One of `VARIANCES`.
    target : {"population", "corpus"}
    bootstrap : Bootstrap
    absorbed : bool
        Whether there are fixed effects.
    """

    terms: list[str]
    kept: np.ndarray
    mean: np.ndarray
    coefficient: np.ndarray
    x: np.ndarray
    scale: np.ndarray
    outcomes: Outcomes
    cluster: np.ndarray
    variance: str
    target: str
    bootstrap: Bootstrap
    absorbed: bool

    @property
    def residual(self) -> np.ndarray:
        return np.asarray(
            POINTS * self.outcomes.shares.share - self.x @ (self.coefficient * self.scale[:, None])
        )

    def row_of(self, term: str) -> np.ndarray:
        """The combination of coefficients that a term is."""
        row = np.zeros(len(self.coefficient))
        place = self.terms.index(term)
        if self.kept[place]:
            row[1 + int(self.kept[:place].sum())] = 1.0
        return row

    def row_at(self, values: np.ndarray) -> np.ndarray:
        """The combination that a share is where the terms have these values and the fixed effects their means."""
        row = np.zeros(len(self.coefficient))
        row[0] = 1.0
        row[1 : 1 + int(self.kept.sum())] = (values - self.mean)[self.kept]
        return row

    def estimate(self, row: np.ndarray) -> np.ndarray:
        """Value of a combination, shape (n_areas,)."""
        return np.asarray(row @ self.coefficient)


def fit_shares(
    outcomes: Outcomes,
    terms: pd.DataFrame,
    fixed: Mapping[str, np.ndarray],
    cluster: np.ndarray,
    *,
    variance: str = "CR2",
    target: str = "population",
    bootstrap: Bootstrap | None = None,
) -> Fit:
    """Regress corrected shares on terms.

    Parameters
    ----------
    outcomes : Outcomes
    terms : DataFrame, one row per report
        A column of numbers for each term, without constant.
    fixed : mapping of str to ndarray
        Fixed effects: the label of each report.
    cluster : ndarray, shape (n_reports,)
        Label of each report's cluster.
    variance : {"CR2", "CR1", "CR3", "wild"}
    target : {"population", "corpus"}
    bootstrap : Bootstrap, optional
        Draws of the wild bootstrap.

    Raises
    ------
    InputError
        Where fixed effects leave nothing to regress.
    """
    weight = outcomes.shares.weight
    place = pd.factorize(cluster)[0]
    group, dummies = _arrange(fixed, place)
    raw = terms.to_numpy(dtype=float)
    mean = np.average(raw, axis=0, weights=weight) if raw.size else np.zeros(0)
    centred = np.hstack([dummies, raw])
    centred = centred - np.average(centred, axis=0, weights=weight) if centred.size else centred
    inner = centred if group is None else within(centred, weight, group)
    kept = _independent(inner, centred, weight)
    x = np.column_stack([np.ones(len(raw)), inner[:, dummies.shape[1] :], inner[:, : dummies.shape[1]]])
    kept_terms, kept_dummies = kept[dummies.shape[1] :], kept[: dummies.shape[1]]
    if raw.size and not kept_terms.any():
        problem = "hold all that the terms of the formula tell"
        raise InputError("fixed_effects", problem, "leave one out, or name terms that vary within them")
    x = x[:, np.concatenate([[True], kept_terms, kept_dummies])]
    scale = np.sqrt((weight[:, None] * x**2).sum(axis=0) / weight.sum())
    x = x / scale
    weighted = x.T * weight
    coefficient = np.linalg.solve(weighted @ x, weighted @ (POINTS * outcomes.shares.share)) / scale[:, None]
    return Fit(
        list(terms.columns), kept_terms, mean, coefficient, x, scale, outcomes, place, variance, target,
        Bootstrap() if bootstrap is None else bootstrap, bool(fixed),
    )  # fmt: skip


def _arrange(fixed: Mapping[str, np.ndarray], cluster: np.ndarray) -> tuple[np.ndarray | None, np.ndarray]:
    """The fixed effect that is absorbed, because it lies within clusters, and columns for the others."""
    labels = {name: pd.factorize(values)[0] for name, values in fixed.items()}
    inside = [
        name
        for name, own in labels.items()
        if pd.DataFrame({"own": own, "cluster": cluster}).drop_duplicates()["own"].is_unique
    ]
    absorbed = max(inside, key=lambda name: int(labels[name].max()), default=None)
    columns = [np.zeros((len(cluster), 0))]
    for name, own in labels.items():
        if name == absorbed:
            continue
        levels = int(own.max()) + 1
        if levels > MOST_DUMMIES:
            problem = f"name {name!r} with {levels} levels, which do not lie within the clusters"
            raise InputError("fixed_effects", problem, "cluster by what they lie in, or take a coarser one")
        columns.append((own[:, None] == np.arange(1, levels)).astype(float))
    return None if absorbed is None else labels[absorbed], np.hstack(columns)


def _independent(inner: np.ndarray, centred: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Which columns add to those before them, by Gram–Schmidt, shape (n_columns,)."""
    root = np.sqrt(weight / weight.sum())[:, None]
    size = np.sqrt(((root * centred) ** 2).sum(axis=0))
    basis = np.zeros((len(inner), 0))
    kept = np.zeros(inner.shape[1], dtype=bool)
    for place, column in enumerate((root * inner).T):
        left = column - basis @ (basis.T @ column)
        left = left - basis @ (basis.T @ left)  # again, against rounding
        length = float(np.sqrt(left @ left))
        if length > _ROUNDING * max(float(size[place]), _ROUNDING):
            kept[place] = True
            basis = np.column_stack([basis, left / length])
    return kept


@dataclass(frozen=True, eq=False)
class Combination:
    """A combination of coefficients, such as a term or a share at given values, with what is known of its error.

    Attributes
    ----------
    estimate : ndarray, shape (n_areas,)
        In percentage points.
    precision : Precision
    low, high, p : ndarray, shape (n_areas,)
    parts : ndarray, shape (n_clusters, n_areas)
        What each cluster adds to the estimate's error, enlarged as CR2 does.
    """

    estimate: np.ndarray
    precision: Precision
    low: np.ndarray
    high: np.ndarray
    p: np.ndarray
    parts: np.ndarray

    @property
    def std_error(self) -> np.ndarray:
        """Standard error, the larger of the spread seen and of what the draw of codes gives; missing with a reason."""
        own = np.sqrt(np.maximum(self.precision.variance, self.precision.floor))
        return np.where([one is None for one in self.precision.reason], own, np.nan)


def combine(fit: Fit, row: np.ndarray, level: float) -> Combination:
    """What is known of a combination of coefficients.

    Parameters
    ----------
    fit : Fit
    row : ndarray, shape (k,)
        Weight of each coefficient.
    level : float
    """
    unit = float(np.sqrt(((row / fit.scale) ** 2).sum()))
    found = _combine(fit, row / unit, level)  # in units in which no number is tiny
    precision = found.precision
    return Combination(
        unit * found.estimate,
        replace(precision, variance=unit**2 * precision.variance, floor=unit**2 * precision.floor),
        unit * found.low,
        unit * found.high,
        found.p,
        unit * found.parts,
    )


def _combine(fit: Fit, row: np.ndarray, level: float) -> Combination:
    estimate = fit.estimate(row)
    shares, errors = fit.outcomes.shares, fit.outcomes.errors
    draws, weight, n_areas = shares.draws, shares.weight, shares.share.shape[1]
    # columns such that the combination is the first coefficient
    turn = _turned(row / fit.scale)
    x = fit.x @ turn
    bread = np.linalg.inv((x.T * weight) @ x)
    pull = POINTS * (x @ bread)[:, 0]
    size = draws.whole * pull[draws.report]
    errors = errors.take(shares.row)
    n, k = int(fit.cluster.max()) + 1, x.shape[1]
    scores = (x * weight[:, None])[:, :, None] * fit.residual[:, None, :]
    scores = sum_by(scores.reshape(len(x), -1), fit.cluster, n).reshape(n, k, n_areas)
    square = x[:, :, None] * x[:, None, :]
    leverage = sum_by((weight[:, None, None] * square).reshape(len(x), -1), fit.cluster, n).reshape(n, k, k)
    parts = ((bread @ enlarge_residuals(leverage))[:, :1] @ scores)[:, 0]
    if fit.target == "corpus":
        precision = corpus_precision(draws, errors, size, fit.outcomes.totals.estimator)
        return Combination(estimate, precision, *precision.interval(estimate, level), parts)
    telling = np.abs(pull) > _ROUNDING * np.abs(pull).max()
    coded = (shares.reports["n_coded"] > 0).to_numpy(dtype=bool)
    known = telling if fit.outcomes.totals.estimator == "naive" else telling & coded
    informed = len(np.unique(fit.cluster[known]))
    if informed < LEAST_CLUSTERS or n <= 1:
        why = TWO_REGIONS if len(np.unique(fit.cluster[telling])) < LEAST_CLUSTERS else TWO_CODED
        nothing, missing = np.zeros(n_areas), np.full(n_areas, np.nan)
        reason = np.full(n_areas, why, dtype=object)
        precision = Precision(nothing, nothing, 0.0, 0.0, informed, reason)
        return Combination(estimate, precision, missing, missing, missing, parts)
    floor = errors.floor(size, draws.probability) if len(size) else np.zeros(n_areas)
    drawn = ((1 - draws.probability) * draws.whole**2)[:, None] * square[draws.report].reshape(-1, k * k)
    noise = sum_by(drawn, fit.cluster[draws.report], n).reshape(n, k, k) if len(size) else leverage
    variance, degrees = _variance(fit, scores, leverage, noise, floor, bread)
    alike = no_spread(variance, floor, ALIKE)
    precision = Precision(variance, floor, degrees, errors.degrees, informed, alike)
    low, high, p = precision.interval(estimate, level)
    if fit.variance == "wild":
        inverted = bootstrap_interval(scores, leverage, estimate, level, fit.bootstrap)
        floored = Precision(np.zeros(n_areas), floor, 0.0, errors.degrees, informed, alike)
        least = floored.interval(estimate, level)
        low = np.where(np.isnan(low), np.nan, np.fmin(inverted[0], least[0]))
        high = np.where(np.isnan(high), np.nan, np.fmax(inverted[1], least[1]))
        p = np.where(np.isnan(p), np.nan, np.fmax(inverted[2], least[2]))
    return Combination(estimate, precision, low, high, p, parts)


def _turned(row: np.ndarray) -> np.ndarray:
    """Columns of a new basis in which the combination with these weights is the first coefficient."""
    lead = int(np.argmax(np.abs(row)))
    rows = np.vstack([row, np.delete(np.eye(len(row)), lead, axis=0)])
    return np.linalg.inv(rows)


def _variance(
    fit: Fit,
    scores: np.ndarray,
    leverage: np.ndarray,
    noise: np.ndarray,
    floor: np.ndarray,
    bread: np.ndarray,
) -> tuple[np.ndarray, float]:
    n, k = leverage.shape[:2]
    if fit.variance == "CR2":
        return cluster_precision(scores, leverage, 0, noise, floor)
    power = -1.0 if fit.variance == "CR3" else 0.0
    own = (bread[:1] @ (enlarge_residuals(leverage, power) if power else np.eye(k)) @ scores)[:, 0]
    many = len(fit.x)
    factor = (n - 1) / n if power else n / (n - 1) * (many - 1) / max(many - k, 1)
    return factor * (own**2).sum(axis=0), float(n - 1)


def joint_test(combination: Combination, told: np.ndarray, share: np.ndarray) -> tuple[float, float, float]:
    r"""Test that a combination is zero in all areas: F, its p, and the degrees of freedom of its denominator.

    Notes
    -----
    All areas have one design, so the covariance of their estimates is about Wishart with the degrees :math:`\nu` of a single
    one, and :math:`F = \frac{\nu - q + 1}{\nu q} b^T V^{-1} b` of :math:`q` areas has Hotelling's distribution
    (Pustejovsky & Tipton 2018). One area is left out, because the estimates sum to zero: the one with the largest share.
    """
    precision = combination.precision
    known = told & np.array([one is None for one in precision.reason])
    missing = (np.nan, np.nan, np.nan)
    if known.sum() < 2 or not precision.degrees > 0:
        return missing
    places = np.flatnonzero(known)
    places = np.delete(places, int(np.argmax(share[places])))
    parts = combination.parts[:, places]
    size = np.sqrt((parts**2).sum(axis=0))
    q, nu = len(places), float(precision.degrees)
    below = nu - q + 1
    if below <= 0 or not size.all() or np.linalg.matrix_rank(parts / size, tol=1e-6) < q:
        return missing
    # an area whose spread is less than the codes' errors allow counts with these
    parts = parts * np.sqrt(np.maximum(1.0, precision.floor[places] / size**2))
    covariance = parts.T @ parts
    own = combination.estimate[places]
    value = below / (nu * q) * float(own @ np.linalg.solve(covariance, own))
    return value, float(stats.f.sf(value, q, below)), below
