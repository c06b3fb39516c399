"""The pages of a document that are pictures: read within limits of pixels, pages and time, with what is to be said of it."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from analysis.reading.allowance import allow
from analysis.reading.formats.limits import Clock, Limits, Refusal
from analysis.reading.formats.ocr import cache
from analysis.reading.formats.ocr.engine import SIDE, Scan, read_picture
from analysis.reading.formats.ocr.extra import shows_progress
from analysis.reading.formats.ocr.ink import shrink
from analysis.reading.remarks import Remark
from analysis.text import count_characters

LOW = 0.95  # confidence of a page below which more than a few in a hundred characters are wrong
_PAGES_NAMED = 20


class Scans(NamedTuple):
    """What was read on the pages of a document: by the page's number, counted from 0; a page that failed is not there."""

    pages: dict[int, Scan]
    remarks: tuple[Remark, ...]


def read_scans(pictures: Mapping[int, Callable[[], Any]], limits: Limits, clock: Clock) -> Scans:
    """Read pictures of pages.

    Parameters
    ----------
    pictures : mapping of int to callable
        By the number of the page what makes its picture (Pillow); made one at a time.
    limits : Limits
        Of pages and time.
    clock : Clock
        Of the document, which stands still meanwhile.

    Returns
    -------
    Scans

    Raises
    ------
    Refusal
        When no page could be read, for the reason of the last one.
    """
    from tqdm import tqdm

    found: dict[int, Scan] = {}
    lost: list[int] = []
    failure: Refusal | None = None
    whole = Clock(60 * limits.ocr_minutes, time.monotonic)
    asked = list(pictures)[: limits.max_ocr_pages]
    bar = tqdm(asked, desc="OCR", unit="page", leave=False, disable=not shows_progress(), delay=2)
    with clock.stopped(), bar:
        for number in bar:
            try:
                whole.check()
                page = Clock(min(limits.ocr_seconds, whole.left()), time.monotonic)
                allow((os.cpu_count() or 1) * limits.ocr_seconds)  # it works in many threads
                found[number] = _read(shrink(pictures[number](), SIDE), page)
            except Refusal as refusal:  # damaged, or too slow
                failure = refusal
                lost.append(number)
    if failure is not None and not found:
        raise failure
    lost += list(pictures)[limits.max_ocr_pages :]
    return Scans(found, tuple(_remarks(found, lost)))


def _read(picture: Any, clock: Clock) -> Scan:
    key = cache.key_of(picture)
    known = cache.find(key)
    if known is None:
        known = read_picture(picture, clock)
        cache.keep(key, known)
    return known


def confidence(scan: Scan) -> float | None:
    """Mean confidence of the characters of a page; None of an empty one."""
    weights = [count_characters(line.text) for line in scan.lines]
    if not sum(weights):
        return None
    return statistics.fmean((line.confidence for line in scan.lines), weights)


def _remarks(found: Mapping[int, Scan], lost: list[int]) -> Iterator[Remark]:
    told = {number: value for number, scan in found.items() if (value := confidence(scan)) is not None}
    if told:
        yield Remark(
            "read_by_ocr",
            n=len(told),
            confidence=round(statistics.fmean(told.values()), 3),
            lowest=round(min(told.values()), 3),
            each={str(number + 1): round(value, 3) for number, value in told.items()},
        )
    doubtful = [number for number, value in told.items() if value < LOW]
    if doubtful:
        yield Remark("ocr_doubtful", n=len(doubtful), pages=_named(doubtful), low=LOW)
    dropped = sum(scan.dropped for scan in found.values())
    if dropped:
        yield Remark("ocr_lines_left_out", n=dropped)
    over = [number for number, scan in found.items() if scan.over]
    if lost or over:
        yield Remark("ocr_pages_left_out", n=len(lost + over), pages=_named(sorted(lost + over)))


def _named(numbers: list[int]) -> str:
    """Pages by their numbers, as people count them."""
    shown = ", ".join(str(number + 1) for number in numbers[:_PAGES_NAMED])
    return shown + (" …" if len(numbers) > _PAGES_NAMED else "")
