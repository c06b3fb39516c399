"""Documents that are ZIP containers of XML parts (ODT, EPUB, OFD): opened within limits, parsed without entities.

zipfile and lxml. No such part needs a document type of its own: its entities could read files or grow without end.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from typing import Any
from urllib.parse import unquote

import lxml.etree  # type: ignore[import-untyped]

from analysis.reading.formats.limits import Clock, Limits, Refusal, is_bomb

_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_MAX_PARTS = 20_000


class Parts:
    """The parts of a document by name.

    Parameters
    ----------
    data : bytes
        The container.
    limits : Limits
        Bytes of all parts together, and ratio of each.
    clock : Clock

    Raises
    ------
    Refusal
        When the container is damaged, encrypted, or unpacks to too much.
    """

    def __init__(self, data: bytes, limits: Limits, clock: Clock) -> None:
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except Exception as error:  # zipfile raises many kinds of errors on damaged directories
            raise Refusal("unreadable", "damaged_document") from error
        parts = self._archive.infolist()
        if len(parts) > _MAX_PARTS or sum(part.file_size for part in parts) > limits.max_bytes:
            raise Refusal("unreadable", "archive_bomb")
        if any(is_bomb(part, limits) for part in parts):
            raise Refusal("unreadable", "archive_bomb")
        if any(part.flag_bits & 1 for part in parts):
            raise Refusal("unreadable", "encrypted_office")
        self._clock = clock
        self.names = frozenset(part.filename for part in parts)

    def read(self, name: str) -> bytes:
        """Contents of a part; a part that is not there or is damaged makes the document so."""
        self._clock.check()
        try:
            return self._archive.read(name)
        except Exception as error:
            raise Refusal("unreadable", "damaged_document") from error

    def parse(self, name: str) -> Any:
        """The root element of a part in XML."""
        return parse_xml(self.read(name))


def parse_xml(content: bytes) -> Any:
    """The root element of some XML; what declares entities is refused."""
    if _DOCTYPE.search(content.replace(b"\0", b"")):
        raise Refusal("unreadable", "xml_entities")
    parser = lxml.etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        return lxml.etree.fromstring(content, parser)
    except lxml.etree.XMLSyntaxError as error:
        raise Refusal("unreadable", "damaged_document") from error


def local(element: Any) -> str:
    """Name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def children(element: Any, *names: str) -> list[Any]:
    """The elements right below one that bear these names."""
    return [child for child in element if local(child) in names]


def resolve(base: str, target: str) -> str:
    """The name of a part that another one names.

    >>> resolve("OEBPS/content.opf", "text/a%20b.xhtml#top"), resolve("Doc_0/Document.xml", "/Doc_0/Pages/1.xml")
    ('OEBPS/text/a b.xhtml', 'Doc_0/Pages/1.xml')
    """
    path = unquote(target.partition("#")[0])
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(base), path)).lstrip("/")
