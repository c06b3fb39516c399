"""Shares by year of the governments of one level, and of one province."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from analysis.errors import InputError
from analysis.study.work import Work
from analysis.tables import make_table
from analysis.trends.shares import area_shares

KINDS = ("level", "province")  # columns of the reports
LEAST = 5  # reports that a place must have
MOST = 40  # places of a kind, those with the most reports


def place_shares(work: Work) -> pd.DataFrame:
    """Shares by year of each level of government and of each province, counted and, where there are codes, corrected.

    The codes are those of the whole sample: within a place they keep their inclusion probabilities. Where those of a place
    do not allow a correction, it has counted shares alone.

    Parameters
    ----------
    work : Work
        With ``shares``.

    Returns
    -------
    DataFrame, one row per place, estimator, year and area
        ``kind`` ("level" or "province"), ``place``, and the columns of :func:`area_shares`.

    Raises
    ------
    InputError
        When no two levels or provinces have enough reports.
    """
    if work.tables["shares"].empty:
        raise InputError("reports", "have no shares", "give dated reports")
    reports = work.texts[
        work.texts["report_id"].isin(work.counted.loc[work.counted["year"].notna(), "report_id"])
    ]
    found = [table for kind in KINDS for table in _of_kind(work, reports, kind)]
    if not found:
        problem = f"are of no two levels or provinces with {LEAST} reports or more"
        raise InputError("reports", problem, "give reports of more governments")
    return make_table("place shares", pd.concat(found, ignore_index=True))


def _of_kind(work: Work, reports: pd.DataFrame, kind: str) -> Iterator[pd.DataFrame]:
    counts = reports[kind].dropna().value_counts()
    places = sorted(counts[counts >= LEAST].index[:MOST])
    if reports[kind].nunique(dropna=False) < 2:
        return
    for place in places:
        own = reports[reports[kind] == place]
        coded = work.coded[work.coded["report_id"].isin(own["report_id"])]
        for codes in (None,) if work.codes is None else (None, work.codes):
            table = _shares(work, coded, codes, own)
            if table is not None:
                yield table.assign(kind=kind, place=place)


def _shares(
    work: Work, coded: pd.DataFrame, codes: pd.DataFrame | None, reports: pd.DataFrame
) -> pd.DataFrame | None:
    given: dict[str, Any] = {"target": work.spec.target, **work.estimand}
    try:
        return area_shares(coded, codes, reports=reports, **given)
    except InputError:
        return None
