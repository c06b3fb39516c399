"""Reports in the manner of government sites, each with its whole text known: the builders of several tests."""

from __future__ import annotations

import html

TITLE = "青岚市人民政府关于2021年度法治政府建设情况的报告"
PARTS = (
    (
        "一、依法全面履行政府职能",
        "（一）简化办事流程。市政务服务中心合并窗口9个，办件时间平均缩短三分之一，企业开办当日办结，全年减少群众跑动4万余次。",
        "（二）优化营商环境。出台惠企措施18条，清理收费项目7项，为小微企业减免费用560万元，组织银企对接活动3场。",
    ),
    (
        "二、健全依法行政制度体系",
        "全年制定政府规章1件、规范性文件14件，均经合法性审核和集体讨论决定；清理文件26件，废止8件，向社会公布结果。",
    ),
    (
        "三、严格规范公正文明执法",
        "推行行政执法公示、全过程记录、重大执法决定法制审核制度，评查案卷180宗，培训执法人员1500名，公开执法信息2万条。",
    ),
    (
        "四、依法化解社会矛盾纠纷",
        "受理行政复议申请64件，审结60件，调解组织调处纠纷7200件，调解成功率97%，行政机关负责人出庭应诉38人次。",
    ),
    ("五、存在的问题", "个别单位对行政执法监督重视不够，基层执法人员业务能力有待提高。"),
)
LINES = [
    TITLE,
    "2021年，全市深入学习贯彻习近平法治思想，扎实推进法治政府建设，各项工作取得新进展。现将有关情况报告如下：",
    *(line for part in PARTS for line in part),
    "青岚市人民政府",
    "2022年2月28日",
]
BODY = "".join(f"<p>{html.escape(line)}</p>" for line in LINES[1:])
N_CHARS = sum(len("".join(line.split())) for line in LINES)


def make_site_page(body: str, *, title: str = TITLE) -> bytes:
    """A page of a site: navigation, the title, what the site puts below it, and a script."""
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title></head><body>'
        '<div class="nav"><a href="/">首页</a><a href="/x">政务公开</a></div>'
        f"<h1>{title}</h1>{body}<script>show()</script></body></html>"
    ).encode()
