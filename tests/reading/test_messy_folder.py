"""One folder with whatever colleagues hand over: every file has its row, and each row is what the file deserves."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

import analysis as fz

from .formats import scanning
from .formats.builders import OLE, make_docx, make_pdf, make_plain_page, make_zip, para
from .formats.test_containers import RAR, make_mail, make_tar
from .formats.test_documents import (
    WORD_2003,
    coded,
    make_epub,
    make_odt,
    make_ofd,
    make_rtf,
    ofd_line,
    paragraphs,
)

WORK = "全面推行行政执法公示制度，办理行政复议案件35件，开展行政执法人员培训4次，严格规范公正文明执法。"


def report(year: int) -> list[str]:
    return [
        f"某县{year}年法治政府建设年度报告",
        "一、主要工作",
        f"{year}年，{WORK}",
        "二、存在的问题",
        "执法力量仍然薄弱。",
    ]


def fill(folder: Path) -> dict[str, str]:
    """Write the files; return the status that each row of the ledger should have."""
    (page,) = scanning.draw_pages(scanning.set_pages(report(2001)), 150)
    cell = "\n".join(report(2016) + [WORK] * 5)
    files: dict[str, tuple[bytes, str]] = {
        "plain.txt": ("\n".join(report(2002)).encode("gb18030"), "read"),
        "page.html": (make_plain_page(report(2003)).encode(), "read"),
        "layer.pdf": (make_pdf(report(2004)), "read"),
        "word.docx": (make_docx("".join(map(para, report(2005)))), "read"),
        "scan.pdf": (scanning.bind([page], 150), "read"),
        "scan.jpg": (scanning.save_picture(page, "JPEG", quality=90), "duplicate"),
        "rich.doc": (make_rtf("\\par ".join(map(coded, report(2006)))), "read"),
        "open.odt": (make_odt(paragraphs(*report(2007))), "read"),
        "book.epub": (make_epub({"a": "".join(f"<p>{line}</p>" for line in report(2008))}, ["a"]), "read"),
        "format.ofd": (
            make_ofd("".join(ofd_line(line, 20, 30 + 12 * n, 3.5) for n, line in enumerate(report(2009)))),
            "read",
        ),
        "packed.txt.gz": (gzip.compress("\n".join(report(2010)).encode()), "read"),
        "photo.png": (scanning.save_picture(scanning.Image.new("L", (300, 300), 90)), "unsupported"),
        "torn.docx": (make_docx(para("甲"))[:200], "unreadable"),
        "slides.pptx": (make_zip({"[Content_Types].xml": "", "ppt/presentation.xml": ""}), "unsupported"),
        "message.msg": (OLE + "__properties_version1.0".encode("utf-16-le"), "unsupported"),
        "paper.caj": (b"CAJ\0" + bytes(100), "unsupported"),
        "empty.wps": (b"", "empty"),
        "old.rar": (RAR, "unsupported"),
        "word2003.xml": (WORD_2003, "unsupported"),
    }
    archives = {
        "several.tar.gz": gzip.compress(
            make_tar({"11.txt": "\n".join(report(2011)).encode(), "x.bin": bytes(range(256))})
        ),
        "mail.eml": bytes(
            make_mail("见附件。", attachments={"12.docx": make_docx("".join(map(para, report(2012))))})
        ),
        "table.csv": f'年份,正文\n2016,"{cell}"\n2017,\n'.encode("gb18030"),
    }
    for name, content in {**{name: content for name, (content, _) in files.items()}, **archives}.items():
        (folder / name).write_bytes(content)
    return {name: status for name, (_, status) in files.items()} | {
        "several.tar.gz/11.txt": "read",
        "several.tar.gz/x.bin": "unsupported",
        "mail.eml": "empty",
        "mail.eml/12.docx": "read",
        "table.csv/2": "read",
        "table.csv/3": "empty",
    }


def test_every_file_of_a_messy_folder_has_the_row_it_deserves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "messy"
    folder.mkdir()
    expected = fill(folder)
    monkeypatch.setenv("FAZHI_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("PATH", str(tmp_path))  # neither LibreOffice nor libarchive
    reports, ledger = fz.read_reports(folder, return_ledger=True)
    assert ledger.set_index("path")["status"].to_dict() == expected
    assert ledger.loc[ledger["status"] != "read", "warnings"].notna().all()
    assert sorted(reports["year"]) == [*range(2001, 2013), 2016]
    assert set(reports["doc_type"]) == {"annual_report"}
    said = ledger.set_index("path")["warnings"]
    assert "read by OCR" in said["scan.pdf"]
    assert "same text as scan.pdf" in said["scan.jpg"] or "the same as scan.pdf" in said["scan.jpg"]
    assert "install libarchive" in said["old.rar"]
    assert "install LibreOffice" in said["word2003.xml"]
