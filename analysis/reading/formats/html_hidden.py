"""What a web page holds but does not show until a script runs, and where it only points to its text.

A page of WeChat keeps its article hidden until its script has run; others keep sections in tabs, or the whole text in a
form field, a template or a frame. Such a block is shown where the page would be nearly empty without it, or where it
stands beside shown blocks of its kind; what else is hidden stays so.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import unquote, unquote_to_bytes

import lxml.html  # type: ignore[import-untyped]

from analysis.reading.decode import Undecodable, decode
from analysis.reading.formats.html_lines import page_blocks
from analysis.reading.formats.html_scripts import stored_texts
from analysis.reading.formats.html_styles import hides, hiding_rules
from analysis.reading.formats.limits import Clock
from analysis.reading.formats.text import LITTLE, count_han
from analysis.reading.remarks import Remark
from analysis.text import fold

_PANE = 30  # Chinese characters of a tab that is worth showing
_FAR_MORE = 2  # times the text shown: a hidden block of that size is the article
_MAX_FRAMES = 20
_MAX_STORES = 200  # the largest hidden blocks that are looked at
_MARKUP = re.compile(r"</?[A-Za-z][^<>]{0,200}>")
_HOLDERS = ("textarea", "template", "noscript", "noframes", "xmp")
_DATA = re.compile(r"data:text/html(?P<kind>[^,]{0,60}),", re.IGNORECASE)
_SECTIONS = ("li", "dd", "section")  # what holds panes though it has no name
_ATTACHED = re.compile(r"\.(?:pdf|docx?|wps|ofd|rtf|zip|rar|et|xlsx?)$", re.IGNORECASE)
_TEMPLATES = ("text/html", "text/template", "text/x-template", "text/plain")

Parse = Callable[[str], Any]


class _Store(NamedTuple):
    """An element that holds text which is not shown, that text, and whether it is source to parse."""

    element: Any
    text: str
    is_source: bool


def reveal(page: Any, parse: Parse, clock: Clock) -> list[Remark]:
    """Show the article where it is hidden, remove what else is hidden, and say so.

    Parameters
    ----------
    page : lxml element
        The page, which is changed.
    parse : callable
        From HTML source to a page, or None where it is nested too deeply.
    clock : Clock
        Time allowed.

    Returns
    -------
    list of Remark
        What was read though it was hidden, and how much Chinese text was left out.
    """
    hidden = _hidden(page)
    shown_now: set[Any] = set()
    inside = {element for block in hidden for element in block.iter()}
    stores = [*_styled(hidden), *_unshown(page)]
    sizes = [count_han(store.text) for store in stores]
    if sum(sizes) < _PANE:
        _drop(hidden)
        return []
    shown = [block.text for block in page_blocks(page) if block.holder not in inside]
    clock.check()
    n_shown = count_han("".join(shown))
    parents = {block.getparent() for block in hidden}
    kinds = {_kind(element) for parent in parents for element in _shown_children(parent, inside)}
    panes = {kind for kind in kinds if kind[2] or kind[1] in _SECTIONS}
    found, left, much = 0, 0, max(LITTLE, n_shown // 4)
    seen = fold("".join("".join(shown).split()))
    largest = sorted(zip(stores, sizes, strict=True), key=lambda pair: -pair[1])[:_MAX_STORES]
    in_rows = _in_rows(stores, sizes, n_shown)
    for store, size in in_rows:
        clock.check()
        if _show(store, parse):
            shown_now.add(store.element)
            found += size
    n_shown = max(n_shown, found)
    for store, size in largest:
        clock.check()
        is_article = size >= LITTLE and size > _FAR_MORE * n_shown
        is_pane = size >= _PANE and not store.is_source and _kind(store.element) in panes
        opening = fold("".join(store.text.split()))[:_PANE]
        if store.element in shown_now:
            continue
        if (is_article or is_pane) and opening not in seen and _show(store, parse):
            shown_now.add(store.element)
            found += size
            seen += fold("".join(store.text.split()))
            n_shown = 0 if is_pane and not is_article else max(n_shown, size)
        elif store.element in hidden and size >= LITTLE and not store.is_source and opening not in seen:
            left += size
    _drop([block for block in hidden if block not in shown_now])
    said = [Remark("hidden_text_read", n=found)] if found else []
    if left >= much:
        said.append(Remark("hidden_text_left_out", n=left))
    return said


def reveal_script(page: Any, parse: Parse, clock: Clock) -> list[Remark]:
    """Show the article that a script would write, for a page that says nearly nothing without it.

    Parameters
    ----------
    page : lxml element
        The page after :func:`reveal`, which is changed.
    parse : callable
    clock : Clock

    Returns
    -------
    list of Remark
    """
    body = page.find(".//body")
    if body is None:
        return []
    texts = [text for _, text in stored_texts(page, LITTLE)]
    clock.check()
    longest = max(texts, key=count_han, default="")
    holder = lxml.html.Element("div")
    body.append(holder)
    if count_han(longest) < LITTLE or not _show(_Store(holder, longest, is_source=True), parse):
        return []
    return [Remark("script_text_read", n=count_han(longest))]


def _in_rows(stores: list[_Store], sizes: list[int], n_shown: int) -> list[tuple[_Store, int]]:
    """Small hidden blocks that are the article together: its paragraphs, each hidden by itself."""
    rows: dict[Any, list[tuple[_Store, int]]] = {}
    for store, size in zip(stores, sizes, strict=True):
        if not store.is_source and store.element.tag not in _HOLDERS and size < LITTLE:
            rows.setdefault(store.element.getparent(), []).append((store, size))
    most = max(rows.values(), key=lambda row: sum(size for _, size in row), default=[])
    total = sum(size for _, size in most)
    return most if len(most) > 1 and total >= LITTLE and total > _FAR_MORE * n_shown else []


def _drop(hidden: list[Any]) -> None:
    """Remove what is hidden still."""
    for block in hidden:
        if block.getparent() is not None:
            block.drop_tree()


def _hidden(page: Any) -> list[Any]:
    """The outermost elements that the page does not show."""
    classes, ids = hiding_rules(page)

    def is_hidden(element: Any) -> bool:
        if element.get("hidden") is not None or hides(element.get("style", "")):
            return True
        return element.get("id") in ids or not classes.isdisjoint((element.get("class") or "").split())

    found = [
        element
        for element in page.iter()
        if element.attrib
        and isinstance(element.tag, str)
        and element.tag not in ("html", "body", "style", "script")
        and is_hidden(element)
    ]
    inner = set(found)
    return [element for element in found if not any(outer in inner for outer in element.iterancestors())]


def _styled(hidden: list[Any]) -> Iterator[_Store]:
    for element in hidden:
        if element.tag in _HOLDERS:
            continue  # it stands among those that hold text as data
        yield _Store(element, "\n".join(block.text for block in page_blocks(element)), is_source=False)


def _unshown(page: Any) -> Iterator[_Store]:
    """Form fields, templates and frames with their source: what holds text as data."""
    for element in page.iter(*_HOLDERS, "iframe", "input", "script"):
        if element.tag in _HOLDERS:
            text = element.text_content()
            if len(element):  # the parser has read its markup
                text = "\n".join(block.text for block in page_blocks(element))
                yield _Store(element, text, is_source=False)
            else:
                yield _Store(element, text, is_source=True)
        elif element.tag == "iframe" and element.get("srcdoc"):
            yield _Store(element, element.get("srcdoc"), is_source=True)
        elif element.tag == "iframe" and (inner := _data_page(element.get("src") or "")):
            yield _Store(element, inner, is_source=True)
        elif element.tag == "input" and element.get("type", "").lower() == "hidden":
            yield _Store(element, element.get("value") or "", is_source=True)
        elif element.tag == "script" and element.get("type", "").lower() in _TEMPLATES:
            yield _Store(element, element.text or "", is_source=True)


def _data_page(source: str) -> str:
    """The page that a frame holds in its own address; nothing where it points elsewhere."""
    start = _DATA.match(source)
    if start is None:
        return ""
    try:
        content = unquote_to_bytes(source[start.end() :])
        return decode(base64.b64decode(content) if "base64" in start["kind"].lower() else content).text
    except (ValueError, Undecodable):
        return ""


def _shown_children(parent: Any, inside: set[Any]) -> Iterator[Any]:
    """Elements in a parent that are shown and hold text."""
    for element in parent:
        if isinstance(element.tag, str) and element not in inside and _has_text(element):
            yield element


def _has_text(element: Any) -> bool:
    return any(len(text.strip()) > _PANE for text in element.itertext())


def _kind(element: Any) -> tuple[Any, ...]:
    """What panes of one set of tabs share: parent, tag, and the first of their classes or their numbered name."""
    name = (element.get("class") or "").partition(" ")[0] or (element.get("id") or "").rstrip("0123456789")
    return element.getparent(), element.tag, name


def _show(store: _Store, parse: Parse) -> bool:
    """Put what an element holds in its place in the page; False where that cannot be read."""
    element = store.element
    if element.getparent() is None:
        return False
    content: list[Any] = []
    if store.is_source:
        if not _MARKUP.search(store.text):
            content = [_paragraph(line) for line in store.text.splitlines() if line.strip()]
        else:
            inner = parse(store.text)
            if inner is None:
                return False
            body = inner.find(".//body")
            content = [_paragraph(body.text)] if body is not None and (body.text or "").strip() else []
            content += list(inner if body is None else body)
        element.text = None
        element.extend(content)
    element.tag = "div"
    for each in element.iter() if not store.is_source else (element,):
        for name in ("style", "hidden"):
            each.attrib.pop(name, None)
    return True


def _paragraph(text: str) -> Any:
    paragraph = lxml.html.Element("p")
    paragraph.text = text.strip()
    return paragraph


def show_frames(page: Any, parts: Mapping[str, str], parse: Parse, clock: Clock) -> None:
    """Put the pages that a web archive holds in place of the frames that show them."""
    for frame in list(page.iter("frame", "iframe"))[:_MAX_FRAMES]:
        clock.check()
        source = parts.get(frame.get("src") or "")
        if source is not None and frame.getparent() is not None and _show(_Store(frame, source, True), parse):
            _lift(frame)


def _lift(frame: Any) -> None:
    """A frameset shows nothing but frames: the page has a body only where one is made of it."""
    for outer in frame.iterancestors("frameset"):
        outer.tag = "body" if outer.getparent() is None or outer.getparent().tag == "html" else "div"


def frame_sources(page: Any) -> list[str]:
    """Files that the page's frames show."""
    sources = (
        (frame.get("src") or frame.get("data") or "").strip()
        for frame in page.iter("frame", "iframe", "embed", "object")
    )
    return [
        unquote(source)
        for source in sources
        if source and not source.startswith(("about:", "data:", "javascript:"))
    ][:_MAX_FRAMES]


def attachments(page: Any) -> list[str]:
    """Files of text that the page offers for download."""
    links = (unquote((link.get("href") or "").partition("?")[0]).strip() for link in page.iter("a"))
    return [link.rsplit("/", 1)[-1] for link in links if _ATTACHED.search(link)]
