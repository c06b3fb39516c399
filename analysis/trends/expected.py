"""What precision to expect of corrected shares and slopes: by how regions differ, and by how many paragraphs are coded."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.estimation import ratio_variance, sum_by
from analysis.trends.estimand import Estimand
from analysis.trends.lines import fixed_effects, within
from analysis.trends.precision import code_errors
from analysis.trends.slopes import report_shares, yearly_slope
from analysis.trends.totals import Draws, Totals, report_totals
from analysis.trends.units import Units, weigh_table

PILOT, ASSUMED = "pilot codes", "assumed accuracy"
_POINTS = 100
_LEAST_REGIONS = 3  # for an interval of a slope


@dataclass(frozen=True, eq=False)
class Expected:
    """Variances of shares and slopes of a corpus by their two sources.

    Attributes
    ----------
    years : ndarray of int, shape (n_years,)
    held : ndarray, shape (n_years, n_regions)
        Paragraphs of each region in each year.
    between, drawn : ndarray, shape (n_years, n_areas)
        Variance of each yearly share between regions, and that of a draw of one code a year, before the part coded is
        taken off.
    slope_between : ndarray, shape (n_areas,)
        Variance of each slope between regions, in percentage points per year squared; NaN where it cannot be told.
    slope_drawn : ndarray, shape (n_years, n_areas)
        What a draw of one code in each year adds to it.
    telling : ndarray of bool, shape (n_regions,)
        Regions that tell about a slope: in several years, where any is.
    slope_degrees : float
        Degrees of freedom of the variance of slopes between regions.
    source : str
    """

    years: np.ndarray
    held: np.ndarray
    between: np.ndarray
    drawn: np.ndarray
    slope_between: np.ndarray
    slope_drawn: np.ndarray
    telling: np.ndarray
    slope_degrees: float
    source: str

    def part(self, n: int, regions: float = 1.0) -> np.ndarray:
        """1/n − 1/N of each year, were the corpus as many times as large."""
        whole = self.held.sum(axis=1) * regions
        return np.maximum(1 / min(n, 10**9) - 1 / whole, 0.0)

    def coded_regions(self, n: int, regions: float = 1.0, *, slope: bool = False) -> float:
        """Regions expected to have codes, in a year on average or, for a slope, in any year among those that tell."""
        whole = self.held.sum(axis=1, keepdims=True) * regions
        missed = (1 - np.minimum(n / whole, 1.0)) ** self.held
        if slope:
            return float(regions * (1 - missed.prod(axis=0))[self.telling].sum())
        return float(regions * (1 - missed).sum(axis=1).mean())

    def share_variance(self, n: int) -> tuple[np.ndarray, float]:
        """Variance of yearly shares, shape (n_years, n_areas), and its degrees of freedom."""
        return self.between + self.drawn * self.part(n)[:, None], self.coded_regions(n) - 1

    def slope_variance(self, n: int, regions: float = 1.0, stretch: float = 1.0) -> tuple[np.ndarray, float]:
        """Variance of slopes, shape (n_areas,), and its degrees of freedom, with as many times the regions and the sum of
        squared distances of the years.
        """
        drawn = (self.slope_drawn * self.part(n, regions)[:, None]).sum(axis=0)
        return (self.slope_between / regions + drawn) / stretch, self.coded_regions(
            n, regions, slope=True
        ) - 1


def expect_precision(
    coded: pd.DataFrame,
    codes: pd.DataFrame | None,
    accuracy: float | None,
    reports: pd.DataFrame | None,
    estimand: Estimand,
) -> tuple[Expected, Totals]:
    """Variances by pilot codes or an assumed accuracy, and the totals of the classifier's answers.

    Raises
    ------
    InputError
        When neither or both of `codes` and `accuracy` are given, or an accuracy is no better than chance.
    """
    if (codes is None) == (accuracy is None):
        raise InputError("codes and accuracy", "are both given or both missing", "give one of them")
    naive = report_totals(coded, None, replace(estimand, estimator=None), reports=reports)
    n_areas = len(naive.areas)
    if accuracy is not None and not 1 / n_areas < accuracy <= 1:
        raise InputError("accuracy", f"is {accuracy}", f"use a share between 1/{n_areas} and 1")
    if codes is None:
        error = _assumed_error(weigh_table(coded, None, estimand), estimand.weight, float(accuracy or 0))
    else:
        error = _pilot_error(report_totals(coded, codes, estimand, reports=reports).draws)
    return _by_source(naive, error, ASSUMED if codes is None else PILOT), naive


def _by_source(naive: Totals, error: np.ndarray, source: str) -> Expected:
    """Variances between regions by the answers, and by codes with this mean square of the weighted error."""
    years, year = np.unique(naive.years, return_inverse=True)
    region, regions = pd.factorize(naive.reports["region"])
    n_units = naive.reports["n_units"].to_numpy(dtype=float)
    held = np.zeros((len(years), len(regions)))
    np.add.at(held, (year, region), n_units)
    between, whole = np.empty((len(years), len(naive.areas))), np.empty(len(years))
    for number in range(len(years)):
        own = year == number
        _, place = np.unique(region[own], return_inverse=True)
        sums = sum_by(naive.parts[own], place, place.max() + 1)
        between[number], whole[number] = ratio_variance(sums, sums.sum(axis=1))[1], sums.sum()
    count = held.sum(axis=1)
    drawn = (count / whole)[:, None] ** 2 * error
    pull, telling = _pull(naive)
    slope, degrees = np.full(len(naive.areas), np.nan), np.nan
    if len(years) > 2 and len(np.unique(region[telling])) >= _LEAST_REGIONS:
        _, found = yearly_slope(report_shares(naive), code_errors(naive), "naive", "population")
        slope, degrees = found.variance, found.degrees
    # the square of the count times the mean square of what a paragraph adds
    added = _POINTS**2 * np.bincount(year, weights=n_units * pull**2) * count
    known = np.isin(np.arange(len(regions)), region[telling])
    return Expected(years, held, between, drawn, slope, added[:, None] * error, known, degrees, source)


def _pull(naive: Totals) -> tuple[np.ndarray, np.ndarray]:
    """What a unit of weight in each report adds to a slope, and which reports tell of one."""
    weight = np.maximum(naive.predicted, 1e-12)
    year = naive.years.astype(float)[:, None]
    inside = within(year - year.mean(), weight, fixed_effects(naive.reports))
    square = float((weight[:, None] * inside**2).sum())
    pull = inside[:, 0] / square if square > 0 else np.zeros(len(year))
    return pull, np.abs(pull) > 1e-9 * np.abs(pull).max(initial=0)


def _assumed_error(units: Units, weight: str, accuracy: float) -> np.ndarray:
    """Mean square of the weighted error of each area, if errors go evenly to the other areas."""
    wrong = 1 - accuracy
    missed = wrong / (units.answer.shape[1] - 1)
    square = units.answer * wrong + (1 - units.answer) * missed
    sizes = units.weight
    if weight == "reports":
        report = pd.factorize(units.table["report_id"])[0]
        sizes = sizes / np.bincount(report, weights=sizes * (units.predicted > 0))[report]
    return np.asarray((sizes[:, None] ** 2 * square).mean(axis=0))


def _pilot_error(draws: Draws) -> np.ndarray:
    """Mean square of the weighted error of each area about its mean, by codes of paragraphs of the role, each of which
    stands for those not drawn.
    """
    own = draws.take(draws.answered)
    error, stands = own.error * own.probability[:, None], 1 / own.probability
    mean = stands @ error / stands.sum()
    n = len(error)
    return np.asarray(stands @ (error - mean) ** 2 / stands.sum() * n / max(n - 1, 1))
