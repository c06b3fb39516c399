"""Reports for the documents of :mod:`tests.reading.site_documents`: real places, everything else invented.

Each has its own issuer, year and figures, so that no two are near-duplicates, and is written as such offices write.
"""

from __future__ import annotations

from typing import NamedTuple

ISSUERS = (  # issuer, level, region, how it speaks of itself
    ("铜陵市人民政府", "prefecture", "铜陵市", "全市"),
    ("宜章县水利局", "department", "宜章县", "我局"),
    ("桃源县云岭乡人民政府", "township", "桃源县", "我乡"),
    ("龙沙区人民政府", "county", "龙沙区", "全区"),
    ("连云港经济技术开发区管委会", "zone", "连云港市", "全区"),
    ("广东省交通运输厅", "department", "广东省", "我厅"),
    ("山东省人民政府", "province", "山东省", "全省"),
    ("汨罗市人民政府", "county", "汨罗市", "全市"),
    ("西乌珠穆沁旗人民政府", "county", "西乌珠穆沁旗", "全旗"),
    ("鲤城区金龙街道办事处", "township", "鲤城区", "街道"),
    ("武汉市水务局", "department", "武汉市", "我局"),
    ("巴音郭楞蒙古自治州人民政府", "prefecture", "巴音郭楞蒙古自治州", "全州"),
)
TITLES = (
    ("{issuer}关于{year}年度法治政府建设情况的报告", "annual_report"),
    ("{issuer}{year}年法治政府建设工作报告", "annual_report"),
    ("{issuer}{year}年度法治政府建设年度报告", "annual_report"),
    ("{issuer}{year}年法治政府建设工作总结", "work_summary"),
)
_NUMERALS = "一二三四五六七八"
_SECTIONS = (
    ("提升依法履职水平", ("精简办事环节。合并窗口{a}个，承诺时限平均缩短{b}个工作日，群众少跑路{c}.{a}万人次，好差评系统评价{d}条，满意率9{b}.{c}%。", "改善营商环境。走访企业{d}家，解决难题{a}件，清理收费{c}项，减免费用{d}万元；约谈银行{b}家，为小微企业增贷{a}亿元。")),
    ("健全依法行政制度", ("审查规范性文件{a}件，提出意见{d}条，采纳{c}{b}条；清理{d}件，废止{b}件、修改{c}件，目录向社会公布，报备率、及时率均为100%。",)),
    ("规范重大行政决策", ("公布决策事项目录{b}项，组织论证{a}场、听证{b}场、风险评估{c}次，法律顾问审查合同{d}份，集体讨论{a}次，全过程记录归档。",)),
    ("严格规范公正文明执法", ("落实三项制度。公示执法信息{d}{a}条，配备记录仪{a}{b}台，审核重大执法决定{c}{b}件，评查案卷{d}宗，发现问题{a}处，全部整改。", "提高执法能力。一是培训{b}期{d}人次。二是组织考试{c}场，合格率9{b}%。三是核发证件{d}个，注销{a}个。")),
    ("强化行政权力监督", ("办理代表建议{a}件、委员提案{c}{b}件，答复率100%；接受审计{b}次，整改问题{a}个；公开信息{d}{c}条，答复申请{a}件，无一超期。",)),
    ("化解社会矛盾纠纷", ("排查纠纷{d}{b}件，调解成功9{c}.{b}%；受理复议{a}件，办结{b}{c}件；出庭应诉{c}人次，出庭率100%；接待来访{d}批，积案化解{a}件。",)),
)  # fmt: skip


class Report(NamedTuple):
    """A report: what a reader takes from it, and its lines, the title first."""

    title: str
    issuer: str
    doc_type: str
    year: int
    level: str
    region: str
    lines: list[str]

    @property
    def body(self) -> list[str]:
        """The lines below the title."""
        return self.lines[1:]


def make_report(number: int, *, title: int | None = None) -> Report:
    """Report of this number, with its own issuer, year, order of sections and figures."""
    issuer, level, region, own = ISSUERS[number % len(ISSUERS)]
    year = 2017 + (number * 5) % 7
    pattern, doc_type = TITLES[number % 3 if title is None else title]
    figures = {
        "a": 11 + number % 37,
        "b": 2 + number % 7,
        "c": 3 + (number * 3) % 6,
        "d": 101 + 13 * number % 397,
    }
    shift = number % len(_SECTIONS)
    lines = [
        pattern.format(issuer=issuer, year=year),
        f"{year}年，{own}坚持以法治引领各项工作，完善制度，规范执法，全年任务如期完成。现将{year}年法治政府建设情况报告如下：",
    ]
    for numeral, (head, paragraphs) in zip(_NUMERALS, (*_SECTIONS[shift:], *_SECTIONS[:shift]), strict=False):
        lines.append(f"{numeral}、{head}")
        inner = [text.format(**figures) for text in paragraphs]
        lines += [
            f"（{_NUMERALS[place]}）{text}" if len(inner) > 1 else text for place, text in enumerate(inner)
        ]
    lines += [
        "七、存在的问题",
        f"个别单位对程序重视不够，基层执法力量不足，{figures['b']}个事项的办理仍有拖延，与群众的期待还有差距。",
        "八、下一步打算",
        f"继续压实责任，开展专项督查{figures['c']}次，充实执法力量，补齐短板，推动各项任务落实。",
        issuer,
        f"{year + 1}年{1 + number % 3}月{3 + number % 20}日",
    ]
    return Report(lines[0], issuer, doc_type, year, level, region, lines)
