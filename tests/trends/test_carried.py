"""Text carried forward from a government's previous report."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.trends.carried import find_carried

OLD = (
    "全面推行行政执法公示、全过程记录和重大执法决定法制审核三项制度，规范执法程序，完善裁量基准，"
    "健全执法人员持证上岗和资格管理，组织开展案卷评查和专项检查，推动严格规范公正文明执法，加强执法监督。"
)
EDITED = OLD.replace("加强执法监督", "强化执法监督")
NEW = "建成公共法律服务中心十二个，受理法律援助案件若干件，群众满意度稳步提高。"
REPORTS = pd.DataFrame(
    {"report_id": ["a18", "a19", "a21", "b19"], "region": ["甲县", "甲县", "甲县", "乙县"]}
)


def carried(*rows: tuple[str, int | None, str]) -> list[bool]:
    table = pd.DataFrame(rows, columns=["report_id", "year", "text"]).astype({"year": "Int64"})
    return find_carried(table, REPORTS).tolist()


def test_the_same_and_nearly_the_same_text_is_carried() -> None:
    assert carried(("a18", 2018, OLD), ("a19", 2019, OLD), ("a19", 2019, EDITED)) == [False, True, True]


def test_new_text_and_another_governments_text_is_not() -> None:
    assert carried(("a18", 2018, OLD), ("a19", 2019, NEW), ("b19", 2019, OLD)) == [False] * 3


def test_the_previous_report_may_be_of_an_earlier_year_and_only_the_previous_counts() -> None:
    assert carried(("a19", 2019, OLD), ("a21", 2021, OLD)) == [False, True]
    assert carried(("a18", 2018, OLD), ("a19", 2019, NEW), ("a21", 2021, OLD)) == [False] * 3


def test_rows_keep_their_places_in_any_order_and_under_any_index() -> None:
    rows = [("a19", 2019, OLD), ("a19", 2019, NEW), ("a18", 2018, OLD), ("a19", None, OLD)]
    assert carried(*rows) == [True, False, False, False]
    table = pd.DataFrame(rows, columns=["report_id", "year", "text"], index=[7, 7, 3, 1])
    assert find_carried(table, REPORTS).tolist() == [True, False, False, False]


@pytest.mark.parametrize(("similar", "expected"), [(0.5, True), (0.99, False)])
def test_the_threshold_decides(similar: float, expected: bool) -> None:
    rows = [("a18", 2018, OLD), ("a19", 2019, EDITED)]
    table = pd.DataFrame(rows, columns=["report_id", "year", "text"])
    assert find_carried(table, REPORTS, similar=similar).tolist() == [False, expected]
