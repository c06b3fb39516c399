"""How far coders agree: percent, Cohen's kappa and Krippendorff's alpha, with intervals over reports.

The coefficients are written out here on tables of counts, so that a thousand resamples of reports take a moment; the
package that offers alpha is under a licence that users of this one could not take.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import combinations

import numpy as np
import pandas as pd

from analysis.errors import InputError, check_choice, check_level
from analysis.reading.ids import report_of
from analysis.tables import AREAS, CODED_ROLES, check_table

VARIABLES = ("role", "area", "area_2", "measure")
ADJUDICATED = "final"
ALL = "all"  # in place of both names, where all coders are compared at once
_NONE = "none"


def coder_agreement(
    codes: pd.DataFrame,
    *,
    coders: tuple[str, ...] | None = None,
    level: float = 0.95,
    n_resamples: int = 999,
    random_state: int = 0,
) -> pd.DataFrame:
    """Agreement of coders on role, area and measure, and on each area: every pair, and all together.

    Units of a pair are the items that both have coded. Role is compared on all of them, area and measure on those that
    both give a role that has an area; "area = 6" compares whether each gave area 6 or not. From three coders on, rows of
    "all" compare them at once, on the items that at least two have coded: alpha allows for those that some left out, and
    the percentage counts the items on which everyone who coded them agrees. Intervals resample reports, because units of
    one report are alike; with fewer than two reports there are none.

    Parameters
    ----------
    codes : DataFrame, one row per unit and coder
        As :func:`read_codes` returns it.
    coders : tuple of str, optional
        The coders; default all in alphabetical order, the adjudicated ``final`` left out.
    level : float, default 0.95
        Confidence level.
    n_resamples : int, default 999
        Bootstrap samples of reports.
    random_state : int, default 0
        Seed of the bootstrap.

    Returns
    -------
    DataFrame, one row per thing compared and pair of coders
        ``variable``, ``n_units``, ``n_agree``, ``percent`` (0–1), ``percent_low``, ``percent_high``, ``kappa``,
        ``kappa_low``, ``kappa_high``, ``alpha``, ``alpha_low``, ``alpha_high``, ``level``, ``n_reports``, ``coder_1``,
        ``coder_2``; both coders are "all" where all are compared at once. Kappa and alpha are NaN where every unit got
        the same value, and kappa, which is for two coders, where all are compared. Pairs without a unit in common have
        no rows.

    Raises
    ------
    InputError
        When there are not two coders, no two have a unit in common, or a coder has two codes for a unit.

    See Also
    --------
    disagreements : lists the units on which coders differ.
    coder_reliability : gives the share bias that the disagreement allows.

    References
    ----------
    Cohen, J. (1960). A coefficient of agreement for nominal scales. doi:10.1177/001316446002000104.
    Hayes, A. F., & Krippendorff, K. (2007). Answering the call for a standard reliability measure for coding data.
    doi:10.1080/19312450709336664.

    Examples
    --------
    >>> from analysis.tables import make_table
    >>> rows = [{"unit_id": f"r-p{n:03d}-i01", "coder": coder, "role": "work", "area": 6 if n < 3 or coder == "a" else 5}
    ...         for n in range(1, 5) for coder in "ab"]
    >>> table = coder_agreement(make_table("codes", rows)).set_index("variable")
    >>> float(table.at["area", "percent"]), int(table.at["area", "n_units"])
    (0.5, 4)
    """
    codes = check_codings(codes)
    check_level(level)
    chosen = choose_coders(codes, coders)
    wide = _side_by_side(codes, chosen)
    groups: list[tuple[str, ...]] = list(combinations(chosen, 2))
    if len(chosen) > 2:
        groups.append(chosen)
    rows = []
    for group in groups:
        own = {name: wide[name][list(group)] for name in VARIABLES}
        is_coded = own["role"].notna()
        for name, values in _compared(own).items():
            # all who coded a unit, and at least two of them
            kept = values[(is_coded if name == "role" else values.notna()).sum(axis=1) >= 2]
            if kept.empty:
                continue
            reports = wide["report_id"].reindex(kept.index).to_numpy(str)
            first, second = group if len(group) == 2 else (ALL, ALL)
            rows.append(
                {
                    "variable": name,
                    **_measure(kept, reports, level, n_resamples, random_state),
                    "level": level,
                    "n_reports": len(set(reports)),
                    "coder_1": first,
                    "coder_2": second,
                }
            )
    if not rows:
        among = " and ".join(repr(coder) for coder in chosen)
        said = f"both {among}" if len(chosen) == 2 else f"two of {among}"
        raise InputError("codes", f"has no unit that {said} coded", "give codings of the same units")
    return pd.DataFrame(rows)


def disagreements(codes: pd.DataFrame, *, coders: tuple[str, ...] | None = None) -> pd.DataFrame:
    """Units on which coders differ in role, area, second area or measure, side by side.

    Parameters
    ----------
    codes : DataFrame, one row per unit and coder
        As :func:`read_codes` returns it.
    coders : tuple of str, optional
        The coders; default all, ``final`` left out.

    Returns
    -------
    DataFrame, one row per unit
        ``unit_id``, each variable as ``<variable>_by_1``, ``<variable>_by_2`` and so on, and who these coders are in
        ``coder_1``, ``coder_2`` and so on, missing where the coder has not coded the unit.

    See Also
    --------
    coder_agreement : measures agreement over all units.
    adjudication_sample : makes a sheet for a third coder from the disputed units.

    Examples
    --------
    >>> from analysis.tables import make_table
    >>> rows = [{"unit_id": "r-p001-i01", "coder": coder, "role": "work", "area": area} for coder, area in ("a6", "b5")]
    >>> disagreements(make_table("codes", rows))[["area_by_1", "area_by_2"]].values.tolist()
    [['6', '5']]
    """
    codes = check_codings(codes)
    chosen = choose_coders(codes, coders)
    wide = _side_by_side(codes, chosen)
    units = pd.Index(differing_units(codes[codes["coder"].isin(chosen)]), dtype="string", name="unit_id")
    columns: dict[str, pd.Series] = {}
    for name in VARIABLES:
        for number, coder in enumerate(chosen, start=1):
            columns[f"{name}_by_{number}"] = wide[name][coder].reindex(units).replace(_NONE, pd.NA)
    for number, coder in enumerate(chosen, start=1):
        has_coded = wide["role"][coder].reindex(units).notna()
        columns[f"coder_{number}"] = pd.Series(coder, index=units, dtype="string").where(has_coded)
    return pd.DataFrame(columns, index=units, dtype="string").reset_index()


def check_codings(codes: pd.DataFrame) -> pd.DataFrame:
    """One row per unit and coder: copies are dropped, and two codes of one coder for a unit are an error."""
    check_table(codes, ("unit_id", "coder", *VARIABLES), argument="codes", maker="read_codes")
    again = codes[codes.duplicated(["unit_id", "coder"], keep=False)]
    if again.empty:
        return codes
    distinct = again.drop_duplicates(["unit_id", "coder", *VARIABLES])
    twice = distinct[distinct.duplicated(["unit_id", "coder"])]
    if len(twice):
        first = twice.iloc[0]
        problem = f"give {len(twice)} unit(s) two codes by one coder, such as {first['unit_id']!r} by {first['coder']!r}"
        raise InputError("codes", problem, "give each coder's codes once")
    return codes.drop_duplicates(["unit_id", "coder"])


def choose_coders(codes: pd.DataFrame, coders: tuple[str, ...] | None) -> tuple[str, ...]:
    """The coders asked for, or all but the adjudicated ``final``; at least two."""
    present = sorted(set(codes["coder"].dropna()))
    chosen = tuple(coder for coder in present if coder != ADJUDICATED) if coders is None else tuple(coders)
    for coder in chosen:
        check_choice("coders", coder, tuple(present))
    if coders is not None and len(set(chosen)) < max(2, len(chosen)):
        raise InputError("coders", f"is {coders!r}", "name two coders or more, each once")
    if len(chosen) < 2:
        held = ", ".join(present) or "none"
        raise InputError("codes", f"holds the coder(s) {held}", "give the codes of two coders or more")
    return chosen


def differing_units(codes: pd.DataFrame) -> list[str]:
    """Units to which coders gave different codes, in the order in which they first occur."""
    values = codes[list(VARIABLES)].astype("string").fillna(_NONE)
    answer = values[VARIABLES[0]].str.cat([values[name] for name in VARIABLES[1:]], sep="|")
    n_answers = answer.groupby(codes["unit_id"], sort=False).nunique()
    differ = n_answers > 1
    return differ.index[differ].tolist()


def krippendorff_alpha(counts: np.ndarray) -> np.ndarray:
    r"""Krippendorff's alpha for two coders and nominal values, from their table of counts.

    With coincidences :math:`o_{ck}` and marginals :math:`n_c` over :math:`n = 2N` values,
    :math:`\alpha = 1 - (n - 1) \sum_{c \ne k} o_{ck} / \sum_{c \ne k} n_c n_k`.

    Parameters
    ----------
    counts : ndarray, shape (..., n_values, n_values)
        Units by the value that the first and the second coder gave.

    Returns
    -------
    ndarray, shape (...)
        NaN where only one value occurs.

    Examples
    --------
    >>> float(krippendorff_alpha(np.array([[3, 1], [0, 4]])).round(3))
    0.762
    """
    return alpha_of_coincidences(counts + np.swapaxes(counts, -1, -2))


def alpha_of_coincidences(coincidences: np.ndarray) -> np.ndarray:
    r"""Krippendorff's alpha for nominal values and any number of coders, some of whom may have left units out.

    A unit with :math:`m_u` answers adds each ordered pair of them with weight :math:`1 / (m_u - 1)` to the coincidences
    :math:`o_{ck}`; with marginals :math:`n_c` and their sum :math:`n`,
    :math:`\alpha = 1 - (n - 1) \sum_{c \ne k} o_{ck} / \sum_{c \ne k} n_c n_k`.

    Parameters
    ----------
    coincidences : ndarray, shape (..., n_values, n_values)
        Symmetric tables of coincidences.

    Returns
    -------
    ndarray, shape (...)
        NaN where only one value occurs.

    Examples
    --------
    >>> float(alpha_of_coincidences(np.array([[6, 1], [1, 8]])).round(3))
    0.762
    """
    marginals = coincidences.sum(axis=-1)
    total = marginals.sum(axis=-1)
    differ = total - np.trace(coincidences, axis1=-2, axis2=-1)
    return _one_minus_ratio((total - 1) * differ, total**2 - (marginals**2).sum(axis=-1))


def cohen_kappa(counts: np.ndarray) -> np.ndarray:
    """Cohen's kappa from the table of counts; shapes as in :func:`krippendorff_alpha`.

    >>> float(cohen_kappa(np.array([[3, 1], [0, 4]])))
    0.75
    """
    total = counts.sum(axis=(-1, -2))
    observed = np.trace(counts, axis1=-2, axis2=-1)
    expected = (counts.sum(axis=-1) * counts.sum(axis=-2)).sum(axis=-1)
    return _one_minus_ratio(total * (total - observed), total**2 - expected)


def percent_agreement(counts: np.ndarray) -> np.ndarray:
    """Share of units to which both gave the same value."""
    return np.asarray(np.trace(counts, axis1=-2, axis2=-1) / counts.sum(axis=(-1, -2)))


def _one_minus_ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    part, whole = np.asarray(part, dtype=float), np.asarray(whole, dtype=float)
    return 1 - np.divide(part, whole, out=np.full(whole.shape, np.nan), where=whole > 0)


def _side_by_side(codes: pd.DataFrame, coders: tuple[str, ...]) -> dict[str, pd.DataFrame]:
    """Each variable by unit and coder, as text: what a coder left empty is a value of its own, what is not coded is missing."""
    own = codes[codes["coder"].isin(coders)]
    texts = own[list(VARIABLES)].astype("string").fillna(_NONE)
    texts[["unit_id", "coder"]] = own[["unit_id", "coder"]].astype("string")
    wide = {
        name: texts.pivot(index="unit_id", columns="coder", values=name).reindex(columns=list(coders))
        for name in VARIABLES
    }
    reports = report_of(own["unit_id"])
    if "report_id" in own.columns:
        reports = own["report_id"].astype("string").fillna(reports)
    wide["report_id"] = reports.groupby(own["unit_id"].astype("string")).first()
    return wide


def _compared(own: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """What is compared, by unit and coder: areas and measures only where the coder's role has one."""
    has_area = own["role"].isin(CODED_ROLES)
    compared = {"role": own["role"]} | {name: own[name].where(has_area) for name in VARIABLES[1:]}
    for area in AREAS:
        given = own["area"].eq(str(area)).fillna(False)
        said = pd.DataFrame(np.where(given, "yes", "no"), given.index, given.columns)
        compared[f"area = {area}"] = said.where(has_area)
    return compared


def _measure(
    values: pd.DataFrame, reports: np.ndarray, level: float, n_resamples: int, random_state: int
) -> dict[str, float]:
    """Every statistic with its interval; a resample of reports is a sum of their tables."""
    names, report = np.unique(reports, return_inverse=True)
    answers, _ = pd.factorize(values.to_numpy(object).ravel(), sort=True)
    answers = answers.reshape(values.shape)
    n_answers = int(answers.max()) + 1
    agree = _all_agree(answers)
    generator = np.random.default_rng(random_state)
    draws = generator.multinomial(len(names), np.full(len(names), 1 / len(names)), size=n_resamples)
    result: dict[str, float] = {"n_units": len(values), "n_agree": int(agree.sum())}
    if values.shape[1] == 2:
        counts = np.zeros((len(names), n_answers, n_answers))
        np.add.at(counts, (report, answers[:, 0], answers[:, 1]), 1)
        statistics = _STATISTICS
    else:
        counts = _coincidences(answers, report, len(names), n_answers)
        shares = np.stack([np.bincount(report, agree), np.bincount(report)], axis=-1)
        result |= _with_interval("percent", lambda table: table[..., 0] / table[..., 1], shares, draws, level)
        result |= dict.fromkeys(("kappa", "kappa_low", "kappa_high"), np.nan)
        statistics = {"alpha": alpha_of_coincidences}
    for name, statistic in statistics.items():
        result |= _with_interval(name, statistic, counts, draws, level)
    return result


def _with_interval(
    name: str,
    statistic: Callable[[np.ndarray], np.ndarray],
    counts: np.ndarray,
    draws: np.ndarray,
    level: float,
) -> dict[str, float]:
    resampled = np.tensordot(draws, counts, axes=1) if len(counts) > 1 else counts[:0]
    drawn = statistic(resampled)
    drawn = drawn[np.isfinite(drawn)]
    tail = (1 - level) / 2
    low, high = np.quantile(drawn, [tail, 1 - tail]) if len(drawn) else (np.nan, np.nan)
    return {name: float(statistic(counts.sum(axis=0))), f"{name}_low": low, f"{name}_high": high}


def _all_agree(answers: np.ndarray) -> np.ndarray:
    """Whether all answers of a unit are the same; -1 is none."""
    most = answers.max(axis=1, keepdims=True)
    return ((answers == most) | (answers < 0)).all(axis=1)


def _coincidences(answers: np.ndarray, report: np.ndarray, n_reports: int, n_answers: int) -> np.ndarray:
    """Coincidences of each report: pairs of answers to a unit, each unit weighted by its answers."""
    given = np.zeros((len(answers), n_answers))
    unit, coder = np.nonzero(answers >= 0)
    np.add.at(given, (unit, answers[unit, coder]), 1)
    weight = 1 / (given.sum(axis=1) - 1)
    table = np.zeros((n_reports, n_answers, n_answers))
    for number in range(n_reports):
        own, own_weight = given[report == number], weight[report == number]
        table[number] = own.T @ (own * own_weight[:, None]) - np.diag(own_weight @ own)
    return table


_STATISTICS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "percent": percent_agreement,
    "kappa": cohen_kappa,
    "alpha": krippendorff_alpha,
}
