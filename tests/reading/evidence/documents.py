"""Documents in the manner of real sites, written for the tests, with what a reader takes from each.

Texts are invented; where a place counts it is a real one. A value that a document does not state is None.
"""

from __future__ import annotations

from typing import Any, NamedTuple

WORK = "一、主要工作\n（一）规范执法行为。评查案卷20宗，公示执法信息40条，培训执法人员200人次。\n（二）化解矛盾纠纷。调解纠纷300件。\n"
ASKED = "现将有关情况报告如下：\n"


class Document(NamedTuple):
    """A document and its facts: type, year, level, region, title, province, published."""

    name: str
    text: str
    doc_type: str
    year: int | None
    level: str | None
    region: str | None
    title: str | None
    more: dict[str, Any] = {}  # noqa: RUF012 - never changed


def report(
    subject: str,
    year: int,
    of: str = "关于{year}年度法治政府建设情况的报告",
    before: str = "",
    after: str = "",
) -> str:
    """A report with its title, what stands before and after the title, an opening and some work."""
    title = f"{subject}{of.format(year=year)}"
    return f"{before}{title}\n{after}{year}年，各部门推进依法行政，取得成效。{ASKED}{WORK}"


DOCUMENTS = [
    # titles
    Document("plain", report("铜陵市人民政府", 2019), "annual_report", 2019, "prefecture", "铜陵市", "铜陵市人民政府关于2019年度法治政府建设情况的报告"),
    Document("cut before the kind", f"富平县2022年法治政府建设\n情况报告\n2022年，全县推进依法行政。{ASKED}{WORK}", "annual_report", 2022, "county", "富平县", "富平县2022年法治政府建设情况报告"),
    Document("cut inside a word", f"铜陵市人民政府关于2019年度法\n治政府建设情况的报告\n2019年，全市推进依法行政。{WORK}", "annual_report", 2019, "prefecture", "铜陵市", "铜陵市人民政府关于2019年度法治政府建设情况的报告"),
    Document("over three rows", f"铜陵市人民政府\n关于2019年度法治政府\n建设情况的报告\n2019年，全市推进依法行政。{WORK}", "annual_report", 2019, "prefecture", "铜陵市", "铜陵市人民政府关于2019年度法治政府建设情况的报告"),
    Document("issuer on its row", f"宜章县水利局\n关于2021年度法治政府建设情况的报告\n县委、县政府：\n2021年，我局推进依法行政。{ASKED}{WORK}", "annual_report", 2021, "department", "宜章县", "宜章县水利局关于2021年度法治政府建设情况的报告"),
    Document("year first", report("", 2020, "{year}年龙沙区法治政府建设情况报告"), "annual_report", 2020, "county", "龙沙区", "2020年龙沙区法治政府建设情况报告"),
    Document("year in brackets first", report("【2020年】", 2020, "宜章县水利局{year}年度法治政府建设报告"), "annual_report", 2020, "department", "宜章县", "宜章县水利局2020年度法治政府建设报告"),
    Document("site behind", f"宜章县水利局2020年法治政府建设工作报告_宜章县人民政府门户网站\n2020年，我局推进依法行政。{ASKED}{WORK}", "annual_report", 2020, "department", "宜章县", "宜章县水利局2020年法治政府建设工作报告"),
    Document("issuer and day behind", f"宜章县水利局2020年法治政府建设报告 宜章县水利局 2021-02-08\n2020年，我局推进依法行政。{WORK}", "annual_report", 2020, "department", "宜章县", "宜章县水利局2020年法治政府建设报告", {"published": "2021-02-08"}),
    Document("time run in", f"宜章县2020年法治政府建设情况报告发布时间：2021-03-16  来源：县司法局\n2020年，全县推进依法行政。{WORK}", "annual_report", 2020, "county", "宜章县", "宜章县2020年法治政府建设情况报告", {"published": "2021-03-16"}),
    Document("run into the text", "宜章县2020年度法治政府建设情况报告2020年，全县推进依法行政，取得成效。现将情况报告如下：" + "办理案件12件。" * 30, "annual_report", 2020, "county", "宜章县", "宜章县2020年度法治政府建设情况报告"),
    Document("of a sharing site", f"《龙沙区2022年度法治政府建设情况报告.docx》由会员分享，可在线阅读，更多相关请在文库上搜索。\n2022年，龙沙区推进依法行政。{ASKED}{WORK}", "annual_report", 2022, "county", "龙沙区", "龙沙区2022年度法治政府建设情况报告"),
    Document("in a row of keys", f"索 引 号 | k/2021-1 | 主题分类 | 司法 |\n标 题 | 铜陵市2020年法治政府建设情况报告 |\n成文日期 | 2021-01-22 | 发布日期 | 2021-03-30 |\n2020年，铜陵市推进依法行政。{ASKED}{WORK}", "annual_report", 2020, "prefecture", "铜陵市", "铜陵市2020年法治政府建设情况报告", {"published": "2021-03-30"}),
    Document("below a breadcrumb", f"您当前的位置：首页 > 政务公开 > 法治政府建设年度报告\n宜章县2020年法治政府建设情况报告\n时间：2021-01-05 15:36 浏览量：1\n2020年，全县推进依法行政。{WORK}", "annual_report", 2020, "county", "宜章县", "宜章县2020年法治政府建设情况报告", {"published": "2021-01-05"}),
    Document("twice round the site's row", f"宜章县2020年法治政府建设情况报告\n2021/01/05 11:30:01 来源：宜章县司法局\n宜章县2020年法治政府建设情况报告\n2020年，全县推进依法行政。{WORK}", "annual_report", 2020, "county", "宜章县", "宜章县2020年法治政府建设情况报告", {"published": "2021-01-05"}),
    Document("without year or place", f"法治政府建设情况年度报告\n2019年，铜陵市人民政府推进依法行政。具体情况如下：\n{WORK}", "annual_report", 2019, "prefecture", "铜陵市", "法治政府建设情况年度报告"),
    Document("traditional", f"銅陵市水務局2022年法治政府建設\n年度報告\n2022年，銅陵市水務局推進依法行政。現將情況報告如下：\n{WORK}", "annual_report", 2022, "department", "铜陵市", "銅陵市水務局2022年法治政府建設年度報告"),
    Document("with glosses", "2022年，在市委市政府正確領(lǐng)導(dǎo)下，市司法局推進(jìn)法治政府建設(shè)。現(xiàn)將工作情況報告如下：\n一、主要工作\n清理文件12件。\n", "annual_report", 2022, "department", None, None),
    # without a title
    Document("opening with the body", f"2020年，连云港市教育局围绕年度任务推进依法行政。现将2020年法治政府建设情况报告如下：\n{WORK}", "annual_report", 2020, "department", "连云港市", None),
    Document("our bureau", f"2023年，在县委、县政府的正确领导下，我局推进法治政府建设。现将我局法治政府建设工作情况报告如下：\n{WORK}", "annual_report", 2023, "department", None, None),
    Document("our bureau, its name in a quoted title", f"现将我局2022年度法治政府建设工作报告如下：\n一、加强制度建设\n印发《江门市交通运输局规范性文件管理规程》，建立台账。\n{WORK}", "annual_report", 2022, "department", "江门市", None),
    Document("county's bureau, its place in a quoted title", f"2021年，县水利局推进依法行政。现将情况报告如下：\n一、学法\n落实《宜章县领导干部学法计划》。\n{WORK}", "annual_report", 2021, "department", "宜章县", None),
    Document("province only quoted, by a county's bureau", f"2024年，在县委的领导下，我局推进法治政府建设。现将情况报告如下：\n一、学法\n学习《江西省优化营商环境条例》。\n{WORK}", "annual_report", 2024, "department", None, None, {"province": "江西省"}),
    Document("addressee first", f"市委全面依法治市委员会：\n2025年，双溪乡推进法治政府建设。现将一年来工作情况报告如下：\n{WORK}", "annual_report", 2025, "township", None, None),
    Document("no formula", f"2017年，山东省全面落实《法治政府建设实施纲要（2015—2020年）》，推进依法行政，法治政府建设取得成效。\n一、依法全面履行政府职能\n{WORK}", "annual_report", 2017, "province", "山东省", None),
    Document("plan quoted in the opening", f"2022年，大丰区坚持依法行政，落实《2022年全面依法治区工作要点》《2022年学法计划》。现将法治政府建设情况报告如下：\n{WORK}", "annual_report", 2022, "county", "大丰区", None),
    Document("number's year first", f"根据《关于做好2024年度法治政府建设年度报告工作的通知》（厅字〔2025〕1号）要求，现将我区2024年法治政府建设情况报告如下：\n{WORK}", "annual_report", 2024, "county", None, None),
    Document("year lost its sign", f"宜章县2025年法治政府建设年度报告\n2025坚持依法行政，落实《法治政府建设实施纲要（20212025年）》。{ASKED}{WORK}", "annual_report", 2025, "county", "宜章县", "宜章县2025年法治政府建设年度报告"),
    Document("several authorities", f"2023年，我镇推进法治政府建设，落实湛江市委、市政府和雷州市委、市政府的部署。现将我镇情况报告如下：\n{WORK}", "annual_report", 2023, "township", "雷州市", None),
    # places
    Document("street named like a city", report("丹东街道", 2020), "annual_report", 2020, "township", None, "丹东街道关于2020年度法治政府建设情况的报告"),
    Document("town named like a county", report("东海镇", 2022), "annual_report", 2022, "township", None, "东海镇关于2022年度法治政府建设情况的报告"),
    Document("street of a district", report("鲤城区人民政府金龙街道办事处", 2022), "annual_report", 2022, "township", "鲤城区", "鲤城区人民政府金龙街道办事处关于2022年度法治政府建设情况的报告"),
    Document("township without its government", report("桃源县云岭乡", 2020), "annual_report", 2020, "township", "桃源县", "桃源县云岭乡关于2020年度法治政府建设情况的报告"),
    Document("sumu", report("西乌珠穆沁旗浩勒图苏木", 2020), "annual_report", 2020, "township", "西乌珠穆沁旗", "西乌珠穆沁旗浩勒图苏木关于2020年度法治政府建设情况的报告"),
    Document("zone without its committee", report("连云港经济技术开发区", 2020), "annual_report", 2020, "zone", "连云港市", "连云港经济技术开发区关于2020年度法治政府建设情况的报告"),
    Document("zone in the opening", f"2023年，十堰经济技术开发区党工委、管委会推进法治政府建设。{ASKED}{WORK}", "annual_report", 2023, "zone", "十堰市", None),
    Document("new district that is a district", report("浦东新区人民政府", 2020), "annual_report", 2020, "county", "浦东新区", "浦东新区人民政府关于2020年度法治政府建设情况的报告"),
    Document("district of two names", report("高新区（新市区）人民政府", 2020), "annual_report", 2020, "county", "新市区", "高新区（新市区）人民政府关于2020年度法治政府建设情况的报告"),
    Document("ambiguous district", report("朝阳区", 2022), "annual_report", 2022, "county", None, "朝阳区关于2022年度法治政府建设情况的报告"),
    Document("district settled by its city", f"2022年，朝阳区政府推进法治政府建设，落实《北京市法治政府建设实施意见》。{ASKED}{WORK}", "annual_report", 2022, "county", "朝阳区", None),
    Document("county-level city", report("汨罗市人民政府", 2020), "annual_report", 2020, "county", "汨罗市", "汨罗市人民政府关于2020年度法治政府建设情况的报告"),
    Document("short name of a prefecture", f"2023年，巴州党委、政府推进法治政府建设，落实治疆方略。现就法治政府建设工作报告如下：\n{WORK}", "annual_report", 2023, "prefecture", "巴音郭楞蒙古自治州", None),
    Document("autonomous region", f"2022年，宁夏回族自治区党委和政府推进法治政府建设。{ASKED}{WORK}", "annual_report", 2022, "province", "宁夏回族自治区", None),
    Document("Corps", report("新疆生产建设兵团", 2020), "annual_report", 2020, "province", None, "新疆生产建设兵团关于2020年度法治政府建设情况的报告"),
    Document("Tibet", report("西藏自治区林芝市巴宜区人民政府", 2020), "annual_report", 2020, "county", "巴宜区", "西藏自治区林芝市巴宜区人民政府关于2020年度法治政府建设情况的报告"),
    Document("ministry", report("应急管理部", 2020), "annual_report", 2020, "department", None, "应急管理部关于2020年度法治政府建设情况的报告"),
    Document("city's bureau, its city in the site's row", f"2026-01-20 17:01  |  武汉市水务局\n市水务局2025年度法治政府建设情况报告\n2025年，我局推进依法行政。{ASKED}{WORK}", "annual_report", 2025, "department", "武汉市", "市水务局2025年度法治政府建设情况报告", {"published": "2026-01-20"}),
    Document("committee of two bodies", report("中共淮北市烈山区委烈山区人民政府", 2021), "annual_report", 2021, "county", "烈山区", "中共淮北市烈山区委烈山区人民政府关于2021年度法治政府建设情况的报告"),
    # head
    Document("occasion", report("铜陵市人民政府", 2020, after="（2021年4月28日在市七届人大常委会第九次会议上）\n市人大常委会：\n"), "annual_report", 2020, "prefecture", "铜陵市", "铜陵市人民政府关于2020年度法治政府建设情况的报告", {"published": None}),
    Document("number and signer", report("广东省交通运输厅", 2022, before="粤交法〔2023〕9号\n签发人：某某\n", after="省人民政府：\n"), "annual_report", 2022, "department", "广东省", "广东省交通运输厅关于2022年度法治政府建设情况的报告"),
    Document("covering letter", f"中共龙沙区委：\n区司法局提请报送有关报告，请批示。\n齐齐哈尔市龙沙区司法局\n2021年1月4日\n2020年龙沙区法治政府建设情况报告\n2020年，全区推进依法行政。{ASKED}{WORK}", "annual_report", 2020, "county", "龙沙区", "2020年龙沙区法治政府建设情况报告"),
    Document("signed and dated", report("铜陵市人民政府", 2020) + "铜陵市人民政府\n2021年2月26日\n", "annual_report", 2020, "prefecture", "铜陵市", "铜陵市人民政府关于2020年度法治政府建设情况的报告", {"published": "2021-02-26"}),
    Document("visit clock", f"今天是：2023年10月31日 星期二\n{report('宜章县', 2020)}", "annual_report", 2020, "county", "宜章县", "宜章县关于2020年度法治政府建设情况的报告", {"published": None}),
    # other kinds of reports
    Document("summary", report("龙沙区", 2019, "{year}年法治政府建设工作总结"), "work_summary", 2019, "county", "龙沙区", "龙沙区2019年法治政府建设工作总结"),
    Document("half-year", report("龙沙区", 2019, "{year}年上半年法治政府建设情况报告"), "work_summary", 2019, "county", "龙沙区", "龙沙区2019年上半年法治政府建设情况报告"),
    Document("summary and plan", f"今年以来，我旗推进法治政府建设。现将2024年度我旗法治政府建设工作情况总结和2025年法治政府工作计划如下。\n{WORK}", "work_summary", 2024, "county", None, None),
    Document("bare summary", f"年度工作总结\n2016年，我县坚持依法行政，推进法治政府建设。\n{WORK}", "work_summary", 2016, "county", None, "年度工作总结"),
    Document("press conference", "我市召开法治政府建设新闻发布会\n黄石市司法局\n（2022年6月28日）\n各位新闻界的朋友们：\n大家上午好！我向大家介绍我市法治政府建设推进情况。\n" + WORK, "press_conference", 2022, "department", "黄石市", "我市召开法治政府建设新闻发布会"),
    # no reports
    Document("work points", "龙沙区2020年法治政府建设工作要点\n2020年全区工作的总体要求是落实部署。\n一、规范执法\n要组织案卷评查。\n", "plan", 2020, "county", "龙沙区", "龙沙区2020年法治政府建设工作要点"),
    Document("notice of a plan", "铜陵市人民政府关于印发《铜陵市法治政府建设实施方案》的通知\n各县、区人民政府，市政府各部门：\n现将《铜陵市法治政府建设实施方案》印发给你们，请贯彻执行。\n铜陵市人民政府\n2021年6月13日\n铜陵市法治政府建设实施方案\n为推进依法行政，制定本实施方案。\n一、总体要求\n", "plan", None, "prefecture", "铜陵市", "铜陵市人民政府关于印发《铜陵市法治政府建设实施方案》的通知", {"published": "2021-06-13"}),
    Document("news of a plan, with its text", "近日，市委、市政府印发了《成都市法治政府建设实施方案（2021-2025年）》。\n《成都市法治政府建设实施方案（2021-2025年）》主要内容如下。\n为推进依法行政，制定本实施方案。\n一、总体要求\n", "plan", None, None, "成都市", None, {"level": "any"}),
    Document("news of a report heard", "龙沙区人大常委会审议2020年法治政府建设工作情况报告\n发布日期：2021-05-19\n5月18日，区人大常委会召开会议，听取了有关报告，与会人员作了发言。\n", "other", 2020, "county", "龙沙区", "龙沙区人大常委会审议2020年法治政府建设工作情况报告", {"published": "2021-05-19"}),
    Document("news without a title", "近日，东坡区召开会议，听取2020年度法治政府建设情况的报告，部署下一步工作。\n会议强调，要坚持依法行政。\n", "other", None, "county", "东坡区", None),
    Document("interpretation", "【政策解读】关于《清水县2023年度法治政府建设工作总结的报告》的政策解读\n清水县人民政府 2024年01月08日\n按照要求，我县总结2023年法治政府建设工作，现解读如下：\n一、起草背景\n", "other", None, "county", "清水县", "【政策解读】关于《清水县2023年度法治政府建设工作总结的报告》的政策解读", {"published": "2024-01-08"}),
    Document("questions to a ministry", "司法部负责同志就《法治政府建设实施纲要》答记者问\n近日，有关纲要印发。司法部负责同志回答了记者提问。\n1.出台有什么背景？\n答：有三点。\n2.有哪些内容？\n答：有四点。\n3.如何落实？\n答：抓好学习。\n", "other", None, "department", None, "司法部负责同志就《法治政府建设实施纲要》答记者问", {"level": "any"}),
    Document("disclosure", "宜章县水利局2022年政府信息公开\n年度报告\n2022年，我局围绕重点，公开政府信息120条。\n一、总体情况\n主动公开120条。\n", "other", 2022, "department", "宜章县", "宜章县水利局2022年政府信息公开年度报告"),
    Document("disclosure without a title", "汨罗市交通运输局依据《中华人民共和国政府信息公开条例》编制了本报告，统计期限为2021年1月1日至2021年12月31日。\n一、总体情况\n主动公开120条。\n", "other", 2021, "department", "汨罗市", None),
    Document("audit", "关于山东省2017年度省级预算执行的审计工作报告\n——2018年7月24日在山东省第十三届人民代表大会常务委员会第四次会议上\n山东省审计厅厅长  孙某某\n主任、各位副主任、各位委员：\n我受省政府委托，报告2017年度审计情况，请予审议。\n", "other", 2017, "department", "山东省", "关于山东省2017年度省级预算执行的审计工作报告"),
    Document("personal report", "2022年，我认真履行推进法治建设第一责任人职责。现将本人述法情况报告如下：\n一、学法情况\n学习12次。\n", "other", 2022, None, None, None, {"level": "any", "year": "any"}),
    Document("self-assessment", "宜章县水利局2020年依法行政考核自查报告\n2020年，我局对照指标自查自评，现报告如下：\n一、制度\n健全制度。\n", "other", 2020, "department", "宜章县", "宜章县水利局2020年依法行政考核自查报告", {"year": "any"}),
    Document("essay", "法治政府建设报告制度实证研究\n某 某\n（某大学 法学院）\n摘要：本文考察25份报告。\n一、问题的提出\n", "other", None, None, None, "法治政府建设报告制度实证研究"),
    Document("list", "法治政府建设年度报告公开目录\n序号 名称 公开时限\n1 法治政府建设年度报告 每年4月1日之前\n", "other", None, None, None, "法治政府建设年度报告公开目录", {"level": "any"}),
    Document("another subject", "宜章县应急管理局2021年安全生产工作情况报告\n2021年，我局抓好安全生产。现将有关情况报告如下：\n一、主要工作\n检查企业120家。\n", "other", 2021, "department", "宜章县", "宜章县应急管理局2021年安全生产工作情况报告"),
    Document("government's report", "一、2013年工作回顾\n2013年，我们团结带领全区人民，完成了区五届人大二次会议确定的任务。\n（一）经济平稳发展\n", "other", 2013, None, None, None, {"level": "any"}),
    # kinds that speak of themselves otherwise
    Document("two bodies", report("中共青海省委教育工作委员会青海省教育厅", 2022), "annual_report", 2022, "department", "青海省", "中共青海省委教育工作委员会青海省教育厅关于2022年度法治政府建设情况的报告"),
    Document("bureau without a name", "一、党政主要负责人履行法治建设第一责任人职责情况\n局党组书记带头学法。一是组织学习6次。\n二、2022年推进法治政府建设的主要举措\n（一）规范执法。评查案卷9宗。\n", "annual_report", 2022, "department", None, None),
    Document("number of its own documents", "关于2022年度法治政府建设情况的报告\n一、2022年推进法治政府建设的举措\n（一）健全制度。依照《议事规则》（九龙坡教办〔2022〕9号）办理。\n", "annual_report", 2022, None, "九龙坡区", "关于2022年度法治政府建设情况的报告"),
    Document("plan without a title", "发布时间：2022-05-14 17:27\n2022年是全面提升之年。全市普法工作要以责任制为抓手，推进依法治理。\n一、开展专项宣传\n1.做好宣传。围绕法治诸暨、平安诸暨开展活动。\n", "plan", 2022, "county", "诸暨市", None, {"published": "2022-05-14"}),
    Document("plan of a region", "为贯彻《法治政府建设实施纲要（2021—2025年）》，结合自治区实际，制定本方案。\n一、健全职能体系\n（一）优化协同\n优化组织结构。\n", "plan", None, "province", None, None),
    Document("plan behind a letter without signature", "厅机关各处（室），直属各单位：\n《贵州省水利厅2025年法治政府建设工作要点》已经审议通过，现印发给你们。\n2025年4月28日\n贵州省水利厅2025年法治政府建设\n工作要点\n为落实部署，制定本工作要点。\n一、着力推动发展\n", "plan", 2025, "department", "贵州省", "贵州省水利厅2025年法治政府建设工作要点", {"published": "2025-04-28"}),
    Document("model to be filled in", "2023年区法治政府建设工作情况报告\n下面是小编整理的范文，供大家参考。\n一年来，*区推进依法行政，召开会议*次，办理案件*件。现报告如下：\n一、主要工作\n", "other", None, "county", None, "2023年区法治政府建设工作情况报告", {"title": "any"}),
    Document("review by a congress", "重庆市人大法制委员会对《市政府关于法治政府建设工作情况报告的审议意见研究处理情况的报告》的审查意见\n（2022年12月12日在市五届人大常委会第三十八次会议上）\n市人大常委会：\n2022年6月，会议听取了报告。现将审查意见报告如下。\n", "other", 2022, "department", "重庆市", "重庆市人大法制委员会对《市政府关于法治政府建设工作情况报告的审议意见研究处理情况的报告》的审查意见", {"year": "any"}),
    Document("division of the Corps", "第六师五家渠市政务信息公开指南\n根据条例，编制了本指南。\n一、主动公开\n（一）内容\n", "other", None, "prefecture", "五家渠市", "第六师五家渠市政务信息公开指南"),
    Document("day that runs into the text", "厦门市司法局2024年法治政府建设工作情况报告\n发表时间 : 2025-03-18 16:56:432024年以来，市司法局推进依法行政，" + "持续规范执法行为，" * 16 + "取得成效。现将情况报告如下：\n一、主要成效\n", "annual_report", 2024, "department", "厦门市", "厦门市司法局2024年法治政府建设工作情况报告", {"published": "2025-03-18"}),
    Document("news of another's opinion", "2021年2月，中央全面依法治国委员会印发了意见，要求述法。\n目前，各地区推进述法。\n", "other", None, "country", None, None),
    Document("headline above the day", "法治宣传活动引发市民广泛关注\n2018-02-24 ken\n2月8日上午，司法部举行新闻发布会，回答记者提问。\n", "other", None, "department", None, "法治宣传活动引发市民广泛关注", {"level": "any"}),
    Document("meeting that studies", "县政府常务会议研究法治政府建设等工作\n2023-02-13 08:31 来源：某晚报\n2月10日，县长主持召开县政府第30次常务会议，审议《2022年度法治政府建设情况报告》。\n会议指出，要持续用力。\n", "other", None, "county", None, "县政府常务会议研究法治政府建设等工作", {"published": "2023-02-13"}),
    Document("essay on townships", "浅析我国乡镇法治政府的制度建设\n2019-02-21王某某\n法治政府要求权力来源法定。\n一、现状\n近年来，我国乡镇有了初步进展。\n", "other", None, None, None, "浅析我国乡镇法治政府的制度建设"),
    Document("one of twenty models", "最新乡镇依法行政工作计划（优质20篇）这些范文展示了案例，供大家参考和学习。今年以来，xxx镇推进依法行政。现将一年来依法行政工作汇报如下：1.加强领导。\n", "other", None, "township", None, None, {"title": "any", "year": "any", "level": "any", "region": "any"}),
    Document("updated later than published", "点击数：12   更新日期：2024年01月25日\n应急管理部2023年政府信息公开工作报告\n发布日期：2024-01-24\n2023年，应急管理部推进公开。\n一、总体情况\n", "other", 2023, "department", None, "应急管理部2023年政府信息公开工作报告", {"published": "2024-01-24"}),
    # the same report, printed otherwise
    Document("zone that says we", "唐山市人民政府：\n2022年，芦台经济开发区推进依法行政。现将我区2022年法治政府建设工作作如下汇报。\n一、推进机制\n" + WORK, "annual_report", 2022, "zone", "唐山市", None, {"region": "any"}),
    Document("township on a zone's site", "[ 发布机构 ]万盛经济技术开发区 [ 成文日期 ]2026-02-09\n一、2025年推进法治政府建设的工作开展情况\n（一）加强领导。镇党委、镇政府压实职责，组织学习6次。\n（二）优化服务。办理事项30件。\n", "annual_report", 2025, "township", None, None, {"region": "any"}),
    Document("addressee on the text's line", "市委、市政府：2022年，高新区推进依法行政，规范执法，取得成效。现将法治政府建设情况报告如下：\n" + WORK, "annual_report", 2022, "zone", None, None, {"region": "any"}),
    Document("menu above the text", "政府信息公开指南\n法定主动公开内容\n政府信息公开年报\n2022年，宜章县推进依法行政。现将法治政府建设情况报告如下：\n" + WORK, "annual_report", 2022, "county", "宜章县", None),
    Document("list of years above the title", "2020年法治政府建设情况报告\n2021年法治政府建设情况报告\n" + report("宜章县", 2022, of="{year}年法治政府建设情况报告"), "annual_report", 2022, "county", "宜章县", "宜章县2022年法治政府建设情况报告"),
    Document("meeting heard of work arrangements", "各乡镇人民政府：\n2020年是收官之年。现就做好2020年度法治政府建设工作安排如下：\n一、规范执法\n（一）要评查案卷。\n", "plan", 2020, None, None, None, {"level": "any"}),
    # where places and bodies may stand
    Document('bureau in a menu', '武汉市汉阳区水务和湖泊局\n首页 > 政务公开 > 法治政府建设年度报告\n区水务和湖泊局2022年度法治政府建设情况报告\n发布时间：2023-01-12 10:00 来源：区水务和湖泊局\n2022年，区水务和湖泊局坚持依法治水。现将情况报告如下：\n一、主要工作\n（一）学习宣传。印发《汉阳区水务和湖泊局普法责任清单》。\n', 'annual_report', 2022, 'department', '汉阳区', '区水务和湖泊局2022年度法治政府建设情况报告', {'published': '2023-01-12'}),
    Document('bureau by quoted titles', '2021年度法治政府建设工作情况报告\n来源：市住建局\u3000发布日期：2022-02-08\n按照《淮南市2021年法治政府建设工作要点》要求，现将我局2021年度法治政府建设情况报告如下：\n一、主要做法\n（一）健全机制。制定《淮南市城乡建设局法治建设要点》。\n', 'annual_report', 2021, 'department', '淮南市', '2021年度法治政府建设工作情况报告', {'published': '2022-02-08'}),
    Document('notice of reporting', '关于做好2020年度法治政府建设年度报告工作的通知\n各乡镇人民政府，县直各单位：\n根据规定，现就做好2020年度法治政府建设年度报告工作通知如下：\n一、报告内容\n（一）主要举措。\n请于12月20日前报送。\n泾县全面依法治县委员会办公室\n2020年12月1日\n', 'other', 2020, 'department', '泾县', '关于做好2020年度法治政府建设年度报告工作的通知', {'published': '2020-12-01', 'year': 'any'}),
    Document('news of a bureau', '您现在的位置：首页>>新闻中心>>部门动态\n县司法局召开2022年度法治政府建设工作推进会\n发布时间：2022-08-11\n8月10日，休宁县司法局组织召开推进会，县直各单位参加会议。\n会议指出，要抓好整改。\n', 'other', 2022, 'department', '休宁县', '县司法局召开2022年度法治政府建设工作推进会', {'published': '2022-08-11', 'level': 'any', 'year': 'any'}),
    Document('league', '锡林郭勒盟行政公署关于2019年度法治政府建设情况的报告\n自治区人民政府：\n2019年，全盟上下坚持依法行政。现将有关情况报告如下。\n一、主要工作\n（一）完善制度。制定文件9件。\n锡林郭勒盟行政公署\n2020年3月11日\n', 'annual_report', 2019, 'prefecture', '锡林郭勒盟', '锡林郭勒盟行政公署关于2019年度法治政府建设情况的报告', {'published': '2020-03-11'}),
    Document('banner', '正镶白旗2021年法治政府建设工作报告\n2021年，我旗认真落实自治区、盟部署。现报告如下：\n一、工作成效\n（一）机制。召开会议4次。\n', 'annual_report', 2021, 'county', '正镶白旗', '正镶白旗2021年法治政府建设工作报告'),
    Document('town of a banner', '明安图镇2021年度法治政府建设情况报告\n2021年，在旗委、旗政府的正确领导下，我镇推进依法行政。\n一、工作开展情况\n组织学习9次。\n', 'annual_report', 2021, 'township', None, '明安图镇2021年度法治政府建设情况报告'),
    Document('tax office', '国家税务总局铜陵市税务局2022年法治政府建设工作情况报告\n2022年，铜陵市税务局推进依法治税。现将有关情况报告如下：\n一、主要情况\n（一）依法组织收入。\n', 'annual_report', 2022, 'department', '铜陵市', '国家税务总局铜陵市税务局2022年法治政府建设工作情况报告'),
    Document("region's points behind a letter", '宁夏回族自治区人民政府办公厅关于印发自治区2021年法治政府建设工作要点的通知\n各市、县（区）人民政府，自治区政府各部门、各直属机构：\n《自治区2021年法治政府建设工作要点》已经自治区人民政府同意，现印发给你们，请认真贯彻落实。\n宁夏回族自治区人民政府办公厅\n2021年4月20日\n自治区2021年法治政府建设工作要点\n2021年是“十四五”开局之年。\n一、健全职能体系\n（一）推进机构改革。\n', 'plan', 2021, 'province', '宁夏回族自治区', '宁夏回族自治区人民政府办公厅关于印发自治区2021年法治政府建设工作要点的通知', {'published': '2021-04-20'}),
    Document('street with its district', '合肥市包河区常青街道2023年度法治政府建设情况报告\n2023年，常青街道党工委、办事处推进法治政府建设。\n一、主要工作\n（一）学习。中心组学法6次。\n', 'annual_report', 2023, 'township', '包河区', '合肥市包河区常青街道2023年度法治政府建设情况报告'),
    Document('new district', '上海市浦东新区人民政府关于2020年度法治政府建设情况的报告\n2020年，新区政府推进依法行政。\n一、工作情况\n（一）深化改革。\n', 'annual_report', 2020, 'county', '浦东新区', '上海市浦东新区人民政府关于2020年度法治政府建设情况的报告'),
    Document('interpretation of a notice', '《关于印发2022年法治政府建设工作要点的通知》政策解读\n发布日期：2022-05-06\n一、制定背景\n为推进法治政府建设，绩溪县司法局起草了工作要点。\n', 'other', 2022, 'county', '绩溪县', '《关于印发2022年法治政府建设工作要点的通知》政策解读', {'published': '2022-05-06', 'year': 'any', 'level': 'any'}),
    Document('county without a name', '县人民政府关于2021年法治政府建设情况的报告\n——2022年2月20日在县第十八届人民代表大会常务委员会第三次会议上\n县司法局局长  王某某\n主任、各位副主任、各位委员：\n受县人民政府委托，现将2021年法治政府建设情况报告如下，请予审议。\n一、主要工作\n（一）岳西县坚持依法行政。\n', 'annual_report', 2021, 'county', '岳西县', '县人民政府关于2021年法治政府建设情况的报告', {'region': 'any'}),
    Document('industrial park', '苏州工业园区2020年法治政府建设情况报告\n2020年，园区党工委、管委会推进法治建设。\n一、工作情况\n（一）深化改革。\n', 'annual_report', 2020, 'zone', '苏州市', '苏州工业园区2020年法治政府建设情况报告'),
    Document('committee and government', '中共阜南县委 阜南县人民政府\n关于2022年度法治政府建设情况的报告\n中共阜阳市委、阜阳市人民政府：\n2022年，阜南县推进法治政府建设。现报告如下：\n一、主要举措\n（一）制度。\n', 'annual_report', 2022, 'county', '阜南县', '中共阜南县委阜南县人民政府关于2022年度法治政府建设情况的报告'),
    Document('city meeting', '市政府常务会议研究法治政府建设等工作\n2023-02-13 08:31 来源：亳州晚报\n2月10日，市长主持召开市政府第30次常务会议，审议《2022年度法治政府建设情况报告》。\n会议指出，要持续用力。\n', 'other', None, 'prefecture', '亳州市', '市政府常务会议研究法治政府建设等工作', {'published': '2023-02-13', 'region': 'any', 'level': 'any'}),
    Document('district in the breadcrumb', '您当前的位置：首页 > 合肥市包河区人民政府 > 政务公开 > 法治政府建设\n区水务局2022年度法治政府建设情况报告\n2022年，区水务局坚持依法治水。现将情况报告如下：\n一、主要工作\n（一）完善制度。制定文件3件。\n', 'annual_report', 2022, 'department', '包河区', '区水务局2022年度法治政府建设情况报告'),
    Document('city in the source', '市住建局2021年法治政府建设情况报告\n来源：亳州市住房和城乡建设局\n2021年，市住建局推进依法行政。现将情况报告如下：\n一、主要工作\n（一）完善制度。制定文件3件。\n', 'annual_report', 2021, 'department', '亳州市', '市住建局2021年法治政府建设情况报告'),
    Document('city in quoted titles', '2020年法治政府建设情况报告\n2020年，我局推进依法行政，印发《池州市生态环境局行政执法公示办法》《池州市生态环境局普法责任清单》。现将情况报告如下：\n一、主要工作\n（一）完善制度。制定文件3件。\n', 'annual_report', 2020, 'department', '池州市', '2020年法治政府建设情况报告'),
    Document("district in the day's row", '西河镇2023年度法治政府建设情况报告\n宣州区西河镇  2024-01-10\n2023年，西河镇推进依法行政。现将情况报告如下：\n一、主要工作\n（一）完善制度。制定文件3件。\n', 'annual_report', 2023, 'township', '宣州区', '西河镇2023年度法治政府建设情况报告', {'published': '2024-01-10'}),
    Document('namesake by the addressee', '鼓楼区人民政府关于2021年度法治政府建设情况的报告\n福州市人民政府：\n2021年，我区推进依法行政。现将情况报告如下：\n一、主要工作\n（一）完善制度。制定文件3件。\n', 'annual_report', 2021, 'county', '鼓楼区', '鼓楼区人民政府关于2021年度法治政府建设情况的报告'),
    Document('namesake without evidence', '朝阳区2021年度法治政府建设情况报告\n2021年，朝阳区推进依法行政。现将情况报告如下：\n一、主要工作\n（一）完善制度。制定文件3件。\n', 'annual_report', 2021, 'county', None, '朝阳区2021年度法治政府建设情况报告'),
    Document('county with its chain', '安徽省蚌埠市固镇县人民政府2021年法治政府建设年度报告\n2021年，固镇县推进依法行政。现将情况报告如下：\n一、主要工作\n（一）完善制度。制定文件3件。\n', 'annual_report', 2021, 'county', '固镇县', '安徽省蚌埠市固镇县人民政府2021年法治政府建设年度报告'),
    Document('autonomous region again', '广西壮族自治区2019年法治政府建设情况报告\n2019年，自治区党委、政府推进依法行政。现将情况报告如下：\n一、主要工作\n（一）完善制度。制定文件3件。\n', 'annual_report', 2019, 'province', '广西壮族自治区', '广西壮族自治区2019年法治政府建设情况报告'),
    Document('short prefecture', '恩施州2020年法治政府建设情况报告\n2020年，全州推进依法行政。现将情况报告如下：\n一、主要工作\n（一）完善制度。制定文件3件。\n', 'annual_report', 2020, 'prefecture', '恩施土家族苗族自治州', '恩施州2020年法治政府建设情况报告'),
    Document('autonomous prefecture', '凉山彝族自治州2018年法治政府建设工作情况的报告\n2018年，凉山州推进依法行政。现将情况报告如下：\n一、主要工作\n（一）完善制度。制定文件3件。\n', 'annual_report', 2018, 'prefecture', '凉山彝族自治州', '凉山彝族自治州2018年法治政府建设工作情况的报告'),
    Document('zone of a municipality', '天津滨海高新区2022年度法治政府建设情况报告\n2022年，滨海高新区推进依法行政。现将情况报告如下：\n一、主要工作\n（一）完善制度。制定文件3件。\n', 'annual_report', 2022, 'zone', '天津市', '天津滨海高新区2022年度法治政府建设情况报告', {'region': 'any'}),
    Document('street office', '济南市章丘区文祖街道办事处2022年度法治政府建设工作报告\n2022年，文祖街道推进依法行政。现将情况报告如下：\n一、主要工作\n（一）完善制度。制定文件3件。\n', 'annual_report', 2022, 'township', '章丘区', '济南市章丘区文祖街道办事处2022年度法治政府建设工作报告'),
    Document("bureau by the day's row", '市场监督管理局2022年法治政府建设工作报告\n当涂县市场监督管理局 2023-01-09 10:20\n2022年，县市场监督管理局推进依法行政。现将情况报告如下：\n一、主要工作\n（一）完善制度。制定文件3件。\n', 'annual_report', 2022, 'department', '当涂县', '市场监督管理局2022年法治政府建设工作报告', {'published': '2023-01-09'}),
    Document('Corps division with its city', '新疆生产建设兵团第八师石河子市2021年法治政府建设情况报告\n2021年，八师石河子市推进依法行政。现将情况报告如下：\n一、主要工作\n（一）完善制度。制定文件3件。\n', 'annual_report', 2021, 'prefecture', '石河子市', '新疆生产建设兵团第八师石河子市2021年法治政府建设情况报告', {'level': 'any'}),
    Document('area office', '阿勒泰地区行政公署2020年法治政府建设情况报告\n2020年，全地区推进依法行政。现将情况报告如下：\n一、主要工作\n（一）完善制度。制定文件3件。\n', 'annual_report', 2020, 'prefecture', '阿勒泰地区', '阿勒泰地区行政公署2020年法治政府建设情况报告'),
    Document('signed by the county', '关于2022年度法治政府建设工作情况的报告\n中共灵璧县委：\n2022年，灵璧县人民政府推进依法行政。现将情况报告如下：\n一、主要工作\n（一）完善制度。制定文件3件。\n灵璧县人民政府\n2023年1月12日\n', 'annual_report', 2022, 'county', '灵璧县', '关于2022年度法治政府建设工作情况的报告', {'published': '2023-01-12'}),
    Document('scenic area', '黄山风景区管委会2021年度法治政府建设情况报告\n2021年，黄山风景区管委会推进依法行政。现将情况报告如下：\n一、主要工作\n（一）完善制度。制定文件3件。\n', 'annual_report', 2021, 'zone', '黄山市', '黄山风景区管委会2021年度法治政府建设情况报告', {'region': 'any'}),
    Document('survey team', '国家统计局铜陵调查队2021年法治政府建设情况报告\n2021年，铜陵调查队推进依法统计。现将情况报告如下：\n一、主要工作\n（一）完善制度。制定文件3件。\n', 'annual_report', 2021, 'department', '铜陵市', '国家统计局铜陵调查队2021年法治政府建设情况报告', {'region': 'any'}),
    Document('police summary', '临高县公安局2022年度法治公安建设工作总结\n2022年，临高县公安局推进法治公安建设，规范执法。现总结如下：\n一、主要工作\n（一）完善制度。制定文件3件。\n', 'work_summary', 2022, 'department', '临高县', '临高县公安局2022年度法治公安建设工作总结', {'doc_type': 'any'}),
    Document('half a year without a name', '2021年上半年法治政府建设工作情况报告\n今年以来，肥西县推进依法行政。现将上半年情况报告如下：\n一、主要工作\n（一）完善制度。制定文件3件。\n', 'work_summary', 2021, 'county', '肥西县', '2021年上半年法治政府建设工作情况报告'),
    Document('published as a notice', '关于肥东县2022年法治政府建设情况的公示\n根据规定，现将肥东县2022年法治政府建设情况公示如下：\n一、主要工作\n（一）制度。制定文件3件。\n', 'annual_report', 2022, 'county', '肥东县', '关于肥东县2022年法治政府建设情况的公示', {'doc_type': 'any'}),
    Document('notice that asks for reports', '关于报送2020年度法治政府建设年度报告的通知\n各乡镇人民政府，县直各单位：\n现将2020年度法治政府建设年度报告有关事项通知如下：\n一、报告内容\n（一）推进法治政府建设的主要举措和成效。\n请于12月20日前报送。\n泾县全面依法治县委员会办公室\n2020年12月1日\n', 'other', 2020, 'department', '泾县', '关于报送2020年度法治政府建设年度报告的通知', {'published': '2020-12-01', 'year': 'any'}),
    Document('handed in as a notice', '关于报送2021年度法治政府建设情况报告的通知\n县委依法治县办：\n现将泾县2021年度法治政府建设情况报告如下：\n一、主要工作\n（一）制度。制定文件3件。\n', 'annual_report', 2021, 'county', '泾县', '关于报送2021年度法治政府建设情况报告的通知', {'level': 'any'}),
    Document('handed in as a letter', '铜官区人民政府办公室关于报送2021年度法治政府建设情况的函\n市委依法治市办：\n现将铜官区2021年度法治政府建设情况报送如下：\n一、主要工作\n（一）制度。制定文件3件。\n', 'annual_report', 2021, 'county', '铜官区', '铜官区人民政府办公室关于报送2021年度法治政府建设情况的函', {'doc_type': 'any', 'level': 'any'}),
    Document('year behind the subject', '义安区司法局法治政府建设2023年度工作报告\n2023年，义安区司法局推进依法行政。现将情况报告如下：\n一、主要工作\n（一）完善制度。制定文件3件。\n', 'annual_report', 2023, 'department', '义安区', '义安区司法局法治政府建设2023年度工作报告'),
    Document('situation without report', '枞阳县2022年度推进法治政府建设工作情况\n2022年，枞阳县推进依法行政。\n\n一、主要工作\n（一）完善制度。制定文件3件。\n', 'annual_report', 2022, 'county', '枞阳县', '枞阳县2022年度推进法治政府建设工作情况'),
    Document('summary and intentions', '歙县全面依法治县工作2021年总结和2022年打算\n2021年，歙县推进依法治县。\n\n一、主要工作\n（一）完善制度。制定文件3件。\n二、2022年工作打算\n（一）加强培训。\n', 'work_summary', 2021, 'county', '歙县', '歙县全面依法治县工作2021年总结和2022年打算'),
    # of other kinds
    Document('meeting of a county', '绩溪县召开2023年法治政府建设工作会议\n2023-04-11 来源：绩溪县司法局\n4月10日，绩溪县召开会议，县委副书记出席。\n会议要求，要压实责任。\n', 'other', 2023, 'county', '绩溪县', '绩溪县召开2023年法治政府建设工作会议', {'published': '2023-04-11', 'level': 'any'}),
    Document('notice of inspection', '关于开展2022年度法治政府建设督察的通知\n各镇党委、政府，县直各单位：\n为推进法治政府建设，决定开展督察。现将有关事项通知如下：\n一、督察内容\n（一）责任落实。\n旌德县委依法治县办\n2022年9月8日\n', 'other', 2022, 'department', '旌德县', '关于开展2022年度法治政府建设督察的通知', {'published': '2022-09-08'}),
    Document('yearly plan', '郎溪县2022年法治政府建设工作计划\n为推进法治政府建设，制定本计划。\n一、总体要求\n（一）坚持党的领导。\n二、重点任务\n（一）规范执法。县司法局牵头。\n', 'plan', 2022, 'county', '郎溪县', '郎溪县2022年法治政府建设工作计划'),
    Document('list of duties', '宁国市市场监管局2021年度普法责任清单\n序号 内容 责任单位\n1 宪法 法规科\n2 民法典 办公室\n', 'other', 2021, 'department', '宁国市', '宁国市市场监管局2021年度普法责任清单', {'year': 'any'}),
    Document('plan printed with its title', '中共宣城市委办公室 宣城市人民政府办公室印发《宣城市法治政府建设实施方案（2021—2025年）》\n为贯彻纲要，制定本方案。\n一、总体要求\n（一）指导思想。\n', 'plan', None, 'prefecture', '宣城市', '中共宣城市委办公室 宣城市人民政府办公室印发《宣城市法治政府建设实施方案（2021—2025年）》'),
    Document('report of an officer', '广德市司法局局长王某某2022年度述法报告\n2022年，本人认真履行推进法治建设第一责任人职责。现将述法情况报告如下：\n一、履职情况\n（一）学法。\n', 'other', 2022, 'department', '广德市', '广德市司法局局长王某某2022年度述法报告'),
    Document('disclosure of a city', '无为市2022年政府信息公开工作年度报告\n根据条例要求，编制本报告。\n一、总体情况\n2022年，全市主动公开信息3万条。\n', 'other', 2022, 'county', '无为市', '无为市2022年政府信息公开工作年度报告'),
    Document('plan of example', '繁昌区法治政府建设示范创建实施方案\n为创建示范，制定本方案。\n一、总体要求\n（一）目标。\n', 'plan', None, 'county', '繁昌区', '繁昌区法治政府建设示范创建实施方案'),
    Document('speech', '在全县法治政府建设推进会上的讲话\n县委副书记、县长 李某某\n（2022年5月6日）\n同志们：\n今天召开会议，部署法治政府建设。\n一、提高认识\n要增强自觉。\n', 'other', None, None, None, '在全县法治政府建设推进会上的讲话', {'level': 'any', 'published': 'any', 'year': 'any'}),
    Document('study at a meeting', '贵池区政府常务会议传达学习习近平法治思想\n发布时间：2022-08-19 16:20\n8月18日，区长主持召开常务会议。\n会议强调，要深入学习。\n', 'other', None, 'county', '贵池区', '贵池区政府常务会议传达学习习近平法治思想', {'published': '2022-08-19', 'level': 'any'}),
    Document('rules of assessment', '石台县2021年度依法行政工作考核办法\n第一条 为推进依法行政，制定本办法。\n第二条 考核对象为各单位。\n', 'other', 2021, 'county', '石台县', '石台县2021年度依法行政工作考核办法', {'year': 'any'}),
    Document('assessment of a bureau', '东至县审计局2022年度绩效自评报告\n2022年，我局围绕中心开展审计。现将自评情况报告如下：\n一、基本情况\n完成项目12个。\n', 'other', 2022, 'department', '东至县', '东至县审计局2022年度绩效自评报告'),
    Document('petitions summary', '青阳县信访局2022年工作总结\n2022年，我局化解矛盾。现总结如下：\n一、主要工作\n办理信访200件。\n', 'other', 2022, 'department', '青阳县', '青阳县信访局2022年工作总结', {'doc_type': 'any'}),
    Document('assessment of law teaching', '池州市“八五”普法规划中期评估报告\n2021年以来，全市推进普法。现将情况报告如下：\n一、工作开展情况\n（一）加强领导。\n', 'other', None, 'prefecture', '池州市', '池州市“八五”普法规划中期评估报告', {'year': 'any'}),
    Document('conference with questions', '安庆市法治政府建设新闻发布会\n时间：2022年3月18日\n主持人：各位记者朋友，大家上午好。今天请市司法局介绍情况。\n市司法局局长：感谢大家。2021年，全市推进法治政府建设。\n记者：请问复议工作有何进展？\n答：办案300件。\n', 'press_conference', None, 'prefecture', '安庆市', '安庆市法治政府建设新闻发布会', {'year': 'any', 'level': 'any'}),
    Document('points of a leading group', '怀宁县法治政府建设工作领导小组关于印发2021年工作要点的通知\n各乡镇：\n现将《怀宁县2021年法治政府建设工作要点》印发给你们。\n2021年3月8日\n怀宁县2021年法治政府建设工作要点\n2021年是开局之年。\n一、规范执法\n（一）评查案卷。\n', 'plan', 2021, 'county', '怀宁县', '怀宁县法治政府建设工作领导小组关于印发2021年工作要点的通知', {'published': '2021-03-08', 'level': 'any'}),
    Document('survey by a congress', '太湖县法治政府建设工作情况调研报告\n为了解全县法治政府建设情况，县人大监察司法委开展调研。现将调研情况报告如下：\n一、基本情况\n（一）制度。\n', 'other', None, 'county', '太湖县', '太湖县法治政府建设工作情况调研报告', {'level': 'any'}),
]  # fmt: skip
