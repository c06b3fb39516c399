"""Web pages: every line of a report, what the page says of itself, and pages no browser would like."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from analysis.reading.formats import Extract, Limits, Refusal, extract
from analysis.reading.remarks import Remark

from .builders import BODY, make_page, make_plain_page, refused, trimmed


@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "gb18030"])
def test_plain_page_gives_the_lines(lines: list[str], codec: str) -> None:
    found = extract(make_plain_page(lines).encode(codec))
    assert trimmed(found.text.split("\n")) == trimmed(lines)
    assert found.remarks == ()


@pytest.mark.parametrize(
    ("head", "title", "published"),
    [
        ("", None, None),
        ("<title> 工作\n报告 </title>", "工作 报告", None),
        ("<title>标题_某市</title>", "标题", None),  # the heading is part of it
        ('<meta property="og:title" content="甲"><title>乙</title>', "甲", None),
        ('<meta name="ARTICLETITLE" content="甲"><meta name="title" content="乙">', "甲", None),
        ('<meta name="ArticleTitle" content=" "><title>乙</title>', "乙", None),
        ('<meta name="pubdate" content="2021年3月5日">', None, date(2021, 3, 5)),
        ('<meta name="PubDate" content="20210305">', None, date(2021, 3, 5)),
        (
            '<meta name="PubDate" content="2021-02-30"><meta name="date" content="2021/3/1">',
            None,
            date(2021, 3, 1),
        ),
        ('<meta name="PubDate" content="昨天">', None, None),
        ("<script>var createTime = '2021-03-12 17:30';</script>", None, date(2021, 3, 12)),
        ('<meta name="description" content="2021-03-05">', None, None),
    ],
)
def test_metadata_of_a_page(head: str, title: str | None, published: date | None) -> None:
    found = extract(make_page("<h1>标题</h1><p>依法行政，2019年1月1日</p>", head).encode())
    assert (found.title, found.published) == (title, published)


@pytest.mark.parametrize("declared", ["gb2312", "utf-8", "big5", "iso-8859-1"])
@pytest.mark.parametrize("codec", ["gbk", "utf-8", "utf-16"])
def test_declared_charset_yields_to_plausibility(declared: str, codec: str) -> None:
    page = make_page(
        f"<p>{BODY}</p>", f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">'
    )
    assert extract(page.encode(codec)).text == BODY


@pytest.mark.parametrize(
    "source",
    [
        "<div>" * 50_000 + BODY + "</div>" * 50_000,
        "<html>" + "<font>" * 3_000 + BODY,
        "<div>" * 300 + f"<p>{BODY}",
    ],
)
def test_deep_nesting(source: str) -> None:
    found = extract(source.encode())
    assert found.text == BODY
    assert found.remarks == (Remark("page_too_deep"),)


@pytest.mark.parametrize(
    "source",
    [
        "<html>" + "<!---->" * 50_000 + "甲",
        "<html>" + "<a" * 200_000 + ">甲",
        "<html>" + "<div>" * 300 + "<" + "a" * 500_000 + "<p>甲",
        "<html><p>甲" + " " * 1_000_000 + "乙",
        "<!--" * 100_000 + "甲",
    ],
)
def test_no_source_makes_the_search_slow(source: str) -> None:
    try:
        extract(source.encode(), limits=Limits(seconds=5))
    except Refusal as refusal:
        assert "longer" not in refusal.reason  # noqa: PT017


def test_entity_in_a_page_touches_no_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret", encoding="utf-8")
    page = f'<!DOCTYPE html [<!ENTITY x SYSTEM "{secret.as_uri()}">]><html><body><p>甲&x;</p></body></html>'
    assert "secret" not in extract(page.encode()).text


def test_web_archive() -> None:
    page = make_page(f"<p>{BODY}</p>", "<title>报告</title>").encode("gbk")
    data = (
        b"From: <Saved by Blink>\r\nSubject: report\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related; type="text/html"; boundary="----x"\r\n\r\n------x\r\n'
        b"Content-Type: text/html; charset=gb2312\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + page + b"\r\n"
        b"------x\r\nContent-Type: image/png\r\n\r\nx\r\n------x--\r\n"
    )
    assert extract(data) == Extract(BODY, "mhtml", "gb18030", "报告")
    assert refused(data.replace(b"text/html; charset", b"text/css; charset"))[0] == "unsupported"
