"""Styles that hide what they are about are told from those that move or colour it."""

from __future__ import annotations

import lxml.html
import pytest

from analysis.reading.formats import extract
from analysis.reading.formats.html_styles import hides, hiding_rules

from .pages import BODY, LINES, make_site_page

FILLER = "关键词堆砌" * 50


@pytest.mark.parametrize(
    ("style", "hidden"),
    [
        ("display:none", True),
        ("DISPLAY : NONE;", True),
        ("visibility:hidden", True),
        ("opacity:0", True),
        ("opacity: 0.0;", True),
        ("opacity:0.8", False),
        ("fill-opacity:0", False),
        ("font-size:0", True),
        ("font-size:0.9em", False),
        ("text-indent:-9999px", True),
        ("text-indent:-2em", False),
        ("position:absolute;left:-9999px", True),
        ("margin-left:-9999px", False),
        ("height:0;overflow:hidden", True),
        ("height:0", False),
        ("line-height:0;overflow:hidden", False),
        ("overflow:hidden", False),
        ("", False),
    ],
)
def test_hiding_styles(style: str, hidden: bool) -> None:
    assert hides(style) is hidden


@pytest.mark.parametrize(
    ("sheet", "classes", "ids"),
    [
        (".a,.b{display:none}", {"a", "b"}, set()),
        ("/* .a{display:none} */ #c { visibility : hidden }", set(), {"c"}),
        ("@media print{.a{display:none}.b{color:red}}.c{display:none}", {"c"}, set()),
        ("@import url(a.css);.a{display:none}", {"a"}, set()),
        (".a .b{display:none} p.c{display:none} .d:hover{display:none}", set(), set()),
        ("@media x{.a{display:none}", set(), set()),
    ],
)
def test_rules_of_style_sheets(sheet: str, classes: set[str], ids: set[str]) -> None:
    page = lxml.html.document_fromstring(f"<html><head><style>{sheet}</style></head><body></body></html>")
    assert hiding_rules(page) == (classes, ids)


@pytest.mark.parametrize(
    "style", ["opacity:0", "text-indent:-9999px", "font-size:0", "height:0;overflow:hidden"]
)
def test_a_filler_is_left_out_and_an_article_is_read(style: str) -> None:
    plain = extract(make_site_page(f'<div class="con">{BODY}</div>')).text
    filled = extract(make_site_page(f'<div class="con">{BODY}</div><div style="{style}">{FILLER}</div>'))
    assert filled.text == plain
    assert [remark.code for remark in filled.remarks] == ["hidden_text_left_out"]
    article = extract(make_site_page(f'<div style="{style}">{BODY}</div>'))
    assert article.text == plain
    assert [remark.code for remark in article.remarks] == ["hidden_text_read"]


def test_paragraphs_that_are_hidden_one_by_one_are_read() -> None:
    rows = "".join(f'<p style="display:none">{line}</p>' for line in LINES[1:])
    found = extract(make_site_page(f'<div class="con">{rows}</div>'))
    assert found.text.splitlines() == LINES
    assert [remark.code for remark in found.remarks] == ["hidden_text_read"]
