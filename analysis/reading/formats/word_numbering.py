"""Automatic numbers of paragraphs, which Word keeps outside the text: "一、", "（二）", "3.".

python-docx (MIT) finds the parts with styles and numbering; it does not work out the numbers itself.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE

from analysis.reading.formats.text import words

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

_DIGITS, _FORMAL_DIGITS = "零一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖"
_UNITS, _FORMAL_UNITS = ("", "十", "百", "千"), ("", "拾", "佰", "仟")
_COUNTING = words(
    "chineseCounting chineseCountingThousand japaneseCounting taiwaneseCounting taiwaneseCountingThousand"
    " koreanCounting"
)
_POSITIONAL = words("ideographDigital japaneseDigitalTenThousand taiwaneseDigital koreanDigital2")
_SERIES = {
    "ideographTraditional": "甲乙丙丁戊己庚辛壬癸",
    "ideographZodiac": "子丑寅卯辰巳午未申酉戌亥",
    "decimalEnclosedCircle": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    "decimalEnclosedCircleChinese": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    "decimalEnclosedParen": "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇",
    "decimalEnclosedFullstop": "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛",
    "ideographEnclosedCircle": "㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉",
    "upperLetter": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "lowerLetter": "abcdefghijklmnopqrstuvwxyz",
}
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
    (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


@dataclass
class _Level:
    """One level of a list: how it counts and how it prints."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    legal: bool = False
    restarts: bool = True
    space: bool = True


@dataclass
class _List:
    """A list of a document.

    `definition` names what it may share with other lists; `styles` tells the levels at which paragraph styles
    stand; `starts` tells the levels that start anew with the list's next paragraph, and with which number.
    """

    definition: str
    levels: dict[int, _Level]
    styles: dict[str, int]
    starts: dict[int, int]


class Numbering:
    """Automatic numbers of the paragraphs of one document."""

    def __init__(self, part: Any) -> None:
        styles = _part_children(part, RELATIONSHIP_TYPE.STYLES, "style")
        abstracts = _part_children(part, RELATIONSHIP_TYPE.NUMBERING, "abstractNum")
        numbers = _part_children(part, RELATIONSHIP_TYPE.NUMBERING, "num")
        self._styles = {style.get(f"{W}styleId"): style for style in styles}
        self._default = next(
            (
                name
                for name, style in self._styles.items()
                if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in ("1", "true")
            ),
            None,
        )
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)  # by definition and level
        self._lists: dict[str, _List] = {}
        abstract_of = {item.get(f"{W}abstractNumId"): item for item in abstracts}
        number_of = {item.get(f"{W}numId"): item for item in numbers}
        for name, number in number_of.items():
            abstract = self._follow_link(abstract_of, number_of, number)
            if abstract is not None:
                self._lists[name] = _read_list(number, abstract)

    def _follow_link(self, abstracts: dict[str, Any], numbers: dict[str, Any], number: Any) -> Any | None:
        """Find the definition of a list; a list may name a style that names another list."""
        abstract = abstracts.get(_value(number, "abstractNumId") or "")
        link = None if abstract is None else _value(abstract, "numStyleLink")
        style = None if link is None else self._styles.get(link)
        if style is None:
            return abstract
        linked = numbers.get(_value(style, "pPr", "numPr", "numId") or "")
        return abstract if linked is None else abstracts.get(_value(linked, "abstractNumId") or "")

    def next_label(self, paragraph: Any) -> str:
        """Number printed in front of the next paragraph; empty for one without."""
        name, depth = self._find_number(paragraph)
        numbered = self._lists.get(name)
        level = numbered.levels.get(depth) if numbered else None
        if numbered is None or level is None:
            return ""
        counts = self._count(numbered, depth, level)
        if level.form in ("bullet", "none"):
            return ""

        def write(mark: re.Match[str]) -> str:
            place = int(mark[1]) - 1
            of = numbered.levels.get(place, _Level())
            return format_number(counts.setdefault(place, of.start), "decimal" if level.legal else of.form)

        text = re.sub(r"%([1-9])", write, level.text)
        # "1." in front of "2017年" needs a space; "一、" does not.
        return f"{text} " if level.space and text[-1:].isascii() and text else text

    def _find_number(self, paragraph: Any) -> tuple[str, int]:
        """List and level of a paragraph, its own or its style's; the name is empty if it has none."""
        number = _value(paragraph, "pPr", "numPr", "numId")
        depth = _value(paragraph, "pPr", "numPr", "ilvl")
        style = _value(paragraph, "pPr", "pStyle") or self._default
        for _ in range(20):  # styles may be based on each other in a circle
            if number is not None or style not in self._styles:
                break
            number = _value(self._styles[style], "pPr", "numPr", "numId")
            if number is not None and number in self._lists and depth is None:
                own = _value(self._styles[style], "pPr", "numPr", "ilvl")
                return number, self._lists[number].styles.get(style or "", _integer(own, 0))
            style = _value(self._styles[style], "basedOn")
        return number or "", _integer(depth, 0)

    def _count(self, numbered: _List, depth: int, level: _Level) -> dict[int, int]:
        """Count a paragraph; lists with one definition go on counting unless one starts anew."""
        counts = self._counts[numbered.definition]
        start = numbered.starts.pop(depth, None)
        if start is not None:
            counts[depth] = start
        else:
            counts[depth] = counts[depth] + 1 if depth in counts else level.start
        for deeper in [other for other in counts if other > depth]:
            if numbered.levels.get(deeper, _Level()).restarts:
                del counts[deeper]
        return counts


def _read_list(number: Any, abstract: Any) -> _List:
    """Read a list from its own element and from its definition."""
    overrides = number.findall(f"{W}lvlOverride")
    levels = [*abstract.findall(f"{W}lvl"), *(item for one in overrides for item in one.findall(f"{W}lvl"))]
    starts = ((_depth(item), _value(item, "startOverride")) for item in overrides)
    return _List(
        definition=abstract.get(f"{W}abstractNumId"),
        levels={_depth(level): _read_level(level) for level in levels},
        styles={style: _depth(level) for level in levels if (style := _value(level, "pStyle")) is not None},
        starts={depth: _integer(start, 1) for depth, start in starts if start is not None},
    )


def _read_level(level: Any) -> _Level:
    return _Level(
        start=_integer(_value(level, "start"), 1),
        form=_value(level, "numFmt") or "decimal",
        text=_value(level, "lvlText") or "",
        legal=level.find(f"{W}isLgl") is not None,
        restarts=_value(level, "lvlRestart") != "0",
        space=_value(level, "suff") != "nothing",
    )


def _part_children(part: Any, relationship: str, tag: str) -> list[Any]:
    """Children of the styles or numbering part of a document, which it may lack."""
    try:
        root = part.part_related_by(relationship).element
    except (KeyError, AttributeError):
        return []
    return list(root.findall(f"{W}{tag}"))


def _value(element: Any, *path: str) -> str | None:
    """Value of the element at a path, or None."""
    found = element.find("/".join(f"{W}{name}" for name in path))
    return None if found is None else found.get(f"{W}val")


def _integer(text: str | None, default: int) -> int:
    """Small whole number in an attribute."""
    return int(text) if text is not None and re.fullmatch(r"\d{1,6}", text, re.ASCII) else default


def _depth(level: Any) -> int:
    """Level, 0 for the outermost, that an element is about."""
    return _integer(level.get(f"{W}ilvl"), 0)


def format_number(number: int, form: str) -> str:
    """Write a number in one of Word's number formats; in a format that Chinese reports do not use, in digits.

    Parameters
    ----------
    number : int
        Number of a list item.
    form : str
        Word's name of the format (``w:numFmt``).

    Returns
    -------
    str
        The number as Word prints it.

    Examples
    --------
    >>> [format_number(12, form) for form in ("chineseCounting", "ideographDigital", "decimal", "lowerRoman")]
    ['十二', '一二', '12', 'xii']
    >>> format_number(105, "chineseCountingThousand"), format_number(3, "decimalEnclosedCircleChinese")
    ('一百零五', '③')
    """
    if form in _COUNTING and number < 10_000:
        return _count_in_chinese(number, _DIGITS, _UNITS).removeprefix("一" if 10 <= number < 20 else "")
    if form.startswith("chineseLegal") and number < 10_000:
        return _count_in_chinese(number, _FORMAL_DIGITS, _FORMAL_UNITS)
    if form in _POSITIONAL:
        return str(number).translate(str.maketrans("0123456789", "〇" + _DIGITS[1:]))
    if form in _SERIES and 1 <= number <= len(_SERIES[form]):
        return _SERIES[form][number - 1]
    if form in ("upperRoman", "lowerRoman") and 0 < number < 4_000:
        return _count_in_roman(number) if form == "upperRoman" else _count_in_roman(number).lower()
    if form == "decimalZero":
        return f"{number:02d}"
    if form == "decimalFullWidth":
        return str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    return str(number)


def _count_in_chinese(number: int, digits: str, units: tuple[str, ...]) -> str:
    """Write a number below ten thousand with units: 1005 is 一千零五."""
    written = ""
    for place, digit in zip(reversed(units[: len(str(number))]), map(int, str(number)), strict=True):
        written += digits[digit] + place if digit else digits[0]
    return re.sub(f"{digits[0]}+", digits[0], written).rstrip(digits[0]) or digits[0]


def _count_in_roman(number: int) -> str:
    written = ""
    for value, letters in _ROMAN:
        times, number = divmod(number, value)
        written += letters * times
    return written
