"""What stands around a text as evidence for its area: the headings above it and the whole paragraph around an item.

Evidence is pooled as logarithms (log-linear pooling, Genest & Zidek 1986, doi:10.1214/ss/1177013825).
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache

import pandas as pd

from analysis.reading.numbering import strip_number

HEADINGS = ("heading_1", "heading_2")


def heading_texts(table: pd.DataFrame) -> list[list[str]]:
    """The heading columns that a table has, with numbers taken off; "" where a heading is missing."""
    strip = cache(strip_number)  # one heading stands above many texts
    return [
        [strip(value) if isinstance(value, str) else "" for value in table[column].tolist()]
        for column in HEADINGS
        if column in table.columns
    ]


def whole_paragraphs(table: pd.DataFrame) -> list[str]:
    """The whole paragraph around each item of an enumerated paragraph; "" where there is none."""
    if "paragraph_id" not in table.columns:
        return [""] * len(table)
    paragraph = pd.factorize(table["paragraph_id"])[0].tolist()  # -1 where it is missing
    items: dict[int, list[str]] = defaultdict(list)
    for place, text in zip(paragraph, table["text"].tolist(), strict=True):
        items[place].append(text)
    whole = {place: "".join(own) for place, own in items.items() if place >= 0 and len(own) > 1}
    return [whole.get(place, "") for place in paragraph]
