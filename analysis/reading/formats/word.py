"""Word files: DOCX and its kin; those of old go through :mod:`~analysis.reading.formats.libreoffice`.

python-docx (MIT) opens the container and leaves external entities alone; the text is taken from the XML,
since its own paragraphs lack automatic numbers, text boxes and tracked insertions.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import docx
import lxml.etree  # type: ignore[import-untyped]
from docx.opc.constants import RELATIONSHIP_TYPE

from analysis.reading.formats.limits import Clock, Extract, Limits, Refusal, is_bomb
from analysis.reading.formats.text import LITTLE, clean_title, count_han, words
from analysis.reading.formats.word_asides import count_asides, is_deleted_row, is_unseen
from analysis.reading.formats.word_container import mend
from analysis.reading.formats.word_numbering import Numbering, W
from analysis.reading.formats.word_pictures import PICTURES, read_word_pictures
from analysis.reading.remarks import Remark
from analysis.text import fold

# Deleted and moved text, field codes, properties.
_SKIPPED = {f"{W}{name}" for name in words("del moveFrom instrText pPr rPr sdtPr rt tbl")}
_ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_WRAPPERS = {f"{W}{name}" for name in words("sdt sdtContent ins moveTo customXml smartTag")}
_LINKS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_TYPES = _LINKS[1:-1]
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_FORMULAS = (f"{_MATH}oMathPara", f"{_MATH}oMath")
# ticks, boxes and bullets of Wingdings
_WINGDINGS = dict(
    zip(
        (0x6C, 0x6E, 0x71, 0x75, 0x76, 0x9F, 0xA7, 0xA8, 0xD8, 0xE0, 0xFB, 0xFC, 0xFD, 0xFE),
        "●■❑◆❖•▪◻➢→✗✓☒☑",
        strict=True,
    )
)
_COUNTED = words(
    "notes_read embedded_read embedded_left_out formulas_read symbols_unnamed hidden_text_left_out deleted_left_out"
    " comments_left_out running_lines_left_out drawings_left_out"
)
_BREAKS = 8  # line breaks of a document that was set by hand, line by line
_MOST_LINES = 3  # of a cell of data
_MAX_EMBEDDED = 20
_SIGNS = {f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}


def read_docx(data: bytes, limits: Limits, clock: Clock) -> Extract:
    """Read the paragraphs, tables and notes of a Word file, with the numbers that Word keeps outside the text."""
    _check_container(data, limits, clock)
    try:
        document = docx.Document(io.BytesIO(data))
    except (KeyError, ValueError):
        document = docx.Document(io.BytesIO(mend(data, clock)))
    reader = _Reader(document.part, limits, clock)
    text = "\n".join(reader.body_lines(document.element.body))
    try:
        title = document.part.package.part_related_by(RELATIONSHIP_TYPE.CORE_PROPERTIES).core_properties.title
    except KeyError:  # asking for properties that are not there would make some up
        title = None
    remarks = tuple(reader.remarks(document.element.body, text))
    if any(remark.code == "text_in_pictures" for remark in remarks) and (
        found := read_word_pictures(document.part, document.element.body, limits, clock)
    ):
        text = f"{text}\n{found[0]}".strip("\n")
        remarks = (*(remark for remark in remarks if remark.code != "text_in_pictures"), *found[1])
    return Extract(text, "docx", title=clean_title(title), remarks=remarks)


def _check_container(data: bytes, limits: Limits, clock: Clock) -> None:
    """Refuse a container that is encrypted, unpacks to too much, or declares entities."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile as error:
        raise Refusal("unreadable", "damaged_word") from error
    with archive:
        parts = archive.infolist()
        size = sum(part.file_size for part in parts)
        if size > limits.max_bytes or any(is_bomb(part, limits) for part in parts):
            raise Refusal("unreadable", "word_bomb")
        for part in parts:
            clock.check()
            if part.flag_bits & 1:
                raise Refusal("unreadable", "encrypted_office")
            # No office program writes a document type; its entities could read files or grow without end.
            if part.filename.lower().endswith((".xml", ".rels")):
                content = archive.read(part).replace(b"\0", b"")
                if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
                    raise Refusal("unreadable", "xml_entities")


class _Reader:
    """Reads the lines of one Word file, and counts what stands outside its paragraphs.

    Parameters
    ----------
    part : python-docx's part
        The main document.
    limits : Limits
    clock : Clock
    """

    def __init__(self, part: Any, limits: Limits, clock: Clock) -> None:
        self._part, self._limits, self._clock = part, limits, clock
        self._numbers = Numbering(part)
        self._notes = {f"{W}{kind}": _notes(part, kind) for kind in ("footnote", "endnote")}
        self._counts: Counter[str] = Counter()
        breaks = part.element.body.iter(f"{W}br")
        # where lines end at breaks, a blank line tells where paragraphs do
        self._broken = sum(one.get(f"{W}type") in (None, "textWrapping") for one in breaks) >= _BREAKS

    def body_lines(self, body: Any) -> Iterator[str]:
        """Lines of a body, a cell or a text box, in order."""
        for child in body:
            self._clock.check()
            if child.tag == f"{W}p":
                yield from self._paragraph_lines(child)
            elif child.tag == f"{W}tbl":
                yield from self._table_lines(child)
            elif child.tag in _WRAPPERS:
                if not _is_placeholder(child):
                    yield from self.body_lines(child)
            elif child.tag == _ALTERNATIVES:
                yield from self.body_lines(_chosen(child))
            elif child.tag == f"{W}altChunk":
                yield from self._embedded_lines(child)
            elif child.tag in _FORMULAS:  # a formula on a line of its own
                pieces: list[str] = []
                self._collect_formula(child, pieces)
                yield "".join(pieces)

    def remarks(self, body: Any, text: str) -> Iterator[Remark]:
        """What was read from elsewhere or left out, and pictures in a document that has nearly no text."""
        counts = self._counts + count_asides(self._part, body)
        for code in sorted(_COUNTED):
            if counts[code]:
                yield Remark(code, n=counts[code])
        pictures = sum(1 for _ in body.iter(*PICTURES))
        n_han = count_han(fold(text)) if pictures else LITTLE
        if n_han < LITTLE:
            yield Remark("text_in_pictures", n=n_han, pictures=pictures)

    def _paragraph_lines(self, paragraph: Any) -> Iterator[str]:
        """Lines of a paragraph: its own, then those of text boxes and notes anchored in it."""
        pieces: list[str] = []
        anchored: list[Any] = []
        self._collect_text(paragraph, pieces, anchored)
        text, label = "".join(pieces), self._numbers.next_label(paragraph)  # Word counts empty paragraphs too
        if text.strip():
            yield from f"{label}{text}".rstrip().split("\n")
            if self._broken:
                yield ""
        for body in anchored:
            yield from self.body_lines(body)

    def _collect_text(self, element: Any, pieces: list[str], anchored: list[Any]) -> None:
        """Collect the text that is printed; the parser admits 256 levels, so recursion is bounded."""
        for child in element:
            tag = child.tag
            if tag == f"{W}t":
                pieces.append(child.text or "")
            elif tag == f"{W}txbxContent":
                anchored.append(child)
            elif tag in _SKIPPED or not isinstance(tag, str) or _is_placeholder(child):
                continue
            elif tag == f"{W}r" and is_unseen(child):
                self._counts["hidden_text_left_out"] += count_han(fold("".join(child.itertext(f"{W}t"))))
            elif tag == _ALTERNATIVES:
                self._collect_text(_chosen(child), pieces, anchored)
            elif tag in _SIGNS:
                is_page_break = child.get(f"{W}type") in ("page", "column")
                pieces.append("" if is_page_break else _SIGNS[tag])
            elif tag == f"{W}sym":
                pieces.append(self._symbol(child))
            elif tag in _FORMULAS:
                self._collect_formula(child, pieces)
            elif tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
                note = self._notes[tag.removesuffix("Reference")].pop(child.get(f"{W}id"), None)
                if note is not None:
                    self._counts["notes_read"] += 1
                    anchored.append(note)
            else:
                self._collect_text(child, pieces, anchored)

    def _symbol(self, symbol: Any) -> str:
        """A sign that is named by its place in a font; the ticks and bullets of the usual ones are known."""
        code = symbol.get(f"{W}char") or ""
        place = int(code, 16) if re.fullmatch("[0-9A-Fa-f]{2,6}", code) else 0
        if (symbol.get(f"{W}font") or "").upper() == "WINGDINGS" and place & 0xFF in _WINGDINGS:
            return _WINGDINGS[place & 0xFF]
        if 0x20 <= place < 0xD800 or 0xF900 <= place < 0xFFFE:
            return chr(place)
        self._counts["symbols_unnamed"] += 1
        return "\ufffd"

    def _collect_formula(self, formula: Any, pieces: list[str]) -> None:
        self._counts["formulas_read"] += 1
        pieces.append(_formula_text(formula))

    def _embedded_lines(self, chunk: Any) -> Iterator[str]:
        """Lines of a document that another one holds whole (altChunk): a page, a text, or a Word file."""
        from analysis.reading.formats.extract import extract

        part = self._part.related_parts.get(chunk.get(f"{_LINKS}id"))
        seconds = self._clock.left()
        if part is not None and seconds > 0 and self._counts["embedded_read"] < _MAX_EMBEDDED:
            limits = replace(self._limits, seconds=seconds, max_bytes=self._limits.max_bytes // 2)
            try:
                found = extract(part.blob, limits=limits)
            except Refusal:
                pass
            else:
                self._counts["embedded_read"] += 1
                yield from found.text.split("\n")
                return
        self._counts["embedded_left_out"] += 1

    def _table_lines(self, table: Any) -> Iterator[str]:
        """One line per row, its cells joined by tabs; a row that holds paragraphs is a frame around them."""
        for row in table.iter(f"{W}tr"):
            if next(row.iterancestors(f"{W}tbl")) is not table:
                continue  # a row of a table inside a cell comes with its cell
            if is_deleted_row(row):
                continue
            cells = [
                [line for line in self.body_lines(cell) if line]
                for cell in row.iter(f"{W}tc")
                if next(cell.iterancestors(f"{W}tr")) is row and not _is_merged_away(cell)
            ]
            filled = [lines for lines in cells if lines]
            if len(filled) == 1 or max(map(len, filled), default=0) > _MOST_LINES:
                for lines in filled:
                    yield from lines
            elif filled:
                yield "\t".join(" ".join(line.strip() for line in lines) for lines in cells).strip("\t")


def _notes(part: Any, kind: str) -> dict[str, Any]:
    """Footnotes or endnotes of a document by their number."""
    try:
        notes = part.part_related_by(f"{_TYPES}/{kind}s")
    except KeyError:
        return {}
    parser = lxml.etree.XMLParser(resolve_entities=False, no_network=True)
    root = lxml.etree.fromstring(notes.blob, parser)
    return {
        note.get(f"{W}id"): note for note in root if note.get(f"{W}type") in (None, "normal")
    }  # the others are the lines that part notes from text


def _formula_text(formula: Any) -> str:
    """A formula as one would type it: fractions with a stroke, all else in its order.

    >>> from lxml import etree
    >>> term = "<m:r><m:t>{}</m:t></m:r>"
    >>> source = f"<m:oMath xmlns:m='{_MATH[1:-1]}'><m:f><m:num>{term.format(3)}</m:num><m:den>{term.format(4)}</m:den></m:f></m:oMath>"
    >>> _formula_text(etree.fromstring(source))
    '3/4'
    """
    pieces: list[str] = []
    for element in formula.iter(f"{_MATH}t", f"{_MATH}den", f"{_MATH}rad"):
        pieces.append({f"{_MATH}den": "/", f"{_MATH}rad": "√"}.get(element.tag) or element.text or "")
    return "".join(pieces)


def _is_placeholder(control: Any) -> bool:
    """Whether a content control still shows what its maker asks for."""
    return control.tag == f"{W}sdt" and control.find(f"{W}sdtPr/{W}showingPlcHdr") is not None


def _chosen(alternatives: Any) -> Any:
    """Of several renderings of one thing, such as a text box, the first that holds text."""
    for one in alternatives:
        if next(one.iter(f"{W}t"), None) is not None:
            return one
    return alternatives[0] if len(alternatives) else alternatives


def _is_merged_away(cell: Any) -> bool:
    """Whether a cell only continues the cell above it."""
    merge = cell.find(f"{W}tcPr/{W}vMerge")
    return merge is not None and merge.get(f"{W}val", "continue") == "continue"
