"""Word files that are intact but for their container: macros, templates, the strict form, relationships to nothing.

The standard library and lxml: python-docx opens only what Word itself saves as a plain document.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from urllib.parse import unquote

import lxml.etree  # type: ignore[import-untyped]

from analysis.reading.formats.limits import Clock

_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")
_MAIN = re.compile(
    rb"application/vnd\.(?:ms-word\.(?:document|template)\.macroEnabled(?:Template)?"
    rb"|openxmlformats-officedocument\.wordprocessingml\.template)\.main\+xml"
)
_DOCUMENT = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def mend(data: bytes, clock: Clock) -> bytes:
    """The container of a Word file as Word saves a plain document; its text is left as it is.

    Parameters
    ----------
    data : bytes
        A Word file with macros, a template, one in the strict form, or one with relationships to parts that it lacks.
    clock : Clock
        Time allowed.

    Returns
    -------
    bytes
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(buffer, "w") as mended:
        names = set(archive.namelist())
        for name in sorted(names):
            clock.check()
            content = archive.read(name)
            if name.lower().endswith((".xml", ".rels")):
                content = _STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/", content)
            if name == "[Content_Types].xml":
                content = _MAIN.sub(_DOCUMENT, content)
            elif name.lower().endswith(".rels"):
                content = _without_dangling(content, name, names)
            mended.writestr(name, content)
    return buffer.getvalue()


def _without_dangling(content: bytes, name: str, names: set[str]) -> bytes:
    """Relationships of a part, but for those to parts that the file lacks."""
    parser = lxml.etree.XMLParser(resolve_entities=False, no_network=True)
    root = lxml.etree.fromstring(content, parser)
    folder = posixpath.dirname(
        posixpath.dirname(name)
    )  # "word/_rels/document.xml.rels" is about "word/document.xml"
    for relationship in list(root):
        if not isinstance(relationship.tag, str) or relationship.get("TargetMode") == "External":
            continue
        target = unquote((relationship.get("Target") or "").partition("#")[0])
        path = posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")
        if path not in names:
            root.remove(relationship)
    return bytes(lxml.etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
