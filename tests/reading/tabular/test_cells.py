"""Cells as researchers' tables have them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from analysis.reading.tabular.cells import Lost, as_cell, is_cut, read_code, read_day, read_year


@pytest.mark.parametrize(
    "cell",
    [2019, 2019.0, "2019", " ２０１９年 ", "2019年度", "2019.0", "二〇一九年", "二○一九", "'2019", "2019年报告", "2019-03", "2019年3月",
     dt.date(2019, 3, 31), dt.datetime(2019, 3, 31, 12), "2019/3/31", "2019年3月31日", 43555, "43555.0", 20190331, dt.datetime(1905, 7, 11)],
)  # fmt: skip
def test_a_year_is_read_however_it_is_written(cell: Any) -> None:
    assert read_year(cell) == 2019


@pytest.mark.parametrize(
    "cell",
    [
        "去年",
        "19",
        "2018-2019",
        "2018年、2019年",
        2019.5,
        "2019.5",
        201,
        "2019/20",
        "12019",
        9999,
        "2019年第3期第2号",
        True,
    ],
)
def test_what_names_no_year_or_two_is_none(cell: Any) -> None:
    with pytest.raises(ValueError):
        read_year(cell)


@pytest.mark.parametrize("cell", ["2020-13-01", "2019219x", "无", "2020年3月", 2020, 123, "2020-02-30"])
def test_what_is_no_day_is_none(cell: Any) -> None:
    with pytest.raises(ValueError):
        read_day(cell)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (420200.0, "420200"),
        ("4202", "420200"),
        (42, "420000"),
        ("420200000000", "420200"),
        ("'420200", "420200"),
        ("010203", "010203"),
    ],
)
def test_a_code_gets_back_its_zeros(cell: Any, code: str) -> None:
    assert read_code(cell) == code


@pytest.mark.parametrize("cell", ["42020", "9900", "黄石", 4202.5, "", "4"])
def test_what_is_no_code_is_none(cell: Any) -> None:
    with pytest.raises(ValueError):
        read_code(cell)


def test_errors_of_a_spreadsheet_are_lost_and_blanks_are_none() -> None:
    assert [as_cell(cell) for cell in ("#N/A", "#REF!", "#标题", " ", None, float("nan"))] == [
        Lost("cell_error", "#N/A"), Lost("cell_error", "#REF!"), "#标题", None, None, None,
    ]  # fmt: skip


def test_a_text_as_long_as_a_cell_was_cut() -> None:
    assert is_cut("法" * 32_767)
    assert is_cut("𠀀" * 16_383 + "法")  # a rare character counts twice
    assert not is_cut("法" * 32_768)
    assert not is_cut("法" * 32_766)
