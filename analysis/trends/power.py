"""What can be seen at all: the smallest change that a study would find, given its codes, regions and years."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.crosswalk import name_scheme
from analysis.errors import InputError
from analysis.estimation import detectable_slope, slope_power
from analysis.tables import make_table
from analysis.trends.budget import check_sizes
from analysis.trends.estimand import COUNTED_TYPES, Estimand
from analysis.trends.expected import expect_precision

SIZES = (50, 100, 150, 300)


def trend_power(
    coded: pd.DataFrame,
    *,
    codes: pd.DataFrame | None = None,
    accuracy: float | None = None,
    reports: pd.DataFrame | None = None,
    per_year: Sequence[int] = SIZES,
    n_regions: Sequence[int] | None = None,
    n_years: Sequence[int] | None = None,
    slope: float | None = None,
    power: float = 0.8,
    n_tests: int = 1,
    weight: str = "characters",
    role: str = "work",
    doc_types: Sequence[str] | None = COUNTED_TYPES,
    estimator: str | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    r"""Smallest slope that a study would find, and its power to find a given one.

    Claim: with these many codes a year, regions and years, a slope of size ``detectable`` is called significant by
    :func:`area_trends` with chance `power`. "No significant trend" says little where it is larger than any change that
    would matter. Assumption: other regions are like those of the corpus, yearly deviations of regions from their line are
    as large in other years, and the classifier errs as often as the pilot codes or the assumed accuracy say.

    Parameters
    ----------
    coded : DataFrame, one row per paragraph
        As :func:`classify_paragraphs` returns it: the corpus to be studied, or one like it, of three years or more.
    codes : DataFrame, optional
        Pilot codes of some of these paragraphs, with inclusion probabilities.
    accuracy : float, optional
        Assumed share of paragraphs classified rightly, if there are no pilot codes.
    reports : DataFrame, one row per report, optional
        As :func:`read_reports` returns it; tells which reports are of one region and by the same government.
    per_year : sequence of int
        Numbers of coded paragraphs a year, of the role and simply drawn.
    n_regions : sequence of int, optional
        Numbers of regions that tell of a slope; default those of the corpus.
    n_years : sequence of int, optional
        Numbers of consecutive years, 3 or more; default those of the corpus.
    slope : float, optional
        A slope in percentage points per year whose power is asked for.
    power : float, default 0.8
        Chance with which the smallest detectable slope is found.
    n_tests : int, default 1
        Tests in the family; the level is divided by it, as Holm's adjustment does for the smallest p.
    weight : {"characters", "paragraphs"}, default "characters"
        Weight of the share.
    role : str, default "work"
        Role of the paragraphs.
    doc_types : sequence of str, default annual reports, work summaries and press conferences
        Types of the documents that count; a document of unknown type counts. None for all.
    estimator : {"dsl", "ppi", "difference", "codes"}, optional
        As in :func:`area_shares`; only pilot codes tell the estimators apart.
    level : float, default 0.95
        Confidence level; tests are at one less it.

    Returns
    -------
    DataFrame, one row per number of codes, regions and years, and area
        ``n_codes`` (a year), ``n_regions``, ``n_years``, ``area``, ``std_error`` (of the slope, in percentage points per
        year), ``df``, ``detectable`` (smallest slope found with chance ``target_power``), ``detectable_change`` (from the
        first to the last year, in points), ``slope`` and ``power`` (as asked for; missing without), ``target_power``,
        ``n_tests``, ``level``, ``source`` ("pilot codes" or "assumed accuracy"), ``reason`` (why nothing can be told),
        ``scheme`` (of the areas).

    Raises
    ------
    InputError
        When neither or both of `codes` and `accuracy` are given, or a number is out of range.

    See Also
    --------
    coding_budget : gives the widths of intervals.
    plot_trend_power : draws the smallest detectable slope against the number of codes.
    write_plan : writes down what was settled.

    Notes
    -----
    :math:`SE^2 = (V_{regions} R / R' + \sum_t V_t (1/n - 1/N_t)) S_Y / S_{Y'}` with the variances of
    :func:`coding_budget`, :math:`R` regions and :math:`S_Y = \sum (t - \bar t)^2`. The power of a two-sided test is that
    of the noncentral t with :math:`\delta = \beta / SE`, the smallest detectable slope the :math:`\beta` at which it reaches
    `power`.

    References
    ----------
    Bloom, H. S. (1995). Minimum detectable effects. Evaluation Review, 19(5), 547–556. doi:10.1177/0193841X9501900504.

    Examples
    --------
    >>> import analysis as fz
    >>> sim = fz.make_reports(n_regions=20, random_state=1)
    >>> table = trend_power(sim.paragraphs, accuracy=0.85, reports=sim.reports, per_year=(50, 200), slope=1.0)
    >>> own = table[table["area"] == 6].set_index("n_codes")
    >>> bool(own.loc[200, "detectable"] < own.loc[50, "detectable"]), bool(own.loc[200, "power"] > own.loc[50, "power"])
    (True, True)
    """
    check_sizes(per_year)
    for name, given, least in (
        ("n_regions", n_regions, 3),
        ("n_years", n_years, 3),
        ("n_tests", [n_tests], 1),
    ):
        if given is not None and min(given, default=0) < least:
            raise InputError(name, f"is {given}", f"use numbers of {least} or more")
    if not 0.05 < power < 1:
        raise InputError("power", f"is {power}", "use a chance between 0.05 and 1, such as 0.8")
    estimand = Estimand(weight, role, doc_types=doc_types, level=level, estimator=estimator)
    expected, naive = expect_precision(coded, codes, accuracy, reports, estimand)
    whole, years = int(expected.telling.sum()), expected.years
    spread = float(((years - years.mean()) ** 2).sum())
    alpha = (1 - level) / n_tests
    tables = []
    for size in per_year:
        for regions in n_regions or [whole]:
            for length in n_years or [len(years)]:
                stretch = 1.0 if n_years is None else (length**3 - length) / 12 / max(spread, 1e-9)
                variance, degrees = expected.slope_variance(size, regions / whole if whole else 1.0, stretch)
                error = np.sqrt(variance)
                found = np.array([detectable_slope(one, degrees, alpha, power) for one in error])
                last = length - 1 if n_years is not None else int(np.ptp(years))
                about = {"n_codes": size, "n_regions": regions, "n_years": length, "df": degrees}
                values = {
                    "area": naive.areas,
                    "std_error": error,
                    "detectable": found,
                    "detectable_change": found * last,
                    "power": np.nan
                    if slope is None
                    else [slope_power(slope, one, degrees, alpha) for one in error],
                    "reason": np.where(np.isnan(found), _reason(len(years), degrees), ""),
                }
                tables.append(pd.DataFrame(values).assign(**about))
    table = pd.concat(tables, ignore_index=True).assign(
        slope=np.nan if slope is None else slope,
        target_power=power,
        n_tests=n_tests,
        level=level,
        source=expected.source,
    )
    table["reason"] = table["reason"].replace("", None)
    return name_scheme(make_table("trend power", table, of=coded), naive.scheme)


def _reason(n_years: int, degrees: float) -> str:
    if n_years < 3:
        return "fewer than three years"
    return "codes from one region" if degrees <= 0 else "fewer than three regions that tell of a slope"
