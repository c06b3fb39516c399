"""Weight of each area in each report, corrected by hand codes where there are any.

Every estimate of this step is made from these totals: a share is a ratio of their sums, a slope a regression on
them. The correction is unbiased for each total, whatever the classifier's errors, so it is unbiased for their sums.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import InputError, check_choice
from analysis.tables import CODED_ROLES, COLUMNS, check_table
from analysis.taxonomy import Taxonomy, load_taxonomy
from analysis.trends.panel import place_reports
from analysis.trends.truth import coded_mix, predicted_mix

TARGETS = ("population", "corpus")
_SEEN_MORE = 0.5  # errors added to those seen in a stratum
WEIGHTS = ("characters", "paragraphs", "reports")


@dataclass(frozen=True, eq=False)
class Draws:
    """What each hand-coded paragraph adds to its report's totals by its correction.

    Attributes
    ----------
    report : ndarray of int, shape (n_drawn,)
        Row of its report.
    stratum : ndarray of int, shape (n_drawn,)
        Paragraphs of one year with one inclusion probability.
    probability : ndarray, shape (n_drawn,)
    whole : ndarray, shape (n_drawn,)
        Weight / probability: the most that its correction can add.
    error : ndarray, shape (n_drawn, n_areas)
        Weight × (coded − predicted mix) / probability.
    """

    report: np.ndarray
    stratum: np.ndarray
    probability: np.ndarray
    whole: np.ndarray
    error: np.ndarray

    def take(self, own: np.ndarray) -> Draws:
        """The part of some draws."""
        _, stratum = np.unique(self.stratum[own], return_inverse=True)
        return Draws(self.report[own], stratum, self.probability[own], self.whole[own], self.error[own])


@dataclass(frozen=True, eq=False)
class Units:
    """Paragraphs of one role with what they weigh in each area.

    Attributes
    ----------
    table : DataFrame, one row per paragraph
        ``paragraph_id``, ``report_id``, ``year``, ``n_chars``.
    probability : ndarray, shape (n_units,)
        Inclusion probability of the hand-coded; NaN elsewhere.
    correction : ndarray, shape (n_units, n_areas)
        (Coded − predicted mix) / probability; zeros elsewhere.
    mix : ndarray, shape (n_units, n_areas)
        Predicted mix plus correction.
    predicted : ndarray, shape (n_units,)
        1 where the classifier found an area, else 0.
    weight : ndarray, shape (n_units,)
        Weight of each paragraph in the estimand.
    """

    table: pd.DataFrame
    probability: np.ndarray
    correction: np.ndarray
    mix: np.ndarray
    predicted: np.ndarray
    weight: np.ndarray

    @property
    def drawn(self) -> np.ndarray:
        """Whether a paragraph was hand-coded, shape (n_units,)."""
        return ~np.isnan(self.probability)


@dataclass(frozen=True, eq=False)
class Totals:
    """Totals of each report.

    Attributes
    ----------
    reports : DataFrame, one row per report, sorted by year
        ``report_id``, ``year``, ``region``, ``government``, ``level``, ``province``, ``n_units``, ``n_coded``.
    parts : ndarray, shape (n_reports, n_areas)
        Weight of each area.
    predicted : ndarray, shape (n_reports,)
        Weight that has an area by the classifier's answers alone: known, not estimated.
    draws : Draws
        Empty without codes.
    areas : list of int
    estimator, weight : str
    """

    reports: pd.DataFrame
    parts: np.ndarray
    predicted: np.ndarray
    draws: Draws
    areas: list[int]
    estimator: str
    weight: str

    @property
    def whole(self) -> np.ndarray:
        """Weight of each report in all areas, shape (n_reports,)."""
        return np.asarray(self.parts.sum(axis=1))

    @property
    def years(self) -> np.ndarray:
        return self.reports["year"].to_numpy(dtype=int)


def as_taxonomy(scheme: str | Taxonomy) -> Taxonomy:
    """The scheme by name, or as it is given."""
    return scheme if isinstance(scheme, Taxonomy) else load_taxonomy(scheme)


def weigh_units(
    coded: pd.DataFrame, codes: pd.DataFrame | None, *, weight: str, role: str, taxonomy: Taxonomy
) -> Units:
    """Weigh the paragraphs of one role; a paragraph that the coder gives this role counts whatever was predicted.

    Raises
    ------
    InputError
        For an unknown weight or role, no paragraph of the role, a year without codes, and as ``coded_mix``.
    """
    check_table(
        coded,
        ("paragraph_id", "report_id", "year", "role", "n_chars", *COLUMNS["classification"]),
        argument="coded",
        maker="classify_paragraphs",
    )
    check_choice("weight", weight, WEIGHTS)
    check_choice("role", role, CODED_ROLES)
    usable = coded["year"].notna().to_numpy(dtype=bool) & (coded["n_chars"].to_numpy(dtype=float) > 0)
    own = usable & (coded["role"] == role).fillna(False).to_numpy(dtype=bool)
    truth = None
    if codes is not None:
        check_table(coded, ("text",), argument="coded", maker="classify_paragraphs")
        truth = coded_mix(coded, codes, taxonomy, role)
        own_or_found = own | (usable & (truth.mix.sum(axis=1) > 0))
    else:
        own_or_found = own
    rows = np.flatnonzero(own_or_found)
    if not (coded["area"].to_numpy(dtype=float, na_value=0.0)[rows] > 0).any():
        raise InputError(
            "coded", f"has no classified paragraph of role {role!r}", "give classified paragraphs"
        )
    units = coded.iloc[rows][
        ["paragraph_id", "report_id", "year", "n_chars", "area", "measure", *_mix(coded)]
    ]
    mix = predicted_mix(units, taxonomy)
    mix[~own[rows]] = 0.0  # predicted to have another role
    predicted = (mix.sum(axis=1) > 0).astype(float)
    probability, correction = np.full(len(units), np.nan), np.zeros_like(mix)
    if truth is not None:
        probability = truth.probability[rows]
        drawn = ~np.isnan(probability)
        _check_years(units["year"], drawn & own[rows])
        correction[drawn] = (truth.mix[rows[drawn]] - mix[drawn]) / probability[drawn, None]
    table = units[["paragraph_id", "report_id", "year", "n_chars"]]
    weights = unit_weights(units, weight, predicted)
    return Units(table, probability, correction, mix + correction, predicted, weights)


def _mix(coded: pd.DataFrame) -> list[str]:
    return [column for column in coded.columns if column.startswith("share_")]


def _check_years(year: pd.Series, drawn: np.ndarray) -> None:
    """Codes drawn for another role alone would leave the answers of this one uncorrected."""
    years = year.to_numpy(dtype=int)
    without = sorted(set(years) - set(years[drawn]))
    if without:
        raise InputError(
            "codes",
            f"has no coded paragraph of this role in {without[0]}",
            "code a random sample of each year",
        )


def unit_weights(units: pd.DataFrame, weight: str, predicted: np.ndarray) -> np.ndarray:
    """Weight of each unit: its characters, one, or its part of its report's characters."""
    chars = units["n_chars"].to_numpy(dtype=float)
    if weight == "paragraphs":
        return np.ones(len(units))
    if weight == "characters":
        return chars
    place, _ = pd.factorize(units["report_id"])
    totals = np.bincount(place, weights=chars * predicted)
    totals[totals == 0] = np.inf  # a report without any predicted area has no say
    return np.asarray(chars / totals[place])


def total_reports(units: Units, areas: list[int], *, weight: str, reports: pd.DataFrame | None) -> Totals:
    """Sum weighed paragraphs to reports.

    Raises
    ------
    InputError
        When a report of the paragraphs is not in `reports`.
    """
    years = units.table["year"].to_numpy(dtype=int)
    name, names = pd.factorize(units.table["report_id"])
    # reports numbered in the order of years and, within, of their ids
    key = years * len(names) + np.argsort(np.argsort(names.to_numpy(dtype=str)))[name]
    keys, first, report = np.unique(key, return_index=True, return_inverse=True)
    n, drawn = len(keys), units.drawn
    counted = (units.predicted > 0) | drawn
    rows = place_reports(units.table["report_id"].iloc[first], reports).assign(
        year=years[first],
        n_units=np.bincount(report[counted], minlength=n),
        n_coded=np.bincount(report[drawn], minlength=n),
    )
    _, stratum = np.unique(
        np.column_stack([years[drawn], units.probability[drawn]]), axis=0, return_inverse=True
    )
    draws = Draws(
        report[drawn],
        stratum,
        units.probability[drawn],
        units.weight[drawn] / units.probability[drawn],
        units.weight[drawn, None] * units.correction[drawn],
    )
    predicted = np.bincount(report, weights=units.weight * units.predicted, minlength=n)
    parts = sum_by(units.weight[:, None] * units.mix, report, n)
    return Totals(rows, parts, predicted, draws, areas, "dsl" if drawn.any() else "naive", weight)


def sum_by(values: np.ndarray, group: np.ndarray, n_groups: int) -> np.ndarray:
    """Sum the rows of an array within groups, shape (n_groups, n_columns)."""
    return np.column_stack([np.bincount(group, weights=column, minlength=n_groups) for column in values.T])


def draws_variance(draws: Draws, error: np.ndarray, pull: np.ndarray) -> tuple[np.ndarray, int]:
    """Variance of a sum over drawn paragraphs under simple random sampling within strata, and its degrees of freedom.

    In each stratum half an error is added to those seen, as by the prior of Jeffreys (Brown, Cai & DasGupta 2001,
    doi:10.1214/ss/1009213286): where a classifier errs rarely, a sample with few errors or none would otherwise promise
    too much.

    Parameters
    ----------
    draws : Draws
    error : ndarray, shape (n_drawn, n_areas)
        What each drawn paragraph adds, before `pull`.
    pull : ndarray, shape (n_drawn,)
        Factor of each drawn paragraph in the estimate.

    Returns
    -------
    tuple of ndarray, shape (n_areas,), and int
        NaN where a stratum that was not taken whole has one draw.
    """
    n = int(draws.stratum.max(initial=-1)) + 1
    size = np.bincount(draws.stratum, minlength=n).astype(float)
    probability = _by_stratum(draws)
    if not n or ((size < 2) & (probability < 1)).any():
        return np.full(error.shape[1], np.nan), 0
    influence = error * pull[:, None]
    mean = sum_by(influence, draws.stratum, n) / size[:, None]
    square = sum_by((influence - mean[draws.stratum]) ** 2, draws.stratum, n)
    added = _SEEN_MORE * np.bincount(draws.stratum, weights=(draws.whole * pull) ** 2, minlength=n) / size
    factor = (1 - probability) * size / np.maximum(size - 1, 1)
    return factor @ (square + added[:, None]), int((size - 1).sum())


def _by_stratum(draws: Draws) -> np.ndarray:
    _, first = np.unique(draws.stratum, return_index=True)
    return np.asarray(draws.probability[first])


def report_totals(
    coded: pd.DataFrame,
    codes: pd.DataFrame | None,
    *,
    reports: pd.DataFrame | None,
    weight: str,
    role: str,
    scheme: str | Taxonomy,
) -> Totals:
    """Totals of the reports of classified paragraphs; see :func:`weigh_units` and :func:`total_reports`."""
    taxonomy = as_taxonomy(scheme)
    units = weigh_units(coded, codes, weight=weight, role=role, taxonomy=taxonomy)
    return total_reports(units, list(taxonomy.areas.index), weight=weight, reports=reports)
