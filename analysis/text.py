"""Texts measured, told apart and brought into one form; white space and signs that print nothing never count.

White space is where copies of one text differ (line breaks moved, blanks added); leaving it out keeps lengths and
hashes the same for all of them. So is what editors and fonts leave behind: soft hyphens, joiners, byte order marks, and
radicals that stand for the characters they look like.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import accumulate, pairwise
from typing import Any

HASH_DIGITS = (
    16  # 64 bits: the chance that two of a million paragraphs share a hash is below one in ten million
)

# what R, pandas, Stata and databases write where a value is missing, beside nothing
MISSING = frozenset(["", "NA", "N/A", "n/a", "<NA>", "NaN", "nan", "NULL", "null", "None", "."])

_FULL_WIDTH = re.compile("[\uff01-\uff5e]")
_HALF_WIDTH = {chr(full): chr(full - 0xFEE0) for full in range(0xFF01, 0xFF5F)}
_NOT_XML = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # in XML 1.0
# Soft hyphen, joiners, marks of direction, variation selectors, byte order mark: they print nothing.
_INVISIBLE = (
    "\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb"
    "\U000e0001\U000e0020-\U000e007f\U000e0100-\U000e01ef"
)
# Radicals, characters encoded twice, and forms for vertical or small print: each stands for one ordinary character.
_DOUBLES = "\u2e80-\u2fd5\uf900-\ufaff\ufe10-\ufe6b\U0002f800-\U0002fa1f"
_FOLDED = re.compile(f"[{_INVISIBLE}{_DOUBLES}]")
# what most texts hold and nothing else; a few ranges are looked up several times as fast as many
_USUAL = re.compile(
    "[\0-\u00ac\u00ae-\u034e\u2010-\u2029\u202f-\u205f\u2070-\u2e7f\u3000-\uf8ff\uff00-\ufff8]*+"
)
_PRINTS_NOTHING = re.compile(f"[{_INVISIBLE}]")
_PRINTS = re.compile(rf"[^\s{_INVISIBLE}]")
# Unicode calls the Kangxi radicals compatible with the characters, and of these supplements only two.
_RADICALS = dict(
    zip(
        "⺁⺄⺇⺈⺊⺌⺍⺎⺐⺒⺓⺜⺝⺟⺠⺧⺩⺪⺫⺬⺮⺱⺵⺶⺸⺼⺽⻁⻄⻅⻆⻇⻉⻊⻋⻑⻓⻔⻗⻘⻙⻚⻛⻜⻝⻞⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
        "厂乙几刀卜小小兀尢巳幺日月母民牛王疋目示竹网网羊羊肉臼虎西见角角贝足车長长门雨青韦页风飞食食首马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟",
        strict=True,
    )
)

_APART = "\0"  # stands in no text that was read
_GAP = re.compile(r"(?<=\S)\s+(?=\S)")
_HAN = re.compile(r"[\u3400-\u9fff]")


def fold(text: str) -> str:
    """The text as its reader sees it: without signs that print nothing, radicals as the characters they look like.

    Parameters
    ----------
    text : str
        Any text; one without such signs is returned as it is.

    Returns
    -------
    str

    Examples
    --------
    >>> fold("法\\u00ad治\\u200b政\\ufeff府"), fold("⼀、⾏政︵⻓期︶")
    ('法治政府', '一、行政(长期)')
    """
    return text if _USUAL.fullmatch(text) else _FOLDED.sub(_fold_one, text)


def _fold_one(sign: re.Match[str]) -> str:
    if _PRINTS_NOTHING.match(sign[0]):
        return ""
    ordinary = _RADICALS.get(sign[0]) or unicodedata.normalize("NFKC", sign[0])
    return ordinary if len(ordinary) == 1 else sign[0]


def cut_as_folded(text: str, cut: Callable[[str], list[str]]) -> list[str]:
    """Pieces of a text, which joined are the text, cut where its folded form is cut.

    Parameters
    ----------
    text : str
        The text as it is.
    cut : callable
        Takes the folded text and returns pieces, which joined are that text.

    Returns
    -------
    list of str

    Examples
    --------
    >>> cut_as_folded("甲\\u00ad。⼄。", lambda text: [piece + "。" for piece in text.split("。")[:-1]])
    ['甲\\xad。', '⼄。']
    """
    folded = fold(text)
    pieces = cut(folded)
    if len(pieces) == 1:
        return [text]
    if len(folded) == len(text):  # each sign stands for one: what is folded keeps its place
        places = range(len(text) + 1)
    else:
        kept = [place for place, sign in enumerate(text) if not _PRINTS_NOTHING.match(sign)]
        places = [0, *kept[1:], len(text)]  # type: ignore[assignment]
    ends = [places[end] for end in accumulate(map(len, pieces))]
    cuts = [0, *ends[:-1], len(text)]  # a text that prints nothing is one piece
    return [text[start:stop] for start, stop in pairwise(cuts)]


def squeeze(text: str) -> str:
    """The text without white space and signs that print nothing, radicals as characters.

    >>> squeeze(" 一、 依法\\u200b⾏政\\n")
    '一、依法行政'
    """
    return "".join(fold(text).split())


def prints(text: str) -> bool:
    """Whether a text holds a character that prints something.

    >>> prints(" \\u200b\\n"), prints("　二")
    (False, True)
    """
    return _PRINTS.search(text) is not None


def whole(text: str) -> str:
    """The text with halves of characters put together; a lone half, which no file can hold, becomes the sign for what is lost.

    >>> whole("\\ud83d\\ude00"), whole("甲\\ud800")
    ('😀', '甲�')
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


class Names:
    """Names of which none is given twice: where another has it, one gets a number.

    Parameters
    ----------
    taken : iterable of str
        What is given already.

    Examples
    --------
    >>> names = Names(["a.txt (2)"])
    >>> [names.give("a.txt") for _ in range(3)]
    ['a.txt', 'a.txt (3)', 'a.txt (4)']
    """

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._next = dict.fromkeys(taken, 2)

    def __contains__(self, name: str) -> bool:
        return name in self._next

    def give(self, name: str) -> str:
        """The name, or one with a number, which is taken from now on."""
        own = name
        while own in self._next:
            own = f"{name} ({self._next[name]})"
            self._next[name] += 1
        self._next[own] = 2
        return own


def one_line(text: str) -> str:
    """The text on one line, whatever breaks it holds.

    >>> one_line(" 青岚市\\n2020 ")
    '青岚市 2020'
    """
    return " ".join(text.split())


def plain(text: str) -> str:
    """The text for looking things up in: without what prints nothing, full-width signs as ASCII.

    >>> plain("名\\u3000 称： ２０１９年（试行）\\n")
    '名称:2019年(试行)'
    """
    body = squeeze(text)
    wide = _FULL_WIDTH.search(body)
    while wide:  # once for each sign, which are a handful; str.translate looks every character up
        body = body.replace(wide[0], _HALF_WIDTH[wide[0]])
        wide = _FULL_WIDTH.search(body, wide.end())
    return body


def at_once(change: Callable[[str], str], texts: Sequence[str]) -> list[str]:
    """What a change makes of each text, made of all together, which takes a fraction of the time.

    Parameters
    ----------
    change : callable
        Does not look across a NUL, and neither adds nor takes one.
    texts : sequence of str
        Where one holds a NUL, each is changed alone.

    Returns
    -------
    list of str

    Examples
    --------
    >>> at_once(plain, ["２０２０年 度", "（试行）"]), at_once(plain, [])
    (['2020年度', '(试行)'], [])
    """
    whole = _APART.join(texts)
    if not texts or whole.count(_APART) != len(texts) - 1:
        return [change(text) for text in texts]
    return change(whole).split(_APART)


def words_apart(text: str) -> str:
    """A text whose words white space parts, with a sign in its place that the cutting of Chinese does not take away.

    >>> words_apart("Fees were cut. Économie"), words_apart("依法 行政")
    ('fees|were|cut.|economie', '依法|行政')
    """
    folded = unicodedata.normalize("NFKD", text.lower())
    return _GAP.sub("|", "".join(sign for sign in folded if not unicodedata.combining(sign)))


def is_western(text: str) -> bool:
    """Whether a text holds letters and no Chinese character, so that white space parts its words.

    >>> is_western("Fees were cut."), is_western("依法行政 PPP"), is_western("2020")
    (True, False, False)
    """
    return not _HAN.search(text) and any(sign.isalpha() for sign in text)


def is_missing(cell: str) -> bool:
    """Whether a cell is empty, or holds what R, pandas, Stata and databases write where a value is missing.

    >>> is_missing(" "), is_missing("NA"), is_missing("0")
    (True, True, False)
    """
    return cell.strip() in MISSING


def plain_cell(cell: str) -> str:
    """A cell without what a keyboard or a spreadsheet adds: width, case, margins, a decimal zero.

    >>> plain_cell(" ４ "), plain_cell("4.0"), plain_cell("27Y"), plain_cell("work｜工作")
    ('4', '4', '27y', 'work|工作')
    """
    folded = unicodedata.normalize("NFKC", cell).strip().casefold()
    return re.sub(r"^(\d+)\.0+$", r"\1", folded)


def count_characters(text: str) -> int:
    """Number of characters that print something.

    >>> count_characters(" 一、 依法\\u200b行政\\n")
    6
    """
    return len(squeeze(text))


def printed_width(text: str) -> int:
    """Width of a text in columns of half a Chinese character.

    >>> printed_width("依法行政 2020")
    13
    """
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in text)


def hash_text(text: str) -> str:
    """Sixteen hexadecimal digits of SHA-256 that tell whether two texts are the same but for what prints nothing.

    >>> hash_text("依法 行政\\n") == hash_text("依法行政") != hash_text("依法行事"), len(hash_text(""))
    (True, 16)
    """
    return hash_and_count(text)[0]


def hash_and_count(text: str) -> tuple[str, int]:
    """What :func:`hash_text` and :func:`count_characters` give of a text.

    >>> hash_and_count("依法 行政") == (hash_text("依法行政"), 4)
    True
    """
    body = squeeze(text)
    return hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()[:HASH_DIGITS], len(body)


def for_xml(text: str) -> str:
    """Text in which characters that no XML file can hold are replaced by ones that can be seen.

    >>> for_xml("依法\\x07行政\\x00")
    '依法␇行政␀'
    """
    return _NOT_XML.sub(lambda m: chr(0x2400 + ord(m[0])) if m[0] < " " else "\ufffd", text)


def visible(text: str) -> str:
    """The text for a terminal: signs that show nothing, or steer what shows it, as Python writes them.

    >>> print(visible("报告\\x1b[31m\\u202e 2020\\n"))
    报告\\x1b[31m\\u202e 2020\\n
    """
    return "".join(
        char if char.isprintable() or unicodedata.category(char) == "Zs" else repr(char)[1:-1]
        for char in text
    )


def simplify(text: str) -> str:
    """Simplified script; a text in simplified script is returned as it is.

    OpenCC, because it is the reference for the conversion and converts by words, not by characters alone.

    >>> simplify("加強行政執法監督"), simplify("加强行政执法监督")
    ('加强行政执法监督', '加强行政执法监督')
    """
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:  # GB 2312 holds no traditional forms
        return str(_converter().convert(text))
    return text


@cache
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("t2s")
