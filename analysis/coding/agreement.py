"""How far coders agree: percent, Cohen's kappa and Krippendorff's alpha, with intervals over reports.

Both coefficients are written out here on tables of counts, so that a thousand resamples of reports take a moment; the
package that offers alpha is under a licence that users of this one could not take.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from analysis.errors import InputError, check_choice, check_level
from analysis.tables import AREAS, CODED_ROLES, check_table

VARIABLES = ("role", "area", "area_2", "measure")
ADJUDICATED = "final"
_NONE = "none"


def coder_agreement(
    codes: pd.DataFrame,
    *,
    coders: tuple[str, str] | None = None,
    level: float = 0.95,
    n_resamples: int = 999,
    random_state: int = 0,
) -> pd.DataFrame:
    """Agreement of two coders on role, area and measure, and on each area.

    Units are the items that both have coded. Role is compared on all of them, area and measure on those that both
    give a role that has an area; "area = 6" compares whether each gave area 6 or not. Intervals resample reports,
    because units of one report are alike; with fewer than two reports there are none.

    Parameters
    ----------
    codes : DataFrame, one row per unit and coder
        As :func:`read_codes` returns it.
    coders : pair of str, optional
        The two coders; default the first two in alphabetical order, the adjudicated ``final`` left out.
    level : float, default 0.95
        Confidence level.
    n_resamples : int, default 999
        Bootstrap samples of reports.
    random_state : int, default 0
        Seed of the bootstrap.

    Returns
    -------
    DataFrame, one row per thing compared
        ``variable``, ``n_units``, ``n_agree``, ``percent`` (0–1), ``percent_low``, ``percent_high``, ``kappa``,
        ``kappa_low``, ``kappa_high``, ``alpha``, ``alpha_low``, ``alpha_high``, ``level``, ``n_reports``, ``coder_1``,
        ``coder_2``. Kappa and alpha are NaN where both coders gave every unit the same value.

    Raises
    ------
    InputError
        When there are not two coders, or they have no unit in common.

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
    check_table(codes, ("unit_id", "coder", *VARIABLES), argument="codes", maker="read_codes")
    check_level(level)
    first, second = _choose(codes, coders)
    pairs = _pairs(codes, first, second)
    if pairs.empty:
        raise InputError(
            "codes",
            f"has no unit that both {first!r} and {second!r} coded",
            "give two codings of the same units",
        )
    coded = pairs["role_by_1"].isin(CODED_ROLES) & pairs["role_by_2"].isin(CODED_ROLES)
    columns: dict[str, tuple[pd.Series, pd.Series, pd.Series]] = {
        "role": (pairs["role_by_1"], pairs["role_by_2"], pairs["report_id"])
    }
    inside = pairs[coded]
    for variable in ("area", "area_2", "measure"):
        columns[variable] = (inside[f"{variable}_by_1"], inside[f"{variable}_by_2"], inside["report_id"])
    for area in AREAS:
        given = [inside[f"area_by_{coder}"].eq(str(area)).map({True: "yes", False: "no"}) for coder in (1, 2)]
        columns[f"area = {area}"] = (given[0], given[1], inside["report_id"])
    rows = [
        {
            "variable": name,
            **_measure(
                one.to_numpy(str), two.to_numpy(str), report.to_numpy(str), level, n_resamples, random_state
            ),
            "level": level,
            "n_reports": report.nunique(),
            "coder_1": first,
            "coder_2": second,
        }
        for name, (one, two, report) in columns.items()
        if len(one)
    ]
    return pd.DataFrame(rows)


def disagreements(codes: pd.DataFrame, *, coders: tuple[str, str] | None = None) -> pd.DataFrame:
    """Units on which two coders differ, side by side, for adjudication.

    Parameters
    ----------
    codes : DataFrame, one row per unit and coder
        As :func:`read_codes` returns it.
    coders : pair of str, optional
        The two coders; default the first two, ``final`` left out.

    Returns
    -------
    DataFrame, one row per unit
        ``unit_id`` and each variable as ``<variable>_by_1`` and ``<variable>_by_2`` (first and second coder).

    Examples
    --------
    >>> from analysis.tables import make_table
    >>> rows = [{"unit_id": "r-p001-i01", "coder": coder, "role": "work", "area": area} for coder, area in ("a6", "b5")]
    >>> disagreements(make_table("codes", rows))[["area_by_1", "area_by_2"]].values.tolist()
    [['6', '5']]
    """
    check_table(codes, ("unit_id", "coder", *VARIABLES), argument="codes", maker="read_codes")
    pairs = _pairs(codes, *_choose(codes, coders))
    differ = np.any([pairs[f"{name}_by_1"] != pairs[f"{name}_by_2"] for name in VARIABLES], axis=0)
    shown = [f"{name}_by_{coder}" for name in VARIABLES for coder in (1, 2)]
    return pairs.loc[differ, ["unit_id", *shown]].reset_index(drop=True).replace(_NONE, pd.NA)


def adjudication_sample(
    codes: pd.DataFrame, items: pd.DataFrame, *, coders: tuple[str, str] | None = None
) -> pd.DataFrame:
    """Units on which two coders differ, as a sample for :func:`write_coding_sheet`, with both codings beside the text.

    Parameters
    ----------
    codes : DataFrame, one row per unit and coder
        As :func:`read_codes` returns it.
    items : DataFrame, one row per item
        As :func:`split_items` returns it, for the texts.
    coders : pair of str, optional
        The two coders; default the first two, ``final`` left out.

    Returns
    -------
    DataFrame, one row per unit
        ``unit_id``, ``text``, ``after`` (what each coder gave) and ``inclusion_probability``.

    Examples
    --------
    >>> from analysis.tables import make_table
    >>> rows = [{"unit_id": "r-p001-i01", "coder": coder, "role": "work", "area": area} for coder, area in ("a6", "b5")]
    >>> items = pd.DataFrame({"item_id": ["r-p001-i01"], "text": ["行政应诉与行政复议。"]})
    >>> print(adjudication_sample(make_table("codes", rows), items).at[0, "after"].splitlines()[0])
    a: role work, area 6, area_2 –, measure –
    """
    first, second = _choose(codes, coders)
    differ = disagreements(codes, coders=(first, second)).fillna("–")

    def coding(row: dict[str, str], number: int) -> str:
        return ", ".join(f"{name} {row[f'{name}_by_{number}']}" for name in VARIABLES)

    answers = [f"{first}: {coding(row, 1)}\n{second}: {coding(row, 2)}" for row in differ.to_dict("records")]
    texts = items.set_index("item_id")["text"]
    chances = codes.drop_duplicates("unit_id").set_index("unit_id")["inclusion_probability"]
    return pd.DataFrame(
        {
            "unit_id": differ["unit_id"],
            "text": differ["unit_id"].map(texts),
            "after": answers,
            "inclusion_probability": differ["unit_id"].map(chances),
        }
    ).dropna(subset="text")


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
    marginals = counts.sum(axis=-1) + counts.sum(axis=-2)
    total = marginals.sum(axis=-1)
    differ = 2 * (counts.sum(axis=(-1, -2)) - np.trace(counts, axis1=-2, axis2=-1))
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


def _choose(codes: pd.DataFrame, coders: tuple[str, str] | None) -> tuple[str, str]:
    present = sorted(set(codes["coder"].dropna()))
    if coders is None:
        human = [coder for coder in present if coder != ADJUDICATED]
        if len(human) < 2:
            raise InputError(
                "codes", f"holds the coder(s) {', '.join(present) or 'none'}", "give the codes of two coders"
            )
        return human[0], human[1]
    for coder in coders:
        check_choice("coders", coder, tuple(present))
    return coders


def _pairs(codes: pd.DataFrame, first: str, second: str) -> pd.DataFrame:
    """Both coders' values side by side as text; a missing value is a value of its own."""
    sides = []
    for number, coder in enumerate((first, second), start=1):
        own = codes[codes["coder"] == coder].drop_duplicates("unit_id").set_index("unit_id")[list(VARIABLES)]
        sides.append(own.astype("string").fillna(_NONE).add_suffix(f"_by_{number}"))
    pairs = sides[0].join(sides[1], how="inner").reset_index()
    pairs["report_id"] = pairs["unit_id"].str.replace(r"-p\d+(?:-i\d+)?$", "", regex=True)
    return pairs


def _measure(
    one: np.ndarray, two: np.ndarray, reports: np.ndarray, level: float, n_resamples: int, random_state: int
) -> dict[str, float]:
    """Every statistic with its interval; a resample of reports is a sum of their tables of counts."""
    values, codes = np.unique(np.concatenate([one, two]), return_inverse=True)
    names, report = np.unique(reports, return_inverse=True)
    counts = np.zeros((len(names), len(values), len(values)))
    np.add.at(counts, (report, codes[: len(one)], codes[len(one) :]), 1)
    generator = np.random.default_rng(random_state)
    draws = generator.multinomial(len(names), np.full(len(names), 1 / len(names)), size=n_resamples)
    resampled = np.tensordot(draws, counts, axes=1) if len(names) > 1 else counts[:0]
    tail = (1 - level) / 2
    result: dict[str, float] = {"n_units": len(one), "n_agree": int((one == two).sum())}
    for name, statistic in _STATISTICS.items():
        drawn = statistic(resampled)
        drawn = drawn[np.isfinite(drawn)]
        low, high = np.quantile(drawn, [tail, 1 - tail]) if len(drawn) else (np.nan, np.nan)
        result |= {name: float(statistic(counts.sum(axis=0))), f"{name}_low": low, f"{name}_high": high}
    return result


_STATISTICS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "percent": percent_agreement,
    "kappa": cohen_kappa,
    "alpha": krippendorff_alpha,
}
