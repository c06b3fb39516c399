"""What goes into reading a file and what comes out: limits, a clock, and text or a refusal.

Every other module of the package builds on this one.
"""

from __future__ import annotations

import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from analysis.reading.remarks import Remark

MEMORY = 2 << 30  # bytes that a process may hold which reads
_MEBIBYTE = 1 << 20


@dataclass(frozen=True)
class Limits:
    """How much one file may ask for.

    Attributes
    ----------
    max_bytes : int
        Size of one document, also unpacked.
    max_chars : int
        Characters of text in one document.
    max_members : int
        Files in one archive, nested archives included.
    max_unpacked : int
        Bytes of all files of one archive together.
    archive_seconds : float
        Time for unpacking one archive.
    max_ratio : float
        Compression ratio of a member above 1 MiB.
    max_pages : int
        Pages of a PDF.
    seconds : float
        CPU time for one document, looked at between pages and blocks; pages read by OCR have time of their own.
    max_ocr_pages : int
        Pages of one document that are read by OCR.
    ocr_seconds : float
        Time for one of them.
    ocr_minutes : float
        Time for all of them.

    Examples
    --------
    >>> Limits(max_pages=20).max_pages
    20
    """

    max_bytes: int = 64 * _MEBIBYTE
    max_chars: int = 4_000_000
    max_members: int = 10_000
    max_unpacked: int = 1 << 30
    archive_seconds: float = 600.0
    max_ratio: float = 200.0
    max_pages: int = 1_000
    seconds: float = 20.0
    max_ocr_pages: int = 300
    ocr_seconds: float = 60.0
    ocr_minutes: float = 30.0


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True)
class Extract:
    """Text of one document.

    Attributes
    ----------
    text : str
        Paragraphs, one per line (of a TXT file: the text as it is).
    kind : str
        As :func:`~analysis.reading.formats.sniff` tells it.
    encoding : str or None
        Encoding of the characters; None where the format settles it.
    title : str or None
        From the page's or document's metadata.
    published : datetime.date or None
        Only from a page's metadata, never guessed.
    remarks : tuple of Remark
        What is doubtful.
    shown : tuple of str
        Names of the files beside it that a page showed in frames.

    Examples
    --------
    >>> from analysis.reading.formats import extract
    >>> extract("依法行政".encode("gbk")).encoding
    'gb18030'
    """

    text: str
    kind: str
    encoding: str | None = None
    title: str | None = None
    published: date | None = None
    remarks: tuple[Remark, ...] = ()
    shown: tuple[str, ...] = ()


class Refusal(Exception):  # noqa: N818 - it is an answer, not a fault of the program
    """A file that cannot be read, and what would do.

    Parameters
    ----------
    status : str
        "empty", "unreadable" or "unsupported".
    code : str
        Of the remark that says why.
    **parts : str, int or float
        What the remark names.

    Examples
    --------
    >>> str(Refusal("empty", "no_text"))
    'empty: holds no text'
    """

    def __init__(self, status: str, code: str, /, **parts: Any) -> None:
        self.status, self.remark = status, Remark(code, **parts)
        super().__init__(f"{status}: {self.reason}")

    @property
    def reason(self) -> str:
        """One line to follow the name of the file: "is an encrypted PDF; save it without a password"."""
        return self.remark.say()

    def __reduce__(self) -> tuple[Any, ...]:
        return _refusal, (self.status, self.remark)


def _refusal(status: str, remark: Remark) -> Refusal:
    return Refusal(status, remark.code, **remark.parts)


class Clock:
    """Time allowed for one document: of this process, so that a busy machine refuses nothing that an idle one reads.

    Parameters
    ----------
    seconds : float
    now : callable
        What tells the time; :func:`time.monotonic` for work in many threads.
    """

    def __init__(self, seconds: float, now: Callable[[], float] = time.process_time) -> None:
        self.seconds, self._now = seconds, now
        self.end = now() + seconds

    def left(self) -> float:
        return self.end - self._now()

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """Time that does not count: what is done meanwhile has a clock of its own."""
        begun = self._now()
        try:
            yield
        finally:
            self.end += self._now() - begun

    def check(self) -> None:
        if self.left() < 0:
            raise Refusal("unreadable", "too_slow", seconds=self.seconds)


def too_large(limits: Limits) -> Refusal:
    """Make the refusal of a document above the limit of size."""
    return Refusal("unreadable", "too_large", mebibytes=limits.max_bytes / _MEBIBYTE)


def is_bomb(info: zipfile.ZipInfo, limits: Limits) -> bool:
    """Whether a member of a ZIP container unpacks to suspiciously much."""
    return info.file_size > _MEBIBYTE and info.file_size > limits.max_ratio * max(1, info.compress_size)
