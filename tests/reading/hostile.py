"""Files that ask for more time or memory than a report does, or that are built to break what reads them."""

from __future__ import annotations

import gzip
import io
import random
import tarfile
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path

REPORT = (
    "龙沙区2019年度法治政府建设情况报告\n一、依法全面履行政府职能\n深化行政审批制度改革，取消行政许可事项12项。\n"
    "二、严格规范公正文明执法\n全面推行行政执法公示制度，开展行政处罚案卷评查。\n"
)
NAMES = (
    "a:b", "back\\slash", "new\nline", "\x1b[31mred", "rtl\u202etxt", "=cmd", "@x", "😀", "𠮷", "  space ", "-rf", "con", "“引号”",
    "a" * 200, "<script>alert(1)<／script>", "%s%n", "$(id)", "﷽",
)  # fmt: skip


def packed(members: Iterable[tuple[str, bytes | str]]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return buffer.getvalue()


def nested(depth: int) -> bytes:
    content = packed([("a.txt", REPORT)])
    for _ in range(depth):
        content = packed([("a.zip", content)])
    return content


def leaving_tar() -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("../../x"), io.BytesIO(b""))
    return buffer.getvalue()


def texts() -> dict[str, bytes | str]:
    title = "2020年度法治政府建设报告\n"
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "aa"}">' for n in range(10))
    return {
        "blank.txt": "\n" * 500_000,
        "gaps.txt": REPORT + " \n" * 200_000 + REPORT,
        "line.txt": "法治政府建设行政执法" * 400_000,
        "enumerated.txt": title + "一是" * 300_000,
        "brackets.txt": title + "（" * 500_000,
        "commas.csv": "," * 1_000_000,
        "rows.csv": "text,year\n" + "a,2020\n" * 300_000,
        "quotes.csv": '"' * 1_000_001,
        "deep.json": "[" * 200_000,
        "braces.rtf": "{\\rtf1" + "{" * 200_000,
        "attributes.html": "<p " + " ".join(f"a{n}=1" for n in range(100_000)) + f">{REPORT}</p>",
        "deep.html": "<div>" * 200_000 + REPORT,
        "entities.html": "<!DOCTYPE html><p>" + "&amp;" * 1_000_000,
        "tables.html": "<table>" * 20_000 + REPORT,
        "laughs.xml": f"<?xml version='1.0'?><!DOCTYPE l [{entities}]><l>&a9;</l>",
        "picture.svg": "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        "mail.eml": "From: a\nContent-Type: multipart/mixed; boundary=x\n\n" + "--x\n" * 100_000,
        "half.txt": REPORT.encode()[:-1],
        "null.txt": REPORT.replace("一", "\0"),
        "surrogates.txt": b"\xed\xa0\x80" * 1000 + REPORT.encode(),
        "utf32.txt": b"\xff\xfe\0\0" + REPORT.encode("utf-32-le"),
    }


def archives(outside: Path) -> dict[str, bytes | str]:
    return {
        "zeros.zip": packed([("a.txt", bytes(1 << 30))]),
        "many.zip": packed((f"{n}.txt", "") for n in range(60_000)),
        "large.zip": packed((f"{n}.txt", "法治" * 2_000_000) for n in range(30)),
        "leaving.zip": packed([(f"../../{outside.name}/a.txt", REPORT), (f"{outside}/b.txt", REPORT)]),
        "nested.zip": nested(12),
        "leaving.tar": leaving_tar(),
        "zeros.gz": gzip.compress(bytes(1 << 27)),
        "torn.rar": b"Rar!\x1a\x07\x01\0" + bytes(500),
        "torn.7z": b"7z\xbc\xaf\x27\x1c" + bytes(500),
    }


def documents() -> dict[str, bytes | str]:
    words = "<w:document xmlns:w='x'>" + "<w:p/>" * 5_000_000 + "</w:document>"
    cells = "<sst>" + "<si><t>a</t></si>" * 3_000_000 + "</sst>"
    circle = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1>>endobj"
    stream = b"%PDF-1.4\n1 0 obj<</Length 9/Filter/FlateDecode>>stream\n"
    return {
        "words.docx": packed([("[Content_Types].xml", "<Types/>"), ("word/document.xml", words)]),
        "cells.xlsx": packed([("[Content_Types].xml", "<Types/>"), ("xl/sharedStrings.xml", cells)]),
        "torn.xlsx": packed([("xl/workbook.xml", "<x/>")]),
        "torn.docx": packed([("word/document.xml", "no xml")]),
        "torn.ofd": packed([("OFD.xml", "<OFD/>")]),
        "noise.pdf": b"%PDF-1.7\n" + random.Random(0).randbytes(200_000),
        "circle.pdf": circle + b" trailer<</Root 1 0 R>>",
        "stream.pdf": stream + zlib.compress(bytes(1 << 28)) + b"\nendstream endobj",
        "noise.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 100_000,
        "vast.png": b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR\x7f\xff\xff\xff\x7f\xff\xff\xff\x08\2\0\0\0",
        "torn.jpg": b"\xff\xd8\xff\xe0" + bytes(1000),
        "code.pickle": b"\x80\x04cos\nsystem\n(S'touch sprung'\ntR.",
    }


def lay_hostile_files(folder: Path, outside: Path) -> list[str]:
    """Make the files, and return their names; `outside` is a folder that some of them try to write into."""
    folder.mkdir()
    named = {
        f"{name}.txt": REPORT.replace("龙沙区2019", f"第{n}区{2017 + n % 5}") for n, name in enumerate(NAMES)
    }
    files = {"good.txt": REPORT, **named, **texts(), **archives(outside), **documents()}
    for name, content in files.items():
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return list(files)
