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
