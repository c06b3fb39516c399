"""How many codes are enough: the expected precision of corrected shares before anybody has coded."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import stats

from analysis.crosswalk import name_scheme
from analysis.errors import InputError
from analysis.trends.estimand import Estimand
from analysis.trends.expected import expect_precision

SIZES = (25, 50, 100, 150, 200, 300, 500)


def coding_budget(
    coded: pd.DataFrame,
    *,
    codes: pd.DataFrame | None = None,
    accuracy: float | None = None,
    reports: pd.DataFrame | None = None,
    per_year: Sequence[int] = SIZES,
    weight: str = "characters",
    role: str = "work",
    estimator: str | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    r"""Expected half-width of a corrected yearly share and of a slope for n codes a year.

    The variance of a corrected share has two parts: between regions, which codes do not change, and the sampling of
    codes, which falls with n. The second needs the size of the classifier's errors: from pilot `codes`, or from an assumed
    `accuracy` with errors spread evenly over the other areas. Few regions cost twice: they differ by chance, and how much
    is itself known from few of them (t quantiles).

    Parameters
    ----------
    coded : DataFrame, one row per paragraph
        As :func:`classify_paragraphs` returns it: the corpus to be studied, or one like it.
    codes : DataFrame, optional
        Pilot codes of some of these paragraphs, with inclusion probabilities.
    accuracy : float, optional
        Assumed share of paragraphs classified rightly, if there are no pilot codes.
    reports : DataFrame, one row per report, optional
        As :func:`read_reports` returns it; tells which reports are of one region and by the same government. Without, each
        report counts as a region, and where regions report in several years the width comes out too small.
    per_year : sequence of int
        Numbers of coded paragraphs a year to compare, of the role and simply drawn; the draw of
        :func:`sample_for_coding` also holds 15% of other roles.
    weight : {"characters", "paragraphs"}, default "characters"
        Weight of the share.
    role : str, default "work"
        Role of the paragraphs.
    estimator : {"dsl", "ppi", "difference", "codes"}, optional
        As in :func:`area_shares`; only pilot codes tell the estimators apart.
    level : float, default 0.95
        Confidence level.

    Returns
    -------
    DataFrame, one row per number of codes and area
        ``n_codes`` (a year), ``area``, ``half_width`` (of a yearly share, mean over years, in points), ``half_width_floor``
        (with every paragraph coded), ``half_width_slope`` (of a linear trend over the corpus' years, in percentage points per year;
        NaN below three years or three regions that tell of one), ``level``, ``source`` ("pilot codes" or "assumed
        accuracy"), ``n_clusters`` (regions expected to have codes in a year), ``scheme`` (of the areas). NaN where years have one region.

    Raises
    ------
    InputError
        When neither or both of `codes` and `accuracy` are given, or accuracy is not between 1/8 (1/k of k categories) and 1.

    See Also
    --------
    trend_power : says which slopes could be seen with them.
    sample_for_coding : draws the sample once its size is settled.
    plot_coding_budget : draws half-width against the number of codes.

    Notes
    -----
    With :math:`N` paragraphs a year of weight :math:`w_i`, error :math:`e_i` (coded less adjusted answer) and :math:`n` drawn,
    :math:`V = V_{regions} + N^2 \frac{1 - n/N}{n} \mathrm{Var}(w_i e_i) / (\sum w_i)^2` (Särndal, Swensson & Wretman 1992,
    doi:10.1007/978-1-4612-4378-6). For a slope :math:`V_{regions}` is the clustered variance of the slope of the answers with the levels of
    governments, and each paragraph's error counts with the factor of its report in the slope. Quantiles of Student's t
    have one degree of freedom less than the regions that are expected to have codes.

    Examples
    --------
    >>> import analysis as fz
    >>> paragraphs = fz.split_paragraphs(fz.read_reports(fz.sample_reports()))
    >>> coded = fz.classify_paragraphs(paragraphs).assign(year=2019)
    >>> table = coding_budget(coded, accuracy=0.85, per_year=(20, 80))
    >>> table.groupby("n_codes")["half_width"].mean().round(1).to_dict()
    {20: 14.5, 80: 6.7}
    """
    check_sizes(per_year)
    estimand = Estimand(weight, role, doc_types=None, level=level, estimator=estimator)
    expected, naive = expect_precision(coded, codes, accuracy, reports, estimand)
    whole = int(expected.held.sum(axis=1).max())
    tables = []
    for size in per_year:
        floor, _ = expected.share_variance(whole)
        variance, degrees = expected.share_variance(size)
        slope, slope_degrees = expected.slope_variance(size)
        tables.append(
            pd.DataFrame(
                {
                    "n_codes": size,
                    "area": naive.areas,
                    "half_width": half_width(variance, degrees, level),
                    "half_width_floor": half_width(floor, expected.coded_regions(whole) - 1, level),
                    "half_width_slope": half_width(slope[None] / 100**2, slope_degrees, level),
                    "level": level,
                    "source": expected.source,
                    "n_clusters": round(degrees + 1, 1),
                }
            )
        )
    return name_scheme(pd.concat(tables, ignore_index=True), naive.scheme)


def check_sizes(per_year: Sequence[int]) -> None:
    """Refuse numbers of codes from which no variance could be told."""
    if any(size < 2 for size in per_year):
        raise InputError("per_year", f"holds {min(per_year)}", "use numbers of 2 or more")


def half_width(variance: np.ndarray, degrees: float, level: float) -> np.ndarray:
    """Half-width of the interval in percentage points, mean over years, shape (n_areas,); NaN where nothing is known."""
    if degrees <= 0:
        return np.full(variance.shape[1], np.nan)
    return np.asarray(100 * stats.t.ppf(0.5 + level / 2, degrees) * np.sqrt(variance).mean(axis=0))
