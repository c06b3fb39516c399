"""How far coders agree: percent, Cohen's kappa and Krippendorff's alpha, with intervals over reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from analysis.coding.coefficients import (
    Parts,
    agreement_limits,
    alpha_of_coincidences,
    alpha_parts,
    cohen_kappa,
    kappa_parts,
    krippendorff_alpha,
    percent_parts,
    share_parts,
)
from analysis.crosswalk import scheme_of_codes
from analysis.errors import InputError, check_choice, check_level
from analysis.reading.ids import report_of
from analysis.tables import CODED_ROLES, check_table

VARIABLES = ("role", "area", "area_2", "measure")
ADJUDICATED = "final"
__all__ = ["alpha_of_coincidences", "coder_agreement", "cohen_kappa", "disagreements", "krippendorff_alpha"]
ALL = "all"  # in place of both names, where all coders are compared at once
_NONE = "none"


def coder_agreement(
    codes: pd.DataFrame,
    *,
    coders: tuple[str, ...] | None = None,
    level: float = 0.95,
    n_resamples: int | None = None,
    random_state: int | None = None,
) -> pd.DataFrame:
    """Agreement of coders on role, area and measure, and on each area: every pair, and all together.

    Units of a pair are the items that both have coded. Role is compared on all of them, area and measure on those that
    both give a role that has an area; "area = 6" compares whether each gave area 6 or not. From three coders on, rows of
    "all" compare them at once, on the items that at least two have coded: alpha allows for those that some left out, and
    the percentage counts the items on which everyone who coded them agrees. Intervals are over reports, because units of
    one report are alike: those of Clopper and Pearson on the effective sample size, so that they hold for five reports
    and perfect agreement is not certain. The row says why there is none.

    Parameters
    ----------
    codes : DataFrame, one row per unit and coder
        As :func:`read_codes` returns it.
    coders : tuple of str, optional
        The coders; default all in alphabetical order, the adjudicated ``final`` left out.
    level : float, default 0.95
        Confidence level.
    n_resamples, random_state : int, optional
        Without effect, for calls that were written when intervals resampled reports.

    Returns
    -------
    DataFrame, one row per thing compared and pair of coders
        ``variable``, ``n_units``, ``n_agree``, ``percent`` (0–1), ``percent_low``, ``percent_high``, ``kappa``,
        ``kappa_low``, ``kappa_high``, ``alpha``, ``alpha_low``, ``alpha_high``, ``level``, ``n_reports``, ``coder_1``,
        ``coder_2``, ``reason`` (why an interval is missing: one report, or one value in all reports but one); both coders
        are "all" where all are compared at once. Kappa and alpha are NaN where every unit got the same value, and kappa,
        which is for two coders, where all are compared. Pairs without a unit in common have
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
    Korn, E. L., & Graubard, B. I. (1998). Confidence intervals for proportions with small expected number of positive
    counts estimated from survey data. Survey Methodology, 24(2), 193–201.

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
        for name, values in _compared(own, scheme_of_codes(codes).codes).items():
            # all who coded a unit, and at least two of them
            kept = values[(is_coded if name == "role" else values.notna()).sum(axis=1) >= 2]
            if kept.empty:
                continue
            reports = wide["report_id"].reindex(kept.index).to_numpy(str)
            first, second = group if len(group) == 2 else (ALL, ALL)
            rows.append(
                {
                    "variable": name,
                    **_measure(kept, reports, level),
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
    table = pd.DataFrame(rows)
    return table.assign(reason=table.pop("reason").astype("string"))


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


def _compared(own: Mapping[str, pd.DataFrame], areas: Sequence[int]) -> dict[str, pd.DataFrame]:
    """What is compared, by unit and coder: areas and measures only where the coder's role has one."""
    has_area = own["role"].isin(CODED_ROLES)
    compared = {"role": own["role"]} | {name: own[name].where(has_area) for name in VARIABLES[1:]}
    for area in areas:
        given = own["area"].eq(str(area)).fillna(False)
        said = pd.DataFrame(np.where(given, "yes", "no"), given.index, given.columns)
        compared[f"area = {area}"] = said.where(has_area)
    return compared


def _measure(values: pd.DataFrame, reports: np.ndarray, level: float) -> dict[str, Any]:
    """Every coefficient with its interval."""
    names, report = np.unique(reports, return_inverse=True)
    answers, _ = pd.factorize(values.to_numpy(object).ravel(), sort=True)
    answers = answers.reshape(values.shape)
    n_answers = int(answers.max()) + 1
    agree = _all_agree(answers)
    result: dict[str, Any] = {"n_units": len(values), "n_agree": int(agree.sum())}
    shares = np.stack([np.bincount(report, agree), np.bincount(report)], axis=-1)
    if values.shape[1] == 2:
        counts = np.zeros((len(names), n_answers, n_answers))
        np.add.at(counts, (report, answers[:, 0], answers[:, 1]), 1)
        tables: dict[str, tuple[Parts, np.ndarray] | None] = {
            "percent": (percent_parts, counts),
            "kappa": (kappa_parts, counts),
            "alpha": (alpha_parts, counts + np.swapaxes(counts, -1, -2)),
        }
    else:
        counts = _coincidences(answers, report, len(names), n_answers)
        tables = {"percent": (share_parts, shares), "kappa": None, "alpha": (alpha_parts, counts)}
    reason = None
    for name, table in tables.items():
        value = low = high = np.nan
        if table is not None:
            value, low, high, why = agreement_limits(*table, len(values), level)
            reason = reason or why
        result |= {name: value, f"{name}_low": low, f"{name}_high": high}
    return result | {"reason": reason}


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
