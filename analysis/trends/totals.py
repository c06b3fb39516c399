"""Weight of each area in each report, corrected by hand codes where there are any.

Every estimate of this step is made from these totals: a share is a ratio of their sums, a slope a regression on
them. The correction is unbiased for each total, whatever the classifier's errors, so it is unbiased for their sums.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from os import PathLike

import numpy as np
import pandas as pd

from analysis.crosswalk import mix_columns
from analysis.errors import InputError
from analysis.estimation import spread_of, sum_by
from analysis.frames import FrameCount
from analysis.scheme import Scheme
from analysis.tables import check_table, is_simulated
from analysis.taxonomy import scheme_of
from analysis.trends.estimand import Estimand, count_left_out
from analysis.trends.panel import place_reports
from analysis.trends.stored import StoredParagraphs, TableOrPath, as_reports
from analysis.trends.truth import (
    Codes,
    SettledCodes,
    check_codes,
    coded_mix,
    settle_codes,
    settle_drawn,
)
from analysis.trends.units import UNIT_COLUMNS, Units, weigh, weigh_table

_SEEN_MORE = 0.5  # errors added to those seen in a year


@dataclass(frozen=True, eq=False)
class Draws:
    """What each hand-coded paragraph adds to its report's totals by its correction.

    Attributes
    ----------
    report : ndarray of int, shape (n_drawn,)
        Row of its report.
    stratum : ndarray of int, shape (n_drawn,)
        Paragraphs of one stratum of the draw; where it was not recorded, of one year with one inclusion probability.
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
        """Some draws, given which or in which order."""
        _, stratum = np.unique(self.stratum[own], return_inverse=True)
        return Draws(self.report[own], stratum, self.probability[own], self.whole[own], self.error[own])


@dataclass(frozen=True, eq=False)
class Sums:
    """Sums over the paragraphs of whole reports, which add up to those of more reports.

    Attributes
    ----------
    reports : DataFrame, one row per report
        ``report_id``, ``year``, ``n_units``, ``n_coded``, ``n_classified``, ``n_unplaced``, ``n_checked`` (coded
        paragraphs that were predicted to have the role).
    parts : ndarray, shape (n_reports, n_areas)
    predicted : ndarray, shape (n_reports,)
    draws : Draws
        As in :class:`Totals`.
    told : ndarray of bool, shape (n_areas,)
        Whether each area can be told of at all.
    """

    reports: pd.DataFrame
    parts: np.ndarray
    predicted: np.ndarray
    draws: Draws
    told: np.ndarray


@dataclass(frozen=True, eq=False)
class Totals:
    """Totals of each report.

    Attributes
    ----------
    reports : DataFrame, one row per report, sorted by year
        ``report_id``, ``year``, ``region``, ``government``, ``level``, ``province``, ``n_units``, ``n_coded``, and
        ``simulated`` where the paragraphs are.
    parts : ndarray, shape (n_reports, n_areas)
        Weight of each area.
    predicted : ndarray, shape (n_reports,)
        Weight that has an area by the classifier's answers alone: known, not estimated.
    draws : Draws
        Empty without codes.
    areas : list of int
    estimator, weight : str
    design : str or None
        How the codes' probabilities came about; None without codes.
    left_out : DataFrame, one row per report of another type
        ``report_id``, ``year``.
    told : ndarray of bool, shape (n_areas,)
        Whether each area can be told of at all; of another one nothing is known, which is not a share of 0.
    scheme : Scheme
        Scheme of the areas.
    """

    reports: pd.DataFrame
    parts: np.ndarray
    predicted: np.ndarray
    draws: Draws
    areas: list[int]
    estimator: str
    weight: str
    design: str | None
    left_out: pd.DataFrame
    told: np.ndarray
    scheme: Scheme

    @property
    def whole(self) -> np.ndarray:
        """Weight of each report in all areas, shape (n_reports,)."""
        return np.asarray(self.parts.sum(axis=1))

    @property
    def years(self) -> np.ndarray:
        return self.reports["year"].to_numpy(dtype=int)


def weigh_units(coded: pd.DataFrame, codes: Codes | None, estimand: Estimand) -> Units:
    """Weigh the paragraphs of one role; a paragraph that the coder gives this role counts whatever was predicted.

    Raises
    ------
    InputError
        For no paragraph of the role, a year without codes, and as ``coded_mix``.
    """
    units = weigh_table(coded, codes, estimand)
    _check_counts(sum_units(units).reports, codes, estimand.of(scheme_of(coded)))
    return units


def _check_counts(reports: pd.DataFrame, codes: Codes | None, estimand: Estimand) -> None:
    """Refuse what no estimate can be made of, by the counts of all reports."""
    if not reports["n_classified"].any():
        raise InputError(
            "coded",
            f"has no classified paragraph of role {estimand.role!r} in documents that count",
            "give classified paragraphs, or other doc_types",
        )
    estimand.way.check_measures(int(reports["n_unplaced"].sum()))
    if codes is None:
        return
    # codes drawn for another role alone would leave the answers of this one uncorrected
    checked = reports.groupby("year")["n_checked"].sum()
    without = checked.index[checked == 0]
    if len(without):
        raise InputError(
            "codes",
            f"has no coded paragraph of this role in {without[0]}",
            "code a random sample of each year",
        )


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
    draws = Draws(
        report[drawn],
        units.stratum[drawn],
        units.probability[drawn],
        units.weight[drawn] / units.probability[drawn],
        units.weight[drawn, None] * units.correction[drawn],
    )
    predicted = np.bincount(report, weights=units.weight * units.predicted, minlength=n)
    parts = sum_by(units.weight[:, None] * units.mix, report, n)
    return Sums(reports, parts, predicted, draws, units.told)


def join_sums(parts: Sequence[Sums]) -> Sums:
    """Sums of several sets of whole reports as those of all, in the order of years and, within, of ids."""
    reports = pd.concat([part.reports for part in parts], ignore_index=True)
    order = np.lexsort((reports["report_id"].to_numpy(dtype=str), reports["year"]))
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    start = np.cumsum([0, *(len(part.reports) for part in parts)])
    report = np.concatenate(
        [place[first + part.draws.report] for first, part in zip(start, parts, strict=False)]
    )
    reports = reports.iloc[order].reset_index(drop=True)
    others = [one.name for one in fields(Draws)][1:]
    draws = Draws(report, *(np.concatenate([getattr(part.draws, one) for part in parts]) for one in others))
    totals, predicted = (
        np.concatenate([getattr(part, name) for part in parts])[order] for name in ("parts", "predicted")
    )
    told = np.any([part.told for part in parts if len(part.reports)] or [parts[0].told], axis=0)
    return Sums(reports, totals, predicted, draws, told)


def draws_variance(
    draws: Draws, error: np.ndarray, pull: np.ndarray, year: np.ndarray | None = None
) -> tuple[np.ndarray, int]:
    """Variance of a sum over drawn paragraphs under random sampling within strata, and its degrees of freedom.

    In each year half an error is added to those seen, shared by its strata as its draws are, as by the prior of Jeffreys
    (Brown, Cai & DasGupta 2001, doi:10.1214/ss/1009213286): where a classifier errs rarely, a sample with few errors or none
    would otherwise promise too much.

    Parameters
    ----------
    draws : Draws
    error : ndarray, shape (n_drawn, n_areas)
        What each drawn paragraph adds, before `pull`.
    pull : ndarray, shape (n_drawn,)
        Factor of each drawn paragraph in the estimate.
    year : ndarray of int, shape (n_drawn,), optional
        Year of each drawn paragraph; default one year for all.

    Returns
    -------
    tuple of ndarray, shape (n_areas,), and int
        NaN where a stratum that was not taken whole has one draw.
    """
    n = int(draws.stratum.max(initial=-1)) + 1
    size = np.bincount(draws.stratum, minlength=n).astype(float)
    undrawn = 1 - draws.probability
    if not n or (undrawn[(size < 2)[draws.stratum]] > 0).any():
        return np.full(error.shape[1], np.nan), 0
    influence = error * pull[:, None]
    square = sum_by(spread_of(influence, draws.stratum, undrawn), draws.stratum, n)
    _, of_year = np.unique(np.zeros(len(pull)) if year is None else year, return_inverse=True)
    part = undrawn * _SEEN_MORE / np.bincount(of_year)[of_year]
    added = np.bincount(draws.stratum, weights=part * (draws.whole * pull) ** 2, minlength=n)
    return size / np.maximum(size - 1, 1) @ (square + added[:, None]), int((size - 1).sum())


def report_totals(
    coded: TableOrPath,
    codes: Codes | None,
    estimand: Estimand,
    *,
    reports: TableOrPath | None,
) -> Totals:
    """Totals of the reports of classified paragraphs, of a table or of Parquet, where they are the same.

    Raises
    ------
    InputError
        As :func:`weigh_units` and :class:`StoredParagraphs`, and when a report of the paragraphs is not in `reports`.
    """
    if isinstance(coded, (str, PathLike)):
        stored = StoredParagraphs(coded)
        stored.check_columns(UNIT_COLUMNS)
        estimand = estimand.of(stored.scheme())
        places = as_reports(stored.reports_beside() if reports is None else reports)
        settled = None if codes is None else _settle_stored(stored, codes)
        sums, simulated, left_out = _stored_sums(stored, settled, estimand)
        moved = stored.is_folder
    else:
        places = as_reports(reports)
        estimand = estimand.of(
            scheme_of(check_table(coded, UNIT_COLUMNS, argument="coded", maker="classify_paragraphs"))
        )
        settled = None if codes is None else settle_codes(coded, codes)
        units = weigh_table(coded, settled, estimand)
        sums, simulated, moved = join_sums([sum_units(units)]), is_simulated(coded), False
        left_out = count_left_out(coded, estimand.doc_types)
    _check_counts(sums.reports, settled, estimand)
    placed = place_reports(sums.reports["report_id"], places)
    placed = placed.join(sums.reports[["year", "n_units", "n_coded"]])
    placed = placed.assign(simulated=True) if simulated else placed
    draws = sums.draws
    if moved and places is not None:
        # back in the order of the reports, because sums differ in the last digit when their terms change places
        listed = pd.Index(places["report_id"]).get_indexer(placed["report_id"])
        draws = draws.take(np.argsort(listed[draws.report], kind="stable"))
    estimator = "naive" if settled is None else "dsl"
    note = None if settled is None else settled.note
    scheme = estimand.taxonomy
    return Totals(
        placed, sums.parts, sums.predicted, draws, list(scheme.areas.index), estimator, estimand.weight, note, left_out,
        sums.told, scheme,
    )  # fmt: skip


def _settle_stored(stored: StoredParagraphs, codes: Codes) -> SettledCodes:
    """Codes that fit stored paragraphs, of which those that were drawn are read."""
    if isinstance(codes, SettledCodes):
        return codes
    codes = check_codes(codes)
    count = FrameCount.of(codes)
    found, report_ids = stored.find(codes["paragraph_id"].tolist(), count)
    return settle_drawn(found, codes, report_ids, count)


def _stored_sums(
    stored: StoredParagraphs, settled: SettledCodes | None, estimand: Estimand
) -> tuple[Sums, bool, pd.DataFrame]:
    """Sums of paragraphs that are read batch by batch, whether they are simulated, and the reports of other types."""
    stored.check_columns(UNIT_COLUMNS)
    columns = [
        "year",
        "role",
        "n_chars",
        "area",
        "measure",
        *mix_columns(estimand.way.native),
        *({"doc_type", "other_role_chars"} & set(stored.columns)),
    ]
    drawn, truth = pd.Index([]), None
    if settled is not None:
        drawn = pd.Index(settled.codes["paragraph_id"].unique())
        truth = coded_mix(pd.DataFrame({"paragraph_id": drawn}), settled, estimand.way, estimand.role)
        columns.append("paragraph_id")
    parts, left_out, simulated = [], [], False
    for part in stored.parts(columns):
        own = None if truth is None else truth.at(drawn.get_indexer(part["paragraph_id"]))
        parts.append(sum_units(weigh(part, own, estimand)))
        left_out.append(count_left_out(part, estimand.doc_types))
        simulated = simulated or is_simulated(part)
    return join_sums(parts), simulated, pd.concat(left_out, ignore_index=True)
