"""What a block of a report is for: work, problem, plan, preamble, question, heading or boilerplate.

Rules read off real reports, applied in order from top to bottom; a section announced as problems or plans stays
so until the next heading of its level, question or announcement. The first rule that fits decides. Only a numbered
heading, or a line that stands where headings stand, opens a section; rows of the site, dates, occasions and addressees
never do, and a later year alone makes no plan.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from analysis.reading.evidence.around import ends_text
from analysis.reading.evidence.bodies import is_body
from analysis.reading.evidence.lines import NEVER_OPEN, ROWS, Judged, judge
from analysis.reading.evidence.openings import opens_report
from analysis.reading.evidence.outlook import (
    admits_shortcomings,
    is_member,
    names_plans_too,
    role_of_heading,
    role_of_open_heading,
    starts_plan,
)
from analysis.reading.evidence.script import legible, legible_all
from analysis.reading.evidence.title_forms import reads_as_title
from analysis.reading.numbering import (
    Heading,
    find_heading,
    find_open_heading,
    heading_value,
    may_be_numbered,
    strip_number,
)
from analysis.text import fold

_COURTESY = re.compile(
    r"(?:女士们|先生们|朋友们)[^。]{0,30}(?:上午|下午|早上|大家|你们|各位)好|欢迎(?:出席|参加|大家|各位)[^。]{0,30}(?:发布会|招待会)|"
    r"谢谢(?:大家|各位)|大家(?:上午|下午|早上)?好[!！]?|(?:女士|各位|朋友|记者|同志)们?[^。]{0,12}:$|感谢(?:大家|各位|记者|主持人)|^各位[^。]{0,8}朋友|"
    r"^(?:(?:(?:尊敬的)?各位|尊敬的)?(?:领导|代表|委员|主任|副主任|同志)们?[,、]?){1,4}[!:。]?$|"
    r"(?:发布|介绍|发言|通报|回答)(?:就)?(?:到此|到这里|到这儿|完)|很高兴(?:在这里|和大家|与大家|向大家)|欢迎.{0,12}提问|^以下[是为].{0,10}(?:全文|实录)"
)
# every courtesy holds one; each begins with a character of its own, which re looks for first
_POLITE = re.compile(
    "谢谢|感谢|欢迎|大家|朋友|女士|先生|各位|尊敬|记者|同志|很高兴|到此|到这|以下|布就?完|绍就?完|言就?完|报就?完|答就?完"
)
_QUESTION = re.compile(
    r"(?:问题?\s*\d*|记者(?:提?问)?|[\u4e00-\u9fff]{2,16}(?:记者|报|台|网|社|通讯社)):(?=.{8,})|(?=(?>.{15}.*?请问).{5,}[?？]$)"
)
_HANDED = re.compile(
    r".*(?:印发|发布|公布|下发|报送)(?:关于)?《(?P<inner>[^《》]{5,80})》的?(?:通知|公告|函|报告|通告)?"
)
_OUTER = 2  # levels of headings that only the text has: 一、 and (一)
_HEAD = 40  # blocks in which the title stands
_BARS = "|*#•·【】[] "
_SITE_NAME = 24  # characters that a row may hold beside the title: the site's name, issuer, day
_START = 240  # characters that tell what a paragraph begins with
_LETTER = 500  # characters of a letter that hands a report over
_HAN = re.compile("[\u4e00-\u9fff]")
_SHORT_ROW = 40  # characters of a row without a Chinese one, which is a number, a code or an address
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
    doc_type : str or None
        Of a plan, what is not announced as something else is planned.
    """

    title: str | None = None
    issuer: str | None = None
    year: int | None = None
    doc_type: str | None = None

    @cached_property
    def plain_title(self) -> str:
        """The title as :func:`legible` gives it; a sign that no block consists of where there is none."""
        return legible(self.title or "\0")

    @cached_property
    def plain_issuer(self) -> str:
        """The issuer as :func:`legible` gives it; empty where there is none."""
        return legible(self.issuer or "")


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
    texts = legible_all(blocks)
    judged = [judge(block, text) for block, text in zip(blocks, texts, strict=True)]
    begins, ends = _body(texts, judged, context)
    usual = "plan" if context.doc_type == "plan" else "work"
    state = _State(_begins_numbering(judged[begins:ends]), usual, section=usual, outer=usual)
    placed = []
    for place, (block, text, line) in enumerate(zip(blocks, texts, judged, strict=True)):
        role = "boilerplate"
        if begins <= place < ends and not _is_boilerplate(text, line.kind, context):
            follows = texts[place + 1] if place + 1 < ends else ""
            role = state.take(block, text, line, follows, context)
        own = role != "boilerplate"
        placed.append(Placed(role, state.heading_1 if own else None, state.heading_2 if own else None))
    return placed


def _begins_numbering(lines: list[Judged]) -> bool:
    """Whether the first numbered heading is a first one: what stands before a later one is no opening of the report."""
    first = next((line.heading for line in lines if line.heading), None)
    return first is not None and heading_value(first.text) == 1


def _body(texts: list[str], judged: list[Judged], context: Context) -> tuple[int, int]:
    """First block after the title, and first block of the closing matter (signature, date, site links)."""
    kinds = [one.kind for one in judged]
    title = context.plain_title.strip(_BARS)
    head = _before_text(texts, kinds)
    begins = _after_title(head, title)
    if handed := _HANDED.fullmatch(title):  # a notice, and behind it what it hands over
        begins = max(begins, _after_title(head, handed["inner"]))
    headed = max(
        (
            place
            for place, one in enumerate(judged, start=1)
            # lists behind the text are numbered 1. or open with 【
            if one.heading and one.heading.level <= _OUTER and one.heading.text[0] != "【"
        ),
        default=0,
    )
    last = range(max(begins, headed, len(texts) // 2), len(texts))
    ends = next((place for place in last if ends_text(texts[place])), len(texts))
    while ends > begins and (
        kinds[ends - 1] in ("issuer", "menu", "wrapper")
        or (kinds[ends - 1] != "heading" and _leads_on(texts[ends - 1]))
        or _is_boilerplate(texts[ends - 1], kinds[ends - 1], context)
    ):
        ends -= 1
    return begins, ends


def _before_text(texts: list[str], kinds: list[str]) -> list[str]:
    """The blocks among which the title stands: not those behind a section with its text, or behind much text."""
    told, outlined = 0, False
    for place, (text, kind) in enumerate(zip(texts[:_HEAD], kinds[:_HEAD], strict=True)):
        outlined = outlined or kind == "heading"
        told += len(text) if kind in ("text", "heading") else 0
        if told > (_LETTER if not outlined else _LONG_ROW):
            return texts[:place]
    return texts[:_HEAD]


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


def _is_question(text: str) -> bool:
    return (":" in text[:25] or "请问" in text) and bool(_QUESTION.match(text))


def _leads_on(text: str) -> bool:
    """Whether a row announces what stands under it: at the end of a report nothing does."""
    return not _is_question(text) and _is_plain_heading(text.rstrip(":?"))


def _is_boilerplate(text: str, kind: str, context: Context) -> bool:
    """A row that is no part of the text wherever it stands, or a courtesy."""
    if text in ("", context.plain_title) or (len(text) <= _SHORT_ROW and not _HAN.search(text)):
        return True
    if _is_question(text):
        return False
    if kind in ROWS or (text == context.plain_issuer and kind != "heading"):
        return True
    if kind == "addressee" and is_body(text.rstrip(":")):
        return True
    if kind == "heading" or len(text) > 160 or not _POLITE.search(text) or not _COURTESY.search(text):
        return False
    return len(text) <= 60 or not re.search(r"\d", _COURTESY.sub("", text))


@dataclass
class _State:
    """The running section: what an unannounced block would be.

    `usual` is the role of what nothing announces, `outer` what the outer heading opened, `inner` the level of an inner
    heading that opened the section (0 where none did), `mixed` whether the outer heading names problems and plans in one.
    """

    numbered: bool
    usual: str
    in_head: bool = True
    in_preamble: bool = True
    section: str = "work"
    outer: str = "work"
    inner: int = 0
    mixed: bool = False
    heading_1: str | None = None
    heading_2: str | None = None
    values: dict[int, int] = field(default_factory=dict)

    def take(self, block: str, text: str, line: Judged, follows: str, context: Context) -> str:
        """Role of the next block of the body; headings and announcements move the state."""
        if _is_question(text):
            self._open(self.usual)
            return "question"
        if self.in_head and (line.kind in NEVER_OPEN or (line.kind == "short" and reads_as_title(text))):
            return "boilerplate"
        numbered = may_be_numbered(text)
        heading = line.heading or (find_open_heading(block, self.values) if numbered else None)
        if heading:
            if _tells_itself(text, heading, follows):
                heading = heading._replace(run_in=True)
            role = role_of_heading if line.heading else role_of_open_heading
            self._enter(heading, role(legible(strip_number(heading.text)), context.year))
            if not heading.run_in:
                return "heading"
        elif _is_plain_heading(text):
            if self.in_head and self.numbered:
                return "boilerplate"
            self._enter_plain(fold(block).strip(), text, follows, context)
            return "heading"
        opening = self.in_preamble and self.numbered
        self.in_head = False
        announced = None if opening else self._announced(text, context, heading, numbered=numbered)
        if announced and announced != self.section:
            self._open(announced, keep_headings=heading is not None)
        elif self.in_preamble:
            # without numbered headings only its own words tell an opening from the work
            self.in_preamble = not is_member(text) and (self.numbered or opens_report(text))
            if self.in_preamble:
                return "preamble"
        return self.section

    def _open(self, section: str, *, keep_headings: bool = False) -> None:
        """Begin a section that a question or an announcement opens: the headings above are left behind."""
        self.in_head = self.in_preamble = self.mixed = False
        self.section = self.outer = section
        self.inner = 0
        if not keep_headings:
            self.heading_1 = self.heading_2 = None

    def _enter(self, heading: Heading, announced: str | None) -> None:
        self.values = {**self.values, heading.level: heading_value(heading.text)}
        if heading.level == 1:
            self.values.pop(2, None)
        self.in_head = self.in_preamble = False
        if heading.level == 1:
            self._enter_outer(heading.text, legible(strip_number(heading.text)), announced)
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
        self.section = self.outer = announced or self.usual
        self.inner = 0
        self.mixed = announced == "problem" and names_plans_too(title)

    def _enter_plain(self, text: str, title: str, follows: str, context: Context) -> None:
        """A heading without number counts as an outer one where the report has no others or it opens a section."""
        announced = role_of_heading(title, context.year)
        stands = bool(follows) and not _is_plain_heading(follows)
        if announced or (stands and not self.numbered):
            self.in_head = self.in_preamble = False
            self._enter_outer(text, title, announced)

    def _announced(
        self, text: str, context: Context, heading: Heading | None, *, numbered: bool
    ) -> str | None:
        """Role that the block itself announces, if any."""
        start = text[:_START]
        if starts_plan(strip_number(start) if numbered else start, context.year):
            return "plan"
        unmarked = heading is None and self.section == self.usual
        return "problem" if unmarked and admits_shortcomings(text) else None


def _tells_itself(text: str, heading: Heading, follows: str) -> bool:
    """Whether a numbered sentence of several clauses is what it tells, since nothing stands under it."""
    if heading.run_in or not text.endswith("。") or "," not in text:
        return False
    after = find_heading(follows) if follows else None
    return not follows or (after is not None and after.level <= heading.level)


def _is_plain_heading(text: str) -> bool:
    """A short line without number, sentence or colon."""
    return (
        len(text) <= 30
        and not re.search(r"[。;!?]|[,、:]$", text)
        and bool(re.search(r"[\u4e00-\u9fff]", text))
    )
