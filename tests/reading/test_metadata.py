"""Title, issuer, number, dates, year, type and level, from clean and from damaged text."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.reading import metadata
from analysis.reading.metadata import (
    Facts,
    damage,
    find_doc_number,
    find_doc_type,
    find_issuer,
    find_published,
    find_title,
    find_year,
    is_press_conference,
    level_of,
    parse_date,
    read_metadata,
)
from analysis.reading.remarks import Remark
from analysis.tables import DOC_TYPES, LEVELS
from analysis.text import plain

TITLE = "河湾县人民政府关于2018年度法治政府建设情况的报告"
LONG = "全县推进依法行政" * 10  # makes a line a paragraph


@given(st.from_regex(metadata._DAMAGED_DATE))
def test_no_damaged_date_is_passed_over_unread(text: str) -> None:
    assert metadata._LONG_NUMBER.search(text)


@pytest.mark.parametrize("key", metadata._DATE_KEYS)
def test_every_key_of_a_date_is_looked_for(key: str) -> None:
    assert find_published([f"{' '.join(key)}：2021-02-26", "正文。"]) == (dt.date(2021, 2, 26), None)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2022年6月28日", (2022, 6, 28)),
        ("2022年06月08日", (2022, 6, 8)),
        ("2022 年 6 月 28 日", (2022, 6, 28)),
        ("(2022年6月28日)", (2022, 6, 28)),
        ("2022-06-28 11:59", (2022, 6, 28)),
        ("2022/6/28", (2022, 6, 28)),
        ("2022.6.28", (2022, 6, 28)),
        ("二〇二二年6月28日", (2022, 6, 28)),
        ("二〇二二年六月二十八日", (2022, 6, 28)),
        ("二○一九年十二月三十一日", (2019, 12, 31)),
        ("二零二零年十月十日", (2020, 10, 10)),
        ("2020-02-29", (2020, 2, 29)),
    ],
)
def test_whole_dates(text: str, date: tuple[int, int, int]) -> None:
    assert parse_date(text) == dt.date(*date)


@pytest.mark.parametrize(
    "text",
    [
        "2017101日",
        "2017年101日",
        "2019219",
        "730日",
        "20220628",
        "2021-02-30",
        "2021-13-45",
        "2022-06/28",
        "12022-06-28",
        "2022-06-289",
        "2022年6月",
        "二〇二二年六月",
        "1998年6月28日",
        "",
    ],
)
def test_damaged_or_impossible_dates_stay_missing(text: str) -> None:
    assert parse_date(text) is None


@given(st.dates(min_value=dt.date(2000, 1, 1), max_value=dt.date(2099, 12, 31)))
def test_every_date_is_read_as_it_was_written(date: dt.date) -> None:
    assert parse_date(f"{date.year}年{date.month}月{date.day}日") == date
    assert parse_date(f"于{date:%Y-%m-%d}印发") == date
    assert parse_date(f"{date:%Y/%m/%d}") == date


@pytest.mark.parametrize(
    ("text", "traces"),
    [
        ("我市于2017101日实施“多证合一”", ["damaged date '2017101日'"]),
        ("(黑政办综〔20177号)", ["damaged document number '〔20177号'"]),
        ("(潍高办字〔201865号)", ["damaged document number '〔201865号'"]),
        ("(潍高办字（201865号）", ["damaged document number '（201865号'"]),
        ("做法于730日被报道", ["damaged date '730日'"]),
        ("氛围,124日全国法制宣传日", ["damaged date '124日'"]),
        ("潍坊高新区管委会\n2019219\n", ["damaged date '2019219'"]),
        ("潍坊高新区管委会\r\n\u3000\u30002019219\r\n", ["damaged date '2019219'"]),
        ("一是201712月我市实行备案", ["damaged date '201712'"]),
        ("实施方案(20172018年)", ["damaged span of years '20172018年'"]),
        ("〔20177号,2017101日", ["damaged document number '〔20177号'", "damaged date '2017101日'"]),
        ("2017101日,2018102日", ["damaged date '2017101日'"]),  # the first of each kind
    ],
)
def test_traces_of_swallowed_characters(text: str, traces: list[str]) -> None:
    assert [remark.say() for remark in damage(text)] == traces


@pytest.mark.parametrize(
    "text",
    [
        "2017年10月1日",
        "〔2017〕7号、[2018]65号、（2018）65号",
        "自公布之日起180日内,提前210日以上",
        "15日,365日,100日攻坚",
        "2016-2020年",
        "2017年、2018年",
        "邮编:200001",
        "电话:2012345",
        "办理20180件",
        "连政发〔2021〕14号,2021-02-26",
        "",
    ],
)
def test_sound_text_shows_no_damage(text: str) -> None:
    assert damage(text) == []


@pytest.mark.parametrize(
    ("head", "number"),
    [
        (["连政发〔2021〕14号"], "连政发〔2021〕14号"),
        (["连政发[2021]14号"], "连政发[2021]14号"),
        (["连政发（2021）14号"], "连政发(2021)14号"),
        (["连政发【2021】14号"], "连政发【2021】14号"),
        (["文 号：连政发〔2021〕14 号 主 题 词"], "连政发〔2021〕14号"),
        (["发文字号:河政发〔2019〕3号"], "河政发〔2019〕3号"),
        (["索引号:1", "河政办字〔2019〕1024号"], "河政办字〔2019〕1024号"),
        (["黑政办综〔20177号"], None),
        (["潍高办字〔201865号"], None),
        (["〔2021〕14号"], None),
        ([LONG, "河政发〔2019〕3号"], None),  # cited in the body
        (["转发《通知》(省政发〔2017〕7号)等文件" + LONG], None),
        ([], None),
    ],
)
def test_document_number(head: list[str], number: str | None) -> None:
    assert find_doc_number([plain(line) for line in head]) == number


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        ([TITLE, LONG], TITLE),
        (["首页 > 公开", "", TITLE], TITLE),
        ([f"\u3000\u3000{TITLE}\xa0\r\n"], TITLE),
        (["标题：河湾县2018年度法治政府建设情况报告"], "河湾县2018年度法治政府建设情况报告"),
        (["名　　称: 河湾县2018年度法治政府建设情况报告 文　号:"], "河湾县2018年度法治政府建设情况报告"),
        (["标 题 县里的报告,不是本文", TITLE], TITLE),
        (["名称:河湾县2018年法治政府建设情况", TITLE], TITLE),  # the line itself before the row that names it
        (["我市召开法治政府建设推进情况通报新闻发布会"], "我市召开法治政府建设推进情况通报新闻发布会"),
        (["2018年依法行政工作总结(摘要)"], "2018年依法行政工作总结(摘要)"),
        (["2018年法治政府建设工作要点"], "2018年法治政府建设工作要点"),
    ],
)
def test_title(lines: list[str], title: str) -> None:
    assert find_title(lines) == title


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["2018年政府工作报告"],
        ["一、2018年度法治政府建设情况"],
        ["2018年度法治政府建设情况如下,现予报告。"],
        ["当前位置:首页>法治政府建设情况报告"],
        ["内容概述 2018年度法治政府建设情况报告"],
        ["法治报告"],
        ["法治政府" * 20 + "报告"],
        ["正文"] * 30 + [TITLE],
    ],
)
def test_no_title(lines: list[str]) -> None:
    assert find_title(lines) is None


@pytest.mark.parametrize(
    ("title", "year"),
    [
        (TITLE, 2018),
        ("龙沙区2019年法治政府建设工作总结", 2019),
        ("关于二〇一九年度法治政府建设情况的报告", 2019),
        ("关于二○二〇年法治政府建设情况的报告", 2020),
        ("关于２０１８ 年度法治政府建设情况的报告", 2018),
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
def test_year_reported_on(title: str | None, year: int | None) -> None:
    assert find_year(title, []) == year


@pytest.mark.parametrize(
    ("lines", "year"),
    [
        (["2019年,我县推进依法行政," + LONG], 2019),
        (["\u3000\u3000２０１９ 年，我县推进依法行政，" + LONG], 2019),
        (["二〇一九年,我县推进依法行政," + LONG], 2019),
        (["20172018年,我县推进依法行政," + LONG], None),
        (["2017101日,我县推进依法行政," + LONG], None),
        (["2020年1月印发", "我县于2019年推进依法行政," + LONG], None),  # a short line, and no opening
        ([LONG] * 3 + ["2019年,我县推进依法行政," + LONG], None),
    ],
)
def test_year_from_the_opening_where_the_title_has_none(lines: list[str], year: int | None) -> None:
    assert find_year("法治政府建设情况报告", lines) == year


def test_the_title_decides_against_the_opening() -> None:
    assert find_year(TITLE, ["2019年,我县推进依法行政," + LONG]) == 2018


@pytest.mark.parametrize(
    ("lines", "date"),
    [
        (["发布机构 市政府办 发文日期 2021-02-26", "正文"], (2021, 2, 26)),
        (["发布机构: 党政办公室 发文日期: 2019年02月22日", "正文", "2019年2月19日"], (2019, 2, 22)),
        (["发 文 日 期：2019 年 2 月 22 日"], (2019, 2, 22)),
        (["来源:司法局 -- 信息复核时间:2020-01-20 -- 字体:"], (2020, 1, 20)),
        (["发布时间:2020-13-02", "正文", "2019年12月30日"], (2019, 12, 30)),
        (["正文", "河湾县人民政府", "2019年1月3日"], (2019, 1, 3)),
        (["正文", "河湾县人民政府", "二〇一九年一月三日", "扫一扫打开当前页"], (2019, 1, 3)),
        ([TITLE, "(2019年1月3日)", *["正文"] * 12], (2019, 1, 3)),
        (["正文于2019年1月3日印发," + LONG], None),
        (["正文"], None),
        ([], None),
    ],
)
def test_date_of_publication(lines: list[str], date: tuple[int, int, int] | None) -> None:
    assert find_published(lines) == (dt.date(*date) if date else None, None)


@pytest.mark.parametrize("signed", ["2019219", "2017101日", "(2019219)", "\u3000\u30002019219 "])
def test_a_damaged_signature_date_is_left_missing_and_told(signed: str) -> None:
    bare = plain(signed).strip("()")
    assert find_published(["正文", signed]) == (None, Remark("damaged_date_left_out", value=bare))


@pytest.mark.parametrize(
    ("title", "doc_type"),
    [
        (TITLE, "annual_report"),
        ("2018年法治政府建设情况", "annual_report"),
        ("2018年法治政府建设情况通报", "annual_report"),
        ("2018年法治政府建设年度报告(摘要)", "annual_report"),
        ("2018年度依法治县工作汇报", "annual_report"),
        ("2018年法治政府建设工作总结", "work_summary"),
        ("2018年法治政府建设工作总结（公开）", "work_summary"),
        ("2019年法治政府建设工作要点", "plan"),
        ("2019年法治政府建设工作安排", "plan"),
        ("法治政府建设实施方案", "plan"),
        ("2018年政府工作报告", "other"),
        ("法治政府建设白皮书", "other"),
        ("", "other"),
        (None, "other"),
    ],
)
def test_type_of_document(title: str | None, doc_type: str) -> None:
    assert find_doc_type(title) == doc_type
    assert doc_type in DOC_TYPES


@pytest.mark.parametrize(
    ("title", "text", "press"),
    [
        ("法治政府建设新闻发布会", "", True),
        (None, "问题1:怎样?\n答:好。\n记者:为何?\n", True),
        (TITLE, "问题1:怎样?\n答:好。\n", False),
        (TITLE, "回答记者提问时,发言人介绍了情况。" * 5, False),
        (None, "", False),
    ],
)
def test_press_conference(title: str | None, text: str, press: bool) -> None:
    assert is_press_conference(title, text) is press


@pytest.mark.parametrize(
    ("title", "lines", "issuer"),
    [
        (TITLE, [], "河湾县人民政府"),
        ("河湾县人民政府办公室2018年法治政府建设总结", [], "河湾县人民政府办公室"),
        ("潍坊高新区管委会关于2018年度法治政府建设情况的报告", [], "潍坊高新区管委会"),
        ("青岚市司法局2018年法治政府建设工作总结", [], "青岚市司法局"),
        ("中共青岚市委员会关于法治政府建设情况的报告", [], "青岚市委员会"),
        ("关于2018年度法治政府建设情况的报告", ["正文", "河湾县人民政府", "2019年1月3日"], "河湾县人民政府"),
        ("关于2018年度法治政府建设情况的报告", ["河湾县司法局", *["正文"] * 9], "河湾县司法局"),
        ("我市召开法治政府建设新闻发布会", ["正文"], None),
        (None, [], None),
    ],
)
def test_issuer(title: str | None, lines: list[str], issuer: str | None) -> None:
    assert find_issuer(title, lines) == issuer


@pytest.mark.parametrize(
    ("issuer", "level"),
    [
        ("国务院", "country"),
        ("黑龙江省人民政府", "province"),
        ("内蒙古自治区人民政府", "province"),
        ("广西壮族自治区人民政府办公厅", "province"),
        ("北京市人民政府", "province"),
        ("香港特别行政区", "province"),
        ("伊春市人民政府", "prefecture"),
        ("延边朝鲜族自治州人民政府", "prefecture"),
        ("大兴安岭地区行政公署", "prefecture"),
        ("锡林郭勒盟行政公署", "prefecture"),
        ("河湾县人民政府办公室", "county"),
        ("龙沙区", "county"),
        ("浦东新区人民政府", "county"),
        ("鄂伦春自治旗人民政府", "county"),
        ("神农架林区人民政府", "county"),
        ("六枝特区人民政府", "county"),
        ("长安镇人民政府", "township"),
        ("河湾乡人民政府", "township"),
        ("玉泉街道办事处", "township"),
        ("潍坊高新区管委会", "zone"),
        ("云岭经济技术开发区管理委员会", "zone"),
        ("齐齐哈尔市龙沙区司法局", "department"),
        ("教育部", "department"),
        ("上海市司法局", "department"),
        ("河湾县人大常委会办公室", "department"),
        ("", None),
        ("本刊", None),
    ],
)
def test_level_of_government(issuer: str, level: str | None) -> None:
    assert level_of(issuer) == level
    assert level is None or level in LEVELS


def test_a_report_with_everything() -> None:
    text = f"发布日期:2019-01-05\n河政发〔2019〕3号\n{TITLE}\n市人民政府:\n2018年,{LONG}。\n河湾县人民政府\n2019年1月3日\n"
    assert read_metadata(text) == Facts(
        title=TITLE,
        issuer="河湾县人民政府",
        doc_number="河政发〔2019〕3号",
        doc_type="annual_report",
        level="county",
        year=2018,
        published=dt.date(2019, 1, 5),
        remarks=(),
    )


@pytest.mark.parametrize("text", ["", "\n\u3000\n", "一段没有标题的文字。"])
def test_nothing_known_is_nothing_said(text: str) -> None:
    assert read_metadata(text) == Facts(remarks=(Remark("year_not_found"), Remark("title_not_found")))


def test_a_press_conference_has_the_year_in_which_it_was_held_and_says_so() -> None:
    facts = read_metadata("我市召开法治政府建设新闻发布会\n(2022年6月28日)\n2021年,全市推进依法行政。\n")
    assert (facts.year, facts.doc_type) == (2022, "press_conference")
    assert facts.remarks == (Remark("year_from_press_date"),)


def test_the_year_of_publication_is_never_the_year_reported_on() -> None:
    facts = read_metadata("河湾县法治政府建设情况报告\n正文。\n河湾县人民政府\n2019年1月3日\n")
    assert (facts.year, facts.published) == (None, dt.date(2019, 1, 3))
    assert Remark("year_not_found") in facts.remarks


@given(st.text(max_size=200))
def test_any_text_gives_facts_in_the_words_of_the_tables(text: str) -> None:
    facts = read_metadata(text)
    assert facts.doc_type in DOC_TYPES
    assert facts.level is None or facts.level in LEVELS
    assert facts.year is None or 2000 <= facts.year <= 2099


# what the five texts themselves say, without the file that overrides it
SAMPLES = {
    "yichun_2017": (2017, None, None, "annual_report", "伊春市人民政府", "prefecture"),
    "weifang_gaoxin_2018": (2018, "2019-02-22", None, "annual_report", "潍坊高新区管委会", "zone"),
    "longsha_2019": (2019, "2020-01-20", None, "work_summary", None, None),
    "lianyungang_2020": (
        2020,
        "2021-02-26",
        "连政发〔2021〕14号",
        "annual_report",
        "连云港市人民政府",
        "prefecture",
    ),
    "huangshi_2022": (2022, "2022-06-28", None, "press_conference", "黄石市司法局", "department"),
}


@pytest.mark.parametrize("report", SAMPLES)
def test_sample_reports(reports: pd.DataFrame, report: str) -> None:
    facts = read_metadata(reports.set_index("report_id").at[report, "text"])
    published = facts.published and facts.published.isoformat()
    assert (facts.year, published, facts.doc_number, facts.doc_type, facts.issuer, facts.level) == SAMPLES[
        report
    ]


def test_damage_in_the_sample_reports_is_told(reports: pd.DataFrame) -> None:
    texts = reports.set_index("report_id")["text"]
    traces = {name: [remark.say() for remark in damage(text)] for name, text in texts.items()}
    assert traces["yichun_2017"] == ["damaged document number '〔20177号'", "damaged date '2017101日'"]
    assert traces["weifang_gaoxin_2018"][:2] == [
        "damaged document number '〔201865号'",
        "damaged date '730日'",
    ]
    assert traces["lianyungang_2020"] == traces["longsha_2019"] == traces["huangshi_2022"] == []


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("连政发〔2021〕14号", ("连政发", 2021, 14)),
        ("国发[2019]5号", ("国发", 2019, 5)),
        ("黑政办综〔20177号", None),
        ("", None),
    ],
)
def test_parts_of_a_document_number(text: str, parts: tuple | None) -> None:
    assert metadata.parse_doc_number(text) == parts


@pytest.mark.parametrize(
    ("title", "span"),
    [
        ("河湾县五年来法治政府建设情况报告", "covers five years"),
        ("2016-2020年法治政府建设情况报告", "covers several years"),
        ("2022年上半年法治政府建设工作总结", "covers half a year"),
        ("2022年法治政府建设情况报告", None),
        (None, None),
    ],
)
def test_reports_on_more_or_less_than_a_year_are_marked(title: str | None, span: str | None) -> None:
    found = metadata.find_span(title)
    assert (found and found.say()) == span
