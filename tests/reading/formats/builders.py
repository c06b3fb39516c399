"""Makers of files of every kind, and what the tests of the readers share."""

from __future__ import annotations

import html
import io
import zipfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import pytest

from analysis.reading.formats import Limits, Refusal, extract

FONT = next((Path(__file__).parents[3] / "analysis" / "resources" / "fonts").glob("*.ttf"))
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
BODY = "2020年，某市深入推进依法行政，加快建设法治政府，严格规范公正文明执法，现将有关情况报告如下。"


def squeeze(text: str) -> str:
    return "".join(text.split())


def printed(text: str) -> str:
    """The characters of a text that the font can print, but for white space."""
    from reportlab.pdfbase import pdfmetrics

    glyphs = pdfmetrics.getFont("Report").face.charToGlyph
    return "".join(char for char in squeeze(text) if ord(char) in glyphs)


def trimmed(texts: list[str]) -> list[str]:
    return [text.strip() for text in texts]


def refused(data: bytes, **limits: float) -> tuple[str, str]:
    with pytest.raises(Refusal) as caught:
        extract(data, limits=Limits(**limits))  # type: ignore[arg-type]
    assert "\n" not in caught.value.reason
    return caught.value.status, caught.value.reason


def make_page(body: str, head: str = "") -> str:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"


def make_plain_page(texts: list[str]) -> str:
    paragraphs = "\n".join(f"<p>{html.escape(text)}</p>" for text in texts[1:])
    return make_page(f"<h1>{html.escape(texts[0])}</h1>\n{paragraphs}")


def make_government_page() -> str:
    """A page as government sites serve it: the report between navigation, shares and footers."""
    menu = "".join(f'<li><a href="/{number}">栏目{number}</a></li>' for number in range(12))
    return make_page(
        f"""<script>document.write("脚本")</script><div class="top"><ul>{menu}</ul></div>
        <div class="position">当前位置：<a href="/">首页</a> &gt; <a href="/x">信息公开</a></div>
        <div class="wrap"><div class="article"><h2>某市2020年法治政府建设情况报告</h2>
        <div id="zoom"><p>　　省人民政府：</p><p>　　{BODY}</p>
        <p><strong>　　一、主要做法</strong></p><p>　　（一）深化改革</p><p>　　{BODY}
        同时，{BODY}</p>
        <table><tr><th>项目</th><th>数量</th></tr><tr><td><p>行政处罚</p></td><td><p>12</p></td></tr></table>
        <p>　　二、存在问题</p><p>&nbsp;</p><p style="display:none">看不见</p><p>　　{BODY}</p>
        <p style="text-align:right">某市人民政府</p><p>2021年2月26日</p></div></div></div>
        <div class="share">分享到：微信 微博</div>
        <div class="footer"><p>版权所有：某市人民政府办公室</p><p>网站标识码：3200000001</p></div>""",
        '<meta charset="gb2312"><title>某市2020年法治政府建设情况报告_某市人民政府</title>'
        '<meta name="ArticleTitle" content="某市2020年法治政府建设情况报告">'
        '<meta name="PubDate" content="2021-02-26 09:30"><meta name="ContentSource" content="司法局">',
    )


@lru_cache(maxsize=1)
def register_font() -> None:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    pdfmetrics.registerFont(TTFont("Report", str(FONT)))


def wrap(text: str, width: float, indent: float = 0, size: float = 12) -> list[str]:
    """Break a text at the page's width, one character at a time."""
    from reportlab.pdfbase import pdfmetrics

    rows, row, room = [], "", width - indent
    for char in text:
        if pdfmetrics.stringWidth(row + char, "Report", size) > room:
            rows, row, room = [*rows, row], "", width
        row += char
    return [*rows, row]


def make_pdf(
    texts: list[str],
    *,
    indent: int = 0,
    header: str = "",
    footer: str = "— {} —",
    password: str = "",
    title: str = "",
) -> bytes:
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    register_font()
    buffer = io.BytesIO()
    encryption = StandardEncryption(password) if password else None
    canvas = Canvas(buffer, pagesize=(595, 842), encrypt=encryption)
    canvas.setTitle(title)
    number, y = 1, 760

    def finish_page() -> None:
        canvas.setFont("Report", 10)
        canvas.drawCentredString(297, 40, footer.format(number))
        canvas.drawCentredString(297, 800, header)
        canvas.showPage()

    for text in texts:
        for position, row in enumerate(wrap(text, 595 - 144, 12 * indent)):
            if y < 72:
                finish_page()
                number, y = number + 1, 760
            canvas.setFont("Report", 12)
            canvas.drawString(72 + (0 if position else 12 * indent), y, row)
            y -= 20
    finish_page()
    canvas.save()
    return buffer.getvalue()


def lay_out(texts: list[str], columns: int = 1, **style: float) -> bytes:
    """A PDF set as word processors do: justified, stops hanging over the margin, numbers kept whole."""
    from reportlab.lib.enums import TA_JUSTIFY
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph

    register_font()
    width = 451 // columns
    frames = [Frame(72 + column * (width + 10), 72, width - 10, 700) for column in range(columns)]
    buffer = io.BytesIO()
    document = BaseDocTemplate(buffer, pagesize=(595, 842))
    document.addPageTemplates(
        PageTemplate(
            frames=frames, onPage=lambda canvas, page: canvas.drawString(500, 40, f"- {page.page} -")
        )
    )
    body = ParagraphStyle("body", fontName="Report", wordWrap="CJK", alignment=TA_JUSTIFY, **style)
    document.build([Paragraph(html.escape(text), body) for text in texts])
    return buffer.getvalue()


def draw_pdf(draw: Callable[..., None], pages: int = 1) -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    register_font()
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842))
    for number in range(pages):
        canvas.setFont("Report", 12)
        draw(canvas, number)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def make_zip(files: dict[str, bytes | str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def make_docx(body: str, *, numbering: str = "", styles: str = "", prolog: str = "", core: str = "") -> bytes:
    """A Word file with this body in WordprocessingML."""
    office = "http://schemas.openxmlformats.org"
    kind = f"{office}/officeDocument/2006/relationships"
    content = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    parts = {"document": "document.main", "numbering": "numbering", "styles": "styles"}
    overrides = "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{content}.{name}+xml"/>'
        for part, name in parts.items()
    )
    core_type = "application/vnd.openxmlformats-package.core-properties+xml"
    overrides += f'<Override PartName="/docProps/core.xml" ContentType="{core_type}"/>'
    core_link = (
        f'<Relationship Id="r2" Type="{office}/package/2006/relationships/metadata/core-properties" '
        'Target="docProps/core.xml"/>'
    )
    package = f"{office}/package/2006"
    files: dict[str, bytes | str] = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{overrides}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{kind}/officeDocument" Target="word/document.xml"/>'
        f"{core_link if core else ''}</Relationships>",
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="n" Type="{kind}/numbering" Target="numbering.xml"/>'
        f'<Relationship Id="s" Type="{kind}/styles" Target="styles.xml"/></Relationships>',
        "word/document.xml": f'{prolog}<w:document xmlns:w="{WORD}" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<w:body>{body}</w:body></w:document>",
        "word/numbering.xml": f'<w:numbering xmlns:w="{WORD}">{numbering}</w:numbering>',
        "word/styles.xml": f'<w:styles xmlns:w="{WORD}">{styles}</w:styles>',
    }
    if core:
        files["docProps/core.xml"] = (
            f'<cp:coreProperties xmlns:cp="{package}/metadata/core-properties" '
            f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{core}</dc:title></cp:coreProperties>'
        )
    return make_zip(files)


def para(text: str, *, number: tuple[int, int] | None = None, style: str = "") -> str:
    """A paragraph in WordprocessingML; `number` is (numId, ilvl)."""
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if number:
        properties += f'<w:numPr><w:ilvl w:val="{number[1]}"/><w:numId w:val="{number[0]}"/></w:numPr>'
    run = f'<w:r><w:t xml:space="preserve">{html.escape(text)}</w:t></w:r>' if text else ""
    return f"<w:p><w:pPr>{properties}</w:pPr>{run}</w:p>"


def cell(*texts: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(map(para, texts))}</w:tc>"


def make_list(*levels: tuple[str, str], name: int = 1, extra: str = "") -> str:
    """Definition of a list; each level is (numFmt, lvlText)."""
    inner = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'{extra}<w:lvlText w:val="{text}"/></w:lvl>'
        for depth, (form, text) in enumerate(levels)
    )
    return (
        f'<w:abstractNum w:abstractNumId="{name}">{inner}</w:abstractNum>'
        f'<w:num w:numId="{name}"><w:abstractNumId w:val="{name}"/></w:num>'
    )


def write_formats(folder: Path) -> Path:
    """A report of each format, each of another year."""
    lines = [
        *(
            "某县2020年法治政府建设年度报告",
            "一、主要工作",
            BODY,
            "二、存在的问题",
            "行政执法规范化水平有待提高。",
        ),
        *("某县人民政府", "2021年3月1日"),
    ]
    page = make_plain_page(lines).encode()
    saved = b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\n"
    saved += (
        b"Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n" + page + b"\n--x--\n"
    )
    files = {
        "a.txt": "\n".join(lines).encode(),
        "b.html": page.replace(b"2020", b"2021"),
        "c.mhtml": saved.replace(b"2020", b"2019"),
        "d.pdf": make_pdf([line.replace("2020", "2018") for line in lines]),
        "e.docx": make_docx("".join(para(line.replace("2020", "2017")) for line in lines)),
        "f.zip": make_zip({"g.txt": "\n".join(lines).replace("2020", "2016").encode()}),
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder
