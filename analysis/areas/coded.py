"""Coded items with their texts, headings and place in the report: what trains or tests a classifier."""

from __future__ import annotations

import pandas as pd

from analysis.coding.final import final_codes
from analysis.coding.joining import check_texts, with_ids
from analysis.errors import InputError
from analysis.reading.split import split_items
from analysis.tables import check_table

SET_LEVEL = 0.9  # coverage that the conformal sets aim at


def coded_units(codes: pd.DataFrame, paragraphs: pd.DataFrame) -> pd.DataFrame:
    """The items of the paragraphs with their hand codes, headings and place in the report."""
    check_table(codes, ("unit_id", "coder", "role", "area", "measure"), argument="codes", maker="read_codes")
    codes = with_ids(final_codes(codes))
    check_texts(codes, paragraphs, paragraphs["report_id"].unique())
    items = split_items(paragraphs).drop(columns="role")  # that of the codes counts
    items = items.rename(columns={"item_id": "unit_id", "position": "item"})
    about = paragraphs[["paragraph_id", "report_id", "year", "position", "heading_1", "heading_2"]]
    known = codes[["unit_id", "role", "area", "measure", "coded_by"]]
    lost = codes["paragraph_id"].isin(set(paragraphs["paragraph_id"])) & ~codes["unit_id"].isin(
        items["unit_id"]
    )
    if lost.any():
        problem = f"hold the unit {codes.loc[lost, 'unit_id'].iloc[0]!r}, which is no item of its paragraph"
        raise InputError("codes", problem, "let rematch_codes find the items as they are cut now")
    units = items.merge(about, on="paragraph_id").merge(known, on="unit_id", validate="one_to_one")
    return units.sort_values(["report_id", "position", "item"]).reset_index(drop=True)


def who_coded(codes: pd.DataFrame) -> str:
    """Whose codes a figure rests on: "person", "model", or "person and model".

    >>> who_coded(pd.DataFrame({"coded_by": ["person", None, "model"]}))
    'person and model'
    """
    return " and ".join(sorted(set(codes["coded_by"].fillna("person")), reverse=True))
