"""How many reports there are of each year, level and province: looked at before any trend."""

from __future__ import annotations

import pandas as pd

from analysis.errors import InputError
from analysis.tables import check_table, make_table
from analysis.trends.panel import place_reports

THIN = 10  # reports


def coverage(reports: pd.DataFrame, *, thin_below: int = THIN) -> pd.DataFrame:
    """Count the reports of each year, level and province.

    Claim: a trend over years in which few governments report, or others than before, is a trend of who reports. The table
    shows it before anything is estimated.

    Parameters
    ----------
    reports : DataFrame, one row per report
        As :func:`read_reports` returns it.
    thin_below : int, default 10
        A year with fewer reports in all is thin.

    Returns
    -------
    DataFrame, one row per year, level and province
        ``year`` (``<NA>`` for reports without a year, which enter no estimate), ``level``, ``province``, ``n_reports``,
        ``n_regions``, ``n_chars``, ``thin`` (whether the year as a whole is thin; ``<NA>`` without a year).

    Raises
    ------
    InputError
        When a column is missing, there is no report, or `thin_below` is negative.

    Examples
    --------
    >>> import analysis as fz
    >>> coverage(fz.read_reports(fz.sample_reports()))[["year", "n_reports", "thin"]].values.tolist()[0]
    [2017, 1, True]
    """
    columns = ("report_id", "year", "level", "province", "region", "n_chars")
    check_table(reports, columns, argument="reports", maker="read_reports")
    if reports.empty:
        raise InputError("reports", "has no row", "give at least one report")
    if thin_below < 0:
        raise InputError("thin_below", f"is {thin_below}", "give 0 or more")
    region = place_reports(reports["report_id"], reports)["region"].to_numpy()
    keys = ["year", "level", "province"]
    grouped = reports.assign(place=region).groupby(keys, dropna=False, sort=True)
    table = grouped.agg(
        n_reports=("report_id", "size"), n_regions=("place", "nunique"), n_chars=("n_chars", "sum")
    ).reset_index()
    in_year = table.groupby("year")["n_reports"].transform("sum")
    thin = (in_year < thin_below).astype("boolean").where(table["year"].notna(), pd.NA)
    return make_table("coverage", table.assign(thin=thin))
