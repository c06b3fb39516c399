"""How often coders of the same item differ, about which area, and what that can do to its share."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from analysis.coding.coder_error import read_rates
from analysis.coding.double import FINAL, Codings, in_areas, mean_error, rate_limits, read_codings
from analysis.crosswalk import goal_of_codes
from analysis.errors import check_choice
from analysis.language import words_of
from analysis.scheme import Scheme
from analysis.tables import check_table

ALL = "all"
_TINY = 1e-9


def coder_reliability(
    codes: pd.DataFrame,
    *,
    role: str = "work",
    scheme: str | Scheme | None = None,
    weight: str = "characters",
    level: float = 0.95,
    max_error: float = 0.5,
) -> pd.DataFrame:
    r"""How often coders of the same item differ about each area, and the bias of its share that this allows.

    Agreement coefficients say how far coders agree; this says what their errors can do to a result. Both codings of an
    item are compared as the share counts them: the area where the item has the role, else none.

    **What cannot be seen**: an error that coders share, such as one reading of an unclear rule of the codebook, never
    shows as a difference and is in no bound.

    Parameters
    ----------
    codes : DataFrame, one row per item and coder
        The codes of all coders, and of ``final`` where disputed items were adjudicated. Codes of a model are left out.
    role : str, default "work"
        Role of the items that count.
    scheme : str or Scheme, optional
        Scheme of areas; default that of the codes (their column ``scheme``), else the eight areas. Another one is reached
        through each item's measure, or through the crosswalk of an own scheme.
    weight : {"characters", "paragraphs", "items"}, default "characters"
        What an item weighs, as in :func:`area_shares`; "items" counts each once, for codes that do not hold ``n_chars``.
    level : float, default 0.95
        Confidence level of each interval.
    max_error : float, default 0.5
        Largest chance with which a coder misreads any one item. A smaller one is a further assumption (see Notes).

    Returns
    -------
    DataFrame, one row per area, after one for "all"
        ``area`` (text), ``n_units`` (items coded by two or more), ``n_chars`` (of them), ``n_reports``, ``n_differ`` (items
        on which coders differ about this area), ``differ``, ``differ_low``, ``differ_high`` (their weighted part, 0–1),
        ``only_1``, ``only_2`` (part that the first coder alone, or the second alone, gave the area), ``net``,
        ``net_low``, ``net_high`` (the first less the second: a coder who gives the area more often), ``overstated``,
        ``understated`` (the most by which errors raise or lower the area's share at the rates seen, 0–1),
        ``overstated_high``, ``understated_high`` (at the upper limits of these rates), ``bias_bound`` (the larger of these
        two; in the row "all" the largest part of the weight that may be in a wrong place), ``part_double`` (part of the coded
        weight that two coders coded), ``adjudicated``, ``weight``, ``level``, ``coder_1``, ``coder_2`` (missing where
        there are more than two coders, who are compared pair by pair in alphabetical order).

    Raises
    ------
    InputError
        When no item has two codings, a coder codes one twice, or the codes do not hold what an item weighs.

    See Also
    --------
    coder_agreement : reports Krippendorff's alpha and other coefficients of agreement.
    share_bias_bounds : bounds the bias of each corrected share.

    Notes
    -----
    Let :math:`z_a(c) = 1[c = a] - s_a 1[c \text{ is an area}]` for a code :math:`c`, with :math:`s_a` the coded share, and
    :math:`q` the part of the weight in any area. The bias of a share is the weighted mean of
    :math:`z_a(C) - z_a(T)` over the frame, divided by :math:`q` (exactly, if :math:`q` is the true part; the smallest
    that the codes allow is used).

    *Assumptions.* (1) Coders A and B err independently of each other on each item: it may be as hard as it likes and
    their chances of error :math:`e_A, e_B` may differ, but one's error says nothing of the other's. (2) Neither is wrong
    more often than right on any item, :math:`e \le \varepsilon` with :math:`\varepsilon` = `max_error` ≤ ½. (3) The items
    coded twice are a random part of the sample. (4) Coders err as often in all years, because all are pooled.

    *One coding.* On an indicator, an item shows a difference with chance :math:`e_A (1 - e_B) + e_B (1 - e_A) =
    e_A + e_B (1 - 2 e_A) \ge e_A`. So with :math:`d_a = E|z_a(A) - z_a(B)|`,

    .. math:: |\mathrm{bias}_a| \le d_a / q ,

    and no smaller bound holds without more assumptions: half of some items' codings may be wrong in one direction, which
    shows in half of their pairs. Were no item hard (:math:`\varepsilon` small), errors would show twice as often as they
    occur: :math:`|\mathrm{bias}_a| \le d_a / (2 (1 - \varepsilon) q)`, between half of :math:`d_a` and all of it, for
    coders who err equally often or share the items that are coded once.

    *Adjudicated.* Where every disputed item was decided, and rightly, its errors have a direction: :math:`d_a^+` and
    :math:`d_a^-` sum what either coder gave too much and too little, and bound overstatement and understatement of codings
    that stand alone. Items coded twice are then wrong only where both coders erred alike, with chance
    :math:`e_A e_B \le \frac{\varepsilon}{2 (1 - \varepsilon)} (e_A + e_B - 2 e_A e_B)`: at most half of :math:`d_a^\pm`.
    Both parts are added by their weight.

    Rates are replaced by the upper ends of their intervals (Clopper–Pearson on the effective sample size, clustered by
    report where ``report_id`` is known), so that few double codings give wide bounds. With one report there is none.

    References
    ----------
    Dawid, A. P., & Skene, A. M. (1979). Maximum likelihood estimation of observer error-rates using the EM algorithm.
    doi:10.2307/2346806.
    Hui, S. L., & Walter, S. D. (1980). Estimating the error rates of diagnostic tests. doi:10.2307/2530508 (why two
    codings of one population give bounds and no estimate).
    Vacek, P. M. (1985). The effect of conditional dependence on the evaluation of diagnostic tests. doi:10.2307/2530967
    (why hard items hide errors).
    Rogan, W. J., & Gladen, B. (1978). Estimating prevalence from the results of a screening test.
    doi:10.1093/oxfordjournals.aje.a112510.
    Korn, E. L., & Graubard, B. I. (1998). Confidence intervals for proportions with small expected number of positive
    counts estimated from survey data. Survey Methodology, 24(2), 193–201.

    Examples
    --------
    Two coders of 60 items; the second takes three items of area 5 for area 6:

    >>> rows = [{"unit_id": f"u{n}", "coder": coder, "report_id": f"r{n % 12}", "n_chars": 80, "role": "work",
    ...          "area": 6 if n < 10 or (coder == "b" and n < 13) else 5} for n in range(60) for coder in "ab"]
    >>> from analysis.tables import make_table
    >>> codes = pd.DataFrame(rows).assign(inclusion_probability=0.1, measure=None)
    >>> table = coder_reliability(codes).set_index("area")
    >>> table.loc["6", ["n_differ", "differ", "net"]].tolist()
    [3.0, 0.05, -0.05]
    >>> table.loc["6", ["differ_high", "overstated_high", "understated_high"]].astype(float).round(3).tolist()
    [0.142, 0.142, 0.142]

    After adjudication the errors have a direction, and only errors that both made remain:

    >>> final = codes[(codes["coder"] == "a") & codes["unit_id"].isin(["u10", "u11", "u12"])].assign(coder="final")
    >>> table = coder_reliability(pd.concat([codes, final])).set_index("area")
    >>> table.loc["6", ["overstated_high", "understated_high"]].astype(float).round(3).tolist()
    [0.071, 0.03]
    """
    codings, rates = read_rates(codes, scheme, role=role, weight=weight, level=level, max_error=max_error)
    double = codings.double
    bounds, highest = rates.bounds(max_error), ["overstated_high", "understated_high"]
    names = [ALL, *map(str, rates.areas)]
    flows = _flows(codings, level)
    two = codings.coders if len(codings.coders) == 2 else (pd.NA, pd.NA)
    table = pd.DataFrame(
        {
            "area": pd.array(names, dtype="string"),
            "n_units": int(double.sum()),
            "n_chars": codings.chars[double].sum() if np.isfinite(codings.chars[double]).all() else np.nan,
            "n_reports": len(set(codings.cluster[double])),
            **flows,
            **{name: [np.nan, *bounds[name]] for name in bounds.columns},
            "bias_bound": [rates.misplaced(max_error), *bounds[highest].max(axis=1, skipna=False)],
            "part_double": 1 - rates.single,
            "adjudicated": codings.adjudicated,
            "weight": weight,
            "level": level,
            "coder_1": two[0],
            "coder_2": two[1],
        }
    )
    kinds = {"n_chars": "Int64", "weight": "string", "coder_1": "string", "coder_2": "string"}
    return table.astype(kinds)


def coder_confusion(
    codes: pd.DataFrame,
    *,
    coders: tuple[str, str] | None = None,
    role: str = "work",
    scheme: str | Scheme | None = None,
) -> pd.DataFrame:
    """What one coder gave where the other gave an area, in items.

    Parameters
    ----------
    codes : DataFrame, one row per item and coder
        As :func:`read_codes` returns it.
    coders : pair of str, optional
        The two coders; default the first two in alphabetical order. With ``("a", "final")`` the errors of coder a, as far
        as they were adjudicated.
    role : str, default "work"
        Role of the items that count.
    scheme : str or Scheme, optional
        Scheme of areas; default that of the codes (their column ``scheme``), else the eight areas.

    Returns
    -------
    DataFrame, index the area that the first coder gave, columns the area that the second gave
        Numbers of items; "none" is another role or no area.

    Raises
    ------
    InputError
        When one of the coders is missing, or they have no item in common.

    See Also
    --------
    coder_agreement : summarizes agreement in one coefficient.
    disagreements : lists the units with their texts and codes.

    Examples
    --------
    >>> rows = [{"unit_id": f"u{n}", "coder": coder, "role": "work", "area": area}
    ...         for n, pair in enumerate([(5, 5), (5, 6), (6, 6), (5, 6)]) for coder, area in zip("ab", pair)]
    >>> table = coder_confusion(pd.DataFrame(rows).assign(measure=None))
    >>> table.loc["5", ["5", "6"]].tolist()
    [1, 2]
    """
    check_table(codes, ("unit_id", "coder"), argument="codes", maker="read_codes")
    present = sorted(set(codes["coder"].dropna()))
    pair = coders or tuple([coder for coder in present if coder != FINAL][:2])
    for coder in pair:
        check_choice("coders", coder, tuple(present))
    own = codes[codes["coder"].isin(list(pair))]
    own = own.assign(coder=own["coder"].map({name: str(number) for number, name in enumerate(pair)}))
    codings = read_codings(own, goal_of_codes(own, scheme), role=role, weight="items")
    names = [*(str(area) for area in codings.areas), "none"]
    counts = np.zeros((len(names), len(names)), dtype=int)
    for _, one, two in codings.pairs():
        np.add.at(counts, (one, two), 1)  # -1 is the last place
    return pd.DataFrame(counts, index=pd.Index(names, name="first"), columns=pd.Index(names, name="second"))


def describe_reliability(table: pd.DataFrame, lang: str = "zh") -> str:
    """The table of :func:`coder_reliability` as lines for people, areas in their order.

    Parameters
    ----------
    table : DataFrame
        As :func:`coder_reliability` returns it.
    lang : {"zh", "en"}, default "zh"
        Language.

    Returns
    -------
    str
        Several lines.

    Examples
    --------
    >>> rows = [{"unit_id": f"u{n}", "coder": coder, "report_id": f"r{n % 12}", "n_chars": 80, "role": "work", "area": 6}
    ...         for n in range(100) for coder in "ab"]
    >>> table = coder_reliability(pd.DataFrame(rows).assign(inclusion_probability=0.1, measure=None))
    >>> print(describe_reliability(table, "en").splitlines()[0])
    100 items from 12 reports were coded by two or more coders; coders differ on 0 (0.0% of the weight, 95% interval 0.0 to 3.6).
    """
    words = words_of("coding.reliability", lang)
    first, areas = table.iloc[0], table.iloc[1:]
    lines = [
        words["all"].format(
            n_units=first["n_units"],
            n_reports=first["n_reports"],
            n_differ=first["n_differ"],
            rate=_range(first, lang),
            level=round(100 * first["level"]),
        )
    ]
    lines += [
        words["area"].format(
            area=row["area"],
            n_differ=row["n_differ"],
            rate=_range(row, lang),
            over=_points(row["overstated_high"]),
            under=_points(row["understated_high"]),
            level=round(100 * row["level"]),
        )
        for row in areas.to_dict("records")
    ]
    return "\n".join([*lines, words["adjudicated" if first["adjudicated"] else "open"], words["unseen"]])


def _range(row: pd.Series | dict[str, float], lang: str) -> str:
    words = words_of("coding.reliability", lang)
    text = words["rate"].format(rate=100 * row["differ"])
    if np.isnan(row["differ_low"]):
        return text
    numbers = {"low": 100 * row["differ_low"], "high": 100 * row["differ_high"]}
    return text + words["interval"].format(level=round(100 * row["level"]), **numbers)


def _points(value: float) -> str:
    return "?" if np.isnan(value) else f"{100 * value:.1f}"


def _flows(codings: Codings, level: float) -> dict[str, np.ndarray]:
    """Columns of the table on who gave an area and who did not: first all items, then each area."""
    n, width = len(codings.weight), len(codings.areas)
    first, second, differ, count = np.zeros((n, width)), np.zeros((n, width)), np.zeros(n), np.zeros(n)
    for rows, one, two in codings.pairs():
        one_area, two_area = in_areas(one, width), in_areas(two, width)
        first[rows] += one_area * (1 - two_area)
        second[rows] += two_area * (1 - one_area)
        differ[rows] += one != two
        count[rows] += 1
    double = codings.double
    weight, cluster = codings.weight[double], pd.factorize(codings.cluster[double])[0]
    first, second = (part[double] / count[double, None] for part in (first, second))
    gaps = np.column_stack([differ[double] / count[double], first + second])
    rate, low, high = rate_limits(gaps, weight, cluster, level)
    net, error, n_clusters = mean_error(first - second, weight, cluster)
    error = np.where(error > _TINY, error, np.nan)  # never an interval without width
    half = stats.t.isf((1 - level) / 2, max(n_clusters - 1, 1)) * error
    missing = [np.nan]
    return {
        "n_differ": (gaps > 0).sum(axis=0),
        "differ": rate,
        "differ_low": low,
        "differ_high": high,
        "only_1": np.concatenate([missing, weight @ first / weight.sum()]),
        "only_2": np.concatenate([missing, weight @ second / weight.sum()]),
        "net": np.concatenate([missing, net]),
        "net_low": np.concatenate([missing, net - half]),
        "net_high": np.concatenate([missing, net + half]),
    }
