"""A change between two years taken apart: who wrote, at what level, how much, what anew, and what was carried forward."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
import pandas as pd

from analysis.crosswalk import leave_out_untold, name_scheme, scheme_of
from analysis.errors import InputError
from analysis.estimation import holm, interval, sum_by
from analysis.scheme import Scheme
from analysis.tables import check_table, make_table
from analysis.trends.carried import find_carried
from analysis.trends.correction import settle_estimator
from analysis.trends.estimand import COUNTED_TYPES, Estimand, counted_types
from analysis.trends.panel import place_reports
from analysis.trends.totals import check_units, correct_units, none_counts, weigh_units
from analysis.trends.units import Units, weigh_table

PARTS = ("within", "carried_forward", "length", "entering", "leaving", "level_mix", "total")
_GROUPS = 100  # of the jackknife, at most


def decompose_change(
    coded: pd.DataFrame,
    start: int,
    end: int,
    *,
    reports: pd.DataFrame,
    codes: pd.DataFrame | None = None,
    weight: str = "characters",
    role: str = "work",
    scheme: str | Scheme | None = None,
    doc_types: Sequence[str] | None = COUNTED_TYPES,
    estimator: str | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    r"""Take the change of each area's share between two years apart into what caused it.

    Claim: the parts add up to the change exactly. ``within`` is what the same governments newly write more (or less) of;
    ``carried_forward`` what the text that they repeat from the first year's report does to their shares; ``length`` that
    some of them write longer reports than others did; ``entering`` and ``leaving`` that governments report in one of the
    years only; ``level_mix`` that provinces, cities or counties have another part in the whole. With `codes` it is taken
    apart on corrected totals, on the assumptions of :func:`area_shares`.

    Parameters
    ----------
    coded : DataFrame, one row per paragraph
        As :func:`classify_paragraphs` returns it.
    start, end : int
        The two years; ``end`` is the later one.
    reports : DataFrame, one row per report
        As :func:`read_reports` returns it; tells which reports are by the same government, and its level.
    codes : DataFrame, one row per item, optional
        Hand codes of a probability sample of both years.
    weight : {"characters", "paragraphs", "reports"}, default "characters"
        What a share is a share of.
    role : str, default "work"
        Role of the paragraphs that count.
    scheme : str or Scheme, optional
        Scheme of areas; default that of the table (its column ``scheme``). Another one is reached through measures, or
        through the crosswalk of an own scheme.
    doc_types : sequence of str, default annual reports, work summaries and press conferences
        Types of the documents that count; a document of unknown type counts. None for all.
    estimator : {"dsl", "ppi", "difference", "codes", "naive"}, optional
        As in :func:`area_shares`.
    level : float, default 0.95
        Confidence level of the intervals.

    Returns
    -------
    DataFrame, one row per area and part
        ``area``, ``part`` (``within``, ``carried_forward``, ``length``, ``entering``, ``leaving``, ``level_mix``,
        ``total``), ``start`` and ``end`` (the years), ``change`` (of the share, 0–1), ``low``, ``high``, ``level``, ``p``
        (two-sided, of no change), ``p_holm`` (Holm over the areas of a part), ``n_clusters``, ``reason`` (why there is no interval: "one region" in a year),
        ``scheme`` (of the areas). Interval and p are by a jackknife over regions, missing also where there is no spread.

    Raises
    ------
    InputError
        As :func:`area_shares`, and where a year has no report or `start` is not before `end`.

    See Also
    --------
    top_contributors : lists the paragraphs behind the change.
    plot_decomposition : draws the parts as a waterfall.

    Notes
    -----
    Let :math:`\Omega_l` be the weight of level :math:`l`, :math:`P_l` its share, and bars means of the two years. Then
    :math:`\Delta p = \sum_l \bar P_l \Delta\Omega_l + \sum_l \bar\Omega_l \Delta P_l` (Kitagawa 1955), the first sum being
    ``level_mix``. Within a level, with governments staying (S), entering (E) and leaving (L), :math:`\Delta P = \Delta P_S +
    W_E (P_E - P_{S1}) - W_L (P_L - P_{S0})` (Melitz & Polanec 2015), and over the staying ones with weights
    :math:`\omega_g`, :math:`\Delta P_S = \sum \bar\omega_g \Delta s_g + \sum \bar s_g \Delta\omega_g`, the last being
    ``length``. With :math:`\kappa` the part of a report that is carried forward and :math:`c` its share,
    :math:`\Delta s_g` is :math:`\kappa (c - s_{g0})`, ``carried_forward``, and the rest, ``within``.

    References
    ----------
    Kitagawa, E. M. (1955). Components of a difference between two rates. JASA, 50(272), 1168–1194.
    doi:10.1080/01621459.1955.10501299.
    Melitz, M. J., & Polanec, S. (2015). Dynamic Olley-Pakes productivity decomposition with entry and exit. RAND Journal
    of Economics, 46(2), 362–375. doi:10.1111/1756-2171.12088.

    Examples
    --------
    >>> import analysis as fz
    >>> reports = fz.read_reports(fz.sample_reports())
    >>> coded = fz.classify_paragraphs(fz.split_paragraphs(reports))
    >>> parts = decompose_change(coded, 2018, 2020, reports=reports).query("area == 6").set_index("part")
    >>> parts["change"].round(3)[["within", "level_mix", "total"]].to_dict()
    {'within': 0.0, 'level_mix': 0.03, 'total': 0.03}
    """
    estimand = Estimand(weight, role, scheme, doc_types=doc_types, level=level, estimator=estimator)
    codes = None if settle_estimator(estimator, codes is not None) == "naive" else codes
    own = _two_years(coded, start, end, estimand)
    units = weigh_table(coded, codes, estimand)
    places = place_reports(units.table["report_id"].drop_duplicates(), reports).set_index("report_id")
    # what is made of the answers is learnt from the codes of all years, as in area_shares
    value, size = correct_units(units, places["region"], estimand)
    here = units.table["year"].isin([start, end]).to_numpy(dtype=bool)
    units = units.take(here)
    check_units(units, codes, estimand.of(scheme_of(coded)), coded)
    carried = find_carried(own, reports)[
        pd.Index(own["paragraph_id"]).get_indexer(units.table["paragraph_id"])
    ]
    cells = _cells(units, value[here], size[here], carried, places, end)
    parts = _parts(cells)
    group = cells.region % _GROUPS
    names = np.unique(group)
    # with one left out, both years are still there
    spread = all(len(np.unique(group[cells.size[:, year] > 0])) > 1 for year in (0, 1))
    left_out = np.array([_parts(cells.take(group != name)) for name in names]) if spread else None
    error = np.full(parts.shape, np.nan) if left_out is None else _jackknife(left_out)
    low, high, p = interval(parts, error, len(names) - 1, level)
    family = np.array([holm(own) for own in p])
    areas = units.scheme.areas.index
    table = {"change": parts, "low": low, "high": high, "p": p, "p_holm": family}
    changes = pd.DataFrame({name: values.ravel() for name, values in table.items()}).assign(
        area=np.tile(areas, len(PARTS)),
        part=np.repeat(PARTS, len(areas)),
        level=level,
        start=start,
        end=end,
        n_clusters=len(names),
        reason=None if spread else "one region",
    )
    table = make_table("change", changes.sort_values("area", kind="stable"), of=coded)
    return leave_out_untold(
        name_scheme(table, units.scheme), units.scheme, units.told, ("change", "low", "high", "p", "p_holm")
    )


def top_contributors(
    coded: pd.DataFrame,
    start: int,
    end: int,
    *,
    n: int = 10,
    weight: str = "characters",
    role: str = "work",
    scheme: str | Scheme | None = None,
    doc_types: Sequence[str] | None = COUNTED_TYPES,
) -> pd.DataFrame:
    r"""Paragraphs that moved the share of each area most between two years.

    Claim: the contributions of all paragraphs of the two years add up to the change of the naive share exactly. A
    paragraph of the second year counts by how far it lies above the mean share of the two years, one of the first year by
    how far below. The classifier's answers are taken as they are: correction by codes works on sums, not on paragraphs.

    Parameters
    ----------
    coded : DataFrame, one row per paragraph
        As :func:`classify_paragraphs` returns it.
    start, end : int
        The two years; ``end`` is the later one.
    n : int, default 10
        Paragraphs for each area, those with the largest contributions of either sign.
    weight : {"characters", "paragraphs", "reports"}, default "characters"
        What a share is a share of.
    role : str, default "work"
        Role of the paragraphs that count.
    scheme : str or Scheme, optional
        Scheme of areas; default that of the table (its column ``scheme``). Another one is reached through measures, or
        through the crosswalk of an own scheme.
    doc_types : sequence of str, default annual reports, work summaries and press conferences
        Types of the documents that count; a document of unknown type counts. None for all.

    Returns
    -------
    DataFrame, one row per area and paragraph
        ``area``, ``paragraph_id``, ``report_id``, ``year``, ``contribution`` (to the change of the share, 0–1), ``text``,
        ``scheme`` (of the areas).

    Raises
    ------
    InputError
        As :func:`area_shares`, where a year has no report, `start` is not before `end`, or `n` is below 1.

    See Also
    --------
    decompose_change : splits the change into its causes.

    Examples
    --------
    >>> import analysis as fz
    >>> coded = fz.classify_paragraphs(fz.split_paragraphs(fz.read_reports(fz.sample_reports())))
    >>> top_contributors(coded, 2018, 2020, n=1)["area"].tolist()
    [1, 2, 3, 4, 5, 6, 7, 8]
    """
    if n < 1:
        raise InputError("n", f"is {n}", "give 1 or more")
    estimand = Estimand(weight, role, scheme, doc_types=doc_types)
    own = _two_years(coded, start, end, estimand)
    check_table(own, ("text",), argument="coded", maker="classify_paragraphs")
    units = weigh_units(own, None, estimand)
    later = (units.table["year"] == end).to_numpy(dtype=bool)
    alone = units.table["report_id"].drop_duplicates()
    value, size = correct_units(units, pd.Series(alone.to_numpy(), index=alone), estimand)
    totals = np.array([size[~later].sum(), size[later].sum()])
    middle = (value[~later].sum(axis=0) / totals[0] + value[later].sum(axis=0) / totals[1]) / 2
    sign = np.where(later, 1.0, -1.0) / totals[later.astype(int)]
    contribution = sign[:, None] * (value - middle * size[:, None])
    facts = units.table[["paragraph_id", "report_id", "year"]].reset_index(drop=True)
    texts = own.set_index("paragraph_id")["text"]
    tables = []
    for place, area in enumerate(units.scheme.areas.index):
        top = np.argsort(-np.abs(contribution[:, place]), kind="stable")[:n]
        tables.append(facts.iloc[top].assign(area=area, contribution=contribution[top, place]))
    found = pd.concat(tables, ignore_index=True)
    table = make_table("contributions", found.assign(text=found["paragraph_id"].map(texts)), of=coded)
    return name_scheme(table, units.scheme)


def _two_years(coded: pd.DataFrame, start: int, end: int, estimand: Estimand) -> pd.DataFrame:
    """The paragraphs of two years, of both of which some count."""
    columns = ("paragraph_id", "report_id", "year", "role", "area")
    check_table(coded, columns, argument="coded", maker="classify_paragraphs")
    if start >= end:
        raise InputError("start", f"is {start} with end {end}", "give the earlier year first")
    count = counted_types(coded, estimand.doc_types) & (coded["role"] == estimand.role) & (coded["area"] > 0)
    known = sorted(set(coded.loc[count.fillna(False).astype(bool), "year"].dropna()))
    if not known:
        raise none_counts(estimand, [coded])
    for year in (start, end):
        if year not in known:
            remedy = f"use two of {', '.join(map(str, known))}"
            raise InputError("coded", f"has no report of {year} that counts", remedy)
    return coded[coded["year"].isin([start, end])]


@dataclass(frozen=True, eq=False)
class _Cells:
    """Weights by government and year: the first axis is the government, the second the year (start, end)."""

    region: np.ndarray  # (g,)
    tier: np.ndarray  # (g,) number of the level
    size: np.ndarray  # (g, 2) weight in all
    value: np.ndarray  # (g, 2, a) weight in each area
    kept_size: np.ndarray  # (g,) weight carried forward into the end year
    kept_value: np.ndarray  # (g, a)

    def take(self, own: np.ndarray) -> _Cells:
        return _Cells(*(getattr(self, one.name)[own] for one in fields(self)))


def _cells(
    units: Units, value: np.ndarray, size: np.ndarray, carried: np.ndarray, places: pd.DataFrame, end: int
) -> _Cells:
    """Corrected weights of governments; sizes are predicted ones, scaled to the corrected total of the year."""
    later = (units.table["year"] == end).to_numpy(dtype=int)
    ids, names = pd.factorize(units.table["report_id"])
    places = places.loc[names]
    whole = value.sum(axis=1)
    for year in (0, 1):  # the shares of reports as in area_trends, spread over their paragraphs
        own = later == year
        share = value[own].sum(axis=0) / whole[own].sum()
        size[own] *= whole[own].sum() / size[own].sum()
        value[own] += share * (size[own] - whole[own])[:, None]
    government, known = pd.factorize(places["government"])
    first = np.unique(government, return_index=True)[1]
    region = pd.factorize(places["region"].iloc[first], sort=True)[0]
    tier = pd.factorize(places["level"].iloc[first].fillna(""))[0]
    own, g, a = government[ids], len(known), value.shape[1]
    kept = carried & (later == 1)
    return _Cells(
        region,
        tier,
        np.bincount(2 * own + later, weights=size, minlength=2 * g).reshape(g, 2),
        sum_by(value, 2 * own + later, 2 * g).reshape(g, 2, a),
        np.bincount(own[kept], weights=size[kept], minlength=g),
        sum_by(value[kept], own[kept], g),
    )


def _parts(cells: _Cells) -> np.ndarray:
    """The parts of the change, shape (n_parts, n_areas), in the order of PARTS."""
    tiers = cells.tier.max() + 1
    total = cells.size.sum(axis=0)  # (2,)
    size = sum_by(cells.size, cells.tier, tiers)  # (l, 2)
    value = np.stack([sum_by(cells.value[:, year], cells.tier, tiers) for year in (0, 1)], axis=1)
    omega = size / total
    share = _ratio(value, size)  # (l, 2, a); a level of one year keeps its share
    for one, other in ((0, 1), (1, 0)):
        gone = size[:, one] <= 0
        share[gone, one] = share[gone, other]
    mix = (share.mean(axis=1) * np.diff(omega, axis=1)).sum(axis=0)
    parts = {name: np.zeros(value.shape[2]) for name in PARTS}
    for tier in np.flatnonzero((size > 0).all(axis=1)):
        for name, change in _level_parts(cells.take(cells.tier == tier)).items():
            parts[name] += omega[tier].mean() * change
    parts["level_mix"] = mix
    ends = cells.value.sum(axis=0) / total[:, None]
    parts["total"] = ends[1] - ends[0]
    return np.array([parts[name] for name in PARTS])


def _level_parts(cells: _Cells) -> dict[str, np.ndarray]:
    """Change of the share of one level, taken apart."""
    stays = (cells.size > 0).all(axis=1)
    sums, values = cells.size.sum(axis=0), cells.value.sum(axis=0)
    whole = values / sums[:, None]
    if not stays.any():
        middle = whole.mean(axis=0)
        return {"entering": whole[1] - middle, "leaving": middle - whole[0]}
    size, value = cells.size[stays], cells.value[stays]
    staying = value.sum(axis=0) / size.sum(axis=0)[:, None]
    omega, share = size / size.sum(axis=0), value / size[:, :, None]
    middle = omega.mean(axis=1)[:, None]
    kept = (cells.kept_value[stays] - cells.kept_size[stays, None] * share[:, 0]) / size[:, 1, None]
    return {
        "within": (middle * (share[:, 1] - share[:, 0] - kept)).sum(axis=0),
        "carried_forward": (middle * kept).sum(axis=0),
        "length": (share.mean(axis=1) * np.diff(omega, axis=1)).sum(axis=0),
        "entering": whole[1] - staying[1],
        "leaving": staying[0] - whole[0],
    }


def _ratio(value: np.ndarray, size: np.ndarray) -> np.ndarray:
    return np.divide(value, size[..., None], out=np.zeros_like(value), where=size[..., None] > 0)


def _jackknife(left_out: np.ndarray) -> np.ndarray:
    """Standard error from estimates with one group left out each, shape (n_groups, …)."""
    n = len(left_out)
    return np.asarray(np.sqrt((n - 1) / n * ((left_out - left_out.mean(axis=0)) ** 2).sum(axis=0)))
