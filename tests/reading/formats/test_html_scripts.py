"""An article that only a script would write is read from the string that holds it; no script is run."""

from __future__ import annotations

import base64
import html
import json

import pytest

from analysis.reading.formats import extract

from .pages import BODY, LINES, make_site_page

STATE = {"article": {"title": "x", "content": BODY}}
PAGES = {
    "json": f'<script type="application/json">{json.dumps(STATE, ensure_ascii=False)}</script>',
    "escaped": f"<script>window.__STATE__={json.dumps(STATE)};</script>",
    "single quotes": f"<script>document.write('{BODY}')</script>",
    "template string": f"<script>const con = `{BODY}`;</script>",
    "attribute": f'<div id="app" data-content="{html.escape(BODY)}"></div>',
}


@pytest.mark.parametrize("name", PAGES)
def test_an_article_in_a_string_is_read(name: str) -> None:
    found = extract(make_site_page(f'<div id="root"></div>{PAGES[name]}'))
    assert found.text.splitlines() == LINES
    assert [remark.code for remark in found.remarks] == ["script_text_read"]


def test_a_page_with_its_text_keeps_to_it() -> None:
    other = json.dumps({"con": BODY.replace("2021", "2011")}, ensure_ascii=False)
    found = extract(make_site_page(f'<div class="con">{BODY}</div><script>x={other}</script>'))
    assert found.text.splitlines() == LINES
    assert found.remarks == ()


def test_a_page_in_the_address_of_a_frame_is_read() -> None:
    source = base64.b64encode(f'<meta charset="utf-8">{BODY}'.encode()).decode()
    found = extract(make_site_page(f'<iframe src="data:text/html;base64,{source}"></iframe>'))
    assert found.text.splitlines() == LINES
    assert [remark.code for remark in found.remarks] == ["hidden_text_read"]
    broken = extract(make_site_page('<iframe src="data:text/html;base64,%%%"></iframe>'))
    assert [remark.code for remark in broken.remarks] == ["little_text"]


def test_the_text_of_a_page_of_frames_for_browsers_without_them_is_read() -> None:
    page = f"<html><frameset><frame src='a.html'><noframes><body>{BODY}</body></noframes></frameset></html>"
    assert extract(page.encode()).text.splitlines() == LINES[1:]
