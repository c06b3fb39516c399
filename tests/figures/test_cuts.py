"""Glyphs cut from the small font are those of the whole one, to the byte."""

from __future__ import annotations

import io
from contextlib import suppress
from typing import Any

import matplotlib as mpl
import pytest
from matplotlib.backends import _backend_pdf_ps
from matplotlib.figure import Figure

from analysis.figures.cuts import SmallFont
from analysis.figures.fonts import load_font
from analysis.figures.style import HOUSE

NAMES = ["法治政府 2020−2022 (%)", "连云港市 a\u00a0b", "黄石市青岚县"]


def pdf_of(text: str, family: str) -> bytes:
    written = io.BytesIO()
    with mpl.rc_context({**HOUSE, "font.family": family}):
        figure = Figure(figsize=(3, 1))
        figure.text(0.1, 0.5, text)
        figure.savefig(written, format="pdf", metadata={"CreationDate": None})
    return written.getvalue()


def test_a_pdf_has_the_bytes_that_the_whole_font_gives() -> None:
    small = SmallFont(load_font()[0])
    for text in NAMES:  # the third time the font has grown
        whole = pdf_of(text, "Fazhi Sans")
        with small.in_pdf():
            assert pdf_of(text, "Fazhi Sans") == whole


def test_other_fonts_are_cut_as_ever() -> None:
    with SmallFont(load_font()[0]).in_pdf():
        inside = pdf_of("plain", "DejaVu Sans")
    assert inside == pdf_of("plain", "DejaVu Sans")


def test_the_whole_font_is_read_again_only_for_what_is_new(monkeypatch: pytest.MonkeyPatch) -> None:
    small, read = SmallFont(load_font()[0]), []
    cut = small._cut
    monkeypatch.setattr(small, "_cut", lambda glyphs: read.append(cut(glyphs)))
    for text in ["法治", "法", "治", "潍", "潍法治", "\U0001f600"]:
        small.holding(text)
    assert len(read) == 2


def test_what_is_put_into_matplotlib_is_taken_out_again() -> None:
    before: Any = _backend_pdf_ps.get_glyphs_subset
    with suppress(KeyError), SmallFont(load_font()[0]).in_pdf():
        assert _backend_pdf_ps.get_glyphs_subset is not before
        raise KeyError
    assert _backend_pdf_ps.get_glyphs_subset is before
