"""Names of regions in quoted titles, in phrases, and anywhere in a text."""

from __future__ import annotations

import pytest

from analysis.reading.evidence.names import Names, Rows


def named(found: list[Rows]) -> list[str]:
    return [rows[0]["name"] for rows in found]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("《东莞市2021年依法行政工作要点》", ["东莞市"]),
        ("《关于印发<鹤山市2022年依法行政工作要点>的通知》", ["鹤山市"]),
        ("〈杭州市上城区2024年要点〉", ["上城区"]),
        ("在《福建日报》发表", ["福建省"]),
        ("《上海街道工作规则》《法治政府建设实施纲要》", []),
        ("东莞市的工作", []),
    ],
)
def test_regions_of_quoted_titles(text: str, names: list[str]) -> None:
    assert named(Names(text).quoted) == names


@pytest.mark.parametrize(
    ("text", "laws", "others"),
    [
        ("《温州市物业管理条例》", ["温州市"], []),
        ("《温州市行政执法规定（试行）》《温州市依法行政要点》", ["温州市"], ["温州市"]),
        ("《关于印发<鹤山市执法监督办法>的通知》", ["鹤山市"], []),
        ("《上海市计划》", [], ["上海市"]),
        ("《赤水河流域保护条例》《太湖流域管理条例》", [], []),
    ],
)
def test_titles_of_laws_are_apart(text: str, laws: list[str], others: list[str]) -> None:
    names = Names(text)
    assert (named(names.laws), named(names.quoted)) == (laws, others)


def test_departments_of_quoted_titles() -> None:
    names = Names("《江门市交通运输局规范性文件规程》《东莞市2021年要点》《宜章县水利局2020年计划》")
    assert named(names.quoted_departments) == ["江门市", "宜章县"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("落实《法治湖北建设规划》", ["湖北省"]),
        ("努力建设更高水平法治阎良。", ["阎良区"]),
        ("贵州法治政府建设取得成效", ["贵州省"]),
        ("习近平总书记视察宁夏重要讲话", ["宁夏回族自治区"]),
        ("习近平总书记对广东、深圳系列重要讲话", ["广东省"]),
        ("法治建设考评、法治思想、对口帮扶", []),
    ],
)
def test_regions_of_phrases(text: str, names: list[str]) -> None:
    assert named(Names(text).phrases) == names


def test_official_names_anywhere() -> None:
    assert [one.rows[0]["name"] for one in Names("驻会的威海市媒体，威海广播").mentions] == ["威海市"]


@pytest.mark.parametrize(
    ("text", "province"),
    [
        ("《江西省优化营商环境条例》《江西省条例》", "江西省"),
        ("《江西省条例》和湖南省", None),
        ("江西省、江西省、南昌市和湖南省", "江西省"),
        ("朝阳区", None),
        ("", None),
    ],
)
def test_the_one_province(text: str, province: str | None) -> None:
    assert Names(text).province == province


def test_regions_of_their_time() -> None:
    assert named(Names("《莱芜市2016年要点》", 2016).quoted) == ["莱芜市"]
    assert named(Names("《莱芜市2016年要点》", 2022).quoted) == []
