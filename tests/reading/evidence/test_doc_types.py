"""Types of documents, by the title and without one."""

from __future__ import annotations

import pytest

from analysis.reading.evidence.candidates import best
from analysis.reading.evidence.doc_types import Kind, find_kinds, kind_of_title
from analysis.reading.evidence.head import read_head
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
        ("2019年依法行政考核自查报告", "other"),
        ("2019年法治宣传教育工作总结", "other"),
        ("市水利局2019年政府信息公开工作年度报告", "other"),
        ("关于2017年度省级预算执行的审计工作报告", "other"),
        ("法治政府建设评估报告", "other"),
        ("中国法治政府发展报告(2022)", "other"),
        ("市政府公布2020年法治政府建设情况报告", "other"),
        ("法治政府建设报告制度研究", "other"),
        ("政府信息主动公开事项目录", "other"),
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


def kind(lines: list[str], title: str | None = None, text: str = "") -> Kind:
    found = best(find_kinds(title, read_head(lines), text))
    assert found is not None
    return found.value


@pytest.mark.parametrize(
    ("lines", "what"),
    [
        (["2020年，我局推进依法行政。现将法治政府建设情况报告如下："], "report"),
        (["2020年，我局推进依法行政。现将一年来有关工作情况汇报如下："], "report"),
        (["我旗推进法治政府建设。现将2020年工作情况总结和2021年工作计划如下。"], "summary"),
        (["2020年，某县坚持依法行政，法治政府建设取得成效。", "一、依法全面履行政府职能"], "report"),
        (["2020年，某局做好各项工作。", "一、2020年法治政府建设工作情况"], "report"),
        (["2020年，某局落实《2020年依法行政工作要点》。现将法治政府建设情况报告如下："], "report"),
        (
            ["现就2020年政务公开年度工作情况报告如下：", "（一）围绕建设法治政府全面推进政务公开"],
            "other report",
        ),
        (["一、总体情况", "（一）政府信息主动公开情况"], "other report"),
        (["2021年，我局抓好安全生产。现将有关情况报告如下："], "other report"),
        (["我镇进行了自查自评，依法行政情况现将自查报告如下："], "other report"),
        (["近日，某区听取2020年度法治政府建设情况的报告。"], "news"),
        (["5月5日上午，区长主持召开会议，学习法治政府建设示范经验。"], "news"),
        (["本报讯（记者 某某）市人大常委会听取法治政府建设情况报告。"], "news"),
        (["近日，市政府印发《法治政府建设实施方案》，主要内容如下。", "一、总体要求"], "plan"),
        (["摘要：本文考察法治政府建设报告制度。"], "essay"),
        (["保障群众基本文化权益，设置投诉电话。", "成本文件清理完毕。"], "unknown"),
        (["新华社北京8月11日电 近日，有关纲要印发。"], "news"),
        (["同志们：", "这次会议十分重要。"], "speech"),
        (["河湾之水，清且涟漪。"], "unknown"),
    ],
)
def test_kind_without_a_title(lines: list[str], what: str) -> None:
    assert kind(lines).what == what


def test_a_press_conference_by_its_title_its_speech_or_its_questions() -> None:
    assert kind([], "我市召开法治政府建设新闻发布会").what == "press"
    assert kind(["各位记者朋友：", "大家上午好！欢迎参加新闻发布会。"]).what == "press"
    assert kind(["某市推进依法行政。"], None, "问题1：怎样？\n答：好。\n记者：为何？\n").what == "press"
    assert kind(["某市推进依法行政。"], None, "回答记者提问时，发言人介绍了情况。" * 5).what == "unknown"
    assert kind(["答：好。"], "司法部就有关问题答记者问", "问：一\n答：二\n问：三\n").what == "interpretation"


def test_news_of_a_press_conference_is_none() -> None:
    assert kind(["某网9月8日讯 国务院新闻办公室举行新闻发布会，介绍法治政府建设。"]).what == "news"


def test_what_a_person_or_another_bureau_reports_is_no_report_on_the_rule_of_law() -> None:
    assert (
        kind(["2022年，我认真履行推进法治建设第一责任人职责。现将有关情况报告如下："]).what == "other report"
    )
    lines = ["2021年，市应急局坚持依法行政，抓好安全生产工作，有关情况报告如下："]
    assert kind(lines, "市应急局2021年工作情况报告").what == "other report"


def test_a_title_without_a_subject_has_that_of_the_text() -> None:
    lines = ["2021年，我局推进法治政府建设，现将情况总结如下："]
    assert kind(lines, "2021年工作总结暨2022年工作计划").what == "summary"
    lines = ["年度工作总结", "今年以来，我县坚持依法行政，推进法治政府建设。"]
    assert kind(lines, "年度工作总结").what == "summary"
    assert kind(["年度工作总结", "今年以来，我院收治病人。"], "年度工作总结").what == "other report"
