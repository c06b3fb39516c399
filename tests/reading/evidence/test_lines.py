"""Kinds of lines, each judged by itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.reading.evidence.lines import KINDS, NEVER_OPEN, ROWS, line_kind
from analysis.reading.evidence.script import legible
from analysis.reading.numbering import may_be_numbered
from analysis.text import fold


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("", "blank"),
        ("　\u200b", "blank"),
        ("首页→ 网站公告", "breadcrumb"),
        ("您当前的位置：首页 > 政务公开 > 年度报告", "breadcrumb"),
        (">政务频道 >", "breadcrumb"),
        ("庐阳区人民政府 > 区政府办 > 法治政府", "breadcrumb"),
        ("满意度>=90", "short"),
        ("【打印】 【字体：", "site"),
        ("今天是：2019年10月31日 星期四", "site"),
        ("某市静海区人民政府 2019年12月3日星期二", "site"),
        ("设为首页 | 收藏本站 | 网站地图", "site"),
        ("扫一扫打开当前页", "site"),
        ("通知公告", "menu"),
        ("政务公开", "menu"),
        ("（此件公开发布）", "site"),
        ("索 引 号 k1/2021-20", "keys"),
        ("发布日期：2021-05-10", "keys"),
        ("2021-03-31 15:31 来源：青岚日报", "date"),
        ("（2015年1月10日）", "date"),
        ("市司法局 2023年02月17日", "date"),
        ("18.03.2015  13:07", "date"),
        ("2025年03月10日", "date"),
        ("青政发〔2021〕3号", "number"),
        ("市人大常委会：", "addressee"),
        ("市委:", "addressee"),
        ("省政府：", "addressee"),
        ("主要做法：", "text"),
        ("县委、县政府：", "addressee"),
        ("主任、各位副主任、各位委员:", "addressee"),
        ("各市、县人民政府，市政府各部门：", "addressee"),
        ("（2021年4月28日在市七届人大常委会第九次会议上）", "occasion"),
        ("——2022年8月30日在市人民代表大会常务委员会第三十六次会议上", "occasion"),
        ("常务委员会第四次会议上", "occasion"),
        ("山东省审计厅厅长  孙某某", "speaker"),
        ("《某区2022年报告.docx》由会员分享，可在线阅读", "wrapper"),
        ("黄石市司法局", "issuer"),
        ("应急管理部", "issuer"),
        ("一、主要工作", "heading"),
        ("（一）贯彻上级决策部署", "heading"),
        ("某县2020年法治政府建设情况报告", "short"),
        ("【2020年】某县水利局2020年度法治政府建设报告", "short"),
        ("贯彻上级决策部署", "short"),
        ("关闭煤矿12处", "short"),
        ("2021年3月31日，全市召开推进会议。", "text"),
        ("2021年3月31日全市召开推进会议", "short"),
        ("2021年3月，县政府召开会议", "short"),
        ("2018-02-24 ken", "date"),
        ("二〇二一年三月五日", "date"),
        ("2019219", "date"),
        ("2021-03-28 10:22 來源: 司法部網站", "date"),
        ("青政发〔20213号", "number"),
        ("發布時間:2025-04-11 16:33 信息來源:青嵐縣", "keys"),
        ("• 备注/文号:青水法〔2025〕3号", "keys"),
        ("内容概述 2020年，全县推进依法行政。" + "办理案件。" * 40, "keys"),
        ("記者  王某 李某", "site"),
        ("责任编辑制度全面落实。", "text"),
        ("打印机、复印机采购公开", "short"),
        ("https://www.example.cn/", "site"),
        ("|", "site"),
        ("2025年3月17日在青岚市人民代表大会", "occasion"),
        ("（在第十三届人民代表大会第二次会议上）", "occasion"),
        ("——财政运行总体平稳，收入增长较快。", "text"),
        ("在会议上作报告3次。", "text"),
        ("各镇人民政府，各街道办事处，区政府各部门：", "addressee"),
        ("新闻界的各位朋友:", "addressee"),
        ("会议要求，各单位：", "text"),
        ("中共青岚市委全面依法治市委员会办公室", "issuer"),
        ("时间紧、任务重", "short"),
        ("某州干部入户征求意见。刘某摄", "site"),
        ("暂无网友评论", "site"),
        ("0条评论", "site"),
        ("微信公众号推送法治信息300条", "short"),
        ("扫码查询执法信息9万次。", "text"),
        ("微信公众号", "site"),
        ("主办: 青岚市财政局版权所有", "site"),
        ("来源复杂的矛盾纠纷及时化解", "short"),
        ("日期管理规范", "short"),
        ("全县清理工作截至2020年12月31日", "short"),
        ("1.时间安排合理。", "heading"),
        ("存在的主要问题有：", "text"),
        ("全年评查案卷20宗。", "text"),
        ("字" * 301, "text"),
    ],
)
def test_kind_of_a_line(line: str, kind: str) -> None:
    assert line_kind(line) == kind


def test_what_never_opens_a_section() -> None:
    assert {
        "site",
        "breadcrumb",
        "keys",
        "date",
        "number",
        "addressee",
        "occasion",
        "speaker",
        "menu",
    } <= NEVER_OPEN
    assert NEVER_OPEN > ROWS
    assert not NEVER_OPEN & {"heading", "short", "text", "issuer"}


@given(st.text(max_size=120))
def test_every_line_has_a_kind(line: str) -> None:
    assert line_kind(line) in KINDS


def test_what_a_heading_may_begin_with_is_legible_as_it_is_printed() -> None:
    signs = [chr(code) for code in range(0x10000) if not 0xD800 <= code < 0xE000]
    printed = [may_be_numbered(fold(sign).strip()) for sign in signs]
    assert [may_be_numbered(legible(sign)) for sign in signs] == printed
