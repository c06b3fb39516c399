"""Page numbers and running heads are told from what is written on the pages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.reading.page_marks import find_page_marks


@pytest.mark.parametrize(
    ("bodies", "marks"),
    [
        (["全县推进", "- 1 -", "依法行政", "— 2 —", "完成任务。"], {1, 3}),
        (["全县推进", "第1页 共9页", "依法行政"], {1}),
        (["全县推进", "1", "依法行政", "2", "完善制度", "3", "完成任务。"], {1, 3, 5}),
        (["全县推进", "1/3", "依法行政", "2/3", "完善制度", "3/3", "完成任务。"], {1, 3, 5}),
        (["序号", "12", "件数", "7", "比上年", "31"], set()),
        (["甲", "1", "乙", "2", "丙"], set()),
        (["第1页说明", "依法行政"], set()),
        (
            ["河湾县年报", "", "- 1 -", "甲", "河湾县年报", "- 2 -", "乙", "河湾县年报", "- 3 -", "丙"],
            {0, 2, 4, 5, 7, 8},
        ),
    ],
)
def test_page_marks_are_told(bodies: list[str], marks: set[int]) -> None:
    assert find_page_marks(bodies) == marks


@given(st.lists(st.sampled_from(["- 1 -", "- 2 -", "", "1", "2", "3", "第3页", "依法行政"])))
def test_marks_are_lines_with_digits_or_lines_beside_them(bodies: list[str]) -> None:
    assert all(
        any(map(str.isdigit, bodies[place])) or bodies[place] == "依法行政"
        for place in find_page_marks(bodies)
    )
