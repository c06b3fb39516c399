"""What a figure calls a report: its place and year, as a reader knows it, and not its file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

import pandas as pd

from analysis.text import one_line

_OFFICE = re.compile(r"(?:人民)?政府(?:办公室|办公厅)?$")
_BODIES = ("township", "zone", "department")  # levels at which the region is that of a government above
_FIELDS = ("region", "province", "issuer", "level", "year", "title")


def report_names(ids: Iterable[str], reports: pd.DataFrame | None) -> list[str]:
    """Names of reports for the rows of a figure.

    A report is named by its region and year; that of a department, a zone or a township by its issuer. Two of one name
    get their provinces in front, and their ids where that does not part them. One without place is named by its title, and
    without title by its id.

    Parameters
    ----------
    ids : iterable of str
        Ids of the reports.
    reports : DataFrame or None
        With ``report_id`` and any of ``region``, ``province``, ``issuer``, ``level``, ``year`` and ``title``.

    Returns
    -------
    list of str
        In the order of `ids`, each name once.

    Examples
    --------
    >>> reports = pd.DataFrame({"report_id": ["a", "b"], "region": ["龙沙区", None], "year": [2019, 2020]})
    >>> report_names(["b", "a"], reports)
    ['b', '龙沙区 2019']
    """
    wanted = [str(name) for name in ids]
    known = _known(reports)
    names = {name: _name(known.get(name, {}), name) for name in wanted}
    for again in (_with_province, _with_id):
        counts = Counter(names.values())
        names = {
            name: again(known.get(name, {}), said, name) if counts[said] > 1 else said
            for name, said in names.items()
        }
    return [one_line(names[name]) for name in wanted]


def _known(reports: pd.DataFrame | None) -> dict[str, dict[str, str]]:
    """What is known of each report, as text; missing values are left out."""
    if reports is None or "report_id" not in reports.columns:
        return {}
    fields = [field for field in _FIELDS if field in reports.columns]
    rows = reports.drop_duplicates("report_id").set_index("report_id")[fields]
    return {
        str(name): {field: str(value) for field, value in row.items() if not pd.isna(value)}
        for name, row in zip(rows.index, rows.to_dict("records"), strict=True)
    }


def _name(facts: dict[str, str], own: str) -> str:
    issuer = _OFFICE.sub("", facts.get("issuer", ""))
    region = facts.get("region", "")
    place = (issuer or region) if facts.get("level") in _BODIES else (region or issuer)
    if not place:  # the name of a file says less to a reader
        return facts.get("title", own)
    return f"{place} {facts['year']}" if "year" in facts else place


def _with_province(facts: dict[str, str], said: str, own: str) -> str:
    province = facts.get("province", "")
    return f"{province} {said}" if province and not said.startswith(province) else said


def _with_id(facts: dict[str, str], said: str, own: str) -> str:
    return said if said == own else f"{said} ({own})"
