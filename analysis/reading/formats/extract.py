"""One document from bytes to text: tell its kind, let the module for that kind read it, bound what it may ask.

Each reader module imports its library, so it is imported only when a file of its kind comes.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from analysis.errors import library_at_fault
from analysis.reading.decode import Undecodable
from analysis.reading.formats.kinds import KIND
from analysis.reading.formats.limits import (
    DEFAULT_LIMITS,
    MEMORY,
    Clock,
    Extract,
    Limits,
    Refusal,
    too_large,
)
from analysis.reading.formats.sniff import sniff
from analysis.text import squeeze, whole

_Reader = Callable[..., Extract]  # bytes, limits and clock; of web pages also files in their folder


def extract(
    data: bytes,
    *,
    limits: Limits = DEFAULT_LIMITS,
    beside: Callable[[str], bytes | None] | None = None,
    kind: str | None = None,
) -> Extract:
    """Read the text of one document.

    Parameters
    ----------
    data : bytes
        Contents of a file, of any kind but an archive or an e-mail (see :func:`~analysis.reading.formats.members`).
    limits : Limits
        How much the file may ask for.
    beside : callable, optional
        Gives the contents of a file in the same folder by its name, or None; asked for what a web page shows in
        frames.
    kind : str, optional
        As :func:`~analysis.reading.formats.sniff` tells it, where it is known.

    Returns
    -------
    Extract
        Text, kind, encoding, title, date and remarks.

    Raises
    ------
    Refusal
        When the file cannot be read; nothing else is raised whatever the bytes are.

    Examples
    --------
    >>> page = "<html><title>工作报告</title><body><p>一、依法行政</p><p>成效显著。</p></body></html>"
    >>> extract(page.encode("gbk"))  # doctest: +NORMALIZE_WHITESPACE
    Extract(text='一、依法行政\\n成效显著。', kind='html', encoding='gb18030',
            title='工作报告', published=None, remarks=(), shown=())
    """
    if len(data) > limits.max_bytes:
        raise too_large(limits)
    clock = Clock(limits.seconds)
    try:
        kind = kind or sniff(data)
        read = _find_reader(kind)
        if kind == "html" and beside is not None:
            read = partial(read, beside=beside)
        found = read(data, limits, clock)
    except Refusal:
        raise
    except Undecodable as error:
        raise Refusal("unreadable", "not_text") from error
    except ImportError as error:  # the installation's fault, not the file's
        raise _not_installed(error) from error
    except MemoryError as error:
        raise Refusal("unreadable", "too_much_memory", gibibytes=MEMORY / (1 << 30)) from error
    except Exception as error:  # whatever a library raises on a damaged or hostile file
        raise Refusal("unreadable", "damaged_file", error=type(error).__name__) from error
    found = replace(found, text=whole(found.text), title=found.title and whole(found.title))
    if not squeeze(found.text):
        raise Refusal("empty", "no_text")
    if len(found.text) > limits.max_chars:
        raise Refusal("unreadable", "too_many_characters", n=limits.max_chars)
    return found


def _not_installed(error: ImportError) -> Refusal:
    """The refusal of a file whose reader lacks a library."""
    library, installed = library_at_fault(error)
    if installed:
        return Refusal("unreadable", "library_broken", library=library)
    return Refusal("unreadable", "library_missing", library=library)


def _find_reader(kind: str) -> _Reader:
    """Import the function that reads a kind; raise the refusal of a kind that none reads."""
    row = KIND[kind]
    if row.refusal:
        raise Refusal(*row.refusal)
    module, name = row.reader.split(":")
    reader: _Reader = getattr(importlib.import_module(f"analysis.reading.formats.{module}"), name)
    return reader
