"""Shares of a level and of a province are those of its reports alone; a place with few reports has none."""

from __future__ import annotations

import pandas as pd
import pytest

import analysis as fz
from analysis.errors import InputError
from analysis.study.places import LEAST, place_shares
from analysis.study.spec import Spec
from analysis.study.work import Work

SIM = fz.make_reports(n_regions=12, years=range(2020, 2022), random_state=0)


def work_of(reports: pd.DataFrame, codes: pd.DataFrame | None = None) -> Work:
    coded = SIM.paragraphs[SIM.paragraphs["report_id"].isin(reports["report_id"])]
    tables = {"paragraphs": coded, "shares": fz.area_shares(coded, reports=reports)}
    if codes is not None:
        tables["codes"] = codes
    return Work(Spec(), reports, None, tables)


def test_each_place_has_the_shares_of_its_own_reports() -> None:
    fewer = SIM.reports["province"] != SIM.reports["province"].iloc[0]
    reports = SIM.reports[fewer | ~SIM.reports["province"].duplicated()]
    found = place_shares(work_of(reports))
    own = reports[reports["level"] == "county"]
    alone = fz.area_shares(SIM.paragraphs[SIM.paragraphs["report_id"].isin(own["report_id"])], reports=own)
    county = found[(found["kind"] == "level") & (found["place"] == "county")]
    assert county["share"].tolist() == alone["share"].tolist()
    assert set(county["estimator"]) == {"naive"}
    counts = reports["province"].value_counts()
    provinces = set(found.loc[found["kind"] == "province", "place"])
    assert len(provinces) == len(counts) - 1
    assert provinces == set(counts.index[counts >= LEAST])


def test_codes_of_the_whole_sample_correct_each_place() -> None:
    codes = SIM.code(fz.sample_for_coding(SIM.paragraphs, per_year=60, random_state=0))
    found = place_shares(work_of(SIM.reports, codes))
    level = found[found["kind"] == "level"]
    assert level.groupby("place")["estimator"].unique().map(list).tolist() == [["naive", "dsl"]] * 2


def test_one_level_and_few_reports_of_each_province_are_an_error() -> None:
    few = SIM.reports[SIM.reports["level"] == "county"].groupby("province").head(1)
    with pytest.raises(InputError, match="of no two levels or provinces with 5 reports"):
        place_shares(work_of(few))
