"""Rows round a report's text that open no section."""

from __future__ import annotations

import pytest

from analysis.reading import head_rows as rows
from analysis.text import plain

SITE = [
    "时间：2023-02-28 15:36 浏览量：1", "来源: 青岚市司法局 发布时间:2024-03-28 09:18", "首页 > 政务公开 > 年度报告", "无障碍 简体 | 繁体",
    "• 备注/文号:青水法〔2025〕3号", "發布時間:2025-04-11 16:33 信息來源:青嵐縣", "【字体：", "字號: 默認 超大 | 打印 |", "https://www.example.cn/",
    "青岚市人民政府 2019年12月3日星期二", "今天是:", "发 文 号:青岚市水利局", "（此件公开发布）", "|",
]  # fmt: skip
DATES = [
    "2021-03-31 15:31 来源：青岚日报", "2025年03月10日", "（2015年1月10日）", "2026-01-20 17:01  |  青岚市水务局", "市司法局 2023年02月17日",
    "2018-02-24 ken", "二〇二一年三月五日", "2021-03-28 10:22 來源: 司法部網站",
]  # fmt: skip
OCCASIONS = [
    "（2021年4月28日在市七届人大常委会第九次会议上）", "——2021年4月29日在青岚市第七届人民代表大会常务委员会第九次会议上",
    "2025年3月17日在青岚市人民代表大会", "常务委员会第二十四次会议上", "（在第十三届人民代表大会第二次会议上）",
]  # fmt: skip
ADDRESSEES = [
    "市人大常委会：",
    "主任、各位副主任、各位委员：",
    "市委、市政府：",
    "新闻界的各位朋友:",
    "各镇人民政府，各街道办事处，区政府各部门：",
]
TITLES = [
    "青岚市2020年度法治政府建设情况报告",
    "| 青岚保税区2025年度法治政府建设情况报告 |",
    "青岚市法治政府建设新闻发布会",
]
SPEAKERS = ["青岚市人民政府副市长 王小明", "青岚县审计局局长 李明"]
TEXT = [
    "一、完善制度体系", "完善依法行政制度体系", "（一）2021年工作安排", "2021年3月，县政府召开会议", "2020年以来，全市推进依法行政。", "时间紧、任务重",
    "——财政运行总体平稳，收入增长较快。", "现将有关情况报告如下：", "主要做法：", "来源复杂的矛盾纠纷及时化解", "2021年工作打算", "在会议上作报告3次。",
    "存在的主要问题：", "下一步工作打算", "日期管理规范", "三是组织案卷评查。", "1.时间安排合理。", "会议要求，各单位：", "依法行政",
]  # fmt: skip


@pytest.mark.parametrize(
    ("judge", "hits"),
    [
        (rows.is_site_row, SITE),
        (rows.is_date_row, DATES),
        (rows.is_occasion, OCCASIONS),
        (rows.is_addressee, ADDRESSEES),
        (rows.is_title_row, TITLES),
        (rows.is_speaker, SPEAKERS),
        (rows.opens_nothing, [*SITE, *DATES, *OCCASIONS]),
    ],
)
def test_rows_are_told_apart(judge: object, hits: list[str]) -> None:
    assert callable(judge)
    assert [row for row in hits if not judge(plain(row))] == []
    assert [row for row in TEXT if judge(plain(row))] == []
