"""Lines of a web page: (source in, lines out)."""

from __future__ import annotations

import html

import pytest

from analysis.reading.formats import extract

from .builders import make_page, trimmed


@pytest.mark.parametrize(
    "form", ["<div>{}</div>", "{}<br>", "<tr><td>{}</td></tr>", "<section><p><span>{}</span></p></section>"]
)
def test_other_markup_gives_the_same_lines(lines: list[str], form: str) -> None:
    body = "".join(form.format(html.escape(line)) for line in lines)
    page = make_page(f"<table>{body}</table>" if "<tr>" in form else body)
    assert trimmed(extract(page.encode()).text.split("\n")) == trimmed(lines)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>甲</p>乙<p>丙</p>丁", "甲\n乙\n丙\n丁"),
        ("甲<br>乙<br/><br/>丙", "甲\n乙\n丙"),
        ("<p>一<b>、依</b>法</p><ul><li>甲<li>乙</ul>", "一、依法\n甲\n乙"),
        ("<p>依法\n   行政 rule\nof law</p>", "依法行政 rule of law"),
        ("<p>　　甲　乙　</p><p>&nbsp;</p>", "　　甲　乙"),
        ("<pre>甲\n  乙</pre>", "甲\n乙"),
        ("<p>甲</p><style>p{}</style><noscript>乙</noscript><nav>丙</nav><select><option>丁</select>", "甲"),
        ("<p>甲</p><!-- 乙 --><p hidden>丙</p><p style='DISPLAY : none'>丁</p>", "甲"),
        ("<table><tr><td>甲</td><td></td><td>乙</td></tr></table>", "甲\t\t乙"),
        (
            "<table><tr><td><p>甲</p><p>乙</p><p>丙</p><p>丁</p></td><td>戊</td></tr></table>",
            "甲\n乙\n丙\n丁\n戊",
        ),
        ("<table><tr><td><table><tr><td>甲</td><td>乙</td></tr></table></td></tr></table>", "甲\t乙"),
        ("<p>a &lt; b &amp; c&#12290;</p>", "a < b & c。"),
    ],
)
def test_lines_of_a_page(body: str, text: str) -> None:
    assert extract(make_page(body).encode()).text == text
