"""The article of a page is read where the page hides it; what a reader never sees is left out, and counted."""

from __future__ import annotations

import html
import time

import pytest

from analysis.reading.formats import Extract, extract

from .builders import make_page, refused, squeeze
from .pages import BODY, LINES, PARTS, TITLE, make_site_page

ESCAPED = html.escape(BODY)
SHARE = "请使用微信扫一扫功能将本网页分享给好友或者朋友圈。"


def codes(found: Extract) -> list[str]:
    return [remark.code for remark in found.remarks]


def body_of(found: Extract) -> list[str]:
    return [line for line in found.text.splitlines() if line in LINES]


@pytest.mark.parametrize(
    "body",
    [
        f'<div id="js_content" style="visibility: hidden; opacity: 0">{BODY}</div>',
        f'<div class="con" style="display:none;">{BODY}</div>',
        f'<div style="DISPLAY : none"><div style="display:none">{BODY}</div></div>',
        f"<section hidden>{BODY}</section>",
        f'<textarea id="c" style="display:none">{ESCAPED}</textarea>',
        f"<textarea>{BODY}</textarea>",
        f"<form><textarea>{chr(10).join(LINES[1:])}</textarea></form>",
        f"<template>{BODY}</template>",
        f"<noscript>{BODY}</noscript>",
        f'<iframe srcdoc="{ESCAPED}"></iframe>',
        f'<input type="hidden" value="{ESCAPED}">',
        f'<script type="text/template">{BODY}</script>',
    ],
    ids=lambda body: body[:24],
)
def test_an_article_that_waits_for_a_script_is_read(body: str) -> None:
    found = extract(make_site_page(body))
    assert body_of(found) == LINES
    assert codes(found) == ["hidden_text_read"]
    assert "首页" not in found.text


@pytest.mark.parametrize("tag", ["div", "section", "li"])
def test_tabs_are_read_beside_the_one_that_is_shown(tag: str) -> None:
    panes = ["".join(f"<p>{line}</p>" for line in part) for part in PARTS]
    shown, *others = panes
    body = f'<{tag} class="pane on"><p>{LINES[1]}</p>{shown}</{tag}>' + "".join(
        f'<{tag} class="pane" style="display:none">{pane}</{tag}>' for pane in others[:-1]
    )
    found = extract(make_site_page(body))
    assert [line for part in PARTS[:-1] for line in part] == [
        line for line in body_of(found) if any(line in part for part in PARTS)
    ]
    assert codes(found) == ["hidden_text_read"]


@pytest.mark.parametrize(
    ("hidden", "expected"),
    [
        (f'<div class="phone" style="display:none">{BODY}</div>', []),  # the same again, for telephones
        (f'<div class="share" style="display:none"><p>{SHARE}</p></div>', []),
        ("<noscript><p>您的浏览器不支持脚本，请开启后再访问本网站。</p></noscript>", []),
        (f'<div class="pop" style="display:none"><p>{SHARE * 30}</p></div>', ["hidden_text_left_out"]),
        ('<textarea name="comment">请输入您的意见</textarea>', []),
    ],
)
def test_what_a_page_hides_beside_its_article_is_left_out(hidden: str, expected: list[str]) -> None:
    found = extract(make_site_page(f'<div class="con">{BODY}</div>{hidden}'))
    assert body_of(found) == LINES
    assert squeeze(found.text).count("评查案卷180宗") == 1
    assert "扫一扫" not in found.text
    assert "浏览器" not in found.text
    assert codes(found) == expected


def test_a_page_that_shows_its_text_in_a_frame_says_where_it_is() -> None:
    found = extract(make_site_page('<iframe src="content%5F1.html"></iframe>'))
    assert [(remark.code, remark.parts["file"]) for remark in found.remarks] == [
        ("text_in_frame", "content_1.html")
    ]
    framed = f'<html><head><title>{TITLE}</title></head><frameset cols="20%,80%"><frame src="a.html"><frame src="b.html"></frameset></html>'
    assert refused(framed.encode()) == (
        "unsupported",
        "is a page of frames; its text is in a.html; save that page",
    )


def test_a_page_that_loads_its_text_is_told() -> None:
    found = extract(make_site_page('<div id="app"></div>'))
    assert codes(found) == ["little_text"]
    page = extract(
        make_site_page('<p>报告全文见附件。</p><p>附件：<a href="./P02%E6%8A%A5.pdf?v=1">报告</a></p>')
    )
    assert page.remarks[0].say().endswith("; it links P02报.pdf")
    assert codes(extract(make_page(f"<p>{LINES[2]}{LINES[3]}</p>").encode())) == []


@pytest.mark.parametrize("name", ["Content-Location: http://example.org/x/b.html", "Content-ID: <b@x>"])
def test_a_web_archive_holds_the_pages_of_its_frames(name: str) -> None:
    source = "cid:b@x" if "ID" in name else "b.html"
    outer = make_site_page(f'<iframe src="{source}"></iframe>').decode()
    inner = make_page(BODY, '<meta charset="utf-8">')
    parts = [
        f"Content-Type: text/html; charset=utf-8\n\n{outer}",
        f"Content-Type: text/html; charset=utf-8\n{name}\n\n{inner}",
    ]
    archive = (
        "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\n"
        + "\n--x\n".join(parts)
        + "\n--x--\n"
    )
    found = extract(archive.encode())
    assert (found.kind, body_of(found), codes(found)) == ("mhtml", LINES, [])


def test_many_hidden_blocks_take_time_in_proportion() -> None:
    blocks = "".join(f'<span style="display:none">{number}{LINES[3]}</span>' for number in range(4_000))
    start = time.process_time()
    extract(make_site_page(f"<div>{BODY}</div><div>{blocks}</div>"))
    assert time.process_time() - start < 8
