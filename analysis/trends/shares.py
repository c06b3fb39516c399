"""Yearly shares of the task areas, with the estimand named in every row.

With a probability sample of hand codes the shares are corrected for the classifier's errors; without one they only count its
answers, and say so.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.coding.coder_error import share_bias_bounds, widen_intervals
from analysis.columns.types import TEXT
from analysis.crosswalk import leave_out_untold
from analysis.errors import InputError, check_choice
from analysis.estimation import sum_by
from analysis.scheme import Scheme
from analysis.tables import make_table
from analysis.trends.estimand import COUNTED_TYPES, Estimand
from analysis.trends.precision import (
    ALIKE,
    NOT_SEEN,
    ONE_CODED,
    ONE_REGION,
    CodeErrors,
    Precision,
    between_floor,
    cluster_precision,
    code_errors,
    corpus_precision,
    no_spread,
    yearly_parts,
)
from analysis.trends.stored import TableOrPath
from analysis.trends.totals import Draws, Totals, report_totals

CODER_ERROR = ("ignore", "bound")


def area_shares(
    coded: TableOrPath,
    codes: pd.DataFrame | None = None,
    *,
    reports: TableOrPath | None = None,
    weight: str = "characters",
    role: str = "work",
    scheme: str | Scheme | None = None,
    target: str = "population",
    doc_types: Sequence[str] | None = COUNTED_TYPES,
    estimator: str | None = None,
    level: float = 0.95,
    coder_error: str = "ignore",
) -> pd.DataFrame:
    r"""Share of each area in what the reports of a year say.

    Estimand: the share of characters, of paragraphs, or the mean over reports of their shares of characters, among the
    paragraphs of one role that have an area. With `codes` the classifier's answers are corrected: the total of each area is
    unbiased whatever the classifier's errors, and its share, a ratio of totals, nearly so, if the codes are a probability
    sample and right, and the coded units' predictions come from a model that has not seen their codes. Without, the
    estimator is ``naive``: a count of the classifier's answers, which carries its errors, and whose interval reflects the
    differences between reports alone.

    The frame is what the codes were drawn from, by default all running text (:func:`sample_for_coding`): a paragraph that
    was taken for another role counts where the coder gives it this one. Where only one role was sampled, the classification
    of roles is taken to miss none of it.

    Parameters
    ----------
    coded : DataFrame, one row per paragraph, or path
        As :func:`classify_paragraphs` returns it; or the Parquet file or folder that :func:`classify_corpus` wrote, which is
        read in batches, with memory for one batch and the totals of each report. The rows of a report must lie together
        there (else sort by ``report_id``). The results are the same, whatever the batches.
    codes : DataFrame, one row per item, optional
        Hand codes with ``inclusion_probability``, of one coder or of several who agree or were adjudicated
        (:func:`final_codes`). Each coded paragraph must be coded whole. Codes of reports that are not in `coded` are left
        out. A sheet of which only the first part is coded, and two draws from the same paragraphs, get the probabilities
        that they then have; the column ``design`` says so.
    reports : DataFrame, one row per report, or path, optional
        As :func:`read_reports` returns it, or a Parquet or CSV file of it; reports of one region (its code, else province
        and name) are then one cluster. Where `coded` is a path, the default is the table in the same folder
        (``coded.reports.parquet``), if there is one.
    weight : {"characters", "paragraphs", "reports"}, default "characters"
        What a share is a share of; "reports" gives each report the same say.
    role : str, default "work"
        Role of the paragraphs that count.
    scheme : str or Scheme, optional
        Scheme of areas; default that of the table (its column ``scheme``). Another one is reached through each paragraph's
        measure, or through the crosswalk of an own scheme; tables that join schemes are refused.
    target : {"population", "corpus"}, default "population"
        What the interval is about: the share in the population of which these reports are draws, or the share in exactly
        these reports. The estimate is the same; for the corpus only the draw of codes is an error, the interval is
        narrower, and a naive count has none.
    doc_types : sequence of str, default annual reports, work summaries and press conferences
        Types of the documents that count; a document of unknown type counts. None for all.
    estimator : {"dsl", "ppi", "difference", "codes", "naive"}, optional
        What is made of the classifier's answers; default ``dsl`` with `codes`, ``naive`` without. ``difference`` takes them
        as they are and adds what the codes show of their errors. ``ppi`` multiplies them with one factor, chosen for the
        least variance (PPI++, power tuning). ``dsl`` replaces each answer by the shares of the areas among the codes that
        had this answer (design-based supervised learning with this as its supervised step). ``codes`` leaves them out: a
        ratio of weighted sums over the codes alone. All have the same estimand and rest on the same assumptions.
    level : float, default 0.95
        Confidence level of the interval.
    coder_error : {"ignore", "bound"}, default "ignore"
        Whether the codes are taken to be right, or the interval is widened by the largest bias that the differences between
        coders allow (:func:`share_bias_bounds`): `codes` are then those of all coders, with some paragraphs coded by two.
        Errors that coders share are in no bound.

    Returns
    -------
    DataFrame, one row per year and area
        ``year``, ``area``, ``share`` (0–1; a corrected share may fall outside by chance and is not cut), ``low``,
        ``high`` (within 0–1), ``level``, ``estimator``, ``weight``, ``n_reports``, ``n_clusters`` (regions that tell of the
        error; under correction those with codes, for the corpus reports with codes), ``df`` (degrees of freedom), ``reason``
        (why there is no interval), ``n_units`` (paragraphs), ``n_coded`` (paragraphs), ``design`` (what the codes are of
        their draw: "whole draw", "first part of draw", "several draws", "blanks at random", "draw not recorded"; missing
        without codes), ``coder_error``, ``n_left_out`` (documents of other types of the year, which do not count),
        ``scheme`` (of the areas).
        The interval is NaN where nothing is known of the error: "one region" or "codes from one region" in a year, an area
        "not seen" by anybody, reports with "no spread"; for the corpus what is "all coded" or "not corrected", or "one code
        in a stratum". A category that the classifier was never shown, or that no measure leads to, is missing, not 0, and
        ``reason`` says so; codes of a random sample tell of it all the same. There is never an interval without width.

    Raises
    ------
    InputError
        For an unknown weight, role, scheme or estimator, an estimator that needs codes without any, a level outside 0–1, a table without classified paragraphs, reports without
        a row in `reports`, or codes without inclusion probability, of units not in the table or of another text, of
        paragraphs that the model was trained on (column ``seen``), that a model gave (``coded_by``), of coders who differ,
        of parts of a paragraph, that are not the draw that they record, that were drawn before other reports came, or
        missing in a year. For a path also when it is no Parquet, is damaged, or has rows of a report in several places.

    See Also
    --------
    area_trends : estimates the slope of each share over the years.
    plot_shares : draws the shares by year.
    classify_paragraphs : makes the table that the shares are estimated from.

    Notes
    -----
    For paragraph :math:`i` with weight :math:`w_i`, predicted mix :math:`\hat Y_i`, coded mix :math:`Y_i`, inclusion
    probability :math:`\pi_i` and :math:`R_i = 1` where coded,
    :math:`\tilde y_i = w_i(\hat Y_i M + \frac{R_i}{\pi_i}(Y_i - \hat Y_i M))`, and :math:`\tilde t_i` is its sum over the
    areas. The matrix :math:`M` is :math:`I` (difference), :math:`\lambda I` (ppi), 0 (codes), or the chance of each area given
    the answer (dsl); one for all years and areas, so that shares sum to one, and learnt for each region from the codes of
    the other regions. With totals :math:`\tilde y_c, \tilde t_c` of regions,
    :math:`\hat p = \sum \tilde y_c / \sum \tilde t_c` and
    :math:`\hat V = \sum (\tilde y_c - \hat p \tilde t_c)^2 / (1 - h_c) / (\sum \tilde t_c)^2` (CR2), where :math:`h_c` is the
    region's part of the predicted weight, with t quantiles on Satterthwaite's degrees of freedom. The sum of squares holds
    both sources of error, the draw of reports and the draw of codes, and so do the degrees. For the corpus :math:`\hat V` is that of simple
    random sampling within strata.

    Few codes may by chance show no error of an area. The interval is therefore never narrower than one by the variance
    :math:`(F + D) / 2`, where :math:`D = \sum (1 - \pi_i) w_i^2 e_i^2 / (\pi_i \sum \tilde t_c)^2` over the coded of the year
    with their errors :math:`e_i`, and :math:`F` takes for :math:`e_i^2` the mean over all years, half an error added. Areas
    below 5% of the whole have :math:`F` alone, and for a population a variance between regions in proportion to
    :math:`p (1 - p)` as all areas have it. Bounds below 0 or above 1, which no share can have, are 0 or 1.

    References
    ----------
    Egami, N., Hinck, M., Stewart, B. M., & Wei, H. (2023). Using imperfect surrogates for downstream inference:
    Design-based supervised learning. NeurIPS 36. doi:10.48550/arXiv.2306.04746.
    Angelopoulos, A. N., Duchi, J. C., & Zrnic, T. (2023). PPI++: Efficient prediction-powered inference.
    doi:10.48550/arXiv.2311.01453.
    Särndal, C.-E., Swensson, B., & Wretman, J. (1992). Model assisted survey sampling. doi:10.1007/978-1-4612-4378-6.
    Bell, R. M., & McCaffrey, D. F. (2002). Bias reduction in standard errors for linear regression with multi-stage samples.
    Survey Methodology, 28(2), 169–181.

    Examples
    --------
    >>> import analysis as fz
    >>> paragraphs = fz.split_paragraphs(fz.read_reports(fz.sample_reports()))
    >>> shares = area_shares(fz.classify_paragraphs(paragraphs))
    >>> shares.groupby("year")["share"].sum().round(6).unique().tolist(), bool(shares["low"].isna().all())
    ([1.0], True)
    """
    check_choice("coder_error", coder_error, CODER_ERROR)
    estimand = Estimand(weight, role, scheme, target, doc_types, level, estimator)
    totals = report_totals(coded, codes, estimand, reports=reports)
    errors, mean = code_errors(totals), yearly_parts(totals)[0].mean(axis=0)
    years = [_of_year(totals, int(year), errors, mean, estimand) for year in np.unique(totals.years)]
    shares = make_table("shares", pd.concat(years, ignore_index=True), of=totals.reports)
    shares = leave_out_untold(shares, totals.scheme, totals.told, ("share", "low", "high"))
    if coder_error == "bound":
        if codes is None:
            raise InputError(
                "coder_error", "is 'bound' without codes", "give the codes of all coders with it"
            )
        bounds = share_bias_bounds(codes, role=role, scheme=totals.scheme, weight=weight, level=level)
        shares = widen_intervals(shares, bounds)
        shares[["low", "high"]] = shares[["low", "high"]].clip(0, 1)
    return (
        shares
        if codes is None
        else shares.assign(coder_error=pd.array([coder_error] * len(shares), dtype=TEXT))
    )


def _of_year(
    totals: Totals, year: int, errors: CodeErrors, mean: np.ndarray, estimand: Estimand
) -> pd.DataFrame:
    """Shares of one year with their intervals, one row per area."""
    own = totals.years == year
    reports, draws = totals.reports[own], totals.draws.take(own[totals.draws.report])
    parts = totals.parts[own]
    whole = parts.sum()
    share = parts.sum(axis=0) / whole
    errors, size = errors.take(own[totals.draws.report]), draws.whole / whole
    if estimand.target == "corpus":
        precision = corpus_precision(draws, errors, size, totals.estimator)
    else:
        precision = _population_precision(totals, own, share, (draws, errors, size), mean)
    low, high, _ = precision.interval(share, estimand.level)
    estimates = {"area": totals.areas, "share": share, "low": np.clip(low, 0, 1), "high": np.clip(high, 0, 1)}
    return pd.DataFrame({**estimates, "reason": precision.reason}).assign(
        year=year, level=estimand.level, estimator=totals.estimator, weight=totals.weight, design=totals.design,
        n_clusters=precision.n_clusters, df=precision.degrees if precision.degrees > 0 else np.nan,
        scheme=totals.scheme.scheme, n_reports=len(reports), n_left_out=int((totals.left_out["year"] == year).sum()), n_units=reports["n_units"].sum(), n_coded=reports["n_coded"].sum(),
    )  # fmt: skip


def _population_precision(
    totals: Totals,
    own: np.ndarray,
    share: np.ndarray,
    drawn: tuple[Draws, CodeErrors, np.ndarray],
    mean: np.ndarray,
) -> Precision:
    """Error of the shares of one year as those of a population of regions."""
    reports, parts, (draws, errors, size) = totals.reports[own], totals.parts[own], drawn
    cluster, names = pd.factorize(reports["region"])
    n, n_areas = len(names), parts.shape[1]
    informed = np.unique(cluster if totals.estimator == "naive" else cluster[reports["n_coded"] > 0])
    if len(informed) < 2:
        why = ONE_REGION if n < 2 else ONE_CODED
        return Precision(
            np.zeros(n_areas), np.zeros(n_areas), 0.0, 0.0, len(informed), np.full(n_areas, why, dtype=object)
        )
    residual = (parts - share * parts.sum(axis=1, keepdims=True)) / parts.sum()
    weight = np.bincount(cluster, weights=totals.predicted[own], minlength=n)
    leverage = weight / weight.sum()
    place = cluster[(np.cumsum(own) - 1)[draws.report]]
    noise = np.bincount(place, weights=(1 - draws.probability) * size**2, minlength=n)
    floor = errors.floor(size, draws.probability)
    variance, degrees = cluster_precision(
        sum_by(residual, cluster, n)[:, None, :], leverage[:, None, None], 0, noise[:, None, None], floor
    )
    if len(size):
        floor = floor + between_floor(mean, variance, floor, errors.rare)
    return Precision(
        variance,
        floor,
        degrees,
        errors.degrees,
        len(informed),
        no_spread(variance, floor, np.where(share == 0, NOT_SEEN, ALIKE)),
    )


def informed_clusters(reports: pd.DataFrame, estimator: str) -> int:
    """Number of regions that tell about the error: all, or under dsl those with codes."""
    region = reports["region"]
    return int((region if estimator == "naive" else region[reports["n_coded"] > 0]).nunique())
