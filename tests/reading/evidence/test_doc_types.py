"""Types of documents, by the title and without one."""

from __future__ import annotations

import pytest

from analysis.reading.evidence.candidates import best
from analysis.reading.evidence.doc_types import find_kinds
from analysis.reading.evidence.head import read_head
from analysis.reading.evidence.title_kinds import Kind


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
