"""Workbooks from strangers: read, or refused in one sentence; nothing else."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from analysis.coding import workbook_reading
from analysis.coding.sheets import read_codes, write_coding_sheet
from analysis.errors import InputError

from .handing_in import CODES, as_given, fill_in, make_sample

SHEET = "xl/worksheets/sheet1.xml"
BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill_in(write_coding_sheet(make_sample(), tmp_path_factory.mktemp("filled") / "a.xlsx", coder="a"))


@pytest.fixture
def path(filled: Path, tmp_path: Path) -> Path:
    """A copy that the test may change."""
    return Path(shutil.copy(filled, tmp_path))


def rewrite(path: Path, change: Callable[[str, bytes], bytes], **more: bytes) -> Path:
    """Write the workbook again with its parts changed."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (parts | more).items():
            archive.writestr(name, change(name, content))
    return path


def in_sheet(old: bytes, new: bytes) -> Callable[[str, bytes], bytes]:
    def change(name: str, content: bytes) -> bytes:
        if name != SHEET:
            return content
        assert old in content
        return content.replace(old, new, 1)

    return change


def test_a_workbook_written_again_part_by_part_is_read(path: Path) -> None:
    assert as_given(read_codes(rewrite(path, lambda name, content: content))) == CODES


@pytest.mark.parametrize("declaration", [BOMB, BOMB.lower(), b'<!DOCTYPE x SYSTEM "file:///etc/passwd">'])
@pytest.mark.parametrize(
    "part", [SHEET, "xl/workbook.xml", "docProps/core.xml", "xl/_rels/workbook.xml.rels"]
)
def test_document_type_declarations_are_refused(path: Path, part: str, declaration: bytes) -> None:
    def change(name: str, content: bytes) -> bytes:
        return declaration + re.sub(rb"^<\?xml.*?\?>", b"", content) if name == part else content

    with pytest.raises(InputError, match="declares a document type or an odd encoding"):
        read_codes(rewrite(path, change))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-7", "cp037"])
def test_declarations_hidden_by_an_encoding_are_refused(path: Path, encoding: str) -> None:
    def change(name: str, content: bytes) -> bytes:
        if name != SHEET:
            return content
        body = re.sub(rb"^<\?xml.*?\?>", b"", content).decode()
        declared = f'<?xml version="1.0" encoding="{encoding}"?>'
        if encoding == "cp037":  # the declaration, too, is in that encoding
            return (declared + BOMB.decode() + body).encode(encoding, "replace")
        head = b"" if encoding.startswith("utf-16") else declared.encode()
        return head + (BOMB.decode() + body).encode(encoding)

    with pytest.raises(InputError):
        read_codes(rewrite(path, change))


def test_a_workbook_that_unpacks_to_too_much_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rewrite(path, lambda name, content: content, bomb=bytes(1 << 20))
    assert path.stat().st_size < 1 << 18
    monkeypatch.setattr(workbook_reading, "MAX_UNPACKED", 1 << 20)
    with pytest.raises(InputError, match="unpacks to more than 1 MiB"):
        read_codes(path)


def test_too_many_parts_are_refused(path: Path) -> None:
    with pytest.raises(InputError, match="or 1000 parts"):
        read_codes(rewrite(path, lambda name, content: content, **{f"part{k}": b"" for k in range(1000)}))


def test_macros_are_refused_under_any_ending(path: Path) -> None:
    def change(name: str, content: bytes) -> bytes:
        if name != "[Content_Types].xml":
            return content
        return content.replace(
            b"</Types>", b'<Override ContentType="application/vnd.ms-office.vbaProject"/></Types>'
        )

    with pytest.raises(InputError, match=r"has macros; save it again as \.xlsx without macros"):
        read_codes(rewrite(path, change))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "cannot be read as XLSX"),
        (b"PK\x03\x04" + bytes(100), "cannot be read as XLSX"),
        (b"unit_id,role\n", "cannot be read as XLSX"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504), "is encrypted or an old Excel file"),
    ],
)
def test_what_is_no_workbook_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "a.xlsx").write_bytes(content)
    with pytest.raises(InputError, match=message):
        read_codes(tmp_path / "a.xlsx")


def test_a_truncated_workbook_is_refused(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(InputError, match="cannot be read as XLSX"):
        read_codes(path)


def test_another_workbook_is_refused(tmp_path: Path) -> None:
    Workbook().save(tmp_path / "a.xlsx")
    with pytest.raises(
        InputError, match="lacks the sheet 'coding' or 'meta'; give a sheet of write_coding_sheet"
    ):
        read_codes(tmp_path / "a.xlsx")


def test_emptied_marks_are_refused(path: Path) -> None:
    book = load_workbook(path)
    book["meta"].delete_rows(1, 20)
    book.save(path)
    with pytest.raises(InputError, match="has a sheet 'meta' that was changed"):
        read_codes(path)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'<row r="2"', b'<row r="999999999999"'),
        (b'r="A2"', b'r="XFD2"'),
        (b'r="A2"', b'r="ZZZZZ2"'),
        (b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"/></row></sheetData>'),
        (b'<dimension ref="A1:K7"', b'<dimension ref="A1:XFD1048576"'),
        (b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="A9:XFD1048576"/></mergeCells>'),
    ],
)
def test_false_sizes_do_no_harm(path: Path, old: bytes, new: bytes) -> None:
    rewrite(path, in_sheet(old, new))
    with suppress(InputError):
        codes, _ = read_codes(path, return_problems=True)
        assert as_given(codes).items() <= CODES.items()


def test_a_false_dimension_hides_nothing(path: Path) -> None:
    rewrite(path, in_sheet(b'<dimension ref="A1:K7"', b'<dimension ref="A1"'))
    assert as_given(read_codes(path)) == CODES


def test_formulas_give_the_value_that_was_saved_with_them(path: Path) -> None:
    cell = re.compile(rb'<c r="D2"([^>]*) t="inlineStr"><is><t>1</t></is></c>')

    def change(name: str, content: bytes) -> bytes:
        assert name != SHEET or cell.search(content)
        return cell.sub(rb'<c r="D2"\1><f>1+7</f><v>1</v></c>', content)

    assert as_given(read_codes(rewrite(path, change))) == CODES


def test_strings_shared_between_cells_are_read(tmp_path: Path) -> None:
    """Excel keeps the strings of all cells in a part of their own."""
    texts = ["_x000D_", "a\r\nb", "=1+1", " _x0041_ ", "x005F_", "依法"]
    path = fill_in(write_coding_sheet(make_sample(text=texts), tmp_path / "a.xlsx", coder="a"))
    strings: list[bytes] = []

    def share(match: re.Match[bytes]) -> bytes:
        strings.append(b"<si>" + match[1] + b"</si>")
        return b't="s"><v>%d</v>' % (len(strings) - 1)

    def change(name: str, content: bytes) -> bytes:
        return re.sub(rb't="inlineStr"><is>(.*?)</is>', share, content, flags=re.DOTALL)

    rewrite(path, change)
    assert len(strings) > 100
    declared = (
        b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-'
        b'officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
    )
    table = (
        b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        + b"".join(strings)
        + b"</sst>"
    )
    rewrite(
        path, lambda _, content: content.replace(b"</Types>", declared), **{"xl/sharedStrings.xml": table}
    )
    codes, problems = read_codes(path, return_problems=True)
    assert problems.empty
    assert as_given(codes) == CODES


@given(st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_only_input_errors_escape(path: Path, data: st.DataObject) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = data.draw(st.sampled_from(sorted(parts)))
    content = bytearray(parts[name])
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(content)))
        content[start : start + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=8))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for part, kept in (parts | {name: bytes(content)}).items():
            archive.writestr(part, kept)
    spoiled = path.with_name("spoiled.xlsx")
    spoiled.write_bytes(buffer.getvalue())
    with suppress(InputError):
        codes, _ = read_codes(spoiled, return_problems=True)
        assert set(codes["unit_id"]) <= set(CODES)
