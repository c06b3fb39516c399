"""One script for looking things up: simplified, half-width, without blanks and glosses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.reading.evidence.script import is_traditional, legible, legible_all


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("　２０２０ 年 ", "2020年"),
        ("關於法治政府建設情況的報告", "关于法治政府建设情况的报告"),
        ("法治政府建設(shè)實(shí)施", "法治政府建设实施"),
        ("现(xiàn)将(jiāng)情况", "现将情况"),
        ("垡头街道—訚柏·某", "垡头街道—訚柏·某"),
        ("(一)ABC(abcdefgh)", "(一)ABC(abcdefgh)"),
        ("", ""),
    ],
)
def test_legible(text: str, read: str) -> None:
    assert legible(text) == read


@pytest.mark.parametrize(
    ("text", "found"), [("推進依法行政", True), ("推进依法行政—·", False), ("訚柏同志", False), ("", False)]
)
def test_script_of_a_text(text: str, found: bool) -> None:
    assert is_traditional(text) is found


@given(st.lists(st.text("关于關於法治建設（）()shè—·２０ \u3000\n", max_size=12), max_size=5))
def test_texts_together_are_read_as_each_alone(texts: list[str]) -> None:
    assert legible_all(texts) == [legible(text) for text in texts]
