"""The types of columns, and the columns that hold the parts of a paragraph in each area."""

from __future__ import annotations

# milliseconds, because Parquet knows no coarser unit and is to give back what was written
TEXT, COUNT, NUMBER, DATE, FLAG = "string", "Int64", "float64", "datetime64[ms]", "boolean"

AREAS = tuple(range(1, 9))
MIX = tuple(f"share_{area}" for area in AREAS)
