"""One document from bytes to text: tell its kind, let the module for that kind read it, bound what it may ask.

Each reader module imports its library, so it is imported only when a file of its kind comes.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable

from analysis.errors import library_at_fault
from analysis.reading.decode import Undecodable
from analysis.reading.formats.limits import DEFAULT_LIMITS, Clock, Extract, Limits, Refusal, too_large
from analysis.reading.formats.sniff import sniff
from analysis.text import squeeze

_Reader = Callable[[bytes, Limits, Clock], Extract]

# kind -> module and function
_READERS = {
    "txt": ("text", "read_txt"),
    "html": ("html", "read_html"),
    "mhtml": ("html", "read_mhtml"),
    "pdf": ("pdf", "read_pdf"),
    "docx": ("word", "read_docx"),
    "doc": ("word", "read_doc"),
}
# kind -> status and reason
_REFUSED = {
    "empty": ("empty", "is empty"),
    "zip": ("unsupported", "is a ZIP archive; read its members"),
    "rtf": ("unsupported", "is an RTF file; save it as .docx"),
    "image": ("unsupported", "is an image; run OCR first"),
    "encrypted office": ("unreadable", "is encrypted; save it without a password"),
    "unsupported-office": ("unsupported", "is no Word text (spreadsheet, slides or like); save it as .docx"),
    "unknown-binary": ("unsupported", "is no text document; save it as text, .docx or PDF"),
}


def extract(data: bytes, *, limits: Limits = DEFAULT_LIMITS) -> Extract:
    """Read the text of one document.

    Parameters
    ----------
    data : bytes
        Contents of a file, of any kind but a ZIP archive (see :func:`~analysis.reading.formats.members`).
    limits : Limits
        How much the file may ask for.

    Returns
    -------
    Extract
        Text, kind, encoding, title, date and warnings.

    Raises
    ------
    Refusal
        When the file cannot be read; nothing else is raised whatever the bytes are.

    Examples
    --------
    >>> page = "<html><title>工作报告</title><body><p>一、依法行政</p><p>成效显著。</p></body></html>"
    >>> extract(page.encode("gbk"))  # doctest: +NORMALIZE_WHITESPACE
    Extract(text='一、依法行政\\n成效显著。', kind='html', encoding='gb18030',
            title='工作报告', published=None, warnings=())
    """
    if len(data) > limits.max_bytes:
        raise too_large(limits)
    clock = Clock(limits.seconds)
    try:
        read = _find_reader(sniff(data))
        found = read(data, limits, clock)
    except Refusal:
        raise
    except Undecodable as error:
        raise Refusal("unreadable", f"{error}; save it as UTF-8 text") from error
    except ImportError as error:  # the installation's fault, not the file's
        raise _not_installed(error) from error
    except Exception as error:  # whatever a library raises on a damaged or hostile file
        raise Refusal(
            "unreadable", f"is damaged ({type(error).__name__}); open it and save it again"
        ) from error
    if not squeeze(found.text):
        raise Refusal("empty", "holds no text")
    if len(found.text) > limits.max_chars:
        raise Refusal(
            "unreadable", f"holds more than {limits.max_chars:,} characters; split it or raise the limit"
        )
    return found


def _not_installed(error: ImportError) -> Refusal:
    """The refusal of a file whose reader lacks a library."""
    library, installed = library_at_fault(error)
    if installed:
        return Refusal("unreadable", f"not read: the library {library} does not load; install it again")
    return Refusal("unreadable", f"not read: the library {library} is missing; pip install {library}")


def _find_reader(kind: str) -> _Reader:
    """Import the function that reads a kind; raise the refusal of a kind that none reads."""
    if kind in _REFUSED:
        raise Refusal(*_REFUSED[kind])
    module, name = _READERS[kind]
    reader: _Reader = getattr(importlib.import_module(f"analysis.reading.formats.{module}"), name)
    return reader
