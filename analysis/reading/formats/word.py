"""Word files: DOCX, and old DOC by way of LibreOffice.

python-docx (MIT) opens the container and leaves external entities alone; the text is taken from the XML,
since its own paragraphs lack automatic numbers, text boxes and tracked insertions.
"""

from __future__ import annotations

import io
import os
import shutil
import signal
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE

from analysis.reading.formats.limits import Clock, Extract, Limits, Refusal, is_bomb
from analysis.reading.formats.text import clean_title, words
from analysis.reading.formats.word_numbering import Numbering, W
from analysis.reading.remarks import Remark

# Deleted and moved text, field codes, properties; of two renderings of a text box the first is enough.
_SKIPPED = {f"{W}{name}" for name in words("del moveFrom instrText pPr rPr sdtPr rt tbl")} | {
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
}
_WRAPPERS = {f"{W}{name}" for name in words("sdt sdtContent ins moveTo customXml smartTag")}
_SIGNS = {f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}


def read_docx(data: bytes, limits: Limits, clock: Clock) -> Extract:
    """Read the paragraphs and tables of a Word file, with the numbers that Word keeps outside the text."""
    _check_container(data, limits, clock)
    document = docx.Document(io.BytesIO(data))
    numbers = Numbering(document.part)
    lines: list[str] = []
    for line in _body_lines(document.element.body, numbers):
        clock.check()
        lines.append(line)
    try:
        title = document.part.package.part_related_by(RELATIONSHIP_TYPE.CORE_PROPERTIES).core_properties.title
    except KeyError:  # asking for properties that are not there would make some up
        title = None
    return Extract("\n".join(lines), "docx", title=clean_title(title))


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


def _body_lines(body: Any, numbers: Numbering) -> Iterator[str]:
    """Lines of a body, a cell or a text box, in order."""
    for child in body:
        if child.tag == f"{W}p":
            yield from _paragraph_lines(child, numbers)
        elif child.tag == f"{W}tbl":
            yield from _table_lines(child, numbers)
        elif child.tag in _WRAPPERS:
            yield from _body_lines(child, numbers)


def _paragraph_lines(paragraph: Any, numbers: Numbering) -> Iterator[str]:
    """Lines of a paragraph: its own, then those of text boxes anchored in it."""
    pieces: list[str] = []
    boxes: list[Any] = []
    _collect_text(paragraph, pieces, boxes)
    text, label = "".join(pieces), numbers.next_label(paragraph)  # Word counts empty paragraphs too
    if text.strip():
        yield from f"{label}{text}".rstrip().split("\n")
    for box in boxes:
        yield from _body_lines(box, numbers)


def _collect_text(element: Any, pieces: list[str], boxes: list[Any]) -> None:
    """Collect the text that is printed; the parser admits 256 levels, so recursion is bounded."""
    for child in element:
        tag = child.tag
        if tag == f"{W}t":
            pieces.append(child.text or "")
        elif tag == f"{W}txbxContent":
            boxes.append(child)
        elif tag in _SKIPPED or not isinstance(tag, str) or (tag == f"{W}r" and _is_hidden(child)):
            continue
        elif tag in _SIGNS:
            is_page_break = child.get(f"{W}type") in ("page", "column")
            pieces.append("" if is_page_break else _SIGNS[tag])
        else:
            _collect_text(child, pieces, boxes)


def _is_hidden(run: Any) -> bool:
    vanish = run.find(f"{W}rPr/{W}vanish")
    return vanish is not None and vanish.get(f"{W}val", "1") not in ("0", "false", "off")


def _table_lines(table: Any, numbers: Numbering) -> Iterator[str]:
    """One line per row, its cells joined by tabs; a row of one cell is a frame around paragraphs."""
    for row in table.iter(f"{W}tr"):
        if next(row.iterancestors(f"{W}tbl")) is not table:
            continue  # a row of a table inside a cell comes with its cell
        cells = [
            list(_body_lines(cell, numbers))
            for cell in row.iter(f"{W}tc")
            if next(cell.iterancestors(f"{W}tr")) is row and not _is_merged_away(cell)
        ]
        if sum(map(bool, cells)) == 1:
            yield from next(lines for lines in cells if lines)
        elif any(cells):
            yield "\t".join(" ".join(line.strip() for line in lines) for lines in cells).strip("\t")


def _is_merged_away(cell: Any) -> bool:
    """Whether a cell only continues the cell above it."""
    merge = cell.find(f"{W}tcPr/{W}vMerge")
    return merge is not None and merge.get(f"{W}val", "continue") == "continue"


def read_doc(data: bytes, limits: Limits, clock: Clock) -> Extract:
    """Read an old Word file by way of LibreOffice, if it is installed."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise Refusal("unsupported", "old_word")
    # A private profile: neither does a running LibreOffice take the job over nor do the user's macros run.
    with tempfile.TemporaryDirectory(prefix="fazhi-", ignore_cleanup_errors=True) as folder:
        source = Path(folder, "report.doc")
        source.write_bytes(data)
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        command = [program, "--headless", "--norestore", profile]
        command += ["--convert-to", "docx:MS Word 2007 XML", "--outdir", folder, str(source)]
        if not _run(command, max(1.0, clock.left())):
            clock.check()
        converted = source.with_suffix(".docx")
        if not converted.exists():
            raise Refusal("unreadable", "old_word_unreadable")
        found = read_docx(converted.read_bytes(), limits, clock)
    return Extract(found.text, "doc", title=found.title, remarks=(Remark("by_libreoffice"),))


def _run(command: list[str], seconds: float) -> bool:
    """Run a program in silence; stop it and what it started, and return False, when it takes too long."""
    silent = subprocess.DEVNULL
    with subprocess.Popen(  # noqa: S603 - a list, no shell, and no word of it comes from the file
        command, stdin=silent, stdout=silent, stderr=silent, start_new_session=True
    ) as process:
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            if hasattr(os, "killpg"):
                os.killpg(process.pid, signal.SIGKILL)
            process.kill()
            return False
    return True
