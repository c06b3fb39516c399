"""Reports as databases of law give them out: what stands round the text is no part of it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import analysis as fz
from analysis.reading.evidence.lines import line_kind

TITLE = "铜陵市人民政府关于2019年度法治政府建设情况的报告"
BODY = """2019年，市政府坚持依法行政，扎实推进法治政府建设。现将有关情况报告如下：
一、依法全面履行政府职能
取消行政许可事项12项，网上办理率达到98%。
二、严格规范公正文明执法
评查案卷220件，办结行政处罚案件310件。
三、存在的问题
基层执法力量仍显不足。
"""
ROLES = ["preamble", "heading", "work", "heading", "work", "heading", "problem"]
FACTS = "发布部门：铜陵市人民政府\n发文字号：铜政〔2020〕5号\n公布日期：2020.03.12\n施行日期：2020.04.01\n时效性：现行有效\n效力位阶：地方工作文件\n法规类别：机关工作综合规定\n"
BEHIND = (
    "©北大法宝：（www.pkulaw.com）专业提供法律信息、法学知识和法律软件领域各类解决方案。北大法宝为您提供丰富的参考资料。\n"
    "欢迎查看所有产品和服务。\n法宝快讯：如何快速找到检索结果？\n本篇引用的法规\n《某条例》\n某部关于某事的意见\n扫描二维码阅读原文\n"
)
DOCUMENTS = {
    "facts behind the title": f"【法宝引证码】CLI.14.1\n原文链接：https://example.org/lar/1.html\n\n{TITLE}\n\n{FACTS}\n{BODY}\n{BEHIND}",
    "facts behind the text": f"{TITLE}\n\n{BODY}\n{FACTS}【法宝引证码】CLI.14.1\n{BEHIND}",
    "keys in brackets": f"{TITLE}\n【法规类别】机关工作综合规定\n【发文字号】铜政〔2020〕5号\n【发布部门】铜陵市政府\n【发布日期】2020.03.12\n"
    f"【实施日期】2020.04.01\n【时效性】现行有效\n【效力级别】地方规范性文件\n【全文】【法宝引证码】 CLI.14.1\n\n{TITLE}\n\n{BODY}",
    "title as a key": f"【法规标题】{TITLE}\n【颁布单位】铜陵市人民政府\n【发文字号】铜政〔2020〕5号\n【颁布时间】2020-03-12\n【失效时间】\n"
    f"【所属类别】地方法规\n【文件来源】某省人民政府\n\n{BODY}",
    "keys in one row": f"颁布日期:20200312  实施日期:20200401  颁布单位:铜陵市人民政府\n发文字号：铜政〔2020〕5号\n\n{TITLE}\n\n{BODY}",
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_facts_are_taken_from_what_a_database_says_and_the_text_alone_is_read(
    tmp_path: Path, name: str
) -> None:
    (tmp_path / "a.txt").write_text(DOCUMENTS[name], encoding="utf-8")
    reports = fz.read_reports(tmp_path)
    row = reports.iloc[0]
    assert (row["title"], row["year"], row["doc_number"]) == (TITLE, 2019, "铜政〔2020〕5号")
    assert row["published"] == pd.Timestamp(2020, 3, 12)
    paragraphs = fz.split_paragraphs(reports)
    told = paragraphs[paragraphs["role"] != "boilerplate"]
    assert told["role"].tolist() == ROLES
    assert "".join(told["text"]).split() == BODY.split()


def test_the_day_on_which_somebody_took_a_text_is_no_day_of_publication(tmp_path: Path) -> None:
    text = f"【法规名称】{TITLE}\n【来源】https://example.org\n【抓取日期】2023-05-06\n下载日期：2023.05.07\n\n{BODY}"
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    reports = fz.read_reports(tmp_path)
    assert reports["title"].tolist() == [TITLE]
    assert reports["published"].isna().all()


@pytest.mark.parametrize(
    "line", ["【北大法宝】pkulaw.com", "威科先行·法律信息库", "法律图书馆", "©北大法宝：（www.pkulaw.com）"]
)
def test_a_line_of_a_database_is_one_of_the_site(line: str) -> None:
    assert line_kind(line) == "site"


@pytest.mark.parametrize(
    "line",
    [
        "建设法律图书馆3个，开展宣传。",
        "依托北大法宝智能审查系统，审查文件120件。",
        "引用本篇章的经验",
        "全文公开规划",
    ],
)
def test_work_that_names_a_database_is_text(line: str) -> None:
    assert line_kind(line) in ("text", "short")
