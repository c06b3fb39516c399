"""Word files: lines, tables, hostile containers, and old files by way of a stand-in for LibreOffice."""

from __future__ import annotations

import io
import os
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from analysis.reading.formats import Extract, extract
from analysis.reading.remarks import Remark

from .builders import OLE, WORD, cell, make_docx, make_zip, para, refused, trimmed
from .pages import BODY as BODY_OF_PAGE
from .pages import LINES, TITLE


def test_docx_gives_the_lines(lines: list[str]) -> None:
    found = extract(make_docx("".join(map(para, lines)), core="工作报告"))
    assert trimmed(found.text.split("\n")) == trimmed(lines)
    assert (found.kind, found.encoding, found.title, found.remarks) == ("docx", None, "工作报告", ())


def test_docx_of_python_docx_gives_the_lines(lines: list[str]) -> None:
    import docx

    document, buffer = docx.Document(), io.BytesIO()
    for line in lines:
        document.add_paragraph(line)
    document.save(buffer)
    found = extract(buffer.getvalue())
    assert trimmed(found.text.split("\n")) == trimmed(lines)
    assert found.title is None


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (para("甲") + para("") + para("乙"), "甲\n乙"),
        ("<w:p><w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t><w:tab/><w:t>丙</w:t></w:r></w:p>", "甲\n乙\t丙"),
        ('<w:p><w:r><w:t>甲</w:t><w:br w:type="page"/><w:t>乙</w:t></w:r></w:p>', "甲乙"),
        (
            "<w:p><w:hyperlink><w:r><w:t>链接</w:t></w:r></w:hyperlink><w:r><w:t>。</w:t></w:r></w:p>",
            "链接。",
        ),
        (
            "<w:p><w:ins><w:r><w:t>增</w:t></w:r></w:ins><w:del><w:r><w:delText>删</w:delText></w:r></w:del>"
            "<w:moveFrom><w:r><w:t>移</w:t></w:r></w:moveFrom></w:p>",
            "增",
        ),
        (
            "<w:p><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r>"
            '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>显</w:t></w:r></w:p>',
            "显",
        ),
        (f"<w:sdt><w:sdtContent>{para('目录')}</w:sdtContent></w:sdt>{para('甲')}", "目录\n甲"),
        (
            "<w:p><w:r><w:t>甲</w:t></w:r><w:r><mc:AlternateContent><mc:Choice><w:txbxContent>"
            f"{para('框')}</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>{para('框')}</w:txbxContent>"
            "</mc:Fallback></mc:AlternateContent></w:r></w:p>",
            "甲\n框",
        ),
    ],
)
def test_lines_of_a_docx(body: str, text: str) -> None:
    assert extract(make_docx(body)).text == text


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        ([[cell("甲"), cell("乙")], [cell("丙"), cell("丁", "戊")]], "甲\t乙\n丙\t丁 戊"),
        ([[cell("甲", properties='<w:gridSpan w:val="2"/>'), cell("乙")]], "甲\t乙"),
        (
            [
                [cell("甲", properties='<w:vMerge w:val="restart"/>'), cell("乙")],
                [cell("甲", properties="<w:vMerge/>"), cell("丙"), cell("丁")],
            ],
            "甲\t乙\n丙\t丁",
        ),
        ([[cell("标题", "正文")]], "标题\n正文"),
    ],
)
def test_tables_of_a_docx(rows: list[list[str]], text: str) -> None:
    table = "".join(f"<w:tr>{''.join(row)}</w:tr>" for row in rows)
    found = extract(make_docx(f"{para('前')}<w:tbl>{table}</w:tbl>{para('后')}")).text
    assert found == f"前\n{text}\n后"


def test_table_in_a_cell_comes_with_its_cell() -> None:
    inner = f"<w:tbl><w:tr>{cell('内一')}{cell('内二')}</w:tr></w:tbl>"
    table = f"<w:tbl><w:tr><w:tc>{inner}{para('外')}</w:tc>{cell('右')}</w:tr></w:tbl>"
    assert extract(make_docx(table)).text == "内一\t内二 外\t右"


def test_external_entity_is_refused(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret", encoding="utf-8")
    prolog = f'<?xml version="1.0"?><!DOCTYPE w:document [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    body = "<w:p><w:r><w:t>甲&x;</w:t></w:r></w:p>"
    data = make_docx(body, prolog=prolog)
    assert refused(data) == ("unreadable", "declares XML entities; open it in Word and save it again")

    import docx  # python-docx itself would not have resolved it either

    assert "secret" not in docx.Document(io.BytesIO(data)).element.body.xpath("string()")


def test_bombs_and_damage_in_a_docx() -> None:
    bomb = make_zip({"[Content_Types].xml": "", "word/document.xml": b" " * (4 << 20)})
    assert refused(bomb) == (
        "unreadable",
        "unpacks to far more than its size; open it in Word and save it again",
    )
    large = make_docx(para("甲"))
    assert refused(large, max_bytes=len(large) + 1)[1].startswith("unpacks to far more")
    assert refused(large[: len(large) // 2]) == ("unreadable", "is a damaged Word file; download it again")
    assert refused(make_zip({"[Content_Types].xml": "", "word/document.xml": ""}))[0] == "unreadable"
    assert refused(make_docx("<w:p>" * 300 + "</w:p>" * 300))[0] == "unreadable"
    assert refused(make_docx(para(""))) == ("empty", "holds no text")


def test_doc_without_libreoffice(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert refused(OLE + "WordDocument".encode("utf-16-le")) == (
        "unsupported",
        "is an old Word or WPS file (.doc, .wps); install LibreOffice or save it as .docx",
    )


@pytest.mark.skipif(os.name == "nt", reason="the stand-in for LibreOffice is a shell script")
@pytest.mark.parametrize("action", ["cp {docx} $(dirname $last)/report.docx", "exit 1", "sleep 30"])
def test_doc_with_libreoffice(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, action: str) -> None:
    converted = tmp_path / "converted.docx"
    converted.write_bytes(make_docx(para("依法行政")))
    program = tmp_path / "soffice"
    command = action.format(docx=converted)
    options = "*--headless*-env:UserInstallation=file://*"
    program.write_text(f'#!/bin/sh\nfor last; do :; done\ncase "$*" in {options}) {command};; esac\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    data = OLE + "WordDocument".encode("utf-16-le")
    if action.startswith("cp"):
        assert extract(data) == Extract("依法行政", "doc", remarks=(Remark("by_libreoffice"),))
    else:
        assert refused(data, seconds=0.2)[0] == "unreadable"


OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def repack(data: bytes, change: Callable[[str, str], str], **added: bytes | str) -> bytes:
    """A Word file with its parts changed, and with others; the first name of each is its place."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts: dict[str, bytes | str] = {
            name: change(name, archive.read(name).decode()) for name in archive.namelist()
        }
    return make_zip({**parts, **{f"word/{name.replace('_', '.')}": part for name, part in added.items()}})


def linked(data: bytes, kind: str, target: str, content: bytes | str, *, place: str = "x") -> bytes:
    """A Word file with one more part, by relationship; its type is told by its ending."""
    link = (
        f'<Relationship Id="{place}" Type="{OFFICE}/relationships/{kind}" Target="{target}"/></Relationships>'
    )
    types = '<Default Extension="html" ContentType="text/html"/><Default Extension="xml" ContentType="text/xml"/></Types>'

    def change(name: str, part: str) -> str:
        if name == "word/_rels/document.xml.rels":
            return part.replace("</Relationships>", link)
        return part.replace("</Types>", types) if name == "[Content_Types].xml" else part

    return repack(data, change, **{target.replace(".", "_"): content})


PLAIN = make_docx("".join(map(para, LINES)))


@pytest.mark.parametrize(
    "kind",
    [
        "application/vnd.ms-word.document.macroEnabled.main+xml",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
        "application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
    ],
)
def test_macros_and_templates_are_read(kind: str) -> None:
    data = repack(PLAIN, lambda name, part: part.replace(MAIN, kind))
    assert extract(data) == extract(PLAIN)


def test_the_strict_form_is_read() -> None:
    data = repack(
        PLAIN,
        lambda name, part: re.sub(
            r"http://schemas\.openxmlformats\.org/(wordprocessingml|officeDocument)/2006/",
            r"http://purl.oclc.org/ooxml/\1/",
            part,
        ),
    )
    assert b"purl.oclc.org" in zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml")
    assert extract(data) == extract(PLAIN)


@pytest.mark.parametrize("target", ["../NULL", "NULL", "media/missing.png", "#_top"])
def test_relationships_to_nothing_do_no_harm(target: str) -> None:
    link = f'<Relationship Id="z" Type="{OFFICE}/relationships/image" Target="{target}"/></Relationships>'
    data = repack(
        PLAIN, lambda name, part: part.replace("</Relationships>", link) if "document" in name else part
    )
    assert extract(data) == extract(PLAIN)


def test_notes_follow_the_paragraphs_that_they_are_about() -> None:
    note = '<w:p><w:r><w:t>甲</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    notes = f'<w:footnotes xmlns:w="{WORD}"><w:footnote w:type="separator" w:id="0">{para("——")}</w:footnote>'
    notes += f'<w:footnote w:id="2">{para("据市司法局统计。")}</w:footnote></w:footnotes>'
    found = extract(linked(make_docx(note + para("乙")), "footnotes", "footnotes.xml", notes))
    assert found.text == "甲\n据市司法局统计。\n乙"
    assert found.remarks == (Remark("notes_read", n=1),)


def test_an_embedded_page_is_read_at_its_place() -> None:
    chunk = f'<w:altChunk xmlns:r="{OFFICE}/relationships" r:id="x"/>'
    body = para(TITLE) + chunk + para("附件")
    page = f"<html><body>{BODY_OF_PAGE}</body></html>"
    found = extract(linked(make_docx(body), "aFChunk", "chunk.html", page))
    assert found.text.split("\n") == [*LINES, "附件"]
    assert found.remarks == (Remark("embedded_read", n=1),)
    assert extract(make_docx(body)).remarks == (Remark("embedded_left_out", n=1),)


def test_formulas_and_symbols_are_read() -> None:
    math = "http://schemas.openxmlformats.org/officeDocument/2006/math"
    term = "<m:r><m:t>{}</m:t></m:r>"
    formula = f'<m:oMath xmlns:m="{math}">{term.format("98.6%")}</m:oMath>'
    fraction = f'<m:oMath xmlns:m="{math}"><m:f><m:num>{term.format(1)}</m:num><m:den>{term.format(3)}</m:den></m:f></m:oMath>'
    signs = "".join(
        f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>'
        for font, code in (("Wingdings", "F0FC"), ("Symbol", "00B7"), ("Webdings", "F04E"))
    )
    found = extract(make_docx(f"<w:p><w:r><w:t>率为</w:t></w:r>{formula}{fraction}{signs}</w:p>"))
    assert found.text == "率为98.6%1/3✓·\ufffd"
    assert found.remarks == (Remark("formulas_read", n=2), Remark("symbols_unnamed", n=1))


def test_cells_that_hold_many_paragraphs_are_no_row_of_data() -> None:
    row = f"<w:tr>{cell('序号')}{cell('工作情况')}</w:tr><w:tr>{cell('一')}{cell(*LINES[2:7])}</w:tr>"
    found = extract(make_docx(f"<w:tbl>{row}</w:tbl>"))
    assert found.text.split("\n") == ["序号\t工作情况", "一", *LINES[2:7]]


def test_a_document_of_pictures_is_told() -> None:
    drawing = '<w:p><w:r><w:drawing><a:blip xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"/></w:drawing></w:r></w:p>'
    found = extract(make_docx(para(TITLE) + drawing * 3))
    assert [remark.code for remark in found.remarks] == ["text_in_pictures"]
    assert found.remarks[0].parts["pictures"] == 3
    assert extract(make_docx("".join(map(para, LINES)) + drawing)).remarks == ()


def run(properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>看不见的字</w:t></w:r>"


WHITE, DOTS, TYPE = '<w:color w:val="ffffff"/>', '<w:sz w:val="2"/>', '<w:sz w:val="24"/>'
SHADED = '<w:tbl><w:tr><w:tc><w:tcPr><w:shd w:fill="8B0000"/></w:tcPr><w:p>{}</w:p></w:tc></w:tr></w:tbl>'
DELETED = '<w:del w:id="1" w:author="a"><w:r><w:delText>删去的字</w:delText></w:r></w:del>'


@pytest.mark.parametrize(
    ("body", "kept", "remarks"),
    [
        (f"<w:p>{run('<w:vanish/>')}</w:p>", False, {"hidden_text_left_out": 5}),
        (f"<w:p>{run(WHITE)}</w:p>", False, {"hidden_text_left_out": 5}),
        (f"<w:p>{run(DOTS)}</w:p>", False, {"hidden_text_left_out": 5}),
        (f"<w:p>{run(TYPE)}</w:p>", True, {}),
        (SHADED.format(run(WHITE)), True, {}),
        (f"<w:p>{DELETED}</w:p>", False, {"deleted_left_out": 4}),
        (f'<w:p><w:ins w:id="1">{run()}</w:ins></w:p>', True, {}),
        (f'<w:tbl><w:tr><w:trPr><w:del w:id="1"/></w:trPr>{cell("看不见的字")}</w:tr></w:tbl>', False, {"deleted_left_out": 5}),
        (f'<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{para("单击此处输入文字")}</w:sdtContent></w:sdt>', False, {}),
    ],
)  # fmt: skip
def test_what_nobody_sees_is_left_out_and_counted(body: str, kept: bool, remarks: dict[str, int]) -> None:
    found = extract(make_docx(para("一、制度") + body))
    assert found.text.splitlines() == ["一、制度", *(["看不见的字"] if kept else [])]
    assert {remark.code: remark.parts["n"] for remark in found.remarks} == remarks


@pytest.mark.parametrize(
    "frame",
    [
        '<mc:Choice Requires="wpg"><w:drawing/></mc:Choice><mc:Fallback><w:pict>{}</w:pict></mc:Fallback>',
        '<mc:Choice Requires="wps"><w:drawing>{0}</w:drawing></mc:Choice><mc:Fallback><w:pict>{0}</w:pict></mc:Fallback>',
    ],
)
def test_of_two_renderings_the_one_that_holds_text_is_read(frame: str) -> None:
    box = f"<w:txbxContent>{para('框中的字')}</w:txbxContent>"
    inner = f"<mc:AlternateContent>{frame.format(box)}</mc:AlternateContent>"
    assert extract(make_docx(f"{para('一、制度')}<w:p><w:r>{inner}</w:r></w:p>")).text == "一、制度\n框中的字"


def test_what_stands_beside_the_text_is_counted() -> None:
    import docx

    document = docx.Document()
    document.add_paragraph("一、制度")
    document.add_comment(document.paragraphs[0].runs, text="请核对")
    document.sections[0].header.paragraphs[0].text = "青岚市人民政府文件"
    document.sections[0].footer.paragraphs[0].text = "- 1 -"
    buffer = io.BytesIO()
    document.save(buffer)
    found = extract(buffer.getvalue())
    assert found.text == "一、制度"
    assert {remark.code: remark.parts["n"] for remark in found.remarks} == {
        "comments_left_out": 1,
        "running_lines_left_out": 1,
    }
