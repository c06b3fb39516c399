"""What tests of coding sheets share: a small sample, and a coder who fills in, moves and spoils cells."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pandas as pd
from openpyxl import load_workbook

from analysis.coding.units import blind_id

Grid = list[list[str]]
CODES = {  # by unit: role, area, area_2, measure, sure
    "u1": ("work", "1", "", "5b", "1"),
    "u2": ("work", "6", "5", "33", "1"),
    "u3": ("problem", "0", "", "", "0"),
    "u4": ("heading", "0", "", "", "1"),
    "u5": ("plan", "4", "", "", "1"),
    "u6": ("work", "8", "", "44", ""),
}
FIELDS = ("role", "area", "area_2", "measure", "sure")
TELLING = {f"yichun_2017-p00{k}-i01": codes for k, codes in enumerate(CODES.values())}  # ids of real reports
SECRETS = {
    "unit_id": list(TELLING),
    "report_id": [f"QZ-report-{k}" for k in range(6)],
    "year": [1873 + k for k in range(6)],
    "region": [f"琊琊市{k}" for k in range(6)],
    "heading_1": [f"一、QZ-heading-{k}" for k in range(6)],
    "heading_2": [f"(一)QZ-inner-{k}" for k in range(6)],
    "area": [7, 7, 7, 7, 7, 7],
}
SECRET_WORDS = ("yichun", "2017", "p00", "i01", "QZ-", "187", "琊琊市", "random", "stratum")


def make_sample(**columns: list[object]) -> pd.DataFrame:
    n = len(CODES)
    return pd.DataFrame(
        {
            "unit_id": list(CODES),
            "paragraph_id": [f"p{k}" for k in range(n)],
            "text": [
                "推进简政放权。",
                "审结复议案件75件。",
                "仍有差距。",
                "一、规章",
                "将加强执法。",
                "开展普法。",
            ],
            "before": pd.array([pd.NA, "一", "二", "三", "四", "五"], dtype="string"),
            "after": pd.array(["甲", "乙", "丙", "丁", "戊", pd.NA], dtype="string"),
            "inclusion_probability": [1 / 3, 0.1, 1.0, 0.25, 1 / 7, 0.5],
            "stratum": ["random"] * n,
            **columns,
        }
    )


def columns_of(grid: Grid) -> dict[str, int]:
    return {caption.split("｜")[0]: number for number, caption in enumerate(grid[0])}


def edit(path: Path, change: Callable[[Grid], Grid]) -> Path:
    """Change the cells of a sheet as a coder would, whatever the format; row 1 is the header."""
    if path.suffix == ".csv":
        grid = change(list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline=""))))
        buffer = io.StringIO(newline="")
        csv.writer(buffer).writerows(grid)
        path.write_text(buffer.getvalue(), "utf-8-sig", newline="")
        return path
    book = load_workbook(path)
    sheet = book["coding"]
    grid = change([["" if cell is None else str(cell) for cell in row] for row in sheet.values])
    sheet.delete_rows(1, sheet.max_row)
    for number, row in enumerate(grid, start=1):
        for column, text in enumerate(row, start=1):
            if text:
                sheet.cell(number, column, text).data_type = "s"
    book.save(path)
    return path


def is_blind(grid: Grid) -> bool:
    at = columns_of(grid)["unit_id"]
    return any(row[at].startswith("u-") for row in grid[1:])


def put(row: int, **cells: str) -> Callable[[Grid], Grid]:
    """Fill in cells of one row; the id of a unit of `CODES` as the sheet shows it."""

    def change(grid: Grid) -> Grid:
        for key, text in cells.items():
            hidden = key == "unit_id" and text in CODES and is_blind(grid)
            grid[row - 1][columns_of(grid)[key]] = blind_id(text) if hidden else text
        return grid

    return change


def then(*changes: Callable[[Grid], Grid]) -> Callable[[Grid], Grid]:
    """Several changes, one after the other."""

    def change(grid: Grid) -> Grid:
        for one in changes:
            grid = one(grid)
        return grid

    return change


def fill_in(path: Path) -> Path:
    """Code every unit as in `CODES`."""

    def change(grid: Grid) -> Grid:
        at = columns_of(grid)
        for row, codes in zip(grid[1:], CODES.values(), strict=True):
            for field, value in zip(FIELDS, codes, strict=True):
                row[at[field]] = value
        return grid

    return edit(path, change)


def as_given(codes: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """Codes as they were filled in, by unit."""
    texts = codes.astype("string").fillna("")
    return {row["unit_id"]: tuple(row[field] for field in FIELDS) for row in texts.to_dict("records")}
