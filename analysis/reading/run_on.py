"""Text that lost its line breaks: cut where sections, paragraphs and signatures begin.

A blank, a run of blanks where a paragraph was indented, and the number of a section are what is left of a break. Where
nothing is left, nothing is cut but what is too long to be a paragraph. The pieces, joined, are the text.
"""

from __future__ import annotations

import re
from itertools import pairwise

from analysis.reading.numbering import MAX_HEADING, numeral_value
from analysis.text import cut_as_folded

RUN_ON = 1_500  # characters of a line from which it may be a whole report
RUN_ON_PART = 0.8  # share of the text that this line then holds
_SHORT_RUN_ON = 400  # characters of such a line where it holds numbered sections
_ORDER = "[一二三四五六七八九十]{1,3}"
_OPENER = rf"(?:{_ORDER}、|[(（]{_ORDER}[)）]|第{_ORDER}部分)"
_HEADING = re.compile(rf"(?<=[。！？!?；;：:\s])(?={_OPENER}[^，,。；;]{{2,40}})")
# a blank where a line ended: after a sentence, before an opening year or series, around a title, after an addressee
_BREAK = re.compile(
    r"(?<=[。！？!?；;]\s)(?=\S)|(?<=[：:]\s)(?=20\d\d年\D|一是|[^\s：:]{2,40}[。，])|"
    r"(?<=\s)(?=[^\s。]{0,50}(?:法治|法制|依法)[^\s。]{0,50}(?:报告|总结|情况|发布会)\s)|"
    r"(?<=(?:报告|总结|情况)\s)(?=\S)|(?<=发布会\s)(?=\S)"
)
_STANDING = re.compile(rf"{_OPENER}\s*[^\s。！？!?；;]{{2,{MAX_HEADING}}}\s+(?=[\u4e00-\u9fff“《])")
_INDENT = re.compile(r"(?<=\S)(?=[ \u3000\xa0]{2,}\S)")  # where a paragraph was indented
_INDENTS = 6  # of them in a line that lost its breaks
_SIGNED = re.compile(
    r"(?<=[。；;])(?=\s*[^。；;]{4,40}20\d\d年\d{1,2}月\d{1,2}日\s*\Z)|(?<=[^\d年月日至于]\s)(?=20\d\d年\d{1,2}月\d{1,2}日\s*\Z)|"
    r"(?<=[府会局厅委办院处])(?=20\d\d年\d{1,2}月\d{1,2}日\s*\Z)"
)
_SIGNATURE = re.compile(r"(?<=\S{4}\s)(?=\S{4})")
_SENTENCE = re.compile(r"(?<=[。！？!?])(?![”’」』）)])")
_LONG_PIECE, _SHORT_PIECE = 600, 200
_LONG = 120  # characters of a line that may hold several sections
_SECTION = re.compile(
    rf"(?:^|(?<=[。！？!?：:\s]))(?:(?P<outer>{_ORDER})、|[(（](?P<inner>{_ORDER})[)）])(?=[^，,。；;]{{2,40}})"
)
_LATER = re.compile(
    r"[。！？!?：:\s][(（]?[一二三四五六七八九十]?[二三四五六七八九十][、)）]"
)  # what a second section begins with
_MAY_BE_LATER = re.compile("[二三四五六七八九十][、)）]")  # found several times as fast, and seldom there
_RUNS_ON = re.compile(rf"\s*{_ORDER}、[^。；;：:（(\s]{{2,40}}(?=[(（]一[)）])")


def split_lines(text: str) -> list[str]:
    """Lines of a text with their breaks; a report whose line breaks were lost (most of it on one line) is cut anew.

    >>> split_lines("标题\\n\\n正文。")
    ['标题\\n', '\\n', '正文。']
    """
    lines = text.splitlines(keepends=True)
    longest = max(lines, key=len, default="")
    if len(longest) <= _SHORT_RUN_ON or len(longest) <= RUN_ON_PART * len(text):
        return lines
    if len(longest) <= RUN_ON and len(cut_sections(longest)) < 3:
        return lines
    return [
        piece
        for line in lines
        for piece in (cut_as_folded(line, cut_run_on) if line is longest or len(line) > RUN_ON else [line])
    ]


def cut_run_on(line: str) -> list[str]:
    """Cut a report that lost its line breaks: before and after headings, where a blank stands for a break, and long
    pieces at sentence ends.

    >>> cut_run_on("情况如下:一、完善制度。制定规章2件。二、加强执法。办案5件。")
    ['情况如下:', '一、完善制度。制定规章2件。', '二、加强执法。办案5件。']
    >>> cut_run_on("情况如下: 一、完善制度 制定规章2件。 办案5件。 某市人民政府 2020年3月1日")
    ['情况如下: ', '一、完善制度 ', '制定规章2件。 ', '办案5件。 ', '某市人民政府 ', '2020年3月1日']
    """
    indented = _INDENT.split(line)
    if len(indented) > _INDENTS:
        return [piece for part in indented for piece in (_cut_blanks(part) if len(part) > RUN_ON else [part])]
    pieces = _cut_blanks(line)
    last = pieces.pop() if pieces else ""
    signed = _SIGNED.split(last)
    if len(signed) == 1 and not re.search("[。；;]", last):
        signed = _SIGNATURE.split(last)
    return pieces + signed


def _cut_blanks(line: str) -> list[str]:
    """Sections, and in them what single blanks part."""
    pieces: list[str] = []
    for section in _HEADING.split(line):
        standing = _RUNS_ON.match(section) or _STANDING.match(section)
        begins = standing.end() if standing else 0
        for piece in (section[:begins], *_BREAK.split(section[begins:])):
            pieces += _cut_long(piece)
    return pieces


def _cut_long(piece: str) -> list[str]:
    """Sentences of a long piece, in runs of some length; a piece that is not long as it is."""
    if len(piece) <= _LONG_PIECE:
        return [piece] if piece else []
    runs = [""]
    for sentence in _SENTENCE.split(piece):
        if len(runs[-1]) >= _SHORT_PIECE:
            runs.append("")
        runs[-1] += sentence
    return runs


def cut_sections(line: str) -> list[str]:
    """Parts of a line that holds several numbered sections: each counts on from the one before."""
    runs_on = _RUNS_ON.match(line) if len(line) >= _LONG else None
    if len(line) < _LONG or not (runs_on or (_MAY_BE_LATER.search(line) and _LATER.search(line))):
        return [line]
    cuts: set[int] = set()
    counted: dict[str, tuple[int, int]] = {}  # kind -> value and place of the last section
    for found in _SECTION.finditer(line):
        kind = str(found.lastgroup)
        value = numeral_value(found[kind])
        before = counted.get(kind)
        if before and value == before[0] + 1:
            cuts.update((before[1], found.start()))
        if value == 1 or before is None or value == before[0] + 1:
            counted[kind] = (value, found.start())
        if kind == "outer":  # what an outer section holds counts anew
            counted.pop("inner", None)
            if runs_on and found.end() <= runs_on.end():
                counted["inner"] = (1, runs_on.end())
    if runs_on:
        cuts.add(runs_on.end())
    edges = [0, *sorted(cut for cut in cuts if line[:cut].strip()), len(line)]
    return [line[start:stop] for start, stop in pairwise(edges)]
