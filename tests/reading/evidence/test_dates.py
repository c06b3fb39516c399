"""Whole dates in every form, and damaged ones that stay missing."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.reading.evidence.dates import arabic, date_opens, parse_date


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
        ("28.06.2022  13:07", (2022, 6, 28)),
        ("二〇二二年6月28日", (2022, 6, 28)),
        ("二〇二二年六月二十八日", (2022, 6, 28)),
        ("二○一九年十二月三十一日", (2019, 12, 31)),
        ("二零二零年十月十日", (2020, 10, 10)),
        ("2020-02-29", (2020, 2, 29)),
        ("2021年03月30日 16:00:00", (2021, 3, 30)),
    ],
)
def test_whole_dates(text: str, date: tuple[int, int, int]) -> None:
    assert parse_date(text) == dt.date(*date)


@pytest.mark.parametrize(
    "text",
    [
        "2017101日", "2017年101日", "2019219", "730日", "20220628", "2021-02-30", "2021-13-45", "2022-06/28", "12022-06-28",
        "2022-06-289", "2022年6月", "二〇二二年六月", "1998年6月28日", "3.1.20221", "1.2.3.2022", "",
    ],
)  # fmt: skip
def test_damaged_or_impossible_dates_stay_missing(text: str) -> None:
    assert parse_date(text) is None


@given(st.dates(min_value=dt.date(2000, 1, 1), max_value=dt.date(2099, 12, 31)))
def test_every_date_is_read_as_it_was_written(date: dt.date) -> None:
    assert parse_date(f"{date.year}年{date.month}月{date.day}日") == date
    assert parse_date(f"于{date:%Y-%m-%d}印发") == date
    assert parse_date(f"{date:%Y/%m/%d}") == date
    assert parse_date(f"{date:%d.%m.%Y} 10:00") == date


def test_chinese_digits() -> None:
    assert arabic("二〇二一年三月十二日至二○二二年") == "2021年3月12日至2022年"
    assert arabic("依法行政") == "依法行政"


@pytest.mark.parametrize(
    ("line", "length"),
    [
        ("2021-03-3115:31来源", 15),
        ("[2021/3/1]", 10),
        ("18.03.201513:07", 15),
        ("来源2021-03-31", 0),
        ("", 0),
    ],
)
def test_a_date_that_opens_a_line(line: str, length: int) -> None:
    assert date_opens(line) == length
