"""Measures of drift as sums over reports, so that each has its value for any division of the reports into two sides."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd
import scipy.sparse as sp

from analysis.areas.judging import LEARNING, ORGANISATION, AreaJudge
from analysis.crosswalk import as_way, scheme_of
from analysis.renewal.vocabulary import unseen_pairs
from analysis.tables import SCHEME
from analysis.trends.truth import SettledCodes, coded_mix, predicted_parts

STUDY = "41x"  # measure: study of the party's legal thought, in area 8, which a reader may count in area 7
_NOTHING = 1e-12
_AT_ONCE = 2**22  # cells of a table of labellings × pairs


class Cells(NamedTuple):
    """A measure that is a ratio of sums; its statistic is the new side's value less the earlier side's.

    Attributes
    ----------
    measure : str
    areas : tuple of int or None
        None: all areas together.
    parts, wholes : ndarray, shape (n_reports, n_areas)
        The value of a set of reports is the sum of its parts over the sum of its wholes.
    """

    measure: str
    areas: tuple[int | None, ...]
    parts: np.ndarray
    wholes: np.ndarray

    def values(self, side: np.ndarray) -> np.ndarray:
        """Values of sets of reports, shape (n_sets, n_areas); NaN where a set has nothing."""
        return _ratio(side @ self.parts, side @ self.wholes)

    def statistic(self, labels: np.ndarray) -> np.ndarray:
        """By how much the new side exceeds the earlier one, for each labelling."""
        return self.values(labels) - self.values(~labels)

    def value_of(self, statistic: np.ndarray, is_new: np.ndarray) -> np.ndarray:
        """The new side's value at which the statistic would be this; of shares, their change."""
        if self.measure == "share_shift":
            return statistic
        return statistic + self.values(~is_new[None, :])[0]


class Novelty(NamedTuple):
    """The share of the new side's text that is new: to the model, to the earlier side, and in several reports.

    Attributes
    ----------
    measure : str
    areas : tuple of int or None
    users : sparse matrix, shape (n_reports, n_pairs)
        1 where a report uses a pair of characters that the model has not seen.
    uses : list of sparse matrix, one per area, shape (n_reports, n_pairs)
        How much each report uses each pair in an area.
    wholes : ndarray, shape (n_reports, n_areas)
        All its pairs.
    """

    measure: str
    areas: tuple[int | None, ...]
    users: sp.csr_matrix
    uses: list[sp.csr_matrix]
    wholes: np.ndarray

    def statistic(self, labels: np.ndarray) -> np.ndarray:
        """Square root of the share of the new side's pairs that are new, for each labelling: shares near zero are
        skewed, their roots are less so.
        """
        step = max(1, _AT_ONCE // max(self.users.shape[1], 1))
        rows = [self._shares(labels[start : start + step]) for start in range(0, len(labels), step)]
        return np.sqrt(np.concatenate(rows))

    def value_of(self, statistic: np.ndarray, is_new: np.ndarray) -> np.ndarray:
        """The share at which the statistic would be this."""
        return np.maximum(statistic, 0) ** 2

    def _shares(self, labels: np.ndarray) -> np.ndarray:
        side = labels.astype(float)
        new = (side @ self.users >= spread(int(labels[0].sum()))) & ((1 - side) @ self.users == 0)
        parts = np.column_stack([((side @ own) * new).sum(axis=1) for own in self.uses])
        return _ratio(parts, side @ self.wholes)


def spread(n_reports: int) -> int:
    """Reports that must use a pair of characters for it to be a word of the year and not two governments' one source.

    >>> spread(1), spread(5), spread(20), spread(400)
    (1, 2, 4, 20)
    """
    return min(n_reports, max(2, round(n_reports**0.5)))


def drift_measures(
    units: pd.DataFrame,
    report: np.ndarray,
    is_new: np.ndarray,
    *,
    codes: SettledCodes | None,
    model: AreaJudge | None,
    role: str,
) -> Iterator[Cells | Novelty]:
    """The measures that these units, codes and model allow.

    Parameters
    ----------
    units : DataFrame, one row per classified paragraph
    report : ndarray of int, shape (n_units,)
        Number of the report of each.
    is_new : ndarray of bool, shape (n_reports,)
    codes, model, role
        As :func:`analysis.renewal.drift.drift_report` has them.
    """
    chars = units["n_chars"].to_numpy(dtype=float)
    area = units["area"].to_numpy(dtype=int)
    scheme = scheme_of(units)
    areas = scheme.codes
    mix = predicted_parts(units, scheme)
    sure = units["probability"].to_numpy(dtype=float, na_value=0.0)
    answered = (area[:, None] == np.array(areas)[None, :]).astype(float)
    everywhere = np.ones((len(units), 1))
    groups = np.hstack([everywhere, answered])  # all, then by the model's answer
    by_coded, drawn, truth = None, None, None
    if codes is not None:
        found = coded_mix(units, codes, as_way(scheme, scheme), role)
        drawn = np.where(
            np.isnan(found.probability) | (found.mix.sum(axis=1) == 0), 0.0, 1 / found.probability
        )
        drawn, truth = np.nan_to_num(drawn), found.mix
        by_coded = truth * drawn[:, None]

    def cells(measure: str, value: np.ndarray, weight: np.ndarray, own: np.ndarray = groups) -> Cells:
        named = (None, *areas) if own.shape[1] > len(areas) else areas
        whole = own * weight[:, None]
        return Cells(
            measure, named, *(_sums(side, report, len(is_new)) for side in (whole * value[:, None], whole))
        )

    if model is not None:
        # by the coder's areas where there are codes: a misread text lies in another area by the model's answer
        yield _novelty(
            units, report, is_new, model, groups if by_coded is None else np.hstack([everywhere, by_coded])
        )
    share = [
        _sums(side, report, len(is_new))
        for side in (
            mix * chars[:, None],
            np.repeat(chars[:, None] * mix.sum(axis=1)[:, None], len(areas), axis=1),
        )
    ]
    yield Cells("share_shift", areas, *share)
    yield cells("confidence", sure, chars)
    yield cells("abstention", units["abstained"].to_numpy(dtype=float, na_value=1.0), np.ones(len(units)))
    if scheme.scheme == SCHEME:
        of_either = np.isin(area, (LEARNING, ORGANISATION))
        second = units.get("area_2", pd.Series(pd.NA, index=units.index)).fillna(0).to_numpy(dtype=int)
        study = (units["measure"] == STUDY).to_numpy(dtype=bool, na_value=False)
        both = of_either & (np.isin(second, (LEARNING, ORGANISATION)) | study)
        sides = [_sums((side * chars)[:, None], report, len(is_new)) for side in (both, of_either)]
        yield Cells("learning_border", (None,), *sides)
    if drawn is not None and truth is not None and by_coded is not None:
        yield cells(
            "calibration",
            sure - truth[np.arange(len(units)), [areas.index(own) for own in area.tolist()]],
            chars * drawn,
        )
        missed = by_coded - np.minimum(truth, mix) * drawn[:, None]
        sides = [_sums(side * chars[:, None], report, len(is_new)) for side in (missed, by_coded)]
        yield Cells("error", areas, *sides)


def _novelty(
    units: pd.DataFrame, report: np.ndarray, is_new: np.ndarray, model: AreaJudge, groups: np.ndarray
) -> Novelty:
    pairs, all_pairs = unseen_pairs(units["text"], model)
    by_report = sp.csr_matrix(
        (np.ones(len(units)), (report, np.arange(len(units)))), shape=(len(is_new), len(units))
    )
    users = ((by_report @ pairs) > 0).astype(float).tocsr()
    count = np.asarray(users.sum(axis=0)).ravel()
    # a pair of more reports than the new side has can never be new, nor one of a few
    kept = (count >= spread(is_new.sum())) & (count <= is_new.sum())
    uses = [(by_report @ sp.diags(own) @ pairs[:, kept]).tocsr() for own in groups.T]
    wholes = by_report @ (groups * all_pairs[:, None])
    return Novelty(
        "out_of_vocabulary", (None, *scheme_of(units).codes), users[:, kept], uses, np.asarray(wholes)
    )


def _sums(values: np.ndarray, report: np.ndarray, n_reports: int) -> np.ndarray:
    total = np.zeros((n_reports, values.shape[1]))
    np.add.at(total, report, values)
    return total


def _ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole > _NOTHING)
