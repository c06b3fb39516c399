"""RTF, OpenDocument, EPUB, OFD and what LibreOffice reads: the text that each holds, and hostile files of each kind."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from analysis.reading.formats import Extract, Refusal, extract, libreoffice, sniff
from analysis.reading.remarks import Remark

from .builders import BODY, OLE, make_docx, make_zip, para, refused

LINES = [
    "某县2020年法治政府建设年度报告",
    "一、主要工作",
    BODY,
    "二、存在的问题",
    "行政执法规范化水平有待提高。",
]


def text(*lines: str) -> str:
    return "\n".join(lines)


# RTF


def coded(line: str, codec: str = "gb18030") -> str:
    """A line as Word writes it: bytes beyond ASCII by their numbers."""
    return "".join(
        char if ord(char) < 128 else "".join(f"\\'{byte:02x}" for byte in char.encode(codec)) for char in line
    )


def numbered(line: str) -> str:
    """A line as LibreOffice and WordPad write it: characters by their numbers, with a sign for old readers."""
    halves = line.encode("utf-16-le")
    units = [int.from_bytes(halves[at : at + 2], "little") for at in range(0, len(halves), 2)]
    return "".join(
        chr(unit) if unit < 128 else f"\\u{unit - 0x10000 if unit > 0x7FFF else unit}\\'3f" for unit in units
    )


def make_rtf(body: str, head: str = "\\ansi\\ansicpg936") -> bytes:
    fonts = "{\\fonttbl{\\f0\\fnil\\fcharset134 \\'cb\\'ce\\'cc\\'e5;}{\\f1\\fswiss\\fcharset0 Arial;}{\\f2\\fcharset136 x;}}"
    return f"{{\\rtf1{head}\\deff0{fonts}{{\\*\\generator x;}}\\pard {body}}}".encode("latin-1")


@pytest.mark.parametrize("write", [coded, numbered])
def test_chinese_in_rtf(write: Callable[[str], str]) -> None:
    data = make_rtf("\\par\n".join(map(write, [*LINES, "㐀、镕、堃"])))
    assert sniff(data) == "rtf"
    assert extract(data) == Extract(text(*LINES, "㐀、镕、堃"), "rtf")


@pytest.mark.parametrize(
    ("body", "read"),
    [
        (numbered("生僻字𠮷"), "生僻字𠮷"),
        ("\\f1 2020\\f0 " + coded("年") + "\\f2 " + coded("國", "big5"), "2020年國"),
        (coded("甲") + "{\\v " + coded("隐藏") + "}" + coded("乙"), "甲乙"),
        ("{\\deleted " + coded("删去") + "}" + coded("乙"), "乙"),
        ("{\\header " + coded("页眉") + "}{\\pict\\pngblip 89504e47}{\\*\\unknown " + coded("别的") + "}" + coded("乙"), "乙"),
        ("{\\field{\\*\\fldinst HYPERLINK \"http://a\"}{\\fldrslt " + coded("链接") + "}}", "链接"),
        ("\\trowd\\intbl " + coded("项目") + "\\cell " + coded("数量") + "\\cell\\row\\pard " + coded("乙"), "项目\t数量\n乙"),
        ("{\\pict\\bin5 {{{\\x}" + coded("乙"), "乙"),
        ("\\uc2\\u20381 xx\\u27861 xx\\{a\\}\\~b\\ldblquote c\\rdblquote\\emdash", "依法{a}\xa0b“c”—"),
    ],
    ids=["halves", "fonts", "hidden", "deleted", "not text", "field", "table", "binary", "signs"],
)  # fmt: skip
def test_what_rtf_holds(body: str, read: str) -> None:
    assert extract(make_rtf(body)).text == read


def test_what_is_beside_the_text_of_rtf_is_counted() -> None:
    body = coded("甲") + "{\\footnote " + coded("注") + "}{\\v " + coded("隐藏的字") + "}" + coded("乙")
    found = extract(make_rtf(f"{{\\info{{\\title {coded('某县报告')}}}}}{body}"))
    assert (found.text, found.title) == ("甲乙", "某县报告")
    assert found.remarks == (Remark("notes_read", n=1), Remark("hidden_text_left_out", n=4))


@pytest.mark.parametrize(
    "data",
    [
        b"{\\rtf1 " + b"{" * 200_000,
        b"{\\rtf1 " + b"}" * 200_000,
        b"{\\rtf1\\ansicpg99999999 \\u-99999999999 \\'zz\\'a" + coded("法").encode() + b"}",
        b"{\\rtf1 " + b"{\\field{\\*\\fldinst{HYPERLINK " * 900,
        b"{\\rtf1{\\fonttbl" + b"\\f1\\fcharset134 " * 100_000,
        b"{\\rtf1 \\bin99999999999 " + b"x" * 100,
        make_rtf(coded(text(*LINES)))[:200],
    ],
    ids=["deep", "ends", "numbers", "fields", "fonts", "binary", "cut"],
)
def test_hostile_rtf_ends_soon(data: bytes) -> None:
    begun = time.monotonic()
    with suppress(Refusal):
        extract(data)
    assert time.monotonic() - begun < 10


# OpenDocument

_NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in [
        ("office", "office"),
        ("text", "text"),
        ("table", "table"),
        ("style", "style"),
        ("draw", "drawing"),
    ]
)


def make_content(body: str, styles: str = "", root: str = "document-content") -> str:
    kind = ' office:mimetype="application/vnd.oasis.opendocument.text"' if root == "document" else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:{root} {_NAMES}{kind}>'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:{root}>"
    )


def make_odt(body: str, styles: str = "", **parts: bytes | str) -> bytes:
    title = '<x xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>某县报告</dc:title></x>'
    return make_zip(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": make_content(body, styles),
            "meta.xml": title,
            "META-INF/manifest.xml": "<manifest/>",
            **parts,
        }
    )


def paragraphs(*lines: str) -> str:
    return "".join(f"<text:p>{line}</text:p>" for line in lines)


def test_an_opendocument_text_gives_its_paragraphs() -> None:
    body = f"<text:h>{LINES[0]}</text:h><text:section>{paragraphs(*LINES[1:])}</text:section>"
    assert extract(make_odt(body)) == Extract(text(*LINES), "odt", title="某县报告")
    flat = make_content(body, root="document").encode()
    assert sniff(flat) == "fodt"
    assert extract(flat).text == text(*LINES)


@pytest.mark.parametrize(
    ("body", "read", "codes"),
    [
        ("<text:p>甲<text:s text:c='2'/>乙<text:tab/>丙<text:line-break/>丁</text:p>", "甲  乙\t丙\n丁", []),
        ("<text:p>甲<text:span>乙<text:a>丙</text:a></text:span>丁</text:p>", "甲乙丙丁", []),
        ("<text:p>甲<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>注</text:p></text:note-body>"
         "</text:note>乙</text:p>", "甲乙\n注", ["notes_read"]),
        ("<text:tracked-changes><text:p>删去</text:p></text:tracked-changes><text:p>乙</text:p>", "乙", []),
        ("<text:p>甲<office:annotation><text:p>批注</text:p></office:annotation></text:p>", "甲", []),
        ("<text:p><draw:frame><draw:text-box><text:p>框</text:p></draw:text-box></draw:frame>甲</text:p>", "甲\n框", []),
        ("<table:table><table:table-row><table:table-cell><text:p>项目</text:p></table:table-cell><table:table-cell>"
         "<text:p>12</text:p></table:table-cell></table:table-row></table:table>", "项目\t12", []),
        ("<text:list text:style-name='L'><text:list-item><text:p>甲</text:p></text:list-item></text:list>", "甲",
         ["numbers_left_out"]),
    ],
    ids=["blanks", "spans", "note", "changes", "comment", "box", "table", "list"],
)  # fmt: skip
def test_what_an_opendocument_text_holds(body: str, read: str, codes: list[str]) -> None:
    styles = '<text:list-style style:name="L"><text:list-level-style-number/></text:list-style>'
    found = extract(make_odt(body, styles))
    assert found.text == read
    assert [remark.code for remark in found.remarks] == codes


def test_opendocument_texts_that_are_refused() -> None:
    whole = make_odt(paragraphs(*LINES))
    assert refused(whole[: len(whole) // 2])[0] in ("unreadable", "unsupported")
    locked = make_odt("", **{"META-INF/manifest.xml": "<manifest><encryption-data/></manifest>"})
    assert refused(locked) == ("unreadable", "is encrypted; save it without a password")
    entity = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    assert "entities" in refused(make_odt("", **{"content.xml": entity + make_content(paragraphs("&a;"))}))[1]
    assert refused(make_odt("", **{"content.xml": "<a><b>"}))[0] == "unreadable"
    assert refused(make_odt("", **{"content.xml": bytes(8 << 20)}))[1].startswith("unpacks to far more")
    assert refused(make_odt("<text:section>" * 250 + "</text:section>" * 250))[0] in ("unreadable", "empty")
    assert refused(make_odt(paragraphs("")))[0] == "empty"


# EPUB


def make_epub(pages: dict[str, str], order: list[str], **parts: bytes | str) -> bytes:
    items = "".join(
        f'<item id="{name}" href="text/{name}.xhtml" media-type="application/xhtml+xml" properties="{"nav" if name == "nav" else ""}"/>'
        for name in pages
    )
    spine = "".join(f'<itemref idref="{name}"/>' for name in order)
    doctype = '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html>'
    return make_zip(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
            '<rootfile full-path="OEBPS/content.opf"/></rootfiles></container>',
            "OEBPS/content.opf": '<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f"<dc:title>某县报告</dc:title></metadata><manifest>{items}</manifest><spine>{spine}</spine></package>",
            **{
                f"OEBPS/text/{name}.xhtml": f"{doctype}<html><head><title>x</title></head><body>{page}</body></html>"
                for name, page in pages.items()
            },
            **parts,
        }
    )


def test_the_pages_of_a_book_are_read_in_its_order() -> None:
    pages = {
        "b": f"<p>{LINES[2]}</p><h2>{LINES[3]}</h2><p>{LINES[4]}</p>",
        "a": f"<h1>{LINES[0]}</h1><h2>{LINES[1]}</h2>",
        "nav": "<p>目录</p>",
        "unused": "<p>没有列入</p>",
    }
    data = make_epub(pages, ["nav", "a", "b", "missing"])
    assert sniff(data) == "epub"
    assert extract(data) == Extract(text(*LINES), "epub", title="某县报告")


def test_books_that_are_refused() -> None:
    whole = make_epub({"a": f"<p>{BODY}</p>"}, ["a"])
    assert refused(whole[: len(whole) // 2])[0] in ("unreadable", "unsupported")
    locked = make_epub({"a": "x"}, ["a"], **{"META-INF/encryption.xml": "<e><EncryptedData/></e>"})
    assert refused(locked) == ("unreadable", "is encrypted; save it without a password")
    assert (
        refused(make_epub({"a": "x"}, ["a"], **{"META-INF/container.xml": "<container/>"}))[0] == "unreadable"
    )
    assert refused(make_epub({}, []))[0] == "empty"
    outside = make_epub({"a": "x"}, ["a"], **{"OEBPS/content.opf": '<package><manifest><item id="a" '
        'media-type="text/html" href="../../../etc/passwd"/></manifest><spine><itemref idref="a"/></spine></package>'})  # fmt: skip
    assert refused(outside)[0] == "empty"


# OFD


def ofd_line(line: str, left: float, top: float, size: float = 5.6, attributes: str = "") -> str:
    return (
        f'<ofd:TextObject Boundary="{left} {top} {size * len(line)} {size}" Size="{size}" {attributes}>'
        f'<ofd:TextCode X="0" Y="{0.85 * size}" DeltaX="g {max(len(line) - 1, 1)} {size}">{line}</ofd:TextCode></ofd:TextObject>'
    )


def make_ofd(*pages: str, **parts: bytes | str) -> bytes:
    name = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    listed = "".join(f'<ofd:Page ID="{n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages)))
    return make_zip(
        {
            "OFD.xml": f"<ofd:OFD {name}><ofd:DocBody><ofd:DocInfo><ofd:Title>某县报告</ofd:Title></ofd:DocInfo>"
            "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
            "Doc_0/Document.xml": f"<ofd:Document {name}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297"
            f"</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
            **{
                f"Doc_0/Pages/Page_{n}/Content.xml": f"<ofd:Page {name}><ofd:Content><ofd:Layer>{page}</ofd:Layer></ofd:Content></ofd:Page>"
                for n, page in enumerate(pages)
            },
            **parts,
        }
    )


def test_lines_of_an_ofd_page_are_joined_to_paragraphs() -> None:
    long = BODY.replace("。", "，") + BODY
    rows = [long[:26], *(long[at : at + 28] for at in range(26, len(long), 28))]
    drawn = [ofd_line(LINES[0], 50, 30), ofd_line("一、主要工作", 38.2, 45)]
    drawn += [ofd_line(row, 27 if number else 38.2, 55 + 10 * number) for number, row in enumerate(rows)]
    drawn += [ofd_line("— 1 —", 100, 285), ofd_line("看不见", 27, 200, attributes='Visible="false"')]
    found = extract(make_ofd("".join(reversed(drawn))))  # order of drawing is not that of reading
    assert found == Extract(text(LINES[0], "一、主要工作", long), "ofd", title="某县报告")


def test_pages_and_scales_of_an_ofd() -> None:
    scaled = ofd_line("二、存在的问题", 0, 0, 1, 'CTM="5.6 0 0 5.6 38.2 60"').replace(
        'Boundary="0 0 7 1"', 'Boundary="0 0 210 297"'
    )
    found = extract(
        make_ofd(ofd_line("一、主要工作", 38.2, 45) + scaled, "", ofd_line("三、下一步安排", 38.2, 30))
    )
    assert found.text == text("一、主要工作", "二、存在的问题", "三、下一步安排")
    assert found.remarks == (Remark("blank_pages", n=1, total=3),)


def test_ofd_files_that_are_refused() -> None:
    whole = make_ofd(ofd_line("依法行政", 30, 30))
    assert refused(whole[: len(whole) // 2])[0] in ("unreadable", "unsupported")
    scan = '<ofd:ImageObject Boundary="0 0 210 297" ResourceID="1"/>'
    assert refused(make_ofd(scan)) == (
        "unsupported",
        "is an OFD file without text that can be used (scanned or drawn); save it as PDF",
    )
    assert refused(make_ofd(ofd_line("\ufffd" * 8, 30, 30)))[0] == "unsupported"
    entity = '<!DOCTYPE x [<!ENTITY a "b">]>'
    assert "entities" in refused(make_ofd("", **{"OFD.xml": entity + "<OFD/>"}))[1]
    assert refused(make_ofd("", **{"OFD.xml": "<OFD/>"}))[0] == "unreadable"
    odd = '<ofd:TextObject Boundary="a b" Size="-" CTM="1 2"><ofd:TextCode X="1e999" DeltaX="g 999999999 1 g">法</ofd:TextCode></ofd:TextObject>'
    assert extract(make_ofd(odd)).text == "法"
    begun = time.monotonic()
    many = f'<ofd:TextObject Boundary="0 0 9 9"><ofd:TextCode DeltaX="{"g 1 1 " * 100_000}">法</ofd:TextCode></ofd:TextObject>'
    assert extract(make_ofd(many)).text == "法"
    assert time.monotonic() - begun < 10


# by way of LibreOffice

WORD_XML = '<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml">{}</w:wordDocument>'
WORD_2003 = WORD_XML.format(
    "<w:body>" + "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in LINES) + "</w:body>"
).encode()


def test_what_libreoffice_reads_is_read_or_it_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert sniff(WORD_2003) == "word xml"
    if libreoffice.find_program() is not None:
        try:
            found = extract(WORD_2003)
            read = (found.kind, found.text)
        except Refusal as refusal:  # of a LibreOffice without its Writer
            read = (refusal.status, refusal.remark.code)
        assert read in (("doc", text(*LINES)), ("unreadable", "word_xml_unreadable"))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert refused(WORD_2003) == (
        "unsupported",
        "is a Word file in XML; install LibreOffice or save it as .docx",
    )
    assert refused(OLE + "WordDocument".encode("utf-16-le"))[1].startswith("is an old Word or WPS file")


@pytest.mark.skipif(os.name == "nt", reason="the stand-in for LibreOffice is a shell script")
def test_libreoffice_runs_without_macros_and_network(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "converted.docx").write_bytes(make_docx(para("依法行政")))
    program = tmp_path / "soffice"
    program.write_text(
        "#!/bin/sh\nfor last; do :; done\nhere=$(dirname $last)\n"
        f"cp $here/profile/user/registrymodifications.xcu {tmp_path}\ncp {tmp_path}/converted.docx $here/report.docx\n"
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert extract(WORD_2003).text == "依法行政"
    settings = (tmp_path / "registrymodifications.xcu").read_text(encoding="utf-8")
    assert 'oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value>' in settings
    assert 'oor:name="ooInetProxyType" oor:op="fuse"><value>2</value>' in settings


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (OLE + "__properties_version1.0".encode("utf-16-le"), "is a message of Outlook (.msg)"),
        (OLE + "Workbook".encode("utf-16-le"), "is an old workbook (.xls, .et)"),
        (b"CAJ\0" + bytes(100), "is a file for a reader of its own"),
        (b"Founder CEB" + bytes(100), "is a file for a reader of its own"),
    ],
)
def test_kinds_that_are_named(data: bytes, reason: str) -> None:
    assert refused(data)[1].startswith(reason)
