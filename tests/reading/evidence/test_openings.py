"""What opens a report is told from work by its words alone."""

from __future__ import annotations

import pytest

from analysis.reading.evidence.openings import opens_report


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("现将我局2019年依法行政工作情况报告如下:", True),
        ("近年来,在市委领导下,我市法治政府建设取得新的进展。", True),
        ("2022年,我县坚持以习近平法治思想为指导,为全县发展提供坚强法治保障。", True),
        ("按照《法治政府建设实施纲要(2015-2020年)》要求,全面贯彻省委部署,为改革创造良好法治环境。", True),
        ("2021年,我镇调解纠纷46件,为全镇发展提供良好法治环境。", False),  # work is counted
        ("一年来,成立领导小组,法治建设取得成效。", False),  # work is named
        ("全面贯彻上级部署,把学法纳入年度计划,为依法行政筑牢基础。", False),
        ("推行权责清单动态调整,办事更加方便。", False),
        ("2021年," + "扎实推进依法行政," * 90 + "取得成效。", False),  # longer than any opening
    ],
)
def test_an_opening_hands_over_or_tells_the_year_in_general(text: str, expected: bool) -> None:
    assert opens_report(text) is expected
