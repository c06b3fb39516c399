"""What lies in a folder of reports and is none: results of this package, what programs leave behind, code, tables.

The standard library alone. Names tell what programs write for themselves; contents tell the rest.
"""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
import zipfile
from itertools import accumulate, islice
from pathlib import Path, PurePosixPath

from analysis.columns import COLUMNS
from analysis.reading.formats.limits import Refusal
from analysis.reading.formats.sniff import MOST_ENTRIES, count_entries
from analysis.reading.formats.text import words
from analysis.text import fold

MANIFEST = "manifest.json"
_SUMS, _PACKAGE = "SHA256SUMS", "code/analysis/__init__.py"  # of a replication package
_MANIFEST_HEAD = b'{\n "exhibits": {'  # as the manifest of a run begins
_LOCKS = re.compile(r"~\$|\.~lock\.|~WRL\d+\.tmp$", re.IGNORECASE)
_SYSTEM = frozenset(["desktop.ini", "thumbs.db", "ehthumbs.db", ".ds_store", "icon\r", "folder.jpg"])
_SYSTEM_FOLDERS = frozenset(
    [
        "__macosx",
        "$recycle.bin",
        "system volume information",
        "@eadir",
        "lost+found",
        "__pycache__",
        "node_modules",
    ]
)
_LINKS = frozenset([".lnk", ".url", ".webloc", ".tmp", ".crdownload", ".part", ".download"])
_CODE = words(
    ".py .pyc .pyw .ipynb .r .rmd .rdata .rds .do .ado .sav .sas .jl .m .js .mjs .ts .jsx .vue .map .css .scss .less .java .c"
    " .h .cpp .cs .go .rs .vbs .sh .bash .bat .cmd .ps1 .sql .yml .yaml .toml .cfg .conf .log .lock .bib"
)
_KEYS = frozenset(["report_id", "paragraph_id", "item_id", "unit_id", "frame_id"])
_OWN = frozenset(name for columns in COLUMNS.values() for name in columns)
_OWN_WHOLE = tuple(
    frozenset(pair)
    for pair in (("path", "status", "warnings"), ("area", "share", "estimator"), ("area", "slope"))
)
_HEAD = 64 * 1024  # characters of a table that are looked at
_SAMPLE = 4096  # characters in which program code shows
_ROWS = 50  # records of it
_LONG = 120  # characters of a cell that is a text
_XML = re.compile(
    r"\ufeff?\s*+<\?xml\b[^<>]*+>\s*+(?:<!--.*?-->\s*+|<![^<>]*+>\s*+)*+<(?P<name>[\w:.-]++)", re.DOTALL
)
# refusals of files whose content does not tell what they are, and what is said where the name promises it
_UNKNOWN = frozenset(["damaged_archive", "nested_archive", "not_document"])
_PROMISED = {
    **dict.fromkeys((".docx", ".docm", ".dotx"), "damaged_word"),
    **dict.fromkeys((".odt", ".ofd", ".epub"), "damaged_document"),
    ".pdf": "damaged_pdf",
}
_SENTENCE = re.compile("[\u4e00-\u9fff\u3400-\u4dbf\U00020000-\U0003ffff]{4}")
_HAN = re.compile("[\u4e00-\u9fff]+")
_HARDLY = 0.1  # share of Chinese characters in program code with Chinese remarks; no report has so few


def refuse_name(name: str) -> Refusal | None:
    """Why a file is no report, where its name tells.

    Parameters
    ----------
    name : str
        Its path, with either kind of slash.

    Returns
    -------
    Refusal or None

    Examples
    --------
    >>> [str(refuse_name(name)) for name in ("2020/~$report.docx", "Thumbs.db", "files/jquery.js", "2020/报告.txt")]
    ... # doctest: +NORMALIZE_WHITESPACE
    ['unsupported: is the lock of an open file, no report', 'unsupported: is a file of the system, no report',
     'unsupported: is program code or the like, no report', 'None']
    """
    path = PurePosixPath(name.replace("\\", "/"))
    base = path.name
    ending = PurePosixPath(base).suffix.lower()
    if _LOCKS.match(base):
        return Refusal("unsupported", "lock_file")
    folders = {part.lower() for part in path.parent.parts}
    if base.lower() in _SYSTEM or ending in _LINKS or not folders.isdisjoint(_SYSTEM_FOLDERS):
        return Refusal("unsupported", "system_file")
    return Refusal("unsupported", "program_code") if ending in _CODE else None


def refuse_damaged(name: str, refusal: Refusal) -> Refusal:
    """A refusal in terms of what the name of a file promises, where its content does not tell what it is.

    >>> str(refuse_damaged("2020/报告.docx", Refusal("unreadable", "damaged_archive")))
    'unreadable: is a damaged Word file; download it again'
    """
    promised = _PROMISED.get(PurePosixPath(name).suffix.lower())
    return Refusal("unreadable", promised) if promised and refusal.remark.code in _UNKNOWN else refusal


def is_results(folder: Path) -> bool:
    """Whether a folder is what ``fazhi run`` or ``fazhi bundle`` wrote, told by its manifest or its sums and code."""
    try:
        if (folder / _SUMS).is_file() and (folder / _PACKAGE).is_file():
            return True
        if not (folder / MANIFEST).is_file():  # a pipe of this name would be waited for
            return False
        with (folder / MANIFEST).open("rb") as file:
            head = file.read(len(_MANIFEST_HEAD))
        return head == _MANIFEST_HEAD and (folder / "tables").is_dir()
    except OSError:  # whoever lists the folder is told so as well
        return False


def refuse_archive(data: bytes) -> Refusal | None:
    """Why a ZIP archive is what ``fazhi bundle`` wrote, or a folder of results that somebody packed.

    >>> refuse_archive(b"PK")
    """
    if count_entries(data) > MOST_ENTRIES:
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except Exception:  # whatever zipfile raises on a damaged one, which its reader will tell
        return None
    tops = {"", *(name.partition("/")[0] + "/" for name in names if "/" in name)}
    for top in tops:
        if f"{top}{_SUMS}" in names and f"{top}{_PACKAGE}" in names:
            return Refusal("unsupported", "own_results")
        if f"{top}{MANIFEST}" in names and f"{top}tables/shares.csv" in names:
            return Refusal("unsupported", "own_results")
    return None


def refuse_text(name: str, kind: str, text: str) -> Refusal | None:
    """Why what was read is no report: a table, code, or a text without a Chinese sentence.

    Parameters
    ----------
    name : str
        Path of the file.
    kind : str
        As :func:`~analysis.reading.formats.sniff` tells it.
    text : str
        What it holds.

    Returns
    -------
    Refusal or None

    Examples
    --------
    >>> str(refuse_text("a.csv", "txt", "paragraph_id,report_id,area\\nr-p001,r,4\\n"))
    'unsupported: is a table that fazhi wrote, no report'
    >>> str(refuse_text("readme.txt", "txt", "Reports of 2020, downloaded on Monday."))
    'unsupported: holds no Chinese sentence'
    """
    if kind == "txt" and (refusal := _refuse_table(PurePosixPath(name).suffix.lower(), text)):
        return refusal
    if kind == "txt" and (start := _XML.match(text)) and f"</{start['name']}" in text[start.end() :]:
        return Refusal("unsupported", "xml_data")
    head = fold("".join(text[:_HEAD].split()))
    if not _SENTENCE.search(head) and not _SENTENCE.search(fold("".join(text.split()))):
        return Refusal("unsupported", "no_chinese")
    if kind == "txt" and not _speaks(head[:_SAMPLE]):
        return Refusal("unsupported", "program_code")
    return None


def _speaks(sample: str) -> bool:
    """Whether a text holds more Chinese than program code with Chinese remarks does."""
    told = accumulate((len(run[0]) for run in _HAN.finditer(sample)), initial=0)
    return any(chars >= _HARDLY * len(sample) for chars in told)


def _refuse_table(ending: str, text: str) -> Refusal | None:
    """Why a plain text is a table: its first line names columns of ours, or its ending says so and its content too."""
    first = text[:_HEAD].lstrip("\ufeff").partition("\n")[0].strip()
    if first[:1] in "[{":
        return _refuse_json(ending, first, text)
    names = {unicodedata.normalize("NFKC", cell).strip(' "') for cell in re.split("[,\t;]", first)}
    if len(names) >= 2 and is_own_header(names):
        return Refusal("unsupported", "own_table")
    if ending not in (".csv", ".tsv", ".tab"):
        return None
    delimiter = max(",\t;|", key=first.count)
    if not first.count(delimiter):
        return None
    rows = list(islice(csv.reader(io.StringIO(text[:_HEAD]), delimiter=delimiter), _ROWS))
    longest = max((len(cell) for row in rows[1:] for cell in row), default=0)
    code = "table_of_texts" if longest >= _LONG else "table_without_text"
    return Refusal("unsupported", code)


def _refuse_json(ending: str, first: str, text: str) -> Refusal | None:
    if ending not in (".json", ".jsonl", ".ndjson", ".geojson"):
        return None
    try:
        json.loads(first if ending in (".jsonl", ".ndjson") else text)
    except (ValueError, RecursionError):
        return None
    longest = max(map(len, text[:_HEAD].split('"')), default=0)
    return Refusal("unsupported", "table_of_texts" if longest >= _LONG else "table_without_text")


def is_own_header(names: frozenset[str] | set[str]) -> bool:
    """Whether a table with these columns is one that this package writes.

    >>> is_own_header({"report_id", "path", "title", "n_chars", "text"}), is_own_header({"year", "title", "text"})
    (True, False)
    """
    own = len(names & _OWN)
    return (own >= 0.6 * len(names) and own >= 3 and bool(names & _KEYS)) or any(
        whole <= names for whole in _OWN_WHOLE
    )
