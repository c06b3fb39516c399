"""Weight of each area in each report, corrected by hand codes where there are any.

Every estimate of this step is made from these totals: a share is a ratio of their sums, a slope a regression on
them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from os import PathLike

import numpy as np
import pandas as pd

from analysis.crosswalk import mix_columns, scheme_of
from analysis.errors import InputError
from analysis.estimation import sum_by
from analysis.frames import FrameCount
from analysis.reading.tabular.own import own_table_kind, read_own_table
from analysis.scheme import Scheme
from analysis.tables import check_table, is_simulated
from analysis.trends.correction import Adjustment, Sample, fit_adjustment, own_sizes, settle_estimator
from analysis.trends.estimand import Estimand, count_left_out
from analysis.trends.panel import place_reports
from analysis.trends.stored import StoredParagraphs, TableOrPath, as_reports, is_stored
from analysis.trends.sums import Sums, join_sums, sum_units
from analysis.trends.truth import (
    Codes,
    SettledCodes,
    check_codes,
    coded_mix,
    settle_codes,
    settle_drawn,
)
from analysis.trends.units import UNIT_COLUMNS, Units, weigh, weigh_table


@dataclass(frozen=True, eq=False)
class Draws:
    """What each hand-coded paragraph adds to its report's totals by its correction.

    Attributes
    ----------
    report : ndarray of int, shape (n_drawn,)
        Row of its report.
    stratum : ndarray of int, shape (n_drawn,)
        As in :class:`Coded`.
    probability : ndarray, shape (n_drawn,)
    whole : ndarray, shape (n_drawn,)
        Weight / probability: the most that its correction can add.
    error : ndarray, shape (n_drawn, n_areas)
        Weight × (coded − adjusted predicted mix) / probability.
    answered : ndarray of bool, shape (n_drawn,)
        Whether the classifier gave it this role and an area.
    """

    report: np.ndarray
    stratum: np.ndarray
    probability: np.ndarray
    whole: np.ndarray
    error: np.ndarray
    answered: np.ndarray

    def take(self, own: np.ndarray) -> Draws:
        """Some draws, given which or in which order."""
        found = Draws(*(getattr(self, one.name)[own] for one in fields(self)))
        return replace(found, stratum=np.unique(found.stratum, return_inverse=True)[1])


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
    check_units(units, codes, estimand.of(scheme_of(coded)), coded)
    return units


def check_units(units: Units, codes: Codes | None, estimand: Estimand, coded: pd.DataFrame) -> None:
    """Refuse weighed paragraphs that no estimate can be made of."""
    _check_counts(sum_units(units).reports, codes, estimand, [coded])


def none_counts(estimand: Estimand, parts: Iterable[pd.DataFrame]) -> InputError:
    """Why no paragraph of a table or of its parts counts: their role and area, their type, or their year."""
    types, counted, dated = set[str](), False, False
    for part in parts:
        own = ((part["role"] == estimand.role) & (part["area"] > 0)).fillna(False).to_numpy(dtype=bool)
        types |= set(part.loc[own, "doc_type"].dropna()) if "doc_type" in part.columns else set()
        own &= estimand.counts(part)
        counted |= bool(own.any())
        dated |= bool(part.loc[own, "year"].notna().any())
    role = f"classified paragraph of role {estimand.role!r}"
    if counted and not dated:
        remedy = "read them with a column of years (columns=), or with metadata that give them"
        return InputError("coded", f"has no year for any {role} in documents that count", remedy)
    if types and not counted:
        remedy = "give other doc_types, or None for all"
        found = ", ".join(sorted(types))
        return InputError("coded", f"has a {role} in documents of type {found} alone", remedy)
    remedy = "give classified paragraphs, or other doc_types"
    return InputError("coded", f"has no {role} in documents that count", remedy)


def _check_counts(
    reports: pd.DataFrame, codes: Codes | None, estimand: Estimand, parts: Iterable[pd.DataFrame]
) -> None:
    """Refuse what no estimate can be made of, by the counts of all reports."""
    if not reports["n_classified"].any():
        raise none_counts(estimand, parts)
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


def adjust_answers(sums: Sums, region: pd.Series, estimator: str) -> tuple[Adjustment, np.ndarray]:
    """What is made of the classifier's answers in these reports, and the number of each report's region.

    Parameters
    ----------
    sums : Sums
    region : Series of str
        Region of each report.
    estimator : str
        Another one than ``naive``.
    """
    _, number = np.unique(region.to_numpy(dtype=str), return_inverse=True)
    years, year = np.unique(sums.reports["year"].to_numpy(dtype=int), return_inverse=True)
    own = sums.coded
    sample = Sample(
        number[own.report], year[own.report], own.stratum, own.probability, own.whole, own.truth, own.answer
    )
    return fit_adjustment(sample, sum_by(sums.parts, year, len(years)), estimator), number


def size_reports(sums: Sums, region: np.ndarray) -> np.ndarray:
    """Weight of each report, whose regions have these numbers, in all areas, as far as it is known; infinite where nothing
    has an area, shape (n_reports,).
    """
    own = sums.coded
    sizes = own_sizes(
        sums.predicted,
        region,
        own.report,
        own.whole * own.probability,
        own.truth.sum(axis=1),
        own.answer.sum(axis=1),
    )
    return np.where((sums.predicted > 0) & (sizes > 0), sizes, np.inf)  # a report without any has no say


def correct_sums(
    sums: Sums, region: pd.Series, estimator: str, weight: str
) -> tuple[np.ndarray, np.ndarray, Draws]:
    """Corrected weight of each area in each report, its predicted weight, and what the draws added."""
    own, parts, error = sums.coded, sums.parts, np.zeros_like(sums.coded.truth)
    number = np.zeros(len(parts), dtype=int)
    if estimator != "naive":
        adjustment, number = adjust_answers(sums, region, estimator)
        error = own.whole[:, None] * (own.truth - adjustment.apply(own.answer, number[own.report]))
        parts = adjustment.apply(sums.parts, number) + sum_by(error, own.report, len(parts))
    whole, predicted = own.whole, sums.predicted
    if weight == "reports":
        size = size_reports(sums, number)
        parts, error = parts / size[:, None], error / size[own.report, None]
        whole, predicted = whole / size[own.report], (size < np.inf).astype(float)
    draws = Draws(own.report, own.stratum, own.probability, whole, error, own.answer.sum(axis=1) > 0)
    if estimator == "naive":
        draws = draws.take(np.zeros(0, dtype=int))
    return parts, predicted, draws


def correct_units(units: Units, regions: pd.Series, estimand: Estimand) -> tuple[np.ndarray, np.ndarray]:
    """Corrected weight of each area in each paragraph, and its predicted weight; they add up to the totals of reports.

    Parameters
    ----------
    units : Units
    regions : Series of str, index report_id
        Region of each report.
    estimand : Estimand
    """
    estimator = settle_estimator(estimand.estimator, bool(units.drawn.any()))
    sums = sum_units(units)
    report = pd.Index(sums.reports["report_id"]).get_indexer(units.table["report_id"])
    mix, weight, number = units.answer, units.weight, np.zeros(len(sums.reports), dtype=int)
    if estimator != "naive":
        adjustment, number = adjust_answers(sums, regions.loc[sums.reports["report_id"]], estimator)
        mix = adjustment.apply(mix, number[report])
        drawn = units.drawn
        mix[drawn] += (units.truth[drawn] - mix[drawn]) / units.probability[drawn, None]
    predicted = weight * units.predicted
    if estimand.weight == "reports":
        size = size_reports(sums, number)[report]
        part = predicted / np.bincount(report, weights=predicted)[report]
        return weight[:, None] * mix / size[:, None], np.where(size < np.inf, np.nan_to_num(part), 0.0)
    return weight[:, None] * mix, predicted


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
    estimator = settle_estimator(estimand.estimator, codes is not None)
    codes = None if estimator == "naive" else codes
    if isinstance(coded, (str, PathLike)) and own_table_kind(coded) == "classified" and not is_stored(coded):
        coded = read_own_table(coded, "classified")  # CSV or a workbook, which is held in memory
    if isinstance(coded, (str, PathLike)):
        stored = StoredParagraphs(coded)
        stored.check_columns(UNIT_COLUMNS)
        estimand = estimand.of(stored.scheme())
        places = as_reports(stored.reports_beside() if reports is None else reports)
        settled = None if codes is None else _settle_stored(stored, codes)
        sums, simulated, left_out = _stored_sums(stored, settled, estimand)
        moved = stored.is_folder
        known = {"role", "area", "year", "doc_type"} & set(stored.columns)
        batches: Iterable[pd.DataFrame] = stored.parts(sorted(known))
    else:
        places = as_reports(reports)
        estimand = estimand.of(
            scheme_of(check_table(coded, UNIT_COLUMNS, argument="coded", maker="classify_paragraphs"))
        )
        settled = None if codes is None else settle_codes(coded, codes)
        units = weigh_table(coded, settled, estimand)
        sums, simulated, moved = join_sums([sum_units(units)]), is_simulated(coded), False
        batches = [coded]
        left_out = count_left_out(coded, estimand.doc_types)
    _check_counts(sums.reports, settled, estimand, batches)
    placed = place_reports(sums.reports["report_id"], places)
    placed = placed.join(sums.reports[["year", "n_units", "n_coded"]])
    placed = placed.assign(simulated=True) if simulated else placed
    if moved and places is not None:
        # back in the order of the reports, because sums differ in the last digit when their terms change places
        listed = pd.Index(places["report_id"]).get_indexer(placed["report_id"])
        sums = replace(sums, coded=sums.coded.take(np.argsort(listed[sums.coded.report], kind="stable")))
    parts, predicted, draws = correct_sums(sums, placed["region"], estimator, estimand.weight)
    note = None if settled is None else settled.note
    scheme = estimand.taxonomy
    return Totals(
        placed, parts, predicted, draws, list(scheme.areas.index), estimator, estimand.weight, note, left_out,
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
