"""Word files whose pages are pictures: scans that somebody put into a document, read by OCR where the extra is installed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from analysis.reading.formats.limits import Clock, Limits, Refusal
from analysis.reading.formats.ocr.extra import is_installed
from analysis.reading.remarks import Remark

PICTURES = (
    "{http://schemas.openxmlformats.org/drawingml/2006/main}blip",
    "{urn:schemas-microsoft-com:vml}imagedata",
)
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_LEAST = 400  # pixels of the shorter side of a page; signatures and signs are smaller


def read_word_pictures(
    part: Any, body: Any, limits: Limits, clock: Clock
) -> tuple[str, tuple[Remark, ...]] | None:
    """The text of the pictures of a document, in its order.

    Parameters
    ----------
    part : python-docx's part
        The main document, whose relationships name the pictures.
    body : lxml element
        Its body.
    limits : Limits
    clock : Clock

    Returns
    -------
    (str, tuple of Remark) or None
        None where the extra is not installed, or nothing was read.
    """
    if not is_installed():
        return None
    from analysis.reading.formats.ocr.pictures import join_scans
    from analysis.reading.formats.ocr.scans import read_scans

    pages: dict[int, Callable[[], Any]] = {}
    for name in dict.fromkeys(_names(body)):
        clock.check()
        found = part.related_parts.get(name)
        frame = None if found is None else _page(found.blob, limits)
        if frame is not None:
            pages[len(pages)] = frame
    if not pages:
        return None
    try:
        scans = read_scans(pages, limits, clock)
    except Refusal:  # all are damaged
        return None
    text = join_scans(scans, [None] * len(pages))
    return (text, scans.remarks) if text else None


def _names(body: Any) -> list[str]:
    """The relationships of the pictures of a body, in their order."""
    return [
        picture.get(f"{_LINK}embed") or picture.get(f"{_LINK}id") or "" for picture in body.iter(*PICTURES)
    ]


def _page(data: bytes, limits: Limits) -> Callable[[], Any] | None:
    """What decodes a picture, if it is of the size of a page."""
    from analysis.reading.formats.ocr.pictures import open_frames, size_of

    try:
        return open_frames(data, limits)[0] if min(size_of(data)) >= _LEAST else None
    except Refusal:  # a drawing, or damaged
        return None
