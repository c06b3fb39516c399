"""What is known of governments besides their reports: tables of covariates, joined by report, region or province, and year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from os import PathLike
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.columns import COLUMNS
from analysis.errors import InputError
from analysis.language import say, words_of
from analysis.reading.decode import Undecodable
from analysis.reading.formats.limits import Refusal
from analysis.reading.regions import load_regions
from analysis.reading.tabular.cells import as_cell, cell_text, read_code, read_year
from analysis.reading.tabular.covariates import covariate_types, with_covariates
from analysis.reading.tabular.heads import column_of
from analysis.reading.tabular.sheets import is_table_name, open_sheets
from analysis.tables import check_table, make_table

KEYS = ("report_id", "region_code", "province", "year")
_PLACES = ("report_id", "region_code", "province")
_SHOWN = 10  # rows without a partner that are named
SAME, RENAMED = "same code", "code of another year"
# why a row of either side has no partner
NO_ROW = "no row of the covariates"
NO_KEY = "the report has no {key}"
NO_REPORT = "no report"
ROW_NO_KEY = "the row has no {key}"


@dataclass(frozen=True, eq=False)
class Covariates:
    """Covariates by what they are joined by.

    Attributes
    ----------
    keys : tuple of str
        Those of `KEYS` that the table has.
    table : DataFrame, one row per combination of the keys
        The covariates.
    rows : dict
        Row of each combination.
    lost : dict
        Keys of the rows that lack one, by row.
    """

    keys: tuple[str, ...]
    table: pd.DataFrame
    rows: dict[tuple[Any, ...], int]
    lost: dict[int, tuple[Any, ...]]

    def with_keys(self) -> pd.DataFrame:
        """All rows in their order, with the keys before the covariates."""
        keys = {**{row: key for key, row in self.rows.items()}, **self.lost}
        places = sorted(keys)
        own = pd.DataFrame([keys[row] for row in places], columns=list(self.keys))
        return pd.concat([own, self.table.iloc[places].reset_index(drop=True)], axis=1)

    def find(self, facts: Sequence[Any], *, years: int = 0) -> tuple[int, str]:
        """Row of the covariates for a report with these values of the keys, `years` years before; -1 and why for none."""
        values = dict(zip(self.keys, facts, strict=True))
        for key, value in values.items():
            if pd.isna(value):
                return -1, NO_KEY.format(key=key)
        when = int(values["year"]) - years if "year" in values else None
        if when is not None:
            values["year"] = when
        found = self.rows.get(tuple(values.values()))
        if found is not None:
            return found, SAME
        for code in _same_unit(str(values["region_code"])) if "region_code" in values else ():
            found = self.rows.get(tuple({**values, "region_code": code}.values()))
            if found is not None:
                return found, RENAMED
        return -1, NO_ROW


def join_covariates(
    reports: pd.DataFrame, covariates: pd.DataFrame | str | PathLike[str], *, return_unmatched: bool = False
) -> Any:
    """Join covariates to reports, by whichever of report, region code or province, and year the table has.

    A region is known by its code in the year of the report: where a code changed and one unit alone became another one
    alone, the row of the other code is taken; a unit that was divided or merged is not the one that the covariates
    describe, and stays without.

    Parameters
    ----------
    reports : DataFrame, one row per report
        As :func:`read_reports` returns it.
    covariates : DataFrame or path
        CSV (in any encoding), XLSX or Parquet with one row per combination of those of ``report_id``, ``region_code``
        (six digits, or as spreadsheets leave them), ``province`` (where there is no code) and ``year`` that it has; heads
        such as 年份 and 行政区划代码 are known. Every other column is a covariate; those that repeat facts of the reports
        (``region``, ``title``) are left out.
    return_unmatched : bool, default False
        Also return a table of rows without a partner.

    Returns
    -------
    DataFrame, one row per report, or tuple of two
        The reports with the covariates, missing where there is no row; with `return_unmatched` also the rows without a
        partner: ``side`` ("reports" or "covariates"), ``report_id``, ``region_code``, ``province``, ``year``, ``reason``.

    Raises
    ------
    InputError
        When the table cannot be read, has none of these columns, a row twice, or a value that is no code or no year.

    See Also
    --------
    area_regression : takes covariates as they are, joins them itself and counts what was not matched.

    Examples
    --------
    >>> import analysis as fz
    >>> reports = fz.read_reports(fz.sample_reports())
    >>> gdp = pd.DataFrame({"region_code": [230700, 420200], "year": [2017, 2022], "gdp": [251.2, 2041.5]})
    >>> joined, unmatched = join_covariates(reports, gdp, return_unmatched=True)
    >>> joined["gdp"].dropna().tolist(), unmatched["reason"].unique().tolist()
    ([2041.5, 251.2], ['no row of the covariates'])
    """
    check_table(reports, ("report_id", "year"), argument="reports", maker="read_reports")
    held = read_covariates(covariates)
    facts = facts_of(reports, held)
    places = [held.find(own) for own in facts]
    joined = reports.assign(
        **{name: take_rows(held.table[name], [row for row, _ in places]) for name in held.table.columns}
    )
    if not return_unmatched:
        return joined
    rows = [
        {"side": "reports", "report_id": name, **dict(zip(held.keys, own, strict=True)), "reason": why}
        for name, own, (row, why) in zip(reports["report_id"], facts, places, strict=True)
        if row < 0
    ]
    used = {row for row, _ in places}
    rows += [
        {"side": "covariates", **dict(zip(held.keys, key, strict=True)), "reason": NO_REPORT}
        for key, row in held.rows.items()
        if row not in used
    ]
    rows += [
        {
            "side": "covariates",
            **dict(zip(held.keys, key, strict=True)),
            "reason": ROW_NO_KEY.format(key=held.keys[key.index(None)]),
        }
        for key in held.lost.values()
    ]
    return joined, make_table("unmatched covariates", rows)


def facts_of(reports: pd.DataFrame, held: Covariates) -> list[tuple[Any, ...]]:
    """Values of the keys of each report."""
    lacking = [key for key in held.keys if key not in reports.columns]
    if lacking:
        remedy = "give the reports as read_reports returns them"
        raise InputError("reports", f"lack {lacking[0]}, by which the covariates are joined", remedy)
    own = reports[list(held.keys)].astype(object)
    return [tuple(values) for values in own.where(own.notna(), None).itertuples(index=False)]


def take_rows(values: pd.Series, rows: Sequence[int]) -> Any:
    """Values at these rows; missing for -1."""
    return values.reindex(pd.Index([row if row >= 0 else -1 for row in rows])).array


def read_covariates(covariates: pd.DataFrame | str | PathLike[str]) -> Covariates:
    """A table of covariates with its keys, checked; as :func:`join_covariates` raises."""
    if isinstance(covariates, Covariates):
        return covariates
    table = covariates if isinstance(covariates, pd.DataFrame) else read_file(covariates)
    names = {str(name): column_of(name) or str(name) for name in table.columns}
    table = table.rename(columns={name: key for name, key in names.items() if key in KEYS})
    doubled = table.columns[table.columns.duplicated()]
    if len(doubled):
        raise InputError("covariates", f"have two columns {doubled[0]!r}", "keep one")
    keys = [key for key in KEYS if key in table.columns]
    if "report_id" in keys or "region_code" in keys:
        keys = [key for key in keys if key != "province"]
    if not keys:
        columns = ", ".join(map(str, table.columns))
        raise InputError(
            "covariates", f"have the columns {columns}", f"give one of {', '.join(KEYS)} as well"
        )
    values = {key: _read_key(table[key], key) for key in keys}
    rows: dict[tuple[Any, ...], int] = {}
    lost: dict[int, tuple[Any, ...]] = {}
    for row, key in enumerate(zip(*values.values(), strict=True)):
        if any(part is None for part in key):
            lost[row] = key
            continue
        if key in rows:
            said = ", ".join(f"{name} {part}" for name, part in zip(keys, key, strict=True))
            raise InputError("covariates", f"have two rows for {said}", "keep one row for each")
        rows[key] = row
    facts = {*KEYS, *COLUMNS["reports"]}
    own = [name for name in table.columns if name not in facts]
    if not own:
        raise InputError(
            "covariates", "have no column besides those that they are joined by", "add a covariate"
        )
    return Covariates(tuple(keys), table[own].reset_index(drop=True), rows, lost)


def _read_key(values: pd.Series, key: str) -> list[Any]:
    read = {"region_code": read_code, "year": read_year}.get(key, lambda cell: cell_text(cell).strip())
    found: list[Any] = []
    for number, cell in enumerate(values.astype(object), start=1):
        if cell is None or pd.isna(cell) or cell_text(cell).strip() == "":
            found.append(None)
            continue
        try:
            found.append(read(cell))
        except ValueError:
            remedy = "six digits (GB/T 2260)" if key == "region_code" else "a year such as 2020"
            raise InputError(
                "covariates", f"have the {key} {cell!r} in row {number}", f"give {remedy}"
            ) from None
    return found


def read_file(path: str | PathLike[str]) -> pd.DataFrame:
    """The first sheet of a table in a file, in types that all cells of a column have."""
    file = Path(path)
    if not file.is_file():
        raise InputError("covariates", f"file '{file}' does not exist", "give a table")
    if not is_table_name(file.name):
        raise InputError(
            "covariates", f"file '{file}' has the ending {file.suffix!r}", "give CSV, XLSX, Stata or Parquet"
        )
    try:
        with file.open("rb") as handle:
            sheet = next(open_sheets(handle, file.name), None)
            rows = [] if sheet is None else [[as_cell(cell) for cell in cells] for _, cells in sheet.rows]
    except (Refusal, Undecodable) as error:
        raise InputError(
            "covariates", f"file '{file}' cannot be read ({error})", "save it anew as CSV"
        ) from None
    rows = [cells for cells in rows if any(cell is not None for cell in cells)]
    if len(rows) < 2:
        raise InputError("covariates", f"file '{file}' has no row below its head", "give a table with a head")
    heads = ["" if cell is None else cell_text(cell).strip() for cell in rows[0]]
    held = [
        {head: cells[place] if place < len(cells) else None for place, head in enumerate(heads) if head}
        for cells in rows[1:]
    ]
    return with_covariates(pd.DataFrame(index=range(len(held))), held, covariate_types(held))


def say_unmatched(rows: pd.DataFrame, lang: str, names: Mapping[str, str] | None = None) -> list[str]:
    """How many reports and rows of the covariates have no partner, and which, in sentences.

    Parameters
    ----------
    rows : DataFrame
        As :func:`join_covariates` returns them with `return_unmatched`.
    lang : {"zh", "en"}
    names : mapping of str, optional
        What reports are called; default their ids.
    """
    words, comma = words_of("commands", lang), words_of("signs", lang)["comma"]
    told = {"reports": words["unmatched_reports"], "covariates": words["unmatched_covariates"]}
    said = []
    for side, own in rows.groupby("side", sort=False):
        keys = own[[key for key in KEYS if key != "report_id"]].astype("string")
        of_rows = keys.apply(lambda parts: "/".join(parts.dropna()), axis=1)
        called = own["report_id"].map(lambda name: (names or {}).get(name, name), na_action="ignore")
        shown = list(called.astype("string").fillna(of_rows).head(_SHOWN))
        if len(own) > _SHOWN:
            shown.append(words["more_rows"].format(n=len(own) - _SHOWN))
        said.append(say(told[str(side)], n=len(own), names=comma.join(shown)))
    return said


@cache
def _successors() -> dict[str, tuple[str, ...]]:
    """Codes of one and the same unit in other years, by code: where one alone became another alone."""
    table = load_regions()[["code", "successor"]].dropna()
    table = table[table["code"] != table["successor"]].drop_duplicates()
    alone = table[~table["successor"].duplicated(keep=False) & ~table["code"].duplicated(keep=False)]
    # a successor that was there before took the other in: it is another unit
    began = load_regions().dropna(subset=["from_year"]).groupby("code")["from_year"].min()
    links: dict[str, list[str]] = {}
    for code, successor in alone.itertuples(index=False):
        if successor in began.index:
            links.setdefault(code, []).append(successor)
            links.setdefault(successor, []).append(code)
    return {code: tuple(others) for code, others in links.items()}


def _same_unit(code: str) -> list[str]:
    """Other codes of a unit, near ones first."""
    found, waiting = [code], [code]
    while waiting:
        for other in _successors().get(waiting.pop(0), ()):
            if other not in found:
                found.append(other)
                waiting.append(other)
    return found[1:]
