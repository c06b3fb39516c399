"""Who reports: the body that the title begins with, signs, acts in the opening, or that the site's rows name.

A body that only a quoted title, an addressee or a covering letter names is not the issuer. A report may speak of itself
as 我局 or 县教育局: that tells the level, and to which government the body belongs, though not its name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from analysis.reading.evidence.bodies import acting_body, is_body, level_of, subject_of
from analysis.reading.evidence.candidates import Candidate
from analysis.reading.evidence.dates import date_opens
from analysis.reading.evidence.head import Head
from analysis.reading.evidence.publication import find_doc_number, tail_of
from analysis.reading.evidence.rows import ISSUER_KEYS, SOURCE_KEYS
from analysis.reading.evidence.script import legible
from analysis.reading.evidence.title_forms import TOPIC

_CLAUSES = 8  # of the opening
_CLAUSE = re.compile("[,。;:]")
_QUOTE = re.compile(r"《[^《》]{0,200}》|〈[^〈〉]{0,200}〉|<[^<>]{0,200}>|\([^()]{0,60}\)")
_SELF = re.compile(
    r"[我本](?:局|厅|委|办|院|部|中心|县|市|区|省|州|旗|盟|镇|乡|街道|街|管委会|开发区|高新区|园区|处|站|队|公司)"
)
_NO_CITY = re.compile("市(?:场|容|政(?!府))")  # 市场监督管理局, of whatever government
_COMMISSIONS = ("行署", "行政公署")  # of a prefecture without a people's congress
_CHARGED = re.compile(
    r"(?:受(?=.{2,14}委托)|我代表)([\u4e00-\u9fff]{0,12}?(?:[省市县区旗州乡镇](?:人民)?政府|行署|行政公署|国务院))"
)
_BUREAU = re.compile(r"[市县区省]局(?=党[委组]|机关|领导|组织|高度|[,、])")
_HAPPENS = re.compile("印发|发布|出台|要求|发出|下发|通报")
_COUNCIL = re.compile("(镇|乡|街道)(?:党委|党工委|政府|办事处)")  # of townships that speak of themselves
_SUITED = re.compile(r"结合(自治区|[省市县区州旗镇乡])实际")
_OWN = re.compile(r"(?:^|[。,;:、])([局厅委院])(?=党[组委]|领导班子|机关|主要领导)")
_WHOLE = re.compile(r"全(?:县|市|区|省|州|旗|盟|镇|乡|街道)")
_NOW = re.compile(
    r"现(?:将|就|对|公布|发布)(?:20\d\d年度?)?(?P<body>[\u4e00-\u9fff]{1,30}?)(?=20\d\d|信息公开|政府信息|法治|依法|本年|上年|年度|工作|有关|推进|一年|的|情况|今年|全年|落实|贯彻)"
)
_BEFORE = re.compile(r"^(?:20\d\d年?(?:度|以来|来)?|今年以来|一年来|五年来|我代表)?")
_LED = re.compile("(?:领导|指导|关心)下")
_LED_BY = 80  # characters before that which name who leads
_LEADERS = re.compile(r"([省市县区旗州盟])(?:委|政府|人民政府)")
_OFFICER = re.compile(
    r"(?P<body>[\u4e00-\u9fff]{2,30}?(?:局|厅|委|委员会|办|署|部|院))(?:党[组委]书记|副?局长|副?厅长|副?主任|副?部长|局长|厅长|主任|部长|[、])"
)
# signs of provinces that begin no city's number too
PROVINCES = dict(
    zip(
        "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川黔滇藏陕甘",
        [
            "北京市",
            "天津市",
            "河北省",
            "山西省",
            "内蒙古自治区",
            "辽宁省",
            "吉林省",
            "黑龙江省",
            "上海市",
            "江苏省",
            "浙江省",
            "安徽省",
            "福建省",
            "江西省",
            "山东省",
            "河南省",
            "湖北省",
            "湖南省",
            "广东省",
            "广西壮族自治区",
            "海南省",
            "重庆市",
            "四川省",
            "贵州省",
            "云南省",
            "西藏自治区",
            "陕西省",
            "甘肃省",
        ],
        strict=True,
    )
)
_PROVINCE_NUMBER = re.compile(
    r"([京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川黔滇藏陕甘])政府?办?(?:发|字|函|规)"
)
_MEDIA = re.compile("融媒体中心$|电视台$|日报社$")  # which print reports of others
_NAMED_PLACE = re.compile(r"[\u4e00-\u9fff]{2,}[省市县区旗州盟镇乡]|[\u4e00-\u9fff]{2,}(?:街道|苏木)")


class Issuer(NamedTuple):
    """A body that may be the issuer.

    Attributes
    ----------
    name : str
        As the text has it, legible; also 我局 or 县教育局.
    level : str
        Level of government.
    """

    name: str
    level: str


def find_issuers(title: str | None, head: Head, lines: list[str]) -> list[Candidate[Issuer]]:
    """Candidates for the issuer; also self-references, which name none but tell the level.

    Parameters
    ----------
    title : str or None
        The title, legible.
    head : Head
        The head of the document.
    lines : list of str
        All lines, the signature's among the last.

    Returns
    -------
    list of Candidate
        Places: ``title``, ``signature``, ``opening``, ``key row``, ``site row``, ``speaker``, ``text``.

    Examples
    --------
    >>> from analysis.reading.evidence.head import read_head
    >>> lines = ["2020年，连云港市教育局推进依法行政。现将2020年法治政府建设情况报告如下："]
    >>> find_issuers(None, read_head(lines), lines)[0].value
    Issuer(name='连云港市教育局', level='department')
    """
    by_title = list(_by_title(title))
    if by_title and head.cover[0] < 0 and _settles(by_title[0][0]):
        named = by_title
    else:
        named = [*by_title, *_by_elsewhere(head, lines)]
    found = []
    for name, place, score in named:
        level = level_of(name)
        if level:
            found.append(Candidate(Issuer(name, level), place, score))
    return found


def _settles(name: str) -> bool:
    """A body that the title names in full: nothing else can name it better."""
    return is_named(name) and name[-1:] not in "省市县区旗州盟"


def _by_elsewhere(head: Head, lines: list[str]) -> list[tuple[str, str, float]]:
    return [
        *_by_opening(head),
        *_by_signature(head, lines),
        *_by_rows(head),
    ]


def is_named(name: str) -> bool:
    """Whether a body's name is one, not 我局, 县教育局 or 全市.

    >>> is_named("岳阳县教育局"), is_named("县教育局"), is_named("司法部"), is_named("我局")
    (True, False, True, False)
    """
    if name[:1] in "我本全":
        return False
    bare = name.removeprefix("中共")
    if bare[:1] in "省市县区旗州盟镇乡" and not _NAMED_PLACE.match(bare):
        return False
    return len(bare) > 2 or level_of(bare) not in ("county", "prefecture", "province", "township")


def tier_of(name: str, head: Head) -> str | None:
    """The government that a body belongs to: province, prefecture (州, 盟), city (of either rank), county or zone, or None.

    >>> from analysis.reading.evidence.head import read_head
    >>> tier_of("县教育局", read_head([])), tier_of("三都镇", read_head([])), tier_of("省民政厅", read_head([]))
    ('county', 'county', 'province')
    """
    bare = name.removeprefix("中共").removeprefix("全").removeprefix("我").removeprefix("本")
    tiers = {
        "省": "province",
        "市": "city",
        "县": "county",
        "区": "county",
        "旗": "county",
        "州": "prefecture",
        "盟": "prefecture",
    }
    if level_of(name) == "township":
        return "county"
    if bare.startswith("自治区") or name.endswith("厅"):
        return "province"
    if bare[:1] in tiers and not _NO_CITY.match(bare):
        return tiers[bare[:1]]
    if bare.startswith(_COMMISSIONS):
        return "prefecture"
    if level_of(name) == "zone":
        return "zone"
    for paragraph in head.opening[:3]:
        outer = _QUOTE.sub("", paragraph)
        led = _LED.search(outer)
        clause = _CLAUSE.split(outer[max(0, led.start() - _LED_BY) : led.start()])[-1] if led else ""
        if leaders := _LEADERS.findall(clause):
            return tiers[leaders[-1]]
    return None


def _by_title(title: str | None) -> Iterator[tuple[str, str, float]]:
    if title and (subject := subject_of(title)):
        about = title is not None and title.startswith(
            "关于"
        )  # 关于某省…的审计报告 is on the province, not by it
        score = 0.92 if is_named(subject) else 0.55 if subject[0] in "我本全" else 0.86
        yield subject, "title", 0.69 if about else score


def _by_opening(head: Head) -> Iterator[tuple[str, str, float]]:
    """Who acts in the first clauses, who hands the report over, and what it calls itself."""
    for order, paragraph in enumerate(head.opening[:3]):
        fade = 0.06 * order + (0.0 if order < head.intro else 0.1)
        outer = _QUOTE.sub("", paragraph)
        clauses = _CLAUSE.split(outer)
        for number, clause in enumerate(clauses[:_CLAUSES]):
            clause = clause[_BEFORE.match(clause).end() :]  # type: ignore[union-attr]
            body = acting_body(clause)
            if body:
                happens = _HAPPENS.match(clause, len(body))  # to others: 某委印发意见
                score = 0.45 if happens else 0.8 if is_named(body) else 0.76
                yield body, "opening", score - 0.03 * min(number, 3) - fade
                break
        now = _NOW.search(outer)
        if now and (body := acting_body(now["body"])):
            yield body, "opening", 0.83 - fade
        own = _SELF.search(outer)
        if own:
            yield (
                own[0],
                "opening",
                (0.74 if level_of(own[0]) in ("department", "township", "zone") else 0.55) - fade,
            )
        if charged := _CHARGED.search(outer):
            # of its rule of law a government reports, whoever speaks for it; of its accounts the auditor
            yield charged[1], "opening", (0.72 if TOPIC.search(outer) else 0.62) - fade
        if bureau := _BUREAU.search(outer):
            yield bureau[0], "opening", 0.6 - fade
        if suited := _SUITED.search(outer):
            yield "我" + suited[1], "opening", 0.56 - fade
        if plain_bureau := _OWN.search(outer):
            yield "我" + plain_bureau[1], "opening", 0.58 - fade
        if whole := _WHOLE.search(outer):
            yield whole[0], "opening", 0.4 - fade
    told = " ".join(line.body[:200] for line in head.lines[head.begins : head.begins + 8])
    for own, times in Counter(_COUNCIL.findall(told)).most_common(1):
        if times > 1:
            yield f"我{own}", "text", 0.52
    for line in head.lines[head.begins : head.begins + 8]:
        if line.kind == "heading" and (own := _SELF.search(line.body) or _WHOLE.search(line.body)):
            yield own[0], "text", 0.45
            break


def _by_signature(head: Head, lines: list[str]) -> Iterator[tuple[str, str, float]]:
    """Lines of a body's name alone at the end, or near the title."""
    for text in reversed(tail_of(lines, head)):
        if len(text) <= 60 and is_body(body := legible(text).strip("()")) and not _MEDIA.search(body):
            yield body, "signature", 0.78
            break
    first = head.cover[1] + 1 if head.cover[0] >= 0 else 0
    for line in head.lines[first : head.begins]:
        if line.kind == "issuer" and not _MEDIA.search(line.body):
            yield line.body, "signature", 0.77
        elif line.kind == "speaker" and (officer := _OFFICER.match(line.body.lstrip("("))):
            yield officer["body"], "speaker", 0.7
    if head.cover[0] >= 0:
        letter = "".join(line.body for line in head.lines[head.cover[0] : head.cover[1]])
        issued = any(word in letter for word in ("印发", "下发", "公布"))  # and not handed up: 报送, 提请
        yield head.lines[head.cover[1] - 1].body, "covering letter", 0.93 if issued else 0.35


def _by_rows(head: Head) -> Iterator[tuple[str, str, float]]:
    """What the site says: 发布机构, 来源, and bodies beside dates."""
    for key, value in head.pairs:
        if key in ISSUER_KEYS or key in SOURCE_KEYS:
            for part in re.split("[、, ]", legible(value) if " " not in value else value)[:2]:
                if is_body(part):
                    yield (
                        part,
                        "key row" if key in ISSUER_KEYS else "site row",
                        0.5 if key in ISSUER_KEYS else 0.38,
                    )
    number = find_doc_number(head)
    if number and (abbreviated := _PROVINCE_NUMBER.match(number)):
        yield PROVINCES[abbreviated[1]], "document number", 0.58
    for line in head.lines[: head.begins]:
        if line.kind in ("date", "site"):
            opens = date_opens(line.body)
            for part in (
                line.body[opens:].strip("|来源:· "),
                line.body[: line.body.find("20")] if "20" in line.body else "",
            ):
                if is_body(part):
                    yield part, "site row", 0.4
