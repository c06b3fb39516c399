"""Compliance facts: published in time, required parts present, headings that follow the eight areas.

What researchers code by hand today, read off the dates, roles and headings. A fact that cannot be read stays missing.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from typing import Any

import pandas as pd

from analysis.columns.types import AREAS
from analysis.paths import resource
from analysis.reading.numbering import strip_number
from analysis.tables import check_table
from analysis.text import plain

_FIRST_RESPONSIBLE = re.compile(r"第一责任人")
RULE_SINCE_2019 = 2019


def compliance(reports: pd.DataFrame, paragraphs: pd.DataFrame) -> pd.DataFrame:
    """Tell, report by report, what the rules on these reports ask and what is there.

    The deadline is 31 March of the next year for reports on years up to 2018, and "before 1 April" from 2019 on
    (法治政府建设与责任落实督察工作规定, 2019), which is the same last day.

    Parameters
    ----------
    reports : DataFrame, one row per report
        As :func:`read_reports` returns it.
    paragraphs : DataFrame, one row per paragraph
        As :func:`split_paragraphs` returns it.

    Returns
    -------
    DataFrame, one row per report
        ``report_id``, ``year``, ``doc_type``, ``deadline``, ``published``, ``published_in_time`` and ``days_late`` (missing
        where a date is), ``has_work``, ``has_problems``, ``has_first_responsible``, ``has_plan`` (the four parts required),
        ``reason`` (why it is not known whether it was published in
        time: "no year", "no day of publication"), ``n_area_headings`` (of the eight areas, how many a heading names), ``areas_in_order`` (whether those named come
        in the Outline's order; missing below two).

    Raises
    ------
    InputError
        When a column is missing.

    See Also
    --------
    plot_compliance : draws the result by year.
    coverage : counts the reports of each year and province.

    Examples
    --------
    >>> import analysis as fz
    >>> reports = fz.read_reports(fz.sample_reports())
    >>> facts = compliance(reports, fz.split_paragraphs(reports)).set_index("report_id")
    >>> bool(facts.at["lianyungang_2020", "published_in_time"]), int(facts.at["yichun_2017", "n_area_headings"])
    (True, 8)
    """
    check_table(
        reports, ("report_id", "year", "doc_type", "published"), argument="reports", maker="read_reports"
    )
    check_table(
        paragraphs,
        ("report_id", "position", "role", "text", "heading_1"),
        argument="paragraphs",
        maker="split_paragraphs",
    )
    by_report = dict(list(paragraphs.groupby("report_id", sort=False)))
    rows = [
        {
            "report_id": report["report_id"],
            "year": report["year"],
            "doc_type": report["doc_type"],
            **_dates(report["year"], report["published"]),
            **_parts(by_report.get(report["report_id"], paragraphs.head(0))),
        }
        for report in reports.to_dict("records")
    ]
    types = {
        "report_id": "string",
        "year": "Int64",
        "doc_type": "string",
        "deadline": "datetime64[s]",
        "published": "datetime64[s]",
        "published_in_time": "boolean",
        "days_late": "Int64",
        "reason": "string",
        **dict.fromkeys(("has_work", "has_problems", "has_first_responsible", "has_plan"), "boolean"),
        "n_area_headings": "Int64",
        "areas_in_order": "boolean",
    }
    return pd.DataFrame(rows, columns=list(types)).astype(types)


def _dates(year: Any, published: Any) -> dict[str, Any]:
    if pd.isna(year):
        return {"published": published, "reason": "no year"}
    deadline = pd.Timestamp(dt.date(int(year) + 1, 3, 31))
    if pd.isna(published):
        return {"deadline": deadline, "published": published, "reason": "no day of publication"}
    late = (pd.Timestamp(published) - deadline).days
    return {
        "deadline": deadline,
        "published": published,
        "published_in_time": late <= 0,
        "days_late": max(0, late),
    }


def _parts(own: pd.DataFrame) -> dict[str, Any]:
    roles = set(own["role"])
    said = own[~own["role"].isin(["boilerplate"])]["text"]
    areas = heading_areas(list(own.sort_values("position")["heading_1"].dropna().unique()))
    return {
        "has_work": "work" in roles,
        "has_problems": "problem" in roles,
        "has_first_responsible": bool(said.str.contains(_FIRST_RESPONSIBLE).any()),
        "has_plan": "plan" in roles,
        "n_area_headings": len(set(areas)),
        "areas_in_order": (areas == sorted(areas)) if len(set(areas)) > 1 else None,
    }


def heading_areas(headings: list[str]) -> list[int]:
    """Areas that outer headings name, in their order, each once.

    >>> heading_areas(["一、依法全面履行政府职能", "二、坚持严格规范公正文明执法", "三、下一步工作"])
    [1, 4]
    """
    found: list[int] = []
    for heading in headings:
        text = plain(strip_number(heading))
        area = next((area for area, pattern in _patterns() if pattern.search(text)), None)
        if area is not None and area not in found:
            found.append(area)
    return found


@cache
def _patterns() -> tuple[tuple[int, re.Pattern[str]], ...]:
    table = pd.read_csv(resource("taxonomy/heading_patterns.csv"), dtype="string")
    patterns = {int(row.area): re.compile(row.pattern) for row in table.itertuples()}
    return tuple((area, patterns[area]) for area in AREAS)
