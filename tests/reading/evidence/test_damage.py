"""Damaged dates, numbers and spans, and sound text that looks like them."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.reading.evidence import damage as rules
from analysis.reading.evidence.damage import damage


@given(st.from_regex(rules._DAMAGED_DATE))
def test_no_damaged_date_is_passed_over_unread(text: str) -> None:
    assert rules._RUN_TOGETHER.search(text) or next(rules._long_days(text), None) is not None


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


def test_damage_in_the_sample_reports_is_told(reports: pd.DataFrame) -> None:
    texts = reports.set_index("report_id")["text"]
    traces = {name: [remark.say() for remark in damage(text)] for name, text in texts.items()}
    assert traces["yichun_2017"] == ["damaged document number '〔20177号'", "damaged date '2017101日'"]
    assert traces["weifang_gaoxin_2018"][:2] == [
        "damaged document number '〔201865号'",
        "damaged date '730日'",
    ]
    assert traces["lianyungang_2020"] == traces["longsha_2019"] == traces["huangshi_2022"] == []


@given(st.from_regex(rules._DAMAGED_NUMBER) | st.from_regex(rules._DAMAGED_SPAN))
def test_no_damaged_number_or_span_is_passed_over_unread(text: str) -> None:
    assert rules._RUN_TOGETHER.search(text)


def test_the_first_damaged_date_of_many_lines_is_told() -> None:
    text = "办理20180件。\n" * 5 + "于2017101日实施，2018102日修订。\n2019219\n"
    assert [remark.parts for remark in damage(text)] == [{"value": "2017101日"}]
