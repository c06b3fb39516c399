"""What stands around a text as evidence for its area: the headings above it and the whole paragraph around an item.

Evidence is pooled as logarithms (log-linear pooling, Genest & Zidek 1986, doi:10.1214/ss/1177013825).
"""

from __future__ import annotations

import pandas as pd

from analysis.reading.numbering import strip_number

HEADINGS = ("heading_1", "heading_2")


def heading_texts(table: pd.DataFrame) -> list[list[str]]:
    """The heading columns that a table has, with numbers taken off; "" where a heading is missing."""
    return [
        [strip_number(value) if isinstance(value, str) else "" for value in table[column]]
        for column in HEADINGS
        if column in table.columns
    ]


def whole_paragraphs(table: pd.DataFrame) -> list[str]:
    """The whole paragraph around each item of an enumerated paragraph; "" where there is none."""
    if "paragraph_id" not in table.columns:
        return [""] * len(table)
    by_paragraph = table["text"].groupby(table["paragraph_id"].to_numpy(), sort=False)
    whole, count = by_paragraph.transform("sum"), by_paragraph.transform("size")
    return whole.where(count > 1, "").tolist()
