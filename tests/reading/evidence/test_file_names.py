"""Facts from names of files and folders."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import analysis as fz
from analysis.errors import InputError
from analysis.reading.evidence.file_names import NamePattern

BODY = (
    "一、依法全面履行政府职能\n取消行政许可事项12项，网上办理率达到70%。\n"
    "二、严格规范公正文明执法\n全面推行行政执法公示制度，评查案卷33件，办结行政处罚案件77件。\n"
)


@pytest.mark.parametrize(
    ("pattern", "label", "given"),
    [
        ("{province}_{region}_{year}", "湖北_武汉_2020.txt", {"province": "湖北省", "region": "武汉市", "year": 2020, "region_code": "420100"}),
        ("{year}/{region}", "语料/2019/铜陵市.pdf", {"year": 2019, "region": "铜陵市", "region_code": "340700", "province": "安徽省"}),
        ("{region}{year}年{*}", "南京市2018年法治政府建设报告.docx", {"region": "南京市", "year": 2018, "region_code": "320100", "province": "江苏省"}),
        ("{region_code}-{year}", "320106－２０１７.html", {"region_code": "320106", "year": 2017, "province": "江苏省", "region": "鼓楼区"}),
        ("{issuer} {published}", "某县司法局 20200331.txt", {"issuer": "某县司法局", "published": pd.Timestamp(2020, 3, 31)}),
    ],
)  # fmt: skip
def test_a_pattern_reads_names(pattern: str, label: str, given: dict[str, Any]) -> None:
    assert NamePattern(pattern).read(label).given == given


@pytest.mark.parametrize("label", ["武汉.txt", "湖北_武汉.txt", "湖北_武汉_二〇二〇.txt"])
def test_a_name_that_does_not_fit_is_told(label: str) -> None:
    facts = NamePattern("{province}_{region}_{year}").read(label)
    assert facts.given == {}
    assert [remark.code for remark in facts.remarks] == ["name_does_not_fit"]


@pytest.mark.parametrize("pattern", ["{city}_{year}", "{year}_{year}", "报告", ""])
def test_a_pattern_that_is_none_is_refused(pattern: str) -> None:
    with pytest.raises(InputError, match=r"^name "):
        NamePattern(pattern)


def test_names_count_for_more_than_the_text_and_less_than_the_metadata(tmp_path: Path) -> None:
    for name, text in (("铜陵_2018", BODY), ("淮北_2017", BODY.replace("33", "44"))):
        (tmp_path / f"{name}.txt").write_text(
            f"2016年，全市推进法治政府建设，现将2016年情况报告如下。\n{text}", encoding="utf-8"
        )
    metadata = pd.DataFrame({"path": ["铜陵_2018.txt"], "year": [2019]})
    reports, ledger = fz.read_reports(tmp_path, name="{region}_{year}", metadata=metadata, return_ledger=True)
    columns = ["region", "region_from", "year", "year_from"]
    assert reports.set_index("path")[columns].T.to_dict("list") == {
        "淮北_2017.txt": ["淮北市", "file name", 2017, "file name"],
        "铜陵_2018.txt": ["铜陵市", "file name", 2019, "table"],
    }
    assert not ledger["warnings"].str.contains("year|region").any()


@pytest.mark.parametrize(
    ("name", "year", "region"),
    [
        ("2019/铜陵市.txt", 2019, "铜陵市"),
        ("湖北_武汉_2020.txt", 2020, "武汉市"),
        ("2018 福建 鼓楼区.txt", 2018, "鼓楼区"),
    ],
)
def test_names_are_evidence_where_the_text_says_nothing(
    tmp_path: Path, name: str, year: int, region: str
) -> None:
    file = tmp_path / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(BODY, encoding="utf-8")
    row = fz.read_reports(tmp_path).iloc[0]
    assert (row["year"], row["year_from"], row["region"], row["region_from"]) == (
        year,
        "file name",
        region,
        "file name",
    )
