"""Web pages, also those saved as MHTML: the text of the main part, the title and the day of publication.

lxml (BSD-3-Clause) parses whatever browsers bear, fast, and is what trafilatura works on.
"""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import lxml.etree  # type: ignore[import-untyped]
import lxml.html  # type: ignore[import-untyped]

from analysis.reading.decode import Decoded, decode
from analysis.reading.formats.html_hidden import (
    attachments,
    frame_sources,
    reveal,
    reveal_script,
    show_frames,
)
from analysis.reading.formats.html_lines import strip_tags
from analysis.reading.formats.html_main import main_lines
from analysis.reading.formats.limits import Clock, Extract, Limits, Refusal
from analysis.reading.formats.sniff import sniff
from analysis.reading.formats.text import LITTLE, count_han
from analysis.reading.remarks import Remark
from analysis.text import fold, one_line

_BEGINNING = 10_000  # characters of a text that tell whether there is one
_MAX_PAGES = 100  # of one web archive
_PAGES = ("text/html", "application/xhtml+xml")
_MANY = 2_000  # attributes of a tag
_ATTRIBUTE = re.compile(r"[\s\"'][a-zA-Z_:@][\w:.-]{0,40}+(?=[\s=>/])")
_MAX_BESIDE = 5  # files beside it that a page may show
_MAX_DEPTH = 200  # libxml2 silently drops what lies deeper than 256
_CHARSET = re.compile(rb"<meta[^<>]{0,200}?charset\s*+=\s*+[\"']?\s*+([\w-]{2,20})", re.IGNORECASE)

_CREATED = re.compile(r"createTime ?= ?['\"](20\d\d-\d\d-\d\d)")
# Names of meta elements, the most telling first.
_TITLE_NAMES = ("articletitle", "article:title", "og:title", "dc.title", "title")
_DATE_NAMES = (
    "pubdate", "publishdate", "publish_date", "publicationdate", "article:published_time", "firstpublishedtime",
    "og:release_date", "dc.date", "date",
)  # fmt: skip
_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*+[-/.年]?\s*+(\d{1,2})\s*+[-/.月]?\s*+(\d{1,2})(?!\d{3})")


def read_html(
    data: bytes, limits: Limits, clock: Clock, beside: Callable[[str], bytes | None] | None = None
) -> Extract:
    """Read a web page: what it declares of itself is believed as far as it is plausible."""
    declared = _CHARSET.search(data[:8192])
    charset = declared[1].decode("ascii") if declared else None
    return _read_page(decode(data, declared=charset), "html", clock, beside=beside)


def read_mhtml(data: bytes, limits: Limits, clock: Clock) -> Extract:
    """Read a page saved as MHTML: its first HTML part, with those that it shows in frames."""
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    pages: list[Decoded] = []
    frames: dict[str, str] = {}
    for part in message.walk():
        content = part.get_payload(decode=True) if part.get_content_type() in _PAGES else None
        if isinstance(content, bytes) and content.strip() and len(pages) < _MAX_PAGES:
            pages.append(decode(content, declared=part.get_content_charset()))
            for name in _part_names(part):
                frames.setdefault(name, pages[-1].text)
    if not pages:
        raise Refusal("unsupported", "mhtml_without_page")
    return _read_page(pages[0], "mhtml", clock, frames)


def _part_names(part: Any) -> list[str]:
    """Names by which other parts of an archive point to this one."""
    location, own = part.get("Content-Location"), part.get("Content-ID")
    names = [] if location is None else [str(location).strip(), str(location).strip().rsplit("/", 1)[-1]]
    return names if own is None else [*names, f"cid:{str(own).strip().strip('<>')}"]


def _read_page(
    decoded: Decoded,
    kind: str,
    clock: Clock,
    frames: Mapping[str, str] | None = None,
    beside: Callable[[str], bytes | None] | None = None,
) -> Extract:
    """Text, title and date of the page with this source."""
    page = parse_page(decoded.text, clock)
    if page is None:
        remarks = (*decoded.remarks, Remark("page_too_deep"))
        return Extract(strip_tags(decoded.text), kind, decoded.encoding, remarks=remarks)
    clock.check()
    parse = partial(parse_page, clock=clock)
    show_frames(page, frames or {}, parse, clock)
    hidden = reveal(page, parse, clock)
    metadata = _page_metadata(page)
    title = _page_title(page, metadata)
    text = "\n".join(main_lines(page, title, clock))
    if count_han(fold(text[:_BEGINNING])) < LITTLE and (written := reveal_script(page, parse, clock)):
        hidden += written
        text = "\n".join(main_lines(page, title, clock))
    sources = frame_sources(page)
    if beside and sources and count_han(fold(text[:_BEGINNING])) < LITTLE:
        frames = _pages_beside(sources, beside)
        if frames:
            return replace(_read_page(decoded, kind, clock, frames), shown=tuple(frames))
    if not text and sources:
        raise Refusal("unsupported", "page_of_frames", file=sources[0])
    return Extract(
        text,
        kind,
        decoded.encoding,
        title=title,
        published=_page_date(metadata) or _script_date(decoded.text),
        remarks=(*decoded.remarks, *hidden, *_too_little(page, text)),
    )


def _pages_beside(sources: list[str], beside: Callable[[str], bytes | None]) -> dict[str, str]:
    """The pages among the files that frames show, as far as they lie beside the page; by the name that points to them."""
    found: dict[str, str] = {}
    for name in sources[:_MAX_BESIDE]:
        data = beside(name)
        if data is not None and sniff(data) in ("html", "txt"):
            found[name] = decode(data).text
    return found


def _too_little(page: Any, text: str) -> Iterator[Remark]:
    """A remark on a page that says nearly nothing: its text is elsewhere."""
    n_han = count_han(fold(text[:_BEGINNING]))
    if n_han >= LITTLE:
        return
    sources = frame_sources(page)
    attached = attachments(page)
    if attached:
        yield Remark("text_attached", n=n_han, file=attached[0])
    elif sources:
        yield Remark("text_in_frame", n=n_han, file=sources[0])
    elif next(page.iter("script"), None) is not None:
        yield Remark("little_text", n=n_han)


def parse_page(source: str, clock: Clock) -> Any | None:
    """Parse a page; None if it is nested more deeply than trees are safe."""
    _check_attributes(source)
    # Parsing bytes of our own encoding keeps the parser from believing the page about it.
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        page = lxml.html.document_fromstring(source.encode("utf-8", "replace"), parser=parser)
    except lxml.etree.ParserError:  # a page of white space or comments only
        return lxml.html.document_fromstring("<html><body></body></html>")
    depth = 0
    for event, _ in lxml.etree.iterwalk(page, events=("start", "end")):
        clock.check()
        depth += 1 if event == "start" else -1
        if depth > _MAX_DEPTH:
            return None
    return page


def _check_attributes(source: str) -> None:
    """Refuse a tag with thousands of attributes, each of which the parser compares with all before it."""
    for tag in source.split("<"):
        if len(tag) < _MANY or not tag[0].isalpha() or tag[:6].lower().startswith(("script", "style")):
            continue
        if len(_ATTRIBUTE.findall(tag.partition(">")[0])) > _MANY:
            raise Refusal("unreadable", "too_many_attributes", n=_MANY)


def _page_metadata(page: Any) -> dict[str, str]:
    """Contents of the meta elements by lower-case name; of one name the first that says anything."""
    metadata: dict[str, str] = {}
    for element in page.iter("meta"):
        name = (element.get("name") or element.get("property") or "").strip().lower()
        content = one_line(element.get("content") or "")
        if name and content:
            metadata.setdefault(name, content)
    return metadata


def _page_title(page: Any, metadata: dict[str, str]) -> str | None:
    """Title that the page's metadata or, failing them, its title element give."""
    named = next((metadata[name] for name in _TITLE_NAMES if name in metadata), None)
    if named:
        return named
    title = one_line(page.findtext(".//title") or "")
    headings = (one_line(heading.text_content()) for heading in page.iter("h1"))
    # "报告_某市人民政府": the heading is the part without the name of the site.
    return next((heading for heading in headings if heading and heading in title), title) or None


def _page_date(metadata: dict[str, str]) -> date | None:
    """Day of publication from the page's metadata."""
    days = (_parse_day(metadata[name]) for name in _DATE_NAMES if name in metadata)
    return next((day for day in days if day), None)


def _script_date(source: str) -> date | None:
    """Day of publication that a script fills in, of articles of WeChat accounts."""
    found = _CREATED.search(source)
    return _parse_day(found[1]) if found else None


def _parse_day(text: str) -> date | None:
    """Read a day as pages write it.

    >>> _parse_day("2021年2月6日"), _parse_day("20210226"), _parse_day("2021-13-01")
    (datetime.date(2021, 2, 6), datetime.date(2021, 2, 26), None)
    """
    found = _DAY.search(text)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None
