"""Items that two or more coders coded: what each gave, how often they differ, and the limits of that rate."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd
from scipy import stats

from analysis.crosswalk import check_codes_scheme, scheme_of_codes, way_between
from analysis.errors import InputError, check_choice
from analysis.estimation import ratio_variance, sum_by
from analysis.scheme import Taxonomy
from analysis.tables import CODED_ROLES, check_table

FINAL = "final"  # the coder whose codes settle the disputed items
OUTSIDE = -1  # another role, or no area
WEIGHTS = ("characters", "paragraphs", "items", "reports")
_UNCODED = -2


@dataclass(frozen=True, eq=False)
class Codings:
    """What coders gave each item, as places in the list of areas (-1: another role, or no area; -2: not coded).

    Attributes
    ----------
    given : ndarray of int, shape (n_items, n_coders)
    settled : ndarray of int, shape (n_items,)
        The final code; else the code that all coders of the item gave; -2 where they differ and nobody decided.
    weight : ndarray, shape (n_items,)
        What the item weighs in a share, divided by its inclusion probability.
    chars : ndarray, shape (n_items,)
        Characters; NaN where not known.
    cluster : ndarray of int, shape (n_items,)
        Number of its report; of the item itself where reports are not known.
    reports : ndarray of object, shape (n_items,)
    coders : list of str
        Without the final one.
    areas : list
        Codes of the areas.
    """

    given: np.ndarray
    settled: np.ndarray
    weight: np.ndarray
    chars: np.ndarray
    cluster: np.ndarray
    reports: np.ndarray
    coders: list[str]
    areas: list[int]

    @property
    def double(self) -> np.ndarray:
        """Whether an item has two codings or more, shape (n_items,)."""
        return np.asarray((self.given != _UNCODED).sum(axis=1) > 1)

    @property
    def adjudicated(self) -> bool:
        """Whether every item on which coders differ was decided."""
        return bool((self.settled[self.double] != _UNCODED).all())

    def pairs(self) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
        """For each two coders: which items both coded, and what the first and the second gave."""
        for one, two in combinations(range(len(self.coders)), 2):
            both = np.flatnonzero((self.given[:, one] != _UNCODED) & (self.given[:, two] != _UNCODED))
            if len(both):
                yield both, self.given[both, one], self.given[both, two]

    def used(self) -> np.ndarray:
        """Part of each item in each area as the codes are used, shape (n_items, n_areas): settled, else the coders' mean."""
        coded = self.given != _UNCODED
        mean = np.zeros((len(self.weight), len(self.areas)))
        for column in range(self.given.shape[1]):
            mean += in_areas(self.given[:, column], len(self.areas))
        mean /= np.maximum(coded.sum(axis=1), 1)[:, None]
        known = self.settled != _UNCODED
        mean[known] = in_areas(self.settled[known], len(self.areas))
        return mean


def in_areas(places: np.ndarray, n_areas: int) -> np.ndarray:
    """Indicators of the areas, shape (n, n_areas); rows of zeros where there is no area.

    >>> in_areas(np.array([1, -1]), 2).tolist()
    [[0.0, 1.0], [0.0, 0.0]]
    """
    return np.asarray(places[:, None] == np.arange(n_areas), dtype=float)


def read_codings(
    codes: pd.DataFrame,
    taxonomy: Taxonomy,
    *,
    role: str,
    weight: str,
    whole: pd.Series | None = None,
) -> Codings:
    """Line up the codings of each item.

    Parameters
    ----------
    codes : DataFrame, one row per item and coder
    taxonomy : Taxonomy
    role : str
    weight : {"characters", "paragraphs", "items", "reports"}
    whole : Series, optional
        Report id -> its characters, for the weight "reports".

    Raises
    ------
    InputError
        When the codes do not tell what an item weighs, code it twice by one coder, or no item has two codings.
    """
    check_table(codes, ("unit_id", "coder", "role", "area", "measure"), argument="codes", maker="read_codes")
    check_choice("role", role, CODED_ROLES)
    check_choice("weight", weight, WEIGHTS)
    left_out = ""
    if "coded_by" in codes.columns:
        # a model is no second coder: its errors are those that codes are to correct
        person = codes["coded_by"].fillna("person").eq("person").to_numpy(dtype=bool)
        left_out = "" if person.all() else "; codes of models are left out"
        codes = codes[person]
    if codes["coder"].isna().any():
        problem = f"has {int(codes['coder'].isna().sum())} rows without a coder"
        raise InputError("codes", problem, "name the coder of each row")
    if codes.duplicated(["unit_id", "coder"]).any():
        again = codes.loc[codes.duplicated(["unit_id", "coder"]), "unit_id"].iloc[0]
        raise InputError("codes", f"codes the unit {again!r} twice by one coder", "give each coding once")
    places = _places(codes, taxonomy, role)
    row, names = pd.factorize(codes["unit_id"])
    coder = codes["coder"].to_numpy(dtype=str)
    coders = sorted(set(coder) - {FINAL})
    given = np.full((len(names), len(coders)), _UNCODED)
    own = coder != FINAL
    given[row[own], np.searchsorted(coders, coder[own])] = places[own]
    n_given = (given != _UNCODED).sum(axis=1)
    if not (n_given > 1).any():
        raise InputError(
            "codes",
            f"has no item that two coders coded (coders: {', '.join(sorted(set(coder))) or 'none'}{left_out})",
            "give the codes of all coders, not the final ones alone",
        )
    lowest = np.where(given == _UNCODED, len(taxonomy.areas), given).min(axis=1, initial=len(taxonomy.areas))
    settled = np.where((n_given > 0) & (lowest == given.max(axis=1, initial=_UNCODED)), lowest, _UNCODED)
    settled[row[~own]] = places[~own]
    first = codes.iloc[np.unique(row, return_index=True)[1]]
    reports = first["report_id"].to_numpy(dtype=object) if "report_id" in codes.columns else None
    if reports is None or pd.isna(reports).any():
        reports = first["unit_id"].to_numpy(dtype=object)
    return Codings(
        given,
        settled,
        _weights(first, weight, whole),
        _numbers(first, "n_chars"),
        pd.factorize(reports)[0],
        reports,
        coders,
        list(taxonomy.areas.index),
    )


def _places(codes: pd.DataFrame, taxonomy: Taxonomy, role: str) -> np.ndarray:
    """Place of each code's area in the scheme, as coded or through its measure."""
    counts = ((codes["role"] == role) & (codes["area"] > 0)).fillna(False).to_numpy(dtype=bool)
    own = codes[counts]
    native = scheme_of_codes(codes, taxonomy if taxonomy.is_own else None)
    check_codes_scheme(own, native)
    way = way_between(native, taxonomy)
    place = way.place
    found = np.full(len(codes), OUTSIDE)
    found[counts] = [place.get(int(area), OUTSIDE) for area in way.areas_of(own)]
    return found


def _numbers(items: pd.DataFrame, column: str) -> np.ndarray:
    if column not in items.columns:
        return np.full(len(items), np.nan)
    return items[column].to_numpy(dtype=float, na_value=np.nan)


def _weights(items: pd.DataFrame, weight: str, whole: pd.Series | None) -> np.ndarray:
    """What each item weighs, divided by its inclusion probability; where no item has one, each stands for itself."""
    probability = _numbers(items, "inclusion_probability")
    if np.isnan(probability).all():
        probability = np.ones(len(items))
    if not ((probability > 0) & (probability <= 1)).all():
        problem = "has units without an inclusion_probability above 0 up to 1"
        raise InputError("codes", problem, "draw the units with sample_for_coding, which stores it")
    if weight == "items":
        return 1 / probability
    chars, divisor = _numbers(items, "n_chars"), np.ones(len(items))
    if weight == "paragraphs":
        divisor = _numbers(items, "paragraph_chars")
    if weight == "reports":
        if whole is None or "report_id" not in items.columns:
            raise InputError(
                "weight", "is 'reports' without the size of the reports", "give it, with report_id in codes"
            )
        divisor = items["report_id"].map(whole).to_numpy(dtype=float, na_value=np.nan)
    sizes = chars / np.where(divisor > 0, divisor, np.nan)
    if np.isnan(sizes).any():
        problem = f"does not tell what {int(np.isnan(sizes).sum())} items weigh (n_chars, paragraph_chars)"
        raise InputError("codes", problem, "use sheets that hold them, or weight='items'")
    return np.asarray(sizes / probability)


# Rates


def rate_limits(
    values: np.ndarray, weight: np.ndarray, cluster: np.ndarray, level: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    r"""Weighted mean of rare costs with an interval that stays valid where few were seen, or none.

    The limits are those of Clopper and Pearson on an effective sample size (Korn & Graubard 1998): what the variance
    between clusters says, and at most :math:`(\sum u)^2 / \sum u^2` of Kish for unequal weights.

    Parameters
    ----------
    values : ndarray, shape (n, k)
    weight : ndarray, shape (n,)
    cluster : ndarray of int, shape (n,)
    level : float

    Returns
    -------
    tuple of ndarray, shape (k,)
        Rate, lower and upper limit; the limits are NaN for fewer than two clusters.

    Examples
    --------
    >>> rate, low, high = rate_limits(np.zeros((60, 1)), np.ones(60), np.arange(60), 0.95)
    >>> float(rate[0]), float(low[0]), float(high[0].round(3))
    (0.0, 0.0, 0.06)
    """
    own = weight > 0
    values, weight, cluster = values[own], weight[own], np.unique(cluster[own], return_inverse=True)[1]
    rate, error, n_clusters = mean_error(values, weight, cluster)
    if n_clusters < 2:
        missing = np.full(rate.shape, np.nan)
        return rate, missing, missing
    tail = (1 - level) / 2
    spread = stats.t.isf(tail, len(weight) - 1) / stats.t.isf(tail, n_clusters - 1)
    part, kish = np.minimum(rate, 1.0), weight.sum() ** 2 / (weight**2).sum()
    known = error > 1e-12  # not only rounding
    size = np.full(rate.shape, kish)
    size[known] = np.minimum(kish, part[known] * (1 - part[known]) / error[known] ** 2 * spread**2)
    size = np.maximum(size, 1e-6)
    seen, rest = part * size, (1 - part) * size
    low = np.where(seen > 0, stats.beta.ppf(tail, np.maximum(seen, 1e-9), rest + 1), 0.0)
    high = np.where(rest > 0, stats.beta.isf(tail, seen + 1, np.maximum(rest, 1e-9)), 1.0)
    return rate, low, high


def mean_error(
    values: np.ndarray, weight: np.ndarray, cluster: np.ndarray
) -> tuple[np.ndarray, np.ndarray, int]:
    """Weighted means, shape (k,), their standard errors between clusters, and the number of clusters."""
    n = int(cluster.max(initial=-1)) + 1
    parts, whole = sum_by(weight[:, None] * values, cluster, n), np.bincount(cluster, weights=weight)
    mean, variance = ratio_variance(parts, whole)
    return mean, np.sqrt(variance), n
