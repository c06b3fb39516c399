"""Cut the figures' font from Noto Sans SC: the characters of GB 2312, Latin, Greek, the signs that figures need, and
every character of the package's own names: regions, provinces, areas and measures, simulated governments.

    python tools/build_font.py NotoSansSC-Regular.ttf

Noto Sans SC (SIL Open Font License 1.1, TrueType outlines) is distributed by the Noto project and, among others, in the
npm package @expo-google-fonts/noto-sans-sc 0.4.3. The subset bears a name of its own, so that a figure never mixes it
up with a font that is installed on the machine. TrueType outlines, because matplotlib embeds CFF outlines with a
type mismatch that strict PDF checkers report. Characters of names beyond GB 2312 come last in the file: the numbers of
the other glyphs, which a PDF holds, stay as they are when a name is added.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.ttLib.reorderGlyphs import reorderGlyphs

FAMILY = "Fazhi Sans"
PACKAGE = Path(__file__).parents[1] / "analysis"
TARGET = PACKAGE / "resources" / "fonts" / "FazhiSans-Regular.ttf"
NAMES = ("resources/*.csv", "resources/taxonomy/*.csv", "figures/*.py", "simulation/*.py")  # what is drawn
EXTRA = "–—−±×÷≤≥≈•·…°′″‰←→↑↓△▲▽▼○●□■◆◇☆★✓²³¹½éèüöä〔〕①②③④⑤⑥⑦⑧⑨⑩⑴⑵㈠㈡〇㎡㎏©®™\u00a0"
SIGNS = "⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳‹›«»"  # in names of reports


def common() -> set[int]:
    """Code points of GB 2312, Latin, Greek and signs."""
    codes = set(range(0x20, 0x7F)) | {ord(char) for char in EXTRA} | set(range(0x3B1, 0x3CA))
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                codes.add(ord(bytes([row, cell]).decode("gb2312")))
            except UnicodeDecodeError:
                continue
    return codes


def of_names() -> set[int]:
    """Code points of what the package itself may write into a figure, beyond the common ones."""
    files = [file for pattern in NAMES for file in PACKAGE.glob(pattern)]
    drawn = "".join(file.read_text(encoding="utf-8") for file in files) + SIGNS
    return {ord(char) for char in drawn if not char.isspace()} - common()


def main(source: str) -> None:
    """Write the subset."""
    options = subset.Options(
        hinting=False, layout_features=[], name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14], notdef_outline=True
    )
    options.drop_tables += ["DSIG", "vhea", "vmtx", "GSUB", "GPOS", "GDEF", "BASE", "STAT", "VORG"]
    font = TTFont(source, recalcTimestamp=False)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=common() | of_names())
    cutter.subset(font)
    last = {font.getBestCmap()[code] for code in of_names()}
    reorderGlyphs(font, sorted(font.getGlyphOrder(), key=lambda glyph: glyph in last))
    for record in font["name"].names:
        new = {1: FAMILY, 3: "FazhiSans-Regular 1.0", 4: f"{FAMILY} Regular", 6: "FazhiSans-Regular"}.get(
            record.nameID
        )
        if new:
            record.string = new
    font.save(TARGET)
    print(f"{TARGET.name}: {len(font.getBestCmap())} characters, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main(sys.argv[1])
