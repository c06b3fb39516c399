"""Kinds are told by content."""

from __future__ import annotations

import random

import pytest

from analysis.reading.formats import sniff

from .builders import OLE, make_docx, make_zip, para


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        ("\ufeff\u3000\u3000\n".encode(), "empty"),
        ("一、依法行政".encode(), "txt"),
        ("一、依法行政".encode("gbk"), "txt"),
        ("一、依法行政".encode("utf-16"), "txt"),
        ("依法行政<p>的说明".encode(), "txt"),
        (b"%PDF-1.4 is a header", "pdf"),
        ("讲一讲 %PDF-1.4 这个文件头".encode(), "txt"),
        (b"<!DOCTYPE html><html></html>", "html"),
        ("\n<!-- 存档 --><p>依法行政</p>".encode("gbk"), "html"),
        ("<html><body>依法行政".encode("utf-16"), "html"),
        (b"<?xml version='1.0'?>\n<html xmlns='x'>", "html"),
        (b"\xff\xfe" + "<div>依法行政</div>".encode("utf-16-le"), "html"),
        (b"{\\rtf1\\ansi}", "rtf"),
        (b"\x89PNG\r\n\x1a\n" + bytes(20), "image"),
        (b"\xff\xd8\xff\xe0" + bytes(20), "image"),
        (b"GIF89a" + bytes(20), "image"),
        (b"BM" + bytes(12) + b"\x28" + bytes(30), "image"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image"),
        (OLE + "WordDocument".encode("utf-16-le"), "doc"),
        (OLE + "Workbook".encode("utf-16-le"), "old workbook"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted office"),
        (make_zip({"报告.txt": "依法行政"}), "zip"),
        (make_zip({}), "zip"),
        (make_zip({"[Content_Types].xml": "", "xl/workbook.xml": ""}), "unsupported-office"),
        (make_zip({"[Content_Types].xml": "", "ppt/presentation.xml": ""}), "unsupported-office"),
        (
            make_zip({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": ""}),
            "odt",
        ),
        (
            make_zip({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": ""}),
            "unsupported-office",
        ),
        (make_docx(para("依法行政")), "docx"),
        (make_docx(para("依法行政"))[:700], "docx"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n", "mhtml"),
        (random.Random(1).randbytes(3000), "unknown-binary"),
        (b"\x7fELF" + bytes(range(256)), "unknown-binary"),
    ],
)
def test_kind_is_told_by_content(data: bytes, kind: str) -> None:
    assert sniff(data) == kind
