"""Reports as sites and offices hand them out: the whole text is read and nothing else, or the ledger says what is wrong."""

from __future__ import annotations

import html
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import analysis as fz
from analysis.text import squeeze

from .formats.builders import WORD, cell, draw_pdf, make_docx, make_zip, para, register_font, wrap
from .formats.pages import BODY, LINES, TITLE, make_site_page

ESCAPED = html.escape(BODY)
WHOLE = "".join("".join(LINES).split())
RADICALS = str.maketrans("一二政行方", "⼀⼆政⾏⽅")
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
TABS = "".join(
    f'<div class="tab-pane{" active" if place == 0 else ""}" {"" if place == 0 else "style=display:none"}>{part}</div>'
    for place, part in enumerate(
        "".join(f"<p>{line}</p>" for line in LINES[start:stop])
        for start, stop in ((1, 5), (5, 9), (9, len(LINES)))
    )
)


def pdf(also: Callable[[Any, int], None] = lambda canvas, number: None, *, mode: int = 0) -> bytes:
    """The report on two pages, and something else drawn on each."""
    register_font()
    rows = [row for line in LINES for row in wrap(line, 450)]
    half = len(rows) // 2

    def page(canvas: Any, number: int) -> None:
        also(canvas, number)
        canvas.setFont("Report", 12)
        for place, row in enumerate(rows[:half] if number == 0 else rows[half:]):
            text = canvas.beginText(72, 720 - 24 * place)
            text.setTextRenderMode(mode)
            text.textLine(row)
            canvas.drawText(text)

    return draw_pdf(page, pages=2)


def turned(canvas: Any, number: int) -> None:
    canvas.saveState()
    canvas.setFont("Report", 36)
    canvas.translate(180, 420)
    canvas.rotate(40)
    canvas.drawString(0, 0, "仅供内部使用")
    canvas.restoreState()


def tiled(canvas: Any, number: int) -> None:
    canvas.setFont("Report", 12)
    for place in range(8):
        canvas.drawString(90 + 180 * (place % 2), 706 - 72 * (place // 2), "青岚市档案馆")


def layered(canvas: Any, number: int) -> None:
    canvas.saveState()
    rows = [row for line in LINES for row in wrap(line, 450)]
    half = len(rows) // 2
    for place, row in enumerate(rows[:half] if number == 0 else rows[half:]):
        text = canvas.beginText(73, 721 - 24 * place)
        text.setFont("Report", 12)
        text.setTextRenderMode(3)
        text.textLine(row)
        canvas.drawText(text)
    canvas.restoreState()


def on_its_side() -> bytes:
    rows = [row for line in LINES for row in wrap(line, 650)]

    def page(canvas: Any, number: int) -> None:
        canvas.translate(560, 60)
        canvas.rotate(90)
        for place, row in enumerate(rows):
            canvas.drawString(0, 480 - 20 * place, row)

    return draw_pdf(page)


DOCX = make_docx("".join(map(para, LINES)))


def changed(change: Callable[[str, str], str], **added: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(DOCX)) as archive:
        parts = {name: change(name, archive.read(name).decode()) for name in archive.namelist()}
    return make_zip({**parts, **added})


def embedded() -> bytes:
    link = f'<Relationship Id="x" Type="{OFFICE}/relationships/aFChunk" Target="c.html"/></Relationships>'
    body = f'{para(TITLE)}<w:altChunk xmlns:r="{OFFICE}/relationships" r:id="x"/>'
    with zipfile.ZipFile(io.BytesIO(make_docx(body))) as archive:
        parts: dict[str, bytes | str] = {name: archive.read(name) for name in archive.namelist()}
    links, types = "word/_rels/document.xml.rels", "[Content_Types].xml"
    parts[links] = parts[links].replace(b"</Relationships>", link.encode())  # type: ignore[arg-type,union-attr]
    kind = b'<Default Extension="html" ContentType="text/html"/></Types>'
    parts[types] = parts[types].replace(b"</Types>", kind)  # type: ignore[arg-type,union-attr]
    return make_zip({**parts, "word/c.html": f"<html><body>{BODY}</body></html>"})


def archived() -> bytes:
    outer = make_site_page('<iframe src="http://www.example.org/con.html"></iframe>').decode()
    kind = "Content-Type: text/html; charset=utf-8"
    parts = [
        f"{kind}\n\n{outer}",
        f"{kind}\nContent-Location: http://www.example.org/con.html\n\n<html><body>{BODY}</body></html>",
    ]
    head = "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\n"
    return (head + "\n--x\n".join(parts) + "\n--x--\n").encode()


# name of the file -> its content, all of which is the report and, on pages, what a site sets around it
WHOLE_REPORTS: dict[str, bytes] = {
    "letter.eml": (
        "From: a@example.org\nTo: b@example.org\nSubject: =?x?=\nMIME-Version: 1.0\n\n" + "\n".join(LINES)
    ).encode(),
    "wechat.html": make_site_page(f'<div id="js_content" style="visibility:hidden;opacity:0">{BODY}</div>'),
    "unfolds.html": make_site_page(f'<div id="zoom" style="display: none">{BODY}</div>'),
    "attribute.html": make_site_page(f"<article hidden>{BODY}</article>"),
    "field.html": make_site_page(f'<textarea id="con" style="display:none">{ESCAPED}</textarea>'),
    "field_plain.html": make_site_page(f"<textarea>{chr(10).join(LINES[1:])}</textarea>"),
    "template.html": make_site_page(f'<template id="t">{BODY}</template>'),
    "noscript.html": make_site_page(f'<div id="app"></div><noscript>{BODY}</noscript>'),
    "srcdoc.html": make_site_page(f'<iframe srcdoc="{ESCAPED}"></iframe>'),
    "input.html": make_site_page(f'<input type="hidden" id="content" value="{ESCAPED}">'),
    "script.html": make_site_page(f'<script type="text/html">{BODY}</script>'),
    "tabs.html": make_site_page(f'<div class="tab-content">{TABS}</div>'),
    "phone.html": make_site_page(
        f'<div class="pc">{BODY}</div><div class="wap" style="display:none">{BODY}</div>'
    ),
    "frame.mhtml": archived(),
    "turned.pdf": pdf(turned),
    "tiled.pdf": pdf(tiled),
    "layered.pdf": pdf(layered),
    "ocr.pdf": pdf(mode=3),
    "side.pdf": on_its_side(),
    "macros.docm": changed(
        lambda name, part: part.replace(
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
            "application/vnd.ms-word.document.macroEnabled.main+xml",
        )
    ),
    "strict.docx": changed(
        lambda name, part: part.replace(
            "http://schemas.openxmlformats.org/wordprocessingml/2006/",
            "http://purl.oclc.org/ooxml/wordprocessingml/",
        ).replace(
            "http://schemas.openxmlformats.org/officeDocument/2006/",
            "http://purl.oclc.org/ooxml/officeDocument/",
        )
    ),
    "null.docx": changed(
        lambda name, part: (
            part.replace(
                "</Relationships>",
                f'<Relationship Id="n" Type="{OFFICE}/relationships/image" Target="NULL"/></Relationships>',
            )
            if "document.xml" in name
            else part
        )
    ),
    "embedded.docx": embedded(),
    "cells.docx": make_docx(f"{para(TITLE)}<w:tbl><w:tr>{cell('')}{cell(*LINES[1:])}</w:tr></w:tbl>"),
    "radicals.txt": "\n".join(LINES).translate(RADICALS).encode(),
    "hyphens.txt": "\n".join("\u00ad".join(line) for line in LINES).encode(),
    "joiners.html": make_site_page(
        f'<div class="con">{"".join(f"<p>{chr(0x2060).join(line)}</p>" for line in LINES[1:])}</div>'
    ),
}
# name of the file -> its content, and what the ledger remarks
DOUBTFUL: dict[str, tuple[bytes, str]] = {
    "empty_app.html": (make_site_page('<div id="app"></div>'), "little_text"),
    "framed.html": (make_site_page('<iframe src="con.html"></iframe>'), "text_in_frame"),
    "attached.html": (make_site_page('<p>详见附件。</p><a href="P0202103.pdf">附件</a>'), "text_attached"),
    "frames.html": (b"<html><frameset><frame src='a.html'></frameset></html>", "page_of_frames"),
    "coded.csv": (
        f"paragraph_id,report_id,year,role,text\nr-p001,r,2021,work,{LINES[3]}\n".encode(),
        "own_table",
    ),
    "corpus.csv": (f'标题,年份,正文\n{TITLE},2021,"{chr(10).join(LINES)}"\n'.encode(), "table_columns"),
    "main.js": (f"// {LINES[1]}\nshow();\n".encode(), "program_code"),
    "readme.txt": (b"Downloaded from the sites of the governments.\n", "no_chinese"),
    "~$report.docx": (b"\x05user" + bytes(40), "lock_file"),
}


def characters(folder: Path, name: str, content: bytes) -> tuple[str, Any]:
    """What is read of a file, as its reader sees it, and its row of the ledger."""
    (folder / name).write_bytes(content)
    reports, ledger = fz.read_reports(folder, return_ledger=True)
    text = fz.split_paragraphs(reports)["text"].str.cat() if len(reports) else ""
    return text, ledger.iloc[0]


@pytest.mark.parametrize("name", WHOLE_REPORTS)
def test_the_whole_report_is_read_and_nothing_else(tmp_path: Path, name: str) -> None:
    text, row = characters(tmp_path, name, WHOLE_REPORTS[name])
    assert squeeze(text) == WHOLE
    assert row["n_chars_kept"] == len(WHOLE)


@pytest.mark.parametrize("name", DOUBTFUL)
def test_what_is_no_whole_report_is_told(tmp_path: Path, name: str) -> None:
    content, code = DOUBTFUL[name]
    _, row = characters(tmp_path, name, content)
    assert f'"code":"{code}"' in row["remarks"]


def test_symbols_and_notes_stand_in_the_text(tmp_path: Path) -> None:
    body = '<w:p><w:r><w:t>调解成功率</w:t></w:r><w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r></w:p>'
    text, _ = characters(tmp_path, "signs.docx", make_docx(body + f'<w:p xmlns:w="{WORD}"/>'))
    assert text == "调解成功率✓"
