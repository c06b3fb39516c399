"""What accounts, platforms, databases, newspapers and caches put round a report is no part of it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import analysis as fz
from analysis.reading.evidence.around import ends_text, stands_round
from analysis.reading.evidence.lines import line_kind

TITLE = "枞阳县2021年法治政府建设情况报告"
DAY = "2022-02-10"
BODY = [
    "2021年，枞阳县坚持依法行政，法治政府建设取得进展。现将有关情况报告如下：",
    "一、主要工作",
    "（一）规范执法。评查案卷120件，培训执法人员300人次。",
    "二、存在的问题",
    "执法力量不足。",
    "三、下一步打算",
    "2022年，将加强执法队伍建设。",
]
ROLES = ["preamble", "heading", "work", "heading", "problem", "heading", "plan"]
ROUND = {  # what stands over a text, and behind it
    "account": (
        [TITLE, f"枞阳司法 {DAY} 08:00 安徽", "点击上方蓝字关注我们"],
        ["END", "来源丨县司法局", "审核丨某某", "收录于合集", "#法治 12个", "往期推荐", "1、枞阳县开展宣传活动", "2、枞阳县培训执法人员。", "喜欢此内容的人还喜欢", "阅读原文"],
    ),
    "account, of which buttons are left": (
        [TITLE, DAY],
        ["供稿：县司法局", "终审：某某", "点分享", "点在看", "预览时标签不可点", "知道了", "取消", "： ， 。 视频 赞 ，轻点两下取消赞"],
    ),
    "platform": (
        [TITLE, f"{DAY} 09:21·枞阳县司法局官方账号", "关注"],
        ["举报/反馈", "评论", "作者最新文章", "枞阳县开展普法活动", "换一批"],
    ),
    "platform with a list": (
        ["学习平台 枞阳县融媒体中心", TITLE, f"{DAY} 来源：枞阳县司法局"],
        ["责任编辑：某某", "相关新闻", "1.枞阳县开展普法活动", "2.枞阳县举办培训"],
    ),
    "account that recommends": ([TITLE, DAY], ["推荐阅读", "【普法】民法典那些事", "【动态】枞阳县召开会议", "长按二维码关注我们", "让更多人知道！"]),
    "portal": ([TITLE, DAY], ["返回首页，查看更多", "平台声明：该文观点仅代表作者本人。", "亲爱的网友，您阅读的文章包含以上内容。", "打赏"]),
    "sharing site": (
        [TITLE, DAY],
        ["本站是提供个人知识管理的网络存储空间，所有内容均由用户发布。", "转藏", "猜你喜欢", "类似文章"],
    ),
    "shared document": ([TITLE, DAY], ["第3页 共3页", "本文来自百度文库，本文档下载后可编辑", "（注：文档可能有误，请浏览后下载。）"]),
    "cache": (
        [
            "百度快照",
            "以下是网页http://example.org/1.html的快照。",
            "这是 http://example.org/1.html 在 2022年4月5日 的缓存。",
            "当前页面可能已更改。",
            "百度和网页http://example.org/1.html的作者无关，不对其内容负责。",
            TITLE,
            f"发布时间：{DAY}",
        ],
        [],
    ),
    "archive": (["The Wayback Machine - https://example.org/web/2022/1.html", "152 captures", TITLE, DAY], []),
    "database with numbers and layers": (
        [TITLE, "【发布文号】 枞政〔2022〕8号", f"【发布日期】 {DAY}", "【效力层级】 地方规范性文件", "【法信码】 A6.B12", "【正文】"],
        ["某某出版社 版权所有", "法信 www.faxin.cn"],
    ),
    "database that was printed": (
        ["律商网", f"文档标题：{TITLE}", f"发文日期：{DAY}"],
        ["本文档由律商网提供，打印日期：2023-05-06", "声明：以上内容仅供参考，不构成法律意见。"],
    ),
    "running heads of a database": (["北大法宝·法律法规库", TITLE, DAY], ["北大法宝·法律法规库", "北大法宝 www.pkulaw.com"]),
    "newspaper": (["第A04版：公告", TITLE, f"（{DAY}）"], ["本文所在版面", "【第A04版：公告】", "3 上一版 下一版 4", "某某日报社版权所有"]),
    "site": (["某某市司法局 > 县区动态 > 法治政府", TITLE, DAY], ["相关文件：", "枞阳县人民政府关于公布清理结果的通知", "2022-01-05", "某某县人民政府主办", "列印本頁", "法律声明：本网转载他人的文章。", "是否继续访问？", "文件下载："]),
    "labels of a crawler": ([f"Title: {TITLE}", "URL: http://example.org/4", f"Date: {DAY}", "Source: 枞阳县司法局", "Content:"], ["[EOF]"]),
    "front matter": (["---", f"title: {TITLE}", f"date: {DAY}", "---", f"# {TITLE}"], ["[上一篇](http://example.org/a)"]),
}  # fmt: skip


@pytest.mark.parametrize("name", ROUND)
def test_the_text_alone_is_read_whoever_hands_it_on(tmp_path: Path, name: str) -> None:
    over, behind = ROUND[name]
    (tmp_path / "a.txt").write_text("\n".join([*over, *BODY, *behind]), encoding="utf-8")
    reports = fz.read_reports(tmp_path)
    row = reports.iloc[0]
    assert (row["title"], row["year"], row["region"], row["level"]) == (TITLE, 2021, "枞阳县", "county")
    assert row["published"] == pd.Timestamp(DAY)
    paragraphs = fz.split_paragraphs(reports)
    told = paragraphs[paragraphs["role"] != "boilerplate"]
    assert [text.strip() for text in told["text"]] == BODY
    assert told["role"].tolist() == ROLES


@pytest.mark.parametrize(
    "line",
    [
        "审核/备案流程优化，办理120件。",
        "法信平台接入基层，检索案例300次。",
        "往年推荐的单位继续创建。",
        "点面结合推进普法。",
        "版权声明登记120件。",
        "正文格式统一，审查文件20件。",
        "第3版清单公布，列事项90项。",
    ],
)
def test_work_that_begins_alike_is_text(line: str) -> None:
    assert line_kind(line) == "text"
    assert not ends_text(line)
    assert not stands_round(line)


def test_a_row_at_the_end_under_which_nothing_stands_is_no_heading(tmp_path: Path) -> None:
    rows = ["三、统计", "规范性文件", "审查120件。", "党政机关"]
    (tmp_path / "a.txt").write_text("\n".join([TITLE, *BODY, *rows]), encoding="utf-8")
    paragraphs = fz.split_paragraphs(fz.read_reports(tmp_path))
    assert paragraphs["role"].tolist()[-4:] == ["heading", "heading", "work", "boilerplate"]


def test_work_that_tells_of_disclaimers_is_work(tmp_path: Path) -> None:
    told = "规范平台标注“仅代表作者观点”等用语，处理如有侵权的投诉12件。"
    text = "\n".join([TITLE, *BODY[:2], told, *BODY[2:]])
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    paragraphs = fz.split_paragraphs(fz.read_reports(tmp_path))
    assert paragraphs.loc[paragraphs["text"].str.strip() == told, "role"].tolist() == ["work"]
