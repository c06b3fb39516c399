"""The forms that sites, mail and office programs give to a report: each makes a file of it, whole or in part."""

from __future__ import annotations

import html
import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

from .formats.builders import (
    cell,
    draw_pdf,
    lay_out,
    make_docx,
    make_list,
    make_pdf,
    make_zip,
    para,
    register_font,
    wrap,
)
from .printing import rows
from .site_reports import Report

Build = Callable[[Report], bytes]


def _p(lines: list[str], form: str = "<p>　　{}</p>") -> str:
    return "".join(form.format(html.escape(line)) for line in lines)


def _page(report: Report, body: str, *, head: str = "", title: str | None = None, shown: bool = True) -> str:
    """A page of a site: navigation, the place in it, the title, the body, and what stands below."""
    name = f"{report.title}_{report.region}人民政府网站" if title is None else title
    nav = "".join(f'<li><a href="/{place}">{item}</a></li>' for place, item in enumerate(["首页", "政务公开", "办事服务", "互动交流", "数据开放"]))  # fmt: skip
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{name}</title>{head}</head><body>'
        f'<div class="head"><ul>{nav}</ul></div><div class="path">您当前的位置：<a href="/">首页</a> &gt; <a href="/z">政务公开</a></div>'
        f'<div class="main">{f"<h1>{report.title}</h1>" if shown else ""}{body}</div>'
        f'<div class="foot"><p>主办：{report.region}人民政府办公室　网站标识码：3400000000</p></div></body></html>'
    )


def _info(report: Report) -> str:
    return f'<div class="info">发布时间：{report.year + 1}-02-27 09:30　来源：{report.issuer}　字体：【大 中 小】　【打印】【关闭】</div>'


def _site(form: str = "<p>　　{}</p>", wrapper: str = '<div class="con">{}</div>', **how: Any) -> Build:
    return lambda report: _page(report, _info(report) + wrapper.format(_p(report.body, form)), **how).encode()


def _keys(report: Report) -> bytes:
    table = (
        f"<table><tr><td>索 引 号</td><td>00{report.year}/2-0014</td><td>主题分类</td><td>司法</td></tr>"
        f"<tr><td>发布机构</td><td>{report.issuer}</td><td>发布日期</td><td>{report.year + 1}-03-02</td></tr>"
        f"<tr><td>名　　称</td><td>{report.title}</td><td>文　　号</td><td>无</td></tr></table>"
    )
    return _page(report, f'{table}<div class="con">{_p(report.body)}</div>').encode()


def _bullets(report: Report) -> bytes:
    keys = f"<ul><li>• 索引号:</li><li>00{report.year}-14</li><li>• 发文机构:</li><li>{report.issuer}</li><li>• 发布日期:</li><li>{report.year + 1}年03月02日 16:34</li></ul>"
    return _page(report, f'{keys}<div class="con">{_p(report.body)}</div>').encode()


def _old(report: Report) -> bytes:
    cells = "<br>".join(f"&nbsp;&nbsp;&nbsp;&nbsp;{line}" for line in report.body)
    page = (
        f'<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312"><title>{report.title}</title></head><body>'
        f"<table width=980><tr><td><font color=red><b>{report.region}政府信息网</b></font></td></tr></table>"
        f"<table><tr><td align=center><font size=5>{report.title}</font></td></tr><tr><td><font size=3>{cells}</font></td></tr></table>"
        "</body></html>"
    )
    return page.encode("gb18030")


def _broken_title(report: Report) -> bytes:
    cut = report.title.index(str(report.year)) + 5
    body = f"<h1>{report.title[:cut]}<br/>{report.title[cut:]}</h1>{_info(report)}<div class='con'>{_p(report.body)}</div>"
    return _page(report, body, shown=False).encode()


def _spans(report: Report) -> bytes:
    def words(line: str) -> str:
        return "".join(
            f"<span>{html.escape(line[place : place + 3])}</span>" for place in range(0, len(line), 3)
        )

    return _page(
        report, f'<div class="con">{"".join(f"<p>{words(line)}</p>" for line in report.body)}</div>'
    ).encode()


def _tabs(report: Report) -> bytes:
    half = len(report.body) // 2
    panes = "".join(
        f'<div class="tab-pane" style="display:{show}">{_p(lines)}</div>'
        for show, lines in (("block", report.body[:half]), ("none", report.body[half:]))
    )
    return _page(report, f'<div class="tab-content">{panes}</div>').encode()


def _phone(report: Report) -> bytes:
    body = f'<div class="pc">{_p(report.body)}</div><div class="wap" style="display:none">{_p(report.body)}</div>'
    return _page(report, body).encode()


def _state(report: Report) -> bytes:
    state = json.dumps({"props": {"con": _p(report.body)}})
    return _page(report, f'<div id="app"></div><script>window.__DATA__={state}</script>').encode()


def _printed_page(report: Report) -> bytes:
    lines = [row for line in report.body for row in rows(line, 38, "　　")]
    return _page(report, f'<div class="con">{_p(lines, "<p>{}</p>")}</div>').encode()


def _archive(report: Report) -> bytes:
    head = "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\nContent-Type: text/html; charset=utf-8\n"
    return f"{head}\n{_site()(report).decode()}\n--x--\n".encode()


def _text(make: Callable[[Report], list[str]], joint: str = "\n", codec: str = "utf-8") -> Build:
    return lambda report: (joint.join(make(report)) + joint).encode(codec)


def _wrapped(width: int, indent: str = "　　", **how: Any) -> Callable[[Report], list[str]]:
    return lambda report: [row for line in report.lines for row in rows(line, width, indent, **how)]


def _numbered(report: Report) -> list[str]:
    lines = _wrapped(36)(report)
    return [mark for place, row in enumerate(lines) for mark in ([row, f"- {place // 20 + 1} -"] if place % 20 == 19 else [row])]  # fmt: skip


def _fed(report: Report) -> list[str]:
    return [("\f" if place % 25 == 24 else "") + row for place, row in enumerate(_wrapped(40)(report))]


def _two_rows(report: Report) -> list[str]:
    cut = len(report.title) - 6
    return [report.title[:cut], report.title[cut:], *report.body]


def _own_row(report: Report) -> list[str]:
    return [report.issuer, report.title.removeprefix(report.issuer), *report.body]


def _copied(report: Report) -> list[str]:
    head = [
        "首页 > 政务公开 > 法治政府建设年度报告",
        report.title,
        f"{report.year + 1}-02-27 16:20　来源：{report.issuer}　浏览次数：126",
    ]
    return [
        *head,
        "",
        *(f"　　{line}" for line in report.body),
        "",
        "【打印本页】 【关闭窗口】",
        "上一篇：关于公布目录的通知",
    ]


def _letter(report: Report) -> list[str]:
    return ["您好，报告全文如下：", *(f"> {row}" for row in _wrapped(34, "")(report))]


def _docx(make: Callable[[Report], str], **how: Any) -> Build:
    return lambda report: make_docx(make(report), **how)


def _paras(lines: list[str]) -> str:
    return "".join(map(para, lines))


def _numbered_docx(report: Report) -> str:
    body = [
        para(line[2:], number=(1, 0))
        if line[1:2] == "、"
        else para(line[3:], number=(1, 1))
        if line.startswith("（")
        else para(line)
        for line in report.lines
    ]
    return "".join(body)


def _tracked(report: Report) -> str:
    deleted = '<w:p><w:del w:id="1" w:author="a"><w:r><w:delText>此段删去，不再保留。</w:delText></w:r></w:del></w:p>'
    inserted = f'<w:p><w:ins w:id="2" w:author="a"><w:r><w:t>{report.lines[3]}</w:t></w:r></w:ins></w:p>'
    return _paras(report.lines[:3]) + deleted + inserted + _paras(report.lines[4:])


def _boxed(report: Report) -> str:
    box = f"<w:txbxContent>{_paras(report.body)}</w:txbxContent>"
    return f"{para(report.title)}<w:p><w:r><w:pict>{box}</w:pict></w:r></w:p>"


def _soft(report: Report) -> str:
    def broken(line: str) -> str:
        return "<w:br/>".join(f"<w:t>{html.escape(row)}</w:t>" for row in rows(line, 36))

    return para(report.title) + "".join(f"<w:p><w:r>{broken(line)}</w:r></w:p>" for line in report.body)


def _macros(report: Report) -> bytes:
    plain = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    with zipfile.ZipFile(io.BytesIO(make_docx(_paras(report.lines)))) as archive:
        parts = {name: archive.read(name).decode().replace(plain, "application/vnd.ms-word.document.macroEnabled.main+xml") for name in archive.namelist()}  # fmt: skip
    return make_zip(dict(parts))


def _drawn(
    also: Callable[[Any, Report, int], None] = lambda canvas, report, number: None, *, mode: int = 0
) -> Build:
    """The report on pages, and something else drawn on each before it."""

    def build(report: Report) -> bytes:
        register_font()
        lines = [row for line in report.lines for row in wrap(line, 450, 24)]
        starts = [
            place for line in report.lines for place in [True] + [False] * (len(wrap(line, 450, 24)) - 1)
        ]
        pages = [lines[place : place + 28] for place in range(0, len(lines), 28)]

        def page(canvas: Any, number: int) -> None:
            canvas.saveState()
            also(canvas, report, number)
            canvas.restoreState()
            canvas.setFont("Report", 12)
            for place, row in enumerate(pages[number]):
                text = canvas.beginText(96 if starts[28 * number + place] else 72, 740 - 24 * place)
                text.setTextRenderMode(mode)
                text.textLine(row)
                canvas.drawText(text)

        return draw_pdf(page, pages=len(pages))

    return build


def _turned(canvas: Any, report: Report, number: int) -> None:
    canvas.setFont("Report", 40)
    canvas.translate(160, 380)
    canvas.rotate(40)
    canvas.drawString(0, 0, "仅供查阅")


def _filler(canvas: Any, report: Report, number: int) -> None:
    canvas.setFont("Report", 12)
    canvas.setFillColorRGB(1, 1, 1)
    canvas.drawString(72, 728, "法治政府建设情况报告全文下载")


def _bold(canvas: Any, report: Report, number: int) -> None:
    if number == 0:
        canvas.setFont("Report", 12)
        canvas.drawString(96.4, 740, wrap(report.title, 450, 24)[0])


def _gazette(canvas: Any, report: Report, number: int) -> None:
    canvas.setFont("Report", 9)
    canvas.drawString(72, 805, f"{report.region}人民政府公报")
    canvas.drawString(290, 36, f"— {number + 1} —")


READ: dict[str, Build] = {
    # pages of sites
    "plain.html": _site(),
    "keys.html": _keys,
    "bullets.html": _bullets,
    "old_gbk.html": _old,
    "breaks.html": _site("　　{}<br>"),
    "divs.html": _site("<div>{}</div>"),
    "ucap.html": _site(wrapper="<UCAPCONTENT>{}</UCAPCONTENT>"),
    "pre.html": _site("{}\n", "<pre>{}</pre>"),
    "cells.html": _site("<tr><td>{}</td></tr>", "<table>{}</table>"),
    "quote.html": _site(wrapper="<blockquote>{}</blockquote>"),
    "title_only.html": lambda report: _page(report, f'<div class="con">{_p(report.body)}</div>', shown=False).encode(),
    "title_meta.html": lambda report: _page(
        report, f'<div class="con">{_p(report.body)}</div>', title="内容页", shown=False,
        head=f'<meta name="ArticleTitle" content="{report.title}"><meta name="PubDate" content="{report.year + 1}-02-27">',
    ).encode(),
    "broken_title.html": _broken_title,
    "spans.html": _spans,
    "wechat.html": _site(wrapper='<div id="js_content" style="visibility:hidden;opacity:0">{}</div>'),
    "unfolds.html": _site(wrapper='<div id="zoom" style="display:none">{}</div>'),
    "rule.html": _site(wrapper='<div class="art">{}</div>', head="<style>.art{{display:none}}</style>".replace("{{", "{").replace("}}", "}")),
    "field.html": lambda report: _page(report, f"<textarea>{html.escape(_p(report.body))}</textarea>").encode(),
    "template.html": _site(wrapper="<template>{}</template>"),
    "srcdoc.html": lambda report: _page(report, f'<iframe srcdoc="{html.escape(_p(report.body))}"></iframe>').encode(),
    "tabs.html": _tabs,
    "phone.html": _phone,
    "state.html": _state,
    "printed.html": _printed_page,
    "joiners.html": lambda report: _page(report, _p(["\u2060".join(line) for line in report.body]).join(['<div class="con">', "</div>"])).encode(),
    "saved.mhtml": _archive,
    # texts
    "plain.txt": _text(lambda report: report.lines),
    "gbk.txt": _text(lambda report: report.lines, codec="gb18030"),
    "utf16.txt": _text(lambda report: report.lines, codec="utf-16"),
    "copied.txt": _text(_copied),
    "two_rows.txt": _text(_two_rows),
    "own_row.txt": _text(_own_row),
    "wrapped.txt": _text(_wrapped(33)),
    "wrapped_plain.txt": _text(_wrapped(45, "")),
    "wrapped_numbered.txt": _text(_numbered),
    "wrapped_fed.txt": _text(_fed),
    "double.txt": _text(_wrapped(38), "\n\n"),
    "tabs.txt": _text(_wrapped(40, "\t"), "\r\n"),
    "letter.txt": _text(_letter),
    "one_line.txt": _text(lambda report: report.lines, "　　"),
    "blanks.txt": _text(lambda report: report.lines, " "),
    "radicals.txt": _text(lambda report: ["".join(line).translate(str.maketrans("一二行方", "⼀⼆⾏⽅")) for line in report.lines]),
    "hyphens.txt": _text(lambda report: ["\u00ad".join(line) for line in report.lines]),
    # Word files
    "plain.docx": _docx(lambda report: _paras(report.lines)),
    "numbers.docx": _docx(_numbered_docx, numbering=make_list(("chineseCounting", "%1、"), ("chineseCounting", "（%2）"))),
    "table.docx": _docx(lambda report: f"{para(report.title)}<w:tbl><w:tr>{cell(*report.body)}</w:tr></w:tbl>"),
    "box.docx": _docx(_boxed),
    "tracked.docx": _docx(_tracked),
    "control.docx": _docx(lambda report: f"{para(report.title)}<w:sdt><w:sdtContent>{_paras(report.body)}</w:sdtContent></w:sdt>"),
    "from_pdf.docx": _docx(lambda report: _paras(_wrapped(37)(report))),
    "soft.docx": _docx(_soft),
    "macros.docm": _macros,
    # PDF files
    "plain.pdf": lambda report: make_pdf(report.lines, indent=2),
    "set.pdf": lambda report: lay_out(report.lines, firstLineIndent=24, fontSize=12, leading=20),
    "columns.pdf": lambda report: lay_out(report.lines, columns=2, firstLineIndent=20, fontSize=10, leading=20),
    "gazette.pdf": _drawn(_gazette),
    "turned.pdf": _drawn(_turned),
    "filler.pdf": _drawn(_filler),
    "bold.pdf": _drawn(_bold),
    "ocr.pdf": _drawn(mode=3),
    "packed.zip": lambda report: make_zip({"报告/正文.txt": "\n".join(report.lines)}),
}  # fmt: skip
# name -> build and the remark that has to be there, or one of several
ELSEWHERE: dict[str, tuple[Build, str]] = {
    "framed.html": (lambda report: _page(report, '<iframe src="con.html"></iframe>').encode(), "text_in_frame"),
    "attached.html": (lambda report: _page(report, '<p>详见附件。</p><a href="/P020210301.pdf">附件</a>').encode(), "text_attached"),
    "loads.html": (lambda report: _page(report, '<div id="app"></div><script src="a.js"></script>').encode(), "little_text"),
    "scanned.pdf": (lambda report: draw_pdf(lambda canvas, number: canvas.rect(50, 50, 400, 700, fill=1)), "scanned|nothing_by_ocr"),
    "notice.docx": (lambda report: make_docx(_paras([report.title, "（见附件）"])), "no_work"),
    "locked.docx": (lambda report: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") + bytes(600), "encrypted_office"),
}  # fmt: skip
