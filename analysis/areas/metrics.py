"""How right a set of predictions is: accuracy, macro-F1, kappa, calibration, share errors, conformal sets.

scikit-learn counts; intervals resample reports, because units of one report are alike.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats
from sklearn.metrics import precision_recall_fscore_support

from analysis.columns.types import AREAS

BINS = 10
Metric = Callable[[np.ndarray, np.ndarray], float]


@dataclass(frozen=True, eq=False)
class Measured:
    """Metrics of pooled predictions; intervals resample reports."""

    predictions: pd.DataFrame
    probabilities: np.ndarray
    level: float
    n_resamples: int
    random_state: int
    baselines: tuple[str, ...] = ()
    codes: tuple[int, ...] = AREAS

    def summary(self) -> pd.DataFrame:
        true = self.predictions["area"].to_numpy(dtype=int)
        rows = []
        for name, column in {
            "AreaClassifier": "predicted",
            **{name: name for name in self.baselines},
        }.items():
            answers = self.predictions[column].to_numpy(dtype=int)
            row: dict[str, Any] = {"classifier": name, "n_units": len(true)}
            for metric, function in METRICS.items():
                low, high = self._interval(function, true, answers)
                row |= {metric: function(true, answers), f"{metric}_low": low, f"{metric}_high": high}
            rows.append(row | {"level": self.level})
        table = pd.DataFrame(rows)
        right = self.predictions["right"].to_numpy(dtype=bool)
        known = right & self.predictions["measure"].notna().to_numpy()
        same = self.predictions["measure"].astype("string") == self.predictions["predicted_measure"].astype(
            "string"
        )
        onehot = np.eye(len(self.codes))[[self.codes.index(area) for area in true]]
        table.loc[0, "ece"] = calibration_error(self.predictions)
        table.loc[0, "brier"] = float(((self.probabilities - onehot) ** 2).sum(axis=1).mean())
        table.loc[0, "abstained"] = float(self.predictions["abstained"].mean())
        table.loc[0, "measure_accuracy"] = (
            float(same.to_numpy(dtype=bool, na_value=False)[known].mean()) if known.any() else np.nan
        )
        return table

    def areas(self) -> pd.DataFrame:
        true = self.predictions["area"].to_numpy(dtype=int)
        answers = self.predictions["predicted"].to_numpy(dtype=int)
        precision, recall, f1, count = precision_recall_fscore_support(
            true, answers, labels=list(self.codes), zero_division=np.nan
        )
        intervals = [self._interval(_f1, true == area, answers == area) for area in self.codes]
        return pd.DataFrame(
            {
                "area": self.codes, "n_units": count, "precision": precision, "recall": recall, "f1": f1,
                "f1_low": [low for low, _ in intervals], "f1_high": [high for _, high in intervals], "level": self.level,
            }
        )  # fmt: skip

    def calibration(self) -> pd.DataFrame:
        probability = self.predictions["probability"].to_numpy(dtype=float)
        edges, bins = np.linspace(0, 1, BINS + 1), _bins(probability)
        right = self.predictions["right"].to_numpy(dtype=float)
        rows = [
            {"bin_low": edges[own], "bin_high": edges[own + 1], "n_units": int((bins == own).sum()),
             "probability": probability[bins == own].mean(), "accuracy": right[bins == own].mean(),
             **self._binomial(right[bins == own])}
            for own in np.unique(bins)
        ]  # fmt: skip
        return pd.DataFrame(rows)

    def _binomial(self, right: np.ndarray) -> dict[str, float]:
        """Exact interval of the part of units that are right (Clopper & Pearson 1934), as if they were independent."""
        found = stats.binomtest(int(right.sum()), len(right)).proportion_ci(self.level, method="exact")
        return {"low": found.low, "high": found.high, "level": self.level}

    def share_errors(self) -> pd.DataFrame:
        work = self.predictions[self.predictions["role"] == "work"]
        parts = [pd.DataFrame(columns=["year", "area", "coded", "predicted"])]
        for year, own in work.groupby("year"):
            chars = own["n_chars"].astype(float)
            shares = {
                name: (chars.groupby(own[column].astype(int)).sum() / chars.sum()).reindex(
                    self.codes, fill_value=0.0
                )
                for name, column in (("coded", "area"), ("predicted", "predicted"))
            }
            parts.append(pd.DataFrame({"year": int(year), "area": self.codes, **shares}))
        table = pd.concat(parts[1:] or parts, ignore_index=True)
        return table.assign(error=table["predicted"] - table["coded"])

    def sets(self, level: float) -> pd.DataFrame:
        """How often the conformal sets hold the coded area, and how large they are."""
        covered, size = (self.predictions[name].mean() for name in ("covered", "set_size"))
        return pd.DataFrame([{"level": level, "coverage": covered, "mean_size": size}])

    def _interval(self, statistic: Metric, true: np.ndarray, answers: np.ndarray) -> tuple[float, float]:
        reports = self.predictions["report_id"].to_numpy(dtype=str)
        return report_interval(
            statistic, true, answers, reports, self.level, self.n_resamples, self.random_state
        )


def report_interval(
    statistic: Metric,
    true: np.ndarray,
    answers: np.ndarray,
    reports: np.ndarray,
    level: float,
    n_resamples: int,
    random_state: int,
) -> tuple[float, float]:
    """Bounds of a statistic of coded and predicted areas when reports are resampled; missing where there is one report."""
    rows_of = [np.flatnonzero(reports == report) for report in np.unique(reports)]
    if len(rows_of) < 2:
        return np.nan, np.nan
    generator = np.random.default_rng(random_state)
    drawn = []
    for _ in range(n_resamples):
        rows = np.concatenate([rows_of[draw] for draw in generator.integers(len(rows_of), size=len(rows_of))])
        drawn.append(statistic(true[rows], answers[rows]))
    tail = (1 - level) / 2
    known = np.array(drawn)[np.isfinite(drawn)]  # an area may be absent from a resample
    low, high = np.quantile(known, [tail, 1 - tail]) if len(known) else (np.nan, np.nan)
    return float(low), float(high)


def calibration_error(answers: pd.DataFrame, weight: np.ndarray | None = None) -> float:
    """Expected calibration error over ten equal bins of probability (Guo et al. 2017, doi:10.48550/arXiv.1706.04599).

    Parameters
    ----------
    answers : DataFrame, one row per unit
        ``probability`` of the answer, and whether it is ``right``.
    weight : ndarray, shape (n_units,), optional
        What each unit stands for; default all the same.

    Examples
    --------
    >>> answers = pd.DataFrame({"probability": [0.75, 0.75, 0.95], "right": [True, False, True]})
    >>> round(calibration_error(answers), 3)
    0.183
    """
    probability = answers["probability"].to_numpy(dtype=float)
    weight = np.ones(len(answers)) if weight is None else weight
    gap = weight * (probability - answers["right"].to_numpy(dtype=float))
    return float(np.abs(np.bincount(_bins(probability), weights=gap)).sum() / weight.sum())


def _bins(probability: np.ndarray) -> np.ndarray:
    return np.minimum((probability * BINS).astype(int), BINS - 1)


def _f1(true: np.ndarray, answers: np.ndarray) -> float:
    both = 2.0 * (true & answers).sum()
    total = true.sum() + answers.sum()
    return float(both / total) if total else np.nan


def _macro_f1(true: np.ndarray, answers: np.ndarray) -> float:
    return float(np.mean([_f1(true == area, answers == area) for area in np.unique(true)]))


def _kappa(true: np.ndarray, answers: np.ndarray) -> float:
    """Cohen's kappa; missing where all units were coded with one area.

    scikit-learn's value to the last digit, ten times as fast: an interval takes a thousand of them.
    """
    if len(np.unique(true)) < 2:
        return np.nan
    areas, places = np.unique([true, answers], return_inverse=True)
    size = len(areas)
    coded, answered = places.reshape(2, -1)
    both = np.bincount(coded * size + answered, minlength=size**2).reshape(size, size)
    expected = np.outer(both.sum(axis=0), both.sum(axis=1)) / len(true)
    differ = ~np.eye(size, dtype=bool)
    return float(1 - (both * differ).sum() / (expected * differ).sum())


METRICS: dict[str, Metric] = {
    "accuracy": lambda true, answers: float((true == answers).mean()),
    "macro_f1": _macro_f1,
    "kappa": _kappa,
}
