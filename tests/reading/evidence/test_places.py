"""Regions by what stands nearest to the issuer, namesakes and what stays open."""

from __future__ import annotations

import pytest

from analysis.reading.evidence.candidates import best
from analysis.reading.evidence.head import read_head
from analysis.reading.evidence.issuers import find_issuers
from analysis.reading.evidence.places import Place, find_place


def place(title: str | None, lines: list[str], file_name: str | None = None) -> Place:
    head = read_head(lines)
    issuer = best(find_issuers(title, head, lines))
    return find_place(title, issuer, head, "\n".join(lines), file_name=file_name)


@pytest.mark.parametrize(
    ("title", "lines", "region", "found_in"),
    [
        ("龙沙区2020年法治政府建设情况报告", [], "龙沙区", "title"),
        ("关于印发《金昌市法治政府建设方案》的通知", [], "金昌市", "title"),
        (None, ["2020年，在市委的领导下，南昌县全面推进依法行政。"], "南昌县", "opening"),
        ("市水务局2025年度报告", ["2026-01-20 17:01 | 武汉市水务局", "2025年，我局推进依法行政。"], "武汉市", "site row"),
        (None, ["2020年，市司法局推进依法行政。", "印发《雅安市司法局议事规则》。"], "雅安市", "text"),
        (None, ["2020年，我局推进依法行政。", "印发《江门市交通运输局工作规程》。"], "江门市", "quoted title"),
        (None, ["2020年，我镇落实《关于印发<鹤山市依法行政要点>的通知》。"], "鹤山市", "quoted title"),
        ("小龙门乡2024年报告", ["信息来源：辰溪县小龙门乡", "2024年，小龙门乡推进依法行政。"], "辰溪县", "site row"),
        (None, ["2020年，我镇落实湛江市和雷州市的部署。"], "雷州市", "opening"),
        (None, ["2020年，我局学习《深圳市绿化条例》，印发《宜章县学法计划》。"], "宜章县", "quoted title"),
        (None, ["2020年，我局落实《九江市湖泊条例》，按照都昌县委要求推进工作。"], "都昌县", "opening"),
        (None, ["2020年，我局推进依法行政。", "学习《东莞市绿化条例》。"], "东莞市", "quoted law"),
        (None, ["近日，区委召开会议，努力建设更高水平法治阎良。"], "阎良区", "text"),
        ("2025年天津经济技术开发区法治政府建设报告", ["天津经济技术开发区按照天津市、滨海新区部署推进。"], "滨海新区", "title"),
        ("2020年法治政府建设情况报告", ["我区推进依法行政。"], "龙沙区", "file name"),
    ],
)  # fmt: skip
def test_region(title: str | None, lines: list[str], region: str, found_in: str) -> None:
    found = place(title, lines, "2020/龙沙区.txt" if found_in == "file name" else None)
    assert found.region is not None
    assert (found.region.name, found.found_in) == (region, found_in)


@pytest.mark.parametrize(
    ("title", "lines", "code"),
    [
        ("丹东街道2020年度报告", [], "region_not_found"),
        ("黄石街2020年度报告", ["2020年，黄石街推进依法行政。"], "region_not_found"),
        ("县教育局2020年度报告", ["学习《江西省优化营商环境条例》。"], "region_not_found"),
        ("新华区2020年度报告", [], "region_ambiguous"),
        (
            None,
            ["2020年，我局推进依法行政。", "学习《上海市绿化条例》，与嘉善县各镇加强协作。"],
            "region_not_found",
        ),
    ],
)
def test_no_region(title: str | None, lines: list[str], code: str) -> None:
    found = place(title, lines)
    assert found.region is None
    assert found.remarks[0].code == code


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "region inferred from the titles of laws that are quoted: 东莞市"),
        ("zh", "地区系按所引法规名称推定：东莞市"),
    ],
)
def test_a_region_that_only_laws_name_is_inferred(lang: str, said: str) -> None:
    found = place(None, ["2020年，我局推进依法行政。", "学习《东莞市绿化条例》。"])
    assert [remark.say(lang) for remark in found.remarks] == [said]


def test_namesakes_are_settled_by_their_parents_or_named() -> None:
    settled = place("朝阳区2020年度报告", ["落实《北京市法治政府建设意见》。"])
    assert settled.region is not None
    assert (settled.region.code, settled.remarks[0].code) == ("110105", "region_among_namesakes")
    open_ = place("朝阳区2020年度报告", [])
    assert open_.remarks[0].parts == {"name": "朝阳区", "candidates": "北京市朝阳区、吉林省长春市朝阳区"}


def test_a_province_that_only_quoted_titles_name() -> None:
    found = place("县教育局2020年度报告", ["学习《江西省优化营商环境条例》《江西省行政执法监督条例》。"])
    assert (found.region, found.province) == (None, "江西省")
    assert [remark.say() for remark in found.remarks] == [
        "region not found",
        "province inferred from places that the text names: 江西省",
    ]


@pytest.mark.parametrize("title", ["应急管理部2020年度报告", "国务院关于某工作情况的报告", None])
def test_central_bodies_have_no_region(title: str | None) -> None:
    lines = ["现在，我代表国务院，向大会报告政府工作。", "北京市和上海市的工作。"]
    assert place(title, lines, "台州.docx") == Place()


def test_the_corps_has_a_province_and_cities_of_its_own() -> None:
    assert place("新疆生产建设兵团2020年度报告", []).province == "新疆维吾尔自治区"
    city = place("新疆生产建设兵团第八师石河子市2020年度报告", [])
    assert city.region is not None
    assert city.region.name == "石河子市"


@pytest.mark.parametrize(
    ("file_name", "region", "code"),
    [
        ("工作报告/承德.docx", "承德市", "region_differs"),  # its own name
        ("承德/工作报告.docx", "平泉市", "region_inferred"),  # a folder may hold reports of all places in it
        ("平泉_2020.docx", "平泉市", None),  # both say the same
        ("承德会议.docx", "平泉市", "region_inferred"),  # no name of a place alone
        ("青海.docx", "平泉市", "region_inferred"),  # no city
    ],
)
def test_a_file_called_by_a_place_is_believed_before_places_that_the_text_mentions(
    file_name: str, region: str, code: str | None
) -> None:
    found = place(None, ["我代表市人民政府报告工作。", "支持平泉市产业发展。"], file_name)
    assert found.region is not None
    assert (found.region.name, [one.code for one in found.remarks]) == (region, [code] if code else [])


def test_a_title_is_believed_before_the_name_of_the_file() -> None:
    found = place("平泉市2020年法治政府建设情况报告", [], "承德.docx")
    assert found.region is not None
    assert found.region.name == "平泉市"


@pytest.mark.parametrize(
    ("issuer", "region"),
    [
        ("市人民政府", "康定市"),
        ("州人民政府", "甘孜藏族自治州"),
        ("行署", "甘孜藏族自治州"),
    ],
)
def test_a_place_is_of_the_kind_that_the_issuer_calls_itself(issuer: str, region: str) -> None:
    found = place(None, [f"我代表{issuer}报告工作。", "康定市、泸定县和甘孜藏族自治州取得成效。"])
    assert found.region is not None
    assert found.region.name == region


def test_a_weak_place_is_remarked() -> None:
    found = place(None, ["2020年，市司法局参加发布会。", "威海市新闻媒体到会。", "我市取得成效。"])
    assert found.region is not None
    assert (found.region.name, found.remarks[0].code) == ("威海市", "region_inferred")
