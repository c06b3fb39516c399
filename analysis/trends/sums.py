"""Sums of weighed paragraphs by report, which add up over batches; what is coded stays paragraph by paragraph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
import pandas as pd

from analysis.estimation import sum_by
from analysis.trends.units import Units


@dataclass(frozen=True, eq=False)
class Coded:
    """The hand-coded paragraphs of some reports.

    Attributes
    ----------
    report : ndarray of int, shape (n_drawn,)
        Row of its report.
    stratum : ndarray of int, shape (n_drawn,)
        Paragraphs of one stratum of the draw; where it was not recorded, of one year with one inclusion probability.
    probability : ndarray, shape (n_drawn,)
    whole : ndarray, shape (n_drawn,)
        Weight / probability.
    truth, answer : ndarray, shape (n_drawn, n_areas)
        Coded and predicted mix.
    """

    report: np.ndarray
    stratum: np.ndarray
    probability: np.ndarray
    whole: np.ndarray
    truth: np.ndarray
    answer: np.ndarray

    def take(self, own: np.ndarray) -> Coded:
        """Some paragraphs, given which or in which order."""
        return Coded(*(getattr(self, one.name)[own] for one in fields(self)))


@dataclass(frozen=True, eq=False)
class Sums:
    """Sums over the paragraphs of whole reports, which add up to those of more reports.

    Attributes
    ----------
    reports : DataFrame, one row per report
        ``report_id``, ``year``, ``n_units``, ``n_coded``, ``n_classified``, ``n_unplaced``, ``n_checked`` (coded
        paragraphs that were predicted to have the role).
    parts : ndarray, shape (n_reports, n_areas)
        Predicted weight of each area.
    predicted : ndarray, shape (n_reports,)
    coded : Coded
    told : ndarray of bool, shape (n_areas,)
        Whether each area can be told of at all.
    """

    reports: pd.DataFrame
    parts: np.ndarray
    predicted: np.ndarray
    coded: Coded
    told: np.ndarray


def sum_units(units: Units) -> Sums:
    """Sum weighed paragraphs to reports."""
    years = units.table["year"].to_numpy(dtype=int)
    name, names = pd.factorize(units.table["report_id"])
    _, first, report = np.unique(years * len(names) + name, return_index=True, return_inverse=True)
    n, drawn = len(first), units.drawn

    def count(which: pd.Series | np.ndarray) -> np.ndarray:
        return np.bincount(report[np.asarray(which)], minlength=n)

    reports = pd.DataFrame(
        {
            "report_id": units.table["report_id"].to_numpy(dtype=object)[first],
            "year": years[first],
            "n_units": count((units.predicted > 0) | (drawn & units.table["counts"].to_numpy())),
            "n_coded": count(drawn),
            "n_classified": count(units.table["classified"]),
            "n_unplaced": count(units.table["unplaced"]),
            "n_checked": count(drawn & units.table["own_role"].to_numpy()),
        }
    )
    coded = Coded(
        report[drawn],
        units.stratum[drawn],
        units.probability[drawn],
        units.weight[drawn] / units.probability[drawn],
        units.truth[drawn],
        units.answer[drawn],
    )
    predicted = np.bincount(report, weights=units.weight * units.predicted, minlength=n)
    parts = sum_by(units.weight[:, None] * units.answer, report, n)
    return Sums(reports, parts, predicted, coded, units.told)


def join_sums(parts: Sequence[Sums]) -> Sums:
    """Sums of several sets of whole reports as those of all, in the order of years and, within, of ids."""
    reports = pd.concat([part.reports for part in parts], ignore_index=True)
    order = np.lexsort((reports["report_id"].to_numpy(dtype=str), reports["year"]))
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    start = np.cumsum([0, *(len(part.reports) for part in parts)])
    report = np.concatenate(
        [place[first + part.coded.report] for first, part in zip(start, parts, strict=False)]
    )
    reports = reports.iloc[order].reset_index(drop=True)
    others = [one.name for one in fields(Coded)][1:]
    coded = Coded(report, *(np.concatenate([getattr(part.coded, one) for part in parts]) for one in others))
    totals, predicted = (
        np.concatenate([getattr(part, name) for part in parts])[order] for name in ("parts", "predicted")
    )
    told = np.any([part.told for part in parts if len(part.reports)] or [parts[0].told], axis=0)
    return Sums(reports, totals, predicted, coded, told)
