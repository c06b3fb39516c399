"""The year reported on, and years that are not it."""

from __future__ import annotations

import pytest

from analysis.reading.evidence.candidates import best
from analysis.reading.evidence.head import read_head
from analysis.reading.evidence.years import find_span, find_years

LONG = "全县推进依法行政" * 10


def year(title: str | None, lines: list[str], text: str = "", path: str | None = None) -> int | None:
    found = best(find_years(title, read_head(lines), text, path))
    return found.value if found else None


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("河湾县人民政府关于2018年度法治政府建设情况的报告", 2018),
        ("龙沙区2019年法治政府建设工作总结", 2019),
        ("关于二〇一九年度法治政府建设情况的报告", 2019),
        ("关于二○二〇年法治政府建设情况的报告", 2020),
        ("法治政府建设报告(2018年)", 2018),
        ("2018年法治政府建设总结及2019年工作打算", 2018),
        ("关于贯彻《法治政府建设实施纲要(2021-2025年)》2022年度情况的报告", 2022),
        ("贯彻《纲要(2015—2020年)》2018年情况的报告", 2018),
        ("法治政府建设实施纲要(2021-2025年)", None),
        ("2015至2020年依法行政情况报告", None),
        ("20172018年法治政府建设情况报告", None),
        ("201710年法治政府建设情况报告", None),
        ("法治政府建设情况报告", None),
        (None, None),
    ],
)
def test_year_by_the_title(title: str | None, expected: int | None) -> None:
    assert year(title, []) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["2019年,我县推进依法行政," + LONG + "。"], 2019),
        (["\u3000\u3000２０１９ 年，我县推进依法行政，" + LONG + "。"], 2019),
        (["二〇一九年,我县推进依法行政," + LONG + "。"], 2019),
        (["2019年以来，我县推进依法行政。"], 2019),
        (["2025坚持依法行政，落实《纲要（20212025年）》。"], 2025),
        (["根据《关于做好2024年度报告的通知》（厅字〔2025〕1号），现将我局2023年度工作报告如下："], 2023),
        (["报告所列统计期限自2022年1月1日至2022年12月31日。"], 2022),
        (["我县推进依法行政。", "一、2023年总体情况"], 2023),
        (["各位代表：", "2023年工作回顾", "完成了各项任务。今年是2024年，2024年将开工项目3个。"], 2023),
        (["20172018年,我县推进依法行政," + LONG + "。"], None),
        (["2017101日,我县推进依法行政," + LONG + "。"], None),
        (["2020年1月5日，我县召开会议。"], None),
        (["我县推进依法行政。"], None),
    ],
)
def test_year_without_a_title(lines: list[str], expected: int | None) -> None:
    assert year(None, lines) == expected


def test_a_report_on_several_years_is_on_none_of_them_unless_its_opening_says_which() -> None:
    title = "河湾县2019-2020年度法治政府建设情况报告"
    assert year(title, [LONG, "一、主要工作", "2021年，将推进依法行政。"], "2021年一件。") is None
    assert year(title, ["现将2020年法治政府建设情况报告如下：", "一、主要工作"]) == 2020


def test_the_title_decides_against_the_opening() -> None:
    assert year("河湾县2018年法治政府建设情况报告", ["2019年,我县推进依法行政," + LONG + "。"]) == 2018


def test_the_year_that_items_name_most_and_then_the_names_of_files() -> None:
    text = "2022年制定文件1件。2022年办理案件5件。2021年印发〔2020〕3号。"
    assert year(None, ["一、基本情况"], text) == 2022
    assert year(None, ["一、基本情况"], "2022年一件，2021年一件。") is None
    assert year(None, ["一、基本情况"], "", "2019/河湾县.txt") == 2019


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("河湾县五年来法治政府建设情况报告", ["covers five years"]),
        ("2016-2020年法治政府建设情况报告", ["covers several years"]),
        ("2022年上半年法治政府建设工作总结", ["covers half a year"]),
        ("2022年第一季度法治政府建设工作情况报告", ["covers one or more quarters"]),
        ("2022年法治政府建设情况报告", []),
    ],
)
def test_reports_on_more_or_less_than_a_year_are_marked(title: str, said: list[str]) -> None:
    assert [remark.say() for remark in find_span(title)] == said
