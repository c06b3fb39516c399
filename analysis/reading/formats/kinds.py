"""The kinds of files, in one table: what each is, what reads it, and what that needs.

Everything that says what can be read is made from it: the readers, the refusals and the page of the documentation.
"""

from __future__ import annotations

from typing import NamedTuple


class Kind(NamedTuple):
    """A kind of file.

    Attributes
    ----------
    name : str
        As :func:`~analysis.reading.formats.sniff` tells it.
    endings : str
        Usual endings of its files, which play no part in telling it.
    reader : str
        Module and function, ``module:function``; "" for an archive, whose files are read one by one, and for what is
        refused.
    needs : str
        What must be installed beside the package: "", "ocr" (the extra), "LibreOffice" or "bsdtar".
    refusal : tuple of str
        Status and code of the reason, of a kind that is not read, or not by :func:`~analysis.reading.formats.extract`:
        archives are walked, and tables read row by row.
    """

    name: str
    endings: str
    reader: str = ""
    needs: str = ""
    refusal: tuple[str, str] | tuple[()] = ()


ARCHIVE = ("unsupported", "archive")
TABLE = ("unsupported", "old_workbook")  # of one that is no file of its own, or named otherwise

KINDS = (
    Kind("txt", ".txt", "text:read_txt"),
    Kind("html", ".html .htm", "html:read_html"),
    Kind("mhtml", ".mhtml .mht", "html:read_mhtml"),
    Kind("pdf", ".pdf", "pdf:read_pdf"),
    Kind("docx", ".docx .docm .dotx", "word:read_docx"),
    Kind("doc", ".doc .wps", "libreoffice:read_doc", "LibreOffice"),
    Kind("word xml", ".xml .doc", "libreoffice:read_word_xml", "LibreOffice"),
    Kind("rtf", ".rtf .doc", "rtf:read_rtf"),
    Kind("odt", ".odt", "odt:read_odt"),
    Kind("fodt", ".fodt", "odt:read_fodt"),
    Kind("ofd", ".ofd", "ofd:read_ofd"),
    Kind("epub", ".epub", "epub:read_epub"),
    Kind("image", ".png .jpg .tif .bmp .gif .webp", "ocr.pictures:read_image", "ocr"),
    Kind("zip", ".zip", refusal=ARCHIVE),
    Kind("tar", ".tar", refusal=ARCHIVE),
    Kind("packed", ".tar.gz .tgz .tar.bz2 .tar.xz .gz", refusal=ARCHIVE),
    Kind("7z", ".7z", needs="bsdtar", refusal=ARCHIVE),
    Kind("rar", ".rar", needs="bsdtar", refusal=ARCHIVE),
    Kind("mail", ".eml", refusal=ARCHIVE),
    Kind("outlook", ".msg", refusal=("unsupported", "outlook")),
    Kind("table", ".xlsx .csv .tsv .json .jsonl .parquet .dta", refusal=TABLE),
    Kind("old workbook", ".xls .et", needs="LibreOffice", refusal=TABLE),
    Kind("unsupported-office", ".pptx .ods", refusal=("unsupported", "not_word")),
    Kind("encrypted office", ".docx .doc", refusal=("unreadable", "encrypted_office")),
    Kind("reader of its own", ".caj .ceb", refusal=("unsupported", "reader_of_its_own")),
    Kind("unknown-binary", "", refusal=("unsupported", "not_document")),
    Kind("empty", "", refusal=("empty", "empty_file")),
)
KIND = {kind.name: kind for kind in KINDS}
