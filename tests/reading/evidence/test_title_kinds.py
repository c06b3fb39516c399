"""Types of documents by the title alone."""

from __future__ import annotations

import pytest

from analysis.reading.evidence.title_kinds import kind_of_title
from analysis.tables import DOC_TYPES


@pytest.mark.parametrize(
    ("title", "doc_type"),
    [
        ("河湾县人民政府关于2018年度法治政府建设情况的报告", "annual_report"),
        ("2018年法治政府建设情况", "annual_report"),
        ("2018年法治政府建设情况通报", "annual_report"),
        ("2018年法治政府建设年度报告(摘要)", "annual_report"),
        ("2018年度依法治县工作汇报", "annual_report"),
        ("2018年度法治政府建设情况报告及2019年工作方案", "annual_report"),
        ("关于落实《法治政府建设实施方案》情况的报告", "annual_report"),
        ("某市审计局2020年度法治政府建设情况报告", "annual_report"),
        ("市应急局2020年度法治政府建设情况报告", "annual_report"),
        ("某市发展研究中心2020年法治政府建设报告", "annual_report"),
        ("某县2020年开展法治政府建设工作情况报告", "annual_report"),
        ("某市信访局关于2020年法治政府建设情况的报告", "annual_report"),
        ("关于2020年理论学习和法治政府建设情况的报告", "annual_report"),
        ("2018年法治政府建设工作总结", "work_summary"),
        ("2018年法治政府建设工作总结(公开)", "work_summary"),
        ("2018年依法行政工作总结暨2019年工作计划", "work_summary"),
        ("2018年上半年法治政府建设情况报告", "work_summary"),
        ("五年来法治政府建设情况的报告", "work_summary"),
        ("2019年法治政府建设工作要点", "plan"),
        ("2019年法治政府建设工作安排", "plan"),
        ("关于加快推进法治政府建设的实施意见", "plan"),
        ("关于印发《2019年依法行政工作要点》的通知", "plan"),
        ("2018年政府工作报告", "other"),
        ("法治政府建设白皮书", "other"),
        ("区人大常委会审议2019年法治政府建设情况报告", "other"),
        ("市政府听取2019年法治政府建设情况汇报", "other"),
        ("关于《2019年法治政府建设情况报告》的政策解读", "other"),
        ("某办负责同志就《法治政府建设实施纲要》答记者问", "other"),
        ("关于做好2020年法治政府建设年度报告工作的通知", "other"),
        ("关于报送2020年度法治政府建设年度报告的通知", "other"),
        ("关于及时报送2021年法治政府建设年度报告的紧急通知", "other"),
        ("关于报送2021年度法治政府建设工作总结和2022年工作安排的通知", "other"),
        ("关于印发《法治政府建设年度报告工作指引》的通知", "other"),
        ("关于印发法治政府建设年度报告格式的通知", "other"),
        ("关于2021年度法治政府建设年度报告报送情况的通报", "other"),
        ("关于报送2019年法治政府建设情况报告的函", "annual_report"),
        ("关于报送2019年法治政府建设情况报告的请示", "annual_report"),
        ("关于印发《2020年度法治政府建设情况报告》的通知", "annual_report"),
        ("关于公布2021年法治政府建设年度报告的公告", "annual_report"),
        ("关于印发2021年度法治政府建设工作总结和2022年工作要点的通知", "work_summary"),
        ("2022年第一季度法治政府建设工作情况报告", "work_summary"),
        ("2019年依法行政考核自查报告", "other"),
        ("2019年法治宣传教育工作总结", "other"),
        ("市水利局2019年政府信息公开工作年度报告", "other"),
        ("关于2017年度省级预算执行的审计工作报告", "other"),
        ("法治政府建设评估报告", "other"),
        ("中国法治政府发展报告(2022)", "other"),
        ("市政府公布2020年法治政府建设情况报告", "other"),
        ("法治政府建设报告制度研究", "other"),
        ("政府信息主动公开事项目录", "other"),
        ("市人大法制委对《市政府关于法治政府建设情况的报告》的审查意见", "other"),
        ("关于《法治政府建设条例(草案)》公开征求意见的公告", "other"),
        ("市政府常务会议研究法治政府建设等工作", "other"),
        ("浅析乡镇法治政府的制度建设", "other"),
    ],
)
def test_type_by_the_title(title: str, doc_type: str) -> None:
    kind = kind_of_title(title)
    assert kind is not None
    assert kind.doc_type == doc_type
    assert doc_type in DOC_TYPES


@pytest.mark.parametrize("title", ["", "法治政府", "我市召开法治政府建设新闻发布会后续"])
def test_a_title_that_tells_no_report(title: str) -> None:
    kind = kind_of_title(title)
    assert kind is None or kind.doc_type == "other"
