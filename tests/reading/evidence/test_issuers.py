"""Who reports, by title, signature, opening and rows of the site."""

from __future__ import annotations

import pytest

from analysis.reading.evidence.candidates import best
from analysis.reading.evidence.head import read_head
from analysis.reading.evidence.issuers import Issuer, find_issuers, is_named, tier_of

LONG = "推进依法行政，取得成效。"


def issuer(title: str | None, lines: list[str]) -> tuple[Issuer, str] | None:
    found = best(find_issuers(title, read_head(lines), lines))
    return (found.value, found.place) if found else None


@pytest.mark.parametrize(
    ("title", "lines", "name", "level", "place"),
    [
        ("河湾县人民政府关于2018年度法治政府建设情况的报告", [], "河湾县人民政府", "county", "title"),
        ("丹东街道2020年度报告", [], "丹东街道", "township", "title"),
        ("关于2018年度报告", [LONG, LONG, "河湾县人民政府", "2019年1月3日"], "河湾县人民政府", "county", "signature"),
        ("关于2018年度报告", ["河湾县司法局", LONG], "河湾县司法局", "department", "signature"),
        (None, ["2020年，河湾县水利局" + LONG], "河湾县水利局", "department", "opening"),
        (None, ["2020年，在县委的领导下，河湾县" + LONG], "河湾县", "county", "opening"),
        (None, ["2020年，在县委的领导下，我局" + LONG], "我局", "department", "opening"),
        (None, ["现将县人民政府2022年工作情况报告如下。"], "县人民政府", "county", "opening"),
        (None, ["根据《某市委办公室关于报告的通知》，现将我局2022年工作报告如下："], "我局", "department", "opening"),
        (None, ["市审计局局长 某某某", "2021年5月3日", "主任、各位委员：", LONG], "市审计局", "department", "speaker"),
        (None, ["我受市人民政府委托，现将情况报告如下。"], "市人民政府", "prefecture", "opening"),
        (None, ["县司法局局长 某某某", "受县人民政府委托，现将法治政府建设情况报告如下。"], "县人民政府", "county", "opening"),
        ("河湾县2020年度报告", ["河湾县融媒体中心", LONG], "河湾县", "county", "title"),
        ("关于某事的意见", ["桂政发〔2015〕2号", LONG], "广西壮族自治区", "province", "document number"),
        ("关于某事的意见", ["发布机构：河湾县人民政府", LONG], "河湾县人民政府", "county", "key row"),
    ],
)  # fmt: skip
def test_issuer(title: str | None, lines: list[str], name: str, level: str, place: str) -> None:
    assert issuer(title, lines) == (Issuer(name, level), place)


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["市人大常委会：", LONG],
        ["一、主要工作", "（一）贯彻上级决策部署", LONG],
        ["《某市水利局规程》印发。"],
    ],
)
def test_no_issuer(lines: list[str]) -> None:
    assert issuer(None, lines) is None


def test_whoever_covers_a_report_does_not_issue_it() -> None:
    lines = [
        "中共龙沙区委：",
        "现报送有关报告，请批示。",
        "龙沙区司法局",
        "2021年1月4日",
        "2020年龙沙区报告",
        LONG,
    ]
    assert issuer("2020年龙沙区法治政府建设情况报告", lines) == (Issuer("龙沙区", "county"), "title")


def test_whoever_hands_down_a_plan_issues_it() -> None:
    lines = [
        "各市局：",
        "现将《某规划》印发给你们。",
        "山东省市场监督管理局",
        "2021年1月4日",
        "山东省法治规划",
        LONG,
    ]
    assert issuer("山东省法治规划", lines) == (
        Issuer("山东省市场监督管理局", "department"),
        "covering letter",
    )


@pytest.mark.parametrize(
    ("name", "named"),
    [
        ("岳阳县教育局", True),
        ("司法部", True),
        ("丹东街道", True),
        ("县教育局", False),
        ("市", False),
        ("我局", False),
        ("全市", False),
    ],
)
def test_names_that_name(name: str, named: bool) -> None:
    assert is_named(name) is named


@pytest.mark.parametrize(
    ("name", "opening", "tier"),
    [
        ("县教育局", "", "county"),
        ("市教育局", "", "city"),
        ("省民政厅", "", "province"),
        ("三都镇", "", "county"),
        ("我市", "", "city"),
        ("我旗", "", "county"),
        ("云岭开发区", "", "zone"),
        ("州民政局", "", "prefecture"),
        ("行署", "", "prefecture"),
        ("市场监督管理局", "", None),
        ("我局", "在省委、省政府和市委、市政府的领导下，我局推进依法行政。", "city"),
        ("我局", "我局推进依法行政。", None),
    ],
)
def test_government_that_a_body_belongs_to(name: str, opening: str, tier: str | None) -> None:
    assert tier_of(name, read_head([opening] if opening else [])) == tier
