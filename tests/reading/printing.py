"""A report of the tests' own, and the forms in which offices and programs hand it on: printed, quoted, on one line."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import pandas as pd

from analysis.text import plain

_SECTIONS = {
    "依法全面履行政府职能": [
        "深化简政放权。取消审批事项12项，下放5项，压缩办理时限三分之一以上，企业开办当日办结，群众办事少跑路7万人次，满意率达到98.6%。",
        "优化营商环境。出台惠企措施26条，清理各类收费9项，减免税费730万元；开展银企对接4场，解决融资难题31件，推动“一件事一次办”落地。",
    ],
    "完善依法行政制度体系": [
        "加强制度建设。制定规范性文件17件，均经合法性审核、集体讨论和公开征求意见，报备率、及时率、规范率均达100%。",
        "开展文件清理。一是组织全面清理，废止8件、修改3件。二是公布目录，向社会公开继续有效的文件41件。三是建立台账，实行动态管理。",
    ],
    "坚持严格规范公正文明执法": [
        "推行“三项制度”。配备执法记录仪120台，公示执法信息4300条，审核重大执法决定66件，评查案卷210宗，优秀率87%。",
        "加强队伍建设。1.开展培训6期，参训900人次。2.组织考试2场，合格率96%。3.办理执法证件198个，清理不合格人员11名。",
    ],
    "强化对行政权力的制约和监督": [
        "自觉接受人大及其常委会监督，办理代表建议94件、政协提案132件，办复率均为100%。公开政府信息5200条，受理依申请公开38件，全部按期答复。"
    ],
    "依法有效化解社会矛盾纠纷": [
        "受理行政复议申请76件，审结71件，纠错率9.9%。行政机关负责人出庭应诉43人次。人民调解组织调处纠纷8453件，成功率98.2%，信访积案逐件化解。"
    ],
    "存在的主要问题": [
        "一年来，工作虽然取得一定成绩，但与上级要求和群众期待相比还有差距：个别单位重视不够，基层执法力量薄弱，普法宣传的针对性不强。"
    ],
    "下一步工作打算": [
        "抓好重点任务落实。对照实施纲要逐项分解，明确责任单位和完成时限，定期督查，年内开展专项检查4次。",
        "加强队伍建设。加大培训力度，充实基层执法力量，改善装备条件，推动执法重心下移。",
    ],
}
_NUMERALS = "一二三四五六七八九十"
REPORT = [
    "河湾县人民政府关于2019年度法治政府建设情况的报告",
    "2019年，在上级党委、政府的坚强领导下，我县围绕中心、服务大局，扎实推进依法行政，各项工作取得明显成效。现将有关情况报告如下：",
    *(
        line
        for number, (head, paragraphs) in zip(_NUMERALS, _SECTIONS.items(), strict=False)
        for line in (
            f"{number}、{head}",
            *(
                f"（{inner}）{paragraph}" if len(paragraphs) > 1 else paragraph
                for inner, paragraph in zip(_NUMERALS, paragraphs, strict=False)
            ),
        )
    ),
    "河湾县人民政府",
    "2020年3月12日",
]
_NO_START = "，。、：；！？）》”’"


def rows(
    paragraph: str, width: float, indent: str = "", *, half: float = 0.5, hang: bool = True
) -> list[str]:
    """The printed rows of a paragraph: `width` characters each, of which a letter or digit takes `half`.

    With `hang`, stops hang over the margin, as paper has them; a program that counts characters does not know them.
    """
    wide = {char: 1.0 if unicodedata.east_asian_width(char) in "WFA" else half for char in indent + paragraph}
    wide["\t"] = 2.0
    done, row = [], indent
    for char in paragraph:
        if sum(wide[one] for one in row) + wide[char] > width and not (hang and char in _NO_START):
            done.append(row)
            row = ""
        row += char
    return [*done, row]


def forms(width: int) -> Iterator[tuple[str, str]]:
    """Names of ways to print a report, and the report printed so."""
    indented = [row for paragraph in REPORT for row in rows(paragraph, width, "\u3000\u3000")]
    yield "indented", "\n".join(indented)
    yield "double spaced", "\n\n".join(indented)
    yield "tabs", "\r\n".join(row for paragraph in REPORT for row in rows(paragraph, width, "\t"))
    yield "blank lines between", "\n\n".join("\n".join(rows(paragraph, width)) for paragraph in REPORT)
    counted = [row for paragraph in REPORT for row in rows(paragraph, width, half=1.0, hang=False)]
    yield "characters counted", "\n".join(counted)
    numbered = [
        mark
        for place, row in enumerate(indented)
        for mark in ([row, f"— {place // 12 + 1} —"] if place % 12 == 11 else [row])
    ]
    yield "page numbers", "\n".join(numbered)
    breaks = [("\f" if place % 12 == 11 else "") + row for place, row in enumerate(indented)]
    yield "page breaks", "\n".join(breaks)


def report_table(text: str) -> pd.DataFrame:
    """A text as the table of reports that it alone makes."""
    return pd.DataFrame({"report_id": ["r"], "year": [2019], "text": [text]})


def chars_of_sections(paragraphs: pd.DataFrame) -> list[tuple[str, str]]:
    """Role and number of the outer heading of each character that prints; a standing heading counts as text."""
    return [
        ("text" if role == "heading" else role, plain(heading)[:1] if isinstance(heading, str) else "")
        for role, heading, text in zip(
            paragraphs["role"], paragraphs["heading_1"], paragraphs["text"], strict=True
        )
        for _ in plain(text)
    ]
