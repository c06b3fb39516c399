"""How Chinese reports number their parts: headings, run-in headings, and enumerators inside paragraphs.

Pure functions from text to text, tested by tables of (text in, text out).
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import NamedTuple

from analysis.text import cut_as_folded, fold

_HAN = "一二三四五六七八九十百"
_ORDER = f"[{_HAN}]{{1,3}}"
_RINGS = "①-⑳⑴-⒇❶-❿"  # a number and its ring or brackets in one sign
_DOTTED = "⒈-⒛"
_STEMS = "㈠-㈩"
_COMMA = "、丶﹑"  # as it is, and as it is mistyped

# level -> pattern of the number that opens a heading; level 1 is the outermost
_OPENERS = (
    (
        1,
        re.compile(
            rf"第{_ORDER}(?:部分|章|篇)[、,，:： ]*|(?:{_ORDER}|[—–])\s?(?:[{_COMMA}]|[.．](?!\d))\s*|【(?=[^】]{{2,40}}】)"
        ),
    ),
    (
        2,
        re.compile(rf"(?:[(（]\s*)?{_ORDER}\s*[)）][、.．,，]?\s*|[{_STEMS}]\s*"),
    ),  # the first bracket may be lost
    (3, re.compile(rf"\d{{1,2}}(?:[{_COMMA}]|[.．](?!\d))\s*|[{_DOTTED}]\s*")),
    (4, re.compile(rf"(?:[(（]\s*)?\d{{1,2}}\s*[)）][、.．]?\s*|[{_RINGS}]")),
)
_OPENS = re.compile(rf"[第【(（{_HAN}\d{_RINGS}{_DOTTED}{_STEMS}—–]")  # what a number can begin with
_BLANKS = "".join(filter(str.isspace, map(chr, range(0x3001)))) + "\u200b\ufeff"
_OUTER_NUMBER = re.compile(rf"(?:(?P<outer>{_ORDER})[、.．]|[(（](?P<inner>{_ORDER})[)）])\s*")
_CLAUSE = re.compile("[，,。；;：:！？]")
_STOP = re.compile("[。！？!?；;】]")
MAX_HEADING = 60  # characters; longer "headings" are sentences
# a colon ends a short heading, or one that an enumeration follows: （二）规范管理：1、主动接受监督。
_COLON = re.compile("[:：]")
_SHORT_HEAD = 20
_NO_HEAD = re.compile("如下|以下|包括|规定|明确|指出|强调|要求|提出|[，,；;、][^，,；;、]*[，,；;、]")
_OPENS_SERIES = re.compile(r"\s*(?:1[、.．)）]|[(（]1[)）]|①|一[ \u3000]?是|第一[,，:：]|[(（]一[)）])")
_SENTENCE = 2_000  # characters after a colon in which a sentence ends

_IN_WORDS = ("是", "第", "方面", "要", "其")  # every enumerator in words holds one, a series two of a kind
_IN_SIGN = re.compile(f"[{_RINGS}{_DOTTED}{_STEMS}]")
_ENUMERATOR = re.compile(
    rf"(?:(?<=[。；;:：！!？?，,、\s])|^)(?:(?P<shi>{_ORDER})\s{{0,3}}是(?!否|不是)|(?P<side>另?一方面)(?=[,，、:：]?)"
    rf"|第(?P<di>{_ORDER})(?:[,，:：]|、(?!第))|(?P<yao>{_ORDER})要(?!求|点)|其(?P<qi>{_ORDER})[,，:：]"
    rf"|(?P<ring>[{_RINGS}{_DOTTED}{_STEMS}]))"
)
_ONES = ("1、", "1.", "1．", "1)", "1）")  # a list in Arabic numbers holds one, or begins the text
_FIRST_SIGNS = "(（0123456789"
_COUNTED_BY = re.compile(r"\d[、.．)）]")  # every number of a list holds one, and a list has two
_NUMBER = re.compile(
    r"(?:(?<=[。；;:：！!？?\s])|^)(?:(?P<dot>\d{1,2})(?:、|[.．](?!\d))|[(（](?P<round>\d{1,2})[)）]|(?P<half>\d{1,2})[)）])"
)
_COUNTED = ("dot", "round", "half")  # kinds that count on without a gap


class Heading(NamedTuple):
    """A numbered heading found at the start of a paragraph.

    Attributes
    ----------
    level : int
        1 for 一、 and 第一部分, 2 for (一), 3 for 1., 4 for (1) and ①.
    text : str
        The heading with its number, as printed.
    run_in : bool
        True when the paragraph goes on after the heading.
    """

    level: int
    text: str
    run_in: bool


def find_heading(text: str) -> Heading | None:
    """Find the numbered heading that opens a paragraph.

    A number alone does not make a heading: "一是…" is an enumerator and a long numbered sentence without a stop
    is a paragraph; of such a paragraph the first sentence is the run-in heading if it is short.

    >>> find_heading("一、完善依法行政制度体系")
    Heading(level=1, text='一、完善依法行政制度体系', run_in=False)
    >>> find_heading("(二)加强审计监督。全年完成项目146个。")
    Heading(level=2, text='(二)加强审计监督', run_in=True)
    >>> find_heading("2017年,全市召开会议12次。") is None
    True
    """
    body = fold(text).strip()
    if not _OPENS.match(body):
        return None
    for level, opener in _OPENERS:
        number = opener.match(body)
        if number is None or number.end() == len(body):
            continue
        rest = body[number.end() :]
        if colon := _heading_colon(rest):
            return Heading(level, body[: number.end() + colon], run_in=True)
        end = _STOP.search(rest)
        if end is None:  # no sentence: a standing heading, unless it is too long to be one
            if len(rest) <= MAX_HEADING and "\n" not in rest:
                return Heading(level, body, run_in=False)
            return None
        stop = end.end() if end[0] == "】" else end.start()
        head = body[: number.end() + stop]
        after = rest[stop:].lstrip("。！？!?；;") if rest[stop : stop + 1] else ""
        if stop > MAX_HEADING or _ENUMERATOR.search(rest[:stop]):
            return None
        return Heading(level, head, run_in=bool(after.strip()))
    return None


def find_open_heading(text: str, values: dict[int, int]) -> Heading | None:
    """Find the heading that opens a paragraph and runs into its text, where no sign says how far it goes.

    A number that counts on opens a section however its heading ends; of the heading the first clause is given.

    Parameters
    ----------
    text : str
        The paragraph.
    values : dict of int to int
        Level (1, 2) -> value of the last heading at it.

    Examples
    --------
    >>> text = "二、完善制度体系制定规章2件，清理文件30件，均经合法性审核和集体讨论决定，在一个月内报送备案，报备率、及时率和规范率都达到100%。"
    >>> find_open_heading(text, {1: 1})
    Heading(level=1, text='二、完善制度体系制定规章2件', run_in=True)
    >>> find_open_heading(text, {1: 4}) is None
    True
    """
    body = fold(text).strip()
    number = _OUTER_NUMBER.match(body)
    if number is None:
        return None
    level = 1 if number["outer"] else 2
    clause = _CLAUSE.search(body, number.end(), number.end() + MAX_HEADING)
    head = body[: clause.start()] if clause else ""
    follows = numeral_value(number["outer"] or number["inner"]) == values.get(level, 0) + 1
    if not follows or len(head) < number.end() + 2 or _ENUMERATOR.search(head, number.end()):
        return None
    return Heading(level, head, run_in=True)


def heading_value(heading: str) -> int:
    """Value of the Chinese numeral that a heading of level 1 or 2 begins with; 0 where none does.

    >>> heading_value("(三)规范执法"), heading_value("3.规范执法")
    (3, 0)
    """
    number = _OUTER_NUMBER.match(fold(heading).strip())
    return numeral_value(number["outer"] or number["inner"]) if number else 0


def _heading_colon(rest: str) -> int:
    """Where a colon ends the heading that a text begins with; 0 where none does."""
    colon = _COLON.search(rest, 0, MAX_HEADING + 1)
    if colon is None or not rest[colon.end() :].strip(_BLANKS):
        return 0
    head = rest[: colon.start()]
    if not head.strip(_BLANKS) or _STOP.search(head) or _ENUMERATOR.search(head):
        return 0
    if _OPENS_SERIES.match(rest, colon.end()):
        return colon.start()
    sentence = _STOP.search(rest, colon.end(), colon.end() + _SENTENCE)
    short = len(head) <= _SHORT_HEAD and not _NO_HEAD.search(head)
    return colon.start() if sentence and short else 0


def may_be_numbered(text: str) -> bool:
    """Whether a text begins as numbers of headings do.

    >>> may_be_numbered("一、制度"), may_be_numbered("全年制定2件")
    (True, False)
    """
    return bool(_OPENS.match(text))


def strip_number(heading: str) -> str:
    """Take the number off a heading.

    >>> strip_number("(三)全面推进政务公开"), strip_number("第一部分 基本情况"), strip_number("基本情况")
    ('全面推进政务公开', '基本情况', '基本情况')
    """
    body = fold(heading).strip()
    if not _OPENS.match(body):
        return body
    for _, opener in _OPENERS:
        number = opener.match(body)
        if number:
            return body[number.end() :].strip("】 ")
    return body


_VALUE = {numeral: value for value, numeral in enumerate("一二三四五六七八九十", start=1)}


def numeral_value(numeral: str) -> int:
    """Value of a Chinese numeral up to 99; 0 for what is none.

    >>> numeral_value("十二"), numeral_value("二十"), numeral_value("百")
    (12, 20, 0)
    """
    if "十" in numeral:
        tens, _, ones = numeral.partition("十")
        return 10 * _VALUE.get(tens, 1) + _VALUE.get(ones, 0)
    return _VALUE.get(numeral, 0)


def split_enumeration(text: str) -> list[str]:
    """Cut a paragraph at its enumerators; the parts joined are the paragraph.

    一是… 二是…, 一要… 二要…, 其一,… 其二,…, 一方面… 另一方面…, 第一,… 第二,…, ①…②…, 1、… 2、…, 1.… 2.… and (1)… (2)… open an item where a sentence or clause begins. A series
    counts from its first member on (一是 without a 二是 is an expression, not a list), and a paragraph may hold
    several series.

    >>> split_enumeration("主要做法:一是建章立制。二是加强培训。")
    ['主要做法:', '一是建章立制。', '二是加强培训。']
    >>> split_enumeration("制度建设。1、清理文件12件。2、公布目录1份。")
    ['制度建设。', '1、清理文件12件。', '2、公布目录1份。']
    >>> split_enumeration("这一方面的工作有待加强。")
    ['这一方面的工作有待加强。']
    """
    return cut_as_folded(text, _cut_enumeration)


def _cut_enumeration(text: str) -> list[str]:
    """As :func:`split_enumeration`, of a text as it is read."""
    begins = len(text) - len(text.lstrip())
    marks = list(_ENUMERATOR.finditer(text)) if _may_enumerate(text) else []
    if _may_count(text, text[begins : begins + 1]):
        marks += _NUMBER.finditer(text)
    if len(marks) < 2:
        return [text]
    kinds = [next(kind for kind, value in mark.groupdict().items() if value) for mark in marks]
    cuts: set[int] = set()
    for kind in dict.fromkeys(kinds):
        series = [mark for mark, own in zip(marks, kinds, strict=True) if own == kind]
        cuts.update(_series_starts(kind, series, begins))
    edges = [0, *sorted(cut for cut in cuts if cut > begins), len(text)]
    return [text[start:stop] for start, stop in pairwise(edges)]


def _may_enumerate(text: str) -> bool:
    """Whether a text may hold a series that is counted in words or in ringed numbers."""
    return any(text.count(sign) > 1 for sign in _IN_WORDS) or _IN_SIGN.search(text) is not None


def _may_count(text: str, first: str) -> bool:
    """Whether a text that begins with a sign may hold a list in Arabic numbers."""
    counted = first in _FIRST_SIGNS or ("1" in text and any(one in text for one in _ONES))
    return counted and len(_COUNTED_BY.findall(text)) > 1


def _series_starts(kind: str, marks: list[re.Match[str]], begins: int) -> list[int]:
    """Places at which members of real series (two or more members) begin, in a text that begins at a place."""
    if kind == "side":
        return [mark.start() for mark in marks] if len(marks) > 1 else []

    def value(mark: re.Match[str]) -> int:
        number = mark.group(kind)
        if kind == "ring":
            return int(unicodedata.numeric(number))
        return int(number) if kind in _COUNTED else numeral_value(number)

    gaps = (1,) if kind in _COUNTED else (0, 1, 2)
    runs: list[list[re.Match[str]]] = []
    for mark in marks:
        follows = runs and value(mark) - value(runs[-1][-1]) in gaps
        if follows and value(mark) > 0 and not (value(mark) == 1 and value(runs[-1][-1]) == 1):
            runs[-1].append(mark)
        else:
            runs.append([mark])
    if kind in _COUNTED:  # pages and articles have numbers too: a list begins with one, or with the text
        runs = [run for run in runs if value(run[0]) == 1 or run[0].start() == begins]
    return [mark.start() for run in runs if len(run) > 1 for mark in run]
