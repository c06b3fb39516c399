"""Terms found in texts: inside longer words, not across the borders of others."""

from __future__ import annotations

import pytest

from analysis.words.named import count_named


@pytest.mark.parametrize(
    ("text", "term", "count"),
    [
        ("办理行政复议案件两件，行政复议应诉一件。", "行政复议", 2),
        ("办理行政复议案件两件。", "复议", 1),  # two levels down in one entry of the dictionary
        ("中国法治建设", "国法", 0),
        ("全国法治政府建设", "国法", 0),
        ("全国法治政府建设", "法治", 1),
        ("地方法人金融机构", "方法", 0),
        ("居民主要健康指标", "民主", 0),
        ("其中国家级单项冠军", "中国", 0),
        ("新冠疫情防控转段", "疫情防控", 1),
        ("深化“放管服”改革", "放管服改革", 1),
        ("深化“放管服”改革", "放管服", 1),
        ("深化「放管服」改革", "放管服", 1),
        ("扫黑除恶专项斗争", "扫黑除恶", 1),
        ("加強行政複議", "行政复议", 1),
        ("推行互联网＋监管", "互联网+监管", 1),
        ("鼓励PPP模式", "ppp", 1),
        ("发展新质\n生产力", "新质生产力", 1),
        ("Legal aid was free; legal  aid grew.", "legal aid", 2),
        ("法治法治法治", "法治", 3),
    ],
)
def test_a_term_counts_where_the_text_names_it(text: str, term: str, count: int) -> None:
    assert count_named([text], [term]).toarray().astype(int).tolist() == [[count]]


def test_each_text_has_its_row_and_each_term_its_column() -> None:
    found = count_named(["监督", "", "审计、审计"], ["审计", "监督", "培训"])
    assert found.toarray().astype(int).tolist() == [[0, 1, 0], [0, 0, 0], [2, 0, 0]]
