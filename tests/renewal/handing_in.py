"""A coder for the tests: fills in sheets from codes that are known."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd


def fill_in(path: Path, codes: pd.DataFrame, hidden: dict[str, str], *, leave: int = 0) -> None:
    """Fill an XLSX sheet from codes; `hidden` gives the id that the coder sees for each unit. The last rows may stay open."""
    book = openpyxl.load_workbook(path)
    sheet = book["coding"]
    column = {str(cell.value).split("｜")[0]: cell.column for cell in sheet[1]}
    by_seen = codes.assign(seen=codes["unit_id"].map(hidden)).set_index("seen")
    for row in range(2, sheet.max_row + 1 - leave):
        own = by_seen.loc[sheet.cell(row, column["unit_id"]).value]
        for field in ("role", "area", "area_2", "measure", "sure"):
            value = own[field]
            sheet.cell(row, column[field]).value = None if pd.isna(value) else str(value)
    book.save(path)
