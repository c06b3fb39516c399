"""Sentences of what the readers remark of a file's form, in one place."""

from __future__ import annotations

_SAID = {
    "hidden_text_read": "{n} Chinese characters that the page hides until a script runs were read",
    "hidden_text_left_out": "{n} Chinese characters that the page hides were left out",
    "little_text": "nearly no text of a report ({n} Chinese characters)",
    "text_in_frame": "nearly no text of a report ({n} Chinese characters): the page shows {file} in a frame",
    "pdf_turned_left_out": "{n} turned characters (a watermark or stamp) left out",
    "pdf_marks_left_out": "{n} characters of a watermark left out",
    "pdf_hidden_left_out": "{n} invisible characters over visible text left out",
    "pdf_invisible_read": "{n} characters are an invisible layer, probably of OCR",
    "pdf_unnamed": "{n} characters that the fonts do not name (U+FFFD)",
    "pdf_running_left_out": "{n} lines of headers, footers and page numbers left out",
    "word_notes_read": "{n} footnotes or endnotes read after the text",
    "word_embedded_read": "{n} embedded documents read",
    "word_embedded_left_out": "{n} embedded documents left out",
    "word_formulas_read": "{n} formulas read as plain text",
    "word_symbols_unnamed": "{n} symbols of a font of signs left out (U+FFFD)",
    "word_pictures": "{n} pictures hold what cannot be read",
}


def Remark(code: str, **parts: object) -> str:  # noqa: N802
    return _SAID[code].format(**parts)
