"""E-books (EPUB): the pages of the book in the order of its spine, as one report. zipfile and lxml."""

from __future__ import annotations

from typing import Any

from analysis.reading.decode import decode
from analysis.reading.formats.html import parse_page
from analysis.reading.formats.html_lines import page_blocks, strip_tags
from analysis.reading.formats.limits import Clock, Extract, Limits, Refusal
from analysis.reading.formats.text import clean_title
from analysis.reading.formats.xml_parts import Parts, children, local, resolve

_CONTAINER = "META-INF/container.xml"
_PAGES = ("application/xhtml+xml", "text/html", "application/xml")


def read_epub(data: bytes, limits: Limits, clock: Clock) -> Extract:
    """Read the pages of an e-book."""
    parts = Parts(data, limits, clock)
    if "META-INF/encryption.xml" in parts.names and b"EncryptedData" in parts.read("META-INF/encryption.xml"):
        raise Refusal("unreadable", "encrypted_office")
    place = next(
        (
            root.get("full-path")
            for root in parts.parse(_CONTAINER).iter("{*}rootfile")
            if root.get("full-path")
        ),
        None,
    )
    if place is None:
        raise Refusal("unreadable", "damaged_document")
    package = parts.parse(place)
    lines = [line for page in _pages(package, place, parts) for line in _lines(parts.read(page), clock)]
    titles = [one.text or "" for one in package.iter("{http://purl.org/dc/elements/1.1/}title")]
    return Extract("\n".join(lines), "epub", title=clean_title(titles[0] if titles else None))


def _pages(package: Any, place: str, parts: Parts) -> list[str]:
    """Names of the pages in the order of reading; those that the book lacks, and its table of contents, are left out."""
    items = {
        item.get("id"): item
        for manifest in children(package, "manifest")
        for item in manifest
        if local(item) == "item"
    }
    order = [
        ref.get("idref") for spine in children(package, "spine") for ref in spine if local(ref) == "itemref"
    ]
    wanted = [
        resolve(place, item.get("href") or "")
        for item in map(items.get, order)
        if item is not None
        and item.get("media-type") in _PAGES
        and "nav" not in (item.get("properties") or "").split()
    ]
    return [name for name in dict.fromkeys(wanted) if name in parts.names]


def _lines(content: bytes, clock: Clock) -> list[str]:
    source = decode(content).text
    page = parse_page(source, clock)
    if page is None:
        return strip_tags(source).split("\n")
    body = page.find("body")
    return [] if body is None else [block.text for block in page_blocks(body) if block.text.strip()]
