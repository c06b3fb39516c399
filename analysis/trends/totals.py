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

WEIGHTS = ("characters", "paragraphs", "reports")
ESTIMATORS = ("naive", "dsl")


@dataclass(frozen=True, eq=False)
class Units:
    """Paragraphs of one role with what they weigh in each area.

    Attributes
    ----------
    table : DataFrame, one row per paragraph
        ``paragraph_id``, ``report_id``, ``year``, ``n_chars``, ``drawn`` (hand-coded).
    mix : ndarray, shape (n_units, n_areas)
        Mix of each paragraph over the areas; under ``dsl`` predicted mix plus (coded − predicted) / probability.
    predicted : ndarray, shape (n_units,)
        1 where the classifier found an area, else 0.
    weight : ndarray, shape (n_units,)
        Weight of each paragraph in the estimand.
    """

    table: pd.DataFrame
    mix: np.ndarray
    predicted: np.ndarray
    weight: np.ndarray


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
    areas : list of int
    estimator, weight : str
    """

    reports: pd.DataFrame
    parts: np.ndarray
    predicted: np.ndarray
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
    drawn = np.zeros(len(units), dtype=bool)
    if truth is not None:
        probability = truth.probability[rows]
        drawn = ~np.isnan(probability)
        _check_years(units["year"], drawn)
        mix[drawn] += (truth.mix[rows][drawn] - mix[drawn]) / probability[drawn, None]
    table = units[["paragraph_id", "report_id", "year", "n_chars"]].assign(drawn=drawn)
    return Units(table, mix, predicted, unit_weights(units, weight, predicted))


def _mix(coded: pd.DataFrame) -> list[str]:
    return [column for column in coded.columns if column.startswith("share_")]


def _check_years(year: pd.Series, drawn: np.ndarray) -> None:
    years = year.to_numpy(dtype=int)
    without = sorted(set(years) - set(years[drawn]))
    if without:
        raise InputError(
            "codes", f"has no coded paragraph in {without[0]}", "code a random sample of each year"
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
    table = units.table
    years = table["year"].to_numpy(dtype=int)
    name, names = pd.factorize(table["report_id"])
    key = name.astype(np.int64) * 10_000 + years
    report, keys = pd.factorize(key)
    n = len(keys)
    counted = (units.predicted > 0) | table["drawn"].to_numpy(dtype=bool)
    parts = np.column_stack(
        [np.bincount(report, weights=units.weight * column, minlength=n) for column in units.mix.T]
    )
    rows = place_reports(pd.Series(names[keys // 10_000]), reports).assign(
        year=keys % 10_000,
        n_units=np.bincount(report[counted], minlength=n),
        n_coded=np.bincount(report[table["drawn"].to_numpy(dtype=bool)], minlength=n),
    )
    order = np.lexsort((rows["report_id"].to_numpy(dtype=str), rows["year"].to_numpy()))
    estimator = "dsl" if table["drawn"].any() else "naive"
    return Totals(
        rows.iloc[order].reset_index(drop=True),
        parts[order],
        np.bincount(report, weights=units.weight * units.predicted, minlength=n)[order],
        areas,
        estimator,
        weight,
    )


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
