"""Days of publication in their order of rank, damaged days, document numbers."""

from __future__ import annotations

import datetime as dt

import pytest

from analysis.reading.evidence import rows
from analysis.reading.evidence.candidates import best
from analysis.reading.evidence.head import read_head
from analysis.reading.evidence.publication import damaged_day, find_dates, find_doc_number, tail_of

TITLE = "河湾县人民政府关于2018年度法治政府建设情况的报告"
TEXT = "全县推进依法行政，取得成效。"


def day(lines: list[str], page: dt.date | None = None) -> dt.date | None:
    found = best(find_dates(read_head(lines), lines, page))
    return found.value if found else None


@pytest.mark.parametrize("key", [*rows.PUBLISHED_KEYS, *rows.WRITTEN_KEYS])
def test_every_key_of_a_date_is_looked_for(key: str) -> None:
    assert day([f"{' '.join(key)}：2021-02-26", TEXT]) == dt.date(2021, 2, 26)


@pytest.mark.parametrize(
    ("lines", "date"),
    [
        (["发布机构 市政府办 发文日期 2021-02-26", TEXT], (2021, 2, 26)),
        (["成文日期：2021-01-22", "发布日期：2021-05-10", TEXT], (2021, 5, 10)),
        (["发文日期 2023-01-03", "2023-01-05 10:00 区人民政府办公室", TEXT], (2023, 1, 5)),
        (["发布机构: 党政办公室 发文日期: 2019年02月22日", TEXT, "2019219"], (2019, 2, 22)),
        (["来源:司法局 -- 信息复核时间:2020-01-20 -- 字体:", TEXT], (2020, 1, 20)),
        (["信息提供日期 : 2024-01-19 14:54来源 : 某局", TEXT], (2024, 1, 19)),
        (["发布时间:2020-13-02", TEXT, "2019年12月30日"], (2019, 12, 30)),
        ([TITLE, "18.03.2015  13:07", "河湾县人民政府", "（2015年1月10日）", TEXT], (2015, 3, 18)),
        ([TITLE, TEXT, "河湾县人民政府", "2019年1月3日"], (2019, 1, 3)),
        ([TITLE, TEXT, "河湾县人民政府", "2 0 1 9 年 1 月 3 日"], (2019, 1, 3)),
        ([TITLE, TEXT, "河湾县人民政府", "二〇一九年一月三日", "扫一扫打开当前页"], (2019, 1, 3)),
        ([TITLE, "(2019年1月3日)", *[TEXT] * 12], (2019, 1, 3)),
        ([TITLE, "（2021年4月28日在市七届人大常委会第九次会议上）", TEXT], None),
        (["今天是：2019年10月31日 星期四", TITLE, TEXT], None),
        ([TITLE, "于2019年1月3日印发，" + TEXT], None),
        ([TEXT], None),
        ([], None),
    ],
)
def test_day_of_publication(lines: list[str], date: tuple[int, int, int] | None) -> None:
    assert day(lines) == (dt.date(*date) if date else None)


def test_the_page_itself_comes_before_a_signature_and_behind_a_row() -> None:
    page = dt.date(2021, 3, 3)
    assert day([TITLE, TEXT, "2021年1月3日"], page) == page
    assert day(["发布日期：2021-02-26", TEXT], page) == dt.date(2021, 2, 26)


@pytest.mark.parametrize("signed", ["2019219", "2017101日", "(2019219)", "\u3000\u30002019219 "])
def test_a_damaged_day_at_the_end(signed: str) -> None:
    assert damaged_day([TEXT, signed]) == "".join(signed.split()).strip("()")
    assert damaged_day([TEXT]) is None


def test_the_end_is_not_the_head() -> None:
    lines = ["2021-01-05", TITLE, TEXT, TEXT, "河湾县"]
    assert tail_of(lines, read_head(lines)) == [TEXT, "河湾县"]
    assert tail_of([], read_head([])) == []


@pytest.mark.parametrize(
    ("head", "number"),
    [
        (["连政发〔2021〕14号", TEXT], "连政发〔2021〕14号"),
        (["连政发[2021]14号"], "连政发[2021]14号"),
        (["连政发（2021）14号"], "连政发(2021)14号"),
        (["连政发【2021】14号"], "连政发【2021】14号"),
        (["文 号：连政发〔2021〕14 号 主 题 词"], "连政发〔2021〕14号"),
        (["文号连政发〔2021〕14号"], "连政发〔2021〕14号"),
        (["发布机构 青岚市人民政府 文  号 青政发〔2021〕3号"], "青政发〔2021〕3号"),
        (["发文字号:河政发〔2019〕3号"], "河政发〔2019〕3号"),
        (["索引号:1", "河政办字〔2019〕1024号"], "河政办字〔2019〕1024号"),
        (["发 文 号：应急管理部"], None),
        (["黑政办综〔20177号"], None),
        (["〔2021〕14号"], None),
        ([TEXT, "河政发〔2019〕3号"], None),  # cited in the text
        (["转发《通知》(省政发〔2017〕7号)等文件，" + TEXT], None),
        ([], None),
    ],
)
def test_document_number(head: list[str], number: str | None) -> None:
    assert find_doc_number(read_head(head)) == number
