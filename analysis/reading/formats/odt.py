"""OpenDocument texts (ODT, and FODT in one file), as LibreOffice, WPS and the offices of states save them.

lxml: what is wanted are paragraphs, headings and rows of tables in their order, which are a few elements; odfpy, which
knows them all, has had no release for years.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from analysis.reading.formats.limits import Clock, Extract, Limits, Refusal
from analysis.reading.formats.text import clean_title, words
from analysis.reading.formats.xml_parts import Parts, local, parse_xml
from analysis.reading.remarks import Remark

_SKIPPED = words(
    "tracked-changes annotation annotation-end hidden-text hidden-paragraph ruby-text forms bookmark"
)
_SKIPPED |= words("sequence-decls variable-decls user-field-decls desc title index-title-template")
_LINES = words("p h")
_MOST_LINES = 3  # of a cell of data
_MAX_DEPTH = 200


def read_odt(data: bytes, limits: Limits, clock: Clock) -> Extract:
    """Read the paragraphs, tables and notes of an OpenDocument text."""
    parts = Parts(data, limits, clock)
    if b"encryption-data" in (
        parts.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in parts.names else b""
    ):
        raise Refusal("unreadable", "encrypted_office")
    titles = _titles(parts.parse("meta.xml")) if "meta.xml" in parts.names else []
    return _read(parts.parse("content.xml"), titles, clock)


def read_fodt(data: bytes, limits: Limits, clock: Clock) -> Extract:
    """Read an OpenDocument text that is one XML file."""
    root = parse_xml(data)
    return _read(root, _titles(root), clock)


def _titles(root: Any) -> list[str]:
    return [element.text or "" for element in root.iter("{http://purl.org/dc/elements/1.1/}title")]


def _read(root: Any, titles: list[str], clock: Clock) -> Extract:
    body = next((element for element in root.iter("{*}body") if local(element) == "body"), None)
    text = next((child for child in body if local(child) == "text"), None) if body is not None else None
    if text is None:
        raise Refusal("unsupported", "not_word")
    reader = _Reader(root, clock)
    lines = list(reader.lines(text, 0))
    counts = {"notes_read": reader.counts["notes"], "numbers_left_out": reader.counts["numbers"]}
    remarks = tuple(Remark(code, n=n) for code, n in counts.items() if n)
    return Extract("\n".join(lines), "odt", title=clean_title(titles[0] if titles else None), remarks=remarks)


class _Reader:
    """Reads the lines of a text, and counts notes and the numbers of lists, which stand outside the text."""

    def __init__(self, root: Any, clock: Clock) -> None:
        self._clock = clock
        self.counts: Counter[str] = Counter()
        self._numbered = {
            next((value for key, value in style.attrib.items() if key.endswith("}name")), None)
            for style in root.iter("{*}list-style")
            if any(local(level) == "list-level-style-number" for level in style)
        }

    def lines(self, element: Any, depth: int) -> Iterator[str]:
        """Lines of an element that holds paragraphs, in their order."""
        if depth > _MAX_DEPTH:
            raise Refusal("unreadable", "damaged_document")
        for child in element:
            self._clock.check()
            name = local(child)
            if name in _SKIPPED:
                continue
            if name in _LINES:
                yield from self._paragraph(child, depth)
            elif name == "table":
                yield from self._rows(child, depth)
            else:
                if name == "list-item" and self._is_numbered(child):
                    self.counts["numbers"] += 1
                yield from self.lines(child, depth + 1)

    def _is_numbered(self, item: Any) -> bool:
        style = next(
            (
                value
                for above in item.iterancestors("{*}list")
                for key, value in above.attrib.items()
                if key.endswith("}style-name")
            ),
            None,
        )
        return style in self._numbered

    def _paragraph(self, paragraph: Any, depth: int) -> Iterator[str]:
        """The line of a paragraph, then those of notes and text boxes anchored in it."""
        pieces: list[str] = []
        anchored: list[Any] = []
        self._collect(paragraph, pieces, anchored, depth)
        text = "".join(pieces)
        if text.strip():
            yield from text.rstrip().split("\n")
        for body in anchored:
            yield from self.lines(body, depth + 1)

    def _collect(self, element: Any, pieces: list[str], anchored: list[Any], depth: int) -> None:
        if depth > _MAX_DEPTH:
            raise Refusal("unreadable", "damaged_document")
        pieces.append(_one_run(element.text))
        for child in element:
            name = local(child)
            if name == "s":
                number = next((value for key, value in child.attrib.items() if key.endswith("}c")), "1")
                pieces.append(" " * min(int(number) if number.isdecimal() else 1, 100))
            elif name == "tab":
                pieces.append("\t")
            elif name == "line-break":
                pieces.append("\n")
            elif name == "note":
                self.counts["notes"] += 1
                anchored += [body for body in child if local(body) == "note-body"]
            elif name in ("frame", "custom-shape"):
                anchored.append(child)
            elif name not in _SKIPPED:
                self._collect(child, pieces, anchored, depth + 1)
            pieces.append(_one_run(child.tail))

    def _rows(self, table: Any, depth: int) -> Iterator[str]:
        """One line per row, its cells joined by tabs; a row that holds paragraphs is a frame around them."""
        for row in table.iter("{*}table-row"):
            if next(row.iterancestors("{*}table")) is not table:
                continue  # a row of a table inside a cell comes with its cell
            cells = [list(self.lines(cell, depth + 1)) for cell in row if local(cell) == "table-cell"]
            filled = [lines for lines in cells if lines]
            if len(filled) == 1 or max(map(len, filled), default=0) > _MOST_LINES:
                for lines in filled:
                    yield from lines
            elif filled:
                yield "\t".join(" ".join(line.strip() for line in lines) for lines in cells).strip("\t")


def _one_run(text: str | None) -> str:
    """Text between elements: breaks of the source's lines are spaces, and a run of them is one."""
    return (
        " ".join((text or "").replace("\n", " ").split("  ")) if text and text.strip() else (text or "")[:1]
    )
