"""A smaller font to cut from: reading the whole one, with its thousands of characters, takes ten times as long as cutting.

Every PDF and every SVG file holds the glyphs that it shows. They are cut from a font that holds what the labels of all figures
are written in, and what was asked for so far; the glyphs that come out are the same to the byte.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from string import printable
from threading import Lock
from typing import Any

from matplotlib import font_manager
from matplotlib.backends import _backend_pdf_ps

from analysis.paths import resource

_COMMON = (
    "words.zh.toml",
    "words.en.toml",
    "lexicon.csv",
    "provinces.csv",
    "terms.csv",
)  # what labels are made of
_EVERYTHING: dict[str, Any] = {
    "glyph_names": True, "recommended_glyphs": True, "hinting": True, "layout_features": ["*"], "name_IDs": ["*"],
    "name_languages": ["*"], "name_legacy": True, "legacy_cmap": True, "symbol_cmap": True, "notdef_outline": True,
    "drop_tables": [], "passthrough_tables": True, "prune_unicode_ranges": False, "prune_codepage_ranges": False,
}  # fmt: skip


class _File(io.BytesIO):
    """A font in memory, as matplotlib asks for one."""

    face_index = 0


class SmallFont:
    """The glyphs of a font that were asked for so far.

    Parameters
    ----------
    path : Path
        The whole font.

    Examples
    --------
    >>> from analysis.figures.fonts import load_font
    >>> small = SmallFont(load_font()[0])
    >>> len(small.holding("法治")) < 400_000
    True
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._glyph_of: Any = font_manager.get_font(path).get_charmap()
        self._places: dict[int, int] = {}
        self._content = b""
        self._lock = Lock()

    def holding(self, text: str) -> bytes:
        """A font with the glyphs of a text, and others."""
        return self._with(self._glyphs(text))[0]

    def _glyphs(self, text: str) -> set[int]:
        return {self._glyph_of[ord(char)] for char in set(text) if ord(char) in self._glyph_of}

    def _with(self, glyphs: Iterable[int]) -> tuple[bytes, dict[int, int]]:
        """The content of a font with these glyphs, and the place in it of each glyph of the whole font."""
        wanted = set(glyphs)
        with self._lock:
            if not wanted <= self._places.keys():
                common = "".join(resource(name).read_text(encoding="utf-8") for name in _COMMON)
                self._cut(wanted.union(self._places or self._glyphs(f"{printable}−{common}")))
            return self._content, self._places

    def _cut(self, glyphs: set[int]) -> None:
        from fontTools import subset

        options = subset.Options(**_EVERYTHING)
        cutter, content = subset.Subsetter(options), io.BytesIO()
        cutter.populate(gids=sorted(glyphs))
        with subset.load_font(str(self.path), options) as font:
            cutter.subset(font)
            font.save(content, reorderTables=False)
        self._content, self._places = content.getvalue(), cutter.glyph_index_map

    @contextmanager
    def in_pdf(self) -> Iterator[None]:
        """Inside, matplotlib cuts the font for PDF files from this one; before version 3.11 it reads the whole one."""
        whole = _backend_pdf_ps.get_glyphs_subset
        if not hasattr(_backend_pdf_ps, "SubsetResults"):
            yield
            return

        @contextmanager
        def cut(file: Any, glyphs: Iterable[int]) -> Iterator[Any]:
            if Path(file) != self.path:
                with whole(file, set(glyphs)) as found:
                    yield found
                return
            content, places = self._with(glyphs)
            with whole(_File(content), {places[own] for own in glyphs}) as found:
                placed = {own: found.glyph_index_map[places[own]] for own in glyphs}
                yield found._replace(glyph_index_map=placed)

        module: Any = _backend_pdf_ps
        module.get_glyphs_subset = cut
        try:
            yield
        finally:
            module.get_glyphs_subset = whole
