"""Rows of keys and values, however a site prints them."""

from __future__ import annotations

import pytest

from analysis.reading.evidence import rows
from analysis.reading.evidence.rows import opens_with_key, read_pairs


@pytest.mark.parametrize(
    ("row", "pairs"),
    [
        ("发布机构: 市府办 成文日期: 2020-05-21", {"发布机构": "市府办", "成文日期": "2020-05-21"}),
        ("索 引 号 0106/2023-71 发布机构 区政府办公室 公开日 2023-07-04", {"索引号": "0106/2023-71", "发布机构": "区政府办公室", "公开日": "2023-07-04"}),
        ("发文机关中共某省交通运输厅党组", {"发文机关": "中共某省交通运输厅党组"}),
        ("发文日期2021年12月21日", {"发文日期": "2021年12月21日"}),
        ("成文日期 | 2025-06-13 | 发布日期 | 2025-06-30 |", {"成文日期": "2025-06-13", "发布日期": "2025-06-30"}),
        ("[ 成文日期 ] 2026-01-22 [ 发布日期 ] 2026-02-10", {"成文日期": "2026-01-22", "发布日期": "2026-02-10"}),
        ("[ 发文字号 ]", {"发文字号": ""}),
        ("  • 备注/文号：厦文旅〔2025〕38号", {"备注/文号": "厦文旅〔2025〕38号"}),
        ("信息提供日期 : 2024-01-19 14:54来源 : 某区科技局", {"信息提供日期": "2024-01-19 14:54", "来源": "某区科技局"}),
        ("2021-03-31 15:31 来源：青岚日报", {"来源": "青岚日报"}),
        ("时间：2018-05-03  浏览次数：", {"时间": "2018-05-03", "浏览次数": ""}),
        ("发文单位", {"发文单位": ""}),
        ("时间紧、任务重", {}),
        ("名称规范、来源清楚", {}),
        ("有效性得到提高。" + "长" * 400, {}),
        ("一、主要工作", {}),
        ("", {}),
    ],
)  # fmt: skip
def test_pairs_of_a_row(row: str, pairs: dict[str, str]) -> None:
    assert read_pairs(row) == pairs


@pytest.mark.parametrize(
    "key", sorted({*rows.PUBLISHED_KEYS, *rows.WRITTEN_KEYS, *rows.TITLE_KEYS, *rows.NUMBER_KEYS})
)
def test_every_key_with_blanks_and_a_colon(key: str) -> None:
    assert read_pairs(f"{' '.join(key)}：2021-02-26") == {key: "2021-02-26"}
    assert opens_with_key(f"{key}：2021-02-26")


@pytest.mark.parametrize("row", ["2021-03-31 来源：某报", "时间紧任务重", "主要来源是罚款。", ""])
def test_other_lines_open_with_no_key(row: str) -> None:
    assert not opens_with_key(row)
