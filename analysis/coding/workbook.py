"""The coding sheet as an XLSX workbook, laid out for a screen 1366 pixels wide.

Text and codes stand side by side; progress and text stay in place while the context is looked up to the right of the
codes. Only the cells to fill in can be changed. A cell whose value no list has turns red, and the first column says of
each row whether it is done. openpyxl (MIT), the reference for XLSX in Python, writes and reads the file; it is imported
where it is used.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from analysis.codebook import CODEBOOK_VERSION
from analysis.coding.codebook_rows import codebook_rows
from analysis.coding.facts import pack_facts
from analysis.coding.units import CODINGS, Unit, full_fingerprint
from analysis.coding.values import FIELDS, SEPARATOR, spellings
from analysis.language import words_of
from analysis.output import FORMULA_SIGNS
from analysis.scheme import Scheme
from analysis.tables import CODED_ROLES
from analysis.text import printed_width

CODING, CODEBOOK, META, CARRIED, LISTS = "coding", "codebook", "meta", "carried", "lists"
PROGRESS = "progress"  # key of the first column, which nothing reads
META_HEADER = ("unit_id", "row", "inclusion_probability", "fingerprint")  # then what is hidden, and the facts
FILLED_IN = (*FIELDS, "note")
_WIDTHS = {  # in digits of the standard font, which are 7 pixels wide in Calibri and 9 in what may replace it
    **{PROGRESS: 9, "text": 52, "role": 11, "area": 13, "area_2": 12, "measure": 19, "sure": 10, "note": 13},
    **{"before": 52, "after": 52, "unit_id": 16},
}
_BESIDE_CODINGS = {
    "text": 38,
    CODINGS: 22,
    "measure": 16,
    "note": 8,
}  # where an adjudicator sees every code too
_WIDTH = 14  # of any other column
_FROZEN = "C2"  # below the header, right of progress and text
_LINE, _TALLEST = 15.5, 409.0  # points: a line of text, and the tallest row that there can be
_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_GREY, _YELLOW, _RED, _GREEN = "E6E6E6", "FFFBE6", "F8B4A8", "CDE8CF"
_DONE, _BEGUN, _UNKNOWN = "✓", "…", "?"


def write_workbook(
    units: Sequence[Unit],
    header: Mapping[str, str],
    *,
    coder: str,
    lang: str,
    rows: Iterable[Mapping[str, str]],
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
        Key and caption of each column.
    coder : str
        Name of the coder; where it is empty, the sheet ``meta`` is visible and asks for it.
    lang : {"zh", "en"}
        Language of the lists.
    rows : iterable of mapping
        The cells of each unit by the keys of `header`.
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
    columns = column_order(header)
    blocks = _write_codebook(book.create_sheet(CODEBOOK), lang, scheme)
    last = max(len(units), 1) + 1
    _write_coding(coding, {key: header.get(key, "") for key in columns}, list(rows), last)
    _add_lists(coding, columns, blocks, last)
    _write_accepted(book, blocks, scheme)
    _add_progress(coding, columns, list(blocks), last, len(units), scheme, lang)
    _protect(coding, columns, last)
    _write_meta(book.create_sheet(META), units, coder, len(carried), version)
    if carried:
        sheet = book.create_sheet(CARRIED)
        sheet.sheet_state = "veryHidden"
        for row, cell in enumerate(carried, start=1):
            _put(sheet.cell(row, 1), cell)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def column_order(header: Iterable[str]) -> list[str]:
    """Progress, text and codes first; the context, what else is shown, and the id after them.

    >>> column_order(["unit_id", "before", "text", "after", "role", "area", "note"])
    ['progress', 'text', 'role', 'area', 'note', 'before', 'after', 'unit_id']
    """
    keys = list(header)
    first = [key for key in ("text", CODINGS, *FILLED_IN) if key in keys]
    context = [key for key in ("before", "after") if key in keys]
    others = [key for key in keys if key not in {*first, *context, "unit_id"}]
    return [PROGRESS, *first, *context, *others, "unit_id"]


def _write_coding(sheet: Any, header: Mapping[str, str], rows: list[Mapping[str, str]], last: int) -> None:
    from openpyxl.styles import Alignment, Border, PatternFill, Side
    from openpyxl.utils import get_column_letter

    top, line = (
        Alignment(wrap_text=True, vertical="top", horizontal="left"),
        Side(style="thin", color="BBBBBB"),
    )
    border, yellow = Border(bottom=line, right=line), PatternFill("solid", fgColor=_YELLOW)
    widths = _WIDTHS | (_BESIDE_CODINGS if CODINGS in header else {})
    _write_header(sheet, list(header.values()), _FROZEN)
    for column, key in enumerate(header, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = widths.get(key, _WIDTH)
    for number in range(2, last + 1):
        cells = rows[number - 2] if number - 2 < len(rows) else {}
        for column, key in enumerate(header, start=1):
            cell = sheet.cell(number, column)
            cell.alignment, cell.border = top, border
            if key in FILLED_IN:
                cell.fill = yellow
            elif cells.get(key):
                _put(cell, cells[key])
        shown = {key: cells.get(key, "") for key in ("text", CODINGS)}
        sheet.row_dimensions[number].height = _height(shown, widths)


def _height(cells: Mapping[str, str], widths: Mapping[str, int]) -> float:
    """Height in points of a row that shows all of these cells, as far as a row can be high."""
    lines = [
        sum(max(1, math.ceil(1.08 * printed_width(part) / widths[key])) for part in text.split("\n"))
        for key, text in cells.items()
        if text
    ]
    return min(_TALLEST, max(2, *lines, 0) * _LINE + 4)


def _write_header(sheet: Any, captions: Sequence[str], frozen: str = "A2") -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    bold, grey = Font(bold=True), PatternFill("solid", fgColor=_GREY)
    for column, caption in enumerate(captions, start=1):
        cell = _put(sheet.cell(1, column), caption.replace(SEPARATOR, f"{SEPARATOR}\n", 1))
        cell.font, cell.fill, cell.alignment = bold, grey, Alignment(wrap_text=True, vertical="center")
    sheet.row_dimensions[1].height = 2 * _LINE + 4
    sheet.freeze_panes = frozen


def _put(cell: Any, text: str) -> Any:
    """Write text that no program takes for a formula, a number or an error, and that XML leaves as it is."""
    cell.value = _ESCAPED.sub("_x005F_", text).replace("\r", "_x000D_")
    cell.data_type = "s"
    if text.startswith(FORMULA_SIGNS):
        cell.quotePrefix = True  # stays text when the coder edits the cell
    return cell


def _write_codebook(sheet: Any, lang: str, scheme: Scheme | None) -> dict[str, tuple[int, int]]:
    """Values, meanings and rules; returns the rows of each field's values, for the lists."""
    from openpyxl.styles import Alignment, Font

    lines, blocks = codebook_rows(lang, scheme)
    _write_header(sheet, lines[0])
    widths = (40, 90, 20)
    for row, cells in enumerate(lines[1:], start=2):
        for column, text in enumerate(cells, start=1):
            if text:
                _put(sheet.cell(row, column), text).alignment = Alignment(wrap_text=True, vertical="top")
        if len(cells) == 1:
            sheet.cell(row, 1).font = Font(bold=True)
        high = _height(
            {str(k): cell for k, cell in enumerate(cells)}, {str(k): w for k, w in enumerate(widths)}
        )
        sheet.row_dimensions[row].height = high - _LINE * (high < 2 * _LINE + 5)
    for letter, width in zip("ABC", widths, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.protection.enable()  # the lists are read from here
    return blocks


def _add_lists(sheet: Any, columns: list[str], blocks: Mapping[str, tuple[int, int]], last: int) -> None:
    """The drop-down list of each field, on the rows of the units; what is typed need not be on it word for word."""
    from openpyxl.worksheet.datavalidation import DataValidation

    for name, (start, end) in blocks.items():
        rule = DataValidation("list", formula1=f"{CODEBOOK}!$A${start}:$A${end}", allow_blank=True)
        rule.showErrorMessage = False
        rule.add(_range(columns, name, last))
        sheet.add_data_validation(rule)


def _range(columns: list[str], key: str, last: int) -> str:
    from openpyxl.utils import get_column_letter

    letter = get_column_letter(columns.index(key) + 1)
    return f"{letter}2:{letter}{last}"


def _write_accepted(book: Any, fields: Iterable[str], scheme: Scheme | None) -> None:
    """A hidden sheet with every accepted spelling, each field under a name; beside a role, whether it has an area."""
    from openpyxl.utils import get_column_letter
    from openpyxl.workbook.defined_name import DefinedName

    sheet = book.create_sheet(LISTS)
    sheet.sheet_state = "veryHidden"
    for column, name in enumerate(fields, start=1):
        words = spellings(name, scheme)
        first = letter = get_column_letter(2 * column)
        for row, (word, value) in enumerate(words.items(), start=1):
            _put(sheet.cell(row, 2 * column), word)
            if name == "role":
                sheet.cell(row, 2 * column + 1, int(value in CODED_ROLES))
                letter = get_column_letter(2 * column + 1)
        for title, end in ((f"accepted_{name}", first), (f"known_{name}", letter)):
            place = f"{LISTS}!${first}$1:${end}${len(words)}"
            book.defined_names[title] = DefinedName(title, attr_text=place)


def _add_progress(
    sheet: Any,
    columns: list[str],
    fields: list[str],
    last: int,
    n_units: int,
    scheme: Scheme | None,
    lang: str,
) -> None:
    """The column that says which rows are done and the count in its header; and red where a value is not known."""
    from openpyxl.formatting.rule import CellIsRule, FormulaRule
    from openpyxl.styles import Alignment, PatternFill
    from openpyxl.utils import get_column_letter

    letters = {name: get_column_letter(columns.index(name) + 1) for name in fields}

    def said(name: str, row: int) -> str:
        return f'TRIM(SUBSTITUTE(${letters[name]}{row},"{SEPARATOR}","|"))'

    def unknown(name: str, row: int) -> str:
        return f'AND({said(name, row)}<>"",ISNA(MATCH({said(name, row)},accepted_{name},0)))'

    def state(row: int) -> str:
        filled = "&".join(said(name, row) for name in fields)
        doubt = ",".join(unknown(name, row) for name in fields)
        bare = f"IFERROR(VLOOKUP({said('role', row)},known_role,2,FALSE)=0,FALSE)"
        placed = [f'{said(name, row)}<>""' for name in fields if name in ("area", "measure")]
        done = f"OR({','.join([bare, *placed])})"
        if scheme is None or not scheme.is_own:  # own categories alone will do
            done = f'AND({said("role", row)}<>"",{done})'
        begun = f'IF({done},"{_DONE}","{_BEGUN}")'
        return f'=IF({filled}="","",IF(OR({doubt}),"{_UNKNOWN}",{begun}))'

    caption = words_of("coding.captions", lang)[PROGRESS]
    counted = f'COUNTIF($A$2:$A${last},"{_DONE}")'
    sheet["A1"] = f'="{caption}"&CHAR(10)&{counted}&" / {n_units}"'
    for row in range(2, last + 1):
        sheet.cell(row, 1, state(row)).alignment = Alignment(horizontal="center", vertical="top")
    red, green = (PatternFill("solid", bgColor=colour) for colour in (_RED, _GREEN))
    for name in fields:
        rule = FormulaRule(formula=[unknown(name, 2)], fill=red)
        sheet.conditional_formatting.add(_range(columns, name, last), rule)
    for sign, fill in ((_DONE, green), (_UNKNOWN, red)):
        rule = CellIsRule(operator="equal", formula=[f'"{sign}"'], fill=fill)
        sheet.conditional_formatting.add(f"A2:A{last}", rule)


def _protect(sheet: Any, columns: list[str], last: int) -> None:
    """Only what is filled in can be changed; widths, heights and filters can too. There is no password."""
    from openpyxl.styles import Protection
    from openpyxl.utils import get_column_letter

    for key in (key for key in columns if key in FILLED_IN):
        for row in range(2, last + 1):
            sheet.cell(row, columns.index(key) + 1).protection = Protection(locked=False)
    guard = sheet.protection
    guard.enable()
    guard.formatColumns = guard.formatRows = guard.autoFilter = guard.sort = False  # False: not forbidden
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{last}"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _write_meta(sheet: Any, units: Sequence[Unit], coder: str, n_carried: int, version: str) -> None:
    for row, (key, value) in enumerate((("coder", coder), ("codebook_version", version)), start=1):
        _put(sheet.cell(row, 1), key)
        _put(sheet.cell(row, 2), value)
    if n_carried:
        _put(sheet.cell(1, 3), CARRIED)
        sheet.cell(1, 4, n_carried)
    for column, name in enumerate(META_HEADER, start=1):
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
