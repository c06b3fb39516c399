"""Compliance facts of the sample reports, as read by eye, and of reports made for the case."""

from __future__ import annotations

import pandas as pd
import pytest

import analysis as fz
from analysis.reading.obligations import heading_areas


@pytest.fixture(scope="module")
def facts(reports: pd.DataFrame, paragraphs: pd.DataFrame) -> pd.DataFrame:
    return fz.compliance(reports, paragraphs).set_index("report_id")


def test_parts_of_the_sample_reports(facts: pd.DataFrame) -> None:
    parts = facts[["has_work", "has_problems", "has_first_responsible", "has_plan"]]
    assert parts.loc["yichun_2017"].tolist() == [True, True, True, True]
    assert parts.loc["longsha_2019"].tolist() == [True, True, False, True]
    assert parts.loc["huangshi_2022", "has_problems"] == False  # noqa: E712 (a missing value would be neither)


def test_headings_of_the_sample_reports(facts: pd.DataFrame) -> None:
    assert facts.loc["yichun_2017", ["n_area_headings", "areas_in_order"]].tolist() == [8, True]
    assert facts.loc["weifang_gaoxin_2018", ["n_area_headings", "areas_in_order"]].tolist() == [8, True]
    assert facts.loc["longsha_2019", "n_area_headings"] == 0


def test_a_date_that_is_missing_leaves_the_fact_missing(facts: pd.DataFrame) -> None:
    assert pd.isna(facts.loc["yichun_2017", "published_in_time"])
    assert pd.isna(facts.loc["yichun_2017", "days_late"])
    assert facts.loc["yichun_2017", "reason"] == "no day of publication"
    assert facts.loc[facts["published_in_time"].notna(), "reason"].isna().all()


def test_a_report_without_a_year_has_the_reason(facts: pd.DataFrame) -> None:
    reports = fz.read_reports(fz.sample_reports())
    undated = fz.compliance(reports.assign(year=pd.NA), fz.split_paragraphs(reports))
    assert set(undated["reason"]) == {"no year"}
    assert undated[["deadline", "published_in_time"]].isna().all(axis=None)


@pytest.mark.parametrize(
    ("year", "published", "in_time", "late"),
    [
        (2018, "2019-03-31", True, 0),
        (2018, "2019-04-01", False, 1),
        (2019, "2020-03-31", True, 0),
        (2020, "2021-04-30", False, 30),
    ],
)
def test_deadline(year: int, published: str, in_time: bool, late: int) -> None:
    reports = pd.DataFrame(
        {"report_id": ["r"], "year": [year], "doc_type": ["annual_report"], "published": [pd.Timestamp(published)], "text": ["一、政府职能\n办事。"]}
    )  # fmt: skip
    row = fz.compliance(reports, fz.split_paragraphs(reports)).iloc[0]
    assert (row["published_in_time"], row["days_late"]) == (in_time, late)


@pytest.mark.parametrize(
    ("headings", "areas"),
    [
        (["一、依法全面履行政府职能", "二、完善依法行政制度体系"], [1, 2]),
        (["四、健全行政执法体制机制", "五、强化行政权力制约和监督"], [4, 5]),
        (["六、健全矛盾纠纷多元化解机制", "七、全面提高政府工作人员法治思维和依法行政能力"], [6, 7]),
        (["八、夯实法治政府建设基础"], [8]),
        (["一、基本情况", "二、存在的问题", "三、下一步工作"], []),
        ([], []),
    ],
)
def test_areas_of_headings(headings: list[str], areas: list[int]) -> None:
    assert heading_areas(headings) == areas
