"""Which reports there are: by which government, of which region, and how many of each year, level and province."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.tables import check_table, make_table

_OWN_ISSUER = ("department", "township", "zone")  # levels whose region is the one they lie in
THIN = 10  # reports


def place_reports(report_ids: pd.Series, reports: pd.DataFrame | None) -> pd.DataFrame:
    """Region, government, level and province of reports, in the order given.

    Claim: reports of one ``region`` are not independent of each other, and reports of one ``government`` are by the same
    author. A region is known by its code, else by province and name; a government is a region at a level, and for
    departments, townships and zones also an issuer. A report without a region stands for itself.

    Parameters
    ----------
    report_ids : Series of str
        Ids of reports.
    reports : DataFrame, one row per report, or None
        With ``report_id`` and ``region``; ``region_code``, ``province``, ``level`` and ``issuer`` where known. None: each
        report is a region and a government of its own.

    Returns
    -------
    DataFrame, one row per report
        ``report_id``, ``region``, ``government``, ``level``, ``province``.

    Raises
    ------
    InputError
        When a report is not in `reports`, or is in it twice.

    Examples
    --------
    >>> reports = pd.DataFrame({"report_id": ["a", "b"], "region": ["甲市", "甲市"], "level": ["prefecture"] * 2})
    >>> place_reports(reports["report_id"], reports)["government"].tolist()
    ['甲市/prefecture', '甲市/prefecture']
    """
    names = pd.Series(report_ids.to_numpy(dtype=object), name="report_id")
    if reports is None:
        missing = np.full(len(names), None, dtype=object)
        return pd.DataFrame(
            {"report_id": names, "region": names, "government": names, "level": missing, "province": missing}
        )
    check_table(reports, ("report_id", "region"), argument="reports", maker="read_reports")
    if reports["report_id"].duplicated().any():
        raise InputError("reports", "holds a report_id twice", "give each report once")
    wanted = ["region", "region_code", "province", "level", "issuer"]
    facts = reports.set_index("report_id").reindex(columns=wanted).astype(object)
    lost = names[~names.isin(facts.index)]
    if len(lost):
        problem = f"lacks {len(lost)} reports of the paragraphs, such as {lost.iloc[0]!r}"
        raise InputError("reports", problem, "give the table that the paragraphs were split from")
    facts = facts.loc[names]
    facts = facts.where(facts.notna(), "").astype(str)
    region = facts["region_code"].where(facts["region_code"] != "", facts["province"] + facts["region"])
    region = region.where((facts["region"] != "") | (facts["region_code"] != ""), facts.index)
    issuer = facts["issuer"].where(facts["level"].isin(_OWN_ISSUER), "")
    government = (region + "/" + facts["level"] + "/" + issuer).str.rstrip("/")
    return pd.DataFrame(
        {
            "report_id": names,
            "region": region.to_numpy(dtype=object),
            "government": government.to_numpy(dtype=object),
            "level": facts["level"].replace("", None).to_numpy(dtype=object),
            "province": facts["province"].replace("", None).to_numpy(dtype=object),
        }
    )


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

    See Also
    --------
    plot_coverage : draws the table as province by year.
    compliance : checks each report against the rules on it.

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
    return make_table("coverage", table.assign(thin=thin), of=reports)
