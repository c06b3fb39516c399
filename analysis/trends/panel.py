"""Which reports are by the same government, and which governments lie in one region."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.tables import check_table

_OWN_ISSUER = ("department", "township", "zone")  # levels whose region is the one they lie in


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
