"""Plain text comes back as it is."""

from __future__ import annotations

import pytest

from analysis.reading.formats import extract


@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "gb18030"])
def test_txt_gives_the_text_unaltered(lines: list[str], codec: str) -> None:
    text = "\r\n".join(lines) + "\n"
    found = extract(text.encode(codec))
    assert (found.text, found.kind, found.title, found.published, found.remarks) == (
        text,
        "txt",
        None,
        None,
        (),
    )


def test_the_marks_of_a_quoted_letter_are_left_out_and_counted() -> None:
    found = extract("您好：\n> 一、制度\n> 制定规章2件。\n>\n> 二、执法\n>> 办案5件。\n".encode())
    assert found.text == "您好：\n一、制度\n制定规章2件。\n\n二、执法\n办案5件。\n"
    assert [(remark.code, remark.parts) for remark in found.remarks] == [("quote_marks_left_out", {"n": 5})]


@pytest.mark.parametrize("text", ["> 首页 > 公开\n一、制度\n制定规章2件。\n", "A>B\n" * 9])
def test_other_signs_are_left(text: str) -> None:
    assert extract(text.encode()).text == text
