"""Names of public bodies: where one ends in a title or a sentence, and which level of government it shows.

The ending decides: 局, 厅, 委 … a department; 镇, 乡, 街道, 苏木 a township, with or without 人民政府 or 办事处; 开发区,
高新区 … a zone, with or without 管委会; what is left is a place and has the level of the place.
"""

from __future__ import annotations

import re
from functools import lru_cache

from analysis.reading.regions import is_county_city, is_named_region, is_national

_COUNTRY = re.compile(
    r"(?:中共中央、?)?国务院(?:办公厅|新闻办公室)?$|(?:全国人民代表大会|全国人大)[\u4e00-\u9fff]{0,20}$|中共中央(?:办公厅)?$|"
    r"中央(?:依法治国|全面依法治国|政法)(?:办公室|办|委|委员会)$"
)
_KEPT = 1_024  # answers kept: a document asks for the same names again and again
_BRACKET = re.compile(r"[(]([^()]{1,20})[)]")
_PREFIX = re.compile(r"^(?:中共|中国共产党|原(?![平阳州]))")
# the organ of a government, by which its level is not told: 县人民政府办公室, 镇党委、政府, 街道党工委办事处
_ORGAN = re.compile(
    r"(?:(?:党委|党工委|工委|委)?[、和及]?(?:人民)?政府(?:党组)?(?:办公室|办公厅)?|行政公署|行署|(?:党委|党工委|工委)?[、和]?办事处|党委|党工委|工委|党组|"
    r"党政办(?:公室)?|(?<=[省市县区旗州盟镇乡])委(?:员会)?(?:办公室|办公厅)?)$"
)
_ZONE_ORGAN = re.compile(r"(?:党工委|工委|党委)?[、和]?(?:管委会|管理委员会)(?:办公室)?$")
_ZONE = re.compile(
    r"(?:高新|高新技术|开发|经开|经济|技术|产业|产业园|工业|工业园|园|保税|综保|示范|试验|度假|风景|名胜|合作|自贸|自由贸易|物流|循环|新|口岸|功能|集聚|管理)区$|"
    r"(?:产业|工业|科技|开发|物流|化工|创业)园$|(?:管委会|管理委员会)$"
)
_DEPARTMENT = re.compile(
    r"(?:局|厅|部|委|委员会|署|院|中心|支队|总队|大队|公司|集团|办公室|办公厅|办|处|所|站|队|社|馆|银行|联合会|党校|工会|妇联|检查组)$"
)
_NO_BODY_END = re.compile(
    r"(?:全|内|外|上|下|东|西|南|北|各)部$|(?:近|长|好|法|理|承|主|协|督|经|举|交|创|公)办$|(?:何|此|到|四)处$|结局$|布局$|格局$|大局$|全局$"
)
_TOWNSHIP = re.compile(r"(?:镇|乡|街道|苏木|街)$")
_COUNTY = re.compile(r"(?:县|旗|区)$")
_PREFECTURE = re.compile(r"(?:州|地区|盟|市)$")
_PROVINCE = re.compile(r"省$|^(?:北京|天津|上海|重庆)市$|自治区$|特别行政区$|新疆生产建设兵团$|^兵团$")
_CORPS = re.compile(r"(?:兵团)?第?[一二三四五六七八九十]{1,3}师(?:[\u4e00-\u9fff]{2,5}市)?$")
_REGIMENT = re.compile(r"(?:^|[师市])第?[一二三四五六七八九十百〇○零\d]{1,5}团(?:场)?$")

_PLACED = re.compile(r"[省市县区旗州盟镇乡街园]|苏木|兵团|^[我本]")
_BUREAU = re.compile(r"[\u4e00-\u9fff]{2,12}(?:局|厅|管委会|办事处)")  # 司法局, of whatever place
_BRANCH = re.compile(
    r"国家(?:税务总局|统计局|能源局|邮政局)[\u4e00-\u9fff]{2,10}(?:局|队|办)"
)  # of a ministry
# what a heading says and no body's name holds
_ABSTRACT = re.compile(
    r"工作|我国|[浅试][析谈论议]|研究|推进|加强|完善|强化|部署|情况|贯彻|落实|提高|提升|深化|依法|坚持|全面|加快|健全|构建|推动|优化|规范|围绕|为中心|新闻|持续|重点|主要|"
    r"报告|总结|方案|要点|计划|如下|意见|通知|[,。;:!?“”《》\d]"
)
# names of bodies that hold such words
_NAMED_AFTER_WORK = re.compile(
    r"(?:全面)?依法治[国省市县区州旗盟疆藏桂镇乡](?:委员会|办公室|委|办)|(?:推进)?(?:依法行政|法治政府建设|法治建设)(?:工作)?领导小组|工作(?:委员会|部|领导小组|办公室)|新闻办"
)
_SUBJECT_START = re.compile(
    r"^(?:【[^】]{1,20}】|\[[^\]]{1,12}\]|\d{1,2}、)?(?:20\d\d(?:[-—–至]20\d\d)?年?(?:上半年|下半年)?(?:度)?)?(?:关于)?(?:20\d\d年度?)?"
)
_SUBJECT_END = re.compile(
    r"关于|对(?=《)|政务信息|(?<=[局厅委部办院政府])(?:党[组委]书记|副?(?:局长|厅长|主任|部长|院长|[省市县区镇乡]长))|20\d\d|[xX*]{2}年|x0|二[〇○零]|[“\"《]|[(](?![^()]{1,12}[)](?:管委会|管理委员会|人民政府|政府))|法治(?!办|委|局)|依法(?!治\w?办|治\w?委)|推进|贯彻|落实|建设(?!局|厅|委|部|和|管|兵)|年度|近?五年|[上下]半年|行政执|"
    r"政府信息|政务公开|信息公开|印发|转发|报送|召开|举行|审议|听取|政府部门|工作|负责|"
    r"[,。;:!?|]|$"
)
UNNAMED = ("省", "市", "县", "区", "旗", "镇", "乡", "街道")  # as in 区五年法治政府建设情况的报告
_BOUNDARY = re.compile(
    r"以|坚持|在|深入|认真|全面|按照|根据|依据|依照|积极|紧|始终|持续|高度|切实|贯彻|围绕|严格|对照|将(?!乐)|突出|奋力|有力|着力|牢|大力|不断|扎实|聚焦|"
    r"充分|进一步|学习|推进|法治|依法|[,(《“:]|20\d\d|现|主动|立足|强化|加强|锚定|统筹|努力|结合|高标准|高位|准确|完整|践行|落实|领导|(?<![无犍])为|较好|顺利|"
    r"圆满|全力|继续|是|把|主要|自觉|重点|创新|抓|信息公开|政府信息|编制|推动|局长|主任|厅长|印发|发布|召开|党[委组](?!、|和)|领导|机关|[副]|$"
)
_VERBS = (
    "在",
    "以",
    "坚持",
    "深入",
    "认真",
    "按照",
    "根据",
    "将",
    "为",
    "是",
    "把",
    ",",
    "持续",
    "切实",
    "贯彻",
    "落实",
    "学习",
)
_NO_START = re.compile(
    r"^(?:在|根据|按照|依据|为|对(?!口)|经(?!开|济)|据|近|日前|受|从(?![化江])|本[文报次]|各|以|坚持|现|由|邀请?|请|欢迎|与|和(?![平田县林顺静硕布龙政康安])|向(?!阳)|自(?!治|贸|贡|流井)|这|该|其|按|到|通过|会议|同时|全省?各|[一二三四五六七八九十]{1,3}[、是])"
)


@lru_cache(maxsize=_KEPT)
def level_of(issuer: str) -> str | None:
    """Level of government that an issuer's name shows; None where the name alone does not tell.

    >>> [level_of(name) for name in ("河湾县人民政府", "昆山市", "云岭高新区管委会", "青岚市水利局", "丹东街道", "")]
    ['county', 'county', 'zone', 'department', 'township', None]
    """
    name = _PREFIX.sub("", issuer)
    if not name:
        return None
    if _COUNTRY.match(issuer):
        return "country"
    if is_national(name):
        return "department"
    if "依法治" in name and name.endswith(("委员会", "办公室", "办", "委")):
        return "department"
    inner = _BRACKET.search(name)
    name = _BRACKET.sub("", name)
    if _ZONE_ORGAN.search(name) and len(name) > 3:
        return "zone"
    place = _without_organ(name)
    governed = "政府" in name[len(place) :]
    if not place:
        return "prefecture" if name in ("行署", "行政公署") else None
    if governed and inner and is_named_region(inner[1]):
        return "county"
    if _PROVINCE.search(place):
        return "province"
    if _CORPS.search(place):
        return "prefecture"
    if _REGIMENT.search(place):
        return "township"
    if _ZONE.search(place) and not _is_district(place, governed):
        return "zone"
    if _DEPARTMENT.search(place) and not _NO_BODY_END.search(place) and len(place) > 1:
        return "department"
    ends = (("township", _TOWNSHIP), ("prefecture", _PREFECTURE), ("county", _COUNTY))
    level = next((level for level, pattern in ends if pattern.search(place)), None)
    return "county" if level == "prefecture" and is_county_city(place) else level


def _without_organ(name: str) -> str:
    """A body's name without the organ of government that it ends with."""
    for _ in range(3):
        shorter = _ORGAN.sub("", name)
        # 民政部党组 is the ministry's, 市司法局办公室 the bureau's
        if shorter == name:
            break
        name = shorter
    return name


def _is_district(place: str, governed: bool) -> bool:
    """A district whose name ends like a zone's: 浦东新区, or 某新区人民政府."""
    if not place.endswith(("新区", "管理区", "名胜区", "矿区", "园区", "开发区")):
        return place.endswith(("市区", "城区"))
    return governed or any(
        is_named_region(place[start:]) for start in range(max(0, len(place) - 8), len(place) - 2)
    )


@lru_cache(maxsize=_KEPT)
def is_body(text: str) -> bool:
    """Whether a text is the name of a public body and nothing else.

    >>> is_body("黄石市司法局"), is_body("应急管理部"), is_body("贯彻上级决策部署"), is_body("新闻中心")
    (True, True, False, False)
    """
    if not 2 <= len(text) <= 40 or level_of(text) is None or _NO_START.match(text):
        return False
    bare = _PREFIX.sub("", text)
    placed = (
        _PLACED.search(text) or _REGIMENT.search(text) or _BUREAU.fullmatch(text) or _BRANCH.fullmatch(text)
    )
    return (
        is_national(bare)
        or bool(_COUNTRY.match(text))
        or bool(placed and not _ABSTRACT.search(_NAMED_AFTER_WORK.sub("", text)))
    )


@lru_cache(maxsize=_KEPT)
def subject_of(title: str) -> str | None:
    """The body or place that a title is about: what it begins with, a year and 关于 apart.

    Parameters
    ----------
    title : str
        As :func:`~analysis.reading.evidence.script.legible` gives it.

    Returns
    -------
    str or None

    Examples
    --------
    >>> subject_of("青岚市水利局2020年度法治政府建设报告"), subject_of("2020年龙沙区法治政府建设情况报告")
    ('青岚市水利局', '龙沙区')
    >>> subject_of("关于2020年度法治政府建设情况的报告") is None
    True
    """
    start = _SUBJECT_START.match(title)
    begins = start.end() if start else 0
    for end in _SUBJECT_END.finditer(title, begins, begins + 50):
        subject = title[begins : end.start()]
        if is_body(subject) or subject in UNNAMED:
            return subject
        if end[0] in ("关于", "《") or len(subject) > 40:
            break
    return None


def acting_body(clause: str) -> str | None:
    """The body that a clause begins with as the one who acts, self-references included.

    >>> acting_body("广州市财政局以习近平新时代中国特色社会主义思想为指导"), acting_body("我局坚持依法行政")
    ('广州市财政局', '我局')
    >>> acting_body("在市委、市政府的坚强领导下") is None
    True
    """
    text = clause[:60]
    if _NO_START.match(text):
        return None
    for end in _BOUNDARY.finditer(text):
        body = text[: end.start()].rstrip("的")
        if len(body) > 40:
            break
        if is_body(body):
            return body
        if end[0] in _VERBS:
            break
    return None
