"""What precision to expect of corrected shares and slopes: by how regions differ, and by how many paragraphs are coded."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.estimation import ratio_variance, sum_by
from analysis.tables import check_table
from analysis.trends.estimand import Estimand
from analysis.trends.panel import place_reports
from analysis.trends.slopes import fit_line, fixed_effects, within
from analysis.trends.truth import settle_codes
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
    source : str
    """

    years: np.ndarray
    held: np.ndarray
    between: np.ndarray
    drawn: np.ndarray
    slope_between: np.ndarray
    slope_drawn: np.ndarray
    telling: np.ndarray
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
) -> tuple[Expected, Units]:
    """Variances by pilot codes or an assumed accuracy.

    Raises
    ------
    InputError
        When neither or both of `codes` and `accuracy` are given, or an accuracy is no better than chance.
    """
    needed = ("paragraph_id", "report_id", "year", "role", "n_chars", "area", "measure")
    check_table(coded, needed, argument="coded", maker="classify_paragraphs")
    if (codes is None) == (accuracy is None):
        raise InputError("codes and accuracy", "are both given or both missing", "give one of them")
    bare = weigh_table(coded, None, estimand)
    n_areas = bare.mix.shape[1]
    if accuracy is not None and not 1 / n_areas < accuracy <= 1:
        raise InputError("accuracy", f"is {accuracy}", f"use a share between 1/{n_areas} and 1")
    if codes is None:
        error = _assumed_error(bare.mix, bare.weight, float(accuracy or 0))
    else:
        error = _pilot_error(weigh_table(coded, settle_codes(coded, codes), estimand), bare)
    return _by_source(bare, error, reports, ASSUMED if codes is None else PILOT), bare


def _by_source(units: Units, error: np.ndarray, reports: pd.DataFrame | None, source: str) -> Expected:
    """Variances between regions by the answers, and by codes with this mean square of the weighted error."""
    table = units.table
    years, year = np.unique(table["year"].to_numpy(dtype=int), return_inverse=True)
    places = place_reports(pd.Series(table["report_id"].unique()), reports).set_index("report_id")
    region, regions = pd.factorize(places.loc[table["report_id"], "region"].to_numpy(dtype=object))
    held = np.zeros((len(years), len(regions)))
    np.add.at(held, (year, region), 1)
    parts = units.mix * units.weight[:, None]
    between, whole = np.empty((len(years), parts.shape[1])), np.empty(len(years))
    for number in range(len(years)):
        own = year == number
        _, place = np.unique(region[own], return_inverse=True)
        sums = sum_by(parts[own], place, place.max() + 1)
        between[number], whole[number] = ratio_variance(sums, sums.sum(axis=1))[1], sums.sum()
    count = held.sum(axis=1)
    drawn = (count / whole)[:, None] ** 2 * error
    slope, pull, telling = _slope_between(units, places, years)
    added = (
        _POINTS**2 * np.bincount(year, weights=pull**2) * count
    )  # the square of the count times the mean square
    return Expected(
        years, held, between, drawn, slope, added[:, None] * error, telling[regions].to_numpy(), source
    )


def _slope_between(
    units: Units, places: pd.DataFrame, years: np.ndarray
) -> tuple[np.ndarray, np.ndarray, pd.Series]:
    """Clustered variance of the slopes of the answers, what a unit of weight of each paragraph adds to a slope, and which
    regions tell of one.
    """
    report, names = pd.factorize(units.table["report_id"])
    parts = sum_by(units.mix * units.weight[:, None], report, len(names))
    weight = np.maximum(parts.sum(axis=1), 1e-9)
    own = places.loc[names].assign(
        year=units.table["year"].to_numpy(dtype=int)[np.unique(report, return_index=True)[1]]
    )
    groups, cluster = fixed_effects(own), pd.factorize(own["region"])[0]
    year = own["year"].to_numpy(dtype=float)[:, None]
    inside = within(year - year.mean(), weight, groups)
    square = float((weight[:, None] * inside**2).sum())
    pull = inside[:, 0] / square if square > 0 else np.zeros(len(names))
    telling = (
        pd.Series(np.abs(pull) > 1e-12 * np.abs(pull).max(initial=0)).groupby(own["region"].to_numpy()).any()
    )
    missing = np.full(parts.shape[1], np.nan)
    if len(years) < 3 or square <= 0 or int(telling.sum()) < _LEAST_REGIONS:
        return missing, pull[report], telling
    _, covariance = fit_line(year - year.mean(), _POINTS * parts / weight[:, None], weight, groups, cluster)
    return covariance[:, 0, 0], pull[report], telling


def _assumed_error(predicted: np.ndarray, weights: np.ndarray, accuracy: float) -> np.ndarray:
    """Mean square of the weighted error of each area, if errors go evenly to the other areas."""
    wrong = 1 - accuracy
    missed = wrong / (predicted.shape[1] - 1)
    square = predicted * wrong + (1 - predicted) * missed
    return np.asarray((weights[:, None] ** 2 * square).mean(axis=0))


def _pilot_error(coded: Units, bare: Units) -> np.ndarray:
    """Mean square of the weighted error of each area about its mean, by codes that stand for the paragraphs of the role."""
    drawn = coded.drawn
    chance = coded.probability[drawn]
    error = coded.correction[drawn] * (chance * coded.weight[drawn])[:, None]
    stands = 1 / chance
    mean = stands @ error / stands.sum()
    n = len(error)
    square = stands @ (error - mean) ** 2 / len(bare.weight)
    return np.asarray(square * n / max(n - 1, 1))
