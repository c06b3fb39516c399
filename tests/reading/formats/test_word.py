"""Word files: lines, tables, hostile containers, and old files by way of a stand-in for LibreOffice."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from analysis.reading.formats import Extract, extract
from analysis.reading.remarks import Remark

from .builders import OLE, cell, make_docx, make_zip, para, refused, trimmed


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
        "is an old Word file (.doc); install LibreOffice or save it as .docx",
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
