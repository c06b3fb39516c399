"""What an id says: only codes that do not name their paragraph and report are read by it.

A paragraph's id is ``<report_id>-p<number>``, an item's ``<paragraph_id>-i<number>``, as :mod:`analysis.reading.split`
makes them. Tables carry the ids of paragraph and report in columns; this is for tables that lack them.
"""

from __future__ import annotations

import pandas as pd


def paragraph_of(unit_ids: pd.Series) -> pd.Series:
    """Id of the paragraph of each item; an id without a number of an item is its own.

    >>> paragraph_of(pd.Series(["r-p001-i02", "r-p003"])).tolist()
    ['r-p001', 'r-p003']
    """
    return unit_ids.astype("string").str.replace(r"-i\d+$", "", regex=True)


def report_of(unit_ids: pd.Series) -> pd.Series:
    """Id of the report of each item or paragraph.

    >>> report_of(pd.Series(["r-p001-i02", "r-p003", "r"])).tolist()
    ['r', 'r', 'r']
    """
    return unit_ids.astype("string").str.replace(r"-p\d+(?:-i\d+)?$", "", regex=True)
