"""Evidence around a text: what is read from a table."""

from __future__ import annotations

import pandas as pd

from analysis.areas.context import heading_texts, whole_paragraphs


def test_whole_paragraphs_stand_around_items_only() -> None:
    rows = pd.DataFrame({"text": ["甲", "乙", "丙"], "paragraph_id": ["p", "p", "q"]})
    assert whole_paragraphs(rows) == ["甲乙", "甲乙", ""]
    assert whole_paragraphs(rows[["text"]]) == ["", "", ""]
    assert whole_paragraphs(rows.assign(paragraph_id=["p", None, "p"])) == ["甲丙", "", "甲丙"]


def test_headings_lose_their_numbers_and_missing_ones_are_empty() -> None:
    rows = pd.DataFrame({"heading_1": ["一、总体情况", pd.NA], "heading_2": ["（二）行政复议", None]})
    assert heading_texts(rows) == [["总体情况", ""], ["行政复议", ""]]
    assert heading_texts(rows[[]]) == []
