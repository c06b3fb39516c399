"""What a Word file holds beside its text, and what of it nobody sees: counted, not read.

lxml reads the parts that python-docx leaves alone.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import lxml.etree  # type: ignore[import-untyped]

from analysis.reading.formats.text import count_han
from analysis.reading.formats.word_numbering import W
from analysis.text import fold

_COMMENTS = ("/comments",)
_EDGES = ("/header", "/footer")
_DRAWINGS = ("/chart", "/diagramData")
_HEADER = 2  # Chinese characters from which a header says something
_DOT = 4  # half points: type of this size prints dots
_WHITE = "FFFFFF"
_OFF = ("0", "false", "off")


def count_asides(part: Any, body: Any) -> Counter[str]:
    """How much stands beside the text of a document, by the code of its remark.

    Parameters
    ----------
    part : python-docx's part
        The main document.
    body : lxml element
        Its body.

    Returns
    -------
    Counter
        ``comments_left_out``, ``running_lines_left_out`` (headers and footers that say something),
        ``drawings_left_out`` (charts and diagrams) and ``deleted_left_out`` (characters of tracked deletions).
    """
    counts: Counter[str] = Counter()
    for link in part.rels.values():
        if link.is_external:
            continue
        kind = link.reltype
        if kind.endswith(_COMMENTS):
            counts["comments_left_out"] += sum(1 for _ in _root(link).iter(f"{W}comment"))
        elif kind.endswith(_EDGES):
            lines = ("".join(line.itertext(f"{W}t")) for line in _root(link).iter(f"{W}p"))
            counts["running_lines_left_out"] += sum(count_han(fold(line)) >= _HEADER for line in lines)
        elif kind.endswith(_DRAWINGS):
            counts["drawings_left_out"] += 1
    deleted = "".join(text.text or "" for text in body.iter(f"{W}delText"))
    rows = (row for row in body.iter(f"{W}tr") if is_deleted_row(row))
    deleted += "".join("".join(row.itertext(f"{W}t")) for row in rows)
    counts["deleted_left_out"] = count_han(fold(deleted))
    return counts


def _root(link: Any) -> Any:
    parser = lxml.etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        return lxml.etree.fromstring(link.target_part.blob, parser)
    except lxml.etree.XMLSyntaxError:  # what stands beside the text does not make it unreadable
        return lxml.etree.Element("nothing")


def is_deleted_row(row: Any) -> bool:
    """Whether a row of a table is deleted, as tracked changes say."""
    return row.find(f"{W}trPr/{W}del") is not None


def is_unseen(run: Any) -> bool:
    """Whether a run prints nothing that can be seen: hidden, white on white, or of the size of a dot."""
    properties = run.find(f"{W}rPr")
    if properties is None:
        return False
    hidden = properties.find(f"{W}vanish")
    if hidden is not None and hidden.get(f"{W}val", "1") not in _OFF:
        return True
    size = (_value(properties, "sz") or "").partition(".")[0]
    if size.isdecimal() and int(size) <= _DOT:
        return True
    if (_value(properties, "color") or "").upper() != _WHITE or _value(properties, "highlight"):
        return False
    return not any(
        _is_shaded(element)
        for element in (run, *run.iterancestors(f"{W}p", f"{W}tc", f"{W}tbl", f"{W}txbxContent"))
    )


def _value(properties: Any, name: str) -> str | None:
    found = properties.find(f"{W}{name}")
    return None if found is None else found.get(f"{W}val")


def _is_shaded(element: Any) -> bool:
    """Whether an element has a ground of its own; a text box may have one that is not told here."""
    if element.tag == f"{W}txbxContent":
        return True
    for kind in ("rPr", "pPr", "tcPr", "tblPr"):
        shade = element.find(f"{W}{kind}/{W}shd")
        if shade is not None and (shade.get(f"{W}fill") or "auto").upper() not in ("AUTO", _WHITE):
            return True
    return False
