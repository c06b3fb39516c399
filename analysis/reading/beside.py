"""Files in the same folder that belong to a file: further pages of an article, files that a web page shows in frames.

Names only suggest it: ``a.html, a_2.html, a_3.html``. What the texts say decides, page by page.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePosixPath

from analysis.reading.formats.limits import Extract, Refusal
from analysis.reading.parts import Outline, goes_on, opens_inside, read_outline
from analysis.reading.remarks import Remark
from analysis.reading.sources import Source, hash_source, read_source_bytes

_FRAME = re.compile(rb"<i?frame\b[^<>]{0,500}?\bsrc\s*+=\s*+[\"']?([^\"'<>\s]{1,200})", re.IGNORECASE)
_QUERY = re.compile("[?#]")
_FRAMES = 5  # of one page that are looked for

Read = Callable[[Source], Extract]


def find_pages(source: Source, own: Extract, read: Read) -> list[tuple[Source, Extract]]:
    """The pages that certainly are one article with a file, in their order; the file alone where none are.

    Parameters
    ----------
    source : Source
        The file, with the files beside it that its name suggests.
    own : Extract
        Its text.
    read : callable
        Reads another of them; raises Refusal.

    Returns
    -------
    list of (Source, Extract)
    """
    place = next(place for place, page in enumerate(source.pages) if page.label == source.label)
    run = [(source, own, read_outline(own.text))]
    for page in reversed(source.pages[:place]):
        if not opens_inside(run[0][2]):
            break
        other = _read(page, read)
        if other is None or not goes_on(other[1], run[0][2]):
            break
        run.insert(0, (page, *other))
    for page in source.pages[place + 1 :]:
        other = _read(page, read)
        if other is None or not goes_on(run[-1][2], other[1]):
            break
        run.append((page, *other))
    return [(page, found) for page, found, _ in run]


def _read(page: Source, read: Read) -> tuple[Extract, Outline] | None:
    try:
        found = read(page)
    except Refusal:
        return None
    return found, read_outline(found.text)


def join_pages(pages: list[tuple[Source, Extract]]) -> Extract:
    """The text of all pages as one document, which says so."""
    first = pages[0][1]
    files = "、".join(page.label for page, _ in pages[1:])
    remarks = [remark for _, found in pages for remark in found.remarks]
    return replace(
        first,
        text="\n".join(found.text.rstrip("\n") for _, found in pages) + "\n",
        remarks=(*remarks, Remark("pages_joined", files=files)),
    )


def read_beside(source: Source, name: str) -> bytes | None:
    """Contents of a file that a page names, in the folder of the page or below it; None elsewhere."""
    near = source_beside(source, name)
    try:
        return None if near is None else read_source_bytes(near)
    except Refusal:
        return None


def source_beside(source: Source, name: str) -> Source | None:
    """The file that a page names; None where the name leads anywhere but beside the page or below it.

    >>> from pathlib import Path
    >>> page = Source("2020/a.html", Path("/data/2020/a.html"))
    >>> source_beside(page, "b.html?v=1").label, source_beside(page, "../b.html"), source_beside(page, "http://b")
    ('2020/b.html', None, None)
    """
    plain = _QUERY.split(name, maxsplit=1)[0].removeprefix("./")
    path = PurePosixPath(plain)
    if (
        source.path is None
        or not plain
        or ":" in plain
        or "\\" in plain
        or "\0" in plain
        or path.is_absolute()
        or ".." in path.parts
    ):
        return None
    label = str(PurePosixPath(source.label).parent / path)
    return Source(label, source.path.parent / path, source.folder or source.path.parent)


def hash_with_neighbours(source: Source) -> str:
    """SHA-256 of all that what is read from a file may depend on: itself, its pages, what its frames show; of a row the row.

    Raises Refusal where the file itself cannot be opened.
    """
    if source.row is not None:
        return hash_source(source)
    data = read_source_bytes(source)
    known = [data]
    frames = [name.decode("latin-1") for name in _FRAME.findall(data)[:_FRAMES]]
    near = [page for page in source.pages if page.label != source.label]
    known += [found for name in frames if (found := read_beside(source, name)) is not None]
    for page in near:
        try:
            known.append(read_source_bytes(page))
        except Refusal:
            known.append(b"")
    if len(known) == 1:
        return hashlib.sha256(data).hexdigest()
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in known)).hexdigest()
