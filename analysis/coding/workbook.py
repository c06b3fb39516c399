"""The coding sheet as an XLSX workbook: written for Excel and WPS, read as a file from a stranger.

openpyxl (MIT), the reference for XLSX in Python, writes and reads it. It is imported where it is used.
Whatever comes back is bounded before it is parsed: size, unpacked size, no document type declarations, no
macros.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from analysis.codebook import CODEBOOK_VERSION, load_codebook
from analysis.coding.codes import FIELDS, choices
from analysis.coding.facts import pack_facts
from analysis.coding.units import MAX_ROWS, Marks, Unit, are_whole, full_fingerprint, read_limited
from analysis.errors import InputError
from analysis.language import words_of
from analysis.scheme import Scheme
from analysis.tables import SCHEME
from analysis.taxonomy import load_taxonomy

CODING, CODEBOOK, META, CARRIED = "coding", "codebook", "meta", "carried"
MAX_UNPACKED = 256 << 20  # bytes of all parts of a workbook
_MAX_COLUMNS = 64
_MAX_PARTS = 1_000
_WIDTHS = {
    **{"unit_id": 16, "before": 30, "text": 70, "after": 30, "role": 16, "area": 16, "area_2": 16},
    **{"codings": 40, "measure": 30, "sure": 12, "note": 30},
}
_META_HEADER = (
    "unit_id",
    "row",
    "inclusion_probability",
    "fingerprint",
)  # then what is hidden, and the facts
_FORMULA = ("=", "+", "-", "@")
_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_MACROS = re.compile(b"macroEnabled|vbaProject", re.IGNORECASE)
_ENCODING = re.compile(rb"""^<\?xml[^>]*encoding=["'](?!utf-8["']|us-ascii["'])""", re.IGNORECASE)
_MERGED = re.compile(
    rb"""<(?:\w+:)?mergeCell\s[^>]*?ref=["']\$?[A-Z]+\$?(\d{1,7}):\$?[A-Z]+\$?(\d{1,7})["']"""
)


@dataclass(frozen=True)
class Contents:
    """What a workbook that came back holds."""

    cells: list[list[str]]
    merged: list[tuple[int, int]]
    coder: str = ""
    marks: dict[str, Marks] = field(default_factory=dict)  # by the id that the coder saw
    spoiled: frozenset[str] = frozenset()  # such ids whose marks were changed
    saved: date | None = None
    carried: list[str] = field(default_factory=list)
    n_carried: int = 0  # cells that were written, however many are left


# Writing


def write_workbook(
    units: Sequence[Unit],
    header: Mapping[str, str],
    *,
    coder: str,
    lang: str,
    rows: Iterable[list[str]],
    carried: Sequence[str] = (),
    scheme: Scheme | None = None,
    version: str = CODEBOOK_VERSION,
) -> bytes:
    """The workbook as bytes: the sheet to fill in, the codebook, and what is needed to read it back.

    Parameters
    ----------
    units : sequence of Unit
        In the order of `rows`.
    header : mapping
        Key and caption of each column, in order.
    coder : str
        Name of the coder; where it is empty, the sheet ``meta`` is visible and asks for it.
    lang : {"zh", "en"}
        Language of the lists.
    rows : iterable of list of str
        The cells of each unit under `header`.
    carried : sequence of str
        Cells of :func:`pack_codes`, for a hidden sheet.
    scheme : Scheme, optional
        Scheme of the lists and the codebook; default the eight areas.
    version : str
        Version of the codebook, which the file remembers.
    """
    from openpyxl import Workbook

    book = Workbook()
    coding = book.active
    coding.title = CODING
    blocks = _write_codebook(book.create_sheet(CODEBOOK), lang, scheme)
    _write_coding(coding, header, rows)
    _add_lists(coding, list(header), blocks, lang, max(len(units), 1) + 1)
    _write_meta(book.create_sheet(META), units, coder, len(carried), version)
    if carried:
        sheet = book.create_sheet(CARRIED)
        sheet.sheet_state = "veryHidden"
        for row, cell in enumerate(carried, start=1):
            _put(sheet.cell(row, 1), cell)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _write_coding(sheet: Any, header: Mapping[str, str], rows: Iterable[list[str]]) -> None:
    from openpyxl.styles import Alignment
    from openpyxl.utils import get_column_letter

    top = Alignment(wrap_text=True, vertical="top")
    _write_header(sheet, list(header.values()))
    for column, key in enumerate(header, start=1):
        dimension = sheet.column_dimensions[get_column_letter(column)]
        dimension.width = _WIDTHS.get(key, 16)
        dimension.alignment = top  # for the cells that the coder fills
    for number, cells in enumerate(rows, start=2):
        for column, text in enumerate(cells, start=1):
            if text:
                _put(sheet.cell(number, column), text).alignment = top


def _write_header(sheet: Any, captions: Sequence[str]) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    bold, grey = Font(bold=True), PatternFill("solid", fgColor="E6E6E6")
    for column, caption in enumerate(captions, start=1):
        cell = _put(sheet.cell(1, column), caption)
        cell.font, cell.fill, cell.alignment = bold, grey, Alignment(wrap_text=True, vertical="center")
    sheet.freeze_panes = "A2"


def _put(cell: Any, text: str) -> Any:
    """Write text that no program takes for a formula, a number or an error, and that XML leaves as it is."""
    cell.value = _ESCAPED.sub("_x005F_", text).replace("\r", "_x000D_")
    cell.data_type = "s"
    if text.startswith(_FORMULA):
        cell.quotePrefix = True  # stays text when the coder edits the cell
    return cell


def _write_codebook(sheet: Any, lang: str, scheme: Scheme | None) -> dict[str, tuple[int, int]]:
    """Values, meanings and rules; returns the rows of each field's values, for the lists."""
    from openpyxl.styles import Alignment, Font

    lines, blocks = _codebook_lines(lang, scheme)
    _write_header(sheet, lines[0])
    for row, cells in enumerate(lines[1:], start=2):
        for column, text in enumerate(cells, start=1):
            _put(sheet.cell(row, column), text).alignment = Alignment(wrap_text=True, vertical="top")
        if len(cells) == 1:
            sheet.cell(row, 1).font = Font(bold=True)
    for letter, width in zip("ABC", (40, 90, 20), strict=True):
        sheet.column_dimensions[letter].width = width
    return blocks


def _codebook_lines(
    lang: str, scheme: Scheme | None = None
) -> tuple[list[tuple[str, ...]], dict[str, tuple[int, int]]]:
    """The rows of the sheet ``codebook``, and in which of them the values of each field stand."""
    codebook, taxonomy = load_codebook(), scheme or load_taxonomy(SCHEME)
    areas = {str(area): _meaning(taxonomy, area, lang) for area in taxonomy.codes}
    notes = dict(zip(taxonomy.measures.index, taxonomy.measures[f"name_{lang}"], strict=True))
    if not taxonomy.is_own:
        notes = codebook.measures.set_index("measure")[lang].to_dict()
    meanings = {
        "role": codebook.roles.set_index("role")[lang].to_dict(),
        "area": areas,
        "area_2": areas,
        "measure": notes,
    }
    words = words_of("coding.codebook", lang)
    lines: list[tuple[str, ...]] = [tuple(words["columns"])]
    blocks = {}
    for name in FIELDS:
        values = choices(name, lang, scheme)
        if not values:  # a scheme without measures
            continue
        lines.append((name,))
        blocks[name] = (len(lines) + 1, len(lines) + len(values))
        for value, label in values.items():
            home = choices("area", lang, scheme)[str(taxonomy.area_of(value))] if name == "measure" else ""
            lines.append((label, meanings.get(name, {}).get(value, ""), home))
    if taxonomy.is_own:  # the rules are those of the eight areas
        return lines, blocks
    lines.append((words["rules"],))
    lines += [(str(rule["rule"]), rule[lang], "") for rule in codebook.rules.to_dict("records")]
    return lines, blocks


def _meaning(taxonomy: Scheme, area: int, lang: str) -> str:
    """What a coder reads of a category: its name, and of an own one its note and examples."""
    own = taxonomy.areas.loc[area]
    if not taxonomy.is_own:
        return str(own[f"name_{lang}"])
    note = own[f"note_{lang}"] or own["note_en"] or own["note_zh"]
    example = (
        words_of("coding.codebook", lang)["example"].format(text=own["example"]) if own["example"] else ""
    )
    return "\n".join(part for part in (own[f"name_{lang}"], note, example) if part)


def _add_lists(
    sheet: Any, keys: list[str], blocks: Mapping[str, tuple[int, int]], lang: str, last: int
) -> None:
    """The drop-down list of each field, on the rows of the units."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    message = words_of("coding.codebook", lang)["choose"]
    for name, (start, end) in blocks.items():
        rule = DataValidation("list", formula1=f"{CODEBOOK}!$A${start}:$A${end}", allow_blank=True)
        rule.showErrorMessage, rule.error, rule.errorTitle = True, message, name
        letter = get_column_letter(keys.index(name) + 1)
        rule.add(f"{letter}2:{letter}{last}")
        sheet.add_data_validation(rule)


def _write_meta(sheet: Any, units: Sequence[Unit], coder: str, n_carried: int, version: str) -> None:
    for row, (key, value) in enumerate((("coder", coder), ("codebook_version", version)), start=1):
        _put(sheet.cell(row, 1), key)
        _put(sheet.cell(row, 2), value)
    if n_carried:
        _put(sheet.cell(1, 3), CARRIED)
        sheet.cell(1, 4, n_carried)
    for column, name in enumerate(_META_HEADER, start=1):
        _put(sheet.cell(3, column), name)
    for row, unit in enumerate(units, start=4):
        _put(sheet.cell(row, 1), unit.seen_id)
        sheet.cell(row, 2, row - 2)  # the row of the unit on the sheet to fill in
        known = unit.inclusion_probability  # as text, because openpyxl rounds numbers to 16 digits
        _put(sheet.cell(row, 3), "" if known is None else repr(known))
        _put(sheet.cell(row, 4), full_fingerprint(unit))
        if unit.hidden:
            _put(sheet.cell(row, 5), unit.hidden)
        if unit.facts:
            _put(sheet.cell(row, 6), pack_facts(unit.facts))
    sheet.column_dimensions["A"].width = sheet.column_dimensions["B"].width = 24
    sheet.sheet_state = "veryHidden" if coder else "visible"


# Reading


def read_workbook(path: Path) -> Contents:
    """Read a workbook that :func:`write_workbook` wrote and a coder filled in.

    Raises
    ------
    InputError
        When it is no such workbook, or not safe to read.
    """
    data = read_limited(path)
    _check_archive(path, data)
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and extensions that do not matter here
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            try:
                return _read_contents(path, book, data)
            finally:
                book.close()
    except (InputError, ImportError):
        raise
    except Exception as error:  # hostile XML makes openpyxl raise anything
        raise _refusal(path, f"cannot be read as XLSX ({type(error).__name__})") from None


def _refusal(path: Path, problem: str, remedy: str = "save it again as .xlsx without macros") -> InputError:
    return InputError("path", f"'{path}' {problem}", remedy)


def _check_archive(path: Path, data: bytes) -> None:
    """Refuse what is no XLSX file, has macros, unpacks to too much or declares entities."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise _refusal(path, "is encrypted or an old Excel file", "save it as .xlsx without a password")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > _MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                problem = f"unpacks to more than {MAX_UNPACKED >> 20} MiB or {_MAX_PARTS} parts"
                raise _refusal(path, problem, "give the sheet as it was written")
            if any(
                part.filename.lower().endswith(".bin") and "vba" in part.filename.lower() for part in parts
            ):
                raise _refusal(path, "has macros")
            for part in parts:
                _check_part(path, part.filename, archive.read(part))
    except InputError:
        raise
    except Exception as error:  # zipfile raises its own, zlib's, struct's and others
        raise _refusal(path, f"cannot be read as XLSX ({type(error).__name__})") from None


def _check_part(path: Path, name: str, content: bytes) -> None:
    if not name.lower().endswith((".xml", ".rels")):
        return
    # Other encodings could hide a declaration from the search; no spreadsheet program writes them.
    if (
        b"\0" in content
        or _ENCODING.search(content.removeprefix(b"\xef\xbb\xbf"))
        or _DOCTYPE.search(content)
    ):
        raise _refusal(path, f"declares a document type or an odd encoding in {name}")
    if name == "[Content_Types].xml" and _MACROS.search(content):
        raise _refusal(path, "has macros")


def _read_contents(path: Path, book: Any, data: bytes) -> Contents:
    if CODING not in book.sheetnames or META not in book.sheetnames:
        raise _refusal(path, f"lacks the sheet '{CODING}' or '{META}'", "give a sheet of write_coding_sheet")
    coding = book[CODING]
    cells = _read_cells(coding)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        # read-only mode, which bounds memory, does not tell merged cells
        found = _MERGED.findall(archive.read(coding._worksheet_path))
        dated = "docProps/core.xml" in archive.namelist()
    merged = sorted((int(low), int(high)) for low, high in found)
    saved = book.properties.modified if dated else None
    meta = _read_cells(book[META])
    head = {row[0]: "".join(row[1:2]) for row in meta[:2] if row}
    read = {row[0]: _read_mark(row, head, len(meta) - 3) for row in meta[3:] if row and row[0]}
    marks = {seen_id: mark for seen_id, mark in read.items() if mark}
    carried = ["".join(row[:1]) for row in _read_cells(book[CARRIED])] if CARRIED in book.sheetnames else []
    n_carried = _count_carried(meta[0]) if meta else 0
    if head.keys() != {"coder", "codebook_version"} or not (marks or n_carried):
        raise _refusal(path, f"has a sheet '{META}' that was changed", "give the sheet as it was written")
    return Contents(
        cells,
        merged,
        head["coder"],
        marks,
        frozenset(read.keys() - marks.keys()),
        saved.date() if saved else None,
        carried,
        n_carried,
    )


def _count_carried(row: list[str]) -> int:
    """How many cells a workbook was written with; what is no number is more than it can hold."""
    if row[2:3] != [CARRIED]:
        return 0
    return int(row[3]) if len(row) > 3 and re.fullmatch(r"\d{1,7}", row[3]) else MAX_ROWS


def _read_mark(row: list[str], head: Mapping[str, str], total: int) -> Marks | None:
    if len(row) < len(_META_HEADER):
        return None
    try:
        number, probability = int(row[1]), float(row[2]) if row[2] else None
    except ValueError:
        return None
    coder, version = head.get("coder", ""), head.get("codebook_version", "")
    hidden, facts = "".join(row[4:5]), "".join(row[5:6])
    marks = Marks(number, total, coder, version, probability, row[3], hidden, facts)
    return marks if are_whole(marks) else None


def _read_cells(sheet: Any) -> list[list[str]]:
    """Rows of a sheet as text, without what is empty at the end of rows or sheet."""
    sheet.reset_dimensions()  # what the file says of its size need not be true
    rows = sheet.iter_rows(max_row=MAX_ROWS, max_col=_MAX_COLUMNS, values_only=True)
    return _trim(
        [_trim([_as_text(value) for value in row]) if row.count(None) < len(row) else [] for row in rows]
    )


def _trim(cells: list[Any]) -> list[Any]:
    """Leave out what is empty at the end.

    >>> _trim(["u1", "", "4", "", ""])
    ['u1', '', '4']
    """
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _as_text(value: Any) -> str:
    """What a cell shows, as text.

    >>> _as_text(4.0), _as_text(None), _as_text("u_x005F_x0041_")
    ('4', '', 'u_x0041_')
    """
    if value is None:
        return ""
    if isinstance(value, (datetime, date)):
        return value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("x005F_", "")
