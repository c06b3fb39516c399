"""From names of places to the national administrative code, renamed and merged places of 2015–2024 included.

A name that several places bear (鼓楼区 exists five times) is settled by the provinces and prefectures that the text
mentions; where that does not settle it, the code stays missing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import pandas as pd

from analysis.paths import resource
from analysis.text import plain

_LONGEST = 15  # characters of the longest official name
_SUFFIXES = tuple("省市县区旗盟州")
_SUFFIX = re.compile("[省市县区旗盟州]")
_LEADS = re.compile(
    r"(?:20\d\d(?:[-—–至]20\d\d)?年?(?:上半年|下半年|度)?)?(?:中共|原(?![平阳州])|国家税务总局|国家统计局|新疆生产建设兵团(?:第?[一二三四五六七八九十]{1,3}师)?|第[一二三四五六七八九十]{1,3}师)?"
)
# that stands before a title: (模拟), [转发]
_LABEL = re.compile(r"^[(〔\[【][^()〔〕\[\]【】]{1,12}[)〕\]】]")
_TOWNSHIP_WITHIN = 40
_TOWNSHIP = re.compile(
    r"[\u4e00-\u9fff·]{1,30}?(?:街道|苏木|[镇乡街])(?=20\d\d|关于|法治|依法|二[〇○零]|人民政府|政府|办事处|党|工委|机关|[,。、(]|$)"
)
# a short name before these is part of another name: 丹东街道, 黄石街, 南京路, 湖北大学
_NOT_AFTER = (
    "街",
    "镇",
    "乡",
    "村",
    "路",
    "苏木",
    "社区",
    "大学",
    "大道",
    "学院",
    "日报",
    "晚报",
    "流域",
    "水库",
)
# nor is it the place of a river, lake or hill that is named alike: 赤水河流域, 长白山保护; but 天津河西区, 重庆江北区
_NATURE = re.compile(
    r"(?:[河湖山]|江(?!苏|西))(?:$|[^\u4e00-\u9fff]|水|流域|保护|风景|生态|综合|干流|两岸|沿|上|畔|治理|自然|地区)"
)
_EVERYDAY = {
    "市中区", "城中区", "城东区", "城西区", "城南区", "城北区", "市北区", "市南区", "新市区", "新城区", "老城区", "南郊区", "港口区",
    "城关区", "开发区", "前进区", "解放区", "和平区", "友好区", "光明区", "平安区", "高新区", "城厢区", "郊区", "矿区", "城区",
}  # fmt: skip
# prefectures and banners known by shorter names than the table's
_ALIASES = {
    "巴州": "652800", "博州": "652700", "克州": "653000", "伊犁州": "654000", "昌吉州": "652300", "海南州": "632500",
    "锡盟": "152500", "阿盟": "152900", "前郭县": "220721", "杜蒙县": "230624", "大厂县": "131028", "孟村县": "130930",
}  # fmt: skip
# what English puts behind the name of a province, by the ending of its official name
_KINDS = {
    "省": ("Province",), "市": ("City", "Municipality"), "自治区": ("Autonomous Region",),
    "特别行政区": ("SAR", "Special Administrative Region"),
}  # fmt: skip
_PEOPLES = re.compile(r"\b(?:zhuang|hui|uy?gh?ur)\b(?= autonomous region$)")
_SPECIFIC = {"province": 0, "prefecture": 1, "county": 2}
_NATIONAL = re.compile(
    r"(?:中华人民共和国)?(?:(?:外交|国防|教育|科学技术|科技|工业和信息化|公安|国家安全|民政|司法|财政|人力资源和?社会保障|自然资源|国土资源|"
    r"生态环境|环境保护|住房和?城乡建设|交通运输|铁道|水利|农业农村|农业|商务|文化和?旅游|文化|退役军人事务|应急管理|中央宣传|国务院)(?:部|厅|办公厅)?"
    r"(?:党组)?$|国务院(?:办公厅|法制办公室|国资委|[\u4e00-\u9fff]{2,14}(?:办公室|委员会|局|部|中心))?$|审计署$|海关总署$|[\u4e00-\u9fff]{2,14}总局$|国家[\u4e00-\u9fff]{2,16}(?:局|委|委员会|署|办|办公室)$|"
    r"中国(?:人民银行|气象局|地震局|民用航空局|科学院|工程院|证监会|银保监会|银监会|证券监督管理委员会)$|"
    r"全国(?:人大|人民代表大会|政协|妇联|总工会)[\u4e00-\u9fff]{0,20}$|最高人民(?:法院|检察院)$|中央[\u4e00-\u9fff]{2,16}(?:委员会|办公室|办|部|局)$)"
)
_LOCAL_OFFICE = re.compile(r"^国家(?:税务总局|统计局|能源局|邮政局)(?=[\u4e00-\u9fff]{2})")


@dataclass(frozen=True)
class Region:
    """A place with its code.

    Attributes
    ----------
    name : str
        Official name, such as 龙沙区.
    code : str
        Six-digit code (GB/T 2260).
    level : str
        ``province``, ``prefecture`` or ``county``.
    province : str
        Official name of its province.
    settled : bool
        True when a namesake was ruled out by what else the text mentions.
    """

    name: str
    code: str
    level: str
    province: str
    settled: bool = False


@cache
def load_regions() -> pd.DataFrame:
    """Load the table of administrative regions.

    Returns
    -------
    DataFrame
        ``code``, ``name``, ``short_name``, ``level``, ``parent``, ``from_year``, ``to_year``, ``successor``; years are
        missing where the unit is older than 2010 or still exists.

    Examples
    --------
    >>> load_regions().set_index("code").at["320700", "name"]
    '连云港市'
    """
    table = pd.read_csv(resource("regions.csv"), dtype="string")
    return table.astype({"from_year": "Int64", "to_year": "Int64"})


@cache
def _by_name() -> dict[str, list[dict[str, str]]]:
    names: dict[str, list[dict[str, str]]] = {}
    for row in load_regions().astype(object).where(load_regions().notna(), None).to_dict("records"):
        for name in dict.fromkeys((row["name"], row["short_name"])):
            names.setdefault(name, []).append(row)
    return names


@cache
def _by_code() -> dict[str, dict[str, str]]:
    return {row["code"]: row for rows in _by_name().values() for row in rows}


def find_region(name: str, *, text: str = "", year: int | None = None) -> Region | None:
    """Find the most specific region that a name or title begins with.

    Parameters
    ----------
    name : str
        Name of an issuer or a title, a year before it apart: 黑龙江省伊春市人民政府关于….
    text : str, default ""
        The whole report, in which a parent's mention settles namesakes.
    year : int, optional
        Year reported on; units that did not exist then are passed over.

    Returns
    -------
    Region or None
        None when no region is named or namesakes cannot be told apart. A township named like a city (丹东街道) names no
        region.

    Examples
    --------
    >>> find_region("2019年龙沙区法治政府建设工作总结").code
    '230202'
    >>> find_region("鼓楼区人民政府") is None
    True
    >>> find_region("鼓楼区人民政府", text="在福州市委、市政府的领导下").code
    '350102'
    """
    return settle_region(match_region(name, year), text)


def match_region(name: str, year: int | None = None) -> list[dict[str, str]]:
    """Rows of the table for the most specific region that a name begins with: none, one, or several namesakes.

    A label in brackets before it is passed over.

    >>> [row["code"] for row in match_region("西湖区人民政府")]
    ['330106', '360103']
    """
    return _match(_LABEL.sub("", plain(name)), year)[0]


def named_regions(name: str, year: int | None = None) -> list[dict[str, str]]:
    """Rows of the table for the region that a name means as a whole, its parents before it or not.

    >>> [[row["code"] for row in named_regions(name)] for name in ("安徽省铜陵市", "铜陵", "铜陵市财政局")]
    [['340700'], ['340700'], []]
    """
    rows, rest = _match(name, year)
    return [] if rest else rows


def _match(name: str, year: int | None) -> tuple[list[dict[str, str]], str]:
    """The rows of :func:`match_region`, and what of the name stands behind."""
    head = plain(name)
    found = _LEADS.match(head)
    place = found.end() if found else 0
    # whose own name is a township's, 丹东街道, is named after no city
    township = bool(_TOWNSHIP.match(head[place : place + _TOWNSHIP_WITHIN]))
    chain: list[dict[str, str]] = []
    limit = min(len(head), place + 30)
    while place < limit and (rows := _longest(head, place, chain, year, short=not township)):
        chain, length = rows
        place += length
    return chain, head[place:]


def region_of_code(code: str) -> Region | None:
    """The region of a six-digit code, or None.

    >>> region_of_code("420200")
    Region(name='黄石市', code='420200', level='prefecture', province='湖北省', settled=False)
    """
    row = _by_code().get(code)
    return None if row is None else _region(row, settled=False)


def settle_region(rows: list[dict[str, str]], text: str = "") -> Region | None:
    """The one of several namesakes whose parents a text mentions; None where it does not tell."""
    if len(rows) == 1:
        return _region(rows[0], settled=False)
    scored = sorted(((_mentions(row, text), row["code"], row) for row in rows), key=lambda entry: entry[:2])
    if not scored or scored[-1][0] <= scored[-2][0]:
        return None
    return _region(scored[-1][2], settled=True)


def full_name(row: dict[str, str]) -> str:
    """A region with its parents, for people: 北京市朝阳区."""
    return "".join(_by_code()[code]["name"] for code in reversed(_ancestors(row))) + row["name"]


def province_of(row: dict[str, str]) -> str:
    """Official name of the province of a row of the table."""
    return _region(row, settled=False).province


def is_named_region(name: str) -> bool:
    """Whether a region of today bears this official name.

    >>> is_named_region("浦东新区"), is_named_region("两江新区")
    (True, False)
    """
    return any(row["name"] == name and row["to_year"] is None for row in _by_name().get(name, ()))


def is_county_city(name: str) -> bool:
    """Whether a name ends in that of a city of a county's rank, which no city of a prefecture's has borne.

    >>> [is_county_city(name) for name in ("昆山市", "江苏省昆山市", "苏州市", "毕节市", "青岚市")]
    [True, True, False, False, False]
    """
    ends = (name[start:] for start in range(len(name) - 2)) if name.endswith("市") else ()
    rows = next((rows for end in ends if (rows := _by_name().get(end))), [])
    return bool(rows) and all(row["level"] == "county" for row in rows)


class Mention(NamedTuple):
    """A region named in a text.

    Attributes
    ----------
    start, end : int
        Where its name stands.
    rows : list of dict
        Its rows of the table, several for namesakes.
    """

    start: int
    end: int
    rows: list[dict[str, str]]


@cache
def _lengths_by_ending() -> dict[str, list[int]]:
    """Lengths of the official names that end in two characters, the longest first."""
    found: dict[str, set[int]] = {}
    for name in load_regions()["name"]:
        found.setdefault(name[-2:], set()).add(len(name))
    return {ending: sorted(lengths, reverse=True) for ending, lengths in found.items()}


def find_mentions(text: str, year: int | None = None) -> list[Mention]:
    """All official names of regions in a text, in their order; what a name right before one contains narrows it.

    Names of two characters and everyday words (市中区, 新城区) count only right behind their parent.

    >>> [(one.rows[0]["name"], len(one.rows)) for one in find_mentions("上海市普陀区和普陀区的全市居民")]
    [('上海市', 1), ('普陀区', 1), ('普陀区', 2)]
    """
    found: list[Mention] = []
    place, lengths = 0, _lengths_by_ending()
    for suffix in _SUFFIX.finditer(text):
        end = suffix.end()
        for length in lengths.get(text[max(end - 2, 0) : end], ()):
            start, name = end - length, text[end - length : end]
            rows = [row for row in _by_name().get(name, ()) if row["name"] == name and _valid(row, year)]
            if start < place or not rows:
                continue
            everyday = len(name) == 2 or name in _EVERYDAY
            if found and found[-1].end == start:
                codes = {row["code"] for row in found[-1].rows}
                if inside := [row for row in rows if codes & set(_ancestors(row))]:
                    rows, everyday = inside, False
            if not everyday and not text.startswith(_NOT_AFTER, end):
                found.append(Mention(start, end, rows))
                place = end
            break
    return found


def _longest(
    head: str, place: int, parents: list[dict[str, str]], year: int | None, *, short: bool
) -> tuple[list[dict[str, str]], int] | None:
    """Longest name at a place of the text, within the regions found before it."""
    codes = {row["code"] for row in parents}
    for length in range(min(_LONGEST, len(head) - place), 1, -1):
        name = head[place : place + length]
        rows = [row for row in _named(name) if _valid(row, year)]
        if parents:
            rows = [row for row in rows if codes & set(_ancestors(row))]
        official = [row for row in rows if row["name"] == name or name in _ALIASES]
        end = place + length
        if not official and (head.startswith(_NOT_AFTER, end) or _NATURE.match(head, end)):
            continue
        # 莱芜市 is not the 莱芜区 of today: a short name followed by a suffix must have that suffix
        suffix = head[place + length : place + length + 1]
        rows = official or [
            row
            for row in rows
            if (suffix not in _SUFFIXES or row["name"].endswith(suffix))
            and (short or row["level"] == "province")
        ]
        if rows:
            outermost = min(_SPECIFIC[row["level"]] for row in rows)
            return [row for row in rows if _SPECIFIC[row["level"]] == outermost], length
    return None


def _named(name: str) -> list[dict[str, str]]:
    if name in _ALIASES:
        return [_by_code()[_ALIASES[name]]]
    return _by_name().get(name, [])


def _valid(row: dict[str, str], year: int | None) -> bool:
    """Existed in the year (a year of grace on both sides); without a year, exists today."""
    if year is None:
        return row["to_year"] is None
    begins, ends = row["from_year"], row["to_year"]
    return (begins is None or int(begins) <= year + 1) and (ends is None or int(ends) >= year - 1)


def _ancestors(row: dict[str, str]) -> list[str]:
    codes = []
    while row.get("parent"):
        codes.append(row["parent"])
        row = _by_code().get(row["parent"], {})
    return codes


def _mentions(row: dict[str, str], text: str) -> int:
    """How often a text names the parents of a region."""
    return sum(text.count(_by_code()[code]["short_name"]) for code in _ancestors(row) if code in _by_code())


def _region(row: dict[str, str], *, settled: bool) -> Region:
    top = _by_code()[(_ancestors(row) or [row["code"]])[-1]]
    return Region(row["name"], row["code"], row["level"], top["name"], settled)


@cache
def _in_english() -> dict[str, str]:
    """English name of a province in small letters, with its kind or without -> official name."""
    table = pd.read_csv(resource("provinces.csv"), dtype="string")
    names: dict[str, str] = {}
    for official, english in zip(table["province"], table["name_en"], strict=True):
        kinds = next(kinds for ending, kinds in _KINDS.items() if official.endswith(ending))
        names |= {" ".join(f"{english} {kind}".split()).casefold(): official for kind in ("", *kinds)}
    return names


def province_in_english(name: str) -> str | None:
    """Official name of the province that a name in English means, None where it is none.

    >>> [province_in_english(name) for name in ("Shandong", "inner mongolia", "Shaanxi Province", "Jilin City")]
    ['山东省', '内蒙古自治区', '陕西省', None]
    """
    return _in_english().get(" ".join(_PEOPLES.sub(" ", name.casefold()).split()))


def is_national(issuer: str) -> bool:
    """True for ministries and the State Council.

    >>> is_national("国家税务总局"), is_national("应急管理部"), is_national("青岚市税务局")
    (True, True, False)
    """
    return bool(_NATIONAL.match(issuer)) and not _LOCAL_OFFICE.match(issuer)
