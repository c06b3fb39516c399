"""Correction of the classifier's answers by a random sample of hand codes.

All estimators have one form: what the classifier says of all paragraphs, plus what the coded ones show of its errors. They
differ in what is made of the answers before that. What is made of the answers of one region is learnt from the codes of the
other regions (cross-fitting), so that the correction stays unbiased; it is one thing for all years and areas, so that shares
sum to one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.errors import InputError
from analysis.estimation import sum_by

ESTIMATORS = ("dsl", "ppi", "difference", "codes", "naive")
_PRIOR = 3.0  # codes that the table of answers and truths is shrunk with
_NOTHING = 1e-12


def settle_estimator(estimator: str | None, has_codes: bool) -> str:
    """The estimator that is asked for, or the default: ``dsl`` with codes, ``naive`` without.

    Raises
    ------
    InputError
        When an estimator needs codes and there are none.
    """
    if estimator is None:
        return "dsl" if has_codes else "naive"
    if estimator != "naive" and not has_codes:
        raise InputError("estimator", f"is {estimator!r} without codes", "give codes with it, or 'naive'")
    return estimator


@dataclass(frozen=True, eq=False)
class Sample:
    """The hand-coded paragraphs.

    Attributes
    ----------
    region, year, stratum : ndarray of int, shape (n_drawn,)
        Numbers of the region, the year and the stratum of the draw.
    probability : ndarray, shape (n_drawn,)
        Inclusion probability.
    whole : ndarray, shape (n_drawn,)
        Weight / probability.
    truth, answer : ndarray, shape (n_drawn, n_areas)
        Coded and predicted mix.
    """

    region: np.ndarray
    year: np.ndarray
    stratum: np.ndarray
    probability: np.ndarray
    whole: np.ndarray
    truth: np.ndarray
    answer: np.ndarray


@dataclass(frozen=True, eq=False)
class Adjustment:
    """What is made of the classifier's answers: a matrix that each mix is multiplied with.

    Attributes
    ----------
    general : ndarray, shape (n_areas, n_areas)
        For regions without codes, learnt from all codes.
    own : dict of int to ndarray, shape (n_areas, n_areas)
        For each region with codes, learnt from the codes of the others.
    """

    general: np.ndarray
    own: dict[int, np.ndarray]

    def apply(self, mix: np.ndarray, region: np.ndarray) -> np.ndarray:
        """Adjusted mixes, or sums of them, of rows in these regions, shape (n_rows, n_areas)."""
        found = mix @ self.general
        order = np.argsort(region, kind="stable")
        known = np.array(sorted(self.own), dtype=int)
        starts = np.searchsorted(region[order], known)
        ends = np.searchsorted(region[order], known, side="right")
        for name, start, end in zip(known.tolist(), starts.tolist(), ends.tolist(), strict=True):
            rows = order[start:end]
            found[rows] = mix[rows] @ self.own[name]
        return np.asarray(found)


def fit_adjustment(sample: Sample, predicted: np.ndarray, estimator: str) -> Adjustment:
    r"""Learn from the codes what to make of the classifier's answers.

    Parameters
    ----------
    sample : Sample
    predicted : ndarray, shape (n_years, n_areas)
        Predicted weight of each area in all reports of each year.
    estimator : {"dsl", "ppi", "difference", "codes"}
        ``difference`` takes answers as they are, ``codes`` takes none, ``ppi`` takes them with one factor :math:`\lambda`,
        ``dsl`` replaces each by the shares of the areas among the codes that had this answer.

    Returns
    -------
    Adjustment

    Notes
    -----
    With residuals :math:`u = w (Y_a - \bar Y_a Y_+) / \pi` and :math:`v = w (\hat Y_a - \bar Y_a \hat Y_+) / \pi` over the
    total weight of the year, less their means in the stratum, :math:`\lambda = \sum (1 - \pi) u v / \sum (1 - \pi) v^2` over
    all paragraphs, years and areas, between 0 and 1: it makes the sum of the variances that the draw of codes gives to all
    shares smallest (power tuning). In ``dsl`` the row of answer :math:`b` is
    :math:`(\sum n_{ba} + 3 m_{ba}) / (\sum \hat Y_b + 3)` of the parts :math:`n_{ba}` of answer :math:`b` that are area
    :math:`a` in truth, shrunk by three codes toward :math:`m_{ba} = \lambda 1[a = b] + (1 - \lambda) \bar Y_a`. In each region
    both are learnt from the other regions, but for the mean of the year.

    References
    ----------
    Egami, N., Hinck, M., Stewart, B. M., & Wei, H. (2023). Using imperfect surrogates for downstream inference:
    Design-based supervised learning. NeurIPS 36. doi:10.48550/arXiv.2306.04746.
    Angelopoulos, A. N., Duchi, J. C., & Zrnic, T. (2023). PPI++: Efficient prediction-powered inference.
    doi:10.48550/arXiv.2311.01453.
    """
    n_areas = predicted.shape[1]
    same = np.eye(n_areas)
    if estimator in ("difference", "codes"):
        return Adjustment(same if estimator == "difference" else 0 * same, {})
    names, place = np.unique(sample.region, return_inverse=True)
    tuned, all_tuned = _power(sample, predicted, place, len(names))
    if estimator == "ppi":
        own = {int(name): one * same for name, one in zip(names, tuned, strict=True)}
        return Adjustment(all_tuned * same, own)
    told = sample.answer.sum(axis=1) > 0
    weight = np.where(told, sample.whole, 0.0)
    in_year = np.bincount(sample.year, weights=told)
    weight = (
        weight
        / np.maximum(np.bincount(sample.year, weights=weight) / np.maximum(in_year, 1), _NOTHING)[sample.year]
    )
    pairs = _pairs(sample.answer, sample.truth) * weight[:, None, None]
    joint = sum_by(pairs.reshape(len(place), -1), place, len(names)).reshape(-1, n_areas, n_areas)
    answers = sum_by(sample.answer * weight[:, None], place, len(names))
    every = _learn(joint.sum(axis=0), answers.sum(axis=0), all_tuned)
    own = {
        int(name): _learn(joint.sum(axis=0) - joint[k], answers.sum(axis=0) - answers[k], float(tuned[k]))
        for k, name in enumerate(names)
    }
    return Adjustment(every, own)


def _power(
    sample: Sample, predicted: np.ndarray, place: np.ndarray, n_regions: int
) -> tuple[np.ndarray, float]:
    """The factor of the answers by the codes of all other regions, shape (n_regions,), and by all codes."""
    n_years = len(predicted)
    scale = (sample.whole / np.maximum(predicted.sum(axis=1), _NOTHING)[sample.year])[:, None]
    coded = sum_by(sample.whole[:, None] * sample.truth, sample.year, n_years)
    share = coded / np.maximum(coded.sum(axis=1, keepdims=True), _NOTHING)
    residuals = []
    for mix in (sample.truth, sample.answer):
        raw = scale * (mix - share[sample.year] * mix.sum(axis=1, keepdims=True))
        size = np.bincount(sample.stratum)
        mean = sum_by(raw, sample.stratum, len(size)) / np.maximum(size, 1)[:, None]
        residuals.append(raw - mean[sample.stratum])
    undrawn = 1 - sample.probability
    both = np.bincount(
        place, weights=undrawn * (residuals[0] * residuals[1]).sum(axis=1), minlength=n_regions
    )
    square = np.bincount(place, weights=undrawn * (residuals[1] ** 2).sum(axis=1), minlength=n_regions)
    tuned = [_ratio(both.sum() - a, square.sum() - b) for a, b in zip(both, square, strict=True)]
    return np.array(tuned), _ratio(both.sum(), square.sum())


def _pairs(answer: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Which part of each answer is which area in truth, shape (n, n_areas, n_areas): the same where it can be, the rest in
    proportion.
    """
    same = np.minimum(answer, truth)
    wrong = answer - same
    left = wrong.sum(axis=1)
    pairs = wrong[:, :, None] * ((truth - same) / np.where(left > 0, left, np.inf)[:, None])[:, None, :]
    diagonal = np.arange(answer.shape[1])
    pairs[:, diagonal, diagonal] += same
    return np.asarray(pairs)


def _ratio(both: float, square: float) -> float:
    return float(np.clip(both / square, 0.0, 1.0)) if square > _NOTHING else 1.0


def _learn(joint: np.ndarray, answers: np.ndarray, tuned: float) -> np.ndarray:
    """Shares of the areas among the codes that had each answer, shrunk toward the tuned answer."""
    mean = joint.sum(axis=0) / max(float(answers.sum()), _NOTHING)
    prior = tuned * np.eye(len(answers)) + (1 - tuned) * mean
    return np.asarray((joint + _PRIOR * prior) / (answers + _PRIOR)[:, None])


def own_sizes(
    predicted: np.ndarray,
    region: np.ndarray,
    report: np.ndarray,
    weight: np.ndarray,
    told: np.ndarray,
    answered: np.ndarray,
) -> np.ndarray:
    r"""Size of each report in all areas: what is coded as coded, the rest as predicted times the part that coders confirm.

    A report whose predicted size is partly wrong would otherwise count for less than one report.

    Parameters
    ----------
    predicted : ndarray, shape (n_reports,)
        Weight predicted to have an area.
    region : ndarray of int, shape (n_reports,)
        Region of each report.
    report : ndarray of int, shape (n_drawn,)
        Report of each coded paragraph.
    weight : ndarray, shape (n_drawn,)
        Weight of each coded paragraph.
    told, answered : ndarray, shape (n_drawn,)
        Part of it that has an area by the code, and by prediction.

    Returns
    -------
    ndarray, shape (n_reports,)

    Notes
    -----
    The confirmed part of a report is shrunk toward that of its region, and that of a region toward that of all, as in a
    beta-binomial model, whose correlation is estimated by moments (Kleinman 1973, doi:10.1080/01621459.1973.10481332).
    """
    n = len(predicted)
    known = answered > 0
    seen = np.bincount(report, weights=np.where(known, answered, 0), minlength=n)
    right = np.bincount(report, weights=np.where(known, np.minimum(told, answered), 0), minlength=n)
    if not seen.any():
        return predicted
    of_all = np.full(region.max() + 1, right.sum() / seen.sum())
    of_region = _confirmed(np.bincount(region, weights=right), np.bincount(region, weights=seen), of_all)
    part = _confirmed(right, seen, of_region[region])
    coded = np.bincount(report, weights=weight * told, minlength=n)
    replaced = np.bincount(report, weights=weight * answered, minlength=n)
    return np.asarray(coded + part * np.maximum(predicted - replaced, 0.0))


def _confirmed(right: np.ndarray, seen: np.ndarray, prior: np.ndarray) -> np.ndarray:
    """Part of what was seen in each group that is right, shrunk toward a prior by how much groups are alike within."""
    chance = prior * (1 - prior)
    spread = float((seen * chance).sum())
    many = float((seen**2 * chance).sum()) / spread - 1 if spread > _NOTHING else 0.0
    if many <= _NOTHING:
        return prior
    alike = float(((right - prior * seen) ** 2).sum()) / spread - 1
    correlation = min(max(alike / many, 0.0), 1.0)
    if correlation <= 0:
        return prior
    strength = (1 - correlation) / correlation
    whole = seen + strength
    return np.divide(right + strength * prior, whole, out=prior.copy(), where=whole > 0)
