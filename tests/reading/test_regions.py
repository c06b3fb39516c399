"""From names of places to codes: renamed and merged places, namesakes, and what names no place."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.reading.regions import (
    _ALIASES,
    _EVERYDAY,
    Region,
    find_mentions,
    find_region,
    full_name,
    is_national,
    load_regions,
    match_region,
    named_regions,
    settle_region,
)


def code(name: str, **known: object) -> str | None:
    region = find_region(name, **known)  # type: ignore[arg-type]
    return region.code if region else None


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("黑龙江省", Region("黑龙江省", "230000", "province", "黑龙江省")),
        ("上海市", Region("上海市", "310000", "province", "上海市")),
        ("伊春市", Region("伊春市", "230700", "prefecture", "黑龙江省")),
        ("龙沙区", Region("龙沙区", "230202", "county", "黑龙江省")),
        ("大兴安岭地区", Region("大兴安岭地区", "232700", "prefecture", "黑龙江省")),
    ],
)
def test_official_names(name: str, expected: Region) -> None:
    assert find_region(name) == expected


@pytest.mark.parametrize(
    "name",
    [
        "赤水河流域保护条例", "赤水河畔", "太湖流域管理条例", "安宁河流域发展规划", "嘉陵江流域生态环境保护条例", "沅江流域规划",
        "新丰江水库水质保护条例", "丹江口水库规划", "金沙江流域规划", "长白山保护条例", "五台山风景名胜区条例", "衡水湖保护条例",
    ],
)  # fmt: skip
def test_a_river_lake_or_hill_is_no_region_of_like_name(name: str) -> None:
    assert match_region(name) == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("贵州省赤水河流域保护条例", "贵州省"),
        ("天津河西区法治政府建设", "河西区"),
        ("重庆江北区司法局", "江北区"),
        ("朔州山阴县", "山阴县"),
        ("秦皇岛山海关区", "山海关区"),
        ("赤水河西村", "赤水市"),
    ],
)
def test_nor_does_it_hide_a_region_behind_another(name: str, expected: str) -> None:
    assert [row["name"] for row in match_region(name)] == [expected]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("伊春市人民政府关于2017年度法治政府建设情况的报告", "230700"),
        ("连云港市司法局", "320700"),
        ("潍坊高新区管委会", "370700"),  # a zone has no code: that of its city
        ("齐齐哈尔市龙沙区司法局", "230202"),
        ("黑龙江省齐齐哈尔市龙沙区", "230202"),
        ("黑龙江省龙沙区", "230202"),
        ("上海市浦东新区人民政府", "310115"),
        ("伊春2017年法治政府建设", "230700"),
        ("恩施州人民政府", "422800"),  # the prefecture
        ("恩施市人民政府", "422801"),  # the city in it
        ("吉林省吉林市", "220200"),
        ("海南省三亚市", "460200"),
        ("内蒙古呼和浩特", "150100"),
        ("　黑龙江省 齐齐哈尔市\n龙沙区", "230202"),
        ("2020年龙沙区法治政府建设情况报告", "230202"),
        ("（模拟）铜陵市人民政府", "340700"),
        ("[转发]2020年龙沙区法治政府建设情况报告", "230202"),
        ("中共龙沙区委", "230202"),
        ("巴州党委、政府", "652800"),
        ("昌吉州", "652300"),
        ("国家税务总局连云港市税务局", "320700"),
        ("新疆生产建设兵团第八师石河子市", "659001"),
        ("西藏自治区林芝市巴宜区", "540402"),
        ("鄂伦春自治旗", "150723"),
        ("江苏省伊春市", "320000"),  # 伊春 is not in 江苏
    ],
)
def test_the_most_specific_region_that_a_name_begins_with(name: str, expected: str) -> None:
    assert code(name) == expected


@pytest.mark.parametrize(
    "name",
    [
        "",
        "县人民政府",
        "河湾县人民政府",
        "关于龙沙区的报告",
        "中华人民共和国",
        "龙沙县",
        "我市",
        "丹东街道",
        "朝阳街道办事处",
        "黄石街2020年度法治政府建设报告",
        "上海街道",
        "东海镇2022年法治政府建设报告",
        "三都镇人民政府",
        "南京路街道",
        "福海街道",
        "新疆生产建设兵团",
    ],
)
def test_names_of_no_region(name: str) -> None:
    assert find_region(name) is None


@pytest.mark.parametrize(
    ("name", "year", "expected"),
    [
        ("莱芜市人民政府", 2017, "371200"),
        ("莱芜市人民政府", 2021, None),  # a district of 济南 since 2018, and no city
        ("莱芜市人民政府", None, None),
        ("莱芜区人民政府", 2014, None),
        ("密云区人民政府", 2012, None),
        ("密云区人民政府", 2014, "110118"),  # a year of grace on both sides
        ("密云县人民政府", 2016, "110228"),
        ("济南市莱芜区", 2020, "370116"),
        ("密云县人民政府", 2013, "110228"),
        ("密云区人民政府", 2018, "110118"),
        ("密云县人民政府", 2018, None),
        ("闸北区人民政府", 2014, "310108"),
        ("闸北区人民政府", 2018, None),
        ("襄樊市人民政府", 2010, "420600"),
        ("襄阳市人民政府", 2018, "420600"),
        ("襄樊市人民政府", 2018, None),
    ],
)
def test_renamed_and_merged_places_in_their_time(name: str, year: int | None, expected: str | None) -> None:
    assert code(name, year=year) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", None),
        ("在市委、市政府的领导下", None),
        ("在福州市委的领导下", "350102"),
        ("在江苏省委的领导下", None),  # 南京 and 徐州 both have one
        ("在江苏省委、南京市委的领导下", "320106"),
        ("南京市、福州市", None),
    ],
)
def test_namesakes_are_settled_by_what_the_text_mentions_or_not_at_all(
    text: str, expected: str | None
) -> None:
    assert code("鼓楼区人民政府", text=text) == expected


def test_a_settled_namesake_says_so() -> None:
    settled = find_region("鼓楼区人民政府", text="福州市")
    named = find_region("福州市鼓楼区人民政府", text="南京市")
    assert settled is not None
    assert named is not None
    assert (settled.code, settled.settled) == ("350102", True)
    assert (named.code, named.settled) == ("350102", False)


@given(st.text(alphabet="北京上海市省县区州旗盟人民政府鼓楼朝阳吉林海南 １2\n", max_size=20))
def test_what_is_found_is_named(name: str) -> None:
    region = find_region(name)
    if region is not None:
        row = load_regions().query("code == @region.code and name == @region.name").iloc[0]
        letters = "".join(name.split())
        known = [
            row["short_name"],
            row["name"],
            *(name for name, own in _ALIASES.items() if own == region.code),
        ]
        assert any(name in letters for name in known)
        assert region.province == load_regions().set_index("code").at[region.code[:2] + "0000", "name"]


@pytest.mark.parametrize(
    "report", ["yichun_2017", "weifang_gaoxin_2018", "lianyungang_2020", "huangshi_2022"]
)
def test_the_sample_reports_name_their_regions(reports: pd.DataFrame, report: str) -> None:
    row = reports.set_index("report_id").loc[report]
    assert code(row["issuer"], text=row["text"], year=row["year"]) == row["region_code"]


def test_a_district_is_known_by_its_title(reports: pd.DataFrame) -> None:
    row = reports.set_index("report_id").loc["longsha_2019"]
    assert code(row["title"], text=row["text"], year=row["year"]) == row["region_code"] == "230202"


@pytest.mark.parametrize(
    ("issuer", "national"),
    [
        ("国务院", True),
        ("国家税务总局", True),
        ("应急管理部", True),
        ("国家发展和改革委员会", True),
        ("审计署", True),
        ("国务院办公厅", True),
        ("国家税务总局青岚市税务局", False),
        ("国务院关于公安机关执法规范化建设工作情况的报告", False),
        ("司法部", True),
        ("青岚市税务局", False),
        ("青岚市国家税务局", False),
        ("", False),
    ],
)
def test_national_bodies(issuer: str, national: bool) -> None:
    assert is_national(issuer) is national


def test_official_names_in_a_text() -> None:
    text = "在北京市、朝阳区的部署下,鼓楼区城区,上海市普陀区,东海镇和赵县,河北省石家庄市赵县,江苏省东海县"
    found = [(one.rows[0]["name"], len(one.rows)) for one in find_mentions(text)]
    assert found == [
        ("北京市", 1), ("朝阳区", 2), ("鼓楼区", 4), ("上海市", 1), ("普陀区", 1), ("河北省", 1), ("石家庄市", 1), ("赵县", 1),
        ("江苏省", 1), ("东海县", 1),
    ]  # fmt: skip


def test_every_official_name_is_found() -> None:
    today = load_regions().query("to_year.isna()")["name"]
    names = {name for name in today if len(name) > 2} - _EVERYDAY
    found = {name: [one.rows[0]["name"] for one in find_mentions(f"在{name}。")] for name in names}
    assert {name: own for name, own in found.items() if own != [name]} == {}


def test_namesakes_are_told_by_their_whole_names() -> None:
    rows = match_region("朝阳区人民政府")
    assert [full_name(row) for row in rows] == ["北京市朝阳区", "吉林省长春市朝阳区"]
    assert settle_region(rows, "长春市") == Region("朝阳区", "220104", "county", "吉林省", settled=True)
    assert settle_region(rows, "") is settle_region([], "北京市") is None


def test_the_table_is_sound() -> None:
    table = load_regions()
    codes = set(table["code"])
    assert table["code"].str.fullmatch(r"\d{6}").all()
    assert not table.duplicated(["code", "name"]).any()
    assert set(table["level"]) == {"province", "prefecture", "county"}
    assert set(table["parent"].dropna()) <= codes
    assert set(table["successor"].dropna()) <= codes
    assert (table["parent"].isna() == (table["level"] == "province")).all()
    assert (table["parent"].str[:2] == table["code"].str[:2]).dropna().all()
    assert (table["from_year"] <= table["to_year"]).dropna().all()
    assert [
        name
        for name, short in zip(table["name"], table["short_name"], strict=True)
        if not name.startswith(short)
    ] == []


@pytest.mark.parametrize(
    ("year", "counts"),
    [
        (2020, {"province": 34, "prefecture": 333, "county": 2844}),
        (2021, {"province": 34, "prefecture": 333, "county": 2843}),
        (2023, {"province": 34, "prefecture": 333, "county": 2844}),
        (2024, {"province": 34, "prefecture": 333, "county": 2846}),
    ],
)
def test_counts_at_the_end_of_a_year_are_the_ministrys(year: int, counts: dict[str, int]) -> None:
    table = load_regions()
    begun = table["from_year"].isna() | (table["from_year"] <= year)
    lasting = table["to_year"].isna() | (table["to_year"] > year)
    assert table[begun & lasting]["level"].value_counts().to_dict() == counts


def test_a_name_that_is_marked_is_no_region_as_a_whole() -> None:
    assert named_regions("（模拟）铜陵市") == []  # a table's simulated place keeps its mark
