"""What is missing or doubtful in the metadata of reports, file by file, and which years of a government are missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

import pandas as pd

from analysis.errors import InputError, check_choice
from analysis.language import LANGUAGES, words_of
from analysis.reading.documents import METADATA_DOUBTS
from analysis.reading.evidence.doubts import REPORTS
from analysis.reading.regions import full_name, named_regions, province_of, region_of_code
from analysis.reading.remarks import Remark, is_housekeeping, unpack_remarks
from analysis.tables import check_table, make_table

FACTS = ("year", "region", "province", "region_code", "level", "doc_type", "issuer", "published", "title")
_MOST = 0.5  # of the reports of a folder, from which its province is evidence
_STEP = "；"


def check_reports(
    reports: pd.DataFrame, ledger: pd.DataFrame, *, every: bool = False, lang: str = "zh"
) -> pd.DataFrame:
    """List what is missing or doubtful in the metadata of reports.

    Parameters
    ----------
    reports, ledger : DataFrame
        As :func:`read_reports` returns them.
    every : bool, default False
        Whether files without a doubt are listed too.
    lang : {"zh", "en"}, default "zh"
        Language of doubts and candidates.

    Returns
    -------
    DataFrame, one row per file, by government and year
        ``path``, ``status``, ``doubts`` (in words), ``candidates`` (regions that bear an ambiguous name, each with its code,
        the province of the other reports in the folder first; years that two places give), and as read so far ``year``,
        ``region``, ``province``, ``region_code``, ``level``, ``doc_type``, ``issuer``, ``published``, ``title``.

    Raises
    ------
    InputError
        When a table lacks a column.

    See Also
    --------
    write_metadata_sheet : writes the list as a table to fill in.
    missing_years : lists the years of which a government has no report.

    Examples
    --------
    >>> import analysis as fz
    >>> table = pd.DataFrame({"正文": ["鼓楼区2020年法治政府建设年度报告\\n一、主要工作\\n办结行政复议案件35件。"]})
    >>> reports, ledger = fz.read_reports(table, return_ledger=True)
    >>> check_reports(reports, ledger, lang="en").loc[0, ["year", "candidates"]].tolist()[1].split("；")[0]
    '320106 江苏省南京市鼓楼区'
    """
    check_choice("lang", lang, LANGUAGES)
    check_table(reports, ("path", *FACTS), argument="reports", maker="read_reports")
    check_table(ledger, ("path", "status", "remarks"), argument="ledger", maker="read_reports")
    facts = reports.drop_duplicates("path").set_index("path")
    folders = _provinces_of_folders(reports)
    rows = []
    for path, status, cell in zip(ledger["path"], ledger["status"], ledger["remarks"], strict=True):
        if is_housekeeping(cell) or status == "duplicate":
            continue
        own = facts.loc[path].to_dict() if path in facts.index else {}
        remarks = unpack_remarks(cell)
        doubts = [remark for remark in remarks if status != "read" or remark.code.startswith(METADATA_DOUBTS)]
        if status == "read" and own.get("doc_type") in REPORTS and pd.isna(own["year"]) and not doubts:
            doubts.append(Remark("year_not_found"))
        if doubts or every:
            sign = words_of("signs", lang)["semicolon"]
            rows.append(
                {
                    "path": path,
                    "status": status,
                    "doubts": sign.join(remark.say(lang) for remark in doubts) or None,
                    "candidates": _candidates(doubts, folders.get(_folder(path)), lang),
                    **{name: own.get(name) for name in FACTS},
                }
            )
    table = make_table("doubts", rows)
    return table.sort_values(
        ["region_code", "year", "path"], na_position="last", kind="stable", ignore_index=True
    )


def missing_years(reports: pd.DataFrame) -> pd.DataFrame:
    """List the years of which a government has no report, or several.

    Claim: of the years between the first and the last of all reports. That a year is missing here says nothing on whether a
    report was published.

    Parameters
    ----------
    reports : DataFrame
        As :func:`read_reports` returns them; rows without region or year are left out, and so are departments.

    Returns
    -------
    DataFrame, one row per government with years that are missing or doubled
        ``region``, ``province``, ``region_code``, ``n_reports``, ``missing`` and ``repeated`` (years, with commas).

    Raises
    ------
    InputError
        When the table lacks a column, or no report of a government has region and year.

    See Also
    --------
    coverage : counts reports by year, level and province.
    check_reports : lists what is doubtful in each file.

    Examples
    --------
    >>> reports = pd.DataFrame({"region": ["铜陵市"] * 2, "province": ["安徽省"] * 2, "region_code": ["340700"] * 2,
    ...     "level": ["prefecture"] * 2, "year": [2018, 2020]})
    >>> missing_years(reports)[["region", "missing"]].values.tolist()
    [['铜陵市', '2019']]
    """
    names = ["region_code", "region", "province"]
    check_table(reports, (*names, "year", "level"), argument="reports", maker="read_reports")
    own = reports[
        reports["region"].notna() & reports["year"].notna() & (reports["level"] != "department").fillna(True)
    ]
    if own.empty:
        raise InputError(
            "reports", "tell no region and year of any government", "give reports that tell them"
        )
    span = range(int(own["year"].min()), int(own["year"].max()) + 1)
    rows = []
    for key, group in own.groupby(names, dropna=False, sort=True):
        years = Counter(group["year"].astype(int))
        missing = [str(year) for year in span if year not in years]
        repeated = [str(year) for year, n in sorted(years.items()) if n > 1]
        if missing or repeated:
            said = {"missing": ", ".join(missing) or None, "repeated": ", ".join(repeated) or None}
            rows.append({**dict(zip(names, key, strict=True)), "n_reports": len(group), **said})
    return make_table("missing years", rows)


def _folder(path: str) -> str:
    return PurePosixPath(path).parent.as_posix()


def _provinces_of_folders(reports: pd.DataFrame) -> dict[str, str]:
    """The province of most reports of each folder."""
    found = {}
    for folder, own in reports.groupby(reports["path"].map(_folder))["province"]:
        counts = Counter(own.dropna()).most_common(1)
        if counts and counts[0][1] > _MOST * len(own.dropna()):
            found[str(folder)] = counts[0][0]
    return found


def _regions_meant(remark: Remark) -> list[str]:
    """Names of the regions of which a remark leaves open which one is meant."""
    parts: Mapping[str, Any] = remark.parts
    if remark.code == "region_differs":
        return [parts["region"], parts["other"]]
    if remark.code == "region_ambiguous":
        return [parts["name"]]
    known = region_of_code(parts["region"]) if remark.code == "region_among_namesakes" else None
    return [known.name] if known else []


def _candidates(remarks: list[Remark], province: str | None, lang: str) -> str | None:
    """What could be meant: regions of a name with their codes, years by where they stand."""
    words = words_of("check", lang)
    found = []
    for remark in remarks:
        parts: Mapping[str, Any] = remark.parts
        for name in _regions_meant(remark):
            rows = sorted(named_regions(name), key=lambda row: (province_of(row) != province, row["code"]))
            for row in rows:
                near = words["in_folder"] if province_of(row) == province else ""
                found.append(f"{row['code']} {full_name(row)}{near}")
        if remark.code == "years_differ":
            found += [str(parts["year"]), str(parts["other"])]
    return _STEP.join(found) or None
