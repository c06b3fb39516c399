"""Covariates: by what they are joined, which unit a code names in a year, and which rows have no partner."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import analysis as fz

REPORTS = pd.DataFrame(
    {
        "report_id": ["a", "b", "c", "d"],
        "region_code": ["230700", "110118", "110101", None],
        "province": ["黑龙江省", "北京市", "北京市", None],
        "year": pd.array([2017, 2018, 2018, 2018], dtype="Int64"),
    }
)


def joined(table: pd.DataFrame, column: str = "gdp") -> list[Any]:
    found = fz.join_covariates(REPORTS, table)
    return [None if pd.isna(value) else value for value in found[column]]


@pytest.mark.parametrize(
    ("table", "values"),
    [
        ({"report_id": ["c", "a"], "gdp": [1, 2]}, [2, None, 1, None]),
        ({"region_code": [230700.0, 110118], "year": [2017, 2018], "gdp": [1, 2]}, [1, 2, None, None]),
        ({"region_code": ["2307", "1101"], "gdp": [1, 2]}, [1, None, None, None]),
        ({"行政区划代码": ["230700"], "年份": ["2017年"], "gdp": [1]}, [1, None, None, None]),
        ({"province": ["北京市"], "year": [2018], "gdp": [3]}, [None, 3, 3, None]),
        ({"year": [2018], "gdp": [3]}, [None, 3, 3, 3]),
        # 密云县 became 密云区, one alone the other alone; 崇文区 was merged into 东城区
        ({"region_code": ["110228"], "year": [2018], "gdp": [5]}, [None, 5, None, None]),
        ({"region_code": ["110103"], "year": [2018], "gdp": [5]}, [None, None, None, None]),
    ],
)
def test_by_what_rows_are_joined(table: dict[str, Any], values: list[Any]) -> None:
    assert joined(pd.DataFrame(table)) == values


def test_rows_without_a_partner_are_named() -> None:
    table = pd.DataFrame({"region_code": ["230700", "420200"], "year": [2017, 2017], "gdp": [1, 2]})
    _, rows = fz.join_covariates(REPORTS, table, return_unmatched=True)
    assert rows[rows["side"] == "reports"]["report_id"].tolist() == ["b", "c", "d"]
    assert rows[rows["side"] == "reports"]["reason"].tolist()[-1] == "the report has no region_code"
    other = rows[rows["side"] == "covariates"]
    assert other[["region_code", "year", "reason"]].values.tolist() == [["420200", 2017, "no report"]]


def test_a_row_of_the_covariates_without_a_key_is_named() -> None:
    reports = pd.DataFrame({"report_id": ["a"], "region_code": ["230700"], "year": [2019]})
    table = pd.DataFrame(
        {"region_code": ["230700", None, "230700"], "year": [2019, 2019, None], "gdp": [1, 2, 3]}
    )
    joined, unmatched = fz.join_covariates(reports, table, return_unmatched=True)
    assert joined["gdp"].tolist() == [1]
    assert unmatched["reason"].tolist() == ["the row has no region_code", "the row has no year"]
    assert unmatched["side"].eq("covariates").all()


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
def test_files_are_read_in_the_types_of_their_columns(ending: str, tmp_path: Path) -> None:
    table = pd.DataFrame({"region_code": ["230700"], "year": [2017], "gdp": [1.5], "type": ["市"]})
    file = tmp_path / f"gdp.{ending}"
    if ending == "csv":
        table.to_csv(file, index=False, encoding="gb18030")
    elif ending == "xlsx":
        table.to_excel(file, index=False)
    else:
        table.to_parquet(file, index=False)
    found = fz.join_covariates(REPORTS, file)
    assert found["gdp"].dropna().tolist() == [1.5]
    assert found["type"].dropna().tolist() == ["市"]


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"gdp": [1]}, "give one of report_id, region_code, province, year"),
        ({"year": [2018]}, "no column besides"),
        ({"year": [2018, 2018], "gdp": [1, 2]}, "two rows for year 2018"),
        ({"region_code": ["12x"], "gdp": [1]}, "region_code '12x' in row 1"),
        ({"year": ["soon"], "gdp": [1]}, "year 'soon' in row 1"),
    ],
)
def test_tables_that_cannot_be_joined_are_refused(table: dict[str, Any], message: str) -> None:
    with pytest.raises(fz.InputError, match=message):
        fz.join_covariates(REPORTS, pd.DataFrame(table))


def test_files_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("year,gdp\n", encoding="utf-8")
    for name, message in (("none.csv", "does not exist"), ("a.csv", "no row below its head")):
        with pytest.raises(fz.InputError, match=message):
            fz.join_covariates(REPORTS, tmp_path / name)
