"""How many codes are enough: the expected precision of corrected shares before anybody has coded."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import stats

from analysis.crosswalk import as_way, name_scheme
from analysis.errors import InputError, check_level
from analysis.estimation import ratio_variance, sum_by
from analysis.tables import check_table
from analysis.taxonomy import scheme_of
from analysis.trends.truth import coded_mix, predicted_mix, settle_codes
from analysis.trends.units import told_parts, unit_weights

SIZES = (25, 50, 100, 150, 200, 300, 500)


def coding_budget(
    coded: pd.DataFrame,
    *,
    codes: pd.DataFrame | None = None,
    accuracy: float | None = None,
    per_year: Sequence[int] = SIZES,
    weight: str = "characters",
    role: str = "work",
    level: float = 0.95,
) -> pd.DataFrame:
    r"""Expected half-width of a corrected yearly share and of a slope for n codes a year.

    The variance of a corrected share has two parts: between reports, which codes do not change, and the sampling of
    codes, which falls with n. The second needs the size of the classifier's errors: from pilot `codes`, or from an assumed
    `accuracy` with errors spread evenly over the other areas.

    Parameters
    ----------
    coded : DataFrame, one row per paragraph
        As :func:`classify_paragraphs` returns it: the corpus to be studied, or one like it.
    codes : DataFrame, optional
        Pilot codes of some of these paragraphs, with inclusion probabilities.
    accuracy : float, optional
        Assumed share of paragraphs classified rightly, if there are no pilot codes.
    per_year : sequence of int
        Numbers of coded paragraphs a year to compare.
    weight : {"characters", "paragraphs"}, default "characters"
        Weight of the share.
    role : str, default "work"
        Role of the paragraphs.
    level : float, default 0.95
        Confidence level.

    Returns
    -------
    DataFrame, one row per number of codes and area
        ``n_codes`` (a year), ``area``, ``half_width`` (of a yearly share, mean over years, in points), ``half_width_floor``
        (with every paragraph coded), ``half_width_slope`` (of a linear trend over the corpus' years, in percentage points per year;
        NaN below three years), ``level``, ``source`` ("pilot codes" or "assumed accuracy"). NaN where years have one report.

    Raises
    ------
    InputError
        When neither or both of `codes` and `accuracy` are given, or accuracy is not between 1/8 (1/k of k categories) and 1.

    See Also
    --------
    sample_for_coding : draws the sample once its size is settled.
    plot_coding_budget : draws half-width against the number of codes.

    Notes
    -----
    With :math:`N` paragraphs a year of weight :math:`w_i`, error :math:`e_i = Y_i - \hat Y_i` and :math:`n` drawn,
    :math:`V = V_{reports} + N^2 \frac{1 - n/N}{n} \mathrm{Var}(w_i e_i) / (\sum w_i)^2` (Särndal, Swensson & Wretman 1992,
    doi:10.1007/978-1-4612-4378-6); slope: :math:`\sum (t - \bar t)^2 V_t / (\sum (t - \bar t)^2)^2`.

    Examples
    --------
    >>> import analysis as fz
    >>> paragraphs = fz.split_paragraphs(fz.read_reports(fz.sample_reports()))
    >>> coded = fz.classify_paragraphs(paragraphs).assign(year=2019)
    >>> table = coding_budget(coded, accuracy=0.85, per_year=(20, 80))
    >>> table.groupby("n_codes")["half_width"].mean().round(1).to_dict()
    {20: 10.0, 80: 5.1}
    """
    check_table(
        coded,
        ("paragraph_id", "report_id", "year", "role", "n_chars", "area", "measure"),
        argument="coded",
        maker="classify_paragraphs",
    )
    check_level(level)
    if (codes is None) == (accuracy is None):
        raise InputError("codes and accuracy", "are both given or both missing", "give one of them")
    scheme = scheme_of(coded)
    if accuracy is not None and not 1 / len(scheme.codes) < accuracy <= 1:
        raise InputError("accuracy", f"is {accuracy}", f"use a share between 1/{len(scheme.codes)} and 1")
    if any(size < 2 for size in per_year):
        raise InputError("per_year", f"holds {min(per_year)}", "use numbers of 2 or more")
    way = as_way(scheme, scheme)
    units = coded[(coded["role"] == role) & coded["year"].notna() & (coded["n_chars"] > 0)]
    predicted = predicted_mix(units, way)
    weights = unit_weights(units, weight, told_parts(predicted))
    if codes is not None:
        truth = coded_mix(units, settle_codes(coded, codes), way, role)
        drawn = ~np.isnan(truth.probability)
        error = np.var((truth.mix - predicted)[drawn] * weights[drawn, None], axis=0, ddof=1)
    else:
        error = _assumed_error(predicted, weights, float(accuracy or 0))
    years = sorted(units["year"].unique())
    between, scale, count = _by_year(units, predicted, weights, years)
    rows = []
    for size in per_year:
        drawn_part = np.stack([total**2 * max(0.0, 1 - size / total) / size * error for total in count]) / (
            scale[:, None] ** 2
        )
        variance = between + drawn_part
        quantile = stats.norm.ppf(0.5 + level / 2)
        slope = _slope_variance(np.array(years, dtype=float), variance)
        rows += [
            {
                "n_codes": size,
                "area": area,
                "half_width": 100 * quantile * np.sqrt(variance[:, place]).mean(),
                "half_width_floor": 100 * quantile * np.sqrt(between[:, place]).mean(),
                "half_width_slope": 100 * quantile * np.sqrt(slope[place]),
                "level": level,
                "source": "pilot codes" if codes is not None else "assumed accuracy",
            }
            for place, area in enumerate(scheme.codes)
        ]
    return name_scheme(pd.DataFrame(rows), scheme)


def _assumed_error(predicted: np.ndarray, weights: np.ndarray, accuracy: float) -> np.ndarray:
    """Mean square of the weighted error of each area, if errors go evenly to the other areas."""
    wrong = 1 - accuracy
    missed = wrong / (predicted.shape[1] - 1)
    square = predicted * wrong + (1 - predicted) * missed
    return np.asarray((weights[:, None] ** 2 * square).mean(axis=0))


def _by_year(
    units: pd.DataFrame, predicted: np.ndarray, weights: np.ndarray, years: list[int]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Variance between reports, total weight and number of paragraphs, for each year."""
    between, scale, count = [], [], []
    for year in years:
        own = (units["year"] == year).to_numpy(dtype=bool)
        reports, place = np.unique(units.loc[own, "report_id"].to_numpy(dtype=str), return_inverse=True)
        parts = sum_by(predicted[own] * weights[own, None], place, len(reports))
        between.append(ratio_variance(parts, parts.sum(axis=1))[1])
        scale.append(parts.sum())
        count.append(own.sum())
    return np.array(between), np.array(scale), np.array(count)


def _slope_variance(years: np.ndarray, variance: np.ndarray) -> np.ndarray:
    if len(years) < 3:
        return np.full(variance.shape[1], np.nan)
    centred = years - years.mean()
    return np.asarray((centred[:, None] ** 2 * variance).sum(axis=0) / (centred**2).sum() ** 2)
