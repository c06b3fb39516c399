"""What goes into reading a file and what comes out: limits, a clock, and text or a refusal.

The standard library alone: every other module of the package builds on this one.
"""

from __future__ import annotations

import time
import zipfile
from dataclasses import dataclass
from datetime import date
from typing import Any

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
    max_ratio : float
        Compression ratio of a member above 1 MiB.
    max_pages : int
        Pages of a PDF.
    seconds : float
        Time for one document, looked at between pages and blocks.

    Examples
    --------
    >>> Limits(max_pages=20).max_pages
    20
    """

    max_bytes: int = 64 * _MEBIBYTE
    max_chars: int = 4_000_000
    max_members: int = 10_000
    max_ratio: float = 200.0
    max_pages: int = 1_000
    seconds: float = 20.0


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
    warnings : tuple of str
        Short phrases; empty when nothing is doubtful.

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
    warnings: tuple[str, ...] = ()


class Refusal(Exception):  # noqa: N818 - it is an answer, not a fault of the program
    """A file that cannot be read, and what would do.

    Parameters
    ----------
    status : str
        "empty", "unreadable" or "unsupported".
    reason : str
        One line to follow the name of the file: "is an encrypted PDF; save it without a password".

    Examples
    --------
    >>> str(Refusal("empty", "holds no text"))
    'empty: holds no text'
    """

    def __init__(self, status: str, reason: str) -> None:
        self.status, self.reason = status, " ".join(reason.split())
        super().__init__(f"{self.status}: {self.reason}")

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.status, self.reason)


class Clock:
    """Time allowed for one document."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.end = time.monotonic() + seconds

    def left(self) -> float:
        return self.end - time.monotonic()

    def check(self) -> None:
        if self.left() < 0:
            raise Refusal(
                "unreadable", f"takes longer than {self.seconds:g} s to read; split it or save it as text"
            )


def too_large(limits: Limits) -> Refusal:
    """Make the refusal of a document above the limit of size."""
    size = f"{limits.max_bytes / _MEBIBYTE:g} MiB"
    return Refusal("unreadable", f"is larger than {size}; split it or raise the limit")


def is_bomb(info: zipfile.ZipInfo, limits: Limits) -> bool:
    """Whether a member of a ZIP container unpacks to suspiciously much."""
    return info.file_size > _MEBIBYTE and info.file_size > limits.max_ratio * max(1, info.compress_size)
