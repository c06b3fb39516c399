"""Paragraphs with what each weighs in each area, corrected by hand codes where there are any."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
import pandas as pd

from analysis.crosswalk import Way, mix_columns, scheme_of
from analysis.frames import countable
from analysis.scheme import Scheme
from analysis.tables import check_table
from analysis.trends.estimand import Estimand
from analysis.trends.truth import CodedMix, Codes, coded_mix, predicted_mix

UNIT_COLUMNS = ("paragraph_id", "report_id", "year", "role", "n_chars", "area", "measure")  # and the mix
_ROUNDING = 1e-9  # of a sum of eight shares


@dataclass(frozen=True, eq=False)
class Units:
    """Paragraphs of one role with what they weigh in each area.

    Attributes
    ----------
    table : DataFrame, one row per paragraph
        ``paragraph_id`` (where given), ``report_id``, ``year``, ``n_chars``; whether it is ``classified``, whether it is
        ``unplaced`` under the scheme for want of a measure, whether it was predicted to have the role (``own_role``), and
        whether it ``counts``: has the role by prediction or by code.
    probability : ndarray, shape (n_units,)
        Inclusion probability of the hand-coded; NaN elsewhere.
    stratum : ndarray of int, shape (n_units,)
        Stratum of the hand-coded; -1 elsewhere.
    truth : ndarray, shape (n_units, n_areas)
        Coded mix of the hand-coded; zeros elsewhere.
    answer : ndarray, shape (n_units, n_areas)
        Predicted mix.
    predicted : ndarray, shape (n_units,)
        Part of the paragraph's characters that has the role and an area: 1, or less where some of its items have
        another role; 0 where the classifier found no area.
    weight : ndarray, shape (n_units,)
        Weight of each paragraph in the estimand; where reports weigh the same, its characters, to be divided by those of the
        report.
    told : ndarray of bool, shape (n_areas,)
        Whether the answers or the codes can tell of each area at all.
    scheme : Scheme
        Scheme of the areas.
    """

    table: pd.DataFrame
    probability: np.ndarray
    stratum: np.ndarray
    truth: np.ndarray
    answer: np.ndarray
    predicted: np.ndarray
    weight: np.ndarray
    told: np.ndarray
    scheme: Scheme

    @property
    def drawn(self) -> np.ndarray:
        """Whether a paragraph was hand-coded, shape (n_units,)."""
        return ~np.isnan(self.probability)

    def take(self, own: np.ndarray) -> Units:
        """The part of some paragraphs."""
        by_unit = [one.name for one in fields(self) if one.name not in ("told", "scheme")]
        return replace(self, **{name: getattr(self, name)[own] for name in by_unit})


def weigh_table(coded: pd.DataFrame, codes: Codes | None, estimand: Estimand) -> Units:
    """Weigh paragraphs, whose counts are still to be checked."""
    check_table(coded, UNIT_COLUMNS, argument="coded", maker="classify_paragraphs")
    estimand = estimand.of(scheme_of(coded))
    truth = None
    if codes is not None:
        truth = coded_mix(coded, codes, estimand.way, estimand.role)
    return weigh(coded, truth, estimand)


def weigh(coded: pd.DataFrame, truth: CodedMix | None, estimand: Estimand) -> Units:
    """Weigh the paragraphs of whole reports, given what the coder says of each row."""
    way = estimand.way
    usable = countable(coded) & estimand.counts(coded)
    own = usable & (coded["role"] == estimand.role).fillna(False).to_numpy(dtype=bool)
    # those drawn from other roles stay, found to be of the role or not: they make the variance of their stratum
    kept = own if truth is None else own | (usable & ~np.isnan(truth.probability))
    rows = np.flatnonzero(kept)
    units = coded.iloc[rows]
    classified = units["area"].to_numpy(dtype=float, na_value=0.0) > 0
    unplaced = way.lacks_measure(units)
    mix = np.zeros((len(units), len(way.goal.codes)))
    if not unplaced.any():  # else refused when all are counted
        mix = predicted_mix(units, way)
    mix[~own[rows]] = 0.0  # predicted to have another role
    predicted = told_parts(mix)
    probability, known = np.full(len(units), np.nan), np.zeros_like(mix)
    stratum = np.full(len(units), -1)
    if truth is not None:
        probability, stratum = truth.probability[rows], truth.stratum[rows]
        known = truth.mix[rows]
    table = units.filter(items=["paragraph_id", "report_id", "year", "n_chars"]).assign(
        classified=classified,
        unplaced=unplaced,
        own_role=own[rows],
        counts=own[rows] | known.any(axis=1),
    )
    within = "characters" if estimand.weight == "reports" else estimand.weight
    weights = unit_weights(units, within, predicted)
    told = _told_areas(units, classified, way, truth)
    return Units(table, probability, stratum, known, mix, predicted, weights, told, way.goal)


def _told_areas(units: pd.DataFrame, classified: np.ndarray, way: Way, truth: CodedMix | None) -> np.ndarray:
    """Whether each area can be told of: the classifier was shown it or coders look for it, and the way leads there."""
    if truth is not None or not way.is_same:
        return way.reached()
    seen = units[mix_columns(way.native)].notna().to_numpy()[classified]
    return np.asarray(seen.any(axis=0)) if len(seen) else np.ones(len(way.goal.codes), dtype=bool)


def told_parts(mix: np.ndarray) -> np.ndarray:
    """Part of each unit that a mix places in an area, shape (n_units,); whole units are 1 without the error of sums."""
    told = mix.sum(axis=1)
    return np.where(np.abs(told - 1) < _ROUNDING, 1.0, told)


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
