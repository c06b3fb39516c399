"""What kind of file some bytes are, told by their content and never by a name.

The standard library alone: the dozen kinds that matter here are too few to ask every user for libmagic.
"""

from __future__ import annotations

import codecs
import io
import re
import zipfile

from analysis.reading.decode import Undecodable, decode
from analysis.reading.formats.tarballs import is_packed, is_tar
from analysis.text import squeeze

_HEAD = 4096  # bytes that tell the kind of a text

_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MOST_ENTRIES = 40_000  # of a ZIP container that is looked into, folders among them
_ZIP_END = 22 + 65_535  # bytes in which a container ends, with its comment
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OFFICE_PARTS = ("xl/", "ppt/", "visio/", "content.xml")
_DECLARING = ((b"application/epub+zip", "epub"), (b"application/vnd.oasis.opendocument.text", "odt"))
_DECLARED = 200  # bytes
_SEVEN_ZIP = b"7z\xbc\xaf\x27\x1c"
_RAR = b"Rar!\x1a\x07"
_READERS_OF_THEIR_OWN = (b"CAJ\0", b"KDH ", b"Founder CEB", b"%SEP")  # CNKI, Founder, Sursen
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
_WORD_XML = ("<w:wordDocument", "<pkg:package")
_FLAT_ODT = "application/vnd.oasis.opendocument.text"


def sniff(data: bytes) -> str:
    """Tell the kind of a file by its content, not by its name.

    Parameters
    ----------
    data : bytes
        Contents of the file.

    Returns
    -------
    str
        As in :mod:`analysis.reading.formats.kinds`, or "empty" or "unknown-binary".

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
    if data.startswith((_SEVEN_ZIP, _RAR)):
        return "7z" if data.startswith(_SEVEN_ZIP) else "rar"
    if data.startswith(_READERS_OF_THEIR_OWN):
        return "reader of its own"
    if is_packed(data) or is_tar(data):
        return "packed" if is_packed(data) else "tar"
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
        ("Workbook", "old workbook"),
        ("PowerPoint Document", "unsupported-office"),
        ("__properties_version1.0", "outlook"),
    )
    return next((kind for name, kind in streams if name.encode("utf-16-le") in data), "doc")


def _sniff_zip(data: bytes) -> str:
    """Kind of a ZIP container, by the names of its members."""
    if count_entries(data) > MOST_ENTRIES:
        return "zip"
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            mimetype = _mimetype(archive)
    except Exception:
        mimetype = data[:_DECLARED]
        # A truncated container has lost its directory but still holds the names of its first members.
        names = [name for name in ("word/", "xl/", "ppt/") if name.encode() in data]
        names += ["[Content_Types].xml"] if b"[Content_Types].xml" in data else []
    if "OFD.xml" in names:
        return "ofd"
    for declared, kind in _DECLARING:
        if declared in mimetype:
            return kind
    content_types = "[Content_Types].xml" in names
    if content_types and any(name.startswith("word/") for name in names):
        return "docx"
    if (content_types or "mimetype" in names) and any(name.startswith(_OFFICE_PARTS) for name in names):
        return "unsupported-office"
    return "zip"


def count_entries(data: bytes) -> int:
    """How many entries a ZIP container says at its end that it has; 0 where it says nothing.

    >>> count_entries(b"PK\\x05\\x06" + bytes(6) + b"\\x02\\x01" + bytes(10)), count_entries(b"PK")
    (258, 0)
    """
    place = data.rfind(b"PK\5\6", -_ZIP_END)
    return int.from_bytes(data[place + 10 : place + 12], "little") if place >= 0 else 0


def _mimetype(archive: zipfile.ZipFile) -> bytes:
    """What a container declares itself to be, in its first part."""
    first = archive.infolist()[:1]
    if not first or first[0].filename != "mimetype" or first[0].file_size > _DECLARED:
        return b""
    return archive.read(first[0])


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
    if head.lstrip().startswith("<?xml"):
        if "<office:document" in head:
            return "fodt" if _FLAT_ODT in head else "unsupported-office"
        if any(mark in head for mark in _WORD_XML):
            return "word xml"
    return "html" if _HTML_START.match(head) or _HTML_MARK.search(head[:2048]) else "txt"
