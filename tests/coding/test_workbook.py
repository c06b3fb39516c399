"""The workbook that is written: laid out for a screen, protected, counted; and read back from other programs."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from analysis.coding.sheets import read_codes, write_coding_sheet
from analysis.coding.values import FIELDS, choices, spellings
from analysis.coding.workbook import FILLED_IN, LISTS

from .handing_in import CODES, as_given, fill_in, make_sample

SCREEN = 1366  # pixels
DIGIT = 9  # pixels of a digit in a wide standard font; 7 in Calibri
ROW_NUMBERS, SCROLL_BAR = 40, 20  # pixels


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return write_coding_sheet(
        make_sample(text=["推进。", "依法行政。" * 60, *["一\n二\n三"] * 4]), tmp_path / "a.xlsx", coder="a"
    )


def keys_of(path: Path) -> list[str]:
    header = next(load_workbook(path)["coding"].iter_rows(max_row=1, values_only=True))
    return [str(caption).split("｜")[0] for caption in header]


def test_text_and_codes_fit_on_a_screen_with_the_context_to_their_right(path: Path) -> None:
    sheet, keys = load_workbook(path)["coding"], keys_of(path)
    assert keys[1:] == ["text", *FIELDS, "note", "before", "after", "unit_id"]
    widths = [sheet.column_dimensions[get_column_letter(k)].width for k in range(1, keys.index("before") + 1)]
    assert sum(widths) * DIGIT + ROW_NUMBERS + SCROLL_BAR <= SCREEN
    assert sheet.freeze_panes == "C2"
    assert all(cell.alignment.wrap_text for cell in sheet[2][1:])


def test_an_adjudicators_screen_shows_the_codes_of_the_coders_too(tmp_path: Path) -> None:
    sample = make_sample(codings=["a: role work, area 1"] * 6)
    sheet = load_workbook(write_coding_sheet(sample, tmp_path / "a.xlsx", coder="final"))["coding"]
    keys = keys_of(tmp_path / "a.xlsx")
    assert keys[1:4] == ["text", "codings", "role"]
    widths = [sheet.column_dimensions[get_column_letter(k)].width for k in range(1, keys.index("before") + 1)]
    assert sum(widths) * DIGIT + ROW_NUMBERS + SCROLL_BAR <= SCREEN


def test_rows_are_as_high_as_their_texts(path: Path) -> None:
    heights = [load_workbook(path)["coding"].row_dimensions[row].height for row in (2, 3, 4)]
    assert heights[0] < heights[2] < heights[1] <= 409
    assert heights[1] > 15 * 300 * 2 / 52  # three hundred characters, 26 on a line


def test_only_the_cells_to_fill_in_can_be_changed(path: Path) -> None:
    book, keys = load_workbook(path), keys_of(path)
    sheet = book["coding"]
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    open_cells = {cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked}
    letters = [get_column_letter(keys.index(key) + 1) for key in FILLED_IN]
    assert open_cells == {f"{letter}{row}" for letter in letters for row in range(2, 8)}
    assert not sheet.protection.formatColumns
    assert book["codebook"].protection.sheet


def test_lists_offer_every_value_and_let_names_be_typed(path: Path) -> None:
    book, keys = load_workbook(path), keys_of(path)
    assert book.sheetnames == ["coding", "codebook", LISTS, "meta"]
    assert [book[name].sheet_state for name in (LISTS, "meta")] == ["veryHidden"] * 2
    rules = {str(rule.sqref): rule for rule in book["coding"].data_validations.dataValidation}
    for field in FIELDS:
        letter = get_column_letter(keys.index(field) + 1)
        rule = rules[f"{letter}2:{letter}7"]
        sheet, cells = rule.formula1.split("!")
        assert [cell.value for (cell,) in book[sheet][cells.replace("$", "")]] == list(
            choices(field).values()
        )
        assert not rule.showErrorMessage
        sheet, cells = book.defined_names[f"accepted_{field}"].attr_text.split("!")
        assert {cell.value for (cell,) in book[sheet][cells.replace("$", "")]} == set(spellings(field))


def as_wps_saves(path: Path) -> None:
    """The workbook with its texts shared and cut into runs, and with the property by which WPS is known."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    shared: list[bytes] = []

    def share(match: re.Match[bytes]) -> bytes:
        shared.append(match[3] or b"")
        return b'%s%s t="s"><v>%d</v></c>' % (match[1], match[2], len(shared) - 1)

    cell = rb'(<c [^>]*?) t="inlineStr"([^>]*)>(?:<is><t[^>]*>([^<]*)</t></is>)?</c>'
    for name in parts:
        if name.startswith("xl/worksheets/"):
            parts[name] = re.sub(cell, share, parts[name])
            assert b"inlineStr" not in parts[name]
    run = b'<si><r><rPr><sz val="11"/><charset val="134"/></rPr><t xml:space="preserve">%s</t></r></si>'
    main = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    head = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
    parts["xl/sharedStrings.xml"] = head + b"<sst %s>%s</sst>" % (
        main,
        b"".join(run % text for text in shared),
    )
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    override = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", override.encode())
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    link = f'<Relationship Id="rId99" Type="{relation}" Target="sharedStrings.xml"/></Relationships>'
    relations = parts["xl/_rels/workbook.xml.rels"]
    parts["xl/_rels/workbook.xml.rels"] = relations.replace(b"</Relationships>", link.encode())
    parts["docProps/custom.xml"] = head + (
        b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
        b'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
        b'<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="KSOProductBuildVer">'
        b"<vt:lpwstr>2052-12.1.0.15990</vt:lpwstr></property></Properties>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in reversed(parts):
            archive.writestr(name, parts[name])


def test_a_workbook_in_the_form_that_wps_saves_is_read(path: Path) -> None:
    as_wps_saves(fill_in(path))
    codes, problems = read_codes(path, return_problems=True)
    assert problems.empty
    assert as_given(codes) == CODES


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_what_libreoffice_saves_is_read_and_counted(path: Path, tmp_path: Path) -> None:
    book = load_workbook(path)
    sheet, at = book["coding"], {key: place + 1 for place, key in enumerate(keys_of(path))}
    typed = {
        2: ("工作", "行政执法", "是"),
        3: ("计划", 6, "否"),
        4: ("工作", "行政", "是"),
        5: ("工作", "", ""),
        6: ("标题", "", ""),
    }
    for row, (role, area, sure) in typed.items():
        for key, value in (("role", role), ("area", area), ("sure", sure)):
            if value != "":
                sheet.cell(row, at[key], value)
    book.save(path)
    command = [
        "soffice",
        f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
        "--headless",
        "--convert-to",
        "xlsx",
    ]
    subprocess.run(
        [*command, "--outdir", tmp_path / "saved", path], check=True, capture_output=True, timeout=240
    )
    saved = tmp_path / "saved" / "a.xlsx"
    cells = [
        row[0].value for row in load_workbook(saved, data_only=True)["coding"].iter_rows(max_row=7, max_col=1)
    ]
    assert cells == ["进度\n3 / 6", "✓", "✓", "?", "…", "✓", None]
    codes, problems = read_codes(saved, return_problems=True)
    assert codes[["unit_id", "role", "area"]].values.tolist() == [
        ["u1", "work", 4],
        ["u2", "plan", 6],
        ["u5", "heading", 0],
    ]
    assert problems["problem"].tolist() == [
        "领域（area）为 '行政'",
        "角色（role）为 'work'，而领域（area）为空",
    ]
