"""What kind of file some bytes are, told by their content and never by a name.

The standard library alone: the dozen kinds that matter here are too few to ask every user for libmagic.
"""

from __future__ import annotations

import codecs
import io
import re
import zipfile

from analysis.reading.decode import Undecodable, decode
from analysis.text import squeeze

_HEAD = 4096  # bytes that tell the kind of a text

_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OFFICE_PARTS = ("xl/", "ppt/", "visio/", "OFD.xml", "content.xml")
_HTML_START = re.compile(
    r"\s*(?:<\?xml[^<>]*>\s*)?(?><!--.*?-->\s*)*+"  # atomic: no backtracking over many comments
    r"<(?:!doctype\s+html|(?:html|head|body|meta|title|link|script|style|div|p|span|table|center|font|h[1-6]|br|ul|ol|"
    r"section|article|main|header)\b[^<>]*/?>)",
    re.IGNORECASE | re.DOTALL,
)
_HTML_MARK = re.compile(r"<(?:html|body)\b[^<>]*>", re.IGNORECASE)
_MHTML_START = re.compile(rb"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,30}?mime-version:", re.IGNORECASE)

# headers of an e-mail, the sender or the way among the first
_MAIL_START = re.compile(
    rb"(?:(?:from|to|cc|subject|date|sender|reply-to|message-id|mime-version|content-[\w-]+|x-[\w-]+|received|return-path|delivered-to"
    rb"|dkim-signature|thread-[\w-]+):[^\n]*+\n(?:[ \t][^\n]*+\n)*+){3}",
    re.IGNORECASE,
)
_FLAT_XML = ("w:wordDocument", "pkg:package", "office:document")


def sniff(data: bytes) -> str:
    """Tell the kind of a file by its content, not by its name.

    Parameters
    ----------
    data : bytes
        Contents of the file.

    Returns
    -------
    str
        "txt", "html", "mhtml", "pdf", "docx", "doc", "rtf", "zip", "epub", "mail", "image", "encrypted office",
        "unsupported-office", "unknown-binary" or "empty".

    Examples
    --------
    >>> sniff("一、依法行政".encode("gbk")), sniff(b"<p>1</p>"), sniff(b"%PDF-1.7"), sniff(b" \\r\\n")
    ('txt', 'html', 'pdf', 'empty')
    """
    if not data.strip():
        return "empty"
    return sniff_binary(data) or _sniff_text(data)


def sniff_binary(data: bytes) -> str | None:
    """Kind told by the first bytes, or None."""
    if data.startswith(_OLE):
        return _sniff_ole(data)
    if data.startswith(_ZIP):
        return _sniff_zip(data)
    if data.startswith(_IMAGES) or _is_bitmap(data):
        return "image"
    if data.lstrip()[:5] == b"{\\rtf":
        return "rtf"
    # Readers accept a PDF that begins within the first kilobyte.
    if b"%PDF-" in data[:1024] and (data.lstrip().startswith(b"%PDF-") or b"startxref" in data):
        return "pdf"
    return None


def _is_bitmap(data: bytes) -> bool:
    webp = data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    return webp or (
        data[:2] == b"BM" and data[6:10] == bytes(4) and data[14:18] in (b"\x28\0\0\0", b"\x7c\0\0\0")
    )


def _sniff_ole(data: bytes) -> str:
    """Kind of an OLE2 compound file, by the names of its streams."""
    streams = (
        ("EncryptedPackage", "encrypted office"),
        ("WordDocument", "doc"),
        ("Workbook", "unsupported-office"),
        ("PowerPoint Document", "unsupported-office"),
    )
    return next((kind for name, kind in streams if name.encode("utf-16-le") in data), "doc")


def _sniff_zip(data: bytes) -> str:
    """Kind of a ZIP container, by the names of its members."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except Exception:
        # A truncated container has lost its directory but still holds the names of its first members.
        names = [name for name in ("word/", "xl/", "ppt/") if name.encode() in data]
        names += ["[Content_Types].xml"] if b"[Content_Types].xml" in data else []
    if names[:1] == ["mimetype"] and b"application/epub+zip" in data[:200]:
        return "epub"
    content_types = "[Content_Types].xml" in names
    if content_types and any(name.startswith("word/") for name in names):
        return "docx"
    if (content_types or "mimetype" in names or "OFD.xml" in names) and any(
        name.startswith(_OFFICE_PARTS) for name in names
    ):
        return "unsupported-office"
    return "zip"


def _head(data: bytes) -> bytes:
    """First bytes of a text, without the half of a UTF-8 character at which they end: it would look damaged."""
    head = data[:_HEAD]
    try:
        return head[: codecs.utf_8_decode(head, "strict", False)[1]]
    except UnicodeDecodeError:
        return head


def _sniff_text(data: bytes) -> str:
    """Kind of what is no known binary."""
    try:
        head = decode(_head(data)).text
        if not squeeze(head):
            return "txt" if squeeze(decode(data).text) else "empty"
    except Undecodable:
        return "unknown-binary"
    if _MHTML_START.match(data[:4096]) and b"multipart/related" in data[:4096].lower():
        return "mhtml"
    if _MAIL_START.match(data[:4096]):
        return "mail"
    if head.lstrip().startswith("<?xml") and any(mark in head for mark in _FLAT_XML):
        return "unsupported-office"
    return "html" if _HTML_START.match(head) or _HTML_MARK.search(head[:2048]) else "txt"
