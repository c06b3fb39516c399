"""Units on their way to a labelling model and back: one form for items, samples and paragraphs, and ids of requests.

The id of a request says nothing of report and year, and holds the hash of the text, so that an answer can be joined to
the unit it was given for and to no other, even where the reports were split anew in the meantime.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd

from analysis.errors import InputError
from analysis.tables import check_table
from analysis.text import hash_text

IDS = ("unit_id", "item_id", "paragraph_id")  # the finest that a table has names its rows
REQUEST_ID = re.compile("u-([0-9a-f]{16})-([0-9a-f]{16})")
NEAR = 300  # characters of the neighbouring text that help to understand a unit
_HOLDS = {"item_id": "paragraph_id", "paragraph_id": "report_id"}  # whose parts are neighbours
_SHOWN = 3  # examples in a message


def request_id(unit_id: str, text: str) -> str:
    """The id of the request for a unit: always the same for a unit and its text, and silent about report and year.

    >>> request_id("yichun_2017-p001-i01", "依法行政。")
    'u-6955f1e226cb3b4b-3a361140676ee501'
    """
    return f"u-{hash_text(unit_id)}-{hash_text(text)}"


def as_units(units: pd.DataFrame) -> pd.DataFrame:
    """Items, a sample or paragraphs as units with a text.

    Parameters
    ----------
    units : DataFrame, one row per unit
        As :func:`split_items`, :func:`sample_for_coding` or :func:`split_paragraphs` returns it.

    Returns
    -------
    DataFrame, one row per unit with a text
        ``unit_id``, ``text``, ``text_hash``, ``request_id``, ``before`` and ``after`` (missing where not known), then the
        other columns of `units`. Units of white space alone are left out.

    Raises
    ------
    InputError
        When there is no id or no text, or an id is missing or occurs twice.

    Examples
    --------
    >>> items = pd.DataFrame({"item_id": ["p-i01", "p-i02"], "paragraph_id": "p", "text": ["一是立法。", "二是普法。"]})
    >>> as_units(items)[["unit_id", "before", "after"]].values.tolist()
    [['p-i01', <NA>, '二是普法。'], ['p-i02', '一是立法。', <NA>]]
    """
    check_table(units, ("text",), argument="units", maker="split_items")
    name = next((name for name in IDS if name in units.columns), None)
    if name is None:
        raise InputError("units", f"has none of {', '.join(IDS)}", "give the table that split_items returns")
    ids = units[name].astype("string")
    if ids.isna().any() or units["text"].isna().any():
        raise InputError("units", "has a row without id or text", "leave such rows out")
    if ids.duplicated().any():
        problem = f"has {quote(ids[ids.duplicated()])} twice"
        raise InputError("units", problem, "give each unit once")
    texts = units["text"].astype("string").array
    table = units.reset_index(drop=True).assign(unit_id=ids.array, text=texts)
    if "before" not in table.columns or "after" not in table.columns:
        table = _with_neighbours(table, _HOLDS.get(name, ""))
    own = [request_id(*pair) for pair in zip(table["unit_id"], table["text"], strict=True)]
    table = table.assign(request_id=own, text_hash=[one.rpartition("-")[2] for one in own])
    table = table[table["text"].str.strip() != ""].reset_index(drop=True)
    if table["request_id"].duplicated().any():
        problem = f"has units whose ids differ by white space alone, such as {quote(table['unit_id'])}"
        raise InputError("units", problem, "give each unit an id of its own")
    return table


def _with_neighbours(table: pd.DataFrame, holder: str) -> pd.DataFrame:
    """The text before and after each unit in what holds both, in the order of their positions."""
    if holder not in table.columns:
        return table.assign(before=pd.NA, after=pd.NA)
    order = ["position"] if "position" in table.columns else []
    by_holder = table.sort_values([holder, *order], kind="stable").groupby(holder, sort=False)["text"]
    return table.assign(before=by_holder.shift(1), after=by_holder.shift(-1))


def quote(values: Iterable[object]) -> str:
    """The first few of some values, for a message.

    >>> quote(["a", "b", "c", "d"]), quote(["a"])
    ("'a', 'b', 'c' and 1 more", "'a'")
    """
    listed = [str(value) for value in values]
    shown = ", ".join(repr(value) for value in listed[:_SHOWN])
    return f"{shown} and {len(listed) - _SHOWN} more" if len(listed) > _SHOWN else shown
