"""Yearly shares of the task areas, with the estimand named in every row.

With a probability sample of hand codes the shares are corrected for the classifier's errors by design-based
supervised learning; without one they only count its answers, and say so.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from analysis.errors import InputError, check_choice, check_level
from analysis.reading.split import split_items
from analysis.tables import CODED_ROLES, COLUMNS, MIX, check_table, make_table
from analysis.taxonomy import Taxonomy, load_taxonomy

WEIGHTS = ("characters", "paragraphs", "reports")


def area_shares(
    coded: pd.DataFrame,
    codes: pd.DataFrame | None = None,
    *,
    weight: str = "characters",
    role: str = "work",
    scheme: str = "outline-2015",
    level: float = 0.95,
    random_state: int | None = None,
) -> pd.DataFrame:
    r"""Share of each area in what the reports of a year say.

    Estimand: the share of characters, of paragraphs, or the mean over reports of their shares of characters, among the
    paragraphs of one role that have an area. With `codes` the estimator is ``dsl``: unbiased whatever the classifier's
    errors, if the codes are a probability sample and right, and the coded units' predictions come from a model that has
    not seen their codes. Without, it is ``naive``: a count of the classifier's answers, which carries its errors, and
    whose interval reflects the sampling of reports alone. The sampling frame is the paragraphs with the predicted role.

    Parameters
    ----------
    coded : DataFrame, one row per paragraph
        As :func:`classify_paragraphs` returns it.
    codes : DataFrame, one row per item, optional
        Hand codes of one coder with ``inclusion_probability``; ``unit_id`` is the item's id. Each coded paragraph must be
        coded whole.
    weight : {"characters", "paragraphs", "reports"}, default "characters"
        What a share is a share of; "reports" gives each report the same say.
    role : str, default "work"
        Role of the paragraphs that count.
    scheme : str, default "outline-2015"
        Scheme of areas; another scheme is reached through each paragraph's measure.
    level : float, default 0.95
        Confidence level of the interval.
    random_state : int, optional
        Kept for the interface; the interval is analytic.

    Returns
    -------
    DataFrame, one row per year and area
        ``year``, ``area``, ``share`` (0–1; a corrected share may fall outside by chance and is not cut), ``low``,
        ``high``, ``level``, ``estimator``, ``weight``, ``n_reports``, ``n_units`` (paragraphs), ``n_coded`` (paragraphs).
        The interval is NaN where a year has one report, or codes from one report: between reports nothing is known then.

    Raises
    ------
    InputError
        For an unknown weight, role or scheme, a level outside 0–1, a table without classified paragraphs, or codes without
        inclusion probability, of units not in the table, of several coders, of parts of a paragraph, or missing in a year.

    Notes
    -----
    For paragraph :math:`i` with weight :math:`w_i`, predicted mix :math:`\hat Y_i`, coded mix :math:`Y_i`, inclusion
    probability :math:`\pi_i` and :math:`R_i = 1` where coded,
    :math:`\tilde y_i = w_i(\hat Y_i + \frac{R_i}{\pi_i}(Y_i - \hat Y_i))` and likewise the weight :math:`\tilde t_i` of
    having an area at all. With report totals :math:`\tilde y_r, \tilde t_r`:
    :math:`\hat p = \sum \tilde y_r / \sum \tilde t_r`,
    :math:`\hat V = \frac{n}{n-1} \sum (\tilde y_r - \hat p \tilde t_r)^2 / (\sum \tilde t_r)^2`, with t quantiles on one
    less than the number of reports (of reports with codes, under ``dsl``) degrees of freedom.

    References
    ----------
    Egami, N., Hinck, M., Stewart, B. M., & Wei, H. (2023). Using imperfect surrogates for downstream inference:
    Design-based supervised learning. NeurIPS 36. doi:10.48550/arXiv.2306.04746.
    Angelopoulos, A. N., Bates, S., Fannjiang, C., Jordan, M. I., & Zrnic, T. (2023). Prediction-powered inference.
    doi:10.1126/science.adi6000.

    Examples
    --------
    >>> import analysis as fz
    >>> paragraphs = fz.split_paragraphs(fz.read_reports(fz.sample_reports()))
    >>> shares = area_shares(fz.classify_paragraphs(paragraphs))
    >>> shares.groupby("year")["share"].sum().round(6).unique().tolist(), bool(shares["low"].isna().all())
    ([1.0], True)
    """
    check_table(
        coded,
        ("paragraph_id", "report_id", "year", "role", "n_chars", *COLUMNS["classification"]),
        argument="coded",
        maker="classify_paragraphs",
    )
    check_choice("weight", weight, WEIGHTS)
    check_choice("role", role, CODED_ROLES)
    check_level(level)
    taxonomy = load_taxonomy(scheme)
    units = coded[(coded["role"] == role) & coded["year"].notna() & (coded["n_chars"] > 0)]
    if not (units["area"] > 0).any():
        raise InputError(
            "coded", f"has no classified paragraph of role {role!r}", "give classified paragraphs"
        )
    predicted = predicted_mix(units, taxonomy)
    truth = None if codes is None else coded_mix(units, codes, taxonomy, role)
    rows = []
    for year in sorted(units["year"].unique()):
        own = (units["year"] == year).to_numpy(dtype=bool)
        estimate = _estimate(
            units[own], predicted[own], None if truth is None else truth.rows(own), weight, level
        )
        rows += [
            {
                "year": year,
                "area": area,
                **estimate.of(place),
                "level": level,
                "estimator": "naive" if truth is None else "dsl",
                "weight": weight,
            }
            for place, area in enumerate(taxonomy.areas.index)
        ]
    return make_table("shares", rows)


@dataclass(frozen=True, eq=False)
class CodedMix:
    """Hand-coded truth of the paragraphs that were drawn.

    Attributes
    ----------
    mix : ndarray, shape (n_units, n_areas)
        Share of each area in a coded paragraph's characters; rows of zeros where the coder found no area or another
        role, and where the paragraph was not drawn.
    probability : ndarray, shape (n_units,)
        Inclusion probability; NaN where the paragraph was not drawn.
    """

    mix: np.ndarray
    probability: np.ndarray

    def rows(self, own: np.ndarray) -> CodedMix:
        """The part of some units."""
        return CodedMix(self.mix[own], self.probability[own])


@dataclass(frozen=True, eq=False)
class _Estimate:
    share: np.ndarray
    half: np.ndarray
    n_reports: int
    n_units: int
    n_coded: int

    def of(self, place: int) -> dict[str, float]:
        return {
            "share": self.share[place],
            "low": self.share[place] - self.half[place],
            "high": self.share[place] + self.half[place],
            "n_reports": self.n_reports,
            "n_units": self.n_units,
            "n_coded": self.n_coded,
        }


def _estimate(
    units: pd.DataFrame, predicted: np.ndarray, truth: CodedMix | None, weight: str, level: float
) -> _Estimate:
    """Shares of one year with the half-width of their intervals."""
    adjusted, drawn = predicted, np.zeros(len(units), dtype=bool)
    if truth is not None:
        drawn = ~np.isnan(truth.probability)
        if not drawn.any():
            year = units["year"].iloc[0]
            raise InputError(
                "codes", f"has no coded paragraph in {year}", "code a random sample of each year"
            )
        adjusted = predicted.copy()
        adjusted[drawn] += (truth.mix[drawn] - predicted[drawn]) / truth.probability[drawn, None]
    weights = unit_weights(units, weight, predicted)
    reports, place = np.unique(units["report_id"].to_numpy(dtype=str), return_inverse=True)
    parts = np.zeros((len(reports), adjusted.shape[1]))
    np.add.at(parts, place, adjusted * weights[:, None])
    totals = parts.sum(axis=1)
    clusters = len(np.unique(place[drawn])) if truth is not None else len(reports)
    share, half = ratio_interval(parts, totals, level, degrees=clusters - 1)
    counted = predicted.sum(axis=1) > 0
    return _Estimate(share, half, len(reports), int((counted | drawn).sum()), int(drawn.sum()))


def predicted_mix(units: pd.DataFrame, taxonomy: Taxonomy) -> np.ndarray:
    """Predicted mix of each unit over a scheme's areas, shape (n_units, n_areas); zeros where it has no area."""
    areas = list(taxonomy.areas.index)
    if taxonomy.scheme == "outline-2015":
        mix: np.ndarray = np.nan_to_num(units[list(MIX)].to_numpy(dtype=float))
        return mix
    known = units["area"] > 0
    missing = known & units["measure"].isna()
    if missing.any():
        problem = f"has {int(missing.sum())} paragraphs without a measure"
        remedy = f"classify with a model that knows measures to use scheme {taxonomy.scheme!r}"
        raise InputError("coded", problem, remedy)
    own = np.array([taxonomy.area_of(m) if k else 0 for m, k in zip(units["measure"], known, strict=True)])
    return np.asarray(own[:, None] == np.array(areas)[None, :], dtype=float)


def coded_mix(units: pd.DataFrame, codes: pd.DataFrame, taxonomy: Taxonomy, role: str) -> CodedMix:
    """Coded truth of the drawn paragraphs, from the codes of their items.

    Raises
    ------
    InputError
        When the codes cannot be taken for a probability sample of these units.
    """
    known = _checked_codes(codes)
    items = split_items(units).merge(
        known, left_on="item_id", right_on="unit_id", how="outer", indicator=True
    )
    strangers = items.loc[items["_merge"] == "right_only", "unit_id"]
    outside = strangers[strangers.str.replace(r"-i\d+$", "", regex=True).isin(units["paragraph_id"])]
    if len(strangers) == len(known) or len(outside):
        first = (outside if len(outside) else strangers).iloc[0]
        raise InputError(
            "codes", f"holds the unit {first!r}, which is not in the table", "code items of these paragraphs"
        )
    items = items[items["_merge"] != "right_only"]
    chars = items["n_chars"].astype(float)
    coded = items["unit_id"].notna()
    partly = items.assign(coded=coded)[chars > 0].groupby("paragraph_id")["coded"].nunique()
    if (partly > 1).any():
        raise InputError(
            "codes", f"cover only a part of paragraph {partly.idxmax()!r}", "code each drawn paragraph whole"
        )
    drawn = items[coded & (chars > 0)]
    place = pd.Series(np.arange(len(units)), index=units["paragraph_id"].to_numpy())
    rows = place.loc[drawn["paragraph_id"]].to_numpy()
    mix = np.zeros((len(units), len(taxonomy.areas)))
    probability = np.full(len(units), np.nan)
    probability[rows] = drawn["inclusion_probability"].to_numpy(dtype=float)
    counts = ((drawn["role"] == role) & (drawn["area"] > 0)).to_numpy(dtype=bool)
    columns = [list(taxonomy.areas.index).index(area) for area in _scheme_areas(drawn[counts], taxonomy)]
    np.add.at(mix, (rows[counts], columns), drawn["n_chars"].to_numpy(dtype=float)[counts])
    return CodedMix(mix / units["n_chars"].to_numpy(dtype=float)[:, None], probability)


def _checked_codes(codes: pd.DataFrame) -> pd.DataFrame:
    columns = ("unit_id", "coder", "role", "area", "measure", "inclusion_probability")
    check_table(codes, columns, argument="codes", maker="read_codes")
    coders = sorted(set(codes["coder"].dropna()))
    if len(coders) > 1:
        raise InputError(
            "codes",
            f"holds the coders {', '.join(coders)}",
            "give one, such as codes[codes.coder == 'final']",
        )
    probability = codes["inclusion_probability"].astype(float)
    if probability.isna().any():
        problem = f"has {int(probability.isna().sum())} units without inclusion_probability"
        raise InputError("codes", problem, "draw the units with sample_for_coding, which stores it")
    if ((probability <= 0) | (probability > 1)).any():
        worst = probability[(probability <= 0) | (probability > 1)].iloc[0]
        raise InputError(
            "codes", f"has an inclusion_probability of {worst}", "use probabilities above 0 up to 1"
        )
    if codes["unit_id"].duplicated().any():
        raise InputError("codes", "codes a unit twice", "give each unit once")
    return codes[[column for column in columns if column != "coder"]]


def _scheme_areas(drawn: pd.DataFrame, taxonomy: Taxonomy) -> list[int]:
    """Area of each coded item under the scheme: as coded, or through its measure."""
    if taxonomy.scheme == "outline-2015":
        return [int(area) for area in drawn["area"]]
    if drawn["measure"].isna().any():
        problem = f"has {int(drawn['measure'].isna().sum())} items without a measure"
        raise InputError("codes", problem, f"code the measures to use scheme {taxonomy.scheme!r}")
    return [taxonomy.area_of(measure) for measure in drawn["measure"]]


def unit_weights(units: pd.DataFrame, weight: str, predicted: np.ndarray) -> np.ndarray:
    """Weight of each unit: its characters, one, or its part of its report's characters."""
    chars = units["n_chars"].to_numpy(dtype=float)
    if weight == "paragraphs":
        return np.ones(len(units))
    if weight == "characters":
        return chars
    _, place = np.unique(units["report_id"].to_numpy(dtype=str), return_inverse=True)
    totals = np.bincount(place, weights=chars * predicted.sum(axis=1))
    totals[totals == 0] = np.inf  # a report without any predicted area has no say
    return np.asarray(chars / totals[place])


def ratio_interval(
    parts: np.ndarray, totals: np.ndarray, level: float, *, degrees: int | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Ratio estimate over reports and the half-width of its interval; NaN half-width for a single report.

    Parameters
    ----------
    parts : ndarray, shape (n_reports, n_areas)
        Weight of each report in each area.
    totals : ndarray, shape (n_reports,)
        Weight of each report in all.
    level : float
        Confidence level.
    degrees : int, optional
        Degrees of freedom; default one less than the reports.
    """
    n = len(totals)
    degrees = n - 1 if degrees is None else degrees
    share = parts.sum(axis=0) / totals.sum()
    if n < 2 or degrees < 1:
        return share, np.full(share.shape, np.nan)
    residuals = parts - share[None, :] * totals[:, None]
    variance = n / (n - 1) * (residuals**2).sum(axis=0) / totals.sum() ** 2
    return share, stats.t.ppf(0.5 + level / 2, degrees) * np.sqrt(variance)
