"""Two models on the same coded units: differences with paired intervals by report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from analysis.areas.metrics import calibration_error
from analysis.renewal.words import say

_BETTER_BELOW = {"accuracy": False, "log loss": True, "share error": True}


@dataclass(frozen=True, eq=False)
class Pair:
    """The answers of the present model and of the candidate to the same units.

    Attributes
    ----------
    units : DataFrame, one row per coded unit
    present, candidate : DataFrame, one row per unit
        As :func:`analysis.renewal.scoring.score_units` returns them.
    """

    units: pd.DataFrame
    present: pd.DataFrame
    candidate: pd.DataFrame

    @classmethod
    def of(
        cls, units: pd.DataFrame, present: pd.DataFrame, candidate: pd.DataFrame, where: np.ndarray
    ) -> Pair:
        """The pair on some of the units."""
        return cls(*(table[where].reset_index(drop=True) for table in (units, present, candidate)))

    def check(
        self, measure: str, years: str, tolerance: float, level: float, n_resamples: int, random_state: int
    ) -> dict[str, Any]:
        """One row of the table of checks: the difference of a measure, and whether it is allowed.

        The bounds of means are those of the jackknife over reports with Student's t on one less than their number, so that
        "for sure" keeps its level with three reports; those of the share error are quantiles of resampled reports.

        On earlier years the bound that counts against the candidate must lie within the tolerance; on the new year the log
        loss must be smaller for sure, and accuracy must not fall.
        """
        of_counts = {
            "accuracy": self._accuracy,
            "log loss": self._log_loss,
            "share error": self._share_error,
        }[measure]
        cluster, names, resampled = self._clusters()
        present, candidate = of_counts(cluster, np.ones((1, len(names))))[:, 0]
        if measure == "share error":  # sums of absolute values, for which the jackknife does not hold
            drawn = np.random.default_rng(random_state).multinomial(
                len(names), np.full(len(names), 1 / len(names)), size=n_resamples
            )
            again = of_counts(cluster, drawn)
            low, high = np.nanquantile(again[1] - again[0], [(1 - level) / 2, (1 + level) / 2])
        else:
            without = (
                of_counts(cluster, 1 - np.eye(len(names))) if len(names) > 1 else np.full((2, 1), np.nan)
            )
            low, high = jackknife_limits(candidate - present, without[1] - without[0], level)
        difference = float(candidate - present)
        worst = -low if not _BETTER_BELOW[measure] else high
        if years == "new" and measure == "log loss":
            passed, limit, fault = bool(high < 0), 0.0, "not_below"
        elif years == "new" and measure == "accuracy":
            passed, limit, fault = bool(difference >= 0), 0.0, "fell"
        else:
            passed, limit, fault = bool(worst <= tolerance), tolerance, "beyond"
        values = {"present": float(present), "candidate": float(candidate), "difference": difference}
        values |= {"low": float(low), "high": float(high), "limit": limit}
        row = self._row(measure, years, values, None if passed else fault)
        return row | {"level": level, "resampled": resampled}

    def calibration(self, tolerance: float) -> dict[str, Any]:
        """Whether the candidate's probabilities are as right as the present model's, on these units."""
        weight = 1 / self.units["inclusion_probability"].to_numpy(dtype=float)
        present, candidate = (calibration_error(own, weight) for own in (self.present, self.candidate))
        values = {
            "present": present,
            "candidate": candidate,
            "difference": candidate - present,
            "limit": tolerance,
        }
        return self._row("calibration", "new", values, None if candidate - present <= tolerance else "beyond")

    def _row(self, check: str, years: str, values: dict[str, float], fault: str | None) -> dict[str, Any]:
        """A row of the table of checks, with its sentence in both languages."""
        said = {}
        for column, lang in (("reason", "en"), ("reason_zh", "zh")):
            found = say(f"check.{check.replace(' ', '_')}", lang, years=say(f"years.{years}", lang), **values)
            said[column] = found + (say(f"check.{fault}", lang, **values) if fault else "")
        sizes = {"n_units": len(self.units), "n_reports": self.units["report_id"].nunique()}
        return {"check": check, "years": years, "passed": fault is None, **values, **sizes, **said}

    def _clusters(self) -> tuple[np.ndarray, np.ndarray, str]:
        """What is resampled: reports; paragraphs where there is one report."""
        cluster, names = pd.factorize(self.units["report_id"])
        if len(names) > 1:
            return cluster, np.asarray(names), "reports"
        cluster, names = pd.factorize(self.units["paragraph_id"])
        return cluster, np.asarray(names), "paragraphs"

    def _accuracy(self, cluster: np.ndarray, counts: np.ndarray) -> np.ndarray:
        return self._mean("right", cluster, counts)

    def _log_loss(self, cluster: np.ndarray, counts: np.ndarray) -> np.ndarray:
        return self._mean("log_loss", cluster, counts)

    def _mean(self, column: str, cluster: np.ndarray, counts: np.ndarray) -> np.ndarray:
        """Weighted means of both models for each row of counts of clusters, shape (2, n_rows)."""
        weight = 1 / self.units["inclusion_probability"].to_numpy(dtype=float)
        whole = counts @ np.bincount(cluster, weights=weight)
        sides = [
            counts @ np.bincount(cluster, weights=weight * own[column].to_numpy(dtype=float)) / whole
            for own in (self.present, self.candidate)
        ]
        return np.stack(sides)

    def _share_error(self, cluster: np.ndarray, counts: np.ndarray) -> np.ndarray:
        """Share errors of both models in percentage points, means over years, for each row of counts, shape (2, n_rows)."""
        work = (self.units["role"] == "work").to_numpy(dtype=bool)
        work = work if work.any() else np.ones(len(work), dtype=bool)
        weight = np.where(
            work,
            self.units["n_chars"].to_numpy(dtype=float)
            / self.units["inclusion_probability"].to_numpy(dtype=float),
            0,
        )
        truth = self.units["area"].to_numpy(dtype=int)
        year = self.units["year"].to_numpy(dtype=int)
        width = 1 + max(
            int(own.max()) for own in (truth, *(one["predicted"] for one in (self.present, self.candidate)))
        )
        errors: tuple[list[np.ndarray], list[np.ndarray]] = ([], [])
        for one in np.unique(year):
            own = np.where(year == one, weight, 0.0)
            whole = counts @ np.bincount(cluster, weights=own)
            true = counts @ _by_area(cluster, truth, own, width)
            for side, scores in zip(errors, (self.present, self.candidate), strict=True):
                gap = np.abs(
                    counts @ _by_area(cluster, scores["predicted"].to_numpy(dtype=int), own, width) - true
                ).sum(axis=1)
                side.append(50 * np.divide(gap, whole, out=np.full(len(whole), np.nan), where=whole > 0))
        known = np.maximum((~np.isnan(errors[0])).sum(axis=0), 1)  # a resample may miss a year
        return np.stack([np.nansum(side, axis=0) / known for side in errors])


def jackknife_limits(value: float, without: np.ndarray, level: float) -> tuple[float, float]:
    """Lower and upper bound from values without each cluster; NaN for fewer than two.

    >>> low, high = jackknife_limits(0.2, np.array([0.1, 0.2, 0.3]), 0.9)
    >>> round(low, 3), round(high, 3)
    (-0.137, 0.537)
    """
    n = len(without)
    if n < 2:
        return np.nan, np.nan
    error = float(np.sqrt((n - 1) / n * ((without - value) ** 2).sum()))
    half = float(stats.t.isf((1 - level) / 2, n - 1)) * error
    return float(value) - half, float(value) + half


def _by_area(cluster: np.ndarray, area: np.ndarray, weight: np.ndarray, width: int) -> np.ndarray:
    """Weight of each area in each cluster, shape (n_clusters, width); area 0 comes first."""
    cells = np.bincount(cluster * width + area, weights=weight, minlength=(cluster.max() + 1) * width)
    return cells.reshape(-1, width)
