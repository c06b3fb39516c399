"""Titles: on a line, over lines, run into others, in keys, pages and names of files, or nowhere."""

from __future__ import annotations

import pytest

from analysis.reading.evidence.candidates import Candidate, best
from analysis.reading.evidence.head import read_head
from analysis.reading.evidence.titles import clean_title, find_titles

TITLE = "河湾县人民政府关于2018年度法治政府建设情况的报告"
LONG = "全县推进依法行政，取得成效，" * 10 + "完成任务。"


def taken(lines: list[str], **given: str) -> Candidate[str] | None:
    return best(find_titles(read_head(lines), **given))


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        ([TITLE, LONG], TITLE),
        (["首页 > 公开", TITLE], TITLE),
        ([f"\u3000\u3000{TITLE}\xa0\r\n"], TITLE),
        (["标题：河湾县2018年度法治政府建设情况报告"], "河湾县2018年度法治政府建设情况报告"),
        (["名　　称: 河湾县2018年度法治政府建设情况报告 文　号:"], "河湾县2018年度法治政府建设情况报告"),
        (["名称:河湾县2018年法治政府建设情况", TITLE], TITLE),  # the line itself before the row that names it
        (["我市召开法治政府建设推进情况通报新闻发布会"], "我市召开法治政府建设推进情况通报新闻发布会"),
        (["2018年依法行政工作总结(摘要)"], "2018年依法行政工作总结(摘要)"),
        (["2018年法治政府建设工作要点"], "2018年法治政府建设工作要点"),
        (["河湾县人民政府关于2018年度法治政府", "建设情况的报告", LONG], TITLE),
        (["河湾县人民政府", "关于2018年度法治政府建设情况的报告", LONG], TITLE),
        (["河湾县人民政府", "关于2018年度法治政", "府建设情况的报告", LONG], TITLE),
        (["| " + TITLE + " |", LONG], TITLE),
        (["通知公告", TITLE, LONG], TITLE),
        (["《" + TITLE + "》", LONG], TITLE),
        (["法治报告制度研究", "——以25份报告为例", LONG], "法治报告制度研究——以25份报告为例"),
        (["某市法治建设规划", "（2021—2025年）", LONG], "某市法治建设规划（2021—2025年）"),
        (["河湾县 2018 年度法治政府建设情况报告2018 年，" + LONG], "河湾县2018年度法治政府建设情况报告"),
        (["当前位置:首页 > 河湾县2018年法治政府建设情况报告", LONG], "河湾县2018年法治政府建设情况报告"),
    ],
)
def test_title(lines: list[str], title: str) -> None:
    found = taken(lines)
    assert found is not None
    assert found.value == title


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["一、2018年度法治政府建设情况"],
        ["2018年度法治政府建设情况如下,现予报告。"],
        ["当前位置:首页>法治政府建设情况报告"],  # a column
        ["法治政府" * 30 + "报告"],
        [LONG] * 30 + [TITLE],
        ["现将我县2018年法治政府建设情况报告2018年如下：" + LONG],
        ["县委、县政府：", LONG],
    ],
)
def test_no_title(lines: list[str]) -> None:
    assert taken(lines) is None


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ({"page_title": f"{TITLE}_河湾县人民政府门户网站"}, "page title"),
        ({"file_name": f"{TITLE}.docx"}, "file name"),
    ],
)
def test_a_title_outside_the_text(given: dict[str, str], place: str) -> None:
    found = taken([LONG], **given)
    assert found is not None
    assert (found.value, found.place) == (TITLE, place)
    assert taken([TITLE.replace("2018", "2017"), LONG], **given).place == "title"  # type: ignore[union-attr]


def test_a_page_or_file_without_a_title_has_none() -> None:
    assert taken([LONG], page_title="法治政府", file_name="s001.txt") is None


def test_a_title_said_twice_is_worth_more() -> None:
    once, twice = taken([TITLE, LONG]), taken([TITLE, "2021-01-05", TITLE, LONG])
    assert once is not None
    assert twice is not None
    assert twice.score > once.score


@pytest.mark.parametrize(
    ("line", "title"),
    [
        (f"{TITLE}-青岚新闻网", TITLE),
        (f"{TITLE}_公告_河湾县人民政府", TITLE),
        (f"{TITLE} | ", TITLE),
        (f"# {TITLE}", TITLE),
        (" ".join(TITLE), TITLE),
        (f"{TITLE}.docx", TITLE),
        (f"【2019年】{TITLE}", TITLE),
        (f"（主动公开）{TITLE}", TITLE),
        (f"（模拟）{TITLE}", f"（模拟）{TITLE}"),  # the mark of a simulated report
        (f"{TITLE} 河湾县水利局 2021-02-08", TITLE),
        (f"{TITLE}发布时间：2021-02-08 来源：本网", TITLE),
        ("【政策解读】关于某报告的政策解读", "【政策解读】关于某报告的政策解读"),
        ("法治政府建设实施纲要（2015—2020年）", "法治政府建设实施纲要（2015—2020年）"),
    ],
)
def test_what_sites_print_round_a_title(line: str, title: str) -> None:
    assert clean_title(line) == title


def test_the_day_behind_a_title_with_blanks_is_cut() -> None:
    title = "中共沅陵县委 沅陵县人民政府 关于2025年度法治政府建设的报告"
    assert clean_title(f"{title} 2026-02-03 10:11") == title
    assert (
        clean_title("沅陵县2025年法治政府建设情况报告 沅陵县司法局 2026-02-03")
        == "沅陵县2025年法治政府建设情况报告"
    )
