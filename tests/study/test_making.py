"""What a trend takes: several reports in each of several years, however many there are in all."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.study.making import need_reports
from analysis.study.reasons import say_reason


@pytest.mark.parametrize("counts", [[2, 2, 2], [1, 2, 30, 1, 2], [40, 40, 40]])
def test_three_years_with_two_reports_each_are_enough(counts: list[int]) -> None:
    need_reports(pd.Series(counts))


@pytest.mark.parametrize(
    ("counts", "english", "chinese"),
    [
        ([1, 139, 1], "reports are 2 or more in 1 of 3 years; a trend takes 3 such years.", "3 个年度中有 1 个年度的报告达到 2 份；趋势至少需要 3 个这样的年度。"),
        ([20, 20], "reports are 2 or more in 2 of 2 years; a trend takes 3 such years.", "2 个年度中有 2 个年度的报告达到 2 份；趋势至少需要 3 个这样的年度。"),
        ([1, 1, 1, 1, 1], "reports are 2 or more in 0 of 5 years; a trend takes 3 such years.", "5 个年度中有 0 个年度的报告达到 2 份；趋势至少需要 3 个这样的年度。"),
        ([], "reports that count are none, or have no year; a trend takes 3 years with 2 reports each.", "没有计入的报告，或都没有年度；趋势至少需要 3 个年度，每个年度至少 2 份报告。"),
    ],
)  # fmt: skip
def test_fewer_are_not_though_nearly_all_be_of_one_year(
    counts: list[int], english: str, chinese: str
) -> None:
    with pytest.raises(InputError) as caught:
        need_reports(pd.Series(counts, dtype=int))
    assert str(caught.value) == english
    assert say_reason(english, "zh") == chinese
