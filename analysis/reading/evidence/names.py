"""Names of regions in a text: in the titles that it quotes, in phrases of the field, and anywhere by their official form."""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property
from itertools import chain

from analysis.reading.evidence.bodies import level_of, subject_of
from analysis.reading.evidence.issuers import PROVINCES
from analysis.reading.regions import Mention, find_mentions, match_region, settle_region

Rows = list[dict[str, str]]

PROVINCE_NAMES = tuple(
    name[:3] if name[0] in "内黑" else name[:2] for name in (*PROVINCES.values(), "青海", "宁夏", "新疆")
)
_TEXT_CHARS = 30_000
_QUOTED = re.compile(r"[《〈<](?:关于印发|关于|中共|20\d\d年度?){0,3}[《〈<]?(?P<name>[\u4e00-\u9fff]{2,30})")
# laws and regulations, which whoever obeys them quotes
_LAW = re.compile(
    r"[《〈<][^《〈<》〉>\n]{2,60}?(?:法|条例|规定|办法|细则)(?:[(（][^()（）\n]{1,10}[)）])?[》〉>]"
)
_RULE_OF_LAW = re.compile(
    r"法治(?:(?:政府)?(?P<building>建设)|(?P<own>[\u4e00-\u9fff]{2,4}?)(?:建设规划|建设考评|建设|考评|[》”,。、]))"
)
# short names of places stand before the office that numbers a document: 九龙坡教办〔2024〕22号
_NUMBER = re.compile(
    r"[(（](?P<place>[\u4e00-\u9fff]{2,4}?)(?:府|政|教|卫|水|市监|司|财|人社|建|交|农|应急|环|民|审|城管|文旅)[\u4e00-\u9fff]{0,3}[〔\[]20\d\d[〕\]]\d{1,4}号[)）]"
)
_VISIT = re.compile(
    r"(?:考察|视察|对|关于)(?P<visited>[\u4e00-\u9fff]{2,3}?)(?:、[\u4e00-\u9fff]{2,4})?(?:系列|重要|时的?重要|工作论述|工作的?重要)"
)
_DEPARTMENT_ENDS = ("局", "厅", "委员会")


class Names:
    """The names of regions in a text, each kind looked for once.

    Parameters
    ----------
    text : str
        The text, in simplified script.
    year : int, optional
        Year reported on; regions that did not exist then are passed over.

    Examples
    --------
    >>> names = Names("印发《江门市交通运输局工作规程》，落实《法治湖北建设规划》和鹤山市的部署。")
    >>> [rows[0]["name"] for rows in names.quoted_departments], [rows[0]["name"] for rows in names.phrases]
    (['江门市'], ['湖北省'])
    >>> [one.rows[0]["name"] for one in names.mentions]
    ['江门市', '鹤山市']
    """

    def __init__(self, text: str, year: int | None = None) -> None:
        self.text, self.year = text[:_TEXT_CHARS], year

    @cached_property
    def _laws(self) -> list[range]:
        """Where the titles of laws and regulations stand in the text."""
        return [range(*found.span()) for found in _LAW.finditer(self.text)]

    def _in_law(self, place: int) -> bool:
        return any(place in law for law in self._laws)

    @cached_property
    def _titles(self) -> list[tuple[str, bool]]:
        """Beginnings of the titles that the text quotes, and whether they are of laws."""
        if not any(sign in self.text for sign in "《〈<"):
            return []
        return [(found["name"], self._in_law(found.start("name"))) for found in _QUOTED.finditer(self.text)]

    @cached_property
    def quoted(self) -> list[Rows]:
        """Regions with which quoted titles begin, but of laws: 《东莞市…工作要点》, 《福建日报》."""
        return self._begin_with(law=False)

    @cached_property
    def laws(self) -> list[Rows]:
        """Regions with which the titles of quoted laws and regulations begin: 《上海市生活垃圾管理条例》."""
        return self._begin_with(law=True)

    def _begin_with(self, *, law: bool) -> list[Rows]:
        found = []
        for name in (name for name, own in self._titles if own == law):
            paper = name.endswith(("日报", "晚报"))
            found.append(match_region(name[:-2] if paper else name, self.year))
        return [rows for rows in found if rows]

    @property
    def quoted_departments(self) -> list[Rows]:
        """Regions of departments with which quoted titles begin: 《江门市交通运输局工作规程》."""
        departments = (_department(name) for name, _ in self._titles)
        return [match_region(name, self.year) for name in departments if name]

    @cached_property
    def phrases(self) -> list[Rows]:
        """Regions by short names in phrases: 法治湖北建设规划, 贵州法治政府建设, 视察宁夏重要讲话."""
        names: list[str] = []
        for found in _RULE_OF_LAW.finditer(self.text):
            before = self.text[max(0, found.start() - 3) : found.start()]
            provinces = [name for name in PROVINCE_NAMES if before.endswith(name)]
            names += [found["own"]] if found["own"] else provinces
        if "重要" in self.text or "系列" in self.text:
            names += (found["visited"] for found in _VISIT.finditer(self.text))
        regions = (self._short(name) for name in names)
        return [rows for rows in regions if rows]

    @property
    def numbers(self) -> list[Rows]:
        """Regions by the numbers of the documents that a text cites as its own."""
        if "号）" not in self.text and "号)" not in self.text:
            return []
        regions = (self._short(found["place"]) for found in _NUMBER.finditer(self.text))
        return [rows for rows in regions if rows]

    def _short(self, name: str) -> Rows:
        """The region whose short name a piece of text begins with."""
        for length in range(len(name), 1, -1):
            rows = [
                row for row in match_region(name[:length], self.year) if row["short_name"] == name[:length]
            ]
            if rows:
                return rows
        return []

    @cached_property
    def mentions(self) -> list[Mention]:
        """Official names anywhere in the text."""
        return find_mentions(self.text, self.year)

    @property
    def named_outright(self) -> list[Rows]:
        """Regions by official names anywhere but in the titles of laws."""
        return [one.rows for one in self.mentions if not self._in_law(one.start)]

    @property
    def province(self) -> str | None:
        """The one province that all these names speak of, or most of them by far."""
        named: Counter[str] = Counter()
        for rows in chain(self.quoted, self.laws, self.phrases, (one.rows for one in self.mentions)):
            region = settle_region(rows)
            if region:
                named[region.province] += 1
        top = named.most_common(2)
        return top[0][0] if top and (len(top) == 1 or top[0][1] > 2 * top[1][1]) else None


def _department(title: str) -> str | None:
    """The department with which a title begins."""
    subject = subject_of(title)
    if subject is None:
        ends = range(5, min(len(title), 18) + 1)
        subject = next((title[:end] for end in ends if title[:end].endswith(_DEPARTMENT_ENDS)), None)
    return subject if subject and level_of(subject) == "department" else None
