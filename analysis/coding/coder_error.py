"""The bias of a share that the differences between coders allow.

A correction by hand codes takes them for the truth. Where coders err, the corrected share carries the mean of their
errors, and no interval from one coding shows it. Two independent codings of some items bound it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.coding.double import OUTSIDE, Codings, in_areas, rate_limits, read_codings
from analysis.crosswalk import goal_of_codes
from analysis.errors import InputError, check_level
from analysis.scheme import Scheme
from analysis.tables import check_table

_TINY = 1e-9


def share_bias_bounds(
    codes: pd.DataFrame,
    *,
    role: str = "work",
    scheme: str | Scheme | None = None,
    weight: str = "characters",
    level: float = 0.95,
    max_error: float = 0.5,
    whole: pd.Series | None = None,
) -> pd.DataFrame:
    """By how much the errors of coders may have raised or lowered the corrected share of each area.

    A corrected share is unbiased for the share that the coder would find by coding everything, so the coder's mean error
    is the whole of its bias, whatever the classifier does. Formula and assumptions are those of
    :func:`coder_reliability`; errors that coders share are in no bound.

    All years are pooled: for the bounds of one year give the codes of its reports alone, which are wider, as they rest on
    fewer items. The *difference* of two years is biased by at most the overstatement of the one plus the
    understatement of the other.

    Parameters
    ----------
    codes : DataFrame, one row per item and coder
        The codes of all coders, as in :func:`coder_reliability`.
    role : str, default "work"
        Role of the items that count.
    scheme : str or Scheme, optional
        Scheme of areas; default that of the codes (their column ``scheme``), else the eight areas.
    weight : {"characters", "paragraphs", "items", "reports"}, default "characters"
        Weight of the share, as in :func:`area_shares`.
    level : float, default 0.95
        Confidence level of the rates that the bounds rest on.
    max_error : float, default 0.5
        Largest chance with which a coder misreads any one item.
    whole : Series, optional
        For the weight "reports": report id -> the report's characters in all areas.

    Returns
    -------
    DataFrame, index ``area``
        ``overstated``, ``understated`` (0–1): the most by which errors raise or lower the share, at the rates that were
        seen; ``overstated_high``, ``understated_high``: at the upper limits of these rates, NaN where the items coded
        twice are of one report.

    Raises
    ------
    InputError
        As :func:`coder_reliability`.

    See Also
    --------
    coder_reliability : estimates how often coders differ about each area.
    widen_intervals : adds the bounds to the intervals of a table.

    Examples
    --------
    >>> rows = [{"unit_id": f"u{n}", "coder": coder, "report_id": f"r{n % 12}", "n_chars": 80, "role": "work", "area": 6}
    ...         for n in range(100) for coder in "ab"]
    >>> bounds = share_bias_bounds(pd.DataFrame(rows).assign(inclusion_probability=0.1, measure=None))
    >>> bounds.loc[6].round(3).tolist()  # coders never differed, which 100 items prove only so far
    [0.0, 0.0, 0.018, 0.018]
    """
    _, rates = read_rates(
        codes, scheme, role=role, weight=weight, level=level, max_error=max_error, whole=whole
    )
    return rates.bounds(max_error)


def widen_intervals(table: pd.DataFrame, bounds: pd.DataFrame, estimate: str = "share") -> pd.DataFrame:
    r"""Intervals that hold the errors of coders too: lower by what may be overstated, higher by what may be understated.

    The lower end is a confidence limit for the estimate less its largest overstatement, both of which are estimated from
    samples; likewise the upper end. Their two uncertainties are joined as those of a difference (Zou & Donner 2008), so
    that an interval keeps its level wherever within the bounds the truth lies (Imbens & Manski 2004).

    Parameters
    ----------
    table : DataFrame, one row per estimate
        ``area``, ``low``, ``high`` and the estimate, such as :func:`area_shares` returns it.
    bounds : DataFrame, index ``area``
        As :func:`share_bias_bounds` returns it.
    estimate : str, default "share"
        Column of the estimate.

    Returns
    -------
    DataFrame
        A copy with other ``low`` and ``high``; both stay NaN where they were, or where a bound is.

    See Also
    --------
    share_bias_bounds : computes the bounds.
    area_shares : does both in one step with ``coder_error="bound"``.

    Notes
    -----
    With the estimate :math:`\hat p`, its lower end :math:`l`, the overstatement :math:`\hat o` and its upper limit
    :math:`o^+`, the new lower end is :math:`\hat p - \hat o - \sqrt{(\hat p - l)^2 + (o^+ - \hat o)^2}`. The two are taken as
    independent; a code given too often raises both :math:`\hat p` and :math:`\hat o`, which makes the end lie too low
    rather than too high.

    References
    ----------
    Zou, G. Y., & Donner, A. (2008). Construction of confidence limits about effect measures: A general approach.
    doi:10.1002/sim.3095.
    Imbens, G. W., & Manski, C. F. (2004). Confidence intervals for partially identified parameters.
    doi:10.1111/j.1468-0262.2004.00555.x.

    Examples
    --------
    >>> shares = pd.DataFrame({"area": [6], "share": [0.20], "low": [0.16], "high": [0.24]})
    >>> bounds = pd.DataFrame({"overstated": [0.02], "overstated_high": [0.05], "understated": [0.0],
    ...                        "understated_high": [0.03]}, index=[6])
    >>> widen_intervals(shares, bounds).round(2).values.tolist()
    [[6.0, 0.2, 0.13, 0.25]]
    """
    check_table(table, ("area", estimate, "low", "high"), argument="table", maker="area_shares")
    own = bounds.reindex(table["area"]).to_dict("series")
    middle, low, high = (
        table[name].to_numpy(dtype=float, na_value=np.nan) for name in (estimate, "low", "high")
    )
    ends = []
    for side, end in (("overstated", low), ("understated", high)):
        bias = own[side].to_numpy(dtype=float)
        ends.append(bias + np.hypot(end - middle, own[f"{side}_high"].to_numpy(dtype=float) - bias))
    return table.assign(low=middle - ends[0], high=middle + ends[1])


# Rates of differences and what they bound


@dataclass(frozen=True, eq=False)
class DifferenceRates:
    """Rates at which codings of one item differ: as seen, and their upper limits (rows of each array).

    Attributes
    ----------
    areas : list of int
        The areas of the scheme.
    up, down : ndarray, shape (2, n_areas)
        What codings gave too much and too little; both of all differences where these were not adjudicated.
    anywhere : ndarray, shape (2,)
        Items given another area.
    inside : float
        Smallest part of the weight that may be in any area.
    single : float
        Part of the coded weight that one coder coded.
    adjudicated : bool
    """

    areas: list[int]
    up: np.ndarray
    down: np.ndarray
    anywhere: np.ndarray
    inside: float
    single: float
    adjudicated: bool

    @classmethod
    def of(cls, codings: Codings, level: float) -> DifferenceRates:
        """The rates of the items by their weights."""
        weight, double, used = codings.weight, codings.double, codings.used()
        inside = used.sum(axis=1)
        share = weight @ used / max(weight @ inside, _TINY)
        up, down, anywhere, apart = _costs(codings, share)
        values = np.column_stack([up, down, anywhere])[double]
        rate, _, high = rate_limits(values, weight[double], codings.cluster[double], level)
        ends = np.cumsum([len(codings.areas)] * 2)
        up, down, anywhere = np.split(np.stack([rate, high]), ends, axis=1)
        least = weight @ inside / weight.sum() - weight[double] @ apart[double] / weight[double].sum()
        return cls(
            areas=codings.areas,
            up=up,
            down=down,
            anywhere=anywhere[:, 0],
            inside=float(max(least, _TINY)),
            single=float(weight[~double].sum() / weight.sum()),
            adjudicated=codings.adjudicated,
        )

    def factor(self, max_error: float) -> float:
        """Mean error of the codes as used, at most, for each unit of the rate."""
        alone = 1 / (2 * (1 - max_error))
        if not self.adjudicated:
            return alone
        return self.single * alone + (1 - self.single) * max_error * alone

    def bounds(self, max_error: float) -> pd.DataFrame:
        """Overstatement and understatement of the share of each area, at most 1."""
        factor = self.factor(max_error) / self.inside
        over, under = (np.minimum(factor * rates, 1) for rates in (self.up, self.down))
        return pd.DataFrame(
            {
                "overstated": over[0],
                "understated": under[0],
                "overstated_high": over[1],
                "understated_high": under[1],
            },
            index=pd.Index(self.areas, name="area"),
        )

    def misplaced(self, max_error: float) -> float:
        """Largest part of the weight that may be in a wrong place."""
        return float(np.minimum(self.factor(max_error) * self.anywhere[1], 1))


def _costs(codings: Codings, share: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """What each item's codings differ by, as means over its pairs of coders.

    Parameters
    ----------
    codings : Codings
    share : ndarray, shape (n_areas,)
        Coded share of each area.

    Returns
    -------
    tuple of ndarray
        Too much and too little of each area, shape (n_items, n_areas); in another place, and in an area for one coder
        alone, shape (n_items,).
    """
    n, width = len(codings.weight), len(codings.areas)
    up, down = np.zeros((n, width)), np.zeros((n, width))
    anywhere, apart, count = np.zeros(n), np.zeros(n), np.zeros(n)

    def score(places: np.ndarray) -> np.ndarray:
        return np.asarray(in_areas(places, width) - share * (places != OUTSIDE)[:, None])

    for rows, one, two in codings.pairs():
        count[rows] += 1
        apart[rows] += (one == OUTSIDE) != (two == OUTSIDE)
        if not codings.adjudicated:
            gap = np.abs(score(one) - score(two))
            up[rows] += gap
            down[rows] += gap
            anywhere[rows] += one != two
            continue
        true = codings.settled[rows]
        for given in (one, two):
            gap = score(given) - score(true)
            up[rows] += np.maximum(gap, 0)
            down[rows] += np.maximum(-gap, 0)
            anywhere[rows] += given != true
    count = np.maximum(count, 1)
    return up / count[:, None], down / count[:, None], anywhere / count, apart / count


def read_rates(
    codes: pd.DataFrame,
    scheme: str | Scheme | None,
    *,
    role: str,
    weight: str,
    level: float,
    max_error: float,
    whole: pd.Series | None = None,
) -> tuple[Codings, DifferenceRates]:
    """The codings of each item and the rates at which they differ, after a check of the numbers."""
    check_level(level)
    if not 0 < max_error <= 0.5:
        raise InputError("max_error", f"is {max_error!r}", "use a chance above 0 up to 0.5")
    codings = read_codings(codes, goal_of_codes(codes, scheme), role=role, weight=weight, whole=whole)
    return codings, DifferenceRates.of(codings, level)
