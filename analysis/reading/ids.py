"""What an id says of where a unit stands: the one place that knows the grammar of ids.

``<report_id>-p<number>`` is a paragraph, ``<paragraph_id>-i<number>`` an item of it. Tables carry ``paragraph_id`` and
``report_id`` as columns; ids are taken apart only where a table of an older form lacks them.
"""

from __future__ import annotations

import pandas as pd


def paragraph_of(unit_ids: pd.Series) -> pd.Series:
    """The paragraphs of items; the id of a paragraph is its own.

    >>> paragraph_of(pd.Series(["r-p001-i02", "r-p001"])).tolist()
    ['r-p001', 'r-p001']
    """
    return unit_ids.astype("string").str.replace(r"-i\d+$", "", regex=True)


def report_of(unit_ids: pd.Series) -> pd.Series:
    """The reports of items or paragraphs.

    >>> report_of(pd.Series(["yichun_2017-p001-i02", "yichun_2017-p001"])).tolist()
    ['yichun_2017', 'yichun_2017']
    """
    return unit_ids.astype("string").str.replace(r"-p\d+(-i\d+)?$", "", regex=True)
