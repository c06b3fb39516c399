"""Rich text (RTF): its paragraphs, rows of tables and notes, with Chinese in any of the ways that programs write it.

The standard library alone. striprtf (BSD-3-Clause) reads the same, but its patterns take time that grows with the square
of a hostile file, and it keeps hidden and deleted text; LibreOffice is not installed everywhere.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from analysis.reading.formats.limits import Clock, Extract, Limits, Refusal
from analysis.reading.formats.text import clean_title, count_han, words
from analysis.reading.remarks import Remark
from analysis.text import whole

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z'])|([{}])|[\r\n\0]+|([^\\{}\r\n\0]+)|(.)",
    re.DOTALL,
)
# destinations that are not of the text
_SKIPPED = words(
    "colortbl stylesheet listtable listoverridetable rsidtbl filetbl revtbl generator pict object objdata themedata"
    " colorschememapping latentstyles datastore xmlnstbl header headerl headerr headerf footer footerl footerr footerf"
    " fldinst bkmkstart bkmkend annotation atnid atnauthor atrfstart atrfend comment nonshppict pntext pntxta pntxtb do"
    " shpinst sp template author operator company keywords subject doccomm category manager mmathPr wgrffmtfilter"
)
_SHOWN = words("shptxt shprslt listtext ud")  # destinations that are, wherever they stand
_SIGNS = {
    b"par": "\n", b"sect": "\n", b"page": "\n", b"line": "\n", b"row": "\n", b"nestrow": "\n", b"cell": "\t", b"nestcell": "\t",
    b"tab": "\t", b"emdash": "—", b"endash": "–", b"bullet": "•", b"lquote": "‘", b"rquote": "’", b"ldblquote": "“",
    b"rdblquote": "”", b"emspace": "\u2003", b"enspace": "\u2002", b"qmspace": "\u2005",
}  # fmt: skip
_SYMBOLS = {b"~": "\xa0", b"_": "-", b"{": "{", b"}": "}", b"\\": "\\", b"\n": "\n", b"\r": "\n"}
_CHARSETS = {
    77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gb18030", 136: "big5hkscs", 161: "cp1253", 162: "cp1254", 204: "cp1251",
    238: "cp1250",
}  # fmt: skip
_PAGES = {936: "gb18030", 950: "big5hkscs", 65001: "utf-8", 10008: "gb18030", 54936: "gb18030"}
_MAX_DEPTH = 1000


@dataclass(frozen=True)
class _State:
    """What holds in a group: where its text goes, its font, and how many bytes stand for one character in old readers."""

    place: str = "text"
    font: int | None = None
    hidden: bool = False
    deleted: bool = False
    skip: int = 1


@dataclass
class _Found:
    """What was read: pieces of text by the place where they stand."""

    pieces: dict[str, list[str]] = field(default_factory=dict)
    page: str = "cp1252"
    usual: int | None = None
    fonts: dict[int, str] = field(default_factory=dict)
    n_notes: int = 0


def read_rtf(data: bytes, limits: Limits, clock: Clock) -> Extract:
    """Read the text of an RTF file."""
    found = _Found()
    for place, piece in _pieces(data.lstrip(), found, clock):
        found.pieces.setdefault(place, []).append(piece)
    text = _joined(found.pieces.get("text", []))
    lines = [line.strip("\t").rstrip() for line in text.split("\n")]
    title = clean_title(_joined(found.pieces.get("title", [])))
    n_hidden = count_han(_joined(found.pieces.get("hidden", [])))
    counts = {"notes_read": found.n_notes, "hidden_text_left_out": n_hidden}
    remarks = [Remark(code, n=n) for code, n in counts.items() if n]
    if n_lost := text.count("\ufffd"):
        remarks.append(Remark("undecodable", n=n_lost, encoding=found.page))
    return Extract("\n".join(line for line in lines if line), "rtf", title=title, remarks=tuple(remarks))


def _joined(pieces: list[str]) -> str:
    """Pieces as text; characters beyond the basic plane come in two halves."""
    return whole("".join(pieces))


def _pieces(data: bytes, found: _Found, clock: Clock) -> Iterator[tuple[str, str]]:
    """Pieces of text and where they stand, in their order."""
    state = _State()
    above: list[_State] = []
    raw = bytearray()  # bytes of characters that may take several
    left = at = 0
    starred = False
    while match := _TOKEN.match(data, at):
        at = match.end()
        word, number, coded, symbol, brace, plain, _ = match.groups()
        if raw and coded is None and (plain is None or not _is_second(raw, state, found)):
            yield _place(state), _decoded(raw, state, found)
            raw.clear()
        if plain is not None:
            if left:
                taken = min(left, len(plain))
                plain, left = plain[taken:], left - taken
            if _prints(state):
                raw += plain
        elif coded is not None:
            if left:
                left -= 1
            elif _prints(state):
                raw.append(int(coded, 16))
        elif brace == b"{":
            if len(above) >= _MAX_DEPTH:
                raise Refusal("unreadable", "damaged_document")
            clock.check()
            above.append(state)
            left = 0
        elif brace == b"}":
            if not above:
                return
            ended, state, left = state, above.pop(), 0
            if ended.place == "text" != state.place and state.place != "fonts":
                yield "text", "\n"
            if not above:
                return
        elif word is not None:
            left = 0
            value = None if number is None else int(number)
            if word == b"bin":
                at += max(0, value or 0)
            elif word == b"u":
                if value is not None and _prints(state):
                    yield _place(state), chr(value % 0x10000)
                left = state.skip
            elif word in _SIGNS:
                if _prints(state):
                    yield _place(state), _SIGNS[word]
            else:
                state = _entered(word, value, state, found, starred)
            starred = False
        elif symbol is not None:
            left = 0
            starred = symbol == b"*"
            if symbol in _SYMBOLS and _prints(state):
                yield _place(state), _SYMBOLS[symbol]
    if raw:
        yield _place(state), _decoded(raw, state, found)


def _entered(word: bytes, value: int | None, state: _State, found: _Found, starred: bool) -> _State:
    """What holds after a control word."""
    name = word.decode("ascii")
    if name == "ansicpg" and value is not None:
        found.page = _codec(_PAGES.get(value, f"cp{value}"))
    elif name == "deff":
        found.usual = value
    elif name == "f":
        return replace(state, font=value)
    elif name == "fcharset":
        if state.place == "fonts" and state.font is not None and value in _CHARSETS:
            found.fonts[state.font] = _CHARSETS[value]
    elif name == "uc" and value is not None:
        return replace(state, skip=max(0, min(value, 100)))
    elif name == "plain":
        return replace(state, font=found.usual, hidden=False, deleted=False)
    elif name == "v":
        return replace(state, hidden=value != 0)
    elif name == "deleted":
        return replace(state, deleted=value != 0)
    elif name in ("fonttbl", "title"):
        return replace(state, place={"fonttbl": "fonts"}.get(name, name))
    elif name == "info":
        return replace(state, place="nowhere")
    elif name in ("footnote", "endnote"):
        found.n_notes += state.place == "text"
        return replace(state, place="note" if state.place == "text" else state.place)
    elif name in _SHOWN:
        return replace(state, place="text")
    elif name in _SKIPPED or (starred and name not in ("cs", "ts")):
        return replace(state, place="nowhere")
    return state


def _prints(state: _State) -> bool:
    """Whether what follows is text, shown or hidden."""
    return state.place not in ("nowhere", "fonts") and not state.deleted


def _place(state: _State) -> str:
    return "hidden" if state.hidden and state.place == "text" else state.place


def _codec(name: str) -> str:
    try:
        codecs.lookup(name)
    except LookupError:
        return "cp1252"
    return name


def _encoding(state: _State, found: _Found) -> str:
    font = found.usual if state.font is None else state.font
    return found.fonts.get(font, found.page) if font is not None else found.page


def _is_second(raw: bytearray, state: _State, found: _Found) -> bool:
    """Whether a character is unfinished whose second byte is an ordinary letter, as in GBK."""
    try:
        codecs.getincrementaldecoder(_encoding(state, found))().decode(bytes(raw), final=True)
    except UnicodeDecodeError as error:
        return error.end == len(raw)
    return False


def _decoded(raw: bytearray, state: _State, found: _Found) -> str:
    return bytes(raw).decode(_encoding(state, found), "replace")
