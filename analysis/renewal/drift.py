"""Whether a new year's reports are still what the model knows: words, answers, confidence, and errors where coded."""

from __future__ import annotations

from math import comb, prod

import numpy as np
import pandas as pd

from analysis.areas.judging import AreaJudge
from analysis.crosswalk import name_scheme, scheme_of
from analysis.errors import InputError, check_level
from analysis.renewal.measures import Cells, Novelty, drift_measures
from analysis.tables import check_table
from analysis.trends.truth import random_codes, settle_codes

# measure -> which side of the expected range speaks for drift: +1 above, -1 below, 0 either
SIDES = {
    "out_of_vocabulary": 1,
    "share_shift": 0,
    "confidence": -1,
    "abstention": 1,
    "learning_border": 0,
    "calibration": 1,
    "error": 1,
}
LEAST_REPORTS = 4  # on either side, for a cell to be tested
FEW, TOO_FEW, ALIKE = "fewer than four reports on a side", "too few reports for a test", "no spread"
_NOTHING = 1e-12
_ANSWERS = ("area", "probability", "measure", "abstained")


def drift_report(
    coded: pd.DataFrame,
    year: int,
    *,
    codes: pd.DataFrame | None = None,
    model: AreaJudge | None = None,
    reports: pd.DataFrame | None = None,
    role: str = "work",
    level: float = 0.975,
    n_permutations: int = 1999,
    random_state: int = 0,
) -> pd.DataFrame:
    r"""Report where a new year differs from the earlier ones in ways that spoil a model.

    Claim: where nothing changed, no row is flagged in `level` of such reports taken as a whole. The range to be expected is
    found by exchanging the year's label among the reports of the same government (or, for governments that report on one
    side only, among all of these), and is as wide as the largest deviation of any row. Assumption: reports of one
    government are exchangeable over the years; a real change of what governments do moves shares, and confidence with
    them, as well, so that only rising errors on codes prove drift.

    Parameters
    ----------
    coded : DataFrame, one row per paragraph
        As :func:`classify_paragraphs` returns it, of the new year and earlier ones, by one model that has seen neither.
    year : int
        The new year.
    codes : DataFrame, optional
        Hand codes of a random sample of either side, with ``inclusion_probability``: adds ``calibration`` and ``error``.
    model : AreaClassifier, optional
        The model: adds ``out_of_vocabulary``, which needs to know what the model was trained on.
    reports : DataFrame, one row per report, optional
        As :func:`read_reports` returns it, to know which reports are by one government.
    role : str, default "work"
        Role of the paragraphs that count.
    level : float, default 0.975
        Chance of no flag at all where nothing changed.
    n_permutations : int, default 1999
        Exchanges of the label.
    random_state : int, default 0
        Seed.

    Returns
    -------
    DataFrame, one row per area and measure, what stands out most coming first
        ``area`` (missing: all together), ``measure``, ``value`` (of the new year), ``expected``, ``low`` and ``high`` (the
        range without drift), ``z``, ``p`` (for the report as a whole), ``flagged``, ``n_reports`` (of the new year),
        ``reason`` (why there is no range: "fewer than four reports on a side" tell, "too few reports for a test", or "no
        spread"), ``scheme`` (of the areas). The measures: ``out_of_vocabulary`` (share of pairs of neighbouring characters that the model has not seen, no earlier
        report uses, and as many reports of the year do as the square root of their number), ``share_shift`` (change of the predicted share, 0–1), ``confidence``
        (mean probability of the answer), ``abstention`` (share of paragraphs), ``learning_border`` (share of the text of areas 7 and 8 that a reader may count in the
        other: its second area is the other one, or it tells of the study of the party's legal thought), ``calibration`` (probability less share of
        right text), ``error`` (share of the area's coded text that the model puts elsewhere). Areas are the model's
        answers; with codes, those of ``error`` and ``out_of_vocabulary`` are the coder's, and their flags come first,
        because they name the area whose text is misread and not those that the model takes it for; the z of an area's
        ``error`` is added to order the others.

    Raises
    ------
    InputError
        When a side has no paragraph, or the codes are no sample of these paragraphs.

    See Also
    --------
    plot_drift : draws the measures area by area.
    open_year : reports drift and draws the coding sample.
    new_terms : lists the new words behind the drift.

    Notes
    -----
    With :math:`d = v_{new} - v_{earlier}` of a row, :math:`d^*` under exchanged labels and
    :math:`z = (d - \bar d^*) / s(d^*)`, turned so that large speaks for drift, :math:`p` is the share of exchanges whose
    largest :math:`z^*` of all rows is at least :math:`z` (Westfall & Young 1993).

    References
    ----------
    Westfall, P. H., & Young, S. S. (1993). *Resampling-Based Multiple Testing*. Wiley.
    Rabanser, S., Günnemann, S., & Lipton, Z. C. (2019). Failing loudly. NeurIPS 32. doi:10.48550/arXiv.1810.11953.

    Examples
    --------
    >>> import analysis as fz
    >>> sim = fz.make_reports(60, range(2019, 2023), trend={}, drift=0.6, drift_years=[2022], random_state=0)
    >>> sample = fz.sample_for_coding(sim.paragraphs, per_year=150, random_state=0)
    >>> table = drift_report(sim.paragraphs, 2022, codes=sim.code(sample), reports=sim.reports)
    >>> int(table["area"].iloc[0]), table["measure"].iloc[0], bool(table["flagged"].iloc[0])
    (5, 'error', True)
    """
    check_level(level)
    needed = ("paragraph_id", "report_id", "year", "role", "text", "n_chars", *_ANSWERS)
    check_table(coded, needed, argument="coded", maker="classify_paragraphs")
    used = coded["year"].notna() & (coded["year"] <= year) & (coded["area"] > 0) & (coded["n_chars"] > 0)
    units = coded[(used & (coded["role"] == role)).fillna(False)].reset_index(drop=True)
    report, names = pd.factorize(units["report_id"])
    first = units.drop_duplicates("report_id").set_index("report_id")["year"].loc[names]
    is_new = (first == year).to_numpy(dtype=bool)
    if is_new.all() or not is_new.any():
        side = "earlier years" if is_new.all() and len(is_new) else str(year)
        raise InputError("coded", f"has no {role} paragraph of {side}", "give the new year with earlier ones")
    settled = None if codes is None else settle_codes(coded, random_codes(codes, coded), by_people=False)
    measures = list(drift_measures(units, report, is_new, codes=settled, model=model, role=role))
    blocks = _blocks(names, is_new, reports)
    labels = _exchange(is_new, blocks, n_permutations, np.random.default_rng(random_state))
    enough = prod(comb(len(block), int(is_new[block].sum())) for block in blocks) >= 2 / (1 - level)
    rows = _rows(measures, is_new, labels, level, enough=enough)
    table = pd.DataFrame(rows).astype({"area": "Int64", "flagged": bool})
    by_coder = table["measure"].isin(["error", "out_of_vocabulary"]) & table["area"].notna()
    leads = table["flagged"] & by_coder & (codes is not None)
    misread = table[table["measure"] == "error"].set_index("area")["z"]
    weight = table["z"] + table["area"].map(misread).astype(float).fillna(0)
    order = pd.DataFrame({"leads": ~leads, "flagged": ~table["flagged"], "z": -weight})
    ordered = table.loc[order.sort_values(["leads", "flagged", "z"], kind="stable").index]
    return name_scheme(ordered.reset_index(drop=True), scheme_of(coded))


def _blocks(names: pd.Index, is_new: np.ndarray, reports: pd.DataFrame | None) -> list[np.ndarray]:
    """Reports among which the label is exchanged: those of one government; one block of all that stand on one side only."""
    if reports is None:
        return [np.arange(len(names))]
    check_table(
        reports, ("report_id", "region_code", "province", "region"), argument="reports", maker="read_reports"
    )
    known = reports.set_index("report_id").reindex(names)
    region = known["region_code"].fillna(known["province"].fillna("") + "|" + known["region"].fillna(""))
    groups = [
        np.asarray(rows) for rows in region.reset_index(drop=True).groupby(region.to_numpy()).indices.values()
    ]
    paired = [rows for rows in groups if 0 < is_new[rows].sum() < len(rows)]
    rest = np.setdiff1d(np.arange(len(names)), np.concatenate(paired) if paired else [])
    return [*paired, rest] if len(rest) else paired


def _exchange(
    is_new: np.ndarray, blocks: list[np.ndarray], number: int, generator: np.random.Generator
) -> np.ndarray:
    """Labels exchanged within blocks, shape (number, n_reports)."""
    labels = np.zeros((number, len(is_new)), dtype=bool)
    for block in blocks:
        order = generator.random((number, len(block))).argsort(axis=1)
        labels[:, block] = is_new[block][order]
    return labels


def _rows(
    measures: list[Cells | Novelty], is_new: np.ndarray, labels: np.ndarray, level: float, *, enough: bool
) -> list[dict[str, object]]:
    measured, again_of = [], []
    distinct, place_of = np.unique(labels, axis=0, return_inverse=True)  # of few reports there are few
    for own in measures:
        found = own.statistic(is_new[None, :])[0]
        drawn = own.statistic(distinct)[place_of.ravel()]  # NumPy 2.0 gives a column
        tells = own.wholes > _NOTHING
        several = np.minimum(tells[is_new].sum(axis=0), tells[~is_new].sum(axis=0)) >= LEAST_REPORTS
        known = ~np.isnan(drawn)
        count = np.maximum(known.sum(axis=0), 1)
        mean = np.nansum(drawn, axis=0) / count
        spread = np.sqrt(np.nansum((drawn - mean) ** 2, axis=0) / count)
        tested = enough & several & (spread > _NOTHING)
        why = np.where(several, ALIKE if enough else TOO_FEW, FEW).astype(object)
        why[tested] = None
        scale = np.where(tested, spread, np.nan)
        z = _turned(own.measure, (found - mean) / scale)
        again = np.nan_to_num(_turned(own.measure, (drawn - mean) / scale), nan=-np.inf)
        measured.append((own, found, mean, scale, z, why))
        again_of.append(again.max(axis=1))
    largest = np.max(again_of, axis=0)
    bound = float(np.quantile(largest, level, method="higher")) if np.isfinite(largest).all() else np.nan
    rows = []
    for own, found, mean, scale, z, why in measured:
        value, expected, low, high = (
            own.value_of(own_statistic, is_new)
            for own_statistic in (found, mean, mean - bound * scale, mean + bound * scale)
        )
        for place in np.flatnonzero(~np.isnan(found)):
            rows.append(
                {
                    "area": own.areas[place],
                    "measure": own.measure,
                    "value": value[place],
                    "expected": expected[place],
                    "low": low[place],
                    "high": high[place],
                    "z": z[place],
                    "p": (1 + (largest >= z[place]).sum()) / (1 + len(largest))
                    if z[place] == z[place]
                    else np.nan,
                    "flagged": bool(z[place] > bound),
                    "n_reports": int((own.wholes[is_new, place] > _NOTHING).sum()),
                    "reason": why[place],
                }
            )
    return rows


def _turned(measure: str, z: np.ndarray) -> np.ndarray:
    """Deviations so that large ones speak for drift."""
    return np.abs(z) if SIDES[measure] == 0 else SIDES[measure] * z
