"""Automatic numbers of Word files."""

from __future__ import annotations

import pytest

from analysis.reading.formats import extract
from analysis.reading.formats.word_numbering import format_number

from .builders import make_docx, make_list, para


def test_automatic_numbers() -> None:
    numbering = make_list(("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."))
    levels = [0, 1, 1, 2, 2, 0, 1, 2]
    body = "".join(para(f"{place}号", number=(1, level)) for place, level in enumerate(levels))
    assert extract(make_docx(body + para("无", number=(0, 0)), numbering=numbering)).text.split("\n") == [
        "一、0号",
        "（一）1号",
        "（二）2号",
        "1. 3号",
        "2. 4号",
        "二、5号",
        "（一）6号",
        "1. 7号",
        "无",
    ]


def test_numbers_of_several_levels_and_bullets() -> None:
    numbering = make_list(("chineseCounting", "第%1章"), ("decimal", "%1.%2"), name=1, extra="<w:isLgl/>")
    numbering += make_list(("bullet", "\uf0b7"), name=2)
    body = para("甲", number=(1, 0)) + para("乙", number=(1, 1)) + para("丙", number=(2, 0))
    body += para("", number=(1, 1)) + para("丁", number=(1, 1))  # Word counts an empty paragraph
    assert extract(make_docx(body, numbering=numbering)).text == "第1章甲\n1.1 乙\n丙\n1.3 丁"


def test_numbers_of_styles_links_and_restarts() -> None:
    number = '<w:pPr><w:numPr>{}<w:numId w:val="1"/></w:numPr></w:pPr>'
    depth = '<w:ilvl w:val="1"/>'
    styles = (
        f'<w:style w:type="paragraph" w:styleId="H1">{number.format("")}</w:style>'
        f'<w:style w:type="paragraph" w:styleId="H2"><w:basedOn w:val="H1"/>{number.format(depth)}</w:style>'
        '<w:style w:type="paragraph" w:styleId="Circle"><w:basedOn w:val="Circle"/></w:style>'
        f'<w:style w:type="numbering" w:styleId="Linked">{number.format("")}</w:style>'
    )
    numbering = make_list(("chineseCountingThousand", "%1、"), ("decimalEnclosedCircleChinese", "%2"))
    numbering += (
        '<w:abstractNum w:abstractNumId="7"><w:numStyleLink w:val="Linked"/></w:abstractNum>'
        '<w:num w:numId="7"><w:abstractNumId w:val="7"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    )
    body = (
        para("甲", style="H1") + para("乙", style="H2") + para("丙", style="H1") + para("丁", style="Circle")
    )
    body += para("戊", number=(7, 0)) + para("己", number=(7, 0)) + para("庚", style="H1", number=(0, 0))
    found = extract(make_docx(body, numbering=numbering, styles=styles)).text
    assert found == "一、甲\n①乙\n二、丙\n丁\n一、戊\n二、己\n庚"


@pytest.mark.parametrize(
    ("number", "form", "text"),
    [
        (1, "chineseCounting", "一"),
        (10, "chineseCountingThousand", "十"),
        (11, "japaneseCounting", "十一"),
        (20, "taiwaneseCountingThousand", "二十"),
        (110, "chineseCountingThousand", "一百一十"),
        (1005, "chineseCountingThousand", "一千零五"),
        (0, "chineseCounting", "零"),
        (10, "ideographDigital", "一〇"),
        (12, "chineseLegalSimplified", "壹拾贰"),
        (3, "ideographTraditional", "丙"),
        (21, "decimalEnclosedCircle", "21"),
        (4, "upperRoman", "IV"),
        (1994, "lowerRoman", "mcmxciv"),
        (3, "decimalZero", "03"),
        (12, "decimalFullWidth", "１２"),
        (2, "upperLetter", "B"),
        (7, "unheardOf", "7"),
    ],
)
def test_number_formats(number: int, form: str, text: str) -> None:
    assert format_number(number, form) == text
