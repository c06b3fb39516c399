"""What a block of a report is for: work, problem, plan, preamble, question, heading or boilerplate.

Rules read off real reports, applied in order from top to bottom; a section announced as problems or plans stays
so until the next heading of its level, question or announcement. The first rule that fits decides. Only a numbered
heading, or a line that stands where headings stand, opens a section; rows of the site, dates, occasions and addressees
never do, and a later year alone makes no plan.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from analysis.reading.head_rows import is_addressee, is_speaker, is_title_row, opens_nothing
from analysis.reading.numbering import Heading, find_heading, strip_number
from analysis.text import fold, plain

_METADATA_KEYS = (
    "索引号|发布机构|发文机关|发文日期|发布日期|发布时间|成文日期|生成日期|公开日期|名称|标题|文号|发文字号|公开方式|公开时限|公开范围|"
    "主题词|主题分类|内容概述|时效|有效性|信息来源|来源|作者|浏览次数|浏览量|点击数|点击量|点击率|阅读数|阅读次数|字体|字号|"
    "责任编辑|编辑|审核|签发|供稿|打印|关闭|信息分类|服务对象|体裁|组配分类|公文种类|分类"
)
_BOILERPLATE = re.compile(
    rf"(?:{_METADATA_KEYS}):|(?:索引号|发布机构|发文日期|标题|文号|内容概述|时效)\S|"
    r"(?:您?(?:现在|当前)的?位置|当前位置|首页[>»›]|扫一扫|分享到|分享至|相关阅读|相关链接|相关附件|附件[:0-9一二三]|上一篇|下一篇|"
    r"上一条|下一条|版权所有|(?:主办|承办)单位(?!.*。$)|网站地图|网站标识码|Menu|©|【?(?:打印|关闭|收藏)(?:本|页|窗|】|打印|关闭|收藏|[|/]|$)|【?(?:内容纠错|大中小)|此处隐藏\d*个?字|"
    r"[\[【(（]?字(?:体|号):|无障碍|返回顶部|微信扫)"
)
_DATE_ONLY = re.compile(
    r"[(（]?(?:20\d\d|二[〇○0零]..)年?\d{0,2}[年月]?\d{0,2}日?[)）]?|[(（]?二[〇○0零]..年..?.?月.{1,3}日[)）]?|20\d\d[-./]\d+[-./]\d+"
)
_DOC_NUMBER_ONLY = re.compile(r"[\u4e00-\u9fff]{2,12}[〔\[(（]20\d\d[〕\])）]?\d+号?")
_RECIPIENT = re.compile(
    r"[\u4e00-\u9fff、,，]{2,30}(?:政府|委员会|人大|常委会|办公室|办公厅|厅|局|部|同志|代表):"
)
_SIGNATURE = re.compile(
    r"[\u4e00-\u9fffA-Za-z()（）·]{2,24}(?:政府|委员会|管委会|办公室|办公厅|厅|局|署|部|院|处|中心)"
)
_COURTESY = re.compile(
    r"(?:女士们|先生们|朋友们)[^。]{0,30}(?:上午|下午|早上|大家|你们|各位)好|欢迎(?:出席|参加|大家|各位)[^。]{0,30}(?:发布会|招待会)|"
    r"谢谢(?:大家|各位)|大家(?:上午|下午|早上)?好[!！]?|(?:女士|各位|朋友|记者|同志)们?[^。]{0,12}:$|感谢(?:大家|各位|记者|主持人)|^各位[^。]{0,8}朋友|"
    r"(?:发布|介绍|发言|通报|回答)(?:就)?(?:到此|到这里|到这儿|完)|很高兴(?:在这里|和大家|与大家|向大家)|欢迎.{0,12}提问"
)
_POLITE = re.compile("[谢好:友此到完兴迎]")  # every courtesy holds one
_CREDIT = re.compile(r"(?:记者|通讯员|(?:责任)?编辑)(?!:)")
_QUESTION = re.compile(
    r"(?:问题?\s*\d*|记者(?:提?问)?|[\u4e00-\u9fff]{2,16}(?:记者|报|台|网|社|通讯社)):(?=.{8,})|(?=(?>.{15}.*?请问).{5,}[?？]$)"
)
_ANSWER = re.compile(
    r"答|发言人|主持人|[\u4e00-\u9fff]{1,12}(?:局长|书记|主任|市长|县长|区长|处长|厅长|同志):"
)

_PROBLEM_HEADING = re.compile(
    r"存在的?(?:主要|突出|一些)?的?(?:问题|不足|困难|差距|短板)|主要(?:问题|不足|差距)|问题(?:和|与|及|、)(?:不足|困难|差距|原因)|"
    r"(?:困难|不足|差距|短板|薄弱环节)(?:和|与|及|、)问题|^不足之?处?$|不足和原因|不足之处"
)
_PLAN_HEADING = re.compile(
    r"下一?步|下一?阶段|下一年度?|明年|来年|今后|新一年|新的一年|努力方向|工作展望|未来展望|下半年[^。]{0,8}(?:打算|安排|计划|思路|重点)"
)
# words that also stand in headings of work (统筹安排, 落实工作计划), where something is done with them
_PLAN_WORDS = re.compile(
    r"工作(?:打算|思路|计划|设想)|打算$|改进措施|(?:^|年度?|期|、|和|及|与|暨)(?:主要|重点|有关)?工作安排$|(?:^|打算|思路|计划)(?:和|及|与|、)?安排$"
)
_LATER_WORK = re.compile(
    r"20\d\d年(?!\d)[^。]{0,24}(?:重点|任务|目标|要点|打算|安排|计划|工作$|举措|措施|展望|规划)"
)
_TOLD = re.compile(r"情况|成效|做法|成绩|开展|完成|总结|回顾|报告|存在")
_DONE_START = re.compile(
    r"加强|强化|统筹|做好|抓好|深化|健全|完善|落实|认真|精心|科学|周密|细化|坚持|突出|压实|推进|严格|切实|注重|明确|及时|全面|扎实|"
    r"积极|进一步|理清|创新|制定|谋划|围绕|聚焦|按照|根据"
)
_PLAN_START = re.compile(
    r"(?:下一?步|下一?阶段|接下来|今后|明年|来年|新的一年|下一年)|"
    r"下半年[^。]{0,20}(?:将(?:继续|进一步|重点|着力|全面|认真|深入|坚持|紧紧|围绕|从)|继续|力争|打算|要(?!求))"
)
_FUTURE_YEAR = re.compile(r"(20\d\d)年(?!以来|底前|\d)")
_WILL = re.compile(r"将|要(?!求)|继续|力争|打算|计划|争取|目标")
_SHORTCOMING = re.compile(
    r"(?:还|仍|尚|也|依然)(?:然)?(?:存在|有)[^。]{0,40}(?:差距|不足|短板|薄弱|问题|弱项)|差距和不足|(?:问题|短板)和不足|不足和问题|"
    r"(?:但|对照|相比)[^。]{0,60}(?:差距|不足|短板|薄弱|问题|弱项)|还有一些方面有待"
)
_LACKING = ("差距", "不足", "短板", "薄弱", "问题", "弱项", "有待")  # every shortcoming holds one


_ANNOUNCING = 200  # characters in which a paragraph that names a later year says what will be done
_HEAD = 40  # blocks in which the title stands
_BARS = "|*•·【】[] "
_SITE_NAME = 24  # characters that a row may hold beside the title: the site's name, issuer, day
_LONG_ROW = 100  # characters; longer blocks are text, and no title stands after them in part


@dataclass(frozen=True)
class Context:
    """What is known of the report as a whole when roles are given.

    Attributes
    ----------
    title : str or None
        The report's title.
    issuer : str or None
        Who signs it.
    year : int or None
        Year reported on.
    """

    title: str | None = None
    issuer: str | None = None
    year: int | None = None

    @cached_property
    def plain_title(self) -> str:
        """The title as :func:`plain` gives it; a sign that no block consists of where there is none."""
        return plain(self.title or "\0")

    @cached_property
    def plain_issuer(self) -> str:
        """The issuer as :func:`plain` gives it; empty where there is none."""
        return plain(self.issuer or "")


class Placed(NamedTuple):
    """Role and heading path of one block."""

    role: str
    heading_1: str | None
    heading_2: str | None


def assign_roles(blocks: list[str], context: Context) -> list[Placed]:
    """Give every block of one report its role and heading path.

    Parameters
    ----------
    blocks : list of str
        The report's blocks in order.
    context : Context
        Title, issuer and year, as far as known.

    Returns
    -------
    list of Placed
        One per block.

    Examples
    --------
    >>> blocks = ["关于2018年度法治政府建设情况的报告", "现将情况报告如下:", "一、完善制度", "全年制定规章2件。",
    ...           "二、存在的问题", "执法人员不足。"]
    >>> [placed.role for placed in assign_roles(blocks, Context(title=blocks[0], year=2018))]
    ['boilerplate', 'preamble', 'heading', 'work', 'heading', 'problem']
    """
    texts = [plain(block) for block in blocks]
    begins, ends = _body(texts, context)
    state = _State(
        numbered=any(
            find_heading(block) and not opens_nothing(text)
            for block, text in zip(blocks[begins:ends], texts[begins:ends], strict=True)
        )
    )
    placed = []
    for place, (block, text) in enumerate(zip(blocks, texts, strict=True)):
        role = "boilerplate"
        if begins <= place < ends and not _is_boilerplate(text, context):
            follows = texts[place + 1] if place + 1 < ends else ""
            role = state.take(block, text, follows, context)
        own = role != "boilerplate"
        placed.append(Placed(role, state.heading_1 if own else None, state.heading_2 if own else None))
    return placed


def _body(texts: list[str], context: Context) -> tuple[int, int]:
    """First block after the title, and first block of the closing matter (signature, date, site links)."""
    begins = _after_title(texts[:_HEAD], context.plain_title.strip(_BARS))
    ends = len(texts)
    while ends > begins and (
        _is_boilerplate(texts[ends - 1], context) or _is_signature(texts[ends - 1], context)
    ):
        ends -= 1
    return begins, ends


def _after_title(head: list[str], title: str) -> int:
    """First block after the title, which may stand over several rows, more than once, or with the site's name."""
    begins, in_head = 0, True
    for place, text in enumerate(head):
        bare = text.strip(_BARS)
        if bare == title or (
            in_head and title in bare and len(bare) <= len(title) + _SITE_NAME and "。" not in bare
        ):
            begins = place + 1
        elif in_head and bare and title.startswith(bare):
            for rows in (2, 3):
                if "".join(row.strip(_BARS) for row in head[place : place + rows]) == title:
                    begins = place + rows
        in_head = in_head and len(text) <= _LONG_ROW
    return begins


def _is_signature(text: str, context: Context) -> bool:
    return bool(text and text == context.plain_issuer) or bool(len(text) <= 26 and _SIGNATURE.fullmatch(text))


def _is_boilerplate(text: str, context: Context) -> bool:
    if not text or text == context.plain_title:
        return True
    if _QUESTION.match(text):
        return False
    if (
        opens_nothing(text)
        or _BOILERPLATE.match(text)
        or _DATE_ONLY.fullmatch(text)
        or _DOC_NUMBER_ONLY.fullmatch(text)
    ):
        return True
    if _RECIPIENT.fullmatch(text) or (text == context.plain_issuer and not find_heading(text)):
        return True
    if len(text) <= 160 and _POLITE.search(text) and _COURTESY.search(text) and not find_heading(text):
        return len(text) <= 60 or not re.search(r"\d", _COURTESY.sub("", text))
    return len(text) <= 20 and bool(_CREDIT.match(text)) and not text.endswith("。")


@dataclass
class _State:
    """The running section: what an unannounced block would be.

    `outer` is what the outer heading opened, `inner` the level of an inner heading that opened the section (0 where none
    did), `mixed` whether the outer heading names problems and plans in one.
    """

    numbered: bool
    in_head: bool = True
    in_preamble: bool = True
    section: str = "work"
    outer: str = "work"
    inner: int = 0
    mixed: bool = False
    heading_1: str | None = None
    heading_2: str | None = None

    def take(self, block: str, text: str, follows: str, context: Context) -> str:
        """Role of the next block of the body; headings and announcements move the state."""
        if _QUESTION.match(text):
            self._open("work")
            return "question"
        if self.in_head and (is_addressee(text) or is_title_row(text)):
            return "boilerplate"
        heading = find_heading(block)
        if heading:
            self._enter(heading, context)
            if not heading.run_in:
                return "heading"
        elif _is_plain_heading(text):
            if self.in_head and (self.numbered or is_speaker(text)):
                return "boilerplate"
            self._enter_plain(fold(block).strip(), text, follows, context)
            return "heading"
        opening = self.in_preamble and self.numbered
        self.in_head = False
        announced = None if opening else self._announced(text, context, heading)
        if announced and announced != self.section:
            self._open(announced, keep_headings=heading is not None)
        elif self.in_preamble:
            # without numbered headings only the opening paragraph can be told from the work
            self.in_preamble = self.numbered
            return "preamble"
        return self.section

    def _open(self, section: str, *, keep_headings: bool = False) -> None:
        """Begin a section that a question or an announcement opens: the headings above are left behind."""
        self.in_head = self.in_preamble = self.mixed = False
        self.section = self.outer = section
        self.inner = 0
        if not keep_headings:
            self.heading_1 = self.heading_2 = None

    def _enter(self, heading: Heading, context: Context) -> None:
        title = plain(strip_number(heading.text))
        announced = _section_of(title, context.year)
        self.in_head = self.in_preamble = False
        if heading.level == 1:
            self._enter_outer(heading.text, title, announced)
            return
        above = find_heading(self.heading_2) if self.heading_2 else None
        if above is None or heading.level <= above.level:
            self.heading_2 = heading.text
        if announced and not heading.run_in:
            self.section, self.inner = announced, heading.level
        elif self.inner and heading.level <= self.inner and not self.mixed:
            self.section, self.inner = self.outer, 0

    def _enter_outer(self, text: str, title: str, announced: str | None) -> None:
        self.heading_1, self.heading_2 = text, None
        self.section = self.outer = announced or "work"
        self.inner = 0
        self.mixed = announced == "problem" and bool(_PLAN_HEADING.search(title) or _PLAN_WORDS.search(title))

    def _enter_plain(self, text: str, title: str, follows: str, context: Context) -> None:
        """A heading without number counts as an outer one where the report has no others or it opens a section."""
        announced = _section_of(title, context.year)
        stands = bool(follows) and not _is_plain_heading(follows)
        if announced or (stands and not self.numbered):
            self.in_head = self.in_preamble = False
            self._enter_outer(text, title, announced)

    def _announced(self, text: str, context: Context, heading: Heading | None) -> str | None:
        """Role that the block itself announces, if any."""
        if _PLAN_START.match(strip_number(text)):
            return "plan"
        years = [int(year) for year in _FUTURE_YEAR.findall(text[:12])]
        if context.year and years and years[0] > context.year and _WILL.search(text[:_ANNOUNCING]):
            return "plan"
        if heading is None and self.section == "work" and _announces_shortcomings(text):
            return "problem"
        return None


def _is_plain_heading(text: str) -> bool:
    """A short line without number, sentence or colon."""
    return (
        len(text) <= 30
        and not re.search(r"[。;!?]|[,、:]$", text)
        and bool(re.search(r"[\u4e00-\u9fff]", text))
    )


def _section_of(heading: str, year: int | None) -> str | None:
    """Role that a heading announces for its section."""
    if _PROBLEM_HEADING.search(heading):
        return "problem"
    if _PLAN_HEADING.search(heading):
        return "plan"
    if _DONE_START.match(heading):
        return None
    later = [int(value) for value in re.findall(r"20\d\d", heading)]
    is_later = bool(year and later and min(later) > year)
    if _PLAN_WORDS.search(heading) or (
        is_later and _LATER_WORK.search(heading) and not _TOLD.search(heading)
    ):
        return "plan"
    return None


def _announces_shortcomings(text: str) -> bool:
    """True for "虽然取得…,但…还存在差距": the paragraph in which shortcomings are admitted."""
    opening = text[:160]
    if not any(word in opening for word in _LACKING):
        return False
    return bool(_SHORTCOMING.search(opening)) and not re.match(r"[一二三四五六七八九十]{1,2}是", text)
